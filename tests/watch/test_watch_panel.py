"""Events become weekly series."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marsad.model.errors import WatchError
from marsad.watch.panel import ANY, Key, Panel, build_panel

from .series import event, panel_of


def test_weeks_without_events_are_zeros_and_cut_weeks_say_so() -> None:
    """Two events three weeks apart make four weeks; the first and last are covered only in part."""
    days = [date(2021, 3, 3), date(2021, 3, 23)]  # a Wednesday, and a Tuesday three weeks on
    panel = build_panel([event(1, days[0]), event(2, days[1])], as_of=date(2021, 3, 24))
    north = panel.keys.index(Key("front", "north"))
    assert panel.counts[north].tolist() == [1, 0, 0, 1]
    assert panel.share.tolist() == pytest.approx([5 / 7, 1, 1, 3 / 7])
    assert panel.members[north, 3] == ("e2",)


def test_an_event_dated_to_a_month_is_no_surge() -> None:
    """It is counted as left out, not in the week it was filed under."""
    coarse = event(1, date(2021, 3, 1), end=date(2021, 3, 31), date_precision="month")
    panel = build_panel([coarse, event(2, date(2021, 3, 2))], as_of=date(2021, 3, 28))
    north = panel.keys.index(Key("front", "north"))
    assert panel.counts[north].sum() == 1
    assert panel.left_out is not None
    assert panel.left_out[north] == 1


def test_an_event_without_an_area_counts_only_over_all_areas() -> None:
    """Not knowing where is no reason to be lost."""
    panel = build_panel([event(1, date(2021, 3, 2), area=None), event(2, date(2021, 3, 2))], as_of=date(2021, 3, 7))
    total = {key: int(row.sum()) for key, row in zip(panel.keys, panel.counts)}
    assert total == {Key("front", "north"): 1, Key("front", ANY): 2}


@settings(max_examples=25)
@given(st.lists(st.tuples(st.integers(0, 200), st.sampled_from(["north", "south", None])), min_size=1, max_size=40))
def test_the_series_over_all_areas_holds_every_event(drawn: list[tuple[int, str | None]]) -> None:
    """Whatever the areas, nothing is counted twice or lost."""
    events = [event(n, date(2020, 1, 1) + timedelta(days), area=area) for n, (days, area) in enumerate(drawn)]
    panel = build_panel(events, as_of=date(2020, 12, 31))
    assert panel.counts[panel.keys.index(Key("front", ANY))].sum() == len(events)


def test_bad_input_is_refused_with_what_to_do() -> None:
    """No events, gaps between weeks, counts below 0, and ends before starts are told apart."""
    with pytest.raises(WatchError, match="Collect more"):
        build_panel([], as_of=date(2021, 1, 1))
    with pytest.raises(WatchError, match="before it starts"):
        event(1, date(2021, 1, 2), end=date(2021, 1, 1))
    good = panel_of(np.ones((1, 3), dtype=np.int64))
    with pytest.raises(WatchError, match="without a gap"):
        Panel(good.keys, (good.weeks[0], good.weeks[2]), good.counts[:, :2], np.ones(2))
    with pytest.raises(WatchError, match="below 0"):
        panel_of(-np.ones((1, 3), dtype=np.int64))
