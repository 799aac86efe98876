"""One event told many times is one incident; two events are two, however alike."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marsad.match.events import MatchResult, match_events
from marsad.match.settings import MatchSettings
from marsad.model.claim import Reading, Where
from marsad.model.errors import MatchError
from marsad.model.range import Range
from match.made import DAY, claim, count, reading


def together(result: MatchResult, *refs: str) -> bool:
    """Whether all these claims are in one incident."""
    return any(set(refs) <= {str(ref) for ref in incident.claims} for incident in result.incidents)


def test_five_tellings_in_two_languages_are_one_incident() -> None:
    """Outlets that spell the village differently, in two scripts, tell of one ambush."""
    dead = (count(4, actor="army", by=("red-front",), how=("ambush",)),)
    readings = [
        reading("a", claim(counts=dead)),
        reading("b", claim(village="Tell al-Hamra", counts=dead), publisher="Coast Wire"),
        reading("c", claim(village="قرية تل الحمرا", counts=dead), publisher="شبكة النهر", language="ar"),
        reading("d", claim(village="Tall Hamrah", counts=(count(Range.at_least(4), actor="army"),)), publisher="Lamp"),
        reading("e", claim(day=DAY + timedelta(1), counts=dead), publisher="Border Post", later=1),
    ]

    result = match_events(readings)

    assert len(result.incidents) == 1
    assert together(result, "a:c1", "b:c1", "c:c1", "d:c1", "e:c1")


@pytest.mark.parametrize(
    ("what", "other"),
    [
        ("another village the same day", claim(village="Wadi Sidr village", counts=(count(4),))),
        ("the same village a week later", claim(day=DAY + timedelta(7), counts=(count(4),))),
        ("another province", claim(village=None, unit="XX07", counts=(count(4),))),
        ("arrests, not an ambush", claim(village=None, event="Arrests", counts=(count(4, "detained"),))),
    ],
)
def test_what_only_looks_alike_stays_two(what: str, other: object) -> None:
    """A village, a week, a province or the kind of event apart: two incidents."""
    first = reading("a", claim(counts=(count(4, actor="army"),)))
    second = reading("b", other, publisher="Coast Wire", later=7)  # type: ignore[arg-type]

    assert len(match_events([first, second]).incidents) == 2, what


def test_two_events_of_one_report_never_meet() -> None:
    """A report tells of two attacks on one village, a day apart; another report fits both, and joins one only."""
    both = reading(
        "a",
        claim("c1", counts=(count(4, actor="army"),)),
        claim("c2", day=DAY + timedelta(1), counts=(count(4, actor="army"),), span=(70, 90)),
    )
    one = reading("b", claim(counts=(count(4, actor="army"),)), publisher="Coast Wire")

    result = match_events([both, one])

    assert len(result.incidents) == 2
    assert together(result, "a:c1", "b:c1")
    assert not together(result, "a:c1", "a:c2")


def test_an_update_joins_and_its_total_counts() -> None:
    """ "Rises to six" is the event of two days ago; its six stand, not four and six."""
    first = reading("a", claim(counts=(count(4, actor="army"),)))
    rises = reading("b", claim(role="update", counts=(count(6, actor="army"),)), later=2)

    (incident,) = match_events([first, rises]).incidents

    assert [toll.range for toll in incident.tolls] == [Range.exactly(6)]
    assert incident.tolls[0].counts == ("b:n1",)


def test_a_title_and_another_voice_join_their_report_s_event() -> None:
    """What the title says, and what a resident says of the same attack, is no second attack."""
    told = reading(
        "a",
        claim("c0", role="restated", day=None, village=None, counts=(count(4),), span=(0, 15)),
        claim("c1", counts=(count(4),)),
        claim(
            "c2",
            role="restated",
            day=None,
            village=None,
            unit=None,
            counts=(count(5),),
            voice=("a resident", None),
            span=(70, 90),
        ),
    )

    assert len(match_events([told]).incidents) == 1


def test_a_second_bomb_in_the_same_report_is_another_event() -> None:
    """A bare claim that begins with "Separately" is not taken for the event before it."""
    text = "Four soldiers were killed in an ambush near Tal Hamra. Separately, medics said that four soldiers died."
    told = reading(
        "a",
        claim("c1", counts=(count(4, actor="army"),), span=(0, 54)),
        claim(
            "c2",
            day=None,
            village=None,
            unit=None,
            counts=(count(4, actor="army"),),
            voice=("medics", None),
            span=(55, 103),
        ),
        text=text,
    )

    assert len(match_events([told]).incidents) == 2


def test_tolls_estimates_and_statements_make_no_incident() -> None:
    """A running counter adds no victims: only events become incidents."""
    counter = replace(claim(counts=(count(73),)), kind="toll", role="running", event=None)

    assert match_events([reading("a", counter)]).incidents == ()


def test_copies_count_as_one_source() -> None:
    """Ten outlets that print one text, and one that quotes the monitor, are one independent source."""
    text = (
        "The monitor reported that four soldiers were killed when gunmen ambushed a bus on the road to the salt mill."
    )
    copied = [
        reading(f"r{n}", claim(counts=(count(4),), voice=("Monitor", "monitor")), publisher=f"Outlet {n}", text=text)
        for n in range(10)
    ]
    own = reading("own", claim(counts=(count(5),), voice=("a medic", None)), publisher="Coast Wire")

    result = match_events([*copied, own])

    (incident,) = result.incidents
    assert incident.independent_sources == 2
    assert {copy.of for copy in result.copies} >= {"r0"}


def test_scores_are_the_sum_of_parts_that_speak() -> None:
    """Every joined pair shows its parts, and they add up."""
    result = match_events(
        [reading("a", claim(counts=(count(4),))), reading("b", claim(counts=(count(4),)), publisher="Wire")]
    )

    (pair,) = result.pairs
    assert pair.bits == pytest.approx(sum(bits for _, bits, _ in pair.parts), abs=0.01)
    assert {"time", "place", "counts", "publisher"} <= {name for name, _, _ in pair.parts}
    assert all(says for _, _, says in pair.parts)


def test_the_doubtful_middle_waits_for_a_person() -> None:
    """What is likely, but not likely enough, is not joined and is shown."""
    settings_ = MatchSettings(accept=50.0)
    result = match_events(
        [reading("a", claim(counts=(count(4),))), reading("b", claim(counts=(count(4),)), publisher="Wire")],
        settings=settings_,
    )

    assert len(result.incidents) == 2
    (pair,) = result.doubtful
    assert {str(pair.a), str(pair.b)} == {"a:c1", "b:c1"}


def _archive(*readings: Reading) -> "object":
    held = {each.report.id: each for each in readings}

    def readings_of(reports: Sequence[str]) -> Iterable[Reading]:
        return [held[report] for report in reports]

    return readings_of


def test_new_reports_join_old_incidents_which_keep_their_ids() -> None:
    """Tomorrow's telling joins today's incident; only that one comes back, with its id and what people decided."""
    first = reading("a", claim(counts=(count(4, actor="army"),)))
    far = reading("z", claim(village="Wadi Sidr", unit="XX05", counts=(count(1),)))
    old = match_events([first, far]).incidents
    accepted = replace(
        next(each for each in old if str(each.claims[0]) == "a:c1"), state="accepted", accepted_by="desk"
    )
    known = [accepted, *(each for each in old if each.id != accepted.id)]
    late = reading("b", claim(counts=(count(4, actor="army"),)), publisher="Coast Wire")

    result = match_events([late], incidents=known, readings_of=_archive(first, far))  # type: ignore[arg-type]

    (grown,) = result.incidents
    assert grown.id == accepted.id
    assert (grown.state, grown.accepted_by) == ("accepted", "desk")
    assert {str(ref) for ref in grown.claims} == {"a:c1", "b:c1"}


def test_matching_twice_gives_the_same_ids() -> None:
    """Ids come from the claims, so that two machines agree; the order of the reports does not matter."""
    readings = [reading(f"r{n}", claim(counts=(count(4),)), publisher=f"Outlet {n}") for n in range(4)]

    assert {i.id for i in match_events(readings).incidents} == {i.id for i in match_events(readings[::-1]).incidents}


def test_two_readings_of_one_report_are_refused() -> None:
    """A report matched twice would count twice."""
    with pytest.raises(MatchError, match="'a' was read twice"):
        match_events([reading("a", claim()), reading("a", claim())])


def test_incidents_without_their_readings_are_refused() -> None:
    """Old incidents can only grow when their claims can be read."""
    old = match_events([reading("a", claim())]).incidents
    with pytest.raises(MatchError, match="readings_of"):
        match_events([reading("b", claim())], incidents=old)


villages = st.sampled_from(["Tal Hamra", "Wadi Sidr", "Bir Qasab", None])
claims_ = st.builds(
    lambda village, off, killed, unit: (village, off, killed, unit),
    villages, st.integers(0, 4), st.integers(1, 6), st.sampled_from(["XX01", "XX02"]),
)  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(st.lists(st.lists(claims_, min_size=1, max_size=3), min_size=1, max_size=6))
def test_every_event_claim_is_in_just_one_incident(reports: list[list[tuple[str | None, int, int, str]]]) -> None:
    """Nothing is lost and nothing counted twice; and no two new claims of one report share an incident."""
    readings = [
        reading(
            f"r{n}",
            *(
                claim(
                    f"c{m}",
                    village=v,
                    day=DAY + timedelta(off),
                    unit=unit,
                    counts=(count(killed),),
                    span=(10 * m, 10 * m + 9),
                )
                for m, (v, off, killed, unit) in enumerate(told)
            ),
            publisher=f"Outlet {n}",
        )
        for n, told in enumerate(reports)
    ]

    result = match_events(readings)

    refs = [str(ref) for incident in result.incidents for ref in incident.claims]
    assert sorted(refs) == sorted(f"r{n}:c{m}" for n, told in enumerate(reports) for m in range(len(told)))
    for incident in result.incidents:
        told_in = [ref.report for ref in incident.claims]
        assert len(told_in) == len(set(told_in))


def test_a_place_pointed_back_at_is_the_place_before() -> None:
    """ "In the same area" is the village of the sentence before."""
    there = replace(
        claim("c2", village=None, unit=None, day=DAY - timedelta(7), role="background", span=(70, 90)),
        where=(Where("the same area"),),
    )
    told = reading("b", claim("c1", counts=(count(5),)), replace(there, counts=(count(5),)), publisher="Coast Wire")
    before = reading("a", claim(day=DAY - timedelta(7), counts=(count(5),)), later=-7)

    assert together(match_events([before, told]), "a:c1", "b:c2")
