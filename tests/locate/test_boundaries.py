"""Outlines, areas at a time, and precision in the field's numbers."""

import json
from datetime import date
from pathlib import Path

import pytest

from marsad.locate.areas import area_at, is_in_area
from marsad.locate.boundaries import load_boundaries, read_geojson
from marsad.locate.geometry import circle, middle, offset
from marsad.locate.precision import from_code, radius_km, to_code
from marsad.model.errors import LocateError
from marsad.model.words import WherePrecision, allowed
from marsad.packs import Pack
from marsad.packs.gazetteer import distance_km
from marsad.packs.make import make_pack


def test_points_lie_in_the_units_whose_outlines_ship(syria: Pack) -> None:
    """Syria's governorates, those of neighbours, and countries."""
    outlines = load_boundaries(syria)
    assert outlines.units_at((35.335, 40.14)) == ("SY09", "SY")
    assert outlines.units_at((36.34, 43.13))[0] == "IQG15"
    assert outlines.units_at((0.0, 0.0)) == ()
    assert outlines.is_inside((35.335, 40.14), "SY09") is True
    assert outlines.is_inside((35.335, 40.14), "SY02") is False
    assert outlines.is_inside((35.335, 40.14), "SY090100") is None


def test_every_governorate_holds_its_own_seat(syria: Pack) -> None:
    """The outlines and the table agree on all fourteen."""
    outlines = load_boundaries(syria)
    for number in range(1, 15):
        unit = f"SY{number:02}"
        point = syria.gazetteer.point(syria.gazetteer.seats.get(unit, unit))
        assert point is not None
        assert outlines.is_inside(point, unit), unit


def test_few_places_of_the_shipped_table_disagree_with_the_outlines(syria: Pack) -> None:
    """Some on borders do; many would mean a wrong table."""
    assert len(load_boundaries(syria).disagreements(syria.places.values())) < 0.002 * len(syria.places)


def test_an_outline_without_a_code_is_refused(tmp_path: Path) -> None:
    """It could not be told whose it is."""
    pack = make_pack(tmp_path / "pack")
    (pack.root / "boundaries").mkdir()
    feature = {"type": "Feature", "properties": {}, "geometry": {"type": "Point", "coordinates": [40, 35]}}
    (pack.root / "boundaries" / "mine.geojson").write_text(json.dumps(feature))
    with pytest.raises(LocateError, match="without a code"):
        load_boundaries(pack)
    with pytest.raises(LocateError, match="GeoJSON"):
        read_geojson(tmp_path / "missing.geojson")


def test_a_place_is_in_an_area_at_its_time(syria: Pack) -> None:
    """Tall Abyad was in SDF-held areas in 2018, and not in 2021; a whole governorate cannot be told."""
    gazetteer = syria.gazetteer
    assert is_in_area(gazetteer, "SY110200", "sdf-held-areas", date(2018, 6, 1)) is True
    assert is_in_area(gazetteer, "SY110200", "sdf-held-areas", date(2021, 6, 1)) is False
    assert is_in_area(gazetteer, "SY12", "sdf-held-areas", date(2018, 6, 1)) is False
    assert is_in_area(gazetteer, "SY02", "sdf-held-areas", date(2018, 6, 1)) is None
    assert is_in_area(gazetteer, "SY04", "regime-held-areas", date(2025, 6, 1)) is False
    assert area_at(gazetteer, "regime-held-areas", date(2025, 6, 1)) is None


def test_unknown_areas_and_places_are_named(syria: Pack) -> None:
    """The message lists what there is."""
    with pytest.raises(LocateError, match="syrian-desert"):
        area_at(syria.gazetteer, "no-area", None)
    with pytest.raises(LocateError, match="marsad places find"):
        is_in_area(syria.gazetteer, "no-place", "syrian-desert")


def test_every_precision_has_a_number_in_each_scheme() -> None:
    """Only the unplaced has none; what we write and read back is no finer than it was."""
    order: list[WherePrecision] = ["exact", "near", "adm3", "adm2", "adm1", "area", "country"]
    assert set(order) | {"unplaced"} == allowed(WherePrecision)
    for scheme in ("acled", "ucdp"):
        codes = [to_code(precision, scheme) for precision in order]
        assert codes == sorted(codes, key=int)
        assert to_code("unplaced", scheme) is None
        for precision in order:
            code = to_code(precision, scheme)
            assert code is not None
            assert to_code(from_code(code, scheme), scheme) == code
    assert radius_km("exact") < radius_km("adm1") < radius_km("country")  # type: ignore[operator]


@pytest.mark.parametrize(("code", "scheme"), [(9, "acled"), (0, "ucdp"), (1, "other")])
def test_unknown_codes_are_refused(code: int, scheme: str) -> None:
    """A precision that no table has is an error, no guess."""
    with pytest.raises(LocateError, match="wanted"):
        from_code(code, scheme)
    with pytest.raises(LocateError, match="wanted acled or ucdp"):
        to_code("exact", "other")


@pytest.mark.parametrize("bearing", [0, 45, 90, 135, 180, 225, 270, 315])
def test_an_offset_is_as_far_as_it_says(bearing: float) -> None:
    """In every direction; and the middle of there and here lies halfway."""
    here = (35.0, 39.0)
    there = offset(here, bearing, 40)
    assert distance_km(here, there) == pytest.approx(40, rel=0.001)
    centre, radius = circle([here, there])
    assert centre == middle(here, there)
    assert radius == pytest.approx(20, rel=0.01)
