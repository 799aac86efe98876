"""Judgements come once and in order; records have versions; the past can be asked."""

from datetime import UTC, date, datetime, timedelta

import pytest

from marsad.model.claim import Finding
from marsad.model.errors import RefusedError, StoreError
from marsad.model.incident import Alert, DoubtfulPair, Release, Tally
from marsad.model.place import Area
from marsad.model.place import Place as GazetteerPlace
from marsad.model.range import Range
from marsad.model.report import Source
from marsad.store import Deed, Person, Restriction, Store, Summary
from store.conftest import Place
from store.samples import incident, judgement, reading, report


def test_judgements_keep_their_order_and_number(store: Store) -> None:
    """Judgements come back as given, each with the number of its change."""
    given = [judgement("accept"), judgement("grade", value="fair", reason="two outlets")]
    kept = store.judgements.add(given)

    assert [each.number for each in kept] == [1, 2]
    assert tuple(store.judgements.all()) == kept
    assert store.judgements.about("i1") == list(kept)
    assert store.judgements.about("i2") == []


def test_a_judgement_sent_twice_is_kept_once(store: Store) -> None:
    """A retry with the same token keeps nothing and gives what the first sending kept."""
    first = store.judgements.add([judgement("accept"), judgement("grade", value="fair")], token="press 1%")
    again = store.judgements.add([judgement("accept"), judgement("grade", value="fair")], token="press 1%")
    store.judgements.add([judgement("accept")], token="press 1x")

    assert again == first
    assert len(list(store.judgements.all())) == 3


def test_whoever_looked_before_another_judged_looks_again(store: Store) -> None:
    """A judgement on what somebody else judged in the meantime is refused, and says by whom."""
    seen = store.number
    store.judgements.add([judgement("reject", by="Sami")], seen=seen)

    with pytest.raises(RefusedError, match=r"Sami judged i1 \(reject\) since"):
        store.judgements.add([judgement("accept")], seen=seen)
    store.judgements.add([judgement("accept", about="i2")], seen=seen)
    assert [each.act for each in store.judgements.all()] == ["reject", "accept"]


def test_one_persons_judgements_at_a_time(store: Store) -> None:
    """Judgements of two people in one go are refused: the ledger names one person a change."""
    with pytest.raises(StoreError, match="several people"):
        store.judgements.add([judgement(by="Rim"), judgement(by="Sami")])


def test_retracting_takes_a_report_out_and_reinstating_brings_it_back(store: Store) -> None:
    """The readings of a retracted report are left out until it is reinstated; nothing is removed."""
    first = report("r1")
    store.reports.add([first], by="collect 1")
    store.readings.add([reading(first)], by="rules 1")
    store.judgements.add([judgement("retract", "r1", reason="the outlet withdrew it")])

    assert list(store.readings.all()) == []
    assert len(list(store.readings.all(retracted=True))) == 1
    assert list(store.reports.all(retracted=False)) == []
    assert store.judgements.retracted() == {"r1"}

    store.judgements.add([judgement("reinstate", "r1")])
    assert len(list(store.readings.all())) == 1


def test_a_retraction_taken_back_brings_the_report_back(store: Store) -> None:
    """Undoing a retraction counts as none, and undoing that undo as the retraction again."""
    store.reports.add([report("r1")], by="collect 1")
    retract = store.judgements.add([judgement("retract", "r1", reason="mistaken")])[0].number
    assert store.judgements.retracted() == {"r1"}

    undo = store.judgements.add([judgement("undo", "r1", reason="it stands", value=retract)])[0].number
    assert store.judgements.retracted() == frozenset()
    store.judgements.add([judgement("undo", "r1", reason="it does not", value=undo)])
    assert store.judgements.retracted() == {"r1"}


def test_a_summary_is_of_its_version_and_never_of_the_past(store: Store) -> None:
    """A summary comes back by name and version; an older one does not replace a newer one; the past has none."""
    store.reports.add([report("r1")], by="collect 1")
    store.summaries.set("columns", Summary(5, b"new"), version="1")
    store.summaries.set("columns", Summary(4, b"old"), version="1")

    assert store.summaries.get("columns", version="1") == Summary(5, b"new")
    assert store.summaries.get("columns", version="2") is None
    assert store.upto(1).summaries.get("columns", version="1") is None


