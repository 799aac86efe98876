"""A report as text in Markdown with two kinds of link of our own, and what those links mean.

``[880](note:n12)`` is a number with a note: the incidents or sentences behind it. ``![Words](figure:map)`` is a figure.
The same text becomes HTML and PDF, so a desk edits one template a language.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from markdown_it import MarkdownIt
from markdown_it.token import Token

from marsad.model.errors import PublishError

NOTE, FIGURE = "note:", "figure:"
# Figures that must keep their order on a right-to-left page: ranges, dates, coordinates, sums. A dash with space around
# it stands between two days, which follow the page.
_NUMBER = r"\d+(?:[.,:/]\d+)*"
_KEPT = re.compile(rf"{_NUMBER}(?:(?:[\u2013\u2014/-]|\s?[+=≠×]\s?){_NUMBER})+(?:\s\(=\s{_NUMBER}\))?|\d+(?:[.,]\d+)+")


def pieces(words: str) -> Iterator[tuple[str, bool]]:
    """Text in pieces, each with whether it must be set from left to right whatever stands around it."""
    at = 0
    for found in _KEPT.finditer(words):
        if found.start() > at:
            yield words[at : found.start()], False
        yield found[0], True
        at = found.end()
    if at < len(words):
        yield words[at:], False


def way_of(words: str, page: str) -> str:
    """The direction of a stretch of text on a page: its own where all letters run the other way, else the page's."""
    has_arabic = bool(re.search(r"[\u0600-\u06ff]", words))
    has_latin = bool(re.search(r"[A-Za-z]", words))
    return "ltr" if has_latin and not has_arabic else "rtl" if has_arabic and not has_latin else page


@dataclass(frozen=True)
class Document:
    """A report ready to be set.

    `source` is the Markdown; `notes` what stands behind each numbered note; `figures` SVG by name; `language` decides
    direction and typeface.
    """

    title: str
    language: str
    source: str
    notes: Mapping[str, str] = field(default_factory=dict)
    figures: Mapping[str, str] = field(default_factory=dict)
    foot: str = ""

    def tokens(self) -> list[Token]:
        """The text parsed, with every note and figure that it names checked.

        Raises:
            PublishError: a template names a note or figure that there is none of.
        """
        tokens = MarkdownIt("commonmark", {"html": False}).enable("table").parse(self.source)
        for token in tokens:
            for inner in token.children or ():
                self._check(inner)
        return tokens

    def _check(self, token: Token) -> None:
        if token.type == "link_open":
            target = str(token.attrGet("href") or "")
            if target.startswith(NOTE) and target.removeprefix(NOTE) not in self.notes:
                raise PublishError(f"The template notes {target!r}, which nothing stands behind. Mend the template.")
        if token.type == "image":
            target = str(token.attrGet("src") or "")
            if not target.startswith(FIGURE) or target.removeprefix(FIGURE) not in self.figures:
                known = ", ".join(self.figures) or "none"
                raise PublishError(f"The template shows {target!r}; there are the figures {known}. Mend the template.")
