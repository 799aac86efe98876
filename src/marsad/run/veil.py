"""What of the kept reports may be quoted: one place that every page, sheet, article and table of ours goes through.

A sentence that counts the living, or that tells the place or time of what goes out coarser, is blacked out at its
length, so that every span still fits; the counts and claims in it are left out of the reading.
"""

import re
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property

from marsad.model.claim import Claim, Count, Finding, Reading
from marsad.model.errors import PublishError
from marsad.model.incident import Incident
from marsad.model.report import Report, Span
from marsad.publish.withhold.policy import Policy, Withheld, is_finer
from marsad.run.observatory import Observatory
from marsad.run.secrets import Secrets
from marsad.run.show import sentence_span

BLACK = "█"
MOST_HELD = 2_000  # veiled readings kept while rows are made
LIVING = (
    "sentences that give numbers of the living, which go out rounded only, or a place or time that goes out coarser"
)


@dataclass(frozen=True, slots=True)
class Hidden:
    """What of one reading does not go out: stretches of its text, words that its title must not hold, and claims."""

    stretches: tuple[Span, ...] = ()
    words: frozenset[str] = frozenset()
    claims: frozenset[str] = frozenset()

    def covers(self, spans: Iterable[Span]) -> bool:
        """Whether any of the spans lies in a hidden stretch."""
        return any(one.start < two.end and two.start < one.end for one in spans for two in self.stretches)


@dataclass
class Veil:
    """An observatory as it goes out under a policy on a day."""

    observatory: Observatory
    policy: Policy
    today: date
    _held: OrderedDict[str, Reading | None] = field(default_factory=OrderedDict, repr=False)
    _withheld: dict[str, int] = field(default_factory=dict, repr=False)

    @cached_property
    def readings(self) -> tuple[Reading, ...]:
        """Every reading that may be shown, veiled."""
        found = (self._veil(reading) for reading in self.observatory.readings())
        return tuple(reading for reading in found if reading is not None)

    @cached_property
    def log(self) -> tuple[Withheld, ...]:
        """A line for each report of which something was blacked out."""
        assert self.readings is not None
        return tuple(Withheld(id, "report", f"{n} {LIVING}") for id, n in sorted(self._withheld.items()) if n)

    def reading(self, report: str) -> Reading | None:
        """The veiled reading of one report; None where nothing of it may be shown."""
        if report not in self._held:
            reading = self.observatory.store.readings.get(report)
            self._held[report] = None if reading is None else self._veil(reading)
            if len(self._held) > MOST_HELD:
                self._held.popitem(last=False)
        return self._held[report]

    def report(self, id: str) -> Report | None:
        """A report for the list of sources of a row: without title and address where those would tell too much."""
        reading = self.reading(id)
        return self.observatory.store.reports.get(id) if reading is None else reading.report

    def incident(self, id: str) -> Incident:
        """An incident that may go out.

        Raises:
            PublishError: there is none, or why it may not.
        """
        incident = self.observatory.store.incidents.get(id)
        if incident is None or not self.observatory.secrets().is_open(incident):
            raise PublishError(
                f"There is no incident {id!r} that may go out. Incidents are listed by: marsad review list"
            )
        if incident.state not in self.policy.states:
            raise PublishError(
                f"Incident {id} is {incident.state}; only {' or '.join(sorted(self.policy.states))} incidents go out. "
                f"Decide on it first: marsad review accept {id}"
            )
        if self._is_young(incident.when.end):
            raise PublishError(
                f"Incident {id} is younger than the {self.policy.delay_days} days that the policy waits."
            )
        return incident

    def _is_young(self, day: date | None) -> bool:
        delay = self.policy.delay_days
        return bool(delay) and day is not None and day > self.today - timedelta(days=delay)

    @cached_property
    def _masks(self) -> Secrets:
        return replace(self.observatory.secrets(), protected=self.policy.protected)

    @cached_property
    def _closed(self) -> frozenset[str]:
        return self.observatory.secrets().everything()

    def _veil(self, reading: Reading) -> Reading | None:
        report = reading.report
        if report.id in self._closed or report.publisher in self.policy.protected or self._is_young(report.published):
            return None
        hidden = hidden_in(reading, self.policy)
        self._withheld[report.id] = len(hidden.stretches)
        shown = self._masks.shown(veiled(reading, hidden, self.policy))
        if shown.report.text == report.text and shown.report.title == report.title:
            return shown
        # The hash of the whole text would let somebody try out the numbers and names that are blacked out.
        return replace(shown, report=replace(shown.report, sha256=None, extra={}))


