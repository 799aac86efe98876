"""What the reports in between told newly: the deaths and attacks that a counter should have gained."""

from collections.abc import Iterable
from dataclasses import dataclass

from marsad.count.counters import Row, Standing
from marsad.count.walk import UNKNOWN_DOERS, bounds, is_deed, is_title_claim, title_extents
from marsad.model.claim import Claim, Count, Reading, Where, Who
from marsad.model.words import PEOPLE


@dataclass(frozen=True, slots=True)
class Told:
    """What may have been added to a counter by the events told: `most` is None where nobody can say."""

    number: int
    most: float


def told_for(row: Row, after: Standing, events: Iterable[tuple[Reading, Claim]]) -> Told:
    """How many people, or attacks, of the row's kind and place the events told newly."""
    number, most = 0, 0.0
    siblings = [each for each in after.rows if each.above == row.above and each.place == row.place and each.above]
    for _, claim in events:
        if not _may_be_inside(claim, row.place) or not _doer_fits(claim, row, after):
            continue
        if is_deed(row.count):
            # Two attacks of one sentence may have been read as one event: one for each group of victims at most.
            groups = sum(count.measure in PEOPLE for count in claim.counts)
            number, most = number + 1, most + max(1, groups)
            continue
        for victims in _victims(claim, row, siblings):
            low, high = bounds(victims.range)
            number, most = number + (victims.range.middle() or int(low)), most + high
    return Told(number, most)


def events_between(
    readings: Iterable[Reading], before: Standing, after: Standing, chain_reports: frozenset[str], area: frozenset[str]
) -> list[tuple[Reading, Claim]]:
    """Events told new after one standing and up to the next, by reports of the counter or inside its area.

    A named area that no place says it lies in is known by the places that the counter lists. What has no place may be
    inside.
    """
    found = []
    listed = frozenset(place for row in (*before.rows, *after.rows) for place in row.place)
    for reading in readings:
        own = reading.report.id
        published = reading.report.published
        inside = own == after.reading.report.id or (
            published is not None
            and own != before.reading.report.id
            and before.published < published <= after.published
            and own not in chain_reports
        )
        if not inside:
            continue
        for claim in _events_of(reading):
            known = [place for place in claim.where if place.place]
            if own == after.reading.report.id or not known or _is_inside(known, area | listed):
                found.append((reading, claim))
    return found


def _events_of(reading: Reading) -> list[Claim]:
    """The events that a report tells newly; one that only seems to restate, in its body, tells them too."""
    events = [claim for claim in reading.claims if claim.kind == "event"]
    new = [claim for claim in events if claim.role in ("new", "update")]
    if new:
        return new
    extents = title_extents(reading)
    return [claim for claim in events if claim.role == "restated" and not is_title_claim(claim, extents)]


def _is_inside(where: Iterable[Where], area: frozenset[str]) -> bool:
    return any(_place_in(place, unit) for place in where for unit in area)


def _place_in(place: Where, unit: str) -> bool:
    """P-codes nest by their beginning; areas and other units stand in `within`."""
    code = place.place
    return code is not None and (
        code == unit or unit in place.within or (unit[-1:].isdigit() and code.startswith(unit))
    )


def _may_be_inside(claim: Claim, region: frozenset[str]) -> bool:
    """Whether the event is, or for all that is known may be, in the row's place."""
    if not region:
        return True
    known = [place for place in claim.where if place.place]
    return not known or _is_inside(known, region)


def _doer_fits(claim: Claim, row: Row, after: Standing) -> bool:
    counted = set(row.count.by) or set(after.doers)
    if not is_deed(row.count) and not row.count.by:
        return True
    told = {doer for count in claim.walk() for doer in count.by} - UNKNOWN_DOERS
    return not counted or not told or bool(counted & told)


def _victims(claim: Claim, row: Row, siblings: list[Row]) -> list[Count]:
    """The counts of the event that belong to the row; parts are looked at where the whole does not."""
    found: list[Count] = []

    def look(count: Count) -> None:
        if count.measure == row.count.measure and _belongs(count.who, row, siblings):
            found.append(_newly_dead(claim, count))
            return
        for part in count.parts:
            look(part)

    for count in claim.counts:
        look(count)
    return found


def _newly_dead(claim: Claim, count: Count) -> Count:
    """Of an update, whose number is the new total, those who died since."""
    if claim.role != "update":
        return count
    since = [part for part in count.parts if part.link == "subset" and part.measure == count.measure]
    return since[0] if len(since) == 1 else count


def _belongs(who: Who, row: Row, siblings: list[Row]) -> bool:
    own = _closeness(who, row.count.who)
    if own == 0:
        return False
    rivals = [
        _closeness(who, sibling.count.who) for sibling in siblings if sibling.key != row.key and _alike(row, sibling)
    ]
    return own >= max(rivals, default=0)


def _alike(row: Row, sibling: Row) -> bool:
    """Rows that share people out among them; women and children stand beside one another."""
    return row.count.link == sibling.count.link == "addend" and row.count.measure == sibling.count.measure


def _closeness(who: Who, category: Who) -> int:
    """How well somebody told in an event fits a category of a counter; 0 where they do not.

    A total takes all. Who is told without status or group may well be a civilian, less likely a combatant; a combatant
    of another group still fits "SDF and allied formations" where no other row names his group.
    """
    if category == Who():
        return 1
    for name in ("sex", "age"):
        wanted, told = getattr(category, name), getattr(who, name)
        if wanted is not None and told != wanted:
            return 0
    if category.role is not None:
        return 9 if who.role == category.role and _actors_fit(who, category) else 0
    if category.actor is not None and who.actor == category.actor:
        return 9
    if category.status is not None and who.status is not None and category.status != who.status:
        return 0
    if category.status == "civilian" or (category.status is None and category.actor is None):
        return 0 if who.actor or who.role == "former-fighter" else 6
    return 3 if who.actor and who.role != "former-fighter" else 2 if who.status == "combatant" else 1


def _actors_fit(who: Who, category: Who) -> bool:
    return category.actor is None or who.actor == category.actor
