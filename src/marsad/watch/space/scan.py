"""Is there a cluster in space and time, alive now? Scan statistics over zones of neighbouring places.

Space-time permutation (Kulldorff et al. 2005): needs no expectation; shuffles the weeks among the events, so that
what is always busy, and what rises everywhere, is no cluster. Expectation-based Poisson (Neill 2005): measured against
expected counts that are given.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from marsad.model.errors import WatchError
from marsad.watch.panel import Integers, Numbers
from marsad.watch.space.plane import plane_around

YEAR_DAYS = 365.25
EULER = 0.5772156649015329


@dataclass(frozen=True, slots=True)
class ScanSettings:
    """`duration_weeks`: clusters lasted at most so long, up to the newest week. `neighbours` and `radius_km` bound a
    zone. `replicates` for the chance; `look_days` is how often one looks (the recurrence interval counts looks).
    """

    duration_weeks: int = 12
    neighbours: int = 12
    radius_km: float = 75.0
    replicates: int = 999
    look_days: float = 7.0

    def __post_init__(self) -> None:
        if min(self.duration_weeks, self.neighbours, self.replicates) < 1 or self.radius_km <= 0 or self.look_days <= 0:
            raise WatchError("A scan needs durations, neighbours, replicates, radius and look days above 0.")


@dataclass(frozen=True, slots=True)
class Cluster:
    """The most unusual cluster: which places (row numbers), how many weeks up to now, seen and expected events.

    `chance` is the Monte Carlo p-value, `gumbel` its smooth version. Looked for every week, a cluster like this comes
    by chance once in `years` years.
    """

    places: tuple[int, ...]
    weeks: int
    seen: int
    expected: float
    score: float
    chance: float
    gumbel: float
    years: float
    zones: int
    kind: str


def zones_near(points: Numbers, settings: ScanSettings) -> tuple[tuple[int, ...], ...]:
    """Zones: every place with its nearest neighbours, one more at a time; the same set of places once.

    Args:
        points: (latitude, longitude) in degrees, shape (places, 2).
        settings: how many neighbours, and how far.
    """
    flat = plane_around(points).to_plane(points)
    found: dict[tuple[int, ...], None] = {}
    for centre in range(len(flat)):
        away = np.hypot(*(flat - flat[centre]).T)
        order = np.argsort(away, kind="stable")[: settings.neighbours]
        order = order[away[order] <= settings.radius_km]
        for size in range(1, len(order) + 1):
            found[tuple(sorted(int(place) for place in order[:size]))] = None
    return tuple(found)


def scan_permuted(
    counts: Integers, zones: Sequence[tuple[int, ...]], *, seed: int, settings: ScanSettings | None = None
) -> Cluster | None:
    """Prospective space-time permutation scan.

    Args:
        counts: events, shape (places, weeks), the last column the newest.
        zones: which places belong together.
        seed: of the shuffles.
        settings: see there.

    Returns:
        The strongest cluster, however weak; None without events or where nothing is above expectation.
    """
    chosen = settings or ScanSettings()
    _check(counts, zones)
    total = int(counts.sum())
    if total == 0:
        return None
    membership = _membership(zones, len(counts))
    depth = min(chosen.duration_weeks, counts.shape[1])
    per_week, per_place = counts.sum(axis=0), counts.sum(axis=1)
    expected = np.outer(membership @ per_place, np.cumsum(per_week[::-1])[:depth]) / total

    def best(sample: Integers) -> tuple[float, int]:
        seen = membership @ np.cumsum(sample[:, ::-1], axis=1)[:, :depth]
        scores = _permutation_score(seen, expected, total)
        place = int(np.argmax(scores))
        return float(scores.ravel()[place]), place

    random = np.random.default_rng(seed)
    place_of = np.repeat(np.arange(len(counts)), per_place)
    week_of = np.concatenate([np.repeat(np.arange(counts.shape[1]), row) for row in counts])
    # Only the newest weeks are looked at: an older one is as good as any other.
    recent = np.maximum(week_of - (counts.shape[1] - depth), -1)
    drawn = []
    for _ in range(chosen.replicates):
        random.shuffle(recent)
        new = recent >= 0
        flat = np.bincount(place_of[new] * depth + recent[new], minlength=len(counts) * depth)
        drawn.append(best(flat.reshape(len(counts), depth))[0])
    return _cluster("space-time permutation", counts, zones, membership, expected, best(counts), drawn, chosen)


def scan_expected(
    counts: Integers,
    expected: Numbers,
    zones: Sequence[tuple[int, ...]],
    *,
    seed: int,
    settings: ScanSettings | None = None,
) -> Cluster | None:
    """Expectation-based Poisson scan.

    Args:
        counts: events, shape (places, weeks), the last column the newest.
        expected: what was to be expected of them, same shape.
        zones: which places belong together.
        seed: of the replicates.
        settings: see there.
    """
    chosen = settings or ScanSettings()
    _check(counts, zones)
    if counts.sum() == 0 or expected.shape != counts.shape:
        if expected.shape != counts.shape:
            raise WatchError(f"Expected counts have shape {expected.shape}; wanted that of the counts, {counts.shape}.")
        return None
    membership = _membership(zones, len(counts))
    depth = min(chosen.duration_weeks, counts.shape[1])
    base = np.cumsum(expected[:, ::-1][:, :depth], axis=1)
    zone_base = np.maximum(membership @ base, 1e-9)

    def best(sample: Integers) -> tuple[float, int]:
        seen = membership @ np.cumsum(sample[:, ::-1], axis=1)[:, :depth]
        scores = _poisson_score(seen, zone_base)
        place = int(np.argmax(scores))
        return float(scores.ravel()[place]), place

    random = np.random.default_rng(seed)
    recent = expected[:, -depth:]
    drawn = [best(random.poisson(recent))[0] for _ in range(chosen.replicates)]
    return _cluster("expectation-based Poisson", counts, zones, membership, zone_base, best(counts), drawn, chosen)


def _check(counts: Integers, zones: Sequence[tuple[int, ...]]) -> None:
    if counts.ndim != 2 or not zones or max(max(zone) for zone in zones) >= len(counts):
        raise WatchError(
            f"A scan needs counts by place and week and zones of those places; found counts {counts.shape} and "
            f"{len(zones)} zones. Make the zones from the same places."
        )


def _membership(zones: Sequence[tuple[int, ...]], places: int) -> csr_array:
    rows = np.repeat(np.arange(len(zones)), [len(zone) for zone in zones])
    columns = np.concatenate([np.asarray(zone) for zone in zones])
    return csr_array((np.ones(len(rows)), (rows, columns)), shape=(len(zones), places))


def _permutation_score(seen: Numbers, expected: Numbers, total: int) -> Numbers:
    inside = np.maximum(expected, 1e-9)
    outside = np.maximum(total - expected, 1e-9)
    rest = total - seen
    with np.errstate(divide="ignore", invalid="ignore"):
        score = seen * np.log(seen / inside) + np.where(rest > 0, rest * np.log(rest / outside), 0.0)
    return np.where(seen > inside, score, 0.0)


def _poisson_score(seen: Numbers, expected: Numbers) -> Numbers:
    with np.errstate(divide="ignore", invalid="ignore"):
        score = seen * np.log(seen / expected) + expected - seen
    return np.where(seen > expected, score, 0.0)


def gumbel_chance(score: float, drawn: Numbers) -> float:
    """How often a maximum like this comes by chance, by a Gumbel law fitted to the replicates (by moments)."""
    if len(drawn) < 2 or drawn.std() == 0:
        return 1.0 if score <= drawn.max(initial=0.0) else 1.0 / (len(drawn) + 1)
    scale = float(drawn.std(ddof=1)) * np.sqrt(6.0) / np.pi
    place = float(drawn.mean()) - EULER * scale
    return float(-np.expm1(-np.exp(-(score - place) / scale)))


def _cluster(
    kind: str,
    counts: Integers,
    zones: Sequence[tuple[int, ...]],
    membership: csr_array,
    expected: Numbers,
    found: tuple[float, int],
    drawn: list[float],
    settings: ScanSettings,
) -> Cluster | None:
    score, place = found
    if score <= 0:
        return None
    zone, length = np.unravel_index(place, expected.shape)
    replicates = np.array(drawn)
    gumbel = gumbel_chance(score, replicates)
    return Cluster(
        places=zones[int(zone)],
        weeks=int(length) + 1,
        seen=int(counts[list(zones[int(zone)]), -(int(length) + 1) :].sum()),
        expected=float(expected[zone, length]),
        score=score,
        chance=float((1 + (replicates >= score).sum()) / (len(replicates) + 1)),
        gumbel=gumbel,
        years=settings.look_days / max(gumbel, 1e-300) / YEAR_DAYS,
        zones=membership.shape[0],
        kind=kind,
    )
