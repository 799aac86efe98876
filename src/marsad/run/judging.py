"""Review through the pages: the queue and one case as a person may see them, and judgements in their name."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from marsad.model.errors import ReviewError
from marsad.model.incident import Incident, Judgement
from marsad.review import Order, ProposedGrade, Waiting
from marsad.run.cached import Cached
from marsad.run.correcting import value_of
from marsad.run.review import Evidence, Judged, Review
from marsad.run.seen import Seen, hidden_numbers, seen_by
from marsad.run.viewing import Viewing
from marsad.run.waiting import full

# What each act takes: recorders work on claims and incidents, editors decide on grades, restrictions and reports.
JUDGE: dict[str, str] = {
    "accept": "judge", "reject": "judge", "correct": "judge", "merge": "judge", "apart": "judge", "split": "judge",
    "note": "judge", "code": "judge", "undo": "judge", "grade": "decide", "withhold": "decide", "show": "decide",
    "retract": "decide", "reinstate": "decide", "issue": "decide", "dismiss": "decide", "sign-off": "publish",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Case:
    """One incident for a person: as it stands, as the machine had it, what is behind it, what was decided."""

    incident: Incident | None
    machine: Incident | None
    state: str
    evidence: tuple[Evidence, ...]
    history: tuple[Judgement, ...]
    grade: ProposedGrade | None
    seen: int
    others: tuple[str, ...] = field(default=())


def queue_page(viewing: Viewing, cached: Cached, *, order: Order, start: int, size: int) -> tuple[list[Waiting], int]:
    """A page of what waits, as far as it is open to this person, and how much waits for them in all."""
    seen = seen_by(viewing, cached)
    queue = viewing.observatory.queue_book.now(seen.columns.number)
    # The columns of the queue may be newer than the restrictions looked up; then these are looked up anew.
    out = seen.out if queue.columns.number == seen.columns.number else hidden_numbers(viewing.anew(), queue.columns)
    open_ones = [place for place, each in enumerate(queue.others) if _is_open(viewing, seen, each)]
    rows, total = queue.page(order, start=start, size=size, out=out, others=open_ones)
    review = Review(viewing.observatory)
    found = [each for row in rows if (each := row if isinstance(row, Waiting) else full(review, row)) is not None]
    return (found if viewing.sees_sources else [viewing.secrets.shown(each) for each in found]), total


def _is_open(viewing: Viewing, seen: Seen, waiting: Waiting) -> bool:
    if waiting.kind == "alert":
        alerts = [viewing.observatory.store.alerts.get(id) for id in waiting.about]
        return all(alert is None or viewing.may_see_alert(alert) for alert in alerts)
    return all(seen.is_open(id) and viewing.is_not_hidden(id) for id in waiting.about)


def case_of(viewing: Viewing, id: str) -> Case | None:
    """One incident with all that is behind it; None where there is none, or none open to this person."""
    if viewing.incident(id) is None:
        return None
    review, store = Review(viewing.observatory), viewing.observatory.store
    seen = store.number
    each = review.state(id)
    history = tuple(made for made in review.history(id) if all(viewing.may_see_id(about) for about in made.about))
    evidence = [e for e in review.evidence(id) if viewing.report(e.ref.rpartition(":")[0]) is not None]
    shown = tuple(Evidence(e.ref, _name(viewing, e), e.said_by, e.sentences, e.state) for e in evidence)
    grade = review.propose_grade(id) if each.incident is not None else None
    machine = each.machine if each.machine is not None and viewing.may_see(each.machine) else None
    return viewing.shown(Case(each.incident, machine, each.state, shown, history, grade, seen))


def _name(viewing: Viewing, evidence: Evidence) -> str | None:
    report = viewing.report(evidence.ref.rpartition(":")[0])
    return viewing.publisher(report) if report is not None else None


def _is_open_alert(viewing: Viewing, id: str) -> bool:
    alert = viewing.observatory.store.alerts.get(id) if viewing.hidden else None
    return alert is None or viewing.may_see_alert(alert)


def judge(
    viewing: Viewing, act: str, about: Sequence[str], *, reason: str = "", value: object = None,
    seen: int | None = None, token: str | None = None, field_name: str | None = None,
) -> Judged:  # fmt: skip
    """Judge in this person's name.

    Raises:
        RefusedError: the act is not theirs to do, or somebody else was first.
        ReviewError: it cannot be made; or a thing is not there, or not open to them, which look the same.
    """
    viewing.need(JUDGE.get(act, "keep"))
    if act == "correct" and isinstance(value, str):
        value = value_of(value, field_name or "", pack=viewing.observatory.pack)
    given = int(value) if act == "undo" and isinstance(value, str) and value.isdigit() else value or None
    review = Review(viewing.observatory)
    undone = [made for made in review.judgements() if act == "undo" and made.number == given]
    for id in (*about, *(each for made in undone for each in made.about)):
        if not viewing.may_see_id(id) or not _is_open_alert(viewing, id):
            # Word for word what is said of a thing that is not there: the refusal must not tell that it is.
            raise ReviewError(f"There is nothing with the id {id!r} here to {act}.")
    for made in undone:  # what takes an editor to decide takes one to take back
        viewing.need(JUDGE.get(made.act, "keep"))
    return review.judge(
        act, *about, by=viewing.person.id, reason=reason, value=given, seen=seen, token=token,
        field_name=field_name or None,
    )  # fmt: skip
