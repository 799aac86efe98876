"""Which lists hold whom: the overlap table, checked when built.

A list is one organisation's record of people (or incidents) after matching; a pattern says on which lists a person is.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from marsad.model.errors import CountError

MOST_LISTS = 30
Counts = NDArray[np.float64]


@dataclass(frozen=True)
class OverlapTable:
    """How many people each combination of lists holds.

    `patterns` maps membership, one digit a list in the order of `names` ("101": first and third), to people. Patterns
    that are not there were observed zero times. The pattern of zeros is what nobody recorded and cannot be given.

    Raises:
        CountError: a name twice, an empty list, a list that repeats another, a pattern or number that cannot be.

    Example:
        >>> OverlapTable(("a", "b"), {"10": 40, "01": 30, "11": 20}).people
        90
    """

    names: tuple[str, ...]
    patterns: Mapping[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        _check_names(self.names)
        for pattern, people in self.patterns.items():
            _check_pattern(pattern, people, len(self.names))
        kept = {pattern: int(people) for pattern, people in sorted(self.patterns.items()) if people}
        object.__setattr__(self, "patterns", kept)

    @property
    def people(self) -> int:
        """People on at least one list: the documented."""
        return sum(self.patterns.values())

    @cached_property
    def sizes(self) -> tuple[int, ...]:
        """People on each list."""
        return tuple(
            sum(people for pattern, people in self.patterns.items() if pattern[place] == "1")
            for place in range(len(self.names))
        )

    @property
    def overlapping(self) -> int:
        """People on two lists or more."""
        return sum(people for pattern, people in self.patterns.items() if pattern.count("1") > 1)

    def both(self, first: int, second: int) -> int:
        """People that the lists at these two places share."""
        return sum(
            people for pattern, people in self.patterns.items() if pattern[first] == "1" and pattern[second] == "1"
        )

    def matrix(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The patterns that occur: membership, shape (patterns, lists), and people, shape (patterns,)."""
        seen = list(self.patterns)
        bits = np.array([[int(digit) for digit in pattern] for pattern in seen], dtype=np.int64)
        return bits.reshape(len(seen), len(self.names)), np.array(list(self.patterns.values()), dtype=np.int64)

    def cells(self) -> Counts:
        """People by cell, shape (2 ** lists,): bit j of a cell's number is list j; cell 0 is unknown and holds 0."""
        counts = np.zeros(1 << len(self.names))
        for pattern, people in self.patterns.items():
            counts[sum(1 << place for place, digit in enumerate(pattern) if digit == "1")] = people
        return counts

    def with_cells(self, counts: Counts) -> "OverlapTable":
        """The same lists with other numbers of people, in the form of :meth:`cells`."""
        patterns = {
            "".join("1" if cell >> place & 1 else "0" for place in range(len(self.names))): round(counts[cell])
            for cell in range(1, len(counts))
        }
        return OverlapTable(self.names, patterns)

    def only(self, places: Sequence[int]) -> "OverlapTable":
        """The table of some lists; who is on none of them is no longer counted as documented."""
        patterns: dict[str, int] = {}
        for pattern, people in self.patterns.items():
            kept = "".join(pattern[place] for place in places)
            if "1" in kept:
                patterns[kept] = patterns.get(kept, 0) + people
        return OverlapTable(tuple(self.names[place] for place in places), patterns)

    def without(self, name: str) -> "OverlapTable":
        """The table as if one list had never been."""
        return self.only([place for place, each in enumerate(self.names) if each != name])

    def joined(self, names: Sequence[str], *, name: str) -> "OverlapTable":
        """Some lists taken as one, last in order."""
        others = [place for place, each in enumerate(self.names) if each not in names]
        inside = [self.names.index(each) for each in names]
        patterns: dict[str, int] = {}
        for pattern, people in self.patterns.items():
            kept = "".join(pattern[place] for place in others) + str(max(int(pattern[place]) for place in inside))
            patterns[kept] = patterns.get(kept, 0) + people
        return OverlapTable((*(self.names[place] for place in others), name), patterns)


