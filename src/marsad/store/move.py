"""Copies an observatory: to another engine, as a backup, under another key. Every row and byte, the chain included."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, func, insert, select, text, update

from marsad.model.errors import StoreError
from marsad.store.address import parse_address
from marsad.store.desk import Desk
from marsad.store.problems import speaking
from marsad.store.schema import KEPT, contents, credentials, head, judged, ledger
from marsad.store.store import Store, open_store, store_exists

ROWS = 200  # rows moved at a time; bounds the memory
ALL = (ledger, contents, *KEPT.values(), judged, credentials)


@dataclass(frozen=True, slots=True)
class Copied:
    """What was copied: changes, and rows and bytes of reports in all."""

    changes: int
    rows: int
    contents_bytes: int


def copy_store(
    source: Store, address: str | Path, *, key: str | None = None, key_file: str | Path | None = None
) -> Copied:
    """Copy an observatory to an address where there is none, or an empty one; then check the copy against its ledger.

    The source may be in use: the copy holds what was there when it began. The index of words is not copied; it fills
    again when it is first asked. Nobody is signed in to the copy.

    Raises:
        StoreError: the address is taken, the key does not fit, or the copy does not hold.
    """
    where = parse_address(address)
    is_new = not store_exists(address)
    target = open_store(address, key=key, key_file=key_file, create=is_new)
    try:
        if target.number:
            raise StoreError(f"There is an observatory with {target.number} changes at {where}; name an empty place.")
        with _snapshot(source.desk) as connection, target.desk.locked() as into:
            copied = _copy_rows(connection, into)
        _check(target, copied.changes)
    except BaseException:
        target.close()
        if is_new and where.path is not None:
            _remove(where.path)
        raise
    target.close()
    return copied


def change_key(
    path: str | Path,
    *,
    key: str | None = None,
    key_file: str | Path | None = None,
    new_key: str | None = None,
    new_key_file: str | Path | None = None,
) -> Copied:
    """Put a file under another key; from or to an open file too. The old form is gone only when the new one holds.

    Raises:
        StoreError: it is no file, another program has it open, or a key does not fit. The file is then as it was.
    """
    where = parse_address(path)
    if where.path is None:
        raise StoreError("PostgreSQL keeps its own keys; only a file can be put under another one.")
    fresh = where.path.with_name(where.path.name + ".new")
    _remove(fresh)
    source = open_store(path, key=key, key_file=key_file)
    try:
        with _alone(source.desk) as connection:
            target = open_store(fresh, key=new_key, key_file=new_key_file, create=True)
            try:
                with target.desk.locked() as into:
                    copied = _copy_rows(connection, into)
                _check(target, copied.changes)
            finally:
                target.close()
            os.replace(fresh, where.path)
            # Whoever still waits on the old file learns that it is the old one.
            connection.execute(update(head).values(closed="it was put under another key"))
    finally:
        source.close()
        _remove(fresh)
    return copied


@contextmanager
def _snapshot(desk: Desk) -> Iterator[Connection]:
    """A connection that sees one state of the observatory throughout."""
    options: dict[str, Any] = {} if desk.address.is_file else {"isolation_level": "REPEATABLE READ"}
    with (
        speaking(),
        desk.engine.connect().execution_options(stream_results=True, **options) as connection,
        connection.begin(),
    ):
        yield connection


@contextmanager
def _alone(desk: Desk) -> Iterator[Connection]:
    """A connection that nobody else shares the file with, from here to its end."""
    desk.engine.dispose()
    with speaking(), desk.engine.connect() as connection:
        driver: Any = connection.connection.driver_connection
        try:
            driver.execute("PRAGMA busy_timeout = 2000")
            # Leaving the write-ahead log succeeds only where no other connection is open.
            mode = driver.execute("PRAGMA journal_mode = DELETE").fetchone()[0]
        except Exception as problem:
            raise StoreError(
                f"Another program has {desk.address} open. Close it, then change the key. ({problem})"
            ) from problem
        if mode != "delete":
            raise StoreError(f"Another program has {desk.address} open. Close it, then change the key.")
        try:
            with connection.execution_options(marsad_write=True).begin():
                connection.execute(text("UPDATE head SET id = id"))
                yield connection
        finally:
            connection.invalidate()


def _copy_rows(source: Connection, target: Connection) -> Copied:
    rows = size = 0
    for table in ALL:
        for batch in source.execute(select(table)).mappings().partitions(ROWS):
            values = [dict(row) for row in batch]
            target.execute(insert(table), values)
            rows += len(values)
            if table is contents:
                size += sum(len(row["data"]) for row in values)
    end = source.execute(select(head)).one()
    target.execute(update(head).values(number=end.number, hash=end.hash, at=end.at))
    for table in ALL:
        _check_count(table, source, target)
    return Copied(int(end.number), rows, size)


def _check_count(table: Table, source: Connection, target: Connection) -> None:
    query = select(func.count()).select_from(table)
    there, here = source.execute(query).scalar_one(), target.execute(query).scalar_one()
    if there != here:
        raise StoreError(
            f"The copy has {here} rows of {table.name}, the original {there}. Nothing was kept; try again."
        )


def _check(target: Store, changes: int) -> None:
    verdict = target.ledger.verify()
    if verdict.lines != changes or verdict.first is not None:
        raise StoreError(
            f"The copy does not hold: {verdict.first or 'lines are missing'}. "
            "Let `marsad verify` look at the original first."
        )


def _remove(path: Path) -> None:
    for ending in ("", "-wal", "-shm", "-journal"):
        Path(f"{path}{ending}").unlink(missing_ok=True)
