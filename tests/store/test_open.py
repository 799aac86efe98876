"""Opening says clearly what is wrong: the key, the file, its age, the disk, the address."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text

from marsad.model.errors import StoreError
from marsad.store import make_key_file, open_store, store_exists
from marsad.store.upgrade import steps
from store.conftest import Place
from store.samples import report


def test_a_passphrase_opens_what_it_made(tmp_path: Path) -> None:
    """An encrypted file opens with its passphrase, shows nothing without it, and holds no text in the open."""
    path = tmp_path / "a.marsad"
    with open_store(path, key="rain over the plain", create=True) as store:
        store.reports.add([report("r1", "A sentence that nobody else may read.")], by="collect 1")
    with open_store(path, key="rain over the plain") as store:
        assert store.reports.count() == 1

    everything = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    assert b"nobody else" not in everything
    assert b"CREATE TABLE" not in everything


def test_two_files_with_one_passphrase_have_two_keys(tmp_path: Path) -> None:
    """Each file has a salt of its own: the same passphrase gives another key."""
    for name in ("a", "b"):
        open_store(tmp_path / name, key="rain over the plain", create=True).close()
    assert (tmp_path / "a").read_bytes()[:16] != (tmp_path / "b").read_bytes()[:16]


def test_what_cannot_be_opened_says_why(tmp_path: Path) -> None:
    """Each way in which opening fails has its own words, which say what to do."""
    make_key_file(tmp_path / "key")
    (tmp_path / "short.key").write_bytes(b"short")
    open_store(tmp_path / "plain.marsad", create=True).close()
    open_store(tmp_path / "locked.marsad", create=True, key="rain over the plain").close()
    (tmp_path / "empty.marsad").write_bytes(b"")
    (tmp_path / "notes.txt").write_text("These are notes about something else altogether.", encoding="utf-8")
    sqlite3.connect(tmp_path / "other.db").execute("CREATE TABLE music (id)").connection.close()
    cases: list[tuple[object, dict[str, object], str]] = [
        (tmp_path / "none.marsad", {}, "marsad init"),
        (tmp_path, {}, "is a folder"),
        (tmp_path / "empty.marsad", {}, "0 bytes"),
        (tmp_path / "notes.txt", {}, "encrypted, or no observatory"),
        (tmp_path / "notes.txt", {"key": "rain over the plain"}, "key does not fit, or this is no observatory"),
        (tmp_path / "other.db", {}, "no observatory"),
        (tmp_path / "plain.marsad", {"key": "rain over the plain"}, "not encrypted"),
        (tmp_path / "locked.marsad", {}, "give its passphrase or key file"),
        (tmp_path / "locked.marsad", {"key": "rain over the hill"}, "key does not fit"),
        (tmp_path / "locked.marsad", {"key": "short"}, "5 characters; wanted at least 8"),
        (tmp_path / "locked.marsad", {"key_file": tmp_path / "key"}, "key does not fit"),
        (tmp_path / "locked.marsad", {"key_file": tmp_path / "none.key"}, "cannot be read"),
        (tmp_path / "locked.marsad", {"key_file": tmp_path / "short.key"}, "holds 5 bytes"),
        (tmp_path / "locked.marsad", {"key": "rain over the plain", "key_file": tmp_path / "key"}, "give one of them"),
        (tmp_path / "plain.marsad", {"create": True}, "is a file at"),
        (tmp_path / "no" / "where.marsad", {"create": True}, "is not there"),
        ("", {}, "no address"),
        ("mysql://host/name", {}, "cannot live at mysql"),
        ("postgresql://host:port/name", {}, "cannot be read"),
        ("postgresql://nobody@127.0.0.1:9/none", {}, "No database answers"),
        ("postgresql://nobody@127.0.0.1:9/none", {"key": "rain over the plain"}, "keeps its own keys"),
        ("sqlite:///" + str(tmp_path / "none.marsad"), {}, "marsad init"),
    ]
    for address, options, words in cases:
        with pytest.raises(StoreError, match=words):
            open_store(address, **options)  # type: ignore[arg-type]


def test_a_folder_that_takes_no_files_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a folder may not be written to, that is said before anything is tried."""
    monkeypatch.setattr("os.access", lambda path, mode: False)
    with pytest.raises(StoreError, match="may not be written to"):
        open_store(tmp_path / "a.marsad", create=True)


