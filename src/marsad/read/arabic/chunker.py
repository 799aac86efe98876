"""One Arabic sentence as chunks. What Arabic puts after its verb stands before it here: doer, outcome, people."""

from collections.abc import Mapping
from dataclasses import replace

from marsad.read.arabic.across import settle
from marsad.read.arabic.means import Means
from marsad.read.arabic.nouns import Nouns
from marsad.read.arabic.page import Page
from marsad.read.arabic.parts import Parts
from marsad.read.arabic.verbs import STILL, Verbs
from marsad.read.chunks import THE_DEED, Chunk, Group
from marsad.text.arabic_lexicon import small_words
from marsad.text.words import Entry

_MARKS = {",": "comma", ";": "comma", ":": "colon", "(": "open", ")": "close", "[": "open", "]": "close"}
_CONNECTORS = ("including", "by", "negation", "clause")
_PARTING = {
    "فيما": "while", "بينما": "while", "في حين": "while", "الذي": "which", "التي": "which", "الذين": "who",
    "لكن": "but", "بعد ان": "after", "قبل ان": "before", "عقب": "after",
}  # fmt: skip
_MOREOVER, _CASES = small_words("moreover"), small_words("cases")
_STILL_IS = small_words("still_is")
_INHABITANTS, _DEMANDS, _SPREAD = small_words("inhabitants"), small_words("demands"), small_words("spread")
_NO_SINGLE_DEED = small_words("no_single_deed")
_ASIDES = small_words("asides")
_IS_SO_MANY = tuple(small_words("is_so_many"))
_ISSUED = small_words("issued")
_FAMILIES, _MAKES_UP = small_words("families"), small_words("makes_up")
_PERCENT = small_words("percent")
_SIDES = {"مع": "with", "ضد": "against"}


