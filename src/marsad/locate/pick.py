"""A point that a person picks on the map: what lies there, and the place it makes of words that led nowhere."""

from dataclasses import dataclass

from marsad.locate.boundaries import TOLERANCE_DEGREES, Boundaries
from marsad.model.claim import Where
from marsad.model.errors import LocateError
from marsad.model.place import Place
from marsad.model.words import WherePrecision
from marsad.packs.gazetteer import distance_km
from marsad.packs.pack import Pack

NEAREST = 5
MOST_RADIUS_KM = 100.0
UNIT_LEVEL: dict[WherePrecision, int] = {"adm3": 3, "adm2": 2, "adm1": 1}
BY_HAND = "picked on the map by a person"


@dataclass(frozen=True, slots=True)
class Picked:
    """What lies at a point (latitude, longitude in degrees).

    `units` hold it, narrow to wide: the first-level unit by its outline, narrower ones as those of the nearest listed
    place in it. `nearest` are known places with their distance in km. `is_at_border` says that the outlines cannot tell
    for sure on which side the point lies.
    """

    point: tuple[float, float]
    units: tuple[str, ...]
    nearest: tuple[tuple[Place, float], ...]
    is_at_border: bool


def pick(pack: Pack, boundaries: Boundaries, point: tuple[float, float]) -> Picked:
    """What lies at a point.

    Raises:
        LocateError: it is no point on earth, or lies in no unit that the pack has an outline of.
    """
    latitude, longitude = point
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise LocateError(f"There is no point {latitude}, {longitude}. Wanted latitude, longitude in degrees.")
    held = boundaries.units_at(point)
    if not held:
        raise LocateError(
            f"The point {latitude}, {longitude} lies in no unit of this map. Pick one on land, latitude first."
        )
    inside = held[0]
    near = sorted(
        ((place, distance_km(point, at)) for place, at in _around(pack, point)), key=lambda pair: pair[1]
    )  # fmt: skip
    first = next((place for place, _ in near if inside in place.within), None)
    units = first.within if first is not None else (inside, *pack.gazetteer.chain(inside))
    east, north = (longitude + TOLERANCE_DEGREES, latitude + TOLERANCE_DEGREES)
    west, south = (longitude - TOLERANCE_DEGREES, latitude - TOLERANCE_DEGREES)
    corners = ((north, east), (north, west), (south, east), (south, west))
    at_border = any(inside not in boundaries.units_at(corner) for corner in corners)
    return Picked(point, units, tuple((place, round(km, 1)) for place, km in near[:NEAREST]), at_border)


def _around(pack: Pack, point: tuple[float, float]) -> list[tuple[Place, tuple[float, float]]]:
    """Listed places with their points in a square around a point, in a wider one where there are too few."""
    listed = [
        (place, (place.latitude, place.longitude)) for place in pack.places.values()
        if place.level == 4 and place.latitude is not None and place.longitude is not None
    ]  # fmt: skip
    for reach in (0.25, 1.0, 4.0):
        found = [each for each in listed if max(abs(each[1][0] - point[0]), abs(each[1][1] - point[1])) <= reach]
        if len(found) >= NEAREST:
            return found
    return []


def picked_where(
    pack: Pack, picked: Picked, words: str, *, precision: WherePrecision, radius_km: float | None = None,
    place: str | None = None,
) -> Where:  # fmt: skip
    """The place that words mean, as somebody picked it.

    Args:
        pack: the pack.
        picked: the point.
        words: the name as reports write it.
        precision: "exact" or "near" for the point, "adm3" to "adm1" for the unit that holds it.
        radius_km: how far off the point may be; wanted with "near".
        place: the id of a known place that is meant: its own point counts then.

    Raises:
        LocateError: the precision is none of these, the radius is missing or out of range, or there is no such place.
    """
    if place is not None:
        known = pack.gazetteer.get(place)
        if known is None:
            raise LocateError(f"The pack has no place {place!r}. Pick one of those that are offered.")
        return Where(words, place, "exact", known.within, point=pack.gazetteer.point(place), way=(BY_HAND,))
    if precision in UNIT_LEVEL:
        unit = _unit(pack, picked, UNIT_LEVEL[precision])
        return Where(words, unit, precision, pack.gazetteer.chain(unit), way=(BY_HAND,))
    if precision not in ("exact", "near"):
        raise LocateError(f"A picked point is never {precision!r}; there are exact, near, adm3, adm2 and adm1.")
    if precision == "near" and not (radius_km and 0 < radius_km <= MOST_RADIUS_KM):
        raise LocateError(
            f"For a place near the point, say how far off it may be: more than 0 and up to {MOST_RADIUS_KM:.0f} km."
        )
    unit, *around = picked.units
    radius = radius_km if precision == "near" else None
    return Where(words, unit, precision, tuple(around), point=picked.point, radius_km=radius, way=(BY_HAND,))


def levels_of(pack: Pack, picked: Picked) -> list[tuple[WherePrecision, str]]:
    """The units that hold a point, with the precision of saying no more than that; narrow to wide."""
    names: dict[int, WherePrecision] = {level: name for name, level in UNIT_LEVEL.items()}
    entries = [(unit, pack.gazetteer.get(unit)) for unit in picked.units]
    return [(names[entry.level], unit) for unit, entry in entries if entry is not None and entry.level in names]


def _unit(pack: Pack, picked: Picked, level: int) -> str:
    for unit in picked.units:
        entry = pack.gazetteer.get(unit)
        if entry is not None and entry.level == level:
            return unit
    raise LocateError("No unit of that level is known at this point. Choose a wider one.")
