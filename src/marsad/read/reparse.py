"""Whether words can mean a range, by our own number grammar: the guard against numbers that nobody wrote."""

from collections.abc import Callable
from functools import lru_cache

from marsad.model.range import Range
from marsad.packs import Pack
from marsad.text.found import FoundNumber
from marsad.text.numbers_en import find_numbers

_FINDERS: dict[str, Callable[..., list[FoundNumber]]] = {"en": find_numbers}
_ONE = frozenset("a an the his her their its one another this that my our each every some any".split())
_SMALL_WORD_NUMBERS = 24  # words without a figure (kin, "a couple", "half", "all but one") stay small or are shares


def can_mean(words: str, value: Range, language: str, pack: Pack) -> bool:
    """Whether `words` may be read as `value`: the number grammar reads it so, or they hold no number at all.

    Words without a number ("a civilian", "commander", "officers", "the rest", "half") can mean one or two, an open
    "at least one", or a share of a number elsewhere; never a number with a hedge or a bound.
    """
    table = pack.codebook.get("vague") or {}
    return _can_mean(words, value, language, tuple((key, tuple(bounds)) for key, bounds in table.items()))


@lru_cache(maxsize=20_000)
def _can_mean(words: str, value: Range, language: str, vague: tuple[tuple[str, tuple[int | None, ...]], ...]) -> bool:
    finder = _FINDERS.get(language)
    if finder is None:
        return True
    found = finder(words, codebook={"vague": dict(vague)})
    if any(number.range == value for number in found):
        return True
    if any(number.range == value for number in finder(words + " of", codebook={"vague": dict(vague)})):
        return True  # "a number" of …
    digits = any(character.isdigit() for character in words)
    if digits and any(not _is_age(words, number) for number in found):
        return False
    if value.sign == "vague":
        return value.low == 1 and value.high is None
    if not value.is_exact:
        return False
    shares = any(word in words.lower() for word in ("half", "all", "third", "quarter"))
    spelled = [number for number in found if number.range.is_exact and not _is_age(words, number)]
    if spelled and not shares:
        return False
    return shares or (value.low or 0) <= 2


def _is_age(words: str, number: FoundNumber) -> bool:
    return words[number.end : number.end + 2] in ("-y", " y", "-m") or "year" in words
