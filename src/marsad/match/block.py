"""Which strands are compared at all: those of near days that share an area, a place name, or the parties."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from marsad.match.settings import MatchSettings
from marsad.match.strand import Strand
from marsad.text.romanise import skeleton

DAY_SLACK = 2
FAR = 10**9


def candidates(strands: Sequence[Strand], settings: MatchSettings, *, new_from: int = 0) -> Iterator[tuple[int, int]]:
    """Pairs of positions to compare, each once, the lower first; never two strands of one report.

    A block is one day with one area, place name or pair of parties. A block over `largest_block` falls apart into
    finer ones, so that work grows with the number of strands and not with its square. Strands from position
    `new_from` on are new: pairs of two older ones are left out.
    """
    blocks: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for position, strand in enumerate(strands):
        for key in _keys(strand):
            blocks[key].append(position)
    seen: set[int] = set()
    size = len(strands)
    firsts = [strand.window[0] if strand.window else -FAR for strand in strands]  # without a date: any day
    lasts = [strand.window[1] if strand.window else FAR for strand in strands]
    reports = [strand.report for strand in strands]
    for members in blocks.values():
        for group in _split(members, strands, settings):
            for place, low in enumerate(group):  # positions were added in order, so the lower comes first
                first, last, report = firsts[low], lasts[low], reports[low]
                for high in group[place + 1 :]:
                    if high < new_from or report == reports[high]:
                        continue
                    if firsts[high] - last > DAY_SLACK or first - lasts[high] > DAY_SLACK:
                        continue
                    code = low * size + high
                    if code not in seen:
                        seen.add(code)
                        yield low, high


def _keys(strand: Strand) -> set[tuple[object, ...]]:
    """The blocks of a strand. Without any day it is looked for by its area and parties alone."""
    what = _areas(strand)
    if strand.window is None:
        return {("any", each) for each in what}
    first, last = strand.window
    if last - first > 70:  # a month or more names no event; two such windows meet by their months
        return {("month", month, each) for month in range(first // 30, last // 30 + 1) for each in what}
    # Buckets of three days, each strand in all that its days with the slack of one touch.
    buckets = range((first - DAY_SLACK // 2) // 3, (last + DAY_SLACK // 2) // 3 + 1)
    return {(bucket, each) for bucket in buckets for each in what}


def _areas(strand: Strand) -> set[str]:
    """What a strand can be looked up by: wide units of its places, sounds of its names, else its parties."""
    found: set[str] = set()
    for spot in strand.spots:
        if spot.place:
            found |= {each for each in spot.holders if len(each) > 2}
            if len(spot.place) >= 4:
                found.add(spot.place[:4])
        if spot.is_fine:
            found |= {f"~{skeleton(name)}" for name in spot.names}
    if not found or all(spot.place is None for spot in strand.spots):
        found |= {f"!{each}" for each in strand.victims | strand.doers}
    return found or {"?"}


def _split(members: list[int], strands: Sequence[Strand], settings: MatchSettings) -> Iterator[list[int]]:
    """The block itself, or finer ones where it is too large: by what happened, then by how many and whom."""
    if len(members) <= settings.largest_block:
        yield members
        return
    finer: dict[object, list[int]] = defaultdict(list)
    for position in members:
        for mark in _marks(strands[position]):
            finer[mark].append(position)
    for group in finer.values():
        for start in range(0, len(group), settings.largest_block):
            yield group[start : start + settings.largest_block]


def _marks(strand: Strand) -> set[object]:
    """Finer marks: the place names, and the counts with the type of event."""
    marks: set[object] = {skeleton(name) for spot in strand.spots if spot.is_fine for name in spot.names}
    marks |= {spot.place for spot in strand.spots if spot.place and spot.is_fine}
    for measure, values in strand.totals.items():
        marks |= {(measure, value.middle(), min(strand.events, default="")) for value in values}
    return marks or {"bare"}
