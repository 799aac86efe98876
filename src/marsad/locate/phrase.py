"""A place as a report words it, taken apart: the names, how the event lies to them, and the region said beside them.

"an area 55 km north-east of Palmyra in the eastern countryside of Homs" is an offset of 55 km at 45° from Palmyra, in
Homs. The words that carry this are data (place_words.yaml of the packs); what is left are names.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from marsad.locate.wording import Words
from marsad.text.romanise import ARTICLES, fold_token, is_arabic

_TOKEN = re.compile(r"\d+(?:[.,]\d+)?|[^\W\d_][^\W_]*(?:['’‘ʿʾʼ`][^\W_]+)*['’]?|[-–—,/()،:&]")
_MARKS = re.compile("[\u0640\u064b-\u0655\u0670]+")  # tatweel and vowel signs
_DASHES = frozenset("-–—")
_STOPS = frozenset(",()،:")
_PARTS = _STOPS | {"/"}


@dataclass(frozen=True, slots=True)
class Name:
    """A name inside a phrase, with the kind that stands beside it ("village", "adm1", …)."""

    text: str
    head: str | None = None


@dataclass(frozen=True, slots=True)
class Phrase:
    """The parts of a place's words.

    `relation` is at, near, border, side, countryside, desert, road, between, offset or again (names nothing: "the same
    road"). `bearing` is in degrees from north, `distance_km` the stated distance. `regions` are names said to hold the
    place. `others` are names that stand in brackets or behind a slash: the same place by another name, or a second one.
    `head` is the kind of thing where no name stands; `is_of_it` marks "its countryside". `near_to` are names behind a
    "near" that has a name before it: "the M5 highway near Saraqib".
    """

    relation: str
    names: tuple[Name, ...] = ()
    regions: tuple[Name, ...] = ()
    bearing: float | None = None
    distance_km: float | None = None
    head: str | None = None
    is_of_it: bool = False
    others: tuple[Name, ...] = ()
    near_to: tuple[Name, ...] = ()


@dataclass(slots=True)
class _Token:
    raw: str
    key: str
    role: str
    joins_before: bool = False  # by a hyphen without blanks
    kind: str | None = None
    value: float | None = None


def parse(words: str, lexicon: Words, is_name: Callable[[str], bool]) -> Phrase:
    """Takes a place's words apart; `is_name` says whether the gazetteer has a name in just this spelling."""
    if is_name(words) and not _has_role(words, lexicon):
        return Phrase("at", (Name(words),))
    tokens = list(_tokens(words, lexicon, is_name))
    return _Builder(tokens, is_name).build()


def _has_role(words: str, lexicon: Words) -> bool:
    """Whether a whole phrase is but a function word (المدينة, the camp), though a village may bear that name."""
    keys = [fold_token(match.group()) for match in _TOKEN.finditer(words)]
    return all(
        key in lexicon.role
        or key in lexicon.heads
        or key in lexicon.directions
        or key.removeprefix("ال") in lexicon.heads
        for key in keys
    )


def _tokens(words: str, lexicon: Words, is_name: Callable[[str], bool]) -> Iterator[_Token]:
    words = _MARKS.sub("", words)
    pieces = [(match[0], match.start(), match.end()) for match in _TOKEN.finditer(words)]
    keys = [fold_token(piece[0]) for piece in pieces]
    told = [key in lexicon.role or key in lexicon.directions or key in lexicon.heads for key in keys]
    position = 0
    while position < len(pieces):
        known = _known_run(words, pieces, position, keys, told, lexicon, is_name) if any(told) else 0
        if known:
            start, last = pieces[position][1], known
            yield _Token(words[start : pieces[last][2]], "", "known")
            position = last + 1
            continue
        raw, start, _ = pieces[position]
        glued = position > 0 and pieces[position - 1][2] == start
        yield from _classify(raw, lexicon, is_name, glued)
        position += 1


def _known_run(
    words: str, pieces: list[tuple[str, int, int]], position: int, keys: list[str], told: list[bool], lexicon: Words,
    is_name: Callable[[str], bool],
) -> int:  # fmt: skip
    """The last piece of a known name of several words that begins here and holds a function word (Deir ez-Zor, West
    Bank, ريف دمشق), or 0. `told` marks the pieces that are function words."""
    if pieces[position][0] in _DASHES or pieces[position][0] in _PARTS:
        return 0
    most = min(position + 5, len(pieces) - 1)
    stop = next((at for at in range(position + 1, most + 1) if pieces[at][0] in _PARTS), most + 1)
    for last in range(stop - 1, position, -1):
        if pieces[last][0] in _DASHES or True not in told[position : last + 1]:
            continue
        end = keys[last]
        if end in lexicon.heads and end not in ("camp", "region", "area") and not is_arabic(end):
            continue
        if is_name(words[pieces[position][1] : pieces[last][2]]):
            return last
    return 0


def _classify(raw: str, lexicon: Words, is_name: Callable[[str], bool], glued: bool) -> Iterator[_Token]:
    if raw in _DASHES:
        yield _Token(raw, raw, "dash", glued)
        return
    if raw == "/":
        yield _Token(raw, raw, "slash")
        return
    if raw in _STOPS:
        yield _Token(raw, raw, "bracket" if raw == "(" else "stop")
        return
    if raw == "&":
        yield _Token(raw, raw, "and")
        return
    if raw[0].isdecimal():  # a raised or circled digit is a digit to Python, yet no number
        yield _Token(raw, raw, "number", value=_number(raw))
        return
    if len(raw) > 2 and raw[-2:] in ("'s", "’s"):
        yield _Token(raw[:-2], fold_token(raw[:-2]), "name", glued)
        yield _Token("'s", "'s", "owner")
        return
    key = fold_token(raw)
    role = _role(key, lexicon)
    if role is None and is_arabic(raw):
        yield from _arabic(raw, key, lexicon, is_name, glued)
        return
    yield _token(raw, key, role or ("name" if raw[0].isupper() or is_arabic(raw) else "other"), lexicon, glued)


def _token(raw: str, key: str, role: str, lexicon: Words, glued: bool) -> _Token:
    return _Token(
        raw, key, role, glued, lexicon.heads.get(key) or lexicon.heads.get(key.removeprefix("ال")),
        lexicon.units_km.get(key) if role == "unit" else lexicon.directions.get(key),
    )  # fmt: skip


def _role(key: str, lexicon: Words) -> str | None:
    if key in ARTICLES:
        return "article"
    if key in lexicon.role:
        return lexicon.role[key]
    if key in lexicon.directions:
        return "direction"
    if key in lexicon.heads:
        return "head"
    if key in lexicon.units_km:
        return "unit"
    if key.startswith("ال") and key[2:] in lexicon.heads:
        return "head"
    return None


_PRONOUNS = ("ها", "هما", "هم", "ه")


def _arabic(raw: str, key: str, lexicon: Words, is_name: Callable[[str], bool], glued: bool) -> Iterator[_Token]:
    """An Arabic word with prefixes (و, ب, ل) and a pronoun behind (ريفها) taken off, where what is left says so."""
    if raw[0] in "وف" and len(raw) > 3 and not is_name(raw):
        rest = list(_classify(raw[1:], lexicon, is_name, glued))
        if rest[0].role != "name" or is_name(raw[1:]):
            yield _Token("و", "و", "and")
            yield from rest
            return
    if raw[0] in "بل" and len(raw) > 3 and not is_name(raw):
        bare = "ال" + raw[2:] if raw[0] == "ل" and raw[1] == "ل" else raw[1:]
        role = _role(fold_token(bare), lexicon)
        if role is not None or is_name(bare):
            yield _Token(raw[0], raw[0], "link")
            yield from _classify(bare, lexicon, is_name, glued)
            return
    for pronoun in _PRONOUNS:
        stem = key.removesuffix(pronoun)
        if stem != key and _role(stem, lexicon) in ("countryside", "desert", "near", "head"):
            yield _token(raw, stem, str(_role(stem, lexicon)), lexicon, glued)
            yield _Token(pronoun, pronoun, "its")
            return
    yield _Token(raw, key, "name", glued)


def _number(raw: str) -> float:
    return float(raw.replace(",", "."))


_REGION_HEADS = frozenset({"adm1", "adm2", "district", "subdistrict", "region", "area"})
_TURNS = ("link", "direction", "countryside", "desert")


class _Builder:
    """Reads the classified words from left to right."""

    def __init__(self, tokens: list[_Token], is_name: Callable[[str], bool]) -> None:
        self.tokens = tokens
        self.is_name = is_name
        self.names: list[Name] = []
        self.regions: list[Name] = []
        self.seen: dict[str, Any] = {}
        self.others: list[Name] = []
        self.near_to: list[Name] | None = None
        self.in_region = self.in_bracket = False
        self.head: str | None = None
        self.arabic = any(is_arabic(token.raw) for token in tokens)

    def build(self) -> Phrase:
        position = 0
        while position < len(self.tokens):
            token = self.tokens[position]
            if token.role in ("name", "known") or (token.role == "article" and self._name_follows(position)):
                position = self._run(position)
                continue
            self._word(token, position)
            position += 1
        return self._phrase()

    def _name_follows(self, position: int) -> bool:
        rest = self.tokens[position + 1 : position + 3]
        return bool(rest) and (
            rest[0].role == "name" or (rest[0].role == "dash" and len(rest) > 1 and rest[1].role == "name")
        )

    def _run(self, position: int) -> int:
        """A name of one or more words from here; returns where it ends."""
        start = position
        parts: list[str] = []
        cuts: list[int] = []
        while position < len(self.tokens):
            token = self.tokens[position]
            if token.role == "known" and not parts:
                parts.append(token.raw)
                position += 1
                break
            if token.role == "name" or (token.role == "article" and self._name_follows(position)):
                parts.append(token.raw)
            elif token.role == "other" and parts and self.is_name(" ".join([*parts, token.raw])):
                parts.append(token.raw)  # Deir ezzor
            elif token.role == "dash" and parts and self._name_follows(position):
                if self.tokens[position - 1].role != "article":
                    cuts.append(len(parts))
                else:
                    parts[-1] += "-"
            else:
                break
            position += 1
        head = self._head_before(start) or self._head_after(position)
        for text in self._split(parts, cuts):
            self._add(Name(text, head))
        if position < len(self.tokens) and self.tokens[position].role == "owner":
            if self.names and not self.in_region:  # Yemen's Marib
                self.regions.append(self.names.pop())
            position += 1
        return position

    def _add(self, name: Name) -> None:
        """A name goes where it stands: the place, another name of it, or what holds it."""
        is_second = "slash" in self.seen and bool(self.names) and not {"road", "between"} & self._roles()
        if self.in_region:
            self.regions.append(name)
        elif self.near_to is not None:
            self.near_to.append(name)
        elif not is_second:
            self.names.append(name)
        if self.names and (is_second or self.in_bracket) and name.head not in _REGION_HEADS:
            self.others.append(name)

    def _split(self, parts: list[str], cuts: list[int]) -> list[str]:
        """ "Nawa-Jasim" is two names where each is one and the whole is none."""
        whole = " ".join(parts).replace("- ", "-")
        if not cuts or self.is_name(whole):
            return [whole] if cuts else self._two_ends(parts) or [whole]
        pieces = [
            " ".join(parts[begin:end]).replace("- ", "-")
            for begin, end in zip([0, *cuts], [*cuts, len(parts)], strict=True)
        ]
        if "road" in self._roles() or "between" in self._roles() or all(self.is_name(piece) for piece in pieces):
            return pieces
        return [whole]

    def _two_ends(self, parts: list[str]) -> list[str] | None:
        """The two names that a road is called by without a dash or an "and" between them (طريق دمشق حمص)."""
        if len(parts) < 2 or "road" not in self._roles() or self.is_name(" ".join(parts)):
            return None
        pairs = ([" ".join(parts[:at]), " ".join(parts[at:])] for at in range(1, len(parts)))
        return next((pair for pair in pairs if all(map(self.is_name, pair))), None)

    def _roles(self) -> set[str]:
        return {token.role for token in self.tokens}

    def _head_before(self, start: int) -> str | None:
        back = start - 1
        while back >= 0 and self.tokens[back].role in ("link", "skip", "article"):
            back -= 1
        token = self.tokens[back] if back >= 0 else None
        return token.kind if token is not None and token.role == "head" and (self.arabic or back < start - 1) else None

    def _head_after(self, position: int) -> str | None:
        token = self.tokens[position] if position < len(self.tokens) and not self.arabic else None
        return token.kind if token is not None and token.role == "head" else None

    def _word(self, token: _Token, position: int) -> None:
        """Notes what a function word says, of the place itself or of the region beside it."""
        self.in_bracket = token.role == "bracket" or (self.in_bracket and token.raw != ")")
        turns = token.role in ("stop", "bracket") or (
            token.role in _TURNS and self._more(position) and self._turns(token)
        )
        self.in_region = self.in_region or bool(turns and self.names)
        if self.in_region:
            return
        if token.role == "direction":
            if token.value is not None:
                self.seen["bearing"] = _middle(self.seen.get("bearing"), token.value)
            self.seen["direction"] = True
        elif token.role == "number":
            self.seen["number"] = token.value
        elif token.role == "unit" and "number" in self.seen:
            self.seen["distance"] = self.seen["number"] * (token.value or 1.0)
        elif token.role == "head":
            self.head = self.head or token.kind
        elif token.role == "near" and self.names and self._more(position):
            self.near_to = []
        else:
            self.seen[token.role] = True

    def _turns(self, token: _Token) -> bool:
        """Whether what follows holds the place, and is no other end of a road."""
        return not ({"road", "between"} & self.seen.keys()) or token.key in ("in", "في", "ب")

    def _more(self, position: int) -> bool:
        """Whether names follow, so that a direction is no adjective of the name before it."""
        return any(token.role in ("name", "known") for token in self.tokens[position + 1 :])

    def _phrase(self) -> Phrase:
        seen = self.seen
        if not self.names and self.regions:
            self.names, self.regions, self.others = self.regions, [], []
        bearing, distance = seen.get("bearing"), seen.get("distance")
        relation = "at"
        if not self.names:
            relation = "again"
        elif distance is not None:
            relation = "offset"
        elif "between" in seen and len(self.names) > 1:
            relation = "between"
        elif "road" in seen:
            relation = "road"
        else:
            named = ("border", "near", "desert", "countryside")
            relation = next((role for role in named if role in seen), "side" if "direction" in seen else "at")
        head = "capital" if "capital" in seen else "road" if relation == "again" and "road" in seen else self.head
        if relation == "again" and ("countryside" in seen or "desert" in seen):
            head = "countryside"
        return Phrase(
            relation, tuple(self.names), tuple(self.regions), bearing, distance, head, "its" in seen,
            tuple(self.others), tuple(self.near_to or ()),
        )  # fmt: skip


def _middle(one: float | None, other: float) -> float:
    """شمال شرقي: between north and east; twice the same stays."""
    if one is None or one == other:
        return other
    if abs(one - other) > 180:
        one, other = (one + 360, other) if one < other else (one, other + 360)
    return ((one + other) / 2) % 360
