"""An observatory moves between engines, or under another key, without losing a byte."""

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Connection, select

from marsad.model.errors import StoreError
from marsad.store import Person, Store, change_key, copy_store, make_key_file, open_store
from marsad.store.move import ALL, _copy_rows
from marsad.store.schema import head
from store.conftest import ENGINES, Place
from store.samples import incident, judgement, reading, report


def fill(store: Store) -> None:
    reports = [
        (report("r1", "أربعة قتلى \x00 \ud800"), bytes(range(256)) * 20),
        report("r2", "Two."),
        report("r3", "Three."),
    ]
    store.reports.add(reports, by="collect 1")
    store.readings.add([reading(report("r1")), reading(report("r2"))], by="rules 1")
    store.incidents.add([incident("i1", 4)], by="match 1")
    store.incidents.add([incident("i1", 5)], by="match 2", whole=True)
    store.judgements.add([judgement("accept"), judgement("grade", value="fair")], token="once")
    store.accounts.people.add([Person("rim", "Rim", ("keeper",))], by="init")
    store.accounts.set_password("rim", "a long enough password", by="init")


def everything(store: Store) -> str:
    """A hash over every row of every table, byte for byte."""
    made = hashlib.sha256()
    with store.desk.reading() as connection:
        for table in ALL:
            for row in connection.execute(select(table).order_by(*table.primary_key.columns)):
                made.update(repr(tuple(bytes(each) if isinstance(each, memoryview) else each for each in row)).encode())
    return made.hexdigest()


@pytest.mark.parametrize("end", ENGINES)
@pytest.mark.parametrize("start", ENGINES)
def test_a_copy_is_the_same_to_the_byte(start: str, end: str, new_place: Callable[[str], Place]) -> None:
    """From each engine to each: every row and byte, the chain, its times and names; and the copy goes on."""
    one, two = new_place(start), new_place(end)
    with one.open(create=True) as source:
        fill(source)
        copied = copy_store(source, two.address, **two.options)
        before = everything(source)
    assert copied.changes == 11
    with two.open() as target:
        assert everything(target) == before
        assert target.ledger.verify().is_sound
        assert target.reports.bytes_of("r1") == bytes(range(256)) * 20
        assert target.accounts.is_password("rim", "a long enough password")
        assert len(target.judgements.add([judgement("accept"), judgement("grade", value="fair")], token="once")) == 2
        target.settings.set("pack", "syria", by="Rim")
        assert target.number == 12
        assert target.ledger.verify().is_sound


def test_a_copy_never_goes_over_another(new_place: Callable[[str], Place]) -> None:
    """Copying onto an observatory that holds something is refused, and that one stays."""
    one, two = new_place("sqlite"), new_place("sqlite")
    with one.open(create=True) as source, two.open(create=True) as other:
        fill(source)
        other.settings.set("pack", "world", by="Sami")
        with pytest.raises(StoreError, match="name an empty place"):
            copy_store(source, two.address)
        assert other.settings.get("pack") == "world"


def test_a_copy_that_does_not_hold_is_not_left_behind(new_place: Callable[[str], Place]) -> None:
    """A copy of a damaged ledger is refused, says where it is wrong, and leaves no file."""
    one, two = new_place("sqlite"), new_place("sqlite")
    with one.open(create=True) as source:
        fill(source)
        with source.desk.engine.begin() as connection:
            connection.exec_driver_sql("DROP TRIGGER reports_no_update")
            connection.exec_driver_sql("UPDATE reports SET publisher = 'Other' WHERE id = 'r2'")
        with pytest.raises(StoreError, match="change 2"):
            copy_store(source, two.address)
    assert not Path(two.address).exists()


@pytest.mark.parametrize("engine", ENGINES)
def test_a_backup_can_be_made_while_others_write(
    engine: str, new_place: Callable[[str], Place], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A copy holds what was there when it began, however many changes come meanwhile."""
    one, two = new_place(engine), new_place("sqlite")
    with one.open(create=True) as source, one.open() as writer:
        fill(source)

        def disturbed(start: Connection, end: Connection) -> object:
            start.execute(select(head)).one()
            writer.settings.set("pack", "syria", by="Rim")
            return _copy_rows(start, end)

        monkeypatch.setattr("marsad.store.move._copy_rows", disturbed)
        assert copy_store(source, two.address).changes == 11
        assert source.number == 12
    with two.open() as target:
        assert target.number == 11
        assert target.settings.get("pack") is None


def test_a_file_changes_its_key(tmp_path: Path) -> None:
    """From open to a passphrase, to a key file, and back to open: nothing lost, the old key opens nothing."""
    path = tmp_path / "a.marsad"
    make_key_file(tmp_path / "key")
    with open_store(path, create=True) as store:
        fill(store)
        before = everything(store)

    change_key(path, new_key="rain over the plain")
    with pytest.raises(StoreError):
        open_store(path)
    change_key(path, key="rain over the plain", new_key_file=tmp_path / "key")
    with pytest.raises(StoreError, match="key does not fit"):
        open_store(path, key="rain over the plain")
    with open_store(path, key_file=tmp_path / "key") as store:
        assert everything(store) == before
        assert store.ledger.verify().is_sound
    change_key(path, key_file=tmp_path / "key")
    with open_store(path) as store:
        assert everything(store) == before
    assert {each.name for each in tmp_path.iterdir()} == {"a.marsad", "key"}


def test_a_key_is_not_changed_under_somebodys_hands(tmp_path: Path) -> None:
    """While another program has the file open, its key stays."""
    path = tmp_path / "a.marsad"
    with open_store(path, create=True) as other:
        fill(other)
        with pytest.raises(StoreError, match="Close it"):
            change_key(path, new_key="rain over the plain")
        other.settings.set("pack", "syria", by="Rim")
    with open_store(path) as store:
        assert store.settings.get("pack") == "syria"
