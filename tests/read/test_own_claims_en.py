"""Bullets that are claims of their own, and verbs that look like adjectives."""

from datetime import date

import pytest

from marsad.count.audit import audit_reading
from marsad.model.claim import Reading
from marsad.model.report import Report
from marsad.packs import load_pack
from marsad.read import read


def reading(body: str) -> Reading:
    report = Report("r", f"Notes of the desk\n\n{body}\n", publisher="Desk", language="en", published=date(2024, 6, 20))
    return read(report, load_pack("syria"))


def test_a_bullet_with_its_own_window_is_no_part_of_the_toll_before_it() -> None:
    """A running toll of thousands under a week's dozen: two tolls, no finding."""
    found = reading(
        "• Between 10 and 16 June, soldiers killed 12 people in the valley, including two boys.\n\n"
        "• Since 4 February 2023, the toll has been 7,310 dead and 20,400 injured."
    )
    killed = {count.range.low: count for claim in found.claims for count in claim.counts if count.measure == "killed"}
    assert {12, 7310} <= killed.keys()
    assert all(part.link != "addend" for part in killed[12].parts)
    assert not audit_reading(found)


def test_bullets_that_are_sentences_do_not_break_a_toll_down() -> None:
    """Each has a subject and a verb; nothing says that together they make the total up."""
    found = reading(
        "In May 2024, violence killed at least 90 civilians and injured 200.\n\n"
        "• Drones killed 21 civilians and injured 60.\n\n• Airstrikes killed 15 civilians and injured 40."
    )
    assert {21, 15} <= {count.range.low for claim in found.claims for count in claim.counts}
    assert not audit_reading(found)


def test_a_breakdown_that_does_not_add_up_is_still_found() -> None:
    """Rows below a line that opens them."""
    found = reading(
        "In May 2024, the desk documented the death of 30 people:\n\n- 12 men\n\n- 11 women\n\n- 5 children"
    )
    assert [finding.rule for finding in audit_reading(found)] == ["addends"]


@pytest.mark.parametrize(
    ("sentence", "measure"),
    [
        ("Iraqi forces arrested three suspects in Kirkuk today.", "detained"),
        ("ISIS abducted three farmers near Palmyra today.", "abducted"),
        ("SDF detained three teachers in Al-Hasakah today.", "detained"),
    ],
)
def test_a_force_that_takes_people_is_no_noun_of_theirs(sentence: str, measure: str) -> None:
    """ "forces arrested three suspects" counts three; "arrested suspects" would be a noun."""
    counts = [count for claim in reading(sentence).claims for count in claim.counts]
    assert [(count.measure, count.range.low) for count in counts] == [(measure, 3)]
