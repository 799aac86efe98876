"""One self-contained page: findings on top, then each report with its numbers marked beside the tree of its claims.

It needs no script and no network, opens from a file, and prints.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from marsad.model.claim import Claim, Count, Finding, Reading
from marsad.model.range import total
from marsad.publish.marked import Piece, marks_of, pieces_of
from marsad.publish.words import isolated, range_words, when_words, where_words
from marsad.text.interface import RIGHT_TO_LEFT, Interface, interface

TEMPLATES = Path(__file__).parent / "templates"


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the page: a heading, the names of its columns, and its rows (the first cell names the row)."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[object, ...], ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Branch:
    """A count in the tree: whether its addends make it up (None where there are none to add), and its parts."""

    count: Count
    adds_up: bool | None
    sum_words: str
    parts: tuple["Branch", ...]


@dataclass(frozen=True, slots=True)
class ReportView:
    """One report as the page shows it."""

    number: int
    reading: Reading
    pieces: tuple[Piece, ...]
    claims: tuple[tuple[Claim, tuple[Branch, ...]], ...]
    direction: str


@dataclass(frozen=True, slots=True)
class Across:
    """A finding over several reports, with the sentences it is about: (report id, sentence)."""

    finding: Finding
    sentences: tuple[tuple[str, str], ...] = field(default=())


def branch_of(count: Count) -> Branch:
    """A count with the check of its addends. A part of unknown size leaves the sum open: nothing is checked."""
    addends = [part for part in count.parts if part.link == "addend"]
    is_open = any(part.range.sign == "vague" for part in addends)
    adds_up = count.range.can_equal(total(part.range for part in addends)) if addends and not is_open else None
    return Branch(count, adds_up, " + ".join(p.words for p in addends), tuple(branch_of(part) for part in count.parts))


def view_of(reading: Reading, number: int) -> ReportView:
    """What the page needs of one reading."""
    language = reading.report.language or "en"
    return ReportView(
        number,
        reading,
        pieces_of(reading.report.text, marks_of(reading)),
        tuple((claim, tuple(branch_of(count) for count in claim.counts)) for claim in reading.claims),
        "rtl" if language in RIGHT_TO_LEFT else "ltr",
    )


def render_page(
    readings: Sequence[Reading],
    *,
    title: str,
    language: str = "en",
    names: Callable[[str], str] = str,
    across: Sequence[Across] = (),
    tables: Sequence[Table] = (),
    made: str = "",
) -> str:
    """The whole page as HTML.

    Args:
        readings: the readings it shows, in order.
        title: its heading.
        language: of the interface; each report keeps its own language and direction.
        names: an actor's id to its name in the language of the page.
        across: findings over several reports.
        tables: tables to print before the reports.
        made: how the page was made (version, pack, day), for its foot.
    """
    page = interface(language)
    views = [view_of(reading, number) for number, reading in enumerate(readings, start=1)]
    template = _environment().get_template("page.html")
    return template.render(
        page=page, title=title, views=views, across=across, tables=tables, names=names, made=made,
        style=Markup((TEMPLATES / "page.css").read_text(encoding="utf-8")),  # noqa: S704 - our own file
        **_helpers(page),
    )  # fmt: skip


def _helpers(page: Interface) -> dict[str, Callable[..., object]]:
    return {
        "_": page.say,
        "many": page.many,
        "range_words": lambda value: range_words(value, page),
        "when_words": lambda when: when_words(when, page),
        "where_words": lambda where: where_words(where, page),
        "isolated": isolated,
    }


@lru_cache(maxsize=1)
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip
