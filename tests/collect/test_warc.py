"""Web archives: what was fetched is kept so that others can check it, and comes out again."""

import gzip
import io
from datetime import UTC, datetime
from pathlib import Path

import pytest

from fake_site import page
from marsad.collect import Collected, Known, NotCollected, reports_of_path
from marsad.collect.address import Page
from marsad.collect.arrived import reports_of_page
from marsad.collect.warc import WarcFolder, warc_of_page
from marsad.model.errors import CollectError

MOMENT = datetime(2022, 2, 3, 4, 5, 6, tzinfo=UTC)
URL = "https://desk.example/%D8%AE%D8%A8%D8%B1?n=1"


def fetched(title: str = "Two killed", url: str = URL) -> Page:
    """A page as it was fetched."""
    status, headers, body = page(title)
    named = tuple((key.lower(), value) for key, value in headers.items())
    return Page(url, status, (*named, ("content-encoding", "gzip")), body, "93.184.216.34")


def archive(folder: Path, *pages: Page) -> Path:
    """A folder's one archive of these pages."""
    kept = WarcFolder(folder, MOMENT)
    for each in pages:
        kept.keep(each, fetched=MOMENT)
    (file,) = folder.iterdir()
    return file


def test_a_page_comes_out_of_an_archive_as_it_was_fetched(tmp_path: Path) -> None:
    """The same report with the same bytes, address and moment; so collected again it is known."""
    direct = next(reports_of_page(fetched(), known=Known()))
    (found,) = reports_of_path(archive(tmp_path / "warc", fetched()))
    assert isinstance(found, Collected)
    assert (found.raw, found.media_type) == (direct.raw, direct.media_type)
    assert (found.report.text, found.report.url, found.report.id) == (direct.report.text, URL, direct.report.id)
    assert found.report.collected == MOMENT
    assert found.report.published is None  # the day of fetching is no day of publication
    assert str(found.report.extra["record"]).startswith("<urn:uuid:")


def test_a_record_tells_all_that_a_check_needs() -> None:
    """Hash of the page by SHA-256, moment, address, what answered; nothing about how it was packed on the way."""
    packed, id = warc_of_page(fetched(), fetched=MOMENT)
    words = gzip.decompress(packed).decode()
    assert f"WARC-Record-ID: {id}" in words
    assert "WARC-Date: 2022-02-03T04:05:06Z" in words
    assert "WARC-IP-Address: 93.184.216.34" in words
    assert "WARC-Payload-Digest: sha256:" in words
    assert "content-encoding" not in words


def test_every_run_begins_an_archive_of_its_own(tmp_path: Path) -> None:
    """Also two that begin in the same second."""
    for title in ("a", "b"):
        WarcFolder(tmp_path, MOMENT).keep(fetched(title), fetched=MOMENT)
    names = [path.name for path in sorted(tmp_path.iterdir())]
    assert names == ["marsad-20220203T040506Z-2.warc.gz", "marsad-20220203T040506Z.warc.gz"]


@pytest.mark.parametrize("is_packed", [True, False])
@pytest.mark.parametrize("share", [0.55, 0.62, 0.8, 0.97])
def test_an_archive_that_breaks_off_gives_what_came_before(tmp_path: Path, share: float, is_packed: bool) -> None:
    """The whole pages are taken, the break is named, and no half page passes for a whole one."""
    file = archive(tmp_path / "warc", *(fetched(f"Page {n}", f"https://desk.example/{n}") for n in range(6)))
    whole = file.read_bytes() if is_packed else gzip.decompress(file.read_bytes())
    file = file if is_packed else tmp_path / "plain.warc"
    file.write_bytes(whole[: int(len(whole) * share)])
    found = list(reports_of_path(file))
    taken = [item for item in found if isinstance(item, Collected)]
    assert 2 <= len(taken) < 6
    assert all(item.report.text.count("Two farmers") == 4 for item in taken)
    assert isinstance(found[-1], NotCollected)


def test_a_record_that_was_changed_is_set_aside(tmp_path: Path) -> None:
    """Its bytes have another hash than it says; the others are taken."""
    file = archive(
        tmp_path / "warc", fetched("One", "https://desk.example/1"), fetched("Two", "https://desk.example/2")
    )
    plain = gzip.decompress(file.read_bytes())
    assert plain.count(b"Two farmers") == 8
    changed = tmp_path / "changed.warc"
    changed.write_bytes(plain.replace(b"Two farmers", b"Ten farmers", 1))
    first, second = reports_of_path(changed)
    assert isinstance(first, NotCollected)
    assert "changed after it was archived" in first.why
    assert isinstance(second, Collected)


def test_a_pdf_in_an_archive_is_read_and_rules_are_not(tmp_path: Path) -> None:
    """Documents come out as documents; robots.txt and pictures are no reports."""
    from collect_pdf import arabic_pdf

    pdf = Page("https://desk.example/a.pdf", 200, (("content-type", "application/pdf"),), arabic_pdf())
    robots = Page("https://desk.example/robots.txt", 200, (("content-type", "text/plain"),), b"User-agent: *")
    picture = Page("https://desk.example/a.png", 200, (("content-type", "image/png"),), b"\x89PNG")
    (found,) = reports_of_path(archive(tmp_path / "warc", pdf, robots, picture))
    assert isinstance(found, Collected)
    assert "مدنيين" in found.report.text


def test_a_folder_that_cannot_be_made_is_named_before_anything_is_fetched(tmp_path: Path) -> None:
    """A file stands in its place."""
    (tmp_path / "warc").write_text("x")
    with pytest.raises(CollectError, match="cannot be made"):
        WarcFolder(tmp_path / "warc", MOMENT).check()


def test_other_archives_are_read_too(tmp_path: Path) -> None:
    """Not packed, with a body in chunks, as other programs write them."""
    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    body = page("Two killed")[2]
    chunked = b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body)
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=False)
    headers = StatusAndHeaders(
        "200 OK", [("Content-Type", "text/html"), ("Transfer-Encoding", "chunked")], protocol="HTTP/1.1"
    )
    writer.write_record(
        writer.create_warc_record("http://a.example/", "response", payload=io.BytesIO(chunked), http_headers=headers)
    )
    (tmp_path / "other.warc").write_bytes(out.getvalue())
    (found,) = reports_of_path(tmp_path / "other.warc")
    assert isinstance(found, Collected)
    assert found.raw == body
