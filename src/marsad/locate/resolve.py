"""Which of the places that bear a name is meant, or none: by region, kind, seat, distance and, last, size."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from marsad.packs.gazetteer import Gazetteer, Match, distance_km
from marsad.text.romanise import fold

CLEAR_LEAD = 0.02  # benchmarks/places.py, 2026-11: a spelling this much nearer is the one meant
NEAR_KM, FAR_RATIO = 30.0, 3.0  # a bearer this near to the text's other places, the next this much farther
TOWN_PEOPLE, PEOPLE_RATIO = 10_000, 10
BY_NAME = "named in the publisher's name"
WEAK = frozenset(
    {
        "named in the title",
        "named earlier in the report",
        "named in the report",
        BY_NAME,
    }
)
SURE = frozenset({"named with the place", "named in the same claim", "asked for"})
SETTLEMENT_HEADS = frozenset({"village", "town", "city", "camp", "neighbourhood", "site", "mountain"})
UNIT_LEVELS = {"adm1": (1,), "district": (2,), "adm2": (2,), "subdistrict": (3,)}


@dataclass(frozen=True, slots=True)
class Context:
    """What the text says about where a name is to be looked for.

    `regions` are units and areas from the strongest hint to the weakest, each with the words that tell where it was
    found; `nearby` are points of places of the same text that are sure; `usual` the publisher's usual units.
    """

    regions: tuple[tuple[str, str], ...] = ()
    nearby: tuple[tuple[float, float], ...] = ()
    usual: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Resolution:
    """The place meant, or None with the candidates that could not be told apart; `way` tells each step.

    `is_heard` marks a name that only sounds like the one in the table.
    """

    place: str | None
    candidates: tuple[str, ...] = ()
    way: tuple[str, ...] = field(default=())
    is_heard: bool = False


def resolve(gazetteer: Gazetteer, name: str, context: Context, *, head: str | None = None) -> Resolution:
    """The one place that a name means in its context, or none.

    Args:
        gazetteer: the places of the pack.
        name: the name alone, in any spelling or script.
        context: regions, nearby places and the publisher's usual area.
        head: the kind that stands beside the name ("village", "city", "adm1", …), where one does.
    """
    heard = gazetteer.look_up(name)
    matches = _at_home(gazetteer, heard, context)
    if heard and not matches:
        shown = ", ".join(describe(gazetteer, match.id) for match in heard[:3])
        why = f"“{name}” is no name of the gazetteer; what sounds like it counts only where a region is said: {shown}"
        return Resolution(None, way=(why,))
    if not matches:
        return Resolution(None, way=(f"“{name}” is no name of the gazetteer, nor sounds like one",))
    fitting = _of_kind(gazetteer, matches, head)
    if head in UNIT_LEVELS and len(fitting) == 1 < len(matches):
        kept, way = fitting, _step(f"the only {head} of that name")
    else:
        kept, way = _in_region(gazetteer, fitting, context)
    if not kept and len(fitting) < len(matches):
        kept, way = _in_region(gazetteer, [match for match in matches if match.score == 1] or fitting, context)
    if not kept:
        return Resolution(None, way=way)
    kept = _best_spelling(kept)
    way = (*way, _spelt(name, kept[0]))
    return _choose(gazetteer, kept, context, head, way)


def resolve_either(gazetteer: Gazetteer, found: Sequence[Resolution]) -> Resolution:
    """The place of a name given twice: "Kobane/Ayn al-Arab", "Aaliyah (Qurujah)".

    Where both names lead to one place, it is meant; where one is not known, the other must be a very name. Names that
    lead apart are kept as candidates.
    """
    known = [each for each in found if each.place or each.candidates]
    if not known:
        return found[0]
    way = tuple(step for each in known for step in each.way)
    offered = [{each.place} if each.place else set(each.candidates) for each in known]
    common = [place for place in offered[0] if all(place in others for others in offered[1:])]
    if len(known) > 1 and len(common) == 1:
        return Resolution(common[0], way=(*way, f"both names lead to {describe(gazetteer, str(common[0]))}"))
    if any(each.is_heard for each in known) and not all(each.is_heard for each in known):
        known = [each for each in known if not each.is_heard]  # a very name before one that only sounds like it
        offered = [{each.place} if each.place else set(each.candidates) for each in known]
    placed = _merge(gazetteer, [each.place for each in known if each.place])
    if len(known) == 1 and placed and known[0].is_heard:
        shown = describe(gazetteer, placed[0])
        return Resolution(
            None, (placed[0],), (*way, f"only one of the names sounds like {shown}, the other is not known")
        )
    if len(placed) == 1 and len(known) == 1:
        return Resolution(placed[0], way=way)
    candidates = _merge(gazetteer, [str(place) for places in offered for place in sorted(map(str, places))])
    if len(candidates) == 1:
        return Resolution(candidates[0], way=way)
    shown = "; ".join(describe(gazetteer, each) for each in candidates[:5])
    return Resolution(None, tuple(candidates), (*way, f"the names lead to several places: {shown}"))


def _step(says: str) -> tuple[str, ...]:
    return (says,)


def _at_home(gazetteer: Gazetteer, matches: Sequence[Match], context: Context) -> list[Match]:
    """Names that only sound alike count where the text names a region narrower than a country."""
    if not any(_level(gazetteer, region) >= 1 for region, _ in context.regions):
        usual = context.usual
        return [m for m in matches if m.score == 1 or any(gazetteer.is_within(m.id, unit) for unit in usual)]
    home = gazetteer.home
    if home is None or any(not gazetteer.is_within(region, home) for region, _ in context.regions):
        return list(matches)
    return [match for match in matches if match.score == 1 or gazetteer.is_within(match.id, home)]


def _spelt(name: str, match: Match) -> str:
    if match.score == 1:
        return f"“{name}” is a name of the gazetteer" + (", but for blanks" if match.how.endswith("blanks") else "")
    return f"“{name}” is heard as “{match.name}” ({match.how}, {match.score:.2f})"


def _in_region(gazetteer: Gazetteer, matches: Sequence[Match], context: Context) -> tuple[list[Match], tuple[str, ...]]:
    """The matches inside the strongest region that the text gives; all of them where it gives none."""
    if not context.regions:
        return list(matches), ()
    exact = [match for match in matches if match.score == 1]
    for region, where in context.regions:
        inside = [match for match in exact if gazetteer.lies_in(match.id, region)]
        if inside and where in ("asked for", "named with the place"):
            return inside, (f"looked for in {describe(gazetteer, region)} ({where})",)
    asked = [region for region, where in context.regions if where == "asked for"]
    if asked:
        return _inside_only(gazetteer, matches, asked[0])
    outright = [match for match in exact if _is_governorate(gazetteer, match.id)]
    if outright:
        return outright, ()
    narrow = [hint for hint in context.regions if _level(gazetteer, hint[0]) != 0]
    strong = [hint for hint in narrow if hint[1] not in WEAK]
    for region, where in strong:
        inside = [match for match in matches if gazetteer.lies_in(match.id, region)]
        if inside:
            return inside, (f"looked for in {describe(gazetteer, region)} ({where})",)
    wider = [] if any(where in SURE for _, where in strong) else [hint for hint in narrow if hint[1] in WEAK]
    wider = wider or ([] if narrow else list(context.regions))
    told = [hint for hint in wider if hint[1] != BY_NAME]
    for hints in (told, wider) if told != wider else (wider,):
        kept = [
            match
            for match in matches
            if (match.score == 1 or not strong) and any(gazetteer.lies_in(match.id, region) for region, _ in hints)
        ]
        if kept:
            shown = ", ".join(describe(gazetteer, region) for region, _ in hints[:4])
            return kept, (f"looked for in the regions of the report: {shown}",)
    countries = {(region, *gazetteer.chain(region))[-1] for region, _ in strong or context.regions}
    countries |= {str(gazetteer.home)} if not strong else set()
    wide = [
        match
        for match in matches
        if match.score == 1
        and _is_unit(gazetteer, match.id)
        and (match.id, *gazetteer.chain(match.id))[-1] in countries
    ]
    if wide:
        return wide, (f"a unit of that name outside {describe(gazetteer, context.regions[0][0])}",)
    return [], _elsewhere(gazetteer, matches, *context.regions[0])


def _inside_only(gazetteer: Gazetteer, matches: Sequence[Match], region: str) -> tuple[list[Match], tuple[str, ...]]:
    """Whoever asks for a place in a region is not given one outside of it."""
    inside = [match for match in matches if gazetteer.lies_in(match.id, region)]
    if inside:
        return inside, (f"looked for in {describe(gazetteer, region)} (asked for)",)
    return [], _elsewhere(gazetteer, matches, region, "asked for")


def _elsewhere(gazetteer: Gazetteer, matches: Sequence[Match], region: str, where: str) -> tuple[str, ...]:
    shown = ", ".join(describe(gazetteer, match.id) for match in matches[:3])
    return (f"no place of that name in {describe(gazetteer, region)} ({where}); elsewhere: {shown}",)


def _is_governorate(gazetteer: Gazetteer, place_id: str) -> bool:
    """Whether a place is an area, a country, or a first-level unit of the pack's country."""
    place = gazetteer.get(place_id)
    if place is None or place.level == 0:
        return True
    return place.level == 1 and (gazetteer.home is None or gazetteer.home in place.within)


