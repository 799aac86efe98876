"""Statements: somebody warns, accuses, claims, denies, announces, assesses, forecasts; and estimates of sizes.

Neutral to language: which verb does what is the language module's. Opinion never becomes an event.
"""

from marsad.model.claim import Voice
from marsad.read.chunks import Chunk, Group, Saying
from marsad.read.counted import Counted
from marsad.read.draft import Draft
from marsad.read.story import Story, dates_of

_ACTS = frozenset({"warn", "accuse", "claim", "deny", "announce", "forecast", "assess"})
_TOPIC = 90  # characters
_AROUND = " \"',.;:"
_ESTIMATING = frozenset({"estimated", "fighters"})
_LOSSES = frozenset({"losses"})


class Statements:
    """Makes statements and estimates out of sentences; counts that belong to them leave the sentence."""

    def __init__(self, story: Story) -> None:
        self.story = story
        self.experts: set[str] = set()  # last words of the names of those introduced as experts

    def make(self, counted: Counted, *, is_item: bool = False) -> None:
        """Adds the statements and estimates of a sentence to the story; an item of a list estimates nothing."""
        estimated = not is_item and self._estimates(counted)
        sentence = counted.sentence
        for number, saying in enumerate(sentence.sayings):
            if saying.is_told and saying.actor is None and saying.act == "claim":
                saying.actor = self._last_doer()
            if saying.act not in _ACTS or saying.is_denied:
                continue
            if is_nobody(saying) or (estimated and saying.act == "assess"):
                continue
            later = [each.at for each in sentence.sayings[number + 1 :] if not (each.is_same and saying.act == "claim")]
            following = later[0] if later else sentence.last
            held = self._held(counted, saying, following)
            if not self._is_statement(counted, saying, held):
                continue
            self._statement(counted, saying, held, following)
        if sentence.in_quote or sentence.sayings:
            self._opinion(counted)

    def _last_doer(self) -> str | None:
        """Who did what was told last, where it was one."""
        event = self.story.event
        by = event.tops[0].by if event is not None and event.tops else []
        return by[0] if len(by) == 1 and by[0] != "unknown-gunmen" else None

    def _held(self, counted: Counted, saying: Saying, following: int) -> list[Group]:
        """The counts that stand in what is said."""
        return [top for top in counted.tops if saying.at <= top.first < following]

    def _is_statement(self, counted: Counted, saying: Saying, held: list[Group]) -> bool:
        if saying.act == "claim" and not held and self._is_aside(counted, saying):
            return False  # "975 attacks, which the group claimed": the voice of the count
        if saying.act == "assess" and saying.words is None and saying.is_general:  # "the doers are believed to be …"
            return not counted.tops and any(chunk.kind == "actor" and any(chunk.actors) for chunk in counted.chunks)
        if saying.act in ("announce", "assess"):
            return not counted.tops and saying.words is not None and (saying.actor is not None or saying.is_expert)
        if saying.act == "forecast":
            return not counted.tops
        return True

    def _is_aside(self, counted: Counted, saying: Saying) -> bool:
        before = [chunk for chunk in counted.chunks if chunk.last <= saying.start]
        told = any(top.first < saying.start for top in counted.tops)
        return told and bool(before) and before[-1].kind == "clause" and before[-1].word in ("which", "that")

    def _statement(self, counted: Counted, saying: Saying, held: list[Group], following: int) -> None:
        story, sentence = self.story, counted.sentence
        draft = Draft("statement", "new", f"statement/{saying.act}", [self._span(counted, saying)])
        draft.act = saying.act
        self._topic(draft, saying.last, following)
        draft.voices = self._voices(counted, saying)
        draft.basis = {"claim": "claimed", "accuse": "alleged"}.get(saying.act, "reported")
        draft.block, draft.sentence = sentence.block, sentence
        if saying.act == "announce" and (dates := dates_of(sentence, counted.chunks)):
            story.set_when(draft, dates[0])
        for top in held:
            if saying.act == "accuse" and top.measure in ("killed", "injured", "killed_or_injured"):
                continue  # the dead are told of as well: an event, as it is alleged
            counted.tops.remove(top)
            if saying.act == "claim":
                if saying.actor and not top.by and top.who.get("actor") != saying.actor:
                    top.by = [saying.actor]
                draft.tops.append(top)
        story.drafts.append(draft)

    def _span(self, counted: Counted, saying: Saying) -> tuple[int, int]:
        """The sentence, or its stretch where it makes several statements."""
        sentence, document = counted.sentence, self.story.document
        start, end = self.story.span(sentence)
        making = [each for each in sentence.sayings if each.act in _ACTS and not each.is_denied]
        if len(making) < 2:
            return start, end
        place = making.index(saying) if saying in making else 0
        if place > 0:
            start = document.starts[saying.start if saying.words and not saying.is_same else saying.at]
        if place + 1 < len(making):
            following = making[place + 1]
            last = (following.start if following.words and not following.is_same else following.at) - 1
            while last > saying.at and document.text[document.starts[last] : document.ends[last]] in document.joints:
                last -= 1
            end = document.ends[last]
        return start, max(start + 1, end)

    def _voices(self, counted: Counted, saying: Saying) -> list[Voice]:
        story = self.story
        if saying.words is None and story.voice is None and story.publisher is not None:
            return [story.publisher]
        if saying.words is None:
            named = next((each for each in counted.sentence.sayings if each.words), None)
            return story.voices(counted, named or saying)
        return story.voices(counted, saying)

    def _topic(self, draft: Draft, first: int, last: int) -> None:
        """Gives a draft the words that say what is stated, and where they stand."""
        document = self.story.document
        if first >= len(document.starts):
            return
        start = document.starts[first]
        end = max(start, document.ends[min(last, len(document.ends)) - 1])
        words = document.text[start:end]
        start += len(words) - len(words.lstrip(_AROUND))
        words = words.strip(_AROUND)
        for opener in document.topic_openers:
            if words.startswith(opener):
                start, words = start + len(opener), words[len(opener) :]
        words = words[:_TOPIC].rsplit(" ", 1)[0] if len(words) > _TOPIC else words
        draft.topic, draft.topic_at = words, (start, start + len(words))

    # Opinion

    def _opinion(self, counted: Counted) -> None:
        """What an expert says or is quoted with, where nothing in it is counted: an assessment."""
        story, sentence = self.story, counted.sentence
        for saying in sentence.sayings:
            if saying.is_expert and saying.words:
                self.experts.add(saying.words.split()[-1])
        expert = next((saying for saying in sentence.sayings if saying.act == "say" and self._is_expert(saying)), None)
        if counted.tops or any(draft.sentence is sentence for draft in story.drafts[-3:]):
            return
        if expert is None and not (sentence.in_quote and self._is_experts_quote()):
            return
        if expert is None:
            previous = story.drafts[-1]
            if previous.kind == "statement" and previous.act == "assess" and previous.block == sentence.block:
                start, _ = previous.spans[-1]
                previous.spans[-1] = (start, story.span(sentence)[1])
            return
        if self._goes_on(sentence.block, expert):
            return
        draft = Draft("statement", "new", "statement/assess", [story.span(sentence)])
        draft.act = "assess"
        self._topic(draft, expert.last, sentence.last)
        draft.voices = self._voices(counted, expert)
        draft.block, draft.sentence = sentence.block, sentence
        story.drafts.append(draft)

    def _goes_on(self, block: int, expert: Saying) -> bool:
        """Whether an expert goes on in the same paragraph: one assessment, with a longer stretch."""
        previous = self.story.drafts[-1] if self.story.drafts else None
        if previous is None or previous.rule != "statement/assess" or previous.block != block or not previous.voices:
            return False
        start, _ = previous.spans[-1]
        previous.spans[-1] = (start, self._paragraph_end(block, start))
        return True

    def _paragraph_end(self, block: int, start: int) -> int:
        return max((each.end for each in self.story.document.sentences if each.block == block), default=start + 1)

    def _is_expert(self, saying: Saying) -> bool:
        return saying.is_expert or (saying.words is not None and saying.words.split()[-1] in self.experts)

    def _is_experts_quote(self) -> bool:
        drafts = self.story.drafts
        return bool(drafts) and drafts[-1].kind == "statement" and drafts[-1].act == "assess"

    # Estimates

    def _estimates(self, counted: Counted) -> bool:
        """Sizes that count no event: fighters of a group, square kilometres, money lost."""
        sentence = counted.sentence
        words = set(sentence.cues)
        sizes: list[Group] = []
        for chunk in counted.chunks:
            group = chunk.group
            if chunk.kind != "group" or group is None or group.range is None or group.link is not None:
                continue
            if (group.noun == "unit" and group.measure == "area_km2") or (
                group.noun == "unit" and group.measure == "money" and words & _LOSSES
            ):
                sizes.append(group)
            elif group.measure is None and self._is_strength(group, words, counted):
                group.measure = "fighters"
                sizes.append(group)
        if sizes:
            self._estimate(counted, sizes)
        return bool(sizes)

    def _is_strength(self, group: Group, words: set[str], counted: Counted) -> bool:
        if group.noun not in ("person", "bare") or "doer" in group.flags:
            return False
        most = group.range.most() if group.range is not None else 0
        large = most is None or most >= 500
        armed = group.who.get("status") == "combatant" or bool(words & {"fighters", "armed"})
        return bool(large and armed and words & _ESTIMATING) and not any(
            chunk.kind in ("trigger", "toll") and chunk.measure for chunk in counted.chunks
        )

    def _estimate(self, counted: Counted, sizes: list[Group]) -> None:
        story, sentence = self.story, counted.sentence
        before = [each for each in sentence.sayings if each.words and each.at < sizes[0].first]
        saying = before[-1] if before else next((each for each in sentence.sayings if each.words), None)
        draft = Draft("estimate", "new", "estimate", [story.span(sentence)])
        draft.voices = story.voices(counted, saying)
        draft.basis, draft.block, draft.sentence = "estimated", sentence.block, sentence
        story.set_where(draft, counted.chunks)
        spoken = (saying.start, saying.stop) if saying is not None else (0, 0)
        actor = self._subject([each for each in counted.chunks if not spoken[0] <= each.first < spoken[1]])
        for group in sizes:
            if actor:
                group.who.setdefault("actor", actor)
            if group.measure == "fighters":
                group.who.setdefault("status", "combatant")
            for part in group.walk()[1:]:
                part.measure = group.measure
                for key, value in group.who.items():
                    part.who.setdefault(key, value)
            group.by, group.how = [], []
            draft.tops.append(group)
            if group in counted.tops:
                counted.tops.remove(group)
        story.drafts.append(draft)

    def _subject(self, chunks: list[Chunk]) -> str | None:
        """The actor whose size it is: the first named in the sentence, else the last in the story."""
        for chunk in chunks:
            if (
                chunk.kind == "actor"
                and chunk.actors
                and chunk.word != "recorder"
                and chunk.actors[0] not in ("sohr", "snhr")
            ):
                return chunk.actors[0]
        return self.story.topic_actor


def is_nobody(saying: Saying) -> bool:
    """ "No group claimed responsibility": nobody says it."""
    return saying.is_nobody


def experts_of(sayings: list[Saying]) -> list[Saying]:
    """Those sayings that are an expert's."""
    return [saying for saying in sayings if saying.is_expert]
