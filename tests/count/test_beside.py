"""What stands beside the tally: accepted tolls, publishers' tolls, and published numbers as one system."""

import json
from datetime import date
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from count.made import Made, incident, toll
from marsad.count.bounds import Constraint, check_consistency, constraints_of_reading
from marsad.count.fill import fill, toll_as_incidents
from marsad.count.reconcile import reconcile
from marsad.count.tally import TallyBook
from marsad.count.tolls import published_tolls, publisher_series
from marsad.model.codec import decode_reading
from marsad.model.incident import Incident
from marsad.model.range import Range


def book(*incidents: Incident) -> TallyBook:
    made = TallyBook()
    made.refresh(incidents, number=1)
    return made


def year(
    id: str = "r", *, start: str = "2021-01-01", end: str = "2021-12-31", total: int = 880, place: str = "SY04"
) -> Made:
    """A report of a year's toll, split into two groups, one of them split again."""
    made = Made(
        id, f"Year\n{total} died: 484 fighters, 83 in clashes and 401 in strikes; 396 soldiers.", published="2022-01-30"
    )
    inner = (
        made.count("83", 83, link="addend", actor="isis", status="combatant", by=["army"]),
        made.count("401", 401, link="addend", actor="isis", status="combatant", by=["russia"]),
    )
    parts = (
        made.count("484", 484, *inner, link="addend", actor="isis", status="combatant"),
        made.count("396", 396, link="addend", actor="army", status="combatant", by=["isis"]),
    )
    made.claim("toll", "period", made.count(f"{total} died", total, *parts), start=start, end=end, place=place)
    return made


def test_an_accepted_toll_fills_where_no_event_is_known_by_its_finest_parts() -> None:
    """The year's table of groups comes from the toll alone, marked as such."""
    reading = year().reading()
    tolls = toll_as_incidents("r", reading.claims[0])
    found = fill(book(), tolls, "killed", by=["year", "victim"]).tallies
    assert {tuple(c.group.values()): c.range.best for c in found.cells} == {
        ("2021", "isis"): 484,
        ("2021", "army"): 396,
    }
    assert {c.layer for c in found.cells} == {"accepted toll"}
    by_doer = fill(book(), tolls, "killed", by=["doer"]).tallies
    assert {c.group["doer"]: c.range.best for c in by_doer.cells} == {"army": 83, "russia": 401, "isis": 396}


def test_a_toll_is_held_back_where_an_event_of_its_window_is_known() -> None:
    """One known death in the area and year keeps the whole toll out, and the reason says so."""
    reading = year().reading()
    tolls = toll_as_incidents("r", reading.claims[0])
    filled = fill(book(incident("a", "2021-05-01", "SY04", toll(1))), tolls, "killed")
    assert filled.tallies.cells == ()
    assert filled.tallies.total.range.best == 0
    assert all("known" in why for _, why in filled.held_back)
    elsewhere = fill(book(incident("a", "2021-05-01", "SY09", toll(1))), tolls, "killed")
    assert elsewhere.tallies.total.range.best == 880


def test_of_two_tolls_that_overlap_only_one_fills() -> None:
    """The month inside the year is held back."""
    month = Made("m", "May\n40 died.", published="2021-06-01")
    month.claim("toll", "period", month.count("40", 40), start="2021-05-01", end="2021-05-31", place="SY04")
    readings = [year().reading(), month.reading()]
    tolls = [each for r in readings for claim in r.claims for each in toll_as_incidents(r.report.id, claim)]
    filled = fill(book(), tolls, "killed")
    assert filled.tallies.total.range.best == 880
    assert [id for id, _ in filled.held_back] == ["m:c1"]


def test_our_count_is_set_beside_the_publishers_toll_for_the_same_thing() -> None:
    """Three of us against 880 of theirs: a gap, with what may explain it."""
    ours = book(
        incident("in", "2021-05-01", "SY04", toll(3, status="combatant", actor="isis")),
        incident("edge", "2022-01-02", "SY04", toll(2)),
        incident("nowhere", "2021-06-01", None, toll(5)),
        incident("undated", None, "SY04", toll(7)),
    )
    tolls = [t for t in published_tolls([year().reading()]) if t.link is None]
    (row,) = reconcile(ours, tolls, read_days={"Desk": frozenset({date(2021, 1, 1)})})
    assert (row.verdict, row.gap, row.incidents) == ("gap", 877, ("in",))
    assert {(reason.kind, reason.accounts_for) for reason in row.reasons} == {
        ("window", 2), ("window", 7), ("area", 5), ("not read", None),
    }  # fmt: skip


def test_a_toll_that_agrees_needs_no_reasons() -> None:
    """880 of ours is their 880."""
    (row,) = reconcile(book(incident("a", "2021-05-01", "SY04", toll(880))), published_tolls([year().reading()])[:1])
    assert (row.verdict, row.reasons) == ("agree", ())


