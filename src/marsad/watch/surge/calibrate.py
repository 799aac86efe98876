"""From an alarm budget to a threshold: by replaying the own history, and by simulation."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from marsad.watch.panel import Flags, Key, Numbers, Panel
from marsad.watch.surge.episodes import candidate_thresholds, episode_starts, threshold_for
from marsad.watch.surge.expect import Baseline, Expectation, expect
from marsad.watch.surge.rules import Rule, alarms_of
from marsad.watch.surge.simulate import Drift, simulate

LEAST_REPLAY = 5.0  # quiet series-years below which a replay says too little
SIMULATED_YEARS = 400.0  # series-years: about 5 % error in a rate of one a year
WARM_WEEKS = 78


@dataclass(frozen=True, slots=True)
class Calibration:
    """A threshold and what it costs.

    `replayed` and `simulated` are false episodes a year over all series, at that threshold; `replayed` is None where
    the quiet history (`quiet_years`, series-years) is too short.
    """

    rule: str
    threshold: float
    replayed: float | None
    simulated: float
    quiet_years: float

    @property
    def false_per_year(self) -> float:
        """The larger of the two: what to tell the reader."""
        return max(self.simulated, self.replayed or 0.0)


def calibrate(
    rule: Rule,
    panel: Panel,
    statistic: Numbers,
    *,
    quiet: Flags,
    baseline: Baseline,
    expectation: Expectation,
    budget: float,
    random: np.random.Generator,
) -> tuple[Calibration, Callable[[float], float]]:
    """The lowest threshold that keeps to the budget both in the own past and in simulated quiet series.

    With it comes a function that gives, for any threshold, how many episodes a year reach it by chance.

    Args:
        rule: the rule.
        panel: the series.
        statistic: of the rule, over the panel.
        quiet: the weeks in which an alarm would be false.
        baseline: how expectations are made.
        expectation: as made for the panel; its newest means and dispersions are what is simulated.
        budget: false episodes a year over all series together.
        random: the source of chance.
    """
    series = len(panel.keys)
    usable = quiet & np.isfinite(statistic)
    quiet_years = float(usable.sum()) / 52
    sample, sample_years = _quiet_series(rule, expectation, baseline, series, quiet_years, random)

    def simulated(threshold: float) -> float:
        return float(episode_starts(alarms_of(rule, sample, threshold)).sum()) / sample_years * series

    def replayed(threshold: float) -> float:
        return float((episode_starts(alarms_of(rule, statistic, threshold)) & usable).sum()) / quiet_years * series

    can_replay = quiet_years >= LEAST_REPLAY
    threshold = threshold_for(simulated, candidate_thresholds(rule, sample), budget)
    if can_replay:
        threshold = max(threshold, threshold_for(replayed, candidate_thresholds(rule, statistic), budget))
    past = replayed(threshold) if can_replay else None
    least = series / sample_years  # one in all that was simulated: less cannot be told

    def rate(reached: float) -> float:
        return max(simulated(reached), replayed(reached) if can_replay else 0.0, least)

    return Calibration(rule.name, threshold, past, simulated(threshold), quiet_years), rate


def _quiet_series(
    rule: Rule,
    expectation: Expectation,
    baseline: Baseline,
    series: int,
    quiet_years: float,
    random: np.random.Generator,
) -> tuple[Numbers, float]:
    """The rule's statistic on quiet series like ours, and how many series-years they make.

    Where the own history can be replayed it brings its own drift, and the simulation shows chance alone; else the
    simulated series drift.
    """
    drift = Drift(spread=0.0) if quiet_years >= LEAST_REPLAY else Drift()
    mean = np.nan_to_num(_last_known(expectation.mean), nan=0.5)
    dispersion = np.nan_to_num(_last_known(expectation.dispersion), nan=1.5)
    weeks = WARM_WEEKS + 208
    times = max(1, int(np.ceil(SIMULATED_YEARS / (series * 4.0))))
    counts = simulate(np.tile(mean, times), np.tile(dispersion, times), weeks, drift=drift, rise=None, random=random)
    days = tuple(date(2000, 1, 3) + timedelta(weeks=week) for week in range(weeks))
    quiet = Panel(tuple(Key("", str(row)) for row in range(len(counts))), days, counts, np.ones(weeks))
    statistic = rule.statistic(quiet, expect(quiet, baseline))[:, WARM_WEEKS:]
    return statistic, float(statistic.size) / 52


def _last_known(values: Numbers) -> Numbers:
    known = np.isfinite(values)
    last = values.shape[1] - 1 - np.argmax(known[:, ::-1], axis=1)
    picked = values[np.arange(len(values)), last]
    return np.where(known.any(axis=1), picked, np.nan)
