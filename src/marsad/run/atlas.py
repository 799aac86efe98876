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

import polars as pl

from marsad.packs import Pack
from marsad.run.cached import Cached
from marsad.run.seen import seen_by
from marsad.run.spots import COARSENESS, DOTS, place_of
from marsad.run.viewing import Viewing

Rings = tuple[tuple[tuple[float, float], ...], ...]  # (longitude, latitude) in degrees
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


def atlas_for(viewing: Viewing, cached: Cached) -> Atlas:
    """The incidents by place, as far as they are open to this person."""
    return cached.get(
        ("atlas", viewing.key), viewing.secrets.number, lambda: _atlas(seen_by(viewing, cached).facts)
    )  # fmt: skip


def _atlas(facts: pl.DataFrame) -> Atlas:
    shown = facts.filter(~pl.col("state").is_in(sorted(GONE)))
    placed = shown.filter(pl.col("spot").is_not_null())
    # Each place stands where the first incident that is open here has it: a hidden one must not move the dot.
    pointed = placed.select(pl.col("spot"), "latitude", "longitude", "radius_km")
    pointed = pointed.filter(pl.col("latitude").is_not_null()).unique(subset="spot", keep="first")
    points = {
        spot: ((latitude, longitude), radius)
        for spot, latitude, longitude, radius in pointed.with_columns(pl.col("spot").cast(pl.String)).iter_rows()
    }
    cells = placed.group_by("spot", "month").agg(pl.len(), pl.col("killed").sum())
    found: dict[str, dict[str, tuple[int, int]]] = {}
    elsewhere = shown.height - placed.height
    for spot, month, number, killed in cells.with_columns(pl.col("spot", "month").cast(pl.String)).iter_rows():
        if spot in points:
            found.setdefault(spot, {})[month] = (number, killed)
        else:
            elsewhere += number
    spots = [Spot(*place_of(spot), *points[spot], months) for spot, months in found.items()]
    ordered = sorted(spots, key=lambda spot: (-COARSENESS.index(spot.precision), -spot.incidents))
    return Atlas(tuple(ordered), elsewhere, tuple(sorted({m for months in found.values() for m in months if m})))


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
