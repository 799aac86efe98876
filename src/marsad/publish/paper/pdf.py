"""A document as a PDF: set by typst, tagged, PDF/A-2a, with Amiri for Arabic. Nothing is fetched."""

import json
import re
import tempfile
import warnings
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Literal

from markdown_it.token import Token

from marsad.model.errors import PublishError
from marsad.publish.paper.document import FIGURE, NOTE, Document, pieces, way_of
from marsad.text.interface import RIGHT_TO_LEFT

FONTS = Path(__file__).parents[1] / "fonts"
_OPEN = {
    "paragraph_open": "\n#par[", "paragraph_close": "]\n", "bullet_list_open": "\n#list(", "bullet_list_close": ")\n",
    "ordered_list_open": "\n#enum(", "ordered_list_close": ")\n", "list_item_open": "[", "list_item_close": "],",
    "blockquote_open": "\n#quoted[", "blockquote_close": "]\n", "thead_open": "table.header(", "thead_close": "),",
    "tbody_open": "", "tbody_close": "", "tr_open": "", "tr_close": "", "th_open": "[", "th_close": "],",
    "td_open": "[", "td_close": "],", "table_close": ")\n", "hr": "\n#line(length: 100%)\n",
}  # fmt: skip
_INLINE = {
    "strong_open": "#strong[", "strong_close": "]", "em_open": "#emph[", "em_close": "]", "softbreak": " ",
    "hardbreak": "#linebreak()",
}  # fmt: skip
_ARABIC = re.compile(r"[\u0600-\u06ff]")
_PREAMBLE = Path(__file__).with_name("paper.typ")


def _words(text: str) -> str:
    """Text that typst takes for text, whatever is in it."""
    quoted = json.dumps(text, ensure_ascii=False)
    # JSON's escapes that typst writes otherwise.
    quoted = re.sub(r"\\u([0-9a-f]{4})", lambda m: f"\\u{{{m[1]}}}", quoted)
    return "#" + quoted.replace("\\/", "/").replace("\\b", "").replace("\\f", "")


Standard = Literal["a-2a", "1.7"]
ARCHIVAL: Standard = "a-2a"
PLAIN: Standard = "1.7"
# PDF/A wants every character in a typeface. One emoji in a quoted report must not keep the whole report from being set.
_MISSING = re.compile("could not be displayed with font|missing codepoints")
SHORT = 24  # characters of a noted number that must not be broken over lines


def to_typst(document: Document) -> str:
    """The document in typst's language; figures lie beside it as ``NAME.svg``."""
    notes: set[str] = set()
    tokens = document.tokens()
    body = []
    for place, token in enumerate(tokens):
        body.append(_block(token, tokens[place:], document, notes))
    language = document.language
    facts = {"title": document.title, "lang": language, "dir": "rtl" if language in RIGHT_TO_LEFT else "ltr"}
    values = ", ".join(f"{key}: {_words(value)[1:]}" for key, value in {**facts, "foot": document.foot}.items())
    return f"{_PREAMBLE.read_text(encoding='utf-8')}\n#show: paper.with({values})\n{''.join(body)}\n"


def _block(token: Token, rest: Sequence[Token], document: Document, notes: set[str]) -> str:
    if token.type == "heading_open":
        return f"\n#heading(level: {min(int(token.tag[1:]), 4)})["
    if token.type == "heading_close":
        return "]\n"
    if token.type == "paragraph_open" and _is_figure(rest[1]):
        return "\n#["
    if token.type == "inline":
        page = "rtl" if document.language in RIGHT_TO_LEFT else "ltr"
        way = way_of(token.content, page)
        inner = _inline(token.children or (), document, notes)
        return inner if way == page or _is_figure(token) else f"#set text(dir: {way})\n{inner}"
    if token.type in ("fence", "code_block"):
        return f"\n#raw({_words(token.content)[1:]}, block: true)\n"
    if token.type == "table_open":
        ends = next(place for place, each in enumerate(rest) if each.type == "thead_close")
        columns = sum(each.type == "th_open" for each in rest[:ends])
        return f"\n#table(columns: {columns},"
    return _OPEN.get(token.type, "")


