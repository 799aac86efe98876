"""The map as one person may see it: outlines of the pack, and incidents gathered by place.

A place that is known only to a unit or an area is never a dot: it comes with the precision and the radius that it has,
so that pages can draw it as a hatched circle or a hatched unit.
"""

import gzip
import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from marsad.model.claim import Where
from marsad.model.range import total
from marsad.packs import Pack
from marsad.run.cached import Cached
from marsad.run.viewing import Viewing

Rings = tuple[tuple[tuple[float, float], ...], ...]  # (longitude, latitude) in degrees
COARSENESS = ("exact", "near", "adm3", "adm2", "adm1", "area", "country", "unplaced")
DOTS = frozenset({"exact", "near"})
RADIUS_KM = {"adm3": 8.0, "adm2": 16.0, "adm1": 45.0, "area": 60.0, "near": 5.0, "exact": 0.0}  # where none is known
_Key = tuple[str, str, tuple[float, float] | None]
GONE = frozenset({"rejected", "retracted", "merged", "withdrawn"})
WIDTH = 900.0  # of the drawing, in its own units
LEAST_STEP = 15  # tenths of a unit of the drawing
CELL = 14.0  # units of the drawing in which points are gathered: about two dots


@dataclass(frozen=True, slots=True)
class Spot:
    """The incidents at one place, known to one precision. `months` holds incidents and the least killed by month."""

    place: str
    precision: str
    point: tuple[float, float]
    radius_km: float
    months: Mapping[str, tuple[int, int]]
    state: str = ""

    @property
    def incidents(self) -> int:
        """How many."""
        return sum(number for number, _ in self.months.values())

    @property
    def killed(self) -> int:
        """How many people at least."""
        return sum(killed for _, killed in self.months.values())


@dataclass(frozen=True, slots=True)
class Dot:
    """Spots that lie so near one another that a drawing shows them as one: the largest, and how many others."""

    place: str
    precision: str
    point: tuple[float, float]
    radius_km: float
    incidents: int
    others: int


@dataclass(frozen=True, slots=True)
class Atlas:
    """Everything the map shows. `elsewhere` incidents have no point: no place, or only a country."""

    spots: tuple[Spot, ...]
    elsewhere: int
    months: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Drawing:
    """The frame of a map without tiles: degrees to units, north at the top, true to shape in the middle."""

    west: float
    south: float
    east: float
    north: float
    width: float = WIDTH

    @property
    def shrink(self) -> float:
        """How much shorter a degree of longitude is than one of latitude, in the middle."""
        return math.cos(math.radians((self.south + self.north) / 2))

    @property
    def scale(self) -> float:
        """Units a degree of latitude."""
        return self.width / ((self.east - self.west) * self.shrink)

    @property
    def height(self) -> float:
        """Of the drawing."""
        return round((self.north - self.south) * self.scale, 1)

    def x(self, longitude: float) -> float:
        """From the left."""
        return round((longitude - self.west) * self.shrink * self.scale, 1)

    def y(self, latitude: float) -> float:
        """From the top."""
        return round((self.north - latitude) * self.scale, 1)

    def at(self, x: float, y: float) -> tuple[float, float]:
        """The longitude and latitude at a spot of the drawing."""
        return self.west + x / (self.shrink * self.scale), self.north - y / self.scale

    def units(self, kilometres: float) -> float:
        """A length."""
        return round(kilometres / 111.2 * self.scale, 1)

    def lines(self, rings: Rings) -> str:
        """Open lines as the path of a drawing."""
        return "".join(self._way(line) for line in rings)

    def path(self, rings: Rings) -> str:
        """Rings as the path of a drawing."""
        return "".join(f"{self._way(ring)}z" for ring in rings)

    def _way(self, points: tuple[tuple[float, float], ...]) -> str:
        """A line by its steps, in tenths of a unit; points nearer to the last one than anybody sees are left out."""
        x, y = round(self.x(points[0][0]) * 10), round(self.y(points[0][1]) * 10)
        said, last = [f"M{x / 10:g},{y / 10:g}l"], len(points) - 1
        for place, (longitude, latitude) in enumerate(points[1:], 1):
            right, down = round(self.x(longitude) * 10) - x, round(self.y(latitude) * 10) - y
            if place == last or abs(right) + abs(down) >= LEAST_STEP:
                said.append(f"{right / 10:g},{down / 10:g}")
                x, y = x + right, y + down
        return said[0] + " ".join(said[1:]) if len(said) > 1 else ""


def atlas_for(viewing: Viewing, cached: Cached, *, may_be_late: bool = True) -> Atlas:
    """The incidents by place, as far as they are open to this person."""
    question, number = ("atlas", viewing.hidden, viewing.granted), viewing.observatory.store.number
    return cached.get(question, number, lambda: _atlas(viewing), may_be_late=may_be_late)


