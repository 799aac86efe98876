"""Bootstrap intervals that let the choice of the model vary too.

Source:
    Efron (1987), bias-corrected and accelerated (BCa); for stepwise models Chan, Silverman and Vincent (2021).
"""

import numpy as np
from scipy.stats import norm

from marsad.count.unseen.lists import OverlapTable
from marsad.count.unseen.loglinear import fit_all
from marsad.count.unseen.result import Estimate, Floats
from marsad.count.unseen.stepwise import THRESHOLD
from marsad.model.errors import CountError

FEWEST = 50


def bootstrap(
    table: OverlapTable,
    *,
    seed: int,
    models: str = "auto",
    criterion: str = "bic",
    resamples: int = 200,
    threshold: float = THRESHOLD,
    level: float = 0.95,
) -> Estimate:
    """Estimate by the best log-linear model, with an interval from resampled people and a new choice each time.

    Resamples from which nothing can be estimated are left out and counted in `details`.

    Args:
        table: which lists hold whom.
        seed: of the resampling.
        models: as in :func:`loglinear`.
        criterion: "bic" or "aic".
        resamples: how many; 1,000 for print.
        threshold: of a stepwise choice.
        level: how sure.

    Raises:
        CountError: fewer than 50 resamples could be estimated.
    """

    def total(counts: Floats) -> float:
        fits = fit_all(table.with_cells(counts), models=models, threshold=threshold)
        return min(fits, key=lambda each: each.aic if criterion == "aic" else each.bic).total

    generator, counts = np.random.default_rng(seed), table.cells()
    best = total(counts)
    found = []
    for _ in range(resamples):
        try:
            found.append(total(generator.multinomial(table.people, counts / counts.sum()).astype(np.float64)))
        except CountError:
            continue
    if len(found) < FEWEST:
        raise CountError(
            f"Of {resamples} resamples {len(found)} could be estimated; wanted {FEWEST}. The overlaps are too thin, or "
            "the resamples too few."
        )
    draws = np.array(found)
    low, high = _bca(draws, best, _jackknife(counts, total), level)
    details = {"resamples": resamples, "failed": resamples - len(found), "criterion": criterion, "interval": "BCa"}
    model = "best model, chosen anew in every resample"
    return Estimate("loglinear", model, table.people, low, best, high, float(draws.mean()), level, draws, details)


def _jackknife(counts: Floats, total: object) -> tuple[Floats, Floats]:
    """The total with one person fewer in each cell, and how many people that stands for."""
    values, weights = [], []
    for cell in np.flatnonzero(counts):
        fewer = counts.copy()
        fewer[cell] -= 1
        try:
            values.append(total(fewer))  # type: ignore[operator]
            weights.append(counts[cell])
        except CountError:
            continue
    return np.array(values), np.array(weights)


def _bca(draws: Floats, best: float, jackknife: tuple[Floats, Floats], level: float) -> tuple[float, float]:
    share = np.clip(np.mean(draws < best), 1 / (len(draws) + 1), len(draws) / (len(draws) + 1))
    bias = float(norm.ppf(share))
    values, weights = jackknife
    gaps = np.average(values, weights=weights) - values
    squares = float((weights * gaps**2).sum())
    pull = float((weights * gaps**3).sum()) / (6 * squares**1.5) if squares > 0 else 0.0
    ends = []
    for tail in ((1 - level) / 2, (1 + level) / 2):
        reach = bias + float(norm.ppf(tail))
        ends.append(float(np.quantile(draws, norm.cdf(bias + reach / (1 - pull * reach)))))
    return ends[0], ends[1]
