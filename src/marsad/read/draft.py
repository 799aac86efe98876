"""A claim while it is being put together. Neutral to language."""

from dataclasses import dataclass, field

from marsad.model.claim import Voice, When, Where
from marsad.read.chunks import Group, Sentence


@dataclass(slots=True, eq=False)
class Draft:
    """A claim in the making. `spans` count in the view; `tops` are its counts."""

    kind: str
    role: str
    rule: str
    spans: list[tuple[int, int]] = field(default_factory=list)
    tops: list[Group] = field(default_factory=list)
    voices: list[Voice] = field(default_factory=list)
    basis: str = "reported"
    when: When | None = None
    when_at: tuple[int, int] | None = None
    where: list[Where] = field(default_factory=list)
    where_at: list[tuple[int, int]] = field(default_factory=list)
    event: str | None = None
    act: str = ""
    topic: str = ""
    topic_at: tuple[int, int] | None = None
    by: list[str] = field(default_factory=list)
    how: list[str] = field(default_factory=list)
    sentence: Sentence | None = None
    block: int = -1
    is_regional: bool = False
    has_unit: bool = False  # a district, governorate or country is among its places

    def main(self, measure: str = "killed") -> Group | None:
        """The first count of a measure, the largest where it is a total."""
        found = [top for top in self.tops if top.measure == measure]
        return found[0] if found else None

    def add_place(self, where: Where, at: tuple[int, int]) -> None:
        """Adds a place once."""
        if all(each.words != where.words for each in self.where):
            self.where.append(where)
            self.where_at.append(at)


# Tactics that settle the kind of event, in this order.
_BY_TACTIC = (
    ("suicide-bomb", "Suicide bomb"),
    ("drone-strike", "Air/drone strike"),
    ("airstrike", "Air/drone strike"),
    ("shelling", "Shelling/artillery/missile attack"),
    ("landmine", "Remote explosive/landmine/IED"),
    ("ied", "Remote explosive/landmine/IED"),
    ("grenade", "Grenade"),
    ("explosion", "Remote explosive/landmine/IED"),
)
_ARMED_SIDES = frozenset({"clash", "ambush"})


def event_type(draft: Draft) -> str:
    """ACLED's sub-event type, by the means, then by what became of people, then by who was hit.

    Source: ACLED codebook (2023): attacks on civilians are `Attack`, between armed sides `Armed clash`.
    """
    how = {tactic for top in draft.tops for tactic in top.how} | set(draft.how)
    for tactic, event in _BY_TACTIC:
        if tactic in how:
            return event
    measures = {top.measure for top in draft.tops}
    if "detained" in measures:
        return "Arrests"
    if measures and measures <= {"abducted", "missing"}:
        return "Abduction/forced disappearance"
    if measures and measures <= {"released", "displaced", "surrendered"}:
        return "Other"
    fought = any(top.who.get("status") == "combatant" for top in draft.tops)
    if how & _ARMED_SIDES or fought:
        return "Armed clash"
    if not draft.tops and "arson" in how:
        return "Looting/property destruction"
    return "Attack"
