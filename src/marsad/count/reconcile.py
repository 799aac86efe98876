"""Our tally beside each publisher's toll, for the same window, area, victims and doers; what may explain the gap."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from marsad.count.facets import LevelOf, level_by_code
from marsad.count.fill import where_of
from marsad.count.tally import MEASURES, Tallies, TallyBook
from marsad.count.tolls import PublishedToll
from marsad.count.walk import bounds, meets
from marsad.model.range import Range
from marsad.model.words import DEEDS

EDGE_DAYS = 3  # incidents so close outside a window may have been counted inside it


@dataclass(frozen=True, slots=True)
class Reason:
    """Something that may explain a gap: its kind, in words, and how many people (or attacks) it can account for."""

    kind: str
    says: str
    accounts_for: int | None = None


@dataclass(frozen=True, slots=True)
class Reconciled:
    """A publisher's toll and our tally of the same. `ours` is None where they cannot be compared.

    `verdict` is ``agree`` (as ranges), ``gap``, or ``not comparable``; `reasons` say what may explain the gap, or why
    there is no comparing. `gap` is the toll less ours, by best numbers.
    """

    toll: PublishedToll
    ours: Range | None
    verdict: str
    gap: int | None = None
    reasons: tuple[Reason, ...] = ()
    incidents: tuple[str, ...] = ()


def reconcile(
    book: TallyBook,
    tolls: Iterable[PublishedToll],
    *,
    level_of: LevelOf = level_by_code,
    read_days: Mapping[str, frozenset[date]] | None = None,
) -> tuple[Reconciled, ...]:
    """Every toll beside our own count of the same.

    Args:
        book: our incidents.
        tolls: what publishers count.
        read_days: for each publisher the days on which a report of it was read, to say how much was not.
    """
    return tuple(_one(book, toll, level_of, read_days or {}) for toll in tolls)


def _one(
    book: TallyBook, toll: PublishedToll, level_of: LevelOf, read_days: Mapping[str, frozenset[date]]
) -> Reconciled:
    reasons = _why_not_comparable(toll)
    if reasons:
        return Reconciled(toll, None, "not comparable", None, reasons)
    measure = "incidents" if toll.measure in DEEDS else toll.measure
    places = sorted({where.place for where in toll.where if where.place})
    where = {**where_of(places[0], level_of), **_victims_and_doers(toll)}
    ours = book.count(measure, where=where, since=toll.start, until=toll.end, with_incidents=True)
    mine, theirs = ours.total.range, toll.range
    gap = (theirs.middle() or 0) - (mine.best or 0)
    if meets(bounds(theirs), bounds(mine)):
        return Reconciled(toll, mine, "agree", gap, (), ours.total.incidents)
    found = tuple(_explain(book, toll, measure, where, ours, read_days))
    return Reconciled(toll, mine, "gap", gap, found, ours.total.incidents)


def _why_not_comparable(toll: PublishedToll) -> tuple[Reason, ...]:
    reasons = []
    if toll.start is None or toll.end is None:
        reasons.append(Reason("window", "The toll does not say from when to when it counts."))
    places = {where.place for where in toll.where if where.place}
    if not places:
        reasons.append(Reason("area", "The toll's area is not known to the gazetteer."))
    elif len(places) > 1:
        reasons.append(Reason("area", f"The toll is over {len(places)} places at once; compare its rows."))
    if toll.measure not in MEASURES and toll.measure not in DEEDS:
        reasons.append(Reason("definition", f"{toll.measure} is no count of victims or events."))
    if toll.basis in ("estimated", "claimed", "alleged"):
        reasons.append(Reason("definition", f"The toll is {toll.basis}, no count of recorded cases."))
    return tuple(reasons)


def _victims_and_doers(toll: PublishedToll) -> dict[str, str | None]:
    who = toll.who
    asked: dict[str, str | None] = {
        name: value
        for name in ("actor", "status", "sex", "age")
        if (value := getattr(who, name)) is not None and not (name == "status" and who.actor)
    }
    return {**asked, **({"doer": toll.by[0]} if len(toll.by) == 1 else {})}


def _explain(
    book: TallyBook,
    toll: PublishedToll,
    measure: str,
    where: Mapping[str, str | None],
    ours: Tallies,
    read_days: Mapping[str, frozenset[date]],
) -> Iterable[Reason]:
    """What may explain the gap, each by counting again without one of the conditions."""
    assert toll.start is not None
    assert toll.end is not None
    mine = ours.total.range.best or 0

    def more(changed: Mapping[str, str | None], since: date | None, until: date | None) -> int:
        return (book.count(measure, where=changed, since=since, until=until).total.range.best or 0) - mine

    edge = timedelta(days=EDGE_DAYS)
    if near := more(where, toll.start - edge, toll.end + edge):
        yield Reason("window", f"{near} more lie within {EDGE_DAYS} days outside the window.", near)
    undated = book.count(measure, where={**where, "day": None}, states=None)
    if undated.undated:
        number = undated.total.range.best or 0
        yield Reason("window", f"{number} in incidents without a day may belong to the window.", number)
    place = next(name for name in where if name in ("country", "governorate", "district", "subdistrict", "area"))
    unplaced = {**{k: v for k, v in where.items() if k != place}, "governorate": None}
    outside = book.count(measure, where=unplaced, since=toll.start, until=toll.end).total.range.best or 0
    if outside and place != "country":
        yield Reason("area", f"{outside} in incidents of the window that have no place.", outside)
    for name in ("actor", "status", "doer"):
        if name in where:
            unknown = book.count(
                measure, where={**where, name: None}, since=toll.start, until=toll.end
            ).total.range.best
            if unknown:
                what = {"doer": "by doers not known", "status": "of victims without a status"}.get(name, "of no group")
                yield Reason("definition", f"{unknown} {what}.", unknown)
    proposed = book.count(measure, where=where, since=toll.start, until=toll.end, states=("accepted",)).total.range.best
    if proposed != mine:
        yield Reason("grade", f"{mine - (proposed or 0)} of ours are not accepted yet.", mine - (proposed or 0))
    yield from _not_read(toll, read_days)
    if (toll.range.middle() or 0) < mine:
        yield Reason("source", "We hold incidents that the publisher does not report, or counts elsewhere.")


def _not_read(toll: PublishedToll, read_days: Mapping[str, frozenset[date]]) -> Iterable[Reason]:
    days = read_days.get(toll.publisher)
    if days is None or toll.start is None or toll.end is None:
        return
    asked = (toll.end - toll.start).days + 1
    read = sum(toll.start <= day <= toll.end for day in days)
    if read < asked:
        yield Reason("not read", f"Reports of {toll.publisher} were read for {read} of the {asked} days.")
