"""Review through the pages: the queue and one case as a person may see them, and judgements in their name."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from marsad.model.errors import RefusedError
from marsad.model.incident import Incident, Judgement
from marsad.review import Order, ProposedGrade, Waiting
from marsad.run.cached import Cached
from marsad.run.review import Evidence, Review
from marsad.run.viewing import Viewing

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


def queue_for(viewing: Viewing, cached: Cached, *, order: Order) -> list[Waiting]:
    """What waits, as far as it is open to this person."""
    number = viewing.observatory.store.number
    waiting: list[Waiting] = cached.get(
        ("queue", order),
        number,
        lambda: Review(viewing.observatory).queue(order=order),
        may_be_late=True,
    )
    if not viewing.hidden and not _any_restricted(viewing, cached):
        return waiting
    return [
        each for each in waiting if all(viewing.incident(id) is not None or each.kind == "alert" for id in each.about)
    ]


def _any_restricted(viewing: Viewing, cached: Cached) -> bool:
    store = viewing.observatory.store
    return cached.get("restricted", store.number, lambda: any(each.is_restricted for each in store.incidents.all()))


def case_of(viewing: Viewing, id: str) -> Case | None:
    """One incident with all that is behind it; None where there is none, or none open to this person."""
    if viewing.incident(id) is None:
        return None
    review, store = Review(viewing.observatory), viewing.observatory.store
    seen = store.number
    each = review.state(id)
    history = tuple(review.history(id))
    evidence = [e for e in review.evidence(id) if viewing.report(e.ref.rpartition(":")[0]) is not None]
    shown = tuple(Evidence(e.ref, _name(viewing, e), e.said_by, e.sentences, e.state) for e in evidence)
    grade = review.propose_grade(id) if each.incident is not None else None
    return Case(each.incident, each.machine, each.state, shown, history, grade, seen)


def _name(viewing: Viewing, evidence: Evidence) -> str | None:
    report = viewing.report(evidence.ref.rpartition(":")[0])
    return viewing.publisher(report) if report is not None else None


def judge(
    viewing: Viewing, act: str, about: Sequence[str], *, reason: str = "", value: object = None,
    seen: int | None = None, token: str | None = None,
) -> None:  # fmt: skip
    """Judge in this person's name.

    Raises:
        RefusedError: the act is not theirs to do, one of the things is not open to them, or somebody else was first.
        ReviewError: it cannot be made.
    """
    viewing.need(JUDGE.get(act, "keep"))
    store = viewing.observatory.store
    for id in about:
        is_known = store.incidents.get(id) is not None
        report = id if store.reports.get(id) is not None else id.rpartition(":")[0]
        if (is_known and viewing.incident(id) is None) or (
            store.reports.get(report) and viewing.report(report) is None
        ):
            raise RefusedError(f"There is no {id!r} that is open to you.")
    given = int(value) if act == "undo" and isinstance(value, str) and value.isdigit() else value or None
    Review(viewing.observatory).judge(
        act, *about, by=viewing.person.id, reason=reason, value=given, seen=seen, token=token
    )
