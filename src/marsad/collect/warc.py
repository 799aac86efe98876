"""Web archives (WARC): pages out of them as reports, and a fetched page into one."""

import io
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from typing import IO, Any

from marsad.collect.collected import MAX_REPORT_BYTES, Collected, NotCollected, size_words
from marsad.collect.decode import decode
from marsad.collect.known import Known
from marsad.collect.make import make_report
from marsad.collect.page import article_of, looks_like_html
from marsad.model.errors import CollectError

MAX_RECORDS = 20_000


def reports_of_warc(file: IO[bytes], *, name: str, known: Known) -> Iterator[Collected | NotCollected]:
    """Every page of an archive as a report; what is no page of text is passed over, what cannot be read set aside.

    Raises:
        CollectError: this is no WARC, or warcio is not installed.
    """
    try:
        from warcio.archiveiterator import ArchiveIterator
        from warcio.exceptions import ArchiveLoadFailed
    except ImportError:
        raise CollectError("Web archives need warcio: pip install 'marsad[intake]'") from None
    try:
        for number, record in enumerate(ArchiveIterator(file), start=1):
            if number > MAX_RECORDS:
                yield NotCollected(
                    name, f"The archive has over {MAX_RECORDS:,} records; the rest is not read. Split it."
                )
                return
            if _is_page(record):
                yield _of_record(record, name, known)
    except ArchiveLoadFailed as problem:
        raise CollectError(f"This is no web archive, or it is damaged ({problem}).") from None


def _is_page(record: Any) -> bool:
    if record.rec_type != "response" or record.http_headers is None:
        return False
    kind = (record.http_headers.get_header("content-type") or "").lower()
    return record.http_headers.get_statuscode() == "200" and ("html" in kind or kind.startswith("text/plain"))


def _of_record(record: Any, name: str, known: Known) -> Collected | NotCollected:
    url = record.rec_headers.get_header("WARC-Target-URI") or ""
    moment = record.rec_headers.get_header("WARC-Date") or ""
    where = url or record.rec_headers.get_header("WARC-Record-ID") or name
    body = record.content_stream().read(MAX_REPORT_BYTES + 1)
    try:
        if len(body) > MAX_REPORT_BYTES:
            raise CollectError(f"The page has over {size_words(MAX_REPORT_BYTES)}.")
        text, _ = decode(body)
        article = article_of(text, url=url or None) if looks_like_html(text) else None
        return make_report(
            text=article.text if article else text,
            raw=body,
            media_type="text/html" if article else "text/plain",
            id=url.removeprefix("https://").removeprefix("http://").strip("/")[:200] or where,
            title=article.title if article else None,
            publisher=known.publisher or (article.publisher if article else None),
            language=known.language or (article.language if article else None),
            published=known.published or (article.published if article else None) or _day(moment),
            url=url or None,
            collected=_moment(moment),
            extra={"archive": name},
        )
    except CollectError as problem:
        return NotCollected(where, str(problem))


def _day(words: str) -> date | None:
    moment = _moment(words)
    return moment.date() if moment else None


def _moment(words: str) -> datetime | None:
    try:
        return datetime.fromisoformat(words.replace("Z", "+00:00")).astimezone(UTC)
    except ValueError:
        return None


def warc_of_page(url: str, *, status: int, headers: Sequence[tuple[str, str]], body: bytes, fetched: datetime) -> bytes:
    """A fetched page as a WARC record, with its hash and the moment of fetching, as evidence that others can check.

    Raises:
        CollectError: warcio is not installed.
    """
    try:
        from warcio.statusandheaders import StatusAndHeaders
        from warcio.warcwriter import WARCWriter
    except ImportError:
        raise CollectError("Web archives need warcio: pip install 'marsad[intake]'") from None
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=True)
    # The body was unpacked and joined while it was fetched, so these would be untrue of what is kept.
    kept = [(k, v) for k, v in headers if k not in ("content-encoding", "transfer-encoding", "content-length")]
    answer = StatusAndHeaders(str(status), [*kept, ("content-length", str(len(body)))], protocol="HTTP/1.1")
    moment = fetched.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    record = writer.create_warc_record(
        url, "response", payload=io.BytesIO(body), http_headers=answer, warc_headers_dict={"WARC-Date": moment}
    )
    writer.write_record(record)
    return out.getvalue()
