"""`marsad audit` and `marsad count` as a person calls them."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from count.made import counter, incident, toll
from marsad.cli import marsad
from marsad.run.observatory import open_observatory


def call(*arguments: str) -> Result:
    return CliRunner().invoke(marsad, list(arguments))


def written(folder: Path, name: str, text: str) -> str:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return str(path)


@pytest.fixture
def observatory(tmp_path: Path) -> str:
    """An observatory with two incidents and no report."""
    address = str(tmp_path / "test.marsad")
    with open_observatory(address, pack="syria", create=True) as opened:
        desert = incident("a", "2021-03-01", "SY0902", toll(93, status="civilian"), by=["isis"], within=["SY09"])
        night = incident("b", "2021-04-02", "SY04", toll(3), by=["isis", "russia"], state="proposed")
        opened.store.incidents.add([desert, night], by="test")
    return address


def test_a_table_that_does_not_add_up_is_told_line_by_line(tmp_path: Path) -> None:
    """One JSON object a finding, with the cells it is about."""
    table = written(tmp_path, "tolls.csv", "row,killed_total,killed_men,killed_women\nx,10,4,5\ny,9,4,5\n")
    result = call("audit", table, "--json")
    assert result.exit_code == 0
    (finding,) = [json.loads(line) for line in result.stdout.splitlines()]
    assert (finding["rule"], finding["left"], finding["arithmetic"]) == (
        "addends",
        "x.killed_total",
        "10 ≠ 4 + 5 (= 9)",
    )


def test_a_table_that_adds_up_says_so(tmp_path: Path) -> None:
    """Silence would leave open whether anything was looked at."""
    table = written(tmp_path, "tolls.csv", "row,killed_total,killed_men,killed_women\ny,9,4,5\n")
    assert "adds up" in call("audit", table).stdout


def test_a_table_of_unknown_columns_is_refused_with_what_would_help(tmp_path: Path) -> None:
    """The message names the columns found, the shapes wanted, and the mapping file."""
    table = written(tmp_path, "strange.csv", "colour,taste\nred,sweet\n")
    result = call("audit", table)
    assert "--mapping" in str(result.exception)
    mapping = written(tmp_path, "columns.yaml", "value: taste\nid: colour\n")
    assert call("audit", table, "--mapping", mapping).exit_code == 0


@pytest.mark.parametrize("text", ["", "{", '{"a": 1}', "[]"])
def test_a_broken_table_is_refused_with_the_reason(tmp_path: Path, text: str) -> None:
    """Empty, cut off, no list: each says what was wanted."""
    result = call("audit", written(tmp_path, "broken.json", text))
    assert result.exit_code != 0
    assert "anted" in str(result.exception) or "Mend" in str(result.exception)


def test_reports_are_audited_without_an_observatory_in_one_object(tmp_path: Path) -> None:
    """Series, pairs, reports, sources and findings stand in one line of JSON."""
    text = "Six people killed in Homs\\n\\nSix people were killed in a blast in Homs on 3 May 2022."
    line = f'{{"id": "r1", "publisher": "Desk", "language": "en", "published": "2022-05-04", "text": "{text}"}}'
    result = call("audit", "--jsonl", written(tmp_path, "reports.jsonl", line + "\n"), "--json", "--quiet")
    assert result.exit_code == 0
    data = json.loads(result.stdout)
    assert {"series", "pairs", "reports", "sources", "findings"} <= set(data)
    assert data["findings"] == []


def test_counting_shows_ranges_unknowns_and_names(observatory: str) -> None:
    """By governorate and month, with names for people and a total."""
    result = call("count", "killed", "--by", "governorate,month", "-o", observatory)
    assert result.exit_code == 0
    assert "Homs" in result.stdout
    assert "killed: 96" in result.stdout


def test_counting_as_json_gives_a_line_a_cell_and_then_the_total(observatory: str) -> None:
    """Overlapping cells say so in the total's line."""
    result = call("count", "killed", "--by", "doer", "--json", "--open", "-o", observatory)
    *cells, total = [json.loads(line) for line in result.stdout.splitlines()]
    assert {cell["group"]["doer"]: (cell["best"], cell["incidents"]) for cell in cells} == {
        "isis": (96, ["a", "b"]),
        "russia": (3, ["b"]),
    }
    assert (total["best"], bool(total["overlapping"])) == (96, True)


def test_only_what_was_accepted_counts_on_request(observatory: str) -> None:
    """What a machine proposed is left out."""
    result = call("count", "killed", "--accepted", "--json", "-o", observatory)
    assert json.loads(result.stdout)["best"] == 93


def test_conditions_narrow_the_count_and_bad_ones_are_refused(observatory: str) -> None:
    """FACET=VALUE, also unknown."""
    asked = call("count", "killed", "--where", "status=unknown", "--json", "-o", observatory)
    assert json.loads(asked.stdout)["best"] == 3
    assert call("count", "killed", "--where", "status", "-o", observatory).exit_code == 2


def test_an_unknown_facet_is_refused_with_the_known_ones(observatory: str) -> None:
    """The message lists what can be counted by."""
    assert "governorate" in str(call("count", "killed", "--by", "moon", "-o", observatory).exception)


def test_layers_of_a_total_stand_beside_one_another(observatory: str) -> None:
    """The sum of bounds, the same with errors that go together, the error of reporting: three lines, no mixture."""
    result = call("count", "killed", "--layers", "--json", "-o", observatory)
    layers = [json.loads(line) for line in result.stdout.splitlines()][1:]
    assert [layer["layer"] for layer in layers] == ["documented", "documented-with-dependence", "reporting-error"]
    assert (layers[0]["low"], layers[0]["high"]) == (96, 96)


def test_an_observatorys_findings_are_kept_and_follow_what_it_holds(tmp_path: Path) -> None:
    """The audit of an observatory leaves its findings on the shelf; once more changes nothing."""
    address = str(tmp_path / "kept.marsad")
    one, two = (
        counter("a", "2023-03-01", 10, 6, 4),
        counter("b", "2023-03-04", 10, 7, 3, told=1, told_status="civilian"),
    )
    with open_observatory(address, pack="syria", create=True) as opened:
        opened.store.reports.add([reading.report for reading in (one, two)], by="test")
        opened.keep([one, two])
    for _ in range(2):
        assert call("audit", "-o", address).exit_code == 0
    with open_observatory(address) as opened:
        assert [(f.rule, f.arithmetic) for f in opened.store.findings.all()] == [("counter-falls", "4 > 3")]


def test_what_publishers_say_is_shown_beside_or_instead_of_our_count(observatory: str) -> None:
    """Reconciled, window by window, and as one system, each as JSON and in words."""
    with open_observatory(observatory) as opened:
        reading = counter("a", "2023-03-01", 10, 6, 4)
        opened.store.reports.add([reading.report], by="test")
        opened.keep([reading])
    row, *_ = call("count", "killed", "--reconcile", "--json", "-o", observatory).stdout.splitlines()
    assert (json.loads(row)["toll"], json.loads(row)["verdict"]) == ("a:n3", "gap")
    system = json.loads(call("count", "--bounds", "--json", "-o", observatory).stdout)
    assert system["is_consistent"]
    assert system["bounds"]["a:n3"] == [10, 10]
    for flag in ("--reconcile", "--series", "--bounds"):
        result = call("count", "killed", flag, "-o", observatory)
        assert (result.exit_code, bool(result.stdout)) == (0, True)
