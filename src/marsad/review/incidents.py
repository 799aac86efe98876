"""The state of incidents, out of what the machine proposes and what people decided.

Everything here is derived: the same proposals and judgements give the same state, on any day, from any day's ledger.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from marsad.model.errors import ModelError, ReviewError
from marsad.model.incident import ClaimRef, Incident, Judgement
from marsad.model.plain import from_plain, to_plain
from marsad.review.acts import Rules, in_force, split_groups
from marsad.review.claims import Claims, Corrected, claims_of
from marsad.review.decide import Decided, Decisions, decide

# Puts claims together into an incident of that id; None where nothing can be made of them.
Assemble = Callable[[str, Sequence[ClaimRef]], Incident | None]
CORRECTABLE = frozenset(
    {"when", "where", "event", "by", "how", "tolls", "details", "independent_sources", "is_restricted"}
)
REMADE = ("merge", "split")


@dataclass(frozen=True, slots=True)
class Proposed:
    """An incident as the machine has it, and the change that brought it."""

    incident: Incident
    number: int


@dataclass(frozen=True, slots=True)
class Reviewed:
    """One incident with what people made of it. `machine` is None where a split made it.

    `incident` is None where it is no more: merged into `merged_into`, or nothing is left to rest it on. Its claims
    that are out (rejected, or of a retracted report) are `out`. `changed_since` says that the machine changed it after
    the last decision on its state: somebody has to look again.
    """

    id: str
    incident: Incident | None
    machine: Incident | None
    judgements: tuple[Judgement, ...] = ()
    corrections: tuple[Corrected, ...] = ()
    waiting: tuple[Decided, ...] = ()
    out: tuple[ClaimRef, ...] = ()
    merged_into: str | None = None
    changed_since: bool = False
    is_withheld: bool = False

    @property
    def state(self) -> str:
        """proposed, accepted, rejected, merged, or gone."""
        if self.merged_into is not None:
            return "merged"
        return "gone" if self.incident is None else self.incident.state


@dataclass(slots=True)
class _Work:
    """The incidents being put in order: which claims each has, and where others went."""

    claims: dict[str, list[ClaimRef]]
    of: dict[str, list[Judgement]] = field(default_factory=dict)
    merged: dict[str, str] = field(default_factory=dict)
    remade: set[str] = field(default_factory=set)


def derive(
    proposed: Iterable[Proposed],
    judgements: Iterable[Judgement],
    *,
    assemble: Assemble,
    rules: Rules | None = None,
    claims: Claims | None = None,
) -> dict[str, Reviewed]:
    """The state of every incident.

    Args:
        proposed: the machine's incidents, the latest version of each.
        judgements: all of them, in order, with their numbers.
        assemble: puts claims together into an incident, out of readings as people left them; called only for incidents
            whose claims are others than the machine's, or hold a corrected one.
        rules: what needs two people.
        claims: the state of claims, where it is known already.

    Raises:
        ReviewError: a correction cannot be made.
    """
    rules = rules or Rules()
    made = list(judgements)
    machine = {each.incident.id: each for each in proposed}
    states = claims if claims is not None else claims_of(made, rules=rules)
    work = _Work(_held_by(machine))
    _give_back(work, machine, made)
    for judgement in in_force(made):
        _take(work, judgement)
    keys = dict.fromkeys([*work.claims, *work.merged])
    return {key: _reviewed(key, work, machine.get(key), states, assemble, rules) for key in keys}


def part_id(judgement: Judgement, place: int) -> str:
    """The id of a part that a split makes; the first part keeps the incident's own."""
    return f"{judgement.about[0]}-{judgement.number or 0}.{place}"


def _held_by(machine: Mapping[str, Proposed]) -> dict[str, list[ClaimRef]]:
    """The claims of each incident as the machine has them; a claim that two have is the one's that came later."""
    owner: dict[ClaimRef, str] = {}
    for key, each in sorted(machine.items(), key=lambda item: item[1].number):
        owner |= dict.fromkeys(each.incident.claims, key)
    return {key: [ref for ref in each.incident.claims if owner[ref] == key] for key, each in machine.items()}


def _give_back(work: _Work, machine: Mapping[str, Proposed], made: Sequence[Judgement]) -> None:
    """Where a merge or split was taken back, its claims go back too, also if the machine went on from there."""
    held = {id(judgement) for judgement in in_force(list(made))}
    for judgement in made:
        if id(judgement) in held:
            continue
        first = judgement.about[0]
        if judgement.act == "merge":
            for other in judgement.about[1:]:
                theirs = machine[other].incident.claims if other in machine else ()
                _move(work, theirs, start=first, end=other)
        elif judgement.act == "split":
            for place, group in enumerate(split_groups(judgement)[1:], 1):
                work.claims.setdefault(part_id(judgement, place), [])
                _move(work, group, start=part_id(judgement, place), end=first)


def _move(work: _Work, refs: Sequence[ClaimRef], *, start: str, end: str) -> None:
    """Move claims from one incident to another, those that it has."""
    mine = work.claims.get(start, [])
    moved = [ref for ref in mine if ref in refs]
    if moved:
        work.claims[start] = [ref for ref in mine if ref not in moved]
        work.claims.setdefault(end, []).extend(moved)


