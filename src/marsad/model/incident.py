"""Incidents, judgements, tallies, alerts and releases: what the record is made into."""

from dataclasses import dataclass, field
from datetime import date, datetime

from marsad.model.claim import Count, When, Where, Who
from marsad.model.range import Range
from marsad.model.words import Grade, Measure, Tactic


@dataclass(frozen=True, slots=True)
class ClaimRef:
    """A claim, named across reports: ``report:claim``."""

    report: str
    claim: str

    def __str__(self) -> str:
        return f"{self.report}:{self.claim}"

    @classmethod
    def of(cls, words: str) -> "ClaimRef":
        """Read the written form; a report's id may itself hold colons."""
        report, _, claim = words.rpartition(":")
        return cls(report, claim)


@dataclass(frozen=True, slots=True)
class Toll:
    """How many people of one kind one measure hit in one incident, with the counts (``report:count``) behind it."""

    measure: Measure
    range: Range
    who: Who = field(default_factory=Who)
    by: tuple[str, ...] = ()
    counts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Incident:
    """One thing that happened, put together from the claims of one or more reports, as far as they are accepted.

    `tolls` are disjoint: their sum over one measure is the incident's total. `details` may overlap with them (women
    and children among the killed). `independent_sources` counts voices that do not repeat one another.
    """

    id: str
    claims: tuple[ClaimRef, ...]
    when: When = field(default_factory=When)
    where: tuple[Where, ...] = ()
    event: str | None = None
    by: tuple[str, ...] = ()
    how: tuple[Tactic, ...] = ()
    tolls: tuple[Toll, ...] = ()
    details: tuple[Toll, ...] = ()
    grade: Grade | None = None
    state: str = "proposed"
    independent_sources: int = 1
    accepted_by: str | None = None
    is_restricted: bool = False
    counts: tuple[Count, ...] = ()


@dataclass(frozen=True, slots=True)
class DoubtfulPair:
    """Two incidents that may be one: too likely to be passed over, too unlikely to be joined by a machine.

    `bits` is the evidence for one event, `why` the reasons for and against in words.
    """

    a: str
    b: str
    bits: float
    why: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """The same whichever of the two comes first."""
        return "|".join(sorted((self.a, self.b)))


@dataclass(frozen=True, slots=True)
class Judgement:
    """A person's (or a named rule's) decision, as one line of the ledger.

    `about` are ids of claims (``report:claim``) or incidents; `act` is what is decided, `value` the new value of a
    correction or grade, as plain JSON data.
    """

    act: str
    about: tuple[str, ...]
    by: str
    at: datetime
    reason: str = ""
    field_name: str | None = None
    value: object = None
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Tally:
    """A number that Marsad computes from incidents, with the incidents behind it.

    `group` names the cell, by facet: ``{"month": "2021-03", "victim": "civilian"}``.
    """

    measure: str
    range: Range
    group: dict[str, str | None] = field(default_factory=dict)
    incidents: tuple[str, ...] = ()
    layer: str = "documented"


@dataclass(frozen=True, slots=True)
class Alert:
    """A finding of the watch: proposed by a rule, issued by a person.

    `expected` and `seen` are events a week over the window; `false_per_year` how many false alarms of this kind to
    expect in a year over all series watched, `as_strong_per_year` of those as strong as this one. `as_of` is the last
    day that the data cover, `complete` the share of the window's events that should be known by then (None where the
    desk's delay could not be learnt), `precise` the share of its events dated to the day. `says` is the paragraph in
    English, `says_ar` in Arabic.
    """

    id: str
    kind: str
    actor: str | None
    area: str | None
    start: date
    end: date
    seen: float
    expected: float
    rule: str
    false_per_year: float | None = None
    ratio_low: float | None = None
    ratio_high: float | None = None
    labels: tuple[str, ...] = ()
    incidents: tuple[str, ...] = ()
    says: str = ""
    says_ar: str = ""
    as_of: date | None = None
    complete: float | None = None
    precise: float | None = None
    as_strong_per_year: float | None = None


@dataclass(frozen=True, slots=True)
class Release:
    """What is published: a version, its tables, and what was withheld and why."""

    version: str
    made: datetime
    tallies: tuple[Tally, ...] = ()
    withheld: tuple[str, ...] = ()
    signed_by: str | None = None
    code_version: str | None = None
    pack: str | None = None
    ledger: str | None = None
