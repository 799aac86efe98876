"""Two publishers on one incident: where their numbers cannot both be true."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from marsad.count.counters import publishers_of
from marsad.count.phrases import Phrases, phrases
from marsad.count.walk import bounds, is_title_claim, meets, sum_bounds, title_extents
from marsad.model.claim import Claim, Count, Finding, Reading
from marsad.model.incident import ClaimRef, Incident
from marsad.model.words import PEOPLE


@dataclass(frozen=True, slots=True)
class Said:
    """What one voice says of one measure in one report: one count, or several that stand side by side."""

    publisher: str
    voice: str
    report: str
    published: date | None
    claim: Claim
    counts: tuple[Count, ...]
    in_title: bool

    @property
    def middle(self) -> int:
        """One number to compare distances by."""
        return sum(count.range.middle() or 0 for count in self.counts)


def audit_sources(
    clusters: Iterable[Incident | Sequence[str]],
    readings: Sequence[Reading],
    *,
    language: str = "en",
    names: Mapping[str, str] | None = None,
) -> tuple[Finding, ...]:
    """Where two publishers on one incident differ, as ranges (rule sources-differ, a doubt).

    A publisher's later update is its own later number, no contradiction; each number of the other is held against the
    nearest that the publisher gave. What one publisher's several voices say is not held against one another.

    Args:
        clusters: incidents, or the claims of one incident as ``report:claim``.
        readings: of the reports that the claims are in.
    """
    say = phrases(language, names)
    claims = {f"{reading.report.id}:{claim.id}": (reading, claim) for reading in readings for claim in reading.claims}
    publishers = publishers_of(readings)
    found: list[Finding] = []
    for cluster in clusters:
        references = cluster.claims if isinstance(cluster, Incident) else [ClaimRef.of(each) for each in cluster]
        told = [claims[str(reference)] for reference in references if str(reference) in claims]
        for measure in sorted(PEOPLE):
            said = [each for reading, claim in told for each in _said(reading, claim, measure, publishers)]
            found += _compare(_body_first(said), say)
    return tuple(found)


def _said(reading: Reading, claim: Claim, measure: str, publishers: Mapping[str, str]) -> list[Said]:
    counts = tuple(count for count in claim.counts if count.measure == measure)
    if claim.kind != "event" or claim.role == "background" or not counts:
        return []
    if any(count.range.sign == "vague" for count in counts):
        return []
    publisher = publishers[reading.report.id]
    nearest = claim.said_by[0] if claim.said_by else None
    voice = (nearest.actor or (nearest.words or "").casefold()) if nearest else publisher
    title = is_title_claim(claim, title_extents(reading))
    return [Said(publisher, voice, reading.report.id, reading.report.published, claim, counts, title)]


def _body_first(said: list[Said]) -> list[Said]:
    """Without what a title or an aside only repeats: the body of a report speaks for it."""
    bodies = {each.report for each in said if not each.in_title}
    kept = [each for each in said if not (each.in_title and each.report in bodies)]
    own_later = {(e.publisher, e.report) for e in kept if e.claim.role in ("new", "update") and e.voice == e.publisher}
    return [
        each
        for each in kept
        if not (
            each.claim.role == "restated"
            and not each.in_title
            and each.voice == each.publisher
            and (each.publisher, each.report) in own_later
        )
    ]


def _compare(said: list[Said], say: Phrases) -> list[Finding]:
    publishers = list(dict.fromkeys(each.publisher for each in said))
    found = []
    for one, other in combinations(publishers, 2):
        mine, theirs = [e for e in said if e.publisher == one], [e for e in said if e.publisher == other]
        if len({e.voice for e in mine}) > len({e.voice for e in theirs}):
            mine, theirs = theirs, mine
        for each in theirs:
            nearest = min(mine, key=lambda m: (abs(m.middle - each.middle), _days_apart(m, each)))
            if not any(_agree(m, each) for m in mine) and not _is_update_of(nearest, each):
                found.append(_finding(nearest, each, say))
    return found


def _agree(one: Said, other: Said) -> bool:
    """Whether both can be one number; also where one tells only some of the victims and says so by who they are."""
    if meets(sum_bounds(one.counts), sum_bounds(other.counts)):
        return True
    return any(
        meets(bounds(count.range), sum_bounds(rest.counts))
        for whole, rest in ((one, other), (other, one))
        if len(whole.counts) > 1
        for count in whole.counts
    )


def _is_update_of(one: Said, other: Said) -> bool:
    """Whether the later number says itself that the toll has changed since: dead that rose, injured who died."""
    if one.published is None or other.published is None or one.published == other.published:
        return False
    earlier, later = sorted((one, other), key=lambda each: each.published or date.max)
    if later.claim.role != "update":
        return False
    return later.counts[0].measure == "injured" or later.middle >= earlier.middle


def _days_apart(one: Said, other: Said) -> int:
    if one.published is None or other.published is None:
        return 1
    return abs((one.published - other.published).days)


def _finding(one: Said, other: Said, say: Phrases) -> Finding:
    first, second = (_sum(each.counts) for each in (one, other))
    if "claimed" in (one.claim.basis, other.claim.basis):
        unless = say.unless("doer-counts")
    elif {count.who for count in one.counts} != {count.who for count in other.counts}:
        unless = say.unless("different-people")
    else:
        unless = say.unless("different-time")
    return Finding(
        rule="sources-differ",
        severity="doubt",
        says=say.say(
            "sources-differ",
            first=_name(one, say),
            second=_name(other, say),
            one=first,
            other=second,
            label=say.measure(one.counts[0]) if len(one.counts) > 1 else say.label(one.counts[0]),
        ),
        arithmetic=f"{first} ≠ {second}",
        claims=(f"{one.report}:{one.claim.id}", f"{other.report}:{other.claim.id}"),
        counts=tuple(f"{each.report}:{count.id}" for each in (one, other) for count in each.counts),
        spans=tuple(count.span for each in (one, other) for count in each.counts),
        unless=unless,
        reports=(one.report, other.report),
    )


def _name(said: Said, say: Phrases) -> str:
    nearest = said.claim.said_by[0] if said.claim.said_by else None
    words = nearest.words if nearest and nearest.words else say.names.get(said.voice, said.voice)
    return words or said.publisher


def _sum(counts: tuple[Count, ...]) -> str:
    low, high = sum_bounds(counts)
    if low == high:
        return str(int(low))
    return f"≥ {int(low)}" if high == float("inf") else f"{int(low)}-{int(high)}"
