"""Whatever is changed behind the store's back is found, at the right row."""

from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import text

from marsad.model.errors import StoreError
from marsad.store import Store, load_signing_key, make_signing_key, read_checkpoint, write_checkpoint
from marsad.store.canonical import hash_of
from marsad.store.problems import speaking
from marsad.store.signing import public_of
from store.samples import incident, judgement, reading, report


def fill(store: Store) -> None:
    """Changes 1 to 10: reports, readings, an incident twice, judgements, a setting."""
    reports = [report("r1"), report("r2", "Two."), report("r3", "Three.")]
    store.reports.add(reports, by="collect 1")
    store.readings.add([reading(each) for each in reports[:2]], by="rules 1")
    store.incidents.add([incident("i1", 4)], by="match 1")
    store.judgements.add([judgement("accept"), judgement("grade", value="fair")])
    store.incidents.add([incident("i1", 5)], by="match 1")
    store.settings.set("pack", "syria", by="Rim")


def tamper(store: Store, *commands: str) -> None:
    """Change the database as somebody would who holds it and drops every trigger first."""
    with store.desk.engine.begin() as connection:
        if connection.dialect.name == "sqlite":
            names = connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).scalars().all()
            for name in names:
                connection.execute(text(f"DROP TRIGGER {name}"))
        else:
            connection.execute(text("SET session_replication_role = replica"))
        for command in commands:
            connection.execute(text(command.replace(":", "\\:")))


SECOND, THIRD = (f"sha256 = (SELECT sha256 FROM reports WHERE id = '{key}')" for key in ("r2", "r3"))
TAMPERINGS = {
    "a changed report": (["UPDATE reports SET body = replace(body, 'Two', 'Ten') WHERE id = 'r2'"], 2, "reports"),
    "a changed publisher": (["UPDATE reports SET publisher = 'Other' WHERE id = 'r3'"], 3, "reports"),
    "changed bytes of a kept report": (
        [f"UPDATE contents SET data = CAST('Ten.' AS {{blob}}) WHERE {SECOND}"],
        2,
        "contents",
    ),
    "removed bytes": ([f"DELETE FROM contents WHERE {THIRD}"], 3, "contents"),
    "bytes put in": (["INSERT INTO contents VALUES ('ff', CAST('x' AS {blob}))"], 11, "contents"),
    "a changed reading": (
        ["UPDATE readings SET body = replace(body, '\"best\":4', '\"best\":40') WHERE change = 4"],
        4,
        "readings",
    ),
    "a changed name of a reader": (["UPDATE readings SET read_by = 'rules 9' WHERE report = 'r2'"], 5, "readings"),
    "a removed row": (["DELETE FROM incidents WHERE change = 6"], 6, "incidents"),
    "a removed row with its line": (
        ["DELETE FROM incidents WHERE change = 6", "DELETE FROM ledger WHERE number = 6"],
        6,
        "ledger",
    ),
    "a removed line": (["DELETE FROM ledger WHERE number = 7"], 7, "ledger"),
    "a removed end": (
        ["DELETE FROM settings WHERE change = 10", "DELETE FROM ledger WHERE number = 10"],
        10,
        "ledger",
    ),
    "a judgement moved to another incident": (["UPDATE judged SET about = 'i2' WHERE change = 7"], 7, "judged"),
    "a judgement hidden from its incident": (["DELETE FROM judged WHERE change = 8"], 8, "judged"),
    "a judgement in another's name": (["UPDATE ledger SET by = 'Sami' WHERE number = 7"], 7, "ledger"),
    "a judgement at another time": (
        ["UPDATE ledger SET at = '2021-01-01T00:00:00.000000Z' WHERE number = 8"],
        8,
        "ledger",
    ),
    "two rows that changed places": (
        [
            "UPDATE incidents SET change = -6 WHERE change = 6",
            "UPDATE incidents SET change = 6 WHERE change = 9",
            "UPDATE incidents SET change = 9 WHERE change = -6",
        ],
        6,
        "incidents",
    ),
    "two lines that changed places": (
        [
            "UPDATE ledger SET number = -7 WHERE number = 7",
            "UPDATE ledger SET number = 7 WHERE number = 8",
            "UPDATE ledger SET number = 8 WHERE number = -7",
        ],
        7,
        "ledger",
    ),
    "a row put in at the end": (["INSERT INTO settings VALUES (11, 'pack', '[\"pack\",\"world\"]')"], 11, "settings"),
    "a row put in beside another": (["INSERT INTO alerts VALUES (5, 'a1', '{{}}')"], 5, "alerts"),
    "a row put in before the first": (
        ["INSERT INTO settings VALUES (0, 'pack', '[\"pack\",\"world\"]')"],
        0,
        "settings",
    ),
    "a head that was moved back": (["UPDATE head SET number = 9"], 10, "ledger"),
}


