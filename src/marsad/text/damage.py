"""Text that was damaged on its way: Arabic in the wrong encoding, in visual order, in presentation forms, torn apart.

What can be set right with certainty is; the rest is named, so that it can be set aside with its reason.
"""

import re
from dataclasses import dataclass
from typing import Literal

from marsad.text.language import guess_language

DamageKind = Literal["wrong encoding", "visual order", "torn letters", "lost characters"]
SAMPLE = 20_000

_LATIN_1 = re.compile("[\u00c0-\u00ff\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192]")
_LETTERS = re.compile(r"[^\W\d_]+")
_ARABIC = re.compile("[\u0621-\u064a]+")
# Without any of these nothing below can be wrong with a text; most texts in Latin script have none.
_SUSPECT = re.compile(
    "[\u00c0-\u00ff\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u0600-\u06ff\ufb50-\ufeff\ufffd]|\\?\\?\\?"
)
_WORD = re.compile("[\u0621-\u065f]+")
_FORMS = re.compile("[\ufb50-\ufdff\ufe70-\ufefc]")
_RUN = re.compile(r"[A-Za-z0-9\u0660-\u0669\u06f0-\u06f9]+(?:[.,:/\-][A-Za-z0-9\u0660-\u0669\u06f0-\u06f9]+)*")
_MIRROR = str.maketrans("()[]{}<>«»“”", ")(][}{><»«”“")


@dataclass(frozen=True, slots=True)
class Damage:
    """What is wrong with a text, the text set right where that is certain, and one sentence about it."""

    kind: DamageKind
    says: str
    mended: str | None = None


def find_damage(text: str) -> Damage | None:
    """What is wrong with a text, or None.

    Example:
        >>> find_damage("ÞÊá ÓÈÚÉ ãä ÞæÇÊ ÇáäÙÇã Ýí ßãíä").mended
        'قتل سبعة من قوات النظام في كمين'
    """
    sample = text[:SAMPLE]
    if _SUSPECT.search(sample) is None:
        return None
    letters = sum(map(len, _LETTERS.findall(sample)))
    if letters < 8:
        return None
    lost = sample.count("\ufffd") + sample.count("؟؟؟") * 3 + sample.count("???") * 3
    if lost > 0.15 * letters:
        return Damage("lost characters", f"{lost} of its characters were lost on the way; collect the report again")
    return _wrong_encoding(text, sample, letters) or _visual_order(text, sample) or _torn(sample)


def _wrong_encoding(text: str, sample: str, letters: int) -> Damage | None:
    """Windows-1256 read as windows-1252, UTF-8 read as either."""
    if len(_LATIN_1.findall(sample)) > 0.3 * letters:
        for wrong, right in (("cp1252", "utf-8"), ("latin-1", "utf-8"), ("cp1252", "cp1256"), ("latin-1", "cp1256")):
            if (mended := _recoded(text, wrong, right)) is not None:
                return _named(wrong, right, mended)
        if (fixed := _by_ftfy(text)) is not None:
            return _named("latin-1", "utf-8", fixed)
        return None
    arabic = sum(map(len, _ARABIC.findall(sample)))
    if arabic and (sample.count("ط") + sample.count("ظ")) > 0.35 * arabic:
        mended = _recoded(text, "cp1256", "utf-8")
        if mended is not None:
            return _named("cp1256", "utf-8", mended)
    return None


def _named(wrong: str, right: str, mended: str) -> Damage:
    names = {"cp1252": "windows-1252", "cp1256": "windows-1256", "latin-1": "latin-1", "utf-8": "UTF-8"}
    return Damage("wrong encoding", f"{names[right]} was read as {names[wrong]}", mended)


def _recoded(text: str, wrong: str, right: str) -> str | None:
    """The text read in its right encoding, if that makes Arabic of it."""
    pieces = []
    try:
        for piece in re.split("([^\x00-\u2fff])", text):  # emoji and the like came in later
            pieces.append(piece if len(piece) == 1 and piece > "\u2fff" else _bytes(piece, wrong).decode(right))
    except (UnicodeEncodeError, UnicodeDecodeError):
        return None
    mended = "".join(pieces)
    return mended if guess_language(mended).language == "ar" and "\ufffd" not in mended else None


def _bytes(text: str, encoding: str) -> bytes:
    """Windows-1252 has holes that decoders fill with the control characters of latin-1."""
    if encoding != "cp1252":
        return text.encode(encoding)
    return b"".join(c.encode("latin-1") if "\x80" <= c <= "\x9f" else c.encode("cp1252") for c in text)


def _by_ftfy(text: str) -> str | None:
    import ftfy

    mended = ftfy.fix_encoding(text)
    return mended if mended != text and guess_language(mended).language == "ar" else None


def _visual_order(text: str, sample: str) -> Damage | None:
    """Arabic whose letters stand from left to right, as some PDF files give it: words begin with ة and end with لا."""
    plain = _plain(sample)
    words = [word for word in _WORD.findall(plain) if len(word) > 3]
    if len(words) < 4:
        return None
    backwards = len([word for word in words if word[-2:] == "لا"]) + len([word for word in words if word[0] in "ةى"])
    if backwards <= 2:
        return None
    forwards = len([word for word in words if word[:2] == "ال"]) + len([word for word in words if word[-1] in "ةى"])
    if backwards <= 2 * forwards:
        return None
    mended = "\n".join(_turned(line) for line in _plain(text).split("\n"))
    is_arabic = guess_language(mended).language == "ar"
    return Damage(
        "visual order", "its Arabic letters stand in visual order, from left to right", mended if is_arabic else None
    )


def _plain(text: str) -> str:
    if not _FORMS.search(text):
        return text
    import unicodedata

    # A ligature of two letters turns with its word, so it is taken apart in the order it is seen in.
    return "".join(
        unicodedata.normalize("NFKC", c)[::-1] if "\ufef5" <= c <= "\ufefc" else unicodedata.normalize("NFKC", c)
        if "\ufb50" <= c <= "\ufefc" else c for c in text
    )  # fmt: skip


def _turned(line: str) -> str:
    """A line in reading order: all turned round, figures and Latin words turned back."""
    turned = line[::-1].translate(_MIRROR)
    return _RUN.sub(lambda match: match.group()[::-1], turned)


def _torn(sample: str) -> Damage | None:
    """Arabic whose letters stand apart, as some PDF files give it."""
    words = _WORD.findall(sample)
    if len(words) < 20:
        return None
    single = len([word for word in words if len(word) == 1 and word != "و"])
    if single > 0.4 * len(words):
        return Damage("torn letters", f"{single} of its {len(words)} Arabic words are single letters")
    return None
