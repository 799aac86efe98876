"""What is sent in: bodies that grow, files that unpack to more than there is, sheets that are none, names that bite."""

import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator

import pytest

from marsad.run.viewing import Viewing
from web_world import World, form_token, make_world, world  # noqa: F401

NASTY = "<script>alert(1)</script><img src=x onerror=alert(2)>"
INJECTED = 'a"\r\nset-cookie: marsad-session=evil\r\n\r\n<script>alert(1)</script>.txt'


def send(world: World, name: str, content: bytes, *, publisher: str = "") -> tuple[int, str, int]:
    """Upload a file as a recorder; status and page after the reading, and how many reports came."""
    browser, reports = world.client("recorder"), world.observatory.store.reports
    before = reports.count()
    answer = browser.post(
        "/reports", data={"form_token": form_token(browser), "publisher": publisher}, files={"files": (name, content)},
        follow_redirects=True,
    )  # fmt: skip
    return answer.status_code, answer.text, reports.count() - before


def pages_bomb() -> bytes:
    """A small PDF whose tree of pages names the same page a hundred million times over."""
    objects = ["<< /Type /Catalog /Pages 2 0 R >>"]
    for depth in range(2, 10):
        kids = f"{depth + 1} 0 R " * 10
        objects.append(f"<< /Type /Pages /Count {10 ** (10 - depth)} /Kids [{kids}] >>")
    objects.append("<< /Type /Page /Parent 9 0 R /MediaBox [0 0 9 9] >>")
    body = b"%PDF-1.4\n" + b"".join(f"{n} 0 obj {each} endobj\n".encode() for n, each in enumerate(objects, 1))
    return body + b"trailer << /Root 1 0 R >>\n%%EOF\n"


def stream_bomb() -> bytes:
    """A small PDF with one page whose words unpack to two hundred megabytes."""
    packed = zlib.compress(b"BT (killed) Tj ET " * 11_000_000, 9)
    head = b"%PDF-1.4\n1 0 obj << /Type /Catalog /Pages 2 0 R >> endobj\n"
    head += b"2 0 obj << /Type /Pages /Count 1 /Kids [3 0 R] >> endobj\n"
    page = b"3 0 obj << /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R >> endobj\n"
    stream = b"4 0 obj << /Length %d /Filter /FlateDecode >> stream\n%s\nendstream endobj\n" % (len(packed), packed)
    return head + page + stream + b"trailer << /Root 1 0 R >>\n%%EOF\n"


def zip_bomb(name: str) -> bytes:
    """An office file of half a megabyte whose one part unpacks to half a gigabyte."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as box:
        box.writestr("[Content_Types].xml", "<Types/>")
        with box.open(name, "w", force_zip64=True) as part:
            for _ in range(500):
                part.write(b"<a>" * 349_525)
    return held.getvalue()


def sheet(rows: str) -> bytes:
    """A workbook with one sheet of these rows, as XML."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as box:
        box.writestr(
            "[Content_Types].xml",
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.'
            'spreadsheetml.sheet.main+xml"/></Types>',
        )
        box.writestr("xl/workbook.xml", '<workbook><sheets><sheet name="a" sheetId="1" r:id="r1"/></sheets></workbook>')
        box.writestr("xl/worksheets/sheet1.xml", f"<worksheet><sheetData>{rows}</sheetData></worksheet>")
    return held.getvalue()


