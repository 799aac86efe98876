"""Dates in both languages mean the days that a reader would take them for."""

import csv
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marsad.text.dates import find_dates
from marsad.text.dates_days import Era

HERE = Path(__file__).parent


def rows() -> list[dict[str, str]]:
    """The table of expressions."""
    with (HERE / "dates.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="|"))


@pytest.mark.parametrize("row", rows(), ids=lambda row: f"{row['language']} {row['words']}")
def test_expressions_mean_their_days(row: dict[str, str]) -> None:
    """Each expression of the table is one date with its days and precision."""
    found = find_dates(row["words"], language=row["language"], published=date.fromisoformat(row["published"]))
    got = [(str(each.when.start or ""), str(each.when.end or ""), each.when.precision) for each in found]
    assert got == [(row["start"], row["end"], row["precision"])]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "She may march with 12 people of the 47th Regiment on the M4, a 16-year-old among them"),
        ("en", "12 of them were killed and two in ten were children, 1,250 in all"),
        ("ar", "مارس عناصر الفرقة 25 التعذيب بحق 12 مدنياً في مشفى تشرين العسكري"),
        ("ar", "سيارة من نوع بيك آب، وعلى متنها 3 عناصر من اللواء 93"),
        ("ar", "تطالب بجلسة خلال 14 يوماً"),
    ],
)
def test_what_is_no_date(language: str, text: str) -> None:
    """Verbs, units, roads, ages and counts that look like dates are none."""
    assert find_dates(text, language=language, published=date(2024, 3, 13)) == []


@pytest.mark.parametrize(
    ("language", "text", "part"),
    [
        ("ar", "في تموز/يونيو 2018", "two months"),
        ("en", "on Monday, 12 March 2024", "no Monday"),
        ("en", "on 4/5/2023", "other way round"),
        ("en", "from 28 June 2014 to 28 April 2014", "before it starts"),
        ("ar", "15 رمضان 1445", "Hijri"),
    ],
)
def test_doubtful_dates_say_so(language: str, text: str, part: str) -> None:
    """Mis-paired months, wrong weekdays, ambiguous figures and windows upside down carry a doubt."""
    (found,) = find_dates(text, language=language, published=date(2024, 6, 1))
    assert found.doubt is not None
    assert part in found.doubt


def test_one_clear_date_settles_the_others() -> None:
    """Where one date of a text can only be month first, the ambiguous ones are read so too."""
    found = find_dates("on 6/28/2014 and on 4/5/2014", language="en", published=date(2015, 1, 1))
    assert [each.when.start for each in found] == [date(2014, 6, 28), date(2014, 4, 5)]


def test_later_days_count_from_the_day_last_spoken_of() -> None:
    """ "Two days later" counts from the event's day, not from the day somebody spoke."""
    text = "Four were arrested on June 11, officials said on Tuesday. One was released two days later."
    found = find_dates(text, language="en", published=date(2022, 6, 15))
    assert found[-1].when.start == date(2022, 6, 13)


def test_months_of_an_era_need_its_start() -> None:
    """ "The 70th month of the operations" is a month once the pack says when they began."""
    era = Era(("operations",), date(2015, 9, 30))
    text = "In the 70th month of the operations"
    (found,) = find_dates(text, language="en", published=date(2021, 7, 31), eras=(era,))
    assert (found.when.start, found.when.end) == (date(2021, 7, 1), date(2021, 7, 31))
    assert find_dates(text, language="en", published=date(2021, 7, 31)) == []


def test_without_a_day_of_publication_nothing_is_guessed() -> None:
    """Without its anchor "yesterday" stays unknown, and "since 2020" open."""
    yesterday, since = find_dates("Yesterday, and since 2020", language="en", published=None)
    assert (yesterday.when.start, yesterday.when.precision) == (None, "unknown")
    assert (since.when.start, since.when.end, since.is_window) == (date(2020, 1, 1), None, True)


HEAP = (
    "in on 31 February February since 2019 30 May Monday - / , from to until early the first week of last 72 hours ago "
    "منذ مطلع العام شباط 30 ربيع الأول 1445 رمضان أمس قبل يومين من إلى بين و ليل الجمعة الماضي"
)
WORDS = st.sampled_from(HEAP.split())


@settings(max_examples=300, deadline=None)
@given(st.lists(WORDS, max_size=14), st.sampled_from(("en", "ar")), st.dates(date(1990, 1, 1), date(2090, 1, 1)))
def test_any_heap_of_date_words_is_read_in_order(words: list[str], language: str, published: date) -> None:
    """Dates never overlap, their words are the text's, and a start follows no end without a doubt."""
    text = " ".join(words)
    at = 0
    for each in find_dates(text, language=language, published=published):
        assert at <= each.start < each.end <= len(text)
        assert text[each.start : each.end] == each.when.words
        if each.when.start and each.when.end and each.when.start > each.when.end:
            assert each.doubt or each.is_window
        at = each.end
