"""What a report says about where to look: the regions named in the sentence, line, paragraph and title."""

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field

from marsad.locate.phrase import Words
from marsad.locate.resolve import Context
from marsad.model.claim import Reading, Where
from marsad.model.report import Span
from marsad.packs.gazetteer import Gazetteer
from marsad.packs.pack import Pack
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
    mentions: list[tuple[int, str]] = field(default_factory=list)  # (offset, unit), of units and countries named
    title_units: tuple[str, ...] = ()
    usual: tuple[str, ...] = ()
    lines: list[int] = field(default_factory=list)
    placed: list[Where] = field(default_factory=list)  # in the order of the text, for "the same road"

    def lexicon(self, words: str) -> Words:
        """The function words of the language that a place is worded in."""
        return self.words["ar" if is_arabic(words) else "en"]


def set_scene(reading: Reading, pack: Pack) -> Scene:
    """Reads off a report what its places will be looked up by."""
    gazetteer = pack.gazetteer
    report = reading.report
    language = report.language or ("ar" if is_arabic(report.text) else "en")
    scene = Scene(gazetteer, reading, _words(pack), pack.place_words.get("demonyms", {}))
    for found in gazetteer.find(report.text, language):
        unit = _unit(gazetteer, found.candidates)
        if unit:
            scene.mentions.append((found.start, unit))
    for found in gazetteer.find(report.title or "", language):
        unit = _unit(gazetteer, found.candidates)
        if unit:
            scene.title_units = (*scene.title_units, unit)
    scene.usual = tuple(pack.about.get("usual_areas", {}).get((report.publisher or "").lower(), ()))
    scene.lines = [0, *(match.end() for match in _BREAK.finditer(report.text))]
    return scene


def _words(pack: Pack) -> dict[str, Words]:
    return _cached_words(id(pack.place_words), pack)


_WORDS: dict[int, dict[str, Words]] = {}


def _cached_words(key: int, pack: Pack) -> dict[str, Words]:
    return {language: Words.of(pack.place_words.get(language, {})) for language in ("en", "ar")}


def _unit(gazetteer: Gazetteer, candidates: tuple[str, ...]) -> str | None:
    """The one unit or country among the bearers of a mentioned name; villages and areas tell nothing sure."""
    place = gazetteer.get(candidates[0])
    return candidates[0] if place is not None and place.level <= 3 else None


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

    def add(units: Iterable[str], source: str) -> None:
        for unit in units:
            hints.setdefault(unit, source)

    add(own, "named with the place")
    at = where.span.start if where.span else min((span.start for span in spans), default=None)
    add(_by_distance(scene, [u for u in said], at), "named in the same claim")
    inside = [(abs(start - (at or 0)), unit) for start, unit in scene.mentions if any(s.start <= start < s.end for s in spans)]
    add((unit for _, unit in sorted(inside)), "named in the same sentence")
    if at is not None:
        add(_heading(scene, at), "named at the head of the line")
        line = scene.lines[bisect_right(scene.lines, at) - 1]
        before = [(start, unit) for start, unit in scene.mentions if start < at]
        add((unit for start, unit in reversed(before) if start >= line), "named earlier in the paragraph")
    add(scene.title_units, "named in the title")
    if at is not None:
        add((unit for _, unit in reversed(before)), "named earlier in the report")
    add((unit for _, unit in scene.mentions), "named in the report")
    return Context(tuple(hints.items()), _nearby(scene), scene.usual)


def _by_distance(scene: Scene, units: list[str], _at: int | None) -> list[str]:
    """Narrow units first."""
    return sorted(units, key=lambda unit: -(place.level if (place := scene.gazetteer.get(unit)) else 0))


def _heading(scene: Scene, at: int) -> list[str]:
    """Units in the heading above a line ("Daraa province:"), or before a colon at its start."""
    text = scene.reading.report.text
    for start in reversed([line for line in scene.lines if line <= at]):
        end = text.find("\n", start)
        line = text[start : end if end >= 0 else len(text)]
        colon = line.find(":")
        if 0 < colon <= _HEADING and (start + colon < at):
            units = [unit for offset, unit in scene.mentions if start <= offset < start + colon]
            if units:
                return units
    return []


def _nearby(scene: Scene) -> tuple[tuple[float, float], ...]:
    """Points of what is placed for sure, narrower than a governorate."""
    return tuple(
        where.point for where in scene.placed if where.point and where.precision in ("exact", "adm3", "near", "adm2")
    )
