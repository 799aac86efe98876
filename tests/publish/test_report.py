"""The article is written from the record alone, and holds every number that the published tolls give."""

import re
from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import lru_cache
from html import unescape
from pathlib import Path

import pytest

from marsad.model.errors import PublishError
from marsad.publish.paper.html import to_html
from marsad.publish.paper.pdf import to_pdf
from marsad.run.observatory import Observatory
from marsad.run.report import article, write_report
from marsad.run.sheets import findings_sheet, incident_sheet
from marsad.text.numbers_en import find_numbers

MADE = datetime(2022, 2, 1, tzinfo=UTC)
# What the tolls of the record say, as an English reader must find it: number, then what it counts.
ENGLISH = [
    r"880 killed .*484 \+ 396", r"484 killed .*83 \+ 401", r"\b83 killed .*by Syrian regime", r"\b401 killed",
    r"\b396 killed .*by Islamic State", r"over 344 attacks", r"229 killed .*93 \+ 136", r"\b93 killed .*civilian",
    r"nine killed · female", r"five killed · child", r"\b136 killed .*Democratic Forces", r"950 to 975 attacks",
    r"[Nn]early 550 attacks .*Deir Ezzor", r"\b150 attacks .*Raqqah", r"\b135 attacks .*Hasakah", r"four attacks",
    r"13,000 to 15,000 fighters", r"2,500 to 3,000 fighters", r"some 4,000 km²",
]  # fmt: skip
# The same for an Arabic reader; what only English reports tell is told in Arabic all the same.
ARABIC = [
    r"880 قتلى .*صحيح: 484 \+ 396", r"484 قتلى .*صحيح: 83 \+ 401", r"\b83 قتلى .*قوات النظام", r"\b401 قتلى .*الروسية",
    r"\b396 قتلى .*على يد تنظيم الدولة", r"أكثر من 344 هجمات", r"229 قتلى .*صحيح: 93 \+ 136", r"\b93 قتلى · مدنيون",
    r"تسع قتلى · إناث", r"خمسة قتلى · أطفال", r"\b136 قتلى .*قوات سوريا الديمقراطية", r"950–975 هجمات",
    r"قرابة 550 هجمات .*دير الزور", r"\b150 هجمات .*الرقة", r"\b135 هجمات .*الحسكة", r"\b4 هجمات",
    r"13,000–15,000 مقاتلون", r"2,500–3,000 مقاتلون", r"نحو 4,000 كم²",
]  # fmt: skip
NUMBERS = "880 484 396 83 401 344 229 93 136".split()


def plain(html: str) -> str:
    """A page as its reader sees it, without the numbers of the notes."""
    body = re.sub(r"<style.*?</style>|<sup>.*?</sup>|<title>.*?</title>", "", html, flags=re.DOTALL)
    return re.sub(r"[\u2066-\u2069]", "", unescape(re.sub(r"<[^>]+>", "", body)))


@lru_cache(maxsize=4)
def words_of_pdf(pdf: bytes) -> str:
    """The text copied out of a PDF, in one line."""
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    try:
        return " ".join(" ".join(page.get_textpage().get_text_range().split()) for page in document)
    finally:
        document.close()


@pytest.mark.parametrize("pattern", ENGLISH)
def test_every_number_of_the_published_tolls_stands_in_the_article(demo: Observatory, pattern: str) -> None:
    """With what it counts, who did it, and whether it adds up."""
    assert re.search(pattern, _english_article(demo))


@lru_cache(maxsize=1)
def _english_article(demo: Observatory) -> str:
    return plain(to_html(article(demo, language="en", made=MADE)))


@pytest.mark.parametrize("pattern", ARABIC)
def test_the_arabic_article_holds_the_same_numbers(demo: Observatory, pattern: str) -> None:
    """In Arabic words: what is counted, by whom, where, and whether it adds up."""
    assert re.search(pattern, plain(_arabic_article(demo)))
    assert 'lang="ar" dir="rtl"' in _arabic_article(demo)


@lru_cache(maxsize=1)
def _arabic_article(demo: Observatory) -> str:
    return to_html(article(demo, language="ar", made=MADE))


WORDS = {4: "four|أربع|4", 5: "five|خمسة|5", 9: "nine|تسع|9"}


def test_every_number_of_the_first_article_stands_in_both(demo: Observatory, shared: Path) -> None:
    """Whatever the tables of the article that began it all give is in ours, in English and in Arabic."""
    seed = (shared / "seed" / "article.txt").read_text(encoding="utf-8")
    lines = [
        line for line in seed.splitlines() if re.search(r"^  •|death of 880|over 344|950 to 975|13,000|4,000", line)
    ]
    wanted = {
        value
        for line in lines
        for found in find_numbers(line)
        for value in (found.range.low, found.range.best, found.range.high)
        if value and not 2018 <= value <= 2022 and found.range.sign != "vague"
    }
    assert wanted >= {
        880,
        484,
        83,
        401,
        396,
        344,
        229,
        93,
        9,
        5,
        136,
        950,
        975,
        550,
        150,
        135,
        4,
        13_000,
        15_000,
        4_000,
    }
    for text in (_english_article(demo), plain(_arabic_article(demo))):
        missing = [
            n for n in sorted(wanted) if not re.search(rf"(?<![\d,.])(?:{WORDS.get(n, f'{n}|{n:,}')})(?![\d,])", text)
        ]
        assert missing == []


