"""Alarms become episodes; episodes become rates, and rates a threshold."""

from collections.abc import Callable

import numpy as np

from marsad.watch.panel import Flags, Integers, Numbers
from marsad.watch.surge.rules import Rule, alarms_of

# An alarm begins a new episode when that many weeks before it had none: the weeks that a baseline leaves out, so that a
# rule which starts again from 0 is not charged twice for one rise. The same for every rule.
QUIET_WEEKS = 8
# An alarm that goes on for so long counts as a further episode: else a rule that never stops would cry wolf but once.
LONGEST_WEEKS = 26


def episode_starts(alarm: Flags, quiet_weeks: int = QUIET_WEEKS, longest_weeks: int = LONGEST_WEEKS) -> Flags:
    """The first week of every episode: an alarm with none in the weeks just before, or one that has long gone on."""
    starts = np.zeros(alarm.shape, dtype=bool)
    last_alarm = np.full(alarm.shape[0], -(10**6))
    last_start = last_alarm.copy()
    for week in range(alarm.shape[1]):
        now = alarm[:, week]
        new = now & ((week - last_alarm > quiet_weeks) | (week - last_start >= longest_weeks))
        starts[:, week] = new
        last_alarm = np.where(now, week, last_alarm)
        last_start = np.where(new, week, last_start)
    return starts


def threshold_for(rate_at: Callable[[float], float], candidates: Numbers, wanted: float) -> float:
    """The lowest threshold at and above which the rate of false episodes is no more than wanted.

    Sought from above: a threshold so low that the alarm never stops begins few episodes too.

    Args:
        rate_at: false episodes at a threshold.
        candidates: thresholds to choose from, any order.
        wanted: the rate allowed.

    Returns:
        A candidate, or infinity where even the highest is too loud.
    """
    steps = np.unique(candidates[np.isfinite(candidates)])
    stride = max(1, len(steps) // 40)
    low = -1
    for place in range(len(steps) - 1, -1, -stride):
        if rate_at(float(steps[place])) > wanted:
            low = place
            break
    for place in range(low + 1, len(steps)):
        if rate_at(float(steps[place])) <= wanted:
            return float(steps[place])
    return float("inf")


def candidate_thresholds(rule: Rule, statistic: Numbers) -> Numbers:
    """Thresholds worth trying for a rule: a grid for sums, the values seen for levels."""
    if rule.adds_up:
        return np.arange(0.5, 20.0, 0.05)
    values = np.unique(statistic[np.isfinite(statistic)])
    if len(values) > 1000:
        values = np.unique(np.quantile(values, 1.0 - np.geomspace(1e-4, 1.0, 1000)))
    return np.asarray(np.append(values, values[-1] + 1e-6 if len(values) else 1.0), dtype=np.float64)


def false_episodes(rule: Rule, statistic: Numbers, threshold: float, excused: Flags) -> Integers:
    """Per series, the episodes that began in a week with no excuse (no true rise near)."""
    starts = episode_starts(alarms_of(rule, statistic, threshold))
    return np.asarray((starts & ~excused).sum(axis=1), dtype=np.int64)
