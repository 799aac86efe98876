"""What a command was given to read, as a stream of reports."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from marsad.collect import Collected, Known, Limits, NotCollected, report_at, reports_of_input, reports_of_lines
from marsad.collect.files import reports_of_path
from marsad.model.errors import CollectError
from marsad.model.report import Report

_ADDRESS = re.compile(r"(?i)^https?://")


@dataclass
class Reports:
    """Reports out of files, folders, addresses and ``-``, one at a time.

    `lines` is a file of JSON Lines (``-`` for standard input). What could not be taken in is listed in `not_collected`
    once it has been met.
    """

    what: Sequence[str] = ()
    lines: Path | None = None
    publisher: str | None = None
    language: str | None = None
    published: date | None = None
    allow_private: bool = False
    not_collected: list[NotCollected] = field(default_factory=list)

    def collected(self) -> Iterator[Collected]:
        """Every report with its bytes."""
        for item in self._items():
            if isinstance(item, NotCollected):
                self.not_collected.append(item)
            else:
                yield item

    def __iter__(self) -> Iterator[Report]:
        """Every report."""
        return (item.report for item in self.collected())

    def _items(self) -> Iterator[Collected | NotCollected]:
        known = Known(self.publisher, self.language, self.published)
        if self.lines is not None:
            yield from self._of_lines(self.lines)
        for what in self.what:
            if what == "-":
                yield from reports_of_input(known=known)
            elif _ADDRESS.match(what):
                try:
                    yield report_at(what, known=known, limits=Limits(allow_private=self.allow_private))
                except CollectError as problem:
                    yield NotCollected(what, str(problem))
            else:
                yield from reports_of_path(Path(what), known=known)

    def _of_lines(self, path: Path) -> Iterator[Collected | NotCollected]:
        if str(path) == "-":
            with open(0, "rb", closefd=False) as file:
                yield from reports_of_lines(file, name="-")
            return
        try:
            with path.open("rb") as file:
                yield from reports_of_lines(file, name=path.name)
        except OSError as problem:
            yield NotCollected(str(path), f"The file cannot be opened: {problem.strerror}. Check the name.")
