"""Tables of places: a GeoNames dump, OCHA's lists of codes, Who's On First as CSV, any CSV with names and points."""

import csv
import io
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from marsad.locate.sources.raw import RawPlace, Source, coordinates, names_in, whole_number
from marsad.model.errors import LocateError

GEONAMES = (
    "geonameid", "name", "asciiname", "alternatenames", "latitude", "longitude", "feature_class", "feature_code",
    "country_code", "cc2", "admin1", "admin2", "admin3", "admin4", "population", "elevation", "dem", "timezone",
    "modified",
)  # fmt: skip
# Levels of GeoNames feature codes; streams, hills and the rest of its classes are no places to find.
_UNITS = {"PCLI": 0, "ADM1": 1, "ADM2": 2, "ADM3": 3}
# What columns may be called, by what they hold.
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "id": ("id", "wof_id", "wof:id", "geonames_id", "geonameid", "pcode", "p_code", "place_id", "code"),
    "name_en": ("name_en", "name", "asciiname", "english", "place", "place_name", "settlement", "village", "en"),
    "name_ar": ("name_ar", "arabic", "arabic_name", "ar"),
    "others": ("other_names", "names_ar", "alternates", "alternatenames", "aliases", "alias", "also", "name_en_ref"),
    "lat": ("lat", "latitude", "y", "point_y"),
    "lon": ("lon", "lng", "long", "longitude", "x", "point_x"),
    "population": ("population", "pop", "population_2004"),
    "kind": ("kind", "placetype", "type", "feature_code"),
    "level": ("level", "admin_level"),
    "parents": (
        "parent", "parent_pcode", "adm4_pcode", "adm3_pcode", "adm2_pcode", "adm1_pcode", "admin3pcode", "admin2pcode",
        "admin1pcode", "adm0_pcode", "country", "country_code", "countrycode", "iso2",
    ),
}  # fmt: skip


def read_table(path: Path) -> Source:
    """A CSV, TSV or GeoNames dump (also zipped), told apart by what stands in it.

    Raises:
        LocateError: the file is no table, or has no column of names.
    """
    text = _text(path)
    first = text.split("\n", 1)[0]
    if first.count("\t") == len(GEONAMES) - 1 and first.split("\t")[0].isdigit():
        return _geonames(text)
    mark = "\t" if first.count("\t") > first.count(",") else ";" if first.count(";") > first.count(",") else ","
    rows = csv.DictReader(io.StringIO(text), delimiter=mark)
    header = {(name or "").strip().lower().lstrip("\ufeff"): name for name in rows.fieldnames or ()}
    if any(name.endswith("_pcode") or name in ("pcode", "parent_pcode") for name in header) and _ocha_level(header):
        return _ocha(rows, header)
    found = {field: [header[name] for name in names if name in header] for field, names in COLUMNS.items()}
    if not found["name_en"] and not found["name_ar"]:
        raise LocateError(
            f"{path.name} has the columns {', '.join(header) or 'none'}; wanted one of names "
            f"({', '.join(COLUMNS['name_en'])} or name_ar). Name the columns in the first line."
        )
    return _plain(rows, header, found)


def _text(path: Path) -> str:
    try:
        if path.suffix == ".zip":
            with zipfile.ZipFile(path) as archive:
                inner = [
                    name for name in archive.namelist() if name.endswith((".txt", ".csv")) and "readme" not in name
                ]
                if not inner:
                    raise LocateError(f"{path.name} holds no .txt or .csv; wanted a zipped GeoNames dump or CSV.")
                data = archive.read(max(inner, key=lambda name: archive.getinfo(name).file_size))
        else:
            data = path.read_bytes()
        is_wide = data.startswith((b"\xff\xfe", b"\xfe\xff"))  # as spreadsheets save "Unicode text"
        return data.decode("utf-16" if is_wide else "utf-8-sig")
    except (OSError, zipfile.BadZipFile) as problem:
        raise LocateError(f"{path} cannot be read: {problem}.") from problem
    except UnicodeDecodeError as problem:
        raise LocateError(
            f"{path.name} is not UTF-8 (byte {problem.start}). Save it as UTF-8 (in a spreadsheet: CSV UTF-8), then "
            "import it again."
        ) from problem


