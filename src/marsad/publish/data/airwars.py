"""Rows in the manner of Airwars: people as minimum and maximum, with the grade of each incident."""

from collections.abc import Iterable, Iterator
from typing import Any

from marsad.publish.data.row import EventRow, Numbers

COLUMNS = (
    "unique_reference_code", "incident_date", "incident_date_end", "location", "geolocation_accuracy", "latitude",
    "longitude", "country", "governorate", "district", "strike_type", "belligerents", "killed_min", "killed_max",
    "injured_min", "injured_max", "children_killed_min", "children_killed_max", "women_killed_min", "women_killed_max",
    "belligerents_killed_min", "belligerents_killed_max", "civilian_harm_status", "sources",
)  # fmt: skip
_ACCURACY = {"exact": "exact", "near": "village", "adm3": "subdistrict", "adm2": "district", "adm1": "governorate",
             "area": "", "country": "country", "unplaced": ""}  # fmt: skip


def airwars_rows(rows: Iterable[EventRow]) -> Iterator[list[Any]]:
    """Rows of cells in the order of :data:`COLUMNS`; a maximum that nobody set stays empty, it is never made up."""
    for row in rows:
        values = _values(row)
        yield [values[name] for name in COLUMNS]


def _values(row: EventRow) -> dict[str, Any]:
    values: dict[str, Any] = {
        "unique_reference_code": row.id, "incident_date": row.start, "incident_date_end": row.end,
        "location": row.location, "geolocation_accuracy": _ACCURACY[row.where_precision], "latitude": row.latitude,
        "longitude": row.longitude, "country": row.country, "governorate": row.adm1, "district": row.adm2,
        "strike_type": row.event, "belligerents": "; ".join(side.name for side in row.doers),
        "civilian_harm_status": row.grade,
        "sources": "; ".join(dict.fromkeys(telling.url or telling.publisher for telling in row.tellings)),
    }  # fmt: skip
    groups: dict[str, Numbers] = {
        "killed": row.killed, "injured": row.injured, "children_killed": row.by_category("children"),
        "women_killed": row.by_category("women"), "belligerents_killed": row.by_category("combatants"),
    }  # fmt: skip
    for name, numbers in groups.items():
        values |= {f"{name}_min": numbers.low, f"{name}_max": numbers.high}
    return values
