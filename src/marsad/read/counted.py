"""From bound chunks to the counts of a sentence: parts take over what their whole says. Neutral to language."""

from marsad.read.acts import give_acts
from marsad.read.binding import Binder
from marsad.read.chunks import Chunk, Group, Sentence
from marsad.read.speakers import give_speakers_deeds
from marsad.read.sums import adds_up, conflicts
from marsad.read.trees import TreeBuilder

_TAKEN_OVER = ("actor", "status", "nationality", "role", "sex", "age")
_OUTCOMES = frozenset({"killed", "injured", "missing", "abducted", "detained"})
_NO_ACTS = frozenset({"missing", "released", "surrendered", "displaced"})


class Counted:
    """What one sentence counts.

    `tops` are the counts that hang on nothing in it; `orphans` a list after a colon whose whole stands elsewhere;
    `anaphors` parts of somebody told before; `by` and `how` hold for the sentence.
    """

    __slots__ = ("anaphors", "by", "chunks", "how", "orphans", "sentence", "tops", "unbound")

    def __init__(self, sentence: Sentence, army: str | None = None) -> None:
        hide_voices(sentence)
        give_speakers_deeds(sentence)
        builder = TreeBuilder(sentence.chunks)
        self.sentence = sentence
        self.chunks: list[Chunk] = Binder(builder.build()).bind()
        for chunk in self.chunks:
            if chunk.group is not None and chunk.group.parts:
                dead_and_hurt(chunk.group)
        among_the_dead(self.chunks)
        appositions(self.chunks)
        soldiers(self.chunks, army)
        share_victims(sentence, self.chunks)
        self.by, self.how = give_acts(self.chunks, is_item=sentence.kind == "item")
        groups = [chunk.group for chunk in self.chunks if chunk.kind == "group" and chunk.group is not None]
        free = [group for group in groups if group.link is None and "doer" not in group.flags]
        self.orphans: list[Group] = [group for group in builder.orphans if "doer" not in group.flags]
        self.tops = [
            group
            for group in free
            if group.measure
            and group.range is not None
            and group.noun not in ("unit", "thing")
            and group not in self.orphans
            if not ("of-dead" in group.flags and group.range.sign == "vague")
            and not (group.rule.endswith("vague many") and group.noun == "bare" and group.measure == "injured")
        ]
        self.unbound = [
            group for group in free if not group.measure and group.noun in ("person", "bare", "weak", "unit")
        ]
        for group in free:
            if group.measure is None and "body" in group.flags and group.range is not None:
                group.measure = "killed"  # bodies found
                self.tops.append(group)
            if group.measure is None and group.range is not None and "of-injured" in group.flags:
                group.measure = "injured"
                self.tops.append(group)
        self.anaphors = [group for group in self.tops if "anaphor" in group.flags and "hurt" not in group.flags]
        self.tops = without_bombers(regroup(self.tops))
        for top in (*self.tops, *self.orphans):
            hand_down(top)


def without_bombers(tops: list[Group]) -> list[Group]:
    """ "Two bombers blew themselves up, killing 32": they are the means; the dead are those whom they killed."""
    hit = [top for top in tops if "bomber" not in top.flags and top.measure in ("killed", "injured")]
    bombers = [top for top in tops if "bomber" in top.flags]
    if not bombers or not any(top.measure == "killed" for top in hit):
        return tops
    for top in hit:
        top.how = top.how or ["suicide-bomb"]
        if not top.by and (actor := bombers[0].who.get("actor")) and actor != top.who.get("actor"):
            top.by = [actor]
    return [top for top in tops if top not in bombers]


def dead_and_hurt(whole: Group) -> None:
    """ "64 victims, of them 23 dead and 41 hurt": a number of both, and its parts make it up where they do."""
    parts = [part for part in whole.parts if part.own_measure and part.measure in ("killed", "injured")]
    if {part.measure for part in parts} == {"killed", "injured"} and whole.measure in (None, "killed"):
        whole.measure = "killed_or_injured"
        adds_up(whole, parts)


