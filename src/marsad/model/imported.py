"""An event as another data set has it: its own numbers, also where they contradict each other; every cell as given."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from marsad.model.claim import Finding, When, Where
from marsad.model.range import Range
from marsad.model.words import Sign, Status


@dataclass(frozen=True, slots=True)
class GivenRange:
    """Low, best, high as the data set gives them. Unlike a Range it may be out of order: nothing is corrected here."""

    low: int | None = None
    best: int | None = None
    high: int | None = None

    @property
    def defects(self) -> tuple[str, ...]:
        """The orders it breaks, as "low>best", "best>high", "low>high"."""
        pairs = (("low", "best"), ("best", "high"), ("low", "high"))
        values = {"low": self.low, "best": self.best, "high": self.high}
        return tuple(f"{one}>{two}" for one, two in pairs if _exceeds(values[one], values[two]))

    def as_range(self) -> Range | None:
        """The range that Marsad counts with: `best` stands, the ends give way to it. None where nothing is given."""
        known = [value for value in (self.low, self.best, self.high) if value is not None]
        if not known:
            return None
        if self.best is None:
            low, high = (self.low, self.high) if self.high is None or self.low is None else (min(known), max(known))
        else:
            low = None if self.low is None else min(self.low, self.best)
            high = None if self.high is None else max(self.high, self.best)
        if low is not None and low == high:
            return Range.exactly(low)
        sign: Sign = ".." if low is not None and high is not None else ">=" if high is None else "<="
        return Range(low, self.best, high, sign)


@dataclass(frozen=True, slots=True)
class Side:
    """A side of an event in the data set's own words, with its code or kind there."""

    name: str
    kind: str | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the killed or injured: who, as far as the data set says, and how many."""

    measure: str
    words: str
    number: GivenRange
    status: Status | None = None


@dataclass(frozen=True, slots=True)
class Cited:
    """A source that the data set names for an event."""

    office: str
    published: date | None = None
    title: str | None = None


@dataclass(frozen=True, slots=True)
class ImportedEvent:
    """One event of a data set.

    Attributes:
        id: the data set's own id.
        dataset: which data set: "ucdp-ged", "acled", "airwars" or the name in the mapping file.
        row: line of the file it began on, from 1; the header is line 1.
        when, where: with the data set's precision in Marsad's words.
        admin: names of the units that hold it, wide to narrow, as the data set spells them.
        kind, sub_kind: event types in the data set's current words.
        sides: who took part; `doers` are those of them that may have killed.
        killed, injured: as given.
        parts: of the killed or injured.
        sources: as the data set cites them.
        grade: of the record's grades, where the data set grades.
        notes: the data set's own description.
        stands_in: by measure, the column whose cell is quoted as its words.
        columns, cells: everything as given, for a faithful export.
        findings: what contradicts itself (rule `order`).
        doubts: what could not be understood, cell by cell; the event is kept.
    """

    id: str
    dataset: str
    row: int
    when: When
    where: Where
    admin: tuple[str, ...] = ()
    kind: str | None = None
    sub_kind: str | None = None
    sides: tuple[Side, ...] = ()
    doers: tuple[str, ...] = ()
    killed: GivenRange = field(default_factory=GivenRange)
    injured: GivenRange = field(default_factory=GivenRange)
    parts: tuple[Part, ...] = ()
    sources: tuple[Cited, ...] = ()
    grade: str | None = None
    notes: str = ""
    stands_in: Mapping[str, str] = field(default_factory=dict)
    columns: tuple[str, ...] = ()
    cells: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    doubts: tuple[str, ...] = ()

    def given(self) -> Mapping[str, str]:
        """Every cell by its column."""
        return dict(zip(self.columns, self.cells))


def sum_as_given(events: Iterable[ImportedEvent]) -> GivenRange:
    """The killed of all events, each column added up as it stands, defects and all: to compare with the publisher."""
    low = best = high = 0
    for event in events:
        low += event.killed.low or 0
        best += event.killed.best or 0
        high += event.killed.high or 0
    return GivenRange(low, best, high)


def _exceeds(one: int | None, two: int | None) -> bool:
    return one is not None and two is not None and one > two
