"""Somebody with both releases of a year tries to compute the living, by linear programs and by trying out numbers."""

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marsad.model.claim import When, Where, Who
from marsad.model.errors import RefusedError
from marsad.model.incident import Incident, Toll
from marsad.model.range import Range
from marsad.publish.withhold.recompute import Published, bounds_of, exposed_by_difference
from marsad.publish.withhold.rounding import round_table
from marsad.publish.withhold.table import SumTable, cross_table
from marsad.run.observatory import Observatory
from marsad.run.outgoing import Figures, Outgoing
from marsad.run.publish import policy_in
from marsad.run.recheck import refuse_recomputable
from marsad.run.release import release
from marsad.run.verify import new_key

MADE = datetime(2022, 2, 1, tzinfo=UTC)
BASE = 3


def released(table: SumTable) -> dict[str, int]:
    """All figures of a release: every cell, row, column and the total, rounded together."""
    return round_table(table, base=BASE).sums


def fits(table: SumTable, values: tuple[int, ...], shown: Mapping[str, int]) -> bool:
    """Whether these true numbers could have been published so."""
    numbers = dict(zip(table.cells, values))
    return all(abs(sum(numbers[cell] for cell in table.sums[name]) - shown[name]) < BASE for name in shown)


def every_truth(table: SumTable, shown: Mapping[str, int], *, seen: bool) -> Iterator[tuple[int, ...]]:
    """Every table of whole numbers that fits what was published; with `seen`, empty cells and filled ones are known."""
    choices = []
    for cell in table.cells:
        is_filled = table.value_of(cell) > 0
        low = max(shown[cell] - BASE + 1, 1 if seen and is_filled else 0)
        high = shown[cell] + BASE - 1 if is_filled or not seen else 0
        choices.append(range(low, high + 1))
    return (values for values in product(*choices) if fits(table, values, shown))


small = st.lists(st.integers(0, 5), min_size=4, max_size=4).map(
    lambda values: cross_table(["Homs", "Hama"], ["May", "June"], np.array(values).reshape(2, 2))
)


@settings(max_examples=60)
@given(small)
def test_trying_out_all_numbers_pins_nobody_down(table: SumTable) -> None:
    """Whoever knows where there is somebody finds two numbers for each of them; the truth is among them."""
    shown = released(table)
    for seen in (False, True):
        truths = list(every_truth(table, shown, seen=seen))
        assert tuple(int(value) for value in table.values) in truths
        for place, cell in enumerate(table.cells):
            if table.value_of(cell):
                assert len({values[place] for values in truths}) >= 2, (cell, shown)


@settings(max_examples=40)
@given(small, st.lists(st.integers(-1, 2), min_size=4, max_size=4))
def test_two_releases_side_by_side_pin_no_change_down(before: SumTable, moves: list[int]) -> None:
    """Every change that both tables allow is tried out: none can be told to the person, nor be told from no change."""
    values = np.maximum(before.values + np.array(moves), 0)
    after = cross_table(["Homs", "Hama"], ["May", "June"], values.reshape(2, 2))
    first = list(every_truth(before, released(before), seen=False))
    second = list(every_truth(after, released(after), seen=False))
    for place in range(4):
        one, two = {values[place] for values in first}, {values[place] for values in second}
        assert len({b - a for a in one for b in two}) >= 2


@settings(max_examples=40)
@given(small)
def test_linear_programs_find_no_less_than_trying_out(table: SumTable) -> None:
    """The bounds of the programs hold every number that fits: what they call safe is safe."""
    shown = released(table)
    known = [Published(name, value, BASE - 1) for name, value in shown.items()]
    found = bounds_of(table, known, list(table.cells))
    truths = list(every_truth(table, shown, seen=False))
    for place, cell in enumerate(table.cells):
        least, most = found[cell]
        assert most is not None
        assert least <= min(values[place] for values in truths)
        assert max(values[place] for values in truths) <= most


