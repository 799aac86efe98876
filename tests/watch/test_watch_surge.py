"""Expectations, rules, thresholds, and the weekly look."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from marsad.model.errors import WatchError
from marsad.watch.surge.calibrate import calibrate
from marsad.watch.surge.delay import learn_visibility
from marsad.watch.surge.episodes import candidate_thresholds, episode_starts, threshold_for
from marsad.watch.surge.expect import Baseline, choose_baseline, expect, shrink_dispersion
from marsad.watch.surge.farrington import farrington
from marsad.watch.surge.rules import MOST_EVIDENCE, RISE, RULES, alarms_of, rise_evidence, sum_alarms, trailing_sum
from marsad.watch.surge.simulate import TEST_FROM, Drift, noufaily, rising, simulate
from marsad.watch.surge.surge import WatchSettings, look, ratio_interval

from .series import event, panel_of

CALM = Drift(0.0)


def quiet(series: int, weeks: int, mean: float = 2.0, *, seed: int = 1) -> np.ndarray:
    """Series without drift or rise."""
    random = np.random.default_rng(seed)
    return simulate(np.full(series, mean), np.full(series, 1.3), weeks, drift=CALM, rise=None, random=random)


def rule(name: str):  # type: ignore[no-untyped-def]
    return next(each for each in RULES if each.name == name)


def test_an_expectation_knows_nothing_of_its_own_week() -> None:
    """Whatever happens from a week on, what was expected of it and of the gap before stays the same."""
    counts = quiet(5, 200)
    wild = counts.copy()
    wild[:, 150:] += 50
    before, after = (expect(panel_of(each), Baseline()) for each in (counts, wild))
    assert before.mean[:, :159] == pytest.approx(after.mean[:, :159], nan_ok=True)
    assert not np.allclose(before.mean[:, 165:], after.mean[:, 165:])


def test_expectation_comes_near_the_truth() -> None:
    """After four years the mean of quiet series is met within 15 %, and their dispersion within 20 %."""
    made = expect(panel_of(quiet(40, 260, 3.0)), Baseline())
    assert made.mean[:, -1].mean() == pytest.approx(3.0, rel=0.05)
    assert np.abs(made.mean[:, -1] / 3.0 - 1).mean() < 0.15
    assert made.dispersion[:, -1].mean() == pytest.approx(1.3, rel=0.2)


def test_dispersion_is_shared_where_series_do_not_differ() -> None:
    """Forty series of one dispersion come out nearly alike; one of eight times that keeps its own."""
    random = np.random.default_rng(3)
    effective, rate = np.full(40, 60.0), np.full(40, 3.0)
    squares = random.chisquare(60, 40) * 1.5
    spread = shrink_dispersion(squares, effective, rate)
    assert spread.std() < 0.5 * (squares / effective).std()
    squares[0] *= 8
    assert shrink_dispersion(squares, effective, rate)[0] > 6


def test_a_group_that_lost_its_towns_is_measured_anew() -> None:
    """After a fall to a twentieth, a baseline that restarts expects the new level within 30 weeks; else it does not."""
    counts = quiet(1, 104, 20.0)
    fallen = np.concatenate([counts, quiet(1, 30, 1.0)], axis=1)
    anew, never = (expect(panel_of(fallen), replace(Baseline(), restart=r)).mean[0, -1] for r in (3.0, None))
    assert anew < 2.0
    assert never > 5.0


def test_the_history_chooses_whether_falls_are_forgotten() -> None:
    """Series that fell for good are best told by a baseline that restarts; series that stay, by one that does not."""
    fallen = np.concatenate([quiet(10, 120, 15.0), quiet(10, 120, 1.0)], axis=1)
    assert choose_baseline(panel_of(fallen)).restart is not None
    assert choose_baseline(panel_of(quiet(10, 240))).restart is None


def test_no_single_week_makes_a_sustained_rise() -> None:
    """One wild week adds no more than the limit, so that the sum rule needs several."""
    counts = quiet(1, 120)
    counts[0, 110] = 500
    panel = panel_of(counts)
    evidence = rise_evidence(panel, expect(panel, Baseline()))
    assert evidence[0, 110] == MOST_EVIDENCE
    assert np.nanmax(evidence) <= MOST_EVIDENCE


def test_a_sum_starts_again_after_its_alarm() -> None:
    """Three steps of one reach a threshold of two in the second week, and again in the fourth."""
    assert sum_alarms(np.ones((1, 5)), 2.0)[0].tolist() == [False, True, False, True, False]
    assert not sum_alarms(np.full((1, 5), np.nan), 0.5).any()


def test_acleds_surge_rule_is_as_published() -> None:
    """Double the mean of the four weeks before, if that mean is at least one."""
    steady = np.array([[1, 1, 1, 1, 2], [1, 1, 1, 0, 9], [4, 4, 4, 4, 7]])
    panel = panel_of(steady)
    statistic = rule("acled-surge").statistic(panel, expect(panel, Baseline()))
    assert alarms_of(rule("acled-surge"), statistic, 2.0)[:, -1].tolist() == [True, False, False]


def test_acleds_threat_rule_is_as_published() -> None:
    """The last four weeks' mean at least double that of the 52 weeks before them."""
    year = np.ones((2, 52), dtype=np.int64)
    panel = panel_of(np.concatenate([year, [[2, 2, 2, 2], [2, 2, 2, 1]]], axis=1))
    statistic = rule("acled-threat").statistic(panel, expect(panel, Baseline()))
    assert alarms_of(rule("acled-threat"), statistic, 2.0)[:, -1].tolist() == [True, False]