def test_what_did_we_hold_on_that_day(place: Place) -> None:
    """The past is asked by day or moment: reports, readings, incidents, settings and retractions as they were."""
    with place.open(create=True) as store:
        first, second = report("r1"), report("r2", "Two.")
        place.clock.now = datetime(2022, 2, 28, 12, tzinfo=UTC)
        store.reports.add([first], by="collect 1")
        store.readings.add([reading(first, 4)], by="rules 1")
        store.incidents.add([incident("i1", 4), incident("i2", 1)], by="match 1")
        place.clock.now = datetime(2022, 3, 1, 23, 59, tzinfo=UTC)
        store.settings.set("pack", "syria", by="Rim")
        place.clock.now = datetime(2022, 3, 2, tzinfo=UTC)
        store.reports.add([second], by="collect 1")
        store.readings.add([reading(first, 5)], by="rules 2")
        store.incidents.add([incident("i1", 5)], by="match 1", whole=True)
        store.judgements.add([judgement("retract", "r1")])

        then = store.as_of(date(2022, 3, 1))

        assert [each.id for each in then.reports.all()] == ["r1"]
        assert then.reports.get("r2") is None
        assert [next(each.counts()).range.best for each in then.readings.all()] == [4]
        assert {each.id: each.tolls[0].range.best for each in then.incidents.all()} == {"i1": 4, "i2": 1}
        assert then.judgements.retracted() == frozenset()
        assert then.settings.get("pack") == "syria"
        assert store.as_of(date(2022, 2, 28)).settings.get("pack") is None
        assert list(store.as_of(date(2021, 1, 1)).reports.all()) == []
        assert {each.id: each.tolls[0].range.best for each in store.incidents.all()} == {"i1": 5}
        with pytest.raises(StoreError, match="as it was"):
            then.incidents.add([incident("i3")], by="match 1")


def test_time_in_the_ledger_never_runs_back(place: Place) -> None:
    """A clock that is set back does not put later changes before earlier ones."""
    with place.open(create=True) as store:
        store.settings.set("a", 1, by="Rim")
        place.clock.now -= timedelta(days=400)
        store.settings.set("a", 2, by="Rim")

        times = [line.at for line in store.log()]
        assert times == sorted(times)
        assert store.ledger.verify().is_sound


def test_only_what_differs_becomes_a_version(store: Store) -> None:
    """Adding the same incident again adds nothing; a changed one adds a version; one that is not there is gone."""
    assert store.incidents.add([incident("i1"), incident("i2")], by="match 1") == 2
    assert store.incidents.add([incident("i1"), incident("i2")], by="match 1", whole=True) == 0
    seen = store.number
    assert store.incidents.add([incident("i1", 5), incident("i3")], by="match 2", whole=True) == 3

    assert [each.id for each in store.incidents.all()] == ["i1", "i3"]
    assert [each.id for each in store.incidents.all(after=seen)] == ["i1", "i3"]
    assert list(store.incidents.gone(after=seen)) == ["i2"]
    assert store.incidents.get("i2") is None
    history = store.incidents.history("i1")
    assert [(kept.by, kept.record.tolls[0].range.best) for kept in history if kept.record] == [
        ("match 1", 4),
        ("match 2", 5),
    ]
    assert store.incidents.history("i2")[-1].record is None
    assert store.incidents.remove(["i3", "i9"], by="Rim") == 1
    assert store.incidents.add([incident("i2")], by="match 3") == 1


def test_every_sort_of_record_comes_back_equal(store: Store) -> None:
    """Sources, places, areas, findings, alerts, tallies, releases and restrictions come back as they were given."""
    moment = datetime(2022, 2, 1, 9, 30, tzinfo=UTC)
    tally = Tally("killed", Range.at_least(12), {"month": "2021-03", "victim": None}, ("i1",))
    desert = Area("desert", "The desert", "البادية", ("SY0405",), valid_from=date(2021, 1, 1), point=(34.5, 38.3))
    finding = Finding("addends", "error", "It does not add up.", "25 ≠ 24", ("c1",), ("n1",), unless="one is both")
    for shelf, record in (
        (store.sources, Source("desk", "The desk", "ar", is_protected=True)),
        (store.places, GazetteerPlace("SY0405", "Tadmor", "تدمر", within=("SY04", "SY"), latitude=34.55)),
        (store.areas, desert),
        (store.findings, finding),
        (store.alerts, Alert("a1", "spike", "isis", None, date(2022, 1, 1), date(2022, 1, 31), 4.5, 1.0, "cusum 1")),
        (store.tallies, tally),
        (store.pairs, DoubtfulPair("i2", "i1", 3.5, ("same day",))),
        (store.releases, Release("2022.1", moment, (tally,), ("names",))),
        (store.restrictions, Restriction("r1", ("inner",), "a witness is named")),
        (store.accounts.people, Person("rim", "Rim", ("recorder",), ("inner",))),
    ):  # fmt: skip
        assert shelf.add([record], by="Rim") == 1, record
        assert shelf.add([record], by="Rim") == 0, record
        assert list(shelf.all()) == [record]
    assert store.ledger.verify().is_sound


