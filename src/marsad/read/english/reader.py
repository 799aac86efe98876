"""An English report as a document of chunked sentences."""

import itertools
import re
from bisect import bisect_left
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from marsad.model.claim import Where
from marsad.model.report import Report
from marsad.read.chunks import Chunk, Document, Saying, Sentence
from marsad.read.english.chunker import Chunker
from marsad.read.english.days import enter_dates
from marsad.read.english.page import Page, look_up
from marsad.read.english.places import Places
from marsad.read.english.voices import AUXILIARIES, Said, Voices
from marsad.text.blocks import Block, find_blocks
from marsad.text.dates_days import Era
from marsad.text.english_lexicon import actor_on, cue_codes, small_words
from marsad.text.mending import mend
from marsad.text.numbers_en import NumberWords
from marsad.text.sentences import split_sentences
from marsad.text.view import View
from marsad.text.words import Lexicon

_ITEM = re.compile(r"\d|(?:" + "|".join(sorted(small_words("item_openers"), key=len, reverse=True)) + r")\b")
_DATELINE = re.compile(
    r"(?:\([A-Z][^)\n]{1,40}\)\s+)?"
    r"(?:[A-Z][A-Z'.\- ]{2,30}(?:, [A-Z][A-Za-z. ]{2,25})?(?:,? [A-Z][a-z]{2,8}\.? \d{1,2})?(?:,? \([^)\n]{1,40}\))?|"
    r"[A-Z][a-z]+(?:[ \-][A-Z][a-z]+)?(?:, [A-Z][a-z]+)?(?:,? \([^)\n]{1,40}\)))\s*-{1,2}\s+(?=[A-Z0-9\"'])"
    r"|\([A-Z][^)\n]{1,40}\)\s+[A-Z][a-z]+(?:[ \-][A-Z][a-z]+)?\s+-\s+(?=[A-Z0-9\"'])"
)
_BOILERPLATE = re.compile("|".join(sorted(map(re.escape, small_words("boilerplate")))), re.I)
_ARMIES = small_words("armies_that_speak")
_SELF_SUBJECTS = small_words("self_subjects")
_SELF = _SELF_SUBJECTS | small_words("self_asides")
_HOME_RECORDERS = frozenset({"sohr", "snhr"})
_GROUPS_TOLD = small_words("groups_told")
_GENERAL_VOICES = small_words("general_voices")


