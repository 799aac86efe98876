"""What a report tells, sentence by sentence: which sentences are one event, which a toll, which tell it again.

Neutral to language: works on chunks, sayings and counts. Lists are read in `lists.py`, statements in `statements.py`.
"""

from dataclasses import replace
from datetime import date

from marsad.model.claim import Voice, When, Where
from marsad.model.report import Span
from marsad.read.chunks import Chunk, Document, Group, Saying, Sentence
from marsad.read.counted import Counted, hand_down
from marsad.read.draft import Draft
from marsad.read.sums import adds_up

WINDOWS = frozenset({"week", "month", "season", "year", "running", "days"})
DEEDS = frozenset({"attacks", "airstrikes", "shellings", "explosions"})
_OVERVIEW = 11  # days; a longer report tells single events as examples of its tolls
_SAYS_ONLY = frozenset({"say", "announce", "assess", "forecast", "warn", "accuse", "deny", "claim"})


def is_deed(group: Group) -> bool:
    """Whether a count is of things done, not of people."""
    return group.noun == "deed" or group.measure in DEEDS


def is_told_in_events(group: Group) -> bool:
    """Whether an event keeps a count: people, and strikes counted by themselves; "two attacks" only frame it."""
    if not is_deed(group):
        return True
    return group.measure in ("airstrikes", "shellings") and group.range is not None and group.range.least() > 1


def dates_of(sentence: Sentence, chunks: list[Chunk]) -> list[Chunk]:
    """The dates of what a sentence tells, without those of saying it ("said on Saturday", "reported on 4 May")."""
    found = []
    for chunk in chunks:
        if chunk.kind == "date" and chunk.when is not None and not _is_of_saying(sentence, chunks, chunk):
            found.append(chunk)
    return found


def _is_of_saying(sentence: Sentence, chunks: list[Chunk], dated: Chunk) -> bool:
    for saying in sentence.sayings:
        if saying.act == "document":
            continue
        near = 9 if dated.when is not None and dated.when.precision == "day" else 5
        if saying.last <= dated.first and dated.first - saying.last <= near:
            between = [chunk for chunk in chunks if saying.last <= chunk.first < dated.first]
            told = {"trigger", "attack", "group", "deed", "clause", *(["toll"] if dated.is_window else [])}
            if not any(chunk.kind in told for chunk in between):
                return True
        # "On July 18, SOHR reported that …"
        if (
            dated.last <= saying.at
            and dated.first - sentence.first <= 1
            and saying.act == "say"
            and not saying.is_trailing
        ):
            between = [chunk for chunk in chunks if dated.last <= chunk.first < saying.at]
            if not any(chunk.kind in ("trigger", "attack", "deed") for chunk in between) and saying.word in (
                "reported",
                "said",
                "report",
            ):
                return True
    return False


