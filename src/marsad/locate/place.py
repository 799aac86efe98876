"""From a place's words to a place: the relation, the level, the point and how sure it is."""

import re
from collections.abc import Sequence
from dataclasses import replace

from marsad.locate.areas import area_at
from marsad.locate.context import Scene
from marsad.locate.geometry import Point, circle, middle, offset
from marsad.locate.phrase import Name, Phrase
from marsad.locate.precision import of_place, radius_km
from marsad.locate.resolve import Context, Resolution, describe, resolve, resolve_either
from marsad.model.claim import Where
from marsad.packs.gazetteer import Gazetteer, distance_km
from marsad.text.romanise import fold

TOWN_HEADS = frozenset({"city", "town", "camp", "neighbourhood", "site", "village"})
WIDE_HEADS = frozenset({"adm1", "district", "region", "subdistrict", "adm2"})
NEAR_IT = frozenset({"near", "road", "between", "offset", "side"})
SIDE_SHARE = 0.5  # how far from a unit's middle "the west of it" is put, as a share of the unit's radius
NEAR_AT_MOST_KM, ONE_END_KM = 35.0, 50.0  # a road of which the doubt is larger is no place near its end
NOT_SURE_KM = 10.0  # candidates within so many km of their middle still give a point, with that radius


def place_words(scene: Scene, where: Where, phrase: Phrase, context: Context, before_it: Sequence[Where] = ()) -> Where:
    """The place that a phrase means, filled in; unplaced, with the reason in `way`, where it cannot be told.

    `before_it` are the places of the same claim that stand before it, for "its countryside".
    """
    if phrase.relation == "again":
        return _again(scene, where, phrase, before_it)
    if phrase.near_to:
        phrase, context = _near_another(scene, phrase, context)
    if phrase.relation == "border":
        border = _border(scene, where, phrase)
        if border is not None:
            return border
        phrase = replace(phrase, relation="near")
    found = [_resolve(scene, name, context, phrase) for name in phrase.names]
    first = found[0]
    if phrase.relation in ("between", "road", "offset") and first.place is None:
        first = next((each for each in found if each.place), first)
    is_aside = bool(phrase.others) and phrase.others[0] in phrase.regions  # in brackets: it may be what holds the place
    if phrase.others and not (is_aside and first.place):
        first = resolve_either(
            scene.gazetteer, [first, *(_resolve(scene, name, context, phrase) for name in phrase.others)]
        )
    if first.place is None:
        return _within_town(scene, where, phrase, context, first)
    if len(found) > 1 and phrase.relation not in ("between", "road", "near"):
        return _several(scene, where, found)
    return _fill(scene, where, phrase, first, found)


def place_coded(scene: Scene, where: Where, place_id: str) -> Where:
    """The place of an id or P-code: a unit itself, not the town that gives it its name."""
    meant = Resolution(place_id, way=(f"“{where.words}” is the code of {describe(scene.gazetteer, place_id)}",))
    return _fill(scene, where, Phrase("at", (Name(where.words or "", "district"),)), meant, [meant])


def _near_another(scene: Scene, phrase: Phrase, context: Context) -> tuple[Phrase, Context]:
    """ "The M5 highway near Saraqib" is near Saraqib; "a village near Saraqib" is the village, looked for there."""
    gazetteer = scene.gazetteer
    found = [_resolve(scene, name, context, phrase) for name in phrase.near_to]
    points = [
        point
        for each in found
        if each.place and (point := gazetteer.point(gazetteer.seats.get(each.place, each.place)))
    ]
    context = replace(context, nearby=(*points, *context.nearby))
    own = _resolve(scene, phrase.names[0], context, phrase)
    place = gazetteer.get(own.place or "")
    is_point = place is not None and place.level >= 3 and place.kind not in ("road", "river")
    if (is_point and phrase.relation == "at") or own.candidates or not any(each.place for each in found):
        return replace(phrase, near_to=()), context
    return replace(phrase, relation="near", names=phrase.near_to, near_to=(), bearing=None, distance_km=None), context


