"""Names of the gazetteer in running text, by a trie over folded words."""

import re
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from typing import Any

from marsad.model.place import Place
from marsad.text.found import FoundPlace
from marsad.text.romanise import ARTICLES, fold_token, is_arabic

_LETTER = r"(?:[^\W_]|[\u064b-\u065f\u0670\u0640])"
_TOKEN = re.compile(
    rf"[^\W_](?:[^\W_]++|[\u064b-\u065f\u0670\u0640]++)*+(?:['’‘ʿʾʼ`]{_LETTER}+)*['’ʿ]?(?=\W|$)|[^\W_]+"
)
_GAP = re.compile(r"[\s\-–ـ'’‘ʿʾ\u200e\u200f]{0,3}\Z")
_APOSTROPHES = re.compile("['’‘ʿʾʼ`]")
_ARTICLES = ARTICLES | {"ال"}
_LONGEST = 6  # words in a name; the longest names that ship have six


MOST_SEEN = 65_536  # words remembered with their keys


class _Word:
    """A word, wherever it stands: the keys it may be looked up by, and whether a name may begin with it."""

    __slots__ = ("is_arabic", "is_article", "keys", "may_open", "raw")

    def __init__(self, raw: str, longest: Container[str], uncapitalised: Container[str]) -> None:
        """`longest` holds the words that names begin with, `uncapitalised` those of names that need no capital."""
        self.raw, self.is_arabic = raw, is_arabic(raw)
        self.keys = _keys(raw)
        self.is_article = self.keys[0][0] in _ARTICLES
        openers = longest if self.is_arabic or raw[0].isupper() or raw[0].isdigit() else uncapitalised
        self.may_open = self.is_article or any(key in openers for key, _ in self.keys)


class _Words:
    """The words of one text, and where they stand in it."""

    __slots__ = ("ends", "starts", "text", "words")

    def __init__(self, text: str, words: list[_Word], starts: list[int], ends: list[int]) -> None:
        self.text, self.words, self.starts, self.ends = text, words, starts, ends

    def joins(self, position: int) -> bool:
        """Whether only blanks or a hyphen part a word from the next."""
        gap = self.text[self.ends[position] : self.starts[position + 1]]
        return gap == " " or ("\n" not in gap and _GAP.match(gap) is not None)


def _keys(raw: str) -> tuple[tuple[str, int], ...]:
    """(key, characters before the name) of a word: as it stands, then without Arabic prefixes."""
    if not is_arabic(raw):
        cleaned = _APOSTROPHES.sub("", raw)
        keys = [(fold_token(cleaned), 0)]
        if len(raw) > 3 and raw[-2:] in ("'s", "’s"):
            keys.append((fold_token(raw[:-2]), 0))
        elif raw.endswith(("'", "’")):
            keys.append((fold_token(raw[:-1]), 0))
        return tuple(keys)
    keys = [(_bare(raw), 0)]
    at = 0
    if raw[0] in "وف" and len(raw) > 3:
        at = 1
        keys.append((_bare(raw[1:]), 1))
    if raw[at] in "بلك" and len(raw) - at > 3:
        if raw[at] == "ل" and raw[at + 1] == "ل":
            keys.append((fold_token(raw[at + 2 :]), at + 1))  # لل is ل before ال: the article stays in the span
        else:
            keys.append((_bare(raw[at + 1 :]), at + 1))
    return tuple(keys)


def _bare(word: str) -> str:
    key = fold_token(word)
    return key[2:] if key.startswith("ال") and len(key) > 3 else key


def _end_of(run: tuple[str, int]) -> int:
    return run[1]


