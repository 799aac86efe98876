"""Rules that raise an alarm: ours and those in use elsewhere, each as a statistic per series and week.

A *level* rule is in alarm while its statistic reaches the threshold. A *sum* rule adds its statistic up from week to
week, never below 0, is in alarm when the sum reaches the threshold, and starts again from 0.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri

from marsad.watch.panel import Flags, Numbers, Panel
from marsad.watch.surge.counts import at_most_chance, evidence_for, tail_chance
from marsad.watch.surge.expect import Expectation

# A sustained rise needs more than one wild week (that is a spike, which has its own rule). benchmarks/watch_rules.py,
# doublings found within 26 weeks at 0.5 false episodes a series-year: limit 0.4 83.5 %, 0.6 84.2 %, 0.8 85.1 %,
# 1.0 83.3 %, 1.5 83.1 % (s.e. 1.3); and false alarms lie more evenly over quiet and busy series than without it.
MOST_EVIDENCE = 0.8

Statistic = Callable[[Panel, Expectation], Numbers]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: its statistic, whether that adds up, and the threshold its makers published, if they did.

    `says` is what it looks for, in words; `source` where it is published.
    """

    name: str
    statistic: Statistic
    says: str
    adds_up: bool = False
    published: float | None = None
    source: str | None = None


def alarms_of(rule: Rule, statistic: Numbers, threshold: float) -> Flags:
    """The weeks in which a rule is in alarm; NaN in the statistic never is."""
    if rule.adds_up:
        return sum_alarms(statistic, threshold)
    return np.asarray(np.nan_to_num(statistic, nan=-np.inf) >= threshold)


def sum_alarms(evidence: Numbers, threshold: float) -> Flags:
    """Alarms of a cumulative sum that starts from 0 again after each."""
    total = np.zeros(evidence.shape[0])
    alarm = np.zeros(evidence.shape, dtype=bool)
    steps = np.nan_to_num(evidence, nan=0.0)
    for week in range(evidence.shape[1]):
        total = np.maximum(0.0, total + steps[:, week])
        alarm[:, week] = total >= threshold
        total[alarm[:, week]] = 0.0
    return alarm


def sum_path(evidence: Numbers, threshold: float) -> Numbers:
    """The cumulative sum itself, as reached in each week before it starts again."""
    total = np.zeros(evidence.shape[0])
    path = np.zeros(evidence.shape)
    steps = np.nan_to_num(evidence, nan=0.0)
    for week in range(evidence.shape[1]):
        total = np.maximum(0.0, total + steps[:, week])
        path[:, week] = total
        total = np.where(total >= threshold, 0.0, total)
    return path


def trailing_sum(values: Numbers, weeks: int) -> Numbers:
    """Sum over the last `weeks` weeks, the present one included; NaN while there are not that many."""
    total = np.cumsum(values, axis=1)
    out = np.full(values.shape, np.nan)
    out[:, weeks - 1 :] = total[:, weeks - 1 :]
    out[:, weeks:] -= total[:, :-weeks]
    return out


def earlier(values: Numbers, weeks: int) -> Numbers:
    """The values of `weeks` weeks ago."""
    out = np.full(values.shape, np.nan)
    out[:, weeks:] = values[:, :-weeks]
    return out


def rise_evidence(panel: Panel, expectation: Expectation) -> Numbers:
    """Evidence of each week that the rate has doubled; no week says more than `MOST_EVIDENCE`."""
    evidence = evidence_for(2.0, panel.counts, expectation.mean, expectation.dispersion)
    return np.asarray(np.minimum(evidence, MOST_EVIDENCE), dtype=np.float64)


def fall_evidence(panel: Panel, expectation: Expectation) -> Numbers:
    """Evidence of each week that the rate has halved; no week says more than `MOST_EVIDENCE`."""
    evidence = evidence_for(0.5, panel.counts, expectation.mean, expectation.dispersion)
    return np.asarray(np.minimum(evidence, MOST_EVIDENCE), dtype=np.float64)


def week_tail(panel: Panel, expectation: Expectation) -> Numbers:
    """How rare so high a week is: −log10 of its chance."""
    return _rarity(tail_chance(panel.counts, expectation.mean, expectation.dispersion), expectation)


def four_week_tail(panel: Panel, expectation: Expectation) -> Numbers:
    """How rare so high a sum of four weeks is: −log10 of its chance."""
    known = np.zeros(panel.counts.shape, dtype=bool)
    known[:, 3:] = expectation.is_known[:, :-3] & expectation.is_known[:, 3:]
    seen = np.where(known, trailing_sum(panel.counts.astype(float), 4), 0.0)
    mean = np.where(known, trailing_sum(np.nan_to_num(expectation.mean), 4), 1.0)
    chance = tail_chance(seen, mean, np.nan_to_num(expectation.dispersion, nan=1.0))
    return np.where(known, -np.log10(np.maximum(chance, 1e-300)), np.nan)


