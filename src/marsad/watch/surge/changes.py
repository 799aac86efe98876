"""In hindsight: when did a series change its level?

Optimal partitioning (Jackson et al. 2005) with the likelihood of Poisson or negative binomial counts as cost.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from marsad.model.errors import WatchError
from marsad.watch.panel import Integers, Numbers


@dataclass(frozen=True, slots=True)
class Segment:
    """Weeks `[start, stop)` of one level: `rate` events a week."""

    start: int
    stop: int
    rate: float
    events: int


@dataclass(frozen=True, slots=True)
class Change:
    """Where a level gives way to another, in week `week`: from `before` to `after` events a week."""

    week: int
    before: float
    after: float
    events_after: int
    weeks_after: int

    @property
    def factor(self) -> float:
        """How many times the old level the new one is; the old one counts as at least one event a quarter."""
        return self.after / max(self.before, 1.0 / 13.0)


def noise_of(counts: Integers) -> float:
    """Variance over mean of the noise alone, from differences of neighbouring weeks (levels may change)."""
    total = float(counts[1:].sum() + counts[:-1].sum())
    if len(counts) < 3 or total == 0:
        return 1.0
    return max(1.0, float(((counts[1:] - counts[:-1]) ** 2).sum()) / total)


def partition(
    counts: Integers,
    *,
    least_weeks: int = 8,
    dispersion: float | None = None,
    penalty: float | None = None,
    share: Numbers | None = None,
) -> tuple[Segment, ...]:
    """The stretches of even level that tell the series best.

    Args:
        counts: one series, weekly, without a gap.
        least_weeks: no stretch is shorter.
        dispersion: variance over mean of the noise; 1 is the Poisson cost, None estimates it.
        penalty: price of one more stretch, in twice the log likelihood; None is 3 log n.
        share: how much of each week is covered; 1 without it.

    Raises:
        WatchError: `least_weeks` is below 1.
    """
    if least_weeks < 1:
        raise WatchError(f"A stretch must have at least one week; found least_weeks={least_weeks}. Give 1 or more.")
    weeks = len(counts)
    if weeks == 0:
        return ()
    spread = noise_of(counts) if dispersion is None else max(1.0, dispersion)
    price = 3.0 * np.log(max(weeks, 2)) if penalty is None else penalty
    events = np.concatenate([[0.0], np.cumsum(counts, dtype=np.float64)])
    time = np.concatenate([[0.0], np.cumsum(np.ones(weeks) if share is None else share)])
    size = np.inf if spread <= 1.0 else max(float(counts.mean()), 1e-3) / (spread - 1.0)
    cheapest, came_from = np.full(weeks + 1, np.inf), np.zeros(weeks + 1, dtype=np.int64)
    cheapest[0] = -price
    for stop in range(1, weeks + 1):
        starts = np.arange(0, max(stop - least_weeks, 0) + 1)
        if stop < least_weeks and stop < weeks:
            continue
        cost = cheapest[starts] + _cost(events[stop] - events[starts], time[stop] - time[starts], size) + price
        best = int(np.argmin(cost))
        cheapest[stop], came_from[stop] = cost[best], starts[best]
    return _segments(came_from, events, time)


def _cost(events: Numbers, time: Numbers, size: float) -> Numbers:
    """Minus twice the log likelihood of a stretch at its own mean, but for terms that no split changes."""
    mean = np.maximum(events / np.maximum(time, 1e-9), 1e-9)
    if np.isinf(size):
        return np.asarray(-2.0 * (events * np.log(mean) - time * mean), dtype=np.float64)
    return np.asarray(
        -2.0 * (events * np.log(mean / (size + mean)) - time * size * np.log1p(mean / size)), dtype=np.float64
    )


def _segments(came_from: Integers, events: Numbers, time: Numbers) -> tuple[Segment, ...]:
    found = []
    stop = len(came_from) - 1
    while stop > 0:
        start = int(came_from[stop])
        seen = events[stop] - events[start]
        found.append(Segment(start, stop, float(seen / max(time[stop] - time[start], 1e-9)), int(seen)))
        stop = start
    return tuple(reversed(found))


def changes_of(segments: tuple[Segment, ...]) -> tuple[Change, ...]:
    """What lies between neighbouring stretches."""
    return tuple(
        Change(after.start, before.rate, after.rate, after.events, after.stop - after.start)
        for before, after in pairwise(segments)
    )


def rises_of(counts: Integers, *, factor: float, share: Numbers | None = None) -> tuple[Change, ...]:
    """The lasting rises of a series in hindsight: at least `factor` times the level before, for eight weeks or more."""
    found = changes_of(partition(counts, share=share))
    return tuple(change for change in found if change.factor >= factor and change.after > change.before)
