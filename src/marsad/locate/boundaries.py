"""Outlines of units: which unit a point lies in, and places whose listed unit and point disagree.

The outlines that ship are simplified for maps: near a border, within about a kilometre for Syria's governorates and
five kilometres for the neighbours', they cannot say on which side a point lies. Whoever has better ones imports them.
"""

import gzip
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import shapely
from shapely.geometry import Point, shape
from shapely.geometry.base import BaseGeometry

from marsad.model.errors import LocateError
from marsad.model.place import Place
from marsad.packs.pack import Pack

TOLERANCE_DEGREES = 0.02  # about two kilometres: simplified outlines and rounded points disagree by as much


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A place whose point lies outside the unit it is listed under."""

    place: str
    listed: str
    lies_in: str | None
    says: str


class Boundaries:
    """Outlines by unit id."""

    def __init__(self, outlines: Mapping[str, BaseGeometry]) -> None:
        self.outlines = dict(outlines)

    @cached_property
    def _tree(self) -> tuple[shapely.STRtree, list[str]]:
        ids = list(self.outlines)
        return shapely.STRtree([self.outlines[unit] for unit in ids]), ids

    def units_at(self, point: tuple[float, float]) -> tuple[str, ...]:
        """Ids of all units whose outline holds a point (latitude, longitude), small before large."""
        tree, ids = self._tree
        found = [ids[index] for index in tree.query(Point(point[1], point[0]), predicate="intersects")]
        return tuple(sorted(found, key=lambda unit: self.outlines[unit].area))

    def is_inside(self, point: tuple[float, float], unit: str) -> bool | None:
        """Whether a point lies in a unit, within the tolerance of simplified outlines; None without its outline."""
        outline = self.outlines.get(unit)
        if outline is None:
            return None
        return bool(outline.distance(Point(point[1], point[0])) <= TOLERANCE_DEGREES)

    def disagreements(self, places: Iterable[Place]) -> tuple[Disagreement, ...]:
        """Places whose point lies outside of the narrowest unit of theirs that has an outline."""
        found = []
        for place in places:
            if place.level != 4 or place.latitude is None or place.longitude is None:
                continue
            point = place.latitude, place.longitude
            listed = next((unit for unit in place.within if unit in self.outlines), None)
            if listed is None or self.is_inside(point, listed):
                continue
            lies_in = next(iter(self.units_at(point)), None)
            says = f"{place.name_en} [{place.id}] is listed under {listed}, but its point lies in {lies_in or 'none'}"
            found.append(Disagreement(place.id, listed, lies_in, says))
        return tuple(found)


def load_boundaries(pack: Pack) -> Boundaries:
    """The outlines of a pack: those that ship with the packs it includes, then its own, which replace them.

    Raises:
        LocateError: a file is no GeoJSON, or a feature has no code or no outline.
    """
    outlines: dict[str, BaseGeometry] = {}
    for path in pack.boundary_files:
        for feature in read_geojson(path)["features"]:
            code = (feature.get("properties") or {}).get("pcode")
            if not code or not feature.get("geometry"):
                raise LocateError(
                    f"{path.name} has an outline without a code; wanted the property pcode. Import it again."
                )
            outlines[code] = valid(shape(feature["geometry"]))
    return Boundaries(outlines)


def read_geojson(path: Path) -> dict[str, Any]:
    """A GeoJSON feature collection, also compressed; a single feature becomes a collection of one.

    Raises:
        LocateError: the file is no GeoJSON.
    """
    try:
        data = path.read_bytes()
        read = json.loads(gzip.decompress(data) if path.suffix == ".gz" else data)
    except (OSError, ValueError, EOFError, RecursionError) as problem:
        raise LocateError(
            f"{path.name} cannot be read as GeoJSON: {problem}. Check that the file is whole."
        ) from problem
    if isinstance(read, dict) and read.get("type") == "Feature":
        read = {"type": "FeatureCollection", "features": [read]}
    if not isinstance(read, dict) or not isinstance(read.get("features"), list):
        raise LocateError(f"{path.name} is no GeoJSON feature collection; wanted an object with features.")
    return read


def valid(outline: BaseGeometry) -> BaseGeometry:
    """An outline that crosses itself, mended."""
    return outline if outline.is_valid else shapely.make_valid(outline)
