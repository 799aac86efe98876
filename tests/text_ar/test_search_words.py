"""What is asked for in one form is found in another, and nothing else is."""

import csv
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marsad.text.search_words import search_words

HERE = Path(__file__).parent


def pairs() -> list[dict[str, str]]:
    """Words as somebody asks for them and as reports write them."""
    with (HERE / "search_pairs.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="|"))


def test_recall_of_arabic_forms() -> None:
    """At least 85 in 100 written forms are found, where plain words find fewer than a fifth."""
    rows = pairs()
    found = [search_words(row["asked"], "ar") == search_words(row["written"], "ar") for row in rows]
    plain = [row["asked"] == row["written"] for row in rows]
    assert sum(found) >= 0.85 * len(rows), [row for row, hit in zip(rows, found) if not hit]
    assert sum(plain) < 0.2 * len(rows)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("قتيل", "جريح"),
        ("قرية", "قصف"),
        ("مدينة", "مدني"),
        ("حماة", "حمص"),
        ("طفل", "طفس"),
        ("لغم", "غنم"),
        ("شهيد", "شاهد"),
        ("درعا", "دير"),
        ("village", "villain"),
        ("mine", "minister"),
    ],
)
def test_different_words_stay_apart(one: str, other: str) -> None:
    """Stems are light: words of different meaning do not fall together."""
    assert search_words(one) != search_words(other)


def test_texts_in_two_languages_keep_both() -> None:
    """Arabic, English and figures of any script are stemmed side by side."""
    assert search_words("مقتل ١٢ من عناصر “قسد”: SDF members killed, 1,250 attacks") == [
        *search_words("قتل 12 من عنصر قسد"), "sdf", "member", "kill", "1250", "attack",
    ]  # fmt: skip


def test_glued_letters_and_broken_words_are_found() -> None:
    """و58, لـ115 and مـ ـقتل are found by 58, 115 and مقتل."""
    assert search_words("و58 لـ115 مـ ـقتل", "ar") == search_words("58 115 مقتل", "ar")


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=40))
def test_any_text_gives_words_without_space(text: str) -> None:
    """Whatever is stored, its words are plain tokens, and asking for the text itself finds it."""
    words = search_words(text)
    assert all(word and not any(character.isspace() for character in word) for word in words)
    assert search_words(text) == words
