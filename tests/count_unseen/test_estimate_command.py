"""`marsad estimate`: lists in, verdict out."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from count_unseen.published_tables import GAZA, KOSOVO, THIN
from marsad.cli.estimate import command
from marsad.count.unseen import OverlapTable
from marsad.model.errors import CountError
from marsad.run.estimate import Columns, estimate_lists, read_lists


def pattern_file(path: Path, table: OverlapTable) -> Path:
    """A table as a file of patterns."""
    lines = [f"pattern,count,{','.join(table.names)}"]
    lines += [f"{pattern},{people},{','.join(pattern)}" for pattern, people in table.patterns.items()]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def run(*arguments: object) -> tuple[int, list[dict[str, object]], str]:
    """The command's exit code, its JSON Lines and its standard error."""
    result = CliRunner().invoke(command, [*map(str, arguments), "--json"])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, [json.loads(line) for line in result.stdout.splitlines()], result.stderr


def test_kosovo_comes_out_as_a_lower_bound(tmp_path: Path) -> None:
    """The headline is null, the lower bound a number, the interval kept apart; exit code 0."""
    code, rows, said = run(pattern_file(tmp_path / "lists.csv", KOSOVO), "--method", "loglinear", "--length", "short")
    assert code == 0
    assert [rows[0][key] for key in ("verdict", "documented", "best", "lower_bound")] == ["bound", 4400, None, 7129]
    assert rows[0]["not_for_publication"] == {"low": 8994, "best": 10357, "high": 12111, "level": 0.95}
    assert "Lists: EXH, ABA, OSCE, HRW" in said


def test_a_refusal_has_its_own_exit_code_and_no_number(tmp_path: Path) -> None:
    """Do not publish: exit code 4, no headline, reasons in the language asked for."""
    path = pattern_file(tmp_path / "thin.csv", THIN)
    code, rows, _ = run(path, "--method", "loglinear", "--fast", "--sentences", "ar")
    assert code == 4
    assert rows[0]["best"] is rows[0]["low"] is rows[0]["high"] is None
    assert rows[0]["says"] == "لا يُنشر أي رقم."


def test_a_table_of_records_gives_the_same_as_its_patterns(tmp_path: Path) -> None:
    """A row a person and a row a pattern are one table; an id column is found, other columns can be left out."""
    lines = ["id;sex;a;b;c"]
    for number, pattern in enumerate(
        ["110"] * 12 + ["101"] * 9 + ["011"] * 7 + ["100"] * 20 + ["010"] * 15 + ["001"] * 9
    ):
        lines.append(f"p{number};f;{';'.join(pattern)}")
    path = tmp_path / "records.csv"
    path.write_text("﻿" + "\n".join(lines), encoding="utf-8")
    tables = read_lists(path, Columns())
    assert tables[""].names == ("a", "b", "c")
    assert tables[""].patterns == {"001": 9, "010": 15, "011": 7, "100": 20, "101": 9, "110": 12}
    assert set(read_lists(path, Columns(strata=("sex",)))) == {"f"}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("id,a,b,c\np1,1,1,0\np1,1,0,1\n", "p1 occurs twice"),
        ("pattern,count,a,b,c\n110,x,1,1,0\n", "line 2: the count is 'x'"),
        ("pattern,count,a,b,c\n110,-3,1,1,0\n", "-3 people"),
        ("pattern,count,a,b,c\n101,3,1,1,0\n", "the pattern says '101'"),
        ("pattern,count\n110,3\n1x0,4\n", "Unknown pattern"),
        ("pattern,count\n110,3\n110,4\n", "occurs twice"),
        ("name,age\nx,4\n", "Found no list columns"),
        ("a,b,c\n1,0\n", "found 2 cells, wanted 3"),
        ("a,b,c\n", "holds no rows"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused(tmp_path: Path, text: str, says: str) -> None:
    """Duplicates, odd cells, unknown patterns and negative numbers: the message names the place and what is wanted."""
    path = tmp_path / "lists.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CountError) as refusal:
        read_lists(path, Columns())
    assert says in str(refusal.value)


def test_lists_that_are_named_must_be_there(tmp_path: Path) -> None:
    """An unknown column and a cell that is neither 0 nor 1 are named."""
    path = tmp_path / "lists.csv"
    path.write_text("id,a,b,c\np1,1,1,yes\n", encoding="utf-8")
    with pytest.raises(CountError, match="no column 'd'"):
        read_lists(path, Columns(lists=("a", "b", "d")))
    with pytest.raises(CountError, match="line 2: c is 'yes'"):
        read_lists(path, Columns(lists=("a", "b", "c")))


def test_strata_are_summed_and_what_fails_stays_in_view(tmp_path: Path) -> None:
    """Two regions: one estimated, one of two lists in truth; the sum is a lower bound and the exit code 1."""
    lines = ["region,pattern,count,h,s,m"]
    lines += [f"one,{pattern},{people},{','.join(pattern)}" for pattern, people in GAZA.patterns.items()]
    lines += ["two,100,30,1,0,0", "two,010,20,0,1,0", "two,110,9,1,1,0"]
    path = tmp_path / "lists.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    code, rows, _ = run(path, "--strata", "region", "--method", "loglinear", "--fast")
    assert code == 1
    assert rows[1] == {"stratum": "two", "verdict": "stop", "refused": rows[1]["refused"]}
    assert rows[2]["verdict"] == "bound"
    assert rows[2]["documented"] == GAZA.people + 59
    assert "two" in rows[2]["refused"]  # type: ignore[operator]


def test_other_matchings_widen_the_answer() -> None:
    """Three matchings of one record: the combination is as wide as they differ, and the gate says so."""
    loose = GAZA.with_cells(GAZA.cells() * 1.0)
    strict = OverlapTable(GAZA.names, {**GAZA.patterns, "110": 400, "101": 240, "011": 70, "111": 20})
    answer = estimate_lists({"": GAZA}, linkages=[loose, strict], method="loglinear", is_quick=True)
    assert answer.linkages is not None
    assert answer.linkages.high > 100_000
    assert [reason.key for reason in answer.reasons] == ["linkage"]


def test_figures_are_written(tmp_path: Path) -> None:
    """A folder of SVG files, each said on standard error."""
    path = pattern_file(tmp_path / "lists.csv", KOSOVO)
    _, _, said = run(path, "--method", "loglinear", "--fast", "--figures", tmp_path / "drawn")
    assert sorted(each.name for each in (tmp_path / "drawn").iterdir()) == [
        "documented-and-estimated.svg",
        "overlaps.svg",
    ]
    assert said.count("wrote") == 2


def test_a_person_at_the_terminal_reads_plain_words(tmp_path: Path) -> None:
    """Without --json: a mark, the verdict, the documented, the reasons."""
    result = CliRunner().invoke(
        command, [str(pattern_file(tmp_path / "lists.csv", KOSOVO)), "--method", "loglinear", "--fast", "-q"]
    )
    assert "Publish as a lower bound only." in result.stdout
    assert "4,400" in result.stdout
    assert "12,741 instead of 10,357" in result.stdout
    assert result.stderr == ""
