"""Review in an observatory: from a judgement to the record, and back."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from marsad.match.events import match_events
from marsad.model.claim import Claim, Count, Reading, Voice, When, Where, Who
from marsad.model.errors import RefusedError, ReviewError
from marsad.model.incident import Alert, DoubtfulPair
from marsad.model.range import Range
from marsad.model.report import Report, Span
from marsad.run.match import match_observatory
from marsad.run.observatory import Observatory, open_observatory
from marsad.run.review import REVIEWER, Review, incidents_as_reviewed

DAY = date(2022, 1, 28)


def told(key: str, publisher: str, number: int, place: str = "SY0405", day: date = DAY) -> Reading:
    """One report of one event."""
    text = f"{publisher}: cells ambushed a bus on the road near the town, {number} soldiers were killed."
    report = Report(key, text, publisher, "en", DAY)
    at = text.index(f"{number} soldiers")
    count = Count(
        "n1", "killed", Range.exactly(number), str(number), Span(at, at + len(str(number))),
        Who("syrian-regime-forces", "combatant"), ("isis",), ("ambush",),
    )  # fmt: skip
    where = Where("the town", place, "adm2", ("SY04", "SY"))
    claim = Claim(
        "c1", "event", "new", "reported", (Span(0, len(text)),), (Voice(publisher, publisher.lower()),),
        When("Friday", day, day, "day"), (where,), "Attack", counts=(count,), read_by="rules 1",
    )  # fmt: skip
    return Reading(report, (claim,), read_by="rules 1")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Observatory]:
    """An observatory with one event told three times, and another far away."""
    readings = [
        told("a", "Alpha", 4),
        told("b", "Beta", 5),
        told("c", "Gamma", 4),
        told("d", "Delta", 9, "SY0800", date(2022, 1, 3)),
    ]
    with open_observatory(tmp_path / "desk.marsad", pack="syria", create=True, by="Rim") as observatory:
        observatory.store.reports.add([reading.report for reading in readings], by="collect 1")
        observatory.store.readings.add(readings, by="rules 1")
        found = match_events(observatory.store.readings.all(), pack=observatory.pack)
        observatory.store.incidents.add(found.incidents, by="match 1")
        yield observatory


def ids(desk: Observatory) -> tuple[str, str]:
    """The incident told three times, and the other."""
    held = sorted(desk.store.incidents.all(), key=lambda each: len(each.claims))
    assert [len(each.claims) for each in held] == [1, 3]
    return held[1].id, held[0].id


def killed(desk: Observatory, key: str) -> tuple[int | None, int | None, int | None]:
    incident = desk.store.incidents.get(key)
    assert incident is not None
    reach = incident.tolls[0].range
    return reach.low, reach.best, reach.high


def test_a_judgement_takes_effect_on_the_record(desk: Observatory) -> None:
    """Accepting and grading change the incident that counting sees; the machine's version stays in its history."""
    key, other = ids(desk)
    review = Review(desk)
    judged = review.judge("accept", key, by="Rim")
    review.judge("grade", key, by="Sami", value="fair")

    incident = desk.store.incidents.get(key)
    assert incident is not None
    assert (incident.state, incident.accepted_by, incident.grade) == ("accepted", "Rim", "fair")
    assert judged.changed == (key,)
    history = desk.store.incidents.history(key)
    assert [(kept.by, kept.record.state) for kept in history if kept.record] == [
        ("match 1", "proposed"), (REVIEWER, "accepted"), (REVIEWER, "accepted"),
    ]  # fmt: skip
    assert desk.store.incidents.get(other).state == "proposed"  # type: ignore[union-attr]
    assert desk.store.ledger.verify().is_sound


def test_retracting_a_report_changes_every_number_that_used_it(desk: Observatory) -> None:
    """The toll is put together again without the report; with none left the incident is gone; reinstating restores."""
    key, other = ids(desk)
    review = Review(desk)
    assert killed(desk, key) == (4, 4, 5)

    assert review.judge("retract", "b", by="Rim", reason="withdrawn by the outlet").changed == (key,)
    assert killed(desk, key) == (4, 4, 4)
    assert review.judge("retract", "d", by="Rim", reason="forged").changed == (other,)
    assert desk.store.incidents.get(other) is None

    review.judge("reinstate", "b", by="Rim", reason="the outlet stands by it")
    review.judge("reinstate", "d", by="Rim", reason="it was not forged")
    assert killed(desk, key) == (4, 4, 5)
    assert killed(desk, other) == (9, 9, 9)


