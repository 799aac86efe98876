"""Columns against the plain way: whatever is judged, restricted or read anew, both give the same."""

import random
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from marsad.count.tally import TallyBook
from marsad.model.claim import Finding, Reading, Where, Who
from marsad.model.errors import MarsadError
from marsad.model.incident import DoubtfulPair, Incident
from marsad.model.range import Range
from marsad.run.accounts import add_person
from marsad.run.atlas import atlas_for
from marsad.run.cached import Cached
from marsad.run.columns_kept import ColumnBook, pack_columns, unpack_columns
from marsad.run.count import level_of
from marsad.run.judging import queue_page
from marsad.run.observatory import Observatory, open_observatory
from marsad.run.placing import unplaced_for
from marsad.run.review import Review
from marsad.run.seen import hidden_numbers, seen_by
from marsad.run.spots import best_place, point_of
from marsad.run.viewing import Viewing
from marsad.run.waiting import QueueBook, full
from marsad.store.kept import Restriction
from web_world import incident, told

PLACES = ("SY0405", "SY0202", "SY02", "SY")
PEOPLE = {
    "reader": ("reader", ()),
    "insider": ("reader", ("inner",)),
    "editor": ("editor", ()),
    "keeper": ("keeper", ()),
}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Observatory]:
    """An observatory with a few people."""
    with open_observatory(tmp_path / "desk.marsad", pack="syria", create=True) as observatory:
        for name, (role, groups) in PEOPLE.items():
            add_person(observatory, name, name=None, roles=(role,), groups=groups)
        yield observatory


class Days:
    """Made-up days at the desk: each step does one thing that may happen there."""

    def __init__(self, observatory: Observatory, seed: int) -> None:
        self.observatory, self.chance, self.readings = observatory, random.Random(seed), list[Reading]()
        self.steps: tuple[Callable[[], None], ...] = (
            self.tell, self.tell, self.propose, self.propose, self.decide, self.decide, self.claim, self.link,
            self.undo, self.restrict, self.read_again, self.doubt,
        )  # fmt: skip

    def step(self) -> None:
        """One thing happens; what cannot be done is refused, as it would be."""
        with suppress(MarsadError, IndexError):  # refused, or nothing is there yet
            self.chance.choice(self.steps)()

    def tell(self) -> None:
        """A report comes in and is read."""
        day = date(2021, 1, 1) + timedelta(self.chance.randrange(400))
        made = told(f"r{len(self.readings)}", self.chance.choice(("Alpha", "Beta", "Gamma")), 4, day=day)
        made = replace(made, report=replace(made.report, published=day if self.chance.random() < 0.8 else None))
        if self.chance.random() < 0.3:
            claim = replace(made.claims[0], where=(Where("the far hamlet", None),))
            made = replace(made, claims=(claim,), findings=())
        self.readings.append(made)
        self.observatory.store.reports.add([made.report], by="collect 1")
        self.observatory.store.readings.add([made], by="rules 1")

    def propose(self) -> None:
        """The machine proposes an incident, or another form of one."""
        some = self.chance.sample(self.readings, min(len(self.readings), self.chance.choice((1, 1, 2))))
        made = incident(f"i{self.chance.randrange(12)}", *some)
        place = self.chance.choice(PLACES)
        where = Where("there", place, self.chance.choice(("adm2", "near", "country")), (place[:4], "SY"))
        toll = replace(made.tolls[0], range=Range.between(2, self.chance.choice((2, 9))), who=Who(status="civilian"))
        made = replace(made, where=(where,), tolls=(toll,), state="proposed")
        self.observatory.store.incidents.add([made], by="match 1")

    def decide(self) -> None:
        """Somebody decides on an incident."""
        act = self.chance.choice(("accept", "reject", "withhold", "show", "grade", "note"))
        value = "contested" if act == "grade" else None
        self._judge(act, self._incident(), value=value)

    def claim(self) -> None:
        """Somebody decides on a claim or a report."""
        reading = self.chance.choice(self.readings)
        act = self.chance.choice(("accept", "reject", "retract", "reinstate"))
        self._judge(act, reading.report.id if act in ("retract", "reinstate") else f"{reading.report.id}:c1")

    def link(self) -> None:
        """Somebody puts two together, tells them apart, or splits one."""
        held = self.observatory.store.incidents.get(self._incident())
        act = self.chance.choice(("merge", "apart", "split"))
        if act == "split" and held is not None:
            self._judge(act, held.id, value=[[str(ref)] for ref in held.claims])
        else:
            self._judge(act, self._incident(), self._incident())

    def undo(self) -> None:
        """Somebody takes a judgement back."""
        made = self.chance.choice(Review(self.observatory).judgements())
        self._judge("undo", *made.about, value=made.number)

    def restrict(self) -> None:
        """Something is restricted to a group, or to nobody any more."""
        about = self.chance.choice((self._incident(), "r0", "r1", "Alpha"))
        groups = self.chance.choice((("inner",), ("other",)))
        self.observatory.store.restrictions.add([Restriction(about, groups)], by="Rim")

    def read_again(self) -> None:
        """A report is read anew, with other findings."""
        made = self.chance.choice(self.readings)
        found = (Finding("subset", self.chance.choice(("note", "error")), "it", "1 of 2", counts=("n1",)),)
        self.observatory.store.readings.add([replace(made, findings=found)], by="rules 2")

    def doubt(self) -> None:
        """The matching doubts whether two are one."""
        pair = DoubtfulPair(self._incident(), self._incident(), self.chance.random())
        self.observatory.store.pairs.add([pair], by="match 1")

    def _incident(self) -> str:
        return self.chance.choice([each.id for each in self.observatory.store.incidents.all()])

    def _judge(self, act: str, *about: str, value: object = None) -> None:
        reason = "seen by Rim"
        Review(self.observatory).judge(act, *about, by=self.chance.choice(("Rim", "Sami")), reason=reason, value=value)


