"""How well a Latin spelling fits an Arabic name: a cost of 0 for a usual spelling, 1 for each strange consonant.

Arabic writes long vowels only; Latin writes all. So a Latin vowel that Arabic leaves out costs little, a long vowel
that Latin leaves out costs more, and a long vowel against another one still more. Tuned on the dev part of
benchmarks/match_people.py (2026-11).
"""

import re
from collections.abc import Mapping
from functools import lru_cache

_PAIRS = (
    ("sch", "S"), ("tch", "S"), ("kh", "X"), ("qh", "X"), ("gh", "G"), ("sh", "S"), ("ch", "S"), ("th", "T"),
    ("dh", "D"), ("dj", "J"), ("ph", "f"), ("ck", "k"), ("qu", "k"), ("oo", "U"), ("ou", "U"), ("ee", "I"),
    ("ie", "I"), ("ei", "ay"), ("ai", "ay"), ("ey", "ay"), ("au", "aw"), ("ao", "aw"), ("ow", "aw"), ("aa", "A"),
    ("q", "q"), ("c", "k"), ("j", "J"), ("x", "X"), ("p", "b"), ("v", "w"),
)  # fmt: skip
_PATTERN = re.compile("|".join(letters for letters, _ in _PAIRS))
_TABLE = dict(_PAIRS)
# Which Latin sounds an Arabic consonant is written with, and what the less usual ones cost.
_CONSONANTS: dict[str, dict[str, float]] = {
    "ب": {"b": 0}, "ت": {"t": 0, "T": 0.4}, "ث": {"T": 0, "t": 0.12, "s": 0.12}, "ج": {"J": 0, "g": 0.1, "S": 0.6},
    "ح": {"h": 0, "X": 0.5}, "خ": {"X": 0, "k": 0.2, "h": 0.4}, "د": {"d": 0, "D": 0.4},
    "ذ": {"D": 0, "d": 0.1, "z": 0.12, "T": 0.2},
    "ر": {"r": 0}, "ز": {"z": 0, "s": 0.6}, "س": {"s": 0, "z": 0.6}, "ش": {"S": 0, "s": 0.6}, "ص": {"s": 0},
    "ض": {"d": 0, "D": 0.1, "z": 0.3}, "ط": {"t": 0}, "ظ": {"z": 0.05, "D": 0, "d": 0.12, "T": 0.1},
    "غ": {"G": 0, "g": 0.2, "k": 0.8},
    "ف": {"f": 0, "w": 0.8}, "ق": {"q": 0, "k": 0.05, "g": 0.2, "G": 0.6}, "ك": {"k": 0, "q": 0.2, "g": 0.6},
    "ل": {"l": 0}, "م": {"m": 0}, "ن": {"n": 0}, "ه": {"h": 0},
}  # fmt: skip
_LONG: dict[str, dict[str, float]] = {
    "ا": {"a": 0, "A": 0, "e": 0.15, "i": 0.6, "o": 0.4, "u": 0.6},
    "و": {"w": 0, "u": 0, "o": 0, "U": 0, "i": 0.8, "a": 0.8},
    "ي": {"y": 0, "i": 0, "I": 0, "e": 0.15, "a": 0.7, "u": 0.8},
}
_SHORT = {
    "a": 0.08,
    "e": 0.05,
    "o": 0.1,
    "u": 0.08,
    "i": 0.15,
    "U": 0.15,
    "I": 0.3,
    "A": 0.3,
    "y": 0.3,
    "w": 0.5,
    "h": 0.7,
}
_OPENING = 0.6  # a vowel that opens the Latin word, where Arabic has neither alef nor ayn
_LEFT_OUT = {"ا": 0.45, "و": 0.55, "ي": 0.5, "ع": 0.02, "ه": 0.6}
_FINAL = {"ه": 0.05, "ي": 0.35, "ا": 0.3}
STRANGE = 1.0


@lru_cache(maxsize=65536)
def latin_sounds(word: str) -> str:
    """A Latin word as sounds: one letter each, doubled consonants once."""
    said = _PATTERN.sub(lambda match: _TABLE[match.group()], word)
    return re.sub(r"([^aeiou])\1+", r"\1", said)


def misfit(latin: str, arabic: str, *, worst: float = 2.5) -> float:
    """What stands between the sounds of a Latin word and a folded Arabic word; `worst` or more means too much.

    Example:
        >>> misfit(latin_sounds("samer"), "سامر") < misfit(latin_sounds("samer"), "سمير")
        True
    """
    row = [0.0]
    for letter in latin:
        row.append(
            row[-1] + (_SHORT.get(letter, STRANGE) if len(row) > 1 else max(_OPENING, _SHORT.get(letter, STRANGE)))
        )
    last = len(arabic) - 1
    for position, mine in enumerate(arabic):
        above = row
        skip = _LEFT_OUT.get(mine, STRANGE)
        if position == last:
            skip = min(skip, _FINAL.get(mine, skip))
        if position == 0 and mine == "ا":
            skip = 0.3
        elif position == 1 and mine == "ي" and arabic[0] == "ا":
            skip = 0.1  # Iman, Ihab
        row = [above[0] + skip]
        fits = _fits(mine, position, last)
        for column, theirs in enumerate(latin):
            change = fits.get(theirs, STRANGE + 0.1)
            row.append(min(above[column] + change, above[column + 1] + skip, row[column] + _SHORT.get(theirs, STRANGE)))
        if min(row) >= worst:
            return worst
    return min(row[-1], worst)


def _fits(mine: str, position: int, last: int) -> Mapping[str, float]:
    if mine == "ع":
        return {"a": 0.0, "A": 0.0, "e": 0.05, "i": 0.05, "o": 0.02, "u": 0.02, "U": 0.1, "I": 0.2}
    if mine == "ا" and position == 0:
        return {"a": 0, "e": 0, "i": 0, "o": 0, "u": 0, "U": 0.05, "I": 0.05, "A": 0}
    if mine == "ه" and position == last:
        return {"h": 0, "a": 0, "e": 0, "A": 0.1, "t": 0.3, "i": 0.3}
    if mine == "ي" and position == last:
        return {**_LONG["ي"], "a": 0.1, "e": 0.1, "A": 0.1}
    return _LONG.get(mine) or _CONSONANTS.get(mine, {})
