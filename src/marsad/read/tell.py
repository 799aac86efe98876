"""The sentences of a report one after another: new event, more of the last one, toll, told again, or nothing."""

from datetime import timedelta

from marsad.model.claim import Voice
from marsad.read.breakdowns import fill, hang_orphans
from marsad.read.chunks import Chunk, Document, Group, Sentence
from marsad.read.counted import Counted, hand_down, take_over
from marsad.read.draft import Draft
from marsad.read.lists import Lists
from marsad.read.relations import Relations
from marsad.read.splitting import split_counted
from marsad.read.statements import Statements, is_nobody
from marsad.read.story import DEEDS, Story, dates_of, day_of, is_deed, window_of
from marsad.read.summaries import settle_summaries
from marsad.read.titles import Titles
from marsad.read.told import hang_on_told
from marsad.read.tolls import Tolls

_PARTS_CLAUSE = frozenset({"say", "document", "announce", "estimate"})
_OLDER = timedelta(days=1)


class Teller:
    """Reads a whole document."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.story = Story(document)
        self.relations = Relations(self.story)
        self.tolls = Tolls(self.story)
        self.lists = Lists(self.story, self.tolls)
        self.statements = Statements(self.story)
        self.titles = Titles(self.story)

    def tell(self) -> list[Draft]:
        """Every claim of the document, the title's first."""
        title: Counted | None = None
        self.story.topic_actor = _topic_actor(self.document)
        sentences = self.document.sentences
        for index, sentence in enumerate(sentences):
            counted = Counted(sentence, None if sentence.kind == "title" else sentence.army or self.document.army)
            following = sentences[index + 1] if index + 1 < len(sentences) else None
            if sentence.kind == "title":
                title = counted
                self._title_acts(counted)
                continue
            if sentence.kind == "heading":
                self.lists.heading(counted)
            elif sentence.kind == "item" and not self.lists.stands_alone(counted):
                self.statements.make(counted, is_item=True)
                self.lists.item(counted)
            else:
                self._paragraph(counted, following)
            self._heard(sentence)
        settle_summaries(self.story)
        self.tolls.finish()
        drafts = self.story.drafts
        if title is not None:
            drafts = [*self.titles.tell(title), *drafts]
        return [draft for draft in drafts if draft.spans]

    def _title_acts(self, counted: Counted) -> None:
        """Whose deeds the title and its label name: what "the airstrikes" refers to where nothing came before."""
        window = window_of(dates_of(counted.sentence, [*counted.sentence.label, *counted.chunks]))
        self.story.window = window.when if window is not None else None
        deeds = [chunk for chunk in counted.sentence.label if chunk.kind == "deed"]
        by = [actor for chunk in deeds for actor in chunk.actors] or counted.by
        how = [tactic for chunk in deeds for tactic in chunk.tactics] or counted.how
        named = [actor for chunk in counted.sentence.label if chunk.kind in ("actor", "deed") for actor in chunk.actors]
        self.story.label_by = list(dict.fromkeys(actor for actor in named if actor != self.document.publisher_actor))
        self.story.title_by, self.story.title_how = list(dict.fromkeys(by)), list(dict.fromkeys(how))

    def _heard(self, sentence: Sentence) -> None:
        named = [saying for saying in sentence.sayings if saying.words and not is_nobody(saying)]
        if named:
            last = named[-1]
            self.story.voice = Voice(last.words, last.actor)
            if sentence.ends_in_quote:
                self.story.quoted = Voice(named[0].words, named[0].actor)
        if not sentence.ends_in_quote:
            self.story.quoted = None

    # Paragraphs

    def _paragraph(self, counted: Counted, following: Sentence | None) -> None:
        story, sentence = self.story, counted.sentence
        if sentence.is_first:
            self.lists.close()
            if sentence.label_kind == "place":
                story.head_place = next((chunk for chunk in sentence.label if chunk.kind == "place"), None)
        if sentence.opens and self._is_only_head(counted):
            return
        self.statements.make(counted)
        opens = sentence.opens or self._is_before_list(sentence, following)
        if sentence.label_kind == "place" and sentence.label and self._is_row(counted):
            self.lists.row(counted)
            return
        for part in split_counted(counted):
            self._told(part, opens)

    def _told(self, counted: Counted, opens: bool) -> None:
        """One sentence, or a piece of one that tells two things."""
        sentence = counted.sentence
        dates = dates_of(sentence, counted.chunks)
        window = window_of(dates)
        self._without_single_deeds(counted)
        counted = self._without_earlier(counted)
        if self.lists.section_line(counted):
            return
        if opens:
            self.lists.header(counted, window)
            return
        if hang_on_told(self.story, counted):
            return
        if counted.orphans and hang_orphans(self.story, counted):
            return
        if not counted.tops:
            self._without_counts(counted, dates)
            return
        if window is None and fill(self.story, counted):
            return
        if self.tolls.is_toll(counted, window, day_of(dates)):
            self.tolls.tell(counted, window)
        else:
            self._refer_back(counted)
            self._event(counted, dates)

    def _without_earlier(self, counted: Counted) -> Counted:
        """ "revising an earlier toll of 28": told again, not counted beside the new one."""
        earlier = [top for top in counted.tops if "earlier" in top.flags]
        if not earlier:
            return counted
        before, counted.tops = counted.tops, earlier
        self.story.new_event(counted, "restated", "event/earlier toll", self.relations.voice(counted))
        counted.tops = [top for top in before if top not in earlier]
        return counted

    def _without_single_deeds(self, counted: Counted) -> None:
        """ "in one attack" counts nothing."""
        counted.tops = [
            top for top in counted.tops if not (is_deed(top) and top.range is not None and top.range.most() == 1)
        ]

    def _refer_back(self, counted: Counted) -> None:
        """ "in the attack", "the airstrikes": the doer and the means are those of what was told before."""
        event = self.story.event
        source_by, source_how = (
            (event.by, event.how) if event is not None else (self.story.title_by, self.story.title_how)
        )
        if event is not None and event.tops:
            source_by, source_how = event.tops[0].by or event.by, event.tops[0].how or event.how
        if not any(self._is_definite_deed(chunk) for chunk in counted.chunks):
            return
        for top in counted.tops:
            for group in top.walk():
                if is_deed(group) or group.measure in ("missing", "released", "surrendered"):
                    continue
                group.by = group.by or list(source_by)
                group.how = group.how or list(source_how)

    def _is_definite_deed(self, chunk: Chunk) -> bool:
        known = not chunk.tactics or chunk.tactics[0] in ("ambush", "raid", "airstrike", "drone-strike")
        return (
            chunk.kind == "deed"
            and chunk.group is not None
            and "definite" in chunk.group.flags
            and not chunk.actors
            and known
        )

    def _is_only_head(self, counted: Counted) -> bool:
        """ "Daraa governorate – the Observatory:" says only where, and who writes."""
        kinds = {chunk.kind for chunk in counted.chunks}
        places = [chunk for chunk in [*counted.sentence.label, *counted.chunks] if chunk.kind == "place"]
        if (
            not places
            or not kinds <= {"place", "actor", "comma", "gap", "colon"}
            or counted.sentence.last - counted.sentence.first > 14
        ):
            return False
        self.story.head_place = places[0]
        return True

    def _is_before_list(self, sentence: Sentence, following: Sentence | None) -> bool:
        if following is None or following.kind != "item" or following.block == sentence.block:
            return False
        return self.document.text[sentence.end - 1 : sentence.end] not in ".!?\"'"

    def _is_row(self, counted: Counted) -> bool:
        """ "Aleppo: 3 attacks left …", "In Homs: 98 casualties (…)" without a bullet."""
        toll, lead = self.story.toll, counted.chunks[0].group if counted.chunks else None
        near = toll is not None and counted.sentence.block - self.story.drafts[-1].block <= 1
        if (
            near
            and lead is not None
            and lead.own_measure
            and lead in counted.tops
            and self.story.drafts[-1].kind == "toll"
        ):
            return not any(chunk.kind in ("place", "attack", "date", "by") for chunk in counted.chunks)
        return any(is_deed(top) for top in counted.tops) and len(counted.tops) > 1 and self.story.toll is not None

    def _event(self, counted: Counted, dates: list[Chunk]) -> None:
        story, _sentence = self.story, counted.sentence
        people = [top for top in counted.tops if not is_deed(top)]
        event = self.story.event
        people = [
            top for top in people if not self._is_known(top) and not (event is not None and story.is_told(event, top))
        ]
        if not people:
            self._without_counts(counted, dates)
            return
        counted.tops = [top for top in counted.tops if is_deed(top) or top in people]
        saying = self.relations.voice(counted)
        last = story.event
        update = self.relations.is_update(counted)
        if last is not None and self.relations.goes_on(counted, last, dates, update, saying):
            if saying is not None and self.relations.gives_numbers(last, saying, counted):
                last.voices = story.voices(counted, saying)
            story.add_to_event(last, counted)
            if update:
                last.role = "update" if last.role == "new" else last.role
            if last.role == "update":
                story.arrange_update(last)
            return
        role, rule = self.relations.role(counted, dates, update, saying)
        draft = story.new_event(counted, role, rule, saying)
        self._finish_event(draft, counted)
        if role == "update":
            story.arrange_update(draft)
        if role in ("new", "update"):
            story.event = draft
            story.first_event = story.first_event or draft

    def _is_known(self, top: Group) -> bool:
        """ "the man killed", "the victim": somebody already counted."""
        return (
            "definite" in top.flags
            and "victim-word" in top.flags
            and self.story.event is not None
            and bool(self.story.event.tops)
        )

    def _finish_event(self, draft: Draft, counted: Counted) -> None:
        self._hang_anaphors(draft)
        head = self.story.head_place
        if head is not None and head.where is not None and self._wants_head(draft):
            draft.add_place(head.where, (self.document.starts[head.first], self.document.ends[head.last - 1]))

    def _wants_head(self, draft: Draft) -> bool:
        """Whether the line's head ("Daraa province:") says more than the places of the event."""
        head = self.story.head_place
        assert head is not None
        assert head.where is not None
        words = (head.where.words or "").split()[0].lower()
        if draft.role == "background" or any(words in (place.words or "").lower() for place in draft.where):
            return False
        return not draft.has_unit and not any(self._is_unit(place.words or "") for place in draft.where)

    def _is_unit(self, words: str) -> bool:
        """Whether a place phrase names more than a village: a countryside, a desert, a city's surroundings."""
        return any(word in words.lower() for word in self.document.unit_words)

    def _hang_anaphors(self, draft: Draft) -> None:
        for top in list(draft.tops):
            if "among" in top.flags and (main := draft.main(top.measure or "killed")) is not None and main is not top:
                draft.tops.remove(top)
                top.link = "subset"
                main.parts.append(top)
                hand_down(main)

    # Sentences without counts

    def _without_counts(self, counted: Counted, dates: list[Chunk]) -> None:
        story, sentence = self.story, counted.sentence
        if self._confirms(counted, dates):
            return
        if not self._tells_event(counted, dates):
            if story.event is not None and story.event.block == sentence.block and self._names_victims(counted):
                story.event.spans.append(story.span(sentence))
            return
        saying = self.relations.voice(counted)
        role = "new"
        if story.first_event is not None and self.relations.is_older(counted, dates, story.first_event):
            role = "background"
        draft = story.new_event(counted, role, "event/no victims", saying)
        self._finish_event(draft, counted)
        if role == "new":
            story.event = draft
            story.first_event = story.first_event or draft

    def _confirms(self, counted: Counted, dates: list[Chunk]) -> bool:
        """ "The police spokesman confirmed the attack, which happened on Wednesday": voice and day of the event."""
        event = self.story.event
        saying = next(
            (each for each in counted.sentence.sayings if each.word.startswith("confirm") and each.words), None
        )
        if (
            event is None
            or saying is None
            or counted.sentence.block - event.block > 2
            or not any(self._is_definite_deed(chunk) for chunk in counted.chunks)
        ):
            return False
        if event.when is None and dates:
            self.story.set_when(event, dates[0])
        if len(event.voices) <= 1:
            event.voices = self.story.voices(counted, saying)
        return True

    def _names_victims(self, counted: Counted) -> bool:
        return False

    def _tells_event(self, counted: Counted, dates: list[Chunk]) -> bool:
        """Whether a sentence without victims tells an incident: an attack with its place or day, and no opinion."""
        sentence, chunks = counted.sentence, counted.chunks
        if sentence.in_quote or any(
            saying.act in ("warn", "accuse", "assess", "forecast", "deny") for saying in sentence.sayings
        ):
            return False
        attack = next(
            (chunk for at, chunk in enumerate(chunks) if chunk.kind == "attack" and _is_told_of(chunks, at)), None
        )
        hit = any(
            chunk.kind in ("negation", "modal") and chunk.measure and not _is_of_actor(chunks, at)
            for at, chunk in enumerate(chunks)
        )
        deed = any(chunk.kind == "deed" and (chunk.tactics or chunk.measure) for chunk in chunks)
        if attack is None and not (hit and deed) and not ("attempt" in sentence.cues and hit):
            return False
        placed = any(chunk.kind == "place" for chunk in chunks)
        dated = day_of(dates) is not None
        if not (placed or (dated and (hit or sentence.opener == "separate"))):
            return False
        if window_of(dates) is not None and not dated:
            return False
        return sentence.opener == "separate" or dated or hit or (sentence.is_first and self.story.event is None)


