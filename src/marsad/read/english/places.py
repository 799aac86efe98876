"""Place phrases in English bulletins: which words name a place, and from where to where.

What the words mean is for `locate` to say; here only the phrase is found: "eastern countryside of Homs", "Tal Ashqar
village", "areas controlled by the regime". A name that no gazetteer knows counts where a preposition or a kind of
place stands beside it.
"""

from collections.abc import Callable, Mapping
from typing import Any

from marsad.model.claim import Where
from marsad.read.english.page import Page
from marsad.text.english_lexicon import small_words

_SURE = small_words("before_places")
_WEAK = small_words("perhaps_before_places")
_SMALL = small_words("small_in_names")
_NO_NAME = small_words("no_names")
_OPENERS = small_words("place_openers")
_ORGANISATION = small_words("organisations")
_NOT_PLACES = frozenset(
    "person verb saying people deed means outcome toll rises modifier act attack leaves including negation state "
    "separator".split()
)
_VERBAL = frozenset({"verb", "rises", "attack", "leaves", "saying", "act", "state"})
_RELATION = small_words("place_relations")


_OPENERS |= _RELATION


class Places:
    """Finds the place phrases of a page. `is_known` looks a name up in the gazetteer and gives its level or None."""

    def __init__(self, page: Page, words: Mapping[str, Any], level_of: Callable[[str], int | None]) -> None:
        self.page, self.words, self.level_of = page, page.words, level_of
        self.heads = words["heads"]
        self.directions = words["directions"]
        self.after = words["after"]
        self.text = page.tokens.text

    def find(self, first: int, last: int) -> None:
        """Enters the places of tokens `[first, last)` into the page."""
        at = first
        words, capitals = self.words, self.page.tokens.capitals
        while at < last:
            if not capitals[at] and words[at] not in _OPENERS and words[at] not in self.directions:
                following = words[at + 1] if at + 1 < last else ""
                if following not in ("sector", "section") and self.page.kind(at, "area") is None:
                    at += 1
                    continue
            if self.page.inside[at] or (at in self.page.numbers and self.words[at][0].isdigit()):
                at += 1
                continue
            end = self._area(at, last) or self._again(at, last) or self._phrase(at, first, last)
            if end:
                at = end
            else:
                at += 1

    def _enter(self, begin: int, end: int) -> int:
        page = self.page
        words = self.text[page.start(begin) : page.stop(end)]
        page.places[begin] = (end, Where(words))
        page.inside[begin:end] = b"\x01" * (end - begin)
        return end

    def _area(self, at: int, last: int) -> int | None:
        """A named area of the pack: Syrian desert, areas controlled by the regime."""
        entry = self.page.kind(at, "area")
        if entry is None:
            return None
        end = self.page.end(at)
        if end > last or (end - at == 1 and not self.page.tokens.is_capital(at)):
            return None
        if end < last and self.words[end] in ("of", "-"):
            return None
        return self._enter(at, end)

    def _again(self, at: int, last: int) -> int | None:
        """A place told before: "the same road", "the capital"."""
        words = self.words
        if words[at] == "in" and words[at + 1 : at + 2] == ["capital"]:
            return self._enter(at + 1, at + 2) if not self.page.inside[at + 1] else None
        if words[at] != "the" or at + 1 >= last:
            return None
        if self.page.kind(at + 1, "nation") is not None and words[
            self.page.end(at + 1) : self.page.end(at + 1) + 1
        ] == ["capital"]:
            return self._enter(at + 1, self.page.end(at + 1) + 1)
        if (
            words[at + 1] == "same"
            and at + 2 < last
            and (words[at + 2] in self.heads or words[at + 2] in ("road", "place", "spot"))
        ):
            return self._enter(at, at + 3)
        if (
            words[at + 1] == "capital"
            and words[at + 2 : at + 3] not in (["city"], ["of"])
            and at > 0
            and words[at - 1] in ("in", "near", "of")
        ):
            return self._enter(at, at + 2)
        return None

    def _phrase(self, at: int, first: int, last: int) -> int | None:
        """A place phrase that begins at a token, as the index after it."""
        lead = self._lead(at, last)
        name_at = lead if lead is not None else at
        if lead is not None and name_at < last and (end := self._area_end(name_at, last)):
            return self._enter(at, end)
        name_end = self._name(name_at, last)
        if name_end is None:
            return None
        tail = self._tail(name_end, last)
        if not self._is_place(at, lead, name_at, name_end, tail, first):
            return None
        if (
            tail is None
            and self.words[name_end : name_end + 1] == ["'s"]
            and name_end + 1 < last
            and self._name(name_end + 1, last)
        ):
            return name_end + 1  # Syria's Homs: the narrower place
        level = self.level_of(self.text[self.page.start(name_at) : self.page.stop(name_end)])
        if level is not None and level <= 2:
            self.page.units.add(at)
        return self._enter(at, tail or name_end)

    def _area_end(self, at: int, last: int) -> int | None:
        entry = self.page.kind(at, "area")
        return self.page.end(at) if entry is not None and self.page.end(at) <= last else None

    def _lead(self, at: int, last: int) -> int | None:
        """What opens a place phrase: "eastern countryside of", "fifth sector of", "north-east". The index after it."""
        words, index = self.words, at
        step = self._direction(index, last)
        if step:
            index = step
        elif words[index] not in _RELATION and not (index + 1 < last and words[index + 1] in ("sector", "section")):
            return None
        while index < last and words[index] in _RELATION and not self.page.tokens.is_capital(index):
            index += 1
        if index == at and index + 1 < last and words[index + 1] in ("sector", "section"):
            index += 2
        if index < last and words[index] == "of":
            index += 1
            while index < last and words[index] in ("the", "its"):
                index += 1
            inner = self._lead(index, last) if index < last else None
            return inner if inner is not None else index
        return index if step else None

    def _direction(self, at: int, last: int) -> int | None:
        if at >= last:
            return None
        words = self.words
        if words[at] in self.directions or words[at] in ("south", "north"):
            index = at + 1
            while index + 1 < last and words[index] == "-" and words[index + 1] in self.directions:
                index += 2
            while index < last and words[index] in self.directions:
                index += 1
            return index
        return None

    def _name(self, at: int, last: int) -> int | None:
        """The index after a name in capitals that begins at a token, or None."""
        page, words = self.page, self.words
        index = at
        while index < last and not page.inside[index]:
            word = words[index]
            if (
                word == "-"
                and index > at
                and page.tokens.is_glued(index)
                and index + 1 < last
                and words[index + 1][0].isalpha()
            ):
                index += 1
                continue
            if not word[0].isalpha() or not self._belongs(index, at):
                break
            index += 1
        while index > at and words[index - 1] in ("-", "of", "the"):
            index -= 1
        return index if index > at else None

    def _belongs(self, index: int, at: int) -> bool:
        page, word = self.page, self.words[index]
        glued = index > at and page.tokens.is_glued(index)
        if not page.tokens.is_capital(index) and not (
            word in ("al", "el") and index + 1 < len(self.words) and self.words[index + 1] == "-"
        ):
            return glued and self.words[index - 1] == "-" and word[0].isalpha()
        if word in _NO_NAME:
            return False
        match = page.matches[index]
        if match is not None and not glued:
            verbal = match[1].keys() <= _VERBAL and page.tokens.is_capital(index) and self.words[at - 1 : at] != []
            if verbal and self.words[at - 1] in _SURE:
                return True  # in Mount Mghila
            if match[1].keys() & _NOT_PLACES and not (match[0] - index == 1 and word.startswith("al")):
                return index > at and word in ("east", "west", "north", "south") and False
            if page.actor(index) is not None and (match[0] - index > 1 or self.level_of(word) is None):
                return False
            if "nation" in match[1]:
                return False
        return True

    def _tail(self, at: int, last: int) -> int | None:
        """ "village", "province", "countryside", "desert", "city and countryside" after a name."""
        words, index = self.words, at
        while (
            index < last and (words[index] in self.heads or words[index] in self.after) and not self.page.inside[index]
        ):
            if self.page.tokens.is_capital(index) and words[index] in _ORGANISATION:
                break
            index += 1
            if index + 1 < last and words[index] == "and" and words[index + 1] in self.after:
                index += 1
            if index + 1 < last and words[index] in self.directions and words[index + 1] in self.after:
                index += 1
        return index if index > at else None

    def _is_place(self, begin: int, lead: int | None, at: int, end: int, tail: int | None, first: int) -> bool:
        words = self.words
        name = self.text[self.page.start(at) : self.page.stop(end)]
        following = words[end] if end < len(words) else ""
        if (
            tail is not None
            and self.page.actor(at) is not None
            and self.page.end(at) == end
            and self.level_of(name) is None
        ):
            return False  # IS prison
        if tail is None and following in _ORGANISATION:
            return False
        if words[end - 1] in _ORGANISATION and tail is None:
            return False
        if tail is not None or (lead is not None and lead > begin):
            return name.lower() not in ("the",)
        previous = words[begin - 1] if begin > first else ""
        if previous in ("the",) and begin - 1 > first:
            previous = words[begin - 2]
        if previous in _SURE:
            return not (following == "'s" and self.level_of(name) is None)
        level = self.level_of(name)
        if self.page.actor(at) is not None and self.page.end(at) == end:
            return False  # Israel, Turkey as doers
        if level is None:
            return self._in_list(begin, first) and previous in (",", "and") and self._between(begin, first)
        if previous in _WEAK or previous == "" or previous in ("'s", "|", "-", "(", "central"):
            return level <= 2 or previous in ("from", "to", "of", "on") or self._in_list(begin, first)
        return level <= 1 and following not in ("province",)

    def _in_list(self, begin: int, first: int) -> bool:
        """Whether another place stands right before, joined by a comma or "and"."""
        index = begin - 1
        while index >= first and self.words[index] in (",", "and", "the", "in", "as", "well", "capital"):
            index -= 1
        return index >= first and index < begin - 1 and bool(self.page.inside[index])

    def _between(self, begin: int, first: int) -> bool:
        return "between" in self.words[max(first, begin - 8) : begin]
