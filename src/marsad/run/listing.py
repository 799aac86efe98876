"""Lists of reports as one person may see them: paged, or found by words."""

from dataclasses import dataclass
from itertools import islice

from marsad.model.report import Report
from marsad.run.search import search
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
        found = [hit.report for hit in search(store, words, limit=PAGE * 2)]
        return Listing(tuple(report for report in found if viewing.may_see_report(report))[:PAGE])
    if state == "unread":
        source = store.reports.unread()
    elif state == "aside":
        ids = [aside.what for aside in store.asides.open("read")]
        source = (report for id in ids if (report := store.reports.get(id)) is not None)
    else:
        source = store.reports.all()
    seen = (report for report in source if viewing.may_see_report(report))
    page = tuple(islice(islice(seen, after, None), PAGE + 1))
    return Listing(page[:PAGE], after + PAGE if len(page) > PAGE else None, store.reports.count())