def test_hdx_rules_want_a_yearly_maximum_and_a_hundred_dead() -> None:
    """Above every four-week sum of the past year; for deaths, 100 at least as well."""
    deaths = np.full((2, 80), 5, dtype=np.int64)
    deaths[0, -4:], deaths[1, -4:] = 24, 30
    panel = panel_of(deaths, deaths=deaths)
    made = expect(panel, Baseline())
    signals = rule("hdx-signals")
    assert alarms_of(signals, signals.statistic(panel, made), signals.published)[:, -1].tolist() == [False, True]
    like = rule("hdx-like")
    assert alarms_of(like, like.statistic(panel, made), like.published)[:, -1].all()


def test_trailing_sums_want_enough_weeks() -> None:
    """The first weeks have none."""
    assert trailing_sum(np.array([[1.0, 2, 3, 4]]), 3)[0, 2:].tolist() == [6, 9]
    assert np.isnan(trailing_sum(np.array([[1.0, 2, 3, 4]]), 3)[0, :2]).all()


def test_episodes_join_near_alarms_and_split_endless_ones() -> None:
    """Alarms within eight weeks are one episode; an alarm that never stops counts again after half a year."""
    alarm = np.zeros((1, 60), dtype=bool)
    alarm[0, [3, 8, 30]] = True
    assert np.flatnonzero(episode_starts(alarm)[0]).tolist() == [3, 30]
    assert np.flatnonzero(episode_starts(np.ones((1, 60), dtype=bool))[0]).tolist() == [0, 26, 52]


def test_a_threshold_is_sought_from_above() -> None:
    """A threshold so low that alarms merge into one is not taken for a quiet one."""
    rates = {1.0: 0.1, 2.0: 3.0, 3.0: 1.0, 4.0: 0.4, 5.0: 0.0}
    assert threshold_for(rates.__getitem__, np.array(list(rates)), 0.5) == 4.0
    assert threshold_for(lambda _: 9.0, np.array([1.0, 2.0]), 0.5) == float("inf")


def test_an_alarm_budget_is_kept_on_quiet_series() -> None:
    """A threshold for six false alarms a year, set on one history, gives about six on another of the same kind."""
    panel, other = panel_of(quiet(30, 300, seed=4)), panel_of(quiet(30, 300, seed=5))
    made = expect(panel, Baseline())
    known, rate = calibrate(
        RISE, panel, rise_evidence(panel, made), quiet=np.ones(panel.counts.shape, dtype=bool), baseline=Baseline(),
        expectation=made, budget=6.0, random=np.random.default_rng(1),
    )  # fmt: skip
    alarm = alarms_of(RISE, rise_evidence(other, expect(other, Baseline())), known.threshold)
    a_year = episode_starts(alarm)[:, 60:].sum() / (240 / 52)
    assert known.false_per_year <= 6.0
    assert 2.0 < a_year < 11.0
    assert rate(known.threshold + 3.0) < known.false_per_year


