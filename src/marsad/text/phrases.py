"""Sentences with values in them, said in another language: found by their fixed words, the values kept.

Errors and findings are made where they arise, in English, with their values filled in: ``There is no act 'jump'; there
are accept, reject.`` A translator writes the sentence once, with names where the values stand (``There is no act {act};
there are {acts}.``), in the same gettext files as everything else. Whoever shows it finds it by its fixed words.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from marsad.text.interface import LOCALE, interface

_SLOT = re.compile(r"\{(\w+)\}")
_CODE = re.compile(r"[\w-]+(?: [\w-]+)?")  # what may itself be a word of the interface
_LETTER = re.compile("[A-Za-z\u0590-\u08ff]")
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff]")
AS_GIVEN = frozenset({"who", "id", "name", "text", "words", "line", "ref", "host", "url"})  # never words of ours
LONGEST = 4000  # in characters; a longer text is no sentence of ours


@dataclass(frozen=True, slots=True)
class Phrase:
    """One sentence with slots: how it is found, and what it is called in the catalogue."""

    strict: re.Pattern[str]  # its values hold no "; ", which parts reasons
    pattern: re.Pattern[str]
    message: str


def as_it_is(id: str) -> str:
    """A name where nobody has another."""
    return id


def phrase_in(says: str, language: str, *, names: Callable[[str], str] = as_it_is, depth: int = 2) -> str:
    """The sentence in a language, its values in place; as it stands where nobody has translated it.

    Several sentences, or several reasons parted by "; ", are said one by one. Values that are words of the interface
    (an act, a measure) or ids that `names` knows are said in the language too; all others keep their own direction.
    """
    page = interface(language)
    if page.language == "en" or not says or len(says) > LONGEST:
        return says
    told = _phrase_in(says, language, names, depth)
    # A sentence that begins with a Latin value is one from right to left all the same.
    begins = _LETTER.search(told)
    turned = told != says and page.direction == "rtl" and begins is not None and not _RIGHT_TO_LEFT.match(begins[0])
    return f"\u200f{told}" if turned else told


def _phrase_in(says: str, language: str, names: Callable[[str], str], depth: int) -> str:
    page = interface(language)
    if (known := page.say(says)) != says:
        return known
    filled = _filled(says, language, names, depth, strictly=True)
    if filled is None and (told := _by_parts(says, language, names, depth)) != says:
        return told
    return filled or _filled(says, language, names, depth, strictly=False) or says


def _filled(says: str, language: str, names: Callable[[str], str], depth: int, *, strictly: bool) -> str | None:
    for phrase in _phrases(language):
        found = (phrase.strict if strictly else phrase.pattern).fullmatch(says)
        if found is not None:
            values = {
                key: _isolated(value) if key in AS_GIVEN else _value(value, language, names, depth)
                for key, value in found.groupdict().items()
            }
            return interface(language).say(phrase.message, **values)
    return None


def _value(value: str, language: str, names: Callable[[str], str], depth: int) -> str:
    if (parts := value.split(", ")) and len(parts) > 1 and all(_CODE.fullmatch(part) for part in parts):
        return ("، " if language == "ar" else ", ").join(_value(part, language, names, depth) for part in parts)
    bare = value.strip("'\"")
    known = interface(language).say(bare) if _CODE.fullmatch(bare) else bare
    known = names(bare) if known == bare else known
    if known == bare and depth > 0 and " " in value:
        known = _phrase_in(value, language, names, depth - 1)
        bare = value
    return known if known != bare else _isolated(value)


def _isolated(value: str) -> str:
    """A value that would be turned around among words that run from right to left, held together."""
    return f"\u2066{value}\u2069" if value.strip() and not _RIGHT_TO_LEFT.search(value) else value


def _by_parts(says: str, language: str, names: Callable[[str], str], depth: int) -> str:
    if depth <= 0:
        return says
    for cleft, joint in ((r"(?<=[.?!])\s+(?=[A-Z])", " "), (r";\s+", "؛ " if language == "ar" else "; ")):
        parts = re.split(cleft, says)
        if 1 < len(parts) <= 8:
            told = [_phrase_in(part, language, names, depth - 1) for part in parts]
            if told != parts:
                return joint.join(told)
    return says


@lru_cache(maxsize=8)
def _phrases(language: str) -> tuple[Phrase, ...]:
    from babel.messages.pofile import read_po

    found = []
    for path in sorted((LOCALE / language).glob("*.po")):
        with path.open("rb") as file:
            messages = [message.id for message in read_po(file, locale=language) if isinstance(message.id, str)]
        found += [
            Phrase(pattern_of(message, r"(?:(?!; ).)*?"), pattern_of(message), message)
            for message in messages if _SLOT.search(message)
        ]  # fmt: skip
    # The one with the most fixed words first: "{a}: {b}" would swallow all others.
    return tuple(sorted(found, key=lambda each: -len(_SLOT.sub("", each.message))))


def pattern_of(message: str, slot: str = ".*?") -> re.Pattern[str]:
    """How a message with slots is found: its fixed words as they are, anything in the slots."""
    parts = _SLOT.split(message)
    seen: set[str] = set()
    made = []
    for place, part in enumerate(parts):
        if place % 2 == 0:
            made.append(re.escape(part))
        else:
            made.append(f"(?P={part})" if part in seen else f"(?P<{part}>{slot})")
            seen.add(part)
    return re.compile("".join(made), re.DOTALL)
