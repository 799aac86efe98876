"""How large is the area in which a group is active? Several definitions, each with a name, a setting and an interval.

The answer depends on the definition by an order of magnitude, so none is printed alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from scipy.ndimage import gaussian_filter
from shapely import buffer as shapely_buffer
from shapely import convex_hull
from shapely import points as shapely_points
from shapely.geometry import MultiPoint, box
from shapely.ops import unary_union

from marsad.model.errors import WatchError
from marsad.watch.event import Event
from marsad.watch.panel import Numbers
from marsad.watch.space.plane import Plane, plane_around

# How far off a point of each precision may be, in km; a point that says more itself is believed. Coarser ones are no
# points at all: the middle of a governorate is not where it happened.
RADIUS_KM = {"exact": 1.0, "near": 15.0, "adm3": 15.0, "adm2": 40.0}
LEAST_EVENTS, LEAST_PLACES = 20, 10


@dataclass(frozen=True, slots=True)
class AreaSettings:
    """`bandwidth_km` is the standard deviation of the smoothing kernel; `buffer_km` the radius around every event;
    `repeats` how many times events are drawn again and moved within their precision; `level` of the interval.
    """

    bandwidth_km: float = 10.0
    buffer_km: float = 10.0
    repeats: int = 200
    level: float = 0.90

    def __post_init__(self) -> None:
        if not (self.bandwidth_km > 0 and self.buffer_km > 0 and self.repeats >= 20 and 0 < self.level < 1):
            raise WatchError(
                f"Bandwidth {self.bandwidth_km} km, buffer {self.buffer_km} km, {self.repeats} repeats and level "
                f"{self.level} do not work; wanted positive distances, 20 repeats or more, and a level inside 0 to 1."
            )


@dataclass(frozen=True, slots=True)
class Size:
    """An area by one definition, in km²: as measured, and the interval from drawing again and jittering."""

    name: str
    says: str
    km2: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Operations:
    """The area of recorded activity, by every definition, or why it cannot be told (`refused`).

    `outlines` are rings of (latitude, longitude) of the ``kde-95`` and ``kde-50`` areas and the buffers; `events` were
    used, `places` of them distinct, `left_out` had no point precise enough.
    """

    sizes: tuple[Size, ...]
    events: int
    places: int
    left_out: int
    settings: AreaSettings
    refused: str | None = None
    outlines: dict[str, tuple[tuple[tuple[float, float], ...], ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Comparison:
    """A published size beside ours: per definition, how many times ours it is, and whether our interval holds it."""

    published_km2: float
    ratios: tuple[tuple[str, float, bool], ...]


def area_of_operation(events: Sequence[Event], *, seed: int, settings: AreaSettings | None = None) -> Operations:
    """Measure where a group was active.

    Args:
        events: of one group and window. Those without a point, or placed to no better than a governorate, are left
            out and counted.
        seed: of the interval.
        settings: see there.

    Returns:
        Sizes; refused, without any, below 20 events or 10 distinct places.
    """
    chosen = settings or AreaSettings()
    used = [event for event in events if event.point is not None and event.place_precision in RADIUS_KM]
    points = np.array([event.point for event in used], dtype=np.float64).reshape(-1, 2)
    places = len(np.unique(points.round(4), axis=0)) if len(used) else 0
    left_out = len(events) - len(used)
    if len(used) < LEAST_EVENTS or places < LEAST_PLACES:
        why = (
            f"not enough distinct places: {len(used)} events at {places}; "
            f"wanted {LEAST_EVENTS} events at {LEAST_PLACES} or more"
        )
        return Operations((), len(used), places, left_out, chosen, refused=why)
    plane = plane_around(points)
    flat = plane.to_plane(points)
    radius = np.array([RADIUS_KM[event.place_precision] for event in used])
    measured = _measure(flat, chosen)
    low, high = _interval(flat, radius, list(measured.values()), chosen, np.random.default_rng(seed))
    sizes = tuple(
        Size(name, _says(name, chosen), km2, float(low[i]), float(high[i]))
        for i, (name, km2) in enumerate(measured.items())
    )
    return Operations(sizes, len(used), places, left_out, chosen, outlines=_outlines(flat, plane, chosen))


def _interval(
    flat: Numbers, radius: Numbers, measured: list[float], settings: AreaSettings, random: np.random.Generator
) -> tuple[Numbers, Numbers]:
    """What the sizes could as well have been: events drawn again, and moved within their precision.

    Drawing with replacement leaves places out, so that every size shrinks; the shrinkage is measured against draws
    that only move the events, and taken out. The size as measured always lies inside.
    """

    def draws(number: int, *, again: bool) -> Numbers:
        made = []
        for _ in range(number):
            rows = random.integers(0, len(flat), len(flat)) if again else np.arange(len(flat))
            made.append(list(_measure(_move(flat[rows], radius[rows], random), settings).values()))
        return np.array(made)

    both, moved = draws(settings.repeats, again=True), draws(max(20, settings.repeats // 4), again=False)
    both = both * np.median(moved, axis=0) / np.maximum(np.median(both, axis=0), 1e-9)
    tail = (1.0 - settings.level) / 2.0
    low, high = np.quantile(both, [tail, 1.0 - tail], axis=0)
    return np.minimum(low, measured), np.maximum(high, measured)


def _move(flat: Numbers, radius: Numbers, random: np.random.Generator) -> Numbers:
    """Each event moved to an even chance place in the disc that its precision leaves."""
    turn = random.uniform(0.0, 2.0 * np.pi, len(flat))
    away = radius * np.sqrt(random.uniform(0.0, 1.0, len(flat)))
    return np.asarray(flat + np.column_stack([np.cos(turn), np.sin(turn)]) * away[:, None], dtype=np.float64)


def _says(name: str, settings: AreaSettings) -> str:
    return {
        "kde-95": f"95 % of recorded activity, smoothed with {settings.bandwidth_km:g} km",
        "kde-50": f"the core: 50 % of recorded activity, smoothed with {settings.bandwidth_km:g} km",
        "buffers": f"within {settings.buffer_km:g} km of a recorded event",
        "hull-95": "smallest convex outline of the 95 % of events nearest their middle (for older reports)",
    }[name]


def _measure(flat: Numbers, settings: AreaSettings) -> dict[str, float]:
    density, cell, _ = density_grid(flat, settings.bandwidth_km)
    ordered = np.sort(density[density > 0])[::-1]
    mass = np.cumsum(ordered)
    sizes = {f"kde-{level}": float(np.searchsorted(mass, level / 100) + 1) * cell**2 for level in (95, 50)}
    sizes["buffers"] = float(_buffers(flat, settings).area)
    sizes["hull-95"] = float(convex_hull(MultiPoint(_nearest_to_middle(flat))).area)
    return sizes


def density_grid(flat: Numbers, bandwidth_km: float) -> tuple[Numbers, float, Numbers]:
    """Where activity lies: share of it per cell (sums to 1), the cell's side in km, and the south-west corner."""
    cell = bandwidth_km / 5.0
    corner = np.floor((flat.min(axis=0) - 4.0 * bandwidth_km) / cell) * cell
    shape = np.ceil((flat.max(axis=0) + 4.0 * bandwidth_km - corner) / cell).astype(int) + 1
    grid = np.zeros(shape)
    # An event is shared among the four nearest cells, so that the grid's own raster does not show.
    place = (flat - corner) / cell - 0.5
    base = np.floor(place).astype(int)
    part = place - base
    for dx in (0, 1):
        for dy in (0, 1):
            weight = np.abs(1 - dx - part[:, 0]) * np.abs(1 - dy - part[:, 1])
            np.add.at(grid, (base[:, 0] + dx, base[:, 1] + dy), weight)
    smooth = gaussian_filter(grid / len(flat), bandwidth_km / cell, mode="constant", truncate=4.0)
    return np.asarray(smooth / smooth.sum(), dtype=np.float64), cell, corner