def regroup(tops: list[Group]) -> list[Group]:
    """ "96 killed and 271 hurt, including 41 killed and 120 hurt": each part goes to the number of its outcome."""
    moved: list[Group] = []
    for top in tops:
        for part in list(top.parts):
            other = next((each for each in tops if each is not top and _is_whole_of(each, part)), None)
            if part.measure != top.measure and {part.measure, top.measure} <= _OUTCOMES and other is not None:
                top.parts.remove(part)
                other.parts.append(part)
                moved.append(part)
    for part in moved:
        for top in tops:
            wholes = [each for each in tops if each.first < part.first < top.first and _is_whole_of(each, top)]
            if top.noun in ("outcome", "bare") and top.first > part.first and wholes and top.link is None:
                top.link = part.link
                wholes[0].parts.append(top)
    return [top for top in tops if not (top.link is not None and any(top in each.parts for each in tops))]


def _is_whole_of(whole: Group, part: Group) -> bool:
    return (
        whole.measure == part.measure
        and whole is not part
        and whole.range is not None
        and part.range is not None
        and part.range.can_be_within(whole.range)
        and whole.range != part.range
    )


def hide_voices(sentence: Sentence) -> None:
    """Those who say it are nobody's victims: "…, two members of a militia said"."""
    for saying in sentence.sayings:
        if saying.stop <= saying.start:
            continue
        inside = [chunk for chunk in sentence.chunks if saying.start <= chunk.first < saying.stop]
        if any(chunk.kind in ("trigger", "outcome") for chunk in inside):
            continue
        for chunk in inside:
            if chunk.kind == "group" and chunk.group is not None and chunk.group.noun in ("person", "weak", "bare"):
                chunk.kind, chunk.group = "gap", None


def soldiers(chunks: list[Chunk], army: str | None) -> None:
    """Soldiers whose side is not said are those of the one country the report, or the sentence, is about."""
    if army is None:
        return
    for chunk in chunks:
        group = chunk.group
        if chunk.word == "doer" and not chunk.actors and group is not None and "army" in group.flags:
            foreign = "foreign" in group.flags or bool(group.who.keys() & {"nationality", "role"})
            chunk.actors = () if foreign else (army,)  # the soldiers killed 44
        if chunk.kind != "group" or group is None or group.link is not None or "doer" in group.flags:
            continue
        if (
            "army" in group.flags
            and not group.flags & {"among", "anaphor", "kin", "foreign"}
            and not group.who.keys() & {"actor", "nationality"}
            and group.who.get("status") == "combatant"
        ):
            group.who["actor"] = army


def among_the_dead(chunks: list[Chunk]) -> None:
    """ "A captain was among the dead": one of those told before."""
    for index, chunk in enumerate(chunks):
        if chunk.kind != "including" or not chunk.word.startswith(("among the", "among tho")):
            continue
        after = chunks[index + 1].kind if index + 1 < len(chunks) else ""
        step, at = (1, index + 1) if after == "group" else (-1, index - 1)
        if after == "group" and any(each.kind == "group" for each in chunks[:index]):
            continue
        while 0 <= at < len(chunks) and chunks[at].kind in ("group", "and", "comma", "gap"):
            group = chunks[at].group
            if (
                group is not None
                and group.measure is None
                and group.range is not None
                and "doer" not in group.flags
                and group.noun == "person"
            ):
                group.measure = "injured" if chunk.word.endswith(("wounded", "injured")) else "killed"
                group.flags.add("among")
                group.link = None
            at += step


def appositions(chunks: list[Chunk]) -> None:
    """ "two people, a woman and her son", "53 attacks, 38 from the air and 15 …": what makes a number up."""
    groups = [
        (index, group)
        for index, chunk in enumerate(chunks)
        if chunk.kind == "group"
        and (group := chunk.group) is not None
        and group.link is None
        and group.range is not None
        and group.noun not in ("thing", "unit")
        and "doer" not in group.flags
    ]
    if len(groups) < 3:
        return
    for position, (index, whole) in enumerate(groups):
        if (
            whole.range is None
            or not whole.range.is_exact
            or (whole.range.low or 0) < 2
            or (whole.parts and whole.noun != "deed")
        ):
            continue
        total, items = 0, []
        for at, group in groups[position + 1 :]:
            if not _may_be_part(chunks, index, at, whole, group):
                break
            items.append(group)
            total += group.range.low or 0 if group.range is not None else 0
            if total >= (whole.range.low or 0):
                break
        if total == whole.range.low and len(items) > 1:
            for item in items:
                item.link, item.noun = "addend", whole.noun if item.noun == "bare" else item.noun
                if whole.noun == "deed":
                    item.measure, item.noun = whole.measure, "deed"
                whole.parts.append(item)
            return


