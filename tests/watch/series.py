"""Panels and events for the tests of the watch."""

from datetime import date, timedelta

import numpy as np

from marsad.watch.event import Event
from marsad.watch.panel import Integers, Key, Panel

FIRST = date(2015, 1, 5)


def panel_of(counts: Integers, **more: object) -> Panel:
    """Series of one group in areas a0, a1, … from a Monday on."""
    weeks = tuple(FIRST + timedelta(weeks=week) for week in range(counts.shape[1]))
    keys = tuple(Key("front", f"a{row}") for row in range(len(counts)))
    return Panel(keys, weeks, counts, np.ones(counts.shape[1]), **more)  # type: ignore[arg-type]


def event(number: int, day: date, **more: object) -> Event:
    """An event of one group on one day."""
    given = {"actors": ("front",), "area": "north"} | more
    return Event(f"e{number}", day, given.pop("end", day), **given)  # type: ignore[arg-type]
