"""Who did it, and by which means: doers and tactics given to the counts of one sentence. Neutral to language."""

from dataclasses import dataclass, field

from marsad.read.chunks import Chunk, Group

# A means that another one says more exactly.
_SAID_BETTER = {
    "explosion": frozenset({"ied", "landmine", "suicide-bomb"}),
    "airstrike": frozenset({"drone-strike"}),
    "ied": frozenset({"suicide-bomb"}),
    "clash": frozenset({"ambush"}),
}
_NO_ACTS = frozenset({"missing", "released", "surrendered", "displaced"})
_PARTING = frozenset({"while", "meanwhile", "separately", "however", "whereas", "but"})
NOT_TACTICS = frozenset({"grenade"})


@dataclass(slots=True)
class _Act:
    """What stands at one place of the sentence: doers, tactics. `opens` says that it is the subject of what follows."""

    position: int
    actors: list[str] = field(default_factory=list)
    tactics: list[str] = field(default_factory=list)
    opens: bool = False


def _acts_of(chunks: list[Chunk]) -> list[_Act]:
    found: list[_Act] = []
    for index, chunk in enumerate(chunks):
        group = chunk.group
        if chunk.kind == "deed" and not _is_among(chunks, index):
            found.append(_Act(index, list(chunk.actors), list(chunk.tactics), chunk.is_active))
        elif chunk.kind == "attack":
            found.append(_Act(index, [], list(chunk.tactics)))
        elif chunk.kind == "actor" and chunk.word not in ("recorder",):
            if _is_doer(chunks, index):
                tactics = list(group.how) if group is not None else []
                found.append(_Act(index, list(chunk.actors), tactics, chunk.is_active))
        elif chunk.kind == "group" and group is not None and group.noun == "deed" and group.link is None:
            found.append(_Act(index, list(group.by), list(group.how), True))
    return [act for act in found if act.actors or act.tactics]


def _is_among(chunks: list[Chunk], index: int) -> bool:
    """ "shelling and sniper fire among them": means told as examples."""
    for chunk in chunks[index + 1 : index + 4]:
        if chunk.kind == "including":
            return "among" in chunk.word
        if chunk.kind not in ("and", "deed", "gap"):
            return False
    return False


def _is_doer(chunks: list[Chunk], index: int) -> bool:
    """Whether an actor does the deed: after "by", as the subject of an active verb, or the other side of a clash."""
    chunk = chunks[index]
    if chunk.is_active:
        return True
    at = index - 1
    while at >= 0 and chunks[at].kind in ("gap", "actor", "and", "deed", "comma"):
        if chunks[at].kind == "and" and chunks[at].word in ("with", "against"):
            return _is_with(chunks, at)
        if chunks[at].kind == "comma":
            return False
        if chunks[at].kind == "deed" and chunks[at + 1].kind != "and":
            return False
        at -= 1
    return at >= 0 and chunks[at].kind == "by"


def _is_with(chunks: list[Chunk], at: int) -> bool:
    """ "clashes with X": the other side did it; "joint operations with X": both did."""
    if at == 0:
        return False
    before = chunks[at - 1]
    if before.kind == "deed":
        return "clash" in before.tactics or before.measure == "attacks"
    return before.kind == "group" and before.group is not None and before.group.noun == "deed"


def give_acts(chunks: list[Chunk], *, is_item: bool = False) -> tuple[list[str], list[str]]:
    """Sets `by` and `how` of every count of a sentence; gives those of the whole sentence.

    In an item of a list a number counts although no verb reaches it.
    """
    acts = _acts_of(chunks)
    facts = [
        (index, chunk.group)
        for index, chunk in enumerate(chunks)
        if chunk.kind == "group" and chunk.group is not None and _is_fact(chunk.group, is_item)
    ]
    if not acts:
        for _, group in facts:
            group.own_acts = group.own_acts or bool(group.how)
        return [], []
    hard = [
        index
        for index, chunk in enumerate(chunks)
        if chunk.kind == "semicolon" or (chunk.kind == "clause" and chunk.word in _PARTING)
    ]
    ends = {index for index in hard if chunks[index].kind == "semicolon"}
    owned = [act for act in acts if _is_of_part(chunks, facts, act)]
    for number, (position, group) in enumerate(facts):
        if group.noun == "deed":
            _give_deed(chunks, acts, position, group)
            continue
        if group.measure in _NO_ACTS:
            continue
        if "suicide-bomb" in group.how and group.own_acts is False and group.measure == "killed":
            group.own_acts = True  # who blows himself up needs no doer
            continue
        if subject := _elliptic(chunks, acts, position):
            _give(group, [], [subject])
            continue
        frame = _before([act for act in acts if act not in owned], facts, number, hard, ends)
        _give_people(chunks, acts, facts, number, hard, frame)
    whole_by = list(dict.fromkeys(actor for act in acts for actor in act.actors))
    whole_how = list(dict.fromkeys(tactic for act in acts for tactic in act.tactics))
    return settle_by(whole_by), settle_how(whole_how)


