"""The page: every number leads to its sentence and back, in both directions of writing, without scripts."""

import json
import re
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marsad.model.claim import Claim, Count, Finding, Reading, Voice, When, Where, Who
from marsad.model.codec import decode_reading
from marsad.model.range import Range
from marsad.model.report import Report, Span
from marsad.publish.marked import Mark, marks_of, pieces_of
from marsad.publish.page import Across, Table, render_page
from marsad.publish.words import range_words
from marsad.text.interface import LOCALE, interface

TEXT = "Two killed\n\nHoms province: Between 1 and 2 civilians were killed near <b>Palmyra</b>."


def reading_of(text: str = TEXT, **more: object) -> Reading:
    """A small reading: one event with a range."""
    start = text.index("1 and 2")
    count = Count("n1", "killed", Range.between(1, 2), "1 and 2", Span(start, start + 7), Who(status="civilian"))
    claim = Claim(
        "c1", "event", "new", "reported", (Span(12, len(text)),), (Voice("SOHR", "sohr"),),
        When("today", date(2022, 1, 1), date(2022, 1, 2), "days"), (Where("Palmyra", "SY0405", "near"),), "Attack",
        counts=(count,),
    )  # fmt: skip
    return Reading(Report("r1", text, "SOHR", "en", date(2022, 1, 2), "Two killed", **more), (claim,))


class Links(HTMLParser):
    """Every id, every link to an id, and every tag of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.targets: list[str] = []
        self.tags: set[str] = set()
        self.outside: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Remember what matters."""
        self.tags.add(tag)
        values = dict(attrs)
        if values.get("id"):
            self.ids.append(values["id"] or "")
        if (values.get("href") or "").startswith("#"):
            self.targets.append((values["href"] or "")[1:])
        self.outside += [value for name, value in attrs if name in ("src", "action", "poster", "data") and value]


def test_every_number_leads_to_the_text_and_back(shared: Path) -> None:
    """No link of the page leads nowhere, and no id stands twice: the seed and ten bulletins."""
    readings = []
    for name in ("seed", *(f"{n:03}" for n in (1, 3, 5, 8, 12, 24, 36, 47, 52))):
        data = json.loads((shared / "gold" / "en" / f"{name}.json").read_text(encoding="utf-8"))
        path = shared / "seed" / "article.txt" if name == "seed" else shared / "gold" / "en" / f"{name}.txt"
        readings.append(decode_reading(data, text=path.read_text(encoding="utf-8")))
    page = Links(render_page(readings, title="All"))
    assert len(page.ids) == len(set(page.ids))
    assert set(page.targets) <= set(page.ids)
    counts = sum(1 for reading in readings for _ in reading.counts())
    assert sum(id.startswith("c") for id in page.ids) == counts


def test_the_page_needs_no_script_and_no_network() -> None:
    """It is one file."""
    page = Links(render_page([reading_of()], title="One"))
    assert not page.tags & {"script", "iframe", "object", "link", "img"}
    assert not page.outside


def test_hostile_text_stays_text() -> None:
    """Markup, in a text or anywhere else, is shown and never obeyed."""
    bad = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"
    reading = reading_of(f"{bad} Between 1 and 2 killed", url="javascript:alert(1)")
    finding = Finding("addends", "error", bad, bad)
    page = render_page(
        [reading], title=bad, across=[Across(finding, ((bad, bad),))], tables=[Table(bad, (bad,), ((bad,),))], made=bad
    )
    assert not Links(page).tags & {"script", "img"}
    assert "javascript:" not in re.sub(r"<bdi.*?</bdi>", "", page)


@settings(max_examples=80)
@given(
    st.text(max_size=60),
    st.lists(st.tuples(st.integers(0, 70), st.integers(0, 70)).map(sorted), max_size=8),
)
def test_pieces_joined_are_the_text(text: str, spans: list[list[int]]) -> None:
    """However marks overlap, no character is lost or doubled."""
    marks = sorted(
        (Mark(Span(a, b), "count", f"n{i}") for i, (a, b) in enumerate(spans) if b > a), key=lambda m: m.span
    )
    pieces = pieces_of(text, marks)
    assert "".join(piece.text for piece in pieces) == text
    shown = [mark.id for piece in pieces for mark in piece.begins]
    assert sorted(shown) == sorted(mark.id for mark in marks if mark.span.start < len(text))


def test_marks_stand_on_the_words_they_mean() -> None:
    """The marked piece is the number itself."""
    reading = reading_of()
    marked = [piece.text for piece in pieces_of(TEXT, marks_of(reading)) if "count" in piece.classes]
    assert marked == ["1 and 2"]


@pytest.mark.parametrize(
    ("value", "english", "arabic"),
    [
        (Range.exactly(1200), "1,200", "1,200"),
        (Range.at_least(344, sign=">"), "over 344", "أكثر من 344"),
        (Range.at_least(12), "12 or more", "12 أو أكثر"),
        (Range.between(950, 975), "950–975", "950–975"),
        (Range(None, 4000, None, "~"), "about 4,000", "نحو 4,000"),
        (Range(None, 550, 550, "<~"), "nearly 550", "قرابة 550"),
        (Range(None, None, 9, "<="), "up to 9", "حتى 9"),
        (Range(None, None, None, "vague"), "not known how many", "العدد غير معروف"),
    ],
)
def test_ranges_are_said_in_words(value: Range, english: str, arabic: str) -> None:
    """In both languages, with the figures in one isolated piece."""
    for language, words in (("en", english), ("ar", arabic)):
        shown = range_words(value, interface(language))
        assert shown.striptags() == words


def test_ranges_and_dates_keep_their_order_in_a_real_browser(chromium: str, tmp_path: Path) -> None:
    """On a right-to-left page "1–2" is still seen as 1, dash, 2."""
    from playwright.sync_api import sync_playwright

    file = tmp_path / "page.html"
    file.write_text(render_page([reading_of()], title="تجربة", language="ar"), encoding="utf-8")
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page()
        page.goto(file.as_uri())
        assert page.evaluate("document.documentElement.dir") == "rtl"
        order = page.evaluate(
            """() => {
                const found = [...document.querySelectorAll('bdi')].find(b => b.textContent === '1–2').firstChild;
                const left = i => { const r = document.createRange(); r.setStart(found, i); r.setEnd(found, i + 1);
                                    return r.getBoundingClientRect().left; };
                return [left(0), left(1), left(2)];
            }"""
        )
        browser.close()
    assert order == sorted(order)
    assert len(set(order)) == 3


def test_the_arabic_interface_is_complete() -> None:
    """Every message of the templates has its Arabic."""
    templates = Path(render_page.__code__.co_filename).parent / "templates"
    messages = set()
    for path in templates.glob("*.html"):
        text = path.read_text(encoding="utf-8")
        messages |= set(re.findall(r'(?<![\w.])_\("([^"]+)"\)', text))
    page = interface("ar")
    assert messages
    assert [message for message in sorted(messages) if page.say(message) == message] == []
    assert page.many("{number} report", "{number} reports", 3) == "3 تقارير"
    assert LOCALE.is_dir()
