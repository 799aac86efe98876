"""What waits for a person, out of the columns: only what somebody judged, or shares a claim, is derived one by one.

An incident on which nobody has decided anything waits as the machine proposes it, so that its place in the queue
follows from its columns. That is nearly all of them, and costs no reading.
"""

import threading
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING

import polars as pl

from marsad.model.incident import ClaimRef, DoubtfulPair, Judgement
from marsad.review import Order, Reviewed, Waiting, doubt_of, impact_of, pair_waiting, queue
from marsad.run.columns import DOUBTS, Columns
from marsad.run.review import REVIEWER, Review, part_ids, together

if TYPE_CHECKING:
    from marsad.run.observatory import Observatory

_KEYS: dict[str, tuple[tuple[str, ...], tuple[bool, ...]]] = {
    "doubt": (("doubt", "impact", "since", "about"), (True, True, False, False)),
    "impact": (("impact", "doubt", "since", "about"), (True, True, False, False)),
    "age": (("since", "doubt", "impact", "about"), (False, True, True, False)),
}
_TABLE = {"number": pl.UInt32, "doubt": pl.Float64, "impact": pl.Int64, "since": pl.Date, "found": pl.UInt32,
          "about": pl.String, "place": pl.UInt32}  # fmt: skip
_REMADE = ("retract", "reinstate", "undo")  # judgements that may bear on anything


@dataclass(frozen=True, slots=True)
class Queue:
    """What waits after a change. `plain` are incidents by their columns, `others` everything else, in full."""

    columns: Columns
    plain: pl.DataFrame
    others: tuple[Waiting, ...]

    def page(
        self, order: Order, *, start: int, size: int, out: Collection[int] = (), others: Iterable[int] | None = None
    ) -> tuple[list[tuple[str, int, date | None] | Waiting], int]:
        """A page, first things first, and how much waits in all.

        Plain incidents come as (id, findings, since), others whole. Without the incidents in `out`; of `others` only
        these, where they are given.
        """
        shown = self.plain.filter(~pl.col("number").is_in(sorted(out))) if out else self.plain
        table = pl.concat([shown, self._table(range(len(self.others)) if others is None else others)])
        total, (names, falling) = table.height, _KEYS[order]
        # Sorting everything for one page would cost the most of it: what cannot be on it is left out first.
        table = _at_least(table, names[0], falling[0], start + size)
        rows = table.sort(list(names), descending=list(falling)).slice(start, size).iter_rows(named=True)
        ids = self.columns.frame.ids
        return [
            self.others[row["place"]]
            if row["number"] is None
            else (ids[row["number"]], row["found"], row["since"] if row["since"] < date.max else None)
            for row in rows
        ], total

    def _table(self, chosen: Iterable[int]) -> pl.DataFrame:
        rows = [
            (None, each.doubt, each.impact, each.since or date.max, 0, "\0".join(each.about), place)
            for place in chosen
            for each in (self.others[place],)
        ]
        return pl.DataFrame(rows, schema=_TABLE, orient="row")


def _at_least(table: pl.DataFrame, name: str, falls: bool, size: int) -> pl.DataFrame:
    if table.height <= size or size < 1:
        return table
    edge = table[name].top_k(size).min() if falls else table[name].bottom_k(size).max()
    return table.filter(pl.col(name) >= edge if falls else pl.col(name) <= edge)


def full(review: Review, row: tuple[str, int, date | None]) -> Waiting | None:
    """A plain incident of the queue in full, with its reasons; None where it went meanwhile."""
    id, found, since = row
    held = review.store.incidents.get(id)
    if held is None:
        return None
    held = replace(held, state="proposed", grade=None, accepted_by=None)
    return queue({id: Reviewed(id, held, held)}, findings={id: found}, since={id: since} if since else {})[0]


