"""Data sets come into an observatory: every row with its numbers as given, and nothing twice."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from marsad.cli import marsad
from marsad.model.errors import CollectError
from marsad.packs import load_pack
from marsad.run.datasets import actor_finder, collect_dataset
from marsad.run.observatory import Observatory, open_observatory


@pytest.fixture
def observatory(tmp_path: Path) -> Observatory:
    """A fresh one."""
    return open_observatory(tmp_path / "desk.marsad", pack="syria", create=True, by="a recorder")


def test_a_thousand_events_come_in_with_their_defects(observatory: Observatory, shared: Path) -> None:
    """All rows are kept and read, the thirteen out of order are listed, and a second time adds nothing."""
    path = shared / "data" / "ucdp" / "ged_sample_1000.csv"
    first = collect_dataset(observatory, path, format="ucdp-ged")
    assert (first.kept, first.known, len(first.findings)) == (1000, 0, 13)
    readings = list(observatory.readings())
    assert len(readings) == 1000
    assert next(iter(observatory.store.reports.unread()), None) is None
    assert sum(len(reading.findings) for reading in readings) == 13
    for reading in readings[:50]:
        for count in reading.counts():
            assert count.span.of(reading.report.text) == count.words
    again = collect_dataset(observatory, path, format="ucdp-ged")
    assert (again.kept, again.known) == (0, 1000)
    assert sum(1 for _ in observatory.readings()) == 1000
    observatory.close()


def test_names_of_a_data_set_are_actors_of_the_pack() -> None:
    """UCDP's names, ours and other names in use; a name that nobody knows stays unknown."""
    find = actor_finder(load_pack("syria"))
    assert find("IS") == "isis"
    assert find("Syrian Democratic Forces") == "sdf"
    assert find(" hts ") == "hts"
    assert find("Forces of nobody") is None


def test_what_is_no_data_set_is_named(observatory: Observatory, tmp_path: Path) -> None:
    """A missing file, an unknown format and a table without the columns: each says what was wanted."""
    (tmp_path / "a.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(CollectError, match="ucdp-ged, acled, airwars"):
        collect_dataset(observatory, tmp_path / "a.csv", format="nonsense")
    with pytest.raises(CollectError, match="read"):
        collect_dataset(observatory, tmp_path / "none.csv", format="acled")
    with pytest.raises(CollectError, match="column"):
        collect_dataset(observatory, tmp_path / "a.csv", format="ucdp-ged")
    observatory.close()


def test_the_command_says_what_it_kept(shared: Path, tmp_path: Path) -> None:
    """One line of JSON a file, and the exit code of a run without anything set aside."""
    desk = str(tmp_path / "desk.marsad")
    run = CliRunner()
    assert run.invoke(marsad, ["init", desk, "--quiet"]).exit_code == 0
    path = str(shared / "data" / "ucdp" / "ged_sample_1000.csv")
    done = run.invoke(marsad, ["collect", path, "--format", "ucdp-ged", "--observatory", desk, "--json", "--quiet"])
    assert done.exit_code == 0
    assert '"kept":1000' in done.stdout
    assert '"out_of_order":13' in done.stdout


def test_one_bad_file_among_several_is_set_aside(tmp_path: Path) -> None:
    """The others are taken in; alone, it is an error."""
    open_observatory(tmp_path / "desk.marsad", pack="syria", create=True).close()
    (tmp_path / "own.yaml").write_text("id: code\nwhen: {start: day}\nkilled: {number: dead}\n", encoding="utf-8")
    (tmp_path / "good.csv").write_text("code,day,dead\n1,2024-01-02,3\n", encoding="utf-8")
    (tmp_path / "bad.csv").write_bytes(b"\x1f\x8b\x08\x00\x00\x00\x00\x00")
    words = ["--format", str(tmp_path / "own.yaml"), "-o", str(tmp_path / "desk.marsad")]
    done = CliRunner().invoke(marsad, ["collect", str(tmp_path / "bad.csv"), str(tmp_path / "good.csv"), *words])
    assert done.exit_code == 1
    assert "kept 1 events" in done.stderr
    with pytest.raises(CollectError, match="CSV"):
        CliRunner().invoke(marsad, ["collect", str(tmp_path / "bad.csv"), *words], catch_exceptions=False)
