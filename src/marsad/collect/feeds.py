"""RSS and Atom feeds, and exports of Telegram chats, as reports: one an entry, one a message."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import IO, Any
from urllib.parse import urljoin

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


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a feed: where it is told, the page it leads to, what changes when it changes, and its own text."""

    where: str
    link: str | None
    stamp: str
    known: Known
    item: Collected | NotCollected


def reports_of_feed(raw: bytes, *, name: str, known: Known) -> Iterator[Collected | NotCollected]:
    """Every entry of a feed as a report; entries without text are set aside.

    Raises:
        CollectError: this is no feed, or feedparser is not installed.
    """
    return (entry.item for entry in entries_of_feed(raw, name=name, known=known))


def entries_of_feed(raw: bytes, *, name: str, known: Known, address: str = "") -> Iterator[Entry]:
    """Every entry of a feed; `address` is where links that are not whole begin.

    The last entry of a feed that was cut short is set aside, since its text may be cut too.

    Raises:
        CollectError: this is no feed, or feedparser is not installed.
    """
    try:
        import feedparser
    except ImportError:
        raise CollectError("Feeds need feedparser: pip install 'marsad[intake]'") from None
    if not looks_like_feed(raw):
        raise CollectError("This is no RSS or Atom feed. Look for the site's feed, or collect its pages by address.")
    feed = feedparser.parse(raw, sanitize_html=True, resolve_relative_uris=False)
    if not feed.entries:
        raise CollectError(f"This feed has no entries ({feed.get('bozo_exception') or 'it is empty'}).")
    publisher = known.publisher or feed.feed.get("title")
    language = known.language or (feed.feed.get("language") or "")[:2].lower() or None
    is_cut = bool(feed.bozo) and not re.search(rb"</(rss|feed|rdf:rdf)>\s*$", raw[-200:].lower())
    for number, entry in enumerate(feed.entries[:MAX_ENTRIES], start=1):
        where = str(entry.get("id") or entry.get("link") or f"{name}:{number}")
        link = urljoin(address, str(entry.get("link") or "")) or None
        about = Known(publisher, language, known.published or _day_of(entry), link)
        try:
            if is_cut and number == len(feed.entries):
                raise CollectError("The feed is cut short in this entry. Take the feed again.")
            item: Collected | NotCollected = _entry(entry, where, about)
        except CollectError as problem:
            item = NotCollected(where, str(problem))
        stamp = str(_own(entry, "updated") or _own(entry, "published") or "")
        yield Entry(where, link, stamp, about, item)


def _own(entry: Any, name: str) -> Any:
    """What the entry itself says; the library's own look-up would give one day for the other."""
    return entry[name] if name in entry else None  # noqa: SIM401


def _day_of(entry: Any) -> date | None:
    """The day of publication; where none is given, that of the last change."""
    moment = _own(entry, "published_parsed") or _own(entry, "updated_parsed")
    try:
        return date(*moment[:3]) if moment else None
    except ValueError:
        return None


def _entry(entry: Any, where: str, known: Known) -> Collected:
    contents = [each.get("value", "") for each in entry.get("content", ())] or [entry.get("summary", "")]
    body = text_of_fragment("\n".join(contents))
    title = text_of_fragment(entry.get("title", "")).strip() or None
    text = f"{title}\n\n{body}" if title and not body.startswith(title) else body
    if not body.strip() and not title:
        raise CollectError("This entry has no text. Collect the page at its address instead.")
    names = ("id", "link", "title", "published", "updated", "summary")
    plain = {name: _own(entry, name) for name in names}
    return make_report(
        text=text,
        raw=json.dumps({**plain, "content": contents}, ensure_ascii=False, sort_keys=True).encode("utf-8"),
        media_type="application/json",
        id=where,
        title=title,
        publisher=known.publisher,
        language=known.language,
        published=known.published,
        url=known.url,
    )


def looks_like_telegram(raw: bytes) -> bool:
    """Whether the bytes begin as the ``result.json`` of a Telegram export does, of one chat or of an account."""
    head = raw[:4000].lstrip(b"\xef\xbb\xbf \t\r\n")
    return head.startswith(b"{") and (
        (b'"messages"' in head and b'"type"' in head) or b'"personal_information"' in head or b'"chats"' in head
    )


def reports_of_telegram(file: IO[bytes], *, name: str, known: Known) -> Iterator[Collected | NotCollected]:
    """Every message with text in the export of one chat, read as a stream.

    Who wrote a message is left out: in a channel it is the channel, in a group it may be a source in danger. The export
    of a whole account is refused, since it holds private chats.
    """
    try:
        import ijson
    except ImportError:
        raise CollectError("Telegram exports need ijson: pip install 'marsad[intake]'") from None
    taken = 0
    try:
        begin = 3 if file.read(3) == b"\xef\xbb\xbf" else 0
        file.seek(begin)
        chat = _chat_of(ijson, file) or name
        file.seek(begin)
        for message in ijson.items(file, "messages.item", use_float=True):
            item = _message(message, chat, known)
            if item is not None:
                taken += 1
                yield item
    except (ijson.JSONError, UnicodeDecodeError) as problem:
        yield NotCollected(
            name, f"The export breaks off or is damaged after {taken:,} messages ({problem}). Export the chat again."
        )


def _chat_of(ijson: Any, file: IO[bytes]) -> str:
    """The name of the chat.

    Raises:
        CollectError: this is the export of an account.
    """
    chat = ""
    for prefix, kind, value in ijson.parse(file):
        if prefix == "name" and kind == "string":
            chat = str(value)
        if prefix in ("chats", "personal_information", "left_chats"):
            raise CollectError(
                "This is the export of a whole account, with its private chats. Export the one channel that you need: "
                "open it, then its menu, Export chat history, JSON."
            )
        if prefix == "messages":
            break
    return chat


def _message_words(text: object) -> str:
    if isinstance(text, str):
        return text
    if isinstance(text, list):
        parts = (each.get("text", "") if isinstance(each, dict) else each for each in text)
        return "".join(part for part in parts if isinstance(part, str))
    return ""


def _message(message: object, chat: str, known: Known) -> Collected | NotCollected | None:
    """A message as a report; None where it says nothing (a picture alone, somebody joined)."""
    if not isinstance(message, dict):
        return NotCollected(f"telegram/{chat}", f"A message is a {type(message).__name__}; wanted an object.")
    where = f"telegram/{chat}/{message.get('id')}"
    words = _message_words(message.get("text"))
    if message.get("type") != "message" or not words.strip():
        return None
    kept = {key: message.get(key) for key in ("id", "date", "edited", "text")}
    try:
        return make_report(
            text=words,
            raw=json.dumps(kept, ensure_ascii=False, sort_keys=True, default=str).encode("utf-8", "surrogatepass"),
            media_type="application/json",
            id=where,
            publisher=known.publisher or chat,
            language=known.language,
            published=known.published or _message_day(message.get("date")),
            url=known.url,
        )
    except CollectError as problem:
        return NotCollected(where, str(problem))


def _message_day(words: object) -> date | None:
    """The day that a message was sent; None where the export does not say it rightly."""
    try:
        return date.fromisoformat(str(words)[:10])
    except ValueError:
        return None
