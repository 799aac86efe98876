"""A small gazetteer of invented places around real units."""

import pytest

from marsad.model.place import Area, Place
from marsad.packs import Pack, load_pack
from marsad.packs.gazetteer import Gazetteer


@pytest.fixture(scope="session")
def syria() -> Pack:
    """The Syrian pack as it ships."""
    return load_pack("syria")


@pytest.fixture(scope="session")
def gazetteer(syria: Pack) -> Gazetteer:
    """Its gazetteer."""
    return syria.gazetteer


@pytest.fixture
def small(syria: Pack) -> Gazetteer:
    """Two governorates with a town, two villages of one name and an ordinary word for a name."""
    places = {
        place.id: place
        for place in (
            Place("XX", "Exland", None, "country", 0, (), 33.0, 40.0),
            Place("XX01", "Norday", "نورداي", "adm1", 1, ("XX",), 34.0, 40.0),
            Place("XX02", "Sudlin", "سودلين", "adm1", 1, ("XX",), 32.0, 40.0),
            Place("XX0101", "Kastra", "كسترا", "adm2", 2, ("XX01", "XX"), 34.1, 40.1),
            Place("t:1", "Kastra", "كسترا", "locality", 4, ("XX0101", "XX01", "XX"), 34.12, 40.12, 50_000),
            Place("t:2", "Belmara", "بلمارة", "locality", 4, ("XX0101", "XX01", "XX"), 34.2, 40.2),
            Place("t:3", "Belmara", "بلمارة", "locality", 4, ("XX0101", "XX01", "XX"), 34.6, 40.9),
            Place("t:4", "Omar", "عمر", "locality", 4, ("XX02", "XX"), 32.1, 40.1),
            Place("t:5", "Wadi Tirzan", "وادي ترزان", "locality", 4, ("XX02", "XX"), 32.2, 40.1),
        )
    }
    areas = (
        Area(
            "the-waste",
            "Great Waste",
            "البرية الكبرى",
            ("XX02",),
            ("areas held by the guard",),
            None,
            None,
            (32.0, 40.0),
            90,
        ),
    )
    return Gazetteer(places, areas, home="XX", words=syria.place_words)
