"""Rounded tables add up, and nothing withheld can be computed back."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marsad.model.errors import PublishError
from marsad.publish.withhold.recompute import Published, bounds_of, exposed, exposed_by_difference
from marsad.publish.withhold.rounding import round_table
from marsad.publish.withhold.table import SumTable, cross_table


@st.composite
def tables(draw: st.DrawFn) -> SumTable:
    """A small table of people by area and month."""
    rows, columns = draw(st.integers(1, 5)), draw(st.integers(1, 5))
    values = draw(st.lists(st.integers(0, 12), min_size=rows * columns, max_size=rows * columns))
    return cross_table(
        [f"r{i}" for i in range(rows)], [f"c{i}" for i in range(columns)], np.array(values).reshape(rows, columns)
    )


def published(table: SumTable, base: int) -> list[Published]:
    """All of a rounded table as it goes out."""
    return [Published(name, value, base - 1) for name, value in round_table(table, base=base).sums.items()]


@settings(max_examples=40, deadline=None)
@given(tables(), st.sampled_from([3, 5]))
def test_a_rounded_table_adds_up_and_stays_near_the_truth(table: SumTable, base: int) -> None:
    """Every sum is the sum of its cells, less than one base from the truth; nought stays nought."""
    rounded = round_table(table, base=base)
    for name, members in table.sums.items():
        assert rounded.sums[name] % base == 0
        assert rounded.sums[name] == sum(rounded.sums[cell] for cell in members)
        assert abs(rounded.sums[name] - table.value(name)) < base
    assert all(rounded.cells[table.values == 0] == 0)


@settings(max_examples=25, deadline=None)
@given(tables())
def test_what_can_be_deduced_always_holds_the_truth(table: SumTable) -> None:
    """The bounds that an attacker finds are never wrong, only wide or narrow."""
    for name, (least, most) in bounds_of(table, published(table, 3), list(table.cells)).items():
        assert least <= table.value(name)
        assert most is None or table.value(name) <= most


def test_blanking_one_cell_does_not_hide_it() -> None:
    """A row total less the other cells gives a blanked cell back."""
    table = cross_table(["Homs", "Hama"], ["May", "June"], np.array([[2, 7], [9, 4]]))
    shown = [Published(name, table.value(name)) for name in table.sums if name != "Homs|May"]
    (found,) = exposed(table, shown, ["Homs|May"], protection=3)
    assert (found.least, found.most) == (2, 2)


def test_rounding_hides_what_blanking_did_not() -> None:
    """The same cell, rounded with its table, cannot be told to the person."""
    table = cross_table(["Homs", "Hama"], ["May", "June"], np.array([[2, 7], [9, 4]]))
    assert exposed(table, published(table, 3), ["Homs|May"], protection=2) == ()


def test_two_releases_give_away_a_single_person_unless_they_are_rounded() -> None:
    """One more injured between two exact releases is seen; between two rounded ones it is not."""
    before = cross_table(["Homs", "Hama"], ["May"], np.array([[11], [8]]))
    after = cross_table(["Homs", "Hama"], ["May"], np.array([[12], [8]]))
    exact = {
        "earlier": [Published(name, before.value(name)) for name in before.sums],
        "later": [Published(name, after.value(name)) for name in after.sums],
    }
    assert exposed_by_difference(before, after, exact, ["Homs|May"], protection=3)
    rounded = {"earlier": published(before, 3), "later": published(after, 3)}
    assert exposed_by_difference(before, after, rounded, ["Homs|May"], protection=3) == ()


def test_a_differencing_attack_over_a_year_of_releases_finds_nothing() -> None:
    """Twelve monthly releases of a made-up year, each with a few more people: no change can be told to the person."""
    random = np.random.default_rng(7)
    rows, columns = [f"SY{n:02}" for n in range(1, 15)], ["injured", "detained", "missing"]
    values = random.poisson(3, (14, 3))
    last = cross_table(rows, columns, values)
    attacked = 0
    for _ in range(5):
        values = values + (random.random((14, 3)) < 0.2)
        table = cross_table(rows, columns, values)
        both = {"earlier": published(last, 3), "later": published(table, 3)}
        changed = [cell for cell in table.cells if table.value(cell) != last.value(cell)]
        attacked += len(changed)
        assert exposed_by_difference(last, table, both, changed, protection=2) == ()
        last = table
    assert attacked > 20


@pytest.mark.parametrize("base", [0, 1])
def test_a_base_that_protects_nothing_is_refused(base: int) -> None:
    """Rounding to one hides nobody."""
    with pytest.raises(PublishError, match="base"):
        round_table(cross_table(["a"], ["b"], np.array([[1]])), base=base)


def test_a_table_with_fewer_than_none_is_refused() -> None:
    """Numbers of people are not negative."""
    with pytest.raises(PublishError, match="below zero"):
        cross_table(["a"], ["b"], np.array([[-1]]))
