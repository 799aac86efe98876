"""`marsad verify`, `copy` and `search` as a person calls them."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import text

from marsad.cli import marsad
from marsad.model.errors import LedgerError, RefusedError, StoreError
from marsad.model.report import Report
from marsad.publish.release import make_release
from marsad.store import load_signing_key, open_store
from store.samples import reading, report
from store.test_stamp import Authority


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """An observatory with a few reports."""
    where = tmp_path / "desk.marsad"
    with open_store(where, create=True) as store:
        first = report("r1")
        store.reports.add([first, report("r2", "Two shepherds were wounded.")], by="collect 1")
        store.readings.add([reading(first)], by="rules 1")
        store.settings.set("pack", "syria", by="Rim")
    return where


def call(*words: object, **environment: str) -> Result:
    return CliRunner(env=environment).invoke(marsad, list(map(str, words)))


def change_behind(path: Path, command: str) -> None:
    """Change a row as somebody would who holds the file."""
    with open_store(path) as store, store.desk.engine.begin() as connection:
        connection.execute(text("DROP TRIGGER reports_no_update"))
        connection.execute(text(command))


def test_verify_says_that_all_holds_and_names_what_does_not(path: Path) -> None:
    """A sound file says how much was checked; a changed one names the first wrong row, with exit code 3."""
    assert "holds: 4 changes, 2 reports byte for byte" in call("verify", path).stdout
    change_behind(path, "UPDATE reports SET publisher = 'Other' WHERE id = 'r2'")

    found = call("verify", path)
    assert found.exit_code == 3
    assert "The first wrong row: change 2 (reports r2): the row does not fit the ledger" in found.stdout
    data = json.loads(call("verify", path, "--json").stdout)
    assert (data["holds"], data["wrong"][0]["change"], data["wrong"][0]["id"]) == (False, 2, "r2")


def test_signing_and_checking_against_a_copy_kept_elsewhere(path: Path, tmp_path: Path) -> None:
    """A new key signs; its public key is trusted, another is not; the written copy is checked against."""
    key, copy = tmp_path / "sign.pem", tmp_path / "checkpoint.json"
    public = call("verify", "--new-key", key).stdout.strip()
    assert call("verify", path, "--sign", key, "--write", copy, "--by", "Rim").exit_code == 0

    good = call("verify", path, "--trusted", public, "--checkpoint", copy)
    assert (good.exit_code, "signed up to change 4 by Rim" in good.stdout) == (0, True)
    other = call("verify", "--new-key", tmp_path / "other.pem").stdout.strip()
    assert call("verify", path, "--trusted", other).exit_code == 3
    assert isinstance(call("verify", path, "--trusted", "nonsense").exception, StoreError)
    change_behind(path, "UPDATE reports SET publisher = 'Other' WHERE id = 'r2'")
    assert call("verify", path, "--sign", key).exit_code == 3


def test_a_stamp_by_other_means(path: Path, tmp_path: Path) -> None:
    """The request goes out as a file, the answer comes back as one, and is checked against the authority's root."""
    key, request, answer, root = (tmp_path / name for name in ("sign.pem", "ask.tsq", "answer.tsr", "root.pem"))
    assert "sign one first" in str(call("verify", path, "--stamp-request", request).exception)
    call("verify", "--new-key", key)
    call("verify", path, "--sign", key)
    assert call("verify", path, "--stamp-request", request).exit_code == 0

    authority = Authority("elliptic")
    answer.write_bytes(authority.answer(request.read_bytes()))
    root.write_bytes(authority.root_pem())
    assert call("verify", path, "--stamp-response", answer).exit_code == 0
    assert (
        "stamped up to change 4 at 2022-03-01 12:00:00 UTC by a trusted authority"
        in call("verify", path, "--root", root).stdout
    )
    answer.write_bytes(b"nonsense")
    assert isinstance(call("verify", path, "--stamp-response", answer).exception, LedgerError)
    assert "wanted https" in str(call("verify", path, "--stamp", "ftp://x").exception)
    assert "does not answer" in str(call("verify", path, "--stamp", "http://127.0.0.1:9/").exception)


