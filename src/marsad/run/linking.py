"""Which tellings are of one event, as people decide it: merged, kept apart, split; and taken back."""

from collections.abc import Sequence
from dataclasses import dataclass

from marsad.model.errors import ReviewError
from marsad.model.incident import Judgement
from marsad.review.acts import in_force, split_groups
from marsad.run.correcting import plain_value
from marsad.run.judging import judge
from marsad.run.review import Review
from marsad.run.viewing import Viewing

LINKS = frozenset({"merge", "apart", "split"})
LATEST = 20


@dataclass(frozen=True, slots=True)
class Linked:
    """A decision on what belongs together, with the claims that a split moved out."""

    made: Judgement
    moved: tuple[str, ...] = ()


def links_for(viewing: Viewing) -> list[Linked]:
    """The latest decisions that hold, the newest first, as far as all that they speak of is open to this person."""
    held = [each for each in in_force(Review(viewing.observatory).judgements()) if each.act in LINKS]
    found = []
    for made in reversed(held):
        moved = tuple(str(ref) for group in split_groups(made)[1:] for ref in group) if made.act == "split" else ()
        if all(viewing.may_see_id(id) for id in (*made.about, *moved)):
            found.append(Linked(viewing.shown(made), moved))
        if len(found) == LATEST:
            break
    return found


def holding(viewing: Viewing) -> frozenset[int]:
    """The numbers of the judgements that hold: not taken back."""
    return frozenset(each.number or 0 for each in in_force(Review(viewing.observatory).judgements()))


def value_words(made: Judgement) -> str:
    """What a judgement put, as people write it: "12–15", places by their ids, the sizes of the parts of a split."""
    if made.act == "split":
        return " + ".join(str(len(group)) for group in split_groups(made))
    return "" if made.value is None else plain_value(made.value)


def split_off(
    viewing: Viewing, id: str, refs: Sequence[str], *, reason: str, seen: int | None = None, token: str | None = None
) -> str:
    """Move tellings out of an incident into one of their own, and give its id; the rest keeps the old one.

    Raises:
        ReviewError: there is no such incident, it has none of these tellings, or none would be left in it.
        RefusedError: the person may not judge, or somebody else was first.
    """
    incident = viewing.incident(id)
    if incident is None:
        raise ReviewError(f"There is nothing with the id {id!r} here to split.")
    own = [str(ref) for ref in incident.claims]
    moved, left = [ref for ref in own if ref in refs], [ref for ref in own if ref not in refs]
    if not moved or not left or len(moved) != len(set(refs)):
        raise ReviewError(
            f"Of the {len(own)} tellings of {id}, {len(moved)} would move; choose at least one and leave at least one."
        )
    made = judge(viewing, "split", [id], reason=reason, value=[left, moved], seen=seen, token=token)
    return next((each for each in made.changed if each.startswith(f"{id}-")), id)
