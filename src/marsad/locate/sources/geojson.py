"""GeoJSON of places and outlines: OCHA COD-AB, geoBoundaries, Who's On First, and points with names."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import shapely
from shapely.errors import ShapelyError
from shapely.geometry import shape

from marsad.locate.boundaries import read_geojson, valid
from marsad.locate.sources.raw import RawPlace, Source, coordinates, names_in, whole_number
from marsad.model.errors import LocateError

Properties = Mapping[str, Any]


def read_features(path: Path) -> Source:
    """The features of one GeoJSON file, or of all in a folder (Who's On First keeps one a place).

    Raises:
        LocateError: a file is no GeoJSON.
    """
    files = sorted(path.rglob("*.geojson")) if path.is_dir() else [path]
    source = Source("GeoJSON")
    for file in files:
        if file.stem.partition("-")[2].startswith("alt"):
            continue  # other geometries of a place that has one
        collection = read_geojson(file)
        _check_system(file, collection)
        for number, feature in enumerate(collection["features"], 1):
            where = f"{file.name}, feature {number}" if path.is_dir() else f"feature {number}"
            try:
                _take(feature, where, source)
            except (ValueError, KeyError, TypeError, AttributeError, ShapelyError) as problem:
                source.set_aside.append((where, str(problem) or type(problem).__name__))
    return source


def _check_system(file: Path, collection: Mapping[str, Any]) -> None:
    """GeoJSON is in degrees; older files may say that they are not."""
    crs = collection.get("crs")
    name = str((crs.get("properties") or {}).get("name", "")) if isinstance(crs, dict) else ""
    if name and not name.upper().endswith(("CRS84", "4326", "4979", "WGS84", "WGS 84")):
        raise LocateError(
            f"{file.name} is in the coordinate system {name}; wanted degrees (WGS 84). Convert it first, for example: "
            f"ogr2ogr -t_srs EPSG:4326 degrees.geojson {file.name}"
        )


_ADMIN = re.compile(r"admin(\d)(pcode|name(?:_?\w+)?)$")


def _key(key: object) -> str:
    """A property's name in small letters; admin1Pcode and admin1Name_en as adm1_pcode and adm1_en."""
    said = str(key).lower()
    match = _ADMIN.match(said)
    if match is None:
        return said
    return f"adm{match[1]}_{match[2] if match[2] == 'pcode' else match[2].removeprefix('name').strip('_') or 'name'}"


def _take(feature: Any, where: str, source: Source) -> None:
    if not isinstance(feature, dict) or not isinstance(feature.get("properties") or {}, dict):
        raise ValueError(f"it is {feature!r:.40}; wanted an object with properties and geometry")
    properties: Properties = {_key(key): value for key, value in (feature.get("properties") or {}).items()}
    try:
        outline = shape(feature["geometry"]) if feature.get("geometry") else None
    except (ValueError, KeyError, TypeError, AttributeError, ShapelyError) as problem:
        raise ValueError(f"its outline cannot be read: {problem}") from problem
    if outline is not None and outline.is_empty:
        outline = None
    reader = next(reader for has, reader in _FORMATS if has(properties))
    place = reader(properties, outline, where, source)
    if place is None:
        return
    source.places.append(place)
    if outline is not None and outline.geom_type in ("Polygon", "MultiPolygon") and place.level < 4:
        source.outlines[place.id] = shapely.geometry.mapping(valid(outline))


def _inside(outline: Any) -> tuple[float, float] | None:
    """A point inside an outline, as latitude and longitude; a point itself."""
    if outline is None:
        return None
    point = outline if outline.geom_type == "Point" else valid(outline).representative_point()
    return coordinates(round(point.y, 5), round(point.x, 5))


def _ocha(properties: Properties, outline: Any, where: str, source: Source) -> RawPlace:
    source.format = "OCHA COD-AB"
    level = max(level for level in range(5) if properties.get(f"adm{level}_pcode"))
    parents = tuple(
        str(properties[f"adm{up}_pcode"]) for up in range(level - 1, -1, -1) if properties.get(f"adm{up}_pcode")
    )
    names = names_in(
        *(_word(properties.get(f"adm{level}_{tail}")) for tail in ("en", "name", "ar", "name1", "fr", "ref", "alt1en"))
    )
    if not names:
        raise ValueError(f"the unit {properties[f'adm{level}_pcode']} has no name (ADM{level}_EN)")
    return RawPlace(
        str(properties[f"adm{level}_pcode"]),
        names,
        f"adm{level}",
        level,
        parents,
        _inside(outline),
        None,
        "ocha",
        where,
    )


def _coded(properties: Properties, outline: Any, where: str, source: Source) -> RawPlace:
    """Features with pcode, name_en, name_ar, parent_pcode."""
    source.format = "GeoJSON with P-codes"
    code, parent = str(properties["pcode"]), _word(properties.get("parent_pcode"))
    level = properties.get("level")
    names = names_in(_word(properties.get("name_en")), _word(properties.get("name_ar")), _word(properties.get("name")))
    if not names:
        raise ValueError(f"the unit {code} has no name (name_en)")
    depth = int(str(level)) if str(level).isdigit() else -1
    return RawPlace(code, names, "unit", depth, (parent,) if parent else (), _inside(outline), None, "ocha", where)


def _geoboundaries(properties: Properties, outline: Any, where: str, source: Source) -> RawPlace:
    source.format = "geoBoundaries"
    level = int(str(properties.get("shapetype") or "ADM1")[-1])
    names = names_in(_word(properties.get("shapename")))
    if not names:
        raise ValueError("it has no shapeName")
    country = _word(properties.get("shapegroup"))
    return RawPlace(
        f"gb:{properties.get('shapeid') or names[0]}", names, f"adm{level}", level, (country,) if country else (),
        _inside(outline), None, "geoboundaries", where,
    )  # fmt: skip


_WOF_LEVELS = {"country": 0, "region": 1, "county": 2, "localadmin": 3}


def _whosonfirst(properties: Properties, outline: Any, where: str, source: Source) -> RawPlace | None:
    source.format = "Who's On First"
    if properties.get("edtf:deprecated") not in (None, "", "uuuu") or properties.get("mz:is_current") == 0:
        return None
    names = [_word(properties.get("wof:name"))]
    for key, value in properties.items():
        if key.startswith(("name:ara", "name:eng", "name:kur", "name:und", "name:fra")):
            names += [_word(name) for name in (value if isinstance(value, list) else [value])]
    lat, lon = properties.get("geom:latitude"), properties.get("geom:longitude")
    point = coordinates(lat, lon) if lat is not None else None
    kind = _word(properties.get("wof:placetype")) or "locality"
    if kind in _WOF_LEVELS:
        return None  # units come from OCHA's codes
    country = _word(properties.get("iso:country") or properties.get("wof:country"))
    return RawPlace(
        f"wof:{properties['wof:id']}", names_in(*names), kind, 4, (country,) if country else (),
        point or _inside(outline), whole_number(properties.get("wof:population")), "who's on first", where,
    )  # fmt: skip


def _named(properties: Properties, outline: Any, where: str, _source: Source) -> RawPlace:
    """Any feature with a name."""
    name = properties.get("name_en") or properties.get("name") or properties.get("shapename")
    names = names_in(
        _word(name),
        _word(properties.get("name_ar")),
        _word(properties.get("name:ar")),
        _word(properties.get("other_names")),
    )
    if not names:
        raise ValueError("it has no name; wanted a property name, name_en or ADM1_EN")
    if outline is not None and outline.geom_type != "Point":
        raise ValueError(f"{names[0]} is an outline without a code; wanted ADM1_PCODE, pcode or shapeID")
    own = _word(properties.get("id"))
    return RawPlace(
        own, names, _word(properties.get("kind")) or "locality", 4, (), _inside(outline), None, "geojson", where
    )


def _word(value: object) -> str:
    return "" if value is None else str(value).strip()


_FORMATS: tuple[tuple[Any, Any], ...] = (
    (lambda properties: "wof:id" in properties, _whosonfirst),
    (lambda properties: any(f"adm{level}_pcode" in properties for level in range(5)), _ocha),
    (lambda properties: "shapename" in properties, _geoboundaries),
    (lambda properties: "pcode" in properties, _coded),
    (lambda _properties: True, _named),
)
