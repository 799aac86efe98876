"""Krippendorff's alpha: how far people who coded the same things apart from one another agree, beyond chance.

1 is perfect agreement, 0 what chance would give, below 0 worse than chance. Krippendorff asks for 0.8, and 0.667 where
conclusions are tentative.

Source: K. Krippendorff (2011), Computing Krippendorff's Alpha-Reliability.
"""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from marsad.model.errors import ReviewError

Level = Literal["nominal", "ordinal", "interval", "ratio"]


@dataclass(frozen=True, slots=True)
class Agreement:
    """Alpha of one field. `alpha` is None where nothing can be said: no unit with two codes, or one value only.

    `units` were coded by two people or more, `values` are the codes in them, `coders` the people.
    """

    alpha: float | None
    level: Level
    units: int
    values: int
    coders: int
    observed: float = 0.0
    expected: float = 0.0


def alpha(units: Iterable[Mapping[str, Hashable]], *, level: Level = "nominal") -> Agreement:
    """Alpha over units, each with the code that each coder gave; who gave none is left out.

    Args:
        units: for each thing coded, coder → value.
        level: whether values are names, ranks, numbers on a scale, or numbers with a zero.

    Raises:
        ReviewError: the level needs numbers, and a value is none.
    """
    paired = [dict(unit) for unit in units if len(unit) >= 2]
    coders = {coder for unit in paired for coder in unit}
    pairs = _coincidences(paired)
    totals: Counter[Hashable] = Counter()
    for (one, _), weight in pairs.items():
        totals[one] += weight  # type: ignore[assignment]
    number = sum(len(unit) for unit in paired)
    distance = _Distances(level, totals)
    if number < 2:
        return Agreement(None, level, len(paired), number, len(coders))
    observed = sum(weight * distance[pair] for pair, weight in pairs.items()) / number
    expected = sum(
        totals[one] * totals[other] * distance[one, other] for one in totals for other in totals if one != other
    ) / (number * (number - 1))
    # Where everybody always gave one value, nothing was expected to differ: agreement cannot be told from habit.
    found = None if expected == 0 else 1 - observed / expected
    return Agreement(found, level, len(paired), number, len(coders), float(observed), float(expected))


def _coincidences(units: Iterable[Mapping[str, Hashable]]) -> dict[tuple[Hashable, Hashable], float]:
    """How often each value meets each other in one unit, each unit weighing as much as it has codes."""
    pairs: dict[tuple[Hashable, Hashable], float] = defaultdict(float)
    for unit in units:
        counted = Counter(unit.values())
        others = len(unit) - 1
        for one, times in counted.items():
            for other, also in counted.items():
                meet = times * (times - 1) if one == other else times * also
                if meet:
                    pairs[one, other] += meet / others
    return pairs


class _Distances(dict[tuple[Hashable, Hashable], float]):
    """How far two values are apart, squared, by the level of measurement; worked out when first asked."""

    def __init__(self, level: Level, totals: Mapping[Hashable, float]) -> None:
        super().__init__()
        self.level, self.totals = level, totals
        if level != "nominal":
            for value in totals:
                if isinstance(value, bool) or not isinstance(value, int | float):
                    raise ReviewError(f"Level {level} needs numbers; found {value!r}. Use nominal, or give ranks.")
            self.ranks: list[Hashable] = sorted(totals)  # type: ignore[type-var]

    def __missing__(self, pair: tuple[Hashable, Hashable]) -> float:
        self[pair] = found = self._between(*pair)
        return found

    def _between(self, one: Hashable, other: Hashable) -> float:
        if one == other:
            return 0.0
        if self.level == "nominal":
            return 1.0
        if self.level == "ordinal":
            low, high = sorted((one, other))  # type: ignore[type-var]
            ranks = self.ranks[self.ranks.index(low) : self.ranks.index(high) + 1]
            between = sum(self.totals[rank] for rank in ranks)
            return float((between - (self.totals[low] + self.totals[high]) / 2) ** 2)
        difference = one - other  # type: ignore[operator]
        if self.level == "interval":
            return float(difference**2)
        together = one + other  # type: ignore[operator]
        return 0.0 if together == 0 else float((difference / together) ** 2)
