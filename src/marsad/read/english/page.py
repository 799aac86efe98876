"""One English report, tokenised and looked up once: what the noun and verb grammars work on."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from marsad.text.english_lexicon import actor_on
from marsad.text.numbers_en import NumberHit, NumberWords, scan_numbers
from marsad.text.tokens import Tokens, tokenise
from marsad.text.words import Entry, Lexicon

Kinds = dict[str, tuple[Entry, ...]]


@dataclass(slots=True, eq=False)
class Page:
    """Tokens of a report with everything that was found in them.

    `matches` holds for every token the phrase of the lexicon that begins there, as (index after it, what it means by
    kind); `numbers` the number that begins there; `taken` the index after a date or place that begins there.
    """

    tokens: Tokens
    words: list[str]
    matches: list[tuple[int, Kinds] | None]
    numbers: dict[int, NumberHit]
    day: date | None
    forces: dict[str, Any]
    armed: frozenset[str]
    dates: dict[int, tuple[int, Any]]
    places: dict[int, tuple[int, Any]]
    inside: bytearray  # 1 where a token lies in a date or a place
    former_army: str | None = None
    actors: dict[int, Entry] = field(default_factory=dict)
    in_names: set[int] = field(default_factory=set)
    is_home: bool = True  # whether the text may speak of the pack's own country
    units: set[int] = field(default_factory=set)  # places that are districts, governorates or countries

    def kind(self, index: int, kind: str) -> Entry | None:
        """The first meaning of that kind of the phrase that begins at a token, or None."""
        if index >= len(self.words):
            return None
        match = self.matches[index]
        if match is None or kind not in match[1]:
            return None
        return match[1][kind][0]

    def end(self, index: int) -> int:
        """The index after the phrase that begins at a token."""
        match = self.matches[index]
        return match[0] if match is not None else index + 1

    def actor(self, index: int) -> Entry | None:
        """The actor named at a token, on the day of the report; capitals are asked where the name has them."""
        return self.actors.get(index)

    def find_actors(self) -> None:
        """Settles once which actor each token begins, and which tokens lie inside longer names."""
        for index, match in enumerate(self.matches):
            if match is not None and "actor" in match[1] and (entry := self._actor_at(index)) is not None:
                self.actors[index] = entry
                if match[0] - index > 1:
                    self.in_names.update(range(index, match[0]))

    def _actor_at(self, index: int) -> Entry | None:
        match = self.matches[index]
        assert match is not None
        for entry in match[1]["actor"]:
            if not entry.holds_on(self.day) or (not self.is_home and "home" in entry.flags):
                continue
            if "capitals" in entry.flags:
                at = self.tokens.starts[index]
                if not self.tokens.text[at : at + 2].isupper():
                    continue
            elif "capital" in entry.flags and match[0] - index == 1 and not self.tokens.is_capital(index):
                continue
            return entry
        return None

    def people(self, index: int) -> Entry | None:
        """The armed people of an actor named at a token ("loyal militiamen")."""
        match = self.matches[index] if index < len(self.matches) else None
        if match is None:
            return None
        return next(
            (
                entry
                for entry in match[1].get("people", ())
                if entry.holds_on(self.day) and (self.is_home or "home" not in entry.flags)
            ),
            None,
        )

    def force_of(self, nation: str) -> str | None:
        """The actor that the soldiers of a nation belong to."""
        return actor_on(self.forces.get(nation), self.day)

    def start(self, index: int) -> int:
        """Where a token starts."""
        return self.tokens.starts[index]

    def stop(self, last: int) -> int:
        """Where the token before `last` ends."""
        return self.tokens.ends[last - 1]


def look_up(text: str, lexicon: Lexicon, numbers: NumberWords) -> tuple[Tokens, list[Any], dict[int, NumberHit]]:
    """Tokens, lexicon matches at every token, and numbers of a text."""
    tokens = tokenise(text)
    words, trie = tokens.words, lexicon.trie
    root, longest, count = trie.root, trie.longest, len(words)
    matches = [longest(words, index, count) if word in root else None for index, word in enumerate(words)]
    return tokens, matches, {hit.first: hit for hit in scan_numbers(tokens, numbers)}
