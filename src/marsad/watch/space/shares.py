"""How events divide among units, with what is not known kept in sight."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from scipy.stats import beta

UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Share:
    """A unit's share of all events, 0 to 1.

    `low` and `high` are a 95 % interval of the share among events whose unit is known (Jeffreys). `least` and `most`
    are what it can be among all events, if none or all of the unknown ones were here.
    """

    unit: str
    events: int
    share: float
    low: float | None
    high: float | None
    least: float
    most: float


def shares_of(units: Iterable[str | None]) -> tuple[Share, ...]:
    """Shares of each unit, the largest first, and last what is unknown, if anything is."""
    counted = Counter(UNKNOWN if unit is None else unit for unit in units)
    unknown = counted.pop(UNKNOWN, 0)
    known = sum(counted.values())
    total = known + unknown
    rows = [
        Share(
            unit,
            events,
            events / total,
            float(beta.ppf(0.025, events + 0.5, known - events + 0.5)),
            float(beta.ppf(0.975, events + 0.5, known - events + 0.5)),
            events / total,
            (events + unknown) / total,
        )
        for unit, events in sorted(counted.items(), key=lambda item: (-item[1], item[0]))
    ]
    if unknown:
        rows.append(Share(UNKNOWN, unknown, unknown / total, None, None, unknown / total, unknown / total))
    return tuple(rows)
