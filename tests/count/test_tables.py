"""Published tables: what the shared series are known to hold is found, and tables of our own."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marsad.count.tables import audit_table, whole
from marsad.model.errors import CountError


def rows_of(path: Path) -> list[dict[str, Any]]:
    text = path.read_text(encoding="utf-8")
    return json.loads(text) if path.suffix == ".json" else list(csv.DictReader(text.splitlines(keepends=True)))


def table_of(path: Path, file: str) -> list[dict[str, str]]:
    return [row for row in rows_of(path) if row["file"] == file]


@pytest.mark.parametrize("place", ["gaza", "west_bank", "lebanon"])
def test_every_known_anomaly_of_the_daily_series_is_found(shared: Path, place: str) -> None:
    """Twenty-five daily numbers, the falling counters and the restarts; beyond them no error and no doubt."""
    folder, file = shared / "data" / "series", f"{place}_daily.json"
    expected = table_of(folder / "expected_daily_anomalies.csv", file)
    wanted = {(e["rule"], e["severity"], e["report_date"], e["field"], e["reported"]) for e in expected}
    found = {
        (f.rule, f.severity, str(f.details["report_date"]), str(f.details["field"]), str(f.details["reported"]))
        for f in audit_table(rows_of(folder / file))
    }
    assert wanted <= found
    assert {f for f in found - wanted if f[1] != "note"} == set()


@pytest.mark.parametrize("file", ["published_isis_counts.csv", "published_tolls_tree.csv"])
def test_every_contradiction_is_found_and_no_control_alarms(shared: Path, file: str) -> None:
    """Given published counts, the fourteen contradictions come with their severity; no check that holds is flagged."""
    folder = shared / "data" / "series"
    found = {(f.rule, f.severity, "|".join(f.left), "|".join(f.right)) for f in audit_table(rows_of(folder / file))}
    expected = table_of(folder / "expected_contradictions.csv", file)
    assert {(e["rule"], e["severity"], e["left"], e["right"]) for e in expected} <= found
    controls = {(c["left"], c["right"]) for c in table_of(folder / "expected_controls.csv", file)}
    assert not {(left, right) for _, _, left, right in found} & controls
    assert len(found) <= len(expected) + 1  # r22.killed is c06 once more, in the other file


@pytest.mark.parametrize("file", ["ged_sample_1000.csv", "ged_syria_2016_2019.csv"])
def test_every_order_defect_of_imported_events_is_found(shared: Path, file: str) -> None:
    """Thirteen in the sample, 101 in the Syria file, no other."""
    folder = shared / "data" / "ucdp"
    wanted = {row["id"] for row in table_of(folder / "expected_order_defects.csv", file)}
    assert {str(f.details["id"]) for f in audit_table(rows_of(folder / file))} == wanted


def test_a_daily_number_is_held_against_the_running_total() -> None:
    """Five told on a day on which the total gained seven."""
    rows = [
        {"date": "2024-01-01", "killed": 3, "killed_cum": 10},
        {"date": "2024-01-03", "killed": 5, "killed_cum": 17},
        {"date": "2024-01-02", "killed_cum": None, "killed": 2},
    ]
    (finding,) = audit_table(rows)
    assert (finding.rule, finding.arithmetic) == ("daily-vs-cumulative", "5 ≠ 17 - 10 (= 7)")


def test_a_new_phase_restarts_a_total_with_a_note() -> None:
    """A counter that starts anew with its phase is no error."""
    rows = [
        {"date": "2024-01-01", "phase": "1", "dead_cum": "40"},
        {"date": "2024-02-01", "phase": "2", "dead_cum": "3"},
        {"date": "2024-02-02", "phase": "2", "dead_cum": "1"},
    ]
    assert [(f.rule, f.severity) for f in audit_table(rows)] == [
        ("counter-restarts", "note"),
        ("counter-falls", "error"),
    ]


def test_columns_of_another_name_are_read_by_a_mapping() -> None:
    """The user says which column is what."""
    rows = [{"nr": "e1", "minimum": "4", "likely": "3", "maximum": "9"}]
    with pytest.raises(CountError, match="--mapping"):
        audit_table(rows)
    mapping = {"id": "nr", "low": "minimum", "best": "likely", "high": "maximum"}
    (finding,) = audit_table(rows, mapping=mapping)
    assert (finding.rule, finding.left) == ("order", ("e1.minimum",))


def test_an_empty_cell_is_not_stated_and_never_zero() -> None:
    """A total with one part named and the rest empty is not held against that part."""
    rows = [{"row": "a", "killed_total": "30", "killed_men": "12", "killed_women": "", "killed_other": ""}]
    assert audit_table(rows) == ()


def test_women_and_children_need_not_add_up() -> None:
    """Categories of several kinds overlap: a tree of them is held to "no larger", not to a sum."""
    rows = [
        {"figure": "t", "part_of": "", "category": "all", "value": "20"},
        {"figure": "t.w", "part_of": "t", "category": "women", "value": "15"},
        {"figure": "t.c", "part_of": "t", "category": "children", "value": "9"},
    ]
    assert audit_table(rows) == ()
    rows[1]["value"] = "21"
    assert [f.rule for f in audit_table(rows)] == ["subset"]


@given(st.lists(st.tuples(st.integers(0, 50), st.booleans()), min_size=2, max_size=30))
@settings(max_examples=60, deadline=None)
def test_a_series_that_adds_up_is_never_flagged(days: list[tuple[int, bool]]) -> None:
    """Whatever is left out, running totals that are the sum of their days give no finding."""
    rows, running = [], 0
    for number, (dead, is_told) in enumerate(days):
        running += dead
        row: dict[str, Any] = {"date": f"2024-{number // 28 + 1:02}-{number % 28 + 1:02}", "killed": dead}
        if is_told:
            row["killed_cum"] = running
            before = [r for r in rows if "killed_cum" in r]
            if before and before[-1] is not rows[-1]:
                del row["killed"]
        rows.append(row)
    assert audit_table([{"killed_cum": None, **row} for row in rows]) == ()


@pytest.mark.parametrize(
    ("cell", "number"), [("1,271", 1271), ("", None), ("n/a", None), (3.0, 3), (2.5, None), (True, None)]
)
def test_cells_are_whole_numbers_or_not_stated(cell: object, number: int | None) -> None:
    """Commas are read, words and fractions are not."""
    assert whole(cell) == number
