"""Over-dispersed counts: tails and likelihood ratios of the negative binomial with variance `dispersion` × mean.

Dispersion 1 is Poisson. All functions work on arrays that broadcast.
"""

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import betainc, gammainc, gammaln, xlogy

from marsad.watch.panel import Integers, Numbers

NEARLY_POISSON = 1.0 + 1e-6
SMALLEST_MEAN = 1e-9


def tail_chance(seen: ArrayLike, mean: ArrayLike, dispersion: ArrayLike) -> Numbers:
    """How likely it is to see that many or more.

    Args:
        seen: counts, whole numbers.
        mean: expected counts, above 0 (smaller is lifted to 1e-9).
        dispersion: variance over mean, at least 1.
    """
    count = np.asarray(seen, dtype=np.float64)
    expected = np.maximum(np.asarray(mean, dtype=np.float64), SMALLEST_MEAN)
    spread = np.maximum(np.asarray(dispersion, dtype=np.float64), 1.0)
    is_poisson = spread < NEARLY_POISSON
    safe = np.where(is_poisson, 2.0, spread)
    at_least_one = np.maximum(count, 1.0)
    poisson = gammainc(at_least_one, expected)
    binomial = betainc(at_least_one, expected / (safe - 1.0), 1.0 - 1.0 / safe)
    return np.where(count <= 0, 1.0, np.where(is_poisson, poisson, binomial))


def at_most_chance(seen: ArrayLike, mean: ArrayLike, dispersion: ArrayLike) -> Numbers:
    """How likely it is to see that many or fewer."""
    return np.asarray(1.0 - tail_chance(np.asarray(seen) + 1, mean, dispersion), dtype=np.float64)


def evidence_for(ratio: float, seen: ArrayLike, mean: ArrayLike, dispersion: ArrayLike) -> Numbers:
    """Log likelihood ratio that the mean is `ratio` times what was expected, against that it is what was expected.

    The shape of the negative binomial is kept, as in the count CUSUM of Höhle and Paul (2008).
    """
    count = np.asarray(seen, dtype=np.float64)
    expected = np.maximum(np.asarray(mean, dtype=np.float64), SMALLEST_MEAN)
    excess = np.maximum(np.asarray(dispersion, dtype=np.float64) - 1.0, NEARLY_POISSON - 1.0)
    size = expected / excess
    shrink = np.log((ratio * expected + size) / (expected + size))
    return np.asarray(count * (np.log(ratio) - shrink) - size * shrink, dtype=np.float64)


def log_chance(seen: ArrayLike, mean: ArrayLike, dispersion: ArrayLike) -> Numbers:
    """Log probability of exactly that many."""
    count = np.asarray(seen, dtype=np.float64)
    expected = np.maximum(np.asarray(mean, dtype=np.float64), SMALLEST_MEAN)
    spread = np.maximum(np.asarray(dispersion, dtype=np.float64), 1.0)
    is_poisson = spread < NEARLY_POISSON
    safe = np.where(is_poisson, 2.0, spread)
    size = expected / (safe - 1.0)
    poisson = xlogy(count, expected) - expected - gammaln(count + 1)
    binomial = (
        gammaln(count + size)
        - gammaln(size)
        - gammaln(count + 1)
        - size * np.log(safe)
        + xlogy(count, 1.0 - 1.0 / safe)
    )
    return np.asarray(np.where(is_poisson, poisson, binomial), dtype=np.float64)


def draw_counts(mean: ArrayLike, dispersion: ArrayLike, random: np.random.Generator) -> Integers:
    """Random counts of that mean and dispersion, in the shape that both make together."""
    expected, spread = np.broadcast_arrays(
        np.maximum(np.asarray(mean, dtype=np.float64), 0.0), np.asarray(dispersion, dtype=np.float64)
    )
    excess = np.maximum(spread - 1.0, 0.0)
    size = expected / np.where(excess > 0, excess, 1.0)
    rate = np.where((excess > 0) & (expected > 0), random.gamma(np.maximum(size, 1e-12)) * excess, expected)
    return np.asarray(random.poisson(rate), dtype=np.int64)
