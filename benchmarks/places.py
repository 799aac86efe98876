"""Places: gold placed anew, village names of UCDP, Arabic spelling variants, names that many places bear, speed.

Run: ``python benchmarks/places.py [SHARED]`` with the folder of gold and data. Prints one JSON object. Peers over the
same table in the same run: exact look-up, rapidfuzz alone, geonames-tagger (tags only; it places nothing, so a name
that it tags with one place of the governorate counts as its answer).
"""

import contextlib
import csv
import dataclasses
import json
import os
import platform
import random
import re
import resource
import subprocess
import sys
import tempfile
import time
import unicodedata
from collections import defaultdict
from pathlib import Path

from rapidfuzz import fuzz, process

from marsad.locate import find_place, locate
from marsad.locate.boundaries import load_boundaries
from marsad.locate.merge import merge
from marsad.locate.resolve import Context, resolve
from marsad.locate.sources import read_source
from marsad.model.claim import Count, Reading, Where
from marsad.model.codec import decode_claim
from marsad.model.report import Report
from marsad.packs import Pack, load_pack
from marsad.packs.gazetteer import distance_km, names_of
from marsad.packs.make import country_codes, keep_imported, make_pack

HERE = Path(__file__).resolve().parents[1]
THRESHOLDS = {
    "gold_governorate": 0.99, "gold_below": 0.90, "ucdp_right": 0.85, "ucdp_wrong_at_most": 0.03,
    "arabic_variants": 0.97, "ambiguous_answered": 0, "load_seconds_at_most": 1.0, "reports_per_second": 300,
}  # fmt: skip
RIGHT_KM = 10


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def blank(where: Where) -> Where:
    return Where(where.words, span=where.span)


def blank_count(count: Count) -> Count:
    return dataclasses.replace(count, where=tuple(map(blank, count.where)), parts=tuple(map(blank_count, count.parts)))


def gold_readings(shared: Path) -> list[tuple[dict, Reading, Reading]]:
    """(JSON, gold reading, the same without its places) of every gold report."""
    found = []
    for path in sorted(shared.glob("gold/*/*.json")) + sorted(shared.glob("gold/*/series/*.json")):
        data = json.loads(path.read_text(encoding="utf-8"))
        if not isinstance(data, dict) or "claims" not in data:
            continue
        text = path.with_suffix(".txt")
        words = text if text.exists() else shared / "seed" / "article.txt"
        about = data["report"]
        report = Report(
            about["id"],
            words.read_text(encoding="utf-8"),
            about.get("publisher"),
            about.get("language"),
            None,
            about.get("title"),
        )
        claims = tuple(map(decode_claim, data["claims"]))
        bare = tuple(
            dataclasses.replace(
                claim, where=tuple(map(blank, claim.where)), counts=tuple(map(blank_count, claim.counts))
            )
            for claim in claims
        )
        found.append((data, Reading(report, claims), Reading(report, bare)))
    return found


def measure_gold(shared: Path, pack: Pack) -> dict[str, float]:
    """where-within by level, place by place."""
    right: dict[str, int] = defaultdict(int)
    asked: dict[str, int] = defaultdict(int)
    for data, gold, bare in gold_readings(shared):
        placed = locate(bare, pack)
        for mine, theirs in zip(placed.claims, gold.claims, strict=True):
            pairs = list(zip(mine.where, theirs.where, strict=True))
            for one, other in zip(mine.walk(), theirs.walk(), strict=True):
                pairs += zip(one.where, other.where, strict=True)
            for got, want in pairs:
                if want.place:
                    level = "governorate" if want.precision in ("adm1", "area", "country") else "below"
                    name = f"{data['report'].get('language')}_{level}"
                    asked[name] += 1
                    right[name] += got.place is not None and (
                        got.place.startswith(want.place) or want.place in got.within
                    )
    return {name: round(right[name] / asked[name], 4) for name in sorted(asked)} | {
        f"{name}_asked": asked[name] for name in sorted(asked)
    }


def import_wof(shared: Path, folder: Path) -> Pack:
    """The pack with the whole of Who's On First imported."""
    pack = make_pack(folder / "pack", includes="syria")
    merged = merge(
        read_source(shared / "data/places/wof_syria.csv"), pack.places, load_boundaries(pack), countries=country_codes()
    )
    return keep_imported(pack, merged.places, merged.outlines)


