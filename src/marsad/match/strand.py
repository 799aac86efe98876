"""Strands: the claims of one report sorted by the event they tell of.

A report that tells of an event as new tells of another one with every further claim that is new: those are never
joined. What is told again (a title, another voice) and what recalls an older toll joins the strand it fits best.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from marsad.match.settings import MatchSettings
from marsad.match.telling import Days, Spot, Telling
from marsad.model.range import Range

AGAIN = 1.0  # benchmarks/match_events.py, from texts: how well a bare claim must fit to be the same event told again


@dataclass(frozen=True, slots=True)
class Strand:
    """One event as one report tells it: the lead claim and those that tell it again.

    `window` is when it can have happened: the stated days, else a stretch before the day of publication.
    """

    key: str
    report: str
    tellings: tuple[Telling, ...]
    lead: Telling
    publisher: str | None
    language: str | None
    published: int | None
    is_update: bool
    days: Days | None
    window: Days | None
    spots: tuple[Spot, ...]
    doers: frozenset[str]
    victims: frozenset[str]
    traits: frozenset[str]
    tactics: frozenset[str]
    events: frozenset[str]
    totals: Mapping[str, tuple[Range, ...]]
    words: frozenset[str]


def strands_of(tellings: Sequence[Telling], settings: MatchSettings) -> list[Strand]:
    """All claims of one report, sorted into strands. Each claim is in exactly one."""
    groups: list[list[Telling]] = []
    for telling in tellings:
        if telling.role != "restated" and not _recall(telling, groups):
            groups.append([telling])
    for telling in (each for each in tellings if each.role == "restated"):
        _attach(telling, groups)
    return [make_strand(group, settings) for group in groups]


def _recall(telling: Telling, groups: list[list[Telling]]) -> bool:
    """Join an update, a reminder or a bare retelling to the strand told just before, if it speaks of that.

    Says whether it did. A claim without day and place of its own, which no word sets apart, tells nothing new where
    another voice says it or the strand is an update.
    """
    if not groups:
        return False
    group = groups[-1]
    lead = group[0]
    bare = telling.days is None and not any(spot.is_fine for spot in telling.spots)
    if telling.role == "background":
        bare = bare and not any(spot.names or spot.place for spot in telling.spots)
        joins = bare and lead.role == "update" and _fits(telling, group) > 0
    elif telling.role == "new":
        again = lead.role == "update" or _voice(telling) != _voice(lead)
        joins = bare and again and not telling.is_apart and bool(telling.totals) and _fits(telling, group) >= AGAIN
    else:
        later = telling.days is None or (lead.days is not None and telling.days[0] >= lead.days[0])
        joins = later and not telling.spots and lead.role == "new" and _fits(telling, group) >= 0
    if joins:
        group.append(telling)
    return joins


def _voice(telling: Telling) -> str | None:
    voices = telling.claim.said_by
    return (voices[0].actor or voices[0].words) if voices else None


def _attach(telling: Telling, groups: list[list[Telling]]) -> None:
    """Put what is told again to the strand it fits best; where none can be meant it is a strand of its own."""
    if not groups:
        groups.append([telling])
        return
    before = [n for n, group in enumerate(groups) if group[0].at <= telling.at]
    nearest = before[-1] if before else 0
    scored = [
        (_fits(telling, group) + (0.5 if n == nearest else 0.0) - 0.1 * abs(n - nearest), -n)
        for n, group in enumerate(groups)
    ]
    best, negative = max(scored)
    if best <= -4:
        groups.append([telling])
    else:
        groups[-negative].append(telling)


def _fits(telling: Telling, group: Sequence[Telling]) -> float:
    """How well a claim that tells again fits a strand of its report; below -4 it tells of something else."""
    lead = group[0]
    score = 0.0
    if telling.days and lead.days:
        apart = max(telling.days[0], lead.days[0]) - min(telling.days[1], lead.days[1])
        score += 1.5 if apart <= 0 else -1.0 if apart == 1 else -6.0
    score += _overlap(telling.doers, lead.doers, 1.0, -1.0) + _overlap(telling.victims, lead.victims, 1.0, -1.0)
    score += _overlap(telling.traits, lead.traits, 0.5, -0.3) + _overlap(telling.tactics, lead.tactics, 1.0, -0.7)
    score += 1.0 if telling.claim.event == lead.claim.event else -2.0
    mine = {spot.place for spot in telling.spots if spot.place and spot.is_fine}
    theirs = {spot.place for spot in lead.spots if spot.place and spot.is_fine}
    score += _overlap(frozenset(mine), frozenset(theirs), 2.0, -2.0)
    names = frozenset(name for spot in telling.spots if spot.is_fine for name in spot.names)
    score += _overlap(names, frozenset(name for spot in lead.spots for name in spot.names), 1.5, -0.5)
    for measure, value in telling.totals.items():
        known = [each.totals[measure] for each in group if measure in each.totals]
        if known:
            score += 1.5 if value in known else 0.5 if any(value.can_equal(each) for each in known) else -0.5
    both = {"killed", "injured"} <= lead.totals.keys() and "killed_or_injured" in telling.totals
    if both and (lead.totals["killed"] + lead.totals["injured"]).can_equal(telling.totals["killed_or_injured"]):
        score += 1.5
    return score


def _overlap(mine: frozenset[str], theirs: frozenset[str], shared: float, apart: float) -> float:
    if not mine or not theirs:
        return 0.0
    return shared if mine & theirs else apart


def make_strand(group: Sequence[Telling], settings: MatchSettings) -> Strand:
    """The strand of some tellings of one report: what each says, taken together."""
    lead = max(group, key=lambda telling: (telling.role == "update", telling.role == "new", bool(telling.spots)))
    dated = [telling for telling in group if telling.days]
    first = lead if lead.days else min(dated, key=lambda each: each.days[1] - each.days[0]) if dated else lead  # type: ignore[index]
    days = first.days
    return Strand(
        key=str(lead.ref),
        report=lead.ref.report,
        tellings=tuple(sorted(group, key=lambda telling: telling.at)),
        lead=lead,
        publisher=lead.publisher,
        language=lead.language,
        published=lead.published,
        is_update=any(telling.role == "update" for telling in group),
        days=days,
        window=days or _window(lead, settings),
        spots=tuple(dict.fromkeys(spot for telling in group for spot in telling.spots)),
        doers=frozenset().union(*(telling.doers for telling in group)),
        victims=frozenset().union(*(telling.victims for telling in group)),
        traits=frozenset().union(*(telling.traits for telling in group)),
        tactics=frozenset().union(*(telling.tactics for telling in group)),
        events=frozenset(telling.claim.event for telling in group if telling.claim.event),
        totals=_totals(group),
        words=frozenset().union(*(telling.words for telling in group)),
    )


def _totals(group: Sequence[Telling]) -> dict[str, tuple[Range, ...]]:
    """Every total that a telling gives, by measure, each once."""
    found: dict[str, dict[Range, None]] = {}
    for telling in group:
        for measure, value in telling.totals.items():
            found.setdefault(measure, {})[value] = None
    return {measure: tuple(values) for measure, values in found.items()}


def _window(lead: Telling, settings: MatchSettings) -> Days | None:
    """When an event without a date can have happened, from its role and the day of publication."""
    if lead.published is None:
        return None
    days = {"update": settings.update_days, "background": settings.background_days}.get(
        lead.role, settings.undated_days
    )
    return lead.published - days, lead.published


def joined(strands: Sequence[Strand], settings: MatchSettings) -> Strand:
    """One strand out of several, as an incident is compared with a new report."""
    whole = make_strand([telling for strand in strands for telling in strand.tellings], settings)
    return replace(whole, report="", key=strands[0].key)
