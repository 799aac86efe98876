"""Hindsight, and the judging of rules."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marsad.model.errors import WatchError
from marsad.watch.surge.backtest import BacktestSettings as Settings
from marsad.watch.surge.backtest import backtest, plant, plant_places, truth_of
from marsad.watch.surge.changes import changes_of, noise_of, partition, rises_of
from marsad.watch.surge.episodes import episode_starts, threshold_for
from marsad.watch.surge.expect import Baseline, expect
from marsad.watch.surge.rules import RULES, alarms_of
from marsad.watch.surge.simulate import Drift, rising, simulate

from .series import panel_of


def test_a_change_of_level_is_dated_in_hindsight() -> None:
    """From 2 to 8 events a week in week 60: one change, dated within three weeks."""
    random = np.random.default_rng(1)
    counts = np.concatenate([random.poisson(2.0, 60), random.poisson(8.0, 40)])
    changes = changes_of(partition(counts))
    assert len(changes) == 1
    assert abs(changes[0].week - 60) <= 3
    assert changes[0].factor == pytest.approx(4.0, rel=0.35)
    assert rises_of(counts, factor=2.0) == changes
    assert rises_of(counts[::-1], factor=2.0) == ()


def test_noise_alone_has_no_changes() -> None:
    """Over-dispersed series without a change: fewer than one in twenty is cut."""
    random = np.random.default_rng(2)
    cut = [
        len(partition(random.negative_binomial(2.0, 0.5, 150))) > 1  # mean 2, dispersion 2
        for _ in range(100)
    ]
    assert np.mean(cut) < 0.05


def test_the_noise_of_a_series_does_not_see_its_changes() -> None:
    """Dispersion from neighbouring weeks stays near 1 for Poisson counts whose level jumps."""
    random = np.random.default_rng(3)
    counts = np.concatenate([random.poisson(level, 80) for level in (1, 20, 3)])
    assert noise_of(counts) < 1.4


@settings(max_examples=20, deadline=None)
@given(st.lists(st.integers(0, 30), min_size=1, max_size=60), st.integers(1, 9))
def test_stretches_cover_every_week_once(counts: list[int], least: int) -> None:
    """Whatever the series, the stretches follow one another, are long enough, and hold all events."""
    found = partition(np.array(counts), least_weeks=least)
    assert [segment.start for segment in found] == [0, *(segment.stop for segment in found[:-1])]
    assert found[-1].stop == len(counts)
    assert sum(segment.events for segment in found) == sum(counts)
    assert all(segment.stop - segment.start >= min(least, len(counts)) for segment in found)


def test_partition_is_the_best_there_is() -> None:
    """On a short series, optimal partitioning costs no more than any way of cutting it once or twice."""
    counts = np.random.default_rng(4).poisson([1.0] * 7 + [5.0] * 8 + [2.0] * 7)
    penalty = 4.0

    def cost(cuts: tuple[int, ...]) -> float:
        total = -penalty
        for start, stop in zip((0, *cuts), (*cuts, len(counts))):
            part = counts[start:stop]
            mean = max(part.mean(), 1e-9)
            total += -2.0 * (part.sum() * np.log(mean) - len(part) * mean) + penalty
        return total

    found = partition(counts, least_weeks=3, dispersion=1.0, penalty=penalty)
    best = min(
        [cost(())] + [cost((a,)) for a in range(3, 20)] + [cost((a, b)) for a in range(3, 17) for b in range(a + 3, 20)]
    )
    assert cost(tuple(segment.start for segment in found[1:])) <= best + 1e-9


def test_planted_rises_double_what_was_there() -> None:
    """Planted weeks hold twice the events of the half year before, and the weeks before are untouched."""
    random = np.random.default_rng(5)
    panel = panel_of(random.poisson(4.0, (10, 200)))
    truth = truth_of(panel)
    places = plant_places(panel, truth, (100, 200), Settings(), random)
    bare = panel.of([row for row, _ in places])
    starts = np.array([start for _, start in places])
    planted = plant(bare, starts, Settings(), random)
    added = [planted.counts[n, s : s + 26].sum() / bare.counts[n, s : s + 26].sum() for n, s in enumerate(starts)]
    assert np.mean(added) == pytest.approx(2.0, rel=0.05)
    assert all((planted.counts[n, :s] == bare.counts[n, :s]).all() for n, s in enumerate(starts))


def test_a_back_test_sets_rules_side_by_side() -> None:
    """Twelve drifting series, three with a true rise: every rule is scored, and ours finds them."""
    random = np.random.default_rng(6)
    mean, spread = np.full(12, 3.0), np.full(12, 1.4)
    counts = simulate(mean, spread, 260, drift=Drift(0.2), rise=None, random=random)
    for row in range(3):
        counts[row, 150 + 20 * row :] += random.poisson(3.0 * rising(260, 150 + 20 * row, factor=3.0))[150 + 20 * row :]
    done = backtest(panel_of(counts), seed=1, settings=Settings(plants=60))
    scores = {(score.rule, score.how): score for score in done.scores}
    assert {rule.name for rule in RULES} - {name for name, _ in scores} == {"hdx-signals"}  # no deaths, no such rule
    ours, surge = scores["nb-cusum", "equal"], scores["acled-surge", "equal"]
    assert ours.false_per_year <= 0.5 + 1e-9 or ours.thresholds[0] == float("inf")
    assert ours.rises >= 2
    assert ours.found == ours.rises
    assert (ours.planted_found or 0) > (surge.planted_found or 0)
    assert backtest(panel_of(counts), seed=1, settings=Settings(plants=60)) == done


def test_too_short_a_history_is_refused() -> None:
    """A back-test of a year makes no sense, and says so."""
    with pytest.raises(WatchError, match="130 weeks"):
        backtest(panel_of(np.ones((2, 60), dtype=np.int64)), seed=1)


def test_the_sum_rule_finds_doublings_sooner_than_rules_in_use() -> None:
    """At equal false alarms ours is ahead of ACLED's rules, and of HDX's as far as 288 series can tell.

    The bench, on 720: 85 % in 9.1 weeks, against 82 % in 9.8 for HDX's.
    """
    random = np.random.default_rng(7)
    cells = [(mean, spread) for mean in (0.3, 1.0, 3.0, 8.0) for spread in (1.0, 1.5, 3.0)]
    mean, spread = (np.repeat([cell[n] for cell in cells], 24).astype(float) for n in (0, 1))
    warm, drift = 130, Drift()
    quiet = panel_of(simulate(mean, spread, warm + 208, drift=drift, rise=None, random=random))
    rise = rising(warm + 26, warm, factor=2.0)
    doubled = panel_of(simulate(mean, spread, warm + 26, drift=drift, rise=rise, random=random))
    made, after = expect(quiet, Baseline()), expect(doubled, Baseline())
    found, delay = {}, {}
    for rule in (each for each in RULES if each.name in ("nb-cusum", "acled-surge", "acled-threat", "hdx-like")):
        statistic = rule.statistic(quiet, made)

        def rate(threshold: float, rule=rule, statistic=statistic) -> float:  # type: ignore[no-untyped-def]
            return float(episode_starts(alarms_of(rule, statistic, threshold))[:, warm:].sum(axis=1).mean() / 4)

        steps = np.arange(1.0, 8.0, 0.05)
        alarm = alarms_of(rule, rule.statistic(doubled, after), threshold_for(rate, steps, 0.5))[:, warm:]
        found[rule.name] = alarm.any(axis=1).mean()
        delay[rule.name] = np.where(alarm.any(axis=1), alarm.argmax(axis=1), 26).mean()
    assert found["nb-cusum"] >= 0.76
    assert delay["nb-cusum"] <= 11.0
    assert all(delay["nb-cusum"] < delay[other] for other in ("acled-surge", "acled-threat"))
    assert delay["nb-cusum"] < delay["hdx-like"] + 0.5
    assert all(found["nb-cusum"] >= found[other] for other in ("acled-surge", "acled-threat"))