class Story:
    """Reads the sentences of one document into drafts of claims."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.drafts: list[Draft] = []
        self.event: Draft | None = None  # the event told last
        self.first_event: Draft | None = None
        self.toll: Draft | None = None  # the toll told last
        self.head_place: Chunk | None = None  # "Daraa province:"
        self.voice: Voice | None = None  # who was last heard, for "he added"
        self.quoted: Voice | None = None
        self.topic_actor: str | None = None  # whom the report is mostly about
        self.window: When | None = None  # the window that the title names
        self.title_by: list[str] = []  # whose deeds the title names, and which
        self.title_how: list[str] = []
        self.label_by: list[str] = []  # the actor that the title's label names
        publisher = document.publisher
        self.publisher = Voice(publisher, document.publisher_actor) if publisher else None

    def covers(self, day: date) -> bool:
        """Whether the report as a whole tells of the window that a day lies in: a weekly overview."""
        window = self.window
        if window is None or window.start is None or window.end is None:
            return False
        return (window.end - window.start).days < _OVERVIEW and window.start <= day <= window.end

    # Pieces of claims

    def span(self, sentence: Sentence) -> tuple[int, int]:
        """From the start of the line, label included, to the end of the sentence; a list inside a line is one."""
        if sentence.is_first and not sentence.is_inline and sentence.kind != "item":
            return sentence.line_start, sentence.end
        if sentence.is_first and sentence.label:
            return min(sentence.start, self.document.starts[sentence.label[0].first]), sentence.end
        return sentence.start, sentence.end

    def voices(self, counted: Counted, saying: Saying | None) -> list[Voice]:
        """The chain of who says so, nearest first, the publisher last."""
        chain: list[Voice] = []
        if saying is not None and saying.is_publishers and not counted.sentence.in_quote and self.publisher is not None:
            return [self.publisher]
        if saying is not None and saying.words:
            chain.append(Voice(saying.words, saying.actor))
        elif saying is not None and counted.sentence.in_quote and self.quoted is not None:
            chain.append(self.quoted)
        elif saying is not None and self.voice is not None:
            chain.append(self.voice)
        if counted.sentence.in_quote and self.quoted is not None and self.quoted not in chain:
            chain.append(self.quoted)
        if self.publisher is not None:
            if chain and self.publisher.actor and chain[-1].actor == self.publisher.actor:
                return chain
            if chain and chain[-1].words == self.publisher.words:
                return chain
            chain.append(self.publisher)
        return chain

    def words_at(self, chunk: Chunk) -> Span:
        """Where a chunk's words stand in the view."""
        starts, ends = self.document.starts, self.document.ends
        return Span(chunk.start or starts[chunk.first], chunk.end or ends[chunk.last - 1])

    def own_places(self, places: list[Chunk]) -> list[Where]:
        """Places as counts have them, which know where their words stand."""
        return [replace(chunk.where, span=self.words_at(chunk)) for chunk in places if chunk.where is not None]

    def place_rows(self, counted: Counted) -> None:
        """ "Khartoum came first with 71 dead and 160 hurt, then North Darfur …": a place before its counts."""
        rows: list[tuple[Chunk, list[Group]]] = []
        for chunk in counted.chunks:
            if chunk.kind == "place" and chunk.where is not None:
                rows.append((chunk, []))
            elif chunk.group in counted.tops and chunk.group is not None:
                if not rows:
                    return  # a count before any place is that of the whole
                rows[-1][1].append(chunk.group)
        measures = [{top.measure for top in tops} for _, tops in rows]
        if len(rows) < 2 or not all(measures) or not set.intersection(*measures):
            return
        for place, tops in rows:
            for top in tops:
                top.where = top.where or self.own_places([place])

    def set_when(self, draft: Draft, chunk: Chunk) -> None:
        """Gives a draft its date."""
        when = chunk.when
        assert when is not None
        told = self.toll.when if self.toll is not None and self.toll is not draft else self.window
        if draft.kind == "toll" and when.precision == "unknown" and when.start is None and chunk.is_window:
            if told is not None:  # over the same period
                when = replace(when, start=told.start, end=told.end, precision=told.precision)
        elif (
            when.precision == "unknown"
            and when.start is None
            and self.event is not None
            and self.event.when is not None
            and self.event is not draft
        ):
            when = replace(
                when, start=self.event.when.start, end=self.event.when.end, precision=self.event.when.precision
            )
        draft.when = self._with_start(draft, chunk, when)
        draft.when_at = (self.document.starts[chunk.first], self.document.ends[chunk.last - 1])

    def _with_start(self, draft: Draft, chunk: Chunk, when: When) -> When:
        """ "since the beginning of the chaos in June 2019": a window takes its start from the date that follows."""
        if when.precision != "running" or when.start is not None or draft.sentence is None:
            return when
        for later in draft.sentence.chunks:
            if (
                later.kind == "date"
                and later.first >= chunk.last
                and later.when is not None
                and later.when.start is not None
            ):
                return replace(when, start=later.when.start)
        return when

    def set_where(self, draft: Draft, chunks: list[Chunk]) -> None:
        """Gives a draft the places of some chunks."""
        spoken = (
            [(saying.start, saying.stop) for saying in draft.sentence.sayings] if draft.sentence is not None else []
        )
        places = [chunk for chunk in chunks if chunk.kind == "place" and chunk.where is not None]
        places = [chunk for chunk in places if not any(start <= chunk.first < stop for start, stop in spoken)]
        settled = [chunk for chunk in places if chunk.word != "from"]
        for chunk in settled or places:
            if chunk.where is not None:
                draft.has_unit = draft.has_unit or chunk.is_weak
                at = (chunk.start or self.document.starts[chunk.first], chunk.end or self.document.ends[chunk.last - 1])
                draft.add_place(chunk.where, at)

    # Events

    def new_event(self, counted: Counted, role: str, rule: str, saying: Saying | None) -> Draft:
        """A draft for the event that a sentence tells."""
        sentence = counted.sentence
        draft = Draft(
            "event", role, rule, [self.span(sentence)], [top for top in counted.tops if is_told_in_events(top)]
        )
        draft.block, draft.sentence = sentence.block, sentence
        draft.by, draft.how = counted.by, counted.how
        draft.voices = self.voices(counted, saying)
        dates = dates_of(sentence, counted.chunks)
        if dates:
            day = next((each for each in dates if not each.is_weak and day_of([each]) is not None), None)
            self.set_when(draft, day if day is not None and dates[0].is_weak else dates[0])
        self.set_where(draft, counted.chunks)
        draft.basis = "documented" if any(each.act == "document" for each in sentence.sayings) else "reported"
        if saying is not None and saying.act == "accuse":
            draft.basis = "alleged"
        self.drafts.append(draft)
        return draft

    def add_to_event(self, draft: Draft, counted: Counted) -> None:
        """Takes a further sentence into an event: its counts, its places, its date."""
        draft.spans.append(self.span(counted.sentence))
        for top in counted.tops:
            if is_deed(top) or self.is_told(draft, top):
                continue
            if top.measure not in ("missing", "released", "surrendered", "displaced"):
                lead = draft.tops[0] if draft.tops else None
                if not top.by and not (top.own_acts and top.how == ["suicide-bomb"]):
                    top.by = list(lead.by if lead else draft.by)
                if not top.how and not top.own_acts:
                    top.how = list(lead.how if lead else draft.how)
            if "attacker" in top.flags and "anaphor" not in top.flags and "of-definite" in top.flags and draft.tops:
                by = draft.tops[0].by  # two of the attackers: the doers themselves
                top.by, top.how = [], []
                if by and by != ["unknown-gunmen"]:
                    top.who["actor"] = by[0]
            self._take_over_victims(draft, top, counted)
            self._place_in(draft, top)
            hand_down(top)
        self.set_where(draft, [chunk for chunk in counted.chunks if chunk.kind == "place"])
        dates = dates_of(counted.sentence, counted.chunks)
        total = any("total" in top.flags for top in counted.tops)
        if dates and (draft.when is None or total):
            self.set_when(draft, dates[0])

    def is_told(self, draft: Draft, top: Group) -> bool:
        """Whether the event already has this very number of this outcome (bodies recovered, the victims again)."""
        same = [each for each in draft.tops if each.measure == top.measure and each.range == top.range]
        return (
            bool(same) and top.range is not None and (top.range.low or 0) > 1 and bool(top.flags & {"body", "definite"})
        )

    def _take_over_victims(self, draft: Draft, top: Group, counted: Counted) -> None:
        """ "Four others": more of those just told of."""
        if not draft.tops or not (
            top.flags & {"others", "anaphor"} or (top.flags & {"hurt", "weakly"} and not top.who)
        ):
            return
        first = draft.tops[0]
        for key in ("actor", "status"):
            if key in first.who and key not in top.who:
                top.who[key] = first.who[key]

    def _place_in(self, draft: Draft, top: Group) -> None:
        """A further count hangs on a total of the event where the words say so, else stands beside it."""
        main = draft.main(top.measure or "killed")
        part = top.flags & {"anaphor", "among"} or top.share is not None or is_of_told(main, top)
        if main is not None and part and main is not top:
            if top.share is not None and main.range is not None:
                self._share(main, top)
            top.link = "subset"
            main.parts.append(top)
            hand_down(main)
            return
        draft.tops.append(top)

    def _share(self, main: Group, top: Group) -> None:
        from marsad.model.range import Range

        assert top.share is not None
        assert main.range is not None
        low = main.range.low
        if low is not None:
            part = low * top.share[0] // top.share[1]
            top.range = Range.exactly(part)

    # Totals of an update

    def arrange_update(self, draft: Draft) -> None:
        """In an update the total stands above those who died since and those who died before."""
        total = next((top for top in draft.tops if "total" in top.flags), None) or self._largest(draft)
        if total is None or total.range is None:
            return
        others = [
            top for top in draft.tops if top is not total and top.measure == total.measure and top.range is not None
        ]
        others = [top for top in others if top.range is not None and top.range.can_be_within(total.range)]
        if not others:
            return
        for top in others:
            top.link = "subset"
            total.parts.append(top)
            draft.tops.remove(top)
        if not any(part.link == "addend" and part not in others for part in total.parts):
            adds_up(total, others)
        for key in ("actor", "status"):
            values = {top.who.get(key) for top in others}
            if (
                len(values) == 1
                and key not in total.who
                and all(part.link == "addend" for part in others)
                and (value := values.pop())
            ):
                total.who[key] = value
        total.by = total.by or others[0].by
        total.how = total.how or others[0].how
        hand_down(total)
        draft.tops.remove(total)
        draft.tops.insert(0, total)

    def _largest(self, draft: Draft) -> Group | None:
        killed = [top for top in draft.tops if top.measure == "killed" and top.range is not None]
        return max(killed, key=lambda top: top.range.least() if top.range else 0) if len(killed) > 1 else None


