"""Accepted tolls beside the tally: they fill only windows and areas where no event is known, and are shown apart."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from marsad.count.facets import LevelOf, level_by_code
from marsad.count.tally import Tallies, TallyBook
from marsad.count.walk import addends_of, bounds, entries_of_claim, meets, sum_bounds
from marsad.model.claim import Claim, Count, When, Where
from marsad.model.incident import ClaimRef, Incident, Tally, Toll
from marsad.model.words import PEOPLE

LAYER = "accepted toll"
_LEVELS = ("country", "governorate", "district", "subdistrict")


@dataclass(frozen=True, slots=True)
class Filled:
    """What accepted tolls add, as a tally of its own, never summed into the other; which were held back, and why."""

    tallies: Tallies
    held_back: tuple[tuple[str, str], ...] = ()


def toll_as_incidents(report: str, claim: Claim) -> tuple[Incident, ...]:
    """A toll claim in the form of incidents, one for each place and window that it has numbers for.

    Addends stand in place of a whole wherever they make it up; subsets become details (women among the civilians).
    """
    entries = {entry.count.id: entry for entry in entries_of_claim(claim)}
    groups: dict[tuple[tuple[Where, ...], When], list[Count]] = defaultdict(list)
    for top in claim.counts:
        for leaf in _leaves(top):
            entry = entries[leaf.id]
            groups[entry.where or claim.where, entry.when or claim.when].append(leaf)
    return tuple(
        _as_incident(report, claim, number, key, leaves) for number, (key, leaves) in enumerate(groups.items(), start=1)
    )


def _leaves(count: Count) -> list[Count]:
    parts = addends_of(count)
    vague = any(part.range.sign == "vague" for part in parts)
    if not parts or vague or not meets(bounds(count.range), sum_bounds(parts)):
        return [count]
    return [leaf for part in parts for leaf in _leaves(part)]


def _as_incident(
    report: str, claim: Claim, number: int, key: tuple[tuple[Where, ...], When], leaves: list[Count]
) -> Incident:
    where, when = key
    people = [leaf for leaf in leaves if leaf.measure in PEOPLE]
    details = [
        _toll(report, below)
        for leaf in people
        for below in leaf.walk()
        if below is not leaf and below.link == "subset" and below.measure == leaf.measure
    ]
    mark = f"#{number}" if number > 1 else ""
    return Incident(
        id=f"{report}:{claim.id}{mark}",
        claims=(ClaimRef(report, claim.id),),
        when=when,
        where=where,
        tolls=tuple(_toll(report, leaf) for leaf in people),
        details=tuple(details),
        how=tuple(dict.fromkeys(tactic for leaf in people for tactic in leaf.how)),
        state=LAYER,
    )


def _toll(report: str, count: Count) -> Toll:
    return Toll(count.measure, count.range, count.who, count.by, (f"{report}:{count.id}",))


def fill(
    book: TallyBook,
    tolls: Iterable[Incident],
    measure: str,
    *,
    by: Sequence[str] = (),
    where: Mapping[str, str | None] | None = None,
    since: date | None = None,
    until: date | None = None,
    level_of: LevelOf = level_by_code,
) -> Filled:
    """The accepted tolls of a measure in the windows and areas in which the book knows no event.

    A toll is held back where an event of its measure is known inside its window and area, where its window or area is
    not known, or where it overlaps with one that fills already (the month inside a year).

    Args:
        book: our incidents.
        tolls: accepted tolls, as :func:`toll_as_incidents` gives them.
        measure: what is counted.
        by: facets, as of :meth:`TallyBook.count`; so are `where`, `since` and `until`.
        level_of: the level of a unit by its code.
    """
    held, used = [], list[Incident]()
    for toll in sorted(tolls, key=_widest_first):
        counted = tuple(each for each in toll.tolls if each.measure == measure)
        if not counted:
            continue
        why = _why_not(book, toll, measure, used, level_of)
        if why:
            held.append((toll.id, why))
        else:
            used.append(replace(toll, tolls=counted))
    second = TallyBook(level_of=level_of, publishers=book.publishers)
    second.refresh(used, number=book.number)
    found = second.count(measure, by=by, where=where, since=since, until=until, with_incidents=True)
    marked = replace(found, cells=tuple(map(_marked, found.cells)), total=_marked(found.total))
    return Filled(marked, tuple(held))


def _marked(tally: Tally) -> Tally:
    return replace(tally, layer=LAYER)


def _widest_first(toll: Incident) -> tuple[int, str]:
    start, end = toll.when.start, toll.when.end
    return -((end - start).days if start and end else 0), toll.id


def _why_not(book: TallyBook, toll: Incident, measure: str, used: list[Incident], level_of: LevelOf) -> str | None:
    start, end = toll.when.start, toll.when.end
    if start is None or end is None:
        return "its window is not known"
    places = {where.place for where in toll.where if where.place}
    if not places:
        return "its area is not known"
    for other in used:
        if other.claims == toll.claims or other.when.start is None or other.when.end is None:
            continue
        if other.when.start <= end and start <= other.when.end and _share(other, toll):
            return f"it overlaps with {other.id}, which fills already"
    for place in sorted(places):
        known = book.count(measure, where=where_of(place, level_of), since=start, until=end).total.range
        if known.high is None or known.high > 0:
            return f"events of that window and area are known ({known.best} {measure})"
    return None


def _share(one: Incident, other: Incident) -> bool:
    """Whether one lies in a place that the other lies in or holds."""
    units = [{code for where in each.where for code in (where.place, *where.within) if code} for each in (one, other)]
    own = [{where.place for where in each.where if where.place} for each in (one, other)]
    return bool(units[0] & own[1] or units[1] & own[0])


def where_of(place: str, level_of: LevelOf = level_by_code) -> dict[str, str | None]:
    """The filter that keeps incidents of a unit or named area."""
    level = level_of(place)
    return {_LEVELS[level] if level is not None and level <= 3 else "area": place}
