"""UCDP GED: both column sets, order defects kept and flagged, sums as published."""

import csv
from pathlib import Path

import pytest

from marsad.collect.datasets import import_file, import_text, load_mapping, reading_of
from marsad.model.codec import decode_reading, encode_reading
from marsad.model.imported import sum_as_given
from marsad.model.range import Range

HEADER = (
    "id,relid,date_start,date_end,date_prec,type_of_violence,side_a,side_b,where_prec,where_coordinates,country,adm_1,"
    "latitude,longitude,deaths_a,deaths_b,deaths_civilians,deaths_unknown,best,high,low,source_article"
)
ROW = (
    "7,XXX-2020-1-1-1,2020-03-01 00:00:00.000,2020-03-04 00:00:00.000,2,1,Government of X,Group Y,"
    "3,Town,X,North,35.5,37.5,"
    '2,0,1,0,3,5,2,"""Agency,2020-03-05,Three dead, says office"";""Radio,2020-03-06,More"""'
)


def test_a_row_becomes_an_event() -> None:
    """Dates with a time, precisions, sides, parts, cited sources; every cell kept for the way back."""
    event = import_text(f"{HEADER}\n{ROW}\n", mapping=load_mapping("ucdp-ged")).events[0]
    assert (event.id, event.kind, event.row) == ("7", "state-based", 2)
    assert (str(event.when.start), str(event.when.end), event.when.precision) == ("2020-03-01", "2020-03-04", "days")
    assert (event.where.words, event.where.precision, event.where.point) == ("Town", "adm2", (35.5, 37.5))
    assert event.admin == ("X", "North")
    assert event.doers == ("Government of X", "Group Y")
    assert event.killed.as_range() == Range(2, 3, 5, "..")
    assert [(part.words, part.number.best) for part in event.parts][:3] == [
        ("Government of X", 2),
        ("Group Y", 0),
        ("civilians", 1),
    ]
    assert [(cited.office, str(cited.published), cited.title) for cited in event.sources] == [
        ("Agency", "2020-03-05", "Three dead, says office"),
        ("Radio", "2020-03-06", "More"),
    ]
    assert event.given()["relid"] == "XXX-2020-1-1-1"
    assert ",".join(event.columns) == HEADER


def test_one_sided_violence_has_one_doer() -> None:
    """Civilians are a side in the data set, and no doer."""
    text = f"{HEADER}\n" + ROW.replace(",2,1,Government", ",2,3,Government").replace("Group Y", "Civilians")
    assert import_text(text, mapping=load_mapping("ucdp-ged")).events[0].doers == ("Government of X",)


def test_order_defects_are_flagged_and_kept() -> None:
    """Best 9 of high 5: found, said, kept as given; counting lets best stand and widens the end to it."""
    event = import_text(f"{HEADER}\n{ROW.replace(',3,5,2,', ',9,5,2,')}", mapping=load_mapping("ucdp-ged")).events[0]
    assert [(finding.rule, finding.severity, finding.arithmetic) for finding in event.findings] == [
        ("order", "error", "best>high")
    ]
    assert (event.killed.low, event.killed.best, event.killed.high) == (2, 9, 5)
    assert event.killed.as_range() == Range(2, 9, 9, "..")


@pytest.mark.parametrize(
    ("file", "events", "sums"),
    [
        ("ged_syria_2016_2019.csv", 16_566, (104_929, 112_337, 119_020)),
        ("ged_sample_1000.csv", 1_000, (6_224, 9_561, 22_017)),
    ],
)
def test_the_published_files_come_in_whole(shared: Path, file: str, events: int, sums: tuple[int, int, int]) -> None:
    """41 and 49 columns: every row an event, the columns add up as given, 101 and 13 order defects and no other."""
    made = import_file(shared / "data/ucdp" / file, format="ucdp-ged")
    given = sum_as_given(made.events)
    assert (len(made.events), made.set_aside) == (events, ())
    assert (given.low, given.best, given.high) == sums
    with (shared / "data/ucdp/expected_order_defects.csv").open(encoding="utf-8") as source:
        wanted = {row["id"]: row["defect"] for row in csv.DictReader(source) if row["file"] == file}
    assert {event.id: event.findings[0].arithmetic for event in made.events if event.findings} == wanted
    assert not [event for event in made.events if event.doubts]


def test_a_row_can_be_read_like_a_report() -> None:
    """The row is the text; the count's words are its own cell; actors only as the pack knows them."""
    event = import_text(f"{HEADER}\n{ROW}\n", mapping=load_mapping("ucdp-ged")).events[0]
    reading = reading_of(event, actor_of={"Government of X": "gov-x"}.get)
    count = next(reading.counts())
    assert count.span.of(reading.report.text) == count.words == "3"
    assert reading.report.text[count.span.start - 6 : count.span.start] == "best: "
    assert count.by == ("gov-x",)
    assert [aside.what for aside in reading.set_aside] == ["Group Y"]
    assert [voice.words for voice in reading.claims[0].said_by] == ["Agency", "Radio"]
    assert decode_reading(encode_reading(reading), text=reading.report.text) == reading
