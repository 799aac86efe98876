"""An event claim as the matcher sees it, and the strand: all claims of one report that tell of one event."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from marsad.match.words import begins_apart, place_names, text_words
from marsad.model.claim import Claim, Count, Reading, Where
from marsad.model.incident import ClaimRef
from marsad.model.place import Actor
from marsad.model.range import Range, total
from marsad.model.words import PEOPLE

Days = tuple[int, int]
_FINE = frozenset({"exact", "near", "adm3"})


@dataclass(frozen=True, slots=True)
class Spot:
    """One place mention: its id, the ids that hold it, the words that name it, and how fine it is."""

    place: str | None
    holders: frozenset[str]
    names: tuple[str, ...]
    precision: str
    point: tuple[float, float] | None = None

    @property
    def is_fine(self) -> bool:
        """Whether the mention points at a town, a village or something as small."""
        return self.precision in _FINE or (self.precision == "unplaced" and bool(self.names))


@dataclass(frozen=True, slots=True)
class Telling:
    """One event claim, made ready to be compared.

    `days` are ordinals of the first and last day, None where the claim gives no date. `doers` and `victims` are actor
    ids; `traits` status, sex, age, role and nationality of the victims. `totals` add the claim's own counts by measure.
    `is_apart` marks a claim whose first words say that it is about another event.
    """

    ref: ClaimRef
    claim: Claim
    role: str
    publisher: str | None
    language: str | None
    published: int | None
    at: int
    in_title: bool
    days: Days | None
    spots: tuple[Spot, ...]
    doers: frozenset[str]
    victims: frozenset[str]
    traits: frozenset[str]
    tactics: frozenset[str]
    totals: Mapping[str, Range]
    words: frozenset[str]
    is_apart: bool = False

    def claim_doers(self) -> list[str]:
        """The doers in the order of the text."""
        return [doer for count in self.claim.walk() for doer in count.by]


def tellings_of(reading: Reading) -> list[Telling]:
    """The event claims of a reading, in the order of the text.

    A claim that stands in the title counts as told again, whatever role it was read with: the body tells it in full.
    """
    report = reading.report
    published = report.published.toordinal() if report.published else None
    title = len(report.title) if report.title and report.text.startswith(report.title) else 0
    found = [
        _telling(claim, report.id, report.publisher, report.language, published, report.text, title)
        for claim in reading.claims
        if claim.kind == "event"
    ]
    return _with_places(sorted(found, key=lambda telling: telling.at))


def _with_places(tellings: list[Telling]) -> list[Telling]:
    """A claim whose place is only pointed back at ("the same area") takes over the places told just before it."""
    result: list[Telling] = []
    for telling in tellings:
        if telling.spots and not any(spot.place or spot.names for spot in telling.spots) and not telling.in_title:
            before = next((each for each in reversed(result) if each.spots and not each.in_title), None)
            telling = replace(telling, spots=telling.spots + before.spots) if before else telling
        result.append(telling)
    return result


def _telling(
    claim: Claim,
    report: str,
    publisher: str | None,
    language: str | None,
    published: int | None,
    text: str,
    title: int,
) -> Telling:
    counts = list(claim.walk())
    in_title = bool(claim.spans) and max(span.end for span in claim.spans) <= title
    return Telling(
        ref=ClaimRef(report, claim.id),
        claim=claim,
        role="restated" if in_title and claim.role == "new" else claim.role,
        publisher=publisher,
        language=language,
        published=published,
        at=min((span.start for span in claim.spans), default=0),
        in_title=in_title,
        days=_days(claim.when.start, claim.when.end),
        spots=tuple(spot_of(where) for where in claim.where),
        doers=frozenset(doer for count in counts for doer in count.by),
        victims=frozenset(count.who.actor for count in counts if count.who.actor),
        traits=frozenset(trait for count in counts for trait in _traits(count)),
        tactics=frozenset(tactic for count in counts for tactic in count.how if tactic != "unknown"),
        totals=totals_of(claim.counts),
        words=text_words(" ".join(span.of(text) for span in claim.spans)) if text else frozenset(),
        is_apart=bool(text and claim.spans) and begins_apart(claim.spans[0].of(text)),
    )


def _days(start: date | None, end: date | None) -> Days | None:
    first, last = start or end, end or start
    if first is None or last is None:
        return None
    return first.toordinal(), max(first, last).toordinal()


def _traits(count: Count) -> Iterable[str]:
    who = count.who
    if count.measure in PEOPLE:
        for value in (who.status, who.sex, who.age, who.role, who.nationality):
            if value:
                yield value


def spot_of(where: Where) -> Spot:
    """A place mention made ready to be compared."""
    holders = set(where.within)
    if where.place:
        holders.add(where.place)
    names = place_names(where.words) if where.words else ()
    return Spot(where.place, frozenset(holders), names, where.precision, where.point)


def totals_of(counts: Iterable[Count]) -> dict[str, Range]:
    """The claim's own total of each measure of people: its counts side by side, their parts not added again."""
    by_measure: dict[str, list[Range]] = {}
    for count in counts:
        if count.measure in PEOPLE:
            by_measure.setdefault(count.measure, []).append(count.range)
    return {measure: ranges[0] if len(ranges) == 1 else total(ranges) for measure, ranges in by_measure.items()}


def kin_of(actors: Mapping[str, Actor]) -> dict[str, frozenset[str]]:
    """Each actor with all that it is part of."""
    kin: dict[str, frozenset[str]] = {}
    for actor in actors.values():
        line, each = {actor.id}, actor
        while each.part_of and each.part_of in actors and each.part_of not in line:
            each = actors[each.part_of]
            line.add(each.id)
        kin[actor.id] = frozenset(line)
    return kin
