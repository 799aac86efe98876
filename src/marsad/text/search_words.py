"""The words that a text is found by: normal forms and light stems, the same for what is stored and what is asked.

Arabic words lose their article, joined letters and commonest endings; broken plurals (قتلى, قرى, عناصر) come from a
small lexicon. English words lose plural and verb endings. Figures of all scripts become ASCII. Stems are for finding,
not for reading: two words may share one.
"""

import re
import unicodedata
from functools import lru_cache
from importlib.resources import files

import yaml

from marsad.text.normal_ar import fold, normalise

VERSION = "1"  # of the stems: what was stored with another version is stored again
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_WORD = re.compile(r"[^\W_]+")
_ARABIC = re.compile("[\u0620-\u06ff]")
_THOUSANDS = re.compile(r"(?<=\d)[,٬](?=\d{3}(?!\d))")
_SHORTEST = 3  # letters that a stem keeps
_PREFIXES = ("وبال", "فبال", "وكال", "ولل", "فلل", "بال", "كال", "وال", "فال", "لل", "ال")
_LETTERS = ("و", "ف", "ب", "ل", "ك")
# Longest first; what stands alone as a word would otherwise lose too much.
_ENDINGS = "تهما اتهم ياته تين تان وها هما يين يون تي ون وا ات ين ان ته تم هم هن ها نا يه ه ي ا و"
_SUFFIXES = tuple(_ENDINGS.split())
_ENGLISH_ENDINGS = (
    ("ies", "y"), ("sses", "ss"), ("ings", ""), ("ing", ""), ("edly", ""), ("ed", ""), ("es", "e"), ("s", ""),
)  # fmt: skip


@lru_cache(maxsize=1)
def _broken() -> dict[str, str]:
    """Forms that no ending gives away, by their folded spelling, each with the stem of the word they belong to."""
    text = (files("marsad.text") / "lexicon" / "ar.plurals.yaml").read_text(encoding="utf-8")
    data = yaml.load(text, Loader=_LOADER)  # noqa: S506  (a safe loader)
    table: dict[str, str] = {}
    for word, forms in data.items():
        stem = _light(fold(word))
        for form in (word, *forms):
            table.setdefault(fold(form), stem)
    return table


@lru_cache(maxsize=100_000)
def arabic_stem(word: str) -> str:
    """The light stem of a folded Arabic word.

    Example:
        >>> arabic_stem("والقتلي") == arabic_stem("قتيلا")
        True
    """
    broken = _broken()
    for form in _bare_forms(word):
        if form in broken:
            return broken[form]
    return _light(word)


def _bare_forms(word: str) -> list[str]:
    """A word, without its article, without letters joined before it, without the commonest endings."""
    forms = [word]
    for prefix in _PREFIXES:
        if word.startswith(prefix) and len(word) - len(prefix) >= _SHORTEST - 1:
            forms.append(word[len(prefix) :])
            break
    else:
        if word[:1] in _LETTERS and len(word) > _SHORTEST:
            forms.append(word[1:])
            if word[0] in "وف" and word[1:2] in _LETTERS and len(word) > _SHORTEST + 1:
                forms.append(word[2:])
    for form in list(forms):
        for suffix in ("ا", "ان", "ين", "هم", "ها", "ه", "هما"):
            if form.endswith(suffix) and len(form) - len(suffix) >= _SHORTEST - 1:
                forms.append(form[: -len(suffix)])
    return forms


def _light(word: str) -> str:
    """A word without article, joined letters and endings, never shorter than three letters."""
    for prefix in _PREFIXES:
        if word.startswith(prefix) and len(word) - len(prefix) >= _SHORTEST:
            word = word[len(prefix) :]
            break
    else:
        if word[:1] == "و" and len(word) > _SHORTEST + 1:
            word = word[1:]
    for _ in range(2):
        for suffix in _SUFFIXES:
            if word.endswith(suffix) and len(word) - len(suffix) >= _SHORTEST:
                word = word[: -len(suffix)]
                break
        else:
            break
    return word


@lru_cache(maxsize=50_000)
def english_stem(word: str) -> str:
    """A word in lower case without the endings of plurals and verbs, never shorter than three letters."""
    for ending, instead in _ENGLISH_ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) + len(instead) >= _SHORTEST:
            if ending == "s" and word.endswith(("ss", "us", "is")):
                return word
            stem = word[: -len(ending)] + instead
            if (
                ending in ("ed", "ing", "ings", "edly")
                and len(stem) > _SHORTEST
                and stem[-1] == stem[-2]
                and stem[-1] not in "lsz"
            ):
                stem = stem[:-1]  # stopped, gunned
            return stem.removesuffix("e") if len(stem) > _SHORTEST else stem
    return word.removesuffix("e") if len(word) > _SHORTEST else word


def search_words(text: str, language: str | None = None) -> list[str]:
    """The words that a text is found by, in order, repeats kept.

    Store them beside the text (FTS5, ``tsvector('simple')``) and ask with the same function. A text may hold several
    languages: each word is stemmed by its own script; `language` decides only words of Arabic script, which other
    languages than Arabic keep as they are.

    Example:
        >>> search_words("القرى والقتلى", "ar") == search_words("قرية قتيل", "ar")
        True
    """
    text = _THOUSANDS.sub("", text)
    folded = normalise(text).text if _ARABIC.search(text) else text
    plain = unicodedata.normalize("NFKD", folded).casefold()
    if not plain.isascii():
        plain = "".join(character for character in plain if unicodedata.category(character) != "Mn")
    is_arabic = language is None or language[:2] == "ar" or language[:2] == "en"
    found: list[str] = []
    for word in _WORD.findall(plain):
        if _ARABIC.match(word):
            found += _apart(word) if is_arabic else [word]
        else:
            found.append(english_stem(word) if word.isalpha() else word)
    return found


def _apart(word: str) -> list[str]:
    """The stem of an Arabic word; letters and figures written together are two words."""
    pieces = re.findall(r"\d+|[^\d]+", word)
    return [
        piece if piece.isdigit() else arabic_stem(piece)
        for piece in pieces
        if len(pieces) == 1 or len(piece) > 1 or piece.isdigit()
    ]
