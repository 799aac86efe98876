"""Draws, scores and the gate."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marsad.model.errors import WatchError
from marsad.watch.forecast.draws import BENCHMARKS, DRAWS, FAMILIES, HALF_LIVES, REFERENCE
from marsad.watch.forecast.months import months_of_events, months_of_panel
from marsad.watch.forecast.rolling import forecast
from marsad.watch.forecast.scores import crps, ignorance, interval_score, score

from .series import event, panel_of

scoringrules = pytest.importorskip("scoringrules")


@settings(max_examples=30)
@given(st.lists(st.integers(0, 400), min_size=2, max_size=60), st.integers(0, 500))
def test_crps_agrees_with_the_reference_library(draws: list[int], seen: int) -> None:
    """Ours is the energy form of scoringrules."""
    ours = float(crps(np.array([draws]), np.array([seen]))[0])
    assert ours == pytest.approx(float(scoringrules.crps_ensemble(seen, np.array(draws), estimator="nrg")), abs=1e-9)


def test_ignorance_is_as_views_has_it() -> None:
    """1,000 draws of 0 and one pseudo-draw in each of eleven bins: seen 0 costs nearly nothing, seen 3 ten bits."""
    draws = np.zeros((2, 1000), dtype=np.int64)
    wanted = [-np.log2(1001 / 1011), -np.log2(1 / 1011)]
    assert ignorance(draws, np.array([0, 3])) == pytest.approx(wanted)


def test_the_interval_score_fines_what_falls_outside() -> None:
    """Draws 0 to 100: width 90; 20 above the upper end costs 20 times 20 more."""
    draws = np.arange(101)[None, :].repeat(2, axis=0)
    assert interval_score(draws, np.array([50, 115])) == pytest.approx([90.0, 90.0 + 20 * 20])


@pytest.mark.parametrize("name", [*(model.name for model in BENCHMARKS), *FAMILIES])
def test_every_model_gives_a_thousand_whole_draws(name: str) -> None:
    """Whole numbers, none below 0, whatever the history."""
    draw = next((model.draw for model in BENCHMARKS if model.name == name), None) or FAMILIES[name][1](4.0)
    history = np.random.default_rng(1).poisson([[0.0], [2.0], [300.0]], (3, 30))
    drawn = draw(history, 3, np.random.default_rng(2))
    assert drawn.shape == (3, 3, DRAWS)
    assert np.issubdtype(drawn.dtype, np.integer)
    assert drawn.min() >= 0


def test_smoothing_keeps_the_mean() -> None:
    """The blurred history has the mean of the history itself, within the share drawn from all series."""
    history = np.full((1, 40), 50)
    drawn = FAMILIES["smoothed"][1](6.0)(history, 1, np.random.default_rng(1))
    assert drawn.mean() == pytest.approx(50, rel=0.05)


def test_a_model_that_earned_it_is_shown() -> None:
    """Levels that jump every half year: models that forget beat the own last year, and one of them is shown."""
    random = np.random.default_rng(3)
    level = np.repeat(np.exp(random.normal(1.5, 1.3, (14, 10))), 6, axis=1)
    outlook = forecast(random.poisson(level), seed=1)
    assert not outlook.is_benchmark
    assert outlook.half_life in HALF_LIVES
    skill = next(each for each in outlook.skills if each.model == outlook.shown)
    assert 0 < skill.low < skill.skill < skill.high
    assert outlook.quantiles.shape == (14, 6, 3)
    assert (np.diff(outlook.quantiles, axis=2) >= 0).all()


def test_a_model_that_does_not_beat_history_is_not_shown() -> None:
    """A harvest a year and nothing else: the own last 12 months say it all, and stand there themselves."""
    year = np.array([0, 0, 0, 0, 0, 0, 0, 0, 0, 80, 10, 0])
    outlook = forecast(np.random.default_rng(4).poisson(np.tile(year, (10, 5))), seed=1)
    assert outlook.is_benchmark
    assert outlook.shown == REFERENCE
    assert outlook.half_life is None


def test_the_half_life_is_chosen_from_the_past_alone() -> None:
    """Changing the last months changes no earlier choice."""
    months = np.random.default_rng(5).poisson(4.0, (6, 48))
    other = months.copy()
    other[:, -3:] = 90
    one, two = forecast(months, seed=1), forecast(other, seed=1)
    assert all(one.half_lives[name][:6] == two.half_lives[name][:6] for name in FAMILIES)


def test_coverage_counts_what_lay_inside() -> None:
    """Draws from the truth cover about nine in ten."""
    random = np.random.default_rng(6)
    draws, seen = random.poisson(20.0, (800, DRAWS)), random.poisson(20.0, 800)
    made = score("truth", draws, seen)
    assert 0.87 < made.coverage < 0.95
    assert made.forecasts == 800


def test_months_are_whole() -> None:
    """Weeks go to the month of their Thursday; months cut short at either end are left out."""
    counts, months = months_of_panel(panel_of(np.ones((1, 26), dtype=np.int64)))
    assert months[0] == date(2015, 1, 1)
    assert set(counts[0]) <= {4, 5}
    assert months[-1] == date(2015, 6, 1)
    events = [event(1, date(2021, 1, 5)), event(2, date(2021, 3, 9)), event(3, date(2021, 3, 20), area=None)]
    by_month, names = months_of_events(events, ["north"], as_of=date(2021, 3, 30))
    assert (by_month.tolist(), names) == ([[1, 0]], (date(2021, 1, 1), date(2021, 2, 1)))
    assert months_of_events(events, ["north"], as_of=date(2021, 3, 31))[0].tolist() == [[1, 0, 1]]


def test_too_short_a_history_is_refused() -> None:
    """Twenty months are not enough to be judged on."""
    with pytest.raises(WatchError, match="months of history"):
        forecast(np.ones((2, 20), dtype=np.int64), seed=1)


def test_the_islamic_state_in_syria_is_forecast_better_than_by_its_last_year(shared) -> None:  # type: ignore[no-untyped-def]
    """Monthly events by governorate 2016 to 2019: the smoothed history beats conflictology, with its whole interval."""
    import csv

    from marsad.watch.table import read_table

    with (shared / "data" / "ucdp" / "is_weekly_governorate_2016_2019.csv").open(newline="") as file:
        reader = csv.DictReader(file)
        table = read_table(list(reader.fieldnames or ()), reader)
    assert table.panel is not None
    rows = [row for row, key in enumerate(table.panel.keys) if key.area != "*"]
    outlook = forecast(months_of_panel(table.panel.of(rows))[0], seed=1)
    scores = {each.model: each for each in outlook.scores}
    assert outlook.shown in FAMILIES
    assert scores[outlook.shown].crps < 0.9 * scores[REFERENCE].crps
    assert scores[outlook.shown].ignorance < scores[REFERENCE].ignorance
    assert 0.85 < scores[outlook.shown].coverage < 0.97
