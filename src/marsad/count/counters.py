"""A publisher's running counters, put together out of its reports: which number follows which."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from marsad.count.walk import contradicts, places_of
from marsad.model.claim import Claim, Count, Reading

Key = tuple[object, ...]
FAR = date.max
MANY_SHARED_ROWS = 5
MIN_SHARED_ROWS = 2  # counters without a place are one only where their lists are alike


@dataclass(frozen=True, slots=True)
class Row:
    """One number of one report's counter. `place` is the row's own in a list by place; `above` the key it hangs on."""

    report: str
    claim: Claim
    count: Count
    key: Key
    above: Key | None
    place: frozenset[str]
    place_words: str | None


@dataclass(frozen=True, slots=True)
class Standing:
    """All that one report says of one counter."""

    reading: Reading
    start: date
    area: frozenset[str]
    doers: frozenset[str]
    rows: tuple[Row, ...]

    @property
    def published(self) -> date:
        """When; a report without a date stands last."""
        return self.reading.report.published or FAR

    def row(self, key: Key) -> Row | None:
        """The row of that key, if the report has one."""
        return next((row for row in self.rows if row.key == key), None)

    def main_value(self) -> int:
        """The first number, which orders reports of one day."""
        return (self.rows[0].count.range.middle() or 0) if self.rows else 0


@dataclass(slots=True)
class Chain:
    """One counter through the reports of one publisher, in order of publication."""

    publisher: str
    language: str | None = None
    standings: list[Standing] = field(default_factory=list)


def chains_of(readings: Iterable[Reading]) -> tuple[Chain, ...]:
    """Every running counter that two reports of a publisher or more give, the reports in order of publication.

    The editions of another language are counters of their own: what differs between them is another rule's matter.
    """
    everything = list(readings)
    publishers = publishers_of(everything)
    by_publisher: dict[tuple[str, str | None], list[Standing]] = defaultdict(list)
    for reading in everything:
        name = publishers[reading.report.id]
        by_publisher[name, reading.report.language] += standings_of(reading)
    chains: list[Chain] = []
    for (publisher, language), standings in by_publisher.items():
        own: list[Chain] = []
        for standing in sorted(standings, key=lambda s: (s.published, s.main_value(), s.reading.report.id)):
            fitting = [(fit, chain) for chain in own if (fit := _fit(chain.standings[-1], standing)) > 0]
            if fitting:
                max(fitting, key=lambda pair: pair[0])[1].standings.append(standing)
            else:
                own.append(Chain(publisher, language, [standing]))
        chains += [chain for chain in own if len(chain.standings) > 1]
    return tuple(chains)


def publishers_of(readings: Iterable[Reading]) -> dict[str, str]:
    """Who counts, by report: the actor that the publisher's name stands for in any of the reports, else the name."""
    names: dict[str, str] = {}
    everything = list(readings)
    for reading in everything:
        name = (reading.report.publisher or "").casefold()
        for claim in reading.claims:
            for voice in claim.said_by:
                if voice.actor and voice.words and voice.words.casefold() == name:
                    names.setdefault(name, voice.actor)
    own = {reading.report.id: (reading.report.publisher or "").casefold() for reading in everything}
    return {report: names.get(name, name) for report, name in own.items()}


def standings_of(reading: Reading) -> list[Standing]:
    """The counters of one report: each running toll, with the list by place that follows it."""
    found: list[Standing] = []
    tolls = [c for c in reading.claims if c.kind == "toll" and c.role == "running" and c.counts and c.when.start]
    groups: list[list[Claim]] = []
    for claim in tolls:
        is_list = all(count.where for count in claim.counts)
        home = next((g for g in reversed(groups) if g[0].when.start == claim.when.start), None)
        if is_list and home is not None:
            home.append(claim)
        else:
            groups.append([claim])
    for group in groups:
        rows = _rows(reading, group)
        doers = frozenset(doer for claim in group for count in claim.counts for doer in count.by)
        area = places_of(group[0].where) if not all(c.where for c in group[0].counts) else frozenset()
        start = group[0].when.start
        if rows and start:
            found.append(Standing(reading, start, area, doers, rows))
    return found


def _rows(reading: Reading, group: list[Claim]) -> tuple[Row, ...]:
    rows: list[Row] = []
    taken: set[Key] = set()

    def walk(claim: Claim, count: Count, above: Row | None, place: frozenset[str], words: str | None) -> None:
        own = places_of(count.where)
        place, words = (own, count.where[0].words) if own else (place, words)
        key = _key(count, above, place)
        if key in taken:
            return
        taken.add(key)
        row = Row(reading.report.id, claim, count, key, above.key if above else None, place, words)
        rows.append(row)
        for part in count.parts:
            walk(claim, part, row, place, words)

    for claim in group:
        for count in claim.counts:
            walk(claim, count, None, frozenset(), None)
    return tuple(rows)


def _key(count: Count, above: Row | None, place: frozenset[str]) -> Key:
    who = count.who
    key: Key = (
        count.measure,
        place,
        who.actor,
        who.status,
        who.sex,
        who.age,
        who.role,
        count.when and count.when.start,
    )
    if above is not None and above.count.who == who and above.place == place:
        return (*key, tuple(sorted(count.by)), tuple(sorted(count.how)), who.nationality)
    return key


def _fit(before: Standing, after: Standing) -> int:
    """How well two standings are of one counter; 0 where they are not."""
    if before.start != after.start or before.reading.report.id == after.reading.report.id:
        return 0
    if before.doers and after.doers and not before.doers & after.doers:
        return 0
    shared = len({row.key for row in before.rows} & {row.key for row in after.rows})
    same_doers = before.doers == after.doers
    if before.area and after.area:
        if not before.area & after.area:
            return int(same_doers and bool(before.doers) and shared >= MANY_SHARED_ROWS and _goes_on(before, after))
    elif before.area or after.area:
        if not before.doers & after.doers:
            return 0
    elif not same_doers or shared < MIN_SHARED_ROWS:
        return 0
    return 1 + shared + 4 * (before.area == after.area) + 2 * same_doers if shared else 0


def _goes_on(before: Standing, after: Standing) -> bool:
    """Whether the first number is the other's, grown a little: the same counter, its area read otherwise."""
    one, other = before.main_value(), after.main_value()
    return one <= other <= 1.3 * one + 3


def aligned(before: Standing, after: Standing) -> dict[Key, Row]:
    """For every key of `before` the row of `after` that goes on counting it.

    Where no row has the same key, the only new row that hangs in the same place and contradicts nobody is taken: the
    writer, or the reader, named the same people otherwise.
    """
    found = {row.key: same for row in before.rows if (same := after.row(row.key)) is not None}
    new = [row for row in after.rows if before.row(row.key) is None]
    for row in before.rows:
        if row.key in found:
            continue
        fitting = [
            other
            for other in new
            if other.above == row.above
            and other.place == row.place
            and other.count.measure == row.count.measure
            and other.count.link == row.count.link
            and not contradicts(row.count.who, other.count.who, fields=("actor", "status", "sex", "age", "role"))
        ]
        if len(fitting) == 1:
            found[row.key] = fitting[0]
            new.remove(fitting[0])
    return found