def is_of_told(main: Group | None, top: Group) -> bool:
    """ "34 of the insurgents": a part of the insurgents just counted."""
    if main is None or "of-definite" not in top.flags or "attacker" in top.flags or main.range is None:
        return False
    same = all(main.who.get(key) == top.who.get(key) for key in ("actor", "status"))
    return same and top.range is not None and top.range != main.range and top.range.can_be_within(main.range)


def window_of(dates: list[Chunk]) -> Chunk | None:
    """The first date that is a window over which counts add up."""
    return next(
        (chunk for chunk in dates if chunk.when is not None and (is_window(chunk.when) or chunk.is_window)), None
    )


def is_window(when: When) -> bool:
    """Whether a date is a span of days over which counts add up; a night between two days is none."""
    return when.precision in WINDOWS and not is_night(when)


def is_night(when: When) -> bool:
    """Whether a date is the night between two days."""
    return (
        when.precision == "days"
        and when.start is not None
        and when.end is not None
        and (when.end - when.start).days == 1
    )


def day_of(dates: list[Chunk]) -> date | None:
    """The first single day among dates."""
    for chunk in dates:
        if chunk.when is not None and (chunk.when.precision == "day" or (is_night(chunk.when) and not chunk.is_window)):
            return chunk.when.start
    return None


def same_window(one: When | None, other: When | None) -> bool:
    """Whether two windows are the same days."""
    return one is not None and other is not None and (one.start, one.end) == (other.start, other.end)


def is_only_said(saying: Saying) -> bool:
    """Whether a saying gives a voice of its own, not the recorder's count."""
    return saying.act in _SAYS_ONLY
