"""What cannot be right in a file of places is set aside with its reason, and nothing is put together that is two."""

import json
from pathlib import Path

import pytest

from marsad.locate.boundaries import Boundaries
from marsad.locate.merge import Merged, merge
from marsad.locate.sources import read_source
from marsad.model.errors import LocateError
from marsad.model.place import Place

EXLAND = {
    "XX": Place("XX", "Exland", None, "country", 0, (), 15.0, 44.0),
    "XX01": Place("XX01", "Norday", "نورداي", "adm1", 1, ("XX",), 16.0, 44.0),
    "XX02": Place("XX02", "Sudlin", "سودلين", "adm1", 1, ("XX",), 14.0, 45.0),
    "gn:7": Place("gn:7", "Tarvik", None, "locality", 4, ("XX01", "XX"), 16.2, 44.2, None, (), "geonames"),
}


def taken(path: Path, known: dict[str, Place] | None = None) -> Merged:
    return merge(read_source(path), known or EXLAND, Boundaries({}), countries={"EXL": "XX"})


def table(folder: Path, *lines: str) -> Path:
    path = folder / "places.csv"
    path.write_text("\n".join(("id,name,lat,lon,country", *lines)), encoding="utf-8")
    return path


def ring(west: float, south: float, size: float = 1.0, *more: float) -> list[list[float]]:
    corners = [(0, 0), (size, 0), (size, size), (0, size), (0, 0)]
    return [[west + x, south + y, *more] for x, y in corners]


def features(path: Path, *given: object, **members: object) -> Path:
    path.write_text(json.dumps({"type": "FeatureCollection", **members, "features": list(given)}))
    return path


def unit(properties: dict[str, object], *rings: list[list[float]], many: bool = False) -> dict[str, object]:
    kind, coordinates = ("MultiPolygon", [list(rings)]) if many else ("Polygon", list(rings))
    geometry = {"type": kind, "coordinates": coordinates}
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def test_latitude_and_longitude_in_each_others_place_are_set_aside(tmp_path: Path) -> None:
    """The point is nowhere near the country, and would be if its numbers were exchanged."""
    merged = taken(table(tmp_path, "1,Good,15.1,44.1,XX", "2,Turned,44.1,15.1,XX"))
    assert [place.name_en for place in merged.places.values()] == ["Good"]
    assert merged.set_aside == (("line 3", merged.set_aside[0][1]),)
    assert "exchanged" in merged.set_aside[0][1]


def test_an_id_used_twice_for_two_places_is_set_aside(tmp_path: Path) -> None:
    """Neither is lost in the other; the same line twice is one place."""
    merged = taken(table(tmp_path, "1,Harlo,15.1,44.1,XX", "1,Venka,14.0,45.0,XX", "1,Harlo,15.1,44.1,XX"))
    assert [place.name_en for place in merged.places.values()] == ["Harlo"]
    assert [at for at, _ in merged.set_aside] == ["line 3"]
    assert "Harlo (line 2)" in merged.set_aside[0][1]


def test_two_districts_of_one_name_in_two_governorates_stay_two(tmp_path: Path) -> None:
    """And a list with codes that comes later is merged with each in its own governorate."""
    path = features(
        tmp_path / "geoBoundaries.geojson",
        unit({"shapeName": "Norday", "shapeID": "1", "shapeGroup": "EXL", "shapeType": "ADM1"}, ring(43.5, 15.5)),
        unit({"shapeName": "Sudlin", "shapeID": "2", "shapeGroup": "EXL", "shapeType": "ADM1"}, ring(44.5, 13.5)),
        unit({"shapeName": "Midar", "shapeID": "3", "shapeGroup": "EXL", "shapeType": "ADM2"}, ring(43.6, 15.6, 0.2)),
        unit({"shapeName": "Midar", "shapeID": "4", "shapeGroup": "EXL", "shapeType": "ADM2"}, ring(44.6, 13.6, 0.2)),
    )
    merged = taken(path)
    assert {key: place.within for key, place in merged.places.items() if place.level == 2} == {
        "gb:3": ("XX01", "XX"), "gb:4": ("XX02", "XX"),
    }  # fmt: skip
    codes = tmp_path / "codes.csv"
    codes.write_text("pcode,level,name_en,name_ar,parent_pcode\nXX0201,adm2,Midar,ميدار,XX02\n", encoding="utf-8")
    again = taken(codes, {**EXLAND, **merged.places})
    assert {key: place.name_ar for key, place in again.places.items()} == {"gb:4": "ميدار"}


