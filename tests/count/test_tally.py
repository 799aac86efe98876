"""Tallies: ranges, unknowns, details, overlaps, refreshing by change."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from count.made import incident, toll
from marsad.count.facets import level_by_code
from marsad.count.tally import Tallies, TallyBook
from marsad.model.errors import CountError
from marsad.model.incident import Incident
from marsad.model.range import Range


def book(*incidents: Incident) -> TallyBook:
    made = TallyBook(publishers={"report-a": "One desk", "report-b": "Another desk"})
    made.refresh(incidents, number=1)
    return made


def cells(tallies: Tallies) -> dict[tuple[str | None, ...], tuple[int | None, int | None, int | None]]:
    return {tuple(c.group.values()): (c.range.low, c.range.best, c.range.high) for c in tallies.cells}


DESERT = incident(
    "a", "2021-03-01", "SY0902", toll(93, status="civilian"), toll(136, actor="sdf", status="combatant"),
    details=[toll(9, status="civilian", sex="female"), toll(5, status="civilian", age="child")],
    by=["isis"], within=["SY09", "syrian-desert", "sdf-held-areas"],
)  # fmt: skip
NIGHT = incident("b", "2021-03-31", "SY04", toll(Range.at_least(3)), by=["isis", "russia"], end="2021-04-01")
UNKNOWN = incident("c", None, None, toll(1, sex="male"), toll(2, measure="injured"))
REJECTED = incident("d", "2021-03-02", "SY04", toll(70), state="rejected")


def test_what_is_not_known_stays_a_category_of_its_own() -> None:
    """An incident without a day is counted, under no month."""
    found = book(DESERT, NIGHT, UNKNOWN).count("killed", by=["month", "victim"])
    assert cells(found) == {
        ("2021-03", "civilian"): (93, 93, 93),
        ("2021-03", "sdf"): (136, 136, 136),
        ("2021-03", None): (3, 3, None),
        (None, None): (1, 1, 1),
    }
    assert (found.undated, found.unplaced) == (1, 1)


def test_at_least_leaves_every_sum_open_above() -> None:
    """One "at least three" makes the whole "233 or more"."""
    assert book(DESERT, NIGHT, UNKNOWN).count("killed").total.range == Range(233, 233, None, ">=")


def test_a_night_is_counted_on_the_day_it_began() -> None:
    """The night from 31 March to 1 April belongs to March."""
    assert cells(book(NIGHT).count("killed", by=["month"])) == {("2021-03",): (3, 3, None)}


def test_a_window_wider_than_the_bucket_is_unknown_in_it() -> None:
    """Some day in spring is a day of the year, but of no month."""
    spring = incident("s", "2021-03-01", "SY04", toll(4), end="2021-05-31")
    assert cells(book(spring).count("killed", by=["month"])) == {(None,): (4, 4, 4)}
    assert cells(book(spring).count("killed", by=["year"])) == {("2021",): (4, 4, 4)}


def test_details_split_a_toll_and_the_rest_stays_unknown() -> None:
    """Nine women among 93 civilians: 84 civilians and 136 soldiers of unknown sex."""
    assert cells(book(DESERT).count("killed", by=["status", "sex"])) == {
        ("civilian", "female"): (9, 9, 9),
        ("civilian", None): (84, 84, 84),
        ("combatant", None): (136, 136, 136),
    }


def test_women_and_girls_may_be_the_same() -> None:
    """Of "3 women" and "2 girls" females are at least three, at most five; the rest gives way as much."""
    made = incident(
        "g", "2021-03-01", "SY04", toll(9), details=[toll(3, sex="female"), toll(2, sex="female", age="child")]
    )
    assert cells(book(made).count("killed", by=["sex"])) == {("female",): (3, 5, 5), (None,): (4, 4, 6)}


def test_overlapping_cells_are_each_right_and_their_sum_is_refused() -> None:
    """Two doers of one incident: both cells hold its dead, the total holds them once."""
    found = book(DESERT, NIGHT).count("killed", by=["doer"])
    assert cells(found) == {("isis",): (232, 232, None), ("russia",): (3, 3, None)}
    assert found.total.range.low == 232
    with pytest.raises(CountError, match="several of doer"):
        found.summed()


def test_disjoint_cells_sum_to_the_total() -> None:
    """By governorate nobody stands twice, and the sum is given."""
    found = book(DESERT, NIGHT, UNKNOWN).count("killed", by=["governorate"])
    assert found.overlapping is None
    assert found.summed() == found.total.range


def test_every_cell_opens_to_its_incidents() -> None:
    """The ids behind a cell come with it, or afterwards."""
    counted = book(DESERT, NIGHT, UNKNOWN)
    opened = counted.count("killed", by=["month"], with_incidents=True)
    assert {c.group["month"]: c.incidents for c in opened.cells} == {"2021-03": ("a", "b"), None: ("c",)}
    (cell,) = [c for c in counted.count("killed", by=["month"]).cells if c.group["month"] is None]
    assert counted.incidents_of(cell) == ("c",)


def test_rejected_incidents_do_not_count_and_only_accepted_on_request() -> None:
    """What a person rejected is out; what a machine proposed can be left out."""
    proposed = incident("p", "2021-03-02", "SY04", toll(5), state="proposed")
    counted = book(DESERT, REJECTED, proposed)
    assert counted.count("killed").total.range.best == 234
    assert counted.count("killed", states=["accepted"]).total.range.best == 229


def test_only_what_is_asked_for_is_counted() -> None:
    """By area, window, and unknown values."""
    counted = book(DESERT, NIGHT, UNKNOWN)
    assert counted.count("killed", where={"area": "syrian-desert"}).total.range.best == 229
    assert counted.count("killed", since=date(2021, 3, 30)).total.range.best == 3
    assert counted.count("killed", where={"month": None}).total.range.best == 1
    assert counted.count("killed", where={"month": "2021-03", "doer": "russia"}).total.range.best == 3
    assert counted.count("killed", where={"source": "One desk"}).total.range.best == 229


def test_incidents_are_counted_as_well_as_people() -> None:
    """ "attacks" asks for incidents."""
    assert book(DESERT, NIGHT, UNKNOWN, REJECTED).count("attacks", by=["governorate"]).total.range.best == 3


def test_changes_are_taken_in_without_counting_anything_twice() -> None:
    """One incident changed, one gone, one new."""
    counted = book(DESERT, NIGHT)
    new = incident("e", "2021-05-01", "SY02", toll(2))
    counted.refresh([incident("b", "2021-03-31", "SY04", toll(10)), new], number=2, gone=["a"])
    found = counted.count("killed", by=["month"], with_incidents=True)
    assert {c.group["month"]: (c.range.best, c.incidents) for c in found.cells} == {
        "2021-03": (10, ("b",)),
        "2021-05": (2, ("e",)),
    }
    counted.refresh([incident("b", "2021-03-31", "SY04", toll(11))], number=3)
    assert counted.count("killed").total.range.best == 13


@pytest.mark.parametrize(
    ("measure", "by", "message"),
    [("kills", [], "no measure"), ("killed", ["moon"], "no facet"), ("killed", ["month", "month"], "named twice")],
)
def test_questions_that_make_no_sense_are_refused_with_what_would(measure: str, by: list[str], message: str) -> None:
    """The error says what was asked and what can be."""
    with pytest.raises(CountError, match=message):
        book(DESERT).count(measure, by=by)


def test_nothing_counts_to_nothing() -> None:
    """An empty observatory has no cells and a total of none."""
    found = book().count("killed", by=["month", "victim", "doer"])
    assert (found.cells, found.total.range) == ((), Range.exactly(0))


def test_places_in_two_governorates_are_of_neither_alone() -> None:
    """A road between two governorates counts under "several"."""
    made = incident("r", "2021-03-01", "SY0401", toll(4), within=["SY04", "SY09"])
    assert cells(book(made).count("killed", by=["governorate"])) == {("several",): (4, 4, 4)}


@pytest.mark.parametrize(
    ("code", "level"),
    [("SY", 0), ("SY09", 1), ("SY0902", 2), ("SY090203", 3), ("IQG08", 1), ("IQG10Q05", 2), ("syrian-desert", None)],
)
def test_levels_are_told_by_the_form_of_a_code(code: str, level: int | None) -> None:
    """Where the gazetteer does not know a code, its form does."""
    assert level_by_code(code) == level


TOLLS = st.builds(
    lambda low, more, status: toll(
        Range.at_least(low) if more is None else Range(low, None, low + more, ".."), status=status
    ),
    st.integers(0, 30), st.none() | st.integers(0, 9), st.sampled_from([None, "civilian", "combatant"]),
)  # fmt: skip
INCIDENTS = st.lists(
    st.tuples(
        st.lists(TOLLS, max_size=3),
        st.sampled_from([None, "2021-01-05", "2021-02-03"]),
        st.sampled_from([None, "SY01", "SY02"]),
    ),
    max_size=8,
)  # fmt: skip


@given(INCIDENTS)
@settings(max_examples=40, deadline=None)
def test_disjoint_cells_always_make_the_total(made: list[tuple[list[object], str | None, str | None]]) -> None:
    """By month, governorate and status the lows, bests and highs of the cells make those of the total."""
    counted = book(*(incident(f"i{n}", day, place, *tolls) for n, (tolls, day, place) in enumerate(made)))  # type: ignore[arg-type]
    found = counted.count("killed", by=["month", "governorate", "status"])
    assert sum(c.range.low or 0 for c in found.cells) == found.total.range.low
    assert sum(c.range.best or 0 for c in found.cells) == found.total.range.best
    is_open = any(c.range.high is None for c in found.cells)
    assert is_open == (found.total.range.high is None)
