"""Rows of any country have ACLED's and UCDP's codes for it, and come back the same."""

import csv
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marsad.collect.datasets import import_file
from marsad.publish.data.acled import acled_rows, acled_table, fatalities
from marsad.publish.data.countries import countries, country_of, government_of, is_abroad, state_forces
from marsad.publish.data.row import EventRow, Numbers, Side, Telling
from marsad.publish.data.ucdp import side_name, ucdp_rows, ucdp_table
from marsad.publish.data.write import write_csv

MADE = datetime(2022, 2, 1, tzinfo=UTC)
DAY = date(2021, 5, 3)
ARMED = Side("some-group", "Some Group", "armed group")


def acled(row: EventRow) -> dict[str, Any]:
    """One row in ACLED's shape, by column."""
    (cells,) = acled_rows([row], made=MADE)
    return dict(zip(acled_table()["columns"], cells, strict=True))


def ucdp(row: EventRow) -> dict[str, Any]:
    """One row in UCDP's shape, by column."""
    (cells,) = ucdp_rows([row])
    return dict(zip(ucdp_table()["columns"], cells, strict=True))


@pytest.mark.parametrize(
    ("code", "iso", "letters", "region", "label", "number", "ucdp_region"),
    [
        ("SY", 760, "SYR", "Middle East", "Syria", 652, "Middle East"),
        ("CD", 180, "COD", "Middle Africa", "DR Congo (Zaire)", 490, "Africa"),
        ("CO", 170, "COL", "South America", "Colombia", 100, "Americas"),
        ("MM", 104, "MMR", "Southeast Asia", "Myanmar (Burma)", 775, "Asia"),
        ("UA", 804, "UKR", "Europe", "Ukraine", 369, "Europe"),
        ("AF", 4, "AFG", "Caucasus and Central Asia", "Afghanistan", 700, "Asia"),
        ("MX", 484, "MEX", "North America", "Mexico", 70, "Americas"),
        ("HT", 332, "HTI", "Caribbean", "Haiti", 41, "Americas"),
        ("PK", 586, "PAK", "South Asia", "Pakistan", 770, "Asia"),
        ("EG", 818, "EGY", "Northern Africa", "Egypt", 651, "Middle East"),
        ("YE", 887, "YEM", "Middle East", "Yemen (North Yemen)", 678, "Middle East"),
        ("ET", 231, "ETH", "Eastern Africa", "Ethiopia", 530, "Africa"),
        ("PG", 598, "PNG", "Oceania", "Papua New Guinea", 910, "Asia"),
        ("PS", 275, "PSE", "Middle East", "Israel", 666, "Middle East"),
        ("SS", 728, "SSD", "Eastern Africa", "South Sudan", 626, "Africa"),
    ],
)
def test_each_country_has_the_codes_of_both_data_sets(
    code: str, iso: int, letters: str, region: str, label: str, number: int, ucdp_region: str
) -> None:
    """ISO's number, ACLED's region and id; UCDP's label, Gleditsch-Ward number and region."""
    row = EventRow("9", DAY, DAY, doers=(ARMED,), country="Its name", country_code=code)
    theirs, other = acled(row), ucdp(row)
    assert (theirs["iso"], theirs["event_id_cnty"], theirs["region"]) == (iso, f"{letters}9", region)
    assert (other["country"], other["country_id"], other["region"]) == (label, number, ucdp_region)
    assert other["relid"].startswith(f"{letters}-2021-")


def test_no_country_is_missing_or_named_twice() -> None:
    """Every ISO code has letters, number and ACLED region; no two independent states share a number or letters."""
    table = countries()
    assert len(table) == 250
    assert all(each.iso or each.alpha2 == "XK" for each in table.values())
    assert len({each.alpha3 for each in table.values()}) == 250
    assert {each.acled_region for each in table.values()} >= {"Western Africa", "Oceania", "Antarctica"}
    own = [each for each in table.values() if each.gleditsch_ward and each.alpha2 not in ("PS", "EH")]
    assert len(own) == len({each.gleditsch_ward for each in own}) > 190
    assert country_of("").alpha3 == "XXX"


