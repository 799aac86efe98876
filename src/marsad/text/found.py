"""What the text grammars of both languages give back: numbers and dates with their spans."""

from dataclasses import dataclass

from marsad.model.claim import When
from marsad.model.range import Range


@dataclass(frozen=True, slots=True)
class FoundNumber:
    """A number with its hedge. `start` and `end` count in the text that was searched (a view's text).

    `rule` names the grammar rule. `noun_inside` holds the counted noun where number and noun are one word
    (قتيلان, عنصرين, "a child"), as written.
    """

    start: int
    end: int
    range: Range
    rule: str
    noun_inside: str | None = None


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A date or window. `start` and `end` count in the text that was searched.

    `when.span` is left to the caller. `is_window` marks a window that runs until the report ("since early 2024").
    `doubt` says what is wrong with the words ("Tammuz is July, not June"), where something is.
    """

    start: int
    end: int
    when: When
    rule: str
    is_window: bool = False
    doubt: str | None = None


@dataclass(frozen=True, slots=True)
class FoundPlace:
    """A name of the gazetteer in a text. `candidates` are the ids of all places that bear it, most likely first."""

    start: int
    end: int
    name: str
    candidates: tuple[str, ...]
