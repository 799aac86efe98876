"""One Arabic report, tokenised and looked up once: what the grammars of nouns, verbs and places work on."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from marsad.text.arabic_lexicon import ArabicLexicon, Match, small_words
from marsad.text.dates import find_dates
from marsad.text.dates_days import Era
from marsad.text.english_lexicon import actor_on
from marsad.text.found import FoundDate
from marsad.text.number_grammar_ar import ArabicNumber, scan_arabic_numbers
from marsad.text.number_words_ar import ArabicNumberWords
from marsad.text.tokens import Tokens, tokenise
from marsad.text.words import Entry

_ADJECTIVE = ("ي", "يه")  # اليمني, الاورومتوسطي
_STATE_BODIES = small_words("state_bodies")
_NO_ANSWER: Mapping[str, tuple[Entry, ...]] = {}


@dataclass(slots=True, eq=False)
class Page:
    """Tokens of a report with everything that was found in them.

    `matches` holds for every token the phrase of the lexicon that begins there; `numbers`, `dates` and `places` by the
    token they begin at, with the token after them; `inside` is 1 where a token lies in a date or a place.
    """

    tokens: Tokens
    words: list[str]
    matches: list[Match | None]
    numbers: dict[int, ArabicNumber]
    day: date | None
    forces: Mapping[str, Any]
    dates: dict[int, tuple[int, FoundDate]] = field(default_factory=dict)
    places: dict[int, tuple[int, Any]] = field(default_factory=dict)
    inside: bytearray = field(default_factory=bytearray)
    lands: Mapping[str, str] = field(default_factory=dict)  # whose land an actor's is
    nation_lands: Mapping[str, str] = field(default_factory=dict)
    lands_told: list[str] = field(default_factory=list)  # those of the places that were found
    land: str | None = None
    named: set[str | None] | None = None
    others_named: set[str] | None = None  # recorders that bear a name of the pack's in full another way
    has_pronoun: Callable[[int], bool] = lambda _: False

    def kinds(self, index: int) -> Mapping[str, tuple[Entry, ...]]:
        """What the phrase that begins at a token can mean, by kind."""
        match = self.matches[index] if index < len(self.matches) else None
        return match.kinds if match is not None else _NO_ANSWER

    def kind(self, index: int, kind: str) -> Entry | None:
        """The first meaning of that kind of the phrase that begins at a token, or None."""
        found = self.kinds(index).get(kind)
        return found[0] if found else None

    def end(self, index: int) -> int:
        """The index after the phrase that begins at a token."""
        match = self.matches[index]
        return match.last if match is not None else index + 1

    def joined(self, index: int) -> str:
        """The letters written together with the phrase at a token (و, ب, لـ…)."""
        match = self.matches[index] if index < len(self.matches) else None
        return match.joined if match is not None else ""

    def is_definite(self, index: int) -> bool:
        """Whether the phrase at a token has its article."""
        match = self.matches[index] if index < len(self.matches) else None
        return match is not None and match.is_definite

    def actor(self, index: int) -> Entry | None:
        """The actor named at a token, on the day of the report."""
        found = [entry for entry in self.kinds(index).get("actor", ()) if entry.holds_on(self.day)]
        if found and (self._is_foreign(index, found[0]) or self._is_other_recorder(index, found[0])):
            return None
        if len(found) > 1 and len({entry.actor for entry in found}) > 1:
            named = next((entry for entry in found if entry.actor in self._named()), None)
            return named or next((entry for entry in found if self._is_of_land(entry.actor)), found[0])
        return found[0] if found else None

    def _is_of_land(self, actor: str | None) -> bool:
        """Whether an actor is of the land that the report tells of, as its places, nations and actors say."""
        if self.land is None:
            told = Counter(self.lands_told)
            for actor_of_land in self._named() & self.lands.keys():
                told[self.lands[actor_of_land or ""]] += 2  # a village has namesakes in other lands, an actor has none
            for match in self.matches:
                for nation in match.kinds.get("nation", ()) if match is not None else ():
                    told.update([f"nation {nation.value}"])
            for name, land in self.nation_lands.items():
                told[land] += told.pop(f"nation {name}", 0)
            best = max(told, key=lambda land: told[land], default="")
            self.land = best if told[best] else ""
        return bool(self.land) and self.lands.get(actor or "") == self.land

    def _is_foreign(self, index: int, actor: Entry) -> bool:
        """Whether a body of the pack's state is another land's here: "وزارة الداخلية العراقية"."""
        end = self.end(index)
        nation = self.kind(end, "nation") if end < len(self.words) and self.words[end].startswith("ال") else None
        if nation is None or self.is_home(nation.value) or self.inside[end]:
            return False
        head = self.words[index][len(self.joined(index)) :].removeprefix("ال")
        return head in _STATE_BODIES and self.force_of(nation.value) != actor.actor

    def _is_other_recorder(self, index: int, actor: Entry) -> bool:
        """Whether "the Observatory" is not the pack's own: "المرصد اليمني للألغام", and later "المرصد" alone."""
        if actor.value != "recorder" or self.end(index) != index + 1:
            return False
        if self.others_named is None:
            self.others_named = set()
            own: set[str] = set()
            for at, word in enumerate(self.words[:-1]):
                match = self.matches[at]
                if match is None or not any(entry.value == "recorder" for entry in match.kinds.get("actor", ())):
                    continue
                name, after = word[len(match.joined.removesuffix("ال")) :], self.words[match.last : match.last + 1]
                if match.last > at + 1:
                    own.add(name)
                elif after and after[0].startswith("ال") and after[0].endswith(_ADJECTIVE) and not self.inside[at + 1]:
                    self.others_named.add(name)
            self.others_named -= own
        return self.words[index][len(self.joined(index).removesuffix("ال")) :] in self.others_named

    def _named(self) -> set[str | None]:
        """The actors that the report names by a name only they bear: who "the factions" are, it says elsewhere."""
        if self.named is None:
            self.named = set()
            for match in self.matches:
                if match is not None and "actor" in match.kinds:
                    bearers = {entry.actor for entry in match.kinds["actor"] if entry.holds_on(self.day)}
                    self.named |= bearers if len(bearers) == 1 else set()
        return self.named

    def force_of(self, nation: str) -> str | None:
        """The actor that the soldiers of a nation belong to."""
        return actor_on(self.forces.get(nation), self.day)

    def is_home(self, nation: str) -> bool:
        """Whether a nation is that of the pack's own country."""
        return bool(self.forces.get("") == nation)

    def start(self, index: int) -> int:
        """Where the phrase at a token starts, after the letters written together with it."""
        match = self.matches[index] if index < len(self.matches) else None
        taken = 0
        if match is not None and match.joined:
            taken = len(match.joined)
            if match.is_definite or self.words[index].startswith(match.joined + "ال"):
                taken = len(match.joined.removesuffix("ال"))
        return self.tokens.starts[index] + taken

    def stop(self, last: int) -> int:
        """Where the token before `last` ends."""
        return self.tokens.ends[last - 1]


def look_up(
    text: str, lexicon: ArabicLexicon, numbers: ArabicNumberWords, day: date | None, forces: Mapping[str, Any],
    eras: tuple[Era, ...],
) -> Page:  # fmt: skip
    """A page with the phrases, numbers and dates of a text in normal form."""
    tokens = tokenise(text)
    words, count = tokens.words, len(tokens)
    matches = [lexicon.match(words, index, count) for index in range(count)]
    page = Page(tokens, words, matches, {}, day, forces, inside=bytearray(count + 1))
    for dated in find_dates(text, language="ar", published=day, eras=eras):
        first, last = tokens.at(dated.start), tokens.at(dated.end)
        if first > 0 and tokens.starts[first - 1] < dated.start < tokens.ends[first - 1]:
            first -= 1
        if last > first:
            page.dates[first] = (last, dated)
            page.inside[first:last] = b"\x01" * (last - first)
    within = {first: last for first, (last, _) in page.dates.items()}
    page.numbers = {hit.first: hit for hit in scan_arabic_numbers(tokens, numbers, within)}
    return page
