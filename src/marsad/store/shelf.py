"""A shelf of records that have versions: the latest of each id counts, and all of them are kept."""

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Select, Table, func, select

from marsad.store.canonical import canonical, plain_text
from marsad.store.desk import BATCH, Change, Desk
from marsad.store.kept import Kept
from marsad.store.schema import ledger

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Shelf(Generic[T]):
    """Records of one sort. `id_of` names a record, `encode` and `decode` make its JSON data and back."""

    desk: Desk
    table: Table
    id_of: Callable[[T], str]
    encode: Callable[[T], Any]
    decode: Callable[[Any], T]

    def add(self, records: Iterable[T], *, by: str, whole: bool = False) -> int:
        """Add what is new or different; gives how many rows came.

        With `whole`, the records are all there are: ids that are not among them are marked gone, and it is one
        transaction, whatever the size; else a transaction a thousand records.
        """
        if whole:
            with self.desk.writing(by) as change:
                return self._add(change, records, whole=True)
        added, source = 0, iter(records)
        while batch := list(islice(source, BATCH)):
            with self.desk.writing(by) as change:
                added += self._add(change, batch, whole=False)
        return added

    def remove(self, ids: Iterable[str], *, by: str) -> int:
        """Mark ids gone. Their versions stay, and as-of queries still see them."""
        with self.desk.writing(by) as change:
            wanted = {plain_text(each) for each in ids}
            held = {key for key, body in self._latest(change, wanted).items() if body is not None}
            for key in sorted(held):
                change.add(self.table, key, {"id": key, "body": None})
            return len(held)

    def _add(self, change: Change, records: Iterable[T], *, whole: bool) -> int:
        fresh = {plain_text(self.id_of(record)): canonical(self.encode(record)) for record in records}
        held = self._latest(change, None if whole else set(fresh))
        before = change.number
        for key, body in fresh.items():
            if held.get(key) != body:
                change.add(self.table, key, {"id": key, "body": body})
        if whole:
            for key, old in held.items():
                if key not in fresh and old is not None:
                    change.add(self.table, key, {"id": key, "body": None})
        return change.number - before

    def _latest(self, change: Change, ids: set[str] | None) -> dict[str, str | None]:
        """The latest body of each id, among `ids` or all."""
        table = self.table
        newest = select(func.max(table.c.change)).group_by(table.c.id)
        found: dict[str, str | None] = {}
        for some in _parts(ids):
            chosen = newest if some is None else newest.where(table.c.id.in_(some))
            query = select(table.c.id, table.c.body).where(table.c.change.in_(chosen))
            found |= {row.id: row.body for row in change.connection.execute(query)}
        return found

    def all(self, *, after: int = 0) -> Iterator[T]:
        """The latest of each id that is not gone, in the order of change; those changed after `after`."""
        for row in self._rows(after):
            if row.body is not None:
                yield self.decode(json.loads(row.body))

    def gone(self, *, after: int = 0) -> Iterator[str]:
        """The ids that are gone now, and went after `after`."""
        gone = self._newest().where(self.table.c.body.is_(None))
        for row in self.desk.pages(gone, self.table.c.change, after=after):
            yield row.id

    def _rows(self, after: int) -> Iterator[Any]:
        return self.desk.pages(self._newest(), self.table.c.change, after=after)

    def _newest(self) -> Select[Any]:
        table, until = self.table, self.desk.number
        later = table.alias()
        is_latest = (
            ~select(later.c.change)
            .where(later.c.id == table.c.id, later.c.change > table.c.change, later.c.change <= until)
            .exists()
        )
        return select(table).where(table.c.change <= until, is_latest)

    def get(self, key: str) -> T | None:
        """The latest of one id, or None where there is none or it is gone."""
        table = self.table
        query = select(table.c.body).where(table.c.id == plain_text(key), self._seen())
        with self.desk.reading() as connection:
            body = connection.execute(query.order_by(table.c.change.desc()).limit(1)).scalar()
        return None if body is None else self.decode(json.loads(body))

    def proposed(self, *, except_by: str, ids: Collection[str] | None = None) -> Iterator[Kept[T]]:
        """The latest version of each id that did not come by somebody whose name begins so; gone ones left out.

        This is how a machine's proposal is told from what people made of it.
        """
        table, until = self.table, self.desk.number
        later, other = table.alias(), ledger.alias()
        is_latest = ~(
            select(later.c.change)
            .join(other, other.c.number == later.c.change)
            .where(later.c.id == table.c.id, later.c.change > table.c.change, later.c.change <= until)
            .where(~other.c.by.startswith(except_by, autoescape=True))
            .exists()
        )
        query = (
            select(table.c.change, table.c.body, ledger.c.at, ledger.c.by)
            .join(ledger, ledger.c.number == table.c.change)
            .where(table.c.change <= until, ~ledger.c.by.startswith(except_by, autoescape=True), is_latest)
        )
        for some in _parts(None if ids is None else {plain_text(key) for key in ids}):
            chosen = query if some is None else query.where(table.c.id.in_(some))
            for row in self.desk.pages(chosen, table.c.change):
                if row.body is not None:
                    at = datetime.fromisoformat(row.at)
                    yield Kept(row.change, at, row.by, self.decode(json.loads(row.body)))

    def holding(self, part: Mapping[str, Any]) -> list[str]:
        """The ids that hold this piece of JSON data somewhere (the last fields of a record), in any version so far."""
        piece = canonical(part).removeprefix("{")
        find = func.instr if self.desk.address.is_file else func.strpos
        query = select(self.table.c.id).where(find(self.table.c.body, piece) > 0, self._seen()).distinct()
        with self.desk.reading() as connection:
            return sorted(connection.execute(query).scalars())

    def last(self, key: str | None = None) -> int:
        """The number of the last change of one id, or of any; 0 where there is none."""
        query = select(func.max(self.table.c.change)).where(self._seen())
        if key is not None:
            query = query.where(self.table.c.id == plain_text(key))
        with self.desk.reading() as connection:
            return int(connection.execute(query).scalar() or 0)

    def last_by(self, by: str) -> list[str]:
        """The ids, also of what is gone, whose latest version came by somebody of exactly this name."""
        newest = self._newest().subquery()
        query = select(newest.c.id).join(ledger, ledger.c.number == newest.c.change).where(ledger.c.by == by)
        with self.desk.reading() as connection:
            return list(connection.execute(query).scalars())

    def with_words(self, piece: str, *, after: int = 0) -> list[str]:
        """The ids with a version after `after` whose JSON holds this piece, letter for letter."""
        find = func.instr if self.desk.address.is_file else func.strpos
        query = select(self.table.c.id).where(
            self.table.c.change > after, find(self.table.c.body, piece) > 0, self._seen()
        )
        with self.desk.reading() as connection:
            # Without DISTINCT, for which SQLite would walk all ids instead of the few changes.
            return sorted(set(connection.execute(query).scalars()))

    def newest(self, *, size: int = 50) -> Iterator[T]:
        """The latest of each id, from the one changed last to the first."""
        change, before = self.table.c.change, None
        while True:
            query = self._newest().where(self.table.c.body.is_not(None))
            query = query if before is None else query.where(change < before)
            with self.desk.reading() as connection:
                rows = connection.execute(query.order_by(change.desc()).limit(size)).all()
            yield from (self.decode(json.loads(row.body)) for row in rows)
            if len(rows) < size:
                return
            before = rows[-1].change

    def page(self, *, after: int = 0, size: int = 100, holding: Iterable[str] = ()) -> list[tuple[int, T]]:
        """The next records in the order of change, with their change numbers, whose JSON holds all these pieces.

        A page may be asked for from where the one before ended: that costs the same however far in it is.
        """
        find = func.instr if self.desk.address.is_file else func.strpos
        table = self.table
        query = self._newest().where(table.c.change > after, table.c.body.is_not(None))
        for piece in holding:
            query = query.where(find(table.c.body, piece) > 0)
        with self.desk.reading() as connection:
            rows = connection.execute(query.order_by(table.c.change).limit(size)).all()
        return [(row.change, self.decode(json.loads(row.body))) for row in rows]

    def history(self, key: str) -> list[Kept[T]]:
        """Every version of one id, oldest first, with who made it and when."""
        table = self.table
        query = (
            select(table.c.change, table.c.body, ledger.c.at, ledger.c.by)
            .join(ledger, ledger.c.number == table.c.change)
            .where(table.c.id == plain_text(key), self._seen())
            .order_by(table.c.change)
        )
        with self.desk.reading() as connection:
            rows = connection.execute(query).all()
        return [
            Kept(
                row.change,
                datetime.fromisoformat(row.at),
                row.by,
                None if row.body is None else self.decode(json.loads(row.body)),
            )
            for row in rows
        ]

    def _seen(self) -> ColumnElement[bool]:
        until = self.desk.until
        change: ColumnElement[int] = self.table.c.change
        return change > 0 if until is None else change <= until


def _parts(ids: set[str] | None, size: int = BATCH) -> Iterator[list[str] | None]:
    if ids is None:
        yield None
        return
    ordered = sorted(ids)
    for start in range(0, len(ordered), size):
        yield ordered[start : start + size]
