"""Packs hold together, include each other, and say what is wrong with them."""

import gzip
import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marsad.model.errors import PackError
from marsad.model.place import Area, Place
from marsad.packs import Pack, load_pack
from marsad.packs.areas import holds_at, read_areas
from marsad.packs.make import keep_imported, make_pack
from marsad.packs.table import read_places, write_places


def test_syria_holds_the_worlds_places_and_actors_too(syria: Pack) -> None:
    """A Syrian desk reads of other countries as well."""
    assert {"SY09", "IQG10", "YE26", "SO"} <= syria.places.keys()
    assert {"isis", "sdf", "sohr", "houthis", "al-shabaab", "rsf"} <= syria.actors.keys()
    assert syria.actors["asayish"].part_of == "sdf-allies"


def test_the_world_pack_places_countries_in_both_languages() -> None:
    """It has no conflict of its own, and still knows where things are."""
    world = load_pack("world")
    assert world.gazetteer.exact("الصومال")[0] == "SO"
    assert world.home is None


def test_every_part_of_is_a_listed_actor(syria: Pack) -> None:
    """The tree of actors has no loose ends, and no id is used twice for two names."""
    assert all(actor.part_of is None or actor.part_of in syria.actors for actor in syria.actors.values())
    assert all(actor.name_en for actor in syria.actors.values())


def test_every_area_names_units_that_are_there(syria: Pack) -> None:
    """An area is nothing without its units."""
    assert all(unit in syria.places for area in syria.areas for unit in area.units)


def test_areas_change_with_time(syria: Pack) -> None:
    """What the SDF held differs before and after October 2019."""
    editions = syria.gazetteer.areas["sdf-held-areas"]
    before = next(area for area in editions if holds_at(area, date(2018, 6, 1)))
    after = next(area for area in editions if holds_at(area, date(2021, 6, 1)))
    assert "SY11" in before.units
    assert "SY1102" not in after.units


def test_a_new_pack_builds_on_another_and_keeps_what_is_imported(tmp_path: Path) -> None:
    """Imported places are there when the pack is loaded again, and stay when more come."""
    pack = make_pack(tmp_path / "mine", includes="world", country="YE")
    for number in (1, 2):
        place = Place(
            f"own:{number}", f"Hamlet {number}", None, "locality", 4, ("YE26", "YE"), 15.0, 45.0, None, (), "csv"
        )
        pack = keep_imported(pack, {place.id: place}, {})
    again = load_pack(tmp_path / "mine")
    assert {"own:1", "own:2"} <= again.places.keys()
    assert again.places["own:2"].within == ("YE26", "YE")
    assert again.home == "YE"


def test_what_ships_is_not_changed(syria: Pack) -> None:
    """Imports go into a folder of one's own."""
    with pytest.raises(PackError, match="folder of your own"):
        keep_imported(syria, {}, {})


def test_a_pack_that_includes_itself_is_refused(tmp_path: Path) -> None:
    """Two packs that include each other would never end."""
    for one, other in (("a", "b"), ("b", "a")):
        (tmp_path / one).mkdir()
        (tmp_path / one / "pack.yaml").write_text(f"name: {one}\nincludes: [../{other}]\nlanguages: [en]\n")
    with pytest.raises(PackError, match="includes itself"):
        load_pack(tmp_path / "a")


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("- {id: x}", "wants id, name_en"),
        ("- {id: x, name_en: X, valid_from: soon}", "2019-03-23"),
        ("- {id: x, name_en: X, valid_from: 2020-01-02, valid_to: 2020-01-01}", "earlier day first"),
        ("x: 1", "wanted a list"),
        ("- [", "Mend it"),
    ],
)
def test_a_faulty_list_of_areas_says_what_is_wrong(tmp_path: Path, text: str, complaint: str) -> None:
    """Found, wanted, and what to do."""
    (tmp_path / "areas.yaml").write_text(text)
    with pytest.raises(PackError, match=complaint):
        read_areas(tmp_path / "areas.yaml")


@pytest.mark.parametrize(
    ("data", "complaint"),
    [
        (b"a,b\n1,2\n", "has the columns"),
        (b"", "has the columns"),
        (b"\xff\xfe\x00", "cannot be read"),
        (
            b"id,kind,level,parent,lat,lon,population,name_en,name_ar,other_names,source\nx,town,4,nowhere,1,2,,X,,,\n",
            "line 2",
        ),
    ],
)
def test_a_faulty_table_says_which_line(tmp_path: Path, data: bytes, complaint: str) -> None:
    """A damaged table stops with its place."""
    path = tmp_path / "places.csv"
    path.write_bytes(data)
    with pytest.raises(PackError, match=complaint):
        read_places(path)
    squeezed = tmp_path / "places.csv.gz"
    squeezed.write_bytes(gzip.compress(b"x")[:-6])
    with pytest.raises(PackError, match="cannot be read"):
        read_places(squeezed)


words = st.text(alphabet="abcXYZ ابتحخ،'\"\n", min_size=1, max_size=12).filter(
    lambda text: text.strip() == text and "\n" not in text
)


@settings(max_examples=40, deadline=None)
@given(words, st.lists(words, max_size=3), st.floats(-90, 90), st.floats(-180, 180))
def test_a_table_gives_back_what_was_written(
    tmp_path_factory: pytest.TempPathFactory, name: str, others: list[str], lat: float, lon: float
) -> None:
    """Places come back as they went, points to five decimals; the same places give the same bytes."""
    path = tmp_path_factory.mktemp("table") / "places.csv.gz"
    country = Place("XX", "Exland", None, "country", 0)
    place = Place("x:1", name, None, "town", 4, ("XX",), round(lat, 5), round(lon, 5), 7, tuple(others), "csv")
    write_places(path, [place, country])
    first = path.read_bytes()
    read = read_places(path)
    write_places(path, read.values())
    assert path.read_bytes() == first
    assert read["x:1"].name_en == name
    assert read["x:1"].other_names == tuple(others)
    assert read["x:1"].latitude == pytest.approx(round(lat, 5))


def test_an_area_without_dates_always_holds() -> None:
    """Open ends are open."""
    assert holds_at(Area("x", "X"), None)
    assert holds_at(Area("x", "X"), date(1900, 1, 1))
    assert not holds_at(Area("x", "X", valid_to=date(2020, 1, 1)), None)


@pytest.mark.parametrize(
    ("country", "units", "form"),
    [
        ("AF", 34, r"AF\d\d"), ("IQ", 18, r"IQG\d\d"), ("JO", 12, r"JO-[A-Z]{2}"), ("LB", 8, r"LB-[A-Z]{2}"),
        ("MM", 15, r"MMR\d{3}|MM-\d\d"), ("NG", 37, r"NG\d{3}"), ("SD", 19, r"SD\d\d"), ("SO", 18, r"SO\d\d"),
        ("SS", 10, r"SS\d\d"), ("SY", 14, r"SY\d\d"), ("UA", 27, r"UA\d\d"), ("YE", 22, r"YE\d\d"),
    ],
)  # fmt: skip
def test_the_first_level_of_many_countries_is_whole_and_coded_in_its_countrys_form(
    syria: Pack, country: str, units: int, form: str
) -> None:
    """As many units as OCHA or ISO 3166-2 list, each with a code of theirs."""
    codes = [place.id for place in syria.places.values() if place.level == 1 and place.within[-1] == country]
    assert len(codes) == units
    assert all(re.fullmatch(form, code) for code in codes)