def test_a_file_that_may_not_be_written_to_says_so(tmp_path: Path) -> None:
    """A file that the system lets nobody write gives a clear word, and stays as it was."""
    path = tmp_path / "a.marsad"
    open_store(path, create=True).close()
    with open_store(path) as store, store.desk.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA query_only = ON")
        connection.rollback()
        connection.close()
        with pytest.raises(StoreError, match="may not be written to"):
            store.settings.set("pack", "syria", by="Rim")


def test_a_failed_beginning_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where making an observatory breaks off, its file is gone and the place is free again."""
    monkeypatch.setattr("marsad.store.store.build", lambda desk: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        open_store(tmp_path / "a.marsad", create=True)
    assert list(tmp_path.iterdir()) == []


def test_a_newer_form_is_not_touched(place: Place) -> None:
    """A file of a newer Marsad says so and stays as it was."""
    with place.open(create=True) as store, store.desk.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreError, match="made by a newer Marsad; this one knows up to " + steps()[-1]):
        place.open()


def test_a_second_observatory_in_one_place_is_refused(place: Place) -> None:
    """Making an observatory where there is one is refused, and it stays."""
    with place.open(create=True) as store:
        store.settings.set("pack", "syria", by="Rim")
    with pytest.raises(StoreError, match="already"):
        place.open(create=True)
    assert store_exists(place.address)
    with place.open() as store:
        assert store.settings.get("pack") == "syria"


@pytest.mark.postgres
def test_a_database_with_other_tables_is_not_taken(new_place: Callable[[str], Place]) -> None:
    """A PostgreSQL database that holds something else is left alone."""
    place = new_place("postgres")
    assert not store_exists(place.address)
    with place.open(create=True) as store, store.desk.engine.begin() as connection:
        connection.execute(text("DROP TABLE head"))
    with pytest.raises(StoreError, match="holds other tables"):
        place.open(create=True)


@pytest.mark.postgres
def test_the_password_of_the_server_is_never_shown(new_place: Callable[[str], Place]) -> None:
    """Neither the address of a store nor an error shows the password."""
    place = new_place("postgres")
    with place.open(create=True) as store:
        assert "hunter2" not in store.address
    with pytest.raises(StoreError) as told:
        open_store("postgresql://rim:hunter2@127.0.0.1:9/none")
    assert "hunter2" not in str(told.value)


@pytest.mark.parametrize("engine", ["sqlite", "encrypted"])
def test_a_full_disk_loses_nothing_that_was_kept(engine: str, new_place: Callable[[str], Place]) -> None:
    """When the disk is full, the batch is not kept, what was kept stays, and the message says so."""
    place = new_place(engine)
    with place.open(create=True) as store:
        store.reports.add([report("r1")], by="collect 1")
        with store.desk.reading() as connection:
            pages = connection.execute(text("PRAGMA page_count")).scalar_one()

        def narrow(connection: object, record: object, proxy: object) -> None:
            connection.execute(f"PRAGMA max_page_count = {pages + 5}")  # type: ignore[attr-defined]

        from sqlalchemy import event

        event.listen(store.desk.engine, "checkout", narrow)
        with pytest.raises(StoreError, match=r"disk is full.*make room"):
            store.reports.add([report("r2", "x" * 1_000_000)], by="collect 1")
        assert [each.id for each in store.reports.all()] == ["r1"]
        assert store.ledger.verify().is_sound


@pytest.mark.parametrize("engine", ["sqlite", "encrypted"])
def test_a_damaged_file_is_named_so(engine: str, new_place: Callable[[str], Place]) -> None:
    """A file with damaged pages gives one clear error, whatever is asked."""
    place = new_place(engine)
    with place.open(create=True) as store:
        store.reports.add((report(f"r{n}", f"text {n} " * 200) for n in range(300)), by="collect 1")
    path = Path(place.address)
    data = bytearray(path.read_bytes())
    data[8192:] = bytes(len(data) - 8192)
    path.write_bytes(data)

    words = r"damaged|key does not fit|does not answer as it should"
    with pytest.raises(StoreError, match=words), place.open() as store:
        store.ledger.verify()
