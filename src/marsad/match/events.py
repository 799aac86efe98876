"""One event, told many times: from readings to incidents, with every score explained."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from marsad.match.block import candidates
from marsad.match.cluster import cluster
from marsad.match.compare import Part, compare, score
from marsad.match.copies import Copy, copies_in
from marsad.match.incident import put_together
from marsad.match.rating import Rater, Rating, rate_here
from marsad.match.settings import MatchSettings
from marsad.match.strand import Strand, joined, strands_of
from marsad.match.telling import Telling, kin_of, tellings_of
from marsad.match.voices import named_voices
from marsad.model.claim import Reading
from marsad.model.errors import MatchError
from marsad.model.incident import ClaimRef, Incident
from marsad.packs import Pack

SURE = 6.0  # benchmarks/match_events.py: over 95 in 100 such pairs are of one event


@dataclass(frozen=True, slots=True)
class ScoredPair:
    """Two claims of different reports and how likely they tell of one event.

    `bits` is the sum of the `parts` (name, bits, reason). `incidents` are the incidents they ended up in: the same id
    twice where they were joined.
    """

    a: ClaimRef
    b: ClaimRef
    bits: float
    parts: tuple[Part, ...]
    incidents: tuple[str, str]

    @property
    def is_joined(self) -> bool:
        """Whether both claims are in one incident."""
        return self.incidents[0] == self.incidents[1]


@dataclass(frozen=True, slots=True)
class MatchResult:
    """What matching gives: incidents that are new or have grown, the pairs behind them, and what a person should see.

    `pairs` are those over the threshold, `doubtful` those in the middle that were not joined, most likely first.
    `copies` are reports that repeat another's text.
    """

    incidents: tuple[Incident, ...]
    pairs: tuple[ScoredPair, ...] = ()
    doubtful: tuple[ScoredPair, ...] = ()
    copies: tuple[Copy, ...] = ()


def match_events(
    readings: Iterable[Reading],
    *,
    pack: Pack | None = None,
    settings: MatchSettings | None = None,
    incidents: Iterable[Incident] = (),
    readings_of: Callable[[Sequence[str]], Iterable[Reading]] | None = None,
    rate: Rater = rate_here,
) -> MatchResult:
    """Put the event claims of readings together into incidents.

    Every event claim of the readings ends up in exactly one incident; tolls, estimates and statements in none. Two
    claims that one report tells as different events never meet.

    Args:
        readings: the new readings, each of a different report.
        pack: says which actor is part of which; without one actors are compared by id alone.
        settings: thresholds and weights.
        incidents: incidents that exist already. New claims join them or form new ones; two of them are never joined
            by a machine, such a pair is doubtful instead. Claims that are in one of them already are not matched again.
        readings_of: gives the readings of reports by id; wanted where `incidents` are given.
        rate: scores the pairs; another engine's gives the same scores.

    Returns:
        Only incidents that are new or have grown; ids of grown ones are kept.

    Raises:
        MatchError: two readings are of one report, or `incidents` come without `readings_of`.
    """
    settings = settings or MatchSettings()
    kin = kin_of(pack.actors) if pack is not None else {}
    known = list(incidents)
    if known and readings_of is None:
        raise MatchError("Incidents were given without the readings behind them: pass readings_of as well.")
    placed = {ref for incident in known for ref in incident.claims}
    fresh = _checked(readings)
    new_strands = _new_strands(fresh, placed, settings)
    have = {reading.report.id: reading for reading in fresh}
    near = _near(known, new_strands) if readings_of is not None else []
    wanted = sorted({ref.report for incident in near for ref in incident.claims} - have.keys())
    if wanted and readings_of is not None:
        have |= {reading.report.id: reading for reading in readings_of(wanted)}
    old = _old_strands(near, have, settings)
    strands = [*(strand for strand, _ in old), *new_strands]
    copies = copies_in((reading.report for reading in have.values()), least_share=settings.copy_share)
    copied = {frozenset((copy.report, copy.of)) for copy in copies}

    agreeing: set[frozenset[str]] = set()

    def parts_of(i: int, j: int, *, explain: bool = False) -> list[Part]:
        a, b = strands[i], strands[j]
        both = frozenset((a.report, b.report))
        parts = compare(a, b, settings, kin, copies=both in copied, explain=explain)
        if both in agreeing and score(parts) < SURE:
            parts.append(("reports", settings.weights.reports_agree, "the two reports share another event"))
        return parts

    least = settings.doubt - settings.weights.reports_agree
    rated = rate(strands, candidates(strands, settings, new_from=len(old)), Rating(settings, kin, frozenset(copied)))
    scores = {(i, j): value for i, j, value in rated if value >= least}
    agreeing |= {frozenset((strands[i].report, strands[j].report)) for (i, j), value in scores.items() if value >= SURE}
    scores = {(i, j): value if value >= SURE else score(parts_of(i, j)) for (i, j), value in scores.items()}
    scores = {pair: value for pair, value in scores.items() if value >= settings.doubt}
    groups = cluster(strands, scores, lambda i, j: score(parts_of(i, j)), accept=settings.accept, older=len(old))
    return _result(groups, strands, old, scores, parts_of, copies)


def _checked(readings: Iterable[Reading]) -> list[Reading]:
    fresh = list(readings)
    seen: set[str] = set()
    for reading in fresh:
        if reading.report.id in seen:
            raise MatchError(
                f"Report {reading.report.id!r} was read twice: want one reading a report. Give the newest one only."
            )
        seen.add(reading.report.id)
    return fresh


def _new_strands(readings: Sequence[Reading], placed: set[ClaimRef], settings: MatchSettings) -> list[Strand]:
    found = []
    for reading in readings:
        tellings = [telling for telling in tellings_of(reading) if telling.ref not in placed]
        found += strands_of(tellings, settings)
    return found


def _near(known: Sequence[Incident], new: Sequence[Strand]) -> list[Incident]:
    """Old incidents that lie near a new strand in time. The others are left alone."""
    windows = [strand.window for strand in new]
    if any(window is None for window in windows):
        return list(known)
    spans = _merged([(window[0] - 3, window[1] + 3) for window in windows if window is not None])
    return [incident for incident in known if not incident.when.start or _touches(_days_of(incident), spans)]


def _days_of(incident: Incident) -> tuple[int, int]:
    start = incident.when.start
    assert start is not None
    return start.toordinal(), (incident.when.end or start).toordinal()


def _old_strands(
    near: Sequence[Incident], have: Mapping[str, Reading], settings: MatchSettings
) -> list[tuple[Strand, Incident]]:
    """Each old incident as one strand of all its claims."""
    tellings: dict[ClaimRef, Telling] = {}
    for report in sorted({ref.report for incident in near for ref in incident.claims}):
        if report in have:
            tellings |= {telling.ref: telling for telling in tellings_of(have[report])}
    result = []
    for incident in near:
        mine = [tellings[ref] for ref in incident.claims if ref in tellings]
        if mine:
            result.append((joined(strands_of_all(mine, settings), settings), incident))
    return result


def strands_of_all(tellings: Sequence[Telling], settings: MatchSettings) -> list[Strand]:
    """Strands of tellings of several reports."""
    by_report: dict[str, list[Telling]] = defaultdict(list)
    for telling in tellings:
        by_report[telling.ref.report].append(telling)
    return [strand for each in by_report.values() for strand in strands_of(each, settings)]


def _merged(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for first, last in sorted(spans):
        if merged and first <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(last, merged[-1][1]))
        else:
            merged.append((first, last))
    return merged


def _touches(days: tuple[int, int], spans: Sequence[tuple[int, int]]) -> bool:
    return any(first <= days[1] and days[0] <= last for first, last in spans)


def _result(
    groups: list[list[int]],
    strands: Sequence[Strand],
    old: Sequence[tuple[Strand, Incident]],
    scores: Mapping[tuple[int, int], float],
    parts_of: Callable[..., list[Part]],
    copies: list[Copy],
) -> MatchResult:
    named = named_voices([telling for strand in strands for telling in strand.tellings])
    by_report: dict[str, list[Copy]] = defaultdict(list)
    for copy in copies:
        by_report[copy.report].append(copy)
    made: list[Incident] = []
    incident_of: dict[int, str] = {}
    for group in groups:
        before = next((old[n][1] for n in group if n < len(old)), None)
        tellings = [telling for n in group for telling in strands[n].tellings]
        if before is not None and len(group) == 1:
            incident_of[group[0]] = before.id
            continue
        mine = [copy for telling in tellings for copy in by_report.get(telling.ref.report, ())]
        incident = put_together(tellings, mine, named, old=before)
        made.append(incident)
        incident_of |= dict.fromkeys(group, incident.id)
    told_in = {n: {ref.report for m in group for ref in _refs(strands[m])} for group in groups for n in group}
    joined_pairs: list[ScoredPair] = []
    doubtful: dict[tuple[str, str], ScoredPair] = {}
    for (i, j), value in sorted(scores.items(), key=lambda item: (-item[1], item[0])):
        ids = incident_of[i], incident_of[j]
        key = (min(ids), max(ids))
        if ids[0] == ids[1]:
            joined_pairs.append(_pair(strands[i], strands[j], value, parts_of(i, j, explain=True), ids))
        elif key not in doubtful and not told_in[i] & told_in[j]:  # a report that tells both apart leaves no doubt
            doubtful[key] = _pair(strands[i], strands[j], value, parts_of(i, j, explain=True), ids)
    return MatchResult(tuple(made), tuple(joined_pairs), tuple(doubtful.values()), tuple(copies))


def _refs(strand: Strand) -> list[ClaimRef]:
    return [telling.ref for telling in strand.tellings]


def _pair(a: Strand, b: Strand, bits: float, parts: list[Part], incidents: tuple[str, str]) -> ScoredPair:
    return ScoredPair(a.lead.ref, b.lead.ref, round(bits, 2), tuple(parts), incidents)
