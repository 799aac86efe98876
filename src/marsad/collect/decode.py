"""Bytes to text: UTF-8, UTF-16, windows-1256 and windows-1252 told apart, anything else refused.

Nothing is guessed silently: the encoding that was found is returned beside the text.
"""

import codecs
import re
import unicodedata

from marsad.model.errors import CollectError

_BOMS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_MAGIC = {
    b"%PDF-": "a PDF document",
    b"PK\x03\x04": "a zip file or office document",
    b"\x89PNG": "a picture (PNG)",
    b"\xff\xd8\xff": "a picture (JPEG)",
    b"GIF8": "a picture (GIF)",
    b"\x1f\x8b": "a gzip file",
    b"\x7fELF": "a program",
    b"MZ": "a program",
    b"SQLite format 3": "a database",
    b"\xd0\xcf\x11\xe0": "an old office document",
}
_META = re.compile(rb"(?i)<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([a-z0-9_-]+)")
_EIGHT_BIT = frozenset(
    {"cp1256", "iso8859-6", "cp1250", "cp1251", "cp1254", "cp1255", "iso8859-2", "iso8859-5", "iso8859-9", "koi8-r"}
)  # what is believed where it is stated; windows-1252 is told by itself
_ARABIC = re.compile("[\u0621-\u064a]")
_SHARE_OF_CONTROL = 0.01


def decode(raw: bytes, *, stated: str | None = None) -> tuple[str, str]:
    """The text in `raw` and the encoding it was found in.

    Args:
        raw: the bytes.
        stated: the encoding that a header names. It is believed only where the bytes are no UTF-8 and fit it; servers
            name ``iso-8859-1`` for whatever they have, so that is never believed.

    Raises:
        CollectError: the bytes are no text, or in an encoding that cannot be told.
    """
    for bom, encoding in _BOMS:
        if raw.startswith(bom):
            return _strictly(raw, encoding), encoding
    for magic, what in _MAGIC.items():
        if raw.startswith(magic) and _is_binary(raw):
            raise CollectError(f"This is {what}, not text. Wanted a text, HTML or JSON Lines file.")
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as problem:
        return _as_stated(raw, stated or _meta(raw)) or _older(raw, problem)
    if "\x00" in text or _is_binary(raw):
        if wide := _wide_without_mark(raw):
            return wide
        raise CollectError("This is a binary file (it holds zero bytes or control characters). Wanted text.")
    return text, "utf-8"


def _meta(raw: bytes) -> str | None:
    """The encoding that a web page names in its head."""
    found = _META.search(raw[:4000])
    return found[1].decode("ascii") if found else None


def _as_stated(raw: bytes, stated: str | None) -> tuple[str, str] | None:
    try:
        name = codecs.lookup(stated or "").name
        if name not in _EIGHT_BIT or _is_binary(raw):
            return None
        return raw.decode(name), name.replace("cp125", "windows-125")
    except (LookupError, ValueError):
        return None


def _strictly(raw: bytes, encoding: str) -> str:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError as problem:
        raise CollectError(
            f"The file says it is {encoding}, but byte {problem.start} does not fit. Save it again as UTF-8."
        ) from problem


def _is_binary(raw: bytes) -> bool:
    sample = raw[:4096]
    control = sum(byte < 32 and byte not in (9, 10, 12, 13, 27) for byte in sample)
    return control > max(1, len(sample) * _SHARE_OF_CONTROL)


def _wide_without_mark(raw: bytes) -> tuple[str, str] | None:
    """UTF-16 without a mark: only where it makes Latin or Arabic words, since nearly any bytes are letters."""
    if len(raw) % 2 or len(raw) < 4:
        return None
    for encoding in ("utf-16-le", "utf-16-be"):
        wide = raw.decode(encoding, errors="replace")
        usual = sum(c.isascii() or "\u0600" <= c <= "\u06ff" or "\u2000" <= c <= "\u206f" for c in wide)
        if usual > 0.9 * len(wide) and _share_of_words(wide) > 0.9:
            return wide, encoding
    return None


def _older(raw: bytes, problem: UnicodeDecodeError) -> tuple[str, str]:
    """Eight-bit text: windows-1256 where it makes Arabic words, else windows-1252."""
    if wide := _wide_without_mark(raw):
        return wide
    if _is_binary(raw):
        raise CollectError("This is a binary file (it is full of control characters). Wanted text.")
    arabic = raw.decode("cp1256", errors="replace")
    if len(_ARABIC.findall(arabic)) > 0.3 * sum(c.isalpha() for c in arabic) and "\ufffd" not in arabic:
        return arabic, "windows-1256"
    try:
        latin = raw.decode("cp1252")
    except UnicodeDecodeError:
        latin = ""
    if latin and sum(byte > 127 for byte in raw) < 0.2 * len(raw):
        return latin, "windows-1252"
    raise CollectError(
        f"Byte {problem.start} is not UTF-8, and the text is neither windows-1256 nor windows-1252. "
        "Save it again as UTF-8."
    )


def _share_of_words(text: str) -> float:
    good = sum(unicodedata.category(c)[0] in "LNPZM" or c in "\n\r\t" for c in text)
    return good / len(text)