def _is_told_of(chunks: list[Chunk], at: int) -> bool:
    """Whether an attack is what the sentence tells, not an aside ("operations which targeted its strongholds")."""
    chunk = chunks[at]
    if chunk.side == "present":
        return False
    return not (at > 0 and chunks[at - 1].kind == "clause" and chunks[at - 1].word in ("which", "that", "who"))


def _is_of_actor(chunks: list[Chunk], at: int) -> bool:
    """ "the group has not been eliminated": said of an actor, not of people."""
    while at > 0 and chunks[at - 1].kind in ("gap", "clause", "negation"):
        at -= 1
    return at > 0 and chunks[at - 1].kind == "actor" and chunks[at].side != "after"


def _topic_actor(document: Document) -> str | None:
    """The armed actor named most often; recorders are not told of."""
    seen: dict[str, int] = {}
    for sentence in document.sentences:
        for chunk in sentence.chunks:
            for actor in chunk.actors if chunk.kind == "actor" and chunk.word not in ("recorder", "gunmen") else ():
                seen[actor] = seen.get(actor, 0) + 1
    seen.pop("unknown-gunmen", None)
    return max(seen, key=lambda actor: seen[actor]) if seen else None


def parts_of(group: Group) -> list[Group]:
    """All parts of a group."""
    return group.walk()[1:]


__all__ = ["DEEDS", "Teller", "take_over"]
