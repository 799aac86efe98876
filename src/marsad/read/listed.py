"""Items of lists by themselves: single events ("April 2: a commander …"), labels that no table knows. Neutral."""

from marsad.model.claim import Where
from marsad.read.chunks import Sentence
from marsad.read.counted import Counted
from marsad.read.draft import Draft
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


def label_place(story: Story, sentence: Sentence) -> Where:
    """The name before a row's colon, where no table of places knows it: "South: 12 killed"."""
    return Where(story.document.text[sentence.line_start : sentence.start].strip(" :-•\t"))


def is_broken_down(draft: Draft) -> bool:
    """Whether a toll's casualties are told as dead and hurt: rows by means are a table of their own then."""
    main = draft.main("killed_or_injured")
    return main is not None and {"killed", "injured"} <= {part.measure for part in main.parts}
