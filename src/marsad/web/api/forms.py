"""The shapes of the API's answers, in the JSON of the record."""

from datetime import date, datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from marsad.model.words import (
    Act,
    Age,
    Basis,
    Grade,
    Kind,
    Link,
    Measure,
    Role,
    Rule,
    Severity,
    Sex,
    Sign,
    Status,
    Tactic,
    WhenPrecision,
    WherePrecision,
)

LARGEST = 2**53  # the largest number that every reader of JSON keeps whole


class Form(BaseModel):
    """What all share: nothing that is not written here."""

    model_config = ConfigDict(extra="forbid")


class Problem(Form):
    """An error: what was found, what was wanted, what to do."""

    error: str


class WhoForm(Form):
    """Who was hit, only as far as it is stated."""

    actor: str | None = None
    status: Status | None = None
    sex: Sex | None = None
    age: Age | None = None
    role: str | None = None
    nationality: str | None = None


class WhenForm(Form):
    """A date interval, both ends inclusive. A span counts code points of the text: [start, end)."""

    words: str | None
    start: date | None
    end: date | None
    precision: WhenPrecision
    span: tuple[int, int] | None = None


class WhereForm(Form):
    """A place as told and as placed. `point` is latitude, longitude in degrees."""

    words: str | None
    place: str | None
    precision: WherePrecision
    within: list[str] = []
    span: tuple[int, int] | None = None
    point: tuple[float, float] | None = None
    radius_km: float | None = None
    way: list[str] = []
    candidates: list[str] = []


class RangeForm(Form):
    """How many: a bound that nobody set is null."""

    low: int | None
    best: int | None
    high: int | None
    sign: Sign


class CountForm(RangeForm):
    """A number of people or deeds in a claim, with its parts."""

    id: str
    measure: Measure
    words: str
    span: tuple[int, int]
    who: WhoForm
    by: list[str]
    how: list[Tactic]
    link: Link | None = None
    where: list[WhereForm] = []
    when: WhenForm | None = None
    parts: list["CountForm"] = []


class VoiceForm(Form):
    """One link of who says so."""

    words: str | None
    actor: str | None


class AboutForm(Form):
    """What a statement does, and about what."""

    act: Act
    topic: str


class ClaimForm(Form):
    """One thing that one report says."""

    id: str
    kind: Kind
    role: Role
    basis: Basis
    said_by: list[VoiceForm]
    when: WhenForm
    where: list[WhereForm]
    event: str | None = None
    about: AboutForm | None = None
    spans: list[tuple[int, int]]
    counts: list[CountForm]
    read_by: str | None = None
    rule: str | None = None


class FindingForm(Form):
    """Something that does not add up."""

    rule: Rule
    severity: Severity
    says: str
    arithmetic: str
    claims: list[str]
    counts: list[str]
    spans: list[tuple[int, int]]
    unless: str | None = None
    reports: list[str] = []


class ReportForm(Form):
    """A report as collected. `text` comes with a single report only; `number` is the change that brought it."""

    id: str
    url: str | None
    publisher: str | None
    language: str | None
    published: date | None
    title: str | None
    sha256: str | None = None
    collected: datetime | None = None
    extra: dict[str, Any] = {}
    text: str | None = None


class AsideForm(Form):
    """What could not be read, and why."""

    what: str
    why: str
    span: tuple[int, int] | None = None


class ReadingForm(Form):
    """All that one reader made of one report."""

    report: ReportForm
    claims: list[ClaimForm]
    findings: list[FindingForm]
    set_aside: list[AsideForm] = []
    read_by: str | None = None


class TollForm(RangeForm):
    """How many people of one kind one measure hit, with the counts behind it."""

    measure: Measure
    who: WhoForm
    by: list[str]
    counts: list[str]


class IncidentForm(Form):
    """One thing that happened. `tolls` are disjoint; `details` may overlap with them."""

    id: str
    state: str
    event: str | None
    when: WhenForm
    where: list[WhereForm]
    by: list[str]
    how: list[str]
    tolls: list[TollForm]
    details: list[TollForm]
    grade: Grade | None
    independent_sources: int
    claims: list[str]
    accepted_by: str | None