def _border(scene: Scene, where: Where, phrase: Phrase) -> Where | None:
    """The border of two countries: the pack's area of that name, else the country that it is seen from."""
    gazetteer = scene.gazetteer
    countries: list[str] = []
    for name in phrase.names:
        whole = gazetteer.exact(name.text)[:1]
        for word in [name.text] if whole else re.split(r"[\s–-]+", name.text):
            named = [scene.demonyms.get(fold(word)) or scene.demonyms.get("ال" + fold(word)), *gazetteer.exact(word)]
            country = next(
                (each for each in named if each and (found := gazetteer.get(each)) and found.level == 0), None
            )
            if country is None:
                return None
            countries.append(country)
    home = gazetteer.home
    pair = sorted({*countries, *([home] if home and len(set(countries)) == 1 else [])})
    area = "-".join([*pair, "border"]).lower()
    if area in gazetteer.areas:
        return _area(scene, where, area, [f"“{where.words}” is a border of {' and '.join(pair)}"])
    side = home if home in countries else countries[0]
    shown = " and ".join(describe(gazetteer, each) for each in dict.fromkeys(countries))
    way = (f"on the border of {shown}", "where along it is not said")
    return replace(
        where, place=side, precision="country", within=gazetteer.chain(side), point=gazetteer.point(side),
        radius_km=radius_km("country"), way=way, candidates=(),
    )  # fmt: skip


def _resolve(scene: Scene, name: Name, context: Context, phrase: Phrase) -> Resolution:
    country = scene.demonyms.get(fold(name.text)) or scene.demonyms.get("ال" + fold(name.text))
    if country and phrase.head == "capital":
        return _capital(scene.gazetteer, country)
    if country:
        return Resolution(country, way=(f"“{name.text}” is an adjective of {describe(scene.gazetteer, country)}",))
    head = name.head
    if head is None and phrase.relation in ("near", "road", "between", "offset"):
        head = "town"
    return resolve(scene.gazetteer, name.text, context, head=head)


def _fill(scene: Scene, where: Where, phrase: Phrase, first: Resolution, found: list[Resolution]) -> Where:
    gazetteer = scene.gazetteer
    place_id = str(first.place)
    way = [*first.way]
    if place_id in gazetteer.areas:
        return _part_of_area(scene, phrase, _area(scene, where, place_id, way))
    place_id = _level(gazetteer, place_id, phrase, way)
    place = gazetteer.places[place_id]
    sure, radius = of_place(place)
    point = gazetteer.point(gazetteer.seats.get(place_id, place_id)) or gazetteer.point(place_id)
    if place.level >= (2 if phrase.relation == "side" else 1) and phrase.relation in NEAR_IT:
        sure, radius = "near", radius_km("near")
    if place.level == 4 and point is not None and scene.boundaries is not None:
        outside = scene.boundaries.disagreements((place,))
        way += [f"doubtful: {each.says}" for each in outside]
    if point is not None:
        point, radius = _moved(gazetteer, phrase, place_id, point, radius, found, way)
    if phrase.relation in ("road", "between", "offset") and radius is not None and radius > NEAR_AT_MOST_KM:
        sure = "area"
        place_id = _holding_both(gazetteer, place_id, found) if radius > ONE_END_KM else place_id
    return replace(
        where, place=place_id, precision=sure, within=gazetteer.chain(place_id), point=point, radius_km=radius,
        way=tuple(way), candidates=(),
    )  # fmt: skip


def _holding_both(gazetteer: Gazetteer, place_id: str, found: list[Resolution]) -> str:
    """The narrowest unit that holds both ends of a long road."""
    chains = [(each.place, *gazetteer.chain(each.place)) for each in found if each.place]
    return next(
        (unit for unit in (place_id, *gazetteer.chain(place_id)) if all(unit in chain for chain in chains)), place_id
    )


def _part_of_area(scene: Scene, phrase: Phrase, area: Where) -> Where:
    """ "East of the Euphrates in Deir ez-Zor": the part of an area that lies in a unit, with the unit's point."""
    gazetteer = scene.gazetteer
    for region in phrase.regions:
        for unit in gazetteer.exact(region.text)[:1]:
            place, point = gazetteer.get(unit), gazetteer.point(unit)
            if (
                place is None
                or point is None
                or not 1 <= place.level <= 3
                or not gazetteer.lies_in(unit, str(area.place))
            ):
                continue
            radius = min(filter(None, (of_place(place)[1], area.radius_km)))
            way = (*area.way, f"the part of it in {describe(gazetteer, unit)}")
            return replace(area, within=(unit, *gazetteer.chain(unit)), point=point, radius_km=radius, way=way)
    return area


def _level(gazetteer: Gazetteer, place_id: str, phrase: Phrase, way: list[str]) -> str:
    """The unit or the town, by what stands beside the name: "Homs province", "Homs city", "Homs countryside".

    A town that gives units its name stands for the narrowest of them where it is named itself; for its district where
    only its surroundings are, since those reach beyond the subdistrict.
    """
    place = gazetteer.places[place_id]
    head = phrase.names[0].head
    if place.level == 4:
        town = place_id
    else:
        named = phrase.relation in ("countryside", "desert") or head in WIDE_HEADS or place.level in (0, 3)
        if named or (place.level == 1 and head not in TOWN_HEADS and phrase.relation in ("at", "side")):
            return place_id
        town = gazetteer.seats.get(place_id, "")
    units = gazetteer.units_of_seat.get(town, ())
    if not units:
        return place_id if place.level == 4 else _narrow(gazetteer, place_id) or place_id
    districts = [unit for unit in units if gazetteer.places[unit].level >= 2]
    unit = districts[0] if phrase.relation != "at" and districts else units[-1]
    if place.level < 4 and not gazetteer.is_within(unit, place_id):
        return place_id
    if unit != place_id:
        way.append(f"the town gives {describe(gazetteer, unit)} its name")
    return unit


