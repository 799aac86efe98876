"""Series with known truth: quiet ones that drift, and ones that rise at a known week."""

from dataclasses import dataclass

import numpy as np

from marsad.watch.panel import Integers, Numbers
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
