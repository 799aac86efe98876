"""One person on many lists is one person; two persons of one list are two. All names are invented."""

import csv
from pathlib import Path

import pytest

from marsad.match.people import PeopleSettings, link_people
from marsad.match.person import PersonRow, places_of
from marsad.model.errors import MatchError
from marsad.packs import load_pack

HASAN = {"age": "34", "date": "2014-10-31", "place": "Darayya, Rural Damascus"}


def row(id: str, source: str, name: str, **more: str) -> PersonRow:
    """A row of a list; what is not given is as of Hasan."""
    return PersonRow(id, source, name, **{**HASAN, **more})


def same(people: object, *rows: str) -> bool:
    """Whether these rows are one person."""
    return len({people.person_of[each] for each in rows}) == 1  # type: ignore[attr-defined]


def test_three_lists_in_two_scripts_name_one_person() -> None:
    """Another spelling, another script, a missing father's name and a day off: one person, with reasons."""
    people = link_people(
        [
            row("1", "a", "أحمد خالد النجار", place="داريا، ريف دمشق"),
            row("2", "b", "Ahmad Khaled al-Najjar"),
            row("3", "c", "احمد النجار", date="2014-11-01", age="35", place=""),
            row("4", "c", "سليم ماهر القاسم", age="12", date="2016-03-02", place="Jasim"),
        ]
    )

    assert same(people, "1", "2", "3")
    assert not same(people, "1", "4")
    for pair in people.pairs:
        assert {"given", "family", "date"} <= {name for name, _, _ in pair.parts}
        assert 0 < pair.probability <= 1
        assert sum(bits for _, bits, _ in pair.parts) == pytest.approx(pair.bits, abs=0.1)


@pytest.mark.parametrize(
    ("who", "other"),
    [
        ("a brother", row("2", "b", "سليم خالد النجار", age="31")),
        ("the father", row("2", "b", "خالد محمود النجار", age="60")),
        ("a namesake", row("2", "b", "أحمد خالد النجار", age="61", date="2019-01-15", place="Al-Hasakeh")),
        ("a cousin", row("2", "b", "أحمد ماهر النجار", age="15")),
        ("Husayn, not Hasan", row("2", "b", "حسين خالد النجار")),
    ],
)
def test_kin_and_namesakes_stay_two(who: str, other: PersonRow) -> None:
    """The family dies on one day in one place: that makes nobody the same."""
    first = "حسن خالد النجار" if who.startswith("Husayn") else "أحمد خالد النجار"

    assert not same(link_people([row("1", "a", first), other]), "1", "2"), who


def test_two_persons_of_one_list_stay_two() -> None:
    """Two rows of list a fit the row of list b; at most one of them joins it."""
    people = link_people(
        [
            row("1", "a", "أحمد خالد النجار", age="34"),
            row("2", "a", "أحمد خالد النجار", age="36"),
            row("3", "b", "Ahmad Khaled al-Najjar", age="35"),
        ],
        settings=PeopleSettings(repeats=False),
    )

    assert not same(people, "1", "2")


def test_a_row_that_a_list_repeats_is_joined_unless_repeats_are_ruled_out() -> None:
    """The same row twice in one list is one person by default, two with --no-repeats."""
    rows = [row("1", "a", "أحمد خالد النجار"), row("2", "a", "أحمد خالد النجار")]

    assert same(link_people(rows), "1", "2")
    assert not same(link_people(rows, settings=PeopleSettings(repeats=False)), "1", "2")


def test_fields_that_cannot_be_read_are_named() -> None:
    """An age that is none is not used, and said."""
    people = link_people([row("1", "a", "أحمد خالد النجار", age="unknown age"), row("2", "b", "سليم ماهر القاسم")])

    assert people.unread == (("1", "age", "unknown age"),)


def test_no_rows_and_ids_used_twice_are_refused() -> None:
    """Both are mistakes of the caller, said in words."""
    with pytest.raises(MatchError, match="no rows"):
        link_people([])
    with pytest.raises(MatchError, match="Two rows have the id '1'"):
        link_people([row("1", "a", "أحمد"), row("1", "b", "سليم")])


def test_the_number_of_people_is_an_interval_around_what_was_found() -> None:
    """Rows that are surely one person, or surely two, leave no width."""
    people = link_people(
        [row("1", "a", "أحمد خالد النجار"), row("2", "b", "سليم ماهر القاسم", age="3", date="2019-01-01")]
    )

    assert people.unique.least() <= 2 <= (people.unique.most() or 2)


def test_records_of_known_truth_are_linked(shared: Path) -> None:
    """Pairwise F1 of at least 0.95 on the small list, and hardly a wrong link."""
    with (shared / "data" / "names" / "records_5k.csv").open(encoding="utf-8") as file:
        raw = list(csv.DictReader(file))
    rows = [
        PersonRow(r["record_id"], r["list"], r["name"], r["age"], r["date"], r["place"], r["governorate"], r["sex"])
        for r in raw
    ]

    people = link_people(rows, place_ids=places_of(load_pack("syria").gazetteer))

    truth = {r["record_id"]: r["cluster_id"] for r in raw}
    found = _pairs(people.person_of)
    gold = _pairs(truth)
    assert 2 * len(found & gold) / (len(found) + len(gold)) >= 0.95
    assert len(found - gold) <= 0.02 * len(found)


def _pairs(group_of: dict[str, object]) -> set[tuple[str, str]]:
    """Every pair of rows of one group."""
    groups: dict[object, list[str]] = {}
    for each, group in group_of.items():
        groups.setdefault(group, []).append(each)
    return {(a, b) for rows in groups.values() for a in rows for b in rows if a < b}


def test_names_alone_make_a_doubtful_pair_and_no_link() -> None:
    """Without an age, a date or a place, a namesake cannot be told from the person."""
    bare = {"age": "", "date": "", "place": ""}
    people = link_people([row("1", "a", "أحمد خالد النجار", **bare), row("2", "b", "Ahmad Khaled al-Najjar", **bare)])

    assert not same(people, "1", "2")
    (pair,) = people.doubtful
    assert pair.parts[-1][2] == "nothing but names to compare"
