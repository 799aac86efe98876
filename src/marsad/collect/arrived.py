"""What came from an address as reports: an article, a text, a PDF, an office document."""

import re
from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

import httpx

from marsad.collect.address import Limits, Page, Resolve, fetch, resolve
from marsad.collect.collected import Collected
from marsad.collect.documents import KINDS, MEDIA, reports_of_document
from marsad.collect.feeds import looks_like_feed
from marsad.collect.known import Known
from marsad.collect.single import report_of_bytes
from marsad.model.errors import CollectError

_KIND_OF = {media: kind for kind, media in MEDIA.items()} | {
    "application/vnd.ms-excel": "sheet",
    "application/vnd.oasis.opendocument.spreadsheet": "sheet",
}
_NO_TEXT = ("image/", "video/", "audio/", "font/")


def reports_of_page(page: Page, *, known: Known) -> Iterator[Collected]:
    """The reports in a page that was fetched: one, or one a row of a workbook.

    Raises:
        CollectError: the status is no success, or the page holds nothing that can be read.
    """
    if page.status != 200:
        raise CollectError(f"The address answers {page.status}. Open it in a browser and save the page as a file.")
    media = (page.header("content-type") or "").partition(";")[0].strip().lower()
    if media.startswith(_NO_TEXT):
        raise CollectError(f"The address holds {media}, not text. Wanted a page, a text or a document.")
    if looks_like_feed(page.body):
        raise CollectError("This address is a feed. Take it with --feed, which takes its entries too.")
    known = Known(known.publisher, known.language, known.published, page.url)
    if kind := _kind(page, media):
        yield from reports_of_document(page.body, kind=kind, id=id_of(page.url), known=known)
        return
    charset = re.search(r"charset=[\"']?([\w-]+)", page.header("content-type") or "")
    yield report_of_bytes(page.body, id=id_of(page.url), known=known, stated=charset[1] if charset else None)


def _kind(page: Page, media: str) -> str | None:
    if page.body.startswith(b"%PDF-"):
        return "pdf"
    if page.body.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        suffix = re.search(r"\.\w{1,5}$", urlsplit(page.url).path.lower())
        return _KIND_OF.get(media) or KINDS.get(suffix[0] if suffix else "")
    return None


def report_at(
    url: str, *, known: Known | None = None, limits: Limits | None = None, look_up: Resolve = resolve,
    transport: httpx.BaseTransport | None = None,
) -> Collected:  # fmt: skip
    """The one report at an address.

    Raises:
        CollectError: as :func:`fetch`; also where the status is no success or the page holds no article.
        RefusedError: the host is on a private network and that is not allowed.
    """
    page = fetch(url, limits=limits, look_up=look_up, transport=transport)
    found = list(reports_of_page(page, known=known or Known()))
    if len(found) != 1:
        raise CollectError(f"The address holds a workbook of {len(found)} reports. Save it as a file and collect that.")
    return found[0]


def id_of(url: str) -> str:
    """The id of the report at an address: the address without its scheme, in letters that people read."""
    parts = urlsplit(url)
    words = f"{parts.hostname or ''}{parts.path}" + (f"?{parts.query}" if parts.query else "")
    return unquote(words).strip("/")[:200]
