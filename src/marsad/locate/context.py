"""What a report says about where to look: the regions named in the sentence, line, paragraph and title."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from marsad.locate.boundaries import Boundaries, load_boundaries
from marsad.locate.resolve import Context
from marsad.locate.wording import Words
from marsad.model.claim import Reading, Where
from marsad.model.report import Span
from marsad.packs.gazetteer import Gazetteer
from marsad.packs.pack import Pack
from marsad.text.found import FoundPlace
from marsad.text.romanise import is_arabic

_HEADING = 60  # a line no longer than this that ends in a colon, or what stands before a colon that early, heads a list
_BREAK = re.compile(r"\n+")


@dataclass(slots=True)
class Scene:
    """One report while its places are looked for: what stands where, and what is already placed."""

    gazetteer: Gazetteer
    reading: Reading
    words: dict[str, Words]
    demonyms: dict[str, str]
    mentions: list[tuple[int, int, str]] = field(default_factory=list)  # (start, end, unit) of units and countries
    title_units: tuple[str, ...] = ()
    by_name: tuple[str, ...] = ()  # units in the publisher's name
    usual: tuple[str, ...] = ()
    lines: list[int] = field(default_factory=list)
    boundaries: Boundaries | None = None
    day: date | None = None  # of the claim at hand, else of publication: areas change
    placed: list[Where] = field(default_factory=list)  # in the order of the text, for "the same road"

    def is_name(self, words: str) -> bool:
        """Whether the gazetteer has a name, also with an English word in it: Western Ghariyah, but not western X."""
        first = words.split(" ", 1)[0]
        is_side = first[:1].isupper() and first.lower() in self.sides and " " in words
        return self.gazetteer.has_name(words) or (
            is_side and any(self.gazetteer.get(match.id) for match in self.gazetteer.look_up(words))
        )

    @property
    def sides(self) -> Mapping[str, object]:
        """English words that stand for an adjective in a name, such as western."""
        sides: Mapping[str, object] = self.gazetteer.words.get("en", {}).get("sides", {})
        return sides

    def lexicon(self, words: str) -> Words:
        """The function words of the language that a place is worded in."""
        return self.words["ar" if is_arabic(words) else "en"]


def set_scene(reading: Reading, pack: Pack) -> Scene:
    """Reads off a report what its places will be looked up by."""
    gazetteer = pack.gazetteer
    report = reading.report
    language = report.language or ("ar" if is_arabic(report.text) else "en")
    scene = Scene(gazetteer, reading, words_of(pack), pack.place_words.get("demonyms", {}))
    title = report.title or ""
    in_text, in_title = gazetteer.find(report.text, language), gazetteer.find(title, language) if title else []
    in_name = gazetteer.find_in_name(report.publisher or "", language)
    abroad = _countries(gazetteer, (*in_text, *in_title)) or _countries(gazetteer, in_name)
    for found in in_text:
        unit = _unit(gazetteer, found, abroad)
        if unit:
            scene.mentions.append((found.start, found.end, unit))
    scene.title_units = tuple(unit for found in in_title if (unit := _unit(gazetteer, found, abroad)))
    usual = pack.about.get("usual_areas", {}).get((report.publisher or "").lower(), ())
    scene.by_name = tuple(unit for found in in_name if (unit := _unit(gazetteer, found, abroad)))
    scene.usual = (*scene.by_name, *usual)
    scene.boundaries = boundaries_of(pack)
    scene.day = report.published
    scene.lines = [0, *(match.end() for match in _BREAK.finditer(report.text))]
    return scene


KEPT = 4  # packs whose words and outlines are kept at a time
_BOUNDARIES: dict[int, tuple[object, Boundaries]] = {}  # outlines by pack, read once


def boundaries_of(pack: Pack) -> Boundaries:
    """The outlines of a pack."""
    known = _BOUNDARIES.get(id(pack.gazetteer))
    if known is None or known[0] is not pack.gazetteer:
        if len(_BOUNDARIES) >= KEPT:
            _BOUNDARIES.clear()
        known = _BOUNDARIES[id(pack.gazetteer)] = (pack.gazetteer, load_boundaries(pack))
    return known[1]


_WORDS: dict[int, tuple[object, dict[str, Words]]] = {}  # function words by pack, made once


def words_of(pack: Pack) -> dict[str, Words]:
    """The function words of both languages, as the pack has them."""
    known = _WORDS.get(id(pack.place_words))
    if known is None or known[0] is not pack.place_words:
        if len(_WORDS) >= KEPT:
            _WORDS.clear()
        words = {language: Words.of(pack.place_words.get(language, {})) for language in ("en", "ar")}
        known = _WORDS[id(pack.place_words)] = (pack.place_words, words)
    return known[1]


def _countries(gazetteer: Gazetteer, found: Iterable[FoundPlace]) -> frozenset[str]:
    """The countries that a report surely speaks of: named, or one of their first-level units is."""
    countries = set()
    for each in found:
        wide = {
            (place.id, *place.within)[-1]
            for candidate in each.candidates
            if (place := gazetteer.get(candidate)) is not None and place.level <= 1
        }
        if len(wide) == 1 and (gazetteer.home is None or _only_abroad(gazetteer, each, wide)):
            countries |= wide
    return frozenset(countries)


def _only_abroad(gazetteer: Gazetteer, found: FoundPlace, wide: set[str]) -> bool:
    """A name that a unit of the pack's own country bears too says nothing of a country abroad."""
    home = str(gazetteer.home)
    if home in wide:
        return True
    return not any(
        (place := gazetteer.get(candidate)) is not None and place.level <= 3 and home in place.within
        for candidate in found.candidates
    )


