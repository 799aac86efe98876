"""A report's text with its numbers and places marked, as pieces that a template can print in order."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from marsad.model.claim import Reading
from marsad.model.report import Span


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of text that means something: `kind` is "count", "place" or "finding"; `id` is what it belongs to."""

    span: Span
    kind: str
    id: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text with the marks that hold over it; `begins` are those that begin here."""

    text: str
    marks: tuple[Mark, ...] = ()
    begins: tuple[Mark, ...] = ()

    @property
    def classes(self) -> str:
        """The kinds of its marks, as class names."""
        return " ".join(sorted({mark.kind for mark in self.marks}))


def marks_of(reading: Reading) -> tuple[Mark, ...]:
    """Every count, place and finding of a reading that stands in its text, each span and kind once."""
    found: dict[tuple[int, int, str], Mark] = {}

    def add(span: Span | None, kind: str, id: str) -> None:
        if span is not None and span.end > span.start:
            found.setdefault((span.start, span.end, kind), Mark(span, kind, id))

    for claim in reading.claims:
        for count in claim.walk():
            add(count.span, "count", count.id)
        for where in claim.where:
            add(where.span, "place", where.place or "unplaced")
    for number, finding in enumerate(reading.findings):
        for span in finding.spans:
            if span.end - span.start < 80:
                add(span, "finding", f"f{number}")
    return tuple(sorted(found.values(), key=lambda mark: (mark.span, mark.kind)))


def pieces_of(text: str, marks: Iterable[Mark]) -> tuple[Piece, ...]:
    """`text` cut where marks begin and end. Joined, the pieces are the text, character for character."""
    marks = [mark for mark in marks if mark.span.start < len(text)]
    cuts = sorted({0, len(text), *(m.span.start for m in marks), *(min(m.span.end, len(text)) for m in marks)})
    pieces = []
    waiting = sorted(marks, key=lambda mark: mark.span.start)
    live: list[Mark] = []
    for start, end in pairwise(cuts):
        live = [mark for mark in live if mark.span.end > start]
        begins = []
        while waiting and waiting[0].span.start <= start:
            begins.append(waiting.pop(0))
        live += begins
        pieces.append(Piece(text[start:end], tuple(live), tuple(begins)))
    return tuple(pieces)
