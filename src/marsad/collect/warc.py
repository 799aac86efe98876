"""Web archives (WARC): pages out of them as reports, and fetched pages into one."""

import hashlib
import io
import os
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any
from urllib.parse import urlsplit

from marsad.collect.address import Page
from marsad.collect.arrived import reports_of_page
from marsad.collect.collected import MAX_PAGE_BYTES, Collected, NotCollected, size_words
from marsad.collect.known import Known
from marsad.model.errors import CollectError

MAX_RECORDS = 20_000
MAX_FILE = 1_000_000_000  # bytes; then a new file is begun
_PAGES = ("html", "text/plain", "pdf", "officedocument", "opendocument", "ms-excel")
_NO_WARCIO = "Web archives need warcio: pip install 'marsad[intake]'"


def reports_of_warc(file: IO[bytes], *, name: str, known: Known) -> Iterator[Collected | NotCollected]:
    """Every page of an archive as a report; what is no page of text is passed over, what cannot be read set aside.

    A record whose bytes do not have the hash that the archive gives for them is set aside.

    Raises:
        CollectError: this is no WARC, it breaks off, or warcio is not installed. What came before was given already.
    """
    try:
        from warcio.archiveiterator import ArchiveIterator
        from warcio.exceptions import ArchiveLoadFailed
    except ImportError:
        raise CollectError(_NO_WARCIO) from None
    number, at = 0, 0
    try:
        archive = ArchiveIterator(file, check_digests=True)
        for record in archive:
            number += 1
            if number > MAX_RECORDS:
                yield NotCollected(
                    name, f"The archive has over {MAX_RECORDS:,} records; the rest is not read. Split it."
                )
                return
            if _is_page(record):
                yield from _of_record(record, name, known)
            at = archive.get_record_offset()
        _check_end(file, at)
    except (ArchiveLoadFailed, zlib.error, EOFError, ValueError, KeyError, IndexError, AttributeError) as problem:
        what = (str(problem).strip().splitlines() or ["it breaks off"])[0]
        raise CollectError(f"This is no web archive, or it is damaged after record {number:,} ({what}).") from None


def _check_end(file: IO[bytes], at: int) -> None:
    """Whether the packed records from the last one on are whole; the reader passes silently over half a record.

    Raises:
        EOFError: the last one is not.
    """
    file.seek(at)
    rest = file.read(2)
    if rest != b"\x1f\x8b":
        size = file.seek(0, os.SEEK_END)
        file.seek(max(0, size - 2))
        if file.read(2) != b"\r\n":
            raise EOFError("the last record is cut off")
        return
    while rest:
        member = zlib.decompressobj(zlib.MAX_WBITS | 16)
        while not member.eof:
            if not rest:
                raise EOFError("the last record is cut off")
            member.decompress(rest)
            rest = member.unused_data if member.eof else file.read(1 << 20)
        rest = rest or file.read(1 << 20)


def _is_page(record: Any) -> bool:
    if record.rec_type != "response" or record.http_headers is None:
        return False
    if urlsplit(record.rec_headers.get_header("WARC-Target-URI") or "").path == "/robots.txt":
        return False
    kind = (record.http_headers.get_header("content-type") or "").lower()
    return record.http_headers.get_statuscode() == "200" and any(each in kind for each in _PAGES)


def _of_record(record: Any, name: str, known: Known) -> Iterator[Collected | NotCollected]:
    url = record.rec_headers.get_header("WARC-Target-URI") or ""
    id = record.rec_headers.get_header("WARC-Record-ID") or name
    body = record.content_stream().read(MAX_PAGE_BYTES + 1)
    try:
        if len(body) > MAX_PAGE_BYTES:
            raise CollectError(f"The page has over {size_words(MAX_PAGE_BYTES)}.")
        record.raw_stream.read()
        if record.raw_stream.limit > 0:
            raise CollectError("The archive breaks off in this record. Fetch the page again.")
        if any("block digest failed" in problem for problem in record.digest_checker.problems):
            raise CollectError("The record was changed after it was archived: its bytes do not have the hash it names.")
        headers = tuple((key.lower(), value) for key, value in record.http_headers.headers)
        for item in reports_of_page(Page(url, 200, headers, body), known=known):
            report = replace(
                item.report,
                id=item.report.id or id,
                url=url or None,
                collected=_moment(record.rec_headers.get_header("WARC-Date") or ""),
                extra=item.report.extra | {"archive": name, "record": id},
            )
            yield replace(item, report=report)
    except CollectError as problem:
        yield NotCollected(url or id, str(problem))


