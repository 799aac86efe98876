"""Strata and linkages put together."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from count_unseen.published_tables import GAZA, KOSOVO, THIN
from marsad.count.unseen import OverlapTable, combine_linkages, draw_linkages, loglinear, stratified
from marsad.count.unseen.result import Estimate, from_draws
from marsad.model.errors import CountError


def made(documented: int, unseen: np.ndarray) -> Estimate:  # type: ignore[type-arg]
    """An estimate from draws of the unseen."""
    return from_draws("lcmcr", "made up", documented, documented + unseen, level=0.95, details={})


def test_strata_add_up_and_what_cannot_be_estimated_stays() -> None:
    """Two strata sum; a third that cannot be estimated is in view, and the sum is a lower bound."""
    two_lists = OverlapTable(("a", "b"), {"10": 5, "11": 2})
    both = stratified({"north": KOSOVO, "south": GAZA}, loglinear, seed=1)
    assert not both.is_lower_bound
    assert both.total.documented == 4400 + 29271
    assert both.total.best == pytest.approx(10356 + 64696, rel=0.02)
    three = stratified({"north": KOSOVO, "south": GAZA, "east": two_lists}, loglinear, seed=1)
    assert three.is_lower_bound
    assert three.total.documented == both.total.documented + 7
    assert "at least 3" in three.strata[2].why
    assert three.total.best == pytest.approx(both.total.best + 7, rel=0.02)


def test_strata_of_which_none_can_be_estimated_are_refused() -> None:
    """The first reason is passed on."""
    with pytest.raises(CountError, match="None of the 1 strata"):
        stratified({"all": OverlapTable(("a", "b"), {"10": 5, "11": 2})}, loglinear, seed=1)


def test_small_lists_can_be_left_out() -> None:
    """With a least size the small list goes, and the documented of the stratum stay."""
    answer = stratified({"all": KOSOVO}, loglinear, seed=1, least_size=1_000)
    assert answer.total.documented == 4400
    assert answer.strata[0].estimate is not None
    assert answer.strata[0].estimate.documented == KOSOVO.without("HRW").people


def test_linkages_that_agree_add_little_and_others_add_much() -> None:
    """Equal linkages keep the interval; different ones widen it beyond each of them."""
    generator = np.random.default_rng(1)
    draws = [np.exp(generator.normal(6, 0.1, 4_000)) for _ in range(5)]
    alike = combine_linkages([made(1_000, each) for each in draws])
    apart = combine_linkages([made(1_000, each * factor) for each, factor in zip(draws, (0.5, 0.8, 1, 1.5, 2.5))])
    one = made(1_000, draws[0])
    assert alike.high - alike.low == pytest.approx(one.high - one.low, rel=0.1)
    assert apart.high - apart.low > 3 * (one.high - one.low)
    assert float(apart.details["share_of_linking"]) > 0.9  # type: ignore[arg-type]
    with pytest.raises(CountError, match="2 or more"):
        combine_linkages([one])


def test_the_rule_of_total_variance_by_hand() -> None:
    """Two linkages with log unseen 5 ± 0.1 and 7 ± 0.1: variance 0.01 + 1.5 × 2, one degree of freedom and a little."""
    generator = np.random.default_rng(2)
    pair = [np.exp(centre + 0.1 * generator.standard_normal(20_000)) for centre in (5.0, 7.0)]
    answer = combine_linkages([made(100, each) for each in pair])
    assert answer.details["within"] == pytest.approx(0.01, rel=0.05)
    assert answer.details["between"] == pytest.approx(2.0, rel=0.01)
    assert answer.low > 100


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 2**31))
def test_certain_links_always_give_one_table(seed: int) -> None:
    """Links of probability 1 are in every draw, those of 0 in none; three records linked in a row are one person."""
    records = [("a1", "a"), ("a2", "a"), ("b1", "b"), ("c1", "c")]
    links = [("a1", "b1", 1.0), ("b1", "c1", 1.0), ("a2", "b1", 0.0)]
    for table in draw_linkages(records, links, seed=seed, draws=2):
        assert table.patterns == {"100": 1, "111": 1}


def test_doubtful_links_make_tables_differ() -> None:
    """A link of probability one half is there half the time; unknown records and odd chances are refused."""
    records = [("a1", "a"), ("b1", "b"), ("c1", "c")]
    tables = draw_linkages(records, [("a1", "b1", 0.5)], seed=3, draws=200)
    assert 60 < sum(table.people == 2 for table in tables) < 140
    with pytest.raises(CountError, match="on no list"):
        draw_linkages(records, [("a1", "x", 0.5)], seed=1)
    with pytest.raises(CountError, match="wanted 0 to 1"):
        draw_linkages(records, [("a1", "b1", 1.5)], seed=1)
    assert THIN.people == 96
