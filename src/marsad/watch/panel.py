"""Series of group × area × week, all over the same weeks: what every rule of the watch looks at."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from marsad.model.errors import WatchError
from marsad.watch.event import Event, monday_of

Integers = NDArray[np.int64]
Numbers = NDArray[np.float64]
Flags = NDArray[np.bool_]

WEEK = timedelta(days=7)
ANY = "*"  # a series over every actor, or every area


@dataclass(frozen=True, slots=True, order=True)
class Key:
    """Which group and which area a series is about; `*` stands for all of them."""

    actor: str = ANY
    area: str = ANY


@dataclass(frozen=True, slots=True)
class Panel:
    """Weekly counts of several series.

    `counts` are events, shape (series, weeks); `deaths` people killed, same shape, or None where not known. `weeks`
    are Mondays without a gap. `share` is how much of each week the data cover, 0 to 1 (the week in which the data end
    is cut short). `effort` is the number of reports or sources behind all events of a week, or None. `left_out`
    counts, per series, events dated too coarsely for a week. `members` are the ids of the events of each cell.
    """

    keys: tuple[Key, ...]
    weeks: tuple[date, ...]
    counts: Integers
    share: Numbers
    deaths: Integers | None = None
    effort: Numbers | None = None
    left_out: Integers | None = None
    members: Mapping[tuple[int, int], tuple[str, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        shape = (len(self.keys), len(self.weeks))
        if self.counts.shape != shape or self.share.shape != shape[1:]:
            raise WatchError(
                f"A panel of {shape[0]} series and {shape[1]} weeks needs counts of that shape; "
                f"found counts {self.counts.shape} and shares {self.share.shape}."
            )
        if shape[1] and any(b - a != WEEK for a, b in pairwise(self.weeks)):
            raise WatchError("The weeks of a panel must follow one another without a gap. Fill empty weeks with 0.")
        if self.counts.size and self.counts.min() < 0:
            raise WatchError("A panel counts events; found a number below 0. Correct the input.")

    def until(self, weeks: int) -> "Panel":
        """The panel as it was after that many weeks."""
        return replace(
            self,
            weeks=self.weeks[:weeks],
            counts=self.counts[:, :weeks],
            share=self.share[:weeks],
            deaths=None if self.deaths is None else self.deaths[:, :weeks],
            effort=None if self.effort is None else self.effort[:weeks],
        )

    def of(self, rows: Sequence[int]) -> "Panel":
        """Only these series."""
        index = list(rows)
        place = {row: new for new, row in enumerate(index)}
        return replace(
            self,
            keys=tuple(self.keys[row] for row in index),
            counts=self.counts[index],
            deaths=None if self.deaths is None else self.deaths[index],
            left_out=None if self.left_out is None else self.left_out[index],
            members={(place[row], week): ids for (row, week), ids in self.members.items() if row in place},
        )


def build_panel(
    events: Iterable[Event],
    *,
    as_of: date,
    first: date | None = None,
    actors: Sequence[str] | None = None,
    areas: Sequence[str] | None = None,
) -> Panel:
    """Count events by group, area and week, zeros filled in.

    Args:
        events: any order. Those after `as_of` are not looked at; those without an area count in the series over all
            areas only; those dated to a month or worse are counted in `left_out`.
        as_of: the last day that the data cover.
        first: the first day; without it, that of the first event.
        actors: the groups to watch; without it, every group that occurs.
        areas: the areas to watch; without it, every area that occurs.

    Raises:
        WatchError: no event lies between the two days.
    """
    used = [event for event in events if event.start <= as_of and (first is None or event.start >= first)]
    groups = sorted(actors if actors is not None else {actor for event in used for actor in event.actors})
    used = [event for event in used if not groups or set(groups) & set(event.actors)]
    if not used:
        wanted = f" of {', '.join(groups)}" if groups else ""
        raise WatchError(f"No event{wanted} up to {as_of}; wanted at least one. Collect more, or widen the choice.")
    units = sorted(areas if areas is not None else {event.area for event in used if event.area is not None})
    start = first or min(event.start for event in used)
    weeks = _weeks(start, as_of)
    keys = tuple(Key(group, unit) for group in groups or [ANY] for unit in [*units, ANY])
    return _fill(used, keys, weeks, first=start, as_of=as_of)


def _weeks(first: date, last: date) -> tuple[date, ...]:
    start = monday_of(first)
    return tuple(start + WEEK * n for n in range((monday_of(last) - start).days // 7 + 1))


def _fill(used: Sequence[Event], keys: tuple[Key, ...], weeks: tuple[date, ...], *, first: date, as_of: date) -> Panel:
    row_of = {key: row for row, key in enumerate(keys)}
    week_of = {week: number for number, week in enumerate(weeks)}
    counts = np.zeros((len(keys), len(weeks)), dtype=np.int64)
    deaths = np.zeros_like(counts)
    left_out = np.zeros(len(keys), dtype=np.int64)
    voices: list[set[str]] = [set() for _ in weeks]
    members: dict[tuple[int, int], list[str]] = {}
    for event in used:
        week = week_of[event.week]
        voices[week].update(event.sources)
        for key in {Key(actor, area) for actor in event.actors or (ANY,) for area in (event.area or ANY, ANY)}:
            row = row_of.get(key)
            if row is None:
                continue
            if not event.is_dated_to_the_week:
                left_out[row] += 1
                continue
            counts[row, week] += 1
            deaths[row, week] += event.deaths
            members.setdefault((row, week), []).append(event.id)
    effort = np.array([len(names) for names in voices], dtype=np.float64)
    return Panel(
        keys,
        weeks,
        counts,
        _shares(weeks, first=first, as_of=as_of),
        deaths=deaths,
        effort=effort if effort.any() else None,
        left_out=left_out,
        members={cell: tuple(ids) for cell, ids in members.items()},
    )


def _shares(weeks: tuple[date, ...], *, first: date, as_of: date) -> Numbers:
    """Days of each week that the data cover, as a share of seven."""
    share = np.ones(len(weeks))
    share[0] -= (first - weeks[0]).days / 7
    share[-1] -= 1 - ((as_of - weeks[-1]).days + 1) / 7
    return share