def test_rejecting_or_correcting_a_claim_reaches_the_toll(desk: Observatory) -> None:
    """A claim's correction and rejection flow into the incident; undoing them brings the machine's value back."""
    key, _ = ids(desk)
    review = Review(desk)
    value = {"low": 7, "best": 7, "high": 7, "sign": "="}
    review.judge("correct", "b:c1", by="Rim", reason="misread", field_name="n1.range", value=value)
    assert killed(desk, key) == (4, 4, 7)
    rejected = review.judge("reject", "b:c1", by="Rim", reason="another bus")
    assert killed(desk, key) == (4, 4, 4)
    review.judge("undo", "b:c1", by="Rim", reason="it was this bus", value=rejected.judgement.number)
    assert killed(desk, key) == (4, 4, 7)
    assert [next(each.counts()).range.best for each in review.readings()] == [4, 7, 4, 9]
    assert [next(each.counts()).range.best for each in desk.store.readings.all()] == [4, 5, 4, 9]


def test_merging_splitting_and_taking_back(desk: Observatory) -> None:
    """Merged incidents are one with all claims; split ones several; taken back, all is as before."""
    key, other = ids(desk)
    before = {each.id: each for each in desk.store.incidents.all()}
    review = Review(desk)
    merged = review.judge("merge", key, other, by="Rim", reason="one event")
    assert [len(each.claims) for each in desk.store.incidents.all()] == [4]
    review.judge("undo", key, by="Rim", reason="two after all", value=merged.judgement.number)
    assert {each.id: each for each in desk.store.incidents.all()} == before

    split = review.judge("split", key, by="Rim", reason="two buses", value=[["a:c1", "c:c1"], ["b:c1"]])
    part = f"{key}-{split.judgement.number}.1"
    assert killed(desk, key) == (4, 4, 4)
    assert killed(desk, part) == (5, 5, 5)
    review.judge("accept", part, by="Rim")
    review.judge("undo", key, by="Rim", reason="one bus", value=split.judgement.number)
    assert {each.id: each for each in desk.store.incidents.all()} == before
    assert desk.store.ledger.verify().is_sound


def test_matching_goes_on_with_what_people_decided(desk: Observatory) -> None:
    """A report that comes later joins the merged and corrected incident, which then asks to be looked at again."""
    key, other = ids(desk)
    review = Review(desk)
    review.judge("merge", key, other, by="Rim", reason="one event")
    review.judge("accept", key, by="Rim")
    late = told("e", "Epsilon", 4)
    desk.store.reports.add([late.report], by="collect 1")
    desk.store.readings.add([late], by="rules 1")

    found = match_events(
        [late], pack=desk.pack, incidents=desk.store.incidents.all(),
        readings_of=lambda reports: [each for each in desk.store.readings.all() if each.report.id in reports],
    )  # fmt: skip
    desk.store.incidents.add(found.incidents, by="match 1")
    review.settle()

    held = list(desk.store.incidents.all())
    assert [(each.id, len(each.claims), each.state) for each in held] == [(key, 5, "accepted")]
    assert review.state(key).changed_since
    assert review.queue()[0].why[0] == "it changed after it was decided"
    assert incidents_as_reviewed(desk) == held


def test_deriving_all_gives_what_is_kept(desk: Observatory) -> None:
    """What judgement by judgement was put into the record is what the whole ledger gives."""
    key, other = ids(desk)
    review = Review(desk)
    review.judge("accept", key, by="Rim")
    review.judge("split", key, by="Rim", reason="two", value=[["a:c1"], ["b:c1", "c:c1"]])
    review.judge("retract", "c", by="Sami", reason="forged")
    review.judge("withhold", other, by="Rim", reason="a witness can be told")
    review.judge(
        "correct",
        other,
        by="Rim",
        reason="the day",
        field_name="when",
        value={"start": "2022-01-02", "end": "2022-01-03", "precision": "days"},
    )

    kept = {each.id: each for each in desk.store.incidents.all()}
    assert {each.id: each for each in incidents_as_reviewed(desk)} == kept
    assert review.settle() == []
    assert kept[other].is_restricted


