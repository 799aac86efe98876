"""Documents, feeds, chats and archives become reports; what would harm or mislead is set aside."""

import io
import json
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from collect_pdf import arabic_pdf
from marsad.collect import Collected, Known, NotCollected, reports_of_path
from marsad.collect.documents import poor_words

FEED = """<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel>
<title>مكتب الرصد</title><language>ar</language>
<item><title>مقتل عنصرين</title><link>https://desk.example/1</link><guid>https://desk.example/1</guid>
<pubDate>Thu, 03 Feb 2022 08:00:00 GMT</pubDate><description>&lt;p&gt;قُتل عنصران في &lt;b&gt;حمص&lt;/b&gt;.&lt;/p&gt;
&lt;script&gt;alert(1)&lt;/script&gt;</description></item><item><link>https://desk.example/2</link></item></channel></rss>"""
CHAT = {
    "name": "Desk channel", "type": "public_channel", "id": 5,
    "messages": [
        {"id": 1, "type": "service", "date": "2022-02-01T10:00:00", "text": ""},
        {"id": 2, "type": "message", "date": "2022-02-03T10:00:00", "from": "A person",
         "text": ["Two killed in ", {"type": "bold", "text": "Homs"}, " today"]},
        {"id": 3, "type": "message", "date": "2022-02-04T10:00:00", "text": "أصيب مدني في درعا"},
    ],
}  # fmt: skip


def collected(path: Path) -> list[Collected]:
    """What a file gives, where all of it is taken in."""
    items = list(reports_of_path(path, known=Known()))
    assert all(isinstance(item, Collected) for item in items), items
    return [item for item in items if isinstance(item, Collected)]


def refused(path: Path) -> str:
    """Why a file is set aside."""
    (item,) = reports_of_path(path)
    assert isinstance(item, NotCollected)
    return item.why


def test_a_pdf_gives_its_arabic_in_reading_order(tmp_path: Path) -> None:
    """The words stand in the order in which they are read."""
    (tmp_path / "a.pdf").write_bytes(arabic_pdf())
    (found,) = collected(tmp_path / "a.pdf")
    assert "قتل أربعة مدنيين" in found.report.text
    assert found.media_type == "application/pdf"
    assert found.raw.startswith(b"%PDF")


def test_a_word_document_gives_paragraphs_lists_and_tables_in_order(tmp_path: Path) -> None:
    """A bullet stays a bullet, a table row a line."""
    import docx

    document = docx.Document()
    document.add_paragraph("Two killed")
    document.add_paragraph("in Homs", style="List Bullet")
    table = document.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "Homs", "2"
    document.save(str(tmp_path / "a.docx"))
    (found,) = collected(tmp_path / "a.docx")
    assert found.report.text == "Two killed\n• in Homs\nHoms\t2"


def test_a_workbook_with_a_text_column_gives_a_report_a_row(tmp_path: Path) -> None:
    """Id, publisher and day are taken from their columns."""
    import xlsxwriter

    with xlsxwriter.Workbook(str(tmp_path / "a.xlsx")) as book:
        sheet = book.add_worksheet()
        for row, cells in enumerate(
            [
                ("id", "text", "publisher", "published"),
                ("r1", "قتيلان في حمص", "SNHR", "2022-02-03"),
                ("r2", "", "", ""),
            ]
        ):
            sheet.write_row(row, 0, cells)
    (found,) = collected(tmp_path / "a.xlsx")
    assert (found.report.id, found.report.publisher, found.report.published) == ("r1", "SNHR", date(2022, 2, 3))


def test_a_feed_gives_its_entries_and_sets_empty_ones_aside(tmp_path: Path) -> None:
    """Scripts in it are gone, the day and address stay."""
    (tmp_path / "a.xml").write_text(FEED, encoding="utf-8")
    first, second = reports_of_path(tmp_path / "a.xml")
    assert isinstance(first, Collected)
    assert first.report.text == "مقتل عنصرين\n\nقُتل عنصران في حمص."
    assert (first.report.published, first.report.language) == (date(2022, 2, 3), "ar")
    assert isinstance(second, NotCollected)


def test_a_chat_gives_its_messages_without_who_wrote_them(tmp_path: Path) -> None:
    """The channel is the publisher; the name of a member is kept nowhere."""
    (tmp_path / "result.json").write_text(json.dumps(CHAT, ensure_ascii=False), encoding="utf-8")
    first, second = collected(tmp_path / "result.json")
    assert first.report.text == "Two killed in Homs today"
    assert first.report.publisher == "Desk channel"
    assert b"A person" not in first.raw
    assert second.report.published == date(2022, 2, 4)


def open_document_sheet(content: bytes) -> bytes:
    """A workbook as LibreOffice writes it, with this content."""
    out = io.BytesIO()
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/></manifest:manifest>'
    )
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", kind)
        archive.writestr("META-INF/manifest.xml", manifest)
        archive.writestr("content.xml", content)
    return out.getvalue()


