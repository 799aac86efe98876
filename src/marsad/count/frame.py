"""Incidents as columns in memory: one row a toll, beside it its details, and what an incident has several of."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import Any

import polars as pl

from marsad.count.facets import LevelOf, Places, doers_of, level_by_code, places_of_incident, window_of
from marsad.model.claim import Who
from marsad.model.incident import Incident, Toll

WHO = ("actor", "status", "sex", "age", "role", "nationality")
NUMBERS = {"low": pl.Int64, "best": pl.Int64, "high": pl.Int64}
_PLACED = ("country", "governorate", "district", "subdistrict", "grade", "event", "state")
INCIDENT = {"incident": pl.UInt32, **dict.fromkeys(_PLACED, pl.Categorical), "start": pl.Date, "end": pl.Date,
            "in_month": pl.Date}  # fmt: skip
TOLL = {"toll": pl.UInt32, "incident": pl.UInt32, "measure": pl.Categorical,
        **dict.fromkeys(WHO, pl.Categorical), **NUMBERS}  # fmt: skip
DETAIL = {"toll": pl.UInt32, **dict.fromkeys(WHO, pl.Categorical), **NUMBERS}
ROW_COLUMNS = (*TOLL, *(name for name in INCIDENT if name != "incident"))
BY_TOLL, BY_INCIDENT = ("doer", "tactic"), ("area", "source")
BATCH = 50_000  # incidents turned into columns at a time; benchmarks/tally: keeps a million under 1.5 GB


@dataclass(slots=True)
class Frame:
    """Incidents in columns. `shared` holds doers and tactics by toll, areas and sources by incident."""

    ids: list[str]
    rows: pl.DataFrame
    details: pl.DataFrame
    shared: dict[str, pl.DataFrame]


@dataclass(slots=True)
class _Columns:
    """What is being filled: rows of each table, in the order of its columns."""

    incidents: list[tuple[object, ...]] = field(default_factory=list)
    tolls: list[tuple[object, ...]] = field(default_factory=list)
    details: list[tuple[object, ...]] = field(default_factory=list)
    shared: dict[str, list[tuple[int, str | None]]] = field(
        default_factory=lambda: {name: [] for name in (*BY_TOLL, *BY_INCIDENT)}
    )


def frame_of(
    incidents: Iterable[Incident],
    *,
    first_incident: int = 0,
    first_toll: int = 0,
    level_of: LevelOf = level_by_code,
    publishers: Mapping[str, str] | None = None,
) -> Frame:
    """The columns of incidents; their numbers go on from those given."""
    maker = _Maker(level_of, publishers or {}, first_incident, first_toll)
    source, parts = iter(incidents), []
    while batch := list(islice(source, BATCH)):
        parts.append(maker.batch(batch))
    parts = parts or [maker.batch([])]
    shared = {name: pl.concat([part.shared[name] for part in parts]) for name in parts[0].shared}
    return Frame(
        maker.ids, pl.concat([part.rows for part in parts]), pl.concat([part.details for part in parts]), shared
    )


@dataclass(slots=True)
class _Maker:
    """Turns incidents into columns, batch by batch, and numbers incidents and tolls as it goes."""

    level_of: LevelOf
    publishers: Mapping[str, str]
    incident: int
    toll: int
    ids: list[str] = field(default_factory=list)
    known: dict[tuple[tuple[str | None, tuple[str, ...]], ...], Places] = field(default_factory=dict)

    def batch(self, incidents: Sequence[Incident]) -> Frame:
        """The columns of one batch."""
        columns = _Columns()
        for incident in incidents:
            self.ids.append(incident.id)
            self._add(columns, incident)
            self.incident += 1
        head = _table(columns.incidents, INCIDENT)
        rows = _table(columns.tolls, TOLL).join(head, on="incident", how="left")
        shared = {
            name: _table(pairs, {"key": pl.UInt32, name: pl.Categorical}) for name, pairs in columns.shared.items()
        }
        return Frame([], rows, _table(columns.details, DETAIL), shared)

    def _add(self, columns: _Columns, incident: Incident) -> None:
        """Adds one incident: a row for itself (measure "incidents"), one for each toll, and the details of each."""
        number = self.incident
        places = self._places(incident)
        about = (incident.grade, incident.event, incident.state)
        window = window_of(incident.when)
        columns.incidents.append((number, *places.units, *about, *window, _month(*window)))
        columns.tolls.append((self.toll, number, "incidents", None, None, None, None, None, None, 1, 1, 1))
        self._several(columns, "doer", self.toll, incident.by)
        self._several(columns, "tactic", self.toll, incident.how)
        first = self.toll = self.toll + 1
        for toll in incident.tolls:
            columns.tolls.append((self.toll, number, toll.measure, *_who(toll.who), *_bounds(toll)))
            self._several(columns, "doer", self.toll, doers_of(incident, toll))
            self._several(columns, "tactic", self.toll, incident.how)
            self.toll += 1
        _add_details(columns, incident, first)
        self._several(columns, "area", number, places.areas)
        sources = dict.fromkeys(self.publishers[c.report] for c in incident.claims if c.report in self.publishers)
        self._several(columns, "source", number, tuple(sources))

    def _several(self, columns: _Columns, name: str, key: int, values: tuple[str, ...]) -> None:
        columns.shared[name] += [(key, value) for value in dict.fromkeys(values)]

    def _places(self, incident: Incident) -> Places:
        key = tuple((where.place, where.within) for where in incident.where)
        found = self.known.get(key)
        if found is None:
            found = self.known[key] = places_of_incident(incident.where, self.level_of)
        return found


def _table(rows: Sequence[tuple[object, ...]], schema: Mapping[str, Any]) -> pl.DataFrame:
    columns = list(zip(*rows, strict=True)) if rows else [() for _ in schema]
    return pl.DataFrame(dict(zip(schema, columns, strict=True)), schema=dict(schema))


def _month(start: date | None, end: date | None) -> date | None:
    """The month that holds all days, by its first: kept, since working it out anew costs half of a count by month."""
    if start is None or end is None or (start.year, start.month) != (end.year, end.month):
        return None
    return start.replace(day=1)


def _who(who: Who) -> tuple[str | None, ...]:
    return (who.actor, who.status, who.sex, who.age, who.role, who.nationality)


def _add_details(columns: _Columns, incident: Incident, first: int) -> None:
    """Hangs each detail on the toll that it is part of: the one it contradicts least, and says most alike."""
    for detail in incident.details:
        fitting = [
            (sum(mine is not None and mine == theirs for mine, theirs in pairs), -place)
            for place, toll in enumerate(incident.tolls)
            if toll.measure == detail.measure
            for pairs in [[(getattr(toll.who, name), getattr(detail.who, name)) for name in WHO]]
            if not any(mine is not None and theirs is not None and mine != theirs for mine, theirs in pairs)
        ]
        if not fitting:
            continue
        place = -max(fitting)[1]
        columns.details.append((first + place, *_who(detail.who), *_bounds(detail)))


def _bounds(toll: Toll) -> tuple[int, int | None, int | None]:
    low, best, high = toll.range.least(), toll.range.middle(), toll.range.most()
    if best is None or best < low:
        best = low
    return low, best if high is None else min(best, high), high
