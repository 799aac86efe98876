"""Can somebody compute what was withheld? Linear programs over all that is published, now and earlier.

Whoever attacks knows the published sums, how they were rounded, and that nobody is fewer than none. What they can pin
down lies between a least and a most. A cell is safe where that distance is at least the protection asked for.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog

from marsad.model.errors import PublishError
from marsad.publish.withhold.table import SumTable


@dataclass(frozen=True, slots=True)
class Published:
    """One sum as it went out: its name, its number, and how far the truth may lie from it (0: exact; else base - 1)."""

    name: str
    value: int
    slack: int = 0


@dataclass(frozen=True, slots=True)
class Exposed:
    """A withheld sum that can be pinned down: between `least` and `most`, although `protection` was asked for."""

    name: str
    least: int
    most: int
    protection: int


def bounds_of(
    table: SumTable, published: Sequence[Published], names: Sequence[str], *, seen: frozenset[str] = frozenset()
) -> dict[str, tuple[int, int | None]]:
    """The least and most that anybody can deduce of each named sum (None: no upper bound).

    `seen` are the cells of which it is known that somebody is in them.

    Raises:
        PublishError: what was published contradicts itself.
    """
    matrix = table.matrix([each.name for each in published])
    values = np.array([each.value for each in published], dtype=float)
    slack = np.array([each.slack for each in published], dtype=float)
    upper = np.vstack([matrix, -matrix]) if len(published) else None
    limits = np.concatenate([values + slack, slack - values]) if len(published) else None
    found: dict[str, tuple[int, int | None]] = {}
    for name in names:
        goal = table.matrix([name])[0]
        bounds = [(1 if cell in seen else 0, None) for cell in table.cells]
        least = _extreme(goal, upper, limits, bounds)
        most = _extreme(-goal, upper, limits, bounds)
        if least is None:
            raise PublishError(f"The published numbers contradict one another around {name}. Check the table.")
        found[name] = (int(np.ceil(least - 1e-6)), None if most is None else int(np.floor(-most + 1e-6)))
    return found


def _extreme(
    goal: NDArray[np.float64], upper: NDArray[np.float64] | None, limits: NDArray[np.float64] | None,
    bounds: Sequence[tuple[int, None]] | tuple[int, None] = (0, None),
) -> float | None:  # fmt: skip
    answer = linprog(goal, A_ub=upper, b_ub=limits, bounds=bounds, method="highs")
    return float(answer.fun) if answer.status == 0 else None


def exposed(
    table: SumTable, published: Sequence[Published], withheld: Sequence[str], *, protection: int,
    seen: frozenset[str] = frozenset(),
) -> tuple[Exposed, ...]:  # fmt: skip
    """The withheld sums that can be told more closely than `protection` people, by whoever knows `seen` as well."""
    found = bounds_of(table, published, withheld, seen=seen)
    return tuple(
        Exposed(name, least, most, protection)
        for name, (least, most) in found.items()
        if most is not None and most - least < protection
    )


def exposed_by_difference(
    earlier: SumTable,
    later: SumTable,
    published: Mapping[str, Sequence[Published]],
    names: Sequence[str],
    *,
    protection: int,
) -> tuple[Exposed, ...]:
    """The changes between two releases that can be told to within fewer than `protection` people.

    The record grows and is corrected, so nothing is assumed of a change but what both releases say. Both tables must
    have the same cells; `published` holds what went out under "earlier" and "later"; `names` are the sums whose change
    must stay hidden.
    """
    if earlier.cells != later.cells:
        raise PublishError(
            "Two releases can be compared only over the same cells. Bring the earlier one to the same table."
        )
    size = len(later.cells)
    values = np.concatenate([earlier.values, later.values])
    cells = (*(f"1·{cell}" for cell in earlier.cells), *(f"2·{cell}" for cell in later.cells))
    sums = {f"1·{n}": tuple(f"1·{c}" for c in m) for n, m in earlier.sums.items()}
    sums |= {f"2·{n}": tuple(f"2·{c}" for c in m) for n, m in later.sums.items()}
    both = SumTable(cells, values, sums)
    known = [Published(f"1·{p.name}", p.value, p.slack) for p in published["earlier"]]
    known += [Published(f"2·{p.name}", p.value, p.slack) for p in published["later"]]
    matrix = both.matrix([each.name for each in known])
    number = np.array([each.value for each in known], dtype=float)
    slack = np.array([each.slack for each in known], dtype=float)
    upper, limits = np.vstack([matrix, -matrix]), np.concatenate([number + slack, slack - number])
    found = []
    for name in names:
        row = later.matrix([name])[0]
        goal = np.concatenate([-row, row])
        assert goal.shape == (2 * size,)
        least, most = _extreme(goal, upper, limits), _extreme(-goal, upper, limits)
        if least is not None and most is not None and -most - least < protection - 1e-6:
            found.append(Exposed(name, round(least), round(-most), protection))
    return tuple(found)
