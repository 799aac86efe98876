"""What the first page shows: numbers of what there is and what waits, and the newest of everything."""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from typing import TypeVar

from marsad.model.claim import Finding
from marsad.model.incident import Alert
from marsad.model.report import Report
from marsad.run.cached import Cached
from marsad.run.listing import newest_alerts
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


def home_of(viewing: Viewing, cached: Cached) -> Home:
    """The first page as this person may see it."""
    store = viewing.observatory.store
    reports, unread = cached.get(
        ("report counts", viewing.key), max(store.reports.last(), store.readings.last(), viewing.secrets.rules),
        lambda: (store.reports.count(but=viewing.hidden), store.reports.count(but=viewing.hidden, unread=True)),
    )  # fmt: skip
    asides = [aside for aside in store.asides.open() if aside.what not in viewing.hidden]
    return Home(
        reports=reports,
        unread=unread,
        aside_count=len(asides),
        newest=tuple(islice(viewing.reports(store.reports.newest()), NEWEST)),
        asides=_last(viewing.shown(aside) for aside in asides[-NEWEST:]),
        findings=tuple(
            viewing.shown(finding)
            for finding in islice(filter(viewing.may_see_finding, store.findings.newest()), NEWEST)
        ),
        alerts=tuple(newest_alerts(viewing, NEWEST)),
    )
