"""Lists of a language's words stand in the lexicon files, where a recorder can edit them."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest

from marsad.model import words
from marsad.text.english_lexicon import cue_codes, general_words, small_words

READ = Path(__file__).resolve().parents[2] / "src" / "marsad" / "read"
NEUTRAL = sorted(path for path in READ.glob("*.py") if path.name != "reparse.py")
ENGLISH = sorted((READ / "english").glob("*.py"))
MOST_INLINE = 12  # words that a grammar rule may ask for by themselves

KINDS = frozenset(
    "group trigger deed attack actor by including subset and comma colon semicolon open close clause rises toll leaves "
    "negation modal pronoun date place rest gap outcome total all list_end told person people bare weak thing "
    "unit".split()
)
FLAGS = frozenset(
    "definite plural kin others anaphor hurt victims victim-word doer dated named relative listed among attacker owned "
    "of-definite of-injured of-dead weakly rest-number armed member foreign unknown body army former total".split()
)
# What chunks say of themselves, in the same codes for every language: see chunks.py.
CODES = frozenset(
    "against as be but however meanwhile separately that whereas where which while who whom with number exceed again "
    "separate recorder gunmen commander officer role actor nationality status sex age dead wounded injured killed said "
    "reported report document say article group".split()
) | {
    "among the", "among tho", "of the", "of tho", "of whom", "of which", "among whom", "among which", "amount to",
    "stand at", "bare noun", "", "sohr", "snhr", "unknown-gunmen", "explosion", "grenade", "take_over",
}  # fmt: skip


def closed_lists() -> frozenset[str]:
    """Every word of the record's closed lists."""
    found: set[str] = set()
    for value in vars(words).values():
        found |= {each for each in get_args(value) if isinstance(each, str)}
    return frozenset(found)


def collections(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Every set, list or tuple of strings of a file, and every string that is split into words."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Set | ast.List | ast.Tuple):
            found = [each.value for each in node.elts if isinstance(each, ast.Constant) and isinstance(each.value, str)]
            if len(found) > 1:
                yield node.lineno, found
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "split":
            text = node.func.value
            if isinstance(text, ast.Constant) and isinstance(text.value, str):
                yield node.lineno, text.value.split()


@pytest.mark.parametrize("path", NEUTRAL, ids=lambda path: path.name)
def test_a_room_that_knows_no_language_holds_only_codes(path: Path) -> None:
    """Given a neutral room, every list of strings in it is of codes: kinds, flags, cues, words of the record."""
    known = KINDS | FLAGS | CODES | closed_lists() | set(general_words("grammar.en")["cues"])
    for line, found in collections(path):
        strange = [word for word in found if word not in known and "/" not in word and not word[:1].isupper()]
        slots = all(word.isidentifier() for word in found) and path.name == "counted.py" and "anaphors" in found
        assert not strange or slots, f"{path.name}:{line} lists {strange}: put words of a language into its lexicon"


@pytest.mark.parametrize("path", ENGLISH, ids=lambda path: path.name)
def test_an_english_room_holds_no_long_list(path: Path) -> None:
    """Given a room of the English grammar, its word lists come from grammar.en.yaml by name."""
    for line, found in collections(path):
        outside = [word for word in found if word not in KINDS]
        assert len(outside) <= MOST_INLINE, (
            f"{path.name}:{line} lists {len(outside)} words: put them into grammar.en.yaml"
        )


def test_every_list_that_a_room_asks_for_is_there_and_used() -> None:
    """No list of grammar.en.yaml is dead, none is missing."""
    rooms = "\n".join(path.read_text(encoding="utf-8") for path in (*ENGLISH, *READ.glob("*.py")))
    for name in general_words("grammar.en")["small_words"]:
        assert small_words(name)
        assert f'"{name}"' in rooms, f"nothing asks for {name}"


def test_a_word_has_one_code() -> None:
    """The shared engine is told one thing by each word."""
    listed = [word for found in general_words("grammar.en")["cues"].values() for word in found]
    assert len(listed) == len(set(listed)) == len(cue_codes())
