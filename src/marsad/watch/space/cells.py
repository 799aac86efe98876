"""The hexagons of H3 that events fall into, and which touch which."""

from collections.abc import Iterable
from typing import Any

import numpy as np
from scipy.sparse import csr_array

from marsad.model.errors import WatchError
from marsad.watch.event import Event
from marsad.watch.panel import Numbers

DEFAULT_RESOLUTION = 5  # hexagons of about 250 km²


def cells_of(events: Iterable[Event], *, resolution: int = DEFAULT_RESOLUTION) -> tuple[tuple[str, ...], Numbers]:
    """The cells between the outermost events (empty ones too) and how many events each holds.

    Raises:
        WatchError: h3 is not installed, or no event has a point.
    """
    h3 = _h3()
    points = [event.point for event in events if event.point is not None]
    if not points:
        raise WatchError("No event has a point; wanted at least one. Place the events first: marsad locate.")
    counts: dict[str, int] = {}
    for latitude, longitude in points:
        cell = h3.latlng_to_cell(latitude, longitude, resolution)
        counts[cell] = counts.get(cell, 0) + 1
    filled = set(counts)
    for cell in list(counts):
        filled.update(h3.grid_disk(cell, 1))
    south, north = min(p[0] for p in points), max(p[0] for p in points)
    west, east = min(p[1] for p in points), max(p[1] for p in points)
    if south < north and west < east:
        frame = h3.LatLngPoly([(south, west), (south, east), (north, east), (north, west)])
        filled.update(h3.polygon_to_cells(frame, resolution))
    cells = tuple(sorted(filled))
    return cells, np.array([counts.get(cell, 0) for cell in cells], dtype=np.float64)


def touching(cells: tuple[str, ...]) -> csr_array:
    """Which cells touch: 1 for a cell itself and its six neighbours."""
    h3 = _h3()
    place = {cell: number for number, cell in enumerate(cells)}
    pairs = [(row, place[near]) for cell, row in place.items() for near in h3.grid_disk(cell, 1) if near in place]
    rows, columns = np.array(pairs).T
    return csr_array((np.ones(len(rows)), (rows, columns)), shape=(len(cells), len(cells)))


def outline(cell: str) -> tuple[tuple[float, float], ...]:
    """Corners of a cell, (latitude, longitude)."""
    return tuple((float(a), float(b)) for a, b in _h3().cell_to_boundary(cell))


def _h3() -> Any:
    try:
        import h3
    except ImportError as problem:
        raise WatchError("Hexagons need the library h3. Install it with: pip install 'marsad[area]'") from problem
    return h3
