"""From what a model quotes to where it stands: exact, then in a spelling mended by our views; else nowhere."""

import re
import unicodedata
from dataclasses import dataclass

from marsad.model.report import Span


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a report with its number, as a model is shown it."""

    number: int
    span: Span
    words: str


def lines_of(text: str) -> tuple[Line, ...]:
    """Every line that holds words, numbered from 1."""
    found, at, number = [], 0, 0
    for words in text.split("\n"):
        if words.strip():
            number += 1
            found.append(Line(number, Span(at, at + len(words)), words))
        at += len(words) + 1
    return tuple(found)


def _plain(words: str) -> tuple[str, list[int]]:
    """Words folded for comparison, with where each character stood: case, marks, spaces and fillers do not count."""
    out: list[str] = []
    places: list[int] = []
    for place, character in enumerate(words):
        for folded in unicodedata.normalize("NFKD", character).casefold():
            if unicodedata.combining(folded) or folded in "*\u0640\u200c\u200d\u200e\u200f" or folded.isspace():
                continue
            out.append(folded)
            places.append(place)
    return "".join(out), places


def find_quote(quote: str, line: Line) -> Span | None:
    """Where a quote stands in a line; None where it stands nowhere, or more than once.

    A quote that is written several times in one line does not say which is meant, so it proves nothing.
    """
    if not quote.strip():
        return None
    exact = [found.start() for found in re.finditer(re.escape(quote), line.words)]
    if len(exact) == 1:
        return Span(line.span.start + exact[0], line.span.start + exact[0] + len(quote))
    if exact:
        return None
    (plain, places), (sought, _) = _plain(line.words), _plain(quote)
    if not sought:
        return None
    at = plain.find(sought)
    if at < 0 or plain.find(sought, at + 1) >= 0:
        return None
    return Span(line.span.start + places[at], line.span.start + places[at + len(sought) - 1] + 1)
