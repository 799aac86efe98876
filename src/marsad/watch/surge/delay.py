"""How much of a recent week is known by now, learnt from when the desk came to know of earlier events."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import numpy as np

from marsad.watch.event import Event, monday_of
from marsad.watch.panel import Numbers


@dataclass(frozen=True, slots=True)
class Visibility:
    """`by_age[a]` is the share of a week's events that is known `a` weeks later; 1 beyond its end.

    `learnt_from` is how many events it was learnt from.
    """

    by_age: tuple[float, ...]
    learnt_from: int

    def over(self, weeks: tuple[date, ...], as_of: date) -> Numbers:
        """The share known of each of these weeks."""
        last = monday_of(as_of)
        ages = [(last - week).days // 7 for week in weeks]
        return np.array([self.by_age[age] if 0 <= age < len(self.by_age) else 1.0 for age in ages])


def learn_visibility(
    events: Iterable[Event], *, as_of: date, most_weeks: int = 26, memory_weeks: int = 104, least_events: int = 40
) -> Visibility | None:
    """Learn the reporting delay from events that happened while the desk was already collecting.

    The chain ladder of insurers (reverse-time hazards): an event of last week cannot yet show a delay of a month, so
    each delay is judged only among weeks old enough to show it.

    Args:
        events: with `collected`; those without it, or older than the first day of collecting, teach nothing (a bulk
            import's delays are no delays).
        as_of: the last day that the data cover; what was collected later is not looked at.
        most_weeks: longer delays count as this long.
        memory_weeks: how far back to learn.
        least_events: with fewer, None.
    """
    dated = [
        (monday_of(event.start), monday_of(event.collected))
        for event in events
        if event.collected is not None and event.collected <= as_of and event.is_dated_to_the_week
    ]
    if not dated:
        return None
    live_from = min(collected for _, collected in dated)
    last = monday_of(as_of)
    pairs = [
        (min(max(0, (collected - happened).days // 7), most_weeks), (last - happened).days // 7)
        for happened, collected in dated
        if live_from <= happened and (last - happened).days // 7 <= memory_weeks
    ]
    if len(pairs) < least_events:
        return None
    delay, age = np.array(pairs).T
    longest = int(min(most_weeks, age.max()))
    share = np.ones(longest + 1)
    for step in range(longest, 0, -1):
        able = age >= step
        within, at = (able & (delay <= step)).sum(), (able & (delay == step)).sum()
        share[step - 1] = share[step] * (1.0 - at / within if within else 1.0)
    return Visibility(tuple(float(max(each, 0.02)) for each in share), len(pairs))
