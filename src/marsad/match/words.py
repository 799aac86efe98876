"""The words of a text or a place name that can tell one event from another."""

import re
from functools import lru_cache
from pathlib import Path

import yaml

from marsad.text.romanise import fold_token, name_tokens

_TOKEN = re.compile(r"[^\W_]+")
_DATA = Path(__file__).parent / "data" / "words.yaml"


@lru_cache(maxsize=1)
def _lists() -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """Folded words of kinds of places, words common to all reports, and words that begin another event."""
    data = yaml.safe_load(_DATA.read_text(encoding="utf-8"))
    place = {token for words in data["place"].values() for token in name_tokens(words)}
    text = {fold_token(token) for words in data["text"].values() for token in words.split()}
    apart = {fold_token(token) for words in data["apart"].values() for token in words.split()}
    return frozenset(place), frozenset(text), frozenset(apart)


@lru_cache(maxsize=65536)
def place_names(words: str) -> tuple[str, ...]:
    """The words of a place mention that name a place, folded: "Tal Zaytun village" gives tal and zaytun."""
    kinds, _, _ = _lists()
    return tuple(token for token in name_tokens(words) if token not in kinds and not token.isdigit())


def text_words(text: str) -> frozenset[str]:
    """The telling words of a stretch of text, folded; the characters writers put inside words are taken out."""
    _, common, _ = _lists()
    joined = re.sub(r"(?<=\w)[*‐-](?=\w)|ـ\s?ـ|ـ", "", text)
    tokens = (fold_token(token) for token in _TOKEN.findall(joined))
    return frozenset(token for token in tokens if len(token) > 2 and token not in common)


def begins_apart(text: str) -> bool:
    """Whether the first words of a claim say that it is about another event ("separately", "a second bomb")."""
    _, _, apart = _lists()
    first = [fold_token(token) for token in _TOKEN.findall(text)[:10]]
    return any(word in apart or word.removeprefix("و") in apart for word in first)
