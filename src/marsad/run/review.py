"""Review in an observatory: judgements into the ledger, and what follows from them into the record."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from marsad.model.claim import Reading
from marsad.model.errors import ReviewError
from marsad.model.incident import Alert, ClaimRef, Incident, Judgement
from marsad.model.plain import to_plain
from marsad.review import (
    Agreement,
    Claims,
    Order,
    Proposed,
    ProposedGrade,
    Reviewed,
    Rules,
    Waiting,
    agreement_by_field,
    check,
    claims_of,
    correct_claim,
    derive,
    field_of,
    may_see_suggestion,
    part_id,
    propose_grade,
    queue,
    reviewed_reading,
    settled,
)
from marsad.run.assembling import Assembling

if TYPE_CHECKING:
    from marsad.run.observatory import Observatory
    from marsad.store import Store

REVIEWER = "review 1"  # in whose name derived incidents are kept; what others keep is a proposal
LINKING = frozenset({"merge", "split", "undo"})  # judgements by which incidents hang together


@dataclass(frozen=True, slots=True)
class Judged:
    """What a judgement led to: itself with its number, and the incidents that changed."""

    judgement: Judgement
    changed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """One claim behind an incident: who published it, who says so, its sentences, and what was decided on it."""

    ref: str
    publisher: str | None
    said_by: tuple[str, ...]
    sentences: tuple[str, ...]
    state: str


@dataclass
class Review:
    """Review of one observatory. Reads the ledger anew for each question, so that others may work beside."""

    observatory: "Observatory"
    _published: dict[str, date] = field(default_factory=dict, repr=False)
    _findings: dict[str, int] = field(default_factory=dict, repr=False)
    _looked: int = field(default=0, repr=False)

    @property
    def store(self) -> "Store":
        """The observatory's store."""
        return self.observatory.store

    def last_on_claims(self) -> int:
        """The number of the last judgement that may bear on a claim or a report; 0 where there is none."""
        for made in reversed(self.judgements()):
            if made.act in ("retract", "reinstate", "undo") or any(":" in about for about in made.about):
                return made.number or 0
        return 0

    def rules(self) -> Rules:
        """What needs two people, as the observatory's settings say (setting "review": {"two_people": [acts]})."""
        held = self.store.settings.get("review") or {}
        return Rules(frozenset(held.get("two_people", ())))

    def judgements(self) -> list[Judgement]:
        """Every judgement so far; only new ones are fetched."""
        return self.observatory.judgement_book.now()

    def claims(self) -> Claims:
        """The state of claims."""
        return self.observatory.judgement_book.claims(self.judgements(), self.rules())

    def reviewed(self, ids: Collection[str] | None = None, *, also: Sequence[Judgement] = ()) -> dict[str, Reviewed]:
        """The state of some incidents (and those they hang together with), or all; `also` as if it had been judged."""
        held = self.judgements()
        made = [*held, *also]
        wanted = None if ids is None else together(ids, made)
        proposed = [
            Proposed(kept.record, kept.number)
            for kept in self.store.incidents.proposed(except_by=REVIEWER, ids=wanted)
            if kept.record is not None
        ]
        rules = self.rules()
        claims = claims_of(made, rules=rules) if also else self.observatory.judgement_book.claims(held, rules)
        about = made if wanted is None else [each for each in made if set(each.about) & wanted or each.act == "undo"]
        return derive(proposed, about, assemble=Assembling(self.store, claims), rules=rules, claims=claims)

    def state(self, key: str) -> Reviewed:
        """The state of one incident.

        Raises:
            ReviewError: there is no such incident.
        """
        found = self.reviewed([key]).get(key)
        if found is None:
            raise ReviewError(f"There is no incident {key!r} here; `marsad review list` shows what waits.")
        return found

    def judge(
        self, act: str, *about: str, by: str, reason: str = "", field_name: str | None = None, value: object = None,
        seen: int | None = None, token: str | None = None, at: datetime | None = None,
    ) -> Judged:  # fmt: skip
        """Judge, and let it take effect on the record at once.

        Args:
            act: one of :data:`marsad.review.ACTS`.
            about: ids of incidents, claims (``report:claim``), reports, alerts or releases.
            by: who judges.
            reason: why; asked for wherever something is changed or refused.
            field_name: of a correction or code.
            value: of a correction, grade, code, split (lists of claims), or the number of what is undone.
            seen: the change number that the person looked at; refused where another judged these ids since.
            token: names this act, so that sent twice it counts once.
            at: when; now where it is left out.

        Raises:
            ReviewError: it cannot be made, or there is no such thing.
            RefusedError: somebody else was first.
        """
        judgement = check(Judgement(act, about, by, at or datetime.now(UTC), reason, field_name, value))
        touched = self._touched(judgement)
        self._check_correction(judgement)
        self.reviewed(touched, also=[judgement])  # raises where it leads to nothing that can be
        kept = self.store.judgements.add([judgement], seen=seen, token=token)
        return Judged(kept[0], tuple(self.settle(touched)))

    def settle(self, ids: Collection[str] | None = None) -> list[str]:
        """Bring the record in line with what was judged; gives the ids of incidents that changed. None means all."""
        before = self.store.number
        kept, gone = settled(self.reviewed(ids))
        current = {each.id for each in self.store.incidents.all()} if ids is None else None
        self.store.incidents.add(kept, by=REVIEWER)
        removed = [key for key in gone if (key in current if current is not None else self.store.incidents.get(key))]
        if removed:
            self.store.incidents.remove(removed, by=REVIEWER)
        return [
            entry.key for entry in self.store.log(after=before) if entry.kind == "incidents" and entry.by == REVIEWER
        ]

    def readings(self, *, after: int = 0) -> Iterator[Reading]:
        """The latest readings as people left them: corrected, without what was rejected or retracted."""
        claims = self.claims()
        for reading in self.store.readings.all(after=after):
            yield reviewed_reading(reading, claims)

    def queue(self, *, order: Order = "doubt", limit: int | None = None) -> list[Waiting]:
        """What waits for a person, first things first."""
        reviewed = self.reviewed()
        self._look_at_reports()
        since: dict[str, date] = {}
        found: dict[str, int] = {}
        for key, each in reviewed.items():
            reports = {ref.report for ref in each.incident.claims} if each.incident else set()
            if days := [self._published[report] for report in reports if report in self._published]:
                since[key] = min(days)
            found[key] = sum(self._findings.get(report, 0) for report in reports)
        waiting = queue(
            reviewed, pairs=self.store.pairs.all(), alerts=self.open_alerts(), findings=found, since=since, order=order
        )
        return waiting[:limit]

    def evidence(self, key: str) -> list[Evidence]:
        """The sentences behind an incident, claim by claim, also those that are out."""
        each = self.state(key)
        assembling, claims = Assembling(self.store, self.claims()), self.claims()
        refs = [*(each.incident.claims if each.incident else ()), *each.out]
        return [found for ref in dict.fromkeys(refs) if (found := self._evidence(ref, assembling, claims)) is not None]

    def history(self, key: str) -> list[Judgement]:
        """Every judgement that bears on an incident, in order: on itself, its claims, their reports."""
        each = self.state(key)
        refs = [*(each.machine.claims if each.machine else ()), *(each.incident.claims if each.incident else ())]
        about = {key, *map(str, refs), *(ref.report for ref in refs)}
        numbers = {judgement.number for judgement in each.judgements}
        return [made for made in self.judgements() if made.number in numbers or about & set(made.about)]

    def propose_grade(self, key: str) -> ProposedGrade:
        """The grade that Airwars' definitions lead to, and why."""
        each = self.state(key)
        if each.incident is None:
            raise ReviewError(f"Incident {key} is {each.state}; there is nothing to grade.")
        assembling = Assembling(self.store, self.claims())
        behind = [claim for ref in each.incident.claims if (claim := assembling.claim(ref)) is not None]
        part_of = {actor.id: actor.part_of for actor in self.observatory.pack.actors.values()}
        return propose_grade(each.incident, behind, part_of=part_of)

    def judgement(self, number: int) -> Judgement:
        """The judgement of that number.

        Raises:
            ReviewError: there is none.
        """
        for each in self.judgements():
            if each.number == number:
                return each
        raise ReviewError(f"There is no judgement with the number {number}; `marsad review show ID` lists them.")

    def suggestion(self, key: str, field_name: str, *, by: str) -> Any:
        """What the machine has in a field of a claim, for somebody who has coded it.

        Raises:
            ReviewError: they have not coded it yet, or there is no such field.
        """
        if not may_see_suggestion(self.judgements(), about=key, field=field_name, by=by):
            raise ReviewError(f"{by} has not coded {field_name} of {key} yet; the machine's value shows after that.")
        claim = Assembling(self.store, Claims()).claim(ClaimRef.of(key))
        if claim is None:
            raise ReviewError(f"There is no claim {key!r} here.")
        return field_of(claim, field_name)

    def agreement(self) -> dict[str, Agreement]:
        """Krippendorff's alpha of each field over blind codes."""
        return agreement_by_field(self.judgements())

    def _evidence(self, ref: ClaimRef, assembling: Assembling, claims: Claims) -> Evidence | None:
        claim, report = assembling.claim(ref), self.store.reports.get(ref.report)
        if claim is None or report is None:
            return None
        said_by = tuple(voice.words or voice.actor or "?" for voice in claim.said_by)
        sentences = tuple(" ".join(span.of(report.text).split()) for span in claim.spans)
        return Evidence(str(ref), report.publisher, said_by, sentences, claims.state(ref))

    def open_alerts(self) -> Iterator[Alert]:
        """The alerts on which nobody has decided."""
        decided = {key for each in self.judgements() if each.act in ("issue", "dismiss") for key in each.about}
        return (alert for alert in self.store.alerts.all() if alert.id not in decided)

    def _look_at_reports(self) -> None:
        """The day of publication, and the number of errors and doubts found, of each report; only new readings are
        fetched."""
        number = self.store.number
        for reading in self.store.readings.all(after=self._looked):
            if reading.report.published:
                self._published[reading.report.id] = reading.report.published
            self._findings[reading.report.id] = sum(finding.severity != "note" for finding in reading.findings)
        self._looked = number

    def _touched(self, judgement: Judgement) -> set[str]:
        """The incidents that a judgement bears on.

        Raises:
            ReviewError: one of the things it is about is not there.
        """
        touched: set[str] = set()
        known = {key for each in self.judgements() for key in each.about}
        for key in judgement.about:
            found = self._incidents_of(key)
            if found is None and key not in known:
                raise ReviewError(f"There is nothing with the id {key!r} here to {judgement.act}.")
            touched |= found or {key}
        if judgement.act == "undo":
            undone = next((each for each in self.judgements() if each.number == judgement.value), None)
            if undone is None:
                raise ReviewError(f"There is no judgement with the number {judgement.value}.")
            touched |= {each for key in undone.about for each in self._incidents_of(key) or {key}}
        return touched

    def _incidents_of(self, key: str) -> set[str] | None:
        """The incidents that a thing bears on; None where there is no such thing."""
        store = self.store
        if store.incidents.history(key):
            return {key}
        if store.reports.get(key) is not None:
            return set(store.incidents.holding({"report": key}))
        ref = ClaimRef.of(key)
        if ref.report and Assembling(store, Claims()).claim(ref) is not None:
            return set(store.incidents.holding({"claim": ref.claim, "report": ref.report}))
        if any(shelf.get(key) is not None for shelf in (store.alerts, store.releases, store.findings)):
            return set()
        return None

    def _check_correction(self, judgement: Judgement) -> None:
        """A correction of a claim has to be one that the claim can take."""
        if judgement.act != "correct":
            return
        assembling = Assembling(self.store, Claims())
        for key in judgement.about:
            claim = assembling.claim(ClaimRef.of(key)) if self.store.incidents.get(key) is None else None
            if claim is not None:
                correct_claim(claim, [judgement])


