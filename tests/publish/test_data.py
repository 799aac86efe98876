"""The record as data: Arabic intact, formulas harmless, the field's columns to the letter."""

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marsad.model.errors import PublishError
from marsad.model.incident import Alert
from marsad.model.words import SubEventType, allowed
from marsad.publish.data.acled import acled_rows, acled_table, fatalities, interaction
from marsad.publish.data.cells import cell, cells, safe_text
from marsad.publish.data.feeds import atom_feed, calendar
from marsad.publish.data.native import columns, native_rows
from marsad.publish.data.package import write_package
from marsad.publish.data.row import EventRow, Numbers, Side, Telling
from marsad.publish.data.ucdp import priogrid, ucdp_rows, ucdp_table
from marsad.publish.data.write import (
    codebook_csv,
    headings,
    write_csv,
    write_geojson,
    write_json_lines,
    write_parquet,
    write_xlsx,
)

MADE = datetime(2022, 2, 1, tzinfo=UTC)
ISIS = Side("isis", "Islamic State", "armed group")
ARMY = Side("syrian-regime-forces", "Syrian regime forces", "state force")
ROW = EventRow(
    "17", date(2021, 5, 3), date(2021, 5, 3), "day", "Armed clash", ("ambush",), (ISIS,), (ARMY,), "Syria", "SY",
    "Homs", "SY04", "Tadmor", "SY0405", "Sokhneh", "SY040501", "السخنة", 34.88, 38.87, "near",
    Numbers(4, 5, 6, "..", "4 to 6"), Numbers(2, None, None, ">=", "at least two"),
    (("combatants", Numbers(4, 5, 6)),), (("syrian-regime-forces", Numbers(4, 4, 4)), ("isis", Numbers(1, 1, 1))),
    (Telling("SOHR", date(2021, 5, 4), "Four killed", "https://www.syriahr.com/en/1/"), Telling("مركز", None)),
    2, "fair", "=HYPERLINK(\"http://x\")",
)  # fmt: skip


def read_csv(path: Path) -> list[list[str]]:
    """What a program reads back."""
    return list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"))))