def test_a_machines_proposal_is_told_from_what_people_made_of_it(store: Store) -> None:
    """The latest version of each id by the machine stays within reach after people changed it, and can be searched."""
    store.incidents.add([incident("i1", 4), incident("i2", 1)], by="match 1")
    store.incidents.add([incident("i1", 5)], by="review 1")
    store.incidents.remove(["i2"], by="review 1")
    store.incidents.add([incident("i3", 7)], by="reviewer Rim")

    found = {kept.record.id: kept for kept in store.incidents.proposed(except_by="review 1") if kept.record}
    assert {key: (kept.number, kept.record.tolls[0].range.best) for key, kept in found.items() if kept.record} == {
        "i1": (1, 4),
        "i2": (2, 1),
        "i3": (5, 7),
    }
    assert [kept.number for kept in store.incidents.proposed(except_by="review 1", ids={"i2"})] == [2]
    assert store.incidents.holding({"claim": "c1", "report": "r1"}) == ["i1", "i2", "i3"]
    assert store.incidents.holding({"report": "r1"}) == ["i1", "i2", "i3"]
    assert store.incidents.holding({"claim": "c1", "report": "r"}) == []


def test_settings_are_plain_data_with_a_history(store: Store) -> None:
    """A setting holds any JSON data; its earlier values stay."""
    store.settings.set("grades", {"fair": [1, 2.5, None, "مقبولة"]}, by="Rim")
    store.settings.set("grades", [], by="Sami")

    assert store.settings.get("grades") == []
    assert store.settings.get("nothing", 7) == 7
    assert [kept.by for kept in store.settings.history("grades")] == ["Rim", "Sami"]


def test_what_json_cannot_hold_is_refused(store: Store) -> None:
    """A value that is no JSON is refused with a word on what was wanted, and nothing is kept."""
    with pytest.raises(StoreError, match="what JSON cannot"):
        store.settings.set("x", float("nan"), by="Rim")
    with pytest.raises(StoreError, match="what JSON cannot"):
        store.settings.set("x", b"bytes", by="Rim")
    assert store.number == 0


def test_deeds_are_logged_with_who_and_when(store: Store) -> None:
    """What somebody did without changing a record is in the ledger too."""
    store.deeds.add([Deed("exported", "2022.1", {"rows": 3})], by="Rim")
    store.deeds.add([Deed("signed in", "sami")], by="sami")

    assert [(kept.by, kept.record.act) for kept in store.deeds.all() if kept.record] == [
        ("Rim", "exported"),
        ("sami", "signed in"),
    ]
    assert [line.kind for line in store.log()] == ["deeds", "deeds"]
    assert [kept.number for kept in store.deeds.all(about="sami")] == [2]


def test_nothing_is_kept_of_a_change_that_fails(store: Store) -> None:
    """A change that breaks off halfway leaves no row and no line."""

    def broken() -> object:
        yield incident("i1")
        raise RuntimeError("the matcher fell over")

    with pytest.raises(RuntimeError):
        store.incidents.add(broken(), by="match 1", whole=True)  # type: ignore[arg-type]
    assert store.number == 0
    assert list(store.incidents.all()) == []
    store.incidents.add([incident("i1")], by="match 1")
    assert store.ledger.verify().is_sound


def test_a_change_needs_a_name(store: Store) -> None:
    """Whoever changes something is named."""
    with pytest.raises(StoreError, match="needs somebody"):
        store.settings.set("a", 1, by=" ")
