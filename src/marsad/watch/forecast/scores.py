"""How good were the draws? The scores of the VIEWS competition, and coverage.

CRPS and MIS are in the unit forecast (events, deaths); IGN is in bits. For all three less is better.
"""

from dataclasses import dataclass

import numpy as np

from marsad.watch.panel import Integers, Numbers

# Edges of the bins of the ignorance score, as VIEWS has them.
BIN_EDGES = np.array([0.5, 2.5, 5.5, 10.5, 25.5, 50.5, 100.5, 250.5, 500.5, 1000.5])


def crps(draws: Integers | Numbers, seen: Integers | Numbers) -> Numbers:
    """Continuous ranked probability score of each forecast.

    Args:
        draws: shape (…, draws).
        seen: shape (…).
    """
    count = draws.shape[-1]
    ordered = np.sort(draws, axis=-1).astype(np.float64)
    rank = 2.0 * np.arange(1, count + 1) - count - 1.0
    spread = (ordered * rank).sum(axis=-1) / count**2
    return np.asarray(np.abs(ordered - seen[..., None]).mean(axis=-1) - spread, dtype=np.float64)


def ignorance(draws: Integers, seen: Integers) -> Numbers:
    """Minus log2 of the share of draws in the bin of what was seen, one draw more in every bin."""
    bins = len(BIN_EDGES) + 1
    drawn = np.digitize(draws, BIN_EDGES)
    hit = (drawn == np.digitize(seen, BIN_EDGES)[..., None]).sum(axis=-1)
    return np.asarray(-np.log2((hit + 1.0) / (draws.shape[-1] + bins)), dtype=np.float64)


def interval_score(draws: Integers, seen: Integers, *, level: float = 0.9) -> Numbers:
    """Mean interval score: width of the central interval, and a fine for what falls outside."""
    miss = 1.0 - level
    low, high = np.quantile(draws, [miss / 2.0, 1.0 - miss / 2.0], axis=-1)
    fine = 2.0 / miss
    return np.asarray(high - low + fine * np.maximum(low - seen, 0.0) + fine * np.maximum(seen - high, 0.0))


def is_covered(draws: Integers, seen: Integers, *, level: float = 0.9) -> Numbers:
    """1 where what was seen lies in the central interval, else 0."""
    miss = 1.0 - level
    low, high = np.quantile(draws, [miss / 2.0, 1.0 - miss / 2.0], axis=-1)
    return np.asarray((low <= seen) & (seen <= high), dtype=np.float64)


@dataclass(frozen=True, slots=True)
class Scores:
    """Mean scores of one model; coverage of the 90 % interval in all months and in those where something happened."""

    model: str
    crps: float
    log_crps: float
    ignorance: float
    interval_score: float
    coverage: float
    coverage_nonzero: float | None
    forecasts: int


def score(model: str, draws: Integers, seen: Integers) -> Scores:
    """All scores of some forecasts. `log_crps` is CRPS of log(1 + x): the plain one is ruled by the largest war."""
    covered = is_covered(draws, seen)
    happened = seen > 0
    logs = crps(np.log1p(draws.astype(np.float64)), np.log1p(seen.astype(np.float64)))
    return Scores(
        model,
        float(crps(draws, seen).mean()),
        float(logs.mean()),
        float(ignorance(draws, seen).mean()),
        float(interval_score(draws, seen).mean()),
        float(covered.mean()),
        float(covered[happened].mean()) if happened.any() else None,
        int(seen.size),
    )
