"""The audit over several reports, on reports of our own."""

from count.made import Made, counter
from marsad.count.audit import audit_editions, audit_series, audit_sources
from marsad.count.editions import find_editions
from marsad.model.claim import Reading
from marsad.model.range import Range


def found(*readings: Reading) -> list[tuple[str, str]]:
    return [(f.rule, f.arithmetic) for f in audit_series(readings)]


def test_a_counter_that_gains_what_was_told_is_no_finding() -> None:
    """Two more civilians, two told."""
    one = counter("a", "2023-03-01", 10, 6, 4)
    two = counter("b", "2023-03-04", 12, 8, 4, told=2, told_status="civilian")
    assert found(one, two) == []


def test_a_counter_that_falls_is_an_error_whatever_the_order_of_the_files() -> None:
    """Reports are put in order by their day, not by their place in the list."""
    one, two = (
        counter("b", "2023-03-01", 10, 6, 4),
        counter("a", "2023-03-04", 10, 7, 3, told=1, told_status="civilian"),
    )
    assert found(two, one) == [("counter-falls", "4 > 3")]


def test_a_gain_that_nobody_told_is_a_doubt() -> None:
    """Three more soldiers, one civilian told: total and soldiers jump."""
    one = counter("a", "2023-03-01", 10, 6, 4)
    two = counter("b", "2023-03-04", 13, 6, 7, told=1, told_status="civilian")
    assert found(one, two) == [
        ("counter-jump", "13 - 10 = 3, newly reported 1"),
        ("counter-jump", "7 - 4 = 3, newly reported 0"),
    ]


def test_over_a_long_gap_gains_say_nothing() -> None:
    """After four months too little was read to expect anything."""
    one, two = counter("a", "2023-01-10", 10, 6, 4), counter("b", "2023-05-20", 90, 50, 40)
    assert found(one, two) == []


def test_counters_of_two_areas_or_two_publishers_are_never_one() -> None:
    """A smaller counter of elsewhere is no fall."""
    one = counter("a", "2023-03-01", 10, 6, 4, place="SY12")
    assert found(one, counter("b", "2023-03-04", 5, 3, 2, place="SY09")) == []
    assert found(one, counter("b", "2023-03-04", 5, 3, 2, publisher="Other desk")) == []


def test_a_row_that_vanishes_from_a_list_that_goes_on_is_an_error() -> None:
    """The soldiers are gone, the civilians still counted."""
    made = Made("b", "News\nSince January 10 dead in all: 10 civilians.", published="2023-03-04")
    part = made.count("10 civilians", 10, link="addend", status="civilian")
    made.claim("toll", "running", made.count("10 dead", 10, part), start="2023-01-01", end="2023-03-04", place="SY12")
    rules = [(f.rule, f.arithmetic) for f in audit_series([counter("a", "2023-03-01", 10, 6, 4), made.reading()])]
    assert ("counter-falls", "4 in a, no row in b") in rules


def edition(id: str, language: str, killed: int, injured: int, title: str, published: str = "2023-03-05") -> Reading:
    made = Made(id, f"{title}\n{killed} / {injured} / 3", published=published, language=language)
    made.claim(
        "event", "new",
        made.count(str(killed), killed, made.count("3", 3, link="subset", sex="female"), status="civilian"),
        made.count(str(injured), injured, measure="injured"),
        start="2023-03-04", place="SY07",
    )  # fmt: skip
    return made.reading()


def test_editions_are_found_by_what_they_say_and_their_difference_named() -> None:
    """Twelve injured in English, thirteen in Arabic; the other report of the day is no edition."""
    pool = [
        edition("x1", "en", 8, 12, "Strike"),
        edition("x2", "ar", 8, 13, "غارة"),
        edition("x3", "ar", 40, 71, "مجزرة"),
    ]
    (pair,) = find_editions(pool)
    assert (pair.first.report.id, pair.second.report.id) == ("x1", "x2")
    (finding,) = audit_editions(pool)
    assert (finding.rule, finding.severity, finding.arithmetic) == ("translation", "error", "12 ≠ 13")
    assert finding.reports == ("x1", "x2")


def test_reports_of_other_days_or_of_one_language_are_no_editions() -> None:
    """The same numbers a week later, or twice in English, make no pair."""
    one = edition("x1", "en", 8, 12, "Strike")
    assert find_editions([one, edition("x2", "ar", 8, 12, "غارة", published="2023-03-15")]) == ()
    assert find_editions([one, edition("x2", "en", 8, 12, "Strike again")]) == ()


def told(id: str, publisher: str, killed: int | Range, *, role: str = "new", published: str = "2023-03-04") -> Reading:
    made = Made(id, "Title of it\nSome died in the attack.", publisher=publisher, published=published)
    made.claim("event", role, made.count("Some", killed), start="2023-03-04", place="SY07")
    return made.reading()


def differing(*readings: Reading) -> list[str]:
    return [f.arithmetic for f in audit_sources([[f"{r.report.id}:c1" for r in readings]], readings)]


def test_two_publishers_that_differ_on_one_incident_are_a_doubt() -> None:
    """Seven and nine cannot both be the toll of one attack."""
    assert differing(told("a", "One", 7), told("b", "Two", 9)) == ["7 ≠ 9"]


def test_hedged_numbers_that_can_agree_do_not_differ() -> None:
    """ "At least seven" and nine can both be true."""
    assert differing(told("a", "One", Range.at_least(7)), told("b", "Two", 9)) == []


def test_a_later_update_that_rises_is_no_contradiction() -> None:
    """Nine a day later, as an update of seven."""
    assert differing(told("a", "One", 7), told("b", "Two", 9, role="update", published="2023-03-05")) == []


def test_one_publishers_two_reports_are_not_held_against_one_another() -> None:
    """A publisher may correct itself; that is a matter of updates."""
    assert differing(told("a", "One", 7), told("b", "One", 9)) == []
