"""Layers of a total."""

import csv
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marsad.count.layers import documented, documented_with_dependence
from marsad.count.layers_error import error_of, reporting_error
from marsad.model.errors import CountError
from marsad.model.imported import GivenRange
from marsad.model.range import Range


def ranges() -> st.SearchStrategy[list[Range]]:
    """Lists of closed ranges with a best."""
    three = st.lists(st.integers(0, 300), min_size=3, max_size=3).map(sorted)
    return st.lists(
        three.map(lambda each: Range(each[0], each[1], each[2], "=" if each[0] == each[2] else "..")), max_size=8
    )


@settings(max_examples=30, deadline=None)
@given(ranges(), st.floats(0, 1))
def test_no_draw_leaves_the_interval_sum(some: list[Range], correlation: float) -> None:
    """However errors go together, the total stays between all the low and all the high ends."""
    whole = documented(some)
    drawn = documented_with_dependence(some, seed=1, correlation=correlation, draws=200)
    assert whole.high is not None
    assert drawn.high is not None
    assert whole.low - 1e-6 <= drawn.low <= drawn.high <= whole.high + 1e-6


def test_more_dependence_means_a_wider_total(shared: Path) -> None:
    """265 UCDP events of Syria: the 90 % interval at correlations 0, 0.5 and 1, beside the interval sum."""
    with (shared / "data/ucdp/ged_sample_1000.csv").open(encoding="utf-8") as source:
        rows = [row for row in csv.DictReader(source) if row["country"] == "Syria"]
    some = [GivenRange(int(row["low"]), int(row["best"]), int(row["high"])).as_range() for row in rows]
    known = [each for each in some if each is not None]
    whole = documented(known)
    # As given the columns sum to 921, 948, 1,119; two rows out of order (5, 4, 5 and 9, 10, 9) move an end by one each.
    assert (len(known), whole.low, whole.best, whole.high) == (265, 920, 948, 1120)
    for correlation, low, high in ((0, 955, 995), (0.5, 944, 1013), (1, 937, 1026)):
        layer = documented_with_dependence(known, seed=1, correlation=correlation)
        assert (layer.low, layer.high) == (pytest.approx(low, abs=3), pytest.approx(high, abs=3))
        assert layer.settings["correlation"] == correlation


def test_an_open_range_leaves_the_total_open() -> None:
    """'At least 12' has no upper end in any layer."""
    some = [Range.at_least(12), Range(2, 4, 7, "..")]
    assert documented(some).high is None
    assert documented(some).open_above == 1
    layer = documented_with_dependence(some, seed=1)
    assert layer.high is None
    assert 14 <= layer.low <= 19


@pytest.mark.parametrize(
    ("reported", "mean", "low", "middle", "high"),
    [
        (1, 2.20, 1, 1.1, 5.5),
        (5, 8.07, 5, 5.8, 16.3),
        (10, 15.12, 10, 11.7, 28.7),
        (50, 68.17, 50, 57.3, 115.7),
        (100, 131.38, 100, 112.8, 214.1),
        (500, 605.5, 492.6, 533.9, 904.4),
    ],
)
def test_reported_deaths_stand_for_more(reported: int, mean: float, low: float, middle: float, high: float) -> None:
    """State-based violence: means and quantiles as published for six sizes of event."""
    made = error_of(reported)
    draws = made.draw(200_000, np.random.default_rng(1))
    assert made.mean == pytest.approx(mean, abs=0.01, rel=1e-4)
    assert np.quantile(draws, [0.05, 0.5, 0.95]) == pytest.approx([low, middle, high], rel=0.02, abs=0.1)


def test_the_error_layer_adds_up_events() -> None:
    """Events of 0 add nothing; the mean is the sum of the means; source and seed stand beside it."""
    layer = reporting_error([1, 5, 5, 0, 10], seed=2)
    assert layer.best == pytest.approx(2.20 + 2 * 8.07 + 15.12, abs=0.05)
    assert layer.low < layer.best < (layer.high or 0)
    assert "Vesco" in str(layer.settings["source"])
    assert reporting_error([1, 5], seed=2) == reporting_error([1, 5], seed=2)


def test_what_the_layers_do_not_know_is_refused() -> None:
    """No parameters for other violence, no event without deaths, no correlation above 1."""
    with pytest.raises(CountError, match="no parameters for one-sided"):
        error_of(5, violence="one-sided")
    with pytest.raises(CountError, match="at least 1"):
        error_of(0)
    with pytest.raises(CountError, match="wanted 0 to 1"):
        documented_with_dependence([], seed=1, correlation=1.5)
    with pytest.raises(CountError, match="wanted pert"):
        documented_with_dependence([], seed=1, shape="flat")
