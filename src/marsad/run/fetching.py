"""Addresses and feeds into the observatory: fetched politely, archived where asked, never asked twice for nothing.

What was fetched is noted in the observatory (a deed "fetched" about each address), once its reports are kept. So a run
that was interrupted, at whatever point, goes on where it stopped.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from marsad.collect.address import Page, check_address, plain_address
from marsad.collect.arrived import reports_of_page
from marsad.collect.collected import Collected, NotCollected
from marsad.collect.feeds import Entry, entries_of_feed
from marsad.collect.known import Known
from marsad.collect.polite import Mark, PoliteFetcher, mark_of
from marsad.collect.warc import WarcFolder
from marsad.model.errors import BusyError, CollectError, RefusedError
from marsad.run.observatory import Observatory
from marsad.store import Aside
from marsad.store.kept import Deed

FETCHED, WAIT = "fetched", "asked to wait"
What = Literal["kept", "known", "unchanged", "passed over", "set aside"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one address: kept (so many reports), known (the same bytes), unchanged (the site says so), passed
    over (fetched a short while ago), or set aside with the reason. `later` says that it is worth another try,
    `is_private` that a private network was refused.
    """  # fmt: skip

    address: str
    what: What
    reports: int = 0
    why: str = ""
    later: bool = False
    is_private: bool = False


@dataclass
class Fetching:
    """Takes pages in, one after another.

    `fresh_for`: a page that was fetched so short a time ago is not asked for again. `archive`: where pages are also
    kept as WARC. `now` tells the time of day.
    """

    observatory: Observatory
    fetcher: PoliteFetcher = field(default_factory=PoliteFetcher)
    archive: WarcFolder | None = None
    fresh_for: timedelta = timedelta(hours=12)
    now: Callable[[], datetime] = lambda: datetime.now(UTC)

    def address(self, address: str, *, known: Known | None = None, stamp: str | None = None) -> Outcome:
        """One page.

        Args:
            address: where it is.
            known: what the person says of it, or the feed.
            stamp: with one, a page that was taken under the same stamp is not asked for again, however long ago.
        """
        try:
            address = plain_address(address)
            before = self._before(address)
            if before and self._is_done(before, stamp):
                return Outcome(address, "passed over")
            page = self._get(address, before)
            if page is None:
                self._note(address, before | {"stamp": stamp})
                return Outcome(address, "unchanged")
            return self._keep(address, page, known or Known(), before, stamp)
        except (CollectError, RefusedError) as problem:
            is_later, is_private = isinstance(problem, CollectError), "--allow-private" in str(problem)
            return self._aside(Outcome(address, "set aside", why=str(problem), later=is_later, is_private=is_private))

    def _is_done(self, before: dict[str, Any], stamp: str | None) -> bool:
        if stamp is not None:
            return before.get("stamp") == stamp
        return self.now() - datetime.fromisoformat(before["at"]) < self.fresh_for

    def _get(self, address: str, before: dict[str, Any]) -> Page | None:
        """The page, or None where it is unchanged; a site that asked to be left alone is."""
        site = urlsplit(address).netloc
        until = self._last(site, WAIT).get("until")
        if until and datetime.fromisoformat(until) > self.now():
            raise BusyError(f"{site} asked to be left alone until {until[:16].replace('T', ' ')} UTC. Collect it then.")
        try:
            return self.fetcher.get(address, mark=Mark(before.get("etag"), before.get("modified")))
        except BusyError as problem:
            if problem.seconds:
                moment = (self.now() + timedelta(seconds=problem.seconds)).replace(microsecond=0)
                self._deed(WAIT, site, {"until": moment.isoformat()})
            raise

    def _keep(self, address: str, page: Page, known: Known, before: dict[str, Any], stamp: str | None) -> Outcome:
        """Archived, then kept, then noted: whatever is cut off between is done again and adds nothing twice."""
        digest, moment = hashlib.sha256(page.body).hexdigest(), self.now().replace(microsecond=0)
        mark = mark_of(page)
        facts = {"etag": mark.etag, "modified": mark.modified, "sha256": digest, "status": page.status, "stamp": stamp}
        if page.status == 200 and before.get("sha256") == digest:
            self._note(address, facts)
            return Outcome(address, "known")
        try:
            found = list(reports_of_page(page, known=known))
        except CollectError as problem:
            is_later = page.status >= 500
            if not is_later:
                self._note(address, {"status": page.status, "stamp": stamp, "why": str(problem)})
            return self._aside(Outcome(address, "set aside", why=str(problem), later=is_later))
        extra = self.archive.keep(page, fetched=moment) if self.archive else {}
        added = self.observatory.store.reports.add(
            [(_dated(item, moment, extra), item.raw) for item in found], by=self.observatory.by
        )
        self._note(address, facts)
        self.observatory.store.asides.settle([("collect", address)], by=self.observatory.by)
        return Outcome(address, "kept" if added.kept else "known", len(added.kept))

    def feed(
        self, address: str, *, known: Known | None = None, pages: bool = True, most: int = 500
    ) -> Iterator[Outcome]:
        """A feed and the pages that its entries lead to; without `pages` the entries' own text is the report.

        At most so many pages are asked for; the rest comes the next time. Where a page cannot be had for good (gone,
        forbidden by robots.txt, no article), the entry's own text is taken.
        The feed's own outcome comes last, so that it is asked again where the work was cut off.
        """
        known = known or Known()
        try:
            address = plain_address(address)
            before = self._before(f"feed {address}")
            page = self._get(address, before)
            if page is None:
                yield Outcome(address, "unchanged")
                return
            if page.status != 200:
                raise CollectError(f"The address of the feed answers {page.status}. Look for the feed's new address.")
            entries = list(entries_of_feed(page.body, name=address, known=known, address=page.url))
        except (CollectError, RefusedError) as problem:
            is_later = isinstance(problem, CollectError)
            yield self._aside(Outcome(address, "set aside", why=str(problem), later=is_later))
            return
        is_whole, asked = True, 0
        for entry in entries:
            if asked >= most:
                is_whole = False
                break
            outcome = self._page_of(entry, pages)
            is_whole = is_whole and not outcome.later
            asked += outcome.what != "passed over"
            yield outcome
        mark = mark_of(page)
        # A feed is marked as seen only when all its entries are done with; else it is read whole the next time.
        if is_whole and (mark.etag or mark.modified):
            self._note(f"feed {address}", {"etag": mark.etag, "modified": mark.modified})
        self.observatory.store.asides.settle([("collect", address)], by=self.observatory.by)

    def _page_of(self, entry: Entry, pages: bool) -> Outcome:
        if pages and entry.link:
            known = replace(entry.known, url=None)
            outcome = self.address(entry.link, known=known, stamp=entry.stamp)
            if outcome.what != "set aside" or outcome.later:
                return outcome
            if isinstance(entry.item, NotCollected):
                self._note(outcome.address, {"stamp": entry.stamp, "why": outcome.why})
                return outcome
            kept = self._text_of(entry, {"page": outcome.why})
            self._note(outcome.address, {"stamp": entry.stamp, "why": outcome.why})
            return kept
        return self._text_of(entry, {})

    def _text_of(self, entry: Entry, extra: dict[str, str]) -> Outcome:
        if isinstance(entry.item, NotCollected):
            return self._aside(Outcome(entry.where, "set aside", why=entry.item.why))
        report = _dated(entry.item, self.now().replace(microsecond=0), extra)
        added = self.observatory.store.reports.add([(report, entry.item.raw)], by=self.observatory.by)
        self.observatory.store.asides.settle([("collect", entry.link or entry.where)], by=self.observatory.by)
        return Outcome(entry.link or entry.where, "kept" if added.kept else "known", len(added.kept))

    def _aside(self, outcome: Outcome) -> Outcome:
        aside = Aside("collect", outcome.address[:500], outcome.why)
        self.observatory.store.asides.add([aside], by=self.observatory.by)
        return outcome

    def _before(self, address: str) -> dict[str, Any]:
        return self._last(address, FETCHED)

    def _last(self, about: str, act: str) -> dict[str, Any]:
        """The newest note of this kind about an address; empty where there is none."""
        found: dict[str, Any] = {}
        for kept in self.observatory.store.deeds.all(about=about):
            if kept.record is not None and kept.record.act == act:
                found = dict(kept.record.detail)
        return found

    def _note(self, about: str, facts: dict[str, Any]) -> None:
        said = {key: value for key, value in facts.items() if value is not None and key != "at"}
        before = {key: value for key, value in self._before(about).items() if key != "at"}
        moment = self.now().replace(microsecond=0).isoformat()
        # A feed is asked every half hour for years: what says nothing new is not noted again.
        if said != before or not about.startswith("feed "):
            self._deed(FETCHED, about, said | {"at": moment})

    def _deed(self, act: str, about: str, detail: dict[str, Any]) -> None:
        self.observatory.store.deeds.add([Deed(act, about, detail)], by=self.observatory.by)


