"""The places of a pack: found by any of their names, in a text or alone.

A name is looked up by its folded form, then by its consonant skeleton, then with one consonant wrong; the last two are
checked by how alike the names sound. Whether a name means one place, and which, is for `locate` to say: here all
bearers of a name are candidates.
"""

import math
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from statistics import median
from typing import Any, NamedTuple

from marsad.model.place import Area, Place
from marsad.packs.tagger import Tagger
from marsad.text.found import FoundPlace
from marsad.text.romanise import (
    cost_at_ends,
    firm_letters,
    fold,
    is_arabic,
    joined,
    likeness_of_sounds,
    skeleton_of_sounds,
    sounds,
    sounds_of_folded,
)

ALIKE = 0.92  # benchmarks/places.py, 2026-11: UCDP's spellings against Who's On First; lower brings wrong villages
SHORT, ALIKE_SHORT = 2, 0.955  # the same, for names of no more than so many consonants
ALIKE_ONE_OFF = 0.93  # the same, for names whose skeletons differ by one consonant
FEW_PLACES = 8  # fewer do not say where the people of a region live
CONSONANT = 0.5  # the least that another consonant class costs (romanise)
TOWN_KINDS = frozenset({"locality", "city", "town", "village", "capital"})
EARTH_RADIUS_KM = 6371.0
_GLUED = re.compile(r"^[AaEe]l(?=[^\W\d_]{4})")
_fold = lru_cache(maxsize=16384)(fold)  # names of a text come again and again


@dataclass(frozen=True, slots=True)
class Match:
    """A place that may be meant: its id, the name it matched by, how well (0 to 1), and how the name was matched."""

    id: str
    name: str
    score: float
    how: str


class _Heard(NamedTuple):
    """Names that sound the same, in one script, with the number of their consonants: (id, name) of each bearer."""

    said: str
    is_arabic: bool
    firm: int
    bearers: tuple[tuple[str, str], ...]


