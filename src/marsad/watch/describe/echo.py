"""Does one attack draw others after it? A self-exciting model of days, told in words and never as an alarm.

Discrete Hawkes process: the rate of a day is a background rate plus `branching` times what the days before left, which
fades by a constant share a day.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.signal import lfilter

from marsad.model.errors import WatchError
from marsad.watch.panel import Integers, Numbers

FADES = tuple(
    np.round(1.0 - np.geomspace(1.0 / 30.0, 0.9, 20), 4)
)  # what is left after a day: a reach of 1.1 to 30 days
LEAST_EVENTS = 50


@dataclass(frozen=True, slots=True)
class Echo:
    """`background` events a day come of themselves; one event is followed by `branching` more (with its standard
    error), within about `reach_days`. `dispersion` of the days around it. `gain` is twice the log likelihood over a
    constant rate, dispersion taken out.
    """

    background: float
    branching: float
    error: float
    reach_days: float
    dispersion: float
    gain: float
    days: int
    events: int

    @property
    def is_clear(self) -> bool:
        """Whether the echo is more than chance (chi-square with two degrees of freedom, 1 %)."""
        return self.gain > 9.21 and self.branching > 2.0 * self.error

    @property
    def is_rate_change(self) -> bool:
        """A branching near 1 is a series that changes its level, not attacks that cause one another."""
        return self.branching > 0.8


def fit_echo(days: ArrayLike) -> Echo:
    """Fit the model to daily counts.

    Args:
        days: events a day, without a gap.

    Raises:
        WatchError: fewer than 50 events.
    """
    counts: Integers = np.asarray(days, dtype=np.int64)
    if counts.sum() < LEAST_EVENTS:
        raise WatchError(
            f"The series holds {int(counts.sum())} events; wanted {LEAST_EVENTS} or more to tell an echo from chance."
        )
    fits = [_fit(counts, fade) for fade in FADES]
    best = max(range(len(fits)), key=lambda n: fits[n][2])
    background, branching, likelihood, echo = fits[best]
    rate = np.maximum(background + branching * echo, 1e-9)
    dispersion = max(1.0, float(((counts - rate) ** 2 / rate).mean()))
    mean = float(counts.mean())
    constant = float((counts * np.log(mean) - mean).sum())
    return Echo(
        background,
        branching,
        _error(counts, rate, echo) * np.sqrt(dispersion),
        1.0 / (1.0 - FADES[best]),
        dispersion,
        2.0 * (likelihood - constant) / dispersion,
        len(counts),
        int(counts.sum()),
    )


def _fit(counts: Integers, fade: float) -> tuple[float, float, float, Numbers]:
    """Background, branching and log likelihood at one fade, by expectation and maximisation."""
    echo = lfilter([0.0, 1.0 - fade], [1.0, -fade], counts.astype(np.float64))
    background, branching = float(counts.mean()) / 2.0, 0.5
    total = float(echo.sum())
    for _ in range(200):
        rate = np.maximum(background + branching * echo, 1e-12)
        share = counts / rate
        new = background * float(share.mean()), branching * float((share * echo).sum()) / max(total, 1e-12)
        moved = abs(new[0] - background) + abs(new[1] - branching)
        background, branching = new
        if moved < 1e-7:
            break
    rate = np.maximum(background + branching * echo, 1e-12)
    return background, branching, float((counts * np.log(rate) - rate).sum()), echo


def _error(counts: Integers, rate: Numbers, echo: Numbers) -> float:
    """Standard error of the branching, from the observed information."""
    weight = counts / rate**2
    a, b, c = float(weight.sum()), float((weight * echo).sum()), float((weight * echo**2).sum())
    determinant = a * c - b * b
    return float(np.sqrt(a / determinant)) if determinant > 0 else float("inf")
