"""What holds across an Arabic sentence: whose the victims are, which deed struck them, where a list of parts ends."""

from collections.abc import Iterator
from itertools import pairwise

from marsad.read.arabic.page import Page
from marsad.read.chunks import Chunk, Group

_PEOPLE = frozenset(["person", "outcome", "bare", "weak"])
_LIST_ENDS = frozenset(["trigger", "attack", "rises", "leaves", "clause", "negation", "toll"])
_NO_LIST = frozenset(["comma", "trigger", "clause", "semicolon"])
_FROM_THE_AIR = frozenset(["airstrike", "drone-strike"])
_ACTS = frozenset(["deed", "attack", "by", "date", "place", "actor"])


def settle(page: Page, chunks: list[Chunk]) -> list[Chunk]:
    """The chunks of a sentence with all that its words say of each other."""
    _glosses(chunks)
    _put_measures(chunks)
    _of_the_target(page, chunks)
    _attackers(chunks)
    _more_of_the_same(chunks)
    _share_side(chunks)
    _total_of(chunks)
    _in_turn(chunks)
    _died_of_wounds(page, chunks)
    _torture(chunks)
    _long_lists(chunks)
    _seized(chunks)
    _each_its_own(chunks)
    _from_the_air(chunks)
    chunks = _gapped(chunks)
    return _close_lists(_end_parts(page, _subjects_first(chunks)))


def _long_lists(chunks: list[Chunk]) -> None:
    """ "بينهم 24 طفلاً و10 سيدات و5 مسعفين": every part has its "and", so none but the last says that the list ends."""
    is_open, waiting = False, None
    for chunk, following in pairwise([*chunks, Chunk("end", 0, 0)]):
        if chunk.kind == "including":
            is_open, waiting = True, None
        elif chunk.kind in _NO_LIST or chunk.kind in _LIST_ENDS:
            is_open = False
        elif chunk.kind == "and" and is_open:
            counted = following.group
            if counted is not None and counted.measure not in (None, "killed") and counted.noun != "deed":
                is_open = False  # "بينهم طفل وسيدتان و5 جرحى"
                continue
            if waiting is not None:
                waiting.kind = "comma"
            waiting = chunk


def _groups(chunks: list[Chunk]) -> Iterator[tuple[int, Chunk, Group]]:
    """The people of a sentence that are counted or named, with their places."""
    for index, chunk in enumerate(chunks):
        if chunk.kind == "group" and chunk.group is not None and chunk.group.noun in _PEOPLE:
            yield index, chunk, chunk.group


def _glosses(chunks: list[Chunk]) -> None:
    """ "94 سيدة (أنثى بالغة)": what a word means is nobody more."""
    for before, opening, inside, closing in zip(chunks, chunks[1:], chunks[2:], chunks[3:], strict=False):
        told, gloss = before.group, inside.group
        if (opening.kind, closing.kind) != ("open", "close") or told is None or gloss is None:
            continue
        if "bare" in gloss.flags and not gloss.own_measure and told.noun == "person" and told.range is not None:
            for chunk in (opening, inside, closing):
                chunk.kind, chunk.group = "gap", None


def _put_measures(chunks: list[Chunk]) -> None:
    """ "والإفراج عن 5 منهم": a part of those before that has an outcome of its own right before it."""
    for index, _, group in _groups(chunks):
        before = _reaches(chunks, index)
        if before is None:
            continue
        if "anaphor" in group.flags and before.measure in ("released", "missing", "killed", "injured"):
            group.measure, group.own_measure = before.measure, True
        if (
            before.measure in ("missing", "released")
            and group.own_measure
            and group.measure in ("abducted", "detained")
        ):
            group.noun, group.measure, group.own_measure = "person", None, False  # مصير أربعة عشر مختطفاً


def _reaches(chunks: list[Chunk], index: int) -> Chunk | None:
    """The outcome whose people stand at a place, over dates and places between."""
    for chunk in reversed(chunks[max(0, index - 5) : index]):
        if chunk.kind == "trigger":
            return chunk if chunk.side == "after" else None
        if chunk.kind not in ("gap", "date", "comma", "place"):
            return None
    return None


# Whose the victims are


