"""Everything that one `marsad collect` gathers by itself: addresses, lists of them, feeds, watched folders."""

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from marsad import __version__
from marsad.collect.address import Limits
from marsad.collect.known import Known
from marsad.collect.polite import SECONDS_BETWEEN, PoliteFetcher
from marsad.collect.warc import WarcFolder
from marsad.model.errors import RefusedError
from marsad.run.fetching import Fetching, Outcome, addresses_in, collect_addresses
from marsad.run.folders import Folders
from marsad.run.observatory import Observatory

LOOKS_ONCE = 60.0  # seconds that a file which is still growing is waited for, when a folder is looked into once


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to gather, and how.

    `addresses` a person named one by one; `lists` are files of addresses. `pause` is the least time between two pages
    of one site, `every` between two looks into the folders, `feed_every` between two askings of the feeds: all in
    seconds. `fresh_hours`: a page of a list that was fetched so short a time ago is not asked for again. `keep_on`:
    until it is stopped.
    """

    addresses: tuple[str, ...] = ()
    lists: tuple[Path, ...] = ()
    feeds: tuple[str, ...] = ()
    folders: tuple[Path, ...] = ()
    known: Known = field(default_factory=Known)
    allow_private: bool = False
    warc: Path | None = None
    pages: bool = True
    most: int = 500
    pause: float = SECONDS_BETWEEN
    fresh_hours: float = 12.0
    every: float = 10.0
    feed_every: float = 1_800.0
    keep_on: bool = False

    def is_anything(self) -> bool:
        """Whether there is anything to gather."""
        return bool(self.addresses or self.lists or self.feeds or self.folders)


@dataclass(frozen=True, slots=True)
class Told:
    """What became of one page or file: reports kept and known, pages unchanged or passed over, and what was set aside,
    with the reasons.
    """  # fmt: skip

    where: str
    kept: int = 0
    known: int = 0
    unchanged: int = 0
    passed_over: int = 0
    set_aside: tuple[tuple[str, str], ...] = ()


class StoppedError(Exception):
    """A person said stop while something was waited for."""


@dataclass
class Stop:
    """Says when to stop; whoever waits is woken."""

    event: threading.Event = field(default_factory=threading.Event)

    def now(self) -> None:
        """Stop at the next safe place."""
        self.event.set()

    def sleep(self, seconds: float) -> None:
        """Waits.

        Raises:
            StoppedError: it is time to stop.
        """
        if self.event.wait(seconds):
            raise StoppedError

    def check(self) -> None:
        """Raises where it is time to stop."""
        self.sleep(0)


def gather(
    observatory: Observatory, wanted: Wanted, *, stop: Stop, clock: Callable[[], float] = time.monotonic
) -> Iterator[Told]:
    """Gathers, page by page and file by file, until all is done or `stop` says so.

    Raises:
        CollectError: a list or folder is not there, or pages cannot be archived.
        RefusedError: an address that a person named is on a private network and that is not allowed.
    """
    folders = Folders(observatory, wanted.folders, wanted.known) if wanted.folders else None
    listed, wrong = _listed(wanted)
    yield from wrong
    try:
        fetching = _fetching(observatory, wanted, stop)
        for address in wanted.addresses:
            stop.check()
            yield _told(fetching.address(address, known=wanted.known), is_named=True)
        for outcome in collect_addresses(replace(fetching, fresh_for=timedelta(hours=wanted.fresh_hours)), listed,
                                         known=wanted.known):  # fmt: skip
            yield _told(outcome)
            stop.check()
        yield from _round(wanted, fetching, folders, stop, clock)
    except StoppedError:
        return


def _round(
    wanted: Wanted, fetching: Fetching, folders: Folders | None, stop: Stop, clock: Callable[[], float]
) -> Iterator[Told]:
    """Feeds and folders, once or again and again."""
    began, next_feeds = clock(), clock()
    while True:
        stop.check()
        if wanted.feeds and clock() >= next_feeds:
            next_feeds = clock() + wanted.feed_every
            for feed in wanted.feeds:
                for outcome in fetching.feed(feed, known=wanted.known, pages=wanted.pages, most=wanted.most):
                    yield _told(outcome)
                    stop.check()
        if folders is not None:
            for took in folders.look(clock()):
                yield Told(took.path, took.kept, took.known, set_aside=took.set_aside)
                stop.check()
        if wanted.keep_on:
            stop.sleep(wanted.every)
            continue
        growing = folders.growing() if folders else []
        if not growing:
            return
        if clock() - began > LOOKS_ONCE:
            why = "The file is still being written, so it was left. Collect it when it is complete."
            yield from (Told(path, set_aside=((path, why),)) for path in growing)
            return
        stop.sleep(folders.settle + 0.1 if folders else 0)


def _fetching(observatory: Observatory, wanted: Wanted, stop: Stop) -> Fetching:
    archive = None
    if wanted.warc is not None:
        archive = WarcFolder(wanted.warc, datetime.now(UTC), f"Marsad {__version__}")
        archive.check()
    fetcher = PoliteFetcher(Limits(allow_private=wanted.allow_private), sleep=stop.sleep, between=wanted.pause)
    return Fetching(observatory, fetcher, archive, fresh_for=timedelta(0))


def _listed(wanted: Wanted) -> tuple[list[str], list[Told]]:
    found: dict[str, None] = {}
    wrong: list[Told] = []
    for path in wanted.lists:
        addresses, bad = addresses_in(path)
        found |= dict.fromkeys(addresses)
        wrong += [Told(each.where, set_aside=((each.where, each.why),)) for each in bad]
    return list(found), wrong


def _told(outcome: Outcome, *, is_named: bool = False) -> Told:
    if outcome.what == "set aside":
        if is_named and outcome.is_private:
            raise RefusedError(outcome.why)
        return Told(outcome.address, set_aside=((outcome.address, outcome.why),))
    return Told(
        outcome.address,
        kept=outcome.reports if outcome.what == "kept" else 0,
        known=int(outcome.what == "known"),
        unchanged=int(outcome.what == "unchanged"),
        passed_over=int(outcome.what == "passed over"),
    )


def known_as(publisher: str | None, language: str | None, published: date | None) -> Known:
    """What the person who collects says of the reports."""
    return Known(publisher, language, published)
