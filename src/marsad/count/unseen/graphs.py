"""Decomposable graphs on a few lists: which pairs of lists hang together, in a way that has a closed form.

A graph is decomposable (chordal) when every cycle of four or more has a shortcut. There are 8, 61, 822 and 18,154 on 3,
4, 5 and 6 labelled points.
"""

from collections import Counter
from functools import lru_cache
from itertools import combinations

from marsad.model.errors import CountError

Graph = tuple[tuple[int, ...], tuple[int, ...]]  # cliques, separators: sets of points as bit masks
FEWEST, MOST = 3, 6


@lru_cache(maxsize=4)
def decomposable_graphs(points: int) -> tuple[Graph, ...]:
    """The cliques and separators of every decomposable graph on 3 to 6 labelled points.

    A separator stands once for each time it parts two cliques; the empty one is left out.

    Raises:
        CountError: fewer than 3 or more than 6 points.
    """
    if not FEWEST <= points <= MOST:
        raise CountError(f"Decomposable graphs are averaged for {FEWEST} to {MOST} lists; found {points}.")
    edges = list(combinations(range(points), 2))
    found = []
    for chosen in range(1 << len(edges)):
        neighbours = [0] * points
        for place, (one, two) in enumerate(edges):
            if chosen >> place & 1:
                neighbours[one] |= 1 << two
                neighbours[two] |= 1 << one
        graph = _split(neighbours)
        if graph is not None:
            found.append(graph)
    return tuple(found)


def _split(neighbours: list[int]) -> Graph | None:
    """Take away one simplicial point after another; None where none is left to take.

    The chance of a table falls apart into that of (point and its remaining neighbours) over that of the neighbours, for
    each point taken. What does not cancel are the cliques and the separators.
    """
    left = (1 << len(neighbours)) - 1
    balance: Counter[int] = Counter()
    while left:
        for point in range(len(neighbours)):
            around = neighbours[point] & left
            if left >> point & 1 and _is_clique(around, neighbours):
                break
        else:
            return None
        left &= ~(1 << point)
        balance[around | 1 << point] += 1
        balance[around] -= 1
    cliques = tuple(sorted(points for points, times in balance.items() if points and times > 0))
    separators = tuple(sorted(points for points, times in balance.items() if points for _ in range(-times)))
    return cliques, separators


def _is_clique(points: int, neighbours: list[int]) -> bool:
    inside = points
    while inside:
        lowest = inside & -inside
        if points & ~neighbours[lowest.bit_length() - 1] & ~lowest:
            return False
        inside ^= lowest
    return True
