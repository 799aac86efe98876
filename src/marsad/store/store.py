"""The store: opens an observatory and holds its shelves."""

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from types import TracebackType

from sqlalchemy import func, select, text

from marsad.model.errors import StoreError
from marsad.store.accounts import Accounts
from marsad.store.address import APPLICATION, Address, engine_for, parse_address, unlock
from marsad.store.asides import Asides
from marsad.store.deeds import Deeds
from marsad.store.desk import Desk, written
from marsad.store.judgements import Judgements
from marsad.store.kept import Entry
from marsad.store.ledger import Ledger
from marsad.store.problems import speaking
from marsad.store.readings import Readings
from marsad.store.reports import Reports
from marsad.store.schema import ledger
from marsad.store.shelves import shelves_of
from marsad.store.summaries import Summaries
from marsad.store.upgrade import bring_up_to_date, build, revision_of
from marsad.store.words import Words


def _now() -> datetime:
    return datetime.now(UTC)


class Store:
    """An open observatory. Made by :func:`open_store`; the package's docstring lists what the shelves do."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.reports = Reports(desk)
        self.readings = Readings(desk)
        self.asides = Asides(desk)
        self.judgements = Judgements(desk)
        shelves = shelves_of(desk)
        self.sources = shelves.sources
        self.incidents = shelves.incidents
        self.alerts = shelves.alerts
        self.releases = shelves.releases
        self.places = shelves.places
        self.areas = shelves.areas
        self.findings = shelves.findings
        self.tallies = shelves.tallies
        self.restrictions = shelves.restrictions
        self.pairs = shelves.pairs
        self.settings = shelves.settings
        self.deeds = Deeds(desk)
        self.ledger = Ledger(desk)
        self.words = Words(desk)
        self.summaries = Summaries(desk)
        self.accounts = Accounts(desk)

    @property
    def address(self) -> str:
        """Where it lies, without passwords."""
        return str(self.desk.address)

    @property
    def number(self) -> int:
        """The number of the last change seen here."""
        return self.desk.number

    def as_of(self, when: date | datetime) -> "Store":
        """What was held then: at that moment, or at the end of that day (UTC). For reading only."""
        if isinstance(when, datetime):
            moment = when
        else:
            moment = datetime.combine(when, time.min, UTC) + timedelta(days=1, microseconds=-1)
        with self.desk.reading() as connection:
            query = select(func.max(ledger.c.number)).where(ledger.c.at <= written(moment))
            found = connection.execute(query).scalar() or 0
        return self.upto(min(found, self.number))

    def upto(self, number: int) -> "Store":
        """What was held after that change. For reading only."""
        return Store(replace(self.desk, until=min(number, self.number)))

    def log(self, *, after: int = 0) -> Iterator[Entry]:
        """The lines of the ledger, in order."""
        query = select(ledger).where(ledger.c.number <= self.number)
        for row in self.desk.pages(query, ledger.c.number, after=after):
            yield Entry(
                row.number,
                datetime.fromisoformat(row.at),
                row.by,
                row.kind,
                row.key,
                row.digest,
                row.previous,
                row.hash,
            )

    def close(self) -> None:
        """Let go of the file or the server."""
        self.desk.engine.dispose()

    def __enter__(self) -> "Store":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def store_exists(address: str | Path) -> bool:
    """Whether something lies at the address: a file, or a PostgreSQL database that holds an observatory.

    Raises:
        StoreError: the address cannot be read, or the server does not answer.
    """
    where = parse_address(address)
    if where.path is not None:
        return where.path.exists()
    engine = engine_for(where)
    try:
        with speaking(), engine.connect() as connection:
            return revision_of(connection) is not None
    finally:
        engine.dispose()


def open_store(
    address: str | Path,
    *,
    key: str | None = None,
    key_file: str | Path | None = None,
    create: bool = False,
    clock: Callable[[], datetime] = _now,
) -> Store:
    """Open an observatory: a SQLite file, encrypted where a key is given, or ``postgresql://…``.

    An older form is brought up to date, in one transaction. `clock` gives the time that the ledger writes.

    Args:
        address: a path or a PostgreSQL address.
        key: the passphrase of an encrypted file.
        key_file: the key file of an encrypted file, instead of a passphrase.
        create: make a new one; without it, one must be there.
        clock: what time it is, with its zone.

    Raises:
        StoreError: nothing is there (or something, with `create`), the key does not fit, it is no observatory or made
            by a newer Marsad, or the disk or server does not answer.
    """
    where = parse_address(address)
    if create and where.path is not None:
        _check_free(where.path)
    where = unlock(where, key=key, key_file=key_file, create=create)
    desk = Desk(engine_for(where), where, clock)
    try:
        if create:
            build(desk)
            if where.is_file:
                with speaking(), desk.engine.connect() as connection:
                    connection.execute(text(f"PRAGMA application_id = {APPLICATION}"))
        else:
            bring_up_to_date(desk)
    except BaseException:
        desk.engine.dispose()
        if create and where.path is not None:
            _remove_stillborn(where)
        raise
    return Store(desk)


def _check_free(path: Path) -> None:
    if path.exists():
        raise StoreError(f"There is a file at {path} already. Open it, or name another place.")
    folder = path.absolute().parent
    if not folder.is_dir():
        raise StoreError(f"The folder {folder} is not there. Make it, then try again.")
    if not os.access(folder, os.W_OK):
        raise StoreError(f"The folder {folder} may not be written to. Name another place, or ask for the right to.")


def _remove_stillborn(where: Address) -> None:
    """Take away what a failed beginning left, so that the next try finds the place free."""
    for ending in ("", "-wal", "-shm"):
        Path(f"{where.path}{ending}").unlink(missing_ok=True)
