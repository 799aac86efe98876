"""A text put right for reading, every character still traceable: marks unified, broken words joined.

Writers break words to pass the filters of social media: ``kil*led``, ``IS*IS``, ``att-ack``, ``I*E*D``.
"""

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache

from marsad.text.view import View

# One character for another: positions stay as they are.
_ONE_FOR_ONE = {
    **dict.fromkeys(map(ord, "‘’‚‛ʼ´`′ʹ＇"), "'"),
    **dict.fromkeys(map(ord, "“”„‟″«»＂"), '"'),
    **dict.fromkeys(map(ord, "‐‑‒–—―−﹣－"), "-"),
    **dict.fromkeys(
        map(
            ord, "\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000\t\x0b\x0c"
        ),
        " ",
    ),
    **dict.fromkeys(map(ord, "\r\u0085\u2028\u2029"), "\n"),
    ord("…"): ".",
    ord("⁎"): "*",
    ord("∗"): "*",
    ord("＊"): "*",
}
_REPLACED = {chr(mark): plain for mark, plain in _ONE_FOR_ONE.items()}
# Marks without width, direction marks, soft hyphens, byte order marks, control characters: not read at all.
_UNREAD = re.compile(
    "[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb\x00-\x08\x0e-\x1f\x7f]"
)
_SOMETHING_FOREIGN = re.compile("[^\x09\x0a\x20-\x7e]")
_STARRED = re.compile(r"(?<=[^\W\d_])\*+(?=[^\W\d_])")
_CUT = re.compile(r"[-.|~_·](?<=[^\W\d_].)(?=[^\W\d_])")  # the mark first: a search leaps to the next one
_BEFORE = re.compile(r"(?<![^\W\d_*\-.'|])[^\W\d_]{1,12}$")
_AFTER = re.compile(r"[^\W\d_]{1,14}(?![^\W\d_])")
# Letters of other scripts that look like Latin ones, used inside Latin words for the same purpose.
_LOOK_ALIKE = str.maketrans("аеорсухіјѕАВЕКМНОРСТХ", "aeopcyxijsABEKMHOPCTX")
_MIXED = re.compile(r"[A-Za-z]+[\u0400-\u04ff][A-Za-z\u0400-\u04ff]*|[\u0400-\u04ff]+[A-Za-z][A-Za-z\u0400-\u04ff]*")


@lru_cache(maxsize=4096)
def _plain(character: str) -> str:
    """The compatibility form of one character, without marks above and below."""
    if unicodedata.category(character) == "Mn":
        return ""
    return unicodedata.normalize("NFKC", character)


def _spell(text: str) -> tuple[str, list[int], list[int]]:
    """The text in plain forms, with the place of each character; the slow way, for texts that need it."""
    out: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for position, character in enumerate(text):
        if character > "\x7e" and not "\u0600" <= character <= "\u06ff":
            plain = "" if _UNREAD.match(character) else _plain(character)
        else:
            plain = "" if _UNREAD.match(character) else character
        if not plain and ends and unicodedata.category(character) == "Mn":
            ends[-1] = position + 1  # an accent belongs to its letter
        for each in plain:
            out.append(each)
            starts.append(position)
            ends.append(position + 1)
    return "".join(out), starts, ends


def _breaks(text: str, is_known: Callable[[str], bool]) -> list[int]:
    """Where marks stand that only break a word."""
    found = [at for match in _STARRED.finditer(text) for at in range(match.start(), match.end())] if "*" in text else []
    for match in _CUT.finditer(text):
        at, mark = match.start(), match.group()
        after = _AFTER.match(text, at + 1)
        before = _BEFORE.search(text, max(0, at - 13), at)
        if after is None or before is None:
            continue
        left, right = before.group().lower(), after.group().lower()
        if not is_known(left + right):
            continue
        if mark == "-" and is_known(left) and is_known(right):
            continue  # two words that happen to make a third
        if mark == "." and text[after.end() : after.end() + 1] == ".":
            continue  # initials
        found.append(at)
    return sorted(set(found))


def mend(text: str, is_known: Callable[[str], bool]) -> View:
    """The text as a reader takes it: one form of quotes, dashes and spaces, nothing invisible, no broken words.

    `is_known` says whether a word (in lower case) is in the lexicon; ``att-ack`` is joined only when "attack" is.
    """
    if not _SOMETHING_FOREIGN.search(text):
        plain, starts, ends = text, None, None
    else:
        plain, starts, ends = text, None, None
        seen = set(text)
        for mark in seen & _REPLACED.keys():
            plain = plain.replace(mark, _REPLACED[mark])
        if any(_UNREAD.match(c) or (not c.isascii() and _plain(c) != c) for c in seen - _REPLACED.keys()):
            plain, starts, ends = _spell(plain)
        if _MIXED.search(plain):
            plain = _MIXED.sub(lambda match: match.group().translate(_LOOK_ALIKE), plain)
    breaks = _breaks(plain, is_known)
    if starts is None and not breaks:
        return View(plain, range(len(plain)), range(1, len(plain) + 1))
    dropped = set(breaks)
    keep = [at for at in range(len(plain)) if at not in dropped] if breaks else range(len(plain))
    return View(
        "".join([plain[at] for at in keep]) if breaks else plain,
        [starts[at] for at in keep] if starts is not None else list(keep),
        [ends[at] for at in keep] if ends is not None else [at + 1 for at in keep],
    )
