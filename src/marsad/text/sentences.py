"""Sentences inside a block."""

import re
from collections.abc import Iterator

# An end mark, closing quotes, then space and something that can begin a sentence.
_END = re.compile(r"([.!?؟。]+['\"”)\]]*)\s+(?=[\"'“(\[]?[^\W_])")
_MARK_END = re.compile(r"[.!?؟。]+['\"”)\]]*$")


def split_sentences(
    text: str, start: int, end: int, *, abbreviations: frozenset[str] = frozenset(), has_case: bool = True
) -> Iterator[tuple[int, int]]:
    """(start, end) of the sentences in ``text[start:end]``.

    `abbreviations` are words (lower case, without their point) that end no sentence; in a script with case a small
    letter begins none.
    """
    begin = start
    for found in _END.finditer(text, start, end):
        if _is_no_end(text, begin, found, abbreviations) if has_case else _is_initial(text, found.start()):
            continue
        yield begin, found.end(1)
        begin = found.end()
    if begin < end:
        yield begin, end


def _is_initial(text: str, at: int) -> bool:
    """Whether a point stands behind a single letter, as in names that are withheld: "(ر. م.)"."""
    return at > 1 and text[at - 1].isalpha() and text[at - 2] in " (.,"


def _is_no_end(text: str, begin: int, found: "re.Match[str]", abbreviations: frozenset[str]) -> bool:
    following = text[found.end()] if text[found.end()] not in "\"'“([" else text[found.end() + 1 : found.end() + 2]
    if following.islower():
        return True
    if found.group(1) != ".":
        return False
    at = found.start()
    word_start = at
    while word_start > begin and (text[word_start - 1].isalnum() or text[word_start - 1] in ".'"):
        word_start -= 1
    word = text[word_start:at].lower()
    if word in abbreviations:
        return True
    # Initials (A. B. Name; U.S. forces), but not "in Homs." nor a number.
    return len(word) == 1 and word.isalpha() and text[word_start].isupper()
