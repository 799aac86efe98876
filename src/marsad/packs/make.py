"""Making a pack folder, and keeping what is imported in it."""

import csv
import gzip
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from marsad.model.errors import PackError
from marsad.model.place import Place
from marsad.packs.pack import SHIPPED, Pack, load_pack
from marsad.packs.table import read_places, write_places

_PACK = """name: {name}
title: {{en: {title}}}
includes: [{includes}]
languages: [en, ar]
period: {{start: null, end: null}}
country: {country}
"""
_ACTORS = "id,kind,part_of,name_en,name_ar,also\n"
_AREAS = """# Named areas that are no single unit, one entry an extent:
# - id: my-area
#   name_en: My area
#   name_ar: منطقتي
#   other_names: [areas held by us]
#   units: [SY0901, SY0902]     # ids of the units that it mostly covers
#   valid_from: 2019-03-23      # leave out what is open
#   point: [35.0, 40.0]
#   radius_km: 40
"""


def make_pack(folder: Path, *, includes: str = "world", title: str | None = None, country: str | None = None) -> Pack:
    """A new pack folder that includes another pack and can be filled: places, areas, actors, lexicons.

    Raises:
        PackError: the folder holds a pack already, cannot be written, or the included pack is not there.
    """
    if (folder / "pack.yaml").exists():
        raise PackError(f"{folder} holds a pack already. Name another folder, or edit the files in it.")
    known = (SHIPPED / includes / "pack.yaml").is_file()
    if not known and not (Path(includes) / "pack.yaml").is_file():
        raise PackError(f"There is no pack {includes!r} to include: want a shipped one (syria, world) or a folder.")
    named = includes if known else str(Path(includes).resolve())
    name = folder.name or "pack"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        text = _PACK.format(name=name, title=json.dumps(title or name), includes=named, country=country or "null")
        (folder / "pack.yaml").write_text(text, encoding="utf-8")
        (folder / "actors.csv").write_text(_ACTORS, encoding="utf-8")
        (folder / "areas.yaml").write_text(_AREAS, encoding="utf-8")
    except OSError as problem:
        raise PackError(f"{folder} cannot be written: {problem}. Name a folder of your own.") from problem
    return load_pack(folder)


def keep_imported(pack: Pack, places: Mapping[str, Place], outlines: Mapping[str, Any]) -> Pack:
    """Writes imported places and outlines into a pack folder, beside what was imported before; the pack, loaded anew.

    Raises:
        PackError: the pack is one that ships, or its folder cannot be written.
    """
    if pack.root.parent == SHIPPED:
        raise PackError(f"{pack.name} ships and is not changed. Import into a folder of your own: --pack FOLDER.")
    table, shapes = pack.root / "imported" / "places.csv.gz", pack.root / "boundaries" / "imported.geojson.gz"
    try:
        if places:
            table.parent.mkdir(exist_ok=True)
            before = read_places(table, known=pack.places) if table.is_file() else {}
            write_places(table, {**before, **places}.values())
        if outlines:
            shapes.parent.mkdir(exist_ok=True)
            kept = json.loads(gzip.decompress(shapes.read_bytes()))["features"] if shapes.is_file() else []
            kept = [feature for feature in kept if feature["properties"]["pcode"] not in outlines]
            new = [
                {"type": "Feature", "properties": {"pcode": code}, "geometry": outline}
                for code, outline in outlines.items()
            ]
            data = json.dumps({"type": "FeatureCollection", "features": kept + new}, separators=(",", ":"))
            shapes.write_bytes(gzip.compress(data.encode(), 9, mtime=0))
    except OSError as problem:
        raise PackError(f"{pack.root} cannot be written: {problem}. Import into a folder of your own.") from problem
    return load_pack(pack.root)


def country_codes() -> dict[str, str]:
    """Two-letter codes of countries by their three letters."""
    with (SHIPPED / "world" / "country_codes.csv").open(encoding="utf-8", newline="") as file:
        return {row["iso3"]: row["iso2"] for row in csv.DictReader(file)}