def _atlas(viewing: Viewing) -> Atlas:
    pack = viewing.observatory.pack
    found: dict[_Key, dict[str, list[int]]] = {}
    points: dict[_Key, tuple[tuple[float, float], float]] = {}
    elsewhere, months = 0, set()
    for incident in viewing.incidents():
        if incident.state in GONE:
            continue
        where = best_place(incident.where)
        key = _key(where)
        if where is not None and key not in points:
            _remember(points, key, where, pack)
        if key not in points:
            elsewhere += 1
            continue
        month = incident.when.start.isoformat()[:7] if incident.when.start else ""
        cell = found.setdefault(key, {}).setdefault(month, [0, 0])
        cell[0] += 1
        cell[1] += total(toll.range for toll in incident.tolls if toll.measure == "killed").least()
        months.add(month)
    spots = [
        Spot(key[0], key[1], *points[key], {month: (a, b) for month, (a, b) in by_month.items()})
        for key, by_month in found.items()
    ]
    ordered = sorted(spots, key=lambda spot: (-COARSENESS.index(spot.precision), -spot.incidents))
    return Atlas(tuple(ordered), elsewhere, tuple(sorted(month for month in months if month)))


def best_place(places: Iterable[Where]) -> Where | None:
    """The most precise of several places."""
    placed = [where for where in places if where.precision not in ("unplaced", "country") and where.place]
    return min(placed, key=lambda where: COARSENESS.index(where.precision), default=None)


def _key(where: Where | None) -> _Key:
    """What one spot gathers: a place at a precision; points of their own (10 km east of it, picked) stay apart."""
    if where is None:
        return "", "", None
    point = where.point if where.precision in DOTS else None
    return where.place or "", where.precision, (round(point[0], 2), round(point[1], 2)) if point else None


def _remember(points: dict[_Key, tuple[tuple[float, float], float]], key: _Key, where: Where, pack: Pack) -> None:
    area = pack.gazetteer.areas.get(where.place or "")
    point = where.point or (area[-1].point if area else pack.gazetteer.point(where.place or ""))
    if point is None:
        return
    radius = where.radius_km or (area[-1].radius_km if area else None) or RADIUS_KM.get(where.precision, 0.0)
    points[key] = (point, float(radius))


def in_time(atlas: Atlas, since: str, until: str) -> list[Spot]:
    """The spots with what happened from one month ("2021-03") to another; an empty bound is open."""
    if not since and not until:
        return list(atlas.spots)
    kept = []
    for spot in atlas.spots:
        months = {m: v for m, v in spot.months.items() if m and (not since or m >= since) and (not until or m <= until)}
        if months:
            kept.append(Spot(spot.place, spot.precision, spot.point, spot.radius_km, months))
    return kept


def gathered(spots: Iterable[Spot], frame: Drawing) -> list[Dot]:
    """The points of a drawing, those gathered into one that would lie over one another; the largest come first."""
    cells: dict[tuple[int, int, str], list[Spot]] = {}
    for spot in spots:
        if spot.precision in DOTS:
            x, y = frame.x(spot.point[1]), frame.y(spot.point[0])
            cells.setdefault((int(x // CELL), int(y // CELL), spot.precision), []).append(spot)
    dots = []
    for held in cells.values():
        first = max(held, key=lambda spot: spot.incidents)
        incidents = sum(spot.incidents for spot in held)
        dots.append(Dot(first.place, first.precision, first.point, first.radius_km, incidents, len(held) - 1))
    return sorted(dots, key=lambda dot: -dot.incidents)


def drawing_of(pack: Pack) -> Drawing:
    """The frame of a pack's map: what it names, else all its outlines."""
    extent = pack.about.get("map") or {}
    try:
        return Drawing(*(float(extent[key]) for key in ("west", "south", "east", "north")))
    except (KeyError, TypeError, ValueError):
        return Drawing(-170.0, -56.0, 180.0, 72.0)


def outlines_for(pack: Pack) -> dict[str, Rings]:
    """The outlines that lie in the frame of the pack's map, by unit; first-level units last, to lie on top."""
    return _outlines(pack.boundary_files, drawing_of(pack))


@lru_cache(maxsize=4)
def _outlines(files: tuple[Path, ...], frame: Drawing) -> dict[str, Rings]:
    found: dict[str, Rings] = {}
    for path in files:
        raw = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        for feature in json.loads(raw)["features"]:
            properties = feature.get("properties") or {}
            id = next((properties[key] for key in ("pcode", "id", "place") if properties.get(key)), None)
            shape = feature.get("geometry")
            if id is None or not shape:
                continue
            parts = shape["coordinates"] if shape["type"] == "MultiPolygon" else [shape["coordinates"]]
            rings = tuple(tuple((float(x), float(y)) for x, y, *_ in ring) for part in parts for ring in part)
            shown = tuple(ring for ring in rings if _is_inside(ring, frame))
            if shown:
                found.pop(id, None)
                found[id] = shown
    return found


def _is_inside(ring: tuple[tuple[float, float], ...], frame: Drawing) -> bool:
    return (
        min(x for x, _ in ring) < frame.east and max(x for x, _ in ring) > frame.west
        and min(y for _, y in ring) < frame.north and max(y for _, y in ring) > frame.south
    )  # fmt: skip


def place_name(pack: Pack, id: str | None, language: str) -> str:
    """A unit, place or area as it is called in a language; its id where it has no name."""
    if not id:
        return ""
    areas = pack.gazetteer.areas.get(id)
    place = areas[-1] if areas else pack.gazetteer.get(id)
    if place is None:
        return id
    return (place.name_ar if language == "ar" else place.name_en) or place.name_en
