"""Places are found by any of their names, in a text or alone."""

import time

import pytest

from marsad.packs.gazetteer import Gazetteer, distance_km


def names(gazetteer: Gazetteer, text: str, language: str = "en") -> list[str]:
    return [found.name for found in gazetteer.find(text, language)]


def test_names_are_found_longest_first_with_their_article(small: Gazetteer) -> None:
    """A name of two words is one find, and an area without capitals counts too."""
    text = "Shells hit the village of Wadi Tirzan in Sudlin, in areas held by the guard."
    assert names(small, text) == ["Wadi Tirzan", "Sudlin", "areas held by the guard"]


def test_a_given_name_is_a_place_only_beside_a_word_that_says_so(small: Gazetteer) -> None:
    """Omar is a man, unless a village."""
    assert names(small, "A man named Omar was shot dead in Norday.") == ["Norday"]
    assert names(small, "Gunmen entered Omar village in Sudlin.") == ["Omar", "Sudlin"]


def test_lower_case_words_are_no_latin_names(small: Gazetteer) -> None:
    """What a writer did not capitalise is no name."""
    assert names(small, "the belmara of the kastra") == []


def test_arabic_prefixes_are_no_part_of_the_name(small: Gazetteer) -> None:
    """و, ب and ل stand before the name, and the span leaves them out."""
    text = "هجوم في بلمارة وبكسترا"
    found = small.find(text, "ar")
    assert [each.name for each in found] == ["بلمارة", "كسترا"]
    assert all(text[each.start : each.end] == each.name for each in found)


def test_marks_inside_arabic_words_do_not_hide_them(small: Gazetteer) -> None:
    """Vowel signs and tatweel are read over."""
    assert [each.candidates for each in small.find("في قرية بَلْمـارة", "ar")] == [("t:2", "t:3")]


def test_every_bearer_of_a_name_is_a_candidate(small: Gazetteer) -> None:
    """Which of two is meant is not for the gazetteer to say."""
    assert {match.id for match in small.look_up("Belmara")} == {"t:2", "t:3"}


@pytest.mark.parametrize("spelling", ["Bilmara", "Balmarah", "Belmarra", "بلماره", "Al-Belmara"])
def test_names_are_looked_up_in_other_spellings(small: Gazetteer, spelling: str) -> None:
    """Vowels, doubled letters, the article and ta marbuta may differ."""
    assert {match.id for match in small.look_up(spelling)} == {"t:2", "t:3"}


def test_a_name_that_nobody_bears_gives_nothing(small: Gazetteer) -> None:
    """No best guess where there is none."""
    assert small.look_up("Qzxplund") == ()
    assert small.look_up("") == ()


def test_a_town_is_the_seat_of_the_unit_with_its_name(small: Gazetteer) -> None:
    """Units and their seats know each other."""
    assert small.seats["XX0101"] == "t:1"
    assert small.units_of_seat["t:1"] == ("XX0101",)


def test_the_shipped_table_holds_all_units_in_both_languages(gazetteer: Gazetteer) -> None:
    """14 governorates, 62 districts, 272 subdistricts, each with both names and a point."""
    levels = {
        level: [p for p in gazetteer.places.values() if p.level == level and p.id.startswith("SY")]
        for level in (1, 2, 3)
    }
    assert [len(levels[level]) for level in (1, 2, 3)] == [14, 62, 272]
    assert all(place.name_ar and gazetteer.point(place.id) for group in levels.values() for place in group)
    assert all(place.source for place in gazetteer.places.values())


@pytest.mark.parametrize(
    ("name", "unit"),
    [("Deir ez-Zor", "SY09"), ("Raqqa", "SY11"), ("السويدا", "SY13"), ("Rif Dimashq", "SY03"), ("Ma'rib", "YE26"),
     ("Mogadishu", "SO22"), ("Borno State", "NG008"), ("Soum", "BF5603"), ("ديالى", "IQG10"), ("سوريا", "SY")],
)  # fmt: skip
def test_units_are_found_by_their_usual_names(gazetteer: Gazetteer, name: str, unit: str) -> None:
    """As bulletins write them, at home and in other conflicts."""
    assert gazetteer.exact(name)[0] == unit


def test_a_bulletin_is_searched_within_milliseconds(gazetteer: Gazetteer) -> None:
    """The trie does not slow down with the number of names (the exact figure is the benchmark's)."""
    text = "Gunmen shot dead two civilians near Al-Bukamal in the eastern countryside of Deir Ezzor, SOHR said. " * 15
    gazetteer.find(text, "en")
    began = time.process_time()
    gazetteer.find(text, "en")
    assert time.process_time() - began < 0.05


def test_distances_are_those_of_the_globe() -> None:
    """One degree of latitude is 111 km."""
    assert distance_km((35.0, 40.0), (36.0, 40.0)) == pytest.approx(111.2, abs=0.1)
