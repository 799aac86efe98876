"""English verbs of bulletins: what came of it, on which side its people stand, and whether it happened at all."""

from marsad.read.chunks import Chunk
from marsad.read.english.page import Page
from marsad.read.english.phrase import STOPS
from marsad.text.english_lexicon import small_words
from marsad.text.words import Entry

_BE = small_words("be")
_HAVE = small_words("have")
_DO = small_words("to_and_will")
_NEGATIONS = small_words("negations")
_ADVERBS = small_words("adverbs")
CAPTIVES = small_words("captives")
_MODAL = small_words("modals")


class Verbs:
    """Reads verbs at a token of a page."""

    def __init__(self, page: Page) -> None:
        self.page, self.words = page, page.words

    def before(self, index: int, first: int) -> tuple[str, bool, bool]:
        """(what stands before a verb: be, have, to, modal or "", is it denied, is it only possible)."""
        words, at, denied = self.words, index - 1, False
        steps = 0
        while at >= first and steps < 5:
            word = words[at]
            if word in _NEGATIONS:
                denied = True
            elif word in _BE:
                return "be", denied or self._is_denied(at, first), self._is_possible(at, first)
            elif word in _HAVE:
                return "have", denied or self._is_denied(at, first), self._is_possible(at, first)
            elif word == "to" and words[index].endswith("ing"):
                return "", denied, False  # in addition to injuring
            elif word == "to":
                return "to", denied or self._is_denied(at, first), self._is_unreal(at, first)
            elif word in _MODAL:
                return "modal", denied, True
            elif word == "managing" or word == "without":
                return "without", True, False
            elif not (word in _ADVERBS or word.endswith("ly")):
                return "", denied, False
            at -= 1
            steps += 1
        return "", denied, False

    def _is_denied(self, at: int, first: int) -> bool:
        return any(word in _NEGATIONS for word in self.words[max(first, at - 3) : at])

    def _is_possible(self, at: int, first: int) -> bool:
        for back in range(at, max(first, at - 3) - 1, -1):
            word = self.words[back]
            if word in _MODAL:
                return True
            if word == "to":
                return not any(
                    each in ("said", "reported", "believed", "known", "claimed", "alleged", "thought")
                    for each in self.words[max(first, back - 2) : back]
                )
            if word not in _BE | _HAVE and not word.endswith("ly"):
                return False
        return False

    def _is_unreal(self, at: int, first: int) -> bool:
        """Whether "to kill" says only what was tried: all but "managed to kill", "continued to kill"."""
        return not (at > first and self.words[at - 1].startswith(("manag", "continu", "went")))

    def is_group_next(self, index: int, last: int) -> bool:
        """Whether people follow a verb at once, so that it is active and they are its object."""
        page, words = self.page, self.words
        while index < last and (
            words[index] in ("also", "at", "another", "the", "two", "and") or words[index].endswith("ly")
        ):
            if index in page.numbers or words[index] in ("another", "the"):
                break
            if words[index] == "and":
                return False
            index += 1
        if index >= last or page.inside[index]:
            return False
        if index in page.numbers:
            hit = page.numbers[index]
            return not (hit.last < last and page.words[hit.last] in ("years", "days", "months", "hours", "weeks"))
        word = words[index]
        if word in ("a", "an", "another", "his", "her", "their", "its", "him", "them", "himself", "some", "several"):
            return True
        kinds = page.matches[index][1] if page.matches[index] is not None else {}  # type: ignore[index]
        if word == "the":
            after = page.matches[index + 1] if index + 1 < last else None
            return after is not None and bool(after[1].keys() & {"person", "people", "actor"})
        if "by" in kinds or "state" in kinds:
            return False
        if kinds.keys() & {"person", "people", "modifier", "nation"}:
            return True
        if not kinds and word.isalpha() and not page.tokens.is_capital(index) and index + 1 < last:
            return self._is_person(index + 1) and word not in STOPS
        return page.actor(index) is not None and page.end(index) < last and self._is_person(page.end(index))

    def _is_person(self, index: int) -> bool:
        match = self.page.matches[index]
        return match is not None and bool(match[1].keys() & {"person", "people", "modifier"})

    def outcome(self, index: int, first: int, last: int, entries: tuple[Entry, ...]) -> Chunk | None:
        """The trigger that a verb of harm makes at a token, or None where it says nothing of anybody."""
        page = self.page
        entry, end = entries[0], page.end(index)
        aux, denied, possible = self.before(index, first)
        if self.words[index].startswith("rescu") and not set(self.words[first:last]) & CAPTIVES:
            return Chunk("clause", index, end, word="rescued")  # from the rubble
        if self.words[index].startswith(("los", "lost")) and end - index == 1 and not self._loses_people(end, last):
            return None
        if possible or aux in ("without", "modal"):
            return Chunk("modal", index, end, measure=entry.measure, word=self.words[index])
        forms = {each.form for each in entries}
        tactics = (entry.tactic,) if entry.tactic else ()
        side = self._side(index, end, last, forms, entry, aux)
        if side is None:
            return Chunk("negation", index, end, measure=entry.measure, side="after") if denied else None
        active = side == "after"
        chunk = Chunk("trigger", index, end, measure=entry.measure, side=side, tactics=tactics, is_active=active)
        chunk.word = self.words[index]
        if denied:
            chunk.kind = "negation"
        return chunk

    def _side(self, index: int, end: int, last: int, forms: set[str], entry: Entry, aux: str) -> str | None:
        following = self.is_group_next(end, last)
        if entry.side == "self":
            if "ing" in forms and aux != "be":
                return None if entry.measure in ("displaced", "surrendered") else "before"
            if self.words[index].startswith(("los", "lost")) and following:
                return "after"
            return "before"
        if "ing" in forms and not forms & {"past", "part"}:
            if self.words[index - 1] == "being":
                return "before"
            if end < last and self.words[end] == "of":
                return "after"
            return "after" if following or self._object_follows(end, last) else None
        if forms & {"past", "part"}:
            if aux == "be":
                return "before"
            if aux == "have":
                return "after"
            if following and entry.side == "hit":
                return "after"
            return "before"
        if aux == "be":
            return None
        if following:
            return "after"
        return "after" if "s" in forms and self._object_follows(end, last) else None

    def _loses_people(self, index: int, last: int) -> bool:
        """ "lost five of its members", not "lost its last stronghold"."""
        for at in range(index, min(last, index + 6)):
            if self.words[at] in ("its", "their"):
                return index in self.page.numbers and any(
                    self._is_person(after) for after in range(at + 1, min(last, at + 3))
                )
        return False

    def _object_follows(self, index: int, last: int) -> bool:
        """Whether a group stands within a few tokens, before anything else begins."""
        page = self.page
        for at in range(index, min(last, index + 4)):
            if self.words[at] in (",", ".", ";", "and", "in", "by", "when"):
                return False
            match = page.matches[at]
            if at in page.numbers or (match is not None and match[1].keys() & {"person", "people"}):
                return True
        return False

    def attack(self, index: int, first: int, last: int, entries: tuple[Entry, ...]) -> Chunk | None:
        """The deed that a verb of attack tells, with whether its subject does it."""
        entry, end = entries[0], self.page.end(index)
        aux, denied, possible = self.before(index, first)
        if aux in ("modal", "without") or (
            possible and aux == "to" and "attempt" not in self.words[max(first, index - 2)]
        ):
            return None
        forms = {each.form for each in entries}
        active = aux != "be" and not (forms == {"ing"} and self.words[index - 1] in ("after", "of", "by"))
        if aux == "" and forms & {"past", "part"} and self.words[end : end + 1] == ["by"]:
            active = False  # 14 shot by gunmen
        if forms == {"base"} and aux == "" and not self._is_verb_place(index, first):
            return None
        if denied and aux != "":
            return None
        chunk = Chunk("attack", index, end, tactics=(entry.tactic,) if entry.tactic else (), is_active=active)
        chunk.word = self.words[index]
        chunk.is_weak = "self" in entry.flags
        chunk.side = "passive" if aux == "be" else "present" if forms <= {"base", "ing"} else ""
        return chunk

    def _is_verb_place(self, index: int, first: int) -> bool:
        """Whether a base form ("attack") stands where a headline has its verb: after a plural doer."""
        if index <= first:
            return False
        previous = self.words[index - 1]
        return (
            previous.endswith("s") or previous in ("gunmen", "men", "and", "forces", "militia", "who", "isis", "people")
        ) and (previous not in ("this", "its", "his", "'s"))
