"""What a bulletin is built of: title, paragraphs, headings, and lists two levels deep, with or without bullets.

Neutral to language; the few words it needs are passed in.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

BlockKind = Literal["title", "paragraph", "heading", "item"]

_LINE = re.compile(r"[^\n]+")
_BULLET = re.compile(r"\s*(?:([•●▪■◦○‣∙·*\-]+|[oO](?=\s{2,}))\s*|(\(?(?:\d{1,2}|[a-z])[.)])\s+)")
# " - Name:" inside a line, as lists become where line ends are lost.
_INLINE_ITEM = re.compile(r"(?<=[.:;!?])\s+[-•●▪]\s+(?=[^\W\d_][^.:;\n]{1,60}:)")
_LABEL = re.compile(r"((?:\d{1,2}(?:st|nd|rd|th)?\s)?[^\W\d_][^:\n]{0,60}?)\s?:\s+(?=\S)")
_HEADING_WORDS = 9
_LIST_LINE = 220  # a line longer than this is no item of a list without bullets
_MOST_TITLE_WORDS = 12  # a first line that ends with a full stop and is longer is no title
_SENTENCE_END = re.compile(r"[.!?؟;]['\"”)\]]*$")


@dataclass(frozen=True, slots=True)
class Block:
    """One piece of a bulletin. Positions count in the view's text; `start` lies after a bullet mark.

    `level` of an item is 1 or 2. `label` is what stands before a colon at the start ("Daraa province:", "April 2:"), as
    (start, end). `opens` says that a list belongs under this block (it ends with a colon). `is_inline` marks items
    that were found inside a line, between `line_start` and `line_end`.
    """

    kind: BlockKind
    level: int
    start: int
    end: int
    label: tuple[int, int] | None = None
    opens: bool = False
    is_inline: bool = False
    line_start: int = 0
    line_end: int = 0


def _stripped(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _lines(text: str) -> Iterator[tuple[int, int, str, int]]:
    """(start, end, bullet mark or "", indentation) of every line that holds something."""
    for line in _LINE.finditer(text):
        start, end = line.span()
        bullet = _BULLET.match(text, start, end)
        mark = ""
        if bullet and bullet.end() < end:
            mark = bullet.group(1) or ("1" if bullet.group(2) else "")
            if bullet.group(1) == "-" and not _is_item_dash(text, bullet.end(), end):
                mark = ""
        indentation = len(text[start:end]) - len(text[start:end].lstrip())
        from_, to = _stripped(text, bullet.end() if bullet and mark else start, end)
        if from_ < to and any(character.isalnum() for character in text[from_:to]):
            yield from_, to, mark[:1], indentation


def _is_item_dash(text: str, start: int, end: int) -> bool:
    return start < end and (text[start].isalnum() or text[start] in "\"'(")


def _label(text: str, start: int, end: int) -> tuple[int, int] | None:
    found = _LABEL.match(text, start, min(end, start + 80))
    if not found or found.end() >= end or any(mark in found.group(1) for mark in '.;!?"'):
        return None
    if len(found.group(1).split()) > 7:
        return None
    return found.span(1)


def _levels(lines: list[tuple[int, int, str, int]], text: str) -> Iterator[Block]:
    """Lines as blocks: a second kind of bullet under an item that ends with a colon is one level deeper."""
    stack: list[tuple[str, int]] = []  # (mark, indentation) of the open lists
    previous_opens = False
    for index, (start, end, mark, indentation) in enumerate(lines):
        opens = text[end - 1] == ":"
        if index == 0 and not mark and _is_title(text[start:end], len(lines)):
            yield Block("title", 0, start, end, _label(text, start, end), line_start=start, line_end=end)
        elif mark:
            key = (mark, indentation)
            if key in stack:
                del stack[stack.index(key) + 1 :]
            elif (stack and (previous_opens or indentation > stack[-1][1]) and len(stack) < 2) or not stack:
                stack.append(key)
            else:
                same = next((each for each in stack if each[0] == mark), None)
                del stack[(stack.index(same) + 1 if same else 0) :]
                if not same:
                    stack.append(key)
            label = _label(text, start, end)
            yield Block("item", len(stack), start, end, label, opens, line_start=start, line_end=end)
        else:
            stack.clear()
            yield Block("paragraph", 0, start, end, _label(text, start, end), opens, line_start=start, line_end=end)
        previous_opens = opens


def _is_title(line: str, lines: int) -> bool:
    """Whether a first line is a title: not the only line of a text, nor a whole sentence with its full stop."""
    is_sentence = _SENTENCE_END.search(line) is not None and not line.endswith("..")
    return lines > 1 and not (is_sentence and len(line.split()) > _MOST_TITLE_WORDS)


def _is_heading(text: str, block: Block) -> bool:
    words = text[block.start : block.end]
    return not _SENTENCE_END.search(words) and not block.opens and len(words.split()) <= _HEADING_WORDS


def _inline(text: str, block: Block) -> list[Block]:
    """A line that holds a list, taken apart."""
    cuts = list(_INLINE_ITEM.finditer(text, block.start, block.end))
    if not cuts:
        return [block]
    head = replace(block, end=_stripped(text, block.start, cuts[0].start())[1], label=None)
    pieces = [replace(head, opens=text[head.end - 1] == ":", is_inline=True)]
    for number, cut in enumerate(cuts):
        to = cuts[number + 1].start() if number + 1 < len(cuts) else block.end
        start, end = _stripped(text, cut.end(), to)
        pieces.append(
            Block("item", 1, start, end, _label(text, start, end), text[end - 1] == ":", True, block.start, block.end)
        )
    return pieces


def find_blocks(text: str, *, opens_item: "re.Pattern[str]") -> list[Block]:
    """The blocks of a text, in order.

    `opens_item` matches the start of a line that can be an item of a list without bullets (a number, an article): such
    lines after a line that ends with a colon are items, until one is not.
    """
    raw = list(_levels(list(_lines(text)), text))
    blocks: list[Block] = []
    under = False  # inside a list without bullets
    for index, block in enumerate(raw):
        if block.kind == "paragraph":
            length = block.end - block.start
            before = blocks[-1] if blocks else None
            is_item = (
                before is not None
                and (under or (before.opens and before.kind != "title"))
                and length <= _LIST_LINE
                and opens_item.match(text, block.start, block.end) is not None
                and not (before.kind == "item" and not under)
            )
            if is_item:
                under = True
                blocks.append(replace(block, kind="item", level=1))
                continue
            under = False
            following = raw[index + 1] if index + 1 < len(raw) else None
            if index > 0 and _is_heading(text, block) and following is not None:
                blocks.append(replace(block, kind="heading"))
                continue
            blocks.extend(_inline(text, block))
        else:
            under = False
            blocks.append(block)
    return blocks
