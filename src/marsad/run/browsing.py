"""Pages of reports and incidents as one person may see them: a page costs the same however far in it is."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from marsad.model.incident import Incident
from marsad.model.report import Report
from marsad.run.viewing import Viewing

T = TypeVar("T")
LOOKED_AT = 2_000  # records looked at for one page, whatever the filters
STEP = 500


@dataclass(frozen=True, slots=True)
class Wanted:
    """What incidents are wanted: in a state, on days, in a unit or area, by or against a group, of a kind."""

    state: str | None = None
    since: date | None = None
    until: date | None = None
    place: str | None = None
    actor: str | None = None
    event: str | None = None

    def fits(self, incident: Incident) -> bool:
        """Whether an incident is one of them."""
        when = incident.when
        if self.since and not ((end := when.end or when.start) and end >= self.since):
            return False
        if self.until and not (when.start and when.start <= self.until):
            return False
        if self.place and not any(self.place == where.place or self.place in where.within for where in incident.where):
            return False
        return (
            self.state in (None, incident.state)
            and self.event in (None, incident.event)
            and (self.actor is None or self.actor in _actors(incident))
        )

    def pieces(self) -> Iterable[str]:
        """What a fitting incident's JSON holds at least: lets the database pass over the others."""
        for value in (self.place, self.actor, self.event):
            if value and value.isascii() and '"' not in value and "\\" not in value and value.isprintable():
                yield f'"{value}"'


def _actors(incident: Incident) -> set[str]:
    doers = {*incident.by, *(id for toll in incident.tolls for id in toll.by)}
    return doers | {toll.who.actor for toll in incident.tolls if toll.who.actor}


def incident_page(
    viewing: Viewing, wanted: Wanted, *, after: int = 0, limit: int = 50
) -> tuple[list[Incident], int | None]:
    """The next incidents that are wanted, and where the page after begins; None at the end.

    At most 2,000 are looked at, so that a page may be short, or empty, before the end.
    """
    shelf, pieces = viewing.observatory.store.incidents, tuple(wanted.pieces())
    found, following = _page(
        lambda start, size: shelf.page(after=start, size=size, holding=pieces),
        lambda incident: wanted.fits(incident) and viewing.may_see(incident),
        after,
        limit,
    )
    return [viewing.shown(incident) for incident in found], following


def report_page(viewing: Viewing, *, after: int = 0, limit: int = 50) -> tuple[list[Report], int | None]:
    """The next reports, and where the page after begins; None at the end."""
    shelf = viewing.observatory.store.reports
    found, following = _page(
        lambda start, size: shelf.page(after=start, size=size), viewing.may_see_report, after, limit
    )
    return list(viewing.reports(found)), following


def _page(
    fetch: Callable[[int, int], list[tuple[int, T]]], fits: Callable[[T], bool], after: int, limit: int
) -> tuple[list[T], int | None]:
    found: list[T] = []
    looked, size = 0, min(STEP, limit + 1)
    while looked < LOOKED_AT:
        rows = fetch(after, size)
        for number, record in rows:
            if len(found) == limit and fits(record):
                return found, after
            if fits(record):
                found.append(record)
            after = number
        looked += len(rows)
        if len(rows) < size:
            return found, None
        size = STEP
    return found, after
