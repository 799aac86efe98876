"""Places and packs as commands use them: found by name, imported into a pack folder, checked."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from marsad.locate import find_place
from marsad.locate.boundaries import load_boundaries
from marsad.locate.merge import Merged, merge
from marsad.locate.pick import pick, picked_where
from marsad.locate.precision import to_code
from marsad.locate.resolve import describe
from marsad.locate.sources import read_source
from marsad.model.claim import Where
from marsad.model.codec import encode_where
from marsad.model.errors import LocateError, PackError
from marsad.packs import Pack, load_pack
from marsad.packs.gazetteer import distance_km
from marsad.packs.make import country_codes, keep_imported, make_pack

FOLDER = "marsad-pack"  # where imports go when no pack folder and no observatory is named


@dataclass(frozen=True, slots=True)
class Found:
    """What a name led to: the place as a claim would have it, and what is known of each place in question."""

    where: Where
    places: tuple[dict[str, Any], ...]


def pack_here(pack: str | None, folder: Path | None = None) -> str:
    """The pack that is meant: the one named, else the pack folder lying here, else syria."""
    own = (folder or Path.cwd()) / FOLDER
    return pack or (str(own) if (own / "pack.yaml").is_file() else "syria")


def find(words: str, *, pack: str, within: str | None = None) -> Found:
    """The place that words mean, in a unit or area where one is given.

    Raises:
        LocateError: there is no such unit or area, or a point ("35.33, 40.14") lies in no unit of the pack.
    """
    loaded = load_pack(pack)
    gazetteer = loaded.gazetteer
    if within is not None:
        within = _region(loaded, within)
    at = _POINT.fullmatch(words.strip())
    if at:
        return _at_point(loaded, (float(at[1]), float(at[2])), words)
    where = find_place(loaded, words, within=within)
    ids = [where.place] if where.place else list(where.candidates)
    if not ids:
        home = gazetteer.home
        heard = gazetteer.look_up(words)
        very = [match for match in heard if match.score == 1]
        near = very or [m for m in heard if home is None or gazetteer.is_within(m.id, home)]
        ids = [match.id for match in near[:5]]
    return Found(where, tuple(describe_place(loaded, place_id) for place_id in ids))


_POINT = re.compile(r"([+-]?\d{1,2}(?:\.\d+)?)\s*[,; ]\s*([+-]?\d{1,3}(?:\.\d+)?)")  # 35.33, 40.14


def _at_point(pack: Pack, point: tuple[float, float], words: str) -> Found:
    """The unit that holds a point, and the places nearest to it.

    Raises:
        LocateError: it lies in no unit that the pack has an outline of.
    """
    picked = pick(pack, load_boundaries(pack), point)
    near = tuple(f"{km:g} km from {describe(pack.gazetteer, place.id)}" for place, km in picked.nearest)
    doubt = ("the outlines cannot tell for sure on which side of a border it lies",) if picked.is_at_border else ()
    where = replace(
        picked_where(pack, picked, words, precision="exact"), way=("latitude and longitude in degrees", *near, *doubt)
    )
    return Found(where, (describe_place(pack, picked.units[0]),))


def _region(pack: Pack, said: str) -> str:
    """A unit or area by its id or by its name."""
    gazetteer = pack.gazetteer
    if gazetteer.get(said) or said in gazetteer.areas:
        return said
    units = [each for each in gazetteer.exact(said) if (place := gazetteer.get(each)) is None or place.level <= 3]
    if not units:
        raise LocateError(
            f"There is no unit or area {said!r} in the pack {pack.name}. Give a P-code such as SY09, or a name."
        )
    return units[0]


def describe_place(pack: Pack, place_id: str) -> dict[str, Any]:
    """What is known of a place or area, as plain data."""
    place = pack.gazetteer.get(place_id)
    if place is None:
        area = pack.gazetteer.areas[place_id][-1]
        return {
            "id": area.id, "kind": "area", "name_en": area.name_en, "name_ar": area.name_ar, "units": list(area.units),
            "point": area.point, "radius_km": area.radius_km,
        }  # fmt: skip
    holders = [holder for unit in place.within if (holder := pack.gazetteer.get(unit))]
    return {
        "id": place.id, "kind": place.kind, "name_en": place.name_en, "name_ar": place.name_ar,
        "within": [{"id": holder.id, "name": holder.name_en} for holder in holders],
        "point": pack.gazetteer.point(place_id), "population": place.population,
        "other_names": list(place.other_names), "source": place.source,
    }  # fmt: skip


def as_record(found: Found, words: str) -> dict[str, Any]:
    """A found place as one JSON record, with the codes of the field's data sets for its precision."""
    where = encode_where(found.where)
    codes = {scheme: to_code(found.where.precision, scheme) for scheme in ("acled", "ucdp")}
    return {"asked": words, **where, "precision_codes": codes, "places": list(found.places)}


