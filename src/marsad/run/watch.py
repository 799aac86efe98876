"""The watch joined to the observatory and to files: incidents or tables in, alerts out."""

import csv
import gzip
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from marsad.model.claim import Reading, Where
from marsad.model.errors import WatchError
from marsad.model.incident import Alert, Incident
from marsad.model.place import Actor, Place
from marsad.model.range import total
from marsad.packs import Pack, load_pack
from marsad.watch.event import Event
from marsad.watch.panel import ANY, Numbers, Panel, build_panel
from marsad.watch.surge.backtest import Backtest, BacktestSettings, backtest
from marsad.watch.surge.delay import learn_visibility
from marsad.watch.surge.surge import Look, WatchSettings, look
from marsad.watch.table import Table, read_table
from marsad.watch.tell.warn import Namer, told

if TYPE_CHECKING:  # a file is watched without opening an observatory
    from marsad.run.observatory import Observatory

READER = f"marsad {version('marsad')}"
# Judged to be no incident, or taken up into another one.
GONE = frozenset({"rejected", "retracted", "merged", "withdrawn"})
ACCEPTED = frozenset({"accepted", "confirmed"})
COARSENESS = ("exact", "near", "adm3", "adm2", "adm1", "area", "country", "unplaced")
STRENGTH = ("documented", "reported", "alleged", "estimated", "claimed")  # what stands behind an incident, best first
LEAST_GROUP_EVENTS = 50  # in a table of many groups, those with fewer are not watched unless named


@dataclass(frozen=True, slots=True)
class Watched:
    """What was looked at and what was found. `events` are empty where a table held weekly counts only."""

    look: Look
    events: tuple[Event, ...]
    name: Namer
    as_of: date
    set_aside: tuple[tuple[str, str], ...] = ()


def namer_of(pack: Pack | None, names: Mapping[str, str] | None = None) -> Namer:
    """Names of groups and areas in a language, by the pack, else by a table's own names, else the id.

    A table's names are looked up in the pack: a group by its names, an area among the first-level units.
    """
    given = names or {}
    found: dict[str, Actor | Place | None] = {}

    def entry_of(id: str) -> Actor | Place | None:
        if id not in found and pack is not None:
            # Groups first: a group's short name may be a country's code.
            group = pack.actors.get(id) or _actor(id, pack)
            found[id] = group or pack.gazetteer.get(id) or _unit(id, given, pack)
        return found.get(id)

    def name(id: str, language: str) -> str:
        entry = entry_of(id)
        if entry is None:
            return given.get(id, id)
        return (entry.name_ar if language == "ar" else entry.name_en) or entry.name_en

    return name


def _actor(words: str, pack: Pack) -> Actor | None:
    wanted = words.casefold()
    for actor in pack.actors.values():
        if wanted in {each.casefold() for each in (actor.name_en, actor.name_ar or "", *actor.also)}:
            return actor
    return None


def _unit(id: str, given: Mapping[str, str], pack: Pack) -> Place | None:
    words = re.sub(r"(?i)\b(governorate|province|region|muhafazat)\b", "", given.get(id, id)).strip()
    for match in pack.gazetteer.look_up(words):
        place = pack.gazetteer.get(match.id)
        if place is not None and place.level == 1:
            return place
    return None


def read_file(path: Path, *, actor: str | None = None) -> Table:
    """A CSV file (plain or .gz) of weekly counts or of events; see `marsad.watch.table`.

    Raises:
        WatchError: the file is not there, is no text in UTF-8, or holds nothing to watch.
    """
    try:
        raw = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        text = raw.decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as problem:
        raise WatchError(f"{path} cannot be read: {problem}. Wanted a CSV file in UTF-8.") from problem
    sample = text[:4096].split("\n", 1)[0]
    delimiter = max(",;\t", key=sample.count)
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        return read_table(list(reader.fieldnames or ()), reader, actor=actor)
    except csv.Error as problem:
        raise WatchError(f"{path} is no table: {problem}. Wanted a CSV file.") from problem


