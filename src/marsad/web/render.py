"""Pages out of templates: in the reader's language and direction, everything escaped."""

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

from fastapi import Request
from jinja2 import ChoiceLoader, Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse

from marsad.run.output import names_of
from marsad.run.readable import TEMPLATES as SHARED
from marsad.run.reasons import reason_words
from marsad.run.words import Words, as_it_is, words_of
from marsad.web.access import Visit

TEMPLATES = Path(__file__).parent / "templates"
LANGUAGES = ("en", "ar")
MONTHS = ("levantine", "common")
# Where each page lies: one word a page, in the order of the data's way. The act is what it takes to see it.
PAGES = (
    ("home", "/", "look"),
    ("reports", "/reports", "look"),
    ("match", "/match", "look"),
    ("review", "/review", "look"),
    ("places", "/places", "look"),
    ("count", "/count", "look"),
    ("audit", "/audit", "look"),
    ("watch", "/watch", "look"),
    ("publish", "/publish", "look"),
    ("ledger", "/ledger", "look"),
    ("settings", "/settings", "look"),
)


def language_of(request: Request, visiting: Visit | None) -> str:
    """The language of the page: as chosen here, as the account says, as the browser asks, else English."""
    chosen = request.cookies.get("marsad-language")
    if chosen in LANGUAGES:
        return chosen
    if visiting is not None and visiting.viewing.person.language in LANGUAGES:
        return str(visiting.viewing.person.language)
    return "ar" if request.headers.get("accept-language", "").lower().startswith("ar") else "en"


def words_for(request: Request, visiting: Visit | None) -> Words:
    """The words of the page's language, months named as this browser was asked to."""
    asked = request.cookies.get("marsad-months")
    return words_of(language_of(request, visiting), months=asked if asked in MONTHS else MONTHS[0])


def render(
    request: Request, name: str, *, visiting: Visit | None = None, status: int = 200, **values: Any
) -> HTMLResponse:
    """The page made from a template; with htmx only its main part, where the template has a ``main`` block."""
    words = words_for(request, visiting)
    template = _environment().get_template(name)
    context = {
        "request": request, "visiting": visiting, "page": words.interface, "words": words, "_": words.say,
        "many": words.many, "pages": PAGES, "here": values.pop("here", ""), "path": request.url.path,
        "form_token": visiting.form_token if visiting else "", **_helpers(words), **_tellers(words, visiting), **values,
    }  # fmt: skip
    return HTMLResponse(template.render(**context), status)


def _tellers(words: Words, visiting: Visit | None) -> dict[str, Callable[[str], str]]:
    """What says errors and reasons in the page's language, with actors by their names."""
    language = words.interface.language
    names = names_of(visiting.viewing.observatory.pack_name, language) if visiting else as_it_is
    return {
        "told": lambda says: words.told(says, names),
        "reason_words": lambda says: reason_words(says, words, names),
    }


def _helpers(words: Words) -> dict[str, Callable[..., object]]:
    return {
        "range_words": words.range_words, "numbers_words": words.numbers_words,
        "when_words": words.when_words, "where_words": words.where_words,
        "day_words": words.day_words, "isolated": words.isolated,
    }  # fmt: skip


@lru_cache(maxsize=1)
def _environment() -> Environment:
    loader = ChoiceLoader([FileSystemLoader(TEMPLATES), FileSystemLoader(SHARED)])
    return Environment(
        loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )  # fmt: skip
