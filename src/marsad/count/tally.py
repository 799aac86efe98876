"""Tallies: how many, by any facet, from incidents alone, as low, best and high; every cell opens to its incidents.

Running counters never enter: only incidents do. What is not known stays a category of its own. Where an incident may
have several of a facet (doers, tactics, areas, sources) the cells overlap: each is right, their sum is refused.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import polars as pl

from marsad.count.facets import (
    ALSO_CALLED,
    FACETS,
    MEASURES_ALSO_CALLED,
    SHARED,
    TIMES,
    VICTIMS,
    LevelOf,
    level_by_code,
)
from marsad.count.frame import ROW_COLUMNS, Frame, frame_of
from marsad.count.split import split_victims
from marsad.model.errors import CountError
from marsad.model.incident import Incident, Tally
from marsad.model.range import Range
from marsad.model.words import PEOPLE

_ALWAYS = ("incident", "toll", "low", "best", "high", "start", "governorate")
MEASURES = (*sorted(PEOPLE), "incidents")


@dataclass(frozen=True, slots=True)
class Tallies:
    """The cells of one question, their total, and why they may not be summed, where they may not.

    `total` is counted anew over the incidents, never summed up from the cells. `undated` and `unplaced` say how many
    incidents behind it have no day and no governorate.
    """

    measure: str
    by: tuple[str, ...]
    cells: tuple[Tally, ...]
    total: Tally
    overlapping: str | None = None
    undated: int = 0
    unplaced: int = 0

    def summed(self) -> Range:
        """The sum of the cells.

        Raises:
            CountError: the cells overlap.
        """
        if self.overlapping:
            raise CountError(
                f"These cells may not be summed: {self.overlapping} Use the total, {self.total.range.best}."
            )
        return self.total.range


@dataclass
class TallyBook:
    """Incidents kept as columns in memory, refreshed by change, asked by facet.

    Example::

        book = TallyBook()
        book.refresh(store.incidents.all(), number=store.number)
        book.count("killed", by=("month", "victim"))
    """

    level_of: LevelOf = level_by_code
    publishers: Mapping[str, str] = field(default_factory=dict)
    number: int = 0
    _frame: Frame | None = None
    _place: dict[str, int] = field(default_factory=dict)

    @classmethod
    def over(cls, frame: Frame, *, number: int, level_of: LevelOf = level_by_code) -> "TallyBook":
        """A book over columns that somebody else keeps up to date; it is only asked, never refreshed."""
        return cls(level_of, {}, number, frame)

    def refresh(self, changed: Iterable[Incident], *, number: int, gone: Iterable[str] = ()) -> None:
        """Takes in incidents that are new or changed, and lets go of those that are gone."""
        incidents = list(changed) if self._frame is not None else changed
        old = self._frame
        frame = frame_of(
            incidents,
            first_incident=len(old.ids) if old else 0,
            first_toll=_next(old) if old else 0,
            level_of=self.level_of,
            publishers=self.publishers,
        )
        if old is not None:
            replaced = [*gone, *(id for id in frame.ids if id in self._place)]
            frame = joined(old, frame, [self._place[id] for id in replaced if id in self._place])
        self._frame, self.number = frame, number
        rows = set(frame.rows["incident"].unique().to_list()) if old is not None else None
        self._place = {id: n for n, id in enumerate(frame.ids) if rows is None or n in rows}

    def count(
        self,
        measure: str,
        *,
        by: Sequence[str] = (),
        where: Mapping[str, str | None] | None = None,
        since: date | None = None,
        until: date | None = None,
        states: Sequence[str] | None = None,
        with_incidents: bool = False,
    ) -> Tallies:
        """How many, by facets.

        Args:
            measure: killed, injured … or "incidents".
            by: facets, in the order of the table (``FACETS``).
            where: only incidents and tolls with these values; None asks for what is unknown.
            since: only incidents that began on this day or later; undated ones are left out.
            until: only incidents that began on this day or before.
            states: only incidents in these states ("accepted"); None counts all that are not rejected.
            with_incidents: put the ids of the incidents into every cell.

        Raises:
            CountError: a measure or facet that does not exist, or one named twice.
        """
        measure = MEASURES_ALSO_CALLED.get(measure, measure)
        by = _checked(measure, by, where or {})
        frame = self._frame or frame_of(())
        asked = {ALSO_CALLED.get(facet, facet): value for facet, value in (where or {}).items()}
        rows = _chosen(frame, measure, since, until, states, asked, by)
        facets = tuple(dict.fromkeys((*by, *(f for f in asked if f not in SHARED))))
        whole = _filtered(_with_facets(frame, rows, [f for f in asked if f not in SHARED]), asked)
        if by:
            rows = _filtered(_with_facets(frame, rows, facets), asked)
        cells = _cells(frame, rows, by, measure, with_incidents) if by else ()
        ids = tuple(frame.ids[n] for n in whole["incident"].unique().sort()) if with_incidents else ()
        return Tallies(
            measure,
            by,
            cells,
            Tally(measure, _sum(whole), {}, ids),
            _why(by, rows) if by else None,
            whole.filter(pl.col("start").is_null())["incident"].n_unique(),
            whole.filter(pl.col("governorate").is_null())["incident"].n_unique(),
        )

    def ranges(
        self,
        measure: str,
        *,
        where: Mapping[str, str | None] | None = None,
        since: date | None = None,
        until: date | None = None,
        states: Sequence[str] | None = None,
    ) -> tuple[Range, ...]:
        """The range of each incident, for what is more than a sum of bounds; asked as :meth:`count` is."""
        measure = MEASURES_ALSO_CALLED.get(measure, measure)
        _checked(measure, (), where or {})
        frame = self._frame or frame_of(())
        asked = {ALSO_CALLED.get(facet, facet): value for facet, value in (where or {}).items()}
        rows = _chosen(frame, measure, since, until, states, asked, ())
        rows = _filtered(_with_facets(frame, rows, [f for f in asked if f not in SHARED]), asked)
        table = rows.group_by("incident", maintain_order=True).agg(*_SUMS)
        return tuple(_range(low, best, high) for _, low, best, high in table.iter_rows())

    def incidents_of(self, cell: Tally, **question: object) -> tuple[str, ...]:
        """The incidents behind a cell of a tally that was asked without them."""
        asked = {**question, "where": {**(question.get("where") or {}), **cell.group}}  # type: ignore[dict-item]
        return self.count(cell.measure, with_incidents=True, **asked).total.incidents  # type: ignore[arg-type]


def _checked(measure: str, by: Sequence[str], where: Mapping[str, str | None]) -> tuple[str, ...]:
    if measure not in MEASURES:
        raise CountError(f"There is no measure {measure!r} to count; wanted one of {', '.join(MEASURES)}.")
    names = tuple(ALSO_CALLED.get(name, name) for name in by)
    for name in (*names, *(ALSO_CALLED.get(facet, facet) for facet in where)):
        if name not in FACETS:
            raise CountError(f"There is no facet {name!r} to count by; wanted some of {', '.join(FACETS)}.")
    if len(set(names)) < len(names):
        raise CountError(f"A facet is named twice in {', '.join(names)}. Name each once.")
    return names


def _chosen(
    frame: Frame,
    measure: str,
    since: date | None,
    until: date | None,
    states: Sequence[str] | None,
    asked: Mapping[str, str | None],
    by: Sequence[str],
) -> pl.DataFrame:
    """The tolls of the measure, window and states, and of the doers, tactics, areas and sources asked for."""
    keep = pl.col("measure") == measure
    if since is not None:
        keep &= pl.col("start") >= since
    if until is not None:
        keep &= pl.col("start") <= until
    if states is not None:
        keep &= pl.col("state").cast(pl.String).is_in(list(states))
    else:
        keep &= pl.col("state") != "rejected"
    needed = _columns({*by, *asked})
    rows = frame.rows.lazy().filter(keep).select(needed).collect()
    for facet, value in asked.items():
        if facet in SHARED and facet not in by:
            rows = _having(frame, rows, facet, value)
    return rows


def _columns(facets: set[str]) -> list[str]:
    """The columns that a question needs; the others are not copied."""
    needed = {*_ALWAYS, *(facet for facet in facets if facet in ROW_COLUMNS)}
    if facets & set(VICTIMS):
        needed |= {"actor", "status", *(facet for facet in facets if facet in VICTIMS and facet != "victim")}
    if facets & set(TIMES):
        needed |= {"end", "in_month"}
    return [name for name in ROW_COLUMNS if name in needed]


def _having(frame: Frame, rows: pl.DataFrame, facet: str, value: str | None) -> pl.DataFrame:
    """The rows that have the value among several, each once."""
    key = "toll" if facet in ("doer", "tactic") else "incident"
    wanted = frame.shared[facet].filter(pl.col(facet).is_null() if value is None else pl.col(facet) == value)
    return rows.join(wanted.select("key").unique(), left_on=key, right_on="key", how="semi")


def _filtered(rows: pl.DataFrame, asked: Mapping[str, str | None]) -> pl.DataFrame:
    for facet, value in asked.items():
        if facet in rows.columns:
            rows = rows.filter(_is(facet, value))
    return rows


def _is(facet: str, value: str | None) -> pl.Expr:
    """Whether a row has the value; buckets of time are named as they are shown."""
    if value is None:
        return pl.col(facet).is_null()
    if facet == "quarter":
        year, _, quarter = value.partition("-Q")
        return pl.col(facet) == date(int(year), 3 * int(quarter) - 2, 1)
    if facet in TIMES:
        return pl.col(facet).cast(pl.String).str.starts_with(value)
    return pl.col(facet) == value


def _with_facets(frame: Frame, rows: pl.DataFrame, facets: Sequence[str]) -> pl.DataFrame:
    """The rows with a column for each facet; tolls split up where details know more of the victims."""
    who = [facet for facet in facets if facet in VICTIMS]
    if who:
        rows = split_victims(rows, frame.details, who)
    if any(facet in SHARED for facet in facets):
        rows = rows.with_row_index("row")
    for facet in facets:
        if facet in TIMES:
            rows = rows.with_columns(_time(facet).alias(facet))
    for facet in facets:
        if facet in SHARED:
            key = "toll" if facet in ("doer", "tactic") else "incident"
            rows = rows.join(frame.shared[facet], left_on=key, right_on="key", how="left")
    return rows


def _time(facet: str) -> pl.Expr:
    """The bucket of an incident, where all its days lie in one; else unknown."""
    if facet == "month":
        return pl.col("in_month")
    every = {"day": "1d", "week": "1w", "month": "1mo", "quarter": "1q", "year": "1y"}[facet]
    first, last = pl.col("start").dt.truncate(every), pl.col("end").dt.truncate(every)
    return pl.when(first == last).then(first).otherwise(None)


_SUMS = (
    pl.col("low").sum(),
    pl.col("best").sum(),
    pl.when(pl.col("high").is_null().any()).then(None).otherwise(pl.col("high").sum()).alias("high"),
)


def _cells(frame: Frame, rows: pl.DataFrame, by: Sequence[str], measure: str, opened: bool) -> tuple[Tally, ...]:
    more = [pl.col("incident").unique().sort()] if opened else []
    table = rows.group_by(by).agg(*_SUMS, *more)
    table = table.with_columns([pl.col(name).cast(pl.String) for name in by]).sort(by, nulls_last=True)
    cells = []
    for values in table.iter_rows():
        group = {name: _shown(name, value) for name, value in zip(by, values, strict=False)}
        low, best, high = values[len(by) : len(by) + 3]
        ids = tuple(frame.ids[n] for n in values[-1]) if opened else ()
        cells.append(Tally(measure, _range(low, best, high), group, ids))
    return tuple(cells)


def _shown(facet: str, value: str | None) -> str | None:
    """A bucket of time as people write it: 2021, 2021-03, 2021-Q1, the Monday of a week."""
    if value is None or facet not in TIMES:
        return value
    if facet == "quarter":
        return f"{value[:4]}-Q{(int(value[5:7]) - 1) // 3 + 1}"
    return value[: {"year": 4, "month": 7}.get(facet, 10)]


def _sum(rows: pl.DataFrame) -> Range:
    return _range(*rows.select(*_SUMS).row(0))


def _range(low: int, best: int, high: int | None) -> Range:
    if high is None:
        return Range(low, best, None, ">=" if best == low else "~")
    return Range(low, min(best, high), high, "=" if low == high else "..")


def _why(by: Sequence[str], rows: pl.DataFrame) -> str | None:
    """Why the cells overlap, where they do."""
    shared = [name for name in by if name in SHARED]
    if not shared or rows["row"].n_unique() == rows.height:
        return None
    return f"one incident may have several of {', '.join(shared)}, and then stands in several cells."


def _next(frame: Frame) -> int:
    return 1 + int(frame.rows["toll"].max() or 0) if frame.rows.height else 0  # type: ignore[arg-type]


def joined(old: Frame, new: Frame, replaced: Sequence[int]) -> Frame:
    """Both frames as one, without the incidents that the new one replaces or that are gone."""
    if not replaced:
        shared = {name: pl.concat([data, new.shared[name]]) for name, data in old.shared.items()}
        rows, details = pl.concat([old.rows, new.rows]), pl.concat([old.details, new.details])
        return Frame([*old.ids, *new.ids], rows, details, shared)
    out = pl.Series(list(replaced), dtype=pl.UInt32)
    kept = old.rows.filter(~pl.col("incident").is_in(out.implode()))
    tolls = old.rows.filter(pl.col("incident").is_in(out.implode()))["toll"].implode()
    shared = {}
    for name, data in old.shared.items():
        dropped = tolls if name in ("doer", "tactic") else out.implode()
        shared[name] = pl.concat([data.filter(~pl.col("key").is_in(dropped)), new.shared[name]])
    details = old.details.filter(~pl.col("toll").is_in(tolls))
    return Frame([*old.ids, *new.ids], pl.concat([kept, new.rows]), pl.concat([details, new.details]), shared)
