"""Cells in which more happens than their neighbourhood's share: Getis and Ord's Gi*, false discoveries held down."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.sparse import csr_array
from scipy.special import ndtr

from marsad.model.errors import WatchError
from marsad.watch.panel import Flags, Numbers


@dataclass(frozen=True, slots=True)
class HotSpots:
    """Per cell: the score, its two-sided chance, and whether it is hot or cold after Benjamini and Hochberg."""

    score: Numbers
    chance: Numbers
    is_hot: Flags
    is_cold: Flags
    rate: float


def gi_star(values: ArrayLike, weights: csr_array) -> Numbers:
    """Gi* of every cell (Ord and Getis 1995): the sum over a cell and its neighbours, in standard deviations.

    Args:
        values: one per cell.
        weights: shape (cells, cells), the cell itself included.
    """
    x = np.asarray(values, dtype=np.float64)
    cells = len(x)
    if cells < 3 or weights.shape != (cells, cells):
        raise WatchError(f"Gi* needs 3 cells or more and weights between all; found {cells} and {weights.shape}.")
    mean = x.mean()
    spread = np.sqrt((x**2).mean() - mean**2)
    total = np.asarray(weights.sum(axis=1)).ravel()
    square = np.asarray(weights.multiply(weights).sum(axis=1)).ravel()
    below = spread * np.sqrt(np.maximum(cells * square - total**2, 0.0) / (cells - 1))
    return np.asarray(np.where(below > 0, (weights @ x - mean * total) / np.where(below > 0, below, 1.0), 0.0))


def find_hot_spots(values: ArrayLike, weights: csr_array, *, rate: float = 0.05) -> HotSpots:
    """The cells that stand out, with at most a share `rate` of them expected to be chance."""
    score = gi_star(values, weights)
    chance = 2.0 * ndtr(-np.abs(score))
    found = false_discovery(chance, rate)
    return HotSpots(score, chance, found & (score > 0), found & (score < 0), rate)


def false_discovery(chance: Numbers, rate: float) -> Flags:
    """Which of many chances to keep so that of those kept about `rate` are false (Benjamini and Hochberg 1995)."""
    order = np.argsort(chance)
    limit = rate * np.arange(1, len(chance) + 1) / len(chance)
    below = np.flatnonzero(chance[order] <= limit)
    kept = np.zeros(len(chance), dtype=bool)
    if len(below):
        kept[order[: below[-1] + 1]] = True
    return kept