def _is_figure(token: Token) -> bool:
    return [each.type for each in token.children or ()] == ["image"]


def _inline(tokens: Sequence[Token], document: Document, notes: set[str]) -> str:
    out, links = [], []
    for place, token in enumerate(tokens):
        if token.type == "text" or token.type == "code_inline":
            out.append("".join(_kept(words, is_kept) for words, is_kept in pieces(token.content)))
        elif token.type == "image":
            name = str(token.attrGet("src")).removeprefix(FIGURE)
            alt = _words(token.content)[1:]
            out.append(f'#figure(image("{_file(name)}", width: 100%, alt: {alt}), alt: {alt}, caption: {alt})')
        elif token.type == "link_open":
            links.append(str(token.attrGet("href") or ""))
            target = links[-1]
            is_web = target.startswith(("https://", "http://"))
            is_short = len(tokens[place + 1].content) <= SHORT
            out.append(
                ("#box[" if is_short else "#[")
                if target.startswith(NOTE)
                else f"#link({_words(target)[1:]})["
                if is_web
                else "#["
            )
        elif token.type == "link_close":
            out.append(_close_link(links.pop(), document, notes))
        else:
            out.append(_INLINE.get(token.type, ""))
    return "".join(out)


def _kept(words: str, is_kept: bool) -> str:
    return f"#left-to-right({_words(words)[1:]})" if is_kept else _words(words)


def _close_link(target: str, document: Document, notes: set[str]) -> str:
    """A note stands once as a footnote; named again, it points to the same one."""
    if not target.startswith(NOTE):
        return "]"
    id = target.removeprefix(NOTE)
    label = "note-" + re.sub(r"[^A-Za-z0-9]", lambda m: f"-{ord(m[0]):x}-", id)
    if id in notes:
        return f"]#footnote(<{label}>)"
    notes.add(id)
    note = document.notes[id]
    # A note in another script runs its own way, whatever the page does.
    page = "rtl" if document.language in RIGHT_TO_LEFT else "ltr"
    way = way_of(note, page)
    body = _words(note) if way == page else f"#set text(dir: {way})\n{_words(note)}"
    return f"]#footnote[{body}]#label({json.dumps(label)})"


def _file(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9_-]", "_", name) + ".svg"


def to_pdf(document: Document, *, made: datetime) -> bytes:
    """The document as PDF/A-2a, with its structure tagged; plain PDF where a quotation has a character without a glyph.

    Args:
        document: what is set.
        made: the moment written into the file; the same document and moment give the same bytes.

    Raises:
        PublishError: typst is not installed, its typeface is missing, or the template cannot be set.
    """
    try:
        import typst
    except ImportError:
        raise PublishError("PDF needs typst: pip install 'marsad[paper]'") from None
    if _ARABIC.search(document.source) and not any(FONTS.glob("Amiri*.ttf")):
        raise PublishError(
            "Arabic on paper needs Amiri, which was not bundled. Install Marsad again with npm in reach."
        )
    with tempfile.TemporaryDirectory(prefix="marsad-paper-") as folder:
        for name, svg in document.figures.items():
            (Path(folder) / _file(name)).write_text(svg, encoding="utf-8")
        main = Path(folder) / "main.typ"
        main.write_text(to_typst(document), encoding="utf-8")
        try:
            try:
                return _compiled(main, ARCHIVAL, made)
            except typst.TypstError as problem:
                if not _MISSING.search(str(problem)):
                    raise
                return _compiled(main, PLAIN, made)
        except (typst.TypstError, RuntimeError) as problem:
            raise PublishError(f"The report cannot be set: {problem}. Check the template.") from problem


def _compiled(main: Path, standard: Standard, made: datetime) -> bytes:
    import typst

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return bytes(
            typst.compile(
                main, root=main.parent, font_paths=[FONTS] if FONTS.is_dir() else [], ignore_system_fonts=True,
                format="pdf", pdf_standards=[standard], timestamp=made.replace(microsecond=0),
            )
        )  # fmt: skip
