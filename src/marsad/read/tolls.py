"""Tolls: counts over a window, running counters, and the breakdowns that follow them. Neutral to language."""

from marsad.model.claim import Voice
from marsad.read.breakdowns import fill
from marsad.read.chunks import Chunk, Group, Saying
from marsad.read.counted import Counted, hand_down
from marsad.read.distribution import spread_over_places
from marsad.read.draft import Draft
from marsad.read.story import Story, is_deed, window_of

_LARGE = 20  # smaller numbers are the same by chance
_COUNTING = frozenset({"document"})


class Tolls:
    """Tells tolls of one story."""

    def __init__(self, story: Story) -> None:
        self.story = story

    def is_toll(self, counted: Counted, window: Chunk | None, day: object) -> bool:
        """Whether the counts of a sentence are a toll rather than one event's."""
        story, sentence = self.story, counted.sentence
        deeds = any(is_deed(top) and (top.range is None or top.range.least() > 1) for top in counted.tops)
        last = story.drafts[-1] if story.drafts else None
        if window is not None and window.when is not None:
            if self._is_single(counted) or (not window.is_window and self._is_one_deed(counted)):
                return False
            return day is None or deeds or window.is_window
        if last is not None and last.kind == "toll" and self._refers_back(counted) and day is None:
            return True
        if sentence.opener == "separate" and not deeds:
            return self._adds(counted, last, day)
        if day is not None:
            return False
        counts = any(saying.act in _COUNTING for saying in sentence.sayings)
        if last is not None and last.kind == "toll":
            if last.block == sentence.block:
                return True
            return self._continues(counted, last, deeds)
        return deeds and counts

    def _adds(self, counted: Counted, last: Draft | None, day: object) -> bool:
        """ "Moreover, over 200 were injured": more of the toll before, with no place, day or doer of its own."""
        told = any(chunk.kind in ("place", "attack", "date", "deed") for chunk in counted.chunks)
        many = all(top.range is not None and top.range.least() > 2 for top in counted.tops)
        return last is not None and last.kind == "toll" and day is None and not told and many and not counted.by

    def _is_single(self, counted: Counted) -> bool:
        """One named person killed in a month is an event."""
        people = [top for top in counted.tops if not is_deed(top)]
        return (
            len(people) == len(counted.tops) == 1
            and "definite" in people[0].flags
            and people[0].range is not None
            and people[0].range.most() == 1
        )

    def _is_one_deed(self, counted: Counted) -> bool:
        """ "In October 2017, a truck bomb killed 500": one deed in a month is an event."""
        if any(is_deed(top) for top in counted.tops):
            return False
        acts = [chunk for chunk in counted.chunks if chunk.kind == "deed" and (chunk.tactics or chunk.measure)]
        window = next((chunk.last for chunk in counted.chunks if chunk.kind == "date"), 0)
        after = next((chunk for chunk in acts if chunk.first >= window), None)
        return bool(acts) and (acts[0].is_weak or (after is not None and after.is_weak and bool(after.tactics)))

    def _continues(self, counted: Counted, last: Draft, deeds: bool) -> bool:
        """Whether a new paragraph without a date goes on with the toll before it."""
        if (
            any(chunk.kind == "attack" and chunk.is_active for chunk in counted.chunks)
            and not deeds
            and self._has_event(counted)
        ):
            return False
        if any(top.rule.endswith(("article", "bare noun")) and top.link is None for top in counted.tops) and not deeds:
            return False
        voices = [saying for saying in counted.sentence.sayings if saying.words and saying.act == "say"]
        if (
            any(saying.actor != last.voices[0].actor or saying.actor is None for saying in voices)
            and not deeds
            and self._has_event(counted)
        ):
            return False
        if any(
            top.flags & {"definite", "kin"} and top.range is not None and top.range.most() == 1 for top in counted.tops
        ):
            return False
        return last.block >= counted.sentence.block - 2 or deeds

    def _has_event(self, counted: Counted) -> bool:
        return any(chunk.kind == "place" for chunk in counted.chunks)

    def tell(self, counted: Counted, window: Chunk | None) -> Draft:
        """The toll of a sentence: a new one, or more of the one before."""
        if window is None and self.story.toll is not None and fill(self.story, counted):
            return self.story.toll
        story, sentence = self.story, counted.sentence
        last = story.drafts[-1] if story.drafts else None
        toll = story.toll
        if spread_over_places(counted):
            return self.new(counted, window)
        if window is None and toll is not None and last is not None and last.kind == "toll":
            adds = sentence.opener == "separate" and self._adds(counted, last, None)
            if adds or self._refers_back(counted) or any(self._leader(counted, toll, top) for top in counted.tops):
                self.add(toll, counted)
                return toll
            whole = self._earlier(counted)
            if whole is not None:
                return whole
            if toll.block == sentence.block or last.block == sentence.block:
                self.add(toll if toll.block == sentence.block else last, counted)
                return toll
        return self.new(counted, window)

    def _earlier(self, counted: Counted) -> Draft | None:
        """ "One of the ISIS members blew himself up": a part of a count told in a list before."""
        top = counted.tops[0]
        if len(counted.tops) > 1 or "of-definite" not in top.flags or not top.who:
            return None
        for draft in self.story.drafts:
            for each in draft.tops if draft.kind == "toll" else ():
                for group in each.walk():
                    same = all(
                        group.who.get(key) == value for key, value in top.who.items() if key in ("actor", "status")
                    )
                    if (
                        same
                        and group.measure == top.measure
                        and group.range is not None
                        and top.range is not None
                        and top.range.can_be_within(group.range)
                        and group.range != top.range
                    ):
                        top.link = "subset"
                        group.parts.append(top)
                        hand_down(group)
                        draft.spans.append(self.story.span(counted.sentence))
                        return draft
        return None

    def _refers_back(self, counted: Counted) -> bool:
        words = counted.sentence.cues[:8]
        return bool({"them"} & set(words))

    def new(self, counted: Counted, window: Chunk | None) -> Draft:
        """A new toll claim."""
        story, sentence = self.story, counted.sentence
        running = (
            window is not None
            and window.when is not None
            and (window.when.precision == "running" or self._runs_on(window))
        )
        previous = story.toll
        role = (
            "running"
            if running or (window is None and previous is not None and previous.role == "running")
            else "period"
        )
        draft = Draft("toll", role, f"toll/{role}", [story.span(sentence)], list(counted.tops))
        draft.block, draft.sentence = sentence.block, sentence
        saying = next(
            (
                each
                for each in sentence.sayings
                if each.words and each.act in ("document", "say", "announce", "claim", "assess")
            ),
            next((each for each in sentence.sayings if each.act == "document"), None),
        )
        draft.voices = self._continued(counted, saying) or story.voices(counted, saying)
        if saying is None and window is not None and not window.is_weak and previous is not None and _is_told(window):
            draft.voices = list(previous.voices)  # over the same period: the same voice goes on
        claimed = [each for each in sentence.sayings if each.act == "claim" and each.words and counted.tops]
        if claimed and claimed[0].at > counted.tops[0].first:  # "975 attacks, which the group claimed"
            draft.voices = [Voice(claimed[0].words, claimed[0].actor), *draft.voices]
        documented = any(each.act == "document" for each in sentence.sayings) or self._is_recorder(draft)
        draft.basis = "claimed" if claimed else "documented" if documented else "reported"
        if window is not None:
            story.set_when(draft, window)
        elif previous is not None and previous.when is not None:
            draft.when = type(previous.when)(None, previous.when.start, previous.when.end, previous.when.precision)
        story.set_where(draft, counted.chunks)
        draft.by, draft.how = self._doers(counted)
        if (not draft.by and any(is_deed(top) for top in draft.tops)) or (not draft.by and self._names_deeds(counted)):
            draft.by = self._same_doer()
        for chunk in sentence.label:
            if chunk.kind == "place":
                story.set_where(draft, [chunk])
        self._declared(saying, draft)
        self._share_doers(draft, counted.tops)
        self.story.place_rows(counted)
        story.drafts.append(draft)
        story.toll = draft
        return draft

    def _continued(self, counted: Counted, saying: object) -> list[Voice]:
        """ "…, bringing the toll to 74": said by whoever told what was added to it, in the lines right before."""
        last = self.story.drafts[-1] if self.story.drafts else None
        rises = "thus" in counted.sentence.cues[:2] or any(
            chunk.kind == "rises" and chunk.word != "number" for chunk in counted.chunks[:3]
        )
        if saying is not None or last is None or not rises or counted.sentence.block - last.block > 1:
            return []
        return list(last.voices) if last.kind != "statement" and len(last.voices) > 1 else []

    def _declared(self, saying: Saying | None, draft: Draft) -> None:
        """ "The Coalition declared four airstrikes": deeds that somebody announces are his own."""
        if saying is None or saying.act not in ("announce", "claim") or not saying.actor:
            return
        for top in draft.tops:
            if is_deed(top) and not top.by and top.first >= saying.last:
                top.by = [saying.actor]

    def _runs_on(self, window: Chunk) -> bool:
        """ "since 29 June until this morning": a window that ends with the report, and began with "since"."""
        when = window.when
        return (
            when is not None
            and when.end is not None
            and when.end == self.story.document.published
            and "since" in (when.words or "").lower()
        )

    def _is_recorder(self, draft: Draft) -> bool:
        publisher = self.story.publisher
        return bool(publisher and publisher.actor and draft.voices and draft.voices[0].actor == publisher.actor)

    def _doers(self, counted: Counted) -> tuple[list[str], list[str]]:
        """Whose deeds a toll counts: the doer of its deeds, or of all its people."""
        deeds = [top for top in counted.tops if is_deed(top)]
        if deeds:
            how = [
                tactic
                for top in deeds
                for tactic in top.how
                if tactic in ("drone-strike", "airstrike", "execution", "raid")
            ]
            return list(deeds[0].by), list(dict.fromkeys(how))
        people = counted.tops[:1]
        return (list(people[0].by), list(people[0].how)) if people else (counted.by, counted.how)

    def _names_deeds(self, counted: Counted) -> bool:
        return any(
            chunk.kind == "deed" and chunk.measure and chunk.group is not None and "definite" in chunk.group.flags
            for chunk in counted.chunks
        )

    def _same_doer(self) -> list[str]:
        """ "The attacks in 2023 number 53": those of the doer that the title or the event before names."""
        event = self.story.event
        if not self.story.document.is_doer_carried:
            return []
        told = list(event.tops[0].by) if event is not None and event.tops else []
        label = [actor for actor in self.story.title_by if actor in told]
        return label or (told if told == self.story.label_by else [])

    def _share_doers(self, draft: Draft, tops: list[Group]) -> None:
        """People that counted deeds left are those deeds' victims."""
        for top in tops:
            if is_deed(top):
                top.by = top.by or list(draft.by)
                hand_down(top)
                continue
            if top.measure in ("released", "missing", "surrendered"):
                continue
            own = top.own_acts and not any(map(is_deed, draft.tops))  # "shelling killed 11, mines eight"
            if not top.by and not own and not (draft.by and top.who.get("actor") in draft.by):
                top.by = list(draft.by)
            if not top.how and top.by == draft.by:
                top.how = [tactic for tactic in draft.how if tactic != "abduction" or top.measure == "abducted"]
            hand_down(top)

    def add(self, draft: Draft, counted: Counted) -> None:
        """More counts of the same toll."""
        draft.spans.append(self.story.span(counted.sentence))
        for top in counted.tops:
            self.told_again(draft, top)
        if not draft.by and counted.by and not draft.tops:
            draft.by, draft.how = counted.by, counted.how
        for top in counted.tops:
            leader = self._leader(counted, draft, top) or (
                draft.main(top.measure or "killed") if "among" in top.flags else None
            )
            if leader is not None:
                top.link = "subset"
                leader.parts.append(top)
                hand_down(leader)
            else:
                draft.tops.append(top)
        if counted.sentence.opener != "separate" or self._refers_back(counted):
            self._share_doers(draft, counted.tops)
        self.story.place_rows(counted)
        self.story.set_where(draft, counted.chunks)

    def told_again(self, draft: Draft, top: Group) -> None:
        """ "This included: a total of 8,231 killed (…)": the same people as where the number was told first."""
        if top.who or top.range is None or top.range.least() < _LARGE:
            return
        for whole in draft.tops:
            for group in (whole, *whole.parts):
                if group.measure == top.measure and group.range == top.range and group is not top:
                    top.who = {**group.who, **top.who}
                    hand_down(top)
                    return

    def _leader(self, counted: Counted, draft: Draft, top: Group) -> Group | None:
        """ "Of the civilians, 30 …": the count that a new one is a part of."""
        words = counted.sentence.cues
        chunks = counted.chunks
        if not words or words[0] not in ("of", "out") or not chunks:
            return None
        named = chunks[0].group
        if named is None or named.range is not None:
            return None
        for each in draft.tops:
            for group in each.walk():
                if (
                    group.measure == top.measure
                    and named.who.items() <= group.who.items()
                    and group.range is not None
                    and top.range is not None
                    and top.range.can_be_within(group.range)
                ):
                    return group
        return None

    def _open_mixed(self, draft: Draft, mixed: bool) -> bool:
        """Takes the doer off totals that hold his own dead, and off the rows by place that break them down."""
        people = [top for top in draft.tops if not is_deed(top) and top.by and top.by == draft.by]
        for top in people:
            if _is_mixed(top, draft.by) or (mixed and draft.is_regional and not top.who):
                mixed, top.by = True, []
        return mixed

    def finish(self) -> None:
        """The dead of a doer's deeds who are the doer's own have no doer."""
        mixed = False
        for draft in self.story.drafts:
            if draft.kind != "toll":
                continue
            if self.story.document.is_mixed_toll_open:
                mixed = self._open_mixed(draft, mixed)
            for top in draft.tops:
                for group in top.walk():
                    if (
                        draft.by
                        and group.by == draft.by
                        and group.who.get("actor") in group.by
                        and "execution" not in group.how
                        and not is_deed(group)
                    ):
                        group.by = []
                        group.how = [tactic for tactic in group.how if tactic in ("suicide-bomb",)]


def _is_told(window: Chunk) -> bool:
    """Whether a window is one that was named before."""
    return window.when is not None and window.when.precision == "unknown" and window.when.start is None


def _is_mixed(top: Group, doers: list[str]) -> bool:
    """Whether a number of dead holds some of the doer's own."""
    return any(part.link == "addend" and part.who.get("actor") in doers for part in top.parts)


def first_window(chunks: list[Chunk]) -> Chunk | None:
    """The first window among chunks."""
    return window_of([chunk for chunk in chunks if chunk.kind == "date"])
