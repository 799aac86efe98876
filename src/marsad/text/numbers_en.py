"""English numbers with their hedges, ranges and vague words, as ranges with exact spans.

The words are data (``lexicon/numbers.en.yaml``); what vague words mean is the codebook's.
"""

from collections.abc import Container, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from typing import Any, NamedTuple

import yaml

from marsad.model.range import Range
from marsad.text.found import FoundNumber
from marsad.text.mending import mend
from marsad.text.tokens import Tokens, tokenise
from marsad.text.trie import Trie

MOST_DIGITS = 12  # a longer number counts nothing that a bulletin counts
_AFTER_ARTICLE = frozenset(
    "dozen hundred thousand million billion half few handful number group minimum maximum lot large total"
    " couple".split()
)
_ORDINAL = frozenset({"st", "nd", "rd", "th"})
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class NumberHit(NamedTuple):
    """A number in a token list: tokens `[first, last)`; `bare` is where the number itself begins, after its hedge."""

    first: int
    last: int
    bare: int
    range: Range
    rule: str


@dataclass(frozen=True)
class NumberWords:
    """The words of numbers, ready for looking up. `starts` holds every word that can open a number."""

    units: Mapping[str, int]
    tens: Mapping[str, int]
    multipliers: Mapping[str, int]
    before: Trie
    after: Trie
    joins: frozenset[str]
    vague: Trie
    intervals: Mapping[str, tuple[int | None, int | None]]
    starts: frozenset[str] = field(default_factory=frozenset)


@lru_cache(maxsize=1)
def _data() -> Mapping[str, Any]:
    text = (files("marsad.text") / "lexicon" / "numbers.en.yaml").read_text(encoding="utf-8")
    data: Mapping[str, Any] = yaml.load(text, Loader=_LOADER)  # noqa: S506  (a safe loader, in C where there is one)
    return data


def number_words(codebook: Mapping[str, Any] | None = None) -> NumberWords:
    """The English number words, with the intervals of a codebook (its table ``vague``) for vague ones."""
    table = (codebook or {}).get("vague") or {}
    return _words(tuple(sorted((str(key), tuple(value)) for key, value in table.items())))


@lru_cache(maxsize=16)
def _words(table: tuple[tuple[str, tuple[int | None, ...]], ...]) -> NumberWords:
    data = _data()
    tries = {name: Trie() for name in ("before", "after", "vague")}
    for name, trie in tries.items():
        for meaning, phrases in data[name].items():
            for phrase in phrases:
                trie.add(tokenise(phrase).words, meaning)
    intervals = {key: tuple(value) for key, value in data["vague_intervals"].items()} | dict(table)
    starts = {*data["units"], *data["tens"], *data["multipliers"], "a", "an", "half", "between", "zero"}
    starts |= set(tries["before"].root) | set(tries["vague"].root)
    return NumberWords(
        data["units"], data["tens"], data["multipliers"], tries["before"], tries["after"], frozenset(data["range"]),
        tries["vague"], intervals, frozenset(starts),
    )  # fmt: skip


def _digits(word: str) -> int | None:
    """The value of a token of digits; "2.729" is a thousand mark of another country, "1.25" no whole number."""
    whole, _, fraction = word.replace(",", "").partition(".")
    if len(whole) + len(fraction) > MOST_DIGITS:
        return None
    if fraction and len(fraction) != 3:
        return None
    return int(whole + fraction)


