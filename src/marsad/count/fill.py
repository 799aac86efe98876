"""Accepted tolls beside the tally: they fill only windows and areas where no event is known, and are shown apart."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from marsad.count.facets import ALSO_CALLED, LevelOf, level_by_code, places_of_incident
from marsad.count.tally import TallyBook
from marsad.count.tolls import PublishedToll
from marsad.model.incident import Tally
from marsad.model.range import total

LAYER = "accepted toll"
_LEVELS = ("country", "governorate", "district", "subdistrict")


@dataclass(frozen=True, slots=True)
class Filled:
    """What accepted tolls add, cell by cell, never summed into the tally; and which were held back, and why."""

    cells: tuple[Tally, ...]
    held_back: tuple[tuple[str, str], ...] = ()


def fill(
    book: TallyBook,
    tolls: Iterable[PublishedToll],
    measure: str,
    *,
    by: Sequence[str] = (),
    since: date | None = None,
    until: date | None = None,
    level_of: LevelOf = level_by_code,
) -> Filled:
    """The accepted tolls of a measure in the windows and areas in which the book knows no event.

    A toll is held back where an event of its measure is known inside its window and area, where its window or area is
    not known, or where it overlaps with one that fills already (the month inside a year).
    """
    cells: dict[tuple[tuple[str, str | None], ...], list[PublishedToll]] = defaultdict(list)
    held, used = [], list[PublishedToll]()
    names = [ALSO_CALLED.get(name, name) for name in by]
    for toll in sorted(tolls, key=_widest_first):
        if toll.measure != measure or not _inside(toll, since, until):
            continue
        why = _why_not(book, toll, used, level_of)
        if why:
            held.append((toll.id, why))
            continue
        used.append(toll)
        cells[tuple((name, _facet(toll, name, level_of)) for name in names)].append(toll)
    return Filled(
        tuple(
            Tally(measure, total(t.range for t in group), dict(key), tuple(t.id for t in group), LAYER)
            for key, group in sorted(cells.items(), key=lambda item: str(item[0]))
        ),
        tuple(held),
    )


def _widest_first(toll: PublishedToll) -> tuple[int, str]:
    days = (toll.end - toll.start).days if toll.start and toll.end else 0
    return -days, toll.id


def _inside(toll: PublishedToll, since: date | None, until: date | None) -> bool:
    if since is not None and (toll.start is None or toll.start < since):
        return False
    return until is None or (toll.end is not None and toll.end <= until)


def _why_not(book: TallyBook, toll: PublishedToll, used: list[PublishedToll], level_of: LevelOf) -> str | None:
    if toll.start is None or toll.end is None:
        return "its window is not known"
    places = {where.place for where in toll.where if where.place}
    if not places:
        return "its area is not known"
    for other in used:
        same_claim = other.claim == toll.claim
        apart = other.end is None or other.start is None or other.end < toll.start or toll.end < other.start
        if not same_claim and not apart and other.places & toll.places:
            return f"it overlaps with {other.id}, which fills already"
    for place in places:
        known = book.count(toll.measure, where=where_of(place, level_of), since=toll.start, until=toll.end)
        most = known.total.range.most()
        if most is None or most > 0:
            return f"events of that window and area are known ({known.total.range.best} {toll.measure})"
    return None


def where_of(place: str, level_of: LevelOf = level_by_code) -> dict[str, str | None]:
    """The filter that keeps incidents of a unit or named area."""
    level = level_of(place)
    return {_LEVELS[level] if level is not None and level <= 3 else "area": place}


def _facet(toll: PublishedToll, facet: str, level_of: LevelOf) -> str | None:
    """The value of a facet for a whole toll; unknown where the toll is wider than the facet's buckets."""
    who = toll.who
    if facet in ("actor", "status", "sex", "age", "role", "nationality"):
        value: str | None = getattr(who, facet)
        return value
    if facet == "victim":
        return who.actor or who.status
    if facet == "doer":
        return toll.by[0] if len(toll.by) == 1 else None
    if facet == "source":
        return toll.publisher
    if facet in _LEVELS:
        return places_of_incident(toll.where, level_of).units[_LEVELS.index(facet)]
    if facet == "area":
        areas = places_of_incident(toll.where, level_of).areas
        return areas[0] if len(areas) == 1 else None
    return _bucket(toll, facet)


def _bucket(toll: PublishedToll, facet: str) -> str | None:
    if toll.start is None or toll.end is None:
        return None
    shown = [_named(day, facet) for day in (toll.start, toll.end)]
    return shown[0] if shown[0] == shown[1] else None


def _named(day: date, facet: str) -> str | None:
    if facet == "quarter":
        return f"{day.year}-Q{(day.month - 1) // 3 + 1}"
    length = {"year": 4, "month": 7, "day": 10}.get(facet)
    return day.isoformat()[:length] if length else None
