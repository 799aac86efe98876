"""From judgements to the state of claims and incidents: nothing overwritten, everything derived."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marsad.model.claim import Claim, Count, Reading, When, Where, Who
from marsad.model.errors import ReviewError
from marsad.model.incident import ClaimRef, Incident, Judgement, Toll
from marsad.model.range import Range
from marsad.model.report import Report, Span
from marsad.review import Proposed, Reviewed, Rules, check, claims_of, correct_claim, derive, reviewed_reading, settled

START = datetime(2022, 3, 1, tzinfo=UTC)
REFS = {"i1": ("r1:c1", "r2:c1"), "i2": ("r3:c1",), "i3": ("r4:c1", "r5:c1", "r6:c1")}


def refs(*words: str) -> tuple[ClaimRef, ...]:
    return tuple(ClaimRef.of(each) for each in words)


def assemble(key: str, claims: Sequence[ClaimRef]) -> Incident:
    """One killed for each claim: enough to see which claims an incident rests on."""
    return Incident(key, tuple(claims), tolls=(Toll("killed", Range.exactly(len(claims))),))


def proposed(number: int = 0) -> list[Proposed]:
    return [Proposed(assemble(key, refs(*claims)), number) for key, claims in REFS.items()]


def ledger(*judgements: tuple[str, Sequence[str] | str, dict[str, object]]) -> list[Judgement]:
    """Judgements numbered from 100, a minute apart."""
    numbers = count(100)
    made = []
    for act, about, more in judgements:
        number = next(numbers)
        given = {"by": "Rim", "reason": "as the reports say", **more}
        about = (about,) if isinstance(about, str) else tuple(about)
        made.append(Judgement(act, about, at=START + timedelta(minutes=number), number=number, **given))  # type: ignore[arg-type]
    return [check(each) for each in made]


def state_after(
    *judgements: tuple[str, Sequence[str] | str, dict[str, object]], rules: Rules | None = None
) -> dict[str, Reviewed]:
    return derive(proposed(), ledger(*judgements), assemble=assemble, rules=rules)


def test_without_judgements_everything_is_proposed() -> None:
    """What nobody decided on is as the machine proposes it."""
    reviewed = state_after()
    assert {key: each.state for key, each in reviewed.items()} == dict.fromkeys(REFS, "proposed")
    assert [each.incident for each in reviewed.values()] == [each.incident for each in proposed()]


def test_the_last_word_counts_and_names_who_said_it() -> None:
    """Accepting names the person; a later rejection takes its place; both stay to be read."""
    one = state_after(("accept", "i1", {}))["i1"]
    assert one.incident is not None
    assert (one.state, one.incident.accepted_by) == ("accepted", "Rim")

    two = state_after(("accept", "i1", {}), ("reject", "i1", {"by": "Sami"}))["i1"]
    assert (two.state, two.incident and two.incident.accepted_by) == ("rejected", None)
    assert [each.act for each in two.judgements] == ["accept", "reject"]


def test_a_correction_keeps_both_values() -> None:
    """A corrected field holds the person's value; the machine's stays beside it, with who and why."""
    value = {"start": "2022-01-28", "end": "2022-01-29", "precision": "days"}
    one = state_after(("correct", "i1", {"field_name": "when", "value": value, "reason": "two nights"}))["i1"]

    assert one.incident is not None
    assert one.incident.when == When(None, date(2022, 1, 28), date(2022, 1, 29), "days")
    assert one.machine is not None
    assert one.machine.when == When()
    assert [(each.field, each.machine, each.by, each.reason) for each in one.corrections] == [
        ("when", None, "Rim", "two nights")
    ]


def test_a_correction_that_cannot_be_is_refused() -> None:
    """Fields that are not corrected, and values that no incident may hold, are refused with a word on what may be."""
    for name, value, words in (
        ("claims", [], "not corrected; there are"),
        ("when", {"start": "soon"}, "cannot take this value"),
    ):
        with pytest.raises(ReviewError, match=words):
            state_after(("correct", "i1", {"field_name": name, "value": value}))


def test_merging_joins_claims_under_the_first_id() -> None:
    """The first incident has all claims, the other is no more and says where it went; chains are followed."""
    reviewed = state_after(("merge", ["i1", "i2"], {}), ("merge", ["i3", "i1"], {}), ("accept", "i3", {}))

    assert reviewed["i3"].incident is not None
    assert {str(ref) for ref in reviewed["i3"].incident.claims} == {ref for claims in REFS.values() for ref in claims}
    assert reviewed["i3"].incident.tolls[0].range == Range.exactly(6)
    assert (reviewed["i1"].state, reviewed["i1"].merged_into) == ("merged", "i3")
    assert reviewed["i2"].merged_into == "i3"
    kept, gone = settled(reviewed)
    assert ([each.id for each in kept], sorted(gone)) == (["i3"], ["i1", "i2"])


def test_merging_back_and_forth_ends() -> None:
    """Two people who merge the same pair the other way round end with one incident, not in a circle."""
    reviewed = state_after(("merge", ["i1", "i2"], {}), ("merge", ["i2", "i1"], {"by": "Sami"}))
    kept, gone = settled(reviewed)
    assert ([each.id for each in kept], gone) == (["i1", "i3"], ["i2"])


def test_splitting_gives_each_part_its_claims() -> None:
    """The first part keeps the id; the others get ids of their own, the same in every derivation."""
    groups = [["r4:c1"], ["r5:c1", "r6:c1"]]
    reviewed = state_after(("split", "i3", {"value": groups}), ("accept", "i3-100.1", {"by": "Sami"}))

    assert reviewed["i3"].incident is not None
    assert reviewed["i3"].incident.claims == refs("r4:c1")
    part = reviewed["i3-100.1"]
    assert part.incident is not None
    assert (part.incident.claims, part.state, part.machine) == (refs("r5:c1", "r6:c1"), "accepted", None)


def test_taking_back_restores_what_was() -> None:
    """Undoing a merge gives each its claims again, also where the machine went on with both."""
    merged_by_machine = [
        Proposed(assemble("i1", refs("r1:c1", "r2:c1", "r3:c1", "r9:c1")), 150),
        Proposed(assemble("i2", refs("r3:c1")), 0),
    ]
    made = ledger(("merge", ["i1", "i2"], {}), ("undo", "i1", {"value": 100}))
    reviewed = derive(merged_by_machine, made, assemble=assemble)
    assert {key: each.incident and len(each.incident.claims) for key, each in reviewed.items()} == {"i1": 3, "i2": 1}

    made += ledger(("undo", "i1", {"value": 101}))
    again = derive(
        merged_by_machine,
        [*made[:2], *(Judgement("undo", ("i1",), "Rim", START, "r", value=101, number=102),)],
        assemble=assemble,
    )
    assert again["i2"].merged_into == "i1"


def test_a_retracted_report_takes_its_claims_from_every_number() -> None:
    """Retracting a report takes its claims out of its incident, and an incident with no other is gone."""
    reviewed = state_after(("retract", "r2", {}), ("retract", "r3", {}))
    assert reviewed["i1"].incident is not None
    assert reviewed["i1"].incident.tolls[0].range == Range.exactly(1)
    assert reviewed["i1"].out == refs("r2:c1")
    assert (reviewed["i2"].state, settled(reviewed)[1]) == ("gone", ["i2"])

    back = state_after(("retract", "r3", {}), ("reinstate", "r3", {}))
    assert back["i2"].incident is not None


def test_a_rejected_claim_is_out_and_the_incident_is_not() -> None:
    """Rejecting one claim leaves the incident to the others."""
    reviewed = state_after(("reject", "r1:c1", {}))
    assert reviewed["i1"].incident is not None
    assert (reviewed["i1"].incident.claims, reviewed["i1"].state) == (refs("r2:c1"), "proposed")


def test_what_changed_after_it_was_accepted_is_marked() -> None:
    """An incident that the machine, or a merge, changed after the decision has to be looked at again."""
    made = ledger(("accept", "i1", {}))
    assert not derive(proposed(99), made, assemble=assemble)["i1"].changed_since
    assert derive(proposed(101), made, assemble=assemble)["i1"].changed_since
    assert state_after(("accept", "i1", {}), ("merge", ["i1", "i2"], {}))["i1"].changed_since
    assert not state_after(("merge", ["i1", "i2"], {}), ("accept", "i1", {}))["i1"].changed_since


def test_two_people_have_to_agree_where_the_rule_asks() -> None:
    """Under the two-person rule one acceptance waits; the same person twice is one; a second person decides."""
    rules = Rules(frozenset({"accept", "grade"}))
    once = state_after(("accept", "i1", {}), ("accept", "i1", {}), rules=rules)["i1"]
    assert (once.state, [each.by for each in once.waiting]) == ("proposed", [("Rim",)])

    twice = state_after(("accept", "i1", {}), ("accept", "i1", {"by": "Sami"}), rules=rules)["i1"]
    assert twice.incident is not None
    assert (twice.state, twice.incident.accepted_by, twice.waiting) == ("accepted", "Rim, Sami", ())

    apart = state_after(
        ("grade", "i1", {"value": "fair"}), ("grade", "i1", {"value": "weak", "by": "Sami"}), rules=rules
    )["i1"]
    assert apart.incident is not None
    assert apart.incident.grade is None
    stopped = state_after(
        ("accept", "i1", {}), ("reject", "i1", {"by": "Sami"}), ("accept", "i1", {"by": "Nour"}), rules=rules
    )["i1"]
    assert stopped.state == "rejected"


def test_withholding_restricts_and_showing_lifts_it() -> None:
    """A withheld incident is restricted until it may be shown again."""
    held = state_after(("withhold", "i1", {}))["i1"]
    assert held.is_withheld
    assert held.incident is not None
    assert held.incident.is_restricted
    assert not state_after(("withhold", "i1", {}), ("show", "i1", {}))["i1"].is_withheld


@pytest.mark.parametrize(
    ("act", "about", "more", "words"),
    [
        ("bless", ("i1",), {}, "no judgement 'bless'"),
        ("accept", (), {}, "about something"),
        ("accept", ("",), {}, "about something"),
        ("accept", ("i1",), {"by": " "}, "name of who"),
        ("reject", ("i1",), {"reason": " "}, "needs a reason"),
        ("correct", ("i1",), {}, "name of the field"),
        ("grade", ("i1",), {"value": "good"}, "no grade 'good'"),
        ("merge", ("i1", "i1"), {}, "two incidents"),
        ("split", ("i1",), {"value": [["r1:c1"]]}, "two lists"),
        ("split", ("i1",), {"value": "r1:c1"}, "two lists"),
        ("split", ("i1",), {"value": [["r1:c1"], ["r1:c1"]]}, "two parts"),
        ("undo", ("i1",), {"value": True}, "number of a judgement"),
    ],
)
def test_what_cannot_be_judged_is_refused(
    act: str, about: tuple[str, ...], more: dict[str, object], words: str
) -> None:
    """A judgement that lacks something is refused with a word on what is wanted."""
    given = {"by": "Rim", "reason": "a reason", **more}
    with pytest.raises(ReviewError, match=words):
        check(Judgement(act, about, at=START, **given))  # type: ignore[arg-type]


def claim() -> Claim:
    part = Count("n2", "killed", Range.exactly(2), "two", Span(5, 8), link="subset")
    count = Count(
        "n1", "killed", Range.at_least(4), "at least four", Span(0, 4), Who(status="combatant"), parts=(part,)
    )
    return Claim("c1", "event", "new", "reported", (Span(0, 40),), where=(Where("the village"),), counts=(count,))


def correction(name: str, value: object) -> Judgement:
    return Judgement("correct", ("r1:c1",), "Rim", START, "a reason", name, value, 7)


def test_claims_are_corrected_field_by_field() -> None:
    """Fields of a claim and of its counts, also of parts, take a person's value; the machine's stays beside it."""
    made = [
        correction("n2.who", {"sex": "female"}),
        correction("n1.range", {"low": 5, "best": 5, "high": 5, "sign": "="}),
        correction("where", [{"words": "the village", "place": "SY0405", "precision": "adm2"}]),
    ]
    corrected, changes = correct_claim(claim(), made)

    assert corrected.counts[0].parts[0].who == Who(sex="female")
    assert corrected.counts[0].range == Range.exactly(5)
    assert corrected.where[0].place == "SY0405"
    assert corrected.counts[0].span == claim().counts[0].span
    assert changes[1].machine == {"low": 4, "best": 4, "high": None, "sign": ">="}


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("n9.who", {}, "no count 'n9'; there are n1, n2"),
        ("spans", [], "is not corrected"),
        ("n1.span", [0, 1], "is not corrected"),
        ("n1.range", {"low": 9, "best": 5}, "cannot take this value"),
        ("n1.range", 5, "low, best, high and sign"),
        ("kind", "rumour", "cannot take this value"),
        ("colour", "red", "cannot take this value"),
    ],
)
def test_a_claim_takes_only_what_it_may_hold(name: str, value: object, words: str) -> None:
    """Counts that are not there, places of words, and values outside the record are refused."""
    with pytest.raises(ReviewError, match=words):
        correct_claim(claim(), [correction(name, value)])


def test_a_reading_as_people_left_it() -> None:
    """Corrected claims take the place of the machine's, rejected ones and retracted reports are out."""
    reading = Reading(Report("r1", "four killed in the village"), (claim(),))
    made = [correction("n1.range", {"low": 5, "best": 5, "high": 5, "sign": "="})]
    assert next(reviewed_reading(reading, claims_of(made)).counts()).range == Range.exactly(5)
    rejected = claims_of([Judgement("reject", ("r1:c1",), "Rim", START, "a reason")])
    assert reviewed_reading(reading, rejected).claims == ()
    retracted = claims_of([Judgement("retract", ("r1",), "Rim", START, "a reason")])
    assert reviewed_reading(reading, retracted).claims == ()
    assert next(reading.counts()).range == Range.at_least(4)


