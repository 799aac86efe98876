"""Arabic in one spelling, every character still traceable to the report.

Vowel marks, kashida, quotation marks, direction marks and presentation forms go; alef, ya, ta marbuta and hamza take
one form each; Arabic-Indic and Persian digits become ASCII; words that were broken to pass a filter (``مـ ـقتل``,
``مق*تل``, ``ق.ت.ل``) are put together. Nothing but the view is changed: spans lead back to the words as written.
"""

import re
import unicodedata
from collections.abc import Callable

from marsad.text.view import View

_ONE_FOR_ONE = {
    **dict(zip(map(ord, "أإآٱىئؤةیکہھگێەۆڤ"), "ااااييوهيكههكيهوف")),
    **{ord("٠") + digit: str(digit) for digit in range(10)},
    **{ord("۰") + digit: str(digit) for digit in range(10)},
    **dict(zip(map(ord, "،؛؟٪٫٬۔"), ",;?%.,.")),
    **dict.fromkeys(map(ord, "‘’‚‛ʼ´`′ʹ＇"), "'"),
    **dict.fromkeys(map(ord, "‐‑‒–—―−﹣－"), "-"),
    **dict.fromkeys((0xA0, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000, 0x09), " "),
    **dict.fromkeys(map(ord, "\r\u0085\u2028\u2029\x0b\x0c"), "\n"),
    ord("…"): ".",
}  # fmt: skip
_MARKS = "\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed"
_HIDDEN = '"“”„‟″«»＂\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\x00-\x08\x0e-\x1f\x7f'
# Kashida with a space inside a word; vowel marks and kashida; what is not read at all; stars and bars inside a word.
_DROPPED = re.compile(
    rf"[{_MARKS}]*ـ[{_MARKS}ـ]* +ـ[{_MARKS}ـ]*|[{_MARKS}ـ]+|[{_HIDDEN}]+"
    r"|(?<=[\u0621-\u064a])[*_|·•~^+]+(?=[\u0621-\u064a])|(?<=:):+"
)
_DROPPABLE = re.compile(rf"[{_MARKS}ـ{_HIDDEN}*_|·•~^+:]")  # every match of the pattern above begins with one of these
_REPLACED = {chr(letter): plain for letter, plain in _ONE_FOR_ONE.items()}
_TRAILING = re.compile(rf"[{_MARKS}]")
_FORMS = re.compile("[\ufb50-\ufdff\ufe70-\ufefc]")
_CUT = re.compile(r"(?<![\u0621-\u064a])([\u0621-\u064a]{1,8})([.\-/])([\u0621-\u064a]{1,8})(?![\u0621-\u064a])")
# What stands in every match of one of these two, and seldom elsewhere.
_MAY_BE_CUT = re.compile(r"[.\-/](?<=[\u0621-\u064a].)[\u0621-\u064a]|[.\-/ ][\u0621-\u064a][.\-/ ]")
_LETTERS_APART = re.compile(r"(?<![\u0621-\u064a])(?:[\u0621-\u064a][.\-/ ]){2,9}[\u0621-\u064a](?![\u0621-\u064a])")


def fold(word: str) -> str:
    """A word in the spelling that views, lexicons and searches share."""
    return _DROPPED.sub("", unicodedata.normalize("NFKC", word) if _FORMS.search(word) else word).translate(
        _ONE_FOR_ONE
    )


def normalise(text: str, is_known: Callable[[str], bool] = lambda _: False) -> View:
    """The text as a view in one spelling.

    `is_known` says whether a word in that spelling is in the lexicon: words cut by points or dashes (``ق.ت.ل``) are
    joined only when it is.
    """
    if _FORMS.search(text):
        plain, starts, ends = _without_forms(text)
        view = View(plain, starts, ends)
    else:
        view = View.of(text)
    view = _without(view, _drops(view.text))
    plain = view.text
    for letter in set(plain) & _REPLACED.keys():  # far faster than translating letter by letter
        plain = plain.replace(letter, _REPLACED[letter])
    view = View(plain, view.starts, view.ends)
    cuts = _cuts(plain, is_known) if _MAY_BE_CUT.search(plain) else []
    return _without(view, cuts) if cuts else view


def _drops(text: str) -> list[tuple[int, int]]:
    """What is not read; the pattern is tried only where it can begin."""
    found: list[tuple[int, int]] = []
    at = 0
    while (start := _DROPPABLE.search(text, at)) is not None:
        at = start.start()
        match = _DROPPED.match(text, at)
        if match is None:
            at += 1
        else:
            found.append(match.span())
            at = match.end()
    return found


def _without_forms(text: str) -> tuple[str, list[int], list[int]]:
    """Presentation forms (ﻣﻘﺘﻞ, ﻻ, ﷲ) as plain letters; a ligature's letters all stand at its place."""
    out: list[str] = []
    starts: list[int] = []
    for position, character in enumerate(text):
        plain = unicodedata.normalize("NFKC", character) if "\ufb50" <= character <= "\ufefc" else character
        out.append(plain)
        starts += [position] * len(plain)
    return "".join(out), starts, [start + 1 for start in starts]


def _without(view: View, drops: list[tuple[int, int]]) -> View:
    """The view without some stretches; vowel marks count to the letter before them."""
    if not drops:
        return view
    text, pieces = view.text, []
    starts: list[int] = []
    ends: list[int] = []
    at = 0
    for start, end in [*drops, (len(text), len(text))]:
        pieces.append(text[at:start])
        starts += view.starts[at:start]
        ends += view.ends[at:start]
        if ends and start > at - 1 and end > start and _TRAILING.match(text, start) and ends[-1] == view.starts[start]:
            last = start
            while last < end and _TRAILING.match(text, last):
                last += 1
            ends[-1] = view.ends[last - 1]
        at = end
    return View("".join(pieces), starts, ends)


def _cuts(text: str, is_known: Callable[[str], bool]) -> list[tuple[int, int]]:
    """Marks and spaces between the letters of a known word."""
    found: set[tuple[int, int]] = set()
    for match in _LETTERS_APART.finditer(text):
        joined = re.sub(r"[.\-/ ]", "", match.group())
        if is_known(joined):
            found |= {(match.start() + at, match.start() + at + 1) for at in range(1, len(match.group()), 2)}
    for match in _CUT.finditer(text):
        left, _, right = match.groups()
        if is_known(left + right) and not (is_known(left) and is_known(right)):
            found.add(match.span(2))
    return sorted(found)
