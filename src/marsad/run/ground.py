"""The ground under the map: borders drawn once, units and named areas as shapes, in the time in which they hold."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from marsad.locate.extents import Extents
from marsad.model.place import Area
from marsad.packs import Pack
from marsad.run.atlas import Atlas, Drawing, Rings, Spot, drawing_of, in_time, outlines_for, place_name
from marsad.run.spots import DOTS

BEYOND_DEGREES = 2.0  # the movable map can be pushed as far beyond its frame
COLOURS = 4
DECIMALS = 3  # about a hundred metres, finer than any shape here


@dataclass(frozen=True, slots=True)
class Ground:
    """A named area in one of the times that its extent changed. `rings` are (longitude, latitude) in degrees."""

    area: Area
    name: str
    rings: Rings
    colour: int  # the same for every extent of an area


@dataclass(frozen=True)
class _Held:
    root: Path
    pack: Pack = field(compare=False)


def extents_of(pack: Pack) -> Extents:
    """The shapes of a pack; made once."""
    return _extents(_Held(pack.root, pack))


@lru_cache(maxsize=4)
def _extents(held: _Held) -> Extents:
    return Extents(held.pack)


def borders_of(pack: Pack) -> Rings:
    """The lines between units in the frame of the pack's map and somewhat beyond, each drawn once."""
    return _borders(_Held(pack.root, pack), drawing_of(pack))


@lru_cache(maxsize=4)
def _borders(held: _Held, frame: Drawing) -> Rings:
    around = (
        frame.west - BEYOND_DEGREES, frame.south - BEYOND_DEGREES, frame.east + BEYOND_DEGREES,
        frame.north + BEYOND_DEGREES,
    )  # fmt: skip
    return tuple(_points(line) for line in extents_of(held.pack).borders(around))


def area_choices(pack: Pack, language: str) -> list[tuple[str, str]]:
    """The named areas of a pack as (id, name), by name."""
    named = {area.id: _name(area, language, pack) for area in reversed(pack.areas)}
    return sorted(named.items(), key=lambda pair: pair[1])


def grounds_of(pack: Pack, chosen: Sequence[str], language: str, *, since: str = "", until: str = "") -> list[Ground]:
    """The areas with these ids as shapes, each extent that holds at some time from one month to another."""
    found = []
    colours = {id: place % COLOURS for place, id in enumerate(dict.fromkeys(chosen))}
    for area in pack.areas:
        if area.id in chosen and _holds(area, since, until):
            shape = extents_of(pack).area(area)
            if shape is not None:
                found.append(Ground(area, _name(area, language, pack), rings_of(shape), colours[area.id]))
    return sorted(found, key=lambda each: (each.name, str(each.area.valid_from or "")))


def _holds(area: Area, since: str, until: str) -> bool:
    starts = area.valid_from.isoformat()[:7] if area.valid_from else ""
    ends = area.valid_to.isoformat()[:7] if area.valid_to else "9999"
    return (not until or starts <= until) and (not since or ends >= since)


def _name(area: Area, language: str, pack: Pack) -> str:
    # A later extent of an area may be written without names of its own.
    named = area if area.name_ar or language != "ar" else pack.gazetteer.areas[area.id][0]
    return (named.name_ar if language == "ar" else named.name_en) or area.name_en


def unit_shapes(pack: Pack, spots: Iterable[Spot]) -> dict[str, Rings]:
    """The shape of every unit or area that a spot is known to, by id; spots without a shape are drawn as circles."""
    found: dict[str, Rings] = {}
    for spot in spots:
        if spot.precision in DOTS or spot.place in found:
            continue
        if rings := _rings(_Held(pack.root, pack), spot.place):
            found[spot.place] = rings
    return found


@lru_cache(maxsize=4096)
def _rings(held: _Held, id: str) -> Rings:
    areas = held.pack.gazetteer.areas.get(id)
    shape = extents_of(held.pack).area(areas[-1]) if areas else extents_of(held.pack).unit(id)
    return () if shape is None else rings_of(shape)


def fills_for(pack: Pack) -> dict[str, Rings]:
    """The outlines to fill: those of the finest units, without what these cover whole."""
    covered = extents_of(pack).covered
    return {unit: rings for unit, rings in outlines_for(pack).items() if unit not in covered}


def labels_of(pack: Pack) -> list[tuple[str, float, float]]:
    """Where the names of the home country's first-level units stand: (id, longitude, latitude)."""
    found = []
    for unit, shape in extents_of(pack).outlines.items():
        if pack.home in pack.gazetteer.chain(unit):
            widest = max(shapely.get_parts(shape), key=lambda part: part.area)
            point = widest.representative_point()
            found.append((unit, round(point.x, DECIMALS), round(point.y, DECIMALS)))
    return found


def map_data(
    pack: Pack, atlas: Atlas, language: str, chosen: Sequence[str], *, since: str = "", until: str = ""
) -> dict[str, Any]:
    """All that the movable map draws; months stay apart so that a slider needs no further answer."""
    frame, fills, shown = drawing_of(pack), fills_for(pack), in_time(atlas, since, until)
    shapes = {id: rings for id, rings in unit_shapes(pack, shown).items() if id not in fills}
    spots = [
        {
            "place": spot.place, "name": place_name(pack, spot.place, language), "precision": spot.precision,
            "point": [spot.point[1], spot.point[0]], "radius_km": spot.radius_km, "months": spot.months,
        }
        for spot in shown
    ]  # fmt: skip
    areas = [
        {
            "type": "Feature", "geometry": _polygons(ground.rings),
            "properties": {
                "name": ground.name, "colour": ground.colour,
                "from": ground.area.valid_from.isoformat()[:7] if ground.area.valid_from else "",
                "to": ground.area.valid_to.isoformat()[:7] if ground.area.valid_to else "9999",
            },
        }
        for ground in grounds_of(pack, chosen, language, since=since, until=until)
    ]  # fmt: skip
    return {
        "outlines": [
            {
                "type": "Feature", "properties": {"id": id, "name": place_name(pack, id, language)},
                "geometry": _polygons(rings),
            }
            for id, rings in fills.items()
        ],
        "borders": {"type": "MultiLineString", "coordinates": borders_of(pack)},
        "shapes": {id: _polygons(rings) for id, rings in shapes.items()},
        "labels": [(place_name(pack, id, language), x, y) for id, x, y in labels_of(pack)],
        "areas": areas, "spots": spots,
        "months": sorted({month for spot in shown for month in spot.months if month}),
        "bounds": [[frame.west, frame.south], [frame.east, frame.north]],
    }  # fmt: skip


def _polygons(rings: Rings) -> dict[str, Any]:
    return {"type": "MultiPolygon", "coordinates": [[ring] for ring in rings]}


def rings_of(shape: BaseGeometry) -> Rings:
    """The outer rings of a shape."""
    parts = [part for part in shapely.get_parts(shape) if part.geom_type == "Polygon" and not part.is_empty]
    return tuple(_points(part.exterior) for part in parts)


def _points(line: BaseGeometry) -> tuple[tuple[float, float], ...]:
    return tuple((round(x, DECIMALS), round(y, DECIMALS)) for x, y in line.coords)
