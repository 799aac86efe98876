"""What the lists themselves show, before any model: sizes, overlaps, dependence, and what is too thin to use.

Sources:
    Chapman (1951) and Seber (1970) for two lists; Chao, Tsay, Lin, Shau and Chao (2001) for sample coverage.
"""

from dataclasses import dataclass
from itertools import combinations

import numpy as np

from marsad.count.unseen.fit import fit
from marsad.count.unseen.lists import OverlapTable
from marsad.count.unseen.models import closure

SMALL_LIST = 60  # METHODS: below this a list adds more doubt than evidence; shown, never dropped unasked


@dataclass(frozen=True, slots=True)
class Pair:
    """Two lists beside each other.

    `chapman_*` is what these two alone would say of all people, in people; None where they share nobody. `odds_ratio`
    is of being on one given being on the other, among people on a third list: above 1 the lists draw on the same
    people, and two of them alone say too little. None where no third list can tell.
    """

    first: str
    second: str
    shared: int
    chapman_low: float | None
    chapman: float | None
    chapman_high: float | None
    odds_ratio: float | None


@dataclass(frozen=True, slots=True)
class Overlap:
    """The table with its diagnostics.

    Attributes:
        table: which lists hold whom.
        pairs: every two lists.
        coverage: estimated share of the visible that the lists reach, 0 to 1 (Chao); None with no overlap.
        only_here: people that each list alone holds.
        small: lists with fewer people than can say much.
        lonely: lists that share nobody with any other.
        empty_pairs: pairs that share nobody: their dependence has its maximum at minus infinity.
        has_maximum: whether the model of independent lists has a finite maximum.
    """

    table: OverlapTable
    pairs: tuple[Pair, ...]
    coverage: float | None
    only_here: tuple[int, ...]
    small: tuple[str, ...]
    lonely: tuple[str, ...]
    empty_pairs: tuple[tuple[str, str], ...]
    has_maximum: bool

    def rows(self) -> list[tuple[str, int]]:
        """Patterns by people, largest first: the bars of an UpSet figure."""
        return sorted(self.table.patterns.items(), key=lambda each: (-each[1], each[0]))


def overlap(table: OverlapTable, *, small_list: int = SMALL_LIST) -> Overlap:
    """Look at a table of lists; refuses nothing, shows everything."""
    names, lists = table.names, len(table.names)
    pairs = tuple(_pair(table, first, second) for first, second in combinations(range(lists), 2))
    only_here = tuple(table.patterns.get("0" * place + "1" + "0" * (lists - place - 1), 0) for place in range(lists))
    shares = [single / size for single, size in zip(only_here, table.sizes) if size]
    return Overlap(
        table=table,
        pairs=pairs,
        coverage=1 - sum(shares) / len(shares) if shares and table.overlapping else None,
        only_here=only_here,
        small=tuple(name for name, size in zip(names, table.sizes) if size < small_list),
        lonely=tuple(
            name for name in names if all(pair.shared == 0 for pair in pairs if name in (pair.first, pair.second))
        ),
        empty_pairs=tuple((pair.first, pair.second) for pair in pairs if pair.shared == 0),
        has_maximum=bool(table.overlapping) and (lists > 12 or fit(closure([], lists=lists), table.cells()).exists),
    )


def chapman(first: int, second: int, both: int, *, level_reach: float = 1.96) -> tuple[float, float, float]:
    """Low, best, high of all people, from two lists that share `both` people and did not draw on each other."""
    best = (first + 1) * (second + 1) / (both + 1) - 1
    spread = (first + 1) * (second + 1) * (first - both) * (second - both) / ((both + 1) ** 2 * (both + 2))
    documented = first + second - both
    unseen = max(best - documented, 0.5)
    # The interval is symmetric in the logarithm of the unseen, so that it never falls below the documented.
    factor = float(np.exp(level_reach * np.sqrt(np.log1p(spread / unseen**2))))
    return documented + unseen / factor, best, documented + unseen * factor


def _pair(table: OverlapTable, first: int, second: int) -> Pair:
    both = table.both(first, second)
    low, best, high = chapman(table.sizes[first], table.sizes[second], both) if both else (None, None, None)
    cells = {(a, b): 0 for a in "01" for b in "01"}
    for pattern, people in table.patterns.items():
        if any(digit == "1" for place, digit in enumerate(pattern) if place not in (first, second)):
            cells[pattern[first], pattern[second]] += people
    ratio = None
    if sum(cells.values()):
        corrected = {key: value + 0.5 for key, value in cells.items()}
        ratio = corrected["1", "1"] * corrected["0", "0"] / (corrected["1", "0"] * corrected["0", "1"])
    return Pair(table.names[first], table.names[second], both, low, best, high, ratio)
