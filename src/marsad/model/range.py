"""A number that may be in doubt: low, best, high, and the sign that says how it was hedged."""

from collections.abc import Iterable
from dataclasses import dataclass

from marsad.model.errors import ModelError
from marsad.model.words import Sign, allowed

_SIGNS = allowed(Sign)
ABOUT_SHARE = 0.1  # "about 12" is read as 12 ± 10 % where arithmetic needs bounds (codebook: about_share)


@dataclass(frozen=True, slots=True)
class Range:
    """How many, as it was said.

    `None` as a bound means that nobody set it: "at least 12" has no high, "up to 12" no low. `best` is what was
    said where one number was said. Units are whatever is counted: people, attacks, square kilometres, euros.

    Raises:
        ModelError: the bounds are upside down, negative, or do not go with the sign.

    Example:
        >>> Range.at_least(12) + Range.exactly(3)
        Range(low=15, best=15, high=None, sign='>=')
    """

    low: int | None
    best: int | None
    high: int | None
    sign: Sign = "="

    def __post_init__(self) -> None:
        low = self.low
        if self.sign == "=" and low is self.best and low is self.high and type(low) is int and low >= 0:
            return  # what most numbers are: one whole number, said exactly
        if self.sign not in _SIGNS:
            raise ModelError(f"A range has the sign {self.sign!r}; wanted one of {' '.join(sorted(_SIGNS))}.")
        known = [bound for bound in (self.low, self.best, self.high) if bound is not None]
        if any(isinstance(bound, bool) or not isinstance(bound, int) for bound in known):
            raise ModelError(f"A range needs whole numbers or nothing; found {known}.")
        if any(bound < 0 for bound in known) or known != sorted(known):
            raise ModelError(f"A range needs 0 ≤ low ≤ best ≤ high; found {self.low}, {self.best}, {self.high}.")
        if self.sign == "=" and not (self.low is not None and self.low == self.best == self.high):
            raise ModelError(f"An exact number has low = best = high; found {self.low}, {self.best}, {self.high}.")

    @classmethod
    def exactly(cls, number: int) -> "Range":
        """Just that many."""
        return cls(number, number, number, "=")

    @classmethod
    def at_least(cls, number: int, *, sign: Sign = ">=") -> "Range":
        """That many or more ("over" with sign ``>``)."""
        return cls(number, number, None, sign)

    @classmethod
    def between(cls, low: int, high: int) -> "Range":
        """A stated range; which of its numbers is best is not said."""
        return cls(low, None, high, "..")

    @classmethod
    def vague(cls, low: int | None, high: int | None = None) -> "Range":
        """What a vague word means by the codebook."""
        return cls(low, None, high, "vague")

    @property
    def is_exact(self) -> bool:
        """Whether low, best and high are one number."""
        return self.low is not None and self.low == self.high

    def least(self) -> int:
        """The smallest number it can be; 0 where nobody set a bound.

        "About 12" reaches from 90 % of it, rounded down.
        """
        if self.low is not None:
            return self.low
        if self.best is not None and self.sign in ("~", "<~"):
            return int(self.best * (1 - ABOUT_SHARE))
        return 0

    def most(self) -> int | None:
        """The largest number it can be, or None where nobody set a bound. "About 12" reaches to 110 %, rounded up."""
        if self.high is not None:
            return self.high
        if self.best is not None and self.sign == "~":
            return -int(-(self.best * (1 + ABOUT_SHARE)) // 1)
        return None

    def middle(self) -> int | None:
        """One number where arithmetic needs one: best, else the rounded-down middle, else the bound there is."""
        if self.best is not None:
            return self.best
        if self.low is not None and self.high is not None:
            return (self.low + self.high) // 2
        return self.low if self.low is not None else self.high

    def __add__(self, other: "Range") -> "Range":
        """The sum, bound by bound; what one side leaves open stays open."""
        low = self.least() + other.least()
        most = self.most(), other.most()
        high = None if most[0] is None or most[1] is None else most[0] + most[1]
        middles = self.middle(), other.middle()
        best = None if middles[0] is None or middles[1] is None else middles[0] + middles[1]
        if best is not None and (best < low or (high is not None and best > high)):
            best = None
        return Range(low, best, high, _sign_of(low, high))

    def can_equal(self, other: "Range") -> bool:
        """Whether there is a number that both can be."""
        mine, theirs = self.most(), other.most()
        return (theirs is None or self.least() <= theirs) and (mine is None or other.least() <= mine)

    def can_be_within(self, other: "Range") -> bool:
        """Whether this can be a part of `other`: its least is no more than the other's most."""
        most = other.most()
        return most is None or self.least() <= most

    def covers(self, other: "Range") -> bool:
        """Whether every number that `other` can be, this can be too."""
        mine, theirs = self.most(), other.most()
        return self.least() <= other.least() and (mine is None or (theirs is not None and theirs <= mine))


def _sign_of(low: int, high: int | None) -> Sign:
    """The sign that fits computed bounds: what nobody bounded from above is "at least"."""
    if high is None:
        return ">="
    return "=" if low == high else ".."


def total(ranges: Iterable[Range]) -> Range:
    """The sum of many ranges; nothing sums to exactly 0."""
    result = Range.exactly(0)
    for each in ranges:
        result = result + each
    return result