class Chunker:
    """Chunks the sentences of one page."""

    def __init__(self, page: Page) -> None:
        self.page, self.words = page, page.words
        self.nouns, self.verbs = Nouns(page), Verbs(page)
        self.parts, self.means = Parts(page, self.nouns), Means(page, self.nouns)

    def chunk(self, first: int, last: int, *, is_title: bool = False) -> list[Chunk]:
        """The chunks of the tokens `[first, last)`, in reading order but for doers, who come before their verb."""
        chunks: list[Chunk] = []
        at = self._after_older(first, last) if is_title else first
        while at < last:
            found = self._at(at, first, last, chunks)
            chunks += found
            at = max([at + 1, *(chunk.last for chunk in found)])
        return settle(self.page, chunks)

    def _after_older(self, first: int, last: int) -> int:
        """Where a title begins to tell: behind "بعد يومين على كمين السخنة.."."""
        dated = self.page.dates.get(first)
        ordinal = self.page.numbers.get(first + 1)
        if dated is not None and dated[1].rule == "dates earlier":
            at = dated[0]
        elif ordinal is not None and self.words[first + 1].startswith("ال") and "deed" in self.page.kinds(first):
            at = ordinal.last  # الاستهداف الـ29 منذ مطلع العام.. 14 قتيلاً
        else:
            return first
        while at < last and self.words[at] not in (".", ",", ":"):
            at += 1
        return at if at < last else first

    def _at(self, at: int, first: int, last: int, chunks: list[Chunk]) -> list[Chunk]:
        page = self.page
        if at in page.dates:
            end, found = page.dates[at]
            if at > first and self.words[at - 1] in _ISSUED:
                return [Chunk("gap", at, end)]  # في تقريرها الصادر اليوم: the day of the report
            brief = found.rule == "dates since" and found.when.precision == "days"  # since Saturday: no toll's window
            if brief and any(each.kind == "trigger" and each.measure == "displaced" for each in chunks):
                running = replace(found.when, precision="running")  # but those who fled are counted on
                return [*self._and(at), Chunk("date", at, end, when=running, is_window=True)]
            return [*self._and(at), Chunk("date", at, end, when=found.when, is_window=found.is_window and not brief)]
        if at in page.places:
            end, where = page.places[at]
            start = page.stop(end) - len(where.words)
            return [*self._and(at), Chunk("place", at, end, where=where, start=start, end=page.stop(end))]
        if page.inside[at]:
            return []
        if (one := self.parts.one_of(at, last)) is not None:
            return [*self._and(at), one]
        if at in page.numbers:
            group = self.nouns.at_number(at, last)
            if group is None:
                return []
            before = chunks[-1] if chunks else None
            if before is not None and before.kind == "modal" and before.measure and group.own_measure:
                return [Chunk("gap", at, group.last)]  # هدد بإعدام خمس رهائن
            joined = page.numbers[at].joined
            lead = [Chunk("and", at, at, word="و")] if joined.startswith("و") else []
            return [*lead, *self._grouped(group, at, last)]
        word = self.words[at]
        if word in _MARKS:
            return [Chunk(_MARKS[word], at, at + 1)]
        if word in _PERCENT:
            return [Chunk("gap", at, self._share_end(at + 1, last))]
        if word in _STILL_IS and at + 1 < last and (word.endswith("زال") or self.words[at + 1] in STILL):
            return [Chunk("clause", at, at + 1 + (not word.endswith("زال")), word="while")]
        if word in _ASIDES and at > first and self.words[at - 1] == ",":
            return [Chunk("clause", at, at + 1, word="while")]
        if word in _MOREOVER and at + 1 < last and page.kinds(at + 1).keys() & {"verb", "act"}:
            return [Chunk("clause", at, at + 1, word="while")]
        if page.matches[at] is None:
            return self._plain(at, last)
        return [*self._and(at), *self._phrase(at, first, last, chunks)]

    def _and(self, at: int) -> list[Chunk]:
        """The "and" that is written together with a word."""
        page, word = self.page, self.words[at]
        joined = page.joined(at)
        if joined.startswith("و") or (
            page.inside[at] and page.matches[at] is None and word.startswith("و") and len(word) > 3
        ):
            return [Chunk("and", at, at, word="و")]
        return []

    def _share_end(self, at: int, last: int) -> int:
        """Where "72% منهم أطفال ونساء" ends: who a percentage is of is nobody's number."""
        while at < last and self.words[at] not in _MARKS and self.words[at] != ".":
            if self.page.kinds(at).keys() & {"verb", "attack", "by", "clause"} or at in self.page.dates:
                break
            at += 1
        return at

    def _plain(self, at: int, last: int) -> list[Chunk]:
        word = self.words[at]
        if (
            word == "-"
            and not self.page.tokens.is_glued(at)
            and at + 1 < last
            and not self.page.tokens.is_glued(at + 1)
        ):
            return [Chunk("comma", at, at + 1, word="-")]
        return []

    # Phrases of the lexicon

    def _phrase(self, at: int, first: int, last: int, chunks: list[Chunk]) -> list[Chunk]:
        """What a phrase is here, where it may be several things."""
        page, kinds = self.page, self.page.kinds(at)
        end = page.end(at)
        if "both" in kinds:
            return self.parts.both(at, end, chunks)
        if "act" in kinds and (act := self.verbs.act(at, first, last, chunks)):
            return act
        if "verb" in kinds and (verb := self.verbs.outcome(at, first, last, chunks)):
            return verb
        if "attack" in kinds and "deed" not in kinds and (attack := self.verbs.attack(at, first, last, chunks)):
            return attack
        if "leaves" in kinds:
            return [Chunk("leaves", at, end, word=self.words[at])]
        for kind in ("anaphor", "share", "most", "some"):
            if kind in kinds:
                return self.parts.part(at, kind, kinds[kind][0], chunks, last)
        if "all" in kinds:
            return self.parts.all(at, last, chunks)
        if "rest" in kinds and page.is_definite(at) | (self.words[at].startswith("ال") or page.joined(at) == "و"):
            return [self.parts.rest(at, chunks)]
        if "are" in kinds:
            return [Chunk("colon", at, end, word="are")]
        if "of_them" in kinds and end in page.numbers and (at == first or self.words[at - 1] == ","):
            return [Chunk("including", at, end, word="among all")]
        if "toll" in kinds:
            return [Chunk("toll", at, end, word=self.words[at])]
        if (
            "state" in kinds
            and chunks
            and chunks[-1].kind in ("group", "gap", "clause")
            and self._is_state(at, kinds, chunks)
        ):
            return [Chunk("trigger", at, end, measure=kinds["state"][0].measure, side="before", word=self.words[at])]
        if "nobody" in kinds:
            return [Chunk("actor", at, end, actors=("",), is_active=True, word="name")]
        if "fate" in kinds:
            return self.parts.fate(at, end, last)
        if self.means.is_one(at):
            return [self.means.chunk(at, last)]
        if "actor" in kinds and (found := self._actor(at, last)):
            return found
        is_pair = "nation" in kinds and self.words[at].endswith("ان")
        if is_pair or kinds.keys() & {"person", "people", "kin", "outcome", "deed", "others", "thing"}:
            found = self._noun(at, last, chunks)
            if found:
                return found
        if "rises" in kinds:
            return [Chunk("rises", at, end, word=self._rise(at, last))]
        return self._connector(at, end, last)

    def _connector(self, at: int, end: int, last: int) -> list[Chunk]:
        page = self.page
        if page.kind(at, "and") is not None:
            return [Chunk("and", at, end, word=_SIDES.get(self.words[at], "و"))]
        for kind in page.kinds(at):
            if kind.startswith("among_"):
                measure = kind.removeprefix("among_")
                if measure == "all":
                    return [Chunk("including", at, end, word="among all")]
                word = {"killed": "dead"}.get(measure, measure)
                return [Chunk("including", at, end, word=f"among the {word}", measure=measure)]
        if page.kind(at, "negation") is not None and end < last and self.words[end] in STILL:
            return [Chunk("clause", at, end, word="while")] if self.words[end] not in ("يقل", "تقل") else []
        for kind in _CONNECTORS:
            if page.kind(at, kind) is not None:
                said = " ".join(self.words[at:end])
                taken = said[len(page.joined(at)) :]
                return [Chunk(kind, at, end, word=_PARTING.get(taken, taken) if kind == "clause" else taken)]
        if page.kind(at, "seize") is not None:
            return [Chunk("gap", at, end, word="seize")]
        if page.kind(at, "modal") is not None:
            return [Chunk("modal", at, end)]
        return []

    def _rise(self, at: int, last: int) -> str:
        """ "bring" where the deeds whose number rose stand after it, "number" for "is so many", else "rise"."""
        if self.page.kinds(at)["rises"][0].value.startswith(_IS_SO_MANY):
            return "number"
        deeds = [index for index in range(at, min(last, at + 12)) if "deed" in self.page.kinds(index)]
        people = [
            index for index in range(at, min(last, at + 12)) if self.page.kinds(index).keys() & {"outcome", "person"}
        ]
        return "bring" if deeds and (not people or deeds[0] < people[0]) else "rise"

    def _is_state(self, at: int, kinds: Mapping[str, tuple[Entry, ...]], chunks: list[Chunk]) -> bool:
        """Whether an adjective says what became of the people right before it: "لا يزال راعٍ خامس مفقوداً"."""
        if "outcome" not in kinds:
            return True
        last = chunks[-1].group
        if self.words[at] in ("قتلي", "جرحي") and last is not None and last.noun == "person" and last.range is not None:
            return not last.own_measure  # 5 مدنيين قتلى و10 آخرون جرحى
        group = next((chunk.group for chunk in reversed(chunks[-3:]) if chunk.group is not None), None)
        return (
            self.words[at].endswith(("ا", "ين"))
            and group is not None
            and group.measure is None
            and group.range is not None
        )

    # Nouns and actors

    def _noun(self, at: int, last: int, chunks: list[Chunk]) -> list[Chunk]:
        told = chunks[-1].group if chunks and chunks[-1].kind == "group" else None
        if told is not None and told.noun == "person" and told.range is not None and self.words[at] == "ضحايا":
            return [Chunk("gap", at, at + 1)]  # "87 civilians, victims of mines": dead and hurt
        family = at + 1 if self.words[at] == "افراد" else at
        if family + 2 < last and self.words[family] in _FAMILIES and self.words[family + 1] in _MAKES_UP:
            return [Chunk("gap", at, family + 2 + (self.words[family + 2] == "من"))]  # its members are told one by one
        group = self.nouns.bare(at, last)
        if group is None:
            return []
        if self.verbs.is_denied(at, at - 4):
            clause = any(self.words[back].removeprefix("و") == "لم" for back in range(max(0, at - 3), at))
            denied = clause and group.noun == "outcome" and group.measure is not None
            return [Chunk("negation" if denied else "gap", at, group.last, measure=group.measure, side="after")]
        if group.rule.endswith("many") and at > 0 and self.words[at - 1].removeprefix("و") in _SPREAD:
            group.range = None  # وتوزع ضحايا القصف: how they were spread, not how many
        if self._is_everybody(group, at):
            return [Chunk("gap", at, group.last)]
        counted = chunks and chunks[-1].kind == "toll" and chunks[-1].last >= at - 1
        rising = bool(chunks) and chunks[-1].kind == "rises" and group.noun == "outcome"
        is_vague = group.range is not None and group.range.sign == "vague"
        told_of = bool(chunks) and chunks[-1].kind in ("trigger", "leaves", "including", "and")
        if is_vague and not told_of and group.measure in ("missing", "abducted", "detained"):
            group.range = None  # "looking for the missing" counts nobody
            return self._grouped(group, at, last)
        if group.noun in ("outcome", "person") and (counted or rising) and is_vague:
            group.range = None
        is_abstract = self.words[at].endswith("ه") and "female" not in group.who.values()
        if group.noun == "outcome" and group.range is not None and self.words[at].removeprefix("ب") in _CASES:
            group.range = None  # بجرائم قتل: how, not how many
        if group.noun == "outcome" and is_abstract and "definite" not in group.flags and group.rule.endswith("one"):
            group.range = None  # وفاة, إصابة: the deed, not somebody
        if chunks and chunks[-1].kind == "trigger" and chunks[-1].measure == "killed" and group.measure == "injured":
            group.noun, group.measure, group.own_measure = "person", None, False  # an injured person who died
        end = self.page.end(at)
        is_told = end < last and "outcome" in self.page.kinds(end)
        if counted and group.who.get("role") == "displaced" and "plural" in group.flags and not is_told:
            group.measure = "displaced"  # وصل عدد النازحين إلى 5000
            del group.who["role"]
        if counted and group.noun == "deed":
            group.flags.discard("definite")  # the number of attacks
        return self._grouped(group, at, last)

    def _is_everybody(self, group: Group, at: int) -> bool:
        """Whether all who live somewhere are meant, whom nobody counts: "تهجير سكان القرى"; or no person at all."""
        word = self.words[at].removeprefix(self.page.joined(at))
        if "bare" in group.flags and word in _INHABITANTS and group.rule.endswith("many"):
            return True
        end = self.page.end(at)
        demands = word in _DEMANDS and end < len(self.words) and self.words[end].startswith("ال")
        return demands and self.page.joined(at) in ("و", "ف")  # وطالب الخاطفون

    def _grouped(self, group: Group, at: int, last: int) -> list[Chunk]:
        """A noun phrase as chunks: deeds without a number are means, things are nobody."""
        first, end = min(at, group.first), group.last
        if group.noun == "deed":
            if (
                "definite" in group.flags
                and group.range is None
                and not group.how
                and not group.by
                and end - first == 1
            ):
                return [Chunk("gap", first, end, word=THE_DEED)]  # الهجوم ذاته: a deed told before says nothing new
            self.means.own(group, end, last)
            end = group.last
            if group.range is None or group.range.sign == "vague" or group.rule.endswith("one"):
                chunk = Chunk("deed", first, end, group=group, tactics=tuple(group.how), actors=tuple(group.by))
                chunk.measure, chunk.word = group.measure, " ".join(self.words[first:end])
                many = "definite" in group.flags or self.words[first][len(self.page.joined(first)) :] in _NO_SINGLE_DEED
                chunk.is_weak = group.rule.endswith("one") and not many  # تفجير: a single one
                group.range = None
                return [chunk]
        if "served" in group.flags and not (at and self.page.kinds(at - 1).keys() & {"toll", "outcome"}):
            return [Chunk("gap", first, end)]  # لمئات الجرحى: who was helped, not how many were hurt
        if group.noun == "outcome" and group.range is None:
            return [Chunk("outcome", first, end, group=group, measure=group.measure)]
        if group.noun == "thing" and (shells := self._shells(group)) is not None:
            return [shells]
        if group.noun in ("thing", "unit") and (group.range is None or "bare" in group.flags):
            return [Chunk("gap", first, end)]
        return [Chunk("group", first, end, group=group)]

    def _shells(self, group: Group) -> Chunk | None:
        """ "عدة قذائف": what fell is a means, not a count."""
        for index in range(group.first, group.last):
            entries = self.page.kinds(index).get("means", ())
            if entries and entries[0].tactic == "shelling":
                return Chunk("deed", group.first, group.last, tactics=("shelling",), word=self.words[index])
        return None

    def _actor(self, at: int, last: int) -> list[Chunk]:
        page, actor = self.page, self.page.actor(at)
        if actor is None:
            return []
        kinds = page.kinds(at)
        if actor.value == "gunmen" and kinds.keys() & {"person"} and not self._is_doer_place(at):
            return []
        chunk = Chunk("actor", at, page.end(at), actors=(actor.actor or "",), word=actor.value or actor.form)
        end = chunk.last
        chunk.is_active = (
            end < last and page.joined(end) == "ب" and page.kind(end, "deed") is not None
        )  # إسرائيل باستهداف
        return [chunk]

    def _is_doer_place(self, at: int) -> bool:
        return at > 0 and self.page.kind(at - 1, "by") is not None
