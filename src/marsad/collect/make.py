"""The one place where a report is made from what was taken in."""

import hashlib
from datetime import date, datetime
from typing import Any

from marsad.collect.collected import MAX_REPORT_BYTES, Collected, size_words
from marsad.model.errors import CollectError
from marsad.model.report import Report


def make_report(
    *,
    text: str,
    raw: bytes,
    media_type: str,
    id: str,
    title: str | None = None,
    publisher: str | None = None,
    language: str | None = None,
    published: date | None = None,
    url: str | None = None,
    extra: dict[str, Any] | None = None,
    collected: datetime | None = None,
    most: int = MAX_REPORT_BYTES,
) -> Collected:
    """A report with the hash of its bytes. Line ends become ``\\n``, so that spans count the same everywhere.

    `most` is how many bytes may be kept of it: a PDF weighs more than its text.

    Raises:
        CollectError: the text is empty, or too long to be one report.
    """
    if len(raw) > most:
        raise CollectError(f"This has {size_words(len(raw))}; a report may have {size_words(most)}. Split it.")
    if len(text) > MAX_REPORT_BYTES:
        raise CollectError(f"This has {len(text):,} characters; a report may have {MAX_REPORT_BYTES:,}. Split it.")
    if not text.strip():
        raise CollectError("This is empty. Wanted the text of a report.")
    if any("\ud800" <= c <= "\udfff" for c in text):
        raise CollectError("The text holds half characters (lone surrogates). Save it again as UTF-8.")
    report = Report(
        id=id,
        text=text.replace("\r\n", "\n").replace("\r", "\n"),
        publisher=publisher,
        language=language,
        published=published,
        title=title,
        url=url,
        sha256=hashlib.sha256(raw).hexdigest(),
        collected=collected,
        extra=extra or {},
    )
    return Collected(report, raw, media_type)