def rows_of_open_document(*rows: tuple[str, ...]) -> bytes:
    """The content of such a workbook: one sheet of text cells."""
    cells = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>' for cell in row
        )
        + "</table:table-row>"
        for row in rows
    )
    names = " ".join(
        f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{short}:1.0"' for short in ("office", "table", "text")
    )
    return (
        f"<office:document-content {names}><office:body><office:spreadsheet>"
        f'<table:table table:name="Sheet1">{cells}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    ).encode()


def test_an_open_document_workbook_gives_a_report_a_row(tmp_path: Path) -> None:
    """As a workbook of the other office does."""
    rows = rows_of_open_document(("id", "text"), ("r1", "قتيلان في حمص"), ("r2", "Two killed in Daraa"))
    (tmp_path / "a.ods").write_bytes(open_document_sheet(rows))
    assert [(item.report.id, item.report.text) for item in collected(tmp_path / "a.ods")] == [
        ("r1", "قتيلان في حمص"), ("r2", "Two killed in Daraa"),
    ]  # fmt: skip


def word_document(words: str) -> bytes:
    """A document of one paragraph."""
    import docx

    document, out = docx.Document(), io.BytesIO()
    document.add_paragraph(words)
    document.save(out)
    return out.getvalue()


def test_a_pdf_may_weigh_more_than_its_text(tmp_path: Path) -> None:
    """A bulletin with pictures of some megabytes is one report."""
    (tmp_path / "a.pdf").write_bytes(arabic_pdf() + b"\n%" + b"x" * 5_000_000 + b"\n")
    (found,) = collected(tmp_path / "a.pdf")
    assert "مدنيين" in found.report.text


@pytest.mark.parametrize(
    ("change", "kept", "says"),
    [
        (lambda raw: raw[: len(raw) - 90], 1, "after 1 messages"),
        (lambda raw: raw.replace(b'"2022-02-04T10:00:00"', b"null"), 2, ""),
        (lambda raw: raw.replace(b'"2022-02-04T10:00:00"', b'"yesterday"'), 2, ""),
        (lambda raw: raw.replace(b'[{"id": 1', b'["x", 5, {"id": 1'), 4, "wanted an object"),
        (lambda raw: b'{"about": "x", "personal_information": {"user_id": 1}, "chats": {}}', 0, "whole account"),
        (lambda raw: b"\xef\xbb\xbf" + raw, 2, ""),
    ],
)  # fmt: skip
def test_a_broken_chat_gives_what_is_whole(
    tmp_path: Path, change: Callable[[bytes], bytes], kept: int, says: str
) -> None:
    """Cut short, without a day, with what is no message; the export of an account is refused."""
    raw = change(json.dumps(CHAT, ensure_ascii=False).encode())
    (tmp_path / "result.json").write_bytes(raw)
    found = list(reports_of_path(tmp_path / "result.json"))
    whole = [item for item in found if isinstance(item, Collected)]
    told = [item.why for item in found if isinstance(item, NotCollected)]
    assert len(whole) == (2 if "object" in says else kept)
    assert all(says in why for why in told)
    assert bool(told) == bool(says)


def damaged_pdf() -> bytes:
    """A PDF cut short."""
    return b"%PDF-1.7\n" + b"1 0 obj\n<<" * 50


def picture_pdf() -> bytes:
    """A PDF without any text."""
    import pypdfium2

    document = pypdfium2.PdfDocument.new()
    document.new_page(200, 200)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def many_pages() -> bytes:
    """A PDF of more pages than a report may have."""
    import pypdfium2

    document = pypdfium2.PdfDocument.new()
    for _ in range(401):
        document.new_page(10, 10)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def zip_bomb() -> bytes:
    """A document that unpacks to far more than it weighs."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(8):
            archive.writestr(f"word/{number}.xml", b"0" * 50_000_000)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "make", "says"),
    [
        ("a.pdf", damaged_pdf, "damaged"),
        ("a.pdf", picture_pdf, "character recognition"),
        ("a.pdf", many_pages, "401 pages"),
        ("a.docx", zip_bomb, "unpacks to 400 MB"),
        ("a.xlsx", lambda: b"not a workbook", "cannot be opened"),
        ("a.docx", lambda: word_document("Two killed")[:-400], "cannot be opened"),
        ("a.docx", lambda: word_document(" "), "no text"),
        ("a.ods", lambda: open_document_sheet(b"<office"), "cannot be opened"),
        ("a.ods", lambda: open_document_sheet(rows_of_open_document()), "empty"),
        ("a.ods", lambda: open_document_sheet(rows_of_open_document(("x",)))[:-60], "cannot be opened"),
        ("a.pdf", lambda: arabic_pdf()[:2000], "damaged"),
        ("a.docx", lambda: b"not a document", "cannot be opened"),
        ("a.xml", lambda: b"<root/>", "no RSS or Atom"),
        ("a.json", lambda: b'{"a": 1}', "no export of Telegram"),
        ("a.warc", lambda: b"not an archive", "no web archive"),
        ("a.warc.gz", lambda: b"\x1f\x8b\x08nothing", "no web archive"),
        ("a.exe", lambda: b"MZ", "are not read"),
    ],
)
def test_what_cannot_be_opened_is_set_aside_with_what_to_do(
    tmp_path: Path, name: str, make: Callable[[], bytes], says: str
) -> None:
    """Damaged, locked, too large or of the wrong kind: one message, nothing lost, nothing crashed."""
    (tmp_path / name).write_bytes(make())
    assert says in refused(tmp_path / name)


def test_torn_arabic_is_not_trusted() -> None:
    """Text that came out in single letters or in a font's own signs is set aside."""
    assert poor_words("م ق ت ل أ ر ب ع ة م د ن ي ي ن ف ي ح ل ب ا ل ي و م") is not None
    assert poor_words("\ue012\ue013\ue014 killed in \ue019") is not None
    assert poor_words("مقتل أربعة مدنيين في مدينة حلب اليوم") is None