def test_two_reviewers_at_once(desk: Observatory) -> None:
    """Whoever decides on what another decided meanwhile is told to look again; a press sent twice counts once."""
    key, _ = ids(desk)
    one, two = Review(desk), Review(desk)
    seen = desk.store.number
    one.judge("accept", key, by="Rim", seen=seen, token="press-1")
    assert one.judge("accept", key, by="Rim", seen=seen, token="press-1").changed == ()
    with pytest.raises(RefusedError, match="Rim judged"):
        two.judge("reject", key, by="Sami", reason="no", seen=seen)
    assert len(two.judgements()) == 1


def test_what_is_not_there_is_not_judged(desk: Observatory) -> None:
    """Unknown ids, fields and values are refused before anything is kept."""
    key, _ = ids(desk)
    review = Review(desk)
    before = desk.store.number
    for act, about, more, words in (
        ("accept", "nothing", {}, "nothing with the id 'nothing'"),
        ("accept", "a:c9", {}, "nothing with the id 'a:c9'"),
        ("correct", "a:c1", {"reason": "x", "field_name": "n9.who", "value": {}}, "no count"),
        ("correct", key, {"reason": "x", "field_name": "when", "value": {"start": "soon"}}, "cannot take this value"),
        ("undo", key, {"reason": "x", "value": 99999}, "no judgement with the number"),
        ("merge", key, {"reason": "x"}, "two incidents"),
    ):
        with pytest.raises(ReviewError, match=words):
            review.judge(act, about, by="Rim", **more)  # type: ignore[arg-type]
    assert desk.store.number == before


def test_the_two_person_rule_is_a_setting(desk: Observatory) -> None:
    """With the setting, one acceptance waits in the queue, and a second person's lets it hold."""
    key, _ = ids(desk)
    desk.store.settings.set("review", {"two_people": ["accept"]}, by="Rim")
    review = Review(desk)
    review.judge("accept", key, by="Rim")
    assert desk.store.incidents.get(key).state == "proposed"  # type: ignore[union-attr]
    assert any("a second person is needed" in why for each in review.queue() for why in each.why)
    review.judge("accept", key, by="Sami")
    assert desk.store.incidents.get(key).accepted_by == "Rim, Sami"  # type: ignore[union-attr]


def test_queue_evidence_and_proposed_grade(desk: Observatory) -> None:
    """The queue names what waits, with its sentences, sources and a grade by the published rule."""
    key, other = ids(desk)
    desk.store.pairs.add([DoubtfulPair(key, other, 2.5, ("same doers",))], by="match 1")
    desk.store.alerts.add(
        [Alert("a1", "spike", "isis", None, DAY, DAY, 4.0, 1.0, "rule 1", says="More.")], by="watch 1"
    )
    review = Review(desk)
    assert {each.kind for each in review.queue()} == {"incident", "pair", "alert"}
    assert review.queue(order="impact", limit=1)[0].about == (other,)

    evidence = review.evidence(key)
    assert [(each.publisher, each.state) for each in evidence] == [
        ("Alpha", "proposed"),
        ("Beta", "proposed"),
        ("Gamma", "proposed"),
    ]
    assert "4 soldiers were killed" in evidence[0].sentences[0]
    assert review.propose_grade(key).grade == "discounted"

    review.judge("dismiss", "a1", by="Rim", reason="a feast day")
    review.judge("apart", key, other, by="Rim")
    assert {each.kind for each in review.queue()} == {"incident"}


def test_blind_codes_give_agreement(desk: Observatory) -> None:
    """Codes of two people give alpha by field."""
    review = Review(desk)
    for key, mine, theirs in (("a:c1", 4, 4), ("b:c1", 5, 5), ("c:c1", 4, 5), ("d:c1", 9, 9)):
        review.judge("code", key, by="Rim", field_name="n1.best", value=mine)
        review.judge("code", key, by="Sami", field_name="n1.best", value=theirs)
    found = review.agreement()["n1.best"]
    assert found.alpha is not None
    assert 0.8 < found.alpha < 1


def test_what_is_read_otherwise_since_is_not_counted_twice(desk: Observatory) -> None:
    """A merged incident drops claims that a newer reading no longer has; the newer claims come by matching."""
    key, other = ids(desk)
    review = Review(desk)
    review.judge("merge", key, other, by="Rim", reason="one event")
    again = told("d", "Delta", 9)
    desk.store.readings.add([Reading(again.report, (), read_by="rules 2")], by="rules 2")
    match_observatory(desk, again=False)
    review.settle()

    held = list(desk.store.incidents.all())
    assert [(each.id, sorted(map(str, each.claims))) for each in held] == [(key, ["a:c1", "b:c1", "c:c1"])]
