"""Nothing that comes in crashes or hangs the reader, and every reading keeps its promises."""

import time
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from marsad.model.codec import decode_reading, encode_reading
from marsad.model.report import Report
from marsad.packs import load_pack
from marsad.read import read

PACK = load_pack("syria")
PIECES = [
    "killed", "wounded", "were", "in", "including", "and", ",", ":", ";", "(", ")", "two", "12", "at least",
    "dozens", "of them", "civilians", "a woman", "regime soldiers", "ISIS", "SDF", "Homs", "Daraa province:",
    "today", "since early 2022", "said", "SOHR", "\n", "\n\n", "\u2022 ", "-Homs desert: ", ".", "\u200f",
    "\u202e", "kil*led", "9" * 400, "the others", "death toll", "rises to", "half", "of", "who", "by", "\u0000",
    "٣", "قتيل", "…", "“", "”", "his", "their six children", "|", "no", "attack",
]  # fmt: skip


def holds_its_promises(text: str, language: str | None = "en") -> None:
    report = Report("r", text, publisher="SOHR", language=language, published=date(2022, 10, 12))
    reading = read(report, PACK)
    for claim in reading.claims:
        assert claim.spans
        assert all(0 <= span.start < span.end <= len(text) for span in claim.spans)
        for count in claim.walk():
            assert count.span.of(text) == count.words
    assert decode_reading(encode_reading(reading), text=text).claims == reading.claims


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from(PIECES), max_size=60).map(" ".join))
def test_any_mixture_of_bulletin_words_is_read(text: str) -> None:
    """Spans lie in the text, words are the text's, and the reading survives its JSON."""
    holds_its_promises(text)


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=300))
def test_any_text_is_read(text: str) -> None:
    """Whatever characters it holds."""
    holds_its_promises(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n\t ",
        "9" * 400 + " people were killed today in Homs.",
        "(" * 5000 + "two killed",
        "Two people, " + "including one, " * 3000 + "were killed.",
        "soldiers and " * 5000 + "were killed",
        "Two killed: " * 2000,
        "\u202e\u2066\u200f" * 2000 + "Two killed in Homs",
        "• " * 3000,
        "a" * 100_000,
        "said " * 20_000,
        "Two of his escorts of his escorts " * 1500,
    ],
    ids=range(12),
)
def test_monstrous_texts_end_in_time(text: str) -> None:
    """Empty, deep, endless, invisible: each ends within seconds."""
    begin = time.process_time()
    holds_its_promises(text)
    assert time.process_time() - begin < 8


def test_an_empty_text_says_so() -> None:
    """Set aside with the reason."""
    reading = read(Report("r", "  \n", language="en"), PACK)
    assert reading.claims == ()
    assert "empty" in reading.set_aside[0].why


def test_a_language_without_rules_says_so() -> None:
    """Not read as if it were English."""
    reading = read(Report("r", "Trois soldats ont été tués à Homs.", language="fr"), PACK)
    assert reading.claims == ()
    assert "no rules for the language 'fr'" in reading.set_aside[0].why


def test_a_huge_text_is_read_in_part_and_says_so() -> None:
    """The rest is named as set aside."""
    text = "Two soldiers were killed in Homs today.\n" + "Nothing else happened here.\n" * 20_000
    reading = read(Report("r", text, publisher="SOHR", language="en", published=date(2022, 10, 12)), PACK)
    assert any("Split it into reports" in each.why for each in reading.set_aside)


@pytest.mark.parametrize("line", ["12 in the regions in 2021:", "Since 2020, 12 of all provinces:\n\n - 4 men"])
def test_a_line_that_opens_a_list_without_a_count_is_read(line: str) -> None:
    """Under a section's title a bare number may be nobody's: found by an hour of mangled bulletins."""
    holds_its_promises(f"T\n\nSOHR documented the death of 20 people in 2021.\n\nCivilian fatalities\n\n{line}\n")
