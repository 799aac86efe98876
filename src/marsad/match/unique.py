"""How many people lists name, when it is not sure which rows are one person."""

from collections.abc import Sequence

import numpy as np
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from marsad.match.linker import PersonPair
from marsad.model.range import Range

DRAWS = 200
SHARED_BITS = 1.0  # benchmarks/match_people.py: what the weights may be off by, all in one direction


def unique_people(
    ids: Sequence[str], pairs: Sequence[PersonPair], groups: Sequence[Sequence[str]], *, accept: float, seed: int
) -> Range:
    """The number of different people, as a 95% interval; best is the number of groups.

    Each draw decides every pair anew by its chance, and shifts all chances together, since the weights err together.
    Pairs that no block compared cannot be drawn: people whose rows have nothing in common count twice.
    """
    place = {row: n for n, row in enumerate(ids)}
    group = {row: number for number, rows in enumerate(groups) for row in rows}
    left = np.array([place[pair.a] for pair in pairs], dtype=np.int64)
    right = np.array([place[pair.b] for pair in pairs], dtype=np.int64)
    bits = np.array([pair.bits for pair in pairs])
    apart = np.array([group[pair.a] != group[pair.b] for pair in pairs], dtype=bool)
    if not len(pairs):
        return Range.exactly(len(ids))
    refused = apart & (bits >= accept)  # likely, but the whole group spoke against it: as unlikely as the group is
    bits = np.where(refused, -np.abs(bits) - 1.0, bits)
    random = np.random.default_rng(seed)
    counts = []
    for _ in range(DRAWS):
        shifted = bits + random.normal(0.0, SHARED_BITS)
        chosen = random.random(len(bits)) < 1 / (1 + np.exp2(-shifted))
        graph = coo_matrix((np.ones(chosen.sum(), dtype=np.int8), (left[chosen], right[chosen])), shape=(len(ids), len(ids)))
        counts.append(connected_components(graph, directed=False, return_labels=False))
    low, high = (int(round(value)) for value in np.quantile(counts, (0.025, 0.975)))
    best = len(groups)
    return Range(min(low, best), best, max(high, best), "..") if min(low, best) < max(high, best) else Range.exactly(best)
