"""Arabic verbs and verbal nouns of bulletins: what came of it, on which side its people stand, who did it.

Active and passive look alike without vowel marks: a verb is active where its doer stands behind it (قتلت قوات … 13
مدنياً) or before it in a headline, passive where only people do (قتل سبعة عناصر).
"""

from marsad.read.arabic.page import Page
from marsad.read.chunks import Chunk
from marsad.text.arabic_lexicon import small_words
from marsad.text.words import Entry

_BOATS = tuple(small_words("boats"))
_CAUSES = small_words("causes")

_THAT_HE = small_words("that_he")
_WOUNDS, _OF_THAT = small_words("wounds"), small_words("of_that")
_FAMILIES, _MAKES_UP = small_words("families"), small_words("makes_up")
_NEGATIONS = small_words("negations")
STILL = small_words("still")  # "is still", "no less than"
_WISHES = small_words("wishes")
_ATTEMPTS = small_words("attempts")
_TO = frozenset({"الي", "في"})
_AFTER_VERB = ("person", "people", "kin", "outcome", "others")
_MOST_SUBJECT = 7  # tokens between a verb and the rest of its phrase
_FAR = 15  # tokens in which the people of an active verb may follow


class Verbs:
    """Reads verbs at a token of a page."""

    def __init__(self, page: Page) -> None:
        self.page, self.words = page, page.words

    def is_denied(self, at: int, first: int) -> bool:
        """Whether what stands at a token did not happen: دون وقوع …, لم تسجل أي …"""
        for index in range(at - 1, max(0, first, at - 4) - 1, -1):
            word = self.words[index]
            if word in STILL:
                return False
            if word in (",", ".", ":", "\n", ";") or self.page.inside[index]:
                return False
            if word in _NEGATIONS or any(part in _NEGATIONS for part in self._phrase_words(index)):
                return True
        return False

    def _took(self, entry: Entry, at: int, first: int) -> bool:
        """Whether the verb of a phrase stands before its last word, its subject between: "أودت الحرب بحياة 20"."""
        verbs = entry.value.split("|")
        for index in range(at - 2, max(first, at - _MOST_SUBJECT) - 1, -1):
            word = self.words[index]
            if word in (",", ".", ":", ";"):
                return False
            if word in verbs or (word[0] in "وف" and word[1:] in verbs):
                return True
        return False

    def _phrase_words(self, index: int) -> list[str]:
        if "negation" not in self.page.kinds(index):
            return []
        words = self.words[index : self.page.end(index)]
        return [words[0].removeprefix(self.page.joined(index)), *words[1:]]

    def _is_attempt(self, at: int, first: int) -> bool:
        if any(self.words[index] in _ATTEMPTS for index in range(max(first, at - 2), at)):
            return True
        if self.page.joined(at) == "ب" and self._is_wished(at, first):
            return True
        feared = at - 2  # محذراً من تهجير
        return feared >= first and self.page.end(feared) == at and self.page.kind(feared, "modal") is not None

    def _is_wished(self, at: int, first: int) -> bool:
        """ "أمر القاضي بتوقيف المدير", "طالبوا بالإفراج عن 5": what somebody wants done is not done."""
        for index in range(at - 1, max(first, at - _MOST_SUBJECT) - 1, -1):
            if self.words[index] in (",", ".", ":", ";"):
                return False
            if self.words[index].removeprefix("و") in _WISHES:
                return True
        return False

    # Verbal nouns

    def act(self, at: int, first: int, last: int, chunks: list[Chunk]) -> list[Chunk]:
        """ "مقتل سبعة", "إصابة 12": the people follow; "أودى بحياة خمسة" likewise."""
        page, entry = self.page, self.page.kind(at, "act")
        assert entry is not None
        end = page.end(at)
        if all(each.form == "apart" and not self._took(each, at, first) for each in page.kinds(at)["act"]):
            return []
        if page.is_definite(at) and not self._is_attempt(at, first):
            return [Chunk("gap", at, end)] if "outcome" not in page.kinds(at) and "deed" not in page.kinds(at) else []
        if at > first and (at - 1) in page.numbers and not page.inside[at - 1]:
            return []
        if at > first and "including" in page.kinds(at - 1):
            return [Chunk("gap", at, end)]  # بينها جثة قيادي: a part, not a deed of its own
        if self.is_denied(at, first):
            return [Chunk("negation", at, end, measure=entry.measure, side="after")]
        if self._is_attempt(at, first):
            return [Chunk("modal", at, end, measure=entry.measure)]
        if any(each.form == "suffix" for each in page.kinds(at)["act"]) and not self._people_follow(end, last):
            return [self._of_pronoun(at, first, entry, chunks)]
        if "verb" in page.kinds(at) and (
            self._is_verb_here(at, end, last) or (at > first and self.words[at - 1] in _THAT_HE)
        ):
            return []  # "قال الجيش إنه قتل سبعة": a verb, and its subject the speaker
        if not self._people_follow(end, last) and not self._verb_like(at):
            return [] if page.kinds(at).keys() & {"outcome", "deed", "verb"} else [Chunk("gap", at, end)]
        tactics = (entry.tactic,) if entry.tactic else ()
        return [Chunk("trigger", at, end, measure=entry.measure, side="after", tactics=tactics, word="of")]

    def _of_pronoun(self, at: int, first: int, entry: Entry, chunks: list[Chunk]) -> Chunk:
        """ "أطلقوا النار على شاب، ما أدى إلى مقتله": what became of somebody told before."""
        gap = Chunk("gap", at, self.page.end(at))
        if at == first or self.words[at - 1] in _CAUSES:
            return gap
        place = next((back for back in range(len(chunks) - 1, -1, -1) if chunks[back].kind == "group"), -1)
        group = chunks[place].group if place >= 0 else None
        kinds = [chunk.kind for chunk in chunks[place + 1 :]]
        if group is None or group.range is None or group.own_measure or not {"clause", "leaves"} & set(kinds):
            return gap
        is_one = self.words[at].endswith(("ه", "ته", "ها")) and not self.words[at].endswith(("هم", "هما", "هن"))
        if is_one != (group.range.most() == 1) or group.noun not in ("person", "outcome", "bare") or "trigger" in kinds:
            return gap
        before = chunks[place - 1] if place else None
        if before is not None and before.kind == "trigger" and before.side == "after":
            if before.measure == "injured":
                before.measure = entry.measure  # wounded, and died of it
            return gap
        return Chunk("trigger", at, gap.last, measure=entry.measure, side="before", word="verb")

    def _verb_like(self, at: int) -> bool:
        return self.page.end(at) - at > 1

    def _is_verb_here(self, at: int, end: int, last: int) -> bool:
        """قتل is a noun after a preposition, a verb where a doer or people stand behind it without one."""
        actor = self.page.actor(end) if end < last else None
        if actor is None:
            return self._members(end, last) is not None
        return self._object_follows(self.page.end(end), last)

    def _people_follow(self, at: int, last: int) -> bool:
        """Whether people stand behind a token at once, or after a word or two nobody knows."""
        page = self.page
        for index in range(at, min(last, at + 3)):
            if page.inside[index] or self.words[index] in (",", ".", ":", "في", "علي"):
                return False
            if index in page.numbers:
                hit = page.numbers[index]
                return (
                    not ("thing" in page.kinds(hit.last) and "person" not in page.kinds(hit.last))
                    if hit.last < last
                    else True
                )
            kinds = page.kinds(index)
            if self.words[index] in _FAMILIES and index + 1 < last and self.words[index + 1] in _MAKES_UP:
                return True
            if kinds.keys() & set(_AFTER_VERB) or page.actor(index) is not None or "rest" in kinds or "some" in kinds:
                return True
            if kinds and not kinds.keys() & {"modifier", "and"}:
                return False
        return False

    def _object_follows(self, at: int, last: int) -> bool:
        """Whether people follow a doer before the statement ends."""
        page = self.page
        for index in range(at, min(last, at + _FAR)):
            if index in page.numbers and not page.inside[index]:
                hit = page.numbers[index]
                return hit.last >= last or not (
                    "thing" in page.kinds(hit.last) and not page.kinds(hit.last).keys() & {"person", "outcome"}
                )
            kinds = page.kinds(index)
            if self.words[index] == "." or (
                kinds.keys() & {"clause", "verb", "act"} and "person" not in kinds and not page.inside[index]
            ):
                return False
            if (
                kinds.keys() & {"person", "kin", "people"}
                and not page.is_definite(index)
                and page.joined(index) == ""
                and not page.inside[index]
            ):
                return True
        return False

    # Verbs of harm

    def outcome(self, at: int, first: int, last: int, chunks: list[Chunk]) -> list[Chunk]:
        """The trigger that a verb makes at a token, its doer before it; nothing where it says nothing of anybody."""
        page = self.page
        entries = page.kinds(at)["verb"]
        end = page.end(at)
        said = [each for each in entries if self._is_said(each, end, last)]
        if page.joined(at) in ("ب", "ل", "ك", "وب", "ول") or not said:
            return []
        entry = said[0]
        if "rises" in page.kinds(at) and "toll" in page.kinds(end):
            return []  # وصل عدد القتلى
        if {each.form for each in entries} == {"suffix"}:
            if at > first and self.words[at - 1] in ("بعد", "قبل", "من", "عقب", "منذ", "اثر", "لدي", "اثناء"):
                return [Chunk("gap", at, end)]  # بعد خطفهما
            return self._with_pronoun(at, end, last, entry)
        if end < last and self.words[end].removeprefix("ال").startswith(_BOATS) and entry.side == "self":
            return [Chunk("gap", at, end + 1)]  # غرق مركبهم
        if at > first and self.words[at - 1] in _CAUSES and said[0].form == "one":
            return [Chunk("gap", at, end)]  # إثر غرق قاربهم
        if self.is_denied(at, first):
            return [Chunk("negation", at, end, measure=entry.measure, side="after")]
        if entry.measure == "injured" and self._is_of_wounds(at, first, end, last):
            return [Chunk("gap", at, end)]
        tactics = (entry.tactic,) if entry.tactic else ()
        doer = self._doer(end, last) if entry.side == "hit" else None
        if doer is not None:
            trigger = Chunk(
                "trigger", at, doer.last, measure=entry.measure, side="after", tactics=tactics, is_active=True
            )
            trigger.word = "verb"
            doer.first, doer.last = at, at
            return [doer, trigger]
        side = self._side(at, end, last, entry, chunks)
        if side is None:
            return [Chunk("gap", at, end)]
        active = side == "after" and entry.side == "hit" and self._has_subject(chunks)
        chunk = Chunk("trigger", at, end, measure=entry.measure, side=side, tactics=tactics, is_active=active)
        chunk.word = "verb"
        return [chunk]

    def _is_of_wounds(self, at: int, first: int, end: int, last: int) -> bool:
        """ "قضى متأثراً بجراح أصيب بها": how the dead had been hurt, nobody more."""
        return at > first and self.words[at - 1] in _WOUNDS and end < last and self.words[end] in _OF_THAT

    def _is_said(self, entry: Entry, at: int, last: int) -> bool:
        """Whether a verb means this here: "فقد" is death with "حياته", missing with people right behind it."""
        if entry.value:
            return self._is_completed(at, last, entry.value)
        if entry.measure == "missing" and entry.side == "hit" and entry.form not in ("many", "two"):
            return at < last and (at in self.page.numbers or "others" in self.page.kinds(at))
        return True

    def _is_completed(self, at: int, last: int, needs: str) -> bool:
        wanted = tuple(needs.split("|"))
        words = (word.lstrip("ول") for word in self.words[at : min(last, at + 12)])
        return any(
            word.removeprefix("ال").startswith(tuple(need.removeprefix("ال") for need in wanted)) for word in words
        )

    def _with_pronoun(self, at: int, end: int, last: int, entry: Entry) -> list[Chunk]:
        """ "أعدمتهم خلايا التنظيم": the deed to people named before."""
        deed = Chunk("attack", at, end, tactics=(entry.tactic,) if entry.tactic else (), is_active=True, word="verb")
        actor = self.page.actor(end) if end < last else None
        if actor is None or self.page.joined(end) or actor.value == "recorder":
            return [deed]
        deed.last = self.page.end(end)
        return [
            Chunk("actor", at, at, actors=(actor.actor or "",), is_active=True, word=actor.value or actor.form),
            deed,
        ]

    def _doer(self, at: int, last: int) -> Chunk | None:
        """The doer that stands behind an active verb, if people follow it."""
        page = self.page
        index = at
        while index < last and page.inside[index]:
            index += 1
        actor = page.actor(index) if index < last else None
        if actor is None and (members := self._members(index, last)) is not None:
            return Chunk("actor", index, members[0], actors=(members[1],), is_active=True, word="name")
        if actor is None or page.joined(index) or actor.value == "recorder" or actor.form != "name":
            return None
        end, doers = page.end(index), [actor.actor or ""]
        while end < last and (more := page.actor(end)) is not None and page.joined(end) == "و" and more.form == "name":
            doers.append(more.actor or "")
            end = page.end(end)
        if not self._object_follows(end, last):
            return None
        said = page.actor(end) if end < last else None
        if said is not None and said.form == "after":  # مسلحون يُرجح انتماؤهم لتنظيم …
            doers, end = [said.actor or ""], page.end(end)
        named = tuple(dict.fromkeys(doers))
        return Chunk("actor", index, end, actors=named, is_active=True, word=actor.value or actor.form)

    def _has_subject(self, chunks: list[Chunk]) -> bool:
        """Whether a doer stands before the verb, as in headlines: "خلايا التنظيم تغتال عنصراً"."""
        for chunk in reversed(chunks):
            if chunk.kind == "actor" or (chunk.kind == "deed" and (chunk.group is None or chunk.actors)):
                return True
            if chunk.kind not in ("gap", "place", "date", "and"):
                return False
        return False

    def _side(self, at: int, end: int, last: int, entry: Entry, chunks: list[Chunk]) -> str | None:
        follows = self._people_follow(end, last)
        index = end
        while index < last and (self.page.inside[index] or (self.words[index] in _TO and self.page.inside[index + 1])):
            index += 1
        follows = follows or (index > end and self._people_follow(index, last))
        forms = {each.form for each in self.page.kinds(at)["verb"]}
        has_people = any(
            chunk.kind == "group"
            and chunk.group is not None
            and chunk.group.noun in ("person", "outcome", "bare", "weak")
            for chunk in chunks[-6:]
        )
        previous = chunks[-1].kind if chunks else ""
        joined = self.page.matches[end] if end < last else None
        if follows or (not has_people and joined is not None and joined.joined == "و" and "verb" in joined.kinds):
            return "after"  # also "قُتل وأصيب 14 شخصاً"
        if forms <= {"many", "two"}:
            return "before" if has_people or previous == "clause" else None
        if previous == "group" or (has_people and previous in ("clause", "place", "gap", "date")):
            return "before"
        return None

    # Verbs of attack

    def attack(self, at: int, first: int, last: int, chunks: list[Chunk]) -> list[Chunk]:
        """The deed that a verb of attack tells; its doer, if it stands behind the verb, before it."""
        page = self.page
        entry, end = page.kinds(at)["attack"][0], page.end(at)
        if self.is_denied(at, first) or self._is_attempt(at, first):
            return [Chunk("gap", at, end)]
        deed = Chunk("attack", at, end, tactics=(entry.tactic,) if entry.tactic else (), is_active=True, word="verb")
        index = end
        while index < last and page.inside[index]:
            index += 1
        actor = page.actor(index) if index < last else None
        has_pronoun = any(each.form == "suffix" for each in page.kinds(at)["attack"])
        if not has_pronoun and self._has_subject(chunks):
            return [deed]
        fighters = self._fighters(index, last) if actor is None or actor.value == "gunmen" else None
        if fighters is None and actor is not None and page.joined(index) == "" and actor.value != "recorder":
            deed.last = page.end(index)
            deed.is_active = False
            doer = Chunk("actor", at, at, actors=(actor.actor or "",), word=actor.value or actor.form)
            doer.is_active = True
            return [doer, deed]
        if fighters is not None and (has_pronoun or actor is not None):
            deed.last, deed.is_active = fighters[0], False
            return [Chunk("actor", at, at, actors=(fighters[1],), is_active=True, word="name"), deed]
        return [deed]

    def _members(self, at: int, last: int) -> tuple[int, str] | None:
        """ "أعدم عناصر التنظيم راعيين": members of a group named at once are doers where people stand right behind."""
        if at + 1 >= last or not self.page.kinds(at).get("person", (None,))[0] or self.words[at + 1] in ("من", "في"):
            return None
        if not self.page.kinds(at)["person"][0].is_plural or (found := self._fighters(at, last)) is None:
            return None
        end = found[0]
        people = end < last and (
            (end in self.page.numbers and self.page.numbers[end].joined == "")
            or ("person" in self.page.kinds(end) and not self.page.is_definite(end) and not self.page.joined(end))
        )
        return found if people else None

    def _fighters(self, at: int, last: int) -> tuple[int, str] | None:
        """(index after them, actor) of those who did it: "هجوم شنه عناصر التنظيم", "نفذه مسلحون من قسد"."""
        page = self.page
        if at >= last or "person" not in page.kinds(at) or page.joined(at):
            return None
        index = page.end(at)
        if index < last and self.words[index] in ("من", "في"):
            index += 1
        actor = page.actor(index) if index < last else None
        if actor is None or page.joined(index) not in ("", "ل") or actor.value in ("recorder", "gunmen"):
            return None
        return (page.end(index), actor.actor) if actor.actor else None
