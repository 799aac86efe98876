"""Reports on paper: one text becomes HTML and a tagged PDF/A, in both languages."""

import difflib
import io
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marsad.model.errors import PublishError
from marsad.model.range import Range
from marsad.publish.paper.document import Document, pieces, way_of
from marsad.publish.paper.html import to_html
from marsad.publish.paper.pdf import to_pdf
from marsad.publish.paper.pictures import LEGENDS, bands_of, draw_months, draw_shares, number_words

MADE = datetime(2022, 2, 1, tzinfo=UTC)
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 6"><rect width="20" height="6"/></svg>'
ENGLISH = Document(
    "Killed in 2021", "en",
    "## Numbers\n\nIn 2021, [880](note:a) people were killed: [484](note:b) and **396**. Again [880](note:a).\n\n"
    "* one\n* two\n\n| Area | Killed |\n|---|---|\n| Homs | [12–14](note:b) |\n\n> A warning.\n\n"
    "![A map](figure:map)\n",
    {"a": "incidents 1 and 2", "b": "report r1"}, {"map": SVG}, "Marsad",
)  # fmt: skip
ARABIC = Document(
    "القتلى في عام 2021", "ar",
    "## الأرقام\n\nوثق المرصد السوري خلال عام 2021 مقتل [880](note:a) من العناصر والجنود في البادية السورية، بينهم "
    "[484](note:b) من عناصر التنظيم و396 من قوات النظام والمسلحين الموالين لها.\n\nشهدت مناطق دير الزور والحسكة وحلب "
    "والرقة ما بين [950–975](note:b) من الهجمات، وتوزعت على المحافظات كما يلي:\n\n* دير الزور: 550\n* الرقة: 150\n\n"
    "| المحافظة | القتلى |\n|---|---|\n| حمص | 12–14 |\n\n> تحذير من عودة التنظيم\n",
    {"a": "الحوادث الأول والثاني", "b": "التقرير"}, {}, "مرصد",
)  # fmt: skip


def words_of_pdf(pdf: bytes) -> str:
    """The text copied out of a PDF, as a reader would get it."""
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    try:
        return "\n".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()


def test_a_number_stands_with_its_note_in_both_forms() -> None:
    """The note is printed once, and named wherever the number stands."""
    html = to_html(ENGLISH)
    assert html.count('href="#note-1"') == 2
    assert html.count("incidents 1 and 2") == 1
    text = words_of_pdf(to_pdf(ENGLISH, made=MADE))
    assert text.count("incidents 1 and 2") == 1
    assert "880" in text
    assert "Homs" in text


def test_the_pdf_is_tagged_archival_and_always_the_same() -> None:
    """PDF/A-2a; the same document and moment give the same bytes."""
    pdf = to_pdf(ENGLISH, made=MADE)
    assert pdf == to_pdf(ENGLISH, made=MADE)
    assert b"StructTreeRoot" in pdf
    assert b"pdfaid:part>2<" in pdf or b'pdfaid:part="2"' in pdf


@pytest.mark.parametrize("words", ["an emoji 😀 here", "漢字 and words"])
def test_a_character_without_a_glyph_does_not_stop_the_report(words: str) -> None:
    """It is set as a plain PDF instead of an archival one, still tagged, and the rest can be read."""
    pdf = to_pdf(Document("A report", "en", f"## Said\n\nQuoted: {words}\n"), made=MADE)
    assert b"pdfaid:part" not in pdf
    assert b"StructTreeRoot" in pdf
    assert "Quoted" in words_of_pdf(pdf)


def test_arabic_can_be_copied_out_of_the_pdf() -> None:
    """The words of the text, as a reader copies them, are at least 0.95 like the original."""
    text = words_of_pdf(to_pdf(ARABIC, made=MADE))
    source = re.sub(r"\(note:\w+\)|[\[\]#*|>-]", " ", ARABIC.title + " " + ARABIC.source)
    got, want = re.findall(r"[\u0621-\u064a]+", text), re.findall(r"[\u0621-\u064a]+", source)
    assert difflib.SequenceMatcher(None, want, [w for w in got if w in want], autojunk=False).ratio() >= 0.95
    assert sum(word in got for word in want) / len(want) >= 0.95


def test_a_range_is_set_from_left_to_right_on_an_arabic_page() -> None:
    """950–975 is no 975–950."""
    import pdfplumber

    assert '<bdi dir="ltr">950–975</bdi>' in to_html(ARABIC)
    with pdfplumber.open(io.BytesIO(to_pdf(ARABIC, made=MADE))) as pdf:
        characters = sorted(pdf.pages[0].chars, key=lambda each: (round(each["top"]), each["x0"]))
    line = "".join(each["text"] for each in characters)
    assert "950–975" in line
    assert "12–14" in line


@settings(max_examples=60)
@given(st.text(max_size=40))
def test_pieces_are_the_text(words: str) -> None:
    """Nothing is lost where figures are kept together."""
    assert "".join(piece for piece, _ in pieces(words)) == words


