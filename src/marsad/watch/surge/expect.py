"""What was to be expected in each week, from the weeks before it alone."""

from dataclasses import dataclass, replace

import numpy as np

from marsad.watch.panel import Flags, Integers, Numbers, Panel
from marsad.watch.surge.counts import evidence_for, log_chance

# Which of these, the series' own history decides (`choose_baseline`). A half-life below two years predicts drifting
# series a little better, but a slow rise becomes its own baseline: benchmarks/watch_rules.py, doublings found at 0.5
# false episodes a series-year: 26 weeks 82.2 %, 52 83.9 %, 104 85.3 %, 208 84.4 % (s.e. 1.3).
HALF_LIVES = (104.0, 208.0)  # weeks
RESTARTS = (None, 5.0, 3.0)  # evidence for a lasting fall
YEAR_WEEKS = 52


@dataclass(frozen=True, slots=True)
class Baseline:
    """How expectation is made.

    `half_life_weeks` is how fast the past is forgotten; `gap_weeks` how many of the newest weeks are left out, so
    that a rise does not raise its own expectation; `least_weeks` how many weeks must lie behind before anything is
    said; `outlier` is the Anscombe residual beyond which a week of the past counts for less. `restart` is the evidence
    (natural logarithm, summed) for a halved rate at which the history before that fall is forgotten; None never
    forgets at once: a group that has lost its towns would then be measured against what it did while it held them.
    """

    half_life_weeks: float = 104
    gap_weeks: int = 8
    least_weeks: int = 26
    outlier: float = 2.58
    restart: float | None = None


@dataclass(frozen=True, slots=True)
class Expectation:
    """Expected weekly counts and their dispersion (variance over mean), shape (series, weeks).

    Where too little history lay behind a week both are NaN: no rule speaks there.
    """

    mean: Numbers
    dispersion: Numbers

    @property
    def is_known(self) -> Flags:
        """Where something was to be expected at all."""
        return np.isfinite(self.mean)


def expect(panel: Panel, baseline: Baseline, *, visible: Numbers | None = None) -> Expectation:
    """Expected counts of every week, causal: week t uses weeks up to t − gap − 1 only.

    A decayed mean per series, drawn a little towards the mean of all series while its history is short; weeks that
    stood out count for less (Anscombe residuals, as in Farrington flexible). Dispersion is decayed too and shrunk
    over the series, as far as they differ by no more than chance.

    Args:
        panel: the series.
        baseline: see there.
        visible: per week, the share of events that is known already (reporting delay); 1 everywhere without it.
    """
    exposure = panel.share * (1.0 if visible is None else visible)
    return _expect(panel.counts, exposure, baseline)


def _expect(counts: Integers, exposure: Numbers, baseline: Baseline) -> Expectation:
    series, weeks = counts.shape
    state = _State(series, weeks)
    mean, dispersion = np.full((series, weeks), np.nan), np.full((series, weeks), np.nan)
    for week in range(weeks):
        past = week - baseline.gap_weeks - 1
        if past >= 0:
            state.learn(counts, exposure, mean, past, baseline)
        if past + 1 >= baseline.least_weeks:
            mean[:, week] = state.rate * exposure[week]
            dispersion[:, week] = state.spread
            state.judge(counts, exposure, mean, week, baseline)
    return Expectation(mean, dispersion)


