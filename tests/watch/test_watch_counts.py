"""Tails and likelihoods of over-dispersed counts."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from marsad.watch.surge.counts import at_most_chance, draw_counts, evidence_for, log_chance, tail_chance

means = st.floats(0.05, 60.0)
dispersions = st.floats(1.01, 6.0)


@settings(max_examples=60)
@given(st.integers(0, 80), means, dispersions)
def test_the_tail_is_that_of_the_negative_binomial(seen: int, mean: float, dispersion: float) -> None:
    """The chance of so many or more agrees with scipy's own distribution."""
    size = mean / (dispersion - 1.0)
    wanted = stats.nbinom.sf(seen - 1, size, 1.0 / dispersion)
    assert float(tail_chance(seen, mean, dispersion)) == pytest.approx(wanted, rel=1e-6, abs=1e-12)
    assert float(log_chance(seen, mean, dispersion)) == pytest.approx(
        stats.nbinom.logpmf(seen, size, 1.0 / dispersion), rel=1e-6, abs=1e-9
    )


def test_dispersion_one_is_poisson() -> None:
    """Without over-dispersion the tail is Poisson's."""
    seen = np.arange(12)
    assert tail_chance(seen, 3.3, 1.0) == pytest.approx(stats.poisson.sf(seen - 1, 3.3), rel=1e-9)
    assert at_most_chance(seen, 3.3, 1.0) == pytest.approx(stats.poisson.cdf(seen, 3.3), rel=1e-9)


@settings(max_examples=40)
@given(means, dispersions, st.floats(1.2, 3.0))
def test_evidence_is_a_likelihood_ratio(mean: float, dispersion: float, ratio: float) -> None:
    """What one week adds is the log likelihood at `ratio` times the mean, minus that at the mean, at equal shape."""
    size = mean / (dispersion - 1.0)
    for seen in (0, 1, 5, 40):
        at = [stats.nbinom.logpmf(seen, size, size / (size + level)) for level in (mean, ratio * mean)]
        assert float(evidence_for(ratio, seen, mean, dispersion)) == pytest.approx(at[1] - at[0], rel=1e-6, abs=1e-7)


def test_draws_have_the_mean_and_dispersion_asked_for() -> None:
    """100,000 draws give back mean and variance within their error; a mean of 0 gives zeros."""
    draws = draw_counts(np.full(100_000, 4.0), 2.5, np.random.default_rng(1))
    assert draws.mean() == pytest.approx(4.0, rel=0.02)
    assert draws.var() / draws.mean() == pytest.approx(2.5, rel=0.04)
    assert not draw_counts(np.zeros(50), 2.0, np.random.default_rng(1)).any()