def test_farrington_keeps_its_false_positive_rate() -> None:
    """On the 42 scenarios at one percent, about one percent of quiet weeks are in alarm (the bench: 0.010)."""
    from marsad.watch.surge.counts import tail_chance

    counts, marks = noufaily(2, np.random.default_rng(11))
    made = farrington(panel_of(counts), range(TEST_FROM, 624, 3))
    known = made.is_known
    alarm = tail_chance(counts, np.nan_to_num(made.mean), np.nan_to_num(made.dispersion, nan=1.0)) <= 0.01
    assert 0.004 < alarm[known & ~marks].mean() < 0.017
    assert alarm[known & marks].mean() > 0.1


def test_farrington_needs_a_year_and_covers_cut_weeks() -> None:
    """Too short a history gives no answer; half a week is expected to hold half."""
    short = farrington(panel_of(quiet(2, 60)), range(60))
    assert not short.is_known.any()
    panel = panel_of(quiet(3, 300))
    share = np.ones(300)
    share[-1] = 0.5
    whole, half = (farrington(replace(panel, share=s), range(299, 300)).mean[:, -1] for s in (np.ones(300), share))
    assert half == pytest.approx(whole / 2)


def surging(weeks: int = 208) -> np.ndarray:
    """Twelve series; the first has tripled since the last ten weeks."""
    counts = quiet(12, weeks, 2.0, seed=9)
    random = np.random.default_rng(8)
    counts[0, -10:] = random.poisson(2.0 * rising(10, 0, factor=4.0))
    return counts


def test_a_rise_is_told_with_all_that_it_rests_on() -> None:
    """The alert names area, start, seen and expected, the interval, the chance rate, and the incidents behind it."""
    counts = surging()
    members = {(0, week): (f"i{week}",) for week in range(208)}
    panel = panel_of(counts, members=members)
    as_of = panel.weeks[-1] + timedelta(6)
    found = look(panel, as_of=as_of, seed=1, settings=WatchSettings(budget=4))
    rises = [alert for alert in found.alerts if alert.kind == "rise"]
    assert [alert.area for alert in rises] == ["a0"]
    alert = rises[0]
    assert panel.weeks[-14] <= alert.start <= panel.weeks[-5]
    assert alert.seen > 2 * alert.expected
    assert alert.ratio_low is not None
    assert alert.ratio_low < alert.seen / alert.expected < (alert.ratio_high or 0)
    assert alert.false_per_year is not None
    assert alert.false_per_year <= 2.0
    assert alert.as_strong_per_year is not None
    assert alert.as_strong_per_year <= alert.false_per_year
    assert alert.incidents[-1] == "i207"
    assert alert.as_of == as_of


def test_few_series_have_a_small_budget() -> None:
    """Without a budget given, half a false alarm a year for each series, and one a month at most."""
    assert [WatchSettings().budget_of(series) for series in (1, 15, 100)] == [0.5, 7.5, 12.0]
    assert WatchSettings(budget=3).budget_of(100) == 3


def test_the_same_seed_gives_the_same_look() -> None:
    """A look is a function of series, settings and seed."""
    panel = panel_of(surging())
    as_of = panel.weeks[-1] + timedelta(6)
    assert look(panel, as_of=as_of, seed=3).alerts == look(panel, as_of=as_of, seed=3).alerts


def test_falls_spikes_and_new_areas_are_told_apart() -> None:
    """A fall, a single wild week, and an event after a long silence each give their own kind of alert."""
    counts = quiet(12, 208, 4.0, seed=6)
    counts[1, -14:] = 0
    counts[2, -2] = 40
    counts[3, :] = 0
    counts[3, -1] = 1
    panel = panel_of(counts)
    found = look(panel, as_of=panel.weeks[-1] + timedelta(6), seed=1, settings=WatchSettings(budget=6))
    kinds = {(alert.kind, alert.area) for alert in found.alerts}
    assert {("fall", "a1"), ("spike", "a2"), ("new-area", "a3")} <= kinds


