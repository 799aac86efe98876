"""A finding that is kept in one language, said in another: its sentence is found by the fixed words of the data files.

Findings are kept once, in the language of whoever ran the audit. Their sentences and arithmetic come out of
``audit_words.*.yaml`` (see `phrases`); here they are read back into key and values, and said from the other file.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from marsad.count.phrases import words_of
from marsad.model.claim import Finding

LANGUAGES = ("en", "ar")
ROOMS = ("sentences", "unless")
LOOSE = ("no-row", "newly")  # arithmetic with words in it
LABELS = frozenset({"label", "what", "other"})  # values that are themselves made of words
_SLOT = re.compile(r"\{(\w+)\}")
Name = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class _Sentence:
    room: str
    key: str
    patterns: tuple[re.Pattern[str], re.Pattern[str]]  # values as short as can be, and as long as can be
    fixed: int


def retell(finding: Finding, language: str, *, name: Name) -> Finding:
    """The finding with its sentences in a language; what nobody can read back stays as it is.

    Args:
        finding: as kept.
        language: "en" or "ar".
        name: gives the name of an actor or place in that language, by its name in the other.
    """
    if language not in LANGUAGES:
        return finding
    return replace(
        finding,
        says=_retold(finding.says, language, name),
        arithmetic=_retold(finding.arithmetic, language, name),
        unless=_retold(finding.unless, language, name) if finding.unless else finding.unless,
    )


def _retold(says: str, language: str, name: Name) -> str:
    for other in LANGUAGES:
        if other == language:
            continue
        for sentence in _sentences(other):
            ways = [found.groupdict() for each in sentence.patterns if (found := each.fullmatch(says)) is not None]
            # Words in brackets may stand in a label too: what is cut out of a sentence has whole brackets.
            way = next((each for each in ways if all(map(_is_whole, each.values()))), None)
            if ways:
                data = words_of(language)
                template = data[sentence.room][sentence.key] if sentence.room else data[sentence.key]
                return str(template).format(**_values(way or ways[0], other, language, name))
    return says


def _is_whole(words: str) -> bool:
    depth = 0
    for letter in words:
        depth += (letter == "(") - (letter == ")")
        if depth < 0:
            return False
    return depth == 0


def _values(found: dict[str, str], source: str, target: str, name: Name) -> dict[str, str]:
    return {
        key: _label(value, source, target, name) if key in LABELS else _plain(value, source, target)
        for key, value in found.items()
    }


def _plain(value: str, source: str, target: str) -> str:
    """A value that is a number, a day, a publisher, or the name of a language."""
    for key, word in words_of(source)["languages"].items():
        if word == value:
            return str(words_of(target)["languages"][key])
    return value.replace(str(words_of(source)["and"]), str(words_of(target)["and"]))


def _label(label: str, source: str, target: str, name: Name) -> str:
    """What is counted ("civilians killed", "attacks in Homs") in the other language."""
    who, mine = words_of(source)["who"], words_of(target)["who"]
    measures = words_of(source)["measures"]
    for key, word in measures.items():
        if word == label:
            return str(words_of(target)["measures"][key])
    for key, word in sorted(measures.items(), key=lambda pair: -len(pair[1])):
        found = _read(str(who["labelled"]).replace("{measure}", str(word)), label)
        if found is not None and (told := _who(found["who"], who, mine, name)) is not None:
            return str(mine["labelled"]).format(who=told, measure=words_of(target)["measures"][key])
    for found in _all_readings(str(who["in"]), label):
        inner = _label(found["label"], source, target, name)
        if inner != found["label"]:
            return str(mine["in"]).format(label=inner, place=name(found["place"]))
    told = _who(label, who, mine, name)
    return label if told is None else told


def _who(words: str, who: dict[str, str], mine: dict[str, str], name: Name) -> str | None:
    for key, word in who.items():
        if word == words and "{" not in word:
            return mine[key]
    found = _read(str(who["of"]), words)
    if found is not None:
        inner = _who(found["who"], who, mine, name)
        return None if inner is None else mine["of"].format(who=inner, actor=name(found["actor"]))
    known = name(words)
    return known if known != words else None


def _read(template: str, text: str) -> dict[str, str] | None:
    found = _pattern(template).fullmatch(text)
    return found.groupdict() if found else None


def _all_readings(template: str, text: str) -> Iterator[dict[str, str]]:
    """Every way to read a text as "{label} in {place}": the words between may stand in it twice."""
    between = _SLOT.split(template)[2]
    start = text.rfind(between)
    while start > 0:
        yield {"label": text[:start], "place": text[start + len(between) :]}
        start = text.rfind(between, 0, start)


@lru_cache(maxsize=4)
def _sentences(language: str) -> tuple[_Sentence, ...]:
    data = words_of(language)
    rooms = [(room, key, str(words)) for room in ROOMS for key, words in data[room].items()]
    found = [
        _Sentence(room, key, (_pattern(words), _pattern(words, ".+")), len(_SLOT.sub("", words)))
        for room, key, words in [*rooms, *(("", key, str(data[key])) for key in LOOSE)]
    ]
    # The one with the most fixed words first, so that a longer sentence is not read as a shorter one.
    return tuple(sorted(found, key=lambda each: -each.fixed))


@lru_cache(maxsize=256)
def _pattern(template: str, slot: str = ".+?") -> re.Pattern[str]:
    seen: set[str] = set()
    made = []
    for place, part in enumerate(_SLOT.split(template)):
        if place % 2 == 0:
            made.append(re.escape(part))
        else:
            made.append(f"(?P={part})" if part in seen else f"(?P<{part}>{slot})")
            seen.add(part)
    return re.compile("".join(made), re.DOTALL)
