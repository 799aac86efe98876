"""Names given twice, names with an English word in them, names that are asked for in a region."""

from collections.abc import Callable

import pytest

from marsad.locate import find_place
from marsad.locate.phrase import parse
from marsad.locate.resolve import Context, resolve, resolve_either
from marsad.model.claim import Where
from marsad.model.place import Place
from marsad.packs import Pack
from marsad.packs.gazetteer import Gazetteer

Places = Callable[..., list[Where]]


@pytest.mark.parametrize(
    "words",
    [
        "Kobane/Ayn al-Arab",
        "Kobane / Ayn al-Arab town",
        "Kobane (Ayn al-Arab)",
        "Ayn al-Arab (Kobane) city",
        "كوباني (عين العرب)",
        "عين العرب/كوباني",
    ],
)
def test_two_names_of_one_place_are_one_place(syria: Pack, words: str) -> None:
    """Behind a slash or in brackets stands another name, not a second place."""
    assert find_place(syria, words).place == "SY020600"


def test_two_places_behind_a_slash_are_both_kept(syria: Pack) -> None:
    """ "Nawa/Jasim" are two towns."""
    found = find_place(syria, "Nawa/Jasim")
    assert found.place is None
    assert len(found.candidates) == 2


def test_brackets_may_hold_the_region(syria: Pack) -> None:
    """ "(Aleppo)" and "(Daraa province)" say where, and a name in a region stays itself."""
    assert "SY02" in find_place(syria, "Al-Bab (Aleppo)").within
    assert "SY12" in find_place(syria, "Saida (Daraa province)").within


def made(*names: tuple[str, str, int]) -> Gazetteer:
    """A gazetteer of one country with two provinces: (id, name, population), the province by the id's first letter."""
    places = {
        "XX": Place("XX", "Xanadu", None, "country", 0, (), None, None, None, (), None),
        "A": Place("A", "Alfania", None, "adm1", 1, ("XX",), 1.0, 1.0, None, (), None),
        "B": Place("B", "Betania", None, "adm1", 1, ("XX",), 1.0, 3.0, None, (), None),
    }
    for number, (key, name, people) in enumerate(names):
        at = (1.0 + number * 0.5, 1.0 if key[0] == "a" else 3.0)
        kind = "locality"
        places[key] = Place(key, name, None, kind, 4, (key[0].upper(), "XX"), *at, people or None, (), "made")
    return Gazetteer(places, home="XX", words={"en": {"sides": {"western": ["Gharbi", "Gharbiyah"]}}})


ASKED = Context((("A", "asked for"),))


def test_whoever_asks_in_a_region_gets_no_place_outside_of_it() -> None:
    """Not even a province or a town of that very name; where it is, is said."""
    gazetteer = made(("b1", "Tornavak", 90_000))
    for name in ("Tornavak", "Betania"):
        found = resolve(gazetteer, name, ASKED, head="village")
        assert found.place is None
        assert "elsewhere" in found.way[0]


def test_people_tell_towns_apart_but_no_villages() -> None:
    """A large town is what its name means, unless a village is said."""
    gazetteer = made(("a1", "Tornavak", 90_000), ("a2", "Tornavak", 0))
    assert resolve(gazetteer, "Tornavak", ASKED).place == "a1"
    village = resolve(gazetteer, "Tornavak", ASKED, head="village")
    assert (village.place, set(village.candidates)) == (None, {"a1", "a2"})


def test_short_names_must_sound_more_alike_than_long_ones() -> None:
    """Of two consonants, half the short names of a region sound alike."""
    gazetteer = made(("a1", "Sowayda", 0), ("a2", "Shamarkhan", 0))
    assert resolve(gazetteer, "Saida", ASKED).place is None
    assert resolve(gazetteer, "Shemarkhan", ASKED).place == "a2"


def test_an_english_side_before_a_name_is_its_arabic_adjective() -> None:
    """Western Dumar is Dumar al-Gharbiyah, where there is such a place."""
    gazetteer = made(("a1", "Dumar al Gharbiyah", 0), ("a2", "Dumar ash Sharqiyah", 0))
    assert resolve(gazetteer, "Western Dumar", ASKED).place == "a1"


def test_articles_written_together_with_the_word_are_read_over() -> None:
    """Ghadir Elbostan is Ghadir al-Bustan."""
    assert resolve(made(("a1", "Ghadir al Bustan", 0)), "Ghadir Elbostan", ASKED).place == "a1"


def test_a_name_given_twice_is_taken_by_the_very_name_and_not_by_one_that_sounds_alike() -> None:
    """One known, the other unknown: the known one, if it is its very name."""
    gazetteer = made(("a1", "Shamarkhan", 0), ("a2", "Bartakus", 0))
    unknown, very, heard = (resolve(gazetteer, name, ASKED) for name in ("Qolpem", "Shamarkhan", "Bertakus"))
    assert resolve_either(gazetteer, [unknown, very]).place == "a1"
    assert resolve_either(gazetteer, [heard, very]).place == "a1"
    doubtful = resolve_either(gazetteer, [heard, unknown])
    assert (doubtful.place, doubtful.candidates) == (None, ("a2",))
    assert resolve_either(gazetteer, [unknown, unknown]).place is None


def test_a_slash_on_a_road_parts_its_ends(syria: Pack) -> None:
    """ "Hama/Salamiyah road" has two ends, no two names."""
    from marsad.locate.context import words_of

    phrase = parse("Hama/Salamiyah road", words_of(syria)["en"], syria.gazetteer.has_name)
    assert [name.text for name in phrase.names] == ["Hama", "Salamiyah"]
    assert (phrase.relation, phrase.others) == ("road", ())