class Tagger:
    """A token trie over all names, with guards against names that are ordinary words."""

    def __init__(
        self,
        by_fold: Mapping[str, tuple[str, ...]],
        places: Mapping[str, Place],
        words: Mapping[str, Any],
        look_up: Callable[..., Any],
    ) -> None:
        self._by_fold = by_fold
        self._places = places
        self._look_up = look_up
        self._seen: dict[str, _Word] = {}
        self._uncapitalised: set[str] = set()  # what names of areas begin with ("areas controlled by …")
        self._longest: dict[str, int] = {}
        for name in by_fold:
            first, _, rest = name.partition(" ")
            length = rest.count(" ") + 2 if rest else 1
            if rest and any(place_id not in places for place_id in by_fold[name]):
                self._uncapitalised.add(first)
            if length > self._longest.get(first, 0):
                self._longest[first] = min(length, _LONGEST)
        self._ordinary: set[str] = set()
        self._heads: set[str] = set()
        self._cues: set[str] = set()
        for language in words.values():
            self._ordinary |= {_bare(word) for word in language.get("ordinary", ())}
            self._heads |= {_bare(word) for word in language.get("heads", {})}
            self._heads |= {
                _bare(word)
                for group in ("countryside", "desert", "road", "directions")
                for word in language.get(group, ())
            }
            self._cues |= {fold_token(word) for word in language.get("cues", ()) if " " not in word}

    def find(self, text: str, language: str) -> list[FoundPlace]:
        """Every name, in order; see `Gazetteer.find`."""
        matches = list(_TOKEN.finditer(text))
        seen, word_of = self._seen, self._word
        words = [seen.get(raw := match[0]) or word_of(raw) for match in matches]
        openers = [position for position, word in enumerate(words) if word.may_open]
        if not openers:
            return []
        told = _Words(text, words, [match.start() for match in matches], [match.end() for match in matches])
        found: list[FoundPlace] = []
        after = 0
        for position in openers:
            if position >= after and (hit := self._at(told, position)) is not None:
                found.append(hit[0])
                after = hit[1]
        return found

    def _word(self, raw: str) -> _Word:
        if len(self._seen) >= MOST_SEEN:
            self._seen.clear()
        word = self._seen[raw] = _Word(raw, self._longest, self._uncapitalised)
        return word

    def _at(self, told: _Words, position: int) -> tuple[FoundPlace, int] | None:
        words, text = told.words, told.text
        word = words[position]
        begin = position
        if word.is_article and position + 1 < len(words) and told.joins(position):
            position += 1
            word = words[position]
            if not word.may_open:
                return None
        for key, cut in word.keys:
            longest = self._longest.get(key)
            if longest is None:
                continue
            start = told.starts[begin] if begin != position else told.starts[position] + cut
            runs = list(self._runs(told, position, key, longest)) if longest > 1 else [(key, position)]
            for name, last in sorted(runs, key=_end_of, reverse=True) if len(runs) > 1 else runs:
                ids = self._by_fold.get(name)
                if ids and self._is_place(words, begin, last, name, ids, cut):
                    end = told.ends[last]
                    raw = text[start:end]
                    if raw.endswith(("'s", "’s")):
                        end -= 2
                    return FoundPlace(start, end, text[start:end], ids), last + 1
        return None

    def _runs(self, told: _Words, position: int, key: str, longest: int) -> Iterator[tuple[str, int]]:
        yield key, position
        words, last, length = told.words, position, 1
        while length < longest and last + 1 < len(words) and told.joins(last):
            last += 1
            if words[last].is_article:
                continue
            key, length = f"{key} {words[last].keys[0][0]}", length + 1
            yield key, last
            if len(words[last].keys) > 1 and not words[last].is_arabic:
                yield f"{key.rpartition(' ')[0]} {words[last].keys[1][0]}", last

    def _is_place(self, words: list[_Word], first: int, last: int, name: str, ids: Iterable[str], cut: int) -> bool:
        content = [word for word in words[first : last + 1] if not word.is_article]
        arabic = content[0].is_arabic
        if len(content) > 1 and any(place_id not in self._places for place_id in ids):
            return True  # an area: "areas controlled by …" has no capitals
        if not arabic and not all(word.raw[0].isupper() or word.raw[0].isdigit() for word in content):
            return False
        places = [self._places[place_id] for place_id in ids if place_id in self._places]
        beside = self._beside(words, first, last)
        if name in self._ordinary:
            return beside == "head"
        if any(place.level <= 3 or (place.population or 0) >= 50_000 for place in places):
            return len(name) > 2 or beside == "head"
        if " " in name:
            return True
        if arabic:
            return beside == "head" or (
                len(name) > 3 and (beside == "cue" or (cut > 0 and content[0].raw[cut - 1] == "ب"))
            )
        return beside == "head" or (len(name) > 3 and (beside == "cue" or first != last))

    def _beside(self, words: list[_Word], first: int, last: int) -> str | None:
        """Whether a word that makes a name a place stands before or after it."""
        before = {key for key, _ in words[first - 1].keys} if first else set()
        after = {key for key, _ in words[last + 1].keys} if last + 1 < len(words) else set()
        if before & self._heads or (after & self._heads and not words[last].is_arabic):
            return "head"
        if before & self._cues:
            two = {key for key, _ in words[first - 2].keys} if first > 1 else set()
            return "head" if two & self._heads else "cue"
        return None