class Gazetteer:
    """Places and areas by id, by name, by what holds them.

    Built once a pack; nothing in it changes. `home` is the country of the pack: its places come before others of the
    same name.
    """

    def __init__(
        self,
        places: Mapping[str, Place],
        areas: Iterable[Area] = (),
        *,
        home: str | None = None,
        words: Mapping[str, Any] | None = None,
    ) -> None:
        self._places = places
        self.areas: Mapping[str, tuple[Area, ...]] = _editions(areas)
        self.home = home
        self.words: Mapping[str, Any] = words or {}
        self.look_up = lru_cache(maxsize=8192)(self._look_up)
        self.lies_in = lru_cache(maxsize=65536)(self._lies_in)
        self.settled_on_side = lru_cache(maxsize=8192)(self._settled_on_side)
        self.find_in_name = lru_cache(maxsize=1024)(self.find)  # of publishers, who publish again and again

    def __len__(self) -> int:
        return len(self._places)

    @property
    def places(self) -> Mapping[str, Place]:
        """Every place, by id."""
        return self._places

    def get(self, place_id: str) -> Place | None:
        """The place or unit of that id, or None; areas are in `areas`."""
        return self._places.get(place_id)

    def chain(self, place_id: str) -> tuple[str, ...]:
        """The ids that hold a place, narrow to wide; of an area, none."""
        place = self._places.get(place_id)
        return place.within if place else ()

    def is_within(self, place_id: str, unit: str) -> bool:
        """Whether a place is the unit, or lies in it."""
        return place_id == unit or unit in self.chain(place_id)

    def _lies_in(self, place_id: str, region: str) -> bool:
        """Whether a place lies in a unit or area, or holds it (a governorate is not outside of its own district)."""
        if self.is_within(place_id, region):
            return True
        for area in self.areas.get(region, ()):
            if any(self.is_within(place_id, unit) or self.is_within(unit, place_id) for unit in area.units):
                return True
        for area in self.areas.get(place_id, ()):
            if any(self.is_within(unit, region) or self.is_within(region, unit) for unit in area.units):
                return True
        place = self.get(place_id)
        return place is not None and 1 <= place.level <= 2 and self.is_within(region, place_id)

    def point(self, place_id: str) -> tuple[float, float] | None:
        """Latitude and longitude of a place or area, where one is known."""
        place = self._places.get(place_id)
        if place is not None:
            return None if place.latitude is None or place.longitude is None else (place.latitude, place.longitude)
        editions = self.areas.get(place_id)
        return editions[-1].point if editions else None

    @cached_property
    def by_fold(self) -> Mapping[str, tuple[str, ...]]:
        """Ids by the folded form of any of their names, most likely first."""
        names = ((place_id, folded) for place_id, _, folded in self._names)
        return _index((*names, *((area_id, fold(name)) for area_id, name in self._area_names())), self.rank)

    @cached_property
    def by_joined(self) -> Mapping[str, tuple[str, ...]]:
        """Ids by their names as one word, for names of several."""
        return _index(((place_id, joined(name)) for place_id, name, _ in self._names), self.rank)

    @cached_property
    def by_skeleton(self) -> Mapping[str, tuple[_Heard, ...]]:
        """Names by their skeleton, those that sound the same together."""
        bearers: dict[str, dict[tuple[str, str], None]] = defaultdict(dict)
        for place_id, name, folded in self._names:
            bearers[folded][place_id, name] = None
        heard: dict[tuple[str, bool], list[tuple[str, str]]] = defaultdict(list)
        for folded, pairs in bearers.items():
            heard[sounds_of_folded(folded), is_arabic(folded)] += pairs
        alike: dict[str, list[_Heard]] = defaultdict(list)
        for (said, arabic), together in heard.items():
            alike[skeleton_of_sounds(said)].append(_Heard(said, arabic, firm_letters(said), tuple(together)))
        alike.pop("", None)
        return {key: tuple(group) for key, group in alike.items()}

    @cached_property
    def _one_off(self) -> Mapping[str, tuple[str, ...]]:
        """Skeletons by what is left of them when one letter goes."""
        index: dict[str, list[str]] = defaultdict(list)
        for key in self.by_skeleton:
            if len(key) >= 3:
                for left in _shorter(key):
                    index[left].append(key)
        return {key: tuple(keys) for key, keys in index.items()}

    @cached_property
    def seats(self) -> Mapping[str, str]:
        """The town that gives a unit of level 2 or 3 its name, by the unit's id."""
        found = {}
        for unit in self._places.values():
            if 1 <= unit.level <= 3:
                for name in names_of(unit):
                    towns = [other for other in self.by_fold.get(fold(name), ()) if self._is_town_in(other, unit.id)]
                    if towns:
                        found[unit.id] = min(towns, key=self.rank)
                        break
        return found

    def _is_town_in(self, place_id: str, unit: str) -> bool:
        place = self._places.get(place_id)
        return place is not None and place.level == 4 and place.kind in TOWN_KINDS and unit in place.within

    @cached_property
    def units_of_seat(self) -> Mapping[str, tuple[str, ...]]:
        """The units that a town gives its name, wide before narrow, by the town's id."""
        found: dict[str, list[str]] = defaultdict(list)
        for unit, town in self.seats.items():
            found[town].append(unit)
        return {town: tuple(sorted(units, key=lambda unit: self._places[unit].level)) for town, units in found.items()}

    @cached_property
    def children(self) -> Mapping[str, tuple[str, ...]]:
        """The units right inside each unit."""
        found: dict[str, list[str]] = defaultdict(list)
        for place in self._places.values():
            if 1 <= place.level <= 3 and place.within:
                found[place.within[0]].append(place.id)
        return {unit: tuple(ids) for unit, ids in found.items()}

    @cached_property
    def capitals(self) -> Mapping[str, str]:
        """The capital of each country."""
        return {place.within[-1]: place.id for place in self._places.values() if place.kind == "capital"}

    @cached_property
    def _settlements(self) -> Mapping[str, tuple[tuple[float, float], ...]]:
        """Points of the places inside each unit."""
        found: dict[str, list[tuple[float, float]]] = defaultdict(list)
        for place in self._places.values():
            if place.level == 4 and place.latitude is not None and place.longitude is not None:
                for unit in place.within[:-1]:
                    found[unit].append((place.latitude, place.longitude))
        return {unit: tuple(points) for unit, points in found.items()}

    def _settled_on_side(self, unit: str, bearing: float) -> tuple[tuple[float, float], float, int] | None:
        """Where people live on one side of a unit: a middle point, the distance in kilometres that three of four places
        lie within, and how many places; None where too few are known.

        The side is a quarter of the compass around `bearing` (degrees from north), seen from the middle of all places.
        """
        known = self._settlements.get(unit, ())
        if len(known) < FEW_PLACES:
            return None
        middle = _median(known)
        side = [point for point in known if abs((_bearing(middle, point) - bearing + 180) % 360 - 180) <= 45]
        if len(side) < FEW_PLACES:
            return None
        centre = _median(side)
        away = sorted(distance_km(centre, point) for point in side)
        return centre, round(away[len(away) * 3 // 4], 1), len(side)

    def exact(self, name: str) -> tuple[str, ...]:
        """Ids of all bearers of a name in its folded form, most likely first."""
        return self.by_fold.get(_fold(name), ())

    def has_name(self, name: str) -> bool:
        """Whether anything bears a name in its folded form."""
        return _fold(name) in self.by_fold

    @cached_property
    def _names(self) -> list[tuple[str, str, str]]:
        """(id, name, folded name) of every name of every place."""
        return [(place.id, name, fold(name)) for place in self._places.values() for name in names_of(place)]

    def _area_names(self) -> Iterable[tuple[str, str]]:
        for area_id, editions in self.areas.items():
            for area in editions:
                for name in names_of(area):
                    yield area_id, name

    def rank(self, place_id: str) -> tuple[int, int, int, str]:
        """Sorts bearers of a name: of the pack's country first, wide before narrow, many people before few."""
        place = self._places.get(place_id)
        if place is None:
            return (0, 0, 0, place_id)
        away = self.home is not None and place.id != self.home and self.home not in place.within
        return (int(away), place.level, -(place.population or 0), place_id)

    def _look_up(self, words: str, *, fuzzy: bool = True) -> tuple[Match, ...]:
        """Every place that a name may mean, best first: bearers of the very name, else of names that sound like it.

        `words` is the name alone, without "village" or "near"; alternatives may be parted by ``/`` or stand in
        brackets.
        """
        found: dict[str, Match] = {}
        for name in _alternatives(words):
            matches = self._exact(name) + (self._alike(name) if fuzzy else [])
            for written in () if matches or not fuzzy else self._written_otherwise(name):
                matches += [replace(match, score=min(match.score, 0.99)) for match in self._exact(written)]
                matches += self._alike(written)
            for match in matches:
                if match.id not in found or match.score > found[match.id].score:
                    found[match.id] = match
        return tuple(sorted(found.values(), key=lambda match: (-match.score, self.rank(match.id))))

    def _exact(self, name: str) -> list[Match]:
        ids = self.by_fold.get(_fold(name), ())
        how = "the very name"
        if not ids and len(name) > 4:
            ids, how = self.by_joined.get(joined(name), ()), "the very name, but for blanks"
        return [Match(place_id, name, 1.0, how) for place_id in ids]

    def _written_otherwise(self, name: str) -> list[str]:
        """A Latin name with its English words put back ("Western Ghariyah", Ghariyah Gharbiyah), and with articles
        that were written together with the word (Ghadir Elbostan) left out."""
        if is_arabic(name):
            return []
        first, *rest = name.split()
        sides = self.words.get("en", {}).get("sides", {}).get(first.lower(), ()) if rest else ()
        found = [f"{' '.join(rest)} {side}" for side in sides]
        parted = " ".join([first, *(_GLUED.sub("", word) for word in rest)])
        return [*found, parted] if parted != name else found

    def _alike(self, name: str) -> list[Match]:
        said = sounds(name)
        key = skeleton_of_sounds(said)
        matches = self._heard(name, said, [key], ALIKE if len(key) > SHORT else ALIKE_SHORT, "sounds alike")
        if not matches and len(key) >= 3 and _may_be_one_off(said, key):
            keys = {other for left in (*_shorter(key), key) for other in self._one_off.get(left, ())}
            keys |= {left for left in _shorter(key) if left in self.by_skeleton and len(left) >= 2}
            matches = self._heard(name, said, sorted(keys), ALIKE_ONE_OFF, "one consonant apart", CONSONANT)
        return matches

    def _heard(
        self, name: str, said: str, keys: Iterable[str], least: float, how: str, costs: float = 0.0
    ) -> list[Match]:
        """Names of those skeletons that sound at least so alike, where a change that `costs` so much leaves enough."""
        arabic, matches = is_arabic(name), []
        firm = firm_letters(said)
        weak = len(said) - firm
        ends: dict[tuple[str, str, bool], float] = {}
        for key in keys:
            for other in self.by_skeleton.get(key, ()):
                across = arabic != other.is_arabic
                at_ends = other.said[0], other.said[-1], across
                cost = ends.get(at_ends) if len(other.said) > 1 else costs
                one, two = (other.said, said) if other.is_arabic and not arabic else (said, other.said)
                if cost is None:
                    cost = ends[at_ends] = max(costs, cost_at_ends(one, two, is_across=across))
                size = max(firm, other.firm) + 0.34 * max(weak, len(other.said) - other.firm)
                if cost > (1 - least) * max(size, 1.0) + 1e-9:
                    continue
                score = likeness_of_sounds(one, two, is_across=across, least=least)
                if score >= least:
                    score = round(score * 0.99, 3)
                    matches += [Match(place_id, written, score, how) for place_id, written in other.bearers]
        return matches

    @cached_property
    def _tagger(self) -> Tagger:
        return Tagger(self.by_fold, self._places, self.words, self.look_up)

    def find(self, text: str, language: str) -> list[FoundPlace]:
        """Names of places and areas in a text, longest first at each point, never overlapping.

        Latin names need capitals; names that are ordinary words or given names need a word beside them that makes them
        places. `start` and `end` take the article in, and leave Arabic prefixes (و, ب, ل) out.
        """
        return self._tagger.find(text, language)


def names_of(entry: Place | Area) -> tuple[str, ...]:
    """Every name of a place or area, the English one first."""
    return (entry.name_en, *((entry.name_ar,) if entry.name_ar else ()), *entry.other_names)


def _editions(areas: Iterable[Area]) -> dict[str, tuple[Area, ...]]:
    kept: dict[str, list[Area]] = defaultdict(list)
    for area in areas:
        kept[area.id].append(area)
    return {key: tuple(sorted(group, key=lambda area: str(area.valid_from or ""))) for key, group in kept.items()}


def _index(
    keys: Iterable[tuple[str, str]], rank: Callable[[str], tuple[int, int, int, str]]
) -> dict[str, tuple[str, ...]]:
    index: dict[str, dict[str, None]] = defaultdict(dict)
    for place_id, key in keys:
        index[key][place_id] = None
    return {key: tuple(sorted(ids, key=rank)) if len(ids) > 1 else tuple(ids) for key, ids in index.items() if key}


def _may_be_one_off(said: str, key: str) -> bool:
    """Whether a name is long enough for one changed consonant to leave it like another (of six vowels more)."""
    firm = max(len(key), firm_letters(said))
    return (1 - ALIKE_ONE_OFF) * (firm + 1 + 0.34 * (len(said) - firm + 6)) >= CONSONANT


def _shorter(key: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(key[:position] + key[position + 1 :] for position in range(len(key))))


def _alternatives(words: str) -> list[str]:
    """ "Kobane/Ayn al Arab (town)" → both names, the bracket as a third."""
    names = [part.strip() for part in words.replace("(", "/").replace(")", "").split("/")]
    return [name for name in dict.fromkeys([*names]) if name and (len(name) > 1 or is_arabic(name))]


def _median(points: Sequence[tuple[float, float]]) -> tuple[float, float]:
    return round(median(lat for lat, _ in points), 5), round(median(lon for _, lon in points), 5)


def _bearing(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Degrees from north in which another point lies (flat, for points not far apart)."""
    east = (other[1] - one[1]) * math.cos(math.radians(one[0]))
    return math.degrees(math.atan2(east, other[0] - one[0])) % 360


def distance_km(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Kilometres between two points given as (latitude, longitude) in degrees, on a sphere (within 0.5 %)."""
    lat_1, lon_1, lat_2, lon_2 = map(math.radians, (*one, *other))
    half = math.sin((lat_2 - lat_1) / 2) ** 2 + math.cos(lat_1) * math.cos(lat_2) * math.sin((lon_2 - lon_1) / 2) ** 2
    return 2 * EARTH_RADIUS_KM * math.asin(math.sqrt(half))
