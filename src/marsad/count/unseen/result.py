"""What an estimator answers: a total with its interval, the draws behind it, and what was noticed on the way."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from marsad.model.range import Range

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Estimate:
    """All people, documented or not, by one method.

    Attributes:
        method: "loglinear", "dga", "lcmcr" or "stratified".
        model: which model or average, in the method's own words.
        documented: people on at least one list.
        low: lower end of the interval, in people.
        best: the headline: maximum likelihood, or the posterior median.
        high: upper end; infinite where the data set no bound.
        mean: mean of the draws.
        level: how sure the interval is, 0.95 for 95 %.
        draws: possible totals, people, shape (draws,): what is summed over strata.
        details: figures of the method (criteria, weights, R-hat, effective sample size), ready for JSON.
    """

    method: str
    model: str
    documented: int
    low: float
    best: float
    high: float
    mean: float
    level: float
    draws: Floats
    details: Mapping[str, object] = field(default_factory=dict)

    @property
    def undocumented_share(self) -> float:
        """The share of all people that no list holds, from 0 to 1."""
        return 1 - self.documented / self.best if self.best else 0.0

    def as_range(self) -> Range:
        """Low, best, high in whole people; never below the documented."""
        low = max(self.documented, int(np.floor(self.low)))
        high = None if not np.isfinite(self.high) else int(np.ceil(self.high))
        best = max(low, round(self.best))
        if low == best == high:
            return Range.exactly(low)
        return Range(low, best, high, ".." if high is not None else ">=")


def from_draws(
    method: str, model: str, documented: int, draws: Floats, *, level: float, details: Mapping[str, object]
) -> Estimate:
    """An estimate whose interval and centre are quantiles of its draws."""
    tail = (1 - level) / 2
    low, best, high = (float(value) for value in np.quantile(draws, [tail, 0.5, 1 - tail]))
    return Estimate(method, model, documented, low, best, high, float(draws.mean()), level, draws, dict(details))
