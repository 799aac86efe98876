"""The lexicon in memory: phrases in a trie, each with what it means. Neutral to language.

What a phrase means is an `Entry`; a language module builds them from its data file and the pack's.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from marsad.text.trie import Trie

Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """What a phrase can mean.

    `kind` is the word class of bulletins: person, outcome, act, verb, state, leaves, deed, means, attack, thing,
    modifier, nation, actor, voice, saying, and connectors by their name. `form` tells a verb's form (base, s, past,
    part, ing) or how an actor's name is used (name, adjective, people, after). `who` is what a noun or adjective tells
    of a victim. `is_plural` is None where the word does not tell. `since` and `until` bound when an actor's name means
    this actor.
    """

    kind: str
    measure: str | None = None
    tactic: str | None = None
    form: str = ""
    side: str = ""
    who: Pairs = ()
    actor: str | None = None
    value: str = ""
    is_plural: bool | None = None
    flags: frozenset[str] = frozenset()
    since: date | None = None
    until: date | None = None

    def holds_on(self, day: date | None) -> bool:
        """Whether the phrase has this meaning on that day."""
        if day is None or (self.since is None and self.until is None):
            return True
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


@dataclass(slots=True)
class Lexicon:
    """Phrases of one language, general and of a pack, in one trie; and every word they are made of."""

    language: str
    trie: Trie = field(default_factory=Trie)
    vocabulary: set[str] = field(default_factory=set)

    def add(self, words: Sequence[str], entry: Entry) -> None:
        """Adds a phrase given as tokens in lower case."""
        if words:
            self.trie.add(words, entry)
            self.vocabulary.update(words)

    def add_all(self, phrases: Iterable[Sequence[str]], entry: Entry) -> None:
        """Adds several phrases that mean the same."""
        for words in phrases:
            self.add(words, entry)

    def freeze(self) -> None:
        """Sorts what each phrase means by kind, once all phrases are in: ``{kind: (entries,)}``."""
        waiting = [self.trie.root]
        while waiting:
            node = waiting.pop()
            for key, value in node.items():
                if key == "" and isinstance(value, list):
                    kinds: dict[str, tuple[Entry, ...]] = {}
                    for entry in value:
                        kinds[entry.kind] = (*kinds.get(entry.kind, ()), entry)
                    node[key] = kinds
                elif isinstance(value, dict):
                    waiting.append(value)

    def is_known(self, word: str) -> bool:
        """Whether a word (in lower case) occurs in any phrase."""
        return word in self.vocabulary