def views(observatory: Observatory) -> Iterator[Viewing]:
    """What each person sees now."""
    for name in PEOPLE:
        person = observatory.store.accounts.people.get(name)
        assert person is not None
        yield Viewing.of(observatory, person)


def seen_plainly(viewing: Viewing) -> list[Incident]:
    """Every incident that a person may see, asked one by one."""
    return list(viewing.incidents())


@pytest.mark.parametrize("seed", [2, 17])
def test_columns_give_what_the_record_gives(desk: Observatory, seed: int) -> None:
    """After each of many days, what is hidden, the counts, the map and the queue are those of the plain way."""
    days, cached = Days(desk, seed), Cached()
    for _ in range(40):
        days.step()
        for viewing in views(desk):
            columns = desk.columns()
            every = {each.id for each in desk.store.incidents.all()}
            assert set(columns.place) == every
            hidden = {columns.frame.ids[number] for number in hidden_numbers(viewing, columns)}
            assert hidden == every - {each.id for each in seen_plainly(viewing)}
            _check_counts(viewing, cached)
            _check_map(viewing, cached)
            _check_queue(viewing, cached)


def _check_counts(viewing: Viewing, cached: Cached) -> None:
    publishers = {
        report.id: name
        for report in viewing.observatory.store.reports.all()
        if (name := viewing.publisher(report))
    }  # fmt: skip
    plain = TallyBook(level_of=level_of(viewing.observatory.pack), publishers=publishers)
    plain.refresh(seen_plainly(viewing), number=1)
    for by in (("month", "status"), ("governorate",), ("source",), ("doer",), ("state",)):
        ours = seen_by(viewing, cached).book.count("killed", by=by, with_incidents=True)
        theirs = plain.count("killed", by=by, with_incidents=True)
        assert [(c.group, c.range, set(c.incidents)) for c in ours.cells] == [
            (c.group, c.range, set(c.incidents)) for c in theirs.cells
        ]
        assert ours.total.range == theirs.total.range


def _check_map(viewing: Viewing, cached: Cached) -> None:
    pack, places, elsewhere = viewing.observatory.pack, dict[tuple[str, str], int](), 0
    for each in seen_plainly(viewing):
        if each.state == "rejected":
            continue
        where = best_place(each.where)
        if where is None or point_of(where, pack) is None:
            elsewhere += 1
        else:
            key = (where.place or "", where.precision)
            places[key] = places.get(key, 0) + 1
    atlas = atlas_for(viewing, cached)
    assert {(spot.place, spot.precision): spot.incidents for spot in atlas.spots} == places
    assert atlas.elsewhere == elsewhere
    names = [
        reading.report.id
        for reading in Review(viewing.observatory).readings()
        if viewing.may_see_report(reading.report)
        and any(claim.where[0].words == "the far hamlet" for claim in reading.claims)
    ]
    assert sum(each.times for each in unplaced_for(viewing, cached)) == len(names)


def _check_queue(viewing: Viewing, cached: Cached) -> None:
    for order in ("doubt", "impact", "age"):
        plain = [
            each
            for each in Review(viewing.observatory).queue(order=order)
            if all(viewing.may_see_id(id) for id in each.about)
        ]
        first, total = queue_page(viewing, cached, order=order, start=0, size=3)
        rest, _ = queue_page(viewing, cached, order=order, start=3, size=1000)
        assert (total, [*first, *rest]) == (len(plain), plain)


def test_columns_come_back_from_their_bytes(desk: Observatory) -> None:
    """Kept and fetched, columns count as before, and are moved on from where they were kept."""
    days = Days(desk, 9)
    for _ in range(40):
        days.step()
    book = desk.column_book()
    held = book.now()
    again = unpack_columns(pack_columns(held))
    assert (again.number, again.place, again.publishers) == (held.number, held.place, held.publishers)
    assert again.facts.equals(held.facts)

    assert book.keep()
    assert not book.keep()
    days.propose()
    later = ColumnBook(desk.store, desk.pack, level_of(desk.pack))
    assert set(later.now().place) == {each.id for each in desk.store.incidents.all()}
    assert later.now().number == desk.store.number


def test_columns_of_another_form_are_made_anew(desk: Observatory, monkeypatch: pytest.MonkeyPatch) -> None:
    """What an older Marsad kept, or was made with another pack, counts as none."""
    desk.column_book().now()
    assert desk.column_book().keep()
    monkeypatch.setattr("marsad.run.columns_kept.FORM", 0)
    book = ColumnBook(desk.store, desk.pack, level_of(desk.pack))

    assert book._fetched() is None


def test_a_second_queue_book_agrees_with_the_first(desk: Observatory) -> None:
    """A book that looked on all the while and one that comes fresh give the same."""
    days, book = Days(desk, 5), QueueBook(desk)
    for _ in range(80):
        days.step()
        book.now()
    review = Review(desk)

    def whole(each: QueueBook) -> list[object]:
        rows, _ = each.now().page("doubt", start=0, size=1000)
        return [full(review, row) if isinstance(row, tuple) else row for row in rows]

    assert whole(book) == whole(QueueBook(desk))