def bare_name(name: str) -> str:
    return re.sub(r"\s+(village|town)$", "", name)


def ucdp_names(shared: Path) -> list[dict[str, str]]:
    """Distinct village and town names of UCDP, by governorate, that are coded to a point (precision 1 or 2)."""
    found = {}
    for row in rows(shared / "data/places/ucdp_places_syria.csv"):
        if row["where_prec"] in ("1", "2") and re.search(r"\b(village|town)$", row["name"]):
            found.setdefault((row["name"], row["adm1_pcode"]), row)
    return list(found.values())


def letters(name: str) -> str:
    """A name's plain Latin letters without articles, for a measure of likeness that is not ours."""
    plain = "".join(letter for letter in unicodedata.normalize("NFKD", name.lower()) if letter.isascii())
    plain = re.sub(r"[^a-z ]", "", plain)
    return re.sub(r"\b([ae][lsdrnzt]|ash|ech)\b", "", plain).replace(" ", "")


def consonants(plain: str) -> str:
    """Its consonants, with the letters that French, English and Turkish write differently as one."""
    for pair in ("tch s", "ch s", "sh s", "dj j", "kh h", "gh g", "rh g", "th t", "dh d", "q k", "z s", "g k", "c k"):
        plain = plain.replace(*pair.split())
    return re.sub(r"(.)\1+", r"\1", re.sub(r"[aeiouywh]", "", plain))


def is_in_table(pack: Pack, row: dict[str, str]) -> bool:
    """Whether the table has a place of a like name within 10 km of the point, by another measure than ours.

    Three of four letters, or all consonants with three of five letters; a place that bears another name as well counts.
    """
    point = float(row["lat"]), float(row["lon"])
    asked = [plain for name in re.split(r"[/()]", bare_name(row["name"])) if (plain := letters(name))]
    for place in pack.places.values():
        if place.level == 4 and place.latitude is not None and abs(place.latitude - point[0]) < 0.1:
            if distance_km((place.latitude, place.longitude or 0), point) > RIGHT_KM:
                continue
            for name in filter(None, map(letters, names_of(place))):
                for one in asked:
                    alike = fuzz.ratio(one, name)
                    bones = consonants(one)
                    if alike >= 75 or (alike >= 60 and len(bones) > 1 and bones == consonants(name)):
                        return True
    return False


def is_shared(pack: Pack, row: dict[str, str]) -> bool:
    """Whether two or more places of the governorate bear the very name, which alone cannot tell them apart."""
    bearers = {
        place_id
        for name in re.split(r"[/()]", bare_name(row["name"]))
        for place_id in pack.gazetteer.exact(name)
        if pack.gazetteer.is_within(place_id, row["adm1_pcode"]) and pack.places[place_id].level == 4
    }
    return len(bearers) > 1


def tally(answers: list[tuple[tuple[float, float] | None, dict[str, str]]]) -> dict[str, float]:
    right = wrong = 0
    for point, row in answers:
        if point is not None:
            near = distance_km(point, (float(row["lat"]), float(row["lon"]))) <= RIGHT_KM
            right, wrong = right + near, wrong + (not near)
    return {"right": round(right / len(answers), 4), "wrong": round(wrong / len(answers), 4), "names": len(answers)}