def _moment(words: str) -> datetime | None:
    try:
        return datetime.fromisoformat(words.replace("Z", "+00:00")).astimezone(UTC)
    except ValueError:
        return None


def warc_of_page(page: Page, *, fetched: datetime) -> tuple[bytes, str]:
    """A fetched page as a WARC record, with its hash and the moment of fetching, as evidence that others can check.

    Returns:
        The record, packed as one member of a gzip file, and its id.

    Raises:
        CollectError: warcio is not installed.
    """
    try:
        from warcio.statusandheaders import StatusAndHeaders
        from warcio.warcwriter import WARCWriter
    except ImportError:
        raise CollectError(_NO_WARCIO) from None
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=True, warc_version="1.1")
    # The body was unpacked and joined while it was fetched, so these would be untrue of what is kept.
    untrue = ("content-encoding", "transfer-encoding", "content-length")
    kept = [(key, value) for key, value in page.headers if key not in untrue]
    kept.append(("content-length", str(len(page.body))))
    answer = StatusAndHeaders(str(page.status), kept, protocol="HTTP/1.1")
    about = {
        "WARC-Date": fetched.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "WARC-Payload-Digest": f"sha256:{hashlib.sha256(page.body).hexdigest()}",
    }
    if page.ip:
        about["WARC-IP-Address"] = page.ip
    record = writer.create_warc_record(
        page.url, "response", payload=io.BytesIO(page.body), length=len(page.body), http_headers=answer,
        warc_headers_dict=about,
    )  # fmt: skip
    writer.write_record(record)
    return out.getvalue(), str(record.rec_headers.get_header("WARC-Record-ID"))


@dataclass
class WarcFolder:
    """A folder that fetched pages are archived in: every run begins a file of its own, named by its moment.

    So what an earlier run left, also one that was cut off in the middle of a record, is never written to again.
    """

    folder: Path
    began: datetime
    software: str = "Marsad"
    _file: Path | None = field(default=None)

    def check(self) -> None:
        """Stops early where nothing could be written.

        Raises:
            CollectError: the folder cannot be made, or warcio is not installed.
        """
        try:
            import warcio  # noqa: F401
        except ImportError:
            raise CollectError(_NO_WARCIO) from None
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as problem:
            raise CollectError(
                f"The folder {self.folder} for web archives cannot be made: {problem.strerror}."
            ) from None

    def keep(self, page: Page, *, fetched: datetime) -> dict[str, str]:
        """Archives a page, down to the disk; gives the file's name and the record's id.

        Raises:
            CollectError: it cannot be written.
        """
        packed, id = warc_of_page(page, fetched=fetched)
        try:
            if self._file is None or self._file.stat().st_size + len(packed) > MAX_FILE:
                self._file = self._begin()
            with self._file.open("ab") as file:
                file.write(packed)
                file.flush()
                os.fsync(file.fileno())
        except OSError as problem:
            raise CollectError(f"The page cannot be archived in {self.folder}: {problem.strerror}.") from problem
        return {"archive": self._file.name, "record": id}

    def _begin(self) -> Path:
        from warcio.warcwriter import WARCWriter

        stamp, number = self.began.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ"), 1
        self.folder.mkdir(parents=True, exist_ok=True)
        while True:
            path = self.folder / f"marsad-{stamp}{'' if number == 1 else f'-{number}'}.warc.gz"
            try:
                with path.open("xb") as file:
                    writer = WARCWriter(file, gzip=True, warc_version="1.1")
                    facts = {"software": self.software, "format": "WARC File Format 1.1"}
                    writer.write_record(writer.create_warcinfo_record(path.name, facts))
                return path
            except FileExistsError:
                number += 1
