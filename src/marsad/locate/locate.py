"""The places of a reading, each with its precision and the way that led to it, or honestly unplaced."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from marsad.locate.context import Scene, context_for, set_scene
from marsad.locate.phrase import Phrase, parse
from marsad.locate.place import place_coded, place_words
from marsad.locate.resolve import Context
from marsad.model.claim import Claim, Count, Reading, Where
from marsad.model.report import Report, Span
from marsad.packs.pack import Pack
from marsad.text.romanise import fold_token

VERSION = "locate 1"
_DISTANCE = re.compile(r"(\d+(?:[.,]\d+)?)[\s-]*([^\W\d_]+)(?:\s+to\s+the)?\s+$")


def locate(reading: Reading, pack: Pack) -> Reading:
    """Fills in the places of every claim, and of every count that has its own.

    What a place's words mean is told by the words themselves, then by what the same claim, sentence, line, paragraph
    and title name, then by distance to other places, and last by size. A name that several places bear and nothing
    tells apart stays unplaced, with all of them as candidates. `way` says each step.
    """
    scene = set_scene(reading, pack)
    return replace(reading, claims=tuple(_claim(scene, claim) for claim in reading.claims))


def _claim(scene: Scene, claim: Claim) -> Claim:
    scene.day = claim.when.end or scene.reading.report.published
    where = _places(scene, claim.where, claim.spans)
    counts = tuple(_count(scene, count, claim, where) for count in claim.counts)
    return replace(claim, where=where, counts=counts)


def _count(scene: Scene, count: Count, claim: Claim, above: tuple[Where, ...]) -> Count:
    own = _places(scene, count.where, (count.span,), above) if count.where else count.where
    parts = tuple(_count(scene, part, claim, own or above) for part in count.parts)
    if own == count.where and parts == count.parts:
        return count
    return replace(count, where=own, parts=parts)


def _places(
    scene: Scene, wheres: tuple[Where, ...], spans: Iterable[Span], above: tuple[Where, ...] = ()
) -> tuple[Where, ...]:
    """Places of one claim: units that are named outright first, for they say where to look for the others."""
    spans = tuple(spans)
    phrases = [_phrase(scene, where) for where in wheres]
    placed: dict[int, Where] = {}
    order = sorted(range(len(wheres)), key=lambda index: (_turn(scene, phrases[index]), index))
    for index in order:
        said = [each.place for each in (*placed.values(), *above) if each.place]
        own = _own_regions(scene, phrases[index])
        context = context_for(scene, wheres[index], spans, said, own)
        before = [placed[each] for each in sorted(placed) if each < index]
        placed[index] = place_words(scene, wheres[index], phrases[index], context, before)
    result = tuple(placed[index] for index in range(len(wheres)))
    scene.placed.extend(result)
    return result


def _phrase(scene: Scene, where: Where) -> Phrase:
    """The parts of a place's words; a distance that stands right before them in the text belongs to them."""
    words = where.words or ""
    text = scene.reading.report.text
    if where.span and 0 < where.span.start <= len(text):
        before = _DISTANCE.search(text[max(0, where.span.start - 24) : where.span.start])
        if before and fold_token(before.group(2)) in scene.lexicon(words).units_km:
            words = f"{before.group(1)} {before.group(2)} {words}"
    return parse(words, scene.lexicon(words), scene.is_name)


def _turn(scene: Scene, phrase: Phrase) -> int:
    """Which places go first: units named outright, then names, then what refers back to others."""
    if not phrase.names:
        return 2
    for each in scene.gazetteer.exact(phrase.names[0].text)[:1]:
        place = scene.gazetteer.get(each)
        return 0 if place is None or place.level <= 2 else 1
    return 1


def _own_regions(scene: Scene, phrase: Phrase) -> list[str]:
    """Units named in the place's own words ("X in eastern Homs")."""
    found: list[str] = []
    for region in phrase.regions:
        candidates = scene.gazetteer.exact(region.text) or tuple(
            match.id for match in scene.gazetteer.look_up(region.text)[:1]
        )
        found += _holding(scene, candidates)
    return found


def _holding(scene: Scene, candidates: Sequence[str]) -> Sequence[str]:
    """What a name said to hold a place stands for: the unit, or the unit of the only village of that name."""
    gazetteer = scene.gazetteer
    first = next(iter(candidates), None)
    place = gazetteer.get(first or "")
    if first is None or place is None or place.level <= 3:
        return candidates[:1]
    home = [each for each in candidates if gazetteer.home is None or gazetteer.is_within(each, gazetteer.home)]
    return gazetteer.chain(home[0])[:1] if len(home) == 1 else ()


def find_place(pack: Pack, words: str, *, within: str | None = None) -> Where:
    """One place by its words alone, as `marsad places find` asks: with the region it is said to lie in, if any.

    A P-code or an id of the gazetteer is its place.
    """
    scene = set_scene(Reading(Report("asked", "")), pack)
    where = Where(words)
    coded = next((code for code in (words.strip(), words.strip().upper()) if pack.gazetteer.get(code)), None)
    if coded is not None:
        return place_coded(scene, where, coded)
    phrase = _phrase(scene, where)
    own = [*([within] if within else []), *_own_regions(scene, phrase)]
    regions = tuple((unit, "asked for" if unit == within else "named with the place") for unit in own)
    return place_words(scene, where, phrase, Context(regions))