def require_estimable(table: OverlapTable) -> None:
    """Refuse a table from which no method can estimate.

    Raises:
        CountError: fewer than three lists, an empty list, a copied list, or no overlap at all.
    """
    if len(table.names) < 3:
        raise CountError(
            f"Found {len(table.names)} lists ({', '.join(table.names)}); wanted at least 3. With two lists nothing can "
            "show whether one drew on the other. Add a list, or split one that has two independent sources."
        )
    if not table.people:
        raise CountError("The lists hold nobody. Check the list columns and the filter that made this table.")
    for name, size in zip(table.names, table.sizes):
        if not size:
            raise CountError(f"List {name} is empty. Leave it out, or check how it was matched to the others.")
    if not table.overlapping:
        raise CountError(
            f"No person is on two of the {len(table.names)} lists: they are disjoint, so nothing can be learned from "
            "their overlap. Check the matching (names, dates, places in both scripts), or pool strata."
        )
    _refuse_copies(table)


def table_of_patterns(names: Sequence[str], rows: Iterable[tuple[str, int]]) -> OverlapTable:
    """A table from (pattern, people) rows.

    Raises:
        CountError: a pattern occurs twice, or what :class:`OverlapTable` refuses.
    """
    patterns: dict[str, int] = {}
    for pattern, people in rows:
        if pattern in patterns:
            raise CountError(
                f"Pattern {pattern} occurs twice. Wanted one row a pattern; name the columns that split it with "
                "--strata, or add the rows up."
            )
        patterns[pattern] = people
    return OverlapTable(tuple(names), patterns)


def table_of_records(names: Sequence[str], records: Iterable[tuple[str, Sequence[int]]]) -> OverlapTable:
    """A table from one row a person: (id, 0 or 1 for each list).

    Raises:
        CountError: an id occurs twice, a person is on no list, or a cell is neither 0 nor 1.
    """
    patterns: dict[str, int] = {}
    seen: set[str] = set()
    for name, membership in records:
        if name in seen:
            raise CountError(
                f"Record {name} occurs twice. A person counted twice makes the lists look less complete than they "
                "are. Match and merge duplicates first (marsad match), or name another id column."
            )
        seen.add(name)
        pattern = "".join(str(value) for value in membership)
        if set(pattern) <= {"0"}:
            raise CountError(f"Record {name} is on no list. Remove it, or check the list columns.")
        patterns[pattern] = patterns.get(pattern, 0) + 1
    return OverlapTable(tuple(names), patterns)


def _check_names(names: tuple[str, ...]) -> None:
    if len(set(names)) < len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise CountError(f"The list name {twice} occurs twice. Give each list its own name.")
    if len(names) > MOST_LISTS:
        raise CountError(f"Found {len(names)} lists; at most {MOST_LISTS} can be taken. Join lists of one kind.")


def _check_pattern(pattern: str, people: int, lists: int) -> None:
    if len(pattern) != lists or not set(pattern) <= {"0", "1"}:
        raise CountError(
            f"Unknown pattern {pattern!r}: wanted {lists} digits, 1 where the person is on that list and 0 where not. "
            "Keep leading zeros: read the column as text."
        )
    if isinstance(people, bool) or people != int(people) or people < 0:
        raise CountError(f"Pattern {pattern} has {people} people; wanted a whole number of 0 or more.")
    if people and "1" not in pattern:
        raise CountError(
            f"Pattern {pattern} says that {people} people are on no list. That number is what is to be estimated; "
            "leave the row out."
        )


def _refuse_copies(table: OverlapTable) -> None:
    lists = len(table.names)
    for first in range(lists):
        for second in range(first + 1, lists):
            shared = table.both(first, second)
            if shared == table.sizes[first] == table.sizes[second]:
                raise CountError(
                    f"Lists {table.names[first]} and {table.names[second]} hold the same {shared} people: one is a "
                    "copy of the other, and a copy adds no evidence. Leave one out."
                )
