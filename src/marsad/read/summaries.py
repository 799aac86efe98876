"""An event that sums up those told after it is a toll: "17 people killed on Sunday", then each place. Neutral to
language.
"""

from marsad.read.draft import Draft
from marsad.read.story import Story

_LEAST = 3  # fewer dead are as likely told twice as summed up


def settle_summaries(story: Story) -> None:
    """Turns events whose numbers the new events after them make up into tolls of their day."""
    for index, draft in enumerate(story.drafts):
        if draft.kind == "event" and draft.role == "new" and _sums(draft, story.drafts[index + 1 :]):
            make_toll(draft)


def make_toll(draft: Draft) -> None:
    """Makes an event the toll of its day."""
    draft.kind, draft.role, draft.rule = "toll", "period", "toll/sums up"


def _sums(draft: Draft, later: list[Draft]) -> bool:
    events = [each for each in later if each.kind == "event" and each.role == "new"]
    for top in draft.tops:
        if top.range is None or not top.range.is_exact or (top.range.low or 0) < _LEAST:
            continue
        told = [
            sum(each.range.least() for each in event.tops if each.measure == top.measure and each.range is not None)
            for event in events
        ]
        told = [number for number in told if number]
        if len(told) > 1 and sum(told) == top.range.low:
            return True
    return False
