"""What the words of a report can prove of what a model says: who was hit, by whom, how, when, and what befell them.

The proof is the lexicon that the rules read with. A model that says "by the army" of a report which nowhere names the
army is not believed, however likely it is.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from marsad.model.report import Report
from marsad.packs import Pack
from marsad.read.arabic import arabic_reader
from marsad.read.english import english_reader
from marsad.read.models.align import Line, lines_of
from marsad.text.dates import find_dates
from marsad.text.mending import mend
from marsad.text.normal_ar import normalise
from marsad.text.tokens import tokenise
from marsad.text.words import Entry

LANGUAGES = ("en", "ar")
HEADINGS = 2  # lines above a line that may say what its number counts, as a heading over rows does


@dataclass(frozen=True, slots=True)
class Said:
    """What one line says, by the lexicon: measures, traits of victims (status, sex, age, role), actors, tactics."""

    measures: frozenset[str] = frozenset()
    traits: frozenset[str] = frozenset()
    actors: frozenset[str] = frozenset()
    tactics: frozenset[str] = frozenset()


@dataclass
class Proof:
    """What a report says, line by line."""

    report: Report
    pack: Pack
    language: str
    lines: dict[int, Said] = field(default_factory=dict)
    days: set[date] = field(default_factory=set)
    spans: set[tuple[date, date]] = field(default_factory=set)

    def __post_init__(self) -> None:
        for line in lines_of(self.report.text):
            self.lines[line.number] = _said(list(self._entries(line.words)), self.report.published)
        for found in find_dates(self.report.text, language=self.language, published=self.report.published):
            start, end = found.when.start, found.when.end
            if start is not None and end is not None:
                self.spans.add((start, end))
                self.days |= {start, end}

    def measures(self, line: Line) -> frozenset[str]:
        """What the number in a line may count: what the line itself tells of, or the lines above it."""
        near = (self.lines.get(line.number - up, Said()) for up in range(HEADINGS + 1))
        return frozenset().union(*(each.measures for each in near))

    def traits(self, line: Line) -> frozenset[str]:
        """What the line tells of the victims."""
        return self.lines[line.number].traits

    def actors(self) -> frozenset[str]:
        """Every actor that the report names."""
        return frozenset().union(*(each.actors for each in self.lines.values()))

    def tactics(self) -> frozenset[str]:
        """Every means and manner that the report tells of."""
        return frozenset().union(*(each.tactics for each in self.lines.values()))

    def has_window(self, start: date, end: date) -> bool:
        """Whether the report tells of this window, or of both its ends."""
        return (start, end) in self.spans or (start in self.days and end in self.days)

    def _entries(self, words: str) -> Iterator[Entry]:
        """Every meaning of every phrase in a line, nations with the forces that they stand for."""
        if self.language == "ar":
            arabic = arabic_reader(self.pack)
            tokens = tokenise(normalise(words, arabic.lexicon.is_known).text).words
            for index in range(len(tokens)):
                match = arabic.lexicon.match(tokens, index, len(tokens))
                yield from _all(match.kinds.values() if match is not None else ())
            return
        english = english_reader(self.pack)
        tokens = tokenise(mend(words, english.lexicon.is_known).text).words
        for index in range(len(tokens)):
            found = english.lexicon.trie.longest(tokens, index, len(tokens))
            yield from _all(found[1].values() if found is not None else ())


def _all(kinds: Iterable[Any]) -> Iterator[Entry]:
    for entries in kinds:
        yield from entries


def _said(entries: list[Entry], day: date | None) -> Said:
    actors = [entry for entry in entries if entry.actor and entry.holds_on(day)]
    traits = {value for entry in entries for _, value in entry.who}
    traits |= {entry.value for entry in entries if entry.kind == "modifier" and entry.value}
    if any("armed" in entry.flags for entry in actors) or any(entry.kind == "people" for entry in entries):
        traits.add("combatant")
    return Said(
        frozenset(entry.measure for entry in entries if entry.measure),
        frozenset(traits),
        frozenset(str(entry.actor) for entry in actors),
        frozenset(entry.tactic for entry in entries if entry.tactic),
    )
