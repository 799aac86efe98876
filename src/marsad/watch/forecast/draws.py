"""Forecasts as draws: benchmarks that ask for nothing but history, and models that must beat them.

Every model gives whole-number draws, shape (series, horizons, draws); horizon 1 is the first month not seen.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from marsad.watch.panel import Integers, Numbers
from marsad.watch.surge.counts import draw_counts

DRAWS = 1000
# Views and governorate data, 2018 to 2023 (docs/watch.md): the kernel's width matters little from 0.4 to 0.8.
KERNEL_SPREAD, KERNEL_GROWTH, POOL_SHARE = 0.6, 0.1, 0.03
OWN_MONTHS, POOL_MONTHS = 36, 24

Forecast = Callable[[Integers, int, np.random.Generator], Integers]


@dataclass(frozen=True, slots=True)
class Model:
    """A forecast by name. `says` tells what it does; a benchmark is what others must beat."""

    name: str
    says: str
    draw: Forecast
    is_benchmark: bool = False


def zero(history: Integers, horizons: int, _: np.random.Generator) -> Integers:
    """Nothing will happen."""
    return np.zeros((len(history), horizons, DRAWS), dtype=np.int64)


def last_month(history: Integers, horizons: int, random: np.random.Generator) -> Integers:
    """Poisson around the last month seen."""
    return random.poisson(history[:, -1, None, None], (len(history), horizons, DRAWS))


def conflictology(months: int) -> Forecast:
    """The own last months, each as likely as the other: the benchmark of the field."""

    def draw(history: Integers, horizons: int, _: np.random.Generator) -> Integers:
        own = history[:, -months:]
        repeated = np.tile(own, (1, -(-DRAWS // own.shape[1])))[:, :DRAWS]
        return np.repeat(repeated[:, None, :], horizons, axis=1)

    return draw


def pool_draws(history: Integers, horizons: int, random: np.random.Generator) -> Integers:
    """Any series' last two years."""
    pool = history[:, -POOL_MONTHS:].ravel()
    return random.choice(pool, (len(history), horizons, DRAWS))


def smoothed(half_life: float) -> Forecast:
    """The own last three years, newer months likelier, each draw blurred, a few from all series."""

    def draw(history: Integers, horizons: int, random: np.random.Generator) -> Integers:
        own = history[:, -OWN_MONTHS:]
        age = np.arange(own.shape[1])[::-1]
        weight = 0.5 ** (age / half_life)
        month = random.choice(own.shape[1], (len(history), horizons, DRAWS), p=weight / weight.sum())
        base = np.take_along_axis(own[:, None, :], month, axis=2).astype(float)
        variance = KERNEL_SPREAD**2 + 3.0 * KERNEL_GROWTH**2 * np.arange(1, horizons + 1)
        kick = random.normal(0.0, 1.0, base.shape) * np.sqrt(variance)[None, :, None]
        value = base * np.exp(kick - variance[None, :, None] / 2.0)
        strange = random.random(base.shape) < POOL_SHARE
        value[strange] = random.choice(history[:, -POOL_MONTHS:].ravel(), int(strange.sum()))
        return _whole(value, random)

    return draw


def decayed(half_life: float) -> Forecast:
    """Negative binomial with the decayed mean and variance of the own history."""

    def draw(history: Integers, horizons: int, random: np.random.Generator) -> Integers:
        age = np.arange(history.shape[1])[::-1]
        weight = 0.5 ** (age / half_life)
        weight /= weight.sum()
        mean = history @ weight
        variance = ((history - mean[:, None]) ** 2) @ weight
        # A series without an event yet is given a tenth of one a year.
        level = np.maximum(mean, 0.1 / 12.0)
        spread = np.maximum(1.0, variance / level)
        shape = (len(history), horizons, DRAWS)
        return draw_counts(
            np.broadcast_to(level[:, None, None], shape), np.broadcast_to(spread[:, None, None], shape), random
        )

    return draw


def pooled(half_life: float) -> Forecast:
    """Half of the draws from the smoothed history, half from the decayed negative binomial."""

    def draw(history: Integers, horizons: int, random: np.random.Generator) -> Integers:
        one, two = smoothed(half_life)(history, horizons, random), decayed(half_life)(history, horizons, random)
        half = DRAWS // 2
        return np.concatenate([one[:, :, :half], two[:, :, : DRAWS - half]], axis=2)

    return draw


def _whole(value: Numbers, random: np.random.Generator) -> Integers:
    """Rounded up or down by chance, so that the mean stays."""
    low = np.floor(value)
    return np.asarray(low + (random.random(value.shape) < value - low), dtype=np.int64)


BENCHMARKS = (
    Model("zero", "nothing happens", zero, True),
    Model("last-month", "Poisson around the last month", last_month, True),
    Model("conflictology-12", "the own last 12 months", conflictology(12), True),
    Model("conflictology-24", "the own last 24 months", conflictology(24), True),
    Model("pool", "any area's last 24 months", pool_draws, True),
)
REFERENCE = "conflictology-12"
# Families whose half-life (months) is chosen on the past before each forecast.
FAMILIES: dict[str, tuple[str, Callable[[float], Forecast]]] = {
    "smoothed": ("own history, newer months likelier, blurred", smoothed),
    "decayed": ("negative binomial with decayed mean and variance", decayed),
    "pooled": ("half smoothed history, half decayed negative binomial", pooled),
}
HALF_LIVES = (2.0, 3.0, 4.0, 6.0, 8.0, 12.0)