def test_a_release_is_checked_too(tmp_path: Path) -> None:
    """A release says whether it is whole and by whom it is signed."""
    public = call("verify", "--new-key", tmp_path / "sign.pem").stdout.strip()
    packed = make_release({"tallies.csv": b"a,b\n"}, {"version": "1"}, key=load_signing_key(tmp_path / "sign.pem"))
    (tmp_path / "release.zip").write_bytes(packed)
    assert "signed by the key you trust" in call("verify", tmp_path / "release.zip", "--trusted", public).stdout
    assert public in call("verify", tmp_path / "release.zip").stdout
    other = call("verify", "--new-key", tmp_path / "other.pem").stdout.strip()
    assert call("verify", tmp_path / "release.zip", "--trusted", other).exit_code == 3


def test_copies_and_keys_by_command(path: Path, tmp_path: Path) -> None:
    """A backup, an encrypted copy, a change of key: each checked, none over another."""
    backup, locked, key = tmp_path / "backup.marsad", tmp_path / "locked.marsad", tmp_path / "key"
    assert call("copy", path, backup).exit_code == 0
    assert isinstance(call("copy", path, backup).exception, StoreError)
    done = json.loads(call("copy", path, locked, "--encrypt", "--json", MARSAD_NEW_KEY="rain over the plain").stdout)
    assert (done["changes"], done["to"]) == (4, str(locked))
    assert call("verify", locked, MARSAD_KEY="rain over the plain").exit_code == 0
    assert "encrypted" in str(call("verify", locked).exception)

    assert call("copy", locked, "--change-key", "--new-key-file", key, MARSAD_KEY="rain over the plain").exit_code == 0
    assert call("verify", locked, "--key-file", key).exit_code == 0
    for words in ((path,), (path, backup, "--change-key"), (path, tmp_path / "x", "--encrypt", "--to-key-file", key)):
        assert call("copy", *words).exit_code == 2
    assert isinstance(call("copy", tmp_path / "none", tmp_path / "x").exception, StoreError)


def test_a_ledger_that_does_not_hold_is_not_signed(path: Path, tmp_path: Path) -> None:
    """Signing through the library refuses what does not hold."""
    from marsad.run.verify import sign

    call("verify", "--new-key", tmp_path / "sign.pem")
    change_behind(path, "UPDATE reports SET publisher = 'Other' WHERE id = 'r2'")
    with open_store(path) as store, pytest.raises(RefusedError, match="does not hold: change 2"):
        sign(store, tmp_path / "sign.pem", by="Rim")


def test_search_by_command(path: Path) -> None:
    """Words in both languages, with the sentence that fits; as of a day, by publisher."""
    pytest.importorskip("marsad.text.search_words")
    with open_store(path) as store:
        arabic = Report("r3", "قُتل أربعة عناصر في كمينٍ على طريق حمص. وأصيب آخرون.", "مكتب", "ar")
        store.reports.add([arabic, report("r4", "A bus burned. Nobody was hurt, one sto*len.")], by="collect 1")
    found = call("search", "كمين", "حمص", "-o", path)
    assert "r3" in found.stdout
    assert "قُتل أربعة عناصر" in found.stdout
    lines = [json.loads(line) for line in call("search", "soldiers", "-o", path, "--json").stdout.splitlines()]
    assert [each["report"] for each in lines] == ["r1"]
    assert "soldiers" in lines[0]["excerpt"]
    assert call("search", "bus", "-hurt", "-o", path, "--json").stdout == ""
    assert "r4" in call("search", "stolen", "-o", path).stdout
    assert "r4" in call("search", "bus OR shepherds", "-o", path).stdout
    assert "r2" in call("search", "shep*", "-o", path, "--since", "2022-01-30", "--publisher", "Desk").stdout
    assert call("search", "bus", "-o", path, "--as-of", "2019-01-01", "--json").stdout == ""
    assert "Nothing found" in call("search", "zebra", "-o", path).output
    assert isinstance(call("search", "-bus", "-o", path).exception, StoreError)