def panel_of(table: Table, *, actors: Sequence[str] | None = None) -> Panel:
    """The series of a table: its own weekly counts, or events counted by group, area and week."""
    if table.panel is not None:
        return table.panel
    return build_panel(table.events, as_of=table.as_of, actors=actors or groups_of(table.events))


def groups_of(events: Iterable[Event]) -> list[str] | None:
    """The groups with at least 50 events; None where no event names a group."""
    counts: dict[str, int] = {}
    for event in events:
        for actor in event.actors:
            counts[actor] = counts.get(actor, 0) + 1
    kept = sorted(actor for actor, number in counts.items() if number >= LEAST_GROUP_EVENTS)
    return kept or sorted(counts) or None


def backtest_file(
    path: Path, *, actor: str | None = None, seed: int = 1, settings: BacktestSettings | None = None
) -> tuple[Backtest, Table]:
    """Every rule side by side on a file's own history, by area."""
    table = read_file(path, actor=actor)
    panel = panel_of(table, actors=[actor] if actor else None)
    rows = [row for row, key in enumerate(panel.keys) if key.area != ANY] or list(range(len(panel.keys)))
    return backtest(panel.of(rows), seed=seed, settings=settings), table


def watch_file(
    path: Path, *, actor: str | None = None, as_of: date | None = None, seed: int = 1,
    settings: WatchSettings | None = None, pack: Pack | None = None,
) -> Watched:  # fmt: skip
    """The weekly look at a file."""
    table = _until(read_file(path, actor=actor), as_of)
    panel = panel_of(table, actors=[actor] if actor else None)
    visibility = learn_visibility(table.events, as_of=table.as_of)
    name = namer_of(pack, table.names)
    seen = _told(look(panel, as_of=table.as_of, seed=seed, settings=settings, visibility=visibility), {}, (), name)
    return Watched(seen, table.events, name, table.as_of, table.set_aside)


def _until(table: Table, as_of: date | None) -> Table:
    if as_of is None or as_of == table.as_of:
        return table
    if as_of > table.as_of:
        # Events may well have an end before the data do: the user knows up to when nothing happened.
        return replace(table, as_of=as_of) if table.panel is None else table
    kept = tuple(event for event in table.events if event.start <= as_of)
    panel = table.panel
    if panel is not None:
        weeks = sum(week + timedelta(days=6) <= as_of for week in panel.weeks)
        panel = panel.until(weeks)
        as_of = panel.weeks[-1] + timedelta(days=6) if weeks else as_of
    if not kept and (panel is None or not panel.weeks):
        raise WatchError(f"The data begin after {as_of}. Give a later day, or leave --as-of out.")
    return replace(table, events=kept, panel=panel, as_of=as_of)


def events_of(observatory: "Observatory", *, within: str | None = None) -> Iterator[tuple[Event, Incident]]:
    """The observatory's incidents as events, with the incidents they come from.

    An event's groups are its doers, with the wider groups that these are part of; its area is the governorate;
    `within` keeps what lies in one unit or named area. Incidents that were rejected or merged are left out, and those
    without a date.
    """
    pack = observatory.pack
    known = {reading.report.id: _voice_of(reading) for reading in observatory.readings()}
    for incident in observatory.store.incidents.all():
        if incident.state in GONE or incident.when.start is None:
            continue
        where = _best_place(incident.where)
        if within is None or (where is not None and within in (where.place, *where.within)):
            voices = [(known[ref.report], ref.claim) for ref in incident.claims if ref.report in known]
            yield _event_of(incident, incident.when.start, where, voices, pack), incident


@dataclass(frozen=True, slots=True)
class _Voice:
    """What a report adds to an incident: who published it, when it was collected, on what its claims rest."""

    publisher: str
    collected: date | None
    basis: Mapping[str, str]


