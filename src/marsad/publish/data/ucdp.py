"""Rows in the shape of UCDP GED. `best` is the sum of the four columns of deaths, as UCDP has it in every row."""

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from operator import itemgetter
from pathlib import Path
from typing import Any

import yaml

from marsad.publish.data.countries import country_of, government_of
from marsad.publish.data.row import EventRow, Numbers, Side, Telling


@lru_cache(maxsize=1)
def ucdp_table() -> Mapping[str, Any]:
    """UCDP's columns and codes."""
    table: Mapping[str, Any] = yaml.safe_load(Path(__file__).with_name("ucdp.yaml").read_text(encoding="utf-8"))
    return table


def priogrid(latitude: float, longitude: float) -> int:
    """The cell of PRIO-GRID (half a degree, counted from 90° S, 180° W by rows of 720) that holds a point."""
    row = min(int((latitude + 90) * 2), 359)
    column = min(int((longitude + 180) * 2), 719)
    return row * 720 + column + 1


def ucdp_rows(rows: Iterable[EventRow]) -> Iterator[list[Any]]:
    """Rows of 49 cells, in UCDP's order; a row without a day is left out, for UCDP has none such."""
    columns = ucdp_table()["columns"]
    empty, in_order = dict.fromkeys(columns, ""), itemgetter(*columns)
    for row in rows:
        if row.start is not None:
            yield list(in_order(empty | _values(row)))


def _point(numbers: Numbers) -> int:
    for value in (numbers.best, numbers.low, numbers.high):
        if value is not None:
            return value
    return 0


def _deaths(row: EventRow, a: Side, b: Side) -> tuple[int, int, int, int]:
    """Deaths of side A, side B, civilians, unknown; what the sides do not explain is unknown."""
    of = {name: _point(numbers) for name, numbers in row.killed_of}
    civilians = _point(row.by_category("civilians"))
    deaths_a, deaths_b = of.get(a.id, 0), of.get(b.id, 0)
    rest = max(0, _point(row.killed) - deaths_a - deaths_b - civilians)
    return deaths_a, deaths_b, civilians, rest


def _sides(row: EventRow) -> tuple[Side, Side, int]:
    """Side A, side B and the type of violence: 1 state-based, 2 non-state, 3 one-sided."""
    table = ucdp_table()
    civilians = Side("civilians", table["civilians"], "civilians")
    unknown = Side("unknown", "XXX", "")
    doer = row.doers[0] if row.doers else unknown
    fighters = [side for side in (*row.victims, *row.doers[1:]) if side.kind != "civilians" and side.id != doer.id]
    if not fighters:
        return doer, civilians, 3
    other = fighters[0]
    states = table["state_kinds"]
    if doer.kind in states or other.kind in states:
        return (doer, other, 1) if doer.kind in states else (other, doer, 1)
    return doer, other, 2


def side_name(side: Side) -> str:
    """UCDP's name of a side: the government of its country, UCDP's name of a group, else the side's own."""
    government = government_of(side.id)
    return government[0] if government else str(ucdp_table()["sides"].get(side.id, side.name))


def _state(side: Side) -> int | str:
    government = government_of(side.id)
    return _number(government[1]) if government else ""


def _number(value: int | None) -> int | str:
    return "" if value is None else value


def _values(row: EventRow) -> dict[str, Any]:
    table = ucdp_table()
    country = country_of(row.country_code)
    a, b, kind = _sides(row)
    names = [side_name(side) for side in (a, b)]
    deaths = _deaths(row, a, b)
    best = sum(deaths)
    year = row.start.year if row.start else ""
    low = row.killed.low if row.killed.low is not None else best
    high = row.killed.high if row.killed.high is not None else max(best, low)
    point = (row.latitude, row.longitude) if row.latitude is not None and row.longitude is not None else None
    values: dict[str, Any] = {
        "id": row.number, "relid": f"{country.alpha3}-{year}-{kind}-0-{row.number}", "year": year,
        "active_year": "", "code_status": "Check", "type_of_violence": kind, "conflict_name": "",
        "dyad_name": f"{names[0]} - {names[1]}", "side_a": names[0], "side_b": names[1],
        "where_prec": table["where_prec"][row.where_precision],
        "where_coordinates": row.location or row.adm2 or row.adm1,
        "where_description": row.location, "adm_1": table["adm1"].get(row.adm1_code, row.adm1), "adm_2": row.adm2,
        "country": country.ucdp_label or row.country, "country_id": _number(country.gleditsch_ward),
        "region": country.ucdp_region,
        "event_clarity": 1 if row.when_precision in ("day", "days") else 2,
        "date_prec": table["date_prec"][row.when_precision],
        "date_start": row.start.isoformat() if row.start else "", "date_end": row.end.isoformat() if row.end else "",
        "deaths_a": deaths[0], "deaths_b": deaths[1], "deaths_civilians": deaths[2], "deaths_unknown": deaths[3],
        "best": best, "high": max(high, best), "low": min(low, best),
        "gwnoa": _state(a), "gwnob": _state(b),
    }  # fmt: skip
    if point:
        values |= {"latitude": point[0], "longitude": point[1], "geom_wkt": f"POINT ({point[1]} {point[0]})"}
        values["priogrid_gid"] = priogrid(*point)
    return values | _sources(row.tellings)


def _sources(tellings: tuple[Telling, ...]) -> dict[str, Any]:
    def article(telling: Telling) -> str:
        words = (
            telling.publisher.replace(",", " "),
            telling.published.isoformat() if telling.published else "",
            telling.title,
        )
        return '"' + ",".join(word.replace('"', "'").replace("\n", " ") for word in words) + '"'

    return {
        "number_of_sources": len(tellings),
        "source_article": ";".join(article(telling) for telling in tellings),
        "source_office": ";".join(telling.publisher for telling in tellings),
        "source_date": ";".join(t.published.isoformat() if t.published else "" for t in tellings),
        "source_headline": ";".join(telling.title.replace("\n", " ") for telling in tellings),
        "source_original": ";".join(telling.publisher for telling in tellings),
    }
