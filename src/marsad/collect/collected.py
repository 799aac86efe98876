"""What collecting gives: reports with their bytes, and what had to be set aside."""

from dataclasses import dataclass

from marsad.model.report import Report

MAX_REPORT_BYTES = 2_000_000  # of text, about 300 pages; longer files are archives, not reports
MAX_PAGE_BYTES = 10_000_000  # of one answer from an address, pictures in a PDF included
MAX_DOCUMENT_BYTES = 30_000_000  # of a PDF, an office file or a feed


@dataclass(frozen=True, slots=True)
class Collected:
    """A report with the bytes it was made from, just as they came, and their media type."""

    report: Report
    raw: bytes
    media_type: str = "text/plain"


@dataclass(frozen=True, slots=True)
class NotCollected:
    """Something that could not be taken in: where it was, and why; `raw` holds what came, where it is small enough."""

    where: str
    why: str
    raw: bytes = b""


def size_words(count: int) -> str:
    """A number of bytes as people say it."""
    if count < 10_000:
        return f"{count:,} bytes"
    return f"{count / 1000:,.0f} kB" if count < 1_000_000 else f"{count / 1_000_000:,.1f} MB"