def test_a_rise_with_more_reporting_is_marked() -> None:
    """Where more sources than usual stand behind the window, the alert says that reporting may have changed."""
    effort = np.full(208, 20.0) + np.tile([0, 2, -2, 1], 52)
    more = effort.copy()
    more[-16:] *= 2.5
    counts = surging()
    for given, wanted in ((effort, False), (more, True)):
        panel = panel_of(counts, effort=given)
        alerts = look(panel, as_of=panel.weeks[-1] + timedelta(6), seed=1).alerts
        rise = next(alert for alert in alerts if alert.kind == "rise")
        assert ("reporting-may-have-changed" in rise.labels) is wanted


def test_a_fall_with_less_reporting_is_marked() -> None:
    """When the sources fall silent the fall may be theirs, and the alert says so."""
    counts = quiet(12, 208, 4.0, seed=6)
    counts[1, -14:] = 0
    effort = np.full(208, 20.0) + np.tile([0, 2, -2, 1], 52)
    silent = effort.copy()
    silent[-14:] = 4
    for given, wanted in ((effort, False), (silent, True)):
        panel = panel_of(counts, effort=given)
        alerts = look(panel, as_of=panel.weeks[-1] + timedelta(6), seed=1).alerts
        fall = next(alert for alert in alerts if alert.kind == "fall")
        assert ("less-reporting" in fall.labels) is wanted
        assert "reporting-may-have-changed" not in fall.labels


def test_reporting_delay_is_learnt_from_when_the_desk_knew() -> None:
    """Half of the events known in their week, a quarter a week later, the rest two weeks on: learnt within 6 points."""
    random = np.random.default_rng(5)
    start, as_of = date(2020, 1, 6), date(2021, 1, 3)
    events = []
    for number in range(1500):
        day = start + timedelta(days=int(random.integers(0, 363)))
        late = int(random.choice([0, 1, 2], p=[0.5, 0.25, 0.25]))
        collected = day + timedelta(weeks=late)
        if collected <= as_of:
            events.append(event(number, day, collected=collected))
    visibility = learn_visibility(events, as_of=as_of)
    assert visibility is not None
    assert visibility.by_age[:3] == pytest.approx((0.5, 0.75, 1.0), abs=0.06)
    weeks = (date(2020, 12, 14), date(2020, 12, 21), date(2020, 12, 28))
    assert visibility.over(weeks, as_of) == pytest.approx([1.0, 0.75, 0.5], abs=0.06)


def test_a_bulk_import_teaches_no_delay() -> None:
    """Events that were all collected on one day, long after, say nothing about how late reports come."""
    events = [event(n, date(2019, 1, 1) + timedelta(n), collected=date(2021, 1, 1)) for n in range(400)]
    assert learn_visibility(events, as_of=date(2021, 1, 3)) is None


def test_correcting_for_delay_makes_a_rise_be_found_sooner() -> None:
    """With half of the newest week unknown, expecting less of it raises the evidence of a rise."""
    counts = surging()
    counts[:, -1] //= 2
    panel = panel_of(counts)
    visible = np.ones(208)
    visible[-1] = 0.5
    plain = rise_evidence(panel, expect(panel, Baseline()))
    corrected = rise_evidence(panel, expect(panel, Baseline(), visible=visible))
    assert corrected[:, -1].sum() > plain[:, -1].sum()


def test_the_interval_of_a_ratio_holds_the_truth() -> None:
    """Over 2,000 draws of twice the expected count, 93 to 98.5 % of intervals hold 2."""
    drawn = np.random.default_rng(1).poisson(2 * 15.0, 2000)
    held = [low <= 2.0 <= high for low, high in (ratio_interval(int(seen), 15.0, 1.0) for seen in drawn)]
    assert 0.93 < np.mean(held) < 0.985


def test_too_short_a_history_is_refused() -> None:
    """Less than a year of weeks: the message says what is wanted."""
    panel = panel_of(quiet(2, 30))
    with pytest.raises(WatchError, match="a year"):
        look(panel, as_of=panel.weeks[-1], seed=1)
    with pytest.raises(WatchError, match="more than 0"):
        WatchSettings(budget=0)


def test_candidates_are_finite() -> None:
    """Weeks without a statistic give no threshold."""
    assert np.isfinite(candidate_thresholds(rule("nb-week"), np.array([[np.nan, 1.0, 2.0]]))).all()