@dataclass
class QueueBook:
    """Keeps the queue of one observatory up to date; safe for threads."""

    observatory: "Observatory"
    _number: int = 0
    _judged: int = 0
    _known: set[str] = field(default_factory=set, repr=False)  # ids that were derived, also those of nothing
    _settled: set[str] = field(default_factory=set, repr=False)  # incidents whose last form is that of review
    _since: dict[str, date] = field(default_factory=dict, repr=False)
    _sharing: list[set[str]] = field(default_factory=list, repr=False)
    _every: pl.DataFrame | None = field(default=None, repr=False)
    _links: list[set[str]] = field(default_factory=list, repr=False)
    _derived: dict[str, Reviewed] = field(default_factory=dict, repr=False)
    _held: Queue | None = field(default=None, repr=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def now(self, number: int | None = None) -> Queue:
        """The queue as it is now, or at least as after change `number`."""
        wanted = self.observatory.store.number if number is None else number
        held = self._held
        if held is not None and self._number >= wanted:
            return held
        with self._lock:
            if self._held is None or self._number < wanted:
                columns = self.observatory.columns(wanted)
                self._held = self._made(columns)
                self._number = columns.number
            return self._held

    def _made(self, columns: Columns) -> Queue:
        review = Review(self.observatory)
        made = review.judgements()
        before = self._held.columns if self._held is not None else None
        links = _sharing(columns) if before is None or before.told_number != columns.told_number else self._sharing
        self._sharing = links
        stale = self._stale(columns, made, links)
        touched = _closed(_judged(columns, made).union(self._settled, *links), made, links)
        self._derived = {key: each for key, each in self._derived.items() if key in touched and key not in stale}
        self._derive(review, columns, touched, made, links)
        self._judged = made[-1].number or 0 if made else 0
        every = self._every_now(before, columns)
        numbers = columns.numbers([*self._known, *self._derived])
        plain = every.filter(~pl.col("number").is_in(sorted(numbers))) if numbers else every
        self._every = every
        return Queue(columns, plain, (*self._incidents(columns, review), *self._pairs(every, columns)))

    def _every_now(self, before: Columns | None, columns: Columns) -> pl.DataFrame:
        """Every incident as it would wait if nobody had decided; only what changed is worked out anew."""
        if before is None or self._every is None or before.read_number != columns.read_number:
            return _every(columns)
        if before is columns:
            return self._every
        first = len(before.frame.ids)
        fresh = _every(columns, first=first)
        ids = [columns.frame.ids[number] for number in range(first, len(columns.frame.ids))]
        came = sum(id not in before.place for id in ids)
        has_gone = len(before.place) + came > len(columns.place)
        gone = before.place.keys() - columns.place.keys() if has_gone else ()
        replaced = sorted(before.numbers([*ids, *gone]))
        return pl.concat([self._every.filter(~pl.col("number").is_in(replaced)), fresh])

    def _derive(
        self, review: Review, columns: Columns, touched: set[str], made: Sequence[Judgement], links: list[set[str]]
    ) -> None:
        """Derive what is not derived yet, always together with all that its claims may go to or come from."""
        self._known = {key for key in self._known if key in touched and key in self._derived} | self._derived.keys()
        need, shared = touched - self._known, links
        links = [*shared, *_held_by_machine(columns, self._derived)]
        while need:
            batch = _closed(need, made, [*links, *self._links])
            self._derived = {key: each for key, each in self._derived.items() if key not in batch}
            self._derived |= review.reviewed(batch)
            self._known |= batch
            links = [*shared, *_held_by_machine(columns, self._derived)]
            grown = _closed(batch, made, links) - batch
            need = batch | grown if grown else set()
        self._links = links

    def _stale(self, columns: Columns, made: Sequence[Judgement], links: list[set[str]]) -> Collection[str]:
        """The derived incidents that have changed or were judged since, with all they hang together with."""
        store = self.observatory.store.upto(columns.number)
        if self._held is None:
            self._settled = set(store.incidents.last_by(REVIEWER))
            return ()
        fresh = [each for each in made if (each.number or 0) > self._judged]
        changed: set[str] = set()
        reread: set[str] = set()
        everything = any(each.act in _REMADE for each in fresh)
        for entry in store.log(after=self._number):
            if entry.kind == "incidents":
                changed.add(entry.key)
                (self._settled.add if entry.by == REVIEWER else self._settled.discard)(entry.key)
            elif entry.kind == "readings":
                reread.add(entry.key)
            # The matching may move claims between incidents, also to and from those that are gone.
            is_machine = entry.kind == "incidents" and entry.by != REVIEWER
            everything = everything or is_machine or entry.kind == "settings"
        if everything:
            return list(self._derived)
        changed |= incidents_about(columns, [*reread, *(key for each in fresh for key in each.about)])
        return _closed(changed, made, [*self._links, *links])

    def _incidents(self, columns: Columns, review: Review) -> Iterable[Waiting]:
        """The derived incidents that wait, and the alerts."""
        behind = {
            id: {ref.report for ref in each.incident.claims}
            for id, each in self._derived.items()
            if each.incident is not None
        }
        told = _told_of(columns, set().union(*behind.values()))
        since: dict[str, date] = {}
        findings: dict[str, int] = {}
        for id, reports in behind.items():
            days = [day for report in reports if (day := told.get(report, (None, 0))[0])]
            since |= {id: min(days)} if days else {}
            findings[id] = sum(told.get(report, (None, 0))[1] for report in reports)
        self._since = since
        return queue(self._derived, alerts=review.open_alerts(), findings=findings, since=since)

    def _pairs(self, every: pl.DataFrame, columns: Columns) -> Iterable[Waiting]:
        """The doubtful pairs that nobody has told apart or put together."""
        pairs = list(self.observatory.store.pairs.all())
        rows = _rows(every, columns.numbers(id for pair in pairs for id in (pair.a, pair.b)))
        for pair in pairs:
            sides = [self._side(id, rows.get(columns.place.get(id, -1))) for id in (pair.a, pair.b)]
            if pair.a == pair.b or None in sides or _are_apart(pair, self._derived.get(pair.a)):
                continue
            yield pair_waiting(pair, [side for side in sides if side is not None])

    def _side(self, id: str, row: tuple[int, date | None] | None) -> tuple[int, date | None] | None:
        """How many people one side of a pair hit, and since when it waits; None where it is out of question."""
        derived = self._derived.get(id)
        if derived is None:
            return row
        if derived.incident is None or derived.state == "rejected":
            return None
        return impact_of(derived.incident), self._since.get(id) or derived.incident.when.start


def _are_apart(pair: DoubtfulPair, derived: Reviewed | None) -> bool:
    made = derived.judgements if derived is not None else ()
    return any(each.act == "apart" and {pair.a, pair.b} <= set(each.about) for each in made)


def _every(columns: Columns, *, first: int = 0) -> pl.DataFrame:
    """Every incident, from the number `first` on, as it would wait if nobody had decided on it."""
    facts = columns.facts.filter(pl.col("incident") >= first) if first else columns.facts
    told = columns.told.select("incident", "report")
    told = told.filter(pl.col("incident") >= first) if first else told
    days = told.join(columns.reports.select("report", "published"), on="report").group_by("incident").agg(
        pl.col("published").min()
    )  # fmt: skip
    found = told.unique().join(columns.found, on="report").group_by("incident").agg(pl.col("findings").sum())
    doubts = [doubt_of(_names(bits, has_found=bool(bits & 16))) for bits in range(32)]
    bits = pl.col("doubts") + pl.when(pl.col("findings") > 0).then(16).otherwise(0).cast(pl.UInt8)
    table = facts.select("incident", "impact", "doubts", "start")
    table = table.join(days, on="incident", how="left").join(found, on="incident", how="left")
    ids = columns.frame.ids
    about = pl.Series("about", [ids[number] for number in facts["incident"]], dtype=pl.String)
    return table.select(
        number=pl.col("incident"), doubt=bits.replace_strict(range(32), doubts, return_dtype=pl.Float64),
        impact=pl.col("impact"), since=pl.coalesce("published", "start", pl.lit(date.max)),
        found=pl.col("findings").fill_null(0).cast(pl.UInt32), about=about,
        place=pl.lit(None, dtype=pl.UInt32),
    )  # fmt: skip


def _names(bits: int, *, has_found: bool) -> list[str]:
    """The reasons behind bits, in the order in which they are told."""
    return ["findings"] * has_found + [name for place, name in enumerate(DOUBTS) if bits >> place & 1]


def _rows(every: pl.DataFrame, numbers: Collection[int]) -> dict[int, tuple[int, date | None]]:
    """How many people some incidents hit, and since when they wait, by their numbers."""
    some = every.filter(pl.col("number").is_in(sorted(numbers))).select("number", "impact", "since")
    rows = some.iter_rows()
    return {number: (impact, since if since < date.max else None) for number, impact, since in rows}


def _judged(columns: Columns, made: Sequence[Judgement]) -> set[str]:
    """The incidents that judgements bear on, with those that splits make."""
    about = {key for each in made for key in each.about}
    return incidents_about(columns, about).union(about, *map(part_ids, made))


def _sharing(columns: Columns) -> list[set[str]]:
    """The incidents that have a claim in common, claim by claim: whose it is decides which came later."""
    told = columns.told.filter(_pair().is_duplicated())
    groups = told.group_by("report", "claim").agg("incident")["incident"].to_list()
    return [{columns.frame.ids[number] for number in group} for group in groups]


def _told_of(columns: Columns, reports: Collection[str]) -> dict[str, tuple[date | None, int]]:
    """The day of publication of some reports, and how many findings each has."""
    some = pl.col("report").cast(pl.String).is_in(sorted(reports))
    rows = columns.reports.filter(some).join(columns.found, on="report", how="left")
    rows = rows.select(pl.col("report").cast(pl.String), "published", pl.col("findings").fill_null(0))
    return {report: (day, findings) for report, day, findings in rows.iter_rows()}


def _held_by_machine(columns: Columns, derived: Mapping[str, Reviewed]) -> list[set[str]]:
    """The incidents that hold a claim which the machine's form of a derived one holds, also of one that is gone."""
    of: dict[tuple[str, str], set[str]] = {}
    for key, each in derived.items():
        for ref in each.machine.claims if each.machine is not None else ():
            of.setdefault((ref.report, ref.claim), set()).add(key)
    told = columns.told.filter(pl.col("report").cast(pl.String).is_in(sorted({report for report, _ in of})))
    for number, report, claim in told.with_columns(pl.col("report", "claim").cast(pl.String)).iter_rows():
        if (report, claim) in of:
            of[report, claim].add(columns.frame.ids[number])
    return [group for group in of.values() if len(group) > 1]


def _pair() -> pl.Expr:
    """Report and claim as one number: found twice in half the time of a pair."""
    return pl.col("report").to_physical().cast(pl.UInt64) * 2**32 + pl.col("claim").to_physical().cast(pl.UInt64)


def _closed(ids: Iterable[str], made: Sequence[Judgement], shared: Sequence[set[str]]) -> set[str]:
    """The ids with all that they hang together with, by merges and splits or by a claim that they share."""
    found = together(ids, made)
    while more := {id for group in shared if group & found for id in group} - found:
        found = together(found | more, made)
    return found


def incidents_about(columns: Columns, about: Iterable[str]) -> set[str]:
    """The incidents that these ids bear on: of incidents, of claims or of reports."""
    keys = set(about)
    if not keys:
        return set()
    reports = keys | {ref.report for key in keys if (ref := ClaimRef.of(key)).report}
    told = columns.told.filter(pl.col("report").cast(pl.String).is_in(sorted(reports)))
    rows = told.with_columns(pl.col("report", "claim").cast(pl.String)).iter_rows()
    numbers = {number for number, report, claim in rows if report in keys or f"{report}:{claim}" in keys}
    return {key for key in keys if key in columns.place} | {columns.frame.ids[number] for number in numbers}
