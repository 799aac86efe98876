"""What was collected: sources, reports, and spans of their text."""

from dataclasses import dataclass, field
from datetime import date, datetime

from marsad.model.errors import ModelError


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """`[start, end)` in code points of the report's text as collected."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ModelError(f"A span needs 0 ≤ start ≤ end; found {self.start}, {self.end}.")

    def of(self, text: str) -> str:
        """The characters that the span marks in `text`."""
        return text[self.start : self.end]

    def overlap(self, other: "Span") -> int:
        """How many characters both spans mark."""
        return max(0, min(self.end, other.end) - max(self.start, other.start))

    def holds(self, other: "Span") -> bool:
        """Whether the other span lies inside this one."""
        return self.start <= other.start and other.end <= self.end


@dataclass(frozen=True, slots=True)
class Source:
    """Who publishes: an observatory, an outlet, a ministry, a field correspondent.

    `is_protected` marks a source whose name never leaves the observatory.
    """

    id: str
    name: str
    language: str | None = None
    kind: str | None = None
    licence: str | None = None
    address: str | None = None
    actor: str | None = None
    is_protected: bool = False


@dataclass(frozen=True, slots=True)
class Report:
    """One published text as collected. Never changed.

    `text` is what the spans count in. `published` is the day of publication, the anchor of "yesterday" and of running
    windows; None where it is unknown. `sha256` is of the bytes as collected, in hexadecimal.
    """

    id: str
    text: str
    publisher: str | None = None
    language: str | None = None
    published: date | None = None
    title: str | None = None
    url: str | None = None
    sha256: str | None = None
    collected: datetime | None = None
    extra: dict[str, object] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not self.id:
            raise ModelError("A report needs an id; found an empty one.")