def _take(work: _Work, judgement: Judgement) -> None:
    """Take one judgement into account."""
    for about in judgement.about:
        work.of.setdefault(_where_to(work, about), []).append(judgement)
    if judgement.act == "merge":
        first = _where_to(work, judgement.about[0])
        for about in judgement.about[1:]:
            other = _where_to(work, about)
            if other == first or other not in work.claims:
                continue
            work.claims.setdefault(first, [])
            gone = work.claims.pop(other)
            work.claims[first] += [ref for ref in gone if ref not in work.claims[first]]
            work.merged[other] = first
            work.remade.add(first)
    elif judgement.act == "split":
        whole = _where_to(work, judgement.about[0])
        for place, group in enumerate(split_groups(judgement)[1:], 1):
            key = part_id(judgement, place)
            work.claims.setdefault(key, [])
            _move(work, group, start=whole, end=key)
            work.remade |= {key, whole}


def _where_to(work: _Work, key: str) -> str:
    while key in work.merged:
        key = work.merged[key]
    return key


def _reviewed(
    key: str, work: _Work, machine: Proposed | None, states: Claims, assemble: Assemble, rules: Rules
) -> Reviewed:
    made = tuple(work.of.get(key, ()))
    before = machine.incident if machine else None
    if key in work.merged:
        return Reviewed(key, None, before, made, merged_into=_where_to(work, key))
    refs = work.claims[key]
    out = tuple(ref for ref in refs if states.is_out(ref))
    kept = [ref for ref in refs if not states.is_out(ref)]
    decisions = decide(_own(made, key), rules)
    incident = _assembled(key, kept, before, states, assemble)
    corrections: tuple[Corrected, ...] = ()
    if incident is not None:
        incident, corrections = _with_decisions(incident, decisions)
    shown = decisions.of.get("shown")
    return Reviewed(
        key,
        incident,
        before,
        made,
        corrections,
        decisions.waiting,
        out,
        None,
        _is_changed_since(machine, decisions, made),
        shown is not None and shown.act == "withhold",
    )


def _own(made: Iterable[Judgement], key: str) -> list[Judgement]:
    """Judgements on the incident itself. What was decided on one that was merged into it does not decide on it."""
    return [judgement for judgement in made if key in judgement.about and judgement.act not in REMADE]


def _assembled(
    key: str, kept: Sequence[ClaimRef], before: Incident | None, states: Claims, assemble: Assemble
) -> Incident | None:
    if not kept:
        return None
    is_same = before is not None and set(before.claims) == set(kept)
    is_corrected = any(states.of[str(ref)].corrections for ref in kept if str(ref) in states.of)
    if is_same and not is_corrected and before is not None:
        return before
    made = assemble(key, kept)
    return None if made is None else replace(made, id=key)


def _with_decisions(incident: Incident, decisions: Decisions) -> tuple[Incident, tuple[Corrected, ...]]:
    state, grade = decisions.of.get("state"), decisions.of.get("grade")
    shown = decisions.of.get("shown")
    values: dict[str, Any] = {"state": "proposed", "grade": None, "accepted_by": None, "is_restricted": False}
    corrected, corrections = _corrected(incident, decisions)
    if any(correction.field == "is_restricted" for correction in corrections):
        del values["is_restricted"]
    if state is not None:
        values["state"] = "accepted" if state.act == "accept" else "rejected"
        values["accepted_by"] = ", ".join(state.by) if state.act == "accept" else None
    if grade is not None:
        values["grade"] = grade.judgement.value
    if shown is not None:
        values["is_restricted"] = shown.act == "withhold"
    if all(getattr(corrected, name) == value for name, value in values.items()):
        return corrected, corrections
    return replace(corrected, **values), corrections


def _corrected(incident: Incident, decisions: Decisions) -> tuple[Incident, tuple[Corrected, ...]]:
    """The incident with the values that people put in, and each with the machine's."""
    made = [decided.judgement for name, decided in decisions.of.items() if name.startswith("field ")]
    if not made:
        return incident, ()
    data, corrections = to_plain(incident), []
    for judgement in made:
        name = judgement.field_name or ""
        if name not in CORRECTABLE:
            raise ReviewError(
                f"An incident's {name!r} is not corrected; there are {', '.join(sorted(CORRECTABLE))}. "
                "Correct the claim behind it instead."
            )
        before, value = data.get(name), judgement.value
        corrections.append(
            Corrected(name, before, value, judgement.by, judgement.at, judgement.reason, judgement.number)
        )
        data[name] = value
    try:
        return from_plain(Incident, data), tuple(corrections)
    except ModelError as problem:
        raise ReviewError(f"The incident cannot take this value: {problem}") from problem


def _is_changed_since(machine: Proposed | None, decisions: Decisions, made: Sequence[Judgement]) -> bool:
    state = decisions.of.get("state")
    if state is None or state.judgement.number is None:
        return False
    remade = [each.number or 0 for each in made if each.act in REMADE]
    return max([machine.number if machine else 0, *remade]) > state.judgement.number


def settled(reviewed: Mapping[str, Reviewed]) -> tuple[list[Incident], list[str]]:
    """The incidents of the record, and the ids that are no more: what counting works on."""
    kept = [each.incident for each in reviewed.values() if each.incident is not None]
    return kept, [key for key, each in reviewed.items() if each.incident is None]
