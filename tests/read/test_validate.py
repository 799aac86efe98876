"""Only what stands in the text enters a reading, whichever back-end proposes it."""

from dataclasses import replace
from datetime import date

import pytest

from marsad.model.claim import Claim, Count
from marsad.model.errors import ReadError
from marsad.model.range import Range
from marsad.model.report import Report, Span
from marsad.packs import load_pack
from marsad.read import read
from marsad.read.validate import validate

TEXT = "Note\n\nAt least 12 soldiers, including two officers, were killed in Homs today."
REPORT = Report("r", TEXT, language="en", published=date(2022, 10, 12))
PACK = load_pack("syria")


def count(words: str, value: Range, **other: object) -> Count:
    start = TEXT.index(words)
    return replace(Count("n1", "killed", value, words, Span(start, start + len(words))), **other)  # type: ignore[arg-type]


def claim(*counts: Count) -> Claim:
    return Claim("c1", "event", "new", "reported", (Span(6, len(TEXT)),), counts=counts)


def test_a_number_that_stands_in_the_text_stays() -> None:
    """Hedge and all."""
    kept, aside = validate((claim(count("At least 12", Range.at_least(12))),), REPORT, PACK, "en")
    assert kept[0].counts[0].range == Range.at_least(12)
    assert aside == ()


@pytest.mark.parametrize(
    ("made", "reason"),
    [
        (count("At least 12", Range.exactly(12)), "does not read as"),
        (count("two", Range.exactly(3)), "does not read as"),
        (count("soldiers", Range.exactly(40)), "does not read as"),
        (count("two", Range.exactly(2), span=Span(0, 3)), "words are the text's"),
        (count("two", Range.exactly(2), span=Span(900, 903)), "outside the text"),
    ],
)
def test_what_does_not_stand_in_the_text_is_set_aside(made: Count, reason: str) -> None:
    """A wrong number, wrong words or a wrong span is rejected with the reason."""
    kept, aside = validate((claim(made),), REPORT, PACK, "en")
    assert kept[0].counts == ()
    assert reason in aside[0].why


def test_parts_of_a_rejected_count_are_named_too() -> None:
    """Nothing is lost unseen."""
    part = count("two", Range.exactly(2), id="n2", link="subset")
    kept, aside = validate((claim(count("soldiers", Range.exactly(40), parts=(part,))),), REPORT, PACK, "en")
    assert [each.what for each in aside] == ["count n1 'soldiers'", "count n2 'two'"]
    assert kept[0].counts == ()


def test_a_claim_without_words_is_set_aside_whole() -> None:
    """A claim must point at its words."""
    kept, aside = validate((replace(claim(), spans=(Span(500, 600),)),), REPORT, PACK, "en")
    assert (kept, len(aside)) == ((), 1)


def test_an_unknown_backend_is_named() -> None:
    """The message says what there is."""
    with pytest.raises(ReadError, match="known are"):
        read(REPORT, PACK, backends=("oracle",))
