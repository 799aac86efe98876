"""Sentences that only break an earlier number down: lists after a colon, counts that make it up; in any language."""

from marsad.read.chunks import Group
from marsad.read.counted import Counted, hand_down
from marsad.read.story import Story, is_deed
from marsad.read.sums import choose_whole


def hang_orphans(story: Story, counted: Counted) -> bool:
    """Hangs a list after a colon on the earlier count that it makes up."""
    drafts = [draft for draft in reversed(story.drafts[-3:]) if draft.tops]
    for draft in drafts:
        candidates = [
            group
            for top in draft.tops
            for group in top.walk()
            if not any(part.link == "addend" for part in group.parts)
        ]
        whole = choose_whole(candidates, counted.orphans)
        if whole is None:
            continue
        draft.spans.append(story.span(counted.sentence))
        for item in counted.orphans:
            item.link, item.measure = "addend", item.measure or whole.measure
            whole.parts.append(item)
        hand_down(whole)
        return True
    return False


def fill(story: Story, counted: Counted) -> bool:
    """Whether a sentence only breaks an earlier toll down: its counts make that one's number up."""
    toll = story.toll
    people = [top for top in counted.tops if not is_deed(top)]
    if toll is None or len(people) < 2 or counted.sentence.block - toll.block > 2:
        return False
    for top in toll.tops:
        exact = top.range is not None and top.range.is_exact and not any(part.link == "addend" for part in top.parts)
        if (
            exact
            and top.range is not None
            and all(each.measure == top.measure and each.range is not None for each in people)
        ) and _makes_up(top, people):
            for each in people:
                each.link = "addend"
                top.parts.append(each)
            hand_down(top)
            toll.spans.append(story.span(counted.sentence))
            return True
    return False


def _makes_up(top: Group, people: list[Group]) -> bool:
    """Whether counts make a number up: to the last one, or nearly where each has a doer of its own ("regime forces
    killed 13, SDF six, …": the list of a recorder, which the audit then holds against the total)."""
    whole = top.range.low if top.range is not None else None
    if whole is None:
        return False
    told = sum(each.range.least() for each in people if each.range)
    doers = [tuple(each.by) for each in people]
    by_doer = len(people) > 3 and len(set(doers)) == len(doers) and sum(bool(doer) for doer in doers) > 2
    return told == whole or (by_doer and abs(told - whole) * 20 <= whole)
