"""Mended views, tokens, blocks and sentences keep the place of every character."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marsad.text.blocks import find_blocks
from marsad.text.mending import mend
from marsad.text.sentences import split_sentences
from marsad.text.tokens import tokenise
from marsad.text.trie import Trie

KNOWN = {"killed", "isis", "attack", "gunmen", "ied", "landmine", "explosion", "attacked"}


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("kil*led", "killed"),
        ("IS*IS", "ISIS"),
        ("att-ack", "attack"),
        ("Gu*nmen", "Gunmen"),
        ("I*E*D", "IED"),
        ("landm*ine expl*osion", "landmine explosion"),
        ("ki\u200blled", "killed"),
        ("k\u0456lled", "k\u0456lled".replace("\u0456", "i")),
        ("“caliphate”", '"caliphate"'),
        ("Ma’arat", "Ma'arat"),
        ("ex-fighter", "ex-fighter"),
        ("north-east", "north-east"),
    ],
)
def test_a_broken_word_is_put_together_and_maps_back(written: str, read: str) -> None:
    """What was written stays reachable, character for character."""
    text = f"x {written} y"
    view = mend(text, KNOWN.__contains__)
    assert view.text == f"x {read} y"
    span = view.span(2, 2 + len(read))
    assert text[span.start : span.end] == written


@given(st.text(max_size=80))
def test_every_character_of_a_view_has_its_place(text: str) -> None:
    """Places grow and lie in the text."""
    view = mend(text, KNOWN.__contains__)
    assert len(view.starts) == len(view.ends) == len(view.text)
    assert all(0 <= start < end <= len(text) for start, end in zip(view.starts, view.ends, strict=True))
    assert list(view.starts) == sorted(view.starts)


@given(st.text(max_size=80))
def test_tokens_are_the_text_without_its_spaces(text: str) -> None:
    """Nothing is lost, nothing overlaps."""
    tokens = tokenise(text)
    assert "".join(text[a:b] for a, b in zip(tokens.starts, tokens.ends, strict=True)) == "".join(text.split())
    assert all(left <= right for left, right in zip(tokens.ends, tokens.starts[1:], strict=False))


def test_lists_are_two_levels_deep() -> None:
    """A second kind of bullet under an item that ends with a colon is one deeper, and comes back."""
    text = "Title\n\nBy region:\n\n-Homs: 17 operations:\n\n• 44 fighters.\n\n• Four civilians.\n\n-Hama: ten.\n"
    blocks = find_blocks(text, opens_item=re.compile(r"\d"))
    assert [(block.kind, block.level) for block in blocks] == [
        ("title", 0),
        ("paragraph", 0),
        ("item", 1),
        ("item", 2),
        ("item", 2),
        ("item", 1),
    ]


def test_a_list_without_bullets_follows_a_colon() -> None:
    """Until a line begins otherwise."""
    text = "Title\n\nThe dead:\n12 civilians\n3 soldiers\nNobody else was hurt there."
    kinds = [block.kind for block in find_blocks(text, opens_item=re.compile(r"\d"))]
    assert kinds == ["title", "paragraph", "item", "item", "paragraph"]


def test_a_list_inside_a_line_is_taken_apart() -> None:
    """As where line ends were lost."""
    text = "Title\n\nBy area: - Homs: 29 dead. - Hama: 12 dead."
    labels = [text[b.label[0] : b.label[1]] for b in find_blocks(text, opens_item=re.compile(r"\d")) if b.label]
    assert labels == ["Homs", "Hama"]


def test_sentences_do_not_end_at_abbreviations() -> None:
    """Dr., initials, U.S."""
    text = "Dr. A. Name said so. U.S. forces left. They came back."
    found = [text[a:b] for a, b in split_sentences(text, 0, len(text), abbreviations=frozenset({"dr"}))]
    assert found == ["Dr. A. Name said so.", "U.S. forces left.", "They came back."]


def test_the_longest_phrase_wins() -> None:
    """One pass, no phrase inside another."""
    trie = Trie()
    trie.add(["regime"], "regime")
    trie.add(["regime", "forces"], "forces")
    assert trie.scan(["the", "regime", "forces", "regime"]) == {1: (3, ["forces"]), 3: (4, ["regime"])}
