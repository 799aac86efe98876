"""Tables, the command, and its joining to files."""

import csv
import json
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from marsad.cli.watch import command
from marsad.model.errors import WatchError
from marsad.run.watch import backtest_file, namer_of, panel_of, read_file
from marsad.watch.panel import ANY, Key
from marsad.watch.surge.simulate import Drift, simulate
from marsad.watch.table import columns_of, read_table

HEADER = ["week_start", "adm1_pcode", "adm1_name", "events", "best", "days_covered", "coarse_events"]


def weekly(folder: Path, weeks: int = 180, *, rise: int = 12) -> Path:
    """A file of weekly counts of five areas; the first triples in its last weeks."""
    random = np.random.default_rng(4)
    counts = simulate(np.full(5, 2.0), np.full(5, 1.2), weeks, drift=Drift(0.1), rise=None, random=random)
    counts[0, -rise:] += random.poisson(5.0, rise)
    path = folder / "weeks.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        for week in range(weeks):
            day = date(2016, 1, 4) + timedelta(weeks=week)
            for row in range(5):
                writer.writerow([day, f"X{row}", f"Area {row}", counts[row, week], counts[row, week] * 3, 7, 0])
            writer.writerow([day, "", "", 1, 2, 7, 0])
    return path


def events_file(folder: Path, number: int = 220) -> Path:
    """A file of events in UCDP's columns, with points around a town."""
    random = np.random.default_rng(5)
    path = folder / "events.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "date_start", "date_end", "date_prec", "side_a", "side_b", "adm_1", "latitude",
                         "longitude", "where_prec", "low", "best", "high", "deaths_civilians"])  # fmt: skip
        for n in range(number):
            day = date(2018, 1, 1) + timedelta(days=int(random.integers(0, 500)))
            writer.writerow([n, day, day, 1, "Army", "Front", f"Area {random.integers(3)}",
                             35 + random.normal(0, 0.3),
                             39 + random.normal(0, 0.3), 1, 1, 2, 3, int(n % 4 == 0)])  # fmt: skip
    return path


