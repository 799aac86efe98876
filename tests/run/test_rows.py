"""An incident as a row: names for codes, the most precise place with its units, sums of disjoint tolls."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marsad.model.claim import Claim, Count, Reading, When, Where, Who
from marsad.model.incident import ClaimRef, Incident, Toll
from marsad.model.range import Range
from marsad.model.report import Report, Span
from marsad.packs import Pack, load_pack
from marsad.publish.data.row import Numbers, Side, Telling
from marsad.run.rows import RowMaker, numbers_of

DAY = date(2021, 5, 3)
REPORT = Report("r1", "At least 12 were killed.", "SOHR", "en", DAY, "Twelve killed", "https://example.org/1")
COUNT = Count("n1", "killed", Range(12, 12, None, ">="), "At least 12", Span(0, 11))
READING = Reading(REPORT, (Claim("c1", "event", "new", "reported", (Span(0, 24),), counts=(COUNT,)),))


@pytest.fixture(scope="module")
def pack() -> Pack:
    """The pack that ships for Syria."""
    return load_pack("syria")


@pytest.fixture
def maker(pack: Pack) -> RowMaker:
    """Makes rows of one report."""
    return RowMaker(pack, {"r1": REPORT}.get, {"r1": READING}.get)


def incident(*tolls: Toll, details: tuple[Toll, ...] = (), where: tuple[Where, ...] = ()) -> Incident:
    """An incident told by the report."""
    return Incident(
        "i1", (ClaimRef("r1", "c1"),), When("", DAY, DAY, "day"), where, "Armed clash", ("isis",), ("clash",), tolls,
        details, "fair", "accepted", 2,
    )  # fmt: skip


def test_codes_get_their_names_and_claims_their_publishers(maker: RowMaker) -> None:
    """The doer by name and kind, each report once, the grade and the number of voices."""
    row = maker.row(incident())
    assert (row.id, row.start, row.event, row.tactics, row.grade) == ("i1", DAY, "Armed clash", ("clash",), "fair")
    assert [side.id for side in row.doers] == ["isis"]
    assert row.doers[0].kind == "armed group"
    assert row.doers[0].name != "isis"
    assert row.tellings == (Telling("SOHR", DAY, "Twelve killed", "https://example.org/1", "en"),)
    assert row.independent_sources == 2


def test_the_most_precise_place_gives_the_units(maker: RowMaker) -> None:
    """A governorate named beside a subdistrict does not win; the units above are looked up."""
    row = maker.row(incident(where=(Where("Homs", "SY04", "adm1"), Where("Tadmor area", "SY040500", "adm3"))))
    assert (row.where_precision, row.location) == ("adm3", "Tadmor area")
    assert (row.adm1_code, row.adm2_code, row.adm3_code, row.country_code) == ("SY04", "SY0405", "SY040500", "SY")
    assert row.latitude is not None
    assert 33 < row.latitude < 36


def test_a_place_that_is_unplaced_keeps_its_words(maker: RowMaker) -> None:
    """It has no units and no point, and nothing is made up."""
    row = maker.row(incident(where=(Where("the old mill", None, "unplaced"),)))
    assert (row.location, row.where_precision, row.latitude, row.adm1) == ("the old mill", "unplaced", None, "")


def test_disjoint_tolls_add_up_and_details_do_not(maker: RowMaker) -> None:
    """Civilians and fighters make the killed; the women among them are counted beside."""
    row = maker.row(
        incident(
            Toll("killed", Range.exactly(3), Who(status="civilian")),
            Toll("killed", Range.exactly(4), Who(actor="isis", status="combatant")),
            Toll("injured", Range.exactly(9), Who()),
            details=(Toll("killed", Range.exactly(2), Who(sex="female", status="civilian")),),
        )
    )
    assert (row.killed.low, row.killed.best, row.killed.high) == (7, 7, 7)
    assert row.by_category("civilians").best == 3
    assert row.by_category("combatants").best == 4
    assert row.by_category("women").best == 2
    assert row.injured.best == 9
    assert dict(row.killed_of)["isis"].best == 4
    assert row.victims[-1] == Side("civilians", "Civilians", "civilians")


def test_the_number_keeps_its_words_where_one_count_makes_it(maker: RowMaker) -> None:
    """ "At least 12" stays "at least" and has no upper bound; two counts have no common words."""
    row = maker.row(incident(Toll("killed", Range(12, 12, None, ">="), Who(), counts=("r1:n1",))))
    assert row.killed == Numbers(12, 12, None, ">=", "At least 12")
    both = maker.row(incident(Toll("killed", Range.exactly(1), Who(), counts=("r1:n1",)),
                              Toll("killed", Range.exactly(1), Who(status="civilian"), counts=("r1:n2",))))  # fmt: skip
    assert both.killed.words == ""


def test_nobody_counted_is_nothing_known(maker: RowMaker) -> None:
    """No toll is not nought."""
    assert maker.row(incident()).killed == Numbers()


@given(st.lists(st.tuples(st.integers(0, 30), st.one_of(st.none(), st.integers(0, 30))), min_size=1, max_size=5))
def test_a_sum_with_an_open_part_is_open(parts: list[tuple[int, int | None]]) -> None:
    """And a sum's least is the sum of the least."""
    tolls = [
        Toll("killed", Range(low, None, low + more, "..") if more else Range(low, low, None, ">=") if more is None
             else Range.exactly(low), Who())
        for low, more in parts
    ]  # fmt: skip
    whole = numbers_of(tolls)
    assert whole.low == sum(low for low, _ in parts)
    assert (whole.high is None) == any(more is None for _, more in parts)
