"""Where an observatory lies, and the engine that reaches it."""

import os
import sqlite3
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, OperationalError
from sqlalchemy.pool import QueuePool

from marsad.model.errors import StoreError
from marsad.store.keys import KEY_BYTES, SALT_BYTES, key_from_file, key_from_passphrase

PLAIN_HEAD = b"SQLite format 3\0"
APPLICATION = 0x4D415253  # "MARS", written into the file so that `file` and we know it
STEP_SECONDS = 0.001  # how long a writer sleeps before it tries again
WAIT_MS = 120_000  # how long a writer waits for another before it gives up


@dataclass(frozen=True, slots=True)
class Address:
    """A file, or a PostgreSQL database. `key` is the 32-byte key of an encrypted file, never shown."""

    path: Path | None = None
    url: URL | None = None
    key: bytes | None = None
    salt: bytes | None = None

    def __repr__(self) -> str:
        return f"Address({self})"

    def __str__(self) -> str:
        return str(self.path) if self.url is None else self.url.render_as_string(hide_password=True)

    @property
    def is_file(self) -> bool:
        """Whether it is a SQLite file."""
        return self.path is not None


def parse_address(address: str | Path) -> Address:
    """A path, ``sqlite:///path``, or ``postgresql://…``.

    Raises:
        StoreError: it is neither.
    """
    words = os.fspath(address)
    if not words.strip():
        raise StoreError("The observatory has no address; name a file, or postgresql://host/database.")
    if "://" not in words:
        return Address(path=Path(words))
    try:
        url = make_url(words)
    except (ArgumentError, ValueError) as problem:
        raise StoreError(f"The address {words.partition('@')[2] or words!r} cannot be read: {problem}.") from problem
    if url.get_backend_name() == "sqlite" and url.database:
        return Address(path=Path(url.database))
    if url.get_backend_name() in ("postgresql", "postgres"):
        return Address(url=url.set(drivername="postgresql+psycopg"))
    raise StoreError(
        f"An observatory cannot live at {url.drivername}://: name a file, or postgresql://user@host/database."
    )


def unlock(address: Address, *, key: str | None, key_file: str | Path | None, create: bool) -> Address:
    """The address with the key worked out, and a clear word where key and file do not go together.

    Raises:
        StoreError: a key for what is not encrypted, none for what is, or two at once.
    """
    if key is not None and key_file is not None:
        raise StoreError("There is a passphrase and a key file; give one of them.")
    has_key = key is not None or key_file is not None
    if address.path is None:
        if has_key:
            raise StoreError("PostgreSQL keeps its own keys; leave the key out, and encrypt the server's disk.")
        return address
    start = b"" if create else _start_of(address.path)
    if not create and start == PLAIN_HEAD:
        if has_key:
            raise StoreError(f"{address} is not encrypted; open it without a key (`marsad copy` can encrypt it).")
        return address
    if not has_key:
        if create:
            return address
        raise StoreError(f"{address} is encrypted, or no observatory: give its passphrase or key file.")
    salt = os.urandom(SALT_BYTES) if create else start
    made = key_from_file(key_file, salt) if key_file is not None else key_from_passphrase(key or "", salt)
    return replace(address, key=made, salt=salt)


def _start_of(path: Path) -> bytes:
    if path.is_dir():
        raise StoreError(f"{path} is a folder; an observatory is one file, such as {path / 'syria.marsad'}.")
    try:
        with path.open("rb") as file:
            start = file.read(SALT_BYTES)
    except FileNotFoundError as problem:
        raise StoreError(f"There is no observatory at {path}. Make one: marsad init {path}") from problem
    except OSError as problem:
        raise StoreError(f"{path} cannot be read: {problem.strerror}.") from problem
    if len(start) < SALT_BYTES:
        raise StoreError(f"{path} holds {len(start)} bytes and is no observatory. Make one under another name.")
    return start


def engine_for(address: Address) -> Engine:
    """The engine; it connects when first used.

    Raises:
        StoreError: the library that this sort of address needs is not installed.
    """
    if address.url is not None:
        try:
            import psycopg  # noqa: F401
        except ImportError as problem:
            raise StoreError("PostgreSQL needs its driver: pip install 'marsad[postgres]'.") from problem
        return create_engine(address.url, pool_pre_ping=True, pool_size=8, max_overflow=24)
    module = _sqlite_module(address)
    engine = create_engine(
        "sqlite://",
        module=module,
        creator=lambda: _connect(module, address),
        poolclass=QueuePool,
        pool_size=8,
        max_overflow=24,
    )
    event.listen(engine, "begin", _begin)
    return engine


def _sqlite_module(address: Address) -> Any:
    if address.key is None:
        return sqlite3
    try:
        from sqlcipher3 import dbapi2
    except ImportError as problem:
        raise StoreError("An encrypted observatory needs SQLCipher: pip install 'marsad[encrypt]'.") from problem
    return dbapi2


def _connect(module: Any, address: Address) -> Any:
    connection = module.connect(
        os.fspath(address.path or ""), isolation_level=None, check_same_thread=False, timeout=WAIT_MS / 1000
    )
    if address.key is not None and address.salt is not None:
        assert len(address.key) == KEY_BYTES
        # The key goes in as a literal: a pragma takes no parameters.
        connection.execute("PRAGMA cipher_log_level = NONE")
        connection.execute(f"PRAGMA key = \"x'{(address.key + address.salt).hex()}'\"")
    for pragma in ("journal_mode = WAL", "synchronous = FULL", f"busy_timeout = {WAIT_MS}", "trusted_schema = OFF"):
        connection.execute(f"PRAGMA {pragma}")
    return connection


def _begin(connection: Any) -> None:
    """A writer takes its lock at once, so that two writers wait for one another instead of failing halfway."""
    if not connection.get_execution_options().get("marsad_write", False):
        connection.exec_driver_sql("BEGIN")
        return
    # SQLite's own waiting grows to steps of 100 ms, in which a busy writer comes first again and again. Short equal
    # steps let everybody in: benchmarks/store.py: the slowest write of 60 s took 19.9 s before, 1.2 s after.
    end = time.monotonic() + WAIT_MS / 1000
    connection.exec_driver_sql("PRAGMA busy_timeout = 0")
    try:
        while True:
            try:
                connection.exec_driver_sql("BEGIN IMMEDIATE")
                return
            except OperationalError as problem:
                if "locked" not in str(problem.orig) or time.monotonic() > end:
                    raise
                time.sleep(STEP_SECONDS)
    finally:
        connection.exec_driver_sql(f"PRAGMA busy_timeout = {WAIT_MS}")
