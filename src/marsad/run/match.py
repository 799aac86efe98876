"""Matching in an observatory: what was read since the last time joins the incidents that are there."""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from marsad.match.assemble import assembler
from marsad.match.events import MatchResult, ScoredPair, match_events
from marsad.match.rating import Rater, rate_here
from marsad.match.settings import MatchSettings
from marsad.model.claim import Reading
from marsad.model.codec import decode_reading
from marsad.model.errors import MatchError, ModelError
from marsad.model.incident import ClaimRef, DoubtfulPair, Incident
from marsad.model.plain import to_plain
from marsad.packs import load_pack

if TYPE_CHECKING:
    from marsad.run.observatory import Observatory

MATCHER = f"match {version('marsad')}"
MATCHED = "matched-upto"  # the setting that holds the last change whose readings were matched


@dataclass(frozen=True, slots=True)
class Matched:
    """What one run of matching did.

    `made` and `grown` are incidents, `gone` ids of those whose claims are no longer read so. `reports` counts the
    readings that were matched, `event_claims` the claims of events in them.
    """

    reports: int
    event_claims: int
    made: tuple[Incident, ...]
    grown: tuple[Incident, ...]
    gone: tuple[str, ...]
    result: MatchResult = field(default_factory=lambda: MatchResult(()))


def rater_of(engine: str, master: str) -> AbstractContextManager[Rater]:
    """What scores the pairs, for as long as it is wanted: this process ("one"), or Apache Spark ("spark").

    Raises:
        MarsadError: PySpark or Java is not installed, or the master does not answer.
    """
    if engine == "one":
        return nullcontext(rate_here)
    from marsad.run.spark_match import rating_on_spark

    return rating_on_spark(master)


def match_observatory(
    observatory: "Observatory", *, settings: MatchSettings | None = None, again: bool = False,
    rate: Rater = rate_here,
) -> Matched:  # fmt: skip
    """Match what was read since the last run, and keep the incidents and the doubtful pairs.

    A report that was read anew gives up its old claims first. Ids of incidents stay. With `again`, all readings are
    matched from the beginning; incidents that come out the same keep their ids all the same.
    """
    store = observatory.store
    until = store.number
    after = 0 if again else int(store.settings.get(MATCHED, 0))
    fresh = list(store.readings.all(after=after))
    known = {incident.id: incident for incident in store.incidents.all()}
    read_again = {reading.report.id for reading in fresh}
    readings_of = readings_in(observatory)
    kept, shrunk, gone = _without(known.values(), read_again, readings_of)
    result = match_events(
        fresh, pack=observatory.pack, settings=settings, incidents=kept, readings_of=readings_of, rate=rate
    )
    result = _with_old_ids(result, [known[each] for each in gone])
    changed = {incident.id: incident for incident in (*shrunk, *result.incidents)}
    left = tuple(each for each in gone if each not in changed)
    made = tuple(incident for incident in result.incidents if incident.id not in known)
    grown = tuple(incident for incident in result.incidents if incident.id in known)
    store.incidents.add([_as_it_stood(incident, known) for incident in changed.values()], by=MATCHER)
    if left:
        store.incidents.remove(left, by=MATCHER)
    _keep_pairs(observatory, result)
    store.settings.set(MATCHED, until, by=MATCHER)
    _settle(observatory, [incident.id for incident in (*shrunk, *grown)])
    claims = sum(claim.kind == "event" for reading in fresh for claim in reading.claims)
    return Matched(len(fresh), claims, made, grown, left, result)


def _settle(observatory: "Observatory", ids: Sequence[str]) -> None:
    """What people decided on incidents that grew holds for what they are now."""
    if ids:
        from marsad.run.review import Review

        Review(observatory).settle(ids)


def _with_old_ids(result: MatchResult, gone: Sequence[Incident]) -> MatchResult:
    """New incidents made of the claims of one that is gone take over its id, the one with most of them first."""
    owner = {ref: incident.id for incident in gone for ref in incident.claims}
    shares = sorted(
        (
            (-shared, incident.id, old)
            for incident in result.incidents
            for old, shared in Counter(owner[ref] for ref in incident.claims if ref in owner).items()
        )
    )
    taken: dict[str, str] = {}
    for _, new, old in shares:
        if new not in taken and old not in taken.values():
            taken[new] = old
    if all(new == old for new, old in taken.items()):
        return result
    clash = {each.id for each in result.incidents} - taken.keys()
    renamed: Mapping[str, str] = {new: old for new, old in taken.items() if old not in clash}

    def pair(each: ScoredPair) -> ScoredPair:
        a, b = each.incidents
        return replace(each, incidents=(renamed.get(a, a), renamed.get(b, b)))

    return replace(
        result,
        incidents=tuple(replace(each, id=renamed.get(each.id, each.id)) for each in result.incidents),
        pairs=tuple(map(pair, result.pairs)),
        doubtful=tuple(map(pair, result.doubtful)),
    )


