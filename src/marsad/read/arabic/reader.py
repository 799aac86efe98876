"""An Arabic report as a document of chunked sentences."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from marsad.model.claim import Where
from marsad.model.report import Report
from marsad.read.arabic.chunker import Chunker
from marsad.read.arabic.page import Page, look_up
from marsad.read.arabic.places import Places, PlaceWords
from marsad.read.arabic.voices import Voices, VoiceWords
from marsad.read.chunks import Chunk, Document, Saying, Sentence
from marsad.text.arabic_lexicon import ArabicLexicon, openings, small_words
from marsad.text.blocks import Block, find_blocks
from marsad.text.dates_days import Era
from marsad.text.normal_ar import fold, normalise
from marsad.text.number_grammar_ar import scan_arabic_numbers
from marsad.text.number_words_ar import ArabicNumberWords
from marsad.text.sentences import split_sentences
from marsad.text.tokens import tokenise
from marsad.text.view import View

_DONE_BY_ANNOUNCER = small_words("done_by_announcer")
_REGIONS = small_words("regions")
_WHILE = small_words("while")
_DATELINE = re.compile(r"\w+(?: \w+){0,2}(?: ?\([^()\n]{1,40}\))? - (?=\w)")
_BRACKETED = re.compile(r"\(([\d.,]+)\)(?= [^\W\d])")
_ITEM = re.compile(r"و?\d|ما لا يقل|اكثر من|نحو")


@dataclass(slots=True, eq=False)
class ArabicReader:
    """Reads Arabic reports with one pack's words. Built once a pack."""

    lexicon: ArabicLexicon
    numbers: ArabicNumberWords
    forces: Mapping[str, Any]
    general: Mapping[str, Any]
    place_words: Mapping[str, Any]
    gazetteer: Any
    eras: tuple[Era, ...] = ()
    lands: Mapping[str, str] = field(default_factory=dict)
    nation_lands: Mapping[str, str] = field(default_factory=dict)
    cues: Mapping[str, str] = field(default_factory=dict)
    separators: tuple[str, ...] = ()
    voice_words: VoiceWords = field(init=False)
    place_kinds: PlaceWords = field(init=False)

    def __post_init__(self) -> None:
        self.cues = {fold(word): cue for cue, words in self.general["cues"].items() for word in words}
        self.separators = tuple(fold(words) for words in self.general["separators"])
        self.voice_words = VoiceWords.of(self.general)
        self.place_kinds = PlaceWords.of(self.place_words)

    def document(self, report: Report) -> tuple[View, Document]:
        """The report in chunks, with the view that maps every position back."""
        view = normalise(report.text, self.lexicon.is_known)
        view = self._without_brackets(view)
        page = look_up(view.text, self.lexicon, self.numbers, report.published, self.forces, self.eras)
        page.lands, page.nation_lands = self.lands, self.nation_lands
        ends = [view.ends[end - 1] for end in page.tokens.ends]
        page.has_pronoun = lambda index: report.text[ends[index] - 1] == "ه"  # in the view ة is ه too
        _fathers(page, report.text, ends)
        places = Places(page, self.place_kinds, self.gazetteer, self.voice_words.verbs)
        chunker, voices = Chunker(page), Voices(page, self.voice_words)
        sentences: list[Sentence] = []
        for number, block in enumerate(find_blocks(view.text, opens_item=_ITEM)):
            sentences += self._block(page, block, number, places, chunker, voices)
        document = Document(view.text, "ar", report.published, report.publisher, sentences)
        document.starts, document.ends = page.tokens.starts, page.tokens.ends
        document.publisher_actor = self._publisher(report.publisher)
        document.is_doer_carried, document.is_mixed_toll_open = False, True
        _as_written(view, document, report.text)
        return view, document

    def _without_brackets(self, view: View) -> View:
        """The view with "(9) شهداء" as "9 شهداء"; not where it repeats a number word before it."""
        text = view.text
        for found in _BRACKETED.finditer(text):
            before = text[max(0, found.start() - 40) : found.start()].rstrip()
            if not scan_arabic_numbers(tokenise(" ".join(before.split()[-1:])), self.numbers):
                text = text[: found.start()] + " " + found[1] + " " + text[found.end() :]
        return view if text == view.text else View(text, view.starts, view.ends)

    def _publisher(self, publisher: str | None) -> str | None:
        if not publisher:
            return None
        words = tokenise(fold(publisher).lower()).words
        found = self.lexicon.match(words, 0, len(words)) if words else None
        if found is None or found.last != len(words):
            named = publisher.strip().casefold()
            return self.publishers.get(named)
        return next((entry.actor for entry in found.kinds.get("actor", ())), None)

    @property
    def publishers(self) -> dict[str, str]:
        """Recorders by their short Latin names."""
        return {"sohr": "sohr", "snhr": "snhr"}

    def _block(
        self, page: Page, block: Block, number: int, places: Places, chunker: Chunker, voices: Voices
    ) -> list[Sentence]:
        text, tokens = page.tokens.text, page.tokens
        begin = block.start
        label = block.label
        if label is not None:
            begin = label[1]
            while begin < block.end and text[begin] in " :":
                begin += 1
        elif block.kind == "paragraph":
            begin = self._after_dateline(page, block)
        pieces = list(split_sentences(text, begin, block.end, has_case=False)) or [(begin, block.end)]
        pieces = [part for start, end in pieces for part in self._parted(page, start, end)]
        if block.kind == "title":
            begin, label = self._title(text, block)
            pieces = [(begin, block.end)]
        found: list[Sentence] = []
        for index, (start, end) in enumerate(pieces):
            first, last = tokens.at(start), tokens.at(end)
            if first >= last:
                continue
            places.find(first, last)
            sentence = Sentence(start, end, number, block.kind, block.level, [], is_first=index == 0)
            sentence.first, sentence.last = first, last
            sentence.sayings = _same_speaker(voices.find(first, last))
            self._today_is_told(page, sentence, first, last)
            sentence.chunks = chunker.chunk(first, last, is_title=block.kind == "title")
            self._announcer_did(page, sentence)
            sentence.cues = self._cues(page, first, last)
            if page.words[first].startswith(("لي", "لت")) and page.kind(first, "rises") is not None:
                sentence.cues = ["thus", *sentence.cues]
            sentence.line_start, sentence.line_end = block.line_start, block.line_end
            sentence.is_inline = block.is_inline
            sentence.opener = self._opener(page, sentence)
            if index == 0 and label is not None:
                self._label(page, places, chunker, voices, sentence, label)
                if block.kind == "title":
                    self._title_voice(page, sentence, label)
            sentence.opens = block.opens and index == len(pieces) - 1
            found.append(sentence)
        return found

    def _after_dateline(self, page: Page, block: Block) -> int:
        """Where "دمشق (وكالة) - قُتل …" begins to tell: the place of writing is not that of the event."""
        found = _DATELINE.match(page.tokens.text, block.start, block.end)
        if found is None:
            return block.start
        at = page.tokens.at(found.end())
        verbs = self.voice_words.verbs
        tells = (
            at in page.numbers or page.words[at] in verbs or page.kinds(at).keys() & {"verb", "act", "attack", "leaves"}
        )
        return found.end() if tells else block.start

    def _parted(self, page: Page, start: int, end: int) -> list[tuple[int, int]]:
        """A sentence cut where it goes on to another claim: a running counter, another day."""
        tokens = page.tokens
        first, last = tokens.at(start), tokens.at(end)
        cuts: list[int] = []
        day = None
        for at in range(first, last):
            dated = page.dates.get(at)
            if dated is not None and dated[1].when.precision == "day":
                clause = next((back for back in range(at, max(first, at - 8), -1) if page.words[back] in _WHILE), None)
                if day is not None and clause is not None and dated[1].when.start != day and clause > first:
                    cuts.append(clause)
                day = dated[1].when.start
            elif (
                dated is not None
                and dated[1].rule == "dates earlier"
                and at > first + 3
                and page.words[dated[0]] == "علي"
            ):
                cuts.append(at)
            elif at > first + 3 and page.words[at].startswith(("لي", "لت")) and page.kind(at, "rises") is not None:
                if any(page.dates[later][1].is_window for later in range(at, last) if later in page.dates):
                    cuts.append(at)
            elif (page.words[at - 1] == "," and at > first + 6 and self._doer_list(page, at, first, last)) or (
                page.words[at] in _WHILE and first + 3 < at < last - 2 and page.words[at + 1] in self.voice_words.verbs
            ):
                cuts.append(at)
        bounds = [start, *(tokens.starts[cut] for cut in cuts), end]
        return list(pairwise(bounds))

    def _doer_list(self, page: Page, at: int, first: int, last: int) -> bool:
        """ "…، قتلت قوات النظام منهم أربعة عشر": a recorder's list of doers behind the toll of a window."""
        verb = page.kind(at, "verb")
        actor = page.actor(page.end(at)) if verb is not None and page.end(at) < last else None
        if verb is None or verb.side != "hit" or actor is None or actor.value in ("recorder", "gunmen"):
            return False
        return any(
            dated.when.precision in ("month", "year", "running")
            for begin, (_, dated) in page.dates.items()
            if first <= begin < at
        )

    def _title(self, text: str, block: Block) -> tuple[int, tuple[int, int] | None]:
        """(where the title's sentence begins, who or where it names before a colon)."""
        colon = text.find(":", block.start, min(block.end, block.start + 60))
        if colon < 0 or any(character.isdigit() for character in text[block.start : colon]):
            return block.start, None
        begin = colon + 1
        while begin < block.end and text[begin] == " ":
            begin += 1
        return (begin, (block.start, colon)) if block.end - begin > 8 else (block.start, None)

    def _today_is_told(self, page: Page, sentence: Sentence, first: int, last: int) -> None:
        """ "أفاد مصدر أمني، اليوم، بأن …": where no other day is named, today is when it happened."""
        dates = [page.dates[at] for at in range(first, last) if at in page.dates]
        if len(dates) == 1 and sentence.sayings and dates[0][1].when.start == page.day and not dates[0][1].is_window:
            saying = sentence.sayings[0]
            if saying.last <= dates[0][0] <= saying.last + 6:
                saying.last = dates[0][0]

    def _announcer_did(self, page: Page, sentence: Sentence) -> None:
        """ "أعلنت قوى الأمن الداخلي اعتقال 17 شخصاً": who announces an arrest made it."""
        saying = next((each for each in sentence.sayings if each.act == "announce" and each.actor), None)
        if saying is None or saying.actor is None:
            return
        for index, chunk in enumerate(sentence.chunks):
            acted = page.words[chunk.first].removeprefix("و") in _DONE_BY_ANNOUNCER
            if chunk.kind == "trigger" and (chunk.measure == "detained" or acted) and not chunk.is_active:
                doer = Chunk("actor", chunk.first, chunk.first, actors=(saying.actor,), is_active=True, word="name")
                sentence.chunks.insert(index, doer)
                return

    def _title_voice(self, page: Page, sentence: Sentence, label: tuple[int, int]) -> None:
        """ "الإعلام الأمني: مقتل …": who stands before a title's colon says it."""
        if sentence.label_kind in ("actor", "words"):
            first, last = page.tokens.at(label[0]), page.tokens.at(label[1])
            actor = page.actor(first)
            words = page.tokens.text[label[0] : label[1]]
            for chunk in sentence.label:
                chunk.word = "recorder" if chunk.kind == "actor" else chunk.word  # who says it need not have done it
            sentence.sayings = [
                Saying(first, last, "say", words, actor.actor if actor else None, word="said", span=label),
                *sentence.sayings,
            ]

    def _opener(self, page: Page, sentence: Sentence) -> str:
        """How a sentence begins: told apart ("separate"), or told before ("again", or older: a cue for the engine)."""
        first = sentence.first
        words = " ".join(page.words[first : first + 3])
        if words.startswith(self.separators):
            return "separate"
        dated = page.dates.get(first)
        if dated is not None and dated[1].rule == "dates earlier":
            sentence.cues = ["previously", *sentence.cues]
        if page.words[first] in ("وكان", "وكانت", "كان", "كانت"):
            if any(saying.at - first <= 10 for saying in sentence.sayings):
                return "again"
            sentence.cues = ["previously", *sentence.cues]
        return ""

    def _cues(self, page: Page, first: int, last: int) -> list[str]:
        """The words of a sentence as the shared engine asks for them: cues by their English name, others as written."""
        found: list[str] = []
        for word in page.words[first:last]:
            cue = self.cues.get(word)
            if cue is None and word[0] in "وفبل" and len(word) > 3:
                cue = next((self.cues[rest] for _, rest, _ in openings(word) if rest in self.cues), None)
            found += cue.split() if cue else [word]
        return found

    def _label(
        self, page: Page, places: Places, chunker: Chunker, voices: Voices, sentence: Sentence, label: tuple[int, int]
    ) -> None:
        """What stands before a colon: a place, a date, an actor; else it is read with the sentence."""
        first, last = page.tokens.at(label[0]), page.tokens.at(label[1])
        if first >= last:
            return
        places.find(first, last)
        chunks = chunker.chunk(first, last)
        sentence.label = chunks
        kinds = {chunk.kind for chunk in chunks if chunk.kind not in ("gap", "and", "comma")}
        counted = [
            each.group for each in chunks if each.kind == "group" and each.group is not None and each.group.range
        ]
        if not any(not group.rule.startswith("number-ar/noun") for group in counted):
            kinds.discard("group")  # "شبكة أطباء …": a name, not people
        told = {"group", "trigger", "toll", "rises", "colon", *(["deed"] if sentence.kind == "title" else [])}
        if kinds & told:
            sentence.label = []
            sentence.sayings = [*voices.find(first, last), *sentence.sayings]
            sentence.chunks = [*chunks, Chunk("colon", last, last + 1), *sentence.chunks]
            sentence.start, sentence.first = label[0], first
            sentence.cues = self._cues(page, first, sentence.last)
        elif kinds == {"date"}:
            sentence.label_kind = "date"
        elif "place" in kinds:
            sentence.label_kind = "place"
            held = [at for chunk in sentence.chunks if chunk.kind == "place" for at in range(chunk.first, chunk.last)]
            if any(at in places.coded for at in held):
                sentence.label_kind, sentence.label = "", []  # the event's own places say more than the line's head
        elif kinds == {"actor"}:
            sentence.label_kind = "actor"
        else:
            name = page.tokens.text[page.tokens.starts[first] : page.stop(last)]
            is_place = fold(name) in _REGIONS or any(found.start == 0 for found in self.gazetteer.find(name, "ar"))
            sentence.label_kind = "place" if is_place else "words"
            if is_place:
                sentence.label = [Chunk("place", first, last, where=Where(name))]


def _fathers(page: Page, text: str, ends: list[int]) -> None:
    """ "مؤلفة من أب وأم": in the view a father is spelled as August (آب); the text tells them apart."""
    for first, (last, _) in list(page.dates.items()):
        named = page.words[last - 1].lstrip("بلو") == "اب" or page.words[last - 1] == "اب"
        if named and text[ends[last - 1] - 2] == "أ":
            del page.dates[first]
            page.inside[first:last] = bytes(last - first)


def _as_written(view: View, document: Document, text: str) -> None:
    """Voices in the words of the report, not of the view."""
    for sentence in document.sentences:
        for saying in sentence.sayings:
            if saying.span is not None:
                saying.words = view.span(*saying.span).of(text).strip(' -“”"')


def _same_speaker(sayings: list[Saying]) -> list[Saying]:
    """A verb of saying without a subject is the speaker's before it: "أعلن التنظيم …، وزعم …"."""
    before: Saying | None = None
    for saying in sayings:
        if saying.words is None and before is not None:
            saying.words, saying.actor, saying.span = before.words, before.actor, before.span
        elif saying.words is not None:
            before = saying
    return sayings