@pytest.mark.parametrize("name", TAMPERINGS)
def test_tampering_is_found_at_its_row(store: Store, name: str) -> None:
    """Every sort of tampering is found, and the first wrong row is the one that was touched."""
    commands, number, kind = TAMPERINGS[name]
    fill(store)
    assert store.ledger.verify().is_sound
    blob = "BLOB" if store.desk.address.is_file else "bytea"

    tamper(store, *(command.format(blob=blob) if "{" in command else command for command in commands))

    verdict = store.ledger.verify()
    assert verdict.first is not None, name
    assert (verdict.first.number, verdict.first.kind) == (number, kind), verdict.wrong


def rewrite(store: Store, number: int, by: str) -> list[str]:
    """The commands that put a line in another's name and make its own hash fit."""
    line = next(each for each in store.log(after=number - 1))
    at = line.at.isoformat(timespec="microseconds").replace("+00:00", "Z")
    made = hash_of(number, at, by, line.kind, line.key, line.digest, line.previous)
    return [f"UPDATE ledger SET by = '{by}', hash = '{made}' WHERE number = {number}"]


def test_a_line_that_was_hashed_anew_is_found(store: Store) -> None:
    """Whoever changes a line and makes its hash fit is found by the line after it, and the changed line is named."""
    fill(store)
    tamper(store, *rewrite(store, 4, "Sami"))

    verdict = store.ledger.verify()
    assert [each.number for each in verdict.wrong] == [4]


def test_a_ledger_that_was_rewritten_whole_fails_its_checkpoint(store: Store, tmp_path: Path) -> None:
    """Whoever writes the whole chain anew is found by a signed checkpoint, kept here or elsewhere."""
    fill(store)
    key = Ed25519PrivateKey.generate()
    checkpoint = store.ledger.sign(key, by="Rim")
    write_checkpoint(checkpoint, tmp_path / "checkpoint.json")
    sound = store.ledger.verify(trusted=[public_of(key)])
    assert sound.is_sound
    assert sound.checkpoints == (checkpoint,)

    for number in range(7, store.number + 1):
        lines = {each.number: each for each in store.log()}
        line, previous = lines[number], lines[number - 1].hash
        at = line.at.isoformat(timespec="microseconds").replace("+00:00", "Z")
        by = "Sami" if number == 7 else line.by
        made = hash_of(number, at, by, line.kind, line.key, line.digest, previous)
        tamper(
            store,
            f"UPDATE ledger SET by = '{by}', previous = '{previous}', hash = '{made}' WHERE number = {number}",
            f"UPDATE head SET hash = '{made}'",
        )

    verdict = store.ledger.verify()
    assert verdict.first is not None
    assert (verdict.first.number, verdict.first.kind) == (10, "checkpoints")
    assert store.ledger.verify(copies=[read_checkpoint(tmp_path / "checkpoint.json")]).found == 1


def test_a_checkpoint_by_a_stranger_is_not_believed(store: Store) -> None:
    """With trusted keys named, a checkpoint that another key signed is wrong."""
    fill(store)
    store.ledger.sign(Ed25519PrivateKey.generate(), by="Mallory")

    assert store.ledger.verify().is_sound
    verdict = store.ledger.verify(trusted=[public_of(Ed25519PrivateKey.generate())])
    assert verdict.first is not None
    assert "not trusted" in verdict.first.why