def hidden_in(reading: Reading, policy: Policy) -> Hidden:
    """What of a reading does not go out under a policy."""
    text, title = reading.report.text, reading.report.title or ""
    spans: set[Span] = set()
    words: set[str] = set()
    places: set[str] = set()
    claims: set[str] = set()
    for claim in reading.claims:
        for count in claim.walk():
            if policy.hides(count.measure) and count.span is not None:
                spans.add(sentence_span(text, count.span))
                words.add(count.words)
        fine = too_fine(claim, policy) if claim.kind == "event" else None
        if fine is not None:
            claims.add(claim.id)
            spans.update(sentence_span(text, span) for span in claim.spans)
            places.update(fine)
    places |= {core for each in places if (core := _name_in(each))}
    if any(_holds(title, each) for each in (*words, *places)):
        places.add(title)  # where it stands in the text as well
    for each in places:
        spans.update(sentence_span(text, Span(*found.span())) for found in _pattern(each).finditer(text))
    words |= places
    hidden = Hidden(tuple(sorted(spans)), frozenset(words), frozenset(claims))
    sayings = {claim.id for claim in reading.claims if claim.kind == "statement" and hidden.covers(claim.spans)}
    return replace(hidden, claims=hidden.claims | sayings)


def too_fine(claim: Claim, policy: Policy) -> frozenset[str] | None:
    """The words for places that are finer than an event may go out; None where neither place nor time is too fine."""
    acts = {*(how for count in claim.walk() for how in count.how), claim.event or ""}
    places = [*claim.where, *(where for count in claim.walk() for where in count.where)]
    level, time = policy.place_level(acts), policy.time_level(acts)
    fine = [where for where in places if is_finer(where.precision, level)]
    days = {"day": 1, "week": 7, "month": 28, "year": 365}[time]
    start, end = claim.when.start, claim.when.end
    is_day_told = start is not None and ((end or start) - start).days + 1 < days
    return frozenset(where.words for where in fine if where.words) if fine or is_day_told else None


def veiled(reading: Reading, hidden: Hidden, policy: Policy) -> Reading:
    """The reading without what is hidden in it; whatever does not go out has a stretch of text."""
    if not hidden.stretches:
        return reading
    kept = tuple(replace(claim, counts=tuple(_open(claim.counts, policy)))
                 for claim in reading.claims if claim.id not in hidden.claims)  # fmt: skip
    report, text = reading.report, reading.report.text
    for span in hidden.stretches:
        text = text[: span.start] + "".join(c if c.isspace() else BLACK for c in span.of(text)) + text[span.end :]
    tells = report.title and any(_holds(report.title, words) for words in hidden.words)
    shown = replace(report, text=text, title=BLACK * 12 if tells else report.title, url=None if tells else report.url)
    counts = {count.id for claim in kept for count in claim.walk()}
    findings = tuple(each for each in reading.findings if _is_open(each, counts, hidden))
    whole = reading.report.text
    aside = tuple(
        each for each in reading.set_aside if not any(each.what in span.of(whole) for span in hidden.stretches)
    )
    return replace(reading, report=shown, claims=kept, findings=findings, set_aside=aside)


def _holds(title: str, words: str) -> bool:
    """Whether a title has these words as words ("5" is not in "15")."""
    return bool(words.split()) and _pattern(words).search(title) is not None


def _pattern(words: str) -> re.Pattern[str]:
    """Finds words whatever space stands between them; Arabic writes "and" and "by" onto the next one."""
    begins = "" if "\u0600" <= words[:1] <= "\u06ff" else r"(?<!\w)"
    return re.compile(begins + r"\s+".join(map(re.escape, words.split())) + r"(?!\w)", re.IGNORECASE)


def _name_in(words: str) -> str:
    """The name inside the words for a place: "Al-Shuhayl" of "the town of Al-Shuhayl"; in Arabic, the last word."""
    parts = words.split()
    if parts and "\u0600" <= parts[-1][0] <= "\u06ff":
        return parts[-1]
    return " ".join(part for part in parts if any(letter.isupper() for letter in part))


def _open(counts: Iterable[Count], policy: Policy) -> Iterator[Count]:
    """The counts that go out; the parts of one that does not stand in its place."""
    for count in counts:
        parts = tuple(_open(count.parts, policy))
        if policy.hides(count.measure):
            yield from (replace(part, link=None) for part in parts)
        else:
            yield count if parts == count.parts else replace(count, parts=parts)


def _is_open(finding: Finding, counts: set[str], hidden: Hidden) -> bool:
    return counts.issuperset(finding.counts) and not hidden.covers(finding.spans)
