"""A grade proposed by Airwars' published definitions; people decide.

The definitions (Airwars, methodology note on civilian harm):

* confirmed: a belligerent has accepted responsibility;
* fair: two or more credible sources, with likely or confirmed near actions by a belligerent;
* weak: a single-source claim;
* contested: competing claims of responsibility;
* discounted: those killed were combatants, or other parties most likely responsible.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from marsad.model.claim import Claim
from marsad.model.incident import Incident
from marsad.model.words import Grade


@dataclass(frozen=True, slots=True)
class ProposedGrade:
    """A grade and the sentence that says why. `rule` names the definition that led there."""

    grade: Grade
    why: str
    rule: str = "airwars 1"


def propose_grade(
    incident: Incident, claims: Iterable[Claim], *, part_of: Mapping[str, str | None] | None = None
) -> ProposedGrade:
    """The grade that the definitions lead to.

    Args:
        incident: with its tolls and its number of independent sources.
        claims: the claims behind it, with who says so and by whom.
        part_of: each actor's wider actor: a brigade and its army are no competing doers.
    """
    told = list(claims)
    wider = part_of or {}
    accused = _accused(told)
    doers = _separate(accused, wider)
    admitted = sorted({doer for claim in told for doer in _admitted(claim, wider)})
    denied = any(claim.about is not None and claim.about.act == "deny" for claim in told)
    if _is_combatants_only(incident):
        return ProposedGrade("discounted", "All those hit are described as combatants.")
    if len(doers) > 1:
        return ProposedGrade("contested", f"Sources name different doers: {' against '.join(doers)}.")
    if admitted:
        return ProposedGrade("confirmed", f"{admitted[0]} accepts responsibility.")
    if denied and doers:
        return ProposedGrade("contested", f"{doers[0]} is named, and responsibility is denied.")
    sources = incident.independent_sources
    if sources >= 2 and doers:
        return ProposedGrade("fair", f"{sources} independent sources, and {doers[0]} is named.")
    if sources >= 2:
        return ProposedGrade("weak", f"{sources} independent sources, but no belligerent is named.")
    return ProposedGrade("weak", "One independent source; whoever repeats it does not count again.")


def _is_combatants_only(incident: Incident) -> bool:
    hit = [toll for toll in incident.tolls if toll.measure in ("killed", "injured", "killed_or_injured")]
    return bool(hit) and all(toll.who.status == "combatant" for toll in hit)


def _accused(claims: Sequence[Claim]) -> list[frozenset[str]]:
    """The doers that each claim names, for each that names any."""
    sets = []
    for claim in claims:
        doers = frozenset(doer for count in claim.walk() for doer in count.by)
        if doers and doers not in sets:
            sets.append(doers)
    return sets


def _separate(sets: Sequence[frozenset[str]], wider: Mapping[str, str | None]) -> list[str]:
    """One name for each group of claims whose doers have nothing in common, a unit and its army being one."""
    groups: list[set[str]] = []
    for doers in sets:
        all_of_them = {each for doer in doers for each in _line(doer, wider)}
        touching = [group for group in groups if group & all_of_them]
        for group in touching:
            groups.remove(group)
            all_of_them |= group
        groups.append(all_of_them)
    named = [sorted(doer for doers in sets for doer in doers if doer in group) for group in groups]
    return [names[0] for names in named if names]


def _line(actor: str, wider: Mapping[str, str | None]) -> list[str]:
    """The actor and those it is part of, without going round in circles."""
    line = [actor]
    while (above := wider.get(line[-1])) and above not in line:
        line.append(above)
    return line


def _admitted(claim: Claim, wider: Mapping[str, str | None]) -> set[str]:
    """The doers who themselves say that they did it."""
    voices = {each for voice in claim.said_by if voice.actor for each in _line(voice.actor, wider)}
    doers = {doer for count in claim.walk() for doer in count.by}
    if claim.about is not None and claim.about.act == "claim":
        return {voice.actor for voice in claim.said_by if voice.actor}
    if claim.basis == "claimed":
        return {doer for doer in doers if voices & set(_line(doer, wider))}
    return set()
