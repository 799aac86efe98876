"""What a title tells: an event or a toll again, in its own words only. Neutral to language."""

from marsad.read.acts import settle_by
from marsad.read.chunks import Chunk, Group
from marsad.read.counted import Counted, hand_down
from marsad.read.draft import Draft
from marsad.read.story import Story, dates_of, is_deed, window_of

_FROM_THE_AIR = frozenset({"airstrike", "drone-strike"})


class Titles:
    """Reads the title, after the body."""

    def __init__(self, story: Story) -> None:
        self.story = story

    def tell(self, counted: Counted) -> list[Draft]:
        """The claims of the title: none, one, or two where it tells two incidents."""
        _story, sentence = self.story, counted.sentence
        label = sentence.label
        dates = dates_of(sentence, [*label, *counted.chunks])
        window = window_of(dates)
        deeds = [top for top in counted.tops if is_deed(top)]
        people = [top for top in counted.tops if not is_deed(top)]
        if not counted.tops and not any(each.measure for each in counted.orphans):
            return self._without_counts(counted)
        counted.tops = [*counted.tops, *[each for each in counted.orphans if each.measure]]
        counted.orphans = []
        people = [top for top in counted.tops if not is_deed(top)]
        is_toll = self._is_toll(counted, window, deeds, people)
        several = [top for top in deeds if top.range is not None and top.range.least() > 1]
        tops = counted.tops if is_toll else [*several, *people]
        if not tops:
            return self._without_counts(counted)
        tops = [
            *tops,
            *[each for each in counted.orphans if each.measure and each not in tops and (is_toll or not is_deed(each))],
        ]
        if not tops:
            return self._without_counts(counted)
        self.is_joint = "with" in sentence.cues
        self._label_doers(label, tops, is_toll)
        if not is_toll and len(tops) > 1 and self._are_two(tops):
            return [self._draft(counted, [top], False, None) for top in tops]
        return [self._draft(counted, tops, is_toll, window)]

    def _draft(self, counted: Counted, tops: list[Group], is_toll: bool, window: Chunk | None) -> Draft:
        story, sentence = self.story, counted.sentence
        draft = Draft(
            "toll" if is_toll else "event", "restated", "title", [(sentence.line_start, sentence.line_end)], tops
        )
        saying = next(
            (each for each in sentence.sayings if each.words and each.act in ("say", "document", "announce")), None
        )
        draft.voices = story.voices(counted, saying)
        draft.by, draft.how = counted.by, counted.how
        self._open_shelling(draft, tops)
        draft.basis = "documented" if is_toll else "reported"
        dates = dates_of(sentence, [*sentence.label, *counted.chunks])
        chosen = window or (dates[0] if dates else None)
        if chosen is not None:
            story.set_when(draft, chosen)
        story.set_where(draft, [*sentence.label, *counted.chunks])
        return draft

    def _open_shelling(self, draft: Draft, tops: list[Group]) -> None:
        """A title's "bombardment" leaves open what the body says: that it came from the air."""
        told = {tactic for each in self.story.drafts for top in each.tops if each.role == "new" for tactic in top.how}
        if "shelling" in told or not told & _FROM_THE_AIR:
            return
        for group in (each for top in tops for each in top.walk()):
            group.how = [] if group.how == ["shelling"] else group.how
        draft.how = [] if draft.how == ["shelling"] else draft.how

    def _label_doers(self, label: list[Chunk], tops: list[Group], is_toll: bool) -> None:
        """A label that names the group ("ISIS resurgence |") gives the doer."""
        actors = [
            actor
            for chunk in label
            if chunk.kind in ("actor", "deed") and chunk.word != "recorder"
            for actor in chunk.actors
        ]
        actors = [actor for actor in dict.fromkeys(actors) if actor not in ("sohr", "snhr", "unknown-gunmen")]
        tactics = [tactic for chunk in label if chunk.kind == "deed" for tactic in chunk.tactics]
        self._label_parts(label, tops)
        for top in tops:
            if tactics and not top.how and not is_deed(top) and not is_toll:
                top.how = list(dict.fromkeys(tactics))
                hand_down(top)
            if actors and is_deed(top) and "with" in top.flags:
                top.by = list(dict.fromkeys([*actors, *top.by]))
            if actors and self.is_joint and top.by and top.by[0] not in actors:
                top.by = [*actors, *top.by] if top.measure not in ("airstrikes",) else list(actors)
                hand_down(top)
            if (
                actors
                and settle_by([*top.by, "unknown-gunmen"]) == ["unknown-gunmen"]
                and top.who.get("actor") not in actors
            ):
                top.by = list(actors)
                if tactics and not top.how and not is_deed(top) and not is_toll:
                    top.how = list(dict.fromkeys(tactics))
                hand_down(top)

    def _label_parts(self, label: list[Chunk], tops: list[Group]) -> None:
        """ "Including a regime soldier | Bodies of four smugglers": a part of the title's number."""
        for index, chunk in enumerate(label[:-1]):
            part = label[index + 1].group
            if chunk.kind == "including" and part is not None and part.range is not None and tops:
                part.link, part.measure = "subset", tops[0].measure
                tops[0].parts.append(part)
                hand_down(tops[0])

    def _is_toll(self, counted: Counted, window: Chunk | None, deeds: list[Group], people: list[Group]) -> bool:
        if window is not None:
            return True
        if any(top.range is not None and top.range.least() > 2 for top in deeds):
            return True
        bodies = [(draft, top) for draft in self.story.drafts for top in draft.tops]
        for top in people:
            if top.range is None or top.range.least() < 3:
                continue
            same = [draft.kind for draft, each in bodies if each.measure == top.measure and each.range == top.range]
            if same:
                return "event" not in same
        return self._is_sum(people)

    def _is_sum(self, people: list[Group]) -> bool:
        """Whether a title's number is that of several events together."""
        for top in people:
            if top.range is None or not top.range.is_exact or (top.range.low or 0) < 3:
                continue
            by_event = [
                sum(
                    each.range.low or 0 for each in draft.tops if each.measure == top.measure and each.range is not None
                )
                for draft in self.story.drafts
                if draft.kind == "event" and draft.role == "new"
            ]
            told = [number for number in by_event if number]
            if len(told) > 1 and sum(told) == top.range.low and top.range.low not in told:
                return True
        return False

    def _are_two(self, tops: list[Group]) -> bool:
        """Two incidents: each with means or doers of its own, and not all the same."""
        if all(top.by for top in tops) and len({tuple(sorted(top.by)) for top in tops}) == 1:
            return False  # gunmen kill 12, abduct 20
        acts = [(tuple(sorted(top.by)), tuple(sorted(top.how))) for top in tops]
        events = [draft for draft in self.story.drafts if draft.kind == "event" and draft.role == "new"]
        return len(set(acts)) == len(acts) and all(any(act) for act in acts) and len(events) > 1

    def _without_counts(self, counted: Counted) -> list[Draft]:
        """A title without numbers that still tells an incident, with its place."""
        chunks, sentence = counted.chunks, counted.sentence
        placed = any(chunk.kind == "place" for chunk in (*sentence.label, *chunks))
        told = any(
            chunk.kind in ("attack", "trigger", "modal", "negation")
            or (
                chunk.kind == "deed" and chunk.group is not None and "plural" not in chunk.group.flags and chunk.measure
            )
            for chunk in chunks
        )
        events = [draft for draft in self.story.drafts if draft.kind == "event" and draft.role in ("new", "update")]
        if not (placed and told and events) or sentence.sayings:
            return []
        draft = self._draft(counted, [], False, None)
        return [draft]
