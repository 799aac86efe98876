"""Log-linear estimates: all models of a kind fitted, one chosen or all averaged.

Sources:
    Bishop, Fienberg and Holland (1975) chapter 6; Ball et al. (2002) for Kosovo; Burnham and Anderson
    (2002) for weights.
"""

from collections.abc import Iterable, Sequence

import numpy as np
from scipy.stats import norm

from marsad.count.unseen.fit import Fit, Floats, fit, profile
from marsad.count.unseen.lists import OverlapTable, require_estimable
from marsad.count.unseen.models import hierarchical, model_of, name_of, pairwise
from marsad.count.unseen.result import Estimate
from marsad.count.unseen.stepwise import THRESHOLD, stepwise
from marsad.model.errors import CountError

DRAWS = 4000
MOST_LISTS = 12  # 4,095 cells; more lists are joined first


def fit_all(table: OverlapTable, *, models: str = "auto", threshold: float = THRESHOLD) -> list[Fit]:
    """Fit every model of a kind to a table.

    Args:
        table: three to twelve lists.
        models: "hierarchical" (3 to 5 lists; 8, 113 or 6,893 models), "pairwise" (to 5 lists), "stepwise", a model's
            own name ("123,14,34"), or "auto": hierarchical up to 4 lists, pairwise at 5, stepwise beyond.
        threshold: largest p-value that adds a term in a stepwise choice.

    Raises:
        CountError: the table cannot be estimated from, or no model of the kind has a finite maximum.
    """
    require_estimable(table)
    lists, counts = len(table.names), table.cells() if len(table.names) <= MOST_LISTS else None
    if counts is None:
        raise CountError(
            f"Found {lists} lists; log-linear models take at most {MOST_LISTS}. Join lists of one kind, leave out "
            "those of a few dozen people, or use the latent-class method."
        )
    kind = models if models != "auto" else "hierarchical" if lists <= 4 else "pairwise" if lists == 5 else "stepwise"
    if kind == "stepwise":
        fits = stepwise(counts, lists=lists, threshold=threshold)[-1:]
    elif kind in ("hierarchical", "pairwise"):
        if lists > 5:
            raise CountError(f"All {kind} models of {lists} lists are too many; wanted models='stepwise'.")
        every: Iterable[frozenset[int]] = hierarchical(lists) if kind == "hierarchical" else pairwise(lists)
        fits = [fit(terms, counts) for terms in every]
    else:
        fits = [fit(model_of(models, lists=lists), counts)]
    usable = [each for each in fits if each.exists]
    if not usable:
        raise CountError(
            f"No model fits these {lists} lists: {fits[0].why} for {fits[0].name}. The overlaps are too thin. Pool "
            "strata, join small lists, or check the matching."
        )
    return usable


def loglinear(
    table: OverlapTable,
    *,
    models: str = "auto",
    criterion: str = "bic",
    is_averaged: bool = False,
    interval: str = "multinomial",
    most_ratio: float | None = None,
    level: float = 0.95,
    threshold: float = THRESHOLD,
) -> Estimate:
    """Estimate all people by log-linear models.

    Args:
        table: which lists hold whom.
        models: which kind, see :func:`fit_all`.
        criterion: "bic" or "aic"; chooses, or weighs the average.
        is_averaged: average over all models instead of taking the best.
        interval: "multinomial" or "poisson" profile likelihood, or "wald"; of the average always a mixture of Wald.
        most_ratio: leave out models whose total exceeds this many times the documented (Jamaluddine et al. use 5).
        level: how sure the interval is.
        threshold: of a stepwise choice.

    Returns:
        The estimate; `best` is the maximum-likelihood total, or the weighted mean.

    Raises:
        CountError: the table or the options cannot be used; the message says what would help.
    """
    if criterion not in ("bic", "aic"):
        raise CountError(f"The criterion is {criterion!r}; wanted bic or aic.")
    if interval not in ("multinomial", "poisson", "wald"):
        raise CountError(f"The interval is {interval!r}; wanted multinomial, poisson or wald.")
    fits = fit_all(table, models=models, threshold=threshold)
    if most_ratio is not None:
        fits = [each for each in fits if each.total <= most_ratio * table.people]
        if not fits:
            raise CountError(f"Every model says more than {most_ratio:g} times the documented. Raise the ratio.")
    ranked = sorted(fits, key=lambda each: getattr(each, criterion))
    weights = weights_of(ranked, criterion)
    if is_averaged:
        return _averaged(table, ranked, weights, criterion, level)
    best = ranked[0]
    low, high = (
        best.wald(level) if interval == "wald" else profile(best, table.cells(), sampling=interval, level=level)[::2]
    )
    draws = _draws([best], np.ones(1))
    details = _details(ranked, weights, criterion) | {"interval": interval}
    return Estimate(
        "loglinear", best.name, table.people, low, best.total, high, float(draws.mean()), level, draws, details
    )


def weights_of(ranked: Sequence[Fit], criterion: str) -> Floats:
    """How much each model counts in an average: exp(-difference / 2), summing to 1."""
    values = np.array([getattr(each, criterion) for each in ranked])
    raw: Floats = np.exp(-(values - values.min()) / 2)
    shares: Floats = raw / raw.sum()
    return shares


def _averaged(table: OverlapTable, ranked: Sequence[Fit], weights: Floats, criterion: str, level: float) -> Estimate:
    draws = _draws(ranked, weights)
    tail = (1 - level) / 2
    low, high = (float(value) for value in np.quantile(draws, [tail, 1 - tail]))
    best = float(sum(weight * each.total for weight, each in zip(weights, ranked)))
    model = f"average of {len(ranked)} models by {criterion.upper()}"
    details = _details(ranked, weights, criterion)
    return Estimate("loglinear", model, table.people, low, best, high, float(draws.mean()), level, draws, details)


def _draws(fits: Sequence[Fit], weights: Floats) -> Floats:
    """Totals spread as each model's Wald interval says, each model by its weight; no chance in it."""
    shares = np.round(weights * DRAWS).astype(int)
    shares[0] += DRAWS - shares.sum()
    parts = []
    for each, share in zip(fits, shares):
        if share > 0:
            spread = norm.ppf((np.arange(share) + 0.5) / share)
            parts.append(each.documented + each.unseen * np.exp(np.minimum(spread * each.error, 700.0)))
    return np.concatenate(parts)


def _details(ranked: Sequence[Fit], weights: Floats, criterion: str) -> dict[str, object]:
    by_other = min(ranked, key=lambda each: each.aic if criterion == "bic" else each.bic)
    rows = [
        {
            "model": each.name,
            "total": round(each.total, 2),
            "aic": round(each.aic, 2),
            "bic": round(each.bic, 2),
            "deviance": round(each.deviance, 3),
            "degrees": each.degrees,
            "weight": round(float(weight), 4),
            "minus_infinity": [name_of(frozenset([term])) for term in each.minus_infinity],
        }
        for each, weight in list(zip(ranked, weights))[:10]
    ]
    return {
        "criterion": criterion,
        "models_fitted": len(ranked),
        "models": rows,
        "best_by_other_criterion": {"model": by_other.name, "total": round(by_other.total, 2)},
    }
