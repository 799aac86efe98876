"""Reports as JSON Lines: one object a line, `{id, text, title, publisher, language, published, url}`."""

import json
from collections.abc import Iterator
from datetime import date
from typing import IO

from marsad.collect.collected import MAX_REPORT_BYTES, Collected, NotCollected, size_words
from marsad.collect.make import make_report
from marsad.model.errors import CollectError

_FIELDS = {"id", "text", "title", "publisher", "language", "published", "url"}


def reports_of_lines(file: IO[bytes], *, name: str) -> Iterator[Collected | NotCollected]:
    """Every line of `file` as a report, or set aside with its line number. Lines over the bound are passed over."""
    number = 0
    while line := file.readline(MAX_REPORT_BYTES + 1):
        number += 1
        where = f"{name}:{number}"
        if len(line) > MAX_REPORT_BYTES:
            size = len(line) + _pass_over(file, line)
            yield NotCollected(
                where, f"The line has {size_words(size)}; a report may have {size_words(MAX_REPORT_BYTES)}. Split it."
            )
        elif line.strip():
            try:
                yield report_of_line(line, where=where)
            except CollectError as problem:
                yield NotCollected(where, str(problem), line)


def _pass_over(file: IO[bytes], line: bytes) -> int:
    size = 0
    while line and not line.endswith(b"\n"):
        line = file.readline(MAX_REPORT_BYTES)
        size += len(line)
    return size


def report_of_line(line: bytes, *, where: str) -> Collected:
    """One line as a report.

    Raises:
        CollectError: the line is no JSON object with a text, or a field has a value that no report may have.
    """
    try:
        data = json.loads(line)
    except (ValueError, RecursionError) as problem:
        raise CollectError(f"This line is no JSON ({problem}). Was the file cut short?") from problem
    if not isinstance(data, dict):
        raise CollectError(f"This line holds a {type(data).__name__}; wanted an object with at least a text.")
    text = data.get("text")
    if not isinstance(text, str) or not text.strip():
        raise CollectError(f"This line has no text: found the fields {', '.join(map(str, data)) or 'none'}.")
    words = {key: data.get(key) for key in _FIELDS - {"text", "published"}}
    for key, value in words.items():
        if value is not None and not isinstance(value, str | int):
            raise CollectError(f"The field {key} holds a {type(value).__name__}; wanted text.")
    strings = {key: None if value in (None, "") else str(value) for key, value in words.items()}
    return make_report(
        text=text,
        raw=line.rstrip(b"\r\n"),
        media_type="application/json",
        id=strings["id"] or where,
        title=strings["title"],
        publisher=strings["publisher"],
        language=strings["language"],
        url=strings["url"],
        published=_day(data.get("published")),
        extra={key: value for key, value in data.items() if key not in _FIELDS},
    )


def _day(value: object) -> date | None:
    if value in (None, ""):
        return None
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError as problem:
        raise CollectError(f"The field published is {value!r}; wanted a day such as 2022-01-30.") from problem