def test_ucdp_itself_has_these_labels_and_numbers(shared: Path) -> None:
    """Every country of real UCDP events stands in the table with the same label, number and region."""
    ours = {each.gleditsch_ward: each for each in countries().values() if each.alpha2 not in ("PS", "EH")}
    seen = set()
    for name in ("ged_sample_1000.csv", "ged_syria_2016_2019.csv"):
        with (shared / "data" / "ucdp" / name).open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                country = ours[int(row["country_id"])]
                assert (country.ucdp_label, country.ucdp_region) == (row["country"], row["region"])
                seen.add(country.alpha2)
    assert len(seen) > 50


def test_a_state_abroad_is_an_external_force_and_a_government_at_home() -> None:
    """Russian forces are external in Syria; both shapes name the states behind the forces."""
    russia, army = Side("russia", "Russian forces", "state force"), Side("myanmar-forces", "Tatmadaw", "state force")
    row = EventRow("1", DAY, DAY, doers=(russia,), victims=(ARMED,), country_code="SY")
    assert (acled(row)["inter1"], ucdp(row)["side_a"], ucdp(row)["gwnoa"]) == (
        8, "Government of Russia (Soviet Union)", 365,
    )  # fmt: skip
    home = EventRow("1", DAY, DAY, doers=(army,), victims=(ARMED,), country_code="MM")
    assert (acled(home)["inter1"], ucdp(home)["side_a"], ucdp(home)["gwnoa"]) == (
        1, "Government of Myanmar (Burma)", 775,
    )  # fmt: skip
    assert is_abroad("amisom", "SO")
    assert not is_abroad("a-desk's-own-army", "SO")
    assert government_of("isis") is None
    assert set(state_forces().values()) <= set(countries())


def test_where_only_the_month_is_known_acled_has_its_middle() -> None:
    """And UCDP the whole month; a row without any day is in neither."""
    row = EventRow("1", date(2021, 2, 1), date(2021, 2, 28), "month", country_code="SY")
    assert (acled(row)["event_date"], acled(row)["time_precision"]) == ("2021-02-14", 3)
    assert (ucdp(row)["date_start"], ucdp(row)["date_end"], ucdp(row)["date_prec"]) == ("2021-02-01", "2021-02-28", 4)
    assert list(acled_rows([EventRow("1", None, None, "unknown")], made=MADE)) == []
    assert list(ucdp_rows([EventRow("1", None, None, "unknown")])) == []


def test_an_id_makes_the_same_number_whatever_stands_beside_it() -> None:
    """So the same incident has the same number in every export."""
    row = EventRow("i3f9a", DAY, DAY, country_code="SY")
    alone = ucdp(row)["id"]
    beside = [cells[0] for cells in ucdp_rows([replace(row, id="other"), row])]
    assert beside[1] == alone != beside[0]
    assert alone < 10**15


plain = st.sampled_from(["Homs", "السخنة", 'a "quoted" place', "one; two", "=SUM(1)", "A, B"])
numbers = st.lists(st.integers(0, 60), min_size=3, max_size=3).map(sorted).map(lambda each: Numbers(*each))
LENGTH = {"day": 0, "days": 4, "week": 6, "month": 27, "year": 364}
PLACED = {"exact": "exact", "near": "near", "adm2": "adm2", "adm1": "adm1", "area": "area", "country": "country"}


@st.composite
def rows_of_anywhere(draw: st.DrawFn) -> EventRow:
    """A row as it may go out, of any country, with any precision, sides and numbers."""
    start, precision = date(2019, 1, 1) + timedelta(days=draw(st.integers(0, 900))), draw(st.sampled_from(list(LENGTH)))
    sides = [
        ARMED, Side("russia", "Russian forces", "state force"), Side("isis", "Islamic State", "armed group"),
        Side("civilians", "Civilians", "civilians"),
    ]  # fmt: skip
    doer, victim = draw(st.sampled_from(sides[:3])), draw(st.sampled_from(sides))
    civilians = draw(st.integers(0, 20))
    tellings = draw(st.lists(st.builds(Telling, plain, st.just(start), plain), max_size=2))
    return EventRow(
        draw(st.text("abcdef0123456789", min_size=6, max_size=8)), start, start + timedelta(days=LENGTH[precision]),
        precision, draw(st.sampled_from(sorted(acled_table()["events"]))), doers=(doer,),
        victims=(victim,) if victim != doer else (), country="A country",
        country_code=draw(st.sampled_from(sorted(countries()))), adm1=draw(plain), location=draw(plain),
        latitude=draw(st.integers(-8900, 8900)) / 100, longitude=draw(st.integers(-17900, 17900)) / 100,
        where_precision=draw(st.sampled_from(list(PLACED))), killed=draw(numbers),
        killed_by=(("civilians", Numbers(civilians, civilians, civilians)),) if victim.id == "civilians" else (),
        tellings=tuple(tellings),
    )  # fmt: skip