def new_pack(folder: Path, *, base: str, title: str | None = None, country: str | None = None) -> Pack:
    """A new pack folder that builds on another pack.

    Raises:
        PackError: the folder holds a pack, cannot be written, or there is no such base.
    """
    return make_pack(folder, includes=base, title=title, country=country)


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did, and into which pack folder."""

    pack: Path
    merged: Merged


def import_places(
    path: Path, *, into: Path, base: str = "syria", country: str | None = None, dry_run: bool = False
) -> Imported:
    """Merges a file of places into a pack folder, which is made where it is not there.

    Raises:
        LocateError: the file is not there, or in no known format.
        PackError: the folder cannot be written, or the pack in it does not hold together.
    """
    source = read_source(path)
    made = (into / "pack.yaml").is_file()
    pack = load_pack(into) if made else load_pack(base)
    if country and country not in pack.places:
        raise LocateError(f"There is no country {country!r}. Give its two letters, such as SY or IQ.")
    merged = merge(source, pack.places, load_boundaries(pack), countries=country_codes(), country=country or None)
    if not dry_run and (merged.places or merged.outlines):
        if not made:
            pack = make_pack(into, includes=base, title=f"{base} with places of our own")
        keep_imported(pack, merged.places, merged.outlines)
    return Imported(into, merged)


def check(name: str) -> Iterator[tuple[str, str]]:
    """What is wrong or doubtful in a pack, as ("error" or "doubt", what): nothing where all holds together."""
    try:
        pack = load_pack(name)
        places, areas = pack.places, pack.areas
        _ = (pack.codebook, pack.lexicon("en"), pack.lexicon("ar"))
    except PackError as problem:
        yield "error", str(problem)
        return
    yield from _check_about(pack)
    for area in areas:
        for unit in area.units:
            if unit not in places:
                yield "error", f"areas.yaml: {area.id} names the unit {unit!r}, which is no place of the pack."
        if area.valid_from and area.valid_to and area.valid_from > area.valid_to:
            yield "error", f"areas.yaml: {area.id} holds from {area.valid_from} to {area.valid_to}."
    try:
        outlines = load_boundaries(pack)
    except LocateError as problem:
        yield "error", str(problem)
        return
    for code in outlines.outlines:
        if code not in places:
            yield "doubt", f"There is an outline of {code!r}, which is no unit of the pack."
    for each in outlines.disagreements(places.values()):
        yield "doubt", each.says
    for place in places.values():
        far = _far_from_unit(pack, place.id)
        if far:
            yield "doubt", far


def _check_about(pack: Pack) -> Iterator[tuple[str, str]]:
    about = pack.about
    for key in ("name", "languages"):
        if not about.get(key):
            yield "error", f"pack.yaml has no {key}. Add it."
    if pack.home and pack.home not in pack.places:
        yield "error", f"pack.yaml names the country {pack.home!r}, which is no place of the pack."
    for publisher, units in (about.get("usual_areas") or {}).items():
        for unit in units:
            if unit not in pack.places:
                yield "error", f"pack.yaml: the usual area {unit!r} of {publisher} is no place of the pack."


FAR_KM = 400.0  # no first-level unit reaches farther from its own town than this in the countries that ship


def _far_from_unit(pack: Pack, place_id: str) -> str | None:
    """A place very far from the unit of level 2 or 3 that it is listed under (where no outline can tell)."""
    place = pack.places[place_id]
    holder = pack.places.get(place.within[0]) if place.level == 4 and place.within else None
    if holder is None or holder.level < 2:
        return None
    one, other = pack.gazetteer.point(place_id), pack.gazetteer.point(holder.id)
    if one is None or other is None or distance_km(one, other) <= FAR_KM:
        return None
    away = distance_km(one, other)
    return f"{place.name_en} [{place.id}] lies {away:.0f} km from {holder.name_en} [{holder.id}], which should hold it"
