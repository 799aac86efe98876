"""PDF, DOCX and workbooks as reports. What was extracted poorly is set aside rather than read wrongly."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from marsad.collect.apart import open_apart
from marsad.collect.collected import MAX_DOCUMENT_BYTES, Collected
from marsad.collect.known import Known
from marsad.collect.make import make_report
from marsad.model.errors import CollectError

KINDS = {".pdf": "pdf", ".docx": "docx", ".xlsx": "sheet", ".xls": "sheet", ".xlsb": "sheet", ".ods": "sheet"}
MEDIA = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "sheet": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_ARABIC = re.compile("[\u0600-\u06ff]")
_FORMS = re.compile("[\ufb50-\ufdff\ufe70-\ufefc]")
_PRIVATE = re.compile("[\ue000-\uf8ff\ufffd]")
MAX_PRIVATE = 0.02  # of all letters: beyond it, the file's own encoding has no meaning outside it
MAX_SINGLE = 0.35  # of Arabic words: letters standing alone mean that words were torn apart


def poor_words(text: str) -> str | None:
    """What is wrong with text that came out of a document, where it cannot be read as it is; None where it can."""
    letters = sum(c.isalpha() for c in text) or 1
    if len(_PRIVATE.findall(text)) > MAX_PRIVATE * letters:
        return "its letters have no meaning outside the file (a font of its own)"
    words = re.findall(r"[\u0600-\u06ff\ufb50-\ufdff\ufe70-\ufefc]+", text)
    if len(words) > 20 and sum(len(word) == 1 for word in words) > MAX_SINGLE * len(words):
        return "its Arabic words are torn into letters"
    return None


def reports_of_document(raw: bytes, *, kind: str, id: str, known: Known) -> Iterator[Collected]:
    """The reports in a document.

    Raises:
        CollectError: it cannot be opened, holds no text, or was extracted poorly.
    """
    opened = open_apart(kind, raw)
    for number, item in enumerate(opened.texts, start=1):
        text = str(item["text"])
        if problem := poor_words(text):
            raise CollectError(f"The text of this document cannot be trusted: {problem}. Type it in, or scan it anew.")
        is_one = len(opened.texts) == 1
        yield make_report(
            text=text,
            raw=raw if is_one else repr(sorted(item.items())).encode(),
            media_type=MEDIA[kind] if is_one else "text/plain",
            id=str(item.get("id") or (id if is_one else f"{id}/{number}")),
            title=item.get("title") or opened.about.get("title"),
            publisher=known.publisher or item.get("publisher"),
            language=known.language or item.get("language"),
            published=known.published or _day(item.get("published")),
            url=known.url or item.get("url"),
            extra={key: value for key, value in item.items() if key in ("row", "sheet")},
            most=MAX_DOCUMENT_BYTES,
        )


def _day(words: Any) -> date | None:
    try:
        return date.fromisoformat(str(words)[:10]) if words else None
    except ValueError:
        return None
