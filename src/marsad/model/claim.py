"""What one report says: claims, counts, and who, when, where and by whom.

Field names are those of the record's JSON.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from marsad.model.errors import ModelError
from marsad.model.range import Range
from marsad.model.report import Report, Span
from marsad.model.words import (
    ROLES,
    Act,
    Age,
    Basis,
    Kind,
    Link,
    Measure,
    Role,
    Rule,
    Severity,
    Sex,
    Sign,
    Status,
    SubEventType,
    Tactic,
    WhenPrecision,
    WherePrecision,
    allowed,
)

# The words each field may hold, with None where it may say nothing. Claims are made by the thousand: looked up once.
_WHEN_PRECISIONS, _WHERE_PRECISIONS, _MEASURES = allowed(WhenPrecision), allowed(WherePrecision), allowed(Measure)
_STATUSES, _SEXES, _AGES = allowed(Status) | {None}, allowed(Sex) | {None}, allowed(Age) | {None}
_LINKS, _TACTICS = allowed(Link) | {None}, allowed(Tactic)
_KINDS, _BASES, _EVENTS = allowed(Kind), allowed(Basis), allowed(SubEventType) | {None}


def _check(value: str | None, words: object, what: str) -> None:
    if value is not None and value not in allowed(words):
        raise ModelError(f"{what} is {value!r}; wanted one of {', '.join(sorted(allowed(words)))}.")


@dataclass(frozen=True, slots=True)
class Voice:
    """One link in the chain of who says so: the words in the text, and the pack's id of the actor if it has one."""

    words: str | None
    actor: str | None = None


@dataclass(frozen=True, slots=True)
class When:
    """A date as an interval, both ends inclusive; a running window ends on the day of publication."""

    words: str | None = None
    start: date | None = None
    end: date | None = None
    precision: WhenPrecision = "unknown"
    span: Span | None = None

    def __post_init__(self) -> None:
        if self.precision not in _WHEN_PRECISIONS:
            _check(self.precision, WhenPrecision, "The precision of a date")


@dataclass(frozen=True, slots=True)
class Where:
    """A place as the text names it and as the pack knows it.

    `place` is a P-code, a gazetteer id or an area id; None when unplaced. `within` lists the units and areas that hold
    it, narrow to wide. `point` is (latitude, longitude) in degrees where one is known, `radius_km` how far off it may
    be. `way` tells, step by step, how the words led to the place; `candidates` are the places that could not be told
    apart.
    """

    words: str | None
    place: str | None = None
    precision: WherePrecision = "unplaced"
    within: tuple[str, ...] = ()
    span: Span | None = None
    point: tuple[float, float] | None = None
    radius_km: float | None = None
    way: tuple[str, ...] = ()
    candidates: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.precision not in _WHERE_PRECISIONS:
            _check(self.precision, WherePrecision, "The precision of a place")


@dataclass(frozen=True, slots=True)
class Who:
    """Who was hit, only as far as it is stated."""

    actor: str | None = None
    status: Status | None = None
    sex: Sex | None = None
    age: Age | None = None
    role: str | None = None
    nationality: str | None = None

    def __post_init__(self) -> None:
        if self.status not in _STATUSES or self.sex not in _SEXES or self.age not in _AGES:
            _check(self.status, Status, "The status of a victim")
            _check(self.sex, Sex, "The sex of a victim")
            _check(self.age, Age, "The age of a victim")


@dataclass(frozen=True, slots=True)
class Count:
    """A range of people or things done, who was hit, by whom, how; it may have parts.

    `span` marks the number with its hedge; `link` says how a part hangs on its parent. `where` and `when` are set only
    where a part has its own.
    """

    id: str
    measure: Measure
    range: Range
    words: str
    span: Span
    who: Who = field(default_factory=Who)
    by: tuple[str, ...] = ()
    how: tuple[Tactic, ...] = ()
    link: Link | None = None
    where: tuple[Where, ...] = ()
    when: When | None = None
    parts: tuple["Count", ...] = ()

    def __post_init__(self) -> None:
        if self.measure not in _MEASURES or self.link not in _LINKS or not _TACTICS.issuperset(self.how):
            _check(self.measure, Measure, f"The measure of count {self.id}")
            _check(self.link, Link, f"The link of count {self.id}")
            for tactic in self.how:
                _check(tactic, Tactic, f"A tactic of count {self.id}")

    @property
    def sign(self) -> Sign:
        """How the number was hedged."""
        return self.range.sign

    def walk(self) -> Iterator["Count"]:
        """This count and every part below it, in order."""
        yield self
        for part in self.parts:
            yield from part.walk()


@dataclass(frozen=True, slots=True)
class About:
    """What a statement does, and about what."""

    act: Act
    topic: str = ""

    def __post_init__(self) -> None:
        _check(self.act, Act, "The act of a statement")


@dataclass(frozen=True, slots=True)
class Claim:
    """One thing that one report says, with the spans that say it and the chain of who says so.

    `said_by` runs from the nearest voice to the farthest. `read_by` names the reader and its version, `rule` the rule
    that made the claim.
    """

    id: str
    kind: Kind
    role: Role
    basis: Basis
    spans: tuple[Span, ...]
    said_by: tuple[Voice, ...] = ()
    when: When = field(default_factory=When)
    where: tuple[Where, ...] = ()
    event: SubEventType | None = None
    about: About | None = None
    counts: tuple[Count, ...] = ()
    read_by: str | None = None
    rule: str | None = None

    def __post_init__(self) -> None:
        if self.kind not in _KINDS or self.basis not in _BASES or self.event not in _EVENTS:
            _check(self.kind, Kind, f"The kind of claim {self.id}")
            _check(self.basis, Basis, f"The basis of claim {self.id}")
            _check(self.event, SubEventType, f"The event type of claim {self.id}")
        if self.role not in ROLES[self.kind]:
            raise ModelError(
                f"The role of claim {self.id} is {self.role!r}; "
                f"a claim of kind {self.kind} has one of {', '.join(sorted(ROLES[self.kind]))}."
            )

    def walk(self) -> Iterator[Count]:
        """Every count of the claim, parts included, in order."""
        for count in self.counts:
            yield from count.walk()


@dataclass(frozen=True, slots=True)
class Finding:
    """Something in published numbers that does not add up, with its arithmetic and the other reading.

    Within one report the ids are its own; across reports they are ``report:count`` and ``report:claim``.
    """

    rule: Rule
    severity: Severity
    says: str
    arithmetic: str = ""
    claims: tuple[str, ...] = ()
    counts: tuple[str, ...] = ()
    spans: tuple[Span, ...] = ()
    unless: str | None = None
    reports: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        _check(self.rule, Rule, "The rule of a finding")
        _check(self.severity, Severity, "The severity of a finding")


@dataclass(frozen=True, slots=True)
class SetAside:
    """Something that could not be read, placed or matched: what, why, and what to do about it."""

    what: str
    why: str
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """All that one reader made of one report."""

    report: Report
    claims: tuple[Claim, ...] = ()
    findings: tuple[Finding, ...] = ()
    set_aside: tuple[SetAside, ...] = ()
    read_by: str | None = None

    def counts(self) -> Iterator[Count]:
        """Every count of every claim."""
        for claim in self.claims:
            yield from claim.walk()
