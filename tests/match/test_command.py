"""`marsad match` as a desk uses it: in an observatory, on readings, and on lists of people."""

import csv
import json
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from marsad.cli import marsad
from marsad.model.claim import Reading
from marsad.model.codec import encode_reading
from marsad.model.report import Report
from marsad.run.match import match_observatory
from marsad.run.observatory import Observatory, open_observatory
from match.made import claim, count, reading

TEXT = "Four soldiers were killed when gunmen ambushed their bus near Tal Hamra village in the east of Homs on Monday."


def kept(observatory: Observatory, *readings: Reading) -> None:
    """Keeps reports and their readings, as collect and read do."""
    reports = [
        Report(
            r.report.id,
            f"{r.report.id} {TEXT}",
            publisher=r.report.publisher,
            language="en",
            published=date(2020, 5, 4),
        )
        for r in readings
    ]
    observatory.store.reports.add(reports, by="test")
    held = {report.id: report for report in observatory.store.reports.all()}
    observatory.store.readings.add([Reading(held[r.report.id], r.claims) for r in readings], by="test")


@pytest.fixture
def observatory(tmp_path: Path) -> Observatory:
    """A fresh observatory in a file."""
    return open_observatory(tmp_path / "desk.marsad", pack="world", create=True)


def four(role: str = "new", number: int = 4) -> object:
    """The claim of an ambush with so many dead."""
    return claim(role=role, counts=(count(number, actor="army", by=("red-front",)),))


def test_what_is_read_later_joins_what_is_there(observatory: Observatory) -> None:
    """Two runs: the second matches only what is new, and the incident keeps its id."""
    with observatory:
        kept(observatory, reading("a", four()))  # type: ignore[arg-type]
        first = match_observatory(observatory)
        kept(observatory, reading("b", four(), publisher="Coast Wire"))  # type: ignore[arg-type]
        second = match_observatory(observatory)
        third = match_observatory(observatory)

        assert (first.reports, len(first.made), len(second.grown), second.reports, third.reports) == (1, 1, 1, 1, 0)
        (incident,) = observatory.store.incidents.all()
        assert incident.id == first.made[0].id
        assert len(incident.claims) == 2


def test_a_report_read_anew_gives_up_its_old_claims(observatory: Observatory) -> None:
    """The reader finds five where it found four: the incident has the same id, and five."""
    with observatory:
        kept(observatory, reading("a", four()))  # type: ignore[arg-type]
        before = match_observatory(observatory).made[0]
        kept(observatory, reading("a", four(number=5)))  # type: ignore[arg-type]
        match_observatory(observatory)

        (incident,) = observatory.store.incidents.all()
        assert incident.id == before.id
        assert incident.tolls[0].range.best == 5


def test_matching_all_again_keeps_ids(observatory: Observatory) -> None:
    """With `again` everything is matched from the beginning, and the ledger gains no new incident."""
    with observatory:
        kept(observatory, reading("a", four()), reading("b", four(), publisher="Coast Wire"))  # type: ignore[arg-type]
        match_observatory(observatory)
        before = {incident.id for incident in observatory.store.incidents.all()}
        done = match_observatory(observatory, again=True)

        assert {incident.id for incident in observatory.store.incidents.all()} == before
        assert done.made == ()


def test_the_command_matches_readings_as_a_pure_function(tmp_path: Path) -> None:
    """JSON Lines in, JSON Lines out: an incident a line, nothing else on standard output."""
    lines = tmp_path / "readings.jsonl"
    readings = [reading("a", four()), reading("b", four(), publisher="Coast Wire")]  # type: ignore[arg-type]
    lines.write_text("".join(json.dumps(encode_reading(each)) + "\n" for each in readings), encoding="utf-8")

    result = CliRunner().invoke(marsad, ["match", "--jsonl", str(lines), "--pack", "world", "--json", "--explain"])

    assert result.exit_code == 0, result.output
    found = [json.loads(line) for line in result.stdout.splitlines()]
    assert [next(iter(each)) for each in found] == ["incident", "pair"]
    assert found[1]["pair"]["joined"] is True


def test_lines_that_are_no_readings_are_refused_in_words(tmp_path: Path) -> None:
    """The message names the line and what was wanted."""
    lines = tmp_path / "readings.jsonl"
    lines.write_text('{"id": "a"}\n', encoding="utf-8")

    result = CliRunner().invoke(marsad, ["match", "--jsonl", str(lines)])

    assert "line 1: this is no reading" in str(result.exception)


def write_list(path: Path, header: str, *rows: str) -> Path:
    """A CSV file."""
    path.write_text("\n".join((header, *rows)) + "\n", encoding="utf-8-sig")
    return path


def test_people_of_two_lists_are_linked_into_one_table(tmp_path: Path) -> None:
    """Arabic headers and semicolons on one side, name parts apart on the other; the table says who is who, and why."""
    one = write_list(
        tmp_path / "hospital.csv",
        "الرقم;الاسم;العمر;تاريخ الوفاة;المكان;المحافظة",
        "7;أحمد خالد النجار;34;2014-10-31;داريا;ريف دمشق",
        "8;;;;;",
    )
    other = write_list(
        tmp_path / "survey.csv",
        "First name,Father's name,Family name,Age,Date of death,Place",
        "Ahmad,Khaled,al-Najjar,35,31/10/2014,Darayya",
        "Salim,Maher,al-Qasem,12,02/03/2016,Jasim",
    )
    out = tmp_path / "linked.csv"

    result = CliRunner().invoke(marsad, ["match", "people", str(one), str(other), "--out", str(out)])

    assert result.exit_code == 1  # a row without a name was set aside
    assert "hospital.csv, line 3: no name" in result.stderr
    rows = {row["row"]: row for row in csv.DictReader(out.open(encoding="utf-8"))}
    assert rows["hospital:7"]["person"] == rows["survey:2"]["person"] != rows["survey:3"]["person"]
    assert "given name" in rows["hospital:7"]["why"]
    assert (tmp_path / "linked.pairs.csv").exists()


def test_a_list_without_names_is_refused_in_words(tmp_path: Path) -> None:
    """The message says which columns were found and which are wanted."""
    path = write_list(tmp_path / "list.csv", "age,date", "3,2014-10-31")

    result = CliRunner().invoke(marsad, ["match", "people", str(path)])

    assert "has no column of names. Found: age, date" in str(result.exception)


def test_cells_cannot_run_as_formulas(tmp_path: Path) -> None:
    """A name that begins with = is written so that a spreadsheet shows it and does not run it."""
    path = write_list(tmp_path / "list.csv", "name,age", '"=HYPERLINK(1)",3', "أحمد خالد النجار,4")
    out = tmp_path / "linked.csv"

    CliRunner().invoke(marsad, ["match", "people", str(path), "--out", str(out)])

    assert "'=HYPERLINK" in out.read_text(encoding="utf-8")
