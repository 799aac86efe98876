"""English numbers: words, hedges, ranges, vague words, and what is no number of people."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marsad.text.numbers_en import find_numbers

READ = [
    ("12", "12", (12, 12, 12, "=")),
    ("twelve people", "twelve", (12, 12, 12, "=")),
    ("twenty-five", "twenty-five", (25, 25, 25, "=")),
    ("one hundred and twenty three people", "one hundred and twenty three", (123, 123, 123, "=")),
    ("three thousand five hundred", "three thousand five hundred", (3500, 3500, 3500, "=")),
    ("1.2 million people", "1.2 million", (1200000, 1200000, 1200000, "=")),
    ("20,911 persons", "20,911", (20911, 20911, 20911, "=")),
    ("2.729 dead", "2.729", (2729, 2729, 2729, "=")),
    ("a dozen people", "a dozen", (12, 12, 12, "=")),
    ("half a dozen children", "half a dozen", (6, 6, 6, "=")),
    ("two dozen people", "two dozen", (24, 24, 24, "=")),
    ("19women", "19", (19, 19, 19, "=")),
    ("at least 12", "at least 12", (12, 12, None, ">=")),
    ("no fewer than 14", "no fewer than 14", (14, 14, None, ">=")),
    ("81 at least", "81 at least", (81, 81, None, ">=")),
    ("five or more", "five or more", (5, 5, None, ">=")),
    ("over 344 attacks", "over 344", (344, 344, None, ">")),
    ("more than two dozen", "more than two dozen", (24, 24, None, ">")),
    ("up to 12", "up to 12", (None, None, 12, "<=")),
    ("as many as 30", "as many as 30", (None, None, 30, "<=")),
    ("no more than five", "no more than five", (None, None, 5, "<=")),
    ("fewer than ten", "fewer than ten", (None, None, 10, "<")),
    ("about 12", "about 12", (None, 12, None, "~")),
    ("some 4,000", "some 4,000", (None, 4000, None, "~")),
    ("nearly 40", "nearly 40", (None, 40, 40, "<~")),
    ("950 to 975 attacks", "950 to 975", (950, None, 975, "..")),
    ("7 – 14", "7 – 14", (7, None, 14, "..")),
    ("between 5 and 7 people", "between 5 and 7", (5, None, 7, "..")),
    ("dozens of residents", "dozens", (24, None, 99, "vague")),
    ("several others", "several", (3, None, 9, "vague")),
    ("hundreds fled", "hundreds", (200, None, 999, "vague")),
]


@pytest.mark.parametrize(("text", "words", "wanted"), READ, ids=[text for text, _, _ in READ])
def test_a_number_is_read_with_its_hedge(text: str, words: str, wanted: tuple[object, ...]) -> None:
    """Range, sign and exact words."""
    found = find_numbers(text)[0]
    value = found.range
    assert text[found.start : found.end] == words
    assert (value.low, value.best, value.high, value.sign) == wanted


@pytest.mark.parametrize("text", ["the 47th Regiment", "the M4", "6/29/2014", "10:40", "54 %", "a T-72", "9" * 400])
def test_what_only_looks_like_a_number_is_none(text: str) -> None:
    """Ordinals, designations, dates, times, shares, and figures that count nothing."""
    assert find_numbers(text) == []


def test_no_number_runs_over_the_end_of_a_line() -> None:
    """ "kills 44", then "At least 44 …" in the next line, are two numbers."""
    text = "Strike kills 44\nAt least 44 people died"
    assert [text[found.start : found.end] for found in find_numbers(text)] == ["44", "At least 44"]


def test_a_codebook_says_what_vague_words_mean() -> None:
    """Data, not code."""
    (found,) = find_numbers("dozens", codebook={"vague": {"dozens": [12, None]}})
    assert (found.range.low, found.range.high) == (12, None)


@given(st.integers(min_value=0, max_value=999_999_999))
def test_every_figure_reads_as_itself(number: int) -> None:
    """With thousands marks and without."""
    for written in (str(number), f"{number:,}"):
        (found,) = find_numbers(written)
        assert (found.start, found.end, found.range.low, found.range.high) == (0, len(written), number, number)