def test_heights_holes_and_parts_of_outlines_are_read(tmp_path: Path) -> None:
    """A multipolygon with a hole and a height at each point; the hole is not inside."""
    hole = list(reversed(ring(44.2, 15.2, 0.5, 7.0)))
    given = unit({"ADM1_EN": "Norday", "ADM1_PCODE": "XX01", "ADM0_PCODE": "XX"}, ring(44, 15, 1, 7.0), hole, many=True)
    merged = taken(features(tmp_path / "units.geojson", given))
    from shapely.geometry import shape

    inside = Boundaries({"XX01": shape(merged.outlines["XX01"])})
    assert inside.units_at((15.1, 44.1)) == ("XX01",)
    assert inside.units_at((15.45, 44.45)) == ()


def test_a_file_in_another_coordinate_system_is_refused_with_the_way_out(tmp_path: Path) -> None:
    """Stated in the file: the whole file; found by its numbers: each feature."""
    given = unit({"ADM1_EN": "Norday", "ADM1_PCODE": "XX01", "ADM0_PCODE": "XX"}, ring(700_000, 1_500_000, 90_000))
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::32638"}}
    with pytest.raises(LocateError, match=r"EPSG::32638.*degrees"):
        read_source(features(tmp_path / "stated.geojson", given, crs=crs))
    ((_, why),) = read_source(features(tmp_path / "bare.geojson", given)).set_aside
    assert "projection" in why
    plain = {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}
    assert read_source(features(tmp_path / "plain.geojson", crs=plain)).set_aside == []


def test_features_that_are_none_or_have_broken_outlines_are_listed(tmp_path: Path) -> None:
    """Each with its number and what it is; the others are read."""
    good = unit({"admin1Name_en": "Norday", "admin1Pcode": "XX01", "admin0Pcode": "XX"}, ring(44, 15))
    broken = unit({"ADM1_EN": "Sudlin", "ADM1_PCODE": "XX02"}, [[1.0, 2.0], [3.0, 4.0]])
    source = read_source(features(tmp_path / "units.geojson", None, good, broken, "text"))
    assert [place.id for place in source.places] == ["XX01"]
    assert [at for at, _ in source.set_aside] == ["feature 1", "feature 3", "feature 4"]
    assert "outline cannot be read" in source.set_aside[1][1]


def test_a_spreadsheets_unicode_text_is_read_and_other_encodings_are_refused(tmp_path: Path) -> None:
    """UTF-16 says what it is; a Windows code page does not."""
    path = tmp_path / "places.csv"
    path.write_bytes("name,name_ar,lat,lon\nHarlo,هارلو,15.1,44.1\n".encode("utf-16"))
    assert read_source(path).places[0].names == ("Harlo", "هارلو")
    path.write_bytes("name,name_ar,lat,lon\nHarlo,هارلو,15.1,44.1\n".encode("cp1256"))
    with pytest.raises(LocateError, match="UTF-8"):
        read_source(path)


def test_cyrillic_names_are_found_as_they_are_written(tmp_path: Path) -> None:
    """Names in any script are names; those of a unit come from its own language too."""
    from marsad.packs.gazetteer import Gazetteer

    line = "\t".join(
        ["71", "Harlo", "Harlo", "Харло,Хар'ло", "15.1", "44.1", "P", "PPL", "XX", "", *[""] * 4, "900", *[""] * 4]
    )
    path = tmp_path / "XX.txt"
    path.write_text(line + "\n", encoding="utf-8")
    gazetteer = Gazetteer({**EXLAND, **taken(path).places}, home="XX")
    assert [match.id for match in gazetteer.look_up("харло")] == ["gn:71"]


def test_importing_again_changes_nothing_whatever_was_set_aside(tmp_path: Path) -> None:
    """Broken lines are listed each time; good ones are as they were."""
    path = table(tmp_path, "1,Harlo,15.1,44.1,XX", "2,Turned,44.1,15.1,XX", "3,,15,44,XX", "4,Venka,x,44,XX")
    first = taken(path)
    second = taken(path, {**EXLAND, **first.places})
    assert (first.new, second.new, second.changed) == (1, 0, 0)
    assert first.set_aside == second.set_aside
    assert len(first.set_aside) == 3
