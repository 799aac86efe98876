"""A flat map on which areas are true: Lambert's azimuthal equal-area projection of the WGS 84 ellipsoid.

Formulas: Snyder (1987), Map Projections, USGS Professional Paper 1395, pages 187 to 190.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from marsad.model.errors import WatchError
from marsad.watch.panel import Numbers

SEMI_MAJOR_KM = 6378.137
ECCENTRICITY2 = 0.0066943799901413165
_E = np.sqrt(ECCENTRICITY2)


@dataclass(frozen=True, slots=True)
class Plane:
    """A local plane around a centre (degrees). Distances near it are true to a few parts in ten thousand."""

    latitude: float
    longitude: float

    def to_plane(self, points: Numbers) -> Numbers:
        """(latitude, longitude) in degrees, shape (n, 2), as kilometres east and north of the centre."""
        beta, turn = _authalic(np.radians(points[:, 0])), np.radians(points[:, 1] - self.longitude)
        beta0, radius, stretch = self._constants()
        size = radius * np.sqrt(
            2.0 / (1.0 + np.sin(beta0) * np.sin(beta) + np.cos(beta0) * np.cos(beta) * np.cos(turn))
        )
        east = size * stretch * np.cos(beta) * np.sin(turn)
        north = size / stretch * (np.cos(beta0) * np.sin(beta) - np.sin(beta0) * np.cos(beta) * np.cos(turn))
        return np.column_stack([east, north])

    def to_degrees(self, points: Numbers) -> Numbers:
        """Kilometres east and north of the centre, shape (n, 2), as (latitude, longitude) in degrees."""
        beta0, radius, stretch = self._constants()
        east, north = points[:, 0], points[:, 1]
        distance = np.hypot(east / stretch, stretch * north)
        angle = 2.0 * np.arcsin(np.minimum(distance / (2.0 * radius), 1.0))
        safe = np.where(distance > 0, distance, 1.0)
        sine = np.cos(angle) * np.sin(beta0) + stretch * north * np.sin(angle) * np.cos(beta0) / safe
        turn = np.arctan2(
            east * np.sin(angle),
            stretch * distance * np.cos(beta0) * np.cos(angle) - stretch**2 * north * np.sin(beta0) * np.sin(angle),
        )
        latitude = _geodetic(np.arcsin(np.clip(sine, -1.0, 1.0)))
        return np.column_stack([np.degrees(latitude), self.longitude + np.degrees(np.where(distance > 0, turn, 0.0))])

    def _constants(self) -> tuple[float, float, float]:
        latitude = np.radians(self.latitude)
        beta = float(_authalic(np.array([latitude]))[0])
        pole = float(_q(np.array([np.pi / 2]))[0])
        radius = SEMI_MAJOR_KM * np.sqrt(pole / 2.0)
        scale = np.cos(latitude) / np.sqrt(1.0 - ECCENTRICITY2 * np.sin(latitude) ** 2)
        return beta, float(radius), float(SEMI_MAJOR_KM * scale / (radius * np.cos(beta)))


def plane_around(points: Numbers) -> Plane:
    """The plane around the middle of some points (latitude, longitude in degrees).

    Raises:
        WatchError: there is no point, or one lies off the globe.
    """
    if len(points) == 0:
        raise WatchError("There is no point to draw a plane around; wanted at least one event with coordinates.")
    if np.abs(points[:, 0]).max() > 90 or np.abs(points[:, 1]).max() > 180:
        raise WatchError(
            "A point lies off the globe; wanted latitude −90 to 90 and longitude −180 to 180, in this order. "
            "Check whether the two are swapped."
        )
    middle = (points.min(axis=0) + points.max(axis=0)) / 2.0
    return Plane(float(middle[0]), float(middle[1]))


def polygon_km2(ring: Numbers, *, step_km: float = 2.0) -> float:
    """Area of a polygon whose edges are the shortest lines on the globe, in km².

    Args:
        ring: corners (latitude, longitude) in degrees, not closed.
        step_km: edges are broken into pieces of at most this length before they are laid flat.
    """
    corners = np.vstack([ring, ring[:1]])
    edge = np.vstack([_shortest_line(a, b, step_km) for a, b in pairwise(corners)])
    flat = plane_around(edge).to_plane(edge)
    x, y = flat[:, 0], flat[:, 1]
    return float(abs(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1))) / 2.0)


def _shortest_line(start: Numbers, stop: Numbers, step_km: float) -> Numbers:
    """Points from start (included) to stop (not) along the great circle of the auxiliary sphere."""
    one, two = _unit(start), _unit(stop)
    angle = float(np.arccos(np.clip(one @ two, -1.0, 1.0)))
    pieces = max(1, int(np.ceil(angle * 6371.0 / step_km)))
    share = np.arange(pieces)[:, None] / pieces
    if angle < 1e-12:
        return start[None, :]
    line = (np.sin((1 - share) * angle) * one + np.sin(share * angle) * two) / np.sin(angle)
    reduced = np.arctan2(line[:, 2], np.hypot(line[:, 0], line[:, 1]))
    latitude = np.arctan(np.tan(reduced) / np.sqrt(1.0 - ECCENTRICITY2))
    return np.column_stack([np.degrees(latitude), np.degrees(np.arctan2(line[:, 1], line[:, 0]))])


def _unit(point: Numbers) -> Numbers:
    reduced = np.arctan(np.sqrt(1.0 - ECCENTRICITY2) * np.tan(np.radians(point[0])))
    turn = np.radians(point[1])
    return np.array([np.cos(reduced) * np.cos(turn), np.cos(reduced) * np.sin(turn), np.sin(reduced)])


def _q(latitude: Numbers) -> Numbers:
    sine = np.sin(latitude)
    part = sine / (1.0 - ECCENTRICITY2 * sine**2) - np.log((1.0 - _E * sine) / (1.0 + _E * sine)) / (2.0 * _E)
    return np.asarray((1.0 - ECCENTRICITY2) * part, dtype=np.float64)


def _authalic(latitude: Numbers) -> Numbers:
    return np.asarray(np.arcsin(np.clip(_q(latitude) / _q(np.array([np.pi / 2]))[0], -1.0, 1.0)), dtype=np.float64)


def _geodetic(beta: Numbers) -> Numbers:
    e2, e4, e6 = ECCENTRICITY2, ECCENTRICITY2**2, ECCENTRICITY2**3
    return np.asarray(
        beta
        + (e2 / 3 + 31 * e4 / 180 + 517 * e6 / 5040) * np.sin(2 * beta)
        + (23 * e4 / 360 + 251 * e6 / 3780) * np.sin(4 * beta)
        + 761 * e6 / 45360 * np.sin(6 * beta),
        dtype=np.float64,
    )
