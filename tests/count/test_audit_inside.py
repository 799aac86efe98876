"""The audit inside one report, on reports of our own: what it must find, and what it must let pass."""

import pytest

from count.made import Made
from marsad.count.audit import audit_reading
from marsad.model.range import Range


def rules(made: Made) -> list[tuple[str, str, str]]:
    return [(f.rule, f.severity, f.arithmetic) for f in audit_reading(made.reading())]


def a_list(*numbers: int, total: int = 30, note: str = "") -> Made:
    made = Made(
        "r", f"April\nIn April {total} died: " + ", ".join(f"{n} of group {i}" for i, n in enumerate(numbers)) + note
    )
    whole = made.count(str(total), total)
    parts = [made.count(f"{n} of group {i}", n, link="addend", role=f"group {i}") for i, n in enumerate(numbers)]
    made.claim(
        "toll", "period", type(whole)(**{**_fields(whole), "parts": tuple(parts)}), start="2023-04-01", end="2023-04-30"
    )
    return made


def _fields(count: object) -> dict[str, object]:
    return {name: getattr(count, name) for name in type(count).__slots__}  # type: ignore[attr-defined]


def test_parts_that_fall_short_of_their_total_are_an_error() -> None:
    """Given a list of 28 under a total of 30, the arithmetic is written out."""
    assert rules(a_list(12, 9, 7)) == [("addends", "error", "30 ≠ 12 + 9 + 7 (= 28)")]


def test_parts_that_make_their_total_are_no_finding() -> None:
    """Given a list that adds up, there is nothing to say."""
    assert rules(a_list(12, 9, 9)) == []


def test_overlapping_categories_explain_a_sum_above_the_total_only() -> None:
    """A note that some belong to more than one category explains too many, never too few."""
    note = ". Some belong to more than one category."
    assert rules(a_list(12, 9, 12, note=note)) == []
    assert rules(a_list(12, 9, 7, note=note)) == [("addends", "error", "30 ≠ 12 + 9 + 7 (= 28)")]


def test_a_list_of_the_worst_only_explains_a_sum_below_the_total_only() -> None:
    """ "The worst affected were" explains too few, never too many."""
    note = ". These were the worst affected."
    assert rules(a_list(12, 9, 2, note=note)) == []
    assert len(rules(a_list(12, 9, 12, note=note))) == 1


@pytest.mark.parametrize(
    ("value", "is_found"),
    [
        (Range.at_least(7), False),
        (Range(None, 9, None, "~"), False),
        (Range.vague(1), False),
        (Range(None, None, 8, "<="), True),
    ],
)
def test_hedged_parts_are_compared_as_ranges(value: Range, is_found: bool) -> None:
    """Given 30 = 12 + 9 + a hedged number, only what no reading allows is found."""
    made = Made("r", "April\n30 died: 12 men, 9 women and some more.")
    parts = (
        made.count("12", 12, link="addend"),
        made.count("9", 9, link="addend"),
        made.count("some", value, link="addend"),
    )
    made.claim("toll", "period", made.count("30", 30, *parts), start="2023-04-01", end="2023-04-30")
    assert bool(rules(made)) is is_found


def test_two_lists_of_one_total_are_each_held_against_it() -> None:
    """A total split by group and again by place is not the sum of both lists."""
    made = Made("r", "April\n10 died: 6 soldiers and 4 civilians; 7 in the north and 3 in the south.")
    parts = [
        made.count("6", 6, link="addend", status="combatant"),
        made.count("4", 4, link="addend", status="civilian"),
        made.count("7", 7, link="addend", place="SY01"),
        made.count("3", 3, link="addend", place="SY02"),
    ]
    made.claim("toll", "period", made.count("10", 10, *parts), start="2023-04-01", end="2023-04-30")
    assert rules(made) == []


def test_including_that_may_cover_the_first_item_only_is_a_doubt() -> None:
    """Of "19 fighters including five guards and six drivers" the drivers may stand beside the 19."""
    made = Made("r", "April\n31 died: 19 fighters including five guards and six drivers, and 6 civilians.")
    inner = [made.count("five", 5, link="subset", role="guard"), made.count("six", 6, link="subset", role="driver")]
    fighters = made.count("19", 19, *inner, link="addend", status="combatant")
    civilians = made.count("6 civilians", 6, link="addend", status="civilian")
    made.claim("toll", "period", made.count("31", 31, fighters, civilians), start="2023-04-01", end="2023-04-30")
    (finding,) = audit_reading(made.reading())
    assert finding.severity == "doubt"
    assert finding.unless is not None


def test_a_number_that_stands_unread_in_the_list_is_the_readers_slip() -> None:
    """Of "12 men, 9 women and 9 others" the reader took two: nobody is accused."""
    made = Made("r", "April\n30 died: 12 men, 9 women and nine others.")
    parts = (made.count("12", 12, link="addend", sex="male"), made.count("9", 9, link="addend", sex="female"))
    made.claim("toll", "period", made.count("30", 30, *parts), start="2023-04-01", end="2023-04-30")
    assert rules(made) == []


