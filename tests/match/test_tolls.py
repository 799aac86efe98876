"""The toll of an incident: low, best and high by the stated rule, with the counts behind them."""

from hypothesis import given, settings
from hypothesis import strategies as st

from marsad.match.events import match_events
from marsad.model.incident import Incident
from marsad.model.range import Range, total
from match.made import claim, count, reading


def incident_of(*readings: object) -> Incident:
    """The one incident of some readings."""
    (incident,) = match_events(readings).incidents  # type: ignore[arg-type]
    return incident


def killed(incident: Incident) -> Range:
    """The killed of all kinds together."""
    return total(toll.range for toll in incident.tolls if toll.measure == "killed")


def test_sources_that_differ_make_a_range() -> None:
    """Four, four and five: four to five, best four."""
    incident = incident_of(
        reading("a", claim(counts=(count(4),))),
        reading("b", claim(counts=(count(4),)), publisher="Coast Wire"),
        reading("c", claim(counts=(count(5),)), publisher="Lamp"),
    )

    assert killed(incident) == Range(4, 4, 5, "..")
    assert set(incident.tolls[0].counts) == {"a:n1", "b:n1", "c:n1"}


def test_at_least_stays_open_where_the_highest_voice_leaves_it_open() -> None:
    """ "At least six" beside four: from four, no upper bound."""
    incident = incident_of(
        reading("a", claim(counts=(count(4),))),
        reading("b", claim(counts=(count(Range.at_least(6)),)), publisher="Coast Wire"),
    )

    assert (killed(incident).low, killed(incident).high) == (4, None)


def test_what_an_update_left_behind_is_out_of_date() -> None:
    """An earlier, lower figure of another voice does not lower the toll once an update says more."""
    incident = incident_of(
        reading("a", claim(counts=(count(4),))),
        reading("b", claim(counts=(count(5),)), publisher="Coast Wire"),
        reading("c", claim(role="update", counts=(count(6),)), later=2),
    )

    assert killed(incident) == Range.exactly(6)


def test_kinds_that_do_not_overlap_stand_side_by_side() -> None:
    """Three soldiers and a civilian: two tolls that sum to four; a voice that counts soldiers only moves theirs."""
    first = claim(counts=(count(3, actor="army", status="combatant"), count(1, id="n2", status="civilian")))
    army = claim(counts=(count(2, actor="army", status="combatant"),), voice=("the army", "army"))
    incident = incident_of(reading("a", first), reading("b", army, publisher="Coast Wire"))

    by_actor = {toll.who.actor: toll.range for toll in incident.tolls}
    assert by_actor == {"army": Range(2, 3, 3, ".."), None: Range.exactly(1)}


def test_parts_are_not_added_to_their_whole() -> None:
    """Five dead, two of them women: five, and the women as a detail."""
    women = count(2, id="n2", link="subset", sex="female")
    incident = incident_of(reading("a", claim(counts=(count(5, parts=(women,)),))))

    assert killed(incident) == Range.exactly(5)
    assert [(toll.range, toll.who.sex) for toll in incident.details] == [(Range.exactly(2), "female")]


def test_killed_or_injured_counts_only_where_nobody_tells_them_apart() -> None:
    """ "15 killed and injured" in a title adds nobody to eleven killed and four injured."""
    title = claim("c0", role="restated", day=None, counts=(count(15, "killed_or_injured", "n0"),), span=(0, 15))
    body = claim(counts=(count(11), count(4, "injured", "n2")))
    incident = incident_of(reading("a", title, body))

    assert {toll.measure: toll.range.best for toll in incident.tolls} == {"killed": 11, "injured": 4}


def test_the_doer_s_own_boast_is_not_best() -> None:
    """A group claims 13; the observatory counts 9: best is 9, high 13."""
    boast = claim(counts=(count(13),), voice=("the group", "red-front"), basis="claimed")
    incident = incident_of(reading("a", claim(counts=(count(9),))), reading("b", boast, publisher="Coast Wire"))

    assert killed(incident) == Range(9, 9, 13, "..")


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 30), st.booleans(), st.integers(0, 2)), min_size=1, max_size=6))
def test_tolls_hold_every_current_voice(told: list[tuple[int, bool, int]]) -> None:
    """Low is no more than any voice allows, high no less, and best is what somebody said."""
    readings = [
        reading(
            f"r{n}", claim(counts=(count(Range.at_least(k) if open_ else k),)), publisher=f"Outlet {n}", later=later
        )
        for n, (k, open_, later) in enumerate(told)
    ]
    for incident in match_events(readings).incidents:
        mine = [told[int(ref.report[1:])] for ref in incident.claims]
        result = killed(incident)
        assert result.least() == min(k for k, _, _ in mine)
        assert result.most() is None or result.most() >= max(k for k, _, _ in mine)  # type: ignore[operator]
        assert result.middle() in {k for k, _, _ in mine}
