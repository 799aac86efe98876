"""Shapes for maps: borders drawn once, units that ship without an outline, named areas as they were at a time.

Only first-level units ship with outlines. A district or subdistrict is drawn as the ground that lies nearer to one of
its listed places than to a place of another unit, inside the outline of its governorate. Such a border is good to about
half the distance between villages: enough to show where something is meant, never to say on which side a house stands.
"""

from collections import defaultdict
from collections.abc import Mapping
from functools import cached_property

import shapely
from shapely.geometry import LineString, MultiLineString, MultiPoint, Point, Polygon
from shapely.geometry.base import BaseGeometry

from marsad.locate.boundaries import Boundaries, load_boundaries, valid
from marsad.locate.geometry import offset
from marsad.model.place import Area, Place
from marsad.packs.pack import Pack

COVERED = 0.97  # of a country's ground that outlines of its units must hold for its own outline to be left out
SAME_BORDER_DEGREES = 0.06  # two simplified outlines of one border lie this near to one another, in degrees
SAME_BORDER_AT_HOME_DEGREES = 0.012
SHORTEST_DEGREES = 0.05  # a shorter piece is what is left where two outlines of one border part and meet again
SLIVER = 0.02  # a piece of a drawn unit smaller than this share of it comes from a place that is listed wrongly
SMOOTH_DEGREES = 0.008
MUCH_SMALLER = 0.25  # a circle this much smaller than an area's units says more than they do (a camp, a suburb)
STEPS = 48


class Extents:
    """The shapes of one pack, made when first asked for."""

    def __init__(self, pack: Pack, boundaries: Boundaries | None = None) -> None:
        self.pack = pack
        self.boundaries = boundaries or load_boundaries(pack)
        self.outlines: Mapping[str, BaseGeometry] = self.boundaries.outlines

    def borders(self, frame: tuple[float, float, float, float]) -> tuple[LineString, ...]:
        """Every border in a frame (west, south, east, north) once: the home country's, then what others add to them."""
        of: dict[str, list[BaseGeometry]] = defaultdict(list)
        for unit, outline in self.outlines.items():
            if unit not in self.covered and not (lines := outline.boundary.intersection(shapely.box(*frame))).is_empty:
                of[(self.pack.gazetteer.chain(unit) or (unit,))[-1]].append(lines)
        home = self.pack.home or ""
        drawn: BaseGeometry = MultiLineString()
        for country in sorted(of, key=lambda each: (each != home, each)):
            for lines in of[country]:
                # Also within a country: two units were simplified apart, and their common border is one.
                near = drawn.buffer(SAME_BORDER_DEGREES if country != home else SAME_BORDER_AT_HOME_DEGREES, 2)
                fresh = [part for part in shapely.get_parts(lines.difference(near)) if part.length >= SHORTEST_DEGREES]
                drawn = shapely.union_all([drawn, *fresh])
        merged = shapely.line_merge(drawn) if isinstance(drawn, MultiLineString) else drawn
        return tuple(part for part in shapely.get_parts(merged) if isinstance(part, LineString) and not part.is_empty)

    @cached_property
    def covered(self) -> frozenset[str]:
        """Units whose own units are drawn: their outline beside those would show one border twice."""
        inner: dict[str, list[BaseGeometry]] = defaultdict(list)
        for unit in self.outlines:
            for holder in self.pack.gazetteer.chain(unit):
                inner[holder].append(self.outlines[unit])
        found = set()
        for holder, parts in inner.items():
            whole = self.outlines.get(holder)
            if whole is not None and shapely.union_all(parts).intersection(whole).area >= COVERED * whole.area:
                found.add(holder)
        return frozenset(found)

    def unit(self, unit: str) -> BaseGeometry | None:
        """The shape of a unit: its outline, else as its places draw it; None where neither is known."""
        return self.outlines.get(unit) or self._drawn.get(unit)

    @cached_property
    def _drawn(self) -> Mapping[str, BaseGeometry]:
        inside: dict[str, list[Place]] = defaultdict(list)
        for place in self.pack.places.values():
            if place.level == 4 and place.latitude is not None and place.longitude is not None:
                frame = next((unit for unit in place.within if unit in self.outlines), None)
                if frame is not None and place.within[0] != frame:
                    inside[frame].append(place)
        found: dict[str, BaseGeometry] = {}
        for frame, places in inside.items():
            found |= _drawn_in(self.outlines[frame], places)
        return found

    def area(self, area: Area) -> BaseGeometry | None:
        """The ground that a named area mostly covers in the time of this extent; None where nothing tells.

        That of its units, or a circle around its point where that is much smaller than they are.
        """
        parts = [shape for unit in area.units if (shape := self.unit(unit)) is not None]
        units = shapely.union_all([valid(part.buffer(0)) for part in parts]) if parts else None
        circle = _circle(area.point, area.radius_km) if area.point and area.radius_km else None
        if units is None or (circle is not None and circle.area < MUCH_SMALLER * units.area):
            return circle
        return _smooth(units)


def _drawn_in(frame: BaseGeometry, places: list[Place]) -> dict[str, BaseGeometry]:
    """The units of places, as the ground in a frame that is nearest to them."""
    at: dict[tuple[float, float], Place] = {}
    for place in places:
        point = Point(place.longitude, place.latitude)
        if frame.intersects(point):
            at.setdefault((point.x, point.y), place)
    if len(at) < 2:
        return {}
    cells = shapely.voronoi_polygons(MultiPoint(list(at)), extend_to=frame)
    tree = shapely.STRtree(list(cells.geoms))
    of: dict[str, list[BaseGeometry]] = defaultdict(list)
    for (x, y), place in at.items():
        for index in tree.query(Point(x, y), predicate="within")[:1]:
            for unit in place.within:
                if 2 <= _level(unit, place) <= 3:
                    of[unit].append(tree.geometries[index])
    return {
        unit: shape for unit, parts in of.items()
        if not (shape := _without_slivers(shapely.union_all(parts).intersection(frame))).is_empty
    }  # fmt: skip


def _level(unit: str, place: Place) -> int:
    """The level of a unit in a place's own chain, narrow to wide: country is 0."""
    return len(place.within) - 1 - place.within.index(unit)


def _without_slivers(shape: BaseGeometry) -> BaseGeometry:
    parts = [part for part in shapely.get_parts(shape) if isinstance(part, Polygon)]
    kept = [part for part in parts if part.area >= SLIVER * shape.area]
    return _smooth(shapely.union_all(kept)) if kept else shapely.Polygon()


def _smooth(shape: BaseGeometry) -> BaseGeometry:
    return valid(shape.simplify(SMOOTH_DEGREES))


def _circle(point: tuple[float, float], radius_km: float) -> Polygon:
    around = [offset(point, 360 * step / STEPS, radius_km) for step in range(STEPS)]
    return Polygon([(longitude, latitude) for latitude, longitude in around])