def _is_unit(gazetteer: Gazetteer, place_id: str) -> bool:
    place = gazetteer.get(place_id)
    return place is None or place.level <= 3


def describe(gazetteer: Gazetteer, place_id: str) -> str:
    """A place for a reader: its English name and its id, with the unit that holds it for a village."""
    place = gazetteer.get(place_id)
    if place is None:
        editions = gazetteer.areas.get(place_id)
        return f"{editions[-1].name_en} [{place_id}]" if editions else place_id
    holder = gazetteer.get(place.within[0]) if place.level == 4 and place.within else None
    return f"{place.name_en} [{place_id}]" + (f" in {holder.name_en} [{holder.id}]" if holder else "")


def _of_kind(gazetteer: Gazetteer, matches: Sequence[Match], head: str | None) -> list[Match]:
    """The matches whose kind goes with the word beside the name; all where none does."""
    levels = UNIT_LEVELS.get(head or "")
    if levels:
        fitting = [match for match in matches if _level(gazetteer, match.id) in levels and match.score == 1]
    elif head in SETTLEMENT_HEADS:
        fitting = [match for match in matches if _level(gazetteer, match.id) in (3, 4)]
    else:
        return list(matches)
    return fitting or list(matches)


def _level(gazetteer: Gazetteer, place_id: str) -> int:
    place = gazetteer.get(place_id)
    return -1 if place is None else place.level


