"""Bayesian averaging over decomposable graphs of list dependence.

Every graph says which lists hang on which; for a decomposable one the chance of the table has a closed form, so that
all graphs and all totals are weighed exactly, without simulation.

Source:
    Madigan and York (1997), Bayesian Methods for Estimation of the Size of a Closed Population, Biometrika 84.
"""

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln, logsumexp

from marsad.count.unseen.graphs import Graph, decomposable_graphs
from marsad.count.unseen.lists import OverlapTable, require_estimable
from marsad.count.unseen.result import Estimate
from marsad.model.errors import CountError

Floats = NDArray[np.float64]
GRID = 1500  # benchmarks/estimate.py: a grid of 1,500 points against every total, quantiles within 1 %
MOST_EXACT = 60_000_000  # graphs x totals that are weighed one by one where the largest number is given
MOST_QUICK = 10_000_000  # and where it is found by doubling
DRAWS = 4000
START_REACH, MOST_REACH = 10, 160  # largest number of unseen people, times the documented
LITTLE = 1e-4
CHUNK = 512


def dga(
    table: OverlapTable,
    *,
    most_unseen: int | None = None,
    delta: float | None = None,
    with_saturated: bool = True,
    level: float = 0.95,
) -> Estimate:
    """Estimate all people, averaged over every decomposable graph of 3 to 6 lists.

    Args:
        table: which lists hold whom.
        most_unseen: largest number of unseen people considered; default ten times the documented, doubled up to 160
            times while the posterior leans on it. `details` says how much of it lies in the last hundredth.
        delta: prior people in each cell of the full table; default 2 ** -lists.
        with_saturated: keep the graph in which every list hangs on every other. It says nothing about the unseen: where
            it weighs much, the answer is the prior.
        level: how sure the interval is.

    Returns:
        The estimate; `best` is the posterior median. The prior on the total N is 1 / N.

    Raises:
        CountError: the table cannot be used.
    """
    require_estimable(table)
    lists = len(table.names)
    graphs = decomposable_graphs(lists)
    if not with_saturated:
        graphs = tuple(graph for graph in graphs if graph[0] != ((1 << lists) - 1,))
    if most_unseen is not None and most_unseen < 1:
        raise CountError(f"most_unseen is {most_unseen}; wanted 1 or more.")
    most = most_unseen or START_REACH * table.people
    cell = delta if delta is not None else 2.0**-lists
    while True:
        unseen, widths = grid(most, exact=len(graphs) * most <= (MOST_EXACT if most_unseen else MOST_QUICK))
        log_weights, log_totals = weigh(table, graphs, unseen, widths, cell)
        posterior = np.exp(log_totals - logsumexp(log_totals))
        at_end = float(posterior[unseen >= 0.99 * unseen[-1]].sum())
        if most_unseen is not None or at_end < LITTLE or most >= MOST_REACH * table.people:
            return _estimate(table, graphs, log_weights, unseen, posterior, level)
        most *= 2


def grid(most: int, *, exact: bool) -> tuple[Floats, Floats]:
    """Numbers of unseen people to consider, and how many numbers each stands for."""
    if exact or most <= GRID:
        return np.arange(most + 1, dtype=np.float64), np.ones(most + 1)
    points = np.unique(np.round(np.geomspace(1, most, GRID)))
    points = np.unique(np.concatenate([np.arange(min(200, most)), points]))
    edges = np.concatenate([[-0.5], (points[1:] + points[:-1]) / 2, [most + 0.5]])
    return points, np.diff(edges)


def weigh(
    table: OverlapTable, graphs: tuple[Graph, ...], unseen: Floats, widths: Floats, delta: float
) -> tuple[Floats, Floats]:
    """The log weight of each graph and of each number of unseen people, neither normalised."""
    lists = len(table.names)
    scores = _scores(table, unseen, delta)
    shared = gammaln(table.people + unseen + 1) - gammaln(unseen + 1) - np.log(table.people + unseen) + np.log(widths)
    signs = np.zeros((len(graphs), 1 << lists))
    for row, (cliques, separators) in enumerate(graphs):
        for points in cliques:
            signs[row, points] += 1
        for points in separators:
            signs[row, points] -= 1
    log_weights = np.empty(len(graphs))
    log_totals = np.full(len(unseen), -np.inf)
    for start in range(0, len(graphs), CHUNK):
        block = signs[start : start + CHUNK] @ scores + shared
        log_weights[start : start + CHUNK] = logsumexp(block, axis=1)
        log_totals = np.logaddexp(log_totals, logsumexp(block, axis=0))
    return log_weights, log_totals


def _scores(table: OverlapTable, unseen: Floats, delta: float) -> Floats:
    """The log chance of the table seen through each set of lists, shape (2 ** lists, totals)."""
    lists = len(table.names)
    counts = table.cells()
    masks = np.arange(len(counts))
    everyone = delta * 2.0**lists
    scores = np.zeros((len(counts), len(unseen)))
    for points in range(1, len(counts)):
        margin = np.bincount(masks & points, weights=counts, minlength=len(counts))
        prior = delta * 2.0 ** (lists - points.bit_count())
        inside = np.unique(masks & points)[1:]
        fixed = float((gammaln(margin[inside] + prior) - gammaln(prior)).sum())
        open_cell = gammaln(margin[0] + unseen + prior) - gammaln(prior)
        scores[points] = fixed + open_cell + gammaln(everyone) - gammaln(table.people + unseen + everyone)
    return scores


def _estimate(
    table: OverlapTable,
    graphs: tuple[Graph, ...],
    log_weights: Floats,
    unseen: Floats,
    posterior: Floats,
    level: float,
) -> Estimate:
    weights = np.exp(log_weights - logsumexp(log_weights))
    totals = table.people + unseen
    below = np.cumsum(posterior)
    tail = (1 - level) / 2

    def at(share: float) -> float:
        return float(totals[min(int(np.searchsorted(below, share)), len(totals) - 1)])

    order = np.argsort(-weights)[:10]
    full = (1 << len(table.names)) - 1
    saturated = sum(float(weight) for weight, graph in zip(weights, graphs) if graph[0] == (full,))
    details: dict[str, object] = {
        "graphs": len(graphs),
        "weights": [{"graph": _name(graphs[place]), "weight": round(float(weights[place]), 4)} for place in order],
        "saturated_weight": round(saturated, 4),
        "most_unseen": int(unseen[-1]),
        "weight_at_most_unseen": round(float(posterior[unseen >= 0.99 * unseen[-1]].sum()), 5),
    }
    draws = np.interp((np.arange(DRAWS) + 0.5) / DRAWS, below, totals)
    mean = float((totals * posterior).sum())
    model = f"average over {len(graphs)} graphs"
    return Estimate("dga", model, table.people, at(tail), at(0.5), at(1 - tail), mean, level, draws, details)


def _name(graph: Graph) -> str:
    """A graph by its cliques, lists counted from 1."""
    words = (
        "".join(str(place + 1) for place in range(points.bit_length()) if points >> place & 1) for points in graph[0]
    )
    return ",".join(sorted(words, key=lambda word: (-len(word), word)))
