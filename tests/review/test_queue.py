"""Grades as Airwars defines them, and what waits for a person first."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from marsad.model.claim import About, Claim, Count, Voice, When, Where, Who
from marsad.model.errors import ReviewError
from marsad.model.incident import Alert, ClaimRef, DoubtfulPair, Incident, Judgement, Toll
from marsad.model.range import Range
from marsad.model.report import Span
from marsad.review import Proposed, Rules, derive, impact_of, propose_grade, queue


def told(
    key: str, by: tuple[str, ...] = (), *, basis: Any = "reported", said_by: str = "desk", about: About | None = None
) -> Claim:
    count = Count("n1", "killed", Range.exactly(3), "three", Span(0, 5), Who(status="civilian"), by)
    kind: Any = "statement" if about else "event"
    return Claim(
        key,
        kind,
        "new",
        basis,
        (Span(0, 9),),
        (Voice("x", said_by),),
        about=about,
        counts=() if about and not by else (count,),
    )


def happened(
    key: str = "i1", sources: int = 1, status: Any = "civilian", number: Range | None = None, **more: Any
) -> Incident:
    toll = Toll("killed", number or Range.exactly(3), Who(status=status))
    fields: dict[str, Any] = {
        "when": When(None, date(2022, 1, 5), date(2022, 1, 5), "day"),
        "where": (Where("x", "SY0405", "adm2"),),
    }
    return Incident(key, (ClaimRef("r" + key, "c1"),), tolls=(toll,), independent_sources=sources, **{**fields, **more})


@pytest.mark.parametrize(
    ("incident", "claims", "grade", "why"),
    [
        (happened(sources=1), [told("c1", ("state",))], "weak", "One independent source"),
        (
            happened(sources=2),
            [told("c1", ("state",)), told("c2", ("state",))],
            "fair",
            "2 independent sources, and state",
        ),
        (happened(sources=3), [told("c1")], "weak", "no belligerent"),
        (happened(sources=2), [told("c1", ("state",)), told("c2", ("rebels",))], "contested", "state against rebels"),
        (happened(sources=2), [told("c1", ("army",)), told("c2", ("brigade",))], "fair", "2 independent"),
        (happened(sources=1), [told("c1", ("cells",), basis="claimed", said_by="cells")], "confirmed", "cells accepts"),
        (happened(sources=1), [told("c1", ("cells",), basis="claimed", said_by="desk")], "weak", "One independent"),
        (
            happened(sources=2),
            [told("c1", ("state",)), told("c2", said_by="state", about=About("deny", "the strike"))],
            "contested",
            "denied",
        ),
        (
            happened(sources=2),
            [told("c1", ("cells",)), told("c2", said_by="cells", about=About("claim", "the attack"))],
            "confirmed",
            "cells accepts",
        ),
        (happened(sources=4, status="combatant"), [told("c1", ("cells",))], "discounted", "combatants"),
    ],
)
def test_grades_follow_the_published_definitions(incident: Incident, claims: list[Claim], grade: str, why: str) -> None:
    """Each definition leads to its grade, with the sentence that says why; a unit and its army are no rivals."""
    proposed = propose_grade(incident, claims, part_of={"brigade": "army", "army": None})
    assert (proposed.grade, why in proposed.why) == (grade, True), proposed.why


def reviewed(*incidents: Incident, judgements: tuple[Judgement, ...] = (), rules: Rules | None = None) -> Any:
    return derive(
        [Proposed(each, 0) for each in incidents],
        judgements,
        assemble=lambda key, claims: Incident(key, tuple(claims)),
        rules=rules,
    )


def judged(act: str, *about: str, by: str = "Rim", number: int = 10) -> Judgement:
    return Judgement(act, about, by, datetime(2022, 3, 1, tzinfo=UTC), "a reason", number=number)


def test_doubt_impact_and_age_order_the_queue() -> None:
    """By doubt the shakiest, by impact the deadliest, by age the oldest comes first."""
    shaky = happened("shaky", 1, number=Range.vague(24, 99), where=(), when=When())
    deadly = happened("deadly", 2, number=Range.exactly(80))
    old = happened("old", 2, when=When(None, date(2019, 1, 1), date(2019, 1, 1), "day"))
    state = reviewed(shaky, deadly, old)

    assert [queue(state, order=order)[0].about for order in ("doubt", "impact", "age")] == [
        ("shaky",),
        ("deadly",),
        ("old",),
    ]
    first = queue(state)[0]
    assert first.why == ("one independent source", "no place is known", "killed: 24 to 99", "no day is known")
    assert 0 < first.doubt < 1
    with pytest.raises(ReviewError, match="no order"):
        queue(state, order="mood")  # type: ignore[arg-type]


def test_what_is_decided_leaves_the_queue_until_it_changes() -> None:
    """Accepted and rejected incidents wait no more; one that changed since, or needs a second person, does."""
    one, two = happened("one"), happened("two")
    assert queue(reviewed(one, two, judgements=(judged("accept", "one"), judged("reject", "two")))) == []

    changed = derive(
        [Proposed(one, 20)], [judged("accept", "one")], assemble=lambda key, claims: Incident(key, tuple(claims))
    )
    assert queue(changed)[0].why[0] == "it changed after it was decided"
    half = queue(reviewed(one, judgements=(judged("accept", "one"),), rules=Rules(frozenset({"accept"}))))
    assert half[0].why[0] == "Rim decided (accept); a second person is needed"


def test_pairs_wait_until_they_are_one_or_told_apart() -> None:
    """A doubtful pair waits with its reasons; merged, told apart or rejected, it does not."""
    one, two = happened("one"), happened("two")
    pairs = [DoubtfulPair("one", "two", 3.2, ("same day",))]

    def pairs_after(*made: Judgement) -> list[Any]:
        return [each for each in queue(reviewed(one, two, judgements=made), pairs=pairs) if each.kind == "pair"]

    assert pairs_after()[0].why == ("they may be one (+3.2 bits)", "same day")
    for made in (judged("merge", "one", "two"), judged("apart", "two", "one"), judged("reject", "two")):
        assert pairs_after(made) == [], made.act


def test_alerts_and_findings_wait_too() -> None:
    """A proposed alert waits for a person; findings in the reports behind an incident add to its doubt."""
    alert = Alert(
        "a1", "spike", "isis", None, date(2022, 1, 1), date(2022, 1, 31), 4.0, 1.0, "rule", says="More than expected."
    )
    state = reviewed(happened("one", 2), happened("two", 2))
    waiting = queue(state, alerts=[alert], findings={"two": 2})
    assert [each.about for each in waiting] == [("two",), ("a1",), ("one",)]
    assert waiting[0].why == ("2 findings in its reports",)
    assert waiting[1].says == "More than expected."


def test_impact_is_the_killed_or_else_the_others() -> None:
    """Impact counts the killed; where nobody was killed, those hurt otherwise; things are no people."""
    tolls = (Toll("killed", Range.exactly(2)), Toll("killed", Range.between(4, 8)), Toll("injured", Range.exactly(50)))
    assert impact_of(Incident("i", (), tolls=tolls)) == 8
    assert impact_of(Incident("i", (), tolls=tolls[2:])) == 50
    assert impact_of(Incident("i", (), tolls=(Toll("attacks", Range.exactly(9)),))) == 0
