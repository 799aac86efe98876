"""Points for places that are said by their relation to others: offsets, halves of roads, sides of a governorate."""

import math

from marsad.packs.gazetteer import EARTH_RADIUS_KM, distance_km

Point = tuple[float, float]


def offset(point: Point, bearing: float, km: float) -> Point:
    """The point so many kilometres from another, in a direction in degrees from north (on a sphere)."""
    lat, lon = map(math.radians, point)
    turn, way = math.radians(bearing), km / EARTH_RADIUS_KM
    new_lat = math.asin(math.sin(lat) * math.cos(way) + math.cos(lat) * math.sin(way) * math.cos(turn))
    new_lon = lon + math.atan2(
        math.sin(turn) * math.sin(way) * math.cos(lat), math.cos(way) - math.sin(lat) * math.sin(new_lat)
    )
    return round(math.degrees(new_lat), 5), round((math.degrees(new_lon) + 540) % 360 - 180, 5)


def middle(one: Point, other: Point) -> Point:
    """The point halfway between two."""
    return round((one[0] + other[0]) / 2, 5), round((one[1] + other[1]) / 2, 5)


def circle(points: list[Point]) -> tuple[Point, float]:
    """The middle of points, and the distance in kilometres to the farthest of them."""
    centre = (
        round(sum(point[0] for point in points) / len(points), 5),
        round(sum(point[1] for point in points) / len(points), 5),
    )
    return centre, round(max(distance_km(centre, point) for point in points), 1)