def _best_spelling(matches: list[Match]) -> list[Match]:
    best = max(match.score for match in matches)
    return [match for match in matches if match.score >= best - CLEAR_LEAD and (best < 1 or match.score == 1)]


def _choose(
    gazetteer: Gazetteer, matches: list[Match], context: Context, head: str | None, way: tuple[str, ...]
) -> Resolution:
    """One of several bearers, by the first evidence that tells them apart."""
    bearers = _merge(gazetteer, [match.id for match in matches])
    names = {match.id: match.name for match in matches}
    for tell in (_by_first_name(names, is_exact=matches[0].score == 1), _by_unit, _by_nearness, _by_usual, _by_size):
        if len(bearers) == 1:
            break
        chosen = tell(gazetteer, bearers, context, head)
        if chosen:
            bearers, step = chosen
            way = (*way, step)
    if len(bearers) == 1:
        way = (*way, f"placed at {describe(gazetteer, bearers[0])}")
        return Resolution(bearers[0], way=way, is_heard=matches[0].score < 1)
    shown = "; ".join(describe(gazetteer, bearer) for bearer in bearers[:5])
    way = (*way, f"{len(bearers)} places bear the name and nothing tells them apart: {shown}")
    return Resolution(None, tuple(bearers), way, is_heard=matches[0].score < 1)


