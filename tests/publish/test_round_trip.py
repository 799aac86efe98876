"""What goes out in the field's shapes comes back the same through our own importers."""

import sqlite3
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from xml.etree import ElementTree

from hypothesis import given, settings
from hypothesis import strategies as st

from marsad.collect.datasets import import_file
from marsad.model.incident import Alert
from marsad.publish.data.acled import acled_rows, acled_table, fatalities
from marsad.publish.data.airwars import COLUMNS as AIRWARS
from marsad.publish.data.airwars import airwars_rows
from marsad.publish.data.database import write_sqlite
from marsad.publish.data.row import EventRow, Numbers, Side, Telling
from marsad.publish.data.ucdp import side_name, ucdp_rows, ucdp_table
from marsad.publish.data.write import write_csv
from marsad.run.observatory import Observatory
from marsad.run.publish import issued_alerts, publish_data

MADE = datetime(2022, 2, 1, tzinfo=UTC)
SIDES = [
    Side("isis", "Islamic State", "armed group"), Side("syrian-regime-forces", "Syrian regime forces", "state force"),
    Side("sdf", "Syrian Democratic Forces", "armed group"),
]  # fmt: skip
words = st.sampled_from(["Homs", "السخنة", 'a "quoted" place', "one; two", "Deir ez-Zor, east"])
numbers = st.lists(st.integers(0, 60), min_size=3, max_size=3).map(sorted).map(lambda each: Numbers(*each))


@st.composite
def event_rows(draw: st.DrawFn) -> list[EventRow]:
    """Rows as they may go out: any numbers, places, sides and tellings."""
    found = []
    for number in range(draw(st.integers(1, 6))):
        start = date(2019, 1, 1) + timedelta(days=draw(st.integers(0, 900)))
        doer, victim = draw(st.permutations(SIDES))[:2]
        telling = Telling("SOHR", start, draw(words), "https://example.org/a", "en")
        found.append(EventRow(
            str(number + 1), start, start + timedelta(days=draw(st.integers(0, 3))), "days", "Armed clash",
            doers=(doer,), victims=(victim,), country="Syria", country_code="SY", adm1="Homs", adm1_code="SY04",
            location=draw(words), latitude=draw(st.integers(3200, 3700)) / 100,
            longitude=draw(st.integers(3600, 4200)) / 100,
            where_precision=draw(st.sampled_from(["exact", "near", "adm2"])), killed=draw(numbers), tellings=(telling,),
        ))  # fmt: skip
    return found


@settings(max_examples=40)
@given(event_rows())
def test_ucdp_shape_comes_back_the_same(tmp_path_factory: object, rows: list[EventRow]) -> None:
    """Days, point, sides, low, best and high; no row is set aside and none contradicts itself."""
    path = tmp_path_factory.mktemp("ucdp") / "ged.csv"  # type: ignore[attr-defined]
    write_csv(path, ucdp_table()["columns"], ucdp_rows(rows))
    back = import_file(path, format="ucdp-ged")
    assert back.set_aside == ()
    assert back.findings == ()
    for row, event in zip(rows, back.events, strict=True):
        assert (event.id, event.when.start, event.when.end) == (row.id, row.start, row.end)
        assert event.where.point == (row.latitude, row.longitude)
        assert event.where.words == row.location
        assert {side.name for side in event.sides} == {side_name(side) for side in (*row.doers, *row.victims)}
        given = (event.killed.low, event.killed.best, event.killed.high)
        assert given == (row.killed.low, row.killed.best, row.killed.high)
        assert [source.office for source in event.sources] == ["SOHR"]


