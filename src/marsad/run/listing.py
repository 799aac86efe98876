"""Lists of reports as one person may see them: paged, or found by words."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from marsad.model.incident import Alert
from marsad.model.report import Report
from marsad.run.search import Found, search
from marsad.run.viewing import Viewing

PAGE = 50


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of reports. `following` is where the next page begins, None at the end."""

    reports: tuple[Report, ...]
    following: int | None = None
    total: int | None = None


def list_reports(viewing: Viewing, *, words: str = "", state: str = "", after: int = 0) -> Listing:
    """Reports that hold the words, best first; or a page of all, of the unread, or of those set aside."""
    store = viewing.observatory.store
    if words.strip():
        return Listing(tuple(islice((found.report for found in find_reports(viewing, words)), PAGE)))
    if state == "unread":
        source = store.reports.unread()
    elif state == "aside":
        ids = [aside.what for aside in store.asides.open("read")]
        source = (report for id in ids if (report := store.reports.get(id)) is not None)
    else:
        source = store.reports.all()
    page = tuple(islice(islice(viewing.reports(source), after, None), PAGE + 1))
    return Listing(page[:PAGE], after + PAGE if len(page) > PAGE else None, store.reports.count(but=viewing.hidden))


def newest_alerts(viewing: Viewing, most: int) -> list[Alert]:
    """The newest alerts whose incidents are all open."""
    alerts = filter(viewing.may_see_alert, viewing.observatory.store.alerts.newest())
    return [viewing.shown(alert) for alert in islice(alerts, most)]


def find_reports(viewing: Viewing, words: str, *, most: int = PAGE * 2) -> Iterator[Found]:
    """The open reports that hold the words, best first, each with its best sentence.

    Whoever may not know protected sources finds nothing by their names: those are no words of the texts they see.
    """
    if not viewing.sees_sources and viewing.secrets.masked(words) != words:
        return
    for found in search(viewing.observatory.store, words, limit=most):
        for report in viewing.reports([found.report]):
            yield Found(
                report, found.score, found.excerpt if viewing.sees_sources else viewing.secrets.masked(found.excerpt)
            )