def _merge(gazetteer: Gazetteer, ids: Iterable[str]) -> list[str]:
    """Bearers with entries of one and the same place put together; a town goes into the unit it gives its name."""
    kept: list[str] = []
    for place_id in sorted(dict.fromkeys(ids), key=lambda key: (_level(gazetteer, key), gazetteer.rank(key))):
        if not any(_is_same(gazetteer, place_id, other) for other in kept):
            kept.append(place_id)
    return kept


def _is_same(gazetteer: Gazetteer, place_id: str, other: str) -> bool:
    """Whether a bearer is the seat of the other, or a narrower unit of one name inside it."""
    is_inner_unit = _level(gazetteer, place_id) in (2, 3) and gazetteer.is_within(place_id, other)
    return is_inner_unit or gazetteer.seats.get(other) == place_id


Chosen = tuple[list[str], str] | None
Tell = Callable[[Gazetteer, list[str], Context, str | None], Chosen]


def _by_first_name(names: Mapping[str, str], *, is_exact: bool) -> Tell:
    """A place that the name is the first name of, before places that bear it beside another."""

    def tell(gazetteer: Gazetteer, bearers: list[str], _context: Context, _head: str | None) -> Chosen:
        first = []
        for bearer in bearers:
            place = gazetteer.get(bearer)
            if (
                place is None
                or place.level <= 3
                or fold(names[bearer]) in map(fold, (place.name_en, place.name_ar or ""))
            ):
                first.append(bearer)
        if not first or len(first) == len(bearers) or not is_exact:
            return None
        return first, "the first name of the place, only a by-name of the others"

    return tell


def _by_unit(gazetteer: Gazetteer, bearers: list[str], _context: Context, head: str | None) -> Chosen:
    """A unit's own name means the unit (or its seat) before villages of that name, unless a village is said."""
    units = [bearer for bearer in bearers if _level(gazetteer, bearer) <= 3]
    if head == "village" or not units or len(units) == len(bearers):
        return None
    return units, "the name of a unit, or its seat, before villages of the same name"


def _by_nearness(gazetteer: Gazetteer, bearers: list[str], context: Context, _head: str | None) -> Chosen:
    if not context.nearby:
        return None
    ranked = []
    for bearer in bearers:
        point = gazetteer.point(bearer)
        if point is None:
            return None
        ranked.append((min(distance_km(point, other) for other in context.nearby), bearer))
    ranked.sort()
    if ranked[0][0] <= NEAR_KM and ranked[1][0] >= FAR_RATIO * max(ranked[0][0], 5.0):
        return [ranked[0][1]], f"{ranked[0][0]:.0f} km from other places of the text, the next {ranked[1][0]:.0f} km"
    return None


def _by_usual(gazetteer: Gazetteer, bearers: list[str], context: Context, _head: str | None) -> Chosen:
    usual = [bearer for bearer in bearers if any(gazetteer.is_within(bearer, unit) for unit in context.usual)]
    if usual and len(usual) < len(bearers):
        return usual, "in the area that the publisher usually reports on"
    if gazetteer.home:
        home = [bearer for bearer in bearers if gazetteer.is_within(bearer, gazetteer.home)]
        if home and len(home) < len(bearers):
            return home, f"in {describe(gazetteer, gazetteer.home)}, the country of the pack"
    return None


def _by_size(gazetteer: Gazetteer, bearers: list[str], _context: Context, head: str | None) -> Chosen:
    if head == "village":
        return None  # no town of many people is called one
    people: Mapping[str, int] = {
        bearer: (place.population or 0) if (place := gazetteer.get(bearer)) else 0 for bearer in bearers
    }
    ranked = sorted(bearers, key=lambda bearer: -people[bearer])
    first, second = people[ranked[0]], people[ranked[1]]
    if first >= TOWN_PEOPLE and first >= PEOPLE_RATIO * second:
        return [ranked[0]], f"the one town of that name ({first:,} people), as a last resort"
    return None