class EvidenceForm(Form):
    """A claim behind an incident, with its sentences."""

    ref: str
    publisher: str | None
    said_by: list[str]
    sentences: list[str]
    state: str


class JudgementForm(Form):
    """A decision, as one line of the ledger."""

    number: int | None
    act: str
    about: list[str]
    by: str
    at: datetime
    reason: str
    value: Any = None


class CaseForm(Form):
    """An incident with what is behind it and what was decided; `seen` goes along with a judgement on it."""

    incident: IncidentForm | None
    machine: IncidentForm | None
    state: str
    evidence: list[EvidenceForm]
    history: list[JudgementForm]
    proposed_grade: Grade | None
    seen: int


class Page(Form):
    """Where the next page begins (send it as `after`); null at the end."""

    following: int | None = None


class ReportPage(Page):
    """Reports in the order they were kept."""

    items: list[ReportForm]


class HitForm(Form):
    """A report that fits a search, with its best sentence."""

    report: ReportForm
    score: float
    sentence: str


class HitPage(Form):
    """What a search finds, best first."""

    items: list[HitForm]


class IncidentPage(Page):
    """Incidents in the order of their last change. With filters a page may be short, or empty, before the end."""

    items: list[IncidentForm]


class ToldFinding(FindingForm):
    """A finding with the sentence of every count it names."""

    sentences: list[str]


class FindingPage(Page):
    """Findings, errors first."""

    items: list[ToldFinding]
    total: int


class AlertForm(Form):
    """Something unusual, proposed by a rule."""

    id: str
    kind: str
    actor: str | None
    area: str | None
    start: date
    end: date
    seen: float
    expected: float
    rule: str
    false_per_year: float | None
    as_strong_per_year: float | None
    labels: list[str]
    incidents: list[str]
    says: str
    says_ar: str


class AlertPage(Form):
    """Alerts, the newest first."""

    items: list[AlertForm]


class CellForm(RangeForm):
    """A number with its cell: the value of each facet, null where it is not known."""

    group: dict[str, str | None]
    incidents: list[str] = []


class CountsForm(Form):
    """A table of counts. `overlapping` says why its cells may not be summed, where they may not."""

    measure: str
    by: list[str]
    cells: list[CellForm]
    more_cells: int
    total: CellForm
    overlapping: str | None
    undated: int
    unplaced: int


class PlaceForm(Form):
    """What a name led to, and what is known of each place in question."""

    where: WhereForm
    places: list[dict[str, Any]]


class LineForm(Form):
    """A line of the ledger; `key` is empty where it is not open to you."""

    number: int
    at: datetime
    by: str
    kind: str
    key: str
    hash: str


class LinePage(Form):
    """Lines of the ledger, the newest first; `following` goes along as `before`."""

    items: list[LineForm]
    following: int | None = None


class MeForm(Form):
    """Who you are here, and what you may do."""

    id: str
    name: str
    roles: list[str]
    groups: list[str]
    may: list[str]
    number: int = Field(description="The number of the last change of this observatory.")


class JudgeForm(Form):
    """A judgement to make. `seen` is the change number that you looked at; `token` makes a repeat harmless."""

    act: str = Field(min_length=1, max_length=20)
    about: list[str] = Field(min_length=1, max_length=200)
    reason: str = Field("", max_length=2000)
    value: str | int | list[list[str]] | dict[str, Any] | None = None
    seen: int | None = Field(None, ge=0, le=LARGEST)
    token: str | None = Field(None, max_length=100)


class Made(Form):
    """A judgement was made; `number` is that of the last change now."""

    number: int


class CollectForm(Form):
    """A text to take in."""

    text: str = Field(min_length=1, max_length=2_000_000)
    id: str = Field("", max_length=120, pattern=r"^[\w.-]*$")
    publisher: str = Field("", max_length=200)
    published: date | None = None


class Collected(Form):
    """What became of it: kept, known already, or set aside with the reason."""

    kept: int
    known: int
    set_aside: list[AsideForm]