@dataclass(slots=True, eq=False)
class EnglishReader:
    """Reads English reports with one pack's words. Built once a pack."""

    lexicon: Lexicon
    numbers: NumberWords
    pack_words: Mapping[str, Any]
    place_words: Mapping[str, Any]
    level_of: Callable[[str], int | None]
    general: Mapping[str, Any]
    country: str | None = None
    eras: tuple[Era, ...] = ()
    abbreviations: frozenset[str] = frozenset()
    experts: frozenset[str] = frozenset()
    armies: Mapping[str, Any] = field(default_factory=dict)
    foreign_actors: frozenset[str] = frozenset()  # armed actors of other conflicts
    foreign_countries: frozenset[str] = frozenset()  # names of other countries, in lower case
    publishers: dict[str, str | None] = field(default_factory=dict)

    def document(self, report: Report) -> tuple[View, Document]:
        """The report in chunks, with the view that maps every position back."""
        view = mend(report.text, self.lexicon.is_known)
        page = self._page(view.text, report.published, report.publisher)
        blocks = find_blocks(view.text, opens_item=_ITEM)
        blocks = _without_boilerplate(view.text, blocks)
        places = Places(page, self.place_words, self.level_of)
        chunker, voices = Chunker(page), Voices(page, self.experts)
        sentences: list[Sentence] = []
        quotes = _quotes(view.text)
        for number, block in enumerate(blocks):
            sentences += self._block(page, block, number, places, chunker, voices, quotes)
        document = Document(view.text, "en", report.published, report.publisher, sentences)
        document.starts, document.ends = page.tokens.starts, page.tokens.ends
        document.army = self._army(page)
        document.unit_words, document.topic_openers = (
            small_words("unit_words"),
            tuple(sorted(small_words("topic_openers"))),
        )
        document.joints = small_words("statement_joints")
        document.publisher_actor = self._publisher(report.publisher)
        return view, document

    def _is_home(self, page: Page, publisher: str | None) -> bool:
        """Whether "government forces" can mean those of the pack's own country: nothing speaks for another one."""
        if self.country is None or self._publisher(publisher) in _HOME_RECORDERS:
            return True
        stem = self.country[:5]
        if any(word.startswith(stem) for word in page.words):
            return True
        if set(page.words) & (self.armies.keys() | self.foreign_countries):
            return False
        return not any(
            match is not None
            and ("nation" in match[1] or any(each.actor in self.foreign_actors for each in match[1].get("actor", ())))
            for match in page.matches
        )

    def _page(self, text: str, day: date | None, publisher: str | None) -> Page:
        tokens, matches, numbers = look_up(text, self.lexicon, self.numbers)
        page = Page(
            tokens, tokens.words, matches, numbers, day, dict(self.pack_words.get("forces") or {}), frozenset(), {}, {},
            bytearray(len(tokens) + 1), self.pack_words.get("former_army"),
        )  # fmt: skip
        page.is_home = self._is_home(page, publisher)
        page.find_actors()
        if not page.is_home:
            self._mean_elsewhere(page)
        enter_dates(page, day, self.eras)
        return page

    def _mean_elsewhere(self, page: Page) -> None:
        """ "the coalition" in a text on Yemen: another actor of the same short name."""
        for rule in self.pack_words.get("elsewhere") or ():
            if not set(rule["beside"]) & set(page.words):
                continue
            for index, entry in page.actors.items():
                if entry.actor == rule["actor"] and " ".join(page.words[index : page.end(index)]) in rule["names"]:
                    page.actors[index] = replace(entry, actor=rule["means"])

    def _publisher(self, publisher: str | None) -> str | None:
        if not publisher:
            return None
        if publisher not in self.publishers:
            if len(self.publishers) > 10_000:
                self.publishers.clear()
            self.publishers[publisher] = self._find_publisher(publisher)
        return self.publishers[publisher]

    def _find_publisher(self, publisher: str) -> str | None:
        tokens, matches, _ = look_up(publisher, self.lexicon, self.numbers)
        if not matches or matches[0] is None or matches[0][0] != len(tokens):
            return None
        return next((entry.actor for entry in matches[0][1].get("actor", ())), None)

    def _army(self, page: Page) -> str | None:
        """Whose soldiers are meant where the text names one country only."""
        found = {actor_on(self.armies[word], page.day) for word in set(page.words) & self.armies.keys()}
        words = " ".join(page.words[:4000])
        found |= {actor_on(owner, page.day) for name, owner in self.armies.items() if " " in name and name in words}
        if len(found) == 1:
            return found.pop()
        return actor_on(self.armies.get(self.country or ""), page.day) if not found and page.is_home else None

    def _army_in(self, page: Page, first: int, last: int) -> str | None:
        found = {actor_on(self.armies[word], page.day) for word in set(page.words[first:last]) & self.armies.keys()}
        return found.pop() if len(found) == 1 else None

    def _block(
        self, page: Page, block: Block, number: int, places: Places, chunker: Chunker, voices: Voices, quotes: list[int]
    ) -> list[Sentence]:
        text, tokens = page.tokens.text, page.tokens
        found: list[Sentence] = []
        begin, label, bars = self._head(text, block)
        pieces = list(split_sentences(text, begin, block.end, abbreviations=self.abbreviations)) or [(begin, block.end)]
        if block.kind == "title":
            pieces = [(begin, block.end)]
        for index, (start, end) in enumerate(pieces):
            first, last = tokens.at(start), tokens.at(end)
            if first >= last:
                continue
            places.find(first, last)
            sayings = [self._saying(page, said) for said in voices.find(first, last)]
            self._armies_speak(page, sayings)
            _same_subjects(sayings, page)
            chunks = chunker.chunk(first, last)
            sentence = Sentence(
                start, end, number, block.kind, block.level, chunks, opens=block.opens, is_first=index == 0
            )
            sentence.first, sentence.last, sentence.sayings = first, last, sayings
            for saying in sayings:
                if saying.actor and (until := _own_until(page.words, saying.last, last)) is not None:
                    sentence.own_until[saying.at] = until
            sentence.cues = _cues(page, first, last)
            sentence.line_start, sentence.line_end = block.line_start, block.line_end
            sentence.in_quote = _inside(quotes, start)
            sentence.ends_in_quote = _inside(quotes, end)
            sentence.is_inline = block.is_inline
            sentence.opener = self._opener(page, first)
            sentence.army = self._army_in(page, first, last)
            if index == 0:
                self._label(page, places, chunker, sentence, label, bars)
            sentence.opens = block.opens and index == len(pieces) - 1
            found.append(sentence)
        return found

    def _armies_speak(self, page: Page, sayings: list[Saying]) -> None:
        """ "The army said": that of the one country the text is about."""
        for saying in sayings:
            short = 0 < saying.stop - saying.start <= 2
            if short and saying.actor is None and page.words[saying.stop - 1] in _ARMIES:
                saying.actor = self._army(page)

    def _opener(self, page: Page, first: int) -> str:
        if page.kind(first, "separator") is not None:
            return "separate"
        return ""

    def _head(self, text: str, block: Block) -> tuple[int, tuple[int, int] | None, tuple[int, int] | None]:
        """(where the sentence begins, its label, what stands before a bar)."""
        if block.kind == "title":
            if (
                block.label is not None
                and " | " not in text[block.start : block.end]
                and len(text[block.label[0] : block.label[1]].split()) < 3
            ):
                begin = block.label[1] + 1
                while begin < block.end and text[begin] == " ":
                    begin += 1
                return begin, None, block.label
            bar = max(text.rfind(" | ", block.start, block.end), text.rfind(" |", block.start, block.end))
            if bar >= 0 and block.end - bar > 12:
                begin = bar + 2
                while begin < block.end and text[begin] == " ":
                    begin += 1
                return begin, None, (block.start, bar)
            return block.start, None, None
        if block.label is not None:
            if block.kind == "paragraph" and text[block.label[0] : block.label[1]].isupper():  # BEIRUT: …
                return block.label[1] + 1 + (text[block.label[1] + 1 : block.label[1] + 2] == " "), None, None
            begin = block.label[1]
            while begin < block.end and text[begin] in " :":
                begin += 1
            return begin, block.label, None
        dateline = (
            _DATELINE.match(text, block.start, min(block.end, block.start + 120)) if block.kind == "paragraph" else None
        )
        return (dateline.end() if dateline else block.start), None, None

    def _label(
        self,
        page: Page,
        places: Places,
        chunker: Chunker,
        sentence: Sentence,
        label: tuple[int, int] | None,
        bars: tuple[int, int] | None,
    ) -> None:
        """What stands before a colon or a bar: a place, a date, an actor; else it is read with the sentence."""
        span = label or bars
        if span is None:
            return
        first, last = page.tokens.at(span[0]), page.tokens.at(span[1])
        if first >= last:
            return
        places.find(first, last)
        chunks = chunker.chunk(first, last)
        sentence.label = chunks
        if bars is not None:
            sentence.label_kind = "bar"
            return
        sentence.label_kind = self._label_kind(page, chunks, first, last)
        if sentence.label_kind == "":
            sentence.label = []
            sentence.chunks = [*chunks, Chunk("colon", last, last + 1), *sentence.chunks]
            sentence.start, sentence.first = span[0], first
            sentence.cues = _cues(page, first, sentence.last)
            sentence.sayings = [*sentence.sayings]
        elif sentence.label_kind == "place" and not any(chunk.kind == "place" for chunk in chunks):
            text = page.tokens.text[span[0] : span[1]]
            page.places[first] = (last, _where(text))
            sentence.label = [Chunk("place", first, last, where=_where(text))]

    def _label_kind(self, page: Page, chunks: list[Chunk], first: int, last: int) -> str:
        kinds = {chunk.kind for chunk in chunks if chunk.kind not in ("gap", "and", "comma")}
        covered = sum(chunk.last - chunk.first for chunk in chunks if chunk.kind == "place")
        if kinds == {"date"}:
            return "date"
        if kinds == {"place"} and covered >= last - first - 4:
            return "place"  # In Donetsk and Luhansk regions
        if "place" in kinds and covered >= last - first - 2 and not kinds & {"group", "trigger"}:
            return "place"
        if page.words[last - 1] in ("province", "governorate", "countryside", "desert", "city", "areas", "region"):
            return "place"
        if kinds <= {"actor"} and kinds:
            return "actor"
        if kinds and any(chunk.group is not None and chunk.group.range is not None for chunk in chunks):
            return ""
        name = page.tokens.text[page.start(first) : page.stop(last)]
        if not kinds and (self.level_of(name) is not None):
            return "place"
        return "" if kinds else "words"

    def _saying(self, page: Page, said: Said) -> Saying:
        text = page.tokens.text
        words = text[page.start(said.start) : page.stop(said.stop)].strip(" \"'") if said.stop > said.start else None
        inside = page.words[said.start : said.stop]
        if inside[:1] in (["the"], ["this"], ["its"], ["our"]) and inside[-1] == "report" and len(inside) < 5:
            words = None  # the publisher's, or of whom it was spoken last
        saying = Saying(said.first, said.last, said.act, words, said.actor, said.is_denied)
        before = page.words[max(0, said.start - 7) : said.start]
        close = "," in before[-1:] or not words
        saying.is_expert = any(word in self.experts for word in [*inside, *(before if close else [])])
        saying.is_trailing = said.is_trailing
        saying.is_general = bool(inside) and inside[-1] in _GENERAL_VOICES
        saying.word = page.words[said.first]
        saying.start, saying.stop = said.start, said.stop
        saying.is_publishers = words is None and bool({"we"} & set(page.words[max(0, said.first - 3) : said.first]))
        saying.is_told = " ".join(inside) in _GROUPS_TOLD
        saying.is_nobody = bool(inside) and inside[0] in ("no", "nobody", "none")
        if (
            saying.word.startswith(("think", "thought", "believ", "expect"))
            and "will" in page.words[said.last : said.last + 12]
        ):
            saying.act = "forecast"
        return saying


