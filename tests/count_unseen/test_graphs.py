"""Averages over decomposable graphs."""

from pathlib import Path

import numpy as np
import pytest

from count_unseen.published_tables import GAZA, KOSOVO, UK, shared_table
from marsad.count.unseen import OverlapTable, dga
from marsad.count.unseen.dga import grid
from marsad.count.unseen.graphs import decomposable_graphs
from marsad.model.errors import CountError


def test_the_number_of_graphs_is_known() -> None:
    """8, 61, 822 and 18,154 decomposable graphs on 3 to 6 points, each with its own cliques."""
    for points, known in ((3, 8), (4, 61), (5, 822), (6, 18154)):
        graphs = decomposable_graphs(points)
        assert len(graphs) == known
        assert len({cliques for cliques, _ in graphs}) == known


def test_cliques_and_separators_belong_together() -> None:
    """The path 12,23,34 is parted by 2 and 3; without any edge nothing parts."""
    graphs = dict(decomposable_graphs(4))
    assert graphs[(0b0011, 0b0110, 0b1100)] == (0b0010, 0b0100)
    assert graphs[(0b0001, 0b0010, 0b0100, 0b1000)] == ()


def test_kosovo_is_reproduced() -> None:
    """Up to 40,000 unseen: mean 12,749.35, quantiles and the weight of the best graph as computed by dga in R."""
    made = dga(KOSOVO, most_unseen=40_000)
    assert made.mean == pytest.approx(12749.35, abs=0.05)
    assert (made.low, made.best, made.high) == (9827, 12595, 16544)
    assert made.details["weights"][0] == {"graph": "123,134", "weight": 0.9855}  # type: ignore[index]


def test_the_uk_is_reproduced() -> None:
    """822 graphs: mean 21,264.9 and quantiles."""
    made = dga(UK, most_unseen=40_000)
    assert made.mean == pytest.approx(21264.9, abs=0.1)
    assert (made.low, made.best, made.high) == (10387, 22985, 33439)


def test_the_saturated_graph_can_be_left_out() -> None:
    """Gaza: with it the prior answers; without it 75,527 (52,150 to 82,398)."""
    assert float(dga(GAZA).details["saturated_weight"]) > 0.5  # type: ignore[arg-type]
    made = dga(GAZA, with_saturated=False)
    assert (round(made.mean), round(made.low), round(made.high)) == (75527, 52150, 82398)


def test_six_lists_are_taken(shared: Path) -> None:
    """The UK's six lists over 18,154 graphs, on a grid."""
    made = dga(shared_table(shared, "uk_2013_6lists"))
    assert made.details["graphs"] == 18154
    assert made.low == pytest.approx(10_207, rel=0.02)
    assert made.high == pytest.approx(26_194, rel=0.02)


def test_the_grid_stands_for_every_number() -> None:
    """The widths of a coarse grid add up to all the numbers it stands for."""
    points, widths = grid(50_000, exact=False)
    assert widths.sum() == pytest.approx(50_001)
    assert np.all(np.diff(points) > 0)
    assert len(points) < 2_000


def test_two_or_seven_lists_are_refused() -> None:
    """The message says how many lists can be taken."""
    seven = OverlapTable(tuple("abcdefg"), {f"{number:07b}": 3 for number in range(1, 128)})
    with pytest.raises(CountError, match="3 to 6 lists; found 7"):
        dga(seven)
