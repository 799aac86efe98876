"""Items of lists by themselves: single events ("April 2: a commander …"), labels that no table knows. Neutral."""

from marsad.model.claim import Where
from marsad.read.chunks import Group, Sentence
from marsad.read.counted import Counted
from marsad.read.draft import Draft
from marsad.read.story import Story, dates_of, day_of, is_deed, same_window, window_of


def is_dated_event(counted: Counted) -> bool:
    """Whether an item with a date before it tells one event, not deeds or people of a month."""
    if any(is_deed(top) and top.range is not None and top.range.least() > 1 for top in counted.tops):
        return False
    return any(chunk.kind in ("place", "attack") for chunk in counted.chunks)


def dated_event(story: Story, counted: Counted) -> None:
    """Tells one event of a list."""
    sentence = counted.sentence
    people = [top for top in counted.tops if not is_deed(top)]
    if not people:
        return
    draft = story.new_event(counted, "background", "event/listed", None)
    draft.spans = [(story.document.starts[sentence.label[0].first], sentence.end)]
    dated = next((chunk for chunk in sentence.label if chunk.kind == "date"), None)
    if dated is not None:
        story.set_when(draft, dated)
    toll = story.toll
    for top in draft.tops:
        if toll is not None and not top.by and top.measure in ("detained", "killed") and "suicide-bomb" not in top.how:
            top.by = list(toll.by)


def label_place(story: Story, sentence: Sentence) -> Where:
    """The name before a row's colon, where no table of places knows it: "South: 12 killed"."""
    return Where(story.document.text[sentence.line_start : sentence.start].strip(" :-•\t"))


def is_broken_down(draft: Draft) -> bool:
    """Whether a toll's casualties are told as dead and hurt: rows by means are a table of their own then."""
    main = draft.main("killed_or_injured")
    return main is not None and {"killed", "injured"} <= {part.measure for part in main.parts}


def whole_of(draft: Draft, top: Group, label: str) -> Group | None:
    """The number that a further count of a row by month makes up: "مايو: 18 قتيلاً و22 جريحاً"."""
    if label != "date":
        return None
    return next((each for each in draft.tops if each.measure == top.measure and not is_deed(each)), None)


def tells_its_own(counted: Counted, toll: Draft | None, parent: Group | None, is_headed: bool) -> bool:
    """Whether an item is no row of its list: it has a verb and a day or a window of its own ("• Since March, …").

    Below a line that opened the list only a running window or more people than that line counts say so.
    """
    if counted.sentence.label or toll is None or not any(top.measure for top in counted.tops):
        return False
    dates = dates_of(counted.sentence, counted.chunks)
    window, day = window_of(dates), day_of(dates)
    if window is None and day is None:
        return False
    own = day is not None or (window is not None and not same_window(window.when, toll.when))
    if not is_headed:
        return own
    runs = window is not None and window.when is not None and window.when.precision == "running"
    return own and (runs or (parent is not None and not _fits(parent, counted)))


def _fits(parent: Group, counted: Counted) -> bool:
    """Whether every count of an item can be a part of the list's number."""
    ranges = [top.range for top in counted.tops if top.measure == parent.measure and top.range is not None]
    return parent.range is None or all(each.can_be_within(parent.range) for each in ranges)


def is_told_with_verb(counted: Counted) -> bool:
    """Whether an item is a sentence with a subject and a verb ("Drones killed 39 civilians"), no row of a table."""
    at = next((at for at, chunk in enumerate(counted.chunks) if chunk.kind == "trigger" and chunk.is_active), 0)
    return not counted.sentence.label and any(chunk.kind in ("deed", "actor") for chunk in counted.chunks[:at])


def opens_with_number(counted: Counted) -> bool:
    """Whether a number comes first in an item, as in a row."""
    group = counted.chunks[0].group if counted.chunks else None
    first = counted.sentence.first
    return group is not None and group.range is not None and group.first <= first + 1 and counted.sentence.is_first


def is_doers(top: Group, parent: Group | None, is_by_doer: bool) -> bool:
    """Whether a label names who did it: its people are civilians, or the list is one of perpetrators."""
    civilians = top.who.get("status") or (parent.who.get("status") if parent is not None else None)
    return is_by_doer or civilians == "civilian"


def link_of(top: Group) -> str:
    """How an item hangs on the number of its list: "16 of the dead" are some of them, no share of a breakdown."""
    return "subset" if "of-definite" in top.flags else "addend"


def lead_is_unbound(counted: Counted, tops: list[Group]) -> bool:
    """ "396 of regime soldiers … in 33 operations": the item opens with a number that no verb reaches."""
    groups = [chunk.group for chunk in counted.chunks if chunk.kind == "group" and chunk.group is not None]
    lead = next((group for group in groups if group.link is None), None)
    counts_alone = lead is not None and lead.measure is None and lead.range is not None and lead in counted.unbound
    return counts_alone and all(is_deed(top) for top in tops)
