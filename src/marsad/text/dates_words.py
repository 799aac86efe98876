"""The words of dates: a text becomes atoms, one letter each, so that the date grammar is a set of short patterns.

The letters: ``A`` month, ``a`` word that may be a month, ``I`` month of the Hijri calendar, ``W`` weekday, ``V``
weekday cut short, ``R`` today, yesterday…, ``P`` part of a day, ``s`` season, ``1`` number to 12, ``3`` number to 31,
``9`` other number, ``Y`` year, ``y`` Hijri year, ``n`` number in words, ``o`` ordinal, ``D`` "two days" in one word;
units ``h d w k j`` (hour, day, week, month, year), ``q`` quarter, ``H`` half; ``e m l`` early, middle, late, ``B``
start of something, ``Z`` its end; ``S`` since, ``F`` from, ``T`` until, ``b`` between, ``&`` and, ``i`` in, ``u`` on,
``U`` upon, ``f`` of, ``t`` the; ``p c x`` past, this, next; ``g`` ago, ``L`` later, ``E`` earlier, ``=`` same, ``v`` a
few, ``N`` now, ``O`` began, ``!`` said. Punctuation stands for itself, a new line is ``|``, anything else ``_``.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

import yaml

from marsad.text.normal_ar import fold

Value = int | tuple[int, str] | str | None
Entry = tuple[str, Value]

LETTERS = {
    "since": "S", "from": "F", "until": "T", "between": "b", "and": "&", "in": "i", "of": "f", "the": "t",
    "early": "e", "middle": "m", "late": "l", "start": "B", "end": "Z",
    "hour": "h", "day": "d", "week": "w", "month": "k", "year": "j",
    "quarter": "q", "half": "H", "past": "p", "this": "c", "next": "x", "ago": "g", "later": "L", "earlier": "E",
    "same": "=", "few": "v", "now": "N", "began": "O", "on_day": "u", "upon": "U",
    "said": "!",
}  # fmt: skip
TABLES = {
    "months": "A", "weak_months": "a", "hijri_months": "I", "weekdays": "W", "weak_weekdays": "V", "relative_days": "R",
    "seasons": "s", "numbers": "n", "ordinals": "o",
}  # fmt: skip
MOST_WORDS = 6  # of a phrase
MOST_SEEN = 50_000  # words remembered with what they are, so that memory stays small
_ENGLISH = re.compile(
    r"\d+(?:,\d{3})+|\d+(?:st|nd|rd|th)?\b|\d+|[^\W\d_]+(?:['’][^\W\d_]{2,})?|\n|[-–—/.,:()&]|[^\w\s]"
)
_ARABIC = re.compile(
    r"\d+(?:[,٬]\d{3})+|\d+|[\u0621-\u065f\u0670-\u06d3\ufb50-\ufdff\ufe70-\ufefc]+|[A-Za-z]+|\n|[-–—/.,،:()&]|[^\w\s]"
)
_PUNCTUATION = {"–": "-", "—": "-", "،": ",", "\n": "|"}


class Known(NamedTuple):
    """What a word is: letter and value, the form phrases know it by, and the words that may follow it in one."""

    letter: str
    value: Value
    form: str
    seconds: frozenset[str] | None


@dataclass(frozen=True, slots=True)
class Atoms:
    """A text as atoms: a letter, a value and a place for each."""

    text: str
    letters: str
    known: list["Known"]
    spans: list[tuple[int, int]]

    def value(self, at: int) -> Value:
        """What the atom stands for: a number, a word."""
        return self.known[at].value

    def is_definite(self, at: int) -> bool:
        """Whether the atom is an Arabic word with its article."""
        return at < len(self.spans) and self.text.startswith("ال", self.spans[at][0])


@dataclass(frozen=True)
class DateWords:
    """The date words of one language. `phrases` holds, by first word, what follows it, the longest first."""

    language: str
    words: Mapping[str, Entry]
    phrases: Mapping[str, tuple[tuple[tuple[str, ...], Entry], ...]]

    seen: dict[str, Known] = field(default_factory=dict)

    def entry(self, word: str) -> Known:
        """What a word is, and the form under which phrases know it."""
        if len(self.seen) > MOST_SEEN:
            self.seen.clear()
        (letter, value), form = self._look_up(word)
        seconds = {rest[0].removeprefix("و") for rest, _ in self.phrases.get(form, ())}
        seconds |= {rest[0] for rest, _ in self.phrases.get(form, ())}
        found = self.seen[word] = Known(letter, value, form, frozenset(seconds) or None)
        return found

    def _look_up(self, word: str) -> tuple[Entry, str]:
        if word[0].isdigit():
            return _number(word), word
        if word in _PUNCTUATION or (len(word) == 1 and not word.isalnum()):
            letter = _PUNCTUATION.get(word, word)
            return (letter if letter in "-/.,:()&|" else "_", None), word
        if self.language == "ar":
            return self._arabic(word)
        found = self.words.get(word)
        if found is None:
            word = word.lower()
            found = self.words.get(word)
        return found or ("_", None), word

    def _arabic(self, word: str) -> tuple[Entry, str]:
        folded = fold(word)
        for form in _stems(folded):
            found = self.words.get(form)
            if found is not None and not (form != folded and found[0] in "af&N"):
                return found, form
        for form in _stems(folded):
            if form in self.phrases:
                return ("_", None), form
        return ("_", None), folded


def _stems(folded: str) -> list[str]:
    """A folded word, then without the letters that Arabic writes together with it."""
    forms = [folded]
    rest = folded
    for clitics in ("وف", "بلك"):
        if len(rest) > 3 and rest[0] in clitics:
            rest = rest[1:]
            forms.append(rest)
            if rest.startswith("ل") and folded[-len(rest) - 1] == "ل":
                forms.append("ا" + rest)  # للشهر is ل and الشهر
    if len(rest) > 3 and rest.startswith("لل"):
        forms.append("ا" + rest[1:])
    if rest.startswith("ال") and len(rest) > 4:
        forms.append(rest[2:])
    return forms


def _number(word: str) -> Entry:
    digits = word.rstrip("stndrh")
    if not digits.isdecimal() or len(digits) > 4:
        return "9", None
    value = int(digits)
    if len(digits) == 4:
        return ("Y" if 1900 <= value <= 2100 else "y" if 1340 <= value <= 1500 else "9"), value
    if digits != word:
        return "o", value
    return ("1" if 1 <= value <= 12 else "3" if 13 <= value <= 31 else "9"), value


@cache
def date_words(language: str) -> DateWords:
    """The shipped date words of English ("en") or Arabic ("ar")."""
    source = files("marsad.text").joinpath(f"lexicon/dates.{language}.yaml").read_text(encoding="utf-8")
    entries = dict(_entries(yaml.safe_load(source)))
    if language == "ar":
        entries = {
            fold(name): (letter, fold(value) if isinstance(value, str) else value)
            for name, (letter, value) in entries.items()
        }
    words: dict[str, Entry] = {}
    phrases: dict[str, list[tuple[tuple[str, ...], Entry]]] = {}
    for name, entry in entries.items():
        parts = tuple(name.split())
        if len(parts) == 1:
            words[name] = entry
        else:
            phrases.setdefault(parts[0], []).append((parts[1:], entry))
    longest_first = {word: tuple(sorted(rest, key=lambda each: -len(each[0]))) for word, rest in phrases.items()}
    return DateWords(language, words, longest_first)


def _entries(data: Mapping[str, Any]) -> list[tuple[str, Entry]]:
    found: list[tuple[str, Entry]] = []
    for table, letter in TABLES.items():
        found += [(word, (letter, value)) for word, value in (data.get(table) or {}).items()]
    found += [(word, ("P", word)) for word in data["parts_of_day"]]
    found += [(word, ("D", (value[0], value[1]))) for word, value in (data.get("duals") or {}).items()]
    for kind, names in data["words"].items():
        found += [(word, (LETTERS[kind], word)) for word in names]
    return found


def atoms_of(text: str, words: DateWords) -> Atoms:
    """Cut a text into atoms; a phrase ("the day before yesterday") is one atom."""
    seen, matches = words.seen, list((_ARABIC if words.language == "ar" else _ENGLISH).finditer(text))
    known = [seen.get(word := match[0]) or words.entry(word) for match in matches]
    spans = [match.span() for match in matches]
    firsts = [index for index, each in enumerate(known) if each[3] is not None]
    for index in reversed(firsts):  # from the end, so that the places before stay
        following = known[index + 1].form if index + 1 < len(known) else ""
        if following not in known[index].seconds:  # type: ignore[operator]
            continue
        forms = [each.form for each in known[index + 1 : index + 1 + MOST_WORDS]]
        for rest, (letter, value) in words.phrases[known[index].form]:
            if _is_said(rest, forms):
                last = index + len(rest)
                known[index : last + 1] = [Known(letter, value, "", None)]
                spans[index : last + 1] = [(spans[index][0], spans[last][1])]
                break
    return Atoms(text, "".join([each[0] for each in known]), known, spans)


def _is_said(rest: tuple[str, ...], forms: list[str]) -> bool:
    """Whether the words are the phrase but for an "and" that was taken off them (والعشرين is kept as العشرين)."""
    return len(rest) <= len(forms) and all(
        form == want or (want[0] == "و" and form == want[1:]) for form, want in zip(forms, rest)
    )
