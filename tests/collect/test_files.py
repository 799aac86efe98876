"""Files, folders and JSON Lines become reports, or are set aside with a reason."""

import hashlib
import io
import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marsad.collect import Collected, Known, NotCollected, reports_of_input, reports_of_lines, reports_of_path
from marsad.collect.collected import MAX_REPORT_BYTES
from marsad.collect.decode import decode
from marsad.model.errors import CollectError

ARABIC = "محافظة حمص: قُتل أربعة عناصر من قوات النظام في هجوم مسلح على حاجز قرب مدينة تدمر."


def only(items: object) -> Collected | NotCollected:
    """The one thing that was collected."""
    (item,) = items
    return item


def test_a_text_is_kept_byte_for_byte(tmp_path: Path) -> None:
    """What is hashed is what lay in the file."""
    raw = b"Two civilians killed\r\n\r\nIn Homs.\r\n"
    (tmp_path / "a.txt").write_bytes(raw)
    found = only(reports_of_path(tmp_path / "a.txt", known=Known(publisher="SOHR", published=date(2022, 1, 30))))
    assert found.raw == raw
    assert found.report.sha256 == hashlib.sha256(raw).hexdigest()
    assert found.report.text == "Two civilians killed\n\nIn Homs.\n"
    assert (found.report.id, found.report.publisher, found.report.published) == ("a", "SOHR", date(2022, 1, 30))


def test_a_folder_is_walked_in_order_and_hidden_files_are_left_alone(tmp_path: Path) -> None:
    """Ids are the paths within the folder."""
    for name in ("b/2.txt", "a.txt", ".hidden.txt", "b/1.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("One killed")
    assert [found.report.id for found in reports_of_path(tmp_path)] == ["a", "b/1", "b/2"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1256", "utf-32"])
def test_arabic_is_read_in_every_usual_encoding(encoding: str) -> None:
    """The text comes out the same, whatever it was saved as."""
    plain = ARABIC.replace("\u064f", "")
    assert decode(plain.encode(encoding))[0] == plain


def test_western_text_in_an_old_encoding_is_read() -> None:
    """Curly quotes and dashes of windows-1252 come out as such."""
    assert decode("“Two” killed – near Homs…".encode("cp1252")) == ("“Two” killed – near Homs…", "windows-1252")


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (b"", "empty"),
        (b"  \n\t ", "empty"),
        (b"%PDF-1.7\n" + bytes(range(32)) * 40, "a PDF document"),
        (bytes(range(256)) * 20, "binary"),
        (b"\x89PNG\r\n\x1a\n" + b"\x00\x01\x02" * 99, "a picture"),
        (b"\xff\xfea", "utf-16"),
        (b"x" * (MAX_REPORT_BYTES + 1), "Split it"),
    ],
)
def test_what_is_no_report_is_set_aside_with_its_reason(tmp_path: Path, raw: bytes, says: str) -> None:
    """Nothing crashes, and the message says what was found."""
    (tmp_path / "x.txt").write_bytes(raw)
    found = only(reports_of_path(tmp_path / "x.txt"))
    assert isinstance(found, NotCollected)
    assert says in found.why


def test_a_missing_file_is_named() -> None:
    """The message names what was asked for."""
    found = only(reports_of_path(Path("no-such-folder/x.txt")))
    assert isinstance(found, NotCollected)
    assert "no such file" in found.why


def test_json_lines_keep_what_they_say_and_set_bad_lines_aside() -> None:
    """One bad line does not hold up the others."""
    good = {"id": "r1", "text": "Two killed", "publisher": "SNHR", "published": "2021-05-04", "mood": "grim"}
    lines = [
        json.dumps(good),
        '{"id": "r2", "text": "cut off',
        '{"id": "r3"}',
        "[1, 2]",
        '{"text": "x", "published": "last week"}',
        '{"text": "' + "y" * (MAX_REPORT_BYTES * 2) + '"}',
        '{"text": "\\ud800 lone"}',
        "",
        '{"text": "One injured"}',
    ]
    found = list(reports_of_lines(io.BytesIO("\n".join(lines).encode()), name="in.jsonl"))
    assert [item.report.id for item in found if isinstance(item, Collected)] == ["r1", "in.jsonl:9"]
    assert found[0].report.extra == {"mood": "grim"}
    assert found[0].report.published == date(2021, 5, 4)
    reasons = {item.where: item.why for item in found if isinstance(item, NotCollected)}
    assert list(reasons) == [f"in.jsonl:{n}" for n in (2, 3, 4, 5, 6, 7)]
    assert "cut short" in reasons["in.jsonl:2"]
    assert "no text" in reasons["in.jsonl:3"]
    assert "2022-01-30" in reasons["in.jsonl:5"]
    assert "4.0 MB" in reasons["in.jsonl:6"]


def test_deep_json_is_refused_and_not_followed() -> None:
    """Nesting cannot exhaust the reader."""
    line = b'{"text": ' + b"[" * 200_000 + b"]" * 200_000 + b"}"
    assert isinstance(only(reports_of_lines(io.BytesIO(line), name="in")), NotCollected)


def test_standard_input_takes_a_text_or_json_lines() -> None:
    """The first character decides."""
    assert only(reports_of_input(io.BytesIO(b"Two killed in Homs"))).report.text == "Two killed in Homs"
    lines = b'{"id":"a","text":"One killed"}\n{"id":"b","text":"Two killed"}\n'
    assert [item.report.id for item in reports_of_input(io.BytesIO(lines))] == ["a", "b"]


def test_a_web_page_gives_its_article() -> None:
    """Menus and notices are left out, title and day kept."""
    body = "<p>" + "ISIS cells attacked a checkpoint in Deir Ezzor countryside, killing two soldiers. " * 6 + "</p>"
    page = (
        "<!doctype html><html lang='en'><head><title>Two soldiers killed | Desk</title>"
        "<meta property='article:published_time' content='2022-02-03'><meta property='og:site_name' content='Desk'>"
        f"</head><body><nav><a href='/'>Home</a></nav><article><h1>Two soldiers killed</h1>{body}</article>"
        "<footer>Accept cookies</footer></body></html>"
    )
    found = only(reports_of_input(io.BytesIO(page.encode())))
    assert isinstance(found, Collected)
    assert found.media_type == "text/html"
    assert "killing two soldiers" in found.report.text
    assert "cookies" not in found.report.text
    assert found.report.published == date(2022, 2, 3)


@settings(max_examples=150)
@given(st.binary(max_size=400))
def test_any_bytes_become_a_report_or_a_reason(raw: bytes) -> None:
    """No bytes at all break collecting."""
    for item in reports_of_input(io.BytesIO(raw)):
        assert isinstance(item, Collected | NotCollected)


@settings(max_examples=100)
@given(st.text(min_size=1, max_size=80).filter(str.strip))
def test_text_in_utf_8_is_kept_as_it_is(text: str) -> None:
    """UTF-8 goes in and comes out unchanged, or is refused as binary."""
    raw = text.encode()
    try:
        found = decode(raw)[0]
    except CollectError:
        found = None
    has_control = any(ord(c) < 32 for c in text)
    assert found in (text, text.removeprefix("\ufeff")) or has_control
