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
