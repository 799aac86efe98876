"""Shapes for maps, and a point that a person picks."""

from datetime import date

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from marsad.locate.areas import area_at
from marsad.locate.extents import Extents
from marsad.locate.pick import levels_of, pick, picked_where
from marsad.model.errors import LocateError
from marsad.packs import Pack, load_pack

PALMYRA = (34.56, 38.28)


@pytest.fixture(scope="module")
def pack() -> Pack:
    """The pack that ships."""
    return load_pack("syria")


@pytest.fixture(scope="module")
def extents(pack: Pack) -> Extents:
    """Its shapes."""
    return Extents(pack)


def test_every_district_and_subdistrict_has_a_shape_in_its_governorate(pack: Pack, extents: Extents) -> None:
    """Drawn from its places: inside the outline of its governorate, and most of its listed places lie in it."""
    units = [each for each in pack.places.values() if each.level in (2, 3) and "SY" in each.within]
    of: dict[str, list[tuple[float, float]]] = {}
    for place in pack.places.values():
        if place.level == 4 and place.latitude is not None and place.longitude is not None:
            for holder in place.within:
                of.setdefault(holder, []).append((place.longitude, place.latitude))
    held, all_places = 0, 0
    for unit in units:
        shape = extents.unit(unit.id)
        assert shape is not None, unit.id
        governorate = extents.outlines[unit.within[-2]]
        assert shape.difference(governorate.buffer(0.03)).area < 0.001, unit.id
        points = of.get(unit.id, [])
        all_places += len(points)
        held += int(shapely.contains(shape.buffer(0.01), shapely.points(points)).sum()) if points else 0
    assert held > 0.95 * all_places


def test_units_of_one_level_do_not_lie_over_one_another(pack: Pack, extents: Extents) -> None:
    """The districts make up their governorates, once."""
    governorate = extents.outlines["SY04"]
    districts = [extents.unit(each.id) for each in pack.places.values() if each.level == 2 and "SY04" in each.within]
    shapes = [shape for shape in districts if shape is not None]
    assert sum(shape.area for shape in shapes) == pytest.approx(governorate.area, rel=0.02)
    assert shapely.union_all(shapes).area == pytest.approx(governorate.area, rel=0.02)


def test_an_area_is_shaped_by_its_units_or_by_its_own_circle(pack: Pack, extents: Extents) -> None:
    """The desert reaches as far as its districts; a camp is no whole subdistrict; each extent has its own shape."""
    areas = {each.id: each for each in pack.areas}
    desert = extents.area(areas["syrian-desert"])
    assert desert is not None
    assert desert.contains(shapely.Point(38.9, 34.9))
    assert not desert.contains(shapely.Point(36.3, 33.5))
    camp = extents.area(areas["al-hawl-camp"])
    assert camp is not None
    assert camp.area < 0.001
    early = area_at(pack.gazetteer, "sdf-held-areas", date(2018, 1, 1))
    late = area_at(pack.gazetteer, "sdf-held-areas", date(2020, 1, 1))
    assert early is not None
    assert late is not None
    one, other = extents.area(early), extents.area(late)
    assert one is not None
    assert other is not None
    assert one.area > other.area


def test_a_country_whose_units_are_drawn_is_not_drawn_again(extents: Extents) -> None:
    """Its border would stand there twice."""
    assert {"SY", "IQ"} <= extents.covered
    assert "TR" not in extents.covered


def test_every_border_is_drawn_once(extents: Extents) -> None:
    """No two lines run along one another, though two outlines of one border are never the same."""
    lines = extents.borders((33.4, 30.0, 44.5, 39.5))
    assert len(lines) > 20
    for place, line in enumerate(lines):
        others = shapely.union_all([*lines[:place], *lines[place + 1 :]])
        beside = line.intersection(others.buffer(0.004)).length
        assert beside < 0.1, (place, beside)


def test_a_picked_point_says_what_holds_it_and_what_is_near(pack: Pack, extents: Extents) -> None:
    """In a town: its units, narrow to wide, and the town itself as the nearest known place."""
    picked = pick(pack, extents.boundaries, PALMYRA)
    assert picked.units == ("SY040500", "SY0405", "SY04", "SY")
    assert picked.nearest[0][0].name_en == "Palmyra"
    assert not picked.is_at_border
    assert [level for level, _ in levels_of(pack, picked)] == ["adm3", "adm2", "adm1"]


@given(st.floats(32.4, 37.2), st.floats(35.8, 42.2))
@settings(max_examples=15)
def test_the_unit_of_a_point_holds_it(latitude: float, longitude: float) -> None:
    """Wherever it lies: the governorate by its outline, and every unit inside the one after it."""
    pack = load_syria()
    extents = extents_of_syria()
    try:
        picked = pick(pack, extents.boundaries, (latitude, longitude))
    except LocateError:
        assert not extents.boundaries.units_at((latitude, longitude))
        return
    for narrow, wide in zip(picked.units, picked.units[1:], strict=False):
        assert pack.gazetteer.is_within(narrow, wide)
    (inside, *_) = extents.boundaries.units_at((latitude, longitude))
    assert inside in picked.units


def test_a_picked_place_is_as_precise_as_was_said(pack: Pack, extents: Extents) -> None:
    """The point where the point was meant, the unit alone where no more is known, a known place with its own point."""
    picked = pick(pack, extents.boundaries, PALMYRA)
    exact = picked_where(pack, picked, "the well", precision="exact")
    near = picked_where(pack, picked, "the well", precision="near", radius_km=5)
    unit = picked_where(pack, picked, "the well", precision="adm2")
    known = picked_where(pack, picked, "the well", precision="exact", place=picked.nearest[0][0].id)
    assert (exact.place, exact.precision, exact.point, exact.radius_km) == ("SY040500", "exact", PALMYRA, None)
    assert (near.precision, near.radius_km) == ("near", 5)
    assert (unit.place, unit.precision, unit.point) == ("SY0405", "adm2", None)
    assert known.point == pack.gazetteer.point(known.place or "")
    assert all(each.words == "the well" and each.way for each in (exact, near, unit, known))


@pytest.mark.parametrize("point", [(34.0, 34.0), (340.0, 38.0)])
def test_a_point_at_sea_or_nowhere_is_refused(pack: Pack, extents: Extents, point: tuple[float, float]) -> None:
    """With what is wanted."""
    with pytest.raises(LocateError, match="latitude"):
        pick(pack, extents.boundaries, point)


def test_near_wants_a_distance_and_a_level_wants_a_unit(pack: Pack, extents: Extents) -> None:
    """Nothing is made up in their place."""
    picked = pick(pack, extents.boundaries, PALMYRA)
    with pytest.raises(LocateError, match="how far off"):
        picked_where(pack, picked, "the well", precision="near")
    with pytest.raises(LocateError, match="no place"):
        picked_where(pack, picked, "the well", precision="exact", place="nowhere")
    with pytest.raises(LocateError, match="never"):
        picked_where(pack, picked, "the well", precision="area")


def load_syria() -> Pack:
    """For the law, which takes no fixture."""
    return _LOADED.setdefault("pack", load_pack("syria"))


def extents_of_syria() -> Extents:
    """For the law, which takes no fixture."""
    return _SHAPES.setdefault("shapes", Extents(load_syria()))


_LOADED: dict[str, Pack] = {}
_SHAPES: dict[str, Extents] = {}
