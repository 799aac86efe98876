"""What stands around an alert: clusters, the area of operation, hot spots, shares, forecasts and a description."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from marsad.model.errors import WatchError
from marsad.run.watch import Watched
from marsad.watch.describe.echo import Echo, fit_echo
from marsad.watch.describe.mix import (
    CivilianRisk,
    ClaimsBeside,
    TacticChange,
    civilian_risks,
    claims_beside,
    tactic_changes,
)
from marsad.watch.event import Event
from marsad.watch.forecast.months import months_of_events, months_of_panel
from marsad.watch.forecast.rolling import Outlook, forecast
from marsad.watch.panel import ANY
from marsad.watch.space.area import RADIUS_KM, Comparison, Operations, area_of_operation, compare_size
from marsad.watch.space.cells import DEFAULT_RESOLUTION, cells_of, touching
from marsad.watch.space.hotspots import find_hot_spots
from marsad.watch.space.scan import Cluster, ScanSettings, scan_permuted, zones_near
from marsad.watch.space.shares import Share, shares_of

SCAN_WEEKS = 104  # history against which a cluster is judged
YEAR_DAYS, RECENT_DAYS = 365, 91


@dataclass(frozen=True, slots=True)
class FoundCluster:
    """A cluster with the names of its places, the middle of it, and the events in it."""

    cluster: Cluster
    places: tuple[str, ...]
    middle: tuple[float, float]
    since: date
    events: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HotCell:
    """A hexagon that stands out: its id, its events, and its score (Gi*)."""

    cell: str
    events: int
    score: float


@dataclass(frozen=True, slots=True)
class Description:
    """A group in words: echo (None where too few events), tactics now and in the year before, claims, civilians."""

    echo: Echo | None
    tactics: tuple[TacticChange, ...]
    claims: ClaimsBeside
    risks: tuple[CivilianRisk, ...]
    shares: tuple[Share, ...]
    since: date
    recent_from: date


def _needs_events(watched: Watched) -> None:
    if not watched.events:
        raise WatchError("The table holds weekly counts, no events. For this a table with one event a row is wanted.")


def find_cluster(watched: Watched, *, seed: int = 1, settings: ScanSettings | None = None) -> FoundCluster | None:
    """The strongest cluster in space and time that is alive now, if anything is above expectation.

    Events placed no better than to a governorate are not looked at.
    """
    _needs_events(watched)
    chosen = settings or ScanSettings()
    first = watched.as_of - timedelta(days=7 * SCAN_WEEKS - 1)
    used = [
        event
        for event in watched.events
        if event.point is not None
        and event.place_precision in RADIUS_KM
        and event.is_dated_to_the_week
        and first <= event.start <= watched.as_of
    ]
    if not used:
        raise WatchError("No event of the last two years has a point. Place the events first: marsad locate.")
    spots = sorted({_spot(event) for event in used})
    row_of = {spot: row for row, spot in enumerate(spots)}
    counts = np.zeros((len(spots), SCAN_WEEKS), dtype=np.int64)
    for event in used:
        counts[row_of[_spot(event)], (event.start - first).days // 7] += 1
    cluster = scan_permuted(counts, zones_near(np.array(spots), chosen), seed=seed, settings=chosen)
    if cluster is None:
        return None
    inside = {spots[row] for row in cluster.places}
    since = watched.as_of - timedelta(days=7 * cluster.weeks - 1)
    members = [event for event in used if _spot(event) in inside and event.start >= since]
    names = dict.fromkeys(watched.name(event.place, "en") for event in members if event.place)
    middle = np.array(sorted(inside)).mean(axis=0)
    return FoundCluster(
        cluster, tuple(names), (float(middle[0]), float(middle[1])), since, tuple(event.id for event in members)
    )


def _spot(event: Event) -> tuple[float, float]:
    assert event.point is not None
    return round(event.point[0], 3), round(event.point[1], 3)


def last_year(watched: Watched) -> list[Event]:
    """The events of the year up to the last day covered."""
    return [event for event in watched.events if watched.as_of - timedelta(days=YEAR_DAYS) < event.start]


def measure_area(
    watched: Watched, *, seed: int = 1, published_km2: float | None = None
) -> tuple[Operations, Comparison | None]:
    """The area of recorded activity of the last year, and a published figure beside it."""
    _needs_events(watched)
    operations = area_of_operation(last_year(watched), seed=seed)
    return operations, None if published_km2 is None else compare_size(operations, published_km2)


def hot_cells(watched: Watched, *, resolution: int = DEFAULT_RESOLUTION) -> tuple[HotCell, ...]:
    """Hexagons with more events in the last year than their neighbourhood's share, the hottest first."""
    _needs_events(watched)
    placed = [event for event in last_year(watched) if event.place_precision in RADIUS_KM]
    cells, counts = cells_of(placed, resolution=resolution)
    found = find_hot_spots(counts, touching(cells))
    rows = sorted(np.flatnonzero(found.is_hot), key=lambda row: -found.score[row])
    return tuple(HotCell(cells[row], int(counts[row]), float(found.score[row])) for row in rows)


def describe(watched: Watched) -> Description:
    """What the group does, in the last three months and the year before them."""
    _needs_events(watched)
    recent_from = watched.as_of - timedelta(days=RECENT_DAYS - 1)
    since = recent_from - timedelta(days=YEAR_DAYS)
    recent = [event for event in watched.events if recent_from <= event.start <= watched.as_of]
    before = [event for event in watched.events if since <= event.start < recent_from]
    year = last_year(watched)
    return Description(
        _echo(watched),
        tactic_changes(recent, before),
        claims_beside(year),
        civilian_risks(year),
        shares_of(event.area for event in year),
        since,
        recent_from,
    )


def _echo(watched: Watched) -> Echo | None:
    days = [event.start for event in watched.events if event.date_precision == "day" and event.start <= watched.as_of]
    first = max(min(days, default=watched.as_of), watched.as_of - timedelta(days=3 * YEAR_DAYS))
    counts = np.zeros((watched.as_of - first).days + 1, dtype=np.int64)
    for day in days:
        if day >= first:
            counts[(day - first).days] += 1
    try:
        return fit_echo(counts)
    except WatchError:
        return None  # fewer than 50 events: nothing can be said, and the reader is told so


def look_ahead(
    watched: Watched, *, seed: int = 1, deaths: bool = False
) -> tuple[Outlook, Sequence[str], Sequence[date]]:
    """Monthly forecasts by area, behind the gate; with the areas and the months on which they rest."""
    panel = watched.look.panel
    areas = sorted({key.area for key in panel.keys if key.area != ANY})
    if watched.events and areas:
        counts, months = months_of_events(watched.events, areas, as_of=watched.as_of, deaths=deaths)
    else:
        every, months = months_of_panel(panel, deaths=deaths)
        row_of: Mapping[str, int] = {key.area: row for row, key in enumerate(panel.keys)}
        areas = areas or [ANY]
        counts = every[[row_of[area] for area in areas]]
    return forecast(counts, seed=seed), areas, months