def measure_ucdp(pack: Pack, names: list[dict[str, str]]) -> dict[str, object]:
    gazetteer = pack.gazetteer
    known = [is_in_table(pack, row) for row in names]

    def ours(row: dict[str, str]) -> tuple[float, float] | None:
        found = find_place(pack, row["name"], within=row["adm1_pcode"])
        return gazetteer.point(gazetteer.seats.get(found.place, found.place)) if found.place else None

    def point(row: dict[str, str]) -> tuple[float, float] | None:
        return ours(row) or find_place(pack, row["name"], within=row["adm1_pcode"]).point

    by_exact: dict[tuple[str, str], set[str]] = defaultdict(set)
    by_unit: dict[str, dict[str, str]] = defaultdict(dict)
    for place in pack.places.values():
        if place.level == 4 and len(place.within) > 1 and place.latitude is not None:
            for name in names_of(place):
                by_exact[name.lower(), place.within[-2]].add(place.id)
                by_unit[place.within[-2]][name.lower()] = place.id

    def exact(row: dict[str, str]) -> tuple[float, float] | None:
        ids = by_exact.get((bare_name(row["name"]).lower(), row["adm1_pcode"]), set())
        return gazetteer.point(next(iter(ids))) if len(ids) == 1 else None

    def fuzzy(row: dict[str, str]) -> tuple[float, float] | None:
        choices = by_unit[row["adm1_pcode"]]
        best = process.extractOne(bare_name(row["name"]).lower(), choices.keys(), scorer=fuzz.ratio, score_cutoff=85)
        return gazetteer.point(choices[best[0]]) if best else None

    with contextlib.redirect_stdout(sys.stderr):  # the peer logs to standard output
        tagger = geonames_tagger(pack)

    def tagged(row: dict[str, str]) -> tuple[float, float] | None:
        if tagger is None:
            return None
        numbers, places = tagger
        ids = {
            places[number]
            for tag in numbers(bare_name(row["name"]))
            for number in tag.id
            if gazetteer.is_within(places[number], row["adm1_pcode"])
        }
        return gazetteer.point(ids.pop()) if len(ids) == 1 else None

    result: dict[str, object] = {}
    shared = [is_shared(pack, row) for row in names]
    find_place(pack, "Nowhere at all")  # indexes are built at the first name
    for name, answer in (
        ("ours", ours), ("ours_with_points_of_several", point), ("exact", exact), ("rapidfuzz", fuzzy),
        ("geonames_tagger", tagged),
    ):  # fmt: skip
        began = time.process_time()
        answers = [(answer(row), row) for row in names]
        took = (time.process_time() - began) / len(names) * 1000
        result[name] = {
            "all_names": tally(answers),
            "names_that_the_table_has": tally([each for each, has in zip(answers, known, strict=True) if has]),
            "names_of_one_place_in_the_table": tally(
                [each for each, has, many in zip(answers, known, shared, strict=True) if has and not many]
            ),
            "milliseconds_a_name": round(took, 3),
        }
    result["geonames_tagger_is_there"] = tagger is not None
    return result


def geonames_tagger(pack: Pack):
    """The peer with our table: a function from a text to its tags, and our ids by its numbers; None without it."""
    try:
        import geonames_tagger.tagger as peer
        from geonames_tagger.util import text_norm
    except ImportError:
        return None
    ids = [place.id for place in pack.places.values() if place.level == 4]
    by_norm: dict[str, set[int]] = defaultdict(set)
    for number, place_id in enumerate(ids):
        for name in names_of(pack.places[place_id]):
            norm = text_norm(name)
            if norm and len(norm) >= 4:
                by_norm[norm].add(number)
    file = Path(tempfile.mkdtemp()) / "places.tsv"
    file.write_text(
        "".join(f"{n}\t{','.join(map(str, sorted(i)))}\t{n}\n" for n, i in by_norm.items()), encoding="utf-8"
    )
    peer.settings.places = str(file)
    list(peer.tag_locations("Damascus"))
    return (lambda text: list(peer.tag_locations(text))), ids


def variants(name: str, chance: random.Random) -> list[str]:
    """Five ways in which an Arabic name is typed otherwise."""
    plain = name.translate(str.maketrans("أإآ", "ااا")).replace("ى", "ي")
    ended = name[:-1] + "ه" if name.endswith("ة") else name[:-1] + "ى" if name.endswith("ي") else name + "\u200f"
    articled = name[2:] if name.startswith("ال") and len(name) > 4 else name if " " in name else "ال" + name
    at = chance.randrange(1, len(name)) if len(name) > 1 else 1
    marked = name[:at] + chance.choice("ـ\u064e\u064f\u0650\u0652") + name[at:]
    spaced = name.replace(" ", "", 1) if " " in name else name.replace("ي", "ی").replace("ك", "ک")
    return [plain, ended, articled, marked, spaced]


def measure_arabic(shared: Path, pack: Pack) -> dict[str, float]:
    """How often a variant leads to its place, alone or among those that bear the name, in its governorate."""
    chance = random.Random(11)
    gazetteer = pack.gazetteer
    found = asked = 0
    entries = [
        (f"wof:{row['wof_id']}", row["name_ar"], row["adm1_pcode"])
        for row in rows(shared / "data/places/wof_syria.csv")
        if row["name_ar"] and row["placetype"] == "locality" and row["adm1_pcode"]
    ] + [(row["pcode"], row["name_ar"], row["pcode"][:4]) for row in rows(shared / "data/places/syr_pcodes.csv")]
    for place_id, name, unit in entries:
        if place_id not in pack.places:
            continue
        for variant in variants(name, chance):
            answer = resolve(gazetteer, variant, Context(((unit, "asked for"),)))
            asked += 1
            offered = {answer.place, *answer.candidates} - {None}
            found += any(is_same(gazetteer, str(other), place_id) for other in offered)
    return {"found": round(found / asked, 4), "asked": asked}


