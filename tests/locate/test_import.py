"""Sources of places are read in their own forms, merged, and never entered twice."""

import json
import zipfile
from pathlib import Path

import pytest

from marsad.locate.boundaries import Boundaries, load_boundaries
from marsad.locate.merge import Merged, merge
from marsad.locate.sources import read_source
from marsad.model.errors import LocateError
from marsad.model.place import Place
from marsad.packs import Pack
from marsad.packs.make import country_codes, keep_imported, make_pack

NOWHERE = Boundaries({})
EXLAND = {
    "XX": Place("XX", "Exland", None, "country", 0, (), 33.0, 40.0),
    "XX01": Place("XX01", "Norday", "نورداي", "adm1", 1, ("XX",), 34.0, 40.0),
    "XX02": Place("XX02", "Sudlin", "سودلين", "adm1", 1, ("XX",), 32.0, 40.0),
}


def imported(path: Path, known: dict[str, Place] | None = None, country: str | None = None) -> Merged:
    boundaries = Boundaries({})
    return merge(read_source(path), known or EXLAND, boundaries, countries={"EXL": "XX"}, country=country)


def square(west: float, south: float) -> dict[str, object]:
    ring = [[west, south], [west + 1, south], [west + 1, south + 1], [west, south + 1], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def geojson(path: Path, *features: tuple[dict[str, object], dict[str, object]]) -> Path:
    path.write_text(
        json.dumps(
            {
                "type": "FeatureCollection",
                "features": [{"type": "Feature", "properties": p, "geometry": g} for p, g in features],
            }
        )
    )
    return path


def dump_line(number: str, name: str, others: str, lat: str, lon: str, code: str = "PPL", people: str = "0") -> str:
    kind = "A" if code.startswith("ADM") else "P"
    return "\t".join(
        [
            number,
            name,
            name,
            others,
            lat,
            lon,
            kind,
            code,
            "XX",
            "",
            "01",
            "",
            "",
            "",
            people,
            "",
            "10",
            "UTC",
            "2024-01-01",
        ]
    )


def test_a_geonames_dump_is_read_line_by_line(tmp_path: Path) -> None:
    """Names in both scripts, points and people; what does not parse is listed with its line."""
    path = tmp_path / "XX.txt"
    good = dump_line("7001", "Belmara", "Bilmara,بلمارة", "34.2", "40.2", people="1200")
    path.write_text("\n".join([good, "too\tshort", dump_line("7002", "Kastra", "", "north", "40")]))
    merged = imported(path)
    (place,) = merged.places.values()
    assert (place.id, place.name_en, place.name_ar, place.population) == ("gn:7001", "Belmara", "بلمارة", 1200)
    assert place.within == ("XX",)
    assert [at for at, _ in merged.set_aside] == ["line 2", "line 3"]
    assert "19" in merged.set_aside[0][1]


def test_a_dumps_own_units_lead_to_the_known_ones(tmp_path: Path) -> None:
    """GeoNames has numbers of its own for first-level units; their names tell which P-code is meant."""
    path = tmp_path / "XX.txt"
    unit, village = (
        dump_line("600", "Norday", "", "34", "40", code="ADM1"),
        dump_line("7001", "Belmara", "", "34.2", "40.2"),
    )
    path.write_text(f"{village}\n{unit}\n")
    assert imported(path).places["gn:7001"].within == ("XX01", "XX")


def test_places_without_any_unit_lie_where_all_around_them_do(tmp_path: Path) -> None:
    """Known places near by tell the country; far from any, the import asks for it."""
    known = {**EXLAND, "t:1": Place("t:1", "Kastra", None, "locality", 4, ("XX01", "XX"), 34.1, 40.1)}
    path = tmp_path / "mine.csv"
    path.write_text("name,lat,lon\nBelmara,34.2,40.2\nFaraway,10,10\n")
    merged = imported(path, known)
    assert [place.within for place in merged.places.values()] == [("XX",)]
    assert "--country" in merged.set_aside[0][1]


def test_a_zipped_dump_is_read_too(tmp_path: Path) -> None:
    """As GeoNames offers it for download."""
    with zipfile.ZipFile(tmp_path / "XX.zip", "w") as archive:
        archive.writestr("readme.txt", "licence")
        archive.writestr("XX.txt", dump_line("7001", "Belmara", "", "34.2", "40.2"))
    assert set(imported(tmp_path / "XX.zip").places) == {"gn:7001"}


def test_ocha_codes_side_by_side_make_the_whole_chain(tmp_path: Path) -> None:
    """ADM1 to ADM2 in one line, each unit once."""
    path = tmp_path / "codes.csv"
    path.write_text(
        "ADM0_PCODE,ADM0_EN,ADM1_PCODE,ADM1_EN,ADM1_AR,ADM2_PCODE,ADM2_EN\n"
        "XX,Exland,XX03,Westrin,وسترين,XX0301,Arlo\nXX,Exland,XX03,Westrin,وسترين,XX0302,Barlo\nXX,Exland,XX03,,,XX0303,\n",
        encoding="utf-8",
    )
    merged = imported(path)
    assert merged.places["XX0302"].within == ("XX03", "XX")
    assert merged.places["XX03"].name_ar == "وسترين"
    assert [at for at, _ in merged.set_aside] == ["line 4"]


def test_ocha_outlines_become_units_and_boundaries(tmp_path: Path) -> None:
    """COD-AB as GeoJSON: the unit, a point inside it, and its outline."""
    path = geojson(
        tmp_path / "adm2.geojson",
        (
            {"ADM2_PCODE": "XX0101", "ADM2_EN": "Kastra", "ADM2_AR": "كسترا", "ADM1_PCODE": "XX01", "ADM0_PCODE": "XX"},
            square(40, 34),
        ),
        ({"ADM2_PCODE": "XX0102"}, square(41, 34)),
    )
    merged = imported(path)
    place = merged.places["XX0101"]
    assert (place.level, place.within) == (2, ("XX01", "XX"))
    assert 34 < (place.latitude or 0) < 35
    assert set(merged.outlines) == {"XX0101"}
    assert [at for at, _ in merged.set_aside] == ["feature 2"]


def test_geoboundaries_find_the_unit_that_is_known_by_its_name(tmp_path: Path) -> None:
    """They have no P-codes: the outline goes to the unit of that name and level."""
    path = geojson(
        tmp_path / "gb.geojson",
        ({"shapeName": "Norday", "shapeID": "B1", "shapeGroup": "EXL", "shapeType": "ADM1"}, square(40, 34)),
    )
    merged = imported(path)
    assert merged.places == {}
    assert set(merged.outlines) == {"XX01"}


def test_whos_on_first_features_are_read_from_a_folder(tmp_path: Path) -> None:
    """One file a place, as it is published; deprecated ones are left out."""
    folder = tmp_path / "data"
    folder.mkdir()
    for number, gone in ((11, ""), (12, "2020-01-01")):
        about = {
            "wof:id": number, "wof:name": f"Hamlet {number}", "wof:placetype": "locality", "iso:country": "XX",
            "geom:latitude": 34.5, "geom:longitude": 40.5, "name:ara_x_preferred": ["قرية"], "edtf:deprecated": gone,
        }  # fmt: skip
        feature = {"type": "Feature", "properties": about, "geometry": {"type": "Point", "coordinates": [40.5, 34.5]}}
        (folder / f"{number}.geojson").write_text(json.dumps(feature))
    assert set(imported(folder).places) == {"wof:11"}


def test_a_table_of_ones_own_needs_a_name_and_a_place(tmp_path: Path) -> None:
    """Columns by any usual name; what lacks a name, a point or a sense is listed."""
    path = tmp_path / "mine.csv"
    path.write_text(
        "Name,Arabic,Latitude,Longitude,parent\nBelmara,بلمارة,34.2,40.2,XX01\n,,34.2,40.2,XX01\nKastra,,95,40,XX01\n"
        "Tirzan,,0,0,XX02\nArlo,,,,\nBarlo,,,,XX02\n",
        encoding="utf-8",
    )
    merged = imported(path)
    assert {place.name_en for place in merged.places.values()} == {"Belmara", "Barlo"}
    reasons = dict(merged.set_aside)
    assert "no name" in reasons["line 3"]
    assert "globe" in reasons["line 4"]
    assert "unknown" in reasons["line 5"]
    assert "line 6" in reasons


def test_importing_again_changes_nothing(tmp_path: Path) -> None:
    """The second time everything is as it was, with ids and without."""
    path = tmp_path / "mine.csv"
    path.write_text("name,lat,lon,parent\nBelmara,34.2,40.2,XX01\nBelmara,34.9,40.9,XX01\n")
    first = imported(path)
    again = imported(path, {**EXLAND, **first.places})
    assert first.new == 2
    assert (again.new, again.changed, again.unchanged) == (0, 0, 2)


def test_the_same_place_of_another_source_is_merged(tmp_path: Path) -> None:
    """One name within a kilometre and a half is one place, with the names of both."""
    known = {**EXLAND, "wof:5": Place("wof:5", "Belmara", "بلمارة", "locality", 4, ("XX01", "XX"), 34.2, 40.2)}
    path = tmp_path / "XX.txt"
    near, far = dump_line("1", "Bilmara", "Belmara", "34.205", "40.2"), dump_line("2", "Belmara", "", "34.4", "40.2")
    path.write_text(f"{near}\n{far}\n")
    merged = imported(path, known)
    assert merged.places["wof:5"].other_names == ("Bilmara",)
    assert set(merged.places) == {"wof:5", "gn:2"}


def test_what_one_source_holds_twice_stays_two(tmp_path: Path) -> None:
    """Two ids of one source are two places to it, however near."""
    path = tmp_path / "XX.txt"
    path.write_text("\n".join(dump_line(n, "Belmara", "", "34.2", "40.2") for n in ("1", "2")))
    assert set(imported(path).places) == {"gn:1", "gn:2"}


def test_outlines_give_the_unit_and_flag_what_disagrees(tmp_path: Path) -> None:
    """A place without a unit gets the one that holds it; one listed elsewhere is flagged, and kept as it is listed."""
    pack = make_pack(tmp_path / "pack", includes="world")
    shapes = geojson(
        tmp_path / "adm1.geojson",
        ({"pcode": "XX01", "name_en": "Norday", "parent_pcode": "SY"}, square(40, 34)),
        ({"pcode": "XX02", "name_en": "Sudlin", "parent_pcode": "SY"}, square(40, 32)),
    )
    done = merge(read_source(shapes), pack.places, load_boundaries(pack), countries=country_codes())
    pack = keep_imported(pack, done.places, done.outlines)
    table = tmp_path / "mine.csv"
    table.write_text("name,lat,lon,parent\nBelmara,34.5,40.5,\nKastra,34.5,40.6,XX02\n")
    merged = merge(read_source(table), pack.places, load_boundaries(pack), countries=country_codes())
    by_name = {place.name_en: place for place in merged.places.values()}
    assert by_name["Belmara"].within[0] == "XX01"
    assert by_name["Kastra"].within[0] == "XX02"
    (flag,) = merged.flagged
    assert "Kastra" in flag
    assert "XX01" in flag


@pytest.mark.parametrize(
    ("name", "data", "complaint"),
    [
        ("nothing.csv", None, "no file"),
        ("a.docx", b"x", "wanted"),
        ("a.csv", b"a,b\n1,2\n", "wanted one of names"),
        ("a.csv", b"\xe4\xf6", "UTF-8"),
        ("a.geojson", b"{", "GeoJSON"),
        ("a.json", b"[1]", "feature collection"),
        ("a.zip", b"PK", "cannot be read"),
    ],
)
def test_what_is_no_source_is_refused_with_what_is_wanted(
    tmp_path: Path, name: str, data: bytes | None, complaint: str
) -> None:
    """Found, wanted, and what to do."""
    if data is not None:
        (tmp_path / name).write_bytes(data)
    with pytest.raises(LocateError, match=complaint):
        read_source(tmp_path / name)


def test_the_shared_tables_import_whole(shared: Path, syria: Pack) -> None:
    """Who's On First, GeoNames and OCHA's codes: nothing set aside, nothing new the second time."""
    known = dict(syria.places)
    for name in (
        "geonames_syria.csv",
        "geonames_iraq.csv",
        "syr_pcodes.csv",
        "irq_pcodes.csv",
        "syr_neighbourhoods.csv",
    ):
        source = read_source(shared / "data" / "places" / name)
        merged = merge(source, known, load_boundaries(syria), countries=country_codes())
        assert not merged.set_aside, name
        known |= merged.places
        again = merge(source, known, load_boundaries(syria), countries=country_codes())
        assert (again.new, again.changed) == (0, 0), name