def test_a_subset_larger_than_its_whole_is_an_error() -> None:
    """Seven women cannot be among five dead."""
    made = Made("r", "Blast\n5 died, 7 of them women.")
    made.claim("event", "new", made.count("5", 5, made.count("7", 7, link="subset", sex="female")), start="2023-04-01")
    assert rules(made) == [("subset", "error", "7 > 5")]


def regional(total: int, *rows: int, measure: str = "attacks", note: str = "") -> Made:
    text = (
        f"May\nThe group made {total} operations: " + "; ".join(f"{n} in place {i}" for i, n in enumerate(rows)) + note
    )
    made = Made("r", text)
    made.claim("toll", "running", made.count(str(total), total, measure=measure), start="2023-01-01", end="2023-05-01")
    counts = [made.count(f"{n} in place {i}", n, measure=measure, place=f"SY{i + 1:02}") for i, n in enumerate(rows)]
    made.claim("toll", "running", *counts, start="2023-01-01", end="2023-05-01")
    return made


def test_attacks_that_exceed_the_total_over_the_regions_are_a_doubt() -> None:
    """One attack may hit two regions: the text is asked, the number doubted."""
    assert rules(regional(20, 12, 9)) == [("cross-table", "doubt", "20 ≠ 12 + 9 (= 21)")]
    assert rules(regional(20, 12, 9, note=". One attack may hit more than one province.")) == []


def test_attacks_that_fall_short_over_the_regions_are_an_error() -> None:
    """No attack can be in no region."""
    assert rules(regional(20, 12, 7)) == [("cross-table", "error", "20 ≠ 12 + 7 (= 19)")]


def test_dead_that_do_not_add_up_over_the_regions_are_an_error() -> None:
    """A person dies in one place."""
    assert rules(regional(20, 12, 9, measure="killed")) == [("cross-table", "error", "20 ≠ 12 + 9 (= 21)")]


def test_rows_by_one_doer_are_not_held_against_a_total_of_all() -> None:
    """Regions that count one group's attacks only need not make up everybody's dead."""
    made = Made("r", "May\n90 died since January. The group's attacks: 40 dead in place 1; 20 dead in place 2.")
    made.claim("toll", "running", made.count("90", 90), start="2023-01-01", end="2023-05-01")
    rows = [made.count(f"{n}", n, by=["isis"], place=p) for n, p in ((40, "SY01"), (20, "SY02"))]
    made.claim("toll", "running", *rows, start="2023-01-01", end="2023-05-01")
    assert rules(made) == []


def test_the_title_may_sum_up_what_the_body_tells_one_by_one() -> None:
    """A civilian and his two sons are the title's three."""
    made = Made("r", "Three dead in Tal Ahmar\nA civilian and his two sons were killed.")
    made.title(made.count("Three", 3))
    made.claim("event", "new", made.count("A civilian", 1), made.count("his two sons", 2), start="2023-04-01")
    assert rules(made) == []


def test_a_title_that_says_more_than_the_body_is_found() -> None:
    """Six in the title, five in the body."""
    made = Made("r", "Six dead in Tal Ahmar\nFive people were killed, 3 men and 2 women.")
    made.title(made.count("Six", 6))
    parts = (made.count("3", 3, link="addend", sex="male"), made.count("2", 2, link="addend", sex="female"))
    made.claim("event", "new", made.count("Five", 5, *parts), start="2023-04-01")
    assert rules(made) == [("title-body", "error", "6 ≠ 5 (= 3 + 2)")]


def test_killed_and_injured_of_a_title_are_the_bodys_two_numbers() -> None:
    """Nine killed and injured are four and five."""
    made = Made("r", "Nine killed and injured in blast\n4 people died and 5 were hurt.")
    made.title(made.count("Nine", 9, measure="killed_or_injured"))
    made.claim("event", "new", made.count("4", 4), made.count("5", 5, measure="injured"), start="2023-04-01")
    assert rules(made) == []


def test_a_noun_without_a_number_in_a_title_is_no_number() -> None:
    """ "Soldier killed" is not contradicted by two soldiers."""
    made = Made("r", "Soldier killed in blast\n2 soldiers died.")
    made.title(made.count("Soldier", 1, status="combatant"))
    made.claim("event", "new", made.count("2", 2, status="combatant"), start="2023-04-01")
    assert rules(made) == []


def test_a_period_that_ends_before_it_begins_is_an_error() -> None:
    """From June to April of one year is no window."""
    made = Made("r", "Toll\n5 died.")
    made.claim("toll", "period", made.count("5", 5), start="2014-06-28", end="2014-04-28", precision="days")
    assert [(f[0], f[1]) for f in rules(made)] == [("period", "error")]


def test_a_period_after_the_report_is_an_error() -> None:
    """A report of May cannot count July."""
    made = Made("r", "Toll\n5 died.", published="2023-05-01")
    made.claim("toll", "period", made.count("5", 5), start="2023-07-01", end="2023-07-31", precision="month")
    assert [f[0] for f in rules(made)] == ["period"]


def test_arabic_notes_are_understood_too() -> None:
    """الاستهداف الواحد قد يطال أكثر من محافظة explains too many attacks."""
    note = "، علماً أن الاستهداف الواحد قد يطال أكثر من محافظة"
    assert rules(regional(20, 12, 9, note=note)) == []
