"""Lists: a line that ends with a colon, items one or two levels deep, rows by place and by month.

Neutral to language.
"""

from dataclasses import replace

from marsad.read.chunks import Chunk, Group, Sentence
from marsad.read.colons import under_lead
from marsad.read.counted import Counted, hand_down
from marsad.read.draft import Draft
from marsad.read.listed import (
    dated_event,
    is_broken_down,
    is_dated_event,
    is_doers,
    is_told_with_verb,
    label_place,
    lead_is_unbound,
    link_of,
    opens_with_number,
    tells_its_own,
    whole_of,
)
from marsad.read.story import Story, is_deed
from marsad.read.summaries import make_toll
from marsad.read.tolls import Tolls

_DEAD = frozenset({"dead"})
_REGIONAL = frozenset({"region"})
_PERPETRATORS = frozenset({"perpetrators"})
_DEEDS = frozenset({"operations"})


class Lists:
    """Reads the lists of one story."""

    def __init__(self, story: Story, tolls: Tolls) -> None:
        self.story, self.tolls = story, tolls
        self.draft: Draft | None = None
        self.parents: list[Group | None] = []  # by level
        self.mode = ""  # parts, rows, events
        self.section: Group | None = None
        self.is_by_doer = False  # the labels of the list are doers
        self.header_of: Sentence | None = None  # the header that made a claim of its own
        self.row_measure = "killed"  # what a number alone counts in a row by place
        self.is_headed = False  # a line opened the list

    def close(self) -> None:
        """Ends the list that was open."""
        self.mode, self.draft, self.parents, self.is_headed = "", None, [], False

    def heading(self, counted: Counted) -> None:
        """A section's title: what follows is a part of the toll before it."""
        self.close()
        toll = self.story.toll
        self.section = toll.main() if toll is not None else None

    def header(self, counted: Counted, window: Chunk | None) -> None:
        """A line that opens a list."""
        story, sentence = self.story, counted.sentence
        words = set(sentence.cues)
        self.is_headed = True
        self.is_by_doer = bool(words & _PERPETRATORS)
        counted.tops = [
            top for top in counted.tops if not (is_deed(top) and top.range is not None and top.range.most() == 1)
        ]
        counted.tops = [
            top
            for top in counted.tops
            if not (is_deed(top) and words & _REGIONAL and top.range is not None and top.range.least() <= 1)
        ]
        regional = (
            bool(words & _REGIONAL) and not (self.is_by_doer or "months" in words) and all(map(is_deed, counted.tops))
        )
        if counted.tops or self._bare_number(counted):
            self._counted_header(counted, window)
            return
        toll = story.toll
        self.draft, self.mode = toll, "parts"
        if regional or ("by" in words and words & _DEEDS) or (window is not None and words & _DEEDS):
            self.row_measure = "attacks" if words & _DEEDS and not words & _DEAD else "killed"
            self._rows(counted, window)
            return
        if words & _DEAD and toll is not None:
            self.parents = [self._killed(toll)]
        elif words & _DEEDS and toll is not None:
            deed = next((top for top in toll.tops if is_deed(top)), None)
            self.parents = [deed]
        elif toll is not None and toll.block >= sentence.block - 1:
            self.parents = [self._killed(toll)]
        else:
            self.mode = "events"

    def _killed(self, toll: Draft) -> Group | None:
        inside = (group for top in toll.tops for group in top.walk() if group.measure == "killed" and not group.parts)
        return toll.main("killed") or next(inside, None) or next((top for top in toll.tops if not is_deed(top)), None)

    def _bare_number(self, counted: Counted) -> bool:
        return (
            bool(counted.unbound)
            and counted.sentence.kind == "paragraph"
            and self.section is not None
            and any(each.range is not None for each in counted.unbound)
        )

    def _counted_header(self, counted: Counted, window: Chunk | None) -> None:
        story, sentence = self.story, counted.sentence
        if self.section is not None and window is None:
            self._section(counted)
            return
        toll = story.toll
        same = toll is not None and window is None and (toll.block == sentence.block or self._goes_on(counted))
        if same and toll is not None:
            self.tolls.add(toll, counted)
            self.draft = toll
        else:
            self.draft, self.header_of = self.tolls.new(counted, window), sentence
        self.mode = "parts"
        people = [top for top in counted.tops if not is_deed(top)]
        killed = next((top for top in people if top.measure == "killed"), None)
        parent = killed or (people[0] if people else None) or (counted.tops[0] if counted.tops else None)
        words = set(sentence.cues)
        if not people and counted.tops and words & _REGIONAL and self.draft is not None:
            parent = counted.tops[0]
        self.parents = [parent]

    def _goes_on(self, counted: Counted) -> bool:
        last = self.story.drafts[-1] if self.story.drafts else None
        return (
            last is self.story.toll
            and last is not None
            and counted.sentence.block - last.block <= 1
            and not any(is_deed(top) for top in counted.tops)
        )

    def section_line(self, counted: Counted) -> bool:
        """ "Civilian fatalities: 98, including 17 children": a part of the toll, and the whole of what follows."""
        toll, chunks = self.story.toll, counted.chunks
        if toll is None or len(chunks) < 3 or chunks[0].kind != "outcome" or chunks[1].kind != "colon":
            return False
        whole, named, lead = self._killed(toll), chunks[2].group, chunks[0].group
        bare = named is not None and named.range is not None and named.noun in ("bare", "person") and not named.measure
        if not bare or named is None or whole is None or whole.range is None or named.range is None:
            return False
        if chunks[0].measure != whole.measure or not named.range.can_be_within(whole.range):
            return False
        self.section = whole
        named.noun = "person"
        named.who = {**(lead.who if lead is not None else {}), **named.who}
        counted.tops, counted.unbound = [named], []
        self._section(counted)
        return True

    def _section(self, counted: Counted) -> None:
        """ "51 civilians, including …, who died as below" under a section's heading."""
        assert self.section is not None
        tops = counted.tops or [each for each in counted.unbound if each.range is not None][:1]
        toll = self.story.toll
        if toll is None or not tops:
            return
        toll.spans.append(self.story.span(counted.sentence))
        top = tops[0]
        top.link, top.measure = "addend", self.section.measure
        self.section.parts.append(top)
        hand_down(self.section)
        self.draft, self.mode, self.parents = toll, "parts", [top]

    def _rows(self, counted: Counted, window: Chunk | None) -> Draft:
        """A list by place: a toll of its own, with the doer and the window of the toll before it."""
        story, sentence = self.story, counted.sentence
        previous = story.toll or self._summed_up(sentence.block)
        draft = Draft("toll", previous.role if previous else "running", "toll/rows", [], [])
        draft.block, draft.sentence = sentence.block, sentence
        draft.voices = list(previous.voices) if previous else story.voices(counted, None)
        draft.basis = previous.basis if previous else "documented"
        if window is not None:
            story.set_when(draft, window)
        elif previous is not None and previous.when is not None:
            when = previous.when
            draft.when = type(when)(None, when.start, when.end, when.precision)
        if window is not None and window.when is not None:
            draft.role = "running" if window.when.precision == "running" else "period"
        draft.by = list(counted.by) or (list(previous.by) if previous else [])
        draft.how = list(counted.how) or (list(previous.how) if previous else [])
        if previous is not None and not counted.by:
            draft.how = list(previous.how)
        draft.is_regional = True
        if sentence.is_inline:
            draft.spans.append((sentence.line_start, sentence.line_end))
        story.drafts.append(draft)
        self.draft, self.mode, self.parents = draft, "rows", [None]
        return draft

    def _summed_up(self, block: int) -> Draft | None:
        """The event right before a list by place, which is a toll then: "Strikes killed 31. By governorate:"."""
        last = self.story.drafts[-1] if self.story.drafts else None
        if last is None or last is not self.story.event or block - last.block > 1 or last.role != "new":
            return None
        make_toll(last)
        self.story.toll = last
        return last

    # Items

    def stands_alone(self, counted: Counted) -> bool:
        """Whether an item is a paragraph with a bullet before it: no line opened its list, and it tells of its own."""
        if tells_its_own(counted, self.draft or self.story.toll, self._parent(counted.sentence.level), self.is_headed):
            self.close()
            return True
        if not (counted.sentence.is_first or self.is_headed) and self.draft is None and self.section is None:
            return True
        if self.draft is not None or self.section is not None or self.parents or counted.sentence.label_kind == "date":
            return False
        dated = any(chunk.kind == "date" for chunk in counted.chunks)
        return bool(counted.tops or counted.sentence.sayings) and (self.story.toll is None or dated)

    def item(self, counted: Counted) -> None:
        """One item of a list."""
        sentence = counted.sentence
        if not sentence.is_first and self.draft is not None:
            self._more(counted)
            return
        if sentence.label_kind == "date" and (self.mode == "events" or is_dated_event(counted)):
            dated_event(self.story, counted)
            return
        if self.draft is None:
            if not (self.is_headed or counted.tops or sentence.label or opens_with_number(counted)):
                return  # a paragraph with a bullet before it
            self.draft = self.story.toll
            if self.draft is None:
                return
            self.parents = [self._killed(self.draft)]
            self.mode = self.mode or "parts"
            broken = is_broken_down(self.draft) and any(top.parts for top in counted.tops)
            if broken or (not self.is_headed and is_told_with_verb(counted)):
                self._rows(counted, None)
                self.draft.is_regional = False
        self._item(counted)

    def _more(self, counted: Counted) -> None:
        if counted.tops or (counted.unbound and self.is_headed):
            self._item(counted)

    def row(self, counted: Counted) -> None:
        """A row by place that stands as a paragraph."""
        if self.draft is None or not self.draft.is_regional:
            self._rows(counted, None)
        self._item(counted)

    def _item(self, counted: Counted) -> None:
        draft, sentence = self.draft, counted.sentence
        assert draft is not None
        level = max(sentence.level, 1)
        parent = self._parent(level)
        tops = self._under_rest(under_lead(counted.unbound, self._tops(counted, parent)))
        if not tops:
            return
        if parent is not None and level == 1 and self._opens_rows(draft, parent, tops, sentence.label_kind):
            draft, parent = self._rows_after(draft, counted), None
        draft.block = sentence.block
        if not (sentence.is_inline and draft.is_regional):
            draft.spans.append(self.story.span(sentence))
        places = [chunk for chunk in sentence.label if chunk.kind == "place"]
        if draft.is_regional and sentence.label_kind != "place":
            places = [chunk for chunk in counted.chunks if chunk.kind == "place"]  # "- 31 operations in … left …"
        if sentence.label_kind == "place" or (draft.is_regional and places):
            for top in tops:
                top.where = self.story.own_places(places)
            self.story.set_where(draft, places)
        elif draft.is_regional and sentence.label_kind == "words":
            for top in tops:
                top.where = [label_place(self.story, sentence)]
        dated = next((chunk for chunk in sentence.label if chunk.kind == "date"), None)
        if sentence.label_kind == "date" and dated is not None and self.mode == "parts":
            for top in tops:
                if top.when is None and dated.when is not None:
                    top.when = replace(dated.when, span=self.story.words_at(dated))
        if any(top.rule == "number/rest" for top in tops):
            self.story.set_where(draft, counted.chunks)
        self._label_says(counted, tops, parent)
        for top in tops:
            self.tolls.told_again(draft, top)
        self._inherit(draft, parent, tops, counted)
        if parent is not None and self._are_parts(parent, tops, sentence.label_kind):
            for top in tops:
                if top.link is None:
                    whole = parent if top.measure == parent.measure else whole_of(draft, top, sentence.label_kind)
                    top.link = link_of(top) if whole is not None else None
                    if whole is not None:
                        whole.parts.append(top)
                        hand_down(whole)
                    else:
                        draft.tops.append(top)
            hand_down(parent)
        else:
            draft.tops.extend(top for top in tops if top.link is None)
            for top in tops:
                hand_down(top)
        self._open_level(level, tops)

    def _opens_rows(self, draft: Draft, parent: Group, tops: list[Group], label: str) -> bool:
        """Whether an item by place opens a table of its own, rather than breaking the list's number down."""
        return label == "place" and not draft.is_regional and not self._are_parts(parent, tops, label)

    def _rows_after(self, draft: Draft, counted: Counted) -> Draft:
        """The table by place that an item opens: its header's own claim where that counts deeds alone."""
        if draft.sentence is self.header_of and all(is_deed(top) for top in draft.tops):
            draft.is_regional, self.mode, self.parents = True, "rows", [None]
            return draft
        return self._rows(counted, None)

    def _under_rest(self, tops: list[Group]) -> list[Group]:
        """ "The rest took place in …, which experienced four": numbers beside the rest are parts of it."""
        rest = next((top for top in tops if top.rule == "number/rest"), None)
        if rest is None or len(tops) < 2:
            return tops
        for top in tops:
            if top is not rest and top.measure == rest.measure:
                top.link = "subset"
                rest.parts.append(top)
        hand_down(rest)
        return [top for top in tops if top.link is None]

    def _parent(self, level: int) -> Group | None:
        while len(self.parents) > level:
            self.parents.pop()
        return self.parents[-1] if self.parents else None

    def _open_level(self, level: int, tops: list[Group]) -> None:
        while len(self.parents) < level:
            self.parents.append(self.parents[-1] if self.parents else None)
        people = [top for top in tops if not is_deed(top)]
        killed = next((top for top in people if top.measure == "killed"), None)
        self.parents.append(killed or (people[0] if people else tops[0]))

    def _are_parts(self, parent: Group, tops: list[Group], label: str) -> bool:
        """Whether an item's counts are parts of the list's number: no deeds beside people in a row by place."""
        if label == "place" and any(is_deed(top) for top in tops) and not is_deed(parent):
            return False
        if label == "place" and is_deed(parent) and any(not is_deed(top) for top in tops):
            return False
        return any(top.measure == parent.measure for top in tops)

    def _tops(self, counted: Counted, parent: Group | None) -> list[Group]:
        """The counts of an item; a number or a noun alone counts what the list counts."""
        tops = [*counted.tops, *[each for each in counted.orphans if each not in counted.tops]]
        tops = [top for top in tops if top.link is None]
        if tops:
            for top in tops:
                if top.measure is None and parent is not None:
                    top.measure = parent.measure
            tops = [top for top in tops if top.measure]
            if tops and not (parent is not None and lead_is_unbound(counted, tops)):
                return tops
        measure = parent.measure if parent is not None else (self.row_measure if self.draft is not None else None)
        for group in counted.unbound:
            if measure and group.range is not None and group.noun in ("person", "bare", "weak"):
                if group.noun == "bare" and (is_deed(parent) if parent is not None else measure == "attacks"):
                    group.noun = "deed"
                group.measure = measure
                return [group, *tops]
        return tops

    def _label_says(self, counted: Counted, tops: list[Group], parent: Group | None) -> None:
        """ "Regime forces: 36": the label says who; of civilians or in a list of doers, by whom."""
        if counted.sentence.label_kind != "actor":
            return
        actor = next(
            (chunk.actors[0] for chunk in counted.sentence.label if chunk.kind == "actor" and chunk.actors), None
        )
        for top in tops:
            if actor and not is_deed(top) and is_doers(top, parent, self.is_by_doer):
                top.by = top.by or [actor]
            elif actor and not is_deed(top):
                top.who.setdefault("actor", actor)
                top.who.setdefault("status", "combatant")

    def _inherit(self, draft: Draft, parent: Group | None, tops: list[Group], counted: Counted) -> None:
        """Doers and means of the toll go to rows that name none."""
        for top in tops:
            if is_deed(top):
                top.by = top.by or list(draft.by)
                if not top.how and "drone-strike" in draft.how:
                    top.how = ["drone-strike"]
                continue
            if parent is not None or top.measure in ("released", "missing"):
                continue
            if not top.by and top.who.get("actor") not in draft.by:
                top.by = list(draft.by)
            if not top.how and top.by == draft.by:
                top.how = list(draft.how)
