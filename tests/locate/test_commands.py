"""marsad places, pack and locate, as a person types them."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from marsad.cli import marsad
from marsad.model.claim import Claim, Reading, Where
from marsad.model.report import Report, Span
from marsad.run.output import json_line


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Runs a command in an empty folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("MARSAD_OBSERVATORY", raising=False)

    def command(*arguments: str) -> Result:
        return CliRunner().invoke(marsad, list(arguments))

    return command


def test_a_place_is_found_with_its_units_and_its_way(run) -> None:
    """Name, id, kind, units, point; each step with --explain."""
    result = run("places", "find", "Al-Hawayej", "--in", "SY09", "--explain")
    assert result.exit_code == 0
    assert "الحوايج" in result.stdout
    assert "SY0903" in result.stdout
    assert "asked for" in result.stdout


def test_an_ambiguous_name_lists_all_who_bear_it(run) -> None:
    """Exit code 1: it waits for a person."""
    result = run("places", "find", "Al Mushayrifah", "--in", "Aleppo", "--json")
    record = json.loads(result.stdout)
    assert result.exit_code == 1
    assert record["place"] is None
    assert len(record["candidates"]) == len(record["places"]) >= 2


def test_a_place_is_three_lines_and_a_doubtful_name_says_what_to_ask(run) -> None:
    """Names and kind, what holds it, where it lies; bearers one a line, and a question that tells them apart."""
    lines = run("places", "find", "Al-Hawayej").stdout.splitlines()
    assert len(lines) == 3
    assert "Deir-ez-Zor › Syria" in lines[1]
    assert "exact" in lines[2]
    assert "UCDP 1" in lines[2]
    several = run("places", "find", "Al Mushayrifah", "--in", "SY02")
    assert several.exit_code == 1
    assert 'Say where: marsad places find "Al Mushayrifah" --in SY02' in several.stdout
    asked = several.stdout.rstrip().rsplit(" ", 1)[1]
    assert len(asked) > len("SY02"), "a narrower unit than the one asked for"


def test_codes_ids_and_points_are_looked_up_as_such(run) -> None:
    """A P-code in any case is the unit itself and no town; a point is the unit that holds it."""
    assert json.loads(run("places", "find", "sy0902", "--json").stdout)["place"] == "SY0902"
    assert json.loads(run("places", "find", "wof:1259675293", "--json").stdout)["place"] == "wof:1259675293"
    point = json.loads(run("places", "find", "35.33, 40.14", "--json").stdout)
    assert (point["place"][:6], point["point"]) == ("SY0901", [35.33, 40.14])
    assert run("places", "find", "0.5, -30").exit_code != 0


def test_a_name_that_only_sounds_like_another_asks_for_a_region(run) -> None:
    """It is not said to sound like nothing."""
    result = run("places", "find", "Kafr", "Nbl")
    assert result.exit_code == 1
    assert "region is said" in result.stdout
    assert 'find "Kafr Nbl" --in SY07' in result.stdout


def test_json_gives_the_fields_numbers_for_the_precision(run) -> None:
    """ACLED's and UCDP's beside our own."""
    record = json.loads(run("places", "find", "غرب دير الزور", "--json").stdout)
    assert (record["place"], record["precision"]) == ("SY09", "adm1")
    assert record["precision_codes"] == {"acled": 3, "ucdp": 4}


def test_an_unknown_unit_is_a_usage_error(run) -> None:
    """What was found, what is wanted."""
    result = run("places", "find", "Homs", "--in", "Atlantis")
    assert result.exit_code != 0
    assert "Atlantis" in str(result.exception)


def test_what_is_imported_is_found_at_once_and_only_once(run, tmp_path: Path) -> None:
    """Into ./marsad-pack, which every later command here uses; what does not parse is listed."""
    (tmp_path / "mine.csv").write_text("name,lat,lon,parent\nQzarmbul,35.1,40.1,SY09\nBroken,x,y,SY09\n")
    first = run("places", "import", "mine.csv")
    assert first.exit_code == 1
    assert "line 3" in first.stderr
    again = json.loads(run("places", "import", "mine.csv", "--json").stdout)
    assert (again["new"], again["changed"], again["unchanged"]) == (0, 0, 1)
    found = json.loads(run("places", "find", "Qzarmbul", "--json").stdout)
    assert found["within"] == ["SY09", "SY"]


def test_a_dry_run_writes_nothing(run, tmp_path: Path) -> None:
    """It tells what would change."""
    (tmp_path / "mine.csv").write_text("name,lat,lon,parent\nQzarmbul,35.1,40.1,SY09\n")
    result = run("places", "import", "mine.csv", "--dry-run")
    assert "1 new" in result.stdout
    assert not (tmp_path / "marsad-pack").exists()


def test_a_new_pack_holds_together_and_a_broken_one_does_not(run, tmp_path: Path) -> None:
    """The check names the file and the id."""
    assert run("pack", "new", "mine", "--from", "world", "--country", "ye").exit_code == 0
    assert run("pack", "check", "mine", "--quiet").exit_code == 0
    (tmp_path / "mine" / "areas.yaml").write_text("- {id: x, name_en: X, units: [NOWHERE]}\n")
    result = run("pack", "check", "mine", "--json")
    assert result.exit_code == 1
    assert any("NOWHERE" in json.loads(line)["what"] for line in result.stdout.splitlines())


def test_readings_in_json_lines_are_placed_and_what_is_none_is_listed(run, tmp_path: Path) -> None:
    """What marsad read prints goes in; the places come out."""
    text = "Two were killed in Homs province."
    claim = Claim("c1", "event", "new", "reported", (Span(0, 33),), where=(Where("Homs province", span=Span(19, 32)),))
    lines = json_line(Reading(Report("r1", text), (claim,))) + "{}\n"
    (tmp_path / "readings.jsonl").write_text(lines, encoding="utf-8")
    result = run("locate", "--jsonl", "readings.jsonl", "--json")
    assert result.exit_code == 1
    assert json.loads(result.stdout)["claims"][0]["where"][0]["place"] == "SY04"
    assert "line 2" in result.stderr
