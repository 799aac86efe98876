"""The laws of ranges."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marsad.model.errors import ModelError
from marsad.model.range import Range, total

numbers = st.integers(min_value=0, max_value=10**6)


@st.composite
def ranges(draw: st.DrawFn) -> Range:
    """Any range that a reading can give."""
    a, b = sorted((draw(numbers), draw(numbers)))
    return draw(
        st.sampled_from(
            [
                Range.exactly(a),
                Range.at_least(a),
                Range.at_least(a, sign=">"),
                Range(None, None, a, "<="),
                Range(None, a, None, "~"),
                Range(None, a, a, "<~"),
                Range.between(a, b),
                Range.vague(a, b),
                Range.vague(a),
            ]
        )
    )


@given(ranges(), ranges())
def test_one_unbounded_report_leaves_the_total_unbounded(a: Range, b: Range) -> None:
    """'At least 12' stays 'at least' in every sum that holds it."""
    assert ((a + b).most() is None) == (a.most() is None or b.most() is None)


@given(ranges(), ranges())
def test_sums_do_not_depend_on_order(a: Range, b: Range) -> None:
    """a + b is b + a."""
    assert a + b == b + a


@given(ranges(), ranges(), ranges())
def test_sums_do_not_depend_on_grouping(a: Range, b: Range, c: Range) -> None:
    """The bounds of (a + b) + c are those of a + (b + c)."""
    one, other = (a + b) + c, a + (b + c)
    assert (one.least(), one.most()) == (other.least(), other.most())


@given(ranges())
def test_nothing_added_changes_no_bound(a: Range) -> None:
    """Zero is neutral."""
    sum_ = a + Range.exactly(0)
    assert (sum_.least(), sum_.most(), sum_.middle()) == (a.least(), a.most(), a.middle())


@given(ranges(), ranges())
def test_a_part_is_within_its_sum(a: Range, b: Range) -> None:
    """What is added can be a subset of the sum."""
    assert a.can_be_within(a + b)
    assert b.can_be_within(a + b)


@given(ranges(), ranges())
def test_equality_that_is_possible_is_symmetric(a: Range, b: Range) -> None:
    """If a can be b, then b can be a; and what covers something can equal it."""
    assert a.can_equal(b) == b.can_equal(a)
    assert not a.covers(b) or a.can_equal(b)


@given(ranges())
def test_the_middle_lies_between_the_bounds(a: Range) -> None:
    """Where one number is needed, it is a number that the range can be."""
    middle, most = a.middle(), a.most()
    assert middle is not None
    assert a.least() <= middle
    assert most is None or middle <= most


@given(st.lists(numbers, max_size=8))
def test_exact_numbers_sum_as_numbers_do(values: list[int]) -> None:
    """Exact ranges behave as integers."""
    assert total(map(Range.exactly, values)) == Range.exactly(sum(values))


@pytest.mark.parametrize(
    ("low", "best", "high", "sign"),
    [(5, 4, 6, ".."), (7, None, 6, ".."), (-1, None, None, ">="), (1, 2, 2, "="), (1, 1, 1, "≈"), (1.5, 2, 3, "..")],
)
def test_impossible_ranges_cannot_be_built(low: object, best: object, high: object, sign: str) -> None:
    """Upside down, negative, broken or of an unknown sign: refused with what was found."""
    with pytest.raises(ModelError, match=r"found|sign"):
        Range(low, best, high, sign)  # type: ignore[arg-type]


def test_about_reaches_ten_per_cent_either_side() -> None:
    """'About 45' is 40 to 50, 'nearly 45' 40 to 45."""
    about, nearly = Range(None, 45, None, "~"), Range(None, 45, 45, "<~")
    assert (about.least(), about.most()) == (40, 50)
    assert (nearly.least(), nearly.most()) == (40, 45)


def test_the_rest_of_the_seed_is_an_interval() -> None:
    """950 to 975 attacks, of which nearly 550, 150 and 135 are named: the named can be within the whole."""
    whole = Range.between(950, 975)
    named = Range(None, 550, 550, "<~") + Range.exactly(150) + Range.exactly(135)
    assert named.can_be_within(whole)
    assert not named.can_equal(whole)