def back(words: str) -> str:
    """What a cell says once the apostrophe before a formula is taken off."""
    return words.removeprefix("'")


@settings(max_examples=60)
@given(row=rows_of_anywhere())
def test_what_goes_out_as_ucdp_comes_back_the_same(tmp_path_factory: pytest.TempPathFactory, row: EventRow) -> None:
    """Window, precisions, point, sides, numbers by side, sources: everything that the shape can say."""
    path = tmp_path_factory.mktemp("ucdp") / "ged.csv"
    write_csv(path, ucdp_table()["columns"], ucdp_rows([row]))
    came = import_file(path, format="ucdp-ged")
    assert (came.set_aside, came.findings) == ((), ())
    (event,) = came.events
    assert event.doubts == ()
    assert (event.id, event.when.start, event.when.end) == (str(row.number), row.start, row.end)
    assert event.when.precision == row.when_precision
    assert (event.where.point, event.where.precision) == ((row.latitude, row.longitude), PLACED[row.where_precision])
    assert back(event.where.words or "") == row.location
    label = country_of(row.country_code).ucdp_label
    assert [back(name) for name in event.admin] == [label, row.adm1]
    assert side_name(row.doers[0]) in {side.name for side in event.sides}
    parts = [part.number.best or 0 for part in event.parts]
    assert sum(parts) == event.killed.best
    civilians = row.by_category("civilians").best or 0
    if civilians <= (row.killed.best or 0):
        assert (event.killed.low, event.killed.best, event.killed.high) == (
            row.killed.low, row.killed.best, row.killed.high,
        )  # fmt: skip
    assert [source.published for source in event.sources] == [telling.published for telling in row.tellings]
    assert [source.office for source in event.sources] == [
        t.publisher.replace(",", " ").replace('"', "'") for t in row.tellings
    ]


@settings(max_examples=60)
@given(row=rows_of_anywhere())
def test_what_goes_out_as_acled_comes_back_the_same(tmp_path_factory: pytest.TempPathFactory, row: EventRow) -> None:
    """Day, precisions, event type, point, actors and their kinds, the one number, sources."""
    path = tmp_path_factory.mktemp("acled") / "acled.csv"
    write_csv(path, acled_table()["columns"], acled_rows([row], made=MADE))
    came = import_file(path, format="acled")
    assert came.set_aside == ()
    (event,) = came.events
    assert event.doubts == ()
    country = country_of(row.country_code)
    assert event.id == f"{country.alpha3}{row.number}"
    assert row.start
    assert row.end
    assert event.when.start
    assert row.start <= event.when.start <= row.end
    assert event.when.precision == {"days": "week", "year": "month"}.get(row.when_precision, row.when_precision)
    assert (event.kind, event.sub_kind) == (acled_table()["events"][row.event][0], row.event)
    assert event.where.point == (row.latitude, row.longitude)
    assert back(event.where.words or "") == row.location
    assert event.killed.best == fatalities(row.killed)
    assert row.doers[0].name in {side.name for side in event.sides}
    given_back = event.given()
    assert (given_back["iso"], given_back["region"]) == (
        "" if country.iso is None else str(country.iso),
        country.acled_region,
    )
    offices = dict.fromkeys(back(t.publisher).replace(";", ",") for t in row.tellings)
    assert [back(source.office) for source in event.sources] == list(offices)
