"""Four layers of a total, never mixed in one number: how sure is what was counted, and what was not counted at all.

1. `documented`: the sum of the ranges as they stand. All low ends together, all high ends together: nothing outside.
2. `documented-with-dependence`: the same ranges, believed to err together to a stated degree.
3. `reporting-error`: what the deaths reported in each event may stand for, as experts judge (see `layers_error`).
4. `undocumented`: people on no list, by `count.unseen`.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.stats import beta, norm

from marsad.model.errors import CountError
from marsad.model.range import Range

Floats = NDArray[np.float64]
GRID = 401  # quantiles of one shape that are worked out; between them a straight line
PERT_WEIGHT = 4.0  # the usual weight of the most likely value in PERT


@dataclass(frozen=True, slots=True)
class Layer:
    """One layer of a total.

    Attributes:
        name: which layer.
        low: lower end, in people.
        best: the centre; None where the ranges name none.
        high: upper end; None where some range has no upper bound.
        level: how sure the ends are; None where they are sums of bounds and no chance is meant.
        open_above: how many ranges have no upper bound.
        settings: what was assumed, ready to print beside the number.
    """

    name: str
    low: float
    best: float | None
    high: float | None
    level: float | None = None
    open_above: int = 0
    settings: Mapping[str, object] = field(default_factory=dict)


def documented(ranges: Iterable[Range]) -> Layer:
    """The interval sum: least, best and most, each added up.

    Example:
        >>> documented([Range.exactly(3), Range(2, 4, 7, "..")])
        Layer(name='documented', low=5, best=7, high=10, level=None, open_above=0, settings={})
    """
    every = list(ranges)
    middles = [each.middle() for each in every]
    mosts = [each.most() for each in every]
    best = None if any(middle is None for middle in middles) else sum(middle or 0 for middle in middles)
    open_above = sum(most is None for most in mosts)
    high = None if open_above else sum(most or 0 for most in mosts)
    return Layer("documented", sum(each.least() for each in every), best, high, open_above=open_above)


def documented_with_dependence(
    ranges: Iterable[Range],
    *,
    seed: int,
    correlation: float = 0.5,
    shape: str = "pert",
    draws: int = 10_000,
    level: float = 0.9,
) -> Layer:
    """The sum of ranges whose errors go together to a stated degree.

    Each range becomes a PERT or triangular distribution over its ends with its best as most likely; a Gaussian copula
    with one common factor ties them. Independent errors (0) make a total look surer than it is, because the same source
    errs the same way; state the correlation beside the number and show 1 beside it.

    Args:
        ranges: as the incidents hold them; one without an upper bound stands with its lower end, and leaves the total
            without one.
        seed: the same seed gives the same answer.
        correlation: from 0 (each errs alone) to 1 (all err together).
        shape: "pert" or "triangular".
        draws: how many totals are drawn.
        level: how sure the interval is.

    Raises:
        CountError: a setting is out of range.
    """
    if not 0 <= correlation <= 1:
        raise CountError(f"The correlation is {correlation}; wanted 0 to 1.")
    if shape not in ("pert", "triangular"):
        raise CountError(f"The shape is {shape!r}; wanted pert or triangular.")
    generator = np.random.default_rng(seed)
    common = generator.standard_normal(draws) * np.sqrt(correlation)
    own = np.sqrt(1 - correlation)
    firm, open_above, doubtful = _sorted_out(ranges)
    totals = np.full(draws, float(firm))
    places = (np.arange(GRID) + 0.5) / GRID
    for (low, best, high), times in sorted(doubtful.items()):
        values = _quantiles(low, best, high, places, shape)
        for _ in range(times):
            chance = norm.cdf(common + own * generator.standard_normal(draws))
            totals += np.interp(chance, places, values)
    tail = (1 - level) / 2
    ends = np.quantile(totals, [tail, 0.5, 1 - tail])
    settings = {"correlation": correlation, "shape": shape, "draws": draws, "seed": seed}
    high_end = None if open_above else float(ends[2])
    name = "documented-with-dependence"
    return Layer(name, float(ends[0]), float(ends[1]), high_end, level, open_above, settings)


def _sorted_out(ranges: Iterable[Range]) -> tuple[int, int, Counter[tuple[int, int, int]]]:
    """The sum of what is certain, how many are open above, and the doubtful by their ends."""
    firm = open_above = 0
    doubtful: Counter[tuple[int, int, int]] = Counter()
    for each in ranges:
        low, high = each.least(), each.most()
        if high is None:
            firm += max(low, each.middle() or 0)
            open_above += 1
        elif low == high:
            firm += low
        else:
            best = each.middle()
            doubtful[low, min(max(low if best is None else best, low), high), high] += 1
    return firm, open_above, doubtful


def _quantiles(low: int, best: int, high: int, places: Floats, shape: str) -> Floats:
    span = high - low
    if shape == "pert":
        rise = PERT_WEIGHT * (best - low) / span
        found: Floats = low + span * beta.ppf(places, 1 + rise, 1 + PERT_WEIGHT - rise)
        return found
    turn = (best - low) / span
    rising = np.sqrt(places * turn)
    falling = 1 - np.sqrt((1 - places) * (1 - turn))
    return low + span * np.where(places < turn, rising, falling)
