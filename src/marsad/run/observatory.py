"""The observatory: a store and a pack, and every stage on them."""

import getpass
import threading
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from marsad import __version__
from marsad.locate import locate
from marsad.model.claim import Finding, Reading
from marsad.model.errors import StoreError
from marsad.model.report import Report
from marsad.packs import Pack, load_pack
from marsad.run.judged import JudgementBook
from marsad.run.reading import read_all
from marsad.run.reports import Reports
from marsad.run.secrets import Secrets, SecretsBook
from marsad.store import Aside, Store, open_store, store_exists

if TYPE_CHECKING:
    from marsad.count.tally import Tallies
    from marsad.run.columns import Columns
    from marsad.run.columns_kept import ColumnBook
    from marsad.run.count import Counting
    from marsad.run.match import Matched
    from marsad.run.review import Review
    from marsad.run.waiting import QueueBook
    from marsad.run.watch import Watched

BATCH = 500  # reports or readings kept in one transaction
READER = f"marsad {__version__}"


@dataclass(frozen=True, slots=True)
class Done:
    """What one stage did: how many it worked on, how many were there already, and what it set aside and why."""

    done: int
    known: int = 0
    set_aside: tuple[tuple[str, str], ...] = field(default=())


def person() -> str:
    """Who sits at this machine, as the ledger names them."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "somebody"


def _batches(items: Iterable[Any], size: int = BATCH) -> Iterator[list[Any]]:
    source = iter(items)
    return iter(lambda: list(islice(source, size)), [])


class Observatory:
    """One open observatory. Use it in a ``with`` block, or close it.

    Example::

        with open_observatory("syria.marsad", pack="syria", create=True) as observatory:
            observatory.collect("reports/")
            observatory.read()
            print(observatory.audit())
    """

    def __init__(self, store: Store, pack: Pack, *, pack_name: str, by: str | None = None) -> None:
        self.store, self.pack, self.pack_name, self.by = store, pack, pack_name, by or person()
        self._counting: Counting | None = None
        self._open_counting: tuple[object, Counting] | None = None
        self._secrets = SecretsBook(store)
        self._columns: ColumnBook | None = None
        self.judgement_book = JudgementBook(store)
        self._queue: QueueBook | None = None
        self._lock = threading.Lock()

    def __enter__(self) -> "Observatory":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Lets go of the store."""
        self.store.close()

    def collect(
        self, *what: str | Path, lines: Path | None = None, publisher: str | None = None, language: str | None = None,
        published: date | None = None, allow_private: bool = False,
    ) -> Done:  # fmt: skip
        """Takes reports in from files, folders, addresses and ``-``; what is there already is known by its bytes."""
        source = Reports(tuple(map(str, what)), lines, publisher, language, published, allow_private)
        kept = known = 0
        now = datetime.now(UTC).replace(microsecond=0)
        for batch in _batches(source.collected()):
            pairs = [(stamped(item.report, now), item.raw) for item in batch]
            added = self.store.reports.add(pairs, by=self.by)
            kept, known = kept + len(added.kept), known + len(added.known)
        self._set_aside("collect", [(missed.where, missed.why) for missed in source.not_collected])
        return Done(kept, known, tuple((missed.where, missed.why) for missed in source.not_collected))

    def read(self, *, backends: tuple[str, ...] = ("rules",), jobs: int = 1) -> Done:
        """Reads, locates and audits every report that has no reading yet."""
        return self._keep_readings(self.read_new(backends=backends, jobs=jobs))

    def read_new(
        self, *, backends: tuple[str, ...] = ("rules",), jobs: int = 1, engine: str = "processes",
        master: str = "local[*]",
    ) -> Iterator[Reading]:  # fmt: skip
        """The readings of what is unread, one by one, not yet kept; by processes of this machine, or on Spark."""
        reports = list(self.store.reports.unread())
        if engine == "spark":
            from marsad.run.spark import readings_on_spark

            return readings_on_spark(reports, master=master, pack=self.pack_name, backends=backends)
        return read_all(reports, pack=self.pack_name, backends=backends, jobs=jobs)

    def keep(self, readings: Sequence[Reading]) -> None:
        """Keeps readings beside their reports; a report that gave none is set aside with its reason."""
        failed = [(r.report.id, r.set_aside[0].why) for r in readings if r.set_aside and not r.claims]
        self.store.readings.add(readings, by=READER)
        self._set_aside("read", failed)

    def _keep_readings(self, readings: Iterable[Reading]) -> Done:
        done, aside = 0, []
        for batch in _batches(readings):
            self.keep(batch)
            done += len(batch)
            aside += [(r.report.id, r.set_aside[0].why) for r in batch if r.set_aside and not r.claims]
        return Done(done, 0, tuple(aside))

    def locate(self) -> Done:
        """Places every reading again, after the gazetteer has grown; only what changes is kept."""
        changed: list[Reading] = []
        for reading in self.store.readings.all():
            placed = locate(reading, self.pack)
            if placed != reading:
                changed.append(placed)
        return self._keep_readings(changed)

    def match(self, *, again: bool = False) -> "Matched":
        """Puts what was read since the last time together into incidents; machines propose."""
        from marsad.run.match import match_observatory

        return match_observatory(self, again=again)

    def review(self) -> "Review":
        """The queue, the judgements and the state that follows from them."""
        from marsad.run.review import Review

        return Review(self)

    def tally(self, measure: str, by: Sequence[str] = (), **question: Any) -> "Tallies":
        """How many, by facets, from incidents; every cell leads to its incidents."""
        return self.counting().count(measure, by=by, **question)

    def secrets(self, number: int | None = None) -> Secrets:
        """What is restricted, withheld or protected, as it stands now, or at least as after change `number`."""
        return self._secrets.now(number)

    def columns(self, number: int | None = None) -> "Columns":
        """Every incident and report as columns, as they are now, or at least as after change `number`."""
        return self.column_book().now(number)

    def column_book(self) -> "ColumnBook":
        """What keeps the columns up to date."""
        from marsad.run.columns_kept import ColumnBook
        from marsad.run.count import level_of

        with self._lock:
            if self._columns is None:
                self._columns = ColumnBook(self.store, self.pack, level_of(self.pack))
            return self._columns

    @property
    def queue_book(self) -> "QueueBook":
        """What keeps the queue of review up to date."""
        from marsad.run.waiting import QueueBook

        with self._lock:
            if self._queue is None:
                self._queue = QueueBook(self)
            return self._queue

    def counting(self) -> "Counting":
        """The counts of this observatory, kept in memory and refreshed when something changes."""
        if self._counting is None:
            from marsad.run.count import Counting

            self._counting = Counting(self)
        return self._counting

    def counting_to_publish(self) -> "Counting":
        """The counts over what may go out: without restricted and withheld incidents."""
        from marsad.run.count import Counting

        secrets = self.secrets()
        key = (secrets.rules, secrets.moved, secrets.everything())
        if self._open_counting is None or self._open_counting[0] != key:
            self._open_counting = (key, Counting(self, may_see=secrets.is_open))
        return self._open_counting[1]

    def audit(self) -> "tuple[Finding, ...]":
        """What does not add up, within reports and across them."""
        from marsad.run.audit import audit_observatory

        return audit_observatory(self).findings()

    def watch(self, *, actor: str | None = None, **question: Any) -> "Watched":
        """The weekly look: alerts with what was expected and how often such an alert comes by chance."""
        from marsad.run.watch import watch_observatory

        return watch_observatory(self, actor=actor, **question)

    def readings(self) -> Iterator[Reading]:
        """The latest reading of every report that is not retracted."""
        return self.store.readings.all()

    def _set_aside(self, stage: str, what: Sequence[tuple[str, str]]) -> None:
        if what:
            self.store.asides.add([Aside(stage, where, why) for where, why in what], by=READER)


def stamped(report: Report, now: datetime) -> Report:
    """The report with the moment of collecting, where it has none of its own."""
    return report if report.collected else replace(report, collected=now)


def open_observatory(
    address: str | Path, *, pack: str | None = None, key: str | None = None, key_file: Path | None = None,
    create: bool | None = False, by: str | None = None,
) -> Observatory:  # fmt: skip
    """Opens an observatory: a file, or a ``postgresql://`` address; with `create` a new one.

    With ``create=None`` one is made where there is none and a pack is named.

    `pack` is asked for when it is made, and kept; later it may be left out.

    Raises:
        StoreError: there is none, it cannot be opened, the key is wrong, or `create` meets one that is there.
    """
    if create is None:
        create = pack is not None and not store_exists(str(address))
    store = open_store(str(address), key=key, key_file=str(key_file) if key_file else None, create=create)
    try:
        name = pack or store.settings.get("pack")
        if not isinstance(name, str):
            raise StoreError(f"The observatory at {address} names no pack. Name one: --pack syria.")
        loaded = load_pack(name)
        if store.settings.get("pack") != name:
            store.settings.set("pack", name, by=by or person())
    except BaseException:
        store.close()
        raise
    return Observatory(store, loaded, pack_name=name, by=by)