@settings(max_examples=40)
@given(event_rows())
def test_acled_shape_comes_back_the_same(tmp_path_factory: object, rows: list[EventRow]) -> None:
    """One day, one conservative number, actors and place."""
    path = tmp_path_factory.mktemp("acled") / "acled.csv"  # type: ignore[attr-defined]
    write_csv(path, acled_table()["columns"], acled_rows(rows, made=MADE))
    back = import_file(path, format="acled")
    assert back.set_aside == ()
    for row, event in zip(rows, back.events, strict=True):
        assert (event.id, event.when.start) == (f"SYR{row.id}", row.start)
        assert event.sub_kind == "Armed clash"
        assert event.where.point == (row.latitude, row.longitude)
        assert {side.name for side in event.sides} >= {row.doers[0].name, row.victims[0].name}
        assert event.killed.best == fatalities(row.killed)


@settings(max_examples=30)
@given(event_rows(), st.sampled_from(["confirmed", "fair", "weak", "contested", "discounted", ""]))
def test_airwars_shape_comes_back_with_its_grade(tmp_path_factory: object, rows: list[EventRow], grade: str) -> None:
    """Minimum, maximum, grade and place; a maximum that nobody set stays open."""
    open_ended = replace(rows[0], id="open", killed=Numbers(12, 12, None, ">=", "at least 12"))
    graded = [replace(row, grade=grade) for row in (*rows, open_ended)]
    path = tmp_path_factory.mktemp("airwars") / "airwars.csv"  # type: ignore[attr-defined]
    write_csv(path, AIRWARS, airwars_rows(graded))
    back = import_file(path, format="airwars")
    assert back.set_aside == ()
    for row, event in zip(graded, back.events, strict=True):
        assert (event.id, event.grade, event.where.words) == (row.id, grade or None, row.location)
        assert (event.killed.low, event.killed.high) == (row.killed.low, row.killed.high)
        assert event.where.precision == row.where_precision


def test_a_sqlite_file_holds_incidents_sources_and_codebook(tmp_path: Path) -> None:
    """A query joins an incident with its reports; what is not known is NULL; a second export replaces the first."""
    row = EventRow("7", date(2021, 5, 3), None, location="السخنة", killed=Numbers(4, 5, 6),
                   tellings=(Telling("SOHR", date(2021, 5, 4)), Telling("مركز")))  # fmt: skip
    for _ in range(2):
        assert write_sqlite(tmp_path / "a.sqlite", [row]) == 1
    with sqlite3.connect(tmp_path / "a.sqlite") as connection:
        found = connection.execute(
            "SELECT location, killed_best, i.end, publisher FROM incidents i JOIN sources s ON s.incident = i.id "
            "ORDER BY s.rowid"
        ).fetchall()
        described = connection.execute("SELECT count(*) FROM codebook WHERE holds > ''").fetchone()
    assert found == [("السخنة", 5, None, "SOHR"), ("السخنة", 5, None, "مركز")]
    assert described == (len(connection.execute("SELECT * FROM incidents").description),)


def test_only_issued_alerts_are_in_the_feeds(fresh: Callable[[], Observatory], tmp_path: Path) -> None:
    """A machine's proposal stays inside; what was issued and then dismissed goes out of the feed again."""
    observatory = fresh()
    week = (date(2022, 1, 3), date(2022, 1, 9))
    alerts = [Alert(f"a{n}", "rise", "isis", "SY04", *week, 6, 1.5, "cusum", 0.5, says=f"Alert {n}") for n in (1, 2)]
    observatory.store.alerts.add(alerts, by="tester")
    assert issued_alerts(observatory) == []
    observatory.review().judge("issue", "a1", by="editor", reason="seen by two desks")
    done = publish_data(observatory, tmp_path / "out", formats=("atom", "ics", "sqlite"), made=MADE)
    feed = ElementTree.parse(tmp_path / "out" / "alerts.atom").getroot()
    titles = [each.text for each in feed.iter("{http://www.w3.org/2005/Atom}title")]
    assert "Alert 1" in titles
    assert "Alert 2" not in titles
    assert (tmp_path / "out" / "alerts.ics").read_text(encoding="utf-8").count("BEGIN:VEVENT") == 1
    assert {"alerts.atom", "alerts.ics", "incidents.sqlite", "codebook.csv"} == {path.name for path in done.files}
