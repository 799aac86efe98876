"""Latent classes: published strata, repeatability, priors, and chains that disagree."""

from pathlib import Path

import numpy as np
import pytest
from scipy.stats import beta as beta_distribution

from count_unseen.published_tables import KOSOVO, UK, shared_table, twenty_lists
from marsad.count.unseen import expansion_prior, lcmcr
from marsad.count.unseen.chains import bulk_size, split_r_hat
from marsad.model.errors import CountError

SHORT = {"chains": 4, "burn_in": 1_000, "iterations": 4_000, "thin": 4}


@pytest.mark.parametrize(
    ("name", "low", "mean", "high"),
    [
        ("caloocan_police", 302, 331, 379),
        ("manila_police", 534, 575, 639),
        ("quezon_police", 338, 348, 368),
        ("quezon_unidentified", 392, 428, 481),
    ],
)
def test_published_strata_are_reproduced(shared: Path, name: str, low: int, mean: int, high: int) -> None:
    """Four strata of the Philippines within Monte Carlo error; all six with long chains in the benchmark."""
    made = lcmcr(shared_table(shared, f"philippines_{name}"), seed=2, classes=5, **SHORT)  # type: ignore[arg-type]
    assert made.mean == pytest.approx(mean, rel=0.05)
    assert (made.low, made.high) == (pytest.approx(low, rel=0.06), pytest.approx(high, rel=0.06))
    assert float(made.details["r_hat"]) < 1.05  # type: ignore[arg-type]


def test_kosovo_lies_where_it_should() -> None:
    """Kosovo mixes slowly: with short chains the median is near 10,420; the benchmark holds it to 2 %."""
    made = lcmcr(KOSOVO, seed=3, burn_in=8_000, iterations=12_000)
    assert made.best == pytest.approx(10_420, rel=0.06)
    assert made.low > 6_000
    assert made.high == pytest.approx(13_900, rel=0.12)


@pytest.mark.parametrize("engine", ["numba", "numpy"])
def test_a_seed_repeats_the_answer(engine: str) -> None:
    """The same seed gives the same draws, another seed others."""
    one, two = (lcmcr(UK, seed=5, engine=engine, chains=2, burn_in=50, iterations=200) for _ in range(2))
    other = lcmcr(UK, seed=6, engine=engine, chains=2, burn_in=50, iterations=200)
    assert np.array_equal(one.draws, two.draws)
    assert not np.array_equal(one.draws, other.draws)


def test_both_engines_draw_from_one_distribution(shared: Path) -> None:
    """Compiled or plain numpy: mean and spread agree within Monte Carlo error."""
    table = shared_table(shared, "philippines_quezon_police")
    fast, plain = (
        lcmcr(table, seed=7, classes=5, engine=engine, chains=4, burn_in=500, iterations=3_000, thin=3)
        for engine in ("numba", "numpy")
    )
    assert fast.mean == pytest.approx(plain.mean, rel=0.01)
    assert fast.high - fast.low == pytest.approx(plain.high - plain.low, rel=0.2)


def test_the_uk_is_found_to_have_several_answers() -> None:
    """Eight chains on the UK's five lists do not agree: R-hat far above 1.05."""
    made = lcmcr(UK, seed=1, burn_in=2_000, iterations=6_000)
    assert float(made.details["r_hat"]) > 1.05  # type: ignore[arg-type]


def test_many_lists_of_unlike_people_have_several_answers() -> None:
    """Twenty lists, 1,206 people in three kinds: chains sit at 1,470 and 1,665 for as long as anybody waits."""
    made = lcmcr(twenty_lists(), seed=1, burn_in=1_000, iterations=3_000)
    assert float(made.details["r_hat"]) > 1.05  # type: ignore[arg-type]


@pytest.mark.parametrize("lists", [3, 4, 8, 20])
def test_the_expansion_prior_says_what_it_promises(lists: int) -> None:
    """Simulated: the whole over the documented lies from 1.05 to 10 nine times in ten."""
    prior = expansion_prior(lists)
    generator = np.random.default_rng(1)
    chances = beta_distribution.rvs(prior.list_a, prior.list_b, size=(40_000, lists), random_state=generator)
    factor = 1 / (1 - np.exp(np.log1p(-np.minimum(chances, 1 - 1e-15)).sum(axis=1)))
    assert np.mean(factor < 1.05) == pytest.approx(0.05, abs=0.025)
    assert np.mean(factor > 10) == pytest.approx(0.05, abs=0.025)


def test_a_flat_prior_on_many_lists_believes_that_nobody_is_missing() -> None:
    """With twenty lists the flat prior puts the 95 % point of the expansion factor at 1.000002: hence the other one."""
    generator = np.random.default_rng(2)
    missed = np.exp(np.log1p(-generator.random((50_000, 20))).sum(axis=1))
    assert np.quantile(1 / (1 - missed), 0.95) < 1.00001


def test_r_hat_sees_chains_that_sit_apart() -> None:
    """Chains of one distribution give 1 and full size; chains a deviation apart give more; stuck chains too."""
    generator = np.random.default_rng(3)
    together = generator.normal(size=(8, 1_000))
    apart = together + np.arange(8)[:, None] * 0.5
    assert split_r_hat(together) < 1.01
    assert bulk_size(together) == pytest.approx(8_000, rel=0.15)
    assert split_r_hat(apart) > 1.2
    assert split_r_hat(np.repeat(np.arange(4.0)[:, None], 100, axis=1)) > 1e6
    assert split_r_hat(np.ones((4, 100))) == 1.0


@pytest.mark.parametrize(
    "options",
    [{"chains": 1}, {"iterations": 0}, {"iterations": 30}, {"prior": "wide"}, {"engine": "gpu"}, {"classes": 1}],
)
def test_settings_that_mean_nothing_are_refused(options: dict[str, object]) -> None:
    """One chain cannot disagree with itself; each refusal says what is wanted."""
    with pytest.raises(CountError, match="wanted"):
        lcmcr(KOSOVO, seed=1, **options)  # type: ignore[arg-type]
