"""Named areas at a time: which extent holds on a day, and whether a place lies in it."""

from datetime import date

from marsad.model.errors import LocateError
from marsad.model.place import Area
from marsad.packs.areas import holds_at
from marsad.packs.gazetteer import Gazetteer


def area_at(gazetteer: Gazetteer, area_id: str, day: date | None) -> Area | None:
    """The extent of an area on a day (without one, today's); None where it had none then.

    Raises:
        LocateError: the pack has no such area.
    """
    editions = gazetteer.areas.get(area_id)
    if not editions:
        raise LocateError(f"The pack has no area {area_id!r}; its areas are {', '.join(sorted(gazetteer.areas))}.")
    return next((area for area in editions if holds_at(area, day)), None)


def is_in_area(gazetteer: Gazetteer, place_id: str, area_id: str, day: date | None = None) -> bool | None:
    """Whether a place lies in an area on a day, by the units that the area mostly covers.

    None says that it cannot be told: the place is a unit that the area holds a part of only. Areas are no front lines:
    a village near their edge may lie on the other side.

    Raises:
        LocateError: the pack has no such area or place.
    """
    if gazetteer.get(place_id) is None:
        raise LocateError(f"The pack has no place {place_id!r}. Find it by name: marsad places find NAME.")
    area = area_at(gazetteer, area_id, day)
    if area is None:
        return False
    if any(gazetteer.is_within(place_id, unit) for unit in area.units):
        return True
    return None if any(gazetteer.is_within(unit, place_id) for unit in area.units) else False
