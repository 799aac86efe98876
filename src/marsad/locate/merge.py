"""Puts the places of a source into a pack's: what is the same place is merged, never entered twice."""

import hashlib
import math
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from shapely.geometry import shape

from marsad.locate.boundaries import Boundaries
from marsad.locate.sources.raw import Aside, RawPlace, Source
from marsad.model.place import Place
from marsad.packs.gazetteer import distance_km, names_of
from marsad.text.romanise import fold

SAME_KM = 1.5  # entries of one name this near are one place: sources round their points differently
CELL_DEGREES = 0.02
CLASH_KM, CLASH_UNIT_KM = 10.0, 300.0  # a place of another name this far from the known one of its id is another
AROUND = 2.5  # degrees around a country's known places in which others of it may lie


@dataclass(frozen=True, slots=True)
class Merged:
    """What an import did: the places that are new or changed, outlines by unit, and what to tell."""

    format: str
    places: Mapping[str, Place]
    outlines: Mapping[str, Any]
    new: int
    changed: int
    unchanged: int
    set_aside: tuple[Aside, ...]
    flagged: tuple[str, ...]


class _Merger:
    def __init__(
        self, known: Mapping[str, Place], boundaries: Boundaries, countries: Mapping[str, str], country: str | None
    ) -> None:
        self.places = dict(known)
        self.known = known
        self.boundaries = boundaries
        self.countries = countries
        self.country = country
        self.cells: dict[tuple[int, int], list[str]] = defaultdict(list)
        self.units: dict[tuple[int, str, str], list[str]] = defaultdict(list)
        self.outlines: dict[str, Any] = {}
        self.touched: dict[str, str] = {}
        self.aliases: dict[str, str] = {}  # the source's own ids of what is known under another
        self.around: dict[tuple[int, int], list[str]] = defaultdict(list)
        self.set_aside: list[Aside] = []
        self.flagged: list[str] = []
        for place in known.values():
            self._enter(place)

    def _enter(self, place: Place) -> None:
        if place.level == 4 and place.latitude is not None and place.longitude is not None:
            self.cells[_cell(place.latitude, place.longitude)].append(place.id)
            self.around[round(place.latitude * 2), round(place.longitude * 2)].append(place.id)
        elif 1 <= place.level <= 3 and place.within:
            for name in names_of(place):
                units = self.units[place.level, place.within[-1], fold(name)]
                if place.id not in units:
                    units.append(place.id)

    def take(self, raw: RawPlace, outline: Any) -> None:
        """One place of the source: found among the known and merged, or entered as new."""
        level = raw.level if raw.level >= 0 else self._level(raw)
        parent = self._parent(raw, level)
        wrong = self._clash(raw) or self._exchanged(raw, parent)
        if wrong:
            self.set_aside.append((raw.at, f"{raw.name_en}: {wrong}"))
            return
        same = self._same(raw, level, parent, raw.point)
        if same is None:
            if level > 0 and parent is None:
                self.set_aside.append(
                    (raw.at, f"{raw.name_en}: no unit that holds it is known; name one with --country")
                )
                return
            place = self._new(raw, level, parent)
        else:
            place = _joined(self.places[same], raw)
        self.touched[place.id] = raw.at
        if raw.id:
            self.aliases[raw.id] = place.id
        if place != self.places.get(place.id):
            self.places[place.id] = place
            self._enter(place)
        if outline is not None:
            self.outlines[place.id] = outline

    def _clash(self, raw: RawPlace) -> str | None:
        """Why a place cannot be the known one of its id: no name in common, and far from it."""
        known = self.places.get(raw.id)
        if known is None or raw.point is None or known.latitude is None or known.longitude is None:
            return None
        away = distance_km(raw.point, (known.latitude, known.longitude))
        limit = CLASH_KM if known.level == 4 else CLASH_UNIT_KM
        if away <= limit or {fold(name) for name in raw.names} & {fold(name) for name in names_of(known)}:
            return None
        line = f" ({self.touched[raw.id]})" if raw.id in self.touched else ""
        return f"its id {raw.id} is that of {known.name_en}{line}, {away:.0f} km away; give each place an id of its own"

    def _exchanged(self, raw: RawPlace, parent: str | None) -> str | None:
        """Whether latitude and longitude stand in each other's place, by where the country's known places lie."""
        country = (parent, *self.places[parent].within)[-1] if parent else None
        extent = self._extents.get(country or "")
        if raw.point is None or extent is None or _lies_in(raw.point, extent):
            return None
        if not _lies_in((raw.point[1], raw.point[0]), extent):
            return None
        return f"the point {raw.point[0]:g}, {raw.point[1]:g} is not in {country}; latitude and longitude are exchanged"

    @cached_property
    def _extents(self) -> dict[str, tuple[float, float, float, float]]:
        """South, west, north, east of each country with three known points or more, and some degrees around."""
        points: dict[str, list[tuple[float, float]]] = defaultdict(list)
        for place in self.known.values():
            if place.within and place.latitude is not None and place.longitude is not None:
                points[place.within[-1]].append((place.latitude, place.longitude))
        found = {}
        for country, known in points.items():
            lats, lons = [lat for lat, _ in known], [lon for _, lon in known]
            if len(known) >= 3:
                around = min(lats) - AROUND, min(lons) - AROUND, max(lats) + AROUND, max(lons) + AROUND
                found[country] = around
        return found

    def _level(self, raw: RawPlace) -> int:
        known = self.places.get(raw.id)
        if known:
            return known.level
        holder = next((self.places[code] for code in map(self._code, raw.parents) if code in self.places), None)
        return min(3, holder.level + 1) if holder else 1

    def _code(self, code: str) -> str:
        """A unit's code; countries also by their three letters, units by the source's own id."""
        return self.aliases.get(code) or self.countries.get(code.upper(), code)

    def _parent(self, raw: RawPlace, level: int) -> str | None:
        """The narrowest unit that holds a place: as stated, or by the outlines where they say more."""
        stated = next((code for code in map(self._code, raw.parents) if code in self.places and code != raw.id), None)
        inside = None
        if raw.point and (level == 4 or (level >= 2 and (stated is None or self.places[stated].level < level - 1))):
            held = (self.aliases.get(unit, unit) for unit in self.boundaries.units_at(raw.point))
            wider = (unit for unit in held if unit in self.places and unit != raw.id)
            inside = next((unit for unit in wider if self.places[unit].level < level), None)
        if stated and inside and (stated == inside or stated in self.places[inside].within):
            return inside
        asked = self.country if self.country in self.places else None
        return stated or inside or asked or (self._unit_around(raw.point) if level == 4 and raw.point else None)

    def _unit_around(self, point: tuple[float, float]) -> str | None:
        """The country that known places within about 50 km all lie in, where nothing else tells it."""
        row, column = round(point[0] * 2), round(point[1] * 2)
        countries = {
            self.places[other].within[-1]
            for cell in ((row + i, column + j) for i in (-1, 0, 1) for j in (-1, 0, 1))
            for other in self.around.get(cell, ())
            if self.places[other].within
        }
        return countries.pop() if len(countries) == 1 else None

    def _same(self, raw: RawPlace, level: int, parent: str | None, point: tuple[float, float] | None) -> str | None:
        if raw.id and raw.id in self.places:
            return raw.id
        keys = {fold(name) for name in raw.names}
        if 1 <= level <= 3:
            top = (parent, *self.places[parent].within)[-1] if parent else self.country
            alike = (unit for key in sorted(keys) for unit in self.units.get((level, top or "", key), ()))
            return next((unit for unit in alike if self._is_one_unit(raw, parent, self.places[unit])), None)
        if level == 0 or point is None:
            return self._same_without_point(raw, parent) if level == 4 else None
        origin = raw.id.partition(":")[0] if ":" in raw.id else None
        for other in self._near(*point):
            place = self.places[other]
            if origin and other.startswith(f"{origin}:"):
                continue  # what one source holds twice, under two ids, is two places to it
            if keys & {fold(name) for name in names_of(place)}:
                return other
        return None

    def _is_one_unit(self, raw: RawPlace, parent: str | None, known: Place) -> bool:
        """Whether a unit of one name and level with a known one is that: in no other governorate, and not far away."""
        if raw.id and known.id in self.touched and self.aliases.get(raw.id) != known.id:
            return False  # the source has it already, under another id
        mine, theirs = self._first_level(parent), self._first_level(known.within[0] if known.within else None)
        if mine and theirs and mine != theirs:
            return False
        if raw.point is None or known.latitude is None or known.longitude is None:
            return True
        return distance_km(raw.point, (known.latitude, known.longitude)) <= CLASH_UNIT_KM / known.level

    def _first_level(self, unit: str | None) -> str | None:
        chain = (unit, *self.places[unit].within) if unit in self.places else ()
        return next((each for each in chain if self.places[each].level == 1), None)

    def _near(self, lat: float, lon: float) -> list[str]:
        """Places within the distance at which one name is one place, nearest first."""
        row, column = _cell(lat, lon)
        found = []
        for cell in ((row + i, column + j) for i in (-1, 0, 1) for j in (-1, 0, 1)):
            for other in self.cells.get(cell, ()):
                place = self.places[other]
                away = distance_km((lat, lon), (float(place.latitude or 0), float(place.longitude or 0)))
                if away <= SAME_KM:
                    found.append((away, other))
        return [other for _, other in sorted(found)]

    def _same_without_point(self, raw: RawPlace, parent: str | None) -> str | None:
        made = _made_id(raw, parent)
        return made if made in self.places else None

    def _new(self, raw: RawPlace, level: int, parent: str | None) -> Place:
        within = (parent, *self.places[parent].within) if parent else ()
        kind = raw.kind if raw.kind != "unit" else f"adm{level}"
        first = {raw.name_en, raw.name_ar}
        others = _distinct([name for name in raw.names if name not in first], raw.name_en, raw.name_ar)
        return Place(
            raw.id or _made_id(raw, parent), raw.name_en, raw.name_ar, kind, level, within, raw.latitude, raw.longitude,
            raw.population, others, raw.source,
        )  # fmt: skip