def _dated(item: Collected, moment: datetime, extra: dict[str, str]) -> Any:
    return replace(item.report, collected=moment, extra=item.report.extra | extra)


def addresses_in(path: Path) -> tuple[list[str], list[NotCollected]]:
    """The addresses in a list, one a line, each once; # begins a remark. Lines that are none are named.

    Raises:
        CollectError: the file cannot be read.
    """
    try:
        with open(0, "rb", closefd=False) if str(path) == "-" else path.open("rb") as file:
            text = file.read().decode("utf-8-sig")
    except OSError as problem:
        raise CollectError(f"The list {path} cannot be opened: {problem.strerror}. Check the name.") from problem
    except UnicodeDecodeError as problem:
        raise CollectError(f"The list {path} is not UTF-8 (byte {problem.start}). Save it as plain text.") from problem
    found: dict[str, None] = {}
    wrong: list[NotCollected] = []
    for number, line in enumerate(text.splitlines(), start=1):
        words = line.strip()
        if not words or words.startswith("#"):
            continue
        try:
            check_address(words.split()[0])
            found[plain_address(words.split()[0])] = None
        except CollectError as problem:
            wrong.append(NotCollected(f"{path.name}:{number}", str(problem)))
    return list(found), wrong


def collect_addresses(fetching: Fetching, addresses: Iterable[str], *, known: Known | None = None) -> Iterator[Outcome]:
    """Every address of a list, in an order that lets sites rest: from each site in turn."""
    by_site: dict[str, list[str]] = {}
    for address in addresses:
        by_site.setdefault(urlsplit(address).netloc, []).append(address)
    waiting: Sequence[list[str]] = [list(reversed(each)) for each in by_site.values()]
    while waiting:
        for each in waiting:
            yield fetching.address(each.pop(), known=known)
        waiting = [each for each in waiting if each]
