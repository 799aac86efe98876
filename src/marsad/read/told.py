"""Sentences that say who those were that the one before counted: "The dead include …", "Of these, 17 were children".

Neutral to language.
"""

from marsad.read.chunks import Chunk, Group
from marsad.read.counted import Counted, hand_down
from marsad.read.draft import Draft
from marsad.read.story import Story, is_deed
from marsad.read.sums import adds_up

_LEADS = 3  # chunks within which such a sentence says whom it is about


def hang_on_told(story: Story, counted: Counted) -> bool:
    """Hangs the numbers of a sentence on those told before, where it is about them; whether it did."""
    lead = _lead(counted)
    draft = next((each for each in reversed(story.drafts) if each.kind != "statement"), None)
    if lead is None or draft is None or not draft.tops or counted.sentence.block - draft.block > 1:
        return False
    groups = _named(counted, lead)
    main = _whole(draft, lead, groups)
    if main is None:
        return False
    for group in groups:
        group.measure, group.link = main.measure, "subset"
        if group.noun == "bare":
            group.noun = main.noun
        main.parts.append(group)
    if not any(part.link == "addend" for part in main.parts):
        adds_up(main, groups)
    hand_down(main)
    draft.spans.append(story.span(counted.sentence))
    return True


def _lead(counted: Counted) -> Chunk | None:
    """What names those told before: "the dead", "the casualties", "of these"."""
    for chunk in counted.chunks[:_LEADS]:
        group = chunk.group
        if chunk.kind == "including":
            return (
                chunk
                if not counted.tops and chunk.word.startswith(("of the", "of tho", "among the", "among tho"))
                else None
            )
        if chunk.kind in ("group", "outcome") and group is not None and group.range is None:
            told = group.flags & {"hurt", "victims"} or chunk.kind == "outcome"
            return chunk if told and not _is_counted_by_verb(counted, chunk) else None
        if chunk.kind not in ("comma", "gap", "clause"):
            return None
    return None


def _is_counted_by_verb(counted: Counted, lead: Chunk) -> bool:
    """ "Casualties rose to 20", "the wounded were taken to five hospitals": another thing is told of them."""
    return any(
        chunk.kind in ("rises", "toll", "trigger", "attack", "leaves") and chunk.first >= lead.last
        for chunk in counted.chunks[: counted.chunks.index(lead) + 3]
    ) or any(top.measure and not top.own_measure for top in counted.tops)


def _named(counted: Counted, lead: Chunk) -> list[Group]:
    found = [*counted.unbound, *[top for top in counted.tops if not is_deed(top)]]
    found = [group for group in found if group is not lead.group and group.range is not None and group.noun != "unit"]
    return sorted(dict.fromkeys(found), key=lambda group: group.first)


def _whole(draft: Draft, lead: Chunk, groups: list[Group]) -> Group | None:
    """The count that the named ones are of."""
    measure = lead.measure or (lead.group.measure if lead.group is not None else None)
    people = [top for top in draft.tops if not is_deed(top)]
    main = draft.main(measure) if measure else None
    if main is None and measure in (None, "killed_or_injured"):
        main = draft.main("killed") or (people[0] if people else None)
    if main is None and lead.kind == "group":
        main = draft.main("killed")
    if main is None or main.range is None or not groups:
        return None
    fits = all(group.range is not None and group.range.can_be_within(main.range) for group in groups)
    return main if fits and all(group.noun in ("person", "bare", "weak", "outcome") for group in groups) else None