def _lies_in(point: tuple[float, float], extent: tuple[float, float, float, float]) -> bool:
    south, west, north, east = extent
    return south <= point[0] <= north and west <= point[1] <= east


def _cell(lat: float, lon: float) -> tuple[int, int]:
    return math.floor(lat / CELL_DEGREES), math.floor(lon / CELL_DEGREES)


def _made_id(raw: RawPlace, parent: str | None) -> str:
    """An id for a place without one: the same place gives the same id, whatever its line."""
    text = f"{fold(raw.name_en)}|{parent}|{raw.latitude}|{raw.longitude}"
    return f"own:{hashlib.sha256(text.encode()).hexdigest()[:12]}"


def _distinct(names: list[str], *shown: str | None) -> tuple[str, ...]:
    """Names that fold to something that is not there yet."""
    seen = {fold(name) for name in shown if name}
    kept = []
    for name in names:
        if (key := fold(name)) and key not in seen:
            seen.add(key)
            kept.append(name.replace("|", " "))
    return tuple(kept)


def _joined(place: Place, raw: RawPlace) -> Place:
    """A known place with what the source adds: names, and a point or population where there was none.

    The source's own entry (the same id, from the same source) replaces the point and population, so that a newer
    edition corrects an older one.
    """
    newer = place.id == raw.id and place.source == raw.source
    names = _distinct([*place.other_names, *raw.names], place.name_en, place.name_ar or raw.name_ar)
    keep_point = place.latitude is not None and not newer
    return replace(
        place,
        name_ar=place.name_ar or raw.name_ar,
        latitude=place.latitude if keep_point or raw.latitude is None else raw.latitude,
        longitude=place.longitude if keep_point or raw.longitude is None else raw.longitude,
        population=raw.population if newer and raw.population else place.population or raw.population,
        other_names=names,
    )


