"""The facets a tally may be split by, and how an incident gives each of them."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from marsad.model.claim import When, Where
from marsad.model.incident import Incident, Toll

LevelOf = Callable[[str], int | None]

TIMES = ("day", "week", "month", "quarter", "year")
PLACES = ("country", "governorate", "district", "subdistrict")
VICTIMS = ("victim", "actor", "status", "sex", "age", "role", "nationality")
SHARED = ("doer", "tactic", "area", "source")  # an incident may have several: their cells overlap
OTHERS = ("grade", "event", "state")
FACETS = (*TIMES, *PLACES, *VICTIMS, *SHARED, *OTHERS)
MEASURES_ALSO_CALLED = {"attacks": "incidents", "events": "incidents"}
ALSO_CALLED = {"adm1": "governorate", "adm2": "district", "adm3": "subdistrict", "group": "victim", "how": "tactic"}
SEVERAL = "several"  # an incident in two units of one level is of neither alone

_CODE = re.compile(r"^[A-Z]{2}(?:G\d{2}(?P<g>Q\d{2})?|(?P<digits>\d+))$")
NIGHT_DAYS = 1  # a night is told as two days and counted on the day it began


def level_by_code(code: str) -> int | None:
    """The level of a unit by the form of its P-code; None for what is no such code.

    Two digits for level 1, four for level 2, six for level 3 (Syria and most of OCHA's lists); Iraq's own form too.
    """
    match = _CODE.match(code)
    if not match:
        return 0 if len(code) == 2 and code.isupper() else None
    if match["digits"] is None:
        return 2 if match["g"] else 1
    return {2: 1, 3: 1, 4: 2, 6: 3}.get(len(match["digits"]))


@dataclass(frozen=True, slots=True)
class Places:
    """The units that an incident lies in, one a level, and the named areas, which may be several."""

    units: tuple[str | None, str | None, str | None, str | None]
    areas: tuple[str, ...]


def places_of_incident(where: Iterable[Where], level_of: LevelOf = level_by_code) -> Places:
    """The units and areas that hold the places. Two places in different units of a level are "several" there."""
    units: list[set[str]] = [set(), set(), set(), set()]
    areas: dict[str, None] = {}
    for place in where:
        for code in ((place.place,) if place.place else ()) + place.within:
            for each in _with_holders(code, level_of):
                level = level_of(each)
                if level is None or level > 3:
                    if level is None and not each[:1].isupper() and ":" not in each:
                        areas[each] = None
                else:
                    units[level].add(each)
    chosen = [next(iter(unit)) if len(unit) == 1 else SEVERAL if unit else None for unit in units]
    return Places((chosen[0], chosen[1], chosen[2], chosen[3]), tuple(areas))


def _with_holders(code: str, level_of: LevelOf) -> tuple[str, ...]:
    """The code and, for P-codes that nest by their digits, the codes of what holds it."""
    match = _CODE.match(code)
    if not match or match["digits"] is None:
        return (code, code[:2]) if match else (code,)
    return tuple(
        code[:length] for length in (2, 4, 6, 8) if length <= len(code) and level_of(code[:length]) is not None
    )


def window_of(when: When | None) -> tuple[date | None, date | None]:
    """First and last day of an incident; a night is the day it began."""
    if when is None or when.start is None:
        return None, None
    end = when.end or when.start
    return (when.start, when.start) if 0 <= (end - when.start).days <= NIGHT_DAYS else (when.start, end)


def doers_of(incident: Incident, toll: Toll) -> tuple[str, ...]:
    """Who hit the people of the toll; the incident's doers where no toll of it names its own."""
    if toll.by or any(each.by for each in incident.tolls):
        return toll.by
    return incident.by
