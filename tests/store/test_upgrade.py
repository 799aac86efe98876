"""The schema: the same in code and in the database, and brought up to date without losing a row."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from marsad.store import Store
from marsad.store.address import engine_for, parse_address, unlock
from marsad.store.desk import Desk
from marsad.store.reports import Reports
from marsad.store.schema import metadata
from marsad.store.upgrade import MIGRATIONS, bring_up_to_date, migrate, steps
from store.conftest import Place
from store.samples import report


def test_the_steps_build_what_the_code_expects(store: Store) -> None:
    """The migrations build exactly the tables of schema.py, on every engine."""

    def is_ours(name: str | None, kind: str, parents: object) -> bool:
        return not (kind == "table" and name is not None and (name.startswith("words") or name == "alembic_version"))

    with store.desk.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_name": is_ours, "compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_the_files_name_the_steps_in_order() -> None:
    """The steps as their files are called are the steps as Alembic follows them, and there is more than one."""
    found = ScriptDirectory(str(MIGRATIONS)).walk_revisions()
    assert [step.revision for step in found] == steps()[::-1]
    assert len(steps()) > 2


@pytest.mark.parametrize("step", steps()[:-1])
def test_a_filled_observatory_is_brought_up_to_date(place: Place, step: str) -> None:
    """An observatory of each earlier form opens with all it held, its chain unbroken, and can do what is new."""
    address = unlock(parse_address(place.address), key=None, key_file=place.options.get("key_file"), create=True)
    desk = Desk(engine_for(address), address, place.clock)
    with desk.locked() as connection:
        migrate(connection, step)
    Reports(desk).add((report(f"r{number}", f"text {number}") for number in range(50)), by="collect 1")
    desk.engine.dispose()

    with place.open() as store:
        assert store.reports.count() == 50
        assert store.ledger.verify().is_sound
        assert store.words.index(lambda words, language: words.split()) == 50
        with store.desk.reading() as connection:
            assert connection.execute(text("SELECT version_num FROM alembic_version")).scalar() == steps()[-1]
        assert bring_up_to_date(store.desk) == []


def test_a_step_that_breaks_off_leaves_the_old_form(place: Place) -> None:
    """When a step fails, the observatory is as it was before, and opens once the step is mended."""
    address = unlock(parse_address(place.address), key=None, key_file=place.options.get("key_file"), create=True)
    desk = Desk(engine_for(address), address, place.clock)
    with desk.locked() as connection:
        migrate(connection, steps()[0])
    Reports(desk).add([report("r1")], by="collect 1")

    with pytest.raises(ZeroDivisionError), desk.locked() as connection:
        migrate(connection) or 1 / 0

    with desk.reading() as connection:
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalar() == steps()[0]
    desk.engine.dispose()
    with place.open() as store:
        assert store.reports.count() == 1


def test_the_ledger_survives_columns_that_come_later() -> None:
    """A column that a later form adds, empty in old rows, leaves their hashes as they are."""
    from marsad.store.canonical import digest_of

    row = {"change": 1, "id": "x", "body": "{}"}
    assert digest_of("incidents", row) == digest_of("incidents", {**row, "added_later": None})
    assert digest_of("incidents", row) != digest_of("incidents", {**row, "added_later": "y"})