def _of_the_target(page: Page, chunks: list[Chunk]) -> None:
    """ "عبوة انفجرت على دورية للجيش … مقتل ضابط وإصابة ثلاثة": soldiers are of the force whose post was hit."""
    target: str | None = None
    struck: Group | None = None
    for index, chunk in enumerate(chunks):
        if chunk.kind == "actor" and not chunk.is_active and chunk.actors and chunk.word not in ("recorder", "gunmen"):
            owner = page.joined(chunk.first) == "ل" and not _is_after_doer(chunks, index)
            target = chunk.actors[0] if owner else target
        group = chunk.group
        if (
            target is None
            or chunk.kind != "group"
            or group is None
            or group.noun not in _PEOPLE
            or "doer" in group.flags
        ):
            continue
        if group.who.get("actor") or group.who.get("status") == "civilian" or "attacker" in group.flags:
            continue
        if group.who.get("status") == "combatant" or (
            struck is not None and not group.who and group.noun in ("bare", "outcome")
        ):
            group.who["actor"] = target
            group.who.setdefault("status", "combatant")
            struck = group


def _is_after_doer(chunks: list[Chunk], index: int) -> bool:
    """Whether an actor says whose a deed is: "هجوم للتنظيم"."""
    before = chunks[index - 1] if index else None
    return before is not None and before.kind == "deed" and before.last == chunks[index].first


def _attackers(chunks: list[Chunk]) -> None:
    """ "قُتل مهاجمان": attackers are of those who attacked."""
    doer = next(
        (chunk.actors[0] for chunk in chunks if chunk.kind == "actor" and chunk.is_active and chunk.actors), None
    )
    for _, _, group in _groups(chunks):
        if "attacker" in group.flags and doer is not None:
            group.who.setdefault("actor", doer)


def _more_of_the_same(chunks: list[Chunk]) -> None:
    """ "وإصابة آخرين": of the force that those before are of; of civilians only that they are people."""
    before: Group | None = None
    outside: Group | None = None  # the last before a list of parts
    in_list = False
    for index, chunk in enumerate(chunks):
        if chunk.kind == "colon":
            in_list, outside = True, before
        elif in_list and chunk.kind in _LIST_ENDS:
            in_list, before = False, outside
        group = chunk.group
        if chunk.kind != "group" or group is None or group.noun not in _PEOPLE:
            continue
        if before is not None and _is_like(group, before, chunks, index) and not group.who.get("actor"):
            if before.who.get("actor") and group.who.get("status") in (None, before.who.get("status")):
                group.who["actor"] = before.who["actor"]
                if before.who.get("status") == "combatant":
                    group.who.setdefault("status", "combatant")
            elif before.who.get("status") == "combatant" and not group.who:
                group.who["status"] = "combatant"
        if "others" in group.flags or group.noun == "bare":
            group.flags.add("foreign")  # what others are is settled here: after civilians they are only people
        if group.range is not None and "anaphor" not in group.flags:
            before = group if group.who or in_list or not outside else before


def _is_like(group: Group, before: Group, chunks: list[Chunk], index: int) -> bool:
    """Whether people are more of those before: others, a number alone, a comrade, a member beside a commander."""
    if "doer" in group.flags:
        return False
    if "others" in group.flags or "comrade" in group.flags:
        return True
    if group.noun == "bare" and not group.who and before.who.get("actor") and "anaphor" not in group.flags:
        return True
    beside = index > 1 and chunks[index - 1].kind == "and" and chunks[index - 2].group is before
    return "member" in group.flags and bool(before.who.get("actor")) and beside


def _share_side(chunks: list[Chunk]) -> None:
    """ "قتلى وجرحى من قوات النظام": both are of the force named once."""
    for index in range(len(chunks) - 2):
        one, joint, two = (each.group for each in chunks[index : index + 3])
        if joint is not None or chunks[index + 1].kind != "and" or one is None or two is None or one.who:
            continue
        if one.noun == two.noun == "outcome" and two.who.get("actor"):
            one.who = dict(two.who)


