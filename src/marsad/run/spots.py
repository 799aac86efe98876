"""Where an incident stands on the map: its most precise place, the point of it, and how far off the truth may lie."""

from collections.abc import Iterable

from marsad.model.claim import Where
from marsad.packs import Pack

COARSENESS = ("exact", "near", "adm3", "adm2", "adm1", "area", "country", "unplaced")
DOTS = frozenset({"exact", "near"})
RADIUS_KM = {"adm3": 8.0, "adm2": 16.0, "adm1": 45.0, "area": 60.0, "near": 5.0, "exact": 0.0}  # where none is known


def best_place(places: Iterable[Where]) -> Where | None:
    """The most precise of several places."""
    placed = [where for where in places if where.precision not in ("unplaced", "country") and where.place]
    return min(placed, key=lambda where: COARSENESS.index(where.precision), default=None)


def spot_of(where: Where) -> str:
    """What one spot gathers: a place at a precision; points of their own (10 km east of it, picked) stay apart."""
    point = where.point if where.precision in DOTS else None
    return "\t".join((where.place or "", where.precision, f"{point[0]:.2f} {point[1]:.2f}" if point else ""))


def place_of(spot: str) -> tuple[str, str]:
    """The place and precision of a spot."""
    place, precision, _ = spot.split("\t")
    return place, precision


def point_of(where: Where, pack: Pack) -> tuple[float, float, float] | None:
    """Latitude and longitude in degrees and the radius in kilometres; None where the pack knows no point."""
    area = pack.gazetteer.areas.get(where.place or "")
    point = where.point or (area[-1].point if area else pack.gazetteer.point(where.place or ""))
    if point is None:
        return None
    radius = where.radius_km or (area[-1].radius_km if area else None) or RADIUS_KM.get(where.precision, 0.0)
    return point[0], point[1], float(radius)
