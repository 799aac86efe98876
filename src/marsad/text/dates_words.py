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
from typing import Any

import yaml

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
MOST_SEEN = 50_000  # words remembered with what they are, so that memory stays small
_ENGLISH = re.compile(
    r"\d+(?:,\d{3})+|\d+(?:st|nd|rd|th)?\b|\d+|[^\W\d_]+(?:['’][^\W\d_]{2,})?|\n|[-–—/.,:()&]|[^\w\s]"
)
_ARABIC = re.compile(
    r"\d+(?:[,٬]\d{3})+|\d+|[\u0621-\u065f\u0670-\u06d3\ufb50-\ufdff\ufe70-\ufefc]+|[A-Za-z]+|\n|[-–—/.,،:()&]|[^\w\s]"
)
_MARKS = re.compile("[\u0640\u064b-\u065f\u0670]")
_SAME = str.maketrans("أإآٱىة", "اااايه")
_PUNCTUATION = {"–": "-", "—": "-", "،": ",", "\n": "|"}


def fold_arabic(word: str) -> str:
    """An Arabic word without vowel marks and tatweel, with one form for each of ا ه ي."""
    return _MARKS.sub("", word).translate(_SAME)


@dataclass(frozen=True, slots=True)
class Atoms:
    """A text as atoms: a letter, a value and a place for each."""

    text: str
    letters: str
    values: list[Value]
    starts: list[int]
    ends: list[int]

    def is_definite(self, at: int) -> bool:
        """Whether the atom is an Arabic word with its article."""
        return at < len(self.starts) and self.text.startswith("ال", self.starts[at])


@dataclass(frozen=True)
class DateWords:
    """The date words of one language. `phrases` holds, by first word, what follows it, the longest first."""

    language: str
    words: Mapping[str, Entry]
    phrases: Mapping[str, tuple[tuple[tuple[str, ...], Entry], ...]]

    seen: dict[str, tuple[Entry, str]] = field(default_factory=dict)

    def entry(self, word: str) -> tuple[Entry, str]:
        """What a word is, and the form under which phrases know it."""
        if len(self.seen) > MOST_SEEN:
            self.seen.clear()
        found = self.seen[word] = self._look_up(word)
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
        folded = fold_arabic(word)
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
    letters: list[str] = []
    values: list[Value] = []
    starts: list[int] = []
    ends: list[int] = []
    forms: list[str] = []
    phrases, seen, some_phrase = words.phrases, words.seen, False
    for match in (_ARABIC if words.language == "ar" else _ENGLISH).finditer(text):
        word = match.group()
        (letter, value), form = seen.get(word) or words.entry(word)
        start, end = match.span()
        letters.append(letter)
        values.append(value)
        starts.append(start)
        ends.append(end)
        forms.append(form)
        some_phrase = some_phrase or form in phrases
    atoms = Atoms(text, "".join(letters), values, starts, ends)
    return _with_phrases(atoms, forms, words) if some_phrase else atoms


def _with_phrases(atoms: Atoms, forms: list[str], words: DateWords) -> Atoms:
    """Put the words of each phrase together."""
    joined = Atoms(atoms.text, "", [], [], [])
    letters: list[str] = []
    at = 0
    while at < len(forms):
        length, (letter, value) = 1, (atoms.letters[at], atoms.values[at])
        for rest, entry in words.phrases.get(forms[at], ()):
            if tuple(forms[at + 1 : at + 1 + len(rest)]) == rest or _glued(forms[at + 1 : at + 1 + len(rest)], rest):
                length, (letter, value) = 1 + len(rest), entry
                break
        letters.append(letter)
        joined.values.append(value)
        joined.starts.append(atoms.starts[at])
        joined.ends.append(atoms.ends[at + length - 1])
        at += length
    return Atoms(atoms.text, "".join(letters), joined.values, joined.starts, joined.ends)


def _glued(forms: list[str], rest: tuple[str, ...]) -> bool:
    """Whether the words are the phrase but for an "and" that was taken off them (والعشرين is kept as العشرين)."""
    return len(forms) == len(rest) and all(
        form == want or (want.startswith("و") and form == want[1:]) for form, want in zip(forms, rest)
    )