acts = st.one_of(
    st.tuples(st.sampled_from(["accept", "withhold", "show"]), st.sampled_from(list(REFS)), st.just({})),
    st.tuples(st.sampled_from(["reject", "accept"]), st.sampled_from(["r1:c1", "r3:c1", "r5:c1"]), st.just({})),
    st.tuples(st.just("retract"), st.sampled_from(["r2", "r4"]), st.just({})),
    st.tuples(st.just("merge"), st.permutations(list(REFS)).map(lambda each: each[:2]), st.just({})),
    st.tuples(st.just("split"), st.just("i3"), st.just({"value": [["r4:c1"], ["r5:c1", "r6:c1"]]})),
    st.tuples(st.just("undo"), st.just("i1"), st.integers(100, 108).map(lambda number: {"value": number})),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(acts, max_size=9))
def test_no_claim_is_lost_or_in_two_incidents(made: list[tuple[str, Sequence[str] | str, dict[str, object]]]) -> None:
    """Whatever is judged: each claim is in exactly one incident or out, and deriving twice gives the same."""
    judgements = ledger(*made)
    reviewed = derive(proposed(), judgements, assemble=assemble)
    held = [ref for each in reviewed.values() if each.incident for ref in each.incident.claims]
    out = {ref for each in reviewed.values() for ref in each.out}
    everything = {ref for claims in REFS.values() for ref in refs(*claims)}
    assert len(held) == len(set(held))
    assert set(held) | out == everything
    assert derive(proposed(), judgements, assemble=assemble) == reviewed
