"""Arabic numbers in figures, words and nouns are the ranges that a reader takes them for, with exact spans."""

import csv
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marsad.text.arabic_lexicon import ArabicLexicon, arabic_lexicon
from marsad.text.normal_ar import fold, normalise
from marsad.text.numbers_ar import find_numbers

HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def lexicon() -> ArabicLexicon:
    """The general words, without a pack's."""
    return arabic_lexicon({}, {})


def rows() -> list[dict[str, str]]:
    """The table of expressions."""
    with (HERE / "numbers.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="|"))


@pytest.mark.parametrize("row", rows(), ids=lambda row: row["words"])
def test_expressions_are_their_ranges(row: dict[str, str], lexicon: ArabicLexicon) -> None:
    """Each expression of the table is one number with its bounds, sign and span."""
    found = find_numbers(row["words"], lexicon=lexicon)
    got = [
        (
            row["words"][each.start : each.end],
            *(str(bound) if bound is not None else "" for bound in (each.range.low, each.range.best, each.range.high)),
            each.range.sign,
        )
        for each in found
    ]
    assert got == [(row["span"], row["low"], row["best"], row["high"], row["sign"])]


@pytest.mark.parametrize(
    "text",
    [
        "اللواء 93",
        "طائرات F-16",
        "القرار رقم 2254",
        "50% من المنازل",
        "يبلغ من العمر 14 عاماً",
        "الساعة 10:30",
        "الاثنين",
    ],
)
def test_what_counts_nothing(text: str) -> None:
    """Brigades, aircraft, resolutions, shares, ages, hours and Monday are no numbers of anything."""
    assert find_numbers(text) == []


def test_broken_words_keep_their_spans(lexicon: ArabicLexicon) -> None:
    """A noun that was broken to pass a filter is read, and its span holds it as written."""
    text = "مـ ـقتل عنـ ـصر و ق.ت.ي.ل.ي.ن"
    assert [text[each.start : each.end] for each in find_numbers(text, lexicon=lexicon)] == ["عنـ ـصر", "ق.ت.ي.ل.ي.ن"]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("قُتِلَ", "قتل"),
        ("المسيّـ ـرة", "المسيره"),
        ("إصـ ـابة", "اصابه"),
        ("ﻣﻘﺘﻞ ﻻﺟﺊ", "مقتل لاجي"),
        ("مق*تل", "مقتل"),
        ("\u202bمقتل\u202c \u200f12", "مقتل 12"),
        ("١٢ و۳۴", "12 و34"),
        ("“قسد”، «داعش»", "قسد, داعش"),
        ("مسؤول أُصيب إلى مشفىً", "مسوول اصيب الي مشفي"),
    ],
)
def test_one_spelling(written: str, read: str) -> None:
    """Marks, forms, digits, quotes and broken words have one spelling in the view."""
    assert normalise(written).text == read


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="قتلمدنياةأإآىؤئءـ ًٌٍَُِّْ٠١٢۳12,.*()\u200f\u202bﻣﻻ“”", max_size=60))
def test_views_lead_back(text: str) -> None:
    """Every stretch of the view stands somewhere in the text, in order, and folding it gives the same letters."""
    view = normalise(text)
    assert len(view.text) == len(view.starts) == len(view.ends)
    assert all(0 <= start < end <= len(text) for start, end in zip(view.starts, view.ends))
    assert list(view.starts) == sorted(view.starts)
    assert fold(view.text) == fold(fold(view.text))


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 9_999_999))
def test_figures_are_themselves(number: int) -> None:
    """A figure is read as what it is, in both scripts of digits."""
    eastern = str(number).translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    for written in (str(number), eastern):
        (found,) = find_numbers(f"نزوح {written} شخصاً")
        assert found.range.low == found.range.high == number
