"""Words are found the same way on every engine, in both scripts."""

import re
from datetime import date

import pytest

from marsad.model.report import Report
from marsad.store import Sought, Store
from store.conftest import Place
from store.samples import report


def tokens(words: str, language: str | None) -> list[str]:
    """A stand-in for the product's tokens: lower case, split at what is no letter or digit."""
    return re.findall(r"[\w'-]+", words.lower())


def of(*words: str) -> Sought:
    """All of these words."""
    return Sought(tuple(((word,),) for word in words))


def ids(store: Store, sought: Sought) -> list[str]:
    return [hit.report for hit in store.words.find(sought)]


TEXTS = {
    "ambush": ("Ambush in the desert", "Cells ambushed a bus on the Homs road; four soldiers were killed."),
    "market": ("Market day", "Shells fell on the market of the town. Nobody was killed near the bus."),
    "kamin": ("كمين في البادية", "قتل أربعة عناصر في كمين على طريق حمص"),
    "odd": ("It's \\odd's & <b>", "o'brien kil*led x_y a:b \x00 café"),
}


@pytest.fixture
def filled(store: Store) -> Store:
    store.reports.add(
        [
            Report(key, text, language="ar" if key == "kamin" else "en", title=title)
            for key, (title, text) in TEXTS.items()
        ],
        by="collect 1",
    )
    assert store.words.index(tokens) == 4
    return store


@pytest.mark.parametrize(
    ("sought", "expected"),
    [
        (of("killed"), {"ambush", "market"}),
        (of("killed", "soldiers"), {"ambush"}),
        (of("كمين"), {"kamin"}),
        (of("حمص", "طريق"), {"kamin"}),
        (Sought(((("homs", "road"),),)), {"ambush"}),
        (Sought(((("road", "homs"),),)), set()),
        (Sought(((("desert", "cells"),),)), set()),
        (Sought(((("soldiers",), ("market",), ("كمين",)),)), {"ambush", "market", "kamin"}),
        (Sought(((("bus",),),), none_of=(("market",),)), {"ambush"}),
        (of("ambush*"), {"ambush"}),
        (of("كم*"), {"kamin"}),
        (of("o'brien"), {"odd"}),
        (of("x_y"), {"odd"}),
        (of("it's", "café"), {"odd"}),
        (of("' OR 1=1 --"), set()),
        (of('" OR bus'), set()),
        (of("*"), set()),
        (of("nothing"), set()),
        (Sought(()), set()),
    ],
)
def test_what_is_sought_is_found(filled: Store, sought: Sought, expected: set[str]) -> None:
    """Words, phrases, beginnings, choices and exclusions; odd characters mean nothing to the engine."""
    assert set(ids(filled, sought)) == expected


def test_titles_weigh_more(store: Store) -> None:
    """A word in the title brings a report before one that has it in the text, all else being equal."""
    store.reports.add(
        [
            Report("text", "one truce was told of among many other things here", title="one two three"),
            Report("title", "one thing was told of among many other things here", title="one truce three"),
        ],
        by="collect 1",
    )
    store.words.index(tokens)
    assert ids(store, of("truce")) == ["title", "text"]


def test_the_index_takes_in_what_is_new_and_only_that(filled: Store) -> None:
    """Indexing again takes in new reports; another way of making tokens takes in all."""
    assert filled.words.index(tokens) == 0
    filled.reports.add([report("late", "A late truce.")], by="collect 1")
    assert filled.words.index(tokens) == 1
    assert ids(filled, of("truce")) == ["late"]

    assert filled.words.index(lambda words, language: [word[:3] for word in tokens(words, language)], version="2") == 5
    assert ids(filled, of("truce")) == []
    assert ids(filled, of("tru")) == ["late"]


def test_the_past_is_searched_as_it_was(place: Place) -> None:
    """A search as of a day finds only what was kept then."""
    with place.open(create=True) as store:
        store.reports.add([report("r1", "A truce.")], by="collect 1")
        place.clock.now = place.clock.now.replace(year=2023)
        store.reports.add([report("r2", "Another truce.")], by="collect 1")
        store.words.index(tokens)
        assert set(ids(store, of("truce"))) == {"r1", "r2"}
        assert ids(store.as_of(date(2022, 6, 1)), of("truce")) == ["r1"]


def test_long_texts_and_words_are_taken(store: Store) -> None:
    """A text of 30,000 words, and a word of 10,000 letters, are indexed on every engine."""
    store.reports.add(
        [report("long", " ".join(f"w{number}" for number in range(30_000))), report("word", "x" * 10_000)],
        by="collect 1",
    )
    assert store.words.index(tokens) == 2
    assert ids(store, of("w29999")) == ["long"]
    assert ids(store, of("x" * 10_000)) == ["word"]
