"""Files, folders and standard input as reports."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from marsad.collect.collected import MAX_DOCUMENT_BYTES, MAX_REPORT_BYTES, Collected, NotCollected, size_words
from marsad.collect.documents import KINDS, reports_of_document
from marsad.collect.feeds import looks_like_feed, looks_like_telegram, reports_of_feed, reports_of_telegram
from marsad.collect.known import Known
from marsad.collect.lines import reports_of_lines
from marsad.collect.single import report_of_bytes
from marsad.collect.warc import reports_of_warc
from marsad.model.errors import CollectError

_TEXT = {"", ".txt", ".text", ".md", ".html", ".htm", ".xhtml"}
_LINES = {".jsonl", ".ndjson"}


def reports_of_path(path: Path, *, known: Known | None = None) -> Iterator[Collected | NotCollected]:
    """Every report in a file or, recursively, in a folder (in the order of names; hidden files passed over)."""
    known = known or Known()
    if path.is_dir():
        for folder, folders, names in os.walk(path):
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            for name in sorted(names):
                if not name.startswith("."):
                    file = Path(folder) / name
                    id = file.relative_to(path).with_suffix("").as_posix()
                    yield from reports_of_file(file, id=id, known=known)
    elif path.exists():
        yield from reports_of_file(path, id=path.stem, known=known)
    else:
        yield NotCollected(str(path), "There is no such file or folder. Check the name.")


def reports_of_file(path: Path, *, id: str, known: Known) -> Iterator[Collected | NotCollected]:
    """Every report in one file; `id` names it where the file does not name its reports."""
    try:
        if not path.is_file():
            raise CollectError("This is no plain file (a pipe, a device). Wanted a file that holds a report.")
        yield from _by_kind(path, id, known)
    except CollectError as problem:
        yield NotCollected(str(path), str(problem))
    except OSError as problem:
        yield NotCollected(str(path), f"The file cannot be opened: {problem.strerror}.")


def _by_kind(path: Path, id: str, known: Known) -> Iterator[Collected | NotCollected]:
    kind = path.suffix.lower()
    if kind in _LINES:
        with path.open("rb") as file:
            yield from reports_of_lines(file, name=path.name)
    elif kind == ".json":
        with path.open("rb") as file:
            if not looks_like_telegram(file.read(4000)):
                raise CollectError(
                    "This JSON is no export of Telegram. Reports come as JSON Lines, one a line (.jsonl)."
                )
            file.seek(0)
            yield from reports_of_telegram(file, name=id, known=known)
    elif kind in (".warc", ".gz"):
        with path.open("rb") as file:
            yield from reports_of_warc(file, name=path.name, known=known)
    elif kind in KINDS:
        yield from reports_of_document(_bounded(path, MAX_DOCUMENT_BYTES), kind=KINDS[kind], id=id, known=known)
    elif kind in (".xml", ".rss", ".atom"):
        raw = _bounded(path, MAX_DOCUMENT_BYTES)
        if not looks_like_feed(raw):
            raise CollectError("This XML is no RSS or Atom feed.")
        yield from reports_of_feed(raw, name=id, known=known)
    elif kind in _TEXT:
        yield report_of_bytes(_bounded(path, MAX_REPORT_BYTES), id=id, known=known)
    else:
        known_kinds = ", ".join(sorted(filter(None, _TEXT | _LINES | set(KINDS))))
        raise CollectError(f"Files of the kind {kind!r} are not read. Wanted {known_kinds}, .json, .xml or .warc.")


def _bounded(path: Path, most: int) -> bytes:
    size = path.stat().st_size
    if size > most:
        raise CollectError(f"This has {size_words(size)}; a file of this kind may have {size_words(most)}. Split it.")
    return path.read_bytes()


def reports_of_input(
    file: IO[bytes] | None = None, *, known: Known | None = None
) -> Iterator[Collected | NotCollected]:
    """Standard input: JSON Lines where the first character opens an object, else one text."""
    file = file or sys.stdin.buffer
    raw = file.read(MAX_REPORT_BYTES + 1)
    if raw.lstrip()[:1] == b"{":
        yield from reports_of_lines(_Rejoined(raw, file), name="-")  # type: ignore[arg-type]
        return
    if len(raw) > MAX_REPORT_BYTES:
        yield NotCollected("-", f"The input has over {size_words(MAX_REPORT_BYTES)}. Split it, or give JSON Lines.")
        return
    try:
        yield report_of_bytes(raw, id="input", known=known or Known())
    except CollectError as problem:
        yield NotCollected("-", str(problem))


class _Rejoined:
    """What was read ahead, then the rest of the file."""

    def __init__(self, head: bytes, rest: IO[bytes]) -> None:
        self._head, self._rest = head, rest

    def readline(self, limit: int) -> bytes:
        if not self._head:
            return self._rest.readline(limit)
        at = self._head.find(b"\n", 0, limit)
        size = at + 1 if at >= 0 else min(limit, len(self._head))
        line, self._head = self._head[:size], self._head[size:]
        if at < 0 and len(line) < limit and not self._head:
            line += self._rest.readline(limit - len(line))
        return line
