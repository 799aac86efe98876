"""Krippendorff's alpha against his published examples; blind codes; how far people follow the machine."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marsad.model.errors import ReviewError
from marsad.model.incident import Judgement
from marsad.review import (
    agreement_by_field,
    alpha,
    automation_bias,
    codes_of,
    may_see_suggestion,
    to_adjudicate,
)

# Krippendorff (2011), section D: four observers, twelve units, missing data.
FOUR = {
    "A": [1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None],
    "B": [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3],
    "C": [None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None],
    "D": [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None],
}


def units_of(table: dict[str, list[Any]]) -> list[dict[str, Any]]:
    """Each unit with the codes given to it."""
    number = len(next(iter(table.values())))
    return [{coder: row[n] for coder, row in table.items() if row[n] is not None} for n in range(number)]


@pytest.mark.parametrize(
    ("level", "expected"), [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849), ("ratio", 0.797)]
)
def test_four_observers_as_published(level: Any, expected: float) -> None:
    """The example with missing data gives the published alphas at every level of measurement."""
    found = alpha(units_of(FOUR), level=level)
    assert found.alpha is not None
    assert found.alpha == pytest.approx(expected, abs=0.0005)
    assert (found.units, found.values, found.coders) == (11, 40, 4)


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        ({"A": [0, 1, 0, 0, 0, 0, 0, 0, 1, 0], "B": [1, 1, 1, 0, 0, 1, 0, 0, 0, 0]}, 0.095),
        ({"A": list("aabbdcccedda"), "B": list("babbbccceddd")}, 0.692),
    ],
)
def test_two_observers_as_published(table: dict[str, list[Any]], expected: float) -> None:
    """The examples of two observers, binary and of five names, give the published alphas."""
    found = alpha(units_of(table)).alpha
    assert found == pytest.approx(expected, abs=0.0005)


def test_where_nothing_can_be_said_nothing_is() -> None:
    """No unit coded twice, or one value throughout, gives no alpha rather than a number."""
    assert alpha([]).alpha is None
    assert alpha([{"A": 1}, {"B": 2}]).alpha is None
    assert alpha([{"A": 1, "B": 1}] * 5).alpha is None


def test_levels_that_need_numbers_say_so() -> None:
    """Ordinal and above refuse what is no number."""
    with pytest.raises(ReviewError, match="needs numbers"):
        alpha([{"A": "x", "B": "y"}], level="ordinal")


tables = st.lists(
    st.dictionaries(st.sampled_from("ABCD"), st.integers(0, 5), min_size=1, max_size=4), min_size=2, max_size=12
)


@settings(max_examples=80, deadline=None)
@given(tables, st.sampled_from(["nominal", "ordinal", "interval", "ratio"]))
def test_alpha_is_at_most_one_and_blind_to_names_and_order(units: list[dict[str, int]], level: Any) -> None:
    """Alpha never exceeds 1; who the coders are and in which order units come does not matter."""
    found = alpha(units, level=level).alpha
    renamed = [{f"x{coder}": value for coder, value in unit.items()} for unit in reversed(units)]
    again = alpha(renamed, level=level).alpha
    if found is None:
        assert again is None
    else:
        assert again == pytest.approx(found)
        assert found <= 1 + 1e-9


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(0, 5), min_size=2, max_size=10).filter(lambda values: len(set(values)) > 1))
def test_perfect_agreement_is_one(values: list[int]) -> None:
    """Where all agree on values that differ from unit to unit, alpha is 1."""
    assert alpha([{"A": value, "B": value} for value in values], level="interval").alpha == 1


def code(about: str, value: object, by: str, field: str = "n1.best", act: str = "code") -> Judgement:
    return Judgement(act, (about,), by, datetime(2022, 3, 1, tzinfo=UTC), "a reason", field, value)


def test_the_suggestion_shows_after_the_first_code() -> None:
    """Nobody sees the machine's value of a field before having coded that field of that thing."""
    made = [code("r1:c1", 4, "Rim")]
    assert may_see_suggestion(made, about="r1:c1", field="n1.best", by="Rim")
    assert not may_see_suggestion(made, about="r1:c1", field="n1.best", by="Sami")
    assert not may_see_suggestion(made, about="r1:c1", field="n2.best", by="Rim")
    assert not may_see_suggestion(made, about="r2:c1", field="n1.best", by="Rim")


def test_agreement_is_of_first_codes() -> None:
    """What people changed after they saw the suggestion does not make them agree."""
    made = [code("a", 4, "Rim"), code("a", 5, "Sami"), code("b", 1, "Rim"), code("b", 1, "Sami"), code("a", 4, "Sami")]

    assert [(each.by, each.first, each.last) for each in codes_of(made) if each.about == "a"] == [
        ("Rim", 4, 4),
        ("Sami", 5, 4),
    ]
    found = agreement_by_field(made)["n1.best"]
    assert found.level == "ratio"
    assert found.alpha is not None
    assert 0.5 < found.alpha < 1


def test_not_stated_is_a_code_too() -> None:
    """Where somebody codes that nothing is stated, the field is compared by name."""
    found = agreement_by_field(
        [code("a", None, "Rim"), code("a", 5, "Sami"), code("b", 1, "Rim"), code("b", 1, "Sami")]
    )
    assert found["n1.best"].level == "nominal"


def test_what_differs_waits_until_it_is_corrected() -> None:
    """Fields on which coders differ wait for a decision; a correction settles them."""
    made = [code("a", 4, "Rim"), code("a", 5, "Sami"), code("b", 1, "Rim"), code("b", 1, "Sami")]
    assert to_adjudicate(made) == [("a", "n1.best", {"Rim": 4, "Sami": 5})]
    assert to_adjudicate([*made, code("a", 5, "Nour", act="correct")]) == []


def test_following_the_machine_is_measured() -> None:
    """Of codes that first differed from the machine's, how many came over once it was seen."""
    made = [code("a", 4, "Rim"), code("a", 5, "Rim"), code("b", 1, "Rim"), code("c", 2, "Rim"), code("c", 3, "Rim")]
    bias = automation_bias(made, {("a", "n1.best"): 5, ("b", "n1.best"): 9, ("c", "n1.best"): 2})
    assert (bias.codes, bias.blind_agree, bias.came_over, bias.went_away) == (3, pytest.approx(1 / 3), 0.5, 1.0)
    assert automation_bias([], {}).blind_agree is None