def _total_of(chunks: list[Chunk]) -> None:
    """ "ارتفع إلى تسعة عدد قتلى قوات النظام": a number tells of those whose number it is."""
    for index, chunk in enumerate(chunks):
        if chunk.kind != "toll":
            continue
        near = [each.group for each in chunks[index + 1 : index + 3] if each.group is not None]
        people = next((group for group in near if group.range is None), None)
        if people is None or not people.who:
            continue
        around = [*reversed(chunks[max(0, index - 3) : index]), *chunks[index + 1 : index + 9]]
        numbers = [each.group for each in around if each.kind == "group" and each.group is not None]
        number = next((group for group in numbers if group.range is not None), None)
        if number is not None and number.noun == "bare":
            for key, value in people.who.items():
                number.who.setdefault(key, value)


def _in_turn(chunks: list[Chunk]) -> None:
    """ "ارتفع عدد القتلى إلى 20، والجرحى إلى 30": a verb that is said once holds for the second number too."""
    risen = next((at for at, chunk in enumerate(chunks) if chunk.kind == "rises"), None)
    counted = False
    for index, chunk in enumerate(chunks[risen:] if risen is not None else (), risen or 0):
        group = chunk.group
        if chunk.kind == "group" and group is not None and group.range is not None:
            counted = True
        elif chunk.kind == "outcome" and counted and chunks[index - 1].kind == "and":
            number = next((each.group for each in chunks[index + 1 : index + 3] if each.kind == "group"), None)
            if number is not None and number.noun == "bare" and number.range is not None and not number.measure:
                number.measure, number.own_measure = chunk.measure, True
                number.flags.add("total")


# Which deed


def _seized(chunks: list[Chunk]) -> None:
    """ "وضبطت 4 أحزمة ناسفة وقنابل": arms that were found are nobody's means."""
    is_open = False
    for chunk in chunks:
        if chunk.kind == "gap" and chunk.word == "seize":
            is_open = True
        elif chunk.kind in ("trigger", "clause", "attack", "leaves", "semicolon"):
            is_open = False
        elif is_open and chunk.kind == "deed" and (chunk.group is None or not chunk.measure):
            chunk.kind = "gap"


def _from_the_air(chunks: list[Chunk]) -> None:
    """ "قصف نفذته قوات الدعم السريع بطائرة مسيرة": bombardment whose means is told a little later in its clause."""
    for index, chunk in enumerate(chunks):
        if chunk.kind != "deed" or chunk.tactics != ("shelling",) or chunk.measure != "shellings":
            continue
        for later in chunks[index + 1 : index + 5]:
            if later.kind == "deed" and set(later.tactics) & _FROM_THE_AIR and not later.measure:
                chunk.tactics = ()
                break
            if later.kind not in ("actor", "attack", "gap", "place", "deed"):
                break


def _each_its_own(chunks: list[Chunk]) -> None:
    """ "القصف بمقتل 11، والألغام بمقتل ثمانية": each means has its own dead, right behind it."""
    begins = []
    for index, chunk in enumerate(chunks):
        if chunk.kind != "trigger" or chunk.side != "after" or index == 0:
            continue
        at = index - 1
        while at > 0 and chunks[at].kind in ("gap", "leaves"):
            at -= 1
        while at > 0 and chunks[at].kind == "deed" and chunks[at - 1].kind in ("deed", "actor"):
            at -= 1
        if chunks[at].kind == "deed":
            begins.append(at)
    for before, at in pairwise(begins):
        counted = any(each.kind == "group" for each in chunks[before:at])
        joint = chunks[at - 1] if at else None
        if counted and joint is not None and joint.kind == "and":
            joint.kind = "semicolon"


def _died_of_wounds(page: Page, chunks: list[Chunk]) -> None:
    """ "فارقت امرأة الحياة اليوم متأثرة بإصابتها جراء استهداف … قبل يومين": the day is that of the deed."""
    dates = [chunk for chunk in chunks if chunk.kind == "date"]
    if len(dates) > 1 and any(page.words[at].startswith("متاثر") for at in range(dates[0].last, dates[1].first)):
        dates[0].kind = "gap"


def _torture(chunks: list[Chunk]) -> None:
    """ "ثماني ضحايا قضوا تحت التعذيب", "ضحيتان بسبب التعذيب": the means of the people right before it alone."""
    for index, chunk in enumerate(chunks):
        if chunk.kind != "deed" or "torture" not in chunk.tactics:
            continue
        before = next((each for each in reversed(chunks[max(0, index - 3) : index]) if each.kind == "group"), None)
        if before is not None and before.group is not None:
            before.group.how, before.group.own_acts = ["torture"], True
            chunk.kind = "gap"


