"""Brings the schema of an observatory to the one that this Marsad knows."""

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text

from marsad.model.errors import StoreError
from marsad.store.desk import Desk

if TYPE_CHECKING:
    from alembic.config import Config

MIGRATIONS = Path(__file__).parent / "migrations"


def steps() -> list[str]:
    """The names of all steps, first to last, out of the names of their files: opening needs no more than that."""
    return sorted(path.stem[1:5] for path in (MIGRATIONS / "versions").glob("v[0-9]*.py"))


def revision_of(connection: Connection) -> str | None:
    """The last step that an observatory has taken; None where it is none."""
    if "alembic_version" not in inspect(connection).get_table_names():
        return None
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return None if found is None else str(found)


def build(desk: Desk) -> None:
    """Make the tables of a new observatory.

    Raises:
        StoreError: the database holds something already.
    """
    with desk.locked() as connection:
        tables = inspect(connection).get_table_names()
        if "ledger" in tables and "head" in tables:
            raise StoreError(f"There is an observatory at {desk.address} already; open it, or name another place.")
        if tables:
            raise StoreError(f"The database at {desk.address} holds other tables ({tables[0]} …). Name an empty one.")
        migrate(connection)


def bring_up_to_date(desk: Desk) -> list[str]:
    """Take the steps that are missing, in one transaction; gives their names.

    Raises:
        StoreError: it is no observatory, or made by a newer Marsad.
    """
    with desk.reading() as connection:
        found = revision_of(connection)
    known = steps()
    if found is None:
        raise StoreError(f"{desk.address} is a database, but no observatory. Make one elsewhere: marsad init FILE")
    if found not in known:
        raise StoreError(
            f"{desk.address} has the form {found}, made by a newer Marsad; this one knows up to {known[-1]}. "
            "Update Marsad, then open it again."
        )
    missing = known[known.index(found) + 1 :]
    if missing:
        with desk.locked() as connection:
            migrate(connection)
    return missing


def migrate(connection: Connection, to: str = "head") -> None:
    """Take the steps up to one, on this connection and inside its transaction."""
    from alembic import command  # takes a third of a second to load, and is wanted only here

    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, to)


def _config() -> "Config":
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config