def _narrow(gazetteer: Gazetteer, place_id: str) -> str | None:
    """The subdistrict that has its district's name, where no town is known."""
    names = {fold(gazetteer.places[place_id].name_en)}
    return next(
        (unit for unit in gazetteer.children.get(place_id, ()) if fold(gazetteer.places[unit].name_en) in names), None
    )


def _moved(
    gazetteer: Gazetteer,
    phrase: Phrase,
    place_id: str,
    point: Point,
    radius: float | None,
    found: list[Resolution],
    way: list[str],
) -> tuple[Point, float | None]:
    """The point and radius after the relation: so far off, half of the road, on that side."""
    if phrase.relation == "offset" and phrase.distance_km is not None:
        if phrase.bearing is None:
            way.append(f"{phrase.distance_km:g} km from it, in no stated direction")
            return point, round(phrase.distance_km + 2, 1)
        way.append(f"moved {phrase.distance_km:g} km at {phrase.bearing:g}°")
        return offset(point, phrase.bearing, phrase.distance_km), round(max(3.0, phrase.distance_km * 0.25), 1)
    others = [gazetteer.point(gazetteer.seats.get(each.place, each.place)) for each in found[1:] if each.place]
    if phrase.relation in ("between", "road") and others and others[0] is not None:
        length = distance_km(point, others[0])
        way.append(f"halfway on the {length:.0f} km to the other place")
        return middle(point, others[0]), round(max(5.0, length / 2), 1)
    if phrase.relation in ("countryside", "desert", "side") and phrase.bearing is not None and radius is not None:
        is_wide = phrase.relation == "countryside" or (
            phrase.relation == "side" and gazetteer.places[place_id].level <= 1
        )
        settled = gazetteer.settled_on_side(place_id, phrase.bearing) if is_wide else None
        if settled:
            way.append(f"the middle of the {settled[2]} places on that side of it")
            return settled[0], max(settled[1], 5.0)
        away = radius * SIDE_SHARE
        way.append(f"moved {away:g} km at {phrase.bearing:g}° for the side that is said")
        return offset(point, phrase.bearing, away), radius
    return point, radius


def _area(scene: Scene, where: Where, area_id: str, way: list[str]) -> Where:
    """A named area as it was on the day of the claim: its point and radius, and the units that hold all of it."""
    gazetteer = scene.gazetteer
    area = area_at(gazetteer, area_id, scene.day)
    if area is None:
        area = gazetteer.areas[area_id][-1]
        way.append(f"doubtful: {area.name_en} had no extent on {scene.day or 'this day'}, as far as the pack says")
    holders = [(unit, *gazetteer.chain(unit)) for unit in area.units]
    common = tuple(unit for unit in holders[0] if all(unit in chain for chain in holders)) if holders else ()
    small = area.radius_km is not None and area.radius_km <= 5
    return replace(
        where, place=area_id, precision="exact" if small else "area", within=common, point=area.point,
        radius_km=area.radius_km, way=tuple(way), candidates=(),
    )  # fmt: skip


def _several(scene: Scene, where: Where, found: list[Resolution]) -> Where:
    """ "Damascus and Rif Dimashq": several places in one, kept as candidates, with the unit that holds them all."""
    ids = tuple(each.place for each in found if each.place)
    return _unplaced(scene.gazetteer, where, ids, "the words name several places: ")


def _unplaced(gazetteer: Gazetteer, where: Where, ids: tuple[str, ...], why: str, way: tuple[str, ...] = ()) -> Where:
    chains = [(each, *gazetteer.chain(each)) for each in ids]
    common = tuple(unit for unit in chains[0] if all(unit in chain for chain in chains)) if chains else ()
    points = [point for each in ids if (point := gazetteer.point(each))]
    centre, radius = circle(points) if points and len(points) == len(ids) > 1 else (None, None)
    near = radius is not None and radius <= NOT_SURE_KM
    if why:
        way = (*way, why + "; ".join(describe(gazetteer, each) for each in ids[:5]))
    if near:
        way = (*way, f"all of them lie within {radius:g} km of one point")
    return replace(
        where, place=None, precision="unplaced", within=common, candidates=ids, way=way,
        point=centre if near else None, radius_km=radius if near else None,
    )  # fmt: skip


