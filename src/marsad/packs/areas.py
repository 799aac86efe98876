"""Named areas of a pack: what no single unit is, as lists of units, with the time in which that extent holds."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from marsad.model.errors import PackError
from marsad.model.place import Area

_KNOWN = {"id", "name_en", "name_ar", "units", "other_names", "valid_from", "valid_to", "point", "radius_km", "note"}


def read_areas(path: Path) -> tuple[Area, ...]:
    """The areas of areas.yaml; one id may stand several times, with extents that hold at different times.

    Raises:
        PackError: the file cannot be read, an entry has no id or name, or its dates are upside down.
    """
    if not path.is_file():
        return ()
    try:
        entries = yaml.safe_load(path.read_text(encoding="utf-8")) or []
    except (yaml.YAMLError, UnicodeDecodeError) as problem:
        raise PackError(f"{path.name} of the pack cannot be read: {problem}. Mend it, then try again.") from problem
    if not isinstance(entries, list):
        raise PackError(f"{path.name} holds a {type(entries).__name__}; wanted a list of areas.")
    return tuple(_area(entry, path.name) for entry in entries)


def _area(entry: Mapping[str, Any], file: str) -> Area:
    unknown = set(entry) - _KNOWN
    if unknown or not entry.get("id") or not entry.get("name_en"):
        raise PackError(
            f"{file}: {entry.get('id') or entry!r} wants id, name_en and of {', '.join(sorted(_KNOWN))} only."
        )
    start, end = entry.get("valid_from"), entry.get("valid_to")
    for day in (start, end):
        if day is not None and not isinstance(day, date):
            raise PackError(f"{file}: {entry['id']} has the date {day!r}; wanted one like 2019-03-23.")
    if start and end and start > end:
        raise PackError(f"{file}: {entry['id']} holds from {start} to {end}; wanted the earlier day first.")
    point = entry.get("point")
    return Area(
        id=entry["id"],
        name_en=entry["name_en"],
        name_ar=entry.get("name_ar"),
        units=tuple(str(unit) for unit in entry.get("units") or ()),
        other_names=tuple(entry.get("other_names") or ()),
        valid_from=start,
        valid_to=end,
        point=(float(point[0]), float(point[1])) if point else None,
        radius_km=entry.get("radius_km"),
        note=entry.get("note"),
    )


def holds_at(area: Area, day: date | None) -> bool:
    """Whether an extent holds on a day; without a day the one that is open to the present does."""
    if day is None:
        return area.valid_to is None
    return (area.valid_from is None or area.valid_from <= day) and (area.valid_to is None or day <= area.valid_to)
