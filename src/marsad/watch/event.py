"""One event as the watch sees it: when, where, who, how many, and when the desk came to know."""

from dataclasses import dataclass
from datetime import date, timedelta

from marsad.model.errors import WatchError

# Dates that may be off by more than a week would look like surges on the day they were filed under.
WEEKLY_PRECISION = frozenset({"day", "days", "week"})
POINT_PRECISION = frozenset({"exact", "near"})


@dataclass(frozen=True, slots=True)
class Event:
    """One incident, or one row of an imported data set.

    `actors` are ids of the groups watched in it. `area` is the unit that the series are kept by (a governorate, as
    id or name); None where unknown. `point` is (latitude, longitude) in degrees. `place` tells places apart where
    several events share one point. `killed` is (low, best, high); a bound may be None. `sources` are the voices
    behind it; `collected` is the day on which the desk first had it. `basis` is that of its strongest claim
    (``documented``, ``reported``, ``claimed`` …), `roles` are those of the people hit (``shepherd``).
    """

    id: str
    start: date
    end: date
    date_precision: str = "day"
    actors: tuple[str, ...] = ()
    area: str | None = None
    point: tuple[float, float] | None = None
    place: str | None = None
    place_precision: str = "unplaced"
    killed: tuple[int | None, int | None, int | None] = (None, None, None)
    civilians: int = 0
    tactics: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    collected: date | None = None
    basis: str = "reported"
    roles: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise WatchError(
                f"Event {self.id} ends on {self.end}, before it starts on {self.start}; wanted start ≤ end. "
                "Correct its dates, or leave the event out."
            )

    @property
    def is_dated_to_the_week(self) -> bool:
        """Whether the date is good enough for a weekly series."""
        return self.date_precision in WEEKLY_PRECISION and (self.end - self.start).days <= 7

    @property
    def week(self) -> date:
        """The Monday of the week in which it began."""
        return monday_of(self.start)

    @property
    def deaths(self) -> int:
        """People killed, for series of deaths: the best number, else the low one, else none."""
        low, best, _ = self.killed
        return best if best is not None else low or 0


def monday_of(day: date) -> date:
    """The Monday of the week that holds a day."""
    return day - timedelta(days=day.weekday())
