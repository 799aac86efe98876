"""Tables of lists: what is taken, and what is refused with the reason."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from count_unseen.published_tables import KOSOVO
from marsad.count.unseen import OverlapTable, overlap, table_of_patterns, table_of_records
from marsad.count.unseen.lists import require_estimable
from marsad.model.errors import CountError


def test_a_table_knows_its_people_and_lists() -> None:
    """Kosovo: 4,400 documented, list sizes as published."""
    assert KOSOVO.people == 4400
    assert dict(zip(KOSOVO.names, KOSOVO.sizes)) == {"EXH": 1910, "ABA": 1528, "OSCE": 1786, "HRW": 685}
    assert KOSOVO.both(0, 1) == 403


def test_without_a_list_only_the_others_count() -> None:
    """Who was on the left-out list alone is no longer documented."""
    assert KOSOVO.without("HRW").people == 4400 - 306
    assert KOSOVO.without("HRW").patterns["100"] == 1131 + 106


@pytest.mark.parametrize(
    ("names", "patterns", "says"),
    [
        (("a", "a", "b"), {"100": 1}, "twice"),
        (("a", "b", "c"), {"10": 1}, "Unknown pattern"),
        (("a", "b", "c"), {"12x": 1}, "Unknown pattern"),
        (("a", "b", "c"), {"110": -4}, "-4 people"),
        (("a", "b", "c"), {"000": 7}, "on no list"),
    ],
)
def test_a_table_that_cannot_be_is_refused(names: tuple[str, ...], patterns: dict[str, int], says: str) -> None:
    """Names twice, unknown patterns, negative numbers and a given number of unseen cannot stand."""
    with pytest.raises(CountError, match=says):
        OverlapTable(names, patterns)


@pytest.mark.parametrize(
    ("names", "patterns", "says", "helps"),
    [
        (("a", "b"), {"10": 5, "11": 4}, "at least 3", "Add a list"),
        (("a", "b", "c"), {"100": 5, "110": 4, "010": 4}, "List c is empty", "Leave it out"),
        (("a", "b", "c"), {"100": 5, "010": 4, "001": 3}, "disjoint", "matching"),
        (("a", "b", "c"), {"110": 9, "001": 4, "111": 2}, "copy", "Leave one out"),
        (("a", "b", "c"), {}, "hold nobody", "Check"),
    ],
)
def test_what_cannot_be_estimated_is_refused_with_help(
    names: tuple[str, ...], patterns: dict[str, int], says: str, helps: str
) -> None:
    """Fewer than three lists, an empty, disjoint or copied list: the message says what it found and what helps."""
    with pytest.raises(CountError, match=says) as refusal:
        require_estimable(OverlapTable(names, patterns))
    assert helps in str(refusal.value)


def test_a_record_or_pattern_that_stands_twice_is_refused() -> None:
    """A person counted twice makes the lists look less complete than they are."""
    with pytest.raises(CountError, match="Record p1 occurs twice"):
        table_of_records(("a", "b", "c"), [("p1", [1, 0, 1]), ("p1", [0, 1, 0])])
    with pytest.raises(CountError, match="Pattern 101 occurs twice"):
        table_of_patterns(("a", "b", "c"), [("101", 3), ("101", 4)])
    with pytest.raises(CountError, match="on no list"):
        table_of_records(("a", "b"), [("p1", [0, 0])])


@settings(max_examples=40)
@given(st.lists(st.integers(1, 7), min_size=1, max_size=60))
def test_records_and_patterns_give_one_table(people: list[int]) -> None:
    """A row a person and a row a pattern are two ways to say the same."""
    patterns = [f"{number:03b}" for number in people]
    records = [(str(place), [int(digit) for digit in pattern]) for place, pattern in enumerate(patterns)]
    counted = [(pattern, patterns.count(pattern)) for pattern in set(patterns)]
    names = ("a", "b", "c")
    assert table_of_records(names, records).patterns == table_of_patterns(names, counted).patterns
    assert table_of_patterns(names, counted).with_cells(table_of_patterns(names, counted).cells()).patterns == dict(
        sorted(counted)
    )


def test_the_overlap_shows_dependence_and_thin_lists() -> None:
    """Two lists that draw on the same people have odds above 1; a small and a lonely list are named."""
    seen = overlap(KOSOVO)
    aba_osce = next(pair for pair in seen.pairs if (pair.first, pair.second) == ("ABA", "OSCE"))
    assert aba_osce.odds_ratio is not None
    assert aba_osce.odds_ratio > 2
    assert aba_osce.chapman is not None
    assert round(aba_osce.chapman) == 5965
    assert seen.lonely == ()
    assert seen.coverage == pytest.approx(0.471, abs=0.001)
    thin = overlap(OverlapTable(("a", "b", "c"), {"110": 6, "100": 40, "010": 30, "001": 20}))
    assert thin.lonely == ("c",)
    assert set(thin.small) == {"a", "b", "c"}
    assert thin.pairs[1].chapman is None
    assert thin.has_maximum