def test_a_file_of_a_truncated_ledger_fails_the_copy_of_its_checkpoint(store: Store, tmp_path: Path) -> None:
    """A checkpoint kept elsewhere finds a ledger whose end was cut off, head and all."""
    fill(store)
    checkpoint = store.ledger.sign(Ed25519PrivateKey.generate(), by="Rim")
    last = next(line for line in store.log(after=8))
    tamper(
        store,
        "DELETE FROM ledger WHERE number > 9",
        "DELETE FROM settings WHERE change > 9",
        "DELETE FROM checkpoints WHERE change > 9",
        f"UPDATE head SET number = 9, hash = '{last.hash}'",
    )

    assert store.ledger.verify().is_sound
    verdict = store.ledger.verify(copies=[checkpoint])
    assert verdict.first is not None
    assert verdict.first.number == 10


@pytest.mark.parametrize(
    "command",
    [
        "UPDATE ledger SET by = 'Sami'",
        "DELETE FROM ledger",
        "UPDATE reports SET publisher = 'Sami'",
        "DELETE FROM reports WHERE id = 'r1'",
        "UPDATE contents SET data = data",
        "DELETE FROM judgements",
        "UPDATE readings SET read_by = 'x'",
        "DELETE FROM incidents",
        "DELETE FROM judged",
        "UPDATE settings SET id = 'x'",
    ],
)
def test_the_database_itself_refuses(store: Store, command: str) -> None:
    """UPDATE and DELETE on what is kept are refused by the database, whoever sends them."""
    fill(store)
    with pytest.raises(StoreError, match="was refused"), speaking(), store.desk.engine.begin() as connection:
        connection.execute(text(command))
    assert store.ledger.verify().is_sound


def test_sqlite_refuses_to_replace_rows(new_place: Callable[[str], object]) -> None:
    """REPLACE, which deletes unseen by the triggers on DELETE, is refused too."""
    place = new_place("sqlite")
    with place.open(create=True) as store:  # type: ignore[attr-defined]
        fill(store)
        for command in (
            "INSERT OR REPLACE INTO settings VALUES (10, 'pack', '[]')",
            "INSERT OR REPLACE INTO reports SELECT 99, id, sha256, origin, '', '', '', body FROM reports",
            "INSERT OR REPLACE INTO ledger SELECT number, at, 'Sami', kind, key, digest, previous, hash FROM ledger",
        ):
            with pytest.raises(StoreError, match="was refused"), speaking(), store.desk.engine.begin() as connection:
                connection.execute(text(command))


@pytest.mark.postgres
def test_postgres_refuses_to_truncate(new_place: Callable[[str], object]) -> None:
    """TRUNCATE, which no row trigger sees, is refused too."""
    with new_place("postgres").open(create=True) as store:  # type: ignore[attr-defined]
        fill(store)
        with pytest.raises(StoreError, match="was refused"), speaking(), store.desk.engine.begin() as connection:
            connection.execute(text("TRUNCATE ledger"))


def test_a_signing_key_is_never_overwritten(tmp_path: Path) -> None:
    """Keys are made once, open only with their passphrase, and say what they are not."""
    path = tmp_path / "sign.pem"
    public = make_signing_key(path, passphrase="open sesame")

    assert public_of(load_signing_key(path, passphrase="open sesame")) == public
    assert path.stat().st_mode & 0o077 == 0
    for attempt, words in (
        (lambda: make_signing_key(path), "never overwritten"),
        (lambda: load_signing_key(path), "another passphrase"),
        (lambda: load_signing_key(path, passphrase="wrong"), "another passphrase"),
        (lambda: load_signing_key(tmp_path / "none.pem"), "cannot be read"),
        (lambda: read_checkpoint(path), "holds no checkpoint"),
    ):
        with pytest.raises(StoreError, match=words):
            attempt()