def _within_town(scene: Scene, where: Where, phrase: Phrase, context: Context, first: Resolution) -> Where:
    """A market, a street, an unknown thing in a named town lies near that town; an unknown village is unplaced."""
    name = phrase.names[0]
    if phrase.regions and name.head not in ("village", "town", "city", "camp") and not first.candidates:
        region = phrase.regions[0]
        town = resolve(scene.gazetteer, region.text, context, head=region.head)
        if town.place and region.head in TOWN_HEADS:
            inner = Phrase("near", (region,))
            filled = _fill(scene, where, inner, town, [town])
            return replace(filled, way=(f"“{name.text}” is not known, but said to lie in “{region.text}”", *filled.way))
    return _unplaced(scene.gazetteer, where, first.candidates, "", first.way)


def _again(scene: Scene, where: Where, phrase: Phrase, before_it: Sequence[Where]) -> Where:
    """ "The same road", "the camp", "its countryside", "the capital": what was placed before."""
    gazetteer = scene.gazetteer
    area = next((each for each in gazetteer.exact(where.words or "") if each in gazetteer.areas), None)
    if area and phrase.head == "countryside" and not phrase.is_of_it:
        return _area(scene, where, area, [f"“{where.words}” is a name of the pack's areas"])
    if phrase.head == "capital":
        country = _country(scene)
        if country:
            capital = _capital(gazetteer, country)
            if capital.place:
                return _fill(scene, where, Phrase("at", (Name(where.words or "", None),)), capital, [capital])
    for before in reversed((*scene.placed, *before_it)):
        if before.place and _is_a(gazetteer, before, phrase):
            place_id = _countryside_of(gazetteer, before.place) if phrase.head == "countryside" else before.place
            way = (f"“{where.words}” refers to “{before.words}”, named before",)
            if place_id != before.place:
                inner = Phrase("countryside", (Name(before.words or ""),))
                again = Resolution(place_id, way=way)
                return _fill(scene, where, inner, again, [again])
            return replace(
                where, place=before.place, precision=before.precision, within=before.within, point=before.point,
                radius_km=before.radius_km, way=way, candidates=before.candidates,
            )  # fmt: skip
    return replace(where, place=None, precision="unplaced", way=(f"“{where.words}” names no place by itself",))


def _is_a(gazetteer: Gazetteer, before: Where, phrase: Phrase) -> bool:
    """Whether a place named before is of the kind that "the camp", "the city" refers to."""
    place = gazetteer.get(before.place or "")
    words = (before.words or "").lower()
    if phrase.head == "countryside":
        return phrase.is_of_it and place is not None and place.level >= 1
    if phrase.head == "camp":
        return "camp" in words or "مخيم" in words or "معسكر" in words or (before.place or "").endswith("-camp")
    if phrase.head == "road":
        return before.precision == "near" and ("road" in words or "highway" in words or "طريق" in words)
    if phrase.head in ("city", "town", "village"):
        return place is not None and place.level >= 2 and before.precision in ("exact", "adm3", "adm2", "near")
    if phrase.head == "adm1":
        return place is not None and place.level == 1
    return False


def _countryside_of(gazetteer: Gazetteer, place_id: str) -> str:
    """ريفها after دمشق is Rural Damascus; after another seat its governorate or district."""
    place = gazetteer.places[place_id]
    rural = gazetteer.exact(f"Rural {place.name_en}") or gazetteer.exact(f"Rif {place.name_en}")
    if rural:
        return rural[0]
    seat = gazetteer.seats.get(place_id, place_id)
    units = gazetteer.units_of_seat.get(seat, ())
    return units[0] if units else place_id


def _country(scene: Scene) -> str | None:
    """The country of a report: the one named in it or holding what is named in it, most often."""
    tally: dict[str, int] = {}
    for _, _, unit in scene.mentions:
        country = (unit, *scene.gazetteer.chain(unit))[-1]
        tally[country] = tally.get(country, 0) + 1
    return max(tally, key=lambda key: tally[key]) if tally else scene.gazetteer.home


def _capital(gazetteer: Gazetteer, country: str) -> Resolution:
    town = gazetteer.capitals.get(country)
    if town is None:
        return Resolution(None, way=(f"the capital of {describe(gazetteer, country)} is not in the gazetteer",))
    units = gazetteer.units_of_seat.get(town, ())
    place = units[0] if units else town
    return Resolution(place, way=(f"the capital of {describe(gazetteer, country)} is {describe(gazetteer, town)}",))
