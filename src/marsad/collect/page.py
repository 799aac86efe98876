"""A web page to the text of its article, with title, date and publisher where the page states them."""

import re
from dataclasses import dataclass
from datetime import date
from html.parser import HTMLParser
from typing import Any

from marsad.model.errors import CollectError


@dataclass(frozen=True, slots=True)
class Article:
    """What a page says, without menus and notices."""

    text: str
    title: str | None = None
    published: date | None = None
    publisher: str | None = None
    language: str | None = None


def looks_like_html(text: str) -> bool:
    """Whether the text begins as a web page does."""
    head = text[:2000].lstrip("\ufeff \t\r\n").lower()
    return head.startswith(("<!doctype html", "<html", "<head", "<body", "<?xml")) or "<body" in head


def article_of(html: str, *, url: str | None = None) -> Article:
    """The article of a page. The title is put before the text where the text does not begin with it.

    Raises:
        CollectError: the page holds no article text.
    """
    import trafilatura
    from trafilatura.settings import use_config

    config = use_config()
    config.set("DEFAULT", "EXTRACTION_TIMEOUT", "0")  # signals do not work outside the main thread; size is bounded
    found: Any = trafilatura.bare_extraction(
        html, url=url, with_metadata=True, include_comments=False, include_tables=True, favor_recall=True, config=config
    )
    text = (found.text or "") if found is not None else ""
    if found is None or not text.strip():
        raise CollectError("The page holds no article text. Save the article itself, or paste its text in a file.")
    title = (found.title or "").strip() or None
    if title and not text.lstrip().startswith(title):
        text = f"{title}\n\n{text}"
    return Article(text, title, _day(found.date), found.sitename or found.hostname or None, found.language or None)


class _Words(HTMLParser):
    """The words of a piece of HTML: blocks become lines, scripts and styles nothing."""

    BLOCKS = frozenset({"p", "div", "br", "li", "tr", "h1", "h2", "h3", "h4", "blockquote", "ul", "ol", "table"})

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.out: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A block begins a line; a list item gets its bullet."""
        self.silent += tag in ("script", "style")
        if tag in self.BLOCKS:
            self.out.append("\n• " if tag == "li" else "\n")

    def handle_endtag(self, tag: str) -> None:
        """A block ends its line."""
        self.silent -= tag in ("script", "style") and self.silent > 0
        if tag in self.BLOCKS:
            self.out.append("\n")

    def handle_data(self, data: str) -> None:
        """Words, where nothing hides them."""
        if not self.silent:
            self.out.append(data)


def text_of_fragment(html: str) -> str:
    """The words of a piece of HTML, as feeds carry them; text without tags stays as it is."""
    if "<" not in html and "&" not in html:
        return html.strip()
    parser = _Words()
    parser.feed(html)
    parser.close()
    lines = [" ".join(line.split()) for line in "".join(parser.out).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _day(words: str | None) -> date | None:
    try:
        return date.fromisoformat(words[:10]) if words else None
    except ValueError:
        return None
