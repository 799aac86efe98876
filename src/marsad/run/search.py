"""Search in an observatory: words in English and Arabic, phrases, either-or, without."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from marsad.model.errors import StoreError
from marsad.model.report import Report
from marsad.store import Hit, Sought, Store
from marsad.text.mending import mend
from marsad.text.search_words import VERSION, search_words

_TERM = re.compile(r'(-?)"([^"]*)"|(\S+)')
_ARABIC = re.compile("[\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufeff]")
_SENTENCE = re.compile(r"[^.!?؟\n]+[.!?؟]?")
EXCERPT = 240  # characters shown of a sentence


@dataclass(frozen=True, slots=True)
class Found:
    """A report that fits, with the sentence that fits best."""

    report: Report
    score: float
    excerpt: str


def parse_search(words: str) -> Sought:
    """What is sought, out of what somebody typed.

    Words all have to be there, in any form that the language's search words fold together; ``"two words"`` stand side
    by side; ``one OR other`` asks for either; ``-word`` leaves out; ``begin*`` stands for every word that begins so.

    Raises:
        StoreError: nothing is sought, or only what is to be left out.
    """
    groups: list[list[tuple[str, ...]]] = []
    none_of: list[tuple[str, ...]] = []
    is_either = False
    for minus, phrase, word in _TERM.findall(words):
        if word == "OR":
            is_either = bool(groups)
            continue
        is_unwanted = minus == "-" or (word.startswith("-") and len(word) > 1)
        forms = _forms(phrase or word.removeprefix("-") if is_unwanted else phrase or word)
        if not forms:
            continue
        if is_unwanted:
            none_of += forms
        elif is_either:
            groups[-1] += forms
        else:
            groups.append(forms)
        is_either = False
    if not groups:
        raise StoreError(f"Nothing to look for in {words!r}: name a word that should be there.")
    return Sought(tuple(tuple(group) for group in groups), tuple(none_of))


def _forms(words: str) -> list[tuple[str, ...]]:
    """A word or phrase as search words; its last word may be a beginning."""
    language = "ar" if _ARABIC.search(words) else "en"
    is_beginning = words.endswith("*") and len(words) > 1
    bare = words.rstrip("*") if is_beginning else words
    tokens = tokens_of(bare, language)
    if not tokens:
        return []
    if is_beginning:
        # A beginning is no whole word: what is folded off whole words would be missed by it.
        tokens[-1] = f"{tokens[-1]}*"
    return [tuple(tokens)]


def tokens_of(text: str, language: str | None) -> list[str]:
    """The words that a text is found by, those put together again that a writer broke (``kil*led``)."""
    return search_words(mend(text, lambda _: False).text, language)


def search(
    store: Store, words: str, *, limit: int = 20, since: date | None = None, until: date | None = None,
    publisher: str | None = None,
) -> list[Found]:  # fmt: skip
    """The reports that fit, best first; the index takes in what is new before it is asked.

    Raises:
        StoreError: nothing is sought.
    """
    sought = parse_search(words)
    if store.desk.until is None:
        store.words.index(tokens_of, version=f"{VERSION}, mended 1")
    wanted = [token for group in sought.all_of for phrase in group for token in phrase]
    found: list[Found] = []
    is_narrowed = since is not None or until is not None or publisher is not None
    for hit in store.words.find(sought, limit=limit if not is_narrowed else 100_000):
        report = store.reports.get(hit.report)
        if report is not None and _fits(report, since, until, publisher):
            found.append(Found(report, hit.score, excerpt(report, wanted)))
            if len(found) == limit:
                break
    return found


def _fits(report: Report, since: date | None, until: date | None, publisher: str | None) -> bool:
    if publisher is not None and report.publisher != publisher:
        return False
    if since is None and until is None:
        return True
    day = report.published
    return day is not None and (since is None or since <= day) and (until is None or day <= until)


def excerpt(report: Report, wanted: Sequence[str]) -> str:
    """The sentence of a report that holds most of the words, on one line, cut where it is long."""
    language = report.language or ("ar" if _ARABIC.search(report.text) else "en")
    whole, beginnings = {word for word in wanted if not word.endswith("*")}, [w[:-1] for w in wanted if w.endswith("*")]

    def fit(sentence: str) -> int:
        tokens = set(tokens_of(sentence, language))
        return len(tokens & whole) + sum(any(token.startswith(begin) for token in tokens) for begin in beginnings)

    best = max(_sentences(report.text), key=fit, default="")
    line = " ".join(best.split())
    return line if len(line) <= EXCERPT else line[: EXCERPT - 1] + "…"


def _sentences(text: str) -> Iterator[str]:
    return (match.group() for match in _SENTENCE.finditer(text) if match.group().strip())


__all__ = ["Found", "Hit", "excerpt", "parse_search", "search"]