@pytest.mark.parametrize("language", ["en", "ar"])
def test_no_arabic_report_holds_english_words_of_ours(demo: Observatory, language: str) -> None:
    """Between the quotations nothing is left untranslated: headings, tables, method, findings."""
    text = plain(to_html(article(demo, language=language, made=MADE)))
    own = re.sub(
        r"Sample Desk|Second|rules \d|foreign reports|A strategic expert|[“«].*?[”»]|\b[0-9a-f]{16}\b", "", text
    )
    own = own.partition("<section")[0].partition("Incidents:")[0].partition("الحوادث: ")[0]
    english = re.findall(r"[A-Za-z]{4,}", own)
    assert bool(english) == (language == "en"), english[:20]


def test_opinions_stay_what_somebody_says(demo: Observatory) -> None:
    """Every statement has its voice and stands apart; none of its actors becomes the doer of an incident."""
    text = _english_article(demo)
    said = text.partition("What is said")[2].partition("Is the group coming back?")[0]
    assert "It is not part of the record of events" in said
    lines = [line for line in said.splitlines() if "“" in line]
    assert lines
    assert all(
        re.match(r"\s*\S.* \((warn|accuse|claim|deny|assess|announce|forecast|\w+)\): “", line) for line in lines
    )


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_pdf_holds_the_numbers_of_the_page(demo: Observatory, language: str) -> None:
    """Copied out of the paper, every figure of the tolls is there."""
    text = words_of_pdf(to_pdf(article(demo, language=language, made=MADE), made=MADE))
    more = ["13,000 to 15,000", "2,500 to 3,000", "some 4,000", "early 550"] if language == "en" else []
    assert [number for number in [*NUMBERS, *more] if not re.search(rf"(?<!,){number}(?!,)", text)] == []


def test_the_whole_arabic_article_can_be_copied_out_of_its_pdf(demo: Observatory) -> None:
    """Word by word, what a reader copies is at least 0.95 like what stands on the page."""
    text = words_of_pdf(to_pdf(article(demo, language="ar", made=MADE), made=MADE))
    letters = r"[\u0621-\u064a]+"
    got, want = Counter(re.findall(letters, text)), Counter(re.findall(letters, plain(_arabic_article(demo))))
    assert sum(want.values()) > 400
    assert sum((got & want).values()) / sum(want.values()) >= 0.95


def test_every_note_leads_to_a_sentence_or_to_incidents(demo: Observatory) -> None:
    """No figure stands without what is behind it."""
    document = article(demo, language="en", made=MADE)
    assert len(document.notes) > 60
    assert all(re.search(r"“|Incidents: |:[cn]\d", note) for note in document.notes.values())


def test_counters_add_nobody_to_the_headline(demo: Observatory) -> None:
    """The headline is the sum of incidents; a toll of 880 is not in it."""
    killed = demo.counting().count("killed", states=["accepted"]).total.range
    first = _english_article(demo).partition("people are recorded")[0]
    assert str(killed.least()) in first
    assert killed.least() < 880


def test_a_window_leaves_out_what_lies_outside(demo: Observatory) -> None:
    """An article on 2020 has no toll of 2021 in it."""
    text = plain(to_html(article(demo, language="en", made=MADE, since=date(2020, 1, 1), until=date(2020, 12, 31))))
    assert "880" not in text
    assert "June 2020" in text


def test_a_warning_is_printed_only_when_a_person_issued_it(demo: Observatory) -> None:
    """Without one, the article says so instead of keeping silent."""
    assert "No warning has been issued" in _english_article(demo)


def test_an_incident_sheet_shows_each_telling_with_its_sentence(demo: Observatory) -> None:
    """In both languages; an id that is none is refused."""
    incident = max(demo.store.incidents.all(), key=lambda each: len(each.claims))
    for language in ("en", "ar"):
        text = plain(to_html(incident_sheet(demo, incident.id, language=language)))
        assert len(incident.claims) >= 2
        assert all(
            ref.report in to_html(incident_sheet(demo, incident.id, language=language)) for ref in incident.claims
        )
        assert incident.id in text
    with pytest.raises(PublishError, match="no incident"):
        incident_sheet(demo, "nothing")


def test_a_findings_sheet_shows_the_arithmetic_with_the_sentences(demo: Observatory) -> None:
    """What one publisher's tolls contradict; an unknown publisher is refused with the known ones."""
    text = plain(to_html(findings_sheet(demo, "Sample Desk")))
    assert "25 ≠ 4 + 14 + 2 + 4 (= 24)" in text
    assert "[25]" in text
    with pytest.raises(PublishError, match="Sample Desk"):
        findings_sheet(demo, "Nobody")


def test_reports_are_written_as_two_files(demo: Observatory, tmp_path: Path) -> None:
    """A page and a paper; the same record and moment give the same bytes."""
    document = article(demo, language="en", made=MADE)
    html, pdf = write_report(document, tmp_path / "new" / "folder", "article.en", made=MADE)
    assert html.read_text(encoding="utf-8").startswith("<!doctype html>")
    assert pdf.read_bytes() == to_pdf(article(demo, language="en", made=MADE), made=MADE)


def test_a_desk_writes_with_its_own_template(demo: Observatory, tmp_path: Path) -> None:
    """A template in its folder goes before ours, and gets the same values."""
    (tmp_path / "bulletin.en.md").write_text("Ours: {{ headline.incidents }} incidents.\n", encoding="utf-8")
    text = plain(to_html(article(demo, language="en", made=MADE, templates=tmp_path, name="bulletin")))
    assert re.search(r"Ours: \d+ incidents\.", text)


def test_a_protected_publisher_is_in_no_report(fresh: Callable[[], Observatory]) -> None:
    """Neither its name nor its sentences leave."""
    observatory = fresh()
    observatory.store.settings.set("policy", {"protected": ["Second Sample Desk"]}, by="tester")
    for language in ("en", "ar"):
        assert "Second Sample Desk" not in to_html(article(observatory, language=language, made=MADE))
