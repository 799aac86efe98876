"""The place part of a score: ids of the pack where there are some, the sound of the names where there are none."""

import re
from functools import lru_cache
from itertools import product
from math import asin, cos, radians, sin, sqrt

from rapidfuzz.fuzz import ratio

from marsad.match.settings import EventWeights
from marsad.match.telling import Spot
from marsad.text.romanise import likeness, skeleton, sounds

_PCODE = re.compile(r"[A-Z]{2}(?:[A-Z]?\d[\dA-Z]*)?")
ALIKE, STRANGE = 0.8, 0.55  # benchmarks/match_events.py: over and under these two names are one, are two
NEAR_KM = 12.0


def place_part(mine: tuple[Spot, ...], theirs: tuple[Spot, ...], weights: EventWeights) -> tuple[float, str]:
    """Bits for and against one place, and why.

    The finest agreement counts, and beside it whether the units hold one another. Named villages that sound different
    speak against; so do units of which neither holds the other.
    """
    if not mine or not theirs:
        return 0.0, "a place is missing"
    fine_mine, fine_theirs = [s for s in mine if s.is_fine], [s for s in theirs if s.is_fine]
    sound = max(
        (alike(a.names, b.names) for a, b in product(fine_mine, fine_theirs) if a.names and b.names), default=-1.0
    )
    same = any(a.place is not None and a.place == b.place for a, b in product(fine_mine, fine_theirs))
    close = same or any(_within_km(a, b) for a, b in product(fine_mine, fine_theirs))
    wide, fault = _units(mine, theirs, weights)
    if (same or sound >= ALIKE) and _only_beside(fine_mine, fine_theirs):
        return weights.beside, "another place first, the same one beside it"
    if same and sound >= ALIKE:
        return weights.same_name + 0.5, "the same place by id and name"
    if sound >= ALIKE:
        return weights.same_name * sound + (0.5 if wide > 0 else fault / 2), "place names that sound the same"
    if close and not (0 <= sound < STRANGE and _both_villages(fine_mine, fine_theirs)):
        return weights.same_place, "the same place by id"
    if 0 <= sound < STRANGE:
        return weights.other_name + max(wide, 0.0) / 2 + fault / 2, "two different place names"
    if fault:
        return fault, "units of which neither holds the other"
    return wide, "one place lies in the other" if wide else "places that cannot be compared"


def _only_beside(mine: list[Spot], theirs: list[Spot]) -> bool:
    """Whether each side first names another known place, so that what they share only lies beside it."""
    one, other = mine[0], theirs[0]
    if one.place is None or other.place is None or not one.names or not other.names:
        return False
    if "exact" not in (one.precision, other.precision) or one.place in other.holders or other.place in one.holders:
        return False
    return alike(one.names, other.names) < STRANGE


def _both_villages(mine: list[Spot], theirs: list[Spot]) -> bool:
    """Whether each side names a village that has no id of its own, so that a shared town beside it proves little."""
    return any(s.place is None and s.names for s in mine) and any(s.place is None and s.names for s in theirs)


def _units(mine: tuple[Spot, ...], theirs: tuple[Spot, ...], weights: EventWeights) -> tuple[float, float]:
    """Bits for units that hold one another, and against units that exclude one another."""
    best, worst = 0.0, 0.0
    for a, b in product(mine, theirs):
        if a.place is None or b.place is None:
            continue
        if a.place == b.place or _holds(a, b) or _holds(b, a):
            best = max(best, 0.3 if "country" in (a.precision, b.precision) else weights.holds)
        elif _is_code(a.place) and _is_code(b.place):
            apart = weights.other_region if a.place[:4] != b.place[:4] else weights.other_unit
            worst = min(worst, apart / 2 if "near" in (a.precision, b.precision) else apart)
    return best, 0.0 if best else worst


def _holds(wide: Spot, narrow: Spot) -> bool:
    place, inner = wide.place or "", narrow.place or ""
    return place in narrow.holders or (_is_code(place) and _is_code(inner) and inner.startswith(place))


@lru_cache(maxsize=65536)
def _is_code(place: str) -> bool:
    return _PCODE.fullmatch(place) is not None


def _within_km(a: Spot, b: Spot) -> bool:
    """Whether both have a point and the points lie close together."""
    if a.point is None or b.point is None:
        return False
    (lat_a, lon_a), (lat_b, lon_b) = a.point, b.point
    if abs(lat_a - lat_b) > 0.2:
        return False
    part = sin(radians(lat_b - lat_a) / 2) ** 2
    part += cos(radians(lat_a)) * cos(radians(lat_b)) * sin(radians(lon_b - lon_a) / 2) ** 2
    return 12742 * asin(sqrt(part)) <= NEAR_KM


@lru_cache(maxsize=262144)
def alike(mine: tuple[str, ...], theirs: tuple[str, ...]) -> float:
    """How alike two place names sound, 0 to 1, word by word, in either script.

    Each word of the shorter name is held against the best of the other; a name with fewer words than the other is held
    against the whole as well, since spellings join and part words.
    """
    if mine == theirs:
        return 1.0
    whole = word_alike("".join(mine), "".join(theirs))
    shorter, longer = sorted((mine, theirs), key=len)
    by_word = sum(max(word_alike(a, b) for b in longer) for a in shorter) / len(shorter)
    spare = len(longer) - len(shorter)
    return max(whole, by_word - 0.05 * spare)


@lru_cache(maxsize=262144)
def word_alike(one: str, other: str) -> float:
    """How alike two words sound; a quick look first, since most are not."""
    if one == other:
        return 1.0
    if ratio(skeleton(one), skeleton(other)) < 50:
        return 0.2 if ratio(sounds(one), sounds(other)) < 50 else 0.4
    return likeness(one, other)
