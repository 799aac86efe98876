"""From bound chunks to the counts of a sentence: parts take over what their whole says. Neutral to language."""

from marsad.read.acts import give_acts
from marsad.read.binding import Binder
from marsad.read.chunks import Chunk, Group, Sentence
from marsad.read.trees import TreeBuilder

_TAKEN_OVER = ("actor", "status", "nationality", "role", "sex", "age")
_NO_ACTS = frozenset({"missing", "released", "surrendered", "displaced"})


class Counted:
    """What one sentence counts.

    `tops` are the counts that hang on nothing in it; `orphans` a list after a colon whose whole stands elsewhere;
    `anaphors` parts of somebody told before; `by` and `how` hold for the sentence.
    """

    __slots__ = ("anaphors", "by", "chunks", "how", "orphans", "sentence", "tops", "unbound")

    def __init__(self, sentence: Sentence) -> None:
        builder = TreeBuilder(sentence.chunks)
        self.sentence = sentence
        self.chunks: list[Chunk] = Binder(builder.build()).bind()
        self.by, self.how = give_acts(self.chunks)
        groups = [chunk.group for chunk in self.chunks if chunk.kind == "group" and chunk.group is not None]
        free = [group for group in groups if group.link is None and "doer" not in group.flags]
        self.orphans: list[Group] = [group for group in builder.orphans if "doer" not in group.flags]
        self.tops = [group for group in free if group.measure and group.range is not None and group not in self.orphans]
        self.unbound = [group for group in free if not group.measure and group.noun in ("person", "bare", "weak", "unit")]
        self.anaphors = [group for group in self.tops if "anaphor" in group.flags and "hurt" not in group.flags]
        for top in (*self.tops, *self.orphans):
            hand_down(top)


def hand_down(whole: Group) -> None:
    """Gives every part what its whole says and the part does not say otherwise."""
    for part in whole.parts:
        if part.measure is None:
            part.measure = whole.measure
        take_over(whole, part)
        if part.noun == "bare":
            part.noun = whole.noun
        hand_down(part)


def take_over(whole: Group, part: Group) -> None:
    """Who was hit, by whom and how, from a whole to its part."""
    if whole.noun != "deed":
        for key in _TAKEN_OVER:
            if key in whole.who and key not in part.who and key not in part.cleared and not _is_barred(key, whole, part):
                part.who[key] = whole.who[key]
    if part.measure in _NO_ACTS or (part.measure != whole.measure and part.measure == "released"):
        part.by, part.how = [], []
        return
    if not part.own_acts:
        part.by = part.by or list(whole.by)
        part.how = part.how or list(whole.how)
    else:
        part.by = part.by or list(whole.by)


def _is_barred(key: str, whole: Group, part: Group) -> bool:
    """What a part's own words rule out: a former fighter has no status, a fighter of another group no nationality."""
    if key == "status" and ("former" in part.flags or part.who.get("role") == "former-fighter") and whole.who.get("status") == "civilian":
        return True
    if key in ("sex", "age") and part.who.get("role") in ("commander", "officer"):
        return False
    return key == "nationality" and "actor" in part.who and part.who.get("actor") != whole.who.get("actor")