def _geonames(text: str) -> Source:
    source = Source("GeoNames dump")
    units: dict[tuple[str, str], str] = {}  # the dump's own first-level units, by country and code
    for line in text.splitlines():
        cells = line.split("\t")
        if len(cells) == len(GEONAMES) and cells[7] == "ADM1":
            units[cells[8], cells[10]] = f"gn:{cells[0]}"
    for number, line in enumerate(text.splitlines(), 1):
        cells = line.split("\t")
        if not line.strip():
            continue
        if len(cells) != len(GEONAMES):
            source.set_aside.append((f"line {number}", f"it has {len(cells)} columns; a GeoNames dump has 19"))
            continue
        row = dict(zip(GEONAMES, cells, strict=True))
        level = _UNITS.get(row["feature_code"], 4)
        if row["feature_class"] not in "PAT" and row["feature_code"] not in ("OILF", "CMP", "CMPRF", "AIRB", "AIRP"):
            continue
        try:
            point = coordinates(row["latitude"], row["longitude"])
            names = names_in(row["name"], row["asciiname"], "|".join(row["alternatenames"].split(",")))
            if not names or not row["geonameid"].isdigit():
                raise ValueError("it has no name or no number of its own")
            population = whole_number(row["population"])
        except ValueError as problem:
            source.set_aside.append((f"line {number}", str(problem)))
            continue
        kind = (
            "locality" if row["feature_class"] == "P" else f"adm{level}" if level < 4 else row["feature_code"].lower()
        )
        own, at = f"gn:{row['geonameid']}", f"line {number}"
        holders = (units.get((row["country_code"], row["admin1"])) if level > 1 else None, row["country_code"])
        parents = tuple(holder for holder in holders if holder and holder != own)
        source.places.append(RawPlace(own, names, kind, level, parents, point, population, "geonames", at))
    return source


def _ocha_level(header: Mapping[str, str]) -> bool:
    """Whether a table is a list of units: a level and a code, or columns ADM1_PCODE, ADM1_EN and so on."""
    if "pcode" in header and "level" in header:
        return True
    side_by_side = any(
        name in header for level in (1, 2, 3) for name in (f"adm{level}_en", f"admin{level}name_en", f"adm{level}_ar")
    )
    return side_by_side or ("adm1_name" in header and not {"name", "name_en", "place"} & set(header))


def _ocha(rows: "csv.DictReader[str]", header: Mapping[str, str]) -> Source:
    source = Source("OCHA list of codes")
    seen: set[str] = set()
    for number, row in enumerate(rows, 2):
        try:
            units = list(_units_of(row, header))
        except ValueError as problem:
            source.set_aside.append((f"line {number}", str(problem)))
            continue
        for unit in units:
            if unit.id not in seen:
                seen.add(unit.id)
                source.places.append(replace(unit, at=f"line {number}"))
    return source


