"""What a person can decide, and which decisions cannot be."""

from dataclasses import dataclass
from typing import get_args

from marsad.model.errors import ReviewError
from marsad.model.incident import ClaimRef, Judgement
from marsad.model.words import Grade

# act → what it says. `undo` names the judgement that it takes back by number.
ACTS: dict[str, str] = {
    "accept": "stands, and enters the record",
    "reject": "does not stand",
    "correct": "a field has another value",
    "merge": "these incidents are one; the first keeps its id",
    "apart": "these incidents are not one, whatever they have in common",
    "split": "the claims of this incident are of several",
    "grade": "how well it is established, by Airwars' five grades",
    "withhold": "is not to be shown outside",
    "show": "may be shown again",
    "retract": "the report is withdrawn: nothing may rest on it",
    "reinstate": "the report stands again",
    "issue": "the alert goes out",
    "dismiss": "the alert does not go out",
    "sign-off": "may be published as it is",
    "code": "this is how I code this field, before I saw what others or the machine say",
    "note": "a remark that decides nothing",
    "undo": "an earlier judgement is taken back",
}
NEED_REASON = frozenset({"reject", "correct", "merge", "split", "withhold", "retract", "reinstate", "undo", "dismiss"})
GRADES = get_args(Grade)


@dataclass(frozen=True, slots=True)
class Rules:
    """How decisions come to hold. `two_people` names the acts that hold only when two people decide the same."""

    two_people: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        unknown = sorted(self.two_people - ACTS.keys())
        if unknown:
            raise ReviewError(f"The two-person rule names {unknown[0]!r}; there are {', '.join(ACTS)}.")


def check(judgement: Judgement) -> Judgement:
    """The judgement itself, if it can be made.

    Raises:
        ReviewError: the act is unknown, about nothing, lacks its reason, field or value, or holds another than it may.
    """
    act, value = judgement.act, judgement.value
    if act not in ACTS:
        raise ReviewError(f"There is no judgement {act!r}; there are {', '.join(ACTS)}.")
    if not judgement.about or not all(judgement.about):
        raise ReviewError(f"A judgement ({act}) has to be about something; name an id.")
    if not judgement.by.strip():
        raise ReviewError("A judgement needs the name of who makes it.")
    if act in NEED_REASON and not judgement.reason.strip():
        raise ReviewError(f"To {act} needs a reason that others can read later; give one.")
    if act in ("correct", "code") and not judgement.field_name:
        raise ReviewError(f"To {act} needs the name of the field; give one, such as 'when' or 'n1.range'.")
    if act == "grade" and value not in GRADES:
        raise ReviewError(f"There is no grade {value!r}; there are {', '.join(GRADES)}.")
    if act in ("merge", "apart") and len(set(judgement.about)) < 2:
        raise ReviewError(f"To judge {act!r} needs two incidents or more; name them.")
    if act == "split":
        split_groups(judgement)
    if act == "undo" and not (isinstance(value, int) and not isinstance(value, bool)):
        raise ReviewError(f"To undo needs the number of a judgement; found {value!r}.")
    return judgement


def split_groups(judgement: Judgement) -> tuple[tuple[ClaimRef, ...], ...]:
    """The claims of each part of a split, the part that keeps the id first.

    Raises:
        ReviewError: the value is no list of at least two disjoint lists of claims.
    """
    value = judgement.value
    is_groups = isinstance(value, list | tuple) and all(
        isinstance(group, list | tuple) and group and all(isinstance(ref, str) and ":" in ref for ref in group)
        for group in value
    )
    if not is_groups or len(value) < 2:  # type: ignore[arg-type]
        raise ReviewError(
            f"To split needs at least two lists of claims (report:claim); found {value!r}. The first keeps the id."
        )
    groups = tuple(tuple(ClaimRef.of(ref) for ref in group) for group in value)  # type: ignore[attr-defined]
    flat = [ref for group in groups for ref in group]
    if len(flat) != len(set(flat)):
        raise ReviewError("A claim stands in two parts of the split; put it in one.")
    return groups


def in_force(judgements: "list[Judgement]") -> list[Judgement]:
    """The judgements without those that were taken back (and without the taking back)."""
    undone: set[int] = set()
    # Backwards, so that taking back a taking-back brings the first judgement in again.
    kept: list[Judgement] = []
    for judgement in reversed(judgements):
        if judgement.number is not None and judgement.number in undone:
            continue
        if judgement.act == "undo" and isinstance(judgement.value, int):
            undone.add(judgement.value)
            continue
        kept.append(judgement)
    return kept[::-1]
