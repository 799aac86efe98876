"""A desk writes down what goes out; a mistake in it is refused, and no field is told by another."""

from dataclasses import fields
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marsad.model.errors import PublishError
from marsad.publish.data.row import EventRow, Numbers, Side, Telling
from marsad.publish.withhold.policy import PROTECTED, Policy, apply_policy, coarser_days, policy_data, policy_of

TODAY = date(2022, 2, 1)
DAY = date(2021, 5, 12)  # a Wednesday
FULL = EventRow(
    "7", DAY, DAY, "day", "Attack", ("abduction",), (Side("isis", "IS"),), (Side("civilians", "Civilians"),), "Syria",
    "SY",
    "Homs", "SY04", "Tadmor", "SY0405", "Sokhneh", "SY040501", "a village", 34.8812, 38.8745, "exact", Numbers(4, 5, 6),
    Numbers(2, 2, 2), (("civilians", Numbers(4, 5, 6)),), (("isis", Numbers(1, 1, 1)),),
    (Telling("Desk", DAY, "Four killed in a village", "https://example.org/a-village", "en"),), 2, "fair", "a note",
)  # fmt: skip


def out(policy: Policy, row: EventRow = FULL) -> EventRow:
    """The row as it goes out under a policy."""
    shown, _ = apply_policy(row, policy, today=TODAY)
    assert shown is not None
    return shown


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ({"delay": 3}, "'delay'.*known are"),
        ({"delay_days": "three"}, "delay_days to 'three'; wanted a whole number"),
        ({"delay_days": -1}, "delay_days to -1"),
        ({"delay_days": True}, "delay_days to True"),
        ({"coordinate_decimals": 9}, "0 to 6"),
        ({"rounding_base": 1}, "rounding_base to 1"),
        ({"withheld_fields": ["victim_names"]}, "'victim_names'; wanted of"),
        ({"withheld_fields": "killed"}, "wanted a list"),
        ({"withheld_fields": ["id"]}, "'id'"),
        ({"rounded_measures": ["wounded"]}, "'wounded'; wanted of .*injured"),
        ({"states": ["approved"]}, "'approved'; wanted of accepted"),
        ({"coarsest": {"abduction": "village"}}, "goes to 'village'; wanted one of exact"),
        ({"coarsest": {"kidnapping": "adm1"}}, "'kidnapping'; wanted a tactic"),
        ({"coarsest": ["abduction"]}, "wanted pairs"),
        ({"coarsest_time": {"torture": "decade"}}, "goes to 'decade'; wanted one of week, month, year"),
        ({"protected": [7]}, "wanted a list of words"),
        (["delay_days"], "list of names with values"),
        (None, "list of names with values"),
    ],
)
def test_a_policy_with_a_mistake_is_refused(data: object, says: str) -> None:
    """A name or value that protects nobody is told with what was found and what is wanted."""
    with pytest.raises(PublishError, match=says):
        policy_of(data)


def test_a_policy_comes_back_from_its_data() -> None:
    """What is written down is what holds."""
    policy = policy_of({"delay_days": 30, "coarsest_time": {"torture": "month"}, "withheld_fields": ["note"]})
    assert policy_of(policy_data(policy)) == policy
    assert policy.delay_days == 30
    assert "injured" in policy.rounded_measures


WITHHOLDABLE = sorted(
    each.name for each in fields(EventRow) if each.name not in ("id", "when_precision", "where_precision")
)


@pytest.mark.parametrize("name", WITHHOLDABLE)
def test_a_withheld_field_is_empty_and_in_the_log(name: str) -> None:
    """For each field of a row."""
    shown, log = apply_policy(FULL, Policy(withheld_fields=frozenset({name}), coarsest={}), today=TODAY)
    assert shown is not None
    assert getattr(shown, name) == getattr(EventRow("7", None, None), name)
    assert any(line.field == name for line in log) or name == "injured"