def _units_of(row: Mapping[str, str], header: Mapping[str, str]) -> Iterator[RawPlace]:
    """The unit of a line, or all units of its chain (ADM0 to ADM3 side by side)."""
    get = _Cells(row, header)
    if "pcode" in header and "level" in header:
        code, said = get("pcode"), get("level").lower().removeprefix("adm")
        if not code or said not in ("0", "1", "2", "3", "4"):
            raise ValueError(f"the code is {code!r} and the level {get('level')!r}; wanted a P-code and adm1 to adm3")
        names = names_in(get("name_en"), get("name_ar"), get("name_en_ref"), get("other_names"))
        if not names:
            raise ValueError(f"the unit {code} has no name")
        population = whole_number(get("population_2004") or get("population"))
        point = coordinates(get("lat"), get("lon"))
        yield RawPlace(code, names, f"adm{said}", int(said), (get("parent_pcode"),), point, population, "ocha", "")
        return
    codes = {level: get(f"adm{level}_pcode") or get(f"admin{level}pcode") for level in range(4)}
    deepest = max((level for level, code in codes.items() if code), default=-1)
    if deepest < 0:
        raise ValueError("it has no P-code; wanted columns such as ADM1_PCODE, ADM1_EN")
    above: tuple[str, ...] = ()
    for level in range(deepest + 1):
        names = names_in(*(get(column.format(level)) for column in _NAME_COLUMNS))
        if codes[level] and names:
            point = coordinates(get("lat"), get("lon")) if level == deepest else None
            yield RawPlace(codes[level], names, f"adm{level}", level, above, point, None, "ocha", "")
        elif level == deepest:
            raise ValueError(f"the unit {codes[level]!r} has no name (ADM{level}_EN)")
        above = (codes[level], *above) if codes[level] else above


_NAME_COLUMNS = (
    "adm{}_en", "adm{}_name", "admin{}name_en", "adm{}_ar", "admin{}name_ar", "adm{}_ref", "adm{}_name1", "adm{}_fr",
)  # fmt: skip


class _Cells:
    """Cells of a line by column, whatever the case of the header."""

    def __init__(self, row: Mapping[str, str], header: Mapping[str, str]) -> None:
        self.row, self.header = row, header

    def __call__(self, name: str) -> str:
        column = self.header.get(name)
        return (self.row.get(column) or "").strip() if column is not None else ""


def _plain(rows: "csv.DictReader[str]", header: Mapping[str, str], found: Mapping[str, list[str]]) -> Source:
    is_wof, is_geonames = "wof_id" in header or "wof:id" in header, "geonames_id" in header and "wof_id" not in header
    source = Source("Who's On First" if is_wof else "GeoNames table" if is_geonames else "CSV")
    prefix = "wof:" if is_wof else "gn:" if is_geonames else ""
    kind = "neighbourhood" if "city_pcode" in header or "neighbourhood" in header else "locality"
    for number, row in enumerate(rows, 2):
        extra = list(row.values())[len(header) :]  # cells beyond the header, under the key None
        if extra and extra[0]:
            source.set_aside.append((f"line {number}", f"it has more cells than the {len(header)} columns of line 1"))
            continue
        try:
            place = _plain_place(row, found, prefix, number, source.format, kind)
        except ValueError as problem:
            source.set_aside.append((f"line {number}", str(problem)))
            continue
        if place:
            source.places.append(place)
    return source


_WOF_LEVELS = {"country": 0, "region": 1, "county": 2}


def _plain_place(
    row: Mapping[str, str], found: Mapping[str, list[str]], prefix: str, number: int, format: str, usual: str
) -> RawPlace | None:
    def cells(field: str) -> list[str]:
        return [(row.get(column) or "").strip() for column in found[field]]

    def cell(field: str) -> str:
        return next((value for value in cells(field) if value), "")

    kind = cell("kind") or usual
    if kind in _WOF_LEVELS and prefix == "wof:":
        return None  # units come from OCHA's codes; Who's On First has other ids for them
    names = names_in(cell("name_en"), cell("name_ar"), *cells("name_en"), *cells("others"))
    if not names:
        raise ValueError("it has no name")
    point = coordinates(cell("lat"), cell("lon"))
    level = cell("level").lower().removeprefix("adm") or "4"
    if level not in ("0", "1", "2", "3", "4"):
        raise ValueError(f"the level is {cell('level')!r}; wanted 0 to 4")
    own = cell("id")
    if not point and not own and not any(cells("parents")):
        raise ValueError("it has neither a point nor a code nor a unit that holds it")
    number_id = f"{prefix}{own}" if own else ""
    parents = tuple(code for code in cells("parents") if code and code != own)
    return RawPlace(
        number_id, names, kind, int(level), parents, point, whole_number(cell("population")), format.lower(),
        f"line {number}",
    )  # fmt: skip
