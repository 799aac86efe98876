"""Looking back at a window of the past: alerts as they would have come, rises found and missed, false alarms stated."""

from datetime import date, timedelta

import numpy as np
import pytest

from marsad.model.errors import WatchError
from marsad.watch.panel import Key, Panel
from marsad.watch.surge.backtest import BacktestSettings
from marsad.watch.surge.past import found_near, look_back, rule_named

START, WEEKS, RISE = date(2018, 1, 1), 200, 130


def panel(*, rise: float = 4.0, seed: int = 3) -> Panel:
    """Six series of two events a week; the first at `rise` times that from week 130 on."""
    random = np.random.default_rng(seed)
    counts = random.poisson(2.0, size=(6, WEEKS))
    counts[0, RISE:] = random.poisson(2.0 * rise, size=WEEKS - RISE)
    weeks = tuple(START + timedelta(weeks=week) for week in range(WEEKS))
    return Panel(tuple(Key("g", f"a{row}") for row in range(6)), weeks, counts, np.ones(WEEKS))


def day(week: int) -> date:
    """The Monday of a week."""
    return START + timedelta(weeks=week)


@pytest.mark.parametrize("name", ["nb-cusum", "nb-week", "acled-threat"])
def test_a_rise_of_then_is_found_with_its_delay(name: str) -> None:
    """In the series that rose, soon after it did, told with nothing that came later."""
    past = look_back(panel(), rule=rule_named(name), since=day(110), until=day(160), seed=1)
    assert [(rise.row, abs(rise.week - RISE) <= 1) for rise in past.rises] == [(0, True)]
    (rise,) = past.rises
    assert rise.delay is not None
    assert rise.delay <= 12
    true = [each for each in past.raised if each.delay is not None]
    assert true
    assert {each.row for each in true} == {0}
    assert all(not each.is_false for each in true)
    for each in past.raised:
        assert each.alert.as_of == past.panel.weeks[each.week] + timedelta(days=6)
        assert each.alert.end == each.alert.as_of
        assert past.window[0] <= each.week < past.window[1]


def test_what_is_alerted_without_a_rise_is_false_and_the_rate_is_stated() -> None:
    """The rate is that of the quiet series-years of the window."""
    past = look_back(panel(rise=1.0), rule=rule_named("nb-week"), since=day(120), until=day(199), seed=1)
    assert past.rises == ()
    assert past.false == len(past.raised)
    assert past.quiet_years == pytest.approx(6 * 80 / 52)
    assert past.false_per_year == pytest.approx(past.false / past.quiet_years)


def test_a_larger_budget_never_alerts_less() -> None:
    """More false alarms allowed, a lower threshold."""
    few, many = (
        look_back(
            panel(), rule=rule_named("nb-cusum"), since=day(110), until=day(160), seed=1,
            settings=BacktestSettings(budget=budget),
        )
        for budget in (0.1, 4.0)
    )  # fmt: skip
    assert many.calibration.threshold <= few.calibration.threshold
    assert len(many.raised) >= len(few.raised)


def test_a_window_early_in_the_history_learns_from_what_came_after() -> None:
    """And says so: the weeks learnt on lie behind it."""
    past = look_back(panel(), rule=rule_named("nb-cusum"), since=day(60), until=day(100), seed=1)
    assert past.learnt[0] >= past.window[1]


def test_a_known_event_is_held_against_the_first_alert_near_it() -> None:
    """From four weeks before to half a year after; not one long past."""
    past = look_back(panel(), rule=rule_named("nb-cusum"), since=day(110), until=day(160), seed=1)
    near = found_near(past, day(RISE), rows=[0])
    assert near is not None
    assert near.row == 0
    assert found_near(past, day(RISE - 60), rows=[0]) is None


def test_what_leaves_nothing_to_learn_or_to_judge_is_refused() -> None:
    """With the weeks that are wanted; an unknown rule with those that there are."""
    with pytest.raises(WatchError, match="shorter window"):
        look_back(panel(), rule=rule_named("nb-cusum"), since=day(0), until=day(199), seed=1)
    with pytest.raises(WatchError, match="a year before"):
        look_back(panel(), rule=rule_named("nb-cusum"), since=day(0), until=day(20), seed=1)
    with pytest.raises(WatchError, match="nb-cusum"):
        rule_named("tea leaves")
