"""RSS and Atom feeds, and exports of Telegram chats, as reports: one an entry, one a message."""

import json
from collections.abc import Iterator
from datetime import date
from typing import IO, Any

from marsad.collect.collected import Collected, NotCollected
from marsad.collect.known import Known
from marsad.collect.make import make_report
from marsad.collect.page import text_of_fragment
from marsad.model.errors import CollectError

MAX_ENTRIES = 2_000


def looks_like_feed(raw: bytes) -> bool:
    """Whether the bytes begin as an RSS or Atom feed does."""
    head = raw[:1500].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return b"<rss" in head or b"<feed" in head or b"<rdf:rdf" in head


def reports_of_feed(raw: bytes, *, name: str, known: Known) -> Iterator[Collected | NotCollected]:
    """Every entry of a feed as a report; entries without text are set aside.

    Raises:
        CollectError: this is no feed, or feedparser is not installed.
    """
    try:
        import feedparser
    except ImportError:
        raise CollectError("Feeds need feedparser: pip install 'marsad[intake]'") from None
    feed = feedparser.parse(raw, sanitize_html=True, resolve_relative_uris=False)
    if not feed.entries:
        raise CollectError(f"This feed has no entries ({feed.get('bozo_exception') or 'it is empty'}).")
    publisher = known.publisher or feed.feed.get("title")
    language = known.language or (feed.feed.get("language") or "")[:2].lower() or None
    for number, entry in enumerate(feed.entries[:MAX_ENTRIES], start=1):
        where = str(entry.get("id") or entry.get("link") or f"{name}:{number}")
        try:
            yield _entry(entry, where, publisher, language, known)
        except CollectError as problem:
            yield NotCollected(where, str(problem))


def _entry(entry: Any, where: str, publisher: str | None, language: str | None, known: Known) -> Collected:
    contents = [each.get("value", "") for each in entry.get("content", ())] or [entry.get("summary", "")]
    body = text_of_fragment("\n".join(contents))
    title = text_of_fragment(entry.get("title", "")).strip() or None
    moment = entry.get("published_parsed") or entry.get("updated_parsed")
    text = f"{title}\n\n{body}" if title and not body.startswith(title) else body
    if not body.strip() and not title:
        raise CollectError("This entry has no text. Collect the page at its address instead.")
    plain = {key: entry.get(key) for key in ("id", "link", "title", "published", "updated", "summary")}
    return make_report(
        text=text,
        raw=json.dumps({**plain, "content": contents}, ensure_ascii=False, sort_keys=True).encode("utf-8"),
        media_type="application/json",
        id=where,
        title=title,
        publisher=publisher,
        language=language,
        published=known.published or (date(*moment[:3]) if moment else None),
        url=entry.get("link"),
    )


def looks_like_telegram(raw: bytes) -> bool:
    """Whether the bytes begin as the ``result.json`` of a Telegram export does."""
    head = raw[:4000]
    return head.lstrip().startswith(b"{") and b'"messages"' in head and b'"type"' in head


def reports_of_telegram(file: IO[bytes], *, name: str, known: Known) -> Iterator[Collected | NotCollected]:
    """Every message with text in the export of one chat, read as a stream.

    Who wrote a message is left out: in a channel it is the channel, in a group it may be a source in danger.
    """
    try:
        import ijson
    except ImportError:
        raise CollectError("Telegram exports need ijson: pip install 'marsad[intake]'") from None
    chat = ""
    try:
        for prefix, kind, value in ijson.parse(file):
            if prefix == "name" and kind == "string":
                chat = str(value)
            if prefix == "messages":
                break
        file.seek(0)
        for message in ijson.items(file, "messages.item", use_float=True):
            words = _message_words(message.get("text"))
            if message.get("type") == "message" and words.strip():
                yield _message(message, words, chat or name, known)
    except (ijson.JSONError, UnicodeDecodeError) as problem:
        yield NotCollected(name, f"The export breaks off or is damaged ({problem}). Export the chat again.")


def _message_words(text: object) -> str:
    if isinstance(text, str):
        return text
    if isinstance(text, list):
        return "".join(each if isinstance(each, str) else str(each.get("text", "")) for each in text)
    return ""


def _message(message: dict[str, Any], words: str, chat: str, known: Known) -> Collected:
    kept = {key: message.get(key) for key in ("id", "date", "edited", "text")}
    return make_report(
        text=words,
        raw=json.dumps(kept, ensure_ascii=False, sort_keys=True, default=str).encode("utf-8"),
        media_type="application/json",
        id=f"telegram/{chat}/{message.get('id')}",
        publisher=known.publisher or chat,
        language=known.language,
        published=known.published or date.fromisoformat(str(message["date"])[:10]),
        url=known.url,
    )