def _give_people(
    chunks: list[Chunk],
    acts: list[_Act],
    facts: list[tuple[int, Group]],
    number: int,
    hard: list[int],
    frame: list[_Act],
) -> None:
    """Gives one number of people what is told of it: after it, before it, or of the number it is joined to."""
    position, group = facts[number]
    own = [act for act in _following(chunks, acts, facts, number, hard) if not _opens_next(chunks, facts, act)]
    if group.link is not None and "listed" not in group.flags:
        _give(group, own, [])
    elif own:
        _give(group, own, [act for act in frame if act.position < facts[0][0] and (not group.how or not act.tactics)])
    elif lead := _leading(chunks, acts, facts, number):
        later = _first_following(chunks, acts, facts, number, hard, _breaks(chunks, hard))
        means = [act for act in later if not act.actors]
        _give(group, means, [act for act in frame if act in lead or not act.actors])
    elif number + 1 < len(facts) and (not frame or not _is_parted(position, facts[number + 1][0], hard)):
        breaks = hard if group.how else _breaks(chunks, hard)
        later = _first_following(chunks, acts, facts, number, hard, breaks)
        _give(group, later, frame)
    else:
        _give(group, [], frame)


def _breaks(chunks: list[Chunk], hard: list[int]) -> list[int]:
    """The places beyond which no act is looked for."""
    return [at for at in hard if chunks[at].kind == "semicolon" or chunks[at].word not in ("while", "whereas")]


def _is_fact(group: Group, is_item: bool) -> bool:
    if group.range is None or "doer" in group.flags or group.noun in ("thing", "unit"):
        return False
    return group.measure is not None or group.link is not None or "listed" in group.flags or is_item


def _is_parted(left: int, right: int, hard: list[int]) -> bool:
    return bool(hard) and any(left < position < right for position in hard)


def _leads_to(chunks: list[Chunk], position: int, fact: int) -> bool:
    """Whether a doer is the subject of the verb that the next people suffer from."""
    return any(chunk.kind == "trigger" and chunk.side == "after" for chunk in chunks[position:fact])


def _leading(chunks: list[Chunk], acts: list[_Act], facts: list[tuple[int, Group]], number: int) -> list[_Act]:
    """The doer that is the subject of a fact's own verb, told after the fact before: "…, and SDF killed six"."""
    position, group = facts[number]
    before = facts[number - 1][0] if number else -1
    if group.link is not None:
        return []
    found = [act for act in acts if act.opens and act.actors and before < act.position < position]
    return [act for act in found[-1:] if _leads_to(chunks, act.position, position)]


def _following(
    chunks: list[Chunk], acts: list[_Act], facts: list[tuple[int, Group]], number: int, hard: list[int]
) -> list[_Act]:
    """The acts told right after a fact, before the next one that a verb of its own reaches."""
    position, group = facts[number]
    is_part = group.link is not None and "listed" not in group.flags
    after = next((at for at, each in facts[number + 1 :] if _bounds(each, is_part)), None)
    found = []
    listed_end, beyond, in_list = position, None, any("listed" in part.flags for part in group.parts)
    if in_list:
        family = {id(each) for each in group.walk()}
        listed_end = max((at for at, each in facts if id(each) in family), default=position)
        beyond = next((at for at, each in facts if at > listed_end and _bounds(each, is_part)), None)
    for act in acts:
        if in_list and act.position > listed_end > position and (beyond is None or act.position < beyond):
            if any(chunk.kind == "clause" for chunk in chunks[listed_end : act.position]):
                found.append(act)  # told of the whole, after its list
            continue
        if act.position <= position or (after is not None and act.position >= after):
            continue
        if _is_parted(position, act.position, hard):
            continue
        if (
            act.opens
            and after is not None
            and not _is_parted(act.position, after, hard)
            and _leads_to(chunks, act.position, after)
        ):
            continue
        between = chunks[position + 1 : act.position]
        if "listed" in group.flags and any(chunk.kind == "clause" for chunk in between):
            continue
        if is_part and not _owns(group, between):
            continue
        if not is_part and _is_parts_own(chunks, facts, number, act):
            continue
        found.append(act)
    return found


def _bounds(group: Group, is_part: bool) -> bool:
    """Whether a fact ends what is told of the one before: not a deed, not a part that no verb reaches."""
    if group.noun == "deed":
        return False
    return is_part or group.link is None or "listed" in group.flags


def _owns(part: Group, between: list[Chunk]) -> bool:
    """Whether an act after a part is the part's: no comma and no verb stand between, but the part's own."""
    kinds = [chunk.kind for chunk in between]
    if "told" in part.flags and kinds.count("trigger") == 1 and "comma" not in kinds[: kinds.index("trigger")]:
        return "comma" not in kinds
    return "comma" not in kinds and "trigger" not in kinds and "clause" not in kinds


def _is_parts_own(chunks: list[Chunk], facts: list[tuple[int, Group]], number: int, act: _Act) -> bool:
    """Whether an act after a whole belongs to one of the parts that stand between."""
    for at, part in facts[number + 1 :]:
        if at > act.position:
            return False
        if part.link is not None and "listed" not in part.flags and _owns(part, chunks[at + 1 : act.position]):
            return True
    return False


