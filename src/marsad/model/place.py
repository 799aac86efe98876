"""Places, areas and actors: the entries of a conflict pack."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Place:
    """A gazetteer place or an administrative unit.

    `id` is the P-code where there is one, else a gazetteer id such as ``wof:85632413``. `level` is 0 for a country,
    1 to 3 for administrative units, 4 for a place inside them. `within` lists the ids that hold it, narrow to wide.
    `latitude` and `longitude` are degrees (WGS 84) of a point inside.
    """

    id: str
    name_en: str
    name_ar: str | None = None
    kind: str = "place"
    level: int = 4
    within: tuple[str, ...] = ()
    latitude: float | None = None
    longitude: float | None = None
    population: int | None = None
    other_names: tuple[str, ...] = ()
    source: str | None = None
    licence: str | None = None


@dataclass(frozen=True, slots=True)
class Area:
    """A named area that is no single unit, as units and places that it holds (or a geometry kept by the pack).

    `valid_from` and `valid_to` bound the time in which this extent holds; None is open.
    """

    id: str
    name_en: str
    name_ar: str | None = None
    units: tuple[str, ...] = ()
    other_names: tuple[str, ...] = ()
    valid_from: date | None = None
    valid_to: date | None = None
    point: tuple[float, float] | None = None
    radius_km: float | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Actor:
    """An armed group, force, authority, recorder or population group.

    `part_of` is the id of the wider actor; `also` other names in any language.
    """

    id: str
    kind: str
    name_en: str
    name_ar: str | None = None
    part_of: str | None = None
    also: tuple[str, ...] = ()
