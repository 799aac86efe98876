"""One published incident as a flat row: what every format of data is made from."""

import hashlib
from dataclasses import dataclass
from datetime import date

from marsad.model.errors import PublishError

CATEGORIES = ("civilians", "combatants", "unknown", "women", "men", "children")


@dataclass(frozen=True, slots=True)
class Numbers:
    """Low, best and high of people; None where nobody knows. `sign` and `words` say how the number was hedged."""

    low: int | None = None
    best: int | None = None
    high: int | None = None
    sign: str = "="
    words: str = ""


@dataclass(frozen=True, slots=True)
class Telling:
    """A report behind the row: who published it, when, under what title and address."""

    publisher: str
    published: date | None = None
    title: str = ""
    url: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Side:
    """A doer or victim: the pack's id, its name, and its kind (state force, armed group, militia, police, …)."""

    id: str
    name: str
    kind: str = ""


@dataclass(frozen=True, slots=True)
class EventRow:
    """One incident as it goes out.

    `when_precision` and `where_precision` are the record's own words (day … unknown; exact … unplaced). `killed_by`
    holds the killed by category; civilians, combatants and unknown are disjoint, women, men and children overlap with
    them. `latitude` and `longitude` are degrees, already as coarse as they may go out.
    """

    id: str
    start: date | None
    end: date | None
    when_precision: str = "day"
    event: str = ""
    tactics: tuple[str, ...] = ()
    doers: tuple[Side, ...] = ()
    victims: tuple[Side, ...] = ()
    country: str = ""
    country_code: str = ""
    adm1: str = ""
    adm1_code: str = ""
    adm2: str = ""
    adm2_code: str = ""
    adm3: str = ""
    adm3_code: str = ""
    location: str = ""
    latitude: float | None = None
    longitude: float | None = None
    where_precision: str = "unplaced"
    killed: Numbers = Numbers()
    injured: Numbers = Numbers()
    killed_by: tuple[tuple[str, Numbers], ...] = ()
    killed_of: tuple[tuple[str, Numbers], ...] = ()
    tellings: tuple[Telling, ...] = ()
    independent_sources: int = 1
    grade: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        unknown = {name for name, _ in self.killed_by} - set(CATEGORIES)
        if unknown:
            raise PublishError(f"A row counts the killed by {sorted(unknown)[0]!r}; there are {', '.join(CATEGORIES)}.")

    @property
    def number(self) -> int:
        """Its id where that is a number, else a number of 15 digits at most made from it: the same in every export."""
        if self.id.isdecimal() and self.id.isascii():
            return int(self.id)
        return int.from_bytes(hashlib.sha256(self.id.encode()).digest()[:6]) + 1

    @property
    def middle(self) -> date | None:
        """The day in the middle of when it may have happened."""
        if self.start is None or self.end is None or self.end < self.start:
            return self.start
        return self.start + (self.end - self.start) // 2

    def by_category(self, name: str) -> Numbers:
        """The killed of one category; nobody known where the row does not say."""
        return dict(self.killed_by).get(name, Numbers())
