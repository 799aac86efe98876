"""Marsad's own table of incidents: its columns, and a row as values."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from marsad.publish.data.row import EventRow, Numbers


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name, Frictionless type, HXL tag, and what it holds."""

    name: str
    type: str
    hxl: str
    holds: str


@lru_cache(maxsize=1)
def columns() -> tuple[Column, ...]:
    """The columns in order."""
    data: Mapping[str, Any] = yaml.safe_load(Path(__file__).with_name("table.yaml").read_text(encoding="utf-8"))
    return tuple(Column(*each) for each in data["columns"])


def values_of(row: EventRow) -> dict[str, Any]:
    """A row as values by column; None where nothing is known."""
    civilians, injured = row.by_category("civilians"), row.injured
    return {
        "id": row.id, "start": row.start, "end": row.end, "when_precision": row.when_precision, "event": row.event,
        "tactics": "; ".join(row.tactics), "doers": "; ".join(side.name for side in row.doers),
        "victims": "; ".join(side.name for side in row.victims), "country": row.country,
        "country_code": row.country_code, "adm1": row.adm1, "adm1_code": row.adm1_code, "adm2": row.adm2,
        "adm2_code": row.adm2_code, "adm3": row.adm3, "adm3_code": row.adm3_code, "location": row.location,
        "latitude": row.latitude, "longitude": row.longitude, "where_precision": row.where_precision,
        "killed_low": row.killed.low, "killed_best": row.killed.best, "killed_high": row.killed.high,
        "killed_words": row.killed.words, "killed_civilians_low": civilians.low,
        "killed_civilians_best": civilians.best,
        "killed_civilians_high": civilians.high, "killed_women": _one(row.by_category("women")),
        "killed_children": _one(row.by_category("children")), "injured_low": injured.low, "injured_best": injured.best,
        "injured_high": injured.high, "grade": row.grade, "independent_sources": row.independent_sources,
        "sources": "; ".join(dict.fromkeys(telling.publisher for telling in row.tellings)),
        "addresses": "; ".join(telling.url for telling in row.tellings if telling.url), "note": row.note,
    }  # fmt: skip


def _one(numbers: Numbers) -> int | None:
    return numbers.best if numbers.best is not None else numbers.low


def native_rows(rows: Iterable[EventRow]) -> Iterator[list[Any]]:
    """Rows of cells in the order of :func:`columns`."""
    names = [column.name for column in columns()]
    for row in rows:
        values = values_of(row)
        yield [values[name] for name in names]
