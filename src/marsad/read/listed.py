"""Single events told as items of a list: "April 2: a commander blew himself up". Neutral to language."""

from marsad.read.counted import Counted
from marsad.read.story import Story, is_deed


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