def _as_it_stood(incident: Incident, known: dict[str, Incident]) -> Incident:
    """What was decided on an incident of this id stays with it, also when it was made anew out of the same claims."""
    old = known.get(incident.id)
    if old is None:
        return incident
    return replace(
        incident, state=old.state, grade=old.grade, accepted_by=old.accepted_by, is_restricted=old.is_restricted
    )


def readings_in(observatory: "Observatory") -> Callable[[Sequence[str]], Iterable[Reading]]:
    """A function that gives the latest readings of reports by id; reports that are unread are left out."""

    def readings_of(reports: Sequence[str]) -> Iterator[Reading]:
        for report in reports:
            reading = observatory.store.readings.get(report)
            if reading is not None:
                yield reading

    return readings_of


def _without(
    known: Iterable[Incident], reports: set[str], readings_of: Callable[[Sequence[str]], Iterable[Reading]]
) -> tuple[list[Incident], list[Incident], list[str]]:
    """The incidents without the claims of some reports: all that are left, those that shrank, ids of empty ones."""
    assemble = assembler(readings_of)
    kept: list[Incident] = []
    shrunk: list[Incident] = []
    gone: list[str] = []
    for incident in known:
        claims: list[ClaimRef] = [ref for ref in incident.claims if ref.report not in reports]
        if len(claims) == len(incident.claims):
            kept.append(incident)
            continue
        rest = assemble(incident.id, claims) if claims else None
        if rest is None:
            gone.append(incident.id)
        else:
            kept.append(rest)
            shrunk.append(rest)
    return kept, shrunk, gone


def _keep_pairs(observatory: "Observatory", result: MatchResult) -> None:
    """Doubtful pairs for the queue of review; those whose incidents are no more are taken off it."""
    store = observatory.store
    store.pairs.add([doubtful_pair(pair) for pair in result.doubtful], by=MATCHER)
    there = {incident.id for incident in store.incidents.all()}
    stale = [pair.id for pair in store.pairs.all() if not {pair.a, pair.b} <= there]
    if stale:
        store.pairs.remove(stale, by=MATCHER)


def doubtful_pair(pair: ScoredPair) -> DoubtfulPair:
    """A doubtful pair of claims as the pair of their incidents, with the reasons in words."""
    why = tuple(
        f"{name} {bits:+.1f}: {says}" for name, bits, says in pair.parts if abs(bits) >= 0.05 and name != "base"
    )
    return DoubtfulPair(pair.incidents[0], pair.incidents[1], pair.bits, why)


def match_lines(
    lines: Path, pack: str | Path, *, settings: MatchSettings | None = None, rate: Rater = rate_here
) -> MatchResult:
    """Match readings given as JSON Lines, in the form that ``marsad read --json`` prints. Nothing is kept.

    Raises:
        MatchError: a line is no reading.
    """
    try:
        content = lines.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as problem:
        raise MatchError(f"{lines} cannot be read: {problem}. Want JSON Lines in UTF-8.") from problem
    readings = []
    for number, line in enumerate(content.splitlines(), 1):
        if not line.strip():
            continue
        try:
            data = json.loads(line)
            readings.append(decode_reading(data, text=data["report"].get("text")))
        except (ValueError, KeyError, TypeError, AttributeError, ModelError) as problem:
            raise MatchError(
                f"{lines}, line {number}: this is no reading ({problem}). "
                "Want the lines that `marsad read --json` prints."
            ) from problem
    return match_events(readings, pack=load_pack(pack), settings=settings, rate=rate)


def encode_pair(pair: ScoredPair) -> dict[str, Any]:
    """A pair as plain data: the claims, the bits and each part with its reason."""
    parts = [{"part": name, "bits": round(bits, 2), "says": says} for name, bits, says in pair.parts]
    return {
        "a": str(pair.a), "b": str(pair.b), "bits": pair.bits, "joined": pair.is_joined,
        "incidents": list(pair.incidents), "parts": parts,
    }  # fmt: skip


def encode_result(result: MatchResult, *, explain: bool = False) -> Iterator[dict[str, Any]]:
    """A result as plain data, one object an incident, copy and doubtful pair; with `explain` the joined pairs too."""
    for incident in result.incidents:
        yield {"incident": to_plain(incident)}
    for copy in result.copies:
        yield {"copy": {"report": copy.report, "of": copy.of, "share": copy.share}}
    for pair in (*(result.pairs if explain else ()), *result.doubtful):
        yield {"pair": encode_pair(pair)}


def settings_with(*, accept: float | None, doubt: float | None) -> MatchSettings:
    """The usual settings with other thresholds, where they are given.

    Raises:
        MatchError: doubt would begin above what is accepted.
    """
    settings = MatchSettings()
    settings = replace(
        settings, accept=settings.accept if accept is None else accept, doubt=settings.doubt if doubt is None else doubt
    )
    if settings.doubt > settings.accept:
        raise MatchError(
            f"Doubt begins at {settings.doubt} bits, above the {settings.accept} that are accepted: want it lower."
        )
    return settings
