"""Who says so in an Arabic sentence: the verb of saying, its subject behind it, and what saying it does."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from marsad.read.arabic.page import Page
from marsad.read.chunks import Saying
from marsad.text.arabic_lexicon import small_words
from marsad.text.normal_ar import fold

_BOUNDARIES = small_words("voice_boundaries") | frozenset(",.;:(")
_SPEAKERS = small_words("speakers")  # what may stand before the name of who says it
_FILLERS = small_words("fillers")
_MOST_SUBJECT = 9


@dataclass(frozen=True, slots=True)
class VoiceWords:
    """Verbs of saying by what they do, and the words around them, in folded spelling."""

    verbs: Mapping[str, str]
    sources: frozenset[str]
    experts: frozenset[str]
    responsibility: frozenset[str]

    @classmethod
    def of(cls, words: Mapping[str, Any]) -> "VoiceWords":
        """From the lexicon's data."""
        return cls(
            {fold(form): act for act, forms in words["sayings"].items() for form in forms},
            frozenset(map(fold, words["according"])),
            frozenset(map(fold, words["experts"])),
            frozenset(map(fold, words["responsibility"])),
        )


class Voices:
    """Finds the sayings of a page's sentences."""

    def __init__(self, page: Page, words: VoiceWords) -> None:
        self.page, self.words = page, page.words
        self.verbs, self.sources = words.verbs, words.sources
        self.experts, self.responsibility = words.experts, words.responsibility

    def find(self, first: int, last: int) -> list[Saying]:
        """Every saying of the tokens `[first, last)`, in order."""
        found: list[Saying] = []
        at = first
        while at < last:
            saying = None if self.page.inside[at] else self._according(at, last) or self._verb(at, first, last)
            if saying is not None:
                found.append(saying)
                at = max(saying.last, at + 1)
            else:
                at += 1
        return found

    def _according(self, at: int, last: int) -> Saying | None:
        """ "وفقاً لمصادر المرصد", "بحسب التقرير", "وفق ما أفاد مراسل الإذاعة"."""
        word = self.words[at].removeprefix("و") if self.words[at] not in self.sources else self.words[at]
        if word not in self.sources and "و" + word not in self.sources:
            return None
        begin = at + 1
        if begin < last and self.words[begin] == "ما":
            begin += 2
            while begin < last and self.words[begin] in _FILLERS:
                begin += 1
        stop = self._stop(begin, last)
        if stop <= begin or any(each in _OURS for each in self.words[begin:stop]):
            return None  # بحسب حصيلة أعدتها فرقنا: the publisher's own
        return self._said(
            at, stop, begin, stop, "say", taken=1 if word in _NEEDS_L and self.words[begin].startswith("ل") else 0
        )

    def _verb(self, at: int, first: int, last: int) -> Saying | None:
        word = self.words[at]
        act = self.verbs.get(word)
        joined = 0
        if act is None and word[0] in "وف" and len(word) > 3:
            act, joined = self.verbs.get(word[1:]), 1
        if act is None or "actor" in self.page.kinds(at):
            return None
        verb = word[joined:]
        begin = at + 1
        while begin < last and self.page.inside[begin]:
            begin += 1
        before = self._before(at, first) or self._named_before(at, first)
        while begin < last and (self.words[begin] in _FILLERS or (begin > at + 1 and self.page.inside[begin])):
            begin += 1
        stop = self._stop(begin, last)
        if act == "accuse":
            accused = next((each for each in range(begin + 1, stop) if self.page.actor(each) is not None), None)
            if accused is None and joined and self._told_before(at, first):
                return Saying(at, at + 1, act, None, None, word=verb)
            stop = accused or stop  # "حملت المجموعة قوات الدعم السريع المسؤولية": the accused stands behind the accuser
        elif act == "warn":
            stop = next((each for each in range(begin + 1, stop) if self.words[each] == "من"), stop)
        owns_up = any(each in self.responsibility for each in self.words[at : min(last, at + 14)])
        if act == "announce" and owns_up:
            act = "claim"
        if act == "accuse" and verb in _BLAMES and not owns_up:
            return None
        denied = any(each in ("لم", "لا", "لن") for each in self.words[max(first, at - 2) : at])
        if verb in _PRONOUN_VERBS or stop <= begin:
            if before is not None:
                return self._said(at, at + 1, *before, act)
            passive = (
                act == "assess" and at - first <= 1 and begin < last and self.words[begin] in ("ان", "انهم", "انه")
            )
            return Saying(at, at + 1, act, None, None, denied, word=verb, is_general=passive)
        if act == "accuse" and begin < stop < last and self.words[stop].startswith("ب"):
            # "واتهمت النظام بارتكاب …": one name alone before what he is accused of is the accused
            if before is not None:
                return self._said(at, at + 1, *before, act)
            return Saying(at, at + 1, act, None, None, denied, word=verb)
        if before is not None and self._is_object(begin):
            return self._said(at, at + 1, *before, act)
        if verb in ("نقل", "نقلت", "نقلا") and stop < last and self.words[stop] == "عن":
            begin, stop = stop + 1, self._stop(stop + 1, last)  # an agency quotes somebody: he says it
        saying = self._said(at, stop, begin, stop, act)
        saying.is_denied = denied
        return saying

    def _told_before(self, at: int, first: int) -> bool:
        """ "وأدانت الرئاسة الهجوم وحملت إسرائيل المسؤولية": the one name behind the second verb is the accused."""
        words = self.words[first:at]
        return any(word in self.verbs or word.removeprefix("و") in self.verbs for word in words)

    def _is_object(self, begin: int) -> bool:
        """Whether what follows a verb is what is said, not who says it: "المرصد السوري يوثق مقتل 5"."""
        return begin in self.page.numbers or bool(self.page.kinds(begin).keys() & {"act", "deed", "outcome"})

    def _before(self, at: int, first: int) -> tuple[int, int] | None:
        """The recorder or actor right before a verb: "المرصد السوري يوثق", "الأسايش تعتقل"."""
        back = at - 1
        while back >= first and (self.page.inside[back] or self.words[back] in ("قد", "كان", "كانت", "وكان", "وكانت")):
            back -= 1
        for begin in range(back, max(first, back - 6) - 1, -1):
            actor = self.page.actor(begin)
            if actor is not None and self.page.end(begin) == back + 1:
                return begin, back + 1
        return None

    def _named_before(self, at: int, first: int) -> tuple[int, int] | None:
        """ "وكانت فصائل مسلحة قد أعلنت": who stands between the verb "was" and the verb of saying."""
        if at - 1 <= first or self.words[at - 1] != "قد":
            return None
        was = next((back for back in range(at - 2, max(first, at - 9) - 1, -1) if self.words[back] in _WAS), None)
        if was is None or was + 1 >= at - 1 or any(self.words[back] in _BOUNDARIES for back in range(was + 1, at - 1)):
            return None
        return was + 1, at - 1

    def _stop(self, begin: int, last: int) -> int:
        """Where the subject that begins at a token ends."""
        actor = self.page.actor(begin) if begin < last else None
        if actor is not None:
            return self.page.end(begin)
        at = begin
        while at < last and at - begin < _MOST_SUBJECT:
            word = self.words[at]
            if at == begin + 1 and self.words[begin] in _BODIES:
                at += 1  # مركز عمليات الطوارئ, غرفة عمليات: the body's own name
                continue
            if at in self.page.places:
                at = self.page.places[at][0]
                continue
            if (word in _BOUNDARIES and not (word == "في" and at - begin in (1, 2))) or (
                self.page.inside[at] and at not in self.page.places
            ):
                break
            if at in self.page.numbers or (
                self.page.kinds(at).keys() & {"act", "verb", "deed", "attack", "outcome"}
                and at > begin
                and not (word.startswith("لل") or self._is_of_body(at, begin))  # المنظمة الدولية للهجرة
            ):
                break
            if at == begin and self.page.kinds(at).keys() & {"act", "deed", "outcome"}:
                break
            if word.removeprefix("ال") in _NOUNS_OF_SAYING and (at > begin or word in _NOUNS_OF_SAYING):
                break  # نفى مسؤول أميركي تنفيذ أي ضربة
            if (
                at > begin
                and word.startswith("لل")
                and word[2:] in _LISTENERS
                and not self.words[at - 1].startswith("التابع")
            ):
                break
            at += 1
        return at

    def _is_of_body(self, at: int, begin: int) -> bool:
        """Whether a word is of a body's own name: "نادي الأسير", "هيئة شؤون الأسرى"."""
        return self.words[begin] in _BODIES and at - begin < 3 and self.words[at].startswith("ال")

    def _said(self, first: int, last: int, start: int, stop: int, act: str, *, taken: int = 0) -> Saying:
        text, page = self.page.tokens.text, self.page
        words = text[page.tokens.starts[start] + taken : page.stop(stop)].strip(" -")
        actor = None
        for index in range(start, stop):
            named = page.actor(index)
            if named is not None and named.value != "gunmen":
                actor = named.actor
                break
        if (
            actor is not None
            and stop > page.end(start)
            and page.actor(start) is None
            and self.words[start] not in _SPEAKERS
        ):
            actor = actor if act in ("claim", "announce") else None
        saying = Saying(first, last, act, words, actor)
        saying.start, saying.stop = start, stop
        saying.span = (page.tokens.starts[start] + taken, page.stop(stop))
        saying.is_expert = any(word.removeprefix("ال") in self.experts for word in self.words[start:stop])
        saying.word = self.words[first]
        return saying


_LISTENERS = small_words("listeners")
_BLAMES = frozenset({"حمل", "حملت", "حملوا"})
_OURS = small_words("ours")
_WAS = small_words("was")
_NEEDS_L = small_words("needs_l")
_BODIES = small_words("bodies")
_NOUNS_OF_SAYING = small_words("what_is_said")
_PRONOUN_VERBS = small_words("pronoun_verbs")
