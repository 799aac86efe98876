"""A table as an attacker sees it: cells nobody publishes one by one, and sums of them that are published."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from marsad.model.errors import PublishError


@dataclass(frozen=True)
class SumTable:
    """The finest cells of a table and every sum over them that somebody may publish.

    `cells` names the finest cells, `values` their true numbers (people, whole, not negative). `sums` names each sum and
    the cells it adds up; a single cell is a sum of one.
    """

    cells: tuple[str, ...]
    values: NDArray[np.int64]
    sums: Mapping[str, tuple[str, ...]]

    def __post_init__(self) -> None:
        if len(self.cells) != len(self.values) or len(set(self.cells)) != len(self.cells):
            raise PublishError(
                f"A table has {len(self.cells)} cell names for {len(self.values)} numbers; want one each."
            )
        if (self.values < 0).any():
            raise PublishError("A table holds a number below zero; people cannot be fewer than none.")
        unknown = {cell for members in self.sums.values() for cell in members} - set(self.cells)
        if unknown:
            raise PublishError(f"A sum adds up {sorted(unknown)[0]!r}, which is no cell of the table.")

    def matrix(self, sums: Sequence[str]) -> NDArray[np.float64]:
        """Which cell stands in which sum: shape (sums, cells), of 0 and 1."""
        place = {cell: index for index, cell in enumerate(self.cells)}
        matrix = np.zeros((len(sums), len(self.cells)))
        for row, name in enumerate(sums):
            for cell in self.sums[name]:
                matrix[row, place[cell]] = 1.0
        return matrix

    def value_of(self, cell: str) -> int:
        """The true number of one cell."""
        return int(self.values[self.cells.index(cell)])

    def value(self, name: str) -> int:
        """The true number of a sum."""
        return int(self.matrix([name])[0] @ self.values)


def cross_table(rows: Sequence[str], columns: Sequence[str], values: NDArray[np.int64]) -> SumTable:
    """A two-way table with its margins and total. Sums are named ``row|column``, ``row|*``, ``*|column``, ``*|*``."""
    if values.shape != (len(rows), len(columns)):
        raise PublishError(
            f"A table of {len(rows)} rows and {len(columns)} columns has numbers of shape {values.shape}."
        )
    cells = tuple(f"{row}|{column}" for row in rows for column in columns)
    sums: dict[str, tuple[str, ...]] = {cell: (cell,) for cell in cells}
    for row in rows:
        sums[f"{row}|*"] = tuple(f"{row}|{column}" for column in columns)
    for column in columns:
        sums[f"*|{column}"] = tuple(f"{row}|{column}" for row in rows)
    sums["*|*"] = cells
    return SumTable(cells, values.reshape(-1).astype(np.int64), sums)
