"""The grammar of Arabic numbers: with their hedges, ranges and vague words, as ranges with exact spans.

Figures of all three scripts, words of both genders and all cases with what is joined to them by "and", mixed forms
("24 ألفاً و270"), letters glued before ("لـ115", "و58", "السوري267"). The words are data (``lexicon/numbers.ar.yaml``).
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from marsad.model.range import Range
from marsad.model.words import Sign
from marsad.text.number_words_ar import ArabicNumberWords
from marsad.text.tokens import Tokens
from marsad.text.trie import Trie

_NO_DATES: Mapping[int, int] = {}
MOST_DIGITS = 12  # a longer number counts nothing that a bulletin counts
_CLITICS = ("و", "ف", "ب", "ل", "ك")


class ArabicNumber(NamedTuple):
    """A number in a token list: tokens `[first, last)`; `bare` is the token where the number itself begins.

    `start` is where it begins in the text, after the letters that Arabic writes together with it; `joined` those
    letters. `is_definite` marks "الأربعة".
    """

    first: int
    last: int
    bare: int
    start: int
    range: Range
    rule: str
    joined: str = ""
    is_definite: bool = False


@lru_cache(maxsize=4096)
def ranged(value: int, sign: Sign) -> Range:
    """A number with the bounds that its hedge leaves."""
    match sign:
        case ">=" | ">":
            return Range(value, value, None, sign)
        case "<=" | "<":
            return Range(None, None, value, sign)
        case "~":
            return Range(None, value, None, "~")
    return Range.exactly(value)


class _Grammar:
    """One look through one token list."""

    def __init__(self, tokens: Tokens, words: ArabicNumberWords) -> None:
        self.tokens, self.words, self.list, self.last = tokens, words, tokens.words, len(tokens.words)

    # Numbers alone

    def cardinal(self, index: int, *, joined: int = 0) -> tuple[int, int] | None:
        """(value, index after it) of a number that begins at a token, after `joined` letters of it."""
        if index >= self.last:
            return None
        word = self.list[index][joined:]
        if word[:1].isdigit():
            return self._figure(index) if joined == 0 else None
        return self._spelled(index, word)

    def _figure(self, index: int) -> tuple[int, int] | None:
        digits = self.list[index].replace(",", "")
        whole, _, fraction = digits.partition(".")
        if not digits.replace(".", "").isdecimal() or len(whole + fraction) > MOST_DIGITS:
            return None
        after = index + 1
        factor = self.words.multipliers.get(self.list[after]) if after < self.last else None
        if factor is not None:
            value = int(whole + fraction) * factor // 10 ** len(fraction)
            return self._and_more(value, after + 1, factor)
        if fraction and len(fraction) != 3:
            return None
        if fraction:
            return int(whole + fraction), after
        if after < self.last and self.words.hundreds.get(self.list[after]) == 100:
            return int(whole) * 100, after + 1
        return int(whole), after

    def _and_more(self, value: int, at: int, limit: int) -> tuple[int, int]:
        """What "and" adds to thousands: "24 ألفاً و270"."""
        if (
            at + 1 < self.last
            and self.list[at] == "و"
            and self.list[at + 1].isdigit()
            and int(self.list[at + 1]) < limit
        ):
            figure, after = self._figure(at + 1) or (0, at + 2)
            return value + figure, after
        if at < self.last and self.list[at].startswith("و"):
            more = self._spelled(at, self.list[at][1:])
            if more is not None and more[0] < limit:
                return value + more[0], more[1]
        return value, at

    def _term(self, index: int, word: str) -> tuple[int, int, int] | None:
        """One term as (value, index after it, rank): 1 unit, 2 ten or teen, 3 hundred."""
        words, following = self.words, self.list[index + 1] if index + 1 < self.last else ""
        if word in words.units:
            value = words.units[word]
            if following in words.ten and 0 < value < 10:
                return value + 10, index + 2, 2
            if words.hundreds.get(following) == 100 and 2 < value < 10:
                return value * 100, index + 2, 3
            if word in ("احد", "احدي", "حادي") and not (following.startswith("و") and following[1:] in words.tens):
                return None
            if word in ("اثنا", "اثني", "اثنتا", "اثنتي"):
                return None
            return value, index + 1, 1
        if word in words.ten:
            return 10, index + 1, 2
        if word in words.tens:
            return words.tens[word], index + 1, 2
        if word in words.hundreds:
            return words.hundreds[word], index + 1, 3
        return None

    def _spelled(self, index: int, word: str) -> tuple[int, int] | None:
        """Number words joined by "and": أربعة وسبعين; مئتين واثني عشر; ألف وثلاثمئة."""
        total, current, rank, at = 0, 0, 4, index
        while True:
            if (
                word in self.words.multipliers
                and (rank < 4 or at == index or word.endswith(("ان", "ين")))
                and (rank > 1 or current or at == index)
            ):
                factor = self.words.multipliers[word]
                total, current, rank, at = total + max(current, 1) * factor, 0, 4, at + 1
                if at < self.last and self.list[at] == "و" and at + 1 < self.last and self.list[at + 1].isdigit():
                    return self._and_more(total, at, factor)
            else:
                term = self._term(at, word)
                if term is None or not self._fits(term, rank, current):
                    break
                current, at, rank = current + term[0], term[1], 2 if term[2] == 2 else term[2]
                rank = 1 if term[2] == 2 and term[0] > 10 else rank
                following = self.list[at] if at < self.last else ""
                if following in self.words.multipliers:
                    word = following
                    continue
            if (
                at < self.last
                and self.list[at].startswith("و")
                and len(self.list[at]) > 2
                and self._joins(at, rank, current)
            ):
                word = self.list[at][1:]
                continue
            break
        value = total + current
        return (value, at) if at > index and len(str(value)) <= MOST_DIGITS else None

    def _joins(self, at: int, rank: int, current: int) -> bool:
        """Whether the word with "and" at a token goes on with the number."""
        word = self.list[at][1:]
        if word in self.words.multipliers:
            return rank == 4
        term = self._term(at, word)
        return term is not None and self._fits(term, rank, current)

    def _fits(self, term: tuple[int, int, int], rank: int, current: int) -> bool:
        """Whether a term may follow: units take a ten of 20 or more, hundreds take what is smaller."""
        if current == 0:
            return True
        if term[2] == 2 and current % 100 < 10 and current % 10 > 0:
            return 20 <= term[0] <= 90
        return rank == 3 and term[2] < 3

    # Numbers with what stands around them

    def number(self, index: int) -> ArabicNumber | None:
        """The number with its hedge that begins at a token."""
        for joined, word in _openings(self.list[index]):
            if word not in self.words.starts and not word[:1].isdigit():
                continue
            found = self._opened(index, joined, word)
            if found is not None:
                start = self.tokens.starts[index] + joined
                if not joined and found.start == start and not found.joined:
                    return found
                return found._replace(start=start, joined=self.list[index][:joined])
        return None

    def _opened(self, index: int, joined: int, word: str) -> ArabicNumber | None:
        words = self.words
        if word in words.before.root and (hedge := self._longest(words.before, index, word)):
            inner = self._hedged(hedge[0], hedge[1][0])
            if inner is not None:
                return inner._replace(first=index)
        if word in words.between.root and (opened := self._longest(words.between, index, word)):
            pair = self._pair(opened[0], joins=None)
            if pair is not None:
                return self._made(index, pair[2], opened[0], Range.between(pair[0], pair[1]), "between")
        if word == "من" and index + 1 < self.last and self.list[index + 1][0].isdigit():
            pair = self._pair(index + 1, joins=frozenset(("الي", "حتي")))
            if pair is not None:
                return self._made(index, pair[2], index + 1, Range.between(pair[0], pair[1]), "range")
        return self._counted(index, joined, "=")

    def _longest(self, trie: Trie, index: int, word: str) -> tuple[int, Any] | None:
        words = self.list if word == self.list[index] else [*self.list[:index], word, *self.list[index + 1 : index + 8]]
        return trie.longest(words, index, min(len(words), self.last))

    def _hedged(self, index: int, sign: Sign) -> ArabicNumber | None:
        if index >= self.last:
            return None
        if self.list[index] in ("ال", "ب", "ل") and index + 1 < self.last:
            index += 1
        for joined, word in _openings(self.list[index]):
            if joined and word not in self.words.starts:
                continue
            found = self._counted(index, joined, sign)
            if found is not None:
                return found
        return self._second_hedge(index)

    def _second_hedge(self, index: int) -> ArabicNumber | None:
        word = self.list[index]
        if word in self.words.before.root and (hedge := self._longest(self.words.before, index, word)):
            return self._counted(hedge[0], 0, hedge[1][0]) if hedge[0] < self.last else None
        return None

    def _pair(self, index: int, joins: frozenset[str] | None) -> tuple[int, int, int] | None:
        """Two numbers that make a range, joined by "and" where `joins` is None."""
        one = self.cardinal(index)
        if one is None or one[1] >= self.last:
            return None
        word = self.list[one[1]]
        if joins is None:
            if word == "و":
                two = self.cardinal(one[1] + 1)
            else:
                two = self.cardinal(one[1], joined=1) if word.startswith("و") else None
        else:
            two = self.cardinal(one[1] + 1) if word in joins else None
        if two is None or not one[0] < two[0] <= 1000 * max(one[0], 1):
            return None
        return one[0], two[0], two[1]

    def _counted(self, index: int, joined: int, sign: Sign) -> ArabicNumber | None:
        if index >= self.last:
            return None
        definite = self.list[index].startswith("ال", joined) and not self.list[index].startswith("الف", joined)
        letters = joined + 2 if definite else joined
        whole = self.list[index][joined:]  # العشرات is a vague word with its article
        if whole in self.words.vague.root or (self.list[index][letters:] in self.words.vague.root and not definite):
            vague = self._vague(index, joined)
            if vague is not None:
                return vague
        if (
            joined == 0
            and sign == "="
            and (pair := self._pair(index, self.words.joins))
            and self._is_range(index, pair[2])
        ):
            return self._made(index, pair[2], index, Range.between(pair[0], pair[1]), "range")
        found = self.cardinal(index, joined=letters)
        if found is None or self._is_name(index, found[1]):
            return self._vague(index, joined) if joined else None
        value, after = found
        if definite and value == 2:
            return None  # الاثنين is Monday
        if sign == "=" and after < self.last and (post := self.words.after.longest(self.list, after, self.last)):
            return self._made(index, post[0], index, ranged(value, post[1][0]), f"post{post[1][0]}")
        rule = "number-ar/exact" if sign == "=" else f"number-ar/hedge{sign}"
        start = self.tokens.starts[index] + letters
        return ArabicNumber(index, after, index, start, ranged(value, sign), rule, is_definite=definite)

    def _is_range(self, index: int, last: int) -> bool:
        """A dash between figures makes a range unless it opens a list or a date."""
        return not (last < self.last and self.list[last] in ("-", "/"))

    def _made(self, first: int, last: int, bare: int, range_: Range, rule: str) -> ArabicNumber:
        return ArabicNumber(first, last, bare, self.tokens.starts[first], range_, f"number-ar/{rule}")

    def _vague(self, index: int, joined: int) -> ArabicNumber | None:
        word = self.list[index][joined:]
        found = self._longest(self.words.vague, index, word) if word in self.words.vague.root else None
        if found is None:
            return None
        if found[0] - index == 1 and word in ("عدد", "الاف"):
            return None  # "the number" alone, "thousands" without "of"
        low, high = self.words.intervals.get(found[1][0], (1, None))
        return self._made(index, found[0], index, Range.vague(low, high), f"vague {found[1][0]}")

    # What is no number of anything

    def _is_name(self, index: int, after: int) -> bool:
        """Whether a figure names something, tells a time, an age or a share."""
        list_, tokens, words = self.list, self.tokens, self.words
        following = list_[after] if after < self.last else ""
        if (
            following == "%"
            or following in ("بالميه", "بالمايه", "بالمية")
            or list_[after : after + 2] == ["في", "الميه"]
        ):
            return True
        before = list_[index - 1] if index else ""
        if not list_[index][0].isdigit():
            return before in words.ages_before
        if index and tokens.is_glued(index) and (before.isascii() and before.isalpha()):
            return True
        if (
            index > 1
            and before == "-"
            and tokens.is_glued(index)
            and list_[index - 2].isascii()
            and list_[index - 2].isalpha()
        ):
            return True  # F-16
        if (
            following in ("/", ":")
            and after + 1 < self.last
            and list_[after + 1][0].isdigit()
            and tokens.is_glued(after)
        ):
            return True
        if before in ("/", ":", "$", "€") and tokens.is_glued(index) and index > 1 and list_[index - 2][-1].isdigit():
            return True
        if any(word in words.names_before for _, word in _openings(before or " ")) or (
            before == "ال" and index > 1 and list_[index - 2] in words.names_before
        ):
            return True
        if before in ("عام", "العام", "سنه", "عاما", "لعام", "بعام") and len(list_[index]) == 4:
            return True
        is_age = any(word in words.ages_before for word in list_[max(0, index - 2) : index])
        return is_age and (following in words.ages_after or before in words.ages_before)


@lru_cache(maxsize=50_000)
def _openings(word: str) -> tuple[tuple[int, str], ...]:
    """A word, then without one and two of the letters that Arabic writes together with it."""
    found = [(0, word)]
    if len(word) > 2 and word[0] in _CLITICS:
        found.append((1, word[1:]))
        if len(word) > 3 and word[0] in "وف" and word[1] in "بلك":
            found.append((2, word[2:]))
    for joined, rest in list(found):
        if rest.startswith("ال") and len(rest) > 4:
            found.append((joined, rest[2:]))  # the article stays with the number
    return tuple(found)


def scan_arabic_numbers(
    tokens: Tokens, words: ArabicNumberWords, dates: Mapping[int, int] = _NO_DATES
) -> list[ArabicNumber]:
    """Every number of a token list in normal form, in order, none inside another nor inside a date (first: last)."""
    grammar, starts = _Grammar(tokens, words), words.starts
    found: list[ArabicNumber] = []
    index, list_ = 0, tokens.words
    while index < grammar.last:
        if index in dates:
            index = dates[index]  # "2023 إلى 43 ألفا" is a year and a number, no range
            continue
        word = list_[index]
        if word[0].isdigit() or word in starts or (len(word) > 2 and _may_start(word, starts)):
            hit = grammar.number(index)
            if hit is not None:
                found.append(hit)
                index = hit.last
                continue
        index += 1
    return found


@lru_cache(maxsize=50_000)
def _may_start(word: str, starts: frozenset[str]) -> bool:
    return any(rest in starts for _, rest in _openings(word))