def _unit(gazetteer: Gazetteer, found: FoundPlace, countries: frozenset[str]) -> str | None:
    """The unit or country that a mentioned name means; villages and areas tell nothing sure."""
    for candidate in found.candidates:
        place = gazetteer.get(candidate)
        if place is None or place.level > 3:
            continue
        if place.level <= 1 and not countries:
            return candidate
        if not countries or (place.id, *place.within)[-1] in countries:
            return candidate
    return None


def context_for(scene: Scene, where: Where, spans: Iterable[Span], said: Iterable[str], own: Iterable[str]) -> Context:
    """The regions to look in for one place, the strongest hint first.

    Args:
        scene: the report.
        where: the place.
        spans: the sentences of its claim.
        said: units already found for other places of the same claim.
        own: units named in the place's own words.
    """
    hints: dict[str, str] = {}
    gazetteer = scene.gazetteer

    def add(units: Iterable[str], source: str) -> None:
        for unit in units:
            hints.setdefault(unit, source)

    add(own, "named with the place")
    at = where.span.start if where.span else min((span.start for span in spans), default=None)
    add(_narrow_first(gazetteer, said), "named in the same claim")
    others = [
        (s, e, u) for s, e, u in scene.mentions if not (where.span and s < where.span.end and where.span.start < e)
    ]
    inside = [(abs(s - (at or 0)), u) for s, _, u in others if any(span.start <= s < span.end for span in spans)]
    add((unit for _, unit in sorted(inside)), "named in the same sentence")
    if at is not None:
        add(_heading(scene, at), "named at the head of the line")
        line = scene.lines[bisect_right(scene.lines, at) - 1]
        before = [(start, unit) for start, _, unit in reversed(others) if start < at]
        add((unit for start, unit in before if start >= line), "named earlier in the paragraph")
        add(scene.title_units, "named in the title")
        add((unit for _, unit in before), "named earlier in the report")
    add(scene.title_units, "named in the title")
    add((unit for _, _, unit in others), "named in the report")
    add(scene.by_name, "named in the publisher's name")
    regions = sorted(
        hints.items(), key=lambda hint: _is_country(gazetteer, hint[0]) and hint[1] != "named with the place"
    )
    return Context(tuple(regions), _nearby(scene), scene.usual)


def _is_country(gazetteer: Gazetteer, unit: str) -> bool:
    place = gazetteer.get(unit)
    return place is not None and place.level == 0


def _narrow_first(gazetteer: Gazetteer, units: Iterable[str]) -> list[str]:
    return sorted(units, key=lambda unit: -(place.level if (place := gazetteer.get(unit)) else 0))


def _heading(scene: Scene, at: int) -> list[str]:
    """Units in the heading above a line ("Daraa province:"), or before a colon at its start."""
    text = scene.reading.report.text
    for start in reversed([line for line in scene.lines if line <= at]):
        end = text.find("\n", start)
        line = text[start : end if end >= 0 else len(text)]
        colon = line.find(":")
        if 0 < colon <= _HEADING and (start + colon < at):
            units = [unit for offset, _, unit in scene.mentions if start <= offset < start + colon]
            if units:
                return units
    return []


def _nearby(scene: Scene) -> tuple[tuple[float, float], ...]:
    """Points of what is placed for sure, narrower than a governorate."""
    return tuple(
        where.point for where in scene.placed if where.point and where.precision in ("exact", "adm3", "near", "adm2")
    )
