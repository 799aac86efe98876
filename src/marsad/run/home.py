"""What the first page shows: numbers of what there is and what waits, and the newest of everything."""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

from marsad.model.claim import Finding
from marsad.model.incident import Alert
from marsad.model.report import Report
from marsad.run.viewing import Viewing
from marsad.store import Aside

T = TypeVar("T")
NEWEST = 8


@dataclass(frozen=True, slots=True)
class Home:
    """The first page's facts. `asides` are the newest things set aside, `aside_count` how many there are."""

    reports: int
    unread: int
    aside_count: int
    newest: tuple[Report, ...]
    asides: tuple[Aside, ...]
    findings: tuple[Finding, ...]
    alerts: tuple[Alert, ...]


def _last(items: Iterable[T], most: int = NEWEST) -> tuple[T, ...]:
    return tuple(reversed(deque(items, maxlen=most)))


def home_of(viewing: Viewing) -> Home:
    """The first page as this person may see it."""
    store = viewing.observatory.store
    number = store.number
    recent = (report for report in store.reports.all(after=max(0, number - 500)) if viewing.may_see_report(report))
    asides = list(store.asides.open())
    return Home(
        reports=store.reports.count(),
        unread=sum(1 for _ in store.reports.unread()),
        aside_count=len(asides),
        newest=_last(recent),
        asides=_last(asides),
        findings=_last(store.findings.all(after=max(0, number - 2000))),
        alerts=_last(store.alerts.all(after=max(0, number - 20_000))),
    )
