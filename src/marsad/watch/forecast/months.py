"""Weekly panels and events as calendar months."""

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np

from marsad.watch.event import Event
from marsad.watch.panel import Integers, Panel


def months_of_panel(panel: Panel, *, deaths: bool = False) -> tuple[Integers, tuple[date, ...]]:
    """Counts by calendar month; a week belongs to the month of its Thursday. Months cut short are left out.

    Returns:
        Shape (series, months), and the first day of each month.
    """
    values = panel.deaths if deaths and panel.deaths is not None else panel.counts
    month = np.array([_month(week + timedelta(days=3)) for week in panel.weeks])
    first, last = int(month.min()), int(month.max())
    counts = np.zeros((len(panel.keys), last - first + 1), dtype=np.int64)
    for week, at in enumerate(month):
        counts[:, at - first] += values[:, week]
    covered = np.bincount(month - first, weights=panel.share)
    whole = np.flatnonzero(covered >= 3.9)
    begin, end = (int(whole[0]), int(whole[-1]) + 1) if len(whole) else (0, 0)
    days = tuple(date((first + n) // 12, (first + n) % 12 + 1, 1) for n in range(begin, end))
    return counts[:, begin:end], days


def months_of_events(
    events: Sequence[Event], areas: Sequence[str], *, as_of: date, deaths: bool = False
) -> tuple[Integers, tuple[date, ...]]:
    """Counts by area and calendar month, from the first event to the last whole month before `as_of`."""
    dated = [event for event in events if event.is_dated_to_the_week and event.start <= as_of]
    if not dated:
        return np.zeros((len(areas), 0), dtype=np.int64), ()
    first = min(_month(event.start) for event in dated)
    stop = _month(as_of + timedelta(days=1))
    counts = np.zeros((len(areas), max(0, stop - first)), dtype=np.int64)
    row_of = {area: row for row, area in enumerate(areas)}
    for event in dated:
        row, at = row_of.get(event.area or ""), _month(event.start) - first
        if row is not None and at < counts.shape[1]:
            counts[row, at] += event.deaths if deaths else 1
    return counts, tuple(date((first + n) // 12, (first + n) % 12 + 1, 1) for n in range(counts.shape[1]))


def _month(day: date) -> int:
    return day.year * 12 + day.month - 1