def together(ids: Iterable[str], made: Sequence[Judgement]) -> set[str]:
    """The ids and all that merges and splits, also undone ones, hang together with them."""
    links = [set(each.about) | part_ids(each) for each in made if each.act in LINKING]
    found = set(ids)
    while more := {key for link in links if link & found for key in link} - found:
        found |= more
    return found


def part_ids(judgement: Judgement) -> set[str]:
    """The ids of the incidents that a split makes."""
    if judgement.act != "split" or not isinstance(judgement.value, list | tuple):
        return set()
    return {part_id(judgement, place) for place in range(1, len(judgement.value))}


def incidents_as_reviewed(observatory: "Observatory") -> list[Incident]:
    """Every incident as people left it, derived from the ledger: for a check against what is kept."""
    return settled(Review(observatory).reviewed())[0]


def waiting_json(each: Waiting) -> dict[str, Any]:
    """Something that waits, as plain data."""
    return {
        "kind": each.kind, "about": list(each.about), "doubt": each.doubt, "impact": each.impact, "since": each.since,
        "why": list(each.why), "says": each.says,
    }  # fmt: skip


def judgement_json(judged: Judged) -> dict[str, Any]:
    """A judgement and what it changed, as plain data."""
    return {**to_plain(judged.judgement), "changed": list(judged.changed)}