BOMBS: dict[str, Callable[[], bytes]] = {
    "pages.pdf": pages_bomb,
    "stream.pdf": stream_bomb,
    "bomb.docx": lambda: zip_bomb("word/document.xml"),
    "bomb.xlsx": lambda: zip_bomb("xl/worksheets/sheet1.xml"),
}
BROKEN: dict[str, bytes] = {
    "cut.xlsx": sheet("<row/>")[:200],
    "none.xlsx": b"PK\x03\x04 not a zip at all",
    "far.xlsx": sheet('<row r="1048576"><c r="XFD1048576" t="str"><v>killed</v></c></row>'),
    "entity.xlsx": sheet('<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><row><c r="A1"><v>&x;</v></c></row>'),
    "long.csv": b"id,text\n1," + b"a" * 3_000_000,
    "binary.csv": bytes(range(256)) * 40,
    "empty.xls": b"",
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_set_aside(world: World, name: str) -> None:
    """A small file that unpacks to more than a report may be is set aside with a reason, and the server goes on."""
    status, page, came = send(world, name, BOMBS[name]())

    assert status < 500
    assert came == 0
    assert name.partition(".")[0] in page
    assert world.client("reader").get("/").status_code == 200


@pytest.mark.parametrize("name", BROKEN)
def test_a_bad_spreadsheet_does_no_harm(world: World, name: str) -> None:
    """Cut, empty, hollow or far-flung sheets are set aside, or give what is in them; nothing of the machine's files."""
    status, page, came = send(world, name, BROKEN[name])

    assert status < 500
    assert came <= 1
    assert "root:" not in page
    assert all("root:" not in report.text for report in world.observatory.store.reports.all())
    assert world.client("reader").get("/").status_code == 200


def growing(size: int) -> Iterator[bytes]:
    """A body that does not say how long it is."""
    for _ in range(size // 1000):
        yield b"x" * 1000


@pytest.mark.parametrize("path", ["/sign-in", "/reports", "/api/v1/reports"])
def test_a_body_that_grows_over_the_bound_is_refused(make_world: Callable[..., World], path: str) -> None:
    """Also one that did not tell its length: it is answered 413, and nothing of it is kept."""
    world = make_world(max_body_bytes=10_000)
    before = world.observatory.store.number
    answer = world.stranger().post(
        path, content=growing(50_000), headers={"content-type": "application/x-www-form-urlencoded"}
    )

    assert answer.status_code == 413
    assert "larger" in answer.text
    assert world.observatory.store.number == before


def test_a_length_that_is_none_is_refused(world: World) -> None:
    """A length of letters, or below nothing, is answered and not read."""
    for length in ("-1", "many", "1e9"):
        answer = world.stranger().post("/sign-in", content=b"", headers={"content-length": length})
        assert answer.status_code == 413


def test_a_name_puts_nothing_into_the_headers(world: World) -> None:
    """File names with quotes and line breaks reach no header, at the way in or out."""
    status, _, came = send(world, INJECTED, b"Two civilians were killed in Raqqa on Friday.", publisher=INJECTED)
    assert (status < 400, came) == (True, 1)
    report = next(iter(world.observatory.store.reports.newest()))
    reader, publisher = world.client("reader"), world.client("publisher")
    answers = [reader.get(f"/reports/{report.id}/bytes"), reader.get(f"/api/v1/reports/{report.id}/bytes")]
    token = form_token(publisher)
    answers += [publisher.post("/publish/data", data={"formats": "csv", "form_token": token})]
    answers += [publisher.get("/api/v1/export/csv")]

    for answer in answers:
        assert answer.status_code == 200
        assert "set-cookie" not in answer.headers
        assert re.fullmatch(r'attachment; filename="[\w.-]+"', answer.headers["content-disposition"])


@pytest.mark.parametrize("language", ["en", "ar"])
def test_markup_stays_words_in_both_languages(world: World, language: str) -> None:
    """A text, publisher, place name and search with markup are shown as words, whichever language the page has."""
    text = f"Two civilians were killed in {NASTY} village on Friday."
    send(world, "nasty.txt", text.encode(), publisher=NASTY)
    person = world.observatory.store.accounts.people.get("recorder")
    assert person is not None
    browser = world.client("recorder")
    browser.cookies.set("marsad-language", language, domain="localhost.local")
    report = next(iter(Viewing.of(world.observatory, person).reports(world.observatory.store.reports.newest())))
    for path in ("/", "/reports", f"/reports?q={NASTY}", f"/reports?said={NASTY}", f"/read/{report.id}",
                 "/count?rows=source", f"/places?name={NASTY}", "/places", "/review", "/audit", "/match",
                 f"/sign-in?next={NASTY}"):  # fmt: skip
        page = browser.get(path).text
        assert f'lang="{language}"' in page
        assert not re.search(r"<script>alert|<img src=x", page), path
    assert "&lt;script&gt;alert" in browser.get(f"/read/{report.id}").text
