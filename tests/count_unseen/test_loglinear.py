"""Log-linear models against published and independently computed results."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from count_unseen.published_tables import GAZA, KOSOVO, THIN, UK, shared_table
from marsad.count.unseen import OverlapTable, bootstrap, fit_all, loglinear
from marsad.count.unseen.fit import fit, has_maximum, profile
from marsad.count.unseen.models import closure, hierarchical, model_of, name_of, pairwise
from marsad.model.errors import CountError


def test_all_models_are_there() -> None:
    """8 hierarchical models of 3 lists, 113 of 4, 6,893 of 5; 1,024 pairwise of 5; each once."""
    assert [len(set(hierarchical(lists))) for lists in (3, 4, 5)] == [8, 113, 6893]
    assert sum(1 for _ in hierarchical(5)) == 6893
    assert len(set(pairwise(5))) == 1024


@settings(max_examples=50)
@given(st.integers(3, 12), st.data())
def test_a_model_is_found_by_its_name(lists: int, data: st.DataObject) -> None:
    """Name and model lead to each other, also with ten lists and more."""
    generators = data.draw(st.lists(st.integers(1, 2**lists - 1), max_size=4))
    model = closure(generators, lists=lists)
    assert model_of(name_of(model), lists=lists) == model


def test_kosovo_is_reproduced() -> None:
    """113 models; best BIC [123,14,34] at 10,356.5, best AIC [123,134] at 12,741.0; multinomial profile interval."""
    fits = fit_all(KOSOVO)
    by_bic, by_aic = min(fits, key=lambda each: each.bic), min(fits, key=lambda each: each.aic)
    assert len(fits) == 113
    assert (by_bic.name, by_aic.name) == ("123,14,34", "123,134")
    assert by_bic.total == pytest.approx(10356.5, abs=0.1)
    assert by_aic.total == pytest.approx(12741.0, abs=0.1)
    assert (by_bic.deviance, by_bic.degrees) == (pytest.approx(9.323, abs=0.001), 4)
    assert (by_bic.aic, by_bic.bic) == (pytest.approx(132.75, abs=0.01), pytest.approx(203.03, abs=0.01))
    assert profile(by_bic, KOSOVO.cells()) == pytest.approx((8994.3, 10334.5, 12110.4), abs=0.5)
    assert by_bic.wald() == pytest.approx((9005.0, 12104.8), abs=0.5)


def test_the_uk_is_reproduced() -> None:
    """Best of 1,024 pairwise models by BIC and AIC, the stepwise choice, and its log-Wald interval."""
    fits = fit_all(UK)
    by_bic, by_aic = min(fits, key=lambda each: each.bic), min(fits, key=lambda each: each.aic)
    assert len(fits) == 1024
    assert (by_bic.name, by_bic.total) == ("12,13,23,25,34", pytest.approx(22991.33, abs=0.01))
    assert (by_aic.name, by_aic.total) == ("12,13,15,24,25,35,45", pytest.approx(11174.83, abs=0.01))
    chosen = fit_all(UK, models="stepwise")[0]
    assert (chosen.name, chosen.total) == ("12,13,24,25,35,45", pytest.approx(11312.99, abs=0.01))
    assert chosen.wald() == pytest.approx((9884.4, 13027.4), abs=0.1)
    assert profile(chosen, UK.cells())[::2] == pytest.approx((9889, 13063), abs=1)


def test_gaza_pooled_is_reproduced() -> None:
    """Three of the eight models with their AIC."""
    fits = {each.name: each for each in fit_all(GAZA)}
    for name, total, aic in (("12,13,23", 64696.1, 78.33), ("13,23", 79670.7, 89.73), ("12,23", 53125.7, 93.80)):
        assert (fits[name].total, fits[name].aic) == (pytest.approx(total, abs=0.1), pytest.approx(aic, abs=0.01))


@pytest.mark.parametrize(
    ("name", "total", "low", "high", "minus_infinity"),
    [
        ("uk_2013_6lists", 11417.99, 9977.3, 13145.7, 0),
        ("new_orleans_5lists", 1034.15, 658.3, 1708.6, 0),
        ("new_orleans_8lists", 1183.69, 720.9, 2046.1, 0),
        ("western_us", 2483.38, 1657.1, 3830.0, 0),
        ("netherlands_5lists", 121521.6, 98675.4, 150138.9, 1),
        ("australia", 6496.01, 2882.1, 15401.4, 0),
    ],
)
def test_stepwise_choices_equal_the_published(
    shared: Path, name: str, total: float, low: float, high: float, minus_infinity: int
) -> None:
    """The stepwise search finds the terms of six published analyses, one of them with a term at minus infinity."""
    chosen = fit_all(shared_table(shared, name), models="stepwise")[0]
    assert chosen.total == pytest.approx(total, rel=1e-5)
    assert chosen.wald() == pytest.approx((low, high), rel=1e-4)
    assert len(chosen.minus_infinity) == minus_infinity


def test_minus_infinity_is_not_the_same_as_leaving_out(shared: Path) -> None:
    """Netherlands: without the pair that shares nobody 133,184; with it at minus infinity 121,521.6."""
    counts = shared_table(shared, "netherlands_5lists").cells()
    assert fit(model_of("12,13,15,34,35", lists=5), counts).total == pytest.approx(133184, abs=1)
    assert fit(model_of("12,13,15,24,34,35", lists=5), counts).total == pytest.approx(121521.6, abs=0.1)


def test_sudan_unadjusted_is_reproduced(shared: Path) -> None:
    """Seven models of deaths in Khartoum State, as unlisted deaths without confounders."""
    table = shared_table_of_causes(shared)
    unseen = {each.name: round(each.unseen) for each in fit_all(table)}
    published = {
        "independence": 4881,
        "12,23": 7035,
        "12,13": 4124,
        "13,23": 9847,
        "12,3": 4517,
        "23,1": 7199,
        "13,2": 4629,
    }
    assert {name: unseen[name] for name in published} == published


def shared_table_of_causes(shared: Path) -> OverlapTable:
    """The two causes added up."""
    rows = (shared / "data/estimate/sudan_khartoum_2023_2024_cause.csv").read_text("utf-8").splitlines()[1:]
    patterns: dict[str, int] = {}
    for row in rows:
        _, pattern, people, *_ = row.split(",")
        patterns[pattern] = patterns.get(pattern, 0) + int(people)
    return OverlapTable(("public", "private", "social"), patterns)


def test_a_model_without_maximum_is_not_used() -> None:
    """With an empty triple overlap some models run off to infinity: they are found and left out."""
    patterns = {
        "1100": 9, "1010": 7, "0110": 6, "1000": 30, "0100": 20, "0010": 25, "0001": 12, "1001": 4,
    }  # fmt: skip
    table = OverlapTable(("a", "b", "c", "d"), patterns)
    every = [fit(model, table.cells()) for model in hierarchical(4)]
    lost = [each for each in every if not each.exists]
    assert lost
    assert {each.why for each in lost} <= {"no finite maximum", "not identified", "did not converge"}
    assert all(np.isfinite(each.total) for each in every if each.exists)


def test_the_linear_program_knows_a_missing_maximum() -> None:
    """A table whose margins allow no positive cell has no maximum."""
    columns = np.array([[1.0, 1, 0], [1, 0, 1], [1, 1, 1]])
    assert has_maximum(columns, np.array([5.0, 4.0, 3.0]))
    assert not has_maximum(columns, np.array([5.0, 4.0, 0.0]))


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(1, 200), min_size=7, max_size=7))
def test_the_maximum_gives_back_the_margins(people: list[int]) -> None:
    """What a model fits gives back every overlap it has a term for, and its interval holds its estimate."""
    counts = np.array([0.0, *people])
    made = fit(model_of("12,23", lists=3), counts)
    low, high = made.wald()
    assert made.exists
    assert low <= made.total <= high
    assert made.total >= sum(people)
    saturated = fit(model_of("12,13,23", lists=3), counts)
    assert saturated.deviance == pytest.approx(0, abs=1e-6)
    # Bishop, Fienberg and Holland: with all pairs the unseen has a closed form.
    one, two, four, three, five, six, seven = (counts[cell] for cell in (1, 2, 4, 3, 5, 6, 7))
    assert saturated.unseen == pytest.approx(one * two * four * seven / (three * five * six), rel=1e-5)


def test_choosing_and_averaging() -> None:
    """The best model's interval is a profile; the average is wider because it does not trust one model."""
    best, average = loglinear(KOSOVO), loglinear(KOSOVO, is_averaged=True)
    assert (round(best.low), round(best.best), round(best.high)) == (8994, 10357, 12110)
    assert average.high - average.low > best.high - best.low
    assert best.as_range().low == 8994
    limited = loglinear(GAZA, criterion="aic", is_averaged=True, most_ratio=2.5)
    assert limited.best < 2.5 * GAZA.people


def test_the_bootstrap_chooses_anew() -> None:
    """Resampled Kosovo: the interval is wider than the profile of one chosen model, and the seed repeats it."""
    made = bootstrap(KOSOVO, seed=4, resamples=60)
    again = bootstrap(KOSOVO, seed=4, resamples=60)
    assert (made.low, made.high) == (again.low, again.high)
    assert made.low < made.best < made.high
    assert made.high - made.low > 12110 - 8994


@pytest.mark.parametrize(
    "options",
    [{"criterion": "cp"}, {"interval": "exact"}, {"models": "15"}, {"most_ratio": 1.0}],
)
def test_options_that_mean_nothing_are_refused(options: dict[str, object]) -> None:
    """Each refusal says what is wanted."""
    with pytest.raises(CountError, match=r"wanted|Raise"):
        loglinear(KOSOVO, **options)  # type: ignore[arg-type]


def test_too_many_lists_for_all_models() -> None:
    """Thirteen lists are refused with what to do instead."""
    table = OverlapTable(
        tuple("abcdefghijklm"), {"1" * 13: 3} | {f"{1 << place:013b}": 5 + place for place in range(13)}
    )
    with pytest.raises(CountError, match="Join lists"):
        loglinear(table)
    assert THIN.overlapping == 6