def synthetic_year(random: np.random.Generator) -> list[Incident]:
    """A year of incidents with injured civilians and soldiers, in fourteen governorates."""
    found = []
    for number in range(160):
        day, place = (
            date(2021, 1 + int(random.integers(12)), 1 + int(random.integers(28))),
            1 + int(random.integers(14)),
        )
        who = Who(status="civilian") if random.random() < 0.7 else Who(actor="syrian-regime-forces", status="combatant")
        toll = Toll("injured", Range.exactly(1 + int(random.poisson(2))), who)
        where = Where("", f"SY{place:02}", "adm1")
        found.append(Incident(f"s{number}", (), When("", day, day, "day"), (where,), tolls=(toll,), state="accepted"))
    return found


def figures_of(observatory: Observatory) -> Figures:
    """The figures of the injured as they go out today."""
    return Outgoing(observatory, policy_in(observatory), MADE.date()).figures("injured")


def test_two_releases_of_a_synthetic_year_give_nothing_away(fresh: Callable[[], Observatory]) -> None:
    """All sums of both, months, years, governorates, groups and totals: no cell and no change to the person."""
    observatory, year = fresh(), synthetic_year(np.random.default_rng(11))
    for old in observatory.store.incidents.all():
        observatory.review().judge("reject", old.id, by="editor", reason="not of this year")
    observatory.store.incidents.add(year[:130], by="tester")
    first = figures_of(observatory)
    observatory.store.incidents.add(year[130:], by="tester")
    second = figures_of(observatory)
    assert len(second.table.cells) > 80
    attacked = 0
    for figures in (first, second):
        known = [Published(name, value, figures.slack) for name, value in figures.shown.items()]
        sums = dict(figures.table.sums) | {cell: (cell,) for cell in figures.table.cells}
        table = SumTable(figures.table.cells, figures.table.values, sums)
        seen = frozenset(cell for cell in table.cells if table.value_of(cell))
        for name, (least, most) in bounds_of(table, known, list(table.cells)[:60], seen=seen).items():
            assert most is None or most > least, name
            attacked += 1
    assert attacked == 120
    moved = [name for name, value in second.shown.items() if first.shown.get(name) != value]
    assert len(moved) > 10, "figures did move between the two"
    everything = sorted(set(first.shown) | set(second.shown))
    cells = sorted(set(first.table.cells) | set(second.table.cells))
    sums = {
        name: tuple(dict.fromkeys([*first.table.sums.get(name, ()), *second.table.sums.get(name, ())]))
        for name in everything
    }
    values = [dict(zip(f.table.cells, f.table.values)) for f in (first, second)]
    tables = [SumTable(tuple(cells), np.array([int(each.get(cell, 0)) for cell in cells]), sums) for each in values]
    published = {
        "earlier": [Published(name, first.shown.get(name, 0), first.slack) for name in everything],
        "later": [Published(name, second.shown.get(name, 0), second.slack) for name in everything],
    }
    assert exposed_by_difference(*tables, published, moved[:60], protection=2) == ()


def test_a_planted_leak_is_refused(
    fresh: Callable[[], Observatory], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If the rounding did nothing, the release would be stopped, and no file would be left."""
    observatory = fresh()

    def unrounded(self: Outgoing, measure: str, since: date | None, until: date | None) -> Figures:
        figures = rounding(self, measure, since, until)
        truth = {name: figures.table.value(name) for name in figures.shown}
        return Figures(measure, figures.table, figures.names, truth, 0)

    rounding = Outgoing._made
    refuse_recomputable(Outgoing(observatory, policy_in(observatory), MADE.date()), ["injured"], before={})
    monkeypatch.setattr(Outgoing, "_made", unrounded)
    with pytest.raises(RefusedError, match="could be computed"):
        refuse_recomputable(Outgoing(observatory, policy_in(observatory), MADE.date()), ["injured"], before={})
    new_key(tmp_path / "key")
    with pytest.raises(RefusedError, match="could be computed"):
        release(observatory, tmp_path / "r.zip", version="1", key_file=tmp_path / "key", signed_off_by="E", made=MADE)
    assert not (tmp_path / "r.zip").exists()
