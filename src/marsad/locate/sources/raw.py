"""What a source of places gives: raw places, outlines, and what could not be parsed."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from marsad.text.romanise import is_arabic

Aside = tuple[str, str]  # where in the file, and why it was set aside


@dataclass(frozen=True, slots=True)
class RawPlace:
    """A place as a source has it. `parents` are codes of units said to hold it, narrow to wide; `at` is its line."""

    id: str
    names: tuple[str, ...]
    kind: str
    level: int
    parents: tuple[str, ...]
    point: tuple[float, float] | None
    population: int | None
    source: str
    at: str

    @property
    def latitude(self) -> float | None:
        """Degrees north, where a point is known."""
        return self.point[0] if self.point else None

    @property
    def longitude(self) -> float | None:
        """Degrees east, where a point is known."""
        return self.point[1] if self.point else None

    @property
    def name_en(self) -> str:
        """The first name in Latin letters; the first name where there is none."""
        return next((name for name in self.names if not is_arabic(name)), self.names[0])

    @property
    def name_ar(self) -> str | None:
        """The first name in Arabic letters."""
        return next((name for name in self.names if is_arabic(name)), None)


@dataclass(slots=True)
class Source:
    """A file, read: `format` says what it was taken for; `outlines` are GeoJSON geometries by unit code."""

    format: str
    places: list[RawPlace] = field(default_factory=list)
    outlines: dict[str, Any] = field(default_factory=dict)
    set_aside: list[Aside] = field(default_factory=list)


def names_in(*values: str | None) -> tuple[str, ...]:
    """All names in some cells, once each; several in a cell are parted by ``|``, ``;`` or, without those, commas."""
    found: dict[str, None] = {}
    for value in values:
        for name in _parted(value or ""):
            name = " ".join(name.split())
            if 1 < len(name) <= 120:
                found[name] = None
    return tuple(found)


def _parted(value: str) -> Iterator[str]:
    for mark in ("|", ";"):
        if mark in value:
            yield from value.split(mark)
            return
    yield value


def coordinates(lat: str | float | None, lon: str | float | None) -> tuple[float, float] | None:
    """Degrees from two cells; None where both are empty.

    Raises:
        ValueError: one is missing, is no number, or lies outside of the globe; or both are 0, which means unknown.
    """
    if lat in (None, "") and lon in (None, ""):
        return None
    try:
        point = float(str(lat).replace(",", ".")), float(str(lon).replace(",", "."))
    except ValueError:
        raise ValueError(f"the point is {lat!r}, {lon!r}; wanted degrees such as 35.33, 40.14") from None
    if max(map(abs, point)) > 1000:
        raise ValueError(
            f"the point {point[0]:g}, {point[1]:g} is in metres of a map projection; wanted degrees (WGS 84)"
        )
    if not (-90 <= point[0] <= 90 and -180 <= point[1] <= 180):
        raise ValueError(f"the point {point[0]}, {point[1]} is not on the globe; wanted latitude, then longitude")
    if point == (0.0, 0.0):
        raise ValueError("the point is 0, 0, which stands for unknown; leave the cells empty")
    return point


def whole_number(value: str | float | None) -> int | None:
    """A population, or None where it is empty or 0.

    Raises:
        ValueError: it is no number, or negative.
    """
    if value in (None, ""):
        return None
    try:
        number = int(float(str(value).replace(",", "")))
    except (ValueError, OverflowError):
        raise ValueError(f"the population is {value!r}; wanted a number") from None
    if number < 0:
        raise ValueError(f"the population is {number}; wanted 0 or more")
    return number or None
