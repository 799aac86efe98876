"""A text or a web page as one report."""

from marsad.collect.collected import Collected
from marsad.collect.decode import decode
from marsad.collect.known import Known
from marsad.collect.make import make_report
from marsad.collect.page import article_of, looks_like_html
from marsad.model.errors import CollectError


def report_of_bytes(raw: bytes, *, id: str, known: Known, stated: str | None = None) -> Collected:
    """A text or a web page, as bytes, as one report. `stated` is the encoding that a header names.

    Raises:
        CollectError: the bytes are no text, or hold nothing to read.
    """
    if not raw.strip():
        raise CollectError("This file is empty. Wanted the text of a report.")
    text, encoding = decode(raw, stated=stated)
    extra = {} if encoding.startswith("utf-8") else {"encoding": encoding}
    if looks_like_html(text):
        article = article_of(text, url=known.url)
        return make_report(
            text=article.text,
            raw=raw,
            media_type="text/html",
            id=id,
            title=article.title,
            publisher=known.publisher or article.publisher,
            language=known.language or article.language,
            published=known.published or article.published,
            url=known.url,
            extra=extra,
        )
    return make_report(
        text=text,
        raw=raw,
        media_type="text/plain",
        id=id,
        publisher=known.publisher,
        language=known.language,
        published=known.published,
        url=known.url,
        extra=extra,
    )
