"""Putting the claims of one cluster together into an incident, with an id that stays."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from typing import Any

from marsad.match.compare import unknown_doers
from marsad.match.copies import Copy
from marsad.match.telling import Telling
from marsad.match.tolls import tolls_of
from marsad.match.voices import independent, voice_of
from marsad.model.claim import When, Where
from marsad.model.incident import ClaimRef, Incident

_FINENESS = ("exact", "near", "adm3", "unplaced", "adm2", "adm1", "area", "country")


def incident_id(first: ClaimRef) -> str:
    """The id of an incident, from the claim that was published first when the incident was made.

    Later claims do not change it; two machines that match the same reports give the same id.
    """
    report = first.report.encode()
    return "i" + sha256(len(report).to_bytes(8, "big") + report + first.claim.encode()).hexdigest()[:14]


def put_together(
    tellings: Sequence[Telling],
    copies: Sequence[Copy],
    named: Mapping[str, str],
    *,
    old: Incident | None = None,
    id: str | None = None,
) -> Incident:
    """The incident of some tellings: what most of them say, ranges where they differ.

    With `old`, its id and what people decided on it (state, grade, acceptance, restriction) are kept.
    """
    ordered = sorted(tellings, key=lambda t: (t.published or 0, t.ref.report, t.at, t.ref.claim))
    tolls, details = tolls_of(ordered, named)
    known = dict.fromkeys(doer for telling in ordered for doer in telling.claim_doers())
    doers = [doer for doer in known if doer not in unknown_doers()] or list(known)
    kept: dict[str, Any] = {}
    if old is not None:
        kept = {
            "grade": old.grade, "state": old.state, "accepted_by": old.accepted_by, "is_restricted": old.is_restricted,
            "counts": old.counts,
        }  # fmt: skip
    return Incident(
        id=id or (old.id if old is not None else incident_id(ordered[0].ref)),
        claims=tuple(telling.ref for telling in ordered),
        when=_when(ordered, named),
        where=_where(ordered),
        event=_most(telling.claim.event for telling in ordered if not telling.in_title)
        or _most(telling.claim.event for telling in ordered),
        by=tuple(doers),
        how=tuple(
            dict.fromkeys(t for telling in ordered for c in telling.claim.walk() for t in c.how if t != "unknown")
        ),
        tolls=tolls,
        details=details,
        independent_sources=independent(ordered, copies, named),
        **kept,
    )


def _most(values: Iterable[str | None]) -> str | None:
    counted = Counter(value for value in values if value)
    return counted.most_common(1)[0][0] if counted else None


def _when(tellings: Sequence[Telling], named: Mapping[str, str]) -> When:
    """The date that most voices give; among as many the narrower, then the one told first."""
    votes: dict[tuple[int, int], set[str]] = {}
    whens: dict[tuple[int, int], When] = {}
    for telling in tellings:
        if telling.days:
            votes.setdefault(telling.days, set()).add(voice_of(telling, named))
            whens.setdefault(telling.days, telling.claim.when)
    if not votes:
        return tellings[0].claim.when
    return whens[max(votes, key=lambda days: (len(votes[days]), days[0] - days[1]))]


def _where(tellings: Sequence[Telling]) -> tuple[Where, ...]:
    """Every place once, the finest first; a village without an id is kept by its words."""
    found: dict[object, Where] = {}
    for telling in tellings:
        for where, spot in zip(telling.claim.where, telling.spots, strict=False):  # spots may hold borrowed ones more
            if where.place or spot.names:
                key = where.place or spot.names
                if key not in found or _rank(where) < _rank(found[key]):
                    found[key] = where
    return tuple(sorted(found.values(), key=_rank))


def _rank(where: Where) -> int:
    return _FINENESS.index(where.precision)