def test_no_field_tells_another_that_is_withheld() -> None:
    """The killed go with their categories, a place with its point and all finer units, a day with the other end."""
    row = out(Policy(withheld_fields=frozenset({"killed"}), coarsest={}))
    assert (row.killed, row.killed_by, row.killed_of) == (Numbers(), (), ())
    row = out(Policy(withheld_fields=frozenset({"adm2"}), coarsest={}))
    assert (row.adm1, row.adm2_code, row.adm3, row.location, row.latitude) == ("Homs", "", "", "", None)
    row = out(Policy(withheld_fields=frozenset({"location"}), coarsest={}))
    assert (row.latitude, row.longitude) == (None, None)
    row = out(Policy(withheld_fields=frozenset({"start"}), coarsest={}))
    assert (row.start, row.end) == (None, None)


@pytest.mark.parametrize(
    ("level", "kept"),
    [("adm3", ("Homs", "Tadmor", "Sokhneh")), ("adm2", ("Homs", "Tadmor", "")), ("adm1", ("Homs", "", "")),
     ("area", ("", "", "")), ("country", ("", "", ""))],
)  # fmt: skip
def test_what_is_dangerous_goes_out_coarser_in_place(level: str, kept: tuple[str, str, str]) -> None:
    """Neither a point nor a headline or an address tells the village."""
    row = out(Policy(coarsest={"abduction": level}))
    assert (row.adm1, row.adm2, row.adm3) == kept
    assert (row.location, row.latitude, row.longitude, row.where_precision) == ("", None, None, level)
    assert (row.tellings[0].publisher, row.tellings[0].title, row.tellings[0].url) == ("Desk", "", "")
    assert row.country == "Syria"


@pytest.mark.parametrize(
    ("level", "start", "end"),
    [("week", date(2021, 5, 10), date(2021, 5, 16)), ("month", date(2021, 5, 1), date(2021, 5, 31)),
     ("year", date(2021, 1, 1), date(2021, 12, 31))],
)  # fmt: skip
def test_what_is_dangerous_goes_out_coarser_in_time(level: str, start: date, end: date) -> None:
    """A week, a month or a year; and no report's day gives the day away."""
    row = out(Policy(coarsest={}, coarsest_time={"Attack": level}))
    assert (row.start, row.end, row.when_precision) == (start, end, level)
    assert (row.tellings[0].published, row.tellings[0].title) == (None, "")


def test_what_is_known_no_finer_stays_as_it_is() -> None:
    """A month is not made a week, a governorate no district."""
    row = EventRow("1", date(2021, 5, 1), date(2021, 5, 31), "month", tactics=("abduction",), where_precision="adm1")
    assert out(Policy(coarsest_time={"abduction": "week"}), row) == row


@given(st.dates(date(1990, 1, 1), date(2030, 12, 31)), st.integers(0, 60), st.sampled_from(["week", "month", "year"]))
def test_coarser_days_hold_the_days(start: date, more: int, level: str) -> None:
    """They begin and end whole, hold what they stand for, and made coarser again stay the same."""
    end = date.fromordinal(start.toordinal() + more)
    first, last = coarser_days(start, end, level)
    assert first <= start <= end <= last
    assert coarser_days(first, last, level) == (first, last)


def test_the_living_are_in_no_row_and_points_are_coarse() -> None:
    """By default: no number of injured, a point of two decimals."""
    row = out(Policy(coarsest={}))
    assert row.injured == Numbers()
    assert (row.latitude, row.longitude) == (34.88, 38.87)
    assert out(Policy(coarsest={}, rounded_measures=frozenset())).injured == Numbers(2, 2, 2)


def test_a_protected_source_is_told_by_nothing() -> None:
    """Neither name, day, language, title nor address; the row says that there is one."""
    shown, log = apply_policy(FULL, Policy(protected=frozenset({"Desk"}), coarsest={}), today=TODAY)
    assert shown is not None
    assert shown.tellings == (Telling(PROTECTED),)
    assert any(line.field == "sources" for line in log)


def test_what_is_younger_than_the_delay_waits() -> None:
    """On its last day of waiting it does not go out; the day after it does."""
    row = EventRow("1", date(2022, 1, 3), date(2022, 1, 3))
    assert apply_policy(row, Policy(delay_days=30), today=date(2022, 2, 1))[0] is None
    assert apply_policy(row, Policy(delay_days=30), today=date(2022, 2, 2))[0] == row