def is_same(gazetteer, one: str, other: str) -> bool:
    """Whether an answer is the place: itself, the unit it is the seat of, or an entry of the same place."""
    if one == other or gazetteer.seats.get(one) == other or gazetteer.seats.get(other) == one:
        return True
    here, there = gazetteer.point(one), gazetteer.point(other)
    levels = gazetteer.places[one].level if one in gazetteer.places else 0, gazetteer.places[other].level
    if min(levels) <= 3:
        return gazetteer.is_within(one, other) or gazetteer.is_within(other, one)
    return here is not None and there is not None and distance_km(here, there) <= 1.0


def measure_ambiguous(shared: Path, pack: Pack) -> dict[str, int]:
    """Names with two or more bearers in one governorate that were answered by one of them, without evidence."""
    gazetteer = pack.gazetteer
    bearers: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in rows(shared / "data/places/wof_syria.csv"):
        if row["placetype"] == "locality" and row["adm1_pcode"]:
            for name in {row["name_en"], row["name_ar"]} - {""}:
                bearers[name, row["adm1_pcode"]].add(f"wof:{row['wof_id']}")
    many = {key: ids for key, ids in bearers.items() if len(ids) > 1}
    answered = with_evidence = 0
    for name, unit in many:
        answer = resolve(gazetteer, name, Context(((unit, "asked for"),)))
        if answer.place is not None:
            told = any(word in step for step in answer.way for word in ("unit", "last resort", "one place entered"))
            with_evidence, answered = with_evidence + told, answered + (not told)
    return {"names": len(many), "answered_without_evidence": answered, "answered_with_evidence": with_evidence}


def measure_speed(shared: Path, folder: Path) -> dict[str, float]:
    """Seconds are of the processor, so that other work on the machine does not count."""
    began = time.process_time()
    pack = load_pack(folder / "pack")
    pack.gazetteer.find("Homs", "en")
    loaded = time.process_time() - began
    began = time.process_time()
    _ = (pack.gazetteer.by_skeleton, pack.gazetteer.seats, pack.gazetteer.look_up("Nowhere at all"))
    first = time.process_time() - began
    readings = [bare for _, _, bare in gold_readings(shared)]
    for reading in readings:
        locate(reading, pack)
    began = time.process_time()
    for reading in readings:
        locate(reading, pack)
    placing = (time.process_time() - began) / len(readings)
    characters = sum(len(reading.report.text) for reading in readings) / len(readings)
    result = {
        "places": len(pack.places), "load_seconds": round(loaded, 3), "first_unknown_name_seconds": round(first, 3),
        "locate_milliseconds_a_report": round(placing * 1000, 3), "characters_a_report": round(characters),
    }  # fmt: skip
    try:
        from marsad.run.reading import read_whole
    except ImportError:
        return result
    reports = [dataclasses.replace(reading.report, published=None) for reading in readings]
    rates = []
    for _ in range(4):  # the first with words and names that were not met before, as on a desk's first day
        began = time.process_time()
        for report in reports:
            read_whole(report, pack)
        rates.append(round(len(reports) / (time.process_time() - began), 1))
    return result | {"first_reports_per_second": rates[0], "reports_per_second": max(rates)}


def main() -> None:
    shared = Path(sys.argv[1] if len(sys.argv) > 1 else os.environ.get("MARSAD_SHARED", HERE.parent / "shared"))
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        shipped, full = load_pack("syria"), import_wof(shared, folder)
        commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False)
        print(
            json.dumps(
                {
                    "benchmark": "places",
                    "gold": measure_gold(shared, shipped),
                    "ucdp": measure_ucdp(full, ucdp_names(shared)),
                    "arabic_variants": measure_arabic(shared, full),
                    "ambiguous": measure_ambiguous(shared, full),
                    "speed": measure_speed(shared, folder),
                    "memory_megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
                    "thresholds": THRESHOLDS,
                    "machine": f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}",
                    "commit": commit.stdout.strip(),
                }
            )
        )


if __name__ == "__main__":
    main()
