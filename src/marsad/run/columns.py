"""Every incident and report of an observatory as columns: what counts, the map and the queue are asked of.

Made once, kept beside the record as a summary, and brought up to date by change: only what changed is read again.
What goes out is never counted from here but from the incidents themselves.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from marsad.count.frame import Frame, frame_of
from marsad.count.tally import joined
from marsad.model.incident import Incident
from marsad.model.range import total
from marsad.model.report import Report
from marsad.packs import Pack
from marsad.review import doubts_in, impact_of
from marsad.run.spots import best_place, point_of, spot_of
from marsad.store import Store

FACTS = {
    "incident": pl.UInt32, "state": pl.Categorical, "restricted": pl.Boolean, "spot": pl.Categorical,
    "latitude": pl.Float64, "longitude": pl.Float64, "radius_km": pl.Float64, "month": pl.Categorical,
    "start": pl.Date, "killed": pl.Int64, "impact": pl.Int64, "doubts": pl.UInt8,
}  # fmt: skip
TOLD = {"incident": pl.UInt32, "report": pl.Categorical, "claim": pl.Categorical}
REPORTS = {"report": pl.Categorical, "publisher": pl.Categorical, "published": pl.Date}
FOUND = {"report": pl.Categorical, "findings": pl.UInt32}
NAMES = {"report": pl.Categorical, "claim": pl.Categorical, "words": pl.Categorical, "times": pl.UInt32}
DOUBTS = ("single", "unplaced", "wide", "undated")  # the bits of `doubts`, in the order in which they are told
BATCH = 50_000


@dataclass(frozen=True, slots=True)
class Columns:
    """The record after change `number`.

    `frame` is what counting works on, `place` the number of each incident's row in it. `facts` holds what the map and
    the queue need of each incident (`doubts` are bits), `told` the claims behind it. `reports` are all, `found` those
    with findings, `names` the place names of each that led nowhere. `read_number` is the change up to which reports and
    readings are as they are here, `told_number` the claims of incidents.
    """

    number: int
    frame: Frame
    place: Mapping[str, int]
    facts: pl.DataFrame
    told: pl.DataFrame
    reports: pl.DataFrame
    found: pl.DataFrame
    names: pl.DataFrame
    publishers: Mapping[str, str] = field(default_factory=dict)
    read_number: int = 0
    told_number: int = 0

    def incidents_of(self, reports: Collection[str]) -> set[int]:
        """The numbers of the incidents that a claim of one of these reports stands behind."""
        if not reports:
            return set()
        return set(self.told.filter(_among("report", reports))["incident"].to_list())

    def numbers(self, ids: Iterable[str]) -> set[int]:
        """The numbers of the incidents among these ids."""
        return {self.place[id] for id in ids if id in self.place}


@dataclass(frozen=True, slots=True)
class ColumnMaker:
    """Makes columns out of a store, and moves them on."""

    store: Store
    pack: Pack
    level_of: Callable[[str], int | None]

    def moved_on(self, old: Columns | None, number: int) -> Columns:
        """The columns after change `number`; only what changed since the old ones is read."""
        store, after = self.store.upto(number), old.number if old else 0
        reports = list(store.reports.all(after=after)) if old else store.reports.all()
        made = _reports(reports)
        publishers = {**(old.publishers if old else {}), **_names_of(made)}
        changed = store.incidents.all(after=after)
        parts = self._incidents(list(changed) if old else changed, old, publishers)
        new = _Sums.of(store.readings.bodies(after=after))
        if old is None:
            return Columns(number, *parts, made, new.found, new.names, publishers, number, number)
        gone = store.incidents.gone(after=after)
        went = list(gone)
        frame, place, facts, told = _over(old, parts, went)
        is_read = bool(made.height or new.read)
        is_told = _is_retold(old, parts, went)
        return Columns(
            number, frame, place, facts, told,
            pl.concat([old.reports, made]) if made.height else old.reports,
            _without(old.found, new.read, new.found), _without(old.names, new.read, new.names), publishers,
            number if is_read else old.read_number, number if is_told else old.told_number,
        )  # fmt: skip

    def _incidents(
        self, incidents: Iterable[Incident], old: Columns | None, publishers: Mapping[str, str]
    ) -> tuple[Frame, dict[str, int], pl.DataFrame, pl.DataFrame]:
        first = len(old.frame.ids) if old else 0
        next_toll = 1 + int(old.frame.rows["toll"].max() or 0) if old and old.frame.rows.height else 0  # type: ignore[arg-type]
        gathered = _Gathered(self.pack, first)
        frame = frame_of(
            gathered.passing(incidents), first_incident=first, first_toll=next_toll, level_of=self.level_of,
            publishers=publishers,
        )  # fmt: skip
        gathered.flush()
        place = {id: first + n for n, id in enumerate(frame.ids)}
        return frame, place, _table(gathered.fact_parts, FACTS), _table(gathered.told_parts, TOLD)


def _over(
    old: Columns, new: tuple[Frame, dict[str, int], pl.DataFrame, pl.DataFrame], gone: Sequence[str]
) -> tuple[Frame, Mapping[str, int], pl.DataFrame, pl.DataFrame]:
    """The old columns with new ones laid over them."""
    frame, place, facts, told = new
    if not place and not gone:
        return old.frame, old.place, old.facts, old.told
    replaced = sorted(old.numbers([*gone, *place]))
    kept = {**old.place, **place}
    for id in gone:
        kept.pop(id, None)
    if not replaced:
        return joined(old.frame, frame, ()), kept, pl.concat([old.facts, facts]), pl.concat([old.told, told])
    out = ~pl.col("incident").is_in(replaced)
    return (
        joined(old.frame, frame, replaced), kept,
        pl.concat([old.facts.filter(out), facts]), pl.concat([old.told.filter(out), told]),
    )  # fmt: skip


def _is_retold(
    old: Columns, new: tuple[Frame, dict[str, int], pl.DataFrame, pl.DataFrame], gone: Sequence[str]
) -> bool:
    """Whether an incident came or went, or has other claims than before."""
    _, place, _, told = new
    if any(id in old.place for id in gone) or any(id not in old.place for id in place):
        return True
    if not place:
        return False
    was = {old.place[id]: number for id, number in place.items()}
    before = old.told.filter(pl.col("incident").is_in(sorted(was)))
    held = {(was[number], *rest) for number, *rest in before.iter_rows()}
    return held != {tuple(row) for row in told.iter_rows()}


def _without(old: pl.DataFrame, read: Collection[str], new: pl.DataFrame) -> pl.DataFrame:
    """Rows by report, those of reports that were read again replaced."""
    return pl.concat([old.filter(~_among("report", read)), new]) if read else old


def _among(column: str, values: Collection[str]) -> pl.Expr:
    return pl.col(column).cast(pl.String).is_in(list(values))


@dataclass(slots=True)
class _Gathered:
    """Takes notes of incidents as they pass by on their way into the frame."""

    pack: Pack
    number: int
    facts: list[tuple[object, ...]] = field(default_factory=list)
    told: list[tuple[int, str, str]] = field(default_factory=list)
    fact_parts: list[pl.DataFrame] = field(default_factory=list)
    told_parts: list[pl.DataFrame] = field(default_factory=list)

    def passing(self, incidents: Iterable[Incident]) -> Iterable[Incident]:
        """The incidents, each noted."""
        for incident in incidents:
            self._note(incident)
            self.number += 1
            if len(self.facts) >= BATCH:
                self.flush()
            yield incident

    def flush(self) -> None:
        """Turn the notes so far into columns."""
        self.fact_parts.append(_frame(self.facts, FACTS))
        self.told_parts.append(_frame(self.told, TOLD))
        self.facts, self.told = [], []

    def _note(self, incident: Incident) -> None:
        where = best_place(incident.where)
        spot = spot_of(where) if where is not None else None
        point = point_of(where, self.pack) if where is not None else None
        killed = total(toll.range for toll in incident.tolls if toll.measure == "killed").least()
        doubts = sum(1 << DOUBTS.index(name) for name, _ in doubts_in(incident))
        start = incident.when.start
        self.facts.append(
            (self.number, incident.state, incident.is_restricted, spot,
             *(point or (None, None, None)), start.isoformat()[:7] if start else "", start, killed,
             impact_of(incident), doubts)
        )  # fmt: skip
        self.told += [(self.number, ref.report, ref.claim) for ref in incident.claims]


@dataclass(frozen=True, slots=True)
class _Sums:
    """What readings add up to: findings, and names with no place, by report."""

    read: frozenset[str]
    found: pl.DataFrame
    names: pl.DataFrame

    @classmethod
    def of(cls, readings: Iterable[tuple[str, dict[str, Any]]]) -> "_Sums":
        read, found, names = [], [], []
        for report, reading in readings:
            read.append(report)
            if number := sum(each.get("severity") != "note" for each in reading.get("findings", ())):
                found.append((report, number))
            for claim in reading.get("claims", ()):
                names += [(report, claim["id"], words, times) for words, times in _unplaced(claim).items()]
        return cls(frozenset(read), _frame(found, FOUND), _frame(names, NAMES))


def _unplaced(claim: dict[str, Any]) -> Counter[str]:
    """The place names of a claim that led nowhere, its counts' too, with how often each stands there."""
    here: Counter[str] = Counter()
    todo = [claim]
    while todo:
        each = todo.pop()
        here.update(
            " ".join(where["words"].split())
            for where in each.get("where", ())
            if (where.get("precision") or "unplaced") == "unplaced" and where.get("words")
        )
        todo += [*each.get("counts", ()), *each.get("parts", ())]
    return here


def _reports(reports: Iterable[Report]) -> pl.DataFrame:
    return _frame([(each.id, each.publisher, each.published) for each in reports], REPORTS)


def _names_of(reports: pl.DataFrame) -> dict[str, str]:
    return {id: name for id, name in reports.select("report", "publisher").iter_rows() if name}


def _frame(rows: Sequence[tuple[object, ...]], schema: Mapping[str, Any]) -> pl.DataFrame:
    columns = list(zip(*rows, strict=True)) if rows else [() for _ in schema]
    return pl.DataFrame(dict(zip(schema, columns, strict=True)), schema=dict(schema))


def _table(parts: Sequence[pl.DataFrame], schema: Mapping[str, Any]) -> pl.DataFrame:
    return pl.concat(parts) if parts else _frame([], schema)