def _elliptic(chunks: list[Chunk], acts: list[_Act], position: int) -> _Act | None:
    """The act of ", and airstrikes 71": the subject of a number whose verb is not said again."""
    act = next((act for act in acts if act.position == position - 1), None)
    if act is None or position < 2 or chunks[position - 2].kind not in ("and", "comma", "semicolon"):
        return None
    group = chunks[position].group
    told = any(chunk.kind == "leaves" for chunk in chunks[: position - 2])
    return act if told and group is not None and group.noun in ("bare", "outcome") else None


def _opens_next(chunks: list[Chunk], facts: list[tuple[int, Group]], act: _Act) -> bool:
    after = next((group for at, group in facts if at == act.position + 1), None)
    return after is not None and _elliptic(chunks, [act], act.position + 1) is not None


def _is_of_part(chunks: list[Chunk], facts: list[tuple[int, Group]], act: _Act) -> bool:
    """Whether an act is told of a part alone, right after it: "including 21 killed in executions by X, while …"."""
    nearest = next(((at, group) for at, group in reversed(facts) if at < act.position), None)
    if nearest is None or nearest[1].link is None or "listed" in nearest[1].flags or nearest[1].noun == "deed":
        return False
    return "told" in nearest[1].flags and _owns(nearest[1], chunks[nearest[0] + 1 : act.position])


def _first_following(
    chunks: list[Chunk],
    acts: list[_Act],
    facts: list[tuple[int, Group]],
    number: int,
    hard: list[int],
    breaks: list[int],
) -> list[_Act]:
    """The acts after the next fact that has some, where that fact is joined to this one ("while" joins them too)."""
    for later in range(number + 1, len(facts)):
        if _is_parted(facts[number][0], facts[later][0], breaks):
            return []
        if facts[later][1].link is not None and "listed" not in facts[later][1].flags:
            continue
        if "listed" in facts[later][1].flags:
            return []
        found = _following(chunks, acts, facts, later, hard)
        if found:
            return found
    return []


def _before(
    acts: list[_Act], facts: list[tuple[int, Group]], number: int, hard: list[int], ends: set[int]
) -> list[_Act]:
    """The acts before a fact that still hold for it: the nearest that name a doer or a means."""
    position = facts[number][0]
    group = facts[number][1]
    earlier = [act for act in acts if act.position < position]
    if group.link is not None and "listed" in group.flags:
        return []
    separator = max((at for at in hard if at < position), default=-1)
    near = [act for act in earlier if act.position > separator]
    if near or separator < 0 or separator in ends:
        return near
    return earlier


def _give(group: Group, own: list[_Act], frame: list[_Act]) -> None:
    own_by = [actor for act in own for actor in act.actors]
    own_how = [tactic for act in own for tactic in act.tactics]
    by = own_by or [actor for act in frame for actor in act.actors]
    how = own_how or [tactic for act in frame for tactic in act.tactics]
    group.own_acts = bool(own_by or own_how or group.how)
    group.by = settle_by([*group.by, *by])
    group.how = settle_how([*group.how, *how])
    if group.who.get("actor") in group.by and not {"execution", "suicide-bomb"} & set(group.how) and len(group.by) == 1:
        group.by = []  # nobody is the doer of what befell his own


def _give_deed(chunks: list[Chunk], acts: list[_Act], position: int, group: Group) -> None:
    """Deeds have a doer; their means only if their own noun or their subject tells it (24 that drones carried out)."""
    if group.link is not None:
        following = [act for act in acts if act.position > position][:1]
        if following and not any(each.kind == "group" for each in chunks[position + 1 : following[0].position]):
            group.how = settle_how([*group.how, *following[0].tactics])
        return
    others = [act for act in acts if act.position != position]
    if "with" in group.flags:  # joint operations with SDF
        subjects = [actor for act in others for actor in act.actors if act.position < position]
        group.by = settle_by([*subjects, *group.by])
    if not group.by:
        group.by = settle_by([actor for act in others for actor in act.actors if _is_subject(chunks, act, position)])
    for act in others:
        if "drone-strike" in act.tactics and _is_subject(chunks, act, position):
            group.how = settle_how([*group.how, "drone-strike"])


def _is_subject(chunks: list[Chunk], act: _Act, position: int) -> bool:
    chunk = chunks[act.position]
    if chunk.kind == "deed":
        return True
    if chunk.kind == "actor":
        return act.position < position or act.position - position <= 6
    return True


def settle_how(tactics: list[str]) -> list[str]:
    """Tactics once each, without those that another says more exactly."""
    seen = [tactic for tactic in dict.fromkeys(tactics) if tactic not in NOT_TACTICS]
    if len(seen) < 2:
        return seen
    return [tactic for tactic in seen if not _SAID_BETTER.get(tactic, frozenset()) & set(seen)]


def settle_by(actors: list[str]) -> list[str]:
    """Doers once each; the unidentified only where nobody is named."""
    seen = [actor for actor in dict.fromkeys(actors) if actor]
    if len(seen) < 2:
        return seen
    named = [actor for actor in seen if actor != "unknown-gunmen"]
    return named or seen