def _buffers(flat: Numbers, settings: AreaSettings) -> Any:
    # A disc a place, then their union: ten times faster than the buffer of all points at once.
    discs = shapely_buffer(shapely_points(np.unique(flat.round(3), axis=0)), settings.buffer_km, quad_segs=32)
    return unary_union(discs)


def _nearest_to_middle(flat: Numbers) -> Numbers:
    away = np.hypot(*(flat - flat.mean(axis=0)).T)
    return flat[np.argsort(away, kind="stable")[: int(np.ceil(0.95 * len(flat)))]]


def _outlines(
    flat: Numbers, plane: Plane, settings: AreaSettings
) -> dict[str, tuple[tuple[tuple[float, float], ...], ...]]:
    density, cell, corner = density_grid(flat, settings.bandwidth_km)
    order = np.argsort(density, axis=None)[::-1]
    mass = np.cumsum(density.ravel()[order])
    out = {}
    for level in (95, 50):
        inside = order[: int(np.searchsorted(mass, level / 100)) + 1]
        rows, columns = np.unravel_index(inside, density.shape)
        x, y = corner[0] + rows * cell, corner[1] + columns * cell
        # Cells meet at corners: a hair's breadth more makes one shape of them; then the raster's steps are smoothed.
        shape = unary_union([box(a, b, a + cell, b + cell) for a, b in zip(x, y)])
        out[f"kde-{level}"] = _rings(shape.buffer(cell).buffer(-cell).simplify(cell / 2), plane)
    out["buffers"] = _rings(_buffers(flat, settings).simplify(0.2), plane)
    return out


def _rings(shape: Any, plane: Plane) -> tuple[tuple[tuple[float, float], ...], ...]:
    parts = getattr(shape, "geoms", [shape])
    rings = [ring for part in parts if not part.is_empty for ring in (part.exterior, *part.interiors)]
    return tuple(
        tuple((round(float(a), 5), round(float(b), 5)) for a, b in plane.to_degrees(np.array(ring.coords)))
        for ring in rings
    )


def compare_size(operations: Operations, published_km2: float) -> Comparison:
    """Set a published size ("some 4,000 km²") beside every definition.

    Raises:
        WatchError: the published size is not above 0.
    """
    if not published_km2 > 0:
        raise WatchError(f"A published area of {published_km2} km² cannot be compared; wanted more than 0.")
    return Comparison(
        published_km2,
        tuple((s.name, published_km2 / s.km2, s.low <= published_km2 <= s.high) for s in operations.sizes if s.km2 > 0),
    )