def merge(
    source: Source,
    known: Mapping[str, Place],
    boundaries: Boundaries,
    *,
    countries: Mapping[str, str],
    country: str | None = None,
) -> Merged:
    """Merges a source into known places.

    One place is what has the same id, or a name in common within 1.5 km; one unit what has the same code, or a name in
    common at the same level of the same country. Importing the same file again changes nothing.

    Args:
        source: what was read from the file.
        known: the pack's places.
        boundaries: outlines, which tell the unit of places that state none, and flag those that state another.
        countries: two-letter codes of countries by their three letters.
        country: the country of places that state none, as two letters.
    """
    own = {code: shape(outline) for code, outline in source.outlines.items()}
    around = Boundaries({**boundaries.outlines, **own})
    merger = _Merger(known, around, countries, country)
    for raw in sorted(source.places, key=lambda raw: raw.level if raw.level >= 0 else 1):
        merger.take(raw, source.outlines.get(raw.id))
    changed = {key: merger.places[key] for key in merger.touched if merger.places[key] != known.get(key)}
    flagged = around.disagreements(merger.places[key] for key in merger.touched)
    new = sum(key not in known for key in changed)
    return Merged(
        source.format, changed, merger.outlines, new, len(changed) - new, len(merger.touched) - len(changed),
        (*source.set_aside, *merger.set_aside), tuple(each.says for each in flagged),
    )  # fmt: skip
