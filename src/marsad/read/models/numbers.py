"""The one number that stands in a quote, by the grammar of its language."""

from collections.abc import Callable
from typing import Any

from marsad.model.range import Range
from marsad.packs import Pack
from marsad.text.found import FoundNumber
from marsad.text.numbers_ar import find_numbers as find_arabic
from marsad.text.numbers_en import find_numbers as find_english

_FINDERS: dict[str, Callable[..., list[FoundNumber]]] = {"en": find_english, "ar": find_arabic}
_ARTICLES = frozenset(["a", "an", "the", "one", "another"])


def ranges_of(words: str, language: str, pack: Pack) -> tuple[Range, ...]:
    """Every number in `words`, each once; a lone noun with an article ("a child") is one."""
    codebook: Any = pack.codebook
    finder: Callable[..., list[FoundNumber]] = _FINDERS.get(language, find_english)
    found = tuple(dict.fromkeys(number.range for number in finder(words, codebook=codebook)))
    if not found and language == "en" and words.split()[:1] and words.split()[0].lower() in _ARTICLES:
        return (Range.exactly(1),)
    return found
