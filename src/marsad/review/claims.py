"""The state of claims: accepted, rejected, corrected; machine and human values side by side."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from marsad.model.claim import Claim, Reading
from marsad.model.codec import decode_claim, encode_claim
from marsad.model.errors import ModelError, ReviewError
from marsad.model.incident import ClaimRef, Judgement
from marsad.review.acts import Rules, in_force
from marsad.review.decide import Decided, decide

UNTOUCHABLE = frozenset({"id", "span", "spans", "words", "read_by", "rule", "counts", "parts"})
RANGE = ("low", "best", "high", "sign")


@dataclass(frozen=True, slots=True)
class Corrected:
    """A field with what the machine read and what a person put, who and why. Both stay."""

    field: str
    machine: Any
    human: Any
    by: str
    at: datetime
    reason: str
    number: int | None = None


@dataclass(frozen=True, slots=True)
class ClaimState:
    """What was decided on one claim. `corrections` are in the order they were made, the last of each field counts."""

    state: str = "proposed"
    by: tuple[str, ...] = ()
    corrections: tuple[Judgement, ...] = ()
    waiting: tuple[Decided, ...] = ()
    is_withheld: bool = False


@dataclass(frozen=True, slots=True)
class Claims:
    """The state of every claim that anybody decided on, and the reports that are retracted."""

    of: Mapping[str, ClaimState] = field(default_factory=dict)
    retracted: frozenset[str] = frozenset()

    def state(self, ref: ClaimRef) -> str:
        """proposed, accepted, rejected, or retracted with its report."""
        if ref.report in self.retracted:
            return "retracted"
        return self.of[str(ref)].state if str(ref) in self.of else "proposed"

    def is_out(self, ref: ClaimRef) -> bool:
        """Whether nothing may rest on the claim."""
        return self.state(ref) in ("rejected", "retracted")


def claims_of(judgements: Iterable[Judgement], *, rules: Rules | None = None) -> Claims:
    """What follows for claims from all judgements, in order."""
    held = in_force(list(judgements))
    by_claim: dict[str, list[Judgement]] = {}
    last: dict[str, str] = {}
    for judgement in held:
        for about in judgement.about:
            if judgement.act in ("retract", "reinstate"):
                last[about] = judgement.act
            elif ":" in about:
                by_claim.setdefault(about, []).append(judgement)
    states = {key: _state(made, rules or Rules()) for key, made in by_claim.items()}
    return Claims(states, frozenset(report for report, act in last.items() if act == "retract"))


def _state(made: list[Judgement], rules: Rules) -> ClaimState:
    decided = decide(made, rules)
    state = decided.of.get("state")
    shown = decided.of.get("shown")
    return ClaimState(
        state={"accept": "accepted", "reject": "rejected"}.get(state.act, "proposed") if state else "proposed",
        by=state.by if state else (),
        corrections=tuple(each.judgement for name, each in decided.of.items() if name.startswith("field ")),
        waiting=decided.waiting,
        is_withheld=shown is not None and shown.act == "withhold",
    )


def correct_claim(claim: Claim, corrections: Iterable[Judgement]) -> tuple[Claim, tuple[Corrected, ...]]:
    """The claim with what people put in, and each field with both values.

    A field is one of the claim's (``when``, ``where``, ``event`` …) or of one of its counts (``n2.who``, ``n2.range``
    with low, best, high and sign), with its value in the JSON of the record.

    Raises:
        ReviewError: there is no such field or count, it may not be changed, or the value is none it may hold.
    """
    data = encode_claim(claim)
    changed = []
    for judgement in corrections:
        name = judgement.field_name or ""
        before = _put(data, name, judgement.value)
        changed.append(
            Corrected(name, before, judgement.value, judgement.by, judgement.at, judgement.reason, judgement.number)
        )
    try:
        return decode_claim(data), tuple(changed)
    except (ModelError, KeyError, TypeError, ValueError, AttributeError) as problem:
        raise ReviewError(f"The claim cannot take this value: {problem}. Give it as the record writes it.") from problem


def field_of(claim: Claim, name: str) -> Any:
    """The value of a field of a claim (``when``) or of one of its counts (``n2.who``, ``n1.best``, ``n1.range``).

    Raises:
        ReviewError: there is no such field or count.
    """
    data = encode_claim(claim)
    count, _, inner = name.rpartition(".")
    target = data if not count else _count(data["counts"], count)
    if target is None:
        raise ReviewError(f"The claim has no count {count!r}; there are {', '.join(_ids(data['counts'])) or 'none'}.")
    if count and inner == "range":
        return {key: target.get(key) for key in RANGE}
    return target.get(inner)


def _put(data: dict[str, Any], name: str, value: Any) -> Any:
    """Put a value into a field, and give what was there."""
    count, _, inner = name.rpartition(".")
    target: dict[str, Any] | None = data if not count else _count(data["counts"], count)
    if target is None:
        raise ReviewError(f"The claim has no count {count!r}; there are {', '.join(_ids(data['counts'])) or 'none'}.")
    if inner in UNTOUCHABLE:
        raise ReviewError(f"The field {inner!r} says where the words stand; it is not corrected. Reject the claim.")
    if count and inner == "range":
        bounds = {key: target.get(key) for key in RANGE}
        if not isinstance(value, Mapping) or set(value) - set(RANGE):
            raise ReviewError(f"A range has low, best, high and sign; found {value!r}.")
        target.update(dict.fromkeys(RANGE[:3]) | dict(value))
        return bounds
    before = target.get(inner)
    target[inner] = value
    return before


def _count(counts: list[dict[str, Any]], wanted: str) -> dict[str, Any] | None:
    for count in counts:
        if count["id"] == wanted:
            return count
        if (found := _count(count["parts"], wanted)) is not None:
            return found
    return None


def _ids(counts: list[dict[str, Any]]) -> list[str]:
    return [key for count in counts for key in (count["id"], *_ids(count["parts"]))]


def reviewed_reading(reading: Reading, claims: Claims) -> Reading:
    """The reading as people left it: corrected claims in place of the machine's, rejected ones out.

    The reading as kept stays; this is what counting and matching work on.
    """
    if reading.report.id in claims.retracted:
        return replace(reading, claims=())
    kept = []
    for claim in reading.claims:
        ref = ClaimRef(reading.report.id, claim.id)
        if claims.is_out(ref):
            continue
        state = claims.of.get(str(ref))
        kept.append(correct_claim(claim, state.corrections)[0] if state and state.corrections else claim)
    return replace(reading, claims=tuple(kept))
