"""The arithmetic of parts and wholes: what can be part of what, which number a list makes up. Neutral to language."""

from marsad.model.range import Range
from marsad.read.chunks import Group


def is_countable(group: Group) -> bool:
    """Whether a group says how many of something that a record counts."""
    return group.range is not None and group.noun not in ("thing", "unit")


def conflicts(whole: Group, part: Group) -> bool:
    """Whether one group cannot be a part of another: a soldier among civilians, 20 among five, attacks among people."""
    if (whole.noun == "deed") != (part.noun == "deed"):
        return not (part.noun == "bare" and whole.noun == "deed")
    for key in ("status", "sex", "age"):
        mine, theirs = whole.who.get(key), part.who.get(key)
        if mine and theirs and mine != theirs and not (key == "status" and part.cleared):
            return True
    if whole.who.get("status") == "civilian" and part.who.get("actor") and part.who.get("status") != "civilian":
        return True
    return bool(whole.range is not None and part.range is not None and not part.range.can_be_within(whole.range))


def sum_of(items: list[Group]) -> int:
    """The least that a list of counts makes up together."""
    return sum(item.range.least() for item in items if item.range is not None)


def share_of(whole: Group, share: tuple[int, int]) -> Range | None:
    """The number that a share of a whole is: half of eight, all but one of five."""
    if whole.range is None or not whole.range.is_exact or whole.range.low is None:
        return None
    if share[0] < 0:
        return Range.exactly(max(0, whole.range.low - share[1]))
    return Range.exactly(whole.range.low * share[0] // share[1])


def adds_up(whole: Group, items: list[Group]) -> bool:
    """Marks parts as addends where they make up the whole to the last one."""
    if whole.range is None or not whole.range.is_exact or len(items) < 2:
        return False
    ranges = [item.range for item in items if item.range is not None]
    if len(ranges) != len(items) or not all(each.is_exact for each in ranges):
        return False
    if sum(each.low or 0 for each in ranges) != whole.range.low:
        return False
    for item in items:
        item.link = "addend"
    return True


def fills(whole: Group, group: Group) -> bool:
    """Whether a group makes a whole's parts add up."""
    if whole.range is None or group.range is None or not whole.range.is_exact:
        return False
    told = sum(part.range.least() for part in whole.parts if part.range is not None)
    return group.range.is_exact and told + (group.range.low or 0) == whole.range.low


def choose_whole(candidates: list[Group], items: list[Group]) -> Group | None:
    """The number that a list makes up: exactly, if one is; else the nearest before it that can hold it."""
    deeds = all(item.noun == "deed" for item in items)
    bare = all(item.noun == "bare" for item in items)
    inside = {id(group) for item in items for group in item.walk()}  # nothing is a part of itself
    fitting = [group for group in candidates if (bare or (group.noun == "deed") == deeds) and id(group) not in inside]
    low = sum(item.range.least() for item in items if item.range is not None)
    for group in reversed(fitting):
        if group.range is not None and group.range.is_exact and group.range.low == low:
            return group
    for group in reversed(fitting):
        most = group.range.most() if group.range is not None else None
        if (most is None or most * 1.25 >= low) and not any(_differs(group, item) for item in items):
            return group
    return None


def _differs(whole: Group, item: Group) -> bool:
    mine, theirs = whole.who.get("status"), item.who.get("status")
    return bool(mine and theirs and mine != theirs)


def cut_list(candidates: list[Group], items: list[Group], ends: list[int]) -> list[Group]:
    """The items of a list, without what another verb tells after it, and with parts that were taken too far back.

    Rival readings are settled by the sum: where the items do not make up a number before the list, the list may
    end at a verb, or "including" may cover only the first of what follows it.
    """
    wanted = {group.range.low for group in candidates if group.range is not None and group.range.is_exact}
    for end in [len(items), *reversed([end for end in ends if end > 0])]:
        if sum_of(items[:end]) in wanted:
            return items[:end]
    for end in range(len(items) - 1, 1, -1):
        if sum_of(items[:end]) in wanted and any(key == "others" for key in items[end].flags):
            return items[:end]
    for position, item in enumerate(items):
        included = [part for part in item.parts if part.link == "subset"]
        for kept in range(1, len(included)):
            freed = included[kept:]
            tried = [*items[: position + 1], *freed, *items[position + 1 :]]
            if sum_of(tried) in wanted:
                for part in freed:
                    item.parts.remove(part)
                    part.link = None
                    part.rule += "; freed by the sum"
                return tried
    return items[: min([end for end in ends if end > 0], default=len(items))]


def murders_of(candidates: list[Group], items: list[Group]) -> Group | None:
    """ "11 murders: seven refugees and four Syrians": deeds that a list of people makes up are those people."""
    for group in reversed(candidates):
        exact = group.noun == "deed" and group.range is not None and group.range.is_exact
        if not exact or group.range is None or len(items) < 2 or group.range.low != sum_of(items):
            continue
        if all(item.noun == "person" for item in items):
            group.noun, group.measure = "person", "killed"
            return group
    return None


def casualties_of(whole: Group, items: list[Group], told: list[Group]) -> None:
    """ "388 (119 killed and 269 injured)": a number alone with both beside it counts casualties."""
    hurt = any(item.noun == "outcome" and item.measure == "injured" for item in items)
    if whole.noun != "bare" or whole.measure or not hurt or len(items) < 2:
        return
    whole.noun, whole.measure, whole.own_measure = "outcome", "killed_or_injured", True
    before = next((top for top in told if top is not whole and top.measure == whole.measure), None)
    whole.who |= before.who if before is not None else {}