def test_a_toll_without_an_area_cannot_be_compared_and_says_why() -> None:
    """No place, no comparing."""
    made = Made("r", "May\n40 died.")
    made.claim("toll", "period", made.count("40", 40), start="2021-05-01", end="2021-05-31")
    (row,) = reconcile(book(), published_tolls([made.reading()]))
    assert (row.verdict, row.ours) == ("not comparable", None)
    assert [reason.kind for reason in row.reasons] == ["area"]


def test_a_publishers_windows_come_with_their_revisions() -> None:
    """May was 40, then 43; June follows."""

    def month(id: str, number: int, start: str, end: str, published: str) -> Made:
        made = Made(id, f"Toll\n{number} died.", published=published)
        made.claim("toll", "period", made.count(str(number), number), start=start, end=end, place="SY04")
        return made

    readings = [
        month("c", 43, "2021-05-01", "2021-05-31", "2021-07-01").reading(),
        month("a", 40, "2021-05-01", "2021-05-31", "2021-06-01").reading(),
        month("b", 12, "2021-06-01", "2021-06-30", "2021-07-01").reading(),
    ]
    (series,) = publisher_series(published_tolls(readings))
    assert [toll.range.best for toll in series.tolls] == [43, 12]
    assert [[toll.range.best for toll in revised.tolls] for revised in series.revised] == [[40, 43]]


def test_the_bounds_of_what_nobody_counted_follow_from_the_rest() -> None:
    """100 in all, at least 60 here and 30 there: at most ten are left elsewhere."""
    made = Made("r", "Toll\n100 died: 60 here, 30 there and the rest elsewhere.")
    parts = (
        made.count("60 here", Range.at_least(60), link="addend"),
        made.count("30 there", 30, link="addend"),
        made.count("the rest", Range.vague(1), link="addend"),
    )
    made.claim("toll", "period", made.count("100", 100, *parts), start="2021-01-01", end="2021-12-31")
    found = check_consistency(constraints_of_reading(made.reading()))
    assert found.is_consistent
    assert found.bounds["r:n3"] == (1, 10)
    assert found.bounds["r:n1"] == (60, 69)


def test_the_smallest_contradicting_set_is_named() -> None:
    """Of five numbers only three are at odds, and none of them can be spared."""
    system = [
        Constraint("total = 10", {"total": 1}, 10, 10),
        Constraint("north = 8", {"north": 1}, 8, 8),
        Constraint("south = 4", {"south": 1}, 4, 4),
        Constraint("parts", {"total": -1, "north": 1, "south": 1}, 0, 0),
        Constraint("women = 2", {"women": 1}, 2, 2),
        Constraint("women among north", {"north": 1, "women": -1}, 0, None),
    ]
    found = check_consistency(system)
    assert [set(each) for each in found.contradicting] == [{"total = 10", "north = 8", "south = 4", "parts"}]
    assert found.bounds["women"] == (2, 2)


@given(st.lists(st.integers(0, 40), min_size=2, max_size=6), st.data())
@settings(max_examples=30, deadline=None)
def test_true_numbers_never_contradict_and_lie_inside_their_bounds(parts: list[int], data: st.DataObject) -> None:
    """Whatever is hedged or left unsaid, numbers that were true together are found consistent."""
    system = [Constraint("sum", {"total": -1, **{f"p{n}": 1.0 for n in range(len(parts))}}, 0, 0)]
    truth = {"total": sum(parts), **{f"p{n}": part for n, part in enumerate(parts)}}
    for name, value in truth.items():
        kind = data.draw(st.sampled_from(["exact", "least", "unsaid"]))
        if kind != "unsaid":
            system.append(Constraint(name, {name: 1}, value, value if kind == "exact" else None))
    found = check_consistency(system)
    assert found.is_consistent
    for name, (low, high) in found.bounds.items():
        assert low <= truth[name] <= (high if high is not None else truth[name])


def test_the_tables_of_the_seed_come_from_its_accepted_tolls(shared: Path) -> None:
    """484 fighters and 396 soldiers in the desert; 93 civilians, nine women and five children among them, and 136."""
    data = json.loads((shared / "gold" / "en" / "seed.json").read_text(encoding="utf-8"))
    reading = decode_reading(data, text=(shared / "seed" / "article.txt").read_text(encoding="utf-8"))
    tolls = [each for c in reading.claims if c.kind == "toll" for each in toll_as_incidents("seed", c)]

    def table(area: str, *by: str) -> dict[tuple[str | None, ...], int | None]:
        found = fill(book(), tolls, "killed", by=by, where={"area": area}).tallies
        return {tuple(cell.group.values()): cell.range.best for cell in found.cells}

    assert table("syrian-desert", "victim") == {("isis",): 484, ("syrian-regime-forces",): 396}
    assert table("syrian-desert", "victim", "tactic")[("isis", "airstrike")] >= 401
    assert table("sdf-held-areas", "status") == {("civilian",): 93, ("combatant",): 136}
    assert table("sdf-held-areas", "sex") == {("female",): 9, (None,): 220}
    assert table("sdf-held-areas", "status", "age") == {
        ("civilian", "child"): 5,
        ("civilian", None): 88,
        ("combatant", None): 136,
    }
