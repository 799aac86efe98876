"""The watch on an observatory: incidents in, proposed alerts on the shelf."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import numpy as np
import pytest

from marsad.model.claim import Claim, Reading, When, Where, Who
from marsad.model.errors import WatchError
from marsad.model.incident import ClaimRef, Incident, Toll
from marsad.model.range import Range
from marsad.model.report import Report, Span
from marsad.run.observatory import Observatory, open_observatory
from marsad.run.watch import events_of, watch_observatory
from marsad.watch.surge.surge import WatchSettings

START, WEEKS = date(2019, 1, 7), 160
AS_OF = START + timedelta(weeks=WEEKS, days=-1)
UNITS = ("SY04", "SY07", "SY09")  # three governorates


def incident(number: int, day: date, unit: str, *, state: str = "proposed", **more: object) -> Incident:
    given = {
        "when": When(start=day, end=day, precision="day"),
        "where": (Where("there", unit, "adm1", within=("SY",)),),
        "by": ("isis",),
        "how": ("ied",),
        "tolls": (Toll("killed", Range.exactly(1), Who(status="civilian", role="shepherd")),),
    } | more
    return Incident(f"i{number:05}", (ClaimRef(f"r{number}", "c1"),), state=state, **given)  # type: ignore[arg-type]


@pytest.fixture
def observatory(tmp_path: Path) -> Iterator[Observatory]:
    """Three governorates with one or two incidents a week; the first has five a week in the last ten weeks."""
    random = np.random.default_rng(2)
    incidents, readings, reports = [], [], []
    for week in range(WEEKS):
        for row, unit in enumerate(UNITS):
            rate = 6.0 if row == 0 and week >= WEEKS - 10 else 1.5
            for _ in range(random.poisson(rate)):
                number, day = len(incidents), START + timedelta(days=7 * week + int(random.integers(0, 7)))
                collected = datetime.combine(day + timedelta(days=int(random.choice([0, 9]))), time(), UTC)
                if collected.date() > AS_OF:
                    continue
                incidents.append(incident(number, day, unit))
                report = Report(
                    f"r{number}", f"text {number}", publisher="A Monitor", published=day, collected=collected
                )
                reports.append(report)
                claim = Claim("c1", "event", "new", "claimed" if row == 1 else "reported", (Span(0, 4),))
                readings.append(Reading(report, (claim,)))
    with open_observatory(tmp_path / "t.marsad", pack="syria", create=True, by="tester") as opened:
        opened.store.reports.add(reports, by="tester")
        opened.store.readings.add(readings, by="tester")
        opened.store.incidents.add(incidents, by="tester")
        yield opened


def test_a_rise_becomes_a_proposed_alert_with_its_incidents(observatory: Observatory) -> None:
    """The governorate that rose is told, by its names, with every incident behind it; the alert is on the shelf."""
    found = watch_observatory(observatory, actor="isis", as_of=AS_OF, settings=WatchSettings(budget=3))
    rises = {alert.area: alert for alert in found.look.alerts if alert.kind == "rise"}
    assert "SY04" in rises
    assert set(rises) <= {"SY04", None}
    alert = rises["SY04"]
    assert "Homs" in alert.says
    assert "حمص" in alert.says_ar
    assert len(alert.incidents) >= 30
    assert "unreviewed" in alert.labels
    assert alert.precise == 1.0
    assert alert.complete is not None
    assert 0.7 < alert.complete < 1.0
    assert observatory.store.alerts.get(alert.id) == alert


def test_what_a_person_rejected_is_not_watched(observatory: Observatory) -> None:
    """Rejected incidents, and those of other groups and other units, are left out."""
    all_of_them = list(events_of(observatory))
    first = all_of_them[0][1]
    observatory.store.incidents.add([incident(0, START, "SY04", state="rejected")], by="tester")
    assert first.id == "i00000"
    assert len(list(events_of(observatory))) == len(all_of_them) - 1
    homs = [event for event, _ in events_of(observatory, within="SY04")]
    assert {event.area for event in homs} == {"SY04"}


def test_events_carry_what_the_reports_say(observatory: Observatory) -> None:
    """Doers with the wider groups they are part of, tactics, victims' roles, sources, and when the desk knew."""
    observatory.store.incidents.add([incident(90_000, START, "SY07", by=("iswap",))], by="tester")
    events = {event.id: event for event, _ in events_of(observatory)}
    assert events["i90000"].actors == ("iswap", "isis")
    plain = events["i00001"]
    assert (plain.tactics, plain.roles, plain.civilians, plain.sources) == (("ied",), ("shepherd",), 1, ("A Monitor",))
    assert plain.collected is not None
    assert {event.basis for event in events.values()} == {"claimed", "reported"}


def test_a_group_that_nobody_knows_is_refused(observatory: Observatory) -> None:
    """The message says where groups are listed; an empty choice says what to run."""
    with pytest.raises(WatchError, match=r"actors\.csv"):
        watch_observatory(observatory, actor="nobody", as_of=AS_OF)
    with pytest.raises(WatchError, match="marsad match"):
        watch_observatory(observatory, actor="hts", as_of=AS_OF)
