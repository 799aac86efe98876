"""A document as one self-contained HTML page: notes at the end, figures inside, no scripts."""

from collections.abc import Sequence
from html import escape
from pathlib import Path

from markdown_it.token import Token

from marsad.publish.paper.document import FIGURE, NOTE, Document, pieces, way_of
from marsad.text.interface import RIGHT_TO_LEFT

_BLOCKS = {
    "paragraph_open": "<p>", "paragraph_close": "</p>\n", "bullet_list_open": "<ul>\n", "bullet_list_close": "</ul>\n",
    "ordered_list_open": "<ol>\n", "ordered_list_close": "</ol>\n", "list_item_open": "<li>",
    "list_item_close": "</li>\n", "blockquote_open": "<blockquote>", "blockquote_close": "</blockquote>\n",
    "table_open": '<div class="scroll"><table>\n', "table_close": "</table></div>\n", "thead_open": "<thead>",
    "thead_close": "</thead>\n", "tbody_open": "<tbody>\n", "tbody_close": "</tbody>\n", "tr_open": "<tr>",
    "tr_close": "</tr>\n", "th_open": '<th scope="col">', "th_close": "</th>", "td_open": "<td>", "td_close": "</td>",
    "hr": "<hr>\n",
}  # fmt: skip
_INLINE = {
    "strong_open": "<strong>", "strong_close": "</strong>", "em_open": "<em>", "em_close": "</em>", "softbreak": "\n",
    "hardbreak": "<br>\n",
}  # fmt: skip
_STYLE = Path(__file__).with_name("paper.css")


def to_html(document: Document) -> str:
    """The whole page."""
    notes: dict[str, int] = {}
    body = "".join(_block(token, document, notes) for token in document.tokens())
    direction = "rtl" if document.language in RIGHT_TO_LEFT else "ltr"
    listed = "".join(
        f'<li id="note-{number}"><bdi>{escape(document.notes[id])}</bdi> '
        f'<a href="#at-{number}" aria-label="{number}">↩</a></li>\n'
        for id, number in notes.items()
    )
    return (
        f'<!doctype html>\n<html lang="{escape(document.language)}" dir="{direction}">\n<head>\n'
        '<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; "
        'img-src data:">\n'
        f"<title>{escape(document.title)}</title>\n<style>{_STYLE.read_text(encoding='utf-8')}</style>\n</head>\n<body>\n"
        f"<main>\n<h1>{escape(document.title)}</h1>\n{body}"
        f'<section class="notes"><ol>\n{listed}</ol></section>\n</main>\n<footer>{escape(document.foot)}</footer>\n'
        "</body>\n</html>\n"
    )


def _block(token: Token, document: Document, notes: dict[str, int]) -> str:
    if token.type in ("heading_open", "heading_close"):
        level = min(int(token.tag[1:]) + 1, 6)
        return f"<h{level}>" if token.type == "heading_open" else f"</h{level}>\n"
    if token.type == "inline":
        page = "rtl" if document.language in RIGHT_TO_LEFT else "ltr"
        way = way_of(token.content, page)
        inner = _inline(token.children or (), document, notes)
        return inner if way == page else f'<bdi dir="{way}">{inner}</bdi>'
    if token.type in ("fence", "code_block"):
        return f"<pre>{escape(token.content)}</pre>\n"
    return _BLOCKS.get(token.type, "")


def _inline(tokens: Sequence[Token], document: Document, notes: dict[str, int]) -> str:
    out, open_notes = [], []
    for token in tokens:
        if token.type == "text":
            out.append("".join(_kept(words, is_kept) for words, is_kept in pieces(token.content)))
        elif token.type == "code_inline":
            out.append(f"<code>{escape(token.content)}</code>")
        elif token.type == "image":
            name = str(token.attrGet("src")).removeprefix(FIGURE)
            caption = escape(token.content)
            out.append(f'<figure role="img" aria-label="{caption}">{document.figures[name]}'
                       f"<figcaption>{caption}</figcaption></figure>")  # fmt: skip
        elif token.type == "link_open":
            target = str(token.attrGet("href") or "")
            open_notes.append(target)
            is_web = target.startswith(("https://", "http://"))
            out.append("<bdi>" if target.startswith(NOTE) else f'<a href="{escape(target) if is_web else "#"}">')
        elif token.type == "link_close":
            out.append(_close_link(open_notes.pop(), notes))
        else:
            out.append(_INLINE.get(token.type, ""))
    return "".join(out)


def _kept(words: str, is_kept: bool) -> str:
    return f'<bdi dir="ltr">{escape(words)}</bdi>' if is_kept else escape(words)


def _close_link(target: str, notes: dict[str, int]) -> str:
    if not target.startswith(NOTE):
        return "</a>"
    id = target.removeprefix(NOTE)
    is_first = id not in notes
    number = notes.setdefault(id, len(notes) + 1)
    anchor = f' id="at-{number}"' if is_first else ""
    return f'</bdi><sup><a{anchor} href="#note-{number}">{number}</a></sup>'
