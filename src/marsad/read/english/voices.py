"""Who says so in an English sentence: the verb of saying, its subject, and what saying it does."""

from dataclasses import dataclass

from marsad.read.english.page import Page
from marsad.text.english_lexicon import small_words
from marsad.text.words import Entry

AUXILIARIES = small_words("auxiliaries")
_BOUNDARIES = small_words("voice_boundaries")
_PRONOUNS = small_words("subject_pronouns")
_ALSO_NOUNS = small_words("also_nouns")
_LONGEST_VOICE = 40  # tokens; who says it is never named in more
_PARTICIPLES = small_words("participles")
_OPENERS = small_words("saying_openers")
_TITLES = small_words("titles")
_NAMELESS = small_words("nameless")


@dataclass(frozen=True, slots=True)
class Said:
    """A verb of saying at tokens `[first, last)`, who says it at `[start, stop)` (empty for a pronoun), and the act."""

    first: int
    last: int
    start: int
    stop: int
    act: str
    actor: str | None
    is_pronoun: bool = False
    is_denied: bool = False
    is_trailing: bool = False


class Voices:
    """Finds the verbs of saying of a page's sentences."""

    def __init__(self, page: Page, experts: frozenset[str]) -> None:
        self.page, self.words, self.experts = page, page.words, experts

    def find(self, first: int, last: int) -> list[Said]:
        """Every saying of the tokens `[first, last)`, in order."""
        found = []
        at = first
        words, matches = self.words, self.page.matches
        while at < last:
            match = matches[at]
            if words[at] not in _OPENERS and (match is None or "saying" not in match[1]):
                at += 1
                continue
            said = self._according(at, first, last)
            if said is None and self._is_inside_name(at, first):
                at += 1
                continue
            said = said or self._verb(at, first, last)
            if said is not None:
                found.append(said)
                at = max(said.last, at + 1)
            else:
                at += 1
        return found

    def _is_inside_name(self, at: int, first: int) -> bool:
        """Whether a token belongs to an actor's name: the State of "Islamic State"."""
        return at in self.page.in_names

    def _according(self, at: int, first: int, last: int) -> Said | None:
        """ "according to a source in the hospital", "by SOHR's count", "SOHR statistics"."""
        words = self.words
        if words[at] == "according" and at + 1 < last and words[at + 1] == "to":
            stop = at + 2
            while stop < last and words[stop] not in _BOUNDARIES:
                stop += 1
            if stop == at + 2:
                return None
            return self._said(at, stop, at + 2, stop, "say")
        if words[at] == "by" and at + 1 < last:
            actor_at = at + 1
            actor = self.page.actor(actor_at)
            end = self.page.end(actor_at)
            if (
                actor is not None
                and end + 1 < last
                and words[end] == "'s"
                and words[end + 1] in ("count", "record", "records", "tally", "statistics")
            ):
                return self._said(at, end + 2, actor_at, end, "document")
            if words[at + 1] in ("the",) and words[at + 2 : at + 4] == ["count", "of"]:
                return self._said(at, min(at + 5, last), at + 4, self.page.end(at + 4), "document")
        if words[at] in ("hold", "holds", "held") and "responsible" in words[at + 1 : min(last, at + 9)]:
            start, stop, denied, pronoun = self._subject(at, first)
            end = words.index("responsible", at) + 1
            return Said(at, end, start, stop, "accuse", self._actor(start, stop), pronoun or stop <= start, denied)
        if (
            words[at] in ("on", "in")
            and (actor := self.page.actor(at + 1)) is not None
            and words[self.page.end(at + 1) : self.page.end(at + 1) + 2] == ["'s", "record"]
        ):
            return self._said(at, self.page.end(at + 1) + 2, at + 1, self.page.end(at + 1), "document")
        return None

    def _verb(self, at: int, first: int, last: int) -> Said | None:
        entry = self.page.kind(at, "saying")
        if entry is None or self.page.inside[at]:
            return None
        end = self.page.end(at)
        if end > last or (at > first and self.page.tokens.is_capital(at)):
            return None
        if entry.form == "ing" and at > first and self.words[at - 1] == ",":
            allowed = entry.value not in ("say", "document") or self.words[at] in _PARTICIPLES
            return self._bare(at, end, entry.value, first) if allowed else None
        if not self._says(at, end, first, last, entry):
            return None
        start, stop, denied, pronoun = self._subject(at, first)
        if (
            at > first
            and self.words[at - 1] in (",", '"')
            and self.words[at] != "told"
            and (after := self._inverted(end, last)) is not None
        ):
            start = stop
            pronoun = False
        if self._has_figure(start, stop):
            comma = next((index for index in range(start, stop) if self.words[index] == ","), start)
            if self._has_figure(start, comma) or comma == start:
                return None
            stop = comma  # a survivor, a farmer aged 61, told
        if stop > start and self.words[stop - 1] == "and":
            return self._bare(at, end, entry.value, first)  # denied it and accused the other side
        trailing: bool = end >= last or self.words[end] in (".", ",") or (end < last and bool(self.page.inside[end]))
        if stop <= start and not pronoun:
            after = self._inverted(end, last)
            if after is None:
                return self._bare(at, end, entry.value, first)
            start, stop = after
            end = stop
        actor = self._actor(start, stop)
        return Said(at, end, start, stop, entry.value, actor, pronoun, denied, trailing)

    def _has_figure(self, start: int, stop: int) -> bool:
        return any(index in self.page.numbers and self.words[index][0].isdigit() for index in range(start, stop))

    def _says(self, at: int, end: int, first: int, last: int, entry: Entry) -> bool:
        """Whether a word of saying is a verb here, whose subject says something."""
        words = self.words
        previous = words[at - 1] if at > first else ""
        following = words[end] if end < last else ""
        if words[at] in _ALSO_NOUNS and not self._is_verb(at, first):
            return False
        if entry.form == "ing":
            return entry.value not in ("say", "document") or words[at] in _PARTICIPLES
        if entry.form == "base":
            if previous in ("can", "could"):
                return entry.value == "document"
            return previous not in ("to", "will", "would", "the", "a")
        if entry.form not in ("past", "part"):
            return True
        if self.words[end : end + 2] == ["to", "have"] and entry.value == "claim":
            return True
        if following == "by" or (following == "to" and previous not in ("", "has", "have", "had")):
            return False  # a bombing claimed by ISIS; an IED believed to be planted
        if words[at] == "accused" and following == "of":
            return False  # a woman accused of being a witch
        return not self._is_passive(at, first)

    def _is_passive(self, at: int, first: int) -> bool:
        """ "was accused of": somebody else says it."""
        back = at - 1
        while back >= first and (
            self.words[back].endswith("ly") or self.words[back] in ("also", "not", "been", "being")
        ):
            if self.words[back] in ("been", "being"):
                return True
            back -= 1
        return (
            back >= first
            and self.words[back] in ("was", "were", "is", "are", "be")
            and self.words[at] not in ("able",)
            and self.page.end(at) - at == 1
        )

    def _bare(self, at: int, end: int, act: str, first: int) -> Said | None:
        """ ", warning against …", ", accusing …": the subject of the sentence says it."""
        if self.words[at].endswith("ing") or (at > first and self.words[at - 1] == "and"):
            return Said(at, end, at, at, act, None, True)
        return None

    def _is_verb(self, at: int, first: int) -> bool:
        """Whether a word that is also a noun or adjective has a subject here."""
        if at == first:
            return False
        previous = self.words[at - 1]
        if previous in ("were", "was", "been", "be", "being", "is", "are"):
            return False
        if previous in ("has", "have", "had", "also", "not", "could", '"') or previous in _PRONOUNS:
            return True
        back = at - 1
        if previous == ")":
            while back > first and self.words[back] != "(":
                back -= 1
            back -= 1
        for begin in range(max(first, back - 5), back + 1):
            if self.page.actor(begin) is not None and self.page.end(begin) >= back + 1:
                return True
        match = self.page.matches[back]
        return (
            self.words[back] in self.experts
            or (match is None and self.page.tokens.is_capital(back) and back > first)
            or self.words[back]
            in ("sources", "source", "officials", "police", "media", "medics", "residents", "activists", "army")
        )

    def _subject(self, at: int, first: int) -> tuple[int, int, bool, bool]:
        """(start, stop, is it denied, is it a pronoun) of who says it, before the verb."""
        words, back, denied = self.words, at - 1, False
        while back >= first and (
            words[back] in AUXILIARIES
            or words[back].endswith("ly")
            or (self.page.inside[back] and back in range(first, at))
        ):
            denied = denied or words[back] in ("not", "never")
            if self.page.inside[back] and not self._is_date(back):
                break
            back -= 1
        stop = back + 1
        while back >= first and words[back] == ",":
            back -= 1
            stop = back + 1
        if back >= first and words[back] in _PRONOUNS:
            return back, back, denied, True
        start = self._back_to_boundary(back, first)
        if start - 1 > first and words[start - 1] == "," and words[start].endswith("ing") and stop - start < 9:
            stop = start - 1  # A resident, confirming the attack, said
            start = self._back_to_boundary(stop - 1, first)
        if (
            start - 2 >= first
            and words[start - 1] in ("who", "which")
            and words[start - 2] == ","
            and words[stop] == ","
        ):
            stop = start - 2  # A resident, who asked not to be named, told
            start = self._back_to_boundary(stop - 1, first)
        if start - 2 >= first and words[start - 1] in ("who", "which") and words[start - 2] != "," and stop > start:
            begin = self._back_to_boundary(start - 2, first)  # A resident who helped with the funerals said
            if words[begin] in ("a", "an", "the", "one"):
                start, stop = begin, start - 1
        if stop > start:
            start = self._appositive(start, first)
        text_start = start
        if stop - start > 16:
            return stop, stop, denied, False
        if (
            all(words[index] in _PRONOUNS or words[index] in ("and",) for index in range(text_start, stop))
            and stop > start
        ):
            return stop, stop, denied, True
        return start, stop, denied, False

    def _is_date(self, index: int) -> bool:
        while index >= 0 and index not in self.page.dates and index not in self.page.places:
            index -= 1
        return index in self.page.dates

    def _back_to_boundary(self, back: int, first: int) -> int:
        words = self.words
        first = max(first, back - _LONGEST_VOICE)
        while back >= first and (words[back] not in _BOUNDARIES or self._is_abbreviation(back)):
            match = self.page.matches[back]
            if match is not None and "saying" in match[1] and match[0] - back > 1:
                break
            if (
                match is not None
                and match[1].keys() & {"verb", "attack", "clause"}
                and not match[1].keys() & {"person", "outcome", "deed"}
                and words[back] not in ("of", "wounded")
            ) and back + 1 < len(words):
                break
            if words[back] == "and" and self._opens_clause(back, first):
                break
            back -= 1
        if back >= first and words[back] == ")":  # … (SOHR) documented
            opened = back
            while opened > first and words[opened] != "(":
                opened -= 1
            return self._back_to_boundary(opened - 1, first)
        return back + 1

    def _is_abbreviation(self, back: int) -> bool:
        """Whether a point belongs to a word: Capt., Dr."""
        return (
            self.words[back] == "."
            and back > 0
            and self.page.tokens.is_glued(back)
            and (self.words[back - 1] in _TITLES or len(self.words[back - 1]) == 1)
        )

    def _opens_clause(self, back: int, first: int) -> bool:
        following = self.words[back + 1] if back + 1 < len(self.words) else ""
        return following in _PRONOUNS

    def _appositive(self, start: int, first: int) -> int:
        """Goes back over "the expert, Name," to the first word of the whole name."""
        words = self.words
        if start - 1 < first or words[start - 1] != ",":
            return start
        begin = self._back_to_boundary(start - 2, first)
        length = start - 1 - begin
        if not 0 < length <= 10:
            return start
        own = words[start]
        known = self.page.actor(begin + (words[begin] == "the"))
        named = known is not None or all(
            self.page.tokens.is_capital(index) or not words[index][0].isalpha() for index in range(begin, start - 1)
        )
        described = words[begin] in ("the", "a", "an") or own in ("a", "an", "the")
        last_named = self.page.tokens.is_capital(start)
        if self.page.inside[begin] or words[begin] in (
            "in",
            "on",
            "at",
            "since",
            "speaking",
            "meanwhile",
            "separately",
        ):
            return start
        if (named and described and own in ("a", "an", "the")) or (last_named and words[begin] in ("the", "a", "an")):
            return begin
        return start

    def _inverted(self, end: int, last: int) -> tuple[int, int] | None:
        """ "said X", "added Name" after a quotation."""
        words = self.words
        if end >= last or words[end] in _BOUNDARIES or self.page.inside[end] or end in self.page.numbers:
            return None
        stop = end
        while stop < last and words[stop] not in _BOUNDARIES and stop - end < 9 and not self.page.inside[stop]:
            stop += 1
        if not (self.page.tokens.is_capital(end) or words[end] in ("the", "a", "an")):
            return None
        if any(self.words[index] in ("was", "were", "is", "had", "has", "have", "are") for index in range(end, stop)):
            return None
        return end, stop

    def _actor(self, start: int, stop: int) -> str | None:
        """The pack's actor in who says it, at the head of the name or after "of"."""
        for index in range(start, stop):
            actor = self.page.actor(index)
            if actor is not None and actor.form != "after" and actor.value != "gunmen":
                if index > start and self.words[index - 1] in ("to", "by", "in", "with"):
                    continue
                if (
                    self.page.end(index) < stop
                    and self.words[self.page.end(index)] == "'s"
                    and actor.form == "adjective"
                ):
                    return None
                if actor.form == "adjective" and self.page.end(index) < stop:
                    return (
                        None
                        if actor.value == ""
                        and actor.actor in ("syrian-regime-forces",)
                        and "former" in self.words[start:index]
                        else actor.actor
                    )
                if "former" in self.words[start:index] or actor.form == "adjective":
                    return None
                return actor.actor
        return None

    def _said(self, first: int, last: int, start: int, stop: int, act: str) -> Said:
        return Said(first, last, start, stop, act, self._actor(start, stop))
