"""A changed form of a text that still knows where each of its characters stood.

Normal forms, joined words and stripped marks all make views; a span found in a view maps back to the exact
characters of the original.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from marsad.model.report import Span


@dataclass(frozen=True, slots=True)
class View:
    """`text` as read, with the place of each character in the original.

    `starts[i]` and `ends[i]` are the code points of the original that character `i` of `text` stands for; both are as
    long as `text`. A view of unchanged text has ``starts[i] == i`` and ``ends[i] == i + 1``.
    """

    text: str
    starts: Sequence[int]
    ends: Sequence[int]

    @classmethod
    def of(cls, text: str) -> "View":
        """The text itself as a view."""
        return cls(text, range(len(text)), range(1, len(text) + 1))

    def span(self, start: int, end: int) -> Span:
        """Where ``text[start:end]`` of the view stands in the original. An empty stretch gives an empty span."""
        if start >= end:
            at = self.starts[start] if start < len(self.starts) else (self.ends[-1] if self.ends else 0)
            return Span(at, at)
        return Span(self.starts[start], self.ends[end - 1])
