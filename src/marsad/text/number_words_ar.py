"""The words of Arabic numbers, from their data file, ready for looking up."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

import yaml

from marsad.text.normal_ar import fold
from marsad.text.tokens import tokenise
from marsad.text.trie import Trie

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class ArabicNumberWords:
    """The words of numbers, ready for looking up."""

    units: Mapping[str, int]
    ten: Mapping[str, int]
    tens: Mapping[str, int]
    hundreds: Mapping[str, int]
    multipliers: Mapping[str, int]
    before: Trie
    after: Trie
    between: Trie
    vague: Trie
    joins: frozenset[str]
    names_before: frozenset[str]
    ages_before: frozenset[str]
    ages_after: frozenset[str]
    intervals: Mapping[str, tuple[int | None, int | None]]
    starts: frozenset[str]


def arabic_number_words(codebook: Mapping[str, Any] | None = None) -> ArabicNumberWords:
    """The Arabic number words, with the intervals of a codebook (its table ``vague``) for vague ones."""
    table = (codebook or {}).get("vague_ar") or (codebook or {}).get("vague") or {}
    return _words(tuple(sorted((str(key), tuple(value)) for key, value in table.items())))


@lru_cache(maxsize=16)
def _words(table: tuple[tuple[str, tuple[int | None, ...]], ...]) -> ArabicNumberWords:
    text = (files("marsad.text") / "lexicon" / "numbers.ar.yaml").read_text(encoding="utf-8")
    data = yaml.load(text, Loader=_LOADER)  # noqa: S506  (a safe loader, in C where there is one)
    tries = {name: Trie() for name in ("before", "after", "vague", "between")}
    for name in ("before", "after", "vague"):
        for meaning, phrases in data[name].items():
            for phrase in phrases:
                tries[name].add(tokenise(fold(phrase)).words, meaning)
    for phrase in data["between"]:
        tries["between"].add(tokenise(fold(phrase)).words, "between")
    tables = {
        name: {fold(word): value for word, value in data[name].items()}
        for name in ("units", "ten", "tens", "hundreds", "multipliers")
    }
    # Arabic "tens" (عشرات) reach from 20, English dozens from 24: a codebook's "tens" is what is meant.
    intervals = {key: tuple(value) for key, value in data["vague_intervals"].items()}
    given = dict(table)
    intervals |= {key: value for key, value in given.items() if key in intervals and key != "dozens"}
    intervals["dozens"] = given.get("tens", intervals["dozens"])
    starts = {word for each in tables.values() for word in each}
    starts |= {word for trie in tries.values() for word in trie.root} | {"من"}
    sets = {name: frozenset(map(fold, data[name])) for name in ("range", "names_before", "ages_before", "ages_after")}
    return ArabicNumberWords(
        tables["units"], tables["ten"], tables["tens"], tables["hundreds"],
        tables["multipliers"],
        tries["before"], tries["after"], tries["between"], tries["vague"],
        joins=sets["range"], names_before=sets["names_before"], ages_before=sets["ages_before"],
        ages_after=sets["ages_after"], intervals=intervals, starts=frozenset(starts),
    )  # fmt: skip
