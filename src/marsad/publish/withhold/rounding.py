"""Controlled rounding: every number becomes a multiple of a base, the table still adds up, and nothing moves far.

After Cox (1987), as a mixed integer program: each cell goes to the multiple just below or just above it, each published
sum of the rounded cells stays less than one base from the truth, and the summed change is as small as can be.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp

from marsad.model.errors import PublishError
from marsad.publish.withhold.table import SumTable

SECONDS = 30.0


@dataclass(frozen=True)
class Rounded:
    """The numbers that may go out: every sum by its name, all multiples of `base`, adding up."""

    base: int
    sums: dict[str, int]
    cells: NDArray[np.int64]


def round_table(table: SumTable, *, base: int = 3, sums: Sequence[str] | None = None) -> Rounded:
    """Round a table so that it still adds up.

    Args:
        table: the true numbers.
        base: 3 or 5, as statistical offices use.
        sums: those that will be published; all of the table's where None.

    Raises:
        PublishError: no such rounding was found within 30 seconds (very tangled tables); publish fewer sums.
    """
    if base < 2:
        raise PublishError(f"The rounding base is {base}; want 3, 5 or another number over 1.")
    names = list(table.sums if sums is None else sums)
    low = table.values // base * base
    rest = (table.values - low).astype(float)
    free = rest > 0
    matrix = table.matrix(names)
    # x is 1 where a cell goes up; going up changes it by base - rest, staying down by -rest.
    truth = matrix @ table.values
    floor = matrix @ low
    nearest_low, nearest_high = np.floor(truth / base) * base, np.ceil(truth / base) * base
    # A report can show that somebody was hurt, not how many: a sum of cells with somebody in each must not round so far
    # down that there can be just one in each.
    filled = matrix @ (table.values > 0)
    least = np.ceil((filled + 2 - base) / base) * base
    nearest_low = np.where(truth > 0, np.minimum(np.maximum(nearest_low, least), nearest_high), nearest_low)
    cost = (base - rest) - rest
    answer = milp(
        c=cost,
        integrality=np.ones(len(table.cells)),
        bounds=Bounds(0, free.astype(float)),
        constraints=LinearConstraint(matrix * base, nearest_low - floor, nearest_high - floor),
        options={"time_limit": SECONDS},
    )
    if answer.x is None:
        raise PublishError(
            f"No rounding to {base} was found in which all {len(names)} sums stay near the truth. Publish fewer sums."
        )
    cells = low + base * np.round(answer.x).astype(np.int64)
    published = {name: int(value) for name, value in zip(names, matrix @ cells)}
    return Rounded(base, published, cells)
