"""Words, numbers and marks of a text, with where each stands."""

import re
from bisect import bisect_left
from dataclasses import dataclass

# A number with thousands marks, a word (with inner apostrophes: Ma'arat, Sa'du), the possessive 's, or one mark.
_TOKEN = re.compile(
    r"\d{1,2}:\d{2}(?!\d)|\d{1,3}(?:,\d{3})+(?:\.\d+)?(?!\d)|\d+(?:\.\d+)?|[^\W\d_]+(?:'(?!s\b)[^\W\d_]+)*|'s\b|[^\s]"
)


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens of one text as parallel lists: `words` in lower case, and where each starts and ends.

    Parallel lists, since a bulletin has hundreds of tokens and a desk thousands of bulletins.
    """

    text: str
    words: list[str]
    starts: list[int]
    ends: list[int]
    capitals: list[bool]

    def __len__(self) -> int:
        return len(self.words)

    def at(self, position: int) -> int:
        """The index of the first token that starts at `position` or after it."""
        return bisect_left(self.starts, position)

    def is_glued(self, index: int) -> bool:
        """Whether no space stands between this token and the one before it."""
        return index > 0 and self.ends[index - 1] == self.starts[index]

    def is_capital(self, index: int) -> bool:
        """Whether this token is written with a capital first letter."""
        return self.capitals[index]


def tokenise(text: str) -> Tokens:
    """All tokens of a text, once. Words are compared in lower case; what was written is in `text`."""
    starts, ends = [], []
    for found in _TOKEN.finditer(text):
        starts.append(found.start())
        ends.append(found.end())
    lowered = text.lower()
    if len(lowered) != len(text):  # İ and a few others change length
        lowered = "".join(low if len(low := each.lower()) == 1 else each for each in text)
    words = [lowered[start:end] for start, end in zip(starts, ends)]
    return Tokens(text, words, starts, ends, [text[start] != lowered[start] for start in starts])