def _gapped(chunks: list[Chunk]) -> list[Chunk]:
    """ "قتلت قوات النظام 14، وقوات سوريا الديمقراطية ثلاثة": a verb that is said once holds for every doer."""
    out: list[Chunk] = []
    verb: Chunk | None = None
    repeated = 0
    for index, chunk in enumerate(chunks):
        if chunk.kind == "trigger" and chunk.is_active:
            verb, repeated = chunk, repeated + 1
        following = chunks[index + 1] if index + 1 < len(chunks) else None
        counted = (
            following is not None
            and following.kind == "group"
            and following.group is not None
            and following.group.range is not None
        )
        joined = bool(out) and out[-1].kind in ("and", "comma")
        if (
            verb is not None
            and chunk.kind == "actor"
            and not chunk.is_active
            and counted
            and joined
            and chunk.word == "name"
        ):
            chunk.is_active, repeated = True, repeated + 1
            out.append(chunk)
            out.append(
                Chunk(
                    "trigger", chunk.last, chunk.last, measure=verb.measure, side="after", is_active=True, word="verb"
                )
            )
            continue
        if repeated > 1 and chunk.kind == "clause" and chunk.word == "while":
            chunk = Chunk("comma", chunk.first, chunk.last, word="while")  # one more row of the same list
        out.append(chunk)
    return out


# Where parts and lists end


def _end_parts(page: Page, chunks: list[Chunk]) -> list[Chunk]:
    """Arabic puts no comma behind "بينهم …": what is done after it is done to the whole, unless a rest follows."""
    out: list[Chunk] = []
    inside = False
    for index, chunk in enumerate(chunks):
        group = chunk.group
        if chunk.kind == "including" or (chunk.kind == "group" and group is not None and group.share is not None):
            inside = True
        elif inside and (chunk.kind in _ACTS or _is_done_to_many(page, chunk)):
            if not any(each.kind == "rest" for each in chunks[index : index + 4]):
                out.append(Chunk("comma", chunk.first, chunk.first, word="part"))
            inside = False
        elif chunk.kind in _NO_LIST:
            inside = False
        out.append(chunk)
    return out


def _is_done_to_many(page: Page, chunk: Chunk) -> bool:
    """A verb in the plural: "91 مدنياً بينهم 24 طفلاً قُتلوا" tells of the 91."""
    return chunk.kind == "trigger" and chunk.side == "before" and page.words[chunk.first].endswith("وا")


def _close_lists(chunks: list[Chunk]) -> list[Chunk]:
    """A list after "هم" ends where an outcome or a verb begins."""
    out: list[Chunk] = []
    is_open = False
    for chunk in chunks:
        if chunk.kind == "colon" and chunk.word == "are":
            is_open = True
        elif is_open and chunk.kind in _LIST_ENDS:
            out.append(Chunk("list_end", chunk.first, chunk.first))
            is_open = False
        out.append(chunk)
    return out


def _subjects_first(chunks: list[Chunk]) -> list[Chunk]:
    """ "ارتفع إلى تسعة عدد القتلى": what rose stands before the verb, as the engine wants it."""
    out = list(chunks)
    for index, chunk in enumerate(chunks):
        if chunk.kind != "rises":
            continue
        toll = next((at for at in range(index + 1, min(len(chunks), index + 4)) if chunks[at].kind == "toll"), None)
        if toll is None:
            continue
        end = toll + 1
        while end < len(chunks) and (chunks[end].kind in ("outcome", "deed", "toll") or _is_people(chunks[end])):
            end += 1
        at = out.index(chunk)
        for each in chunks[toll:end]:
            out.remove(each)
        apart = [Chunk("semicolon", chunk.first, chunk.first)] if index > 2 else []
        out[at:at] = [*apart, *chunks[toll:end]]
    return out


def _is_people(chunk: Chunk) -> bool:
    """Whether people without a number are meant: "عدد المدنيين"."""
    group = chunk.group
    return chunk.kind == "group" and group is not None and group.range is None and "definite" in group.flags
