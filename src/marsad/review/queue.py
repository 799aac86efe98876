"""What waits for a person, and what first: by doubt, by impact, by age."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from marsad.model.errors import ReviewError
from marsad.model.incident import Alert, DoubtfulPair, Incident
from marsad.model.words import PEOPLE
from marsad.review.incidents import Reviewed

Order = Literal["doubt", "impact", "age"]
ORDERS: tuple[Order, ...] = ("doubt", "impact", "age")
# How much each reason adds to the doubt, between 0 and 1. They order the queue and mean nothing beyond it.
WEIGHTS = {
    "changed": 0.5,
    "second": 0.45,
    "contested": 0.4,
    "findings": 0.35,
    "pair": 0.3,
    "single": 0.25,
    "unplaced": 0.2,
    "wide": 0.2,
    "undated": 0.15,
    "alert": 0.3,
}
WIDE_RATIO = 1.5  # a range is wide where its high end is over one and a half times its low end


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something that waits for a person: an incident, a doubtful pair of incidents, or an alert.

    `doubt` lies between 0 and 1; `impact` is in people (killed first, then hurt in other ways); `since` is the day from
    which it waits, where one is known; `why` says in words what makes it doubtful.
    """

    kind: Literal["incident", "pair", "alert"]
    about: tuple[str, ...]
    doubt: float
    impact: int
    since: date | None
    why: tuple[str, ...]
    says: str = ""


def queue(
    reviewed: Mapping[str, Reviewed],
    *,
    pairs: Iterable[DoubtfulPair] = (),
    alerts: Iterable[Alert] = (),
    findings: Mapping[str, int] | None = None,
    since: Mapping[str, date] | None = None,
    order: Order = "doubt",
) -> list[Waiting]:
    """Everything that waits, what matters most by the order asked for at the front.

    Args:
        reviewed: the state of incidents.
        pairs: doubtful pairs of the matching; those that are one by now, or told apart by a person, drop out.
        alerts: proposed alerts on which nobody has decided.
        findings: how many findings of the audit the reports behind an incident have, by incident.
        since: from which day an incident waits (its first report).
        order: doubt, impact (most people first) or age (oldest first).

    Raises:
        ReviewError: there is no such order.
    """
    if order not in ORDERS:
        raise ReviewError(f"There is no order {order!r}; there are {', '.join(ORDERS)}.")
    waiting = [
        _of_incident(each, (findings or {}).get(key, 0), (since or {}).get(key))
        for key, each in reviewed.items()
        if _waits(each)
    ]
    waiting += [found for pair in pairs if (found := _of_pair(pair, reviewed, since or {})) is not None]
    waiting += [
        Waiting(
            "alert", (alert.id,), WEIGHTS["alert"], 0, alert.end, ("an alert goes out only by a person",), alert.says
        )
        for alert in alerts
    ]
    keys = {
        "doubt": lambda each: (-each.doubt, -each.impact, each.since or date.max, each.about),
        "impact": lambda each: (-each.impact, -each.doubt, each.since or date.max, each.about),
        "age": lambda each: (each.since or date.max, -each.doubt, -each.impact, each.about),
    }
    return sorted(waiting, key=keys[order])


def _waits(each: Reviewed) -> bool:
    return each.incident is not None and (each.state == "proposed" or each.changed_since or bool(each.waiting))


def _of_incident(each: Reviewed, findings: int, since: date | None) -> Waiting:
    incident = each.incident
    assert incident is not None
    reasons = list(_reasons(each, incident, findings))
    doubt = doubt_of(name for name, _ in reasons)
    first = since or incident.when.start
    return Waiting("incident", (each.id,), doubt, impact_of(incident), first, tuple(w for _, w in reasons))


def doubt_of(names: Iterable[str]) -> float:
    """How doubtful something is for these reasons, between 0 and 1: each takes its share of what is sure so far."""
    sure = 1.0
    for name in names:
        sure *= 1 - WEIGHTS[name]
    return round(1 - sure, 3)


def _reasons(each: Reviewed, incident: Incident, findings: int) -> Iterable[tuple[str, str]]:
    if each.changed_since:
        yield "changed", "it changed after it was decided"
    for decided in each.waiting:
        yield "second", f"{', '.join(decided.by)} decided ({decided.act}); a second person is needed"
    if incident.grade == "contested":
        yield "contested", "sources name different doers"
    if findings:
        yield "findings", f"{findings} finding{'s' if findings > 1 else ''} in its reports"
    yield from doubts_in(incident)


def doubts_in(incident: Incident) -> Iterable[tuple[str, str]]:
    """What makes an incident doubtful by itself, whatever people decided and the audit found: name and words."""
    if incident.independent_sources < 2:
        yield "single", "one independent source"
    if not any(where.place for where in incident.where):
        yield "unplaced", "no place is known"
    for toll in incident.tolls:
        low, high = toll.range.least(), toll.range.most()
        if high is None or high > max(low, 1) * WIDE_RATIO:
            yield "wide", f"{toll.measure}: {low} to {'any number' if high is None else high}"
            break
    if incident.when.start is None:
        yield "undated", "no day is known"


def impact_of(incident: Incident) -> int:
    """How many people an incident hit: the killed, else all others; the middle where a range leaves it open."""
    by_measure: dict[str, int] = {}
    for toll in incident.tolls:
        if toll.measure in PEOPLE:
            by_measure[toll.measure] = by_measure.get(toll.measure, 0) + (toll.range.middle() or 0)
    return by_measure.get("killed") or sum(by_measure.values())


def _of_pair(pair: DoubtfulPair, reviewed: Mapping[str, Reviewed], since: Mapping[str, date]) -> Waiting | None:
    one, other = reviewed.get(pair.a), reviewed.get(pair.b)
    if one is None or other is None or one.incident is None or other.incident is None or pair.a == pair.b:
        return None
    told_apart = any(
        judgement.act == "apart" and {pair.a, pair.b} <= set(judgement.about) for judgement in one.judgements
    )
    if told_apart or "rejected" in (one.state, other.state):
        return None
    sides = [(impact_of(each), since.get(each.id) or each.when.start) for each in (one.incident, other.incident)]
    return pair_waiting(pair, sides)


def pair_waiting(pair: DoubtfulPair, sides: Iterable[tuple[int, date | None]]) -> Waiting:
    """A doubtful pair as it waits; `sides` are how many people each of the two hit, and since when it waits."""
    impacts, days = zip(*sides, strict=True)
    why = (f"they may be one ({pair.bits:+.1f} bits)", *pair.why)
    first = min((day for day in days if day), default=None)
    return Waiting("pair", (pair.a, pair.b), WEIGHTS["pair"], min(impacts), first, why)
