"""Reports are kept byte for byte, once, and for ever."""

import hashlib
from datetime import date

import pytest

from marsad.model.errors import StoreError
from marsad.model.report import Report
from marsad.store import Aside, Store
from store.samples import reading, report


def test_a_report_comes_back_as_it_was_collected(store: Store) -> None:
    """Text, bytes and everything known about a report come back unchanged, with its hash."""
    data = "\ufeffأربعة قتلى\r\nkil*led \u202e".encode("utf-16")
    given = report(
        "a:b/ü",
        "أربعة قتلى\r\nkil*led \u202e\x00\x07 \ud800 𝄞",
        url="https://example.org/?q=1",
        extra={"x": [1, None, "ي"]},
    )

    added = store.reports.add([(given, data)], by="collect 1")

    kept = store.reports.get("a:b/ü")
    assert added.kept == ("a:b/ü",)
    assert kept is not None
    assert kept.text == given.text
    assert (kept.url, kept.extra, kept.published) == (given.url, given.extra, given.published)
    assert kept.sha256 == hashlib.sha256(data).hexdigest()
    assert store.reports.bytes_of("a:b/ü") == data


def test_the_same_report_is_kept_once(store: Store) -> None:
    """Collecting a report again keeps nothing new and names the one that is there, also within one batch."""
    store.reports.add([report("r1")], by="collect 1")

    added = store.reports.add(
        [report("again"), report("r2", "Other words."), report("r3", "Other words.")], by="collect 1"
    )

    assert added.kept == ("r2",)
    assert added.known == ("r1", "r2")
    assert store.reports.count() == 2


def test_one_text_of_two_publishers_is_two_reports(store: Store) -> None:
    """Ten outlets that repeat one text are ten reports; its bytes are kept once."""
    first = report("r1")
    second = Report("r2", first.text, "Another desk", "en", first.published)
    third = report("r3", url="https://example.org/3")

    assert store.reports.add([first, second, third], by="collect 1").kept == ("r1", "r2", "r3")
    assert store.ledger.verify().contents == 3


def test_a_used_id_never_hides_a_new_text(store: Store) -> None:
    """A second and third text under one id are kept under ids of their own."""
    store.reports.add([report("r1")], by="collect 1")

    added = store.reports.add([report("r1", "Five, not four."), report("r1", "Six, not five.")], by="collect 1")

    assert added.kept == ("r1~2", "r1~3")
    kept = [store.reports.get(key) for key in ("r1", "r1~2", "r1~3")]
    assert [each.text[:4] for each in kept if each] == ["Four", "Five", "Six,"]


def test_bytes_that_do_not_fit_their_hash_are_refused_whole(store: Store) -> None:
    """A report whose hash is not that of its bytes stops its batch: nothing of it is kept."""
    with pytest.raises(StoreError, match="Collect it anew"):
        store.reports.add([report("r1"), report("r2", "Other.", sha256="0" * 64)], by="collect 1")
    assert store.reports.count() == 0
    assert store.number == 0


def test_reports_are_found_by_publisher_language_and_day(store: Store) -> None:
    """Reports can be asked for by publisher, language and day of publication, both ends inclusive."""
    many = [
        Report(f"r{day}", f"text {day}", "A" if day % 2 else "B", "ar" if day > 3 else "en", date(2022, 1, day))
        for day in range(1, 7)
    ]
    store.reports.add(many, by="collect 1")

    assert [each.id for each in store.reports.all(publisher="A")] == ["r1", "r3", "r5"]
    assert [each.id for each in store.reports.all(language="ar")] == ["r4", "r5", "r6"]
    between = store.reports.all(since=date(2022, 1, 2), until=date(2022, 1, 3))
    assert [each.id for each in between] == ["r2", "r3"]


def test_pages_lose_and_double_nothing(store: Store) -> None:
    """More reports than fit a page come out once each, in order, also while others are added."""
    store.reports.add((report(f"r{number}", f"text {number}") for number in range(1203)), by="collect 1")

    seen = []
    for each in store.reports.all():
        seen.append(each.id)
        if len(seen) == 10:
            store.reports.add([report("late", "late")], by="collect 1")

    assert seen == [f"r{number}" for number in range(1203)]


def test_unread_are_those_without_a_reading(store: Store) -> None:
    """What has no reading is unread; of another version too, when asked; what is retracted is not worth reading."""
    from store.samples import judgement

    first, second, third = report("r1"), report("r2", "Two."), report("r3", "Three.")
    store.reports.add([first, second, third], by="collect 1")
    store.readings.add([reading(first)], by="rules 1")
    store.judgements.add([judgement("retract", "r3")])

    assert [each.id for each in store.reports.unread()] == ["r2"]
    assert [each.id for each in store.reports.unread("rules 2")] == ["r1", "r2"]


def test_asides_stay_open_until_settled(store: Store) -> None:
    """What was set aside stays, once, until somebody settles it or a later reading does."""
    first = report("r1")
    store.reports.add([first], by="collect 1")
    trouble = [Aside("read", "r1", "too long", {"bytes": 9}), Aside("collect", "a.pdf", "no text")]

    assert store.asides.add(trouble, by="read 1") == 2
    assert store.asides.add(trouble, by="read 1") == 0
    assert [each.what for each in store.asides.open()] == ["r1", "a.pdf"]
    assert next(store.asides.open("read")).detail == {"bytes": 9}

    store.readings.add([reading(first)], by="rules 1")
    assert [each.what for each in store.asides.open()] == ["a.pdf"]
    assert store.asides.settle([("collect", "a.pdf")], by="Rim") == 1
    assert list(store.asides.open()) == []
    assert store.asides.add(trouble[1:], by="read 1") == 1


def test_readings_are_added_never_replaced(store: Store) -> None:
    """Reading again adds a reading; the latest counts, all are kept with who made them."""
    first = report("r1")
    store.reports.add([first], by="collect 1")
    store.readings.add([reading(first, 4)], by="rules 1")
    store.readings.add([reading(first, 5, "rules 2")], by="rules 2")

    latest = list(store.readings.all())
    assert [next(each.counts()).range.best for each in latest] == [5]
    assert latest[0].report.text == first.text
    assert [(kept.by, kept.record.read_by) for kept in store.readings.of("r1") if kept.record] == [
        ("rules 1", "rules 1"),
        ("rules 2", "rules 2"),
    ]
    got = store.readings.get("r1")
    assert got is not None
    assert got.claims == reading(first, 5).claims


def test_no_reading_without_its_report(store: Store) -> None:
    """A reading of a report that is not kept is refused: no number without its sentence."""
    with pytest.raises(StoreError, match="no number without its sentence"):
        store.readings.add([reading(report("nowhere"))], by="rules 1")


def test_only_what_changed_since_is_read(store: Store) -> None:
    """A change number lets tallies take in only what came after it."""
    first, second = report("r1"), report("r2", "Two.")
    store.reports.add([first, second], by="collect 1")
    store.readings.add([reading(first)], by="rules 1")
    seen = store.number
    store.readings.add([reading(second)], by="rules 1")

    assert [each.report.id for each in store.readings.all(after=seen)] == ["r2"]
