"""Sentences with values in them, said in another language: found by their fixed words, the values kept.

Errors and findings are made where they arise, in English, with their values filled in: ``There is no act 'jump'; there
are accept, reject.`` A translator writes the sentence once, with names where the values stand (``There is no act {act};
there are {acts}.``), in the same gettext files as everything else. Whoever shows it finds it by its fixed words.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from marsad.text.interface import LOCALE, interface

_SLOT = re.compile(r"\{(\w+)\}")
_CODE = re.compile(r"[\w-]+(?: [\w-]+)?")  # what may itself be a word of the interface
LONGEST = 4000  # in characters; a longer text is no sentence of ours


@dataclass(frozen=True, slots=True)
class Phrase:
    """One sentence with slots: how it is found, and what it is called in the catalogue."""

    pattern: re.Pattern[str]
    message: str


def phrase_in(says: str, language: str, *, depth: int = 2) -> str:
    """The sentence in a language, its values in place; as it stands where nobody has translated it.

    Several sentences, or several reasons parted by "; ", are said one by one. Values that are words of the interface
    (an act, a measure) are translated too.
    """
    page = interface(language)
    if page.language == "en" or not says or len(says) > LONGEST:
        return says
    if (known := page.say(says)) != says:
        return known
    for phrase in _phrases(language):
        if (found := phrase.pattern.fullmatch(says)) is not None:
            values = {name: _value(value, language, depth) for name, value in found.groupdict().items()}
            return page.say(phrase.message, **values)
    return _by_parts(says, language, depth)


def _value(value: str, language: str, depth: int) -> str:
    bare = value.strip("'\"")
    if _CODE.fullmatch(bare):
        known = interface(language).say(bare)
        return known if known != bare else value
    return phrase_in(value, language, depth=depth - 1) if depth > 0 and " " in value else value


def _by_parts(says: str, language: str, depth: int) -> str:
    if depth <= 0:
        return says
    for cleft, joint in ((r"(?<=[.?!])\s+(?=[A-Z])", " "), (r";\s+", "؛ " if language == "ar" else "; ")):
        parts = re.split(cleft, says)
        if 1 < len(parts) <= 8:
            told = [phrase_in(part, language, depth=depth - 1) for part in parts]
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
        found += [Phrase(pattern_of(message), message) for message in messages if _SLOT.search(message)]
    # The one with the most fixed words first: "{a}: {b}" would swallow all others.
    return tuple(sorted(found, key=lambda each: -len(_SLOT.sub("", each.message))))


def pattern_of(message: str) -> re.Pattern[str]:
    """How a message with slots is found: its fixed words as they are, anything in the slots."""
    parts = _SLOT.split(message)
    seen: set[str] = set()
    made = []
    for place, part in enumerate(parts):
        if place % 2 == 0:
            made.append(re.escape(part))
        else:
            made.append(f"(?P={part})" if part in seen else f"(?P<{part}>.*?)")
            seen.add(part)
    return re.compile("".join(made), re.DOTALL)
