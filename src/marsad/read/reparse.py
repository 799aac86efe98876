"""Whether words can mean a range, by our own number grammar: the guard against numbers that nobody wrote."""

from collections.abc import Callable, Mapping
from typing import Any

from marsad.model.range import Range
from marsad.packs import Pack
from marsad.text.english_lexicon import small_words
from marsad.text.found import FoundNumber
from marsad.text.numbers_en import find_numbers

_FINDERS: dict[str, Callable[..., list[FoundNumber]]] = {"en": find_numbers}
MOST_TABLES, MOST_ANSWERS = 16, 20_000
# What was asked before, by the codebook's table of vague words: the same few words count most people.
_KNOWN: dict[int, tuple[Any, dict[tuple[Any, ...], bool]]] = {}
_SMALL_WORD_NUMBERS = 24  # words without a figure (kin, "a couple", "half", "all but one") stay small or are shares


def can_mean(words: str, value: Range, language: str, pack: Pack) -> bool:
    """Whether `words` may be read as `value`: the number grammar reads it so, or they hold no number at all.

    Words without a number ("a civilian", "commander", "officers", "the rest", "half") can mean one or two, an open
    "at least one", or a share of a number elsewhere; never a number with a hedge or a bound.
    """
    if language not in _FINDERS:
        return True
    table = pack.codebook.get("vague")
    known = _KNOWN.get(id(table))
    if known is None or known[0] is not table:
        if len(_KNOWN) >= MOST_TABLES:
            _KNOWN.clear()
        known = _KNOWN[id(table)] = (table, {})
    answers = known[1]
    key = (words, value.low, value.best, value.high, value.sign, language)
    answer = answers.get(key)
    if answer is None:
        if len(answers) >= MOST_ANSWERS:
            answers.clear()
        answer = answers[key] = _can_mean(words, value, language, {"vague": table or {}})
    return answer


def _can_mean(words: str, value: Range, language: str, codebook: Mapping[str, Any]) -> bool:
    finder = _FINDERS[language]
    found = finder(words, codebook=codebook)
    if any(number.range == value for number in found):
        return True
    if any(number.range == value for number in finder(words + " of", codebook=codebook)):
        return True  # "a number" of …
    digits = any(character.isdigit() for character in words)
    if digits and any(not _is_age(words, number) for number in found):
        return False
    if value.sign == "vague":
        return value.low == 1 and value.high is None
    if not value.is_exact:
        return False
    shares = any(word in words.lower() for word in small_words("share_words"))
    spelled = [number for number in found if number.range.is_exact and not _is_age(words, number)]
    if spelled and not shares:
        return False
    return shares or (value.low or 0) <= 2


def _is_age(words: str, number: FoundNumber) -> bool:
    return words[number.end : number.end + 2] in ("-y", " y", "-m") or any(
        word in words for word in small_words("age_words")
    )
