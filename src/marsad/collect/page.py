"""A web page to the text of its article, with title, date and publisher where the page states them."""

from dataclasses import dataclass
from datetime import date
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


def _day(words: str | None) -> date | None:
    try:
        return date.fromisoformat(words[:10]) if words else None
    except ValueError:
        return None