def _multiplied(word: str, factor: int) -> int | None:
    whole, _, fraction = word.replace(",", "").partition(".")
    if len(whole) + len(fraction) > MOST_DIGITS:
        return None
    value, scale = int(whole + fraction) * factor, int("1" + "0" * len(fraction))
    return (value + scale // 2) // scale


class _Grammar:
    """One look through one token list."""

    def __init__(self, tokens: Tokens, words: NumberWords, last: int) -> None:
        self.tokens, self.words, self.list, self.last = tokens, words, tokens.words, last

    def cardinal(self, index: int) -> tuple[int, int] | None:
        """(value, index after it) of a plain number that begins at `index`."""
        if index >= self.last:
            return None
        word = self.list[index]
        if word[0].isdigit():
            return self._figure(index, word)
        if word in ("a", "an", "half"):
            return self._article(index, word)
        if word in self.words.units or word in self.words.tens:
            return self._spelled(index)
        return None

    def _figure(self, index: int, word: str) -> tuple[int, int] | None:
        tokens, after = self.tokens, index + 1
        if ":" in word:
            return None  # 10:40
        if not word.isascii() and not word.replace(",", "").replace(".", "").isdecimal():
            return None
        if tokens.is_glued(index) and (self.list[index - 1][-1].isalpha() or self._is_designation(index)):
            return None  # M4, Su-24
        if after < self.last:
            glued = tokens.is_glued(after)
            if self.list[after] in _ORDINAL and glued:
                return None  # 47th
            if (
                glued
                and self.list[after] in ("/", ":")
                and after + 1 < self.last
                and tokens.is_glued(after + 1)
                and self.list[after + 1][0].isdigit()
            ):
                return None  # 6/29, 10:40
            if self.list[after] in ("%",) or self.list[after] in ("percent", "pc"):
                return None
            factor = self.words.multipliers.get(self.list[after])
            if factor and (value := _multiplied(word, factor)) is not None:
                return value, after + 1
        if tokens.is_glued(index) and self.list[index - 1] in ("/", ":", ".", "$", "€", "£") and index > 1:
            return None
        value = _digits(word)
        return None if value is None else (value, after)

    def _is_designation(self, index: int) -> bool:
        """A figure after a hyphen after a word: T-72, Covid-19."""
        return (
            self.list[index - 1] == "-"
            and index > 1
            and self.tokens.is_glued(index - 1)
            and self.list[index - 2][-1].isalpha()
            and self.list[index - 2] not in self.words.units
            and self.list[index - 2] not in self.words.tens
        )

    def _article(self, index: int, word: str) -> tuple[int, int] | None:
        """A dozen, half a dozen, a hundred."""
        if word == "half":
            if self.list[index + 1 : index + 3] == ["a", "dozen"] and index + 3 <= self.last:
                return 6, index + 3
            return (6, index + 2) if self.list[index + 1 : index + 2] == ["dozen"] and index + 2 <= self.last else None
        if index + 1 < self.last and self.list[index + 1] in self.words.multipliers:
            value = self.words.multipliers[self.list[index + 1]]
            return value, index + 2
        if self.list[index + 1 : index + 3] == ["half", "dozen"] and index + 3 <= self.last:
            return 6, index + 3
        return None

    def _spelled(self, index: int) -> tuple[int, int] | None:
        """Number words: twenty-five; one hundred and twenty; three thousand five hundred; two dozen."""
        total, current, seen = 0, 0, index
        units, tens, multipliers = self.words.units, self.words.tens, self.words.multipliers
        kind = ""  # what came last: a unit ends a group, a ten may take a unit
        while seen < self.last:
            word = self.list[seen]
            if word in tens and kind in ("", "multiplier"):
                current, kind = current + tens[word], "ten"
            elif word in units and (kind in ("", "multiplier") or (kind == "ten" and 0 < units[word] < 10)):
                current, kind = current + units[word], "unit"
            elif word in multipliers and kind in ("unit", "ten", "multiplier"):
                factor = multipliers[word]
                if factor == 100 or factor == 12:
                    current *= factor
                else:
                    total, current = total + current * factor, 0
                kind = "multiplier"
            elif word in ("-", "and") and self._goes_on(seen, kind):
                pass
            else:
                break
            seen += 1
        value = total + current
        return (value, seen) if len(str(value)) <= MOST_DIGITS else None

    def _goes_on(self, index: int, kind: str) -> bool:
        """Whether a hyphen or "and" joins number words here: twenty-five, hundred and five."""
        if index + 1 >= self.last:
            return False
        following = self.list[index + 1]
        if self.list[index] == "-":
            return kind == "ten" and 0 < self.words.units.get(following, 0) < 10 and self.tokens.is_glued(index)
        previous = self.list[index - 1]
        return (
            kind == "multiplier"
            and previous in ("hundred", "thousand")
            and (following in self.words.units or following in self.words.tens)
            and (index + 2 >= self.last or self.list[index + 2] not in ("hundred", "thousand"))
        )

    def number(self, index: int) -> NumberHit | None:
        """The number with its hedge that begins at `index`."""
        list_, last = self.list, self.last
        hedge = self.words.before.longest(list_, index, last) if list_[index] in self.words.before.root else None
        if hedge and hedge[0] < last:
            sign = hedge[1][0]
            inner = self._counted(hedge[0], sign)
            if inner:
                return NumberHit(index, inner.last, hedge[0], inner.range, f"number-en/hedge{sign}")
            if self.list[hedge[0]] in self.words.before.root:  # "over nearly", "at least some"
                again = self.number(hedge[0])
                if again:
                    return NumberHit(index, again.last, again.bare, again.range, again.rule)
        if list_[index] == "between" and index + 1 < last and (pair := self._pair(index + 1, ("and",))):
            return NumberHit(index, pair[2], index + 1, Range.between(pair[0], pair[1]), "number-en/between")
        return self._counted(index, "=")

    def _pair(self, index: int, joins: Container[str]) -> tuple[int, int, int] | None:
        """Two numbers joined to a range, as (low, high, index after)."""
        one = self.cardinal(index)
        if not one or one[1] >= self.last or self.list[one[1]] not in joins:
            return None
        two = self.cardinal(one[1] + 1)
        if not two or two[0] <= one[0] or two[0] > 1000 * max(one[0], 1):
            return None
        return one[0], two[0], two[1]

    def _counted(self, index: int, sign: str) -> NumberHit | None:
        if index >= self.last:
            return None
        found = self.cardinal(index)
        if found and found[1] < self.last and self.list[found[1]] in self.words.joins:
            pair = self._pair(index, self.words.joins)
            if pair and not (self.list[found[1]] == "or" and sign != "="):
                return NumberHit(index, pair[2], index, Range.between(pair[0], pair[1]), "number-en/range")
        if not found:
            return (
                self._vague(index) if sign == "=" or self.list[index] in ("dozens", "hundreds", "thousands") else None
            )
        value, after = found
        if sign == "=" and after < self.last and self.list[after] in self.words.after.root:
            post = self.words.after.longest(self.list, after, self.last)
            if post:
                return NumberHit(index, post[0], index, _ranged(value, post[1][0]), f"number-en/post{post[1][0]}")
        if sign == "=" and after < self.last and self.list[after] == "+" and self.tokens.is_glued(after):
            return NumberHit(index, after + 1, index, _ranged(value, ">="), "number-en/plus")
        return NumberHit(index, after, index, _ranged(value, sign), "number-en/exact")

    def _vague(self, index: int) -> NumberHit | None:
        if self.list[index] not in self.words.vague.root:
            return None
        found = self.words.vague.longest(self.list, index, self.last)
        if not found:
            return None
        low, high = self.words.intervals.get(found[1][0], (1, None))
        after = found[0]
        if self.list[after - 1] == "of" and after - index > 1:  # the span is the word, "of" belongs to what is counted
            after -= 1
        return NumberHit(index, after, index, Range.vague(low, high), f"number-en/vague {found[1][0]}")


@lru_cache(maxsize=4096)
def _ranged(value: int, sign: str) -> Range:
    """The range of a number with its hedge; made once, since most numbers of bulletins are small and come again."""
    match sign:
        case ">=" | ">":
            return Range(value, value, None, sign)
        case "<=" | "<":
            return Range(None, None, value, sign)
        case "~":
            return Range(None, value, None, "~")
        case "<~":
            return Range(None, value, value, "<~")
    return Range.exactly(value)


def scan_numbers(tokens: Tokens, words: NumberWords) -> list[NumberHit]:
    """Every number of a token list, in order, none inside another."""
    grammar = _Grammar(tokens, words, len(tokens))
    found: list[NumberHit] = []
    list_, starts, count = tokens.words, words.starts, len(tokens.words)
    text, line_end, after = tokens.text, -1, 0
    for index in [at for at, word in enumerate(list_) if word in starts or word[0].isdigit()]:
        if index < after or not _may_open(list_, index, count, list_[index]):
            continue
        if tokens.starts[index] > line_end:  # no number runs over the end of a line
            line_end = text.find("\n", tokens.starts[index])
            line_end = len(text) if line_end < 0 else line_end
            grammar.last = tokens.at(line_end)
        hit = grammar.number(index)
        if hit is not None:
            found.append(hit)
            after = hit.last
    return found


def _may_open(list_: list[str], index: int, count: int, word: str) -> bool:
    """Whether an article can open a number here: a dozen, a hundred, a few. Most articles do not."""
    return word not in ("a", "an") or (index + 1 < count and list_[index + 1] in _AFTER_ARTICLE)


def find_numbers(text: str, *, codebook: Mapping[str, Any] | None = None) -> list[FoundNumber]:
    """Every number in an English text, with its hedge, as `FoundNumber`.

    Years, ages, ordinals and designations (M4, 47th, 6/29/2014, 40 %) are left out as far as their form tells;
    what a number counts is not looked at. Vague words take the codebook's intervals.

    Example:
        >>> [(found.range.low, found.range.high) for found in find_numbers("at least 12 dead, 950 to 975 attacks")]
        [(12, None), (950, 975)]
    """
    view = mend(text, lambda _: False)
    tokens = tokenise(view.text)
    result = []
    for hit in scan_numbers(tokens, number_words(codebook)):
        span = view.span(tokens.starts[hit.first], tokens.ends[hit.last - 1])
        result.append(FoundNumber(span.start, span.end, hit.range, hit.rule))
    return result