@settings(max_examples=15, deadline=None)
@given(st.text(alphabet=st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Cf", "Co", "Cn")), max_size=60))
def test_hostile_text_is_set_as_text(words: str) -> None:
    """Whatever stands in a report cannot run in typst or in HTML."""
    document = Document("#panic() <script>", "en", f"Said: {words} #eval(1) $x$ <script>alert(1)</script> \\u{{41}}")
    assert "<script" not in to_html(document)
    try:
        pdf = to_pdf(document, made=MADE)
    except PublishError as problem:
        assert "glyph" in str(problem) or "character" in str(problem) or "PDF/A" in str(problem)  # noqa: PT017
    else:
        assert pdf.startswith(b"%PDF")


@pytest.mark.parametrize("source", ["[8](note:none)", "![x](figure:none)", "![x](https://example.org/x.svg)"])
def test_a_template_that_names_nothing_real_is_refused(source: str) -> None:
    """The message says what was named and what there is."""
    with pytest.raises(PublishError, match="template"):
        to_html(Document("t", "en", source))


def test_figures_keep_their_order_in_a_real_browser(chromium: str, tmp_path: Path) -> None:
    """On the Arabic page the smaller number of a range stands to the left of the larger one."""
    from playwright.sync_api import sync_playwright

    (tmp_path / "a.html").write_text(to_html(ARABIC), encoding="utf-8")
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page()
        page.goto((tmp_path / "a.html").as_uri())
        left, right = page.evaluate(
            """() => {
                const found = [...document.querySelectorAll('bdi[dir=ltr]')].find(b => b.textContent === '950–975');
                const at = (a, b) => {
                    const range = document.createRange();
                    range.setStart(found.firstChild, a);
                    range.setEnd(found.firstChild, b);
                    return range.getBoundingClientRect().left;
                };
                return [at(0, 3), at(4, 7)];
            }"""
        )
        browser.close()
    assert left < right


def test_a_window_of_two_days_follows_the_page_and_a_sum_does_not() -> None:
    """ "31 May 2019 – 2 June 2020" has two days in it, no range; "2019-03-02:" keeps its colon outside."""
    kept = [
        words for words, is_kept in pieces("1 أيار 2019 – 31 أيار 2020: 484 + 396 = 880 (= 880)، 950–975") if is_kept
    ]
    assert kept == ["484 + 396 = 880 (= 880)", "950–975"]
    assert [words for words, is_kept in pieces("2019-03-02: قبول") if is_kept] == ["2019-03-02"]


@pytest.mark.parametrize(
    ("words", "page", "way"),
    [
        ("Four killed", "rtl", "ltr"),
        ("قتل أربعة", "ltr", "rtl"),
        ("قتل Four", "rtl", "rtl"),
        ("Four قتل", "ltr", "ltr"),
        ("12", "rtl", "rtl"),
    ],
)
def test_a_quotation_runs_its_own_way(words: str, page: str, way: str) -> None:
    """An English sentence on an Arabic page keeps its full stop at its end."""
    assert way_of(words, page) == way
    if way != page:
        language = "ar" if page == "rtl" else "en"
        assert f'<bdi dir="{way}">{words}</bdi>' in to_html(Document("x", language, f"> {words}\n"))


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_chart_has_every_month_and_says_what_its_marks_mean(language: str) -> None:
    """A month without anybody is on the axis; bar, line and arrow stand in the legend, where they are drawn."""
    rows = [("2021-03", Range.exactly(4)), ("2021-01", Range(2, None, 5, "..")), ("", Range.exactly(9))]
    svg = draw_months(rows, language=language)
    assert [name in svg for name in ("2021-01", "2021-02", "2021-03")] == [True, True, True]
    sure, may, open_, _ = LEGENDS[language]
    assert [words in svg for words in (sure, may, open_)] == [True, True, False]
    assert open_ in draw_months([*rows, ("2021-04", Range(7, 7, None, ">="))], language=language)
    assert draw_months([("", Range.exactly(3))]) == ""
    drawn = svg.partition("</title>")[2]
    places = [drawn.index(name) for name in ("2021-01", "2021-02", "2021-03")]
    assert places == sorted(places)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_map_shows_ranges_and_bands(language: str) -> None:
    """Each unit has its range, not one number of it; the legend has a band for every shade, and one for nobody."""
    square = [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)]
    outlines = {f"u{n}": [[(x + n, y) for x, y in square]] for n in range(4)}
    values = {"u0": Range(45, None, 57, ".."), "u1": Range(28, 28, None, ">="), "u2": Range.exactly(3)}
    svg = draw_shares(outlines, values, {"u0": "Homs"}, language=language)
    assert all(words in svg for words in (">45–57<", ">28+<", ">3<", "Homs: 45–57", LEGENDS[language][3]))
    pdf = to_pdf(Document("x", language, "![m](figure:m)\n", {}, {"m": svg}), made=MADE)
    assert b"pdfaid:part" in pdf, "the letters of the legend can be set in an archival file"


@given(st.lists(st.integers(0, 5_000), max_size=30))
def test_every_number_lies_in_a_band_and_no_band_is_empty(values: list[int]) -> None:
    """At most four bands, rising, from the least to the most."""
    bands = bands_of(values)
    assert bands == sorted(set(bands))
    assert len(bands) <= 4
    known = [value for value in values if value]
    assert bool(bands) == bool(known)
    ends = [*bands[1:], 10**9]
    assert all(any(start <= value < end for value in known) for start, end in zip(bands, ends))
    assert all(value >= bands[0] for value in known)


def test_a_range_in_the_room_of_a_map() -> None:
    """Bounds, an open end, or the number."""
    assert [number_words(each) for each in (Range(1, None, 1200, ".."), Range(5, 5, None, ">="), Range.exactly(0))] == [
        "1–1,200", "5+", "0",
    ]  # fmt: skip