def _rarity(chance: Numbers, expectation: Expectation) -> Numbers:
    return np.where(expectation.is_known, -np.log10(np.maximum(chance, 1e-300)), np.nan)


def smoothed_score(panel: Panel, expectation: Expectation) -> Numbers:
    """Exponentially weighted mean (weight 0.2) of normal scores of the weeks, in its own standard deviations."""
    above = tail_chance(panel.counts, expectation.mean, expectation.dispersion)
    below = at_most_chance(panel.counts, expectation.mean, expectation.dispersion)
    middle = np.clip((1.0 - above + below) / 2.0, 1e-12, 1.0 - 1e-12)  # mid-probability: counts are steps
    score = np.where(expectation.is_known, ndtri(middle), 0.0)
    out = np.zeros(score.shape)
    state = np.zeros(score.shape[0])
    for week in range(score.shape[1]):
        state = 0.8 * state + 0.2 * score[:, week]
        out[:, week] = state / np.sqrt(0.2 / 1.8)
    return np.where(expectation.is_known, out, np.nan)


def acled_surge(panel: Panel, _: Expectation) -> Numbers:
    """Last week over the mean of the four weeks before; nothing where that mean is below 1."""
    counts = panel.counts.astype(float)
    month = earlier(trailing_sum(counts, 4), 1) / 4.0
    return np.where(month >= 1.0, counts / np.maximum(month, 1e-9), np.where(np.isfinite(month), 0.0, np.nan))


def acled_threat(panel: Panel, _: Expectation) -> Numbers:
    """Weekly mean of the last four weeks over that of the year before."""
    counts = panel.counts.astype(float)
    year = earlier(trailing_sum(counts, 52), 4) / 52.0
    month = trailing_sum(counts, 4) / 4.0
    return np.where(np.isfinite(year), month / np.maximum(year, 1.0 / 52.0), np.nan)


def hdx_like(panel: Panel, _: Expectation) -> Numbers:
    """Events of the last four weeks over the highest such sum that ended in the year before (those two part ways)."""
    recent = trailing_sum(panel.counts.astype(float), 4)
    return _over_past_maximum(recent)


def hdx_signals(panel: Panel, _: Expectation) -> Numbers:
    """Deaths of four weeks over the past year's maximum; nothing below 100 deaths, or where deaths are unknown."""
    if panel.deaths is None:
        return np.full(panel.counts.shape, np.nan)
    recent = trailing_sum(panel.deaths.astype(float), 4)
    ratio = _over_past_maximum(recent)
    return np.where(np.isfinite(ratio) & (np.nan_to_num(recent) < 100), 0.0, ratio)


def _over_past_maximum(recent: Numbers) -> Numbers:
    out = np.full(recent.shape, np.nan)
    for week in range(55, recent.shape[1]):
        past = recent[:, week - 52 : week - 3]  # sums that share no week with the present one
        out[:, week] = recent[:, week] / np.maximum(np.nanmax(past, axis=1), 1.0)
    return out


def ears_c2(panel: Panel, _: Expectation) -> Numbers:
    """Standard deviations above the mean of seven weeks, two weeks back (EARS C2)."""
    counts = panel.counts.astype(float)
    mean = trailing_sum(counts, 7) / 7.0
    spread = np.sqrt(np.maximum(trailing_sum(counts**2, 7) - 7.0 * mean**2, 0.0) / 6.0)
    return (counts - earlier(mean, 3)) / np.maximum(earlier(spread, 3), 0.2)


RISE = Rule("nb-cusum", rise_evidence, "a sustained rise: evidence for a doubled rate adds up", True)
FALL = Rule("nb-cusum-fall", fall_evidence, "a sustained fall: evidence for a halved rate adds up", True)
WEEK_TAIL = Rule("nb-week", week_tail, "a week too high to be chance")
RULES: tuple[Rule, ...] = (
    RISE,
    Rule("ewma", smoothed_score, "a smoothed mean of weekly scores is high"),
    Rule("nb-4-weeks", four_week_tail, "four weeks together too high to be chance"),
    WEEK_TAIL,
    Rule("hdx-like", hdx_like, "events of four weeks above the past year's maximum", published=1.000001),
    Rule(
        "hdx-signals",
        hdx_signals,
        "deaths of four weeks at a one-year high, and 100 or more",
        published=1.000001,
        source="HDX Signals, conflict events",
    ),
    Rule(
        "acled-surge",
        acled_surge,
        "last week at least double the mean of the four before, if that is 1 or more",
        published=2.0,
        source="ACLED Subnational Surge Tracker",
    ),
    Rule(
        "acled-threat",
        acled_threat,
        "last month at least double the past year",
        published=2.0,
        source="ACLED Subnational Threat Tracker",
    ),
    Rule("ears-c2", ears_c2, "a week far above seven weeks of the near past", published=3.0, source="CDC EARS C2"),
)