class _State:
    """What is known of each series while the weeks go by."""

    def __init__(self, series: int, weeks: int) -> None:
        self.events, self.time, self.squares, self.effective = (np.zeros(series) for _ in range(4))
        self.rate, self.spread = np.zeros(series), np.ones(series)
        self.weight = np.ones((series, weeks))
        self.fall = np.zeros(series)
        self.fall_start = np.zeros(series, dtype=np.int64)
        self.skip_until = np.zeros(series, dtype=np.int64)

    def learn(self, counts: Integers, exposure: Numbers, mean: Numbers, past: int, baseline: Baseline) -> None:
        """Take in one week of the past."""
        keep = 0.5 ** (1.0 / baseline.half_life_weeks)
        fresh = past >= self.skip_until
        w = self.weight[:, past]
        self.events = np.where(fresh, self.events * keep + w * counts[:, past], self.events)
        self.time = np.where(fresh, self.time * keep + w * exposure[past], self.time)
        self.rate = _shrink_rate(self.events, self.time)
        if past >= baseline.least_weeks // 2:
            expected = np.maximum(_mean_before(mean, self.rate, past, exposure), 1e-3)
            square = (counts[:, past] - expected) ** 2 / expected
            self.squares = np.where(fresh, self.squares * keep + w * square, self.squares)
            self.effective = np.where(fresh, self.effective * keep + w, self.effective)
        self.spread = shrink_dispersion(self.squares, self.effective, self.rate)

    def judge(self, counts: Integers, exposure: Numbers, mean: Numbers, week: int, baseline: Baseline) -> None:
        """Note whether the week stands out, and whether the series has fallen to a new level."""
        expected = mean[:, week]
        self.weight[:, week] = _down_weight(counts[:, week], expected, self.spread, baseline.outlier)
        if baseline.restart is None:
            return
        evidence = np.minimum(evidence_for(0.5, counts[:, week], expected, self.spread), 1.0)
        self.fall = np.maximum(0.0, self.fall + evidence)
        self.fall_start = np.where(self.fall == 0.0, week + 1, self.fall_start)
        for row in np.flatnonzero(self.fall >= baseline.restart):
            since = slice(int(self.fall_start[row]), week + 1)
            self.events[row] = counts[row, since].sum()
            self.time[row] = exposure[since].sum()
            self.skip_until[row] = week + 1
            self.fall[row] = 0.0
            self.fall_start[row] = week + 1
        self.rate = _shrink_rate(self.events, self.time)


def _mean_before(mean: Numbers, rate: Numbers, week: int, exposure: Numbers) -> Numbers:
    """The expectation that was made for a week, or the present rate where none was."""
    made = mean[:, week]
    return np.where(np.isfinite(made), made, rate * exposure[week])


def _shrink_rate(events: Numbers, time: Numbers) -> Numbers:
    """Events per week; a series starts with one week's worth of the mean over all series."""
    pooled = events.sum() / max(time.sum(), 1e-9)
    return np.asarray((events + pooled) / (time + 1.0), dtype=np.float64)


def shrink_dispersion(squares: Numbers, effective: Numbers, rate: Numbers) -> Numbers:
    """Dispersion per series, drawn to that of all series as far as their differences can be chance.

    Args:
        squares: sum of squared Pearson residuals per series.
        effective: how many weeks went into it.
        rate: events per week; rare events make the estimate noisier.
    """
    known = effective >= 8
    if not known.any():
        return np.ones_like(squares)
    pooled = max(1.0, squares[known].sum() / effective[known].sum())
    own = squares / np.maximum(effective, 1e-9)
    noise = (2.0 * pooled**2 + pooled / np.maximum(rate, 0.02)) / np.maximum(effective, 1e-9)
    weight = np.where(known, 1.0 / noise, 0.0)
    between = max(0.0, float((weight * ((own - pooled) ** 2 - noise)).sum() / weight.sum()))
    trust = np.where(known, between / (between + noise), 0.0)
    return np.asarray(np.maximum(1.0, pooled + trust * (own - pooled)), dtype=np.float64)


def _down_weight(counts: Integers, mean: Numbers, spread: Numbers, outlier: float) -> Numbers:
    expected = np.maximum(mean, 1e-3)
    residual = 1.5 * (counts ** (2 / 3) - expected ** (2 / 3)) / (expected ** (1 / 6) * np.sqrt(spread))
    return np.where(residual > outlier, (outlier / np.maximum(residual, outlier)) ** 2, 1.0)


def choose_baseline(panel: Panel, baseline: Baseline | None = None, *, judged: Flags | None = None) -> Baseline:
    """The half-life and the restart after falls whose expectations fitted the series' own past best.

    Judged by the mean log score of each next week, on the weeks marked in `judged` (shape as the counts), or those
    after the first year. Without any such week the baseline given is kept.
    """
    given = baseline or Baseline()
    judged = np.ones(panel.counts.shape, dtype=bool) if judged is None else judged.copy()
    judged[:, :YEAR_WEEKS] = False
    if not judged.any():
        return given
    best, best_score = given, -np.inf
    for half_life in HALF_LIVES:
        for restart in RESTARTS:
            tried = replace(given, half_life_weeks=half_life, restart=restart)
            made = expect(panel, tried)
            score = log_chance(panel.counts[judged], made.mean[judged], made.dispersion[judged]).mean()
            if score > best_score:
                best, best_score = tried, float(score)
    return best
