"""Readings of one sentence, with the place words that a reader would give."""

from collections.abc import Callable
from datetime import date

import pytest

from marsad.locate import locate
from marsad.model.claim import Claim, Reading, When, Where
from marsad.model.report import Report, Span
from marsad.packs import Pack, load_pack

Place = Callable[..., list[Where]]


@pytest.fixture(scope="session")
def syria() -> Pack:
    """The Syrian pack as it ships."""
    return load_pack("syria")


@pytest.fixture(scope="session")
def place(syria: Pack) -> Place:
    """Places words of a text: `place(text, words…)` gives their places in order."""

    def place_in(
        text: str, *words: str, title: str | None = None, publisher: str | None = None, day: date | None = None
    ) -> list[Where]:
        wheres = []
        for word in words:
            at = text.find(word)
            wheres.append(Where(word, span=Span(at, at + len(word)) if at >= 0 else None))
        claim = Claim(
            "c1", "event", "new", "reported", (Span(0, len(text)),), (), When(None, day, day, "day"), tuple(wheres)
        )
        report = Report("r", text, publisher=publisher, title=title, published=day)
        return list(locate(Reading(report, (claim,)), syria).claims[0].where)

    return place_in