def run(*arguments: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(command, [str(each) for each in arguments], catch_exceptions=False)
    return result.exit_code, result.stdout, result.stderr


def test_a_weekly_table_is_read_whatever_its_columns_are_called() -> None:
    """Week, area and count under other names give the same series; an area that is not known counts in the whole."""
    rows = [
        {"Week": "2020-01-08", "Region": "north", "Attacks": "3"},
        {"Week": "2020-01-22", "Region": "", "Attacks": "2"},
    ]
    table = read_table(["Week", "Region", "Attacks"], rows, actor="front")
    assert table.panel is not None
    rows_of = {key: row.tolist() for key, row in zip(table.panel.keys, table.panel.counts)}
    assert rows_of == {Key("front", "north"): [3, 0, 0], Key("front", ANY): [3, 0, 2]}
    assert table.without_area == 2


def test_bad_rows_are_set_aside_with_their_reason() -> None:
    """A count that is none, a date that is none: named by row, and the rest is kept."""
    rows = [
        {"week": "2020-01-06", "area": "n", "events": "3"},
        {"week": "2020-01-13", "area": "n", "events": "some"},
        {"week": "6 Jan", "area": "n", "events": "1"},
        {"week": "2020-01-20", "area": "n", "events": "-1"},
    ]
    table = read_table(["week", "area", "events"], rows)
    assert [where for where, _ in table.set_aside] == ["row 3", "row 4", "row 5"]
    assert "'some'" in table.set_aside[0][1]
    assert table.panel is not None
    assert table.panel.counts.sum() == 6  # the area's own series, and that over all areas


def test_a_table_without_a_week_or_date_is_refused() -> None:
    """The message names the columns found and those that are wanted."""
    with pytest.raises(WatchError, match=r"(?s)place, number.*event_date"):
        read_table(["place", "number"], [])
    with pytest.raises(WatchError, match="set aside"):
        read_table(["date"], [{"date": "never"}])


def test_ucdp_and_acled_codes_of_precision_are_understood() -> None:
    """UCDP's where_prec 4 and ACLED's geo_precision 3 both mean a governorate; time_precision 3 a month."""
    ucdp = read_table(
        ["date_start", "side_b", "latitude", "longitude", "where_prec", "date_prec"],
        [{"date_start": "2020-01-06", "side_b": "F", "latitude": "35", "longitude": "39", "where_prec": "4",
          "date_prec": "5"}],
    ).events[0]  # fmt: skip
    acled = read_table(
        ["event_date", "actor1", "latitude", "longitude", "geo_precision", "time_precision", "fatalities"],
        [{"event_date": "2020-01-06", "actor1": "F", "latitude": "35", "longitude": "39", "geo_precision": "3",
          "time_precision": "3", "fatalities": "2"}],
    ).events[0]  # fmt: skip
    assert (ucdp.place_precision, acled.place_precision) == ("adm1", "adm1")
    assert not ucdp.is_dated_to_the_week
    assert not acled.is_dated_to_the_week
    assert (acled.deaths, acled.actors, ucdp.actors) == (2, ("F",), ("F",))


def test_days_as_acled_writes_them_are_understood() -> None:
    """The month in full, in both of ACLED's forms; a form that could mean two days is set aside."""
    days = ["20 August 2020", "20-August-2020", "2020-08-20T12:00:00", "03/04/2020"]
    table = read_table(["event_date", "actor1"], [{"event_date": day, "actor1": "F"} for day in days])
    assert {event.start for event in table.events} == {date(2020, 8, 20)}
    assert [where for where, _ in table.set_aside] == ["row 5"]


def test_columns_are_taken_in_order_of_trust() -> None:
    """A P-code goes before a name where both are there."""
    assert columns_of(["adm1_name", "ADM1_PCODE", "Week"])["area"] == "ADM1_PCODE"


def test_the_command_tells_a_rise(tmp_path: Path) -> None:
    """A file with a rise gives one paragraph on it, and exit code 0."""
    code, out, _ = run(weekly(tmp_path), "--actor", "front", "--rules")
    assert code == 0
    assert "front: sustained rise in Area 0" in out
    assert "Baseline: half-life" in out


def test_json_is_lines_of_json_and_nothing_else(tmp_path: Path) -> None:
    """Every line parses; alerts carry both languages and what they rest on; the same seed gives the same bytes."""
    path = weekly(tmp_path)
    code, out, _ = run(path, "--actor", "front", "--json", "--forecast")
    records = [json.loads(line) for line in out.splitlines()]
    alerts = [record["alert"] for record in records if "alert" in record]
    assert code == 0
    assert any(alert["kind"] == "rise" and alert["area"] == "X0" for alert in alerts)
    assert all(alert["says"] and alert["says_ar"] and alert["false_per_year"] is not None for alert in alerts)
    assert {key for record in records for key in record} >= {"alert", "look", "forecast"}
    assert run(path, "--actor", "front", "--json", "--forecast")[1] == out


def test_a_back_test_prints_every_rule_side_by_side(tmp_path: Path) -> None:
    """Ours, ACLED's and HDX's stand in each table, and in the JSON with false alarms, found, delay and share right."""
    path = weekly(tmp_path)
    code, out, _ = run("--backtest", path)
    assert code == 0
    for rule in ("nb-cusum", "acled-surge", "acled-threat", "hdx-like", "hdx-signals"):
        assert out.count(f"\n{rule} ") >= 2
    _, out, _ = run("--backtest", path, "--json")
    scores = [json.loads(line)["score"] for line in out.splitlines()[1:]]
    assert {"false_per_year", "found", "rises", "delay", "right", "planted_found"} <= set(scores[0])
    assert all(score["false_per_year"] >= 0 for score in scores)


def test_events_give_size_cluster_and_description(tmp_path: Path) -> None:
    """A file of events: all the rest can be asked for, in Arabic too; weekly counts cannot, and say so."""
    path = events_file(tmp_path)
    code, out, _ = run(path, "--actor", "Front", "--scan", "--describe", "--published-km2", "4000", "--language", "ar")
    assert code == 0
    assert "4,000" in out
    assert "Area 1" in out
    with pytest.raises(WatchError, match="one event a row"):
        run(weekly(tmp_path), "--scan")


def test_pages_and_pictures_are_written_in_both_languages(tmp_path: Path) -> None:
    """A page an alert and language, from right to left in Arabic, with its picture inside."""
    code, _, told = run(weekly(tmp_path), "--actor", "front", "--pages", tmp_path / "out")
    pages = sorted(path.name for path in (tmp_path / "out").glob("alert-1.*"))
    assert code == 0
    assert pages == ["alert-1.ar.html", "alert-1.en.html"]
    arabic = (tmp_path / "out" / "alert-1.ar.html").read_text(encoding="utf-8")
    assert 'dir="rtl"' in arabic
    assert "<svg" in arabic
    assert "wrote" in told


def test_a_day_in_the_past_sees_no_later_week(tmp_path: Path) -> None:
    """As of a day before the rise there is no alert on it."""
    path = weekly(tmp_path)
    _, out, _ = run(path, "--actor", "front", "--as-of", "2019-02-03")
    assert "sustained rise in Area 0" not in out
    assert "3 February 2019" in out


def test_set_aside_rows_end_with_code_1(tmp_path: Path) -> None:
    """One bad row: it is named on standard error, the rest is watched, and the exit code is 1."""
    path = weekly(tmp_path)
    path.write_text(path.read_text(encoding="utf-8") + "soon,X0,Area 0,1,1,7,0\n", encoding="utf-8")
    code, out, told = run(path, "--actor", "front")
    assert code == 1
    assert "'soon'" in told
    assert "Area 0" in out


def test_what_cannot_be_read_is_said(tmp_path: Path) -> None:
    """A missing file and one that is no text give messages, not traces."""
    with pytest.raises(WatchError, match="cannot be read"):
        read_file(tmp_path / "none.csv")
    (tmp_path / "bad.csv").write_bytes(b"\xff\xfe\x00week")
    with pytest.raises(WatchError, match="UTF-8"):
        read_file(tmp_path / "bad.csv")


def test_names_come_from_the_pack_in_both_languages() -> None:
    """A P-code, a name as UCDP has it, and a group's other name are found; what is not stays as it is."""
    from marsad.packs import load_pack

    name = namer_of(load_pack("syria"), {"g": "Deir ez Zor Governorate"})
    assert name("SY01", "ar") == "دمشق"
    assert name("g", "ar") == "دير الزور"
    assert name("IS", "en") == "Islamic State (ISIS)"
    assert name("nobody", "ar") == "nobody"


def test_the_real_series_are_watched_with_the_tables_promised(shared) -> None:  # type: ignore[no-untyped-def]
    """ISIS in Syria 2016 to 2019: at equal false alarms ours finds every rise, sooner than theirs."""
    path = shared / "data" / "ucdp" / "is_weekly_governorate_2016_2019.csv"
    done, table = backtest_file(path, actor="isis")
    assert table.set_aside == ()
    assert done.series == 14
    scores = {score.rule: score for score in done.scores if score.how == "equal"}
    ours = scores["nb-cusum"]
    assert ours.found == ours.rises >= 5
    for other in ("acled-surge", "acled-threat", "hdx-like", "hdx-signals"):
        assert (ours.delay or 0) <= (scores[other].delay or 99)
        assert (ours.planted_found or 0) > (scores[other].planted_found or 0)


def test_the_two_forms_of_the_real_data_agree(shared) -> None:  # type: ignore[no-untyped-def]
    """The weekly file and the events it was made from give the same total a week."""
    folder = shared / "data" / "ucdp"
    weekly_panel = read_file(folder / "is_weekly_governorate_2016_2019.csv", actor="IS").panel
    events = panel_of(read_file(folder / "ged_syria_2016_2019.csv", actor="IS"), actors=["IS"])
    assert weekly_panel is not None
    one = weekly_panel.counts[weekly_panel.keys.index(Key("IS", ANY))]
    two = events.counts[events.keys.index(Key("IS", ANY))]
    assert np.abs(one[: len(two)] - two).sum() <= 0.01 * one.sum()
