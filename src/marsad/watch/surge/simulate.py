"""Series with known truth: quiet ones that drift, and ones that rise at a known week."""

from dataclasses import dataclass

import numpy as np

from marsad.watch.panel import Flags, Integers, Numbers
from marsad.watch.surge.counts import draw_counts


@dataclass(frozen=True, slots=True)
class Drift:
    """How a quiet series wanders: log-normal, first-order autoregressive.

    `spread` is the standard deviation of the log mean in the long run, `memory` the correlation from week to week.
    """

    spread: float = 0.25
    memory: float = 0.98


def drifting(series: int, weeks: int, drift: Drift, random: np.random.Generator) -> Numbers:
    """Factors around 1 by which a quiet series' mean wanders, shape (series, weeks)."""
    path = np.empty((series, weeks))
    state = random.normal(0.0, drift.spread, series)
    kick = drift.spread * np.sqrt(1.0 - drift.memory**2)
    for week in range(weeks):
        path[:, week] = state
        state = drift.memory * state + random.normal(0.0, kick, series)
    return np.asarray(np.exp(path - drift.spread**2 / 2), dtype=np.float64)


def rising(weeks: int, start: int, *, factor: float, ramp_weeks: int = 0) -> Numbers:
    """Factors of a rise that begins in week `start`: at once, or in even steps over `ramp_weeks`."""
    path = np.ones(weeks)
    since = np.arange(weeks - start)
    share = np.ones(weeks - start) if ramp_weeks == 0 else np.minimum(1.0, (since + 1) / ramp_weeks)
    path[start:] = 1.0 + (factor - 1.0) * share
    return path


def simulate(
    mean: Numbers, dispersion: Numbers, weeks: int, *, drift: Drift, rise: Numbers | None, random: np.random.Generator
) -> Integers:
    """Weekly counts of series with these means and dispersions, shape (series, weeks), with a common rise if any."""
    factors = drifting(len(mean), weeks, drift, random)
    path = mean[:, None] * factors * (1.0 if rise is None else rise)
    return draw_counts(path, dispersion[:, None], random)


# The 42 scenarios of Noufaily et al. (2013), Statistics in Medicine 32:1206: log level, trend a week, cosine, sine,
# dispersion; each with and without trend, with none, one or two yearly harmonics.
NOUFAILY = (
    (0.1, 0.0025, 0.6, 0.6, 1.5),
    (-2.0, 0.005, 0.1, 0.3, 2.0),
    (1.5, 0.003, 0.2, -0.4, 1.0),
    (0.5, 0.002, 0.5, 0.5, 5.0),
    (2.5, 0.001, 1.0, 0.1, 3.0),
    (3.75, 0.001, 0.1, -0.1, 1.1),
    (5.0, 0.0001, 0.05, 0.01, 1.2),
)
NOUFAILY_WEEKS, BASELINE_FROM, TEST_FROM = 624, 312, 575


def noufaily(each: int, random: np.random.Generator) -> tuple[Integers, Flags]:
    """Series of the 42 scenarios, `each` of every one, and the weeks into which an outbreak of the last year fell.

    624 weeks; four outbreaks of 2, 3, 5 or 10 standard deviations lie in weeks 313 to 575, which serve as history; one
    of 1 to 10 begins in weeks 576 to 624, which are judged.

    Returns:
        Counts and marks, both of shape (42 × each, 624).
    """
    week = np.arange(1, NOUFAILY_WEEKS + 1)
    rows, marks = [], []
    for level, trend, cosine, sine, dispersion in NOUFAILY:
        for has_trend in (0, 1):
            for harmonics in (0, 1, 2):
                turn = 2.0 * np.pi * week / 52.0
                season = sum(
                    (cosine * np.cos(n * turn) + sine * np.sin(n * turn) for n in range(1, harmonics + 1)),
                    start=np.zeros(NOUFAILY_WEEKS),
                )
                mean = np.exp(level + trend * has_trend * week + season)
                for _ in range(each):
                    row, mark = _with_outbreaks(mean, dispersion, random)
                    rows.append(row)
                    marks.append(mark)
    return np.array(rows), np.array(marks)


def _with_outbreaks(mean: Numbers, dispersion: float, random: np.random.Generator) -> tuple[Integers, Flags]:
    counts = draw_counts(mean, dispersion, random)
    deviation = np.sqrt(dispersion * mean)
    for size in random.choice([2, 3, 5, 10], 4):
        start = int(random.integers(BASELINE_FROM, TEST_FROM))
        counts += _outbreak(start, size * deviation[start], TEST_FROM, random)
    start = int(random.integers(TEST_FROM, NOUFAILY_WEEKS))
    last = _outbreak(start, random.uniform(1, 10) * deviation[start], NOUFAILY_WEEKS, random)
    return counts + last, last > 0


def _outbreak(start: int, size: float, stop: int, random: np.random.Generator) -> Integers:
    """An outbreak's events by week: Poisson many, spread log-normally after its start."""
    weeks = start + np.floor(random.lognormal(0.0, 0.5, random.poisson(size))).astype(np.int64)
    return np.bincount(weeks[weeks < stop], minlength=NOUFAILY_WEEKS)
