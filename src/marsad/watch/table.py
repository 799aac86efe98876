"""Tables of other people's data: weekly counts by area, or one event a row. Columns by `columns.yaml`."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from marsad.model.errors import WatchError
from marsad.watch.event import Event, monday_of
from marsad.watch.panel import ANY, WEEK, Integers, Key, Numbers, Panel

Row = Mapping[str, str | None]


@dataclass(frozen=True, slots=True)
class Table:
    """What a table held: `panel` where it holds weekly counts, `events` where it holds events.

    `as_of` is the last day covered. `names` are the areas' names by their ids. `set_aside` are rows that could not be
    taken: which, and why. `without_area` counts events without an area.
    """

    as_of: date
    panel: Panel | None = None
    events: tuple[Event, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    set_aside: tuple[tuple[str, str], ...] = ()
    without_area: int = 0


@cache
def _known() -> dict[str, Any]:
    data: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "columns.yaml").read_text(encoding="utf-8"))
    return data


def read_table(header: Sequence[str], rows: Iterable[Row], *, actor: str | None = None) -> Table:
    """Read a table of weekly counts (a week and a count a row) or of events (a date a row).

    Args:
        header: the names of the columns.
        rows: cells by column.
        actor: keep only this group; names are compared in lower case. A table without a column for the group is taken
            to be about this one.

    Raises:
        WatchError: no column holds a week or a date, or no row can be used.
    """
    found = columns_of(header)
    is_weekly = "week" in found and "events" in found
    if not is_weekly and "date" not in found:
        wanted = _known()["columns"]
        raise WatchError(
            f"The table has the columns {', '.join(header) or '(none)'}; wanted a week ({', '.join(wanted['week'])}) "
            f"with a count ({', '.join(wanted['events'])}), or a date of each event ({', '.join(wanted['date'])}). "
            "Rename the columns."
        )
    return (_weekly if is_weekly else _events)(found, rows, actor)


def columns_of(header: Sequence[str]) -> dict[str, str]:
    """Which column of a table stands for what."""
    lower = {name.strip().lower(): name for name in header if name}
    return {
        meaning: lower[choice]
        for meaning, choices in _known()["columns"].items()
        for choice in [next((each for each in choices if each in lower), None)]
        if choice is not None
    }


def _cell(row: Row, columns: Mapping[str, str], meaning: str) -> str | None:
    value = (row.get(columns[meaning]) or "").strip() if meaning in columns else ""
    return None if value.lower() in _known()["nothing"] else value


def _number(row: Row, columns: Mapping[str, str], meaning: str) -> int | None:
    words = _cell(row, columns, meaning)
    if words is None:
        return None
    try:
        value = float(words)
    except ValueError:
        value = float("nan")
    if not value >= 0 or value != int(value):
        raise ValueError(f"{columns[meaning]} is {words!r}; wanted a whole number, 0 or more")
    return int(value)


def _day(row: Row, columns: Mapping[str, str], meaning: str) -> date | None:
    words = _cell(row, columns, meaning)
    if words is None:
        return None
    for form in ("%Y-%m-%d", *_known()["day_forms"]):
        try:
            return datetime.strptime(words if form != "%Y-%m-%d" else words[:10], form).date()
        except ValueError:
            continue
    raise ValueError(f"{columns[meaning]} is {words!r}; wanted a day such as 2019-03-25")


def _code(row: Row, columns: Mapping[str, str], meaning: str, otherwise: str) -> str:
    words = _cell(row, columns, meaning)
    if words is None:
        return otherwise
    codes = _known()["codes"].get(columns[meaning].lower(), {})
    return str(codes.get(words, words))


def _actors(row: Row, columns: Mapping[str, str], actor: str | None) -> tuple[str, ...] | None:
    """The groups of a row; None where it is not about the one wanted."""
    named = [
        each.strip()
        for meaning in ("actor", "other_actor")
        for each in (_cell(row, columns, meaning) or "").split("|")
        if each.strip()
    ]
    if actor is None:
        return tuple(dict.fromkeys(named))
    if "actor" not in columns:
        return (actor,)
    kept = [each for each in named if each.lower() == actor.lower()]
    return (kept[0],) if kept else None


def _weekly(columns: Mapping[str, str], rows: Iterable[Row], actor: str | None) -> Table:
    cells: dict[tuple[Key, date], list[int]] = {}
    days: dict[date, int] = {}
    names: dict[str, str] = {}
    aside: list[tuple[str, str]] = []
    without_area = 0
    for number, row in enumerate(rows, start=2):
        try:
            start = _day(row, columns, "week")
            if start is None:
                raise ValueError(f"{columns['week']} is empty; wanted the first day of a week")
            events = _number(row, columns, "events") or 0
            values = [events, _number(row, columns, "deaths") or 0, _number(row, columns, "coarse") or 0]
            covered = _number(row, columns, "days")
        except ValueError as problem:
            aside.append((f"row {number}", f"{problem}. Correct it and import again."))
            continue
        groups = _actors(row, columns, actor)
        if groups is None:
            continue
        week, area = monday_of(start), _cell(row, columns, "area")
        days[week] = max(days.get(week, 0), 7 if covered is None else min(7, covered))
        if area is None:
            without_area += events
        else:
            names.setdefault(area, _cell(row, columns, "area_name") or area)
        for group in groups or (ANY,):
            for key in {Key(group, area or ANY), Key(group, ANY)}:
                held = cells.setdefault((key, week), [0, 0, 0])
                cells[key, week] = [a + b for a, b in zip(held, values)]
    if not days:
        raise _nothing(actor, aside)
    return replace(_to_panel(cells, days, "deaths" in columns), names=names, set_aside=tuple(aside),
                   without_area=without_area)  # fmt: skip


def _to_panel(cells: Mapping[tuple[Key, date], list[int]], days: Mapping[date, int], has_deaths: bool) -> Table:
    first, last = min(days), max(days)
    weeks = tuple(first + WEEK * n for n in range((last - first).days // 7 + 1))
    keys = tuple(sorted({key for key, _ in cells}))
    row_of, week_of = {key: n for n, key in enumerate(keys)}, {week: n for n, week in enumerate(weeks)}
    values: Integers = np.zeros((3, len(keys), len(weeks)), dtype=np.int64)
    for (key, week), held in cells.items():
        values[:, row_of[key], week_of[week]] = held
    share: Numbers = np.array([days.get(week, 7) / 7 for week in weeks])
    share = np.maximum(share, 1 / 7)
    panel = Panel(
        keys, weeks, values[0], share, deaths=values[1] if has_deaths else None, left_out=values[2].sum(axis=1)
    )
    return Table(as_of=last + timedelta(days=max(1, days[last]) - 1), panel=panel)


def _events(columns: Mapping[str, str], rows: Iterable[Row], actor: str | None) -> Table:
    events: list[Event] = []
    aside: list[tuple[str, str]] = []
    names: dict[str, str] = {}
    for number, row in enumerate(rows, start=2):
        groups = _actors(row, columns, actor)
        if groups is None:
            continue
        try:
            event = _event(columns, row, groups, str(number))
        except (ValueError, WatchError) as problem:
            aside.append((f"row {number}", f"{problem}. Correct it and import again."))
            continue
        events.append(event)
        if event.area is not None:
            names.setdefault(event.area, _cell(row, columns, "area_name") or event.area)
    if not events:
        raise _nothing(actor, aside)
    return Table(
        as_of=max(event.start for event in events),
        events=tuple(events),
        names=names,
        set_aside=tuple(aside),
        without_area=sum(event.area is None for event in events),
    )


def _event(columns: Mapping[str, str], row: Row, groups: tuple[str, ...], number: str) -> Event:
    start = _day(row, columns, "date")
    if start is None:
        raise ValueError(f"{columns['date']} is empty; wanted the day of the event")
    latitude, longitude = (_cell(row, columns, each) for each in ("latitude", "longitude"))
    point = None
    if latitude is not None and longitude is not None:
        try:
            point = float(latitude), float(longitude)
        except ValueError:
            raise ValueError(f"the point is {latitude!r}, {longitude!r}; wanted degrees") from None
        if not (abs(point[0]) <= 90 and abs(point[1]) <= 180):
            raise ValueError(f"the point {point[0]:g}, {point[1]:g} lies off the globe; wanted latitude, longitude")
    best = _number(row, columns, "deaths")
    sources = (_cell(row, columns, "sources") or "").replace("|", ";").split(";")
    return Event(
        id=_cell(row, columns, "id") or f"row-{number}",
        start=start,
        end=_day(row, columns, "end") or start,
        date_precision=_code(row, columns, "date_precision", "day"),
        actors=groups,
        area=_cell(row, columns, "area"),
        point=point,
        place=_cell(row, columns, "place"),
        place_precision=_code(row, columns, "place_precision", "exact" if point else "unplaced"),
        killed=(_number(row, columns, "low"), best, _number(row, columns, "high")),
        civilians=_number(row, columns, "civilians") or 0,
        tactics=tuple(t.strip() for t in (_cell(row, columns, "tactics") or "").split("|") if t.strip()),
        sources=tuple(dict.fromkeys(source.strip() for source in sources if source.strip())),
        collected=_day(row, columns, "collected"),
        basis=_cell(row, columns, "basis") or "documented",
        roles=tuple(r.strip() for r in (_cell(row, columns, "roles") or "").split("|") if r.strip()),
    )


def _nothing(actor: str | None, aside: Sequence[tuple[str, str]]) -> WatchError:
    first = f" The first: {aside[0][0]}: {aside[0][1]}" if aside else ""
    who = f" of {actor!r}" if actor else ""
    return WatchError(f"No row{who} could be used; {len(aside)} were set aside.{first} Check the file and the group.")
