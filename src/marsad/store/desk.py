"""One door to the database: pages for reading, one locked transaction for each change, with its ledger lines."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Engine, Row, Select, Table, insert, select, update

from marsad.model.errors import StoreError
from marsad.store.address import Address
from marsad.store.canonical import digest_of, hash_of, plain_text
from marsad.store.problems import speaking
from marsad.store.schema import head, ledger

PAGE = 500  # rows read at a time
BATCH = 1000  # records written in one transaction


def written(moment: datetime) -> str:
    """A time as the ledger writes it: UTC, to the microsecond, so that text order is time order."""
    if moment.tzinfo is None:
        raise StoreError(f"The time {moment.isoformat()} has no time zone; wanted one.")
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


@dataclass(slots=True)
class Change:
    """One transaction that adds rows. Nothing of it counts before it ends well."""

    connection: Connection
    by: str
    at: str
    number: int
    hash: str
    _rows: dict[str, tuple[Table, list[dict[str, Any]]]] = field(default_factory=dict)
    _lines: list[dict[str, Any]] = field(default_factory=list)

    def add(self, table: Table, key: str, row: dict[str, Any]) -> int:
        """Add a row to a kept table, with its line in the ledger; gives its change number."""
        digest = digest_of(table.name, row)
        key = plain_text(key)
        self.number += 1
        line = hash_of(self.number, self.at, self.by, table.name, key, digest, self.hash)
        self._lines.append(
            {
                "number": self.number,
                "at": self.at,
                "by": self.by,
                "kind": table.name,
                "key": key,
                "digest": digest,
                "previous": self.hash,
                "hash": line,
            }
        )
        self.hash = line
        self._rows.setdefault(table.name, (table, []))[1].append({"change": self.number, **row})
        return self.number

    def beside(self, table: Table, rows: list[dict[str, Any]]) -> None:
        """Add rows to a derived table, which has no lines of its own in the ledger."""
        if rows:
            self._rows.setdefault(table.name, (table, []))[1].extend(rows)

    def write(self) -> None:
        """Send the rows; called once, by the desk."""
        for table, rows in self._rows.values():
            self.connection.execute(insert(table), rows)
        if self._lines:
            self.connection.execute(insert(ledger), self._lines)
            self.connection.execute(update(head).values(number=self.number, hash=self.hash, at=self.at))


@dataclass(frozen=True, slots=True)
class Desk:
    """The engine, the clock, and how far in time this desk sees (`until`: a change number, None for all)."""

    engine: Engine
    address: Address
    clock: Callable[[], datetime]
    until: int | None = None

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A short transaction for reading."""
        with speaking(), self.engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def writing(self, by: str) -> Iterator[Change]:
        """A transaction that adds rows in somebody's name: kept whole on success, not at all otherwise.

        Raises:
            StoreError: this desk looks at the past, nobody is named, or the observatory has moved.
        """
        if self.until is not None:
            raise StoreError("This is the observatory as it was; what is past takes no new records. Open it as it is.")
        if not by.strip():
            raise StoreError("A change needs somebody who makes it; name the person, or the rule with its version.")
        with self.locked() as connection:
            number, last, at = self._head_of(connection)
            change = Change(connection, plain_text(by), max(written(self.clock()), at), number, last)
            yield change
            change.write()

    @contextmanager
    def locked(self) -> Iterator[Connection]:
        """A transaction for writing; every other writer waits for its end."""
        with (
            speaking(),
            self.engine.connect().execution_options(marsad_write=True) as connection,
            connection.begin(),
        ):
            yield connection

    def _head_of(self, connection: Connection) -> tuple[int, str, str]:
        row = connection.execute(select(head).with_for_update()).one_or_none()
        if row is None:
            raise StoreError("The ledger has lost its head. Let `marsad verify` say what is wrong.")
        if row.closed:
            raise StoreError(f"This observatory takes nothing more: {row.closed}. Open it anew.")
        return row.number, row.hash, row.at

    @property
    def number(self) -> int:
        """The number of the last change that this desk sees."""
        if self.until is not None:
            return self.until
        with self.reading() as connection:
            return int(connection.execute(select(head.c.number)).scalar_one())

    def pages(self, query: Select[Any], key: Any, *, after: Any = None, size: int = PAGE) -> Iterator[Row[Any]]:
        """The rows of a query in the order of `key`, page by page, each page a transaction of its own."""
        while True:
            page = query if after is None else query.where(key > after)
            with self.reading() as connection:
                rows: Sequence[Row[Any]] = connection.execute(page.order_by(key).limit(size)).all()
            yield from rows
            if len(rows) < size:
                return
            after = getattr(rows[-1], key.name)