def _may_be_part(chunks: list[Chunk], index: int, at: int, whole: Group, group: Group) -> bool:
    if (
        group.range is None
        or not group.range.is_exact
        or (group.rule.endswith("bare noun") and "kin" not in group.flags)
    ):
        return False
    if (whole.noun == "deed") != (group.noun == "deed" or (whole.noun == "deed" and group.noun == "bare")):
        return False
    if group.measure and whole.noun != "deed" and group.measure != whole.measure:
        return False
    if whole.noun != "deed" and conflicts(whole, group):
        return False
    between = chunks[index + 1 : at]
    return not any(
        chunk.kind in ("semicolon", "colon", "clause", "leaves", "rises", "open")
        or (chunk.kind == "trigger" and chunk.side == "after" and not _says_again(whole, chunk))
        for chunk in between
    )


def _says_again(whole: Group, chunk: Chunk) -> bool:
    """Whether an outcome is that of the noun counted before: "11 murders, which claimed the lives of seven …"."""
    return whole.noun == "outcome" and whole.measure == chunk.measure


def share_victims(sentence: Sentence, chunks: list[Chunk]) -> None:
    """ "others", a bare number, an escort, "its fighters": of the side of those just named in the sentence."""
    told: list[Group] = []
    actor: str | None = None
    for saying in sentence.sayings:
        actor = actor or saying.actor if saying.actor and saying.act in ("say", "claim", "announce") else actor
    lead = chunks[0].group if chunks and sentence.cues[:1] == ["of"] else None
    for chunk in chunks:
        if chunk.kind == "semicolon":
            told, lead = [], None
        if chunk.kind == "actor" and chunk.actors and chunk.word not in ("recorder",):
            actor = chunk.actors[0]
        group = chunk.group
        if chunk.kind != "group" or group is None or group.noun in ("deed", "thing", "unit"):
            continue
        if "own-side" in group.flags and "actor" not in group.who and actor:
            group.who["actor"] = actor
            if group.who.get("role") is None:
                group.who["status"] = "combatant"
        if "doer" in group.flags or group.link is not None:
            continue
        if lead is not None and lead.range is None and group.noun == "bare" and group is not lead:
            for key, value in lead.who.items():  # Of the soldiers, nine were killed
                group.who.setdefault(key, value)
        if told and group.range is not None:
            _take_side(told, group)
        if group.range is not None:
            told.append(group)
    _share_side(chunks)


def _share_side(chunks: list[Chunk]) -> None:
    """ "commander and member of SDF": both are of the side named once."""
    for index, joint in enumerate(chunks[1:-1]):
        if joint.kind != "and":
            continue
        one, two = chunks[index], chunks[index + 2]
        if one.group is None or two.group is None:
            continue
        armed = one.group.flags & two.group.flags >= {"bare"} and one.group.who.get("status") == "combatant"
        if armed and "actor" in two.group.who:
            one.group.who.setdefault("actor", two.group.who["actor"])


def _take_side(told: list[Group], group: Group) -> None:
    before = told[-1]
    if "foreign" in group.flags:
        return
    if "headless" in before.flags and group.noun == "person" and "actor" in before.who:
        group.who.setdefault("actor", before.who["actor"])
    if group.who.get("role") == "escort" or (group.flags & {"member"} and "actor" not in group.who):
        if "actor" in before.who and before.who.get("status") != "civilian":
            group.who.setdefault("actor", before.who["actor"])
            group.who.setdefault("status", before.who.get("status", "combatant"))
        return
    if group.own_measure and group.noun == "outcome" and not group.who:
        pass
    elif not ("others" in group.flags or group.noun == "bare") or "anaphor" in group.flags or "total" in group.flags:
        return
    people = [each for each in told if each.noun not in ("bare",) or each.who]
    for key in ("actor", "status"):
        values = {each.who.get(key) for each in people}
        if len(values) == 1 and (value := values.pop()):
            group.who.setdefault(key, value)


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
            if (
                key in whole.who
                and key not in part.who
                and key not in part.cleared
                and not _is_barred(key, whole, part)
            ):
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
    if (
        key == "status"
        and ("former" in part.flags or part.who.get("role") == "former-fighter")
        and whole.who.get("status") == "civilian"
    ):
        return True
    if key in ("sex", "age") and part.who.get("role") in ("commander", "officer"):
        return False
    return key == "nationality" and "actor" in part.who and part.who.get("actor") != whole.who.get("actor")
