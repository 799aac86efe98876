"""Rows in ACLED's shape. Its numbers: one integer, conservative, vague words at fixed values."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from functools import lru_cache
from operator import itemgetter
from pathlib import Path
from typing import Any

import yaml

from marsad.publish.data.countries import country_of, is_abroad
from marsad.publish.data.row import EventRow, Numbers, Side


@lru_cache(maxsize=1)
def acled_table() -> Mapping[str, Any]:
    """ACLED's columns and codes."""
    table: Mapping[str, Any] = yaml.safe_load(Path(__file__).with_name("acled.yaml").read_text(encoding="utf-8"))
    return table


def fatalities(killed: Numbers) -> int:
    """ACLED's single number: the most conservative one stated; tens 10, dozens 12, hundreds 100; nobody known is 0."""
    if killed.sign == "vague":
        for low, high, value in acled_table()["vague"]:
            if (killed.low, killed.high) == (low, high):
                return int(value)
    known = [value for value in (killed.low, killed.best, killed.high) if value is not None]
    return min(known) if known else 0


def _inter(side: Side | None, country: str) -> int | None:
    if side is None:
        return None
    code = acled_table()["inter"].get(side.kind, acled_table()["inter"][""])[0]
    # A state that fights abroad is an external force.
    return 8 if code == 1 and is_abroad(side.id, country) else int(code)


def interaction(one: int | None, other: int | None) -> int | None:
    """ACLED's two figures: the smaller code first; a sole actor's code followed by 0."""
    if one is None:
        return None
    if other is None:
        return one * 10
    low, high = sorted((one, other))
    return low * 10 + high


def acled_rows(rows: Iterable[EventRow], *, made: datetime) -> Iterator[list[Any]]:
    """Rows of 31 cells, in ACLED's order; a row without a day is left out, for ACLED has none such.

    Args:
        rows: what goes out.
        made: the moment of the export, for ACLED's `timestamp` (seconds since 1970).
    """
    in_order = itemgetter(*acled_table()["columns"])
    for row in rows:
        if row.start is not None:
            yield list(in_order(_values(row, made)))


def _values(row: EventRow, made: datetime) -> dict[str, Any]:
    table = acled_table()
    country = country_of(row.country_code)
    event, disorder = table["events"].get(row.event, table["events"]["Other"])
    precision = table["time_precision"][row.when_precision]
    day = row.middle if precision == 3 else row.start  # where only the month is known, ACLED takes its middle
    first, second, is_civilian = _actors(row)
    inter1, inter2 = _inter(first, row.country_code), _inter(second, row.country_code)
    return {
        "event_id_cnty": f"{country.alpha3}{row.number}",
        "event_date": day.isoformat() if day else "",
        "year": day.year if day else "",
        "time_precision": precision,
        "disorder_type": disorder,
        "event_type": event,
        "sub_event_type": row.event or "Other",
        "actor1": first.name if first else "",
        "assoc_actor_1": "; ".join(side.name for side in row.doers[1:]),
        "inter1": inter1 if inter1 is not None else "",
        "actor2": second.name if second else "",
        "assoc_actor_2": "; ".join(side.name for side in row.victims[1:]),
        "inter2": inter2 if inter2 is not None else "",
        "interaction": value if (value := interaction(inter1, inter2)) is not None else "",
        "civilian_targeting": "Civilian targeting" if is_civilian and event != "Battles" else "",
        "iso": country.iso if country.iso is not None else "", "region": country.acled_region,
        "country": row.country, "admin1": row.adm1, "admin2": row.adm2,
        "admin3": row.adm3, "location": row.location or row.adm3 or row.adm2 or row.adm1,
        "latitude": row.latitude if row.latitude is not None else "",
        "longitude": row.longitude if row.longitude is not None else "",
        "geo_precision": table["geo_precision"][row.where_precision],
        "source": "; ".join(dict.fromkeys(telling.publisher.replace(";", ",") for telling in row.tellings)),
        "source_scale": "", "notes": row.note, "fatalities": fatalities(row.killed), "tags": _tags(row),
        "timestamp": int(made.timestamp()),
    }  # fmt: skip


def _actors(row: EventRow) -> tuple[Side | None, Side | None, bool]:
    """ACLED's two actors: the doer, and the fighting victim; civilians only where nobody else was hit."""
    civilians = Side("civilians", acled_table()["civilian_word"], "civilians")
    fighters = [side for side in row.victims if side.kind != "civilians"]
    has_civilians = row.by_category("civilians") != Numbers() or any(s.kind == "civilians" for s in row.victims)
    second = fighters[0] if fighters else civilians if has_civilians else None
    first = row.doers[0] if row.doers else None
    return first or second, second if first else None, second is civilians


def _tags(row: EventRow) -> str:
    women = row.by_category("women").low
    return f"women targeted: {women}" if women else ""