def _same_subjects(sayings: list[Saying], page: Page) -> None:
    """ "X denied that …, and said that …": one subject for both; "We counted 53 bodies," a rescuer said: him."""
    for before, saying in itertools.pairwise(sayings):
        spoken = page.words[max(0, before.at - 3) : before.at]
        if before.words is None and saying.words is not None and saying.is_trailing and {"we", "i"} & set(spoken):
            before.words, before.actor = saying.words, saying.actor
    for before, saying in itertools.pairwise(sayings):
        if saying.words is None and before.words is not None:
            at = saying.at - 1
            while at > before.last and page.words[at] in AUXILIARIES:
                at -= 1
            pronoun = page.words[at]
            if pronoun in ("and", ",", "also") or at < 0 or pronoun in ("it", "he", "she", "they"):
                saying.words, saying.actor, saying.is_same = before.words, before.actor, True
                saying.is_expert = before.is_expert


def _own_until(words: list[str], at: int, last: int) -> int | None:
    """The token of the verb whose subject is who speaks: "said it had killed", "claimed to have killed"."""
    begin = at
    while at < min(last, begin + 8) and (words[at] in _SELF or words[at] in AUXILIARIES):
        at += 1
    return at if set(words[begin:at]) & _SELF_SUBJECTS else None


def _cues(page: Page, first: int, last: int) -> list[str]:
    """The engine's codes of the words of a sentence; "" for words that have none."""
    codes = cue_codes()
    return [codes.get(word, "") for word in page.words[first:last]]


def _where(words: str) -> Where:
    return Where(words)


def _quotes(text: str) -> list[int]:
    return [match.start() for match in re.finditer('"', text)]


def _inside(quotes: list[int], position: int) -> bool:
    """Whether a position lies between an opening and a closing quotation mark."""
    return bisect_left(quotes, position) % 2 == 1


def _without_boilerplate(text: str, blocks: list[Block]) -> list[Block]:
    """Blocks without what web pages add, and without a title told twice."""
    kept: list[Block] = []
    title = text[blocks[0].start : blocks[0].end] if blocks else ""
    for number, block in enumerate(blocks):
        words = text[block.start : block.end]
        if number and len(words) < 140 and _BOILERPLATE.search(words):
            continue
        if number and len(words) > 20 and number < 3 and (words == title or title.startswith(words)):
            continue
        kept.append(block)
    return kept
