"""How many people lists name, when it is not sure which rows are one person."""

from collections.abc import Sequence
from itertools import combinations

import numpy as np
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from marsad.match.linker import PersonPair
from marsad.model.range import Range

DRAWS = 200
POOR_ROWS = 4.0  # benchmarks/match_people.py: rows that meet no block are poor ones, and miss up to so much more
SHARED_BITS = 0.5  # benchmarks/match_people.py: what the weights may be off by, all in one direction


def unique_people(
    ids: Sequence[str], pairs: Sequence[PersonPair], groups: Sequence[Sequence[str]], *, accept: float, seed: int
) -> Range:
    """The number of different people, as a 95% interval with the median.

    Each draw decides every pair anew by its chance, and shifts all chances together, since the weights err together.
    Rows that no block brought together were never compared; how many people they split in two is read off the groups of
    three rows, where two links show that the third was missed, and taken away in each draw.
    """
    if not pairs:
        return Range.exactly(len(ids))
    place = {row: n for n, row in enumerate(ids)}
    group = {row: number for number, rows in enumerate(groups) for row in rows}
    left = np.array([place[pair.a] for pair in pairs], dtype=np.int64)
    right = np.array([place[pair.b] for pair in pairs], dtype=np.int64)
    bits = np.array([pair.bits for pair in pairs])
    apart = np.array([group[pair.a] != group[pair.b] for pair in pairs], dtype=bool)
    # Likely, but the whole group spoke against it (two persons of one list): as unlikely as it was likely.
    bits = np.where(apart & (bits >= accept), -np.abs(bits) - 1.0, bits)
    missed = _never_compared({(pair.a, pair.b) for pair in pairs}, groups)
    twos = sum(len(rows) == 2 for rows in groups)
    random = np.random.default_rng(seed)
    counts = []
    for _ in range(DRAWS):
        shifted = bits + random.normal(0.0, SHARED_BITS)
        chosen = random.random(len(bits)) < 1 / (1 + np.exp2(-shifted))
        graph = coo_matrix((np.ones(chosen.sum(), dtype=np.int8), (left[chosen], right[chosen])), (len(ids), len(ids)))
        share = random.beta(missed[0] + 0.5, missed[1] - missed[0] + 0.5) if missed[1] else 0.0
        share = min(share * random.uniform(1.0, POOR_ROWS), 0.5)
        split = share / (1 - share) * twos
        counts.append(connected_components(graph, directed=False, return_labels=False) - random.poisson(split))
    low, best, high = (round(float(value)) for value in np.quantile(counts, (0.025, 0.5, 0.975)))
    return Range(max(low, 1), max(best, 1), max(high, 1), "..") if low < high else Range.exactly(max(best, 1))


def _never_compared(compared: set[tuple[str, str]], groups: Sequence[Sequence[str]]) -> tuple[int, int]:
    """Of the pairs inside groups of three rows, how many were never compared, and how many there are."""
    missed = asked = 0
    for rows in groups:
        if len(rows) == 3:
            for pair in combinations(sorted(rows), 2):
                asked += 1
                missed += pair not in compared
    return missed, asked