def _voice_of(reading: Reading) -> _Voice:
    report = reading.report
    collected = report.collected.date() if report.collected else None
    return _Voice(report.publisher or report.id, collected, {claim.id: claim.basis for claim in reading.claims})


def _event_of(
    incident: Incident, start: date, where: Where | None, voices: Sequence[tuple[_Voice, str]], pack: Pack
) -> Event:
    basis = [voice.basis[claim] for voice, claim in voices if claim in voice.basis]
    killed = total(toll.range for toll in incident.tolls if toll.measure == "killed")
    return Event(
        id=incident.id,
        start=start,
        end=max(start, incident.when.end or start),
        date_precision=incident.when.precision,
        actors=_doers(incident, pack),
        area=None if where is None else _governorate(where, pack),
        point=None if where is None else where.point or _point(where, pack),
        place=None if where is None else where.place,
        place_precision="unplaced" if where is None else where.precision,
        killed=(killed.low, killed.best, killed.high),
        civilians=_civilians(incident),
        tactics=tuple(incident.how),
        sources=tuple(dict.fromkeys(voice.publisher for voice, _ in voices)),
        collected=min((voice.collected for voice, _ in voices if voice.collected), default=None),
        basis=min(basis, key=STRENGTH.index, default="reported"),
        roles=tuple(dict.fromkeys(toll.who.role for toll in incident.tolls if toll.who.role)),
    )


def _best_place(places: Sequence[Where]) -> Where | None:
    placed = [where for where in places if where.precision != "unplaced"]
    return min(placed, key=lambda where: COARSENESS.index(where.precision), default=None)


def _governorate(where: Where, pack: Pack) -> str | None:
    for id in (where.place, *where.within):
        place = pack.gazetteer.get(id) if id else None
        if place is not None and place.level == 1:
            return place.id
    return None


def _point(where: Where, pack: Pack) -> tuple[float, float] | None:
    return pack.gazetteer.point(where.place) if where.place else None


def _doers(incident: Incident, pack: Pack) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for id in (*incident.by, *(doer for toll in incident.tolls for doer in toll.by)):
        step: str | None = id
        while step is not None and step not in found:
            found[step] = None
            actor = pack.actors.get(step)
            step = actor.part_of if actor else None
    return tuple(found)


def _civilians(incident: Incident) -> int:
    tolls = [t for t in incident.tolls if t.measure == "killed" and t.who.status == "civilian"]
    dead = total(toll.range for toll in tolls)
    return dead.best if dead.best is not None else dead.low or 0


def watch_observatory(
    observatory: "Observatory", *, actor: str | None = None, within: str | None = None, as_of: date | None = None,
    seed: int = 1, settings: WatchSettings | None = None, keep: bool = True,
    may_see: Callable[[Incident], bool] | None = None,
) -> Watched:  # fmt: skip
    """The weekly look at an observatory; its alerts are kept as proposed.

    Args:
        observatory: the observatory.
        actor: one group, by the pack's id; without it, every group with 50 events or more.
        within: one unit or named area, by its id.
        as_of: the last day to look at; without it, today's date in UTC.
        seed: of the simulations behind the thresholds.
        settings: alarm budget and the like.
        keep: whether alerts are put on the shelf.
        may_see: which incidents are looked at; without it, all.

    Raises:
        WatchError: there is no incident to watch, or less than a year of them.
    """
    day = as_of or datetime.now(UTC).date()
    seen = observed(observatory, actor=actor, within=within, as_of=day, may_see=may_see)
    visibility = learn_visibility(seen.events, as_of=day)
    found = look(seen.panel, as_of=day, seed=seed, settings=settings, visibility=visibility)
    name = namer_of(observatory.pack)
    found = _told(found, seen.incidents, seen.events, name)
    if keep:
        observatory.store.alerts.add(found.alerts, by=READER)
    return Watched(found, seen.events, name, day)


