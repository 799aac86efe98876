"""Lists after a colon: which number before each it makes up. Neutral to language."""

from marsad.read.chunks import Group
from marsad.read.sums import choose_whole, cut_list, murders_of

Listed = tuple[list[Group], list[Group], list[int]]  # candidates before the colon, items after it, where it may end


def settle_colons(colon_lists: list[Listed], *, is_over: bool) -> list[Group]:
    """Hangs each list on the number that it makes up; else on the nearest that fits. Returns items of no number."""
    orphans: list[Group] = []
    for candidates, listed, ends in reversed(colon_lists):
        items = [
            item
            for item in cut_list(candidates, listed, ends)
            if item.link is None
            and not (item.own_measure and item.noun == "deed" and not any(c.noun == "deed" for c in candidates))
        ]
        if not items:
            continue
        whole = choose_whole(candidates, items) or murders_of(candidates, items)
        if whole is None:
            orphans += items
        else:
            for item in items:
                item.link = "addend"
                whole.parts.append(item)
        if whole is None or not is_over:  # what follows a list that is over is told of its whole
            for item in items:
                item.flags.add("listed")
    return orphans


def under_lead(unbound: list[Group], tops: list[Group]) -> list[Group]:
    """ "484 of the group, 83 of them killed in clashes and 401 killed from the air": the verbs reach the parts only.

    Gives the number that leads an item, with the others as its addends, where they make it up exactly; else the others.
    """
    lead = unbound[0] if unbound else None
    if lead is None or lead.range is None or not lead.range.is_exact or lead in tops or not lead.parts or not tops:
        return tops
    exact = [part.range.low or 0 for part in (*lead.parts, *tops) if part.range is not None and part.range.is_exact]
    if len(exact) != len(lead.parts) + len(tops) or sum(exact) != lead.range.low or lead.first > tops[0].first:
        return tops
    lead.measure = tops[0].measure
    lead.parts += tops
    for part in lead.parts:
        part.link = "addend"
    if len({(tuple(part.by), tuple(part.how)) for part in lead.parts}) > 1:
        lead.by, lead.how = [], []
    return [lead]