def test_csv_opens_in_a_spreadsheet_with_arabic_intact_and_formulas_harmless(tmp_path: Path) -> None:
    """A byte-order mark stands first, and no cell begins like a formula."""
    names, tags = headings()
    assert write_csv(tmp_path / "a.csv", names, native_rows([ROW]), second=tags) == 1
    assert (tmp_path / "a.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    header, hxl, row = read_csv(tmp_path / "a.csv")
    values = dict(zip(header, row, strict=True))
    assert values["location"] == "السخنة"
    assert values["note"].startswith("'=")
    assert values["longitude"] == "38.87"
    assert all(tag.startswith("#") for tag in hxl)


@given(st.text(max_size=12))
def test_no_text_is_taken_for_a_formula(words: str) -> None:
    """Whatever somebody wrote, a spreadsheet shows it and does not run it."""
    assert not safe_text(words).lstrip(" \n").startswith(("=", "+", "-", "@", "\t", "\r"))
    assert safe_text(words).removeprefix("'").strip("'") == words.strip("'") or words.startswith("'")


@pytest.mark.parametrize("value", [-3, -1.5, 0, True, None, date(2021, 1, 1)])
def test_numbers_stay_numbers(value: object) -> None:
    """A negative number is no formula."""
    assert cell(value) in (value, "", "true", "2021-01-01")


@given(
    st.lists(
        st.one_of(
            st.none(), st.booleans(), st.integers(), st.text(max_size=8), st.dates(), st.tuples(st.text(max_size=4))
        )
    )
)
def test_a_row_of_cells_is_each_of_its_cells(values: list[object]) -> None:
    """The fast way says what the careful way says; CSV spells nothing known and days itself."""

    def spelled(value: object) -> str:
        return "" if value is None else str(value)

    assert [spelled(value) for value in cells(values)] == [spelled(cell(value)) for value in values]


def test_json_lines_and_geojson_say_the_same(tmp_path: Path) -> None:
    """A row without a point is kept, without geometry."""
    nowhere = EventRow("18", None, None, "unknown")
    write_json_lines(tmp_path / "a.jsonl", [ROW, nowhere])
    write_geojson(tmp_path / "a.geojson", [ROW, nowhere])
    lines = [json.loads(line) for line in (tmp_path / "a.jsonl").read_text(encoding="utf-8").splitlines()]
    features = json.loads((tmp_path / "a.geojson").read_text(encoding="utf-8"))["features"]
    assert [feature["properties"] for feature in features] == lines
    assert features[0]["geometry"]["coordinates"] == [38.87, 34.88]
    assert features[1]["geometry"] is None


def test_parquet_keeps_types_and_text(tmp_path: Path) -> None:
    """Dates are dates, numbers numbers, nothing known is null."""
    import polars

    assert write_parquet(tmp_path / "a.parquet", [ROW, EventRow("18", None, None, "unknown")]) == 2
    frame = polars.read_parquet(tmp_path / "a.parquet")
    assert frame["start"].to_list() == [date(2021, 5, 3), None]
    assert frame["killed_high"].to_list() == [6, None]
    assert frame["location"].to_list()[0] == "السخنة"


def test_a_workbook_keeps_text_as_text(tmp_path: Path) -> None:
    """What looks like a formula is a string in the sheet."""
    from python_calamine import CalamineWorkbook

    write_xlsx(tmp_path / "a.xlsx", [ROW])
    header, row = CalamineWorkbook.from_path(str(tmp_path / "a.xlsx")).get_sheet_by_index(0).to_python()
    values = dict(zip(header, row, strict=True))
    assert values["note"] == ROW.note
    assert values["killed_low"] == 4
    assert values["start"] == date(2021, 5, 3)


def test_a_workbook_without_rows_has_headings_and_a_full_one_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A sheet that is too long is refused and no half file is left; a long text says that it is cut."""
    from python_calamine import CalamineWorkbook

    from marsad.publish.data import write

    def sheet() -> list[list[object]]:
        return CalamineWorkbook.from_path(str(tmp_path / "a.xlsx")).get_sheet_by_index(0).to_python()

    assert write_xlsx(tmp_path / "a.xlsx", []) == 0
    assert sheet() == [headings()[0]]
    write_xlsx(tmp_path / "a.xlsx", [replace(ROW, note="ن" * 40_000)])
    note = dict(zip(*sheet(), strict=True))["note"]
    assert isinstance(note, str)
    assert (len(note), note[-1]) == (32_767, "…")
    monkeypatch.setattr(write, "MOST_LINES", 2)
    with pytest.raises(PublishError, match="2 rows"):
        write_xlsx(tmp_path / "a.xlsx", [replace(ROW, id=str(number)) for number in range(3)])
    assert not (tmp_path / "a.xlsx").exists()


def test_acled_has_its_31_columns_and_every_sub_event_type() -> None:
    """Names and order are ACLED's; every sub-event type of the record has its event type."""
    table = acled_table()
    assert len(table["columns"]) == 31
    assert set(table["events"]) == allowed(SubEventType)
    (row,) = acled_rows([ROW], made=MADE)
    values = dict(zip(table["columns"], row, strict=True))
    assert values["event_id_cnty"] == "SYR17"
    assert (values["event_type"], values["disorder_type"]) == ("Battles", "Political violence")
    assert (values["inter1"], values["inter2"], values["interaction"]) == (2, 1, 12)
    assert (values["fatalities"], values["time_precision"], values["geo_precision"]) == (4, 1, 2)
    assert values["source"] == "SOHR; مركز"
    assert values["civilian_targeting"] == ""


def test_civilians_who_are_attacked_are_the_second_actor() -> None:
    """And the event is marked as aimed at civilians."""
    row = EventRow(
        "1", date(2021, 1, 1), date(2021, 1, 1), event="Attack", doers=(ISIS,), country_code="SY",
        killed=Numbers(2, 2, 2), killed_by=(("civilians", Numbers(2, 2, 2)),),
    )  # fmt: skip
    values = dict(zip(acled_table()["columns"], next(acled_rows([row], made=MADE)), strict=True))
    assert (values["actor2"], values["interaction"]) == ("Civilians", 27)
    assert values["civilian_targeting"] == "Civilian targeting"


@pytest.mark.parametrize(
    ("killed", "number"),
    [
        (Numbers(24, None, 99, "vague", "dozens"), 12),
        (Numbers(20, None, 99, "vague", "عشرات"), 10),
        (Numbers(200, None, 999, "vague", "hundreds"), 100),
        (Numbers(12, 12, None, ">=", "at least 12"), 12),
        (Numbers(4, 5, 6), 4),
        (Numbers(), 0),
    ],
)
def test_acled_takes_one_conservative_number(killed: Numbers, number: int) -> None:
    """Vague words have ACLED's fixed values."""
    assert fatalities(killed) == number


@pytest.mark.parametrize(("one", "other", "code"), [(1, None, 10), (7, 1, 17), (2, 7, 27), (None, None, None)])
def test_interaction_puts_the_smaller_code_first(one: int | None, other: int | None, code: int | None) -> None:
    """A sole actor's code is followed by nought."""
    assert interaction(one, other) == code


def test_ucdp_has_its_49_columns_and_adds_up() -> None:
    """`best` is the sum of the four columns of deaths, and lies between low and high."""
    (row,) = ucdp_rows([ROW])
    values = dict(zip(ucdp_table()["columns"], row, strict=True))
    assert len(row) == 49
    parts = [values[name] for name in ("deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown")]
    assert parts == [4, 1, 0, 0]
    assert values["best"] == sum(parts)
    assert values["low"] <= values["best"] <= values["high"]
    assert (values["side_a"], values["side_b"], values["type_of_violence"]) == ("Government of Syria", "IS", 1)
    assert values["source_article"].startswith('"SOHR,2021-05-04,Four killed";')
    assert (values["where_prec"], values["date_prec"], values["adm_1"]) == (2, 1, "Homs governorate")


numbers = st.builds(lambda a, b, c: Numbers(*sorted((a, b, c))), *[st.integers(0, 50)] * 3)


@settings(max_examples=60)
@given(numbers, st.integers(0, 60), st.integers(0, 60))
def test_no_exported_row_breaks_the_order(killed: Numbers, of_army: int, civilians: int) -> None:
    """However the parts stand to the whole, low ≤ best ≤ high, and the parts make best."""
    row = EventRow(
        "1", date(2021, 1, 1), date(2021, 1, 1), doers=(ISIS,), victims=(ARMY,), killed=killed,
        killed_by=(("civilians", Numbers(civilians, civilians, civilians)),),
        killed_of=((ARMY.id, Numbers(of_army, of_army, of_army)),),
    )  # fmt: skip
    values = dict(zip(ucdp_table()["columns"], next(ucdp_rows([row])), strict=True))
    assert values["low"] <= values["best"] <= values["high"]


def test_priogrid_counts_cells_from_the_south_west() -> None:
    """The first and last cell, and a known one in Syria."""
    assert priogrid(-90, -180) == 1
    assert priogrid(89.9, 179.9) == 259_200
    assert priogrid(35.34, 40.04) == int((35.34 + 90) * 2) * 720 + int((40.04 + 180) * 2) + 1


def test_the_priogrid_of_ucdp_is_ours(shared: Path) -> None:
    """Every point of a thousand UCDP events falls into the cell that UCDP says."""
    with (shared / "data" / "ucdp" / "ged_sample_1000.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 1000
    assert list(rows[0]) == ucdp_table()["columns"]
    wrong = [r["id"] for r in rows if priogrid(float(r["latitude"]), float(r["longitude"])) != int(r["priogrid_gid"])]
    assert len(wrong) <= 10, wrong  # points on the edge of a cell, rounded


def test_the_data_package_passes_frictionless(tmp_path: Path) -> None:
    """The peer that defines the format finds no fault."""
    from frictionless import Package

    names, _ = headings()
    write_csv(tmp_path / "incidents.csv", names, native_rows([ROW, EventRow("18", None, None, "unknown")]))
    path = write_package(
        tmp_path, ["incidents.csv"], name="incidents", title="Incidents", version="1", made=MADE.isoformat(),
        licence={"name": "CC-BY-4.0", "path": "https://creativecommons.org/licenses/by/4.0/", "title": "CC BY 4.0"},
        sources=[{"title": "SOHR", "path": "https://www.syriahr.com/"}],
    )  # fmt: skip
    report = Package(str(path)).validate()
    assert report.valid, report.to_summary()


def test_the_tags_pass_libhxl(tmp_path: Path) -> None:
    """The peer that defines the tags finds no fault, and reads the numbers."""
    import hxl

    names, tags = headings()
    write_csv(tmp_path / "a.csv", names, native_rows([ROW]), second=tags)
    options = hxl.InputOptions(allow_local=True)
    assert hxl.data(str(tmp_path / "a.csv"), options).validate()
    (row,) = list(hxl.data(str(tmp_path / "a.csv"), options))
    assert row.get("#affected+killed+min") == "4"
    assert row.get("#adm1+code") == "SY04"


def test_the_codebook_describes_every_column() -> None:
    """No column without a meaning."""
    lines = codebook_csv().splitlines()
    assert len(lines) == len(columns()) + 1
    assert all(column.holds for column in columns())


def alerts() -> Iterator[Alert]:
    """Alerts, one of them hostile."""
    week = (date(2022, 1, 3), date(2022, 1, 9))
    for number, says in enumerate(["عودة التنظيم; in Homs, again " * 6, "<script>&\x0b", "=1+1\r\nBEGIN:VEVENT"]):
        yield Alert(f"a{number}", "rise", "isis", "SY04", *week, 6, 1.5, "cusum", 0.5, says=says)


def test_feeds_hold_together_whatever_an_alert_says() -> None:
    """The Atom feed is well-formed XML; no line of the calendar is too long, and none is smuggled in."""
    from xml.etree import ElementTree

    feed = ElementTree.fromstring(atom_feed(alerts(), title="Desk & Co", id="urn:desk", made=MADE))
    assert len(feed.findall("{http://www.w3.org/2005/Atom}entry")) == 3
    lines = calendar(alerts(), name="Desk", made=MADE).encode().split(b"\r\n")
    assert all(len(line) <= 75 for line in lines)
    assert lines.count(b"BEGIN:VEVENT") == 3


def test_a_category_nobody_knows_is_refused() -> None:
    """A typing mistake cannot lose people."""
    with pytest.raises(PublishError, match="civilian"):
        EventRow("1", None, None, killed_by=(("civilian", Numbers()),))


@pytest.mark.parametrize(
    ("country", "id", "number"), [("LY", "LBY17", 434), ("CD", "COD17", 180), ("ET", "ETH17", 231), ("", "XXX17", "")]
)
def test_other_countries_have_their_codes(country: str, id: str, number: object) -> None:
    """A conflict outside the table gets ISO's codes; where no country is known, the id says so."""
    values = dict(zip(acled_table()["columns"], next(acled_rows([replace(ROW, country_code=country)], made=MADE))))
    assert (values["event_id_cnty"], values["iso"]) == (id, number)
    (row,) = ucdp_rows([replace(ROW, country_code=country)])
    assert row[1].startswith(f"{id[:3]}-2021-")