@dataclass(frozen=True, slots=True)
class Observed:
    """What there is to watch in an observatory: events, the incidents they come from, series of them."""

    events: tuple[Event, ...]
    incidents: Mapping[str, Incident]
    panel: Panel


def observed(
    observatory: "Observatory", *, as_of: date, actor: str | None = None, within: str | None = None,
    may_see: Callable[[Incident], bool] | None = None,
) -> Observed:  # fmt: skip
    """The events of an observatory up to a day, as series.

    Raises:
        WatchError: there is no incident to watch, or no such group.
    """
    if actor is not None and actor not in observatory.pack.actors:
        raise WatchError(f"The pack knows no group {actor!r}. Wanted one of its ids, such as isis (actors.csv).")
    pairs = [each for each in events_of(observatory, within=within) if may_see is None or may_see(each[1])]
    events = tuple(event for event, _ in pairs if actor is None or actor in event.actors)
    if not events:
        raise WatchError("There is no dated incident to watch. Run: marsad read, then marsad match.")
    panel = build_panel(events, as_of=as_of, actors=[actor] if actor else groups_of(events))
    panel = replace(panel, effort=_effort(observatory, panel))
    return Observed(events, {incident.id: incident for _, incident in pairs}, panel)


def _effort(observatory: "Observatory", panel: Panel) -> Numbers:
    """Reports by week of publication: when the desk began to collect more, everything seems to rise."""
    effort = np.zeros(len(panel.weeks))
    for report in observatory.store.reports.all(retracted=False):
        if report.published is not None:
            week = (report.published - panel.weeks[0]).days // 7
            if 0 <= week < len(effort):
                effort[week] += 1
    return effort


def _told(found: Look, incidents: Mapping[str, Incident], events: Sequence[Event], name: Namer) -> Look:
    """The look with every alert's doubts from the incidents behind it, and its words in both languages."""
    by_id = {event.id: event for event in events}

    def complete(alert: Alert) -> Alert:
        behind = [by_id[id] for id in alert.incidents if id in by_id]
        labels = list(alert.labels)
        judged = [incidents[event.id].state in ACCEPTED for event in behind if event.id in incidents]
        if judged and sum(judged) * 2 < len(judged):
            labels.append("unreviewed")
        if behind and sum(event.basis == "claimed" for event in behind) * 2 > len(behind):
            labels.append("mostly-claims")
        precise = sum(event.date_precision == "day" for event in behind) / len(behind) if behind else None
        return told(replace(alert, labels=tuple(dict.fromkeys(labels)), precise=precise), name)

    return replace(found, alerts=tuple(complete(alert) for alert in found.alerts))


def outlines_of(pack: Pack, areas: Iterable[str]) -> dict[str, list[list[tuple[float, float]]]]:
    """Rings of (longitude, latitude) of areas, as far as the pack's boundaries hold them."""
    wanted = set(areas)
    found: dict[str, list[list[tuple[float, float]]]] = {}
    for path in pack.boundary_files:
        raw = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        for feature in json.loads(raw)["features"]:
            properties = feature.get("properties") or {}
            id = next((properties[key] for key in ("pcode", "id", "place") if properties.get(key) in wanted), None)
            if id is None or not feature.get("geometry"):
                continue
            shape = feature["geometry"]
            parts = shape["coordinates"] if shape["type"] == "MultiPolygon" else [shape["coordinates"]]
            found[id] = [[(float(x), float(y)) for x, y, *_ in ring] for part in parts for ring in part]
    return found


def settings_of(budget: float | None) -> WatchSettings:
    """The settings of a look, with an alarm budget where one is given."""
    return WatchSettings(budget=budget)


def backtest_settings_of(budget: float | None) -> BacktestSettings:
    """The settings of a back-test, with false episodes a series-year where given."""
    return BacktestSettings() if budget is None else BacktestSettings(budget=budget)


def load(pack: str) -> Pack:
    """The pack of that name or folder."""
    return load_pack(pack)
