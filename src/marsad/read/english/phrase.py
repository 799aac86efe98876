"""The words inside an English noun phrase: adjectives, nations, actors, and the nouns that head it."""

from collections.abc import Callable
from dataclasses import dataclass

from marsad.read.chunks import Group
from marsad.read.english.page import Page
from marsad.text.english_lexicon import small_words
from marsad.text.words import Entry

ARTICLES = small_words("articles")
DEFINITE = small_words("definite")
POSSESSIVE = small_words("possessive")
STOPS = small_words("stops")
_GOES_ON = frozenset({"person", "people", "deed", "outcome", "modifier", "means", "actor", "nation", "thing", "act"})
_OTHERS = small_words("more_of_them")
_ARMED_WORDS = tuple(small_words("armed_words"))
_HEADED = small_words("headed")


@dataclass(slots=True)
class State:
    """What the noun phrase being read has said so far: where its head ends, a nation, an actor's name."""

    head_end: int = 0
    nation: str | None = None
    adjective: str | None = None

    def begin(self, index: int) -> None:
        """Forgets the phrase before."""
        self.head_end, self.nation, self.adjective = index, None, None


def adjective_before(page: Page, at: int, limit: int, has_head: bool) -> tuple[int, bool] | None:
    """A word that nobody knows is an adjective where a noun of people follows soon: four Chaldean civilians."""
    word = page.words[at]
    if has_head or word in STOPS or not word[0].isalpha():
        return None
    for following in range(at + 1, min(at + 3, limit)):
        if following in page.numbers:
            return None
        match = page.matches[following]
        if match is not None:
            return (following, False) if match[1].keys() & {"person", "people"} else None
        if page.words[following] in STOPS:
            return None
    return None


class Heads:
    """Reads one word or phrase of a noun phrase: the index after it, and whether it is a head."""

    def __init__(self, page: Page, state: State) -> None:
        self.page, self.words, self.state = page, page.words, state

    def read(self, group: Group, at: int, limit: int, has_head: bool) -> tuple[int, bool] | None:
        """What the phrase of the lexicon at a token is inside this noun phrase, or None where it does not belong."""
        match = self.page.matches[at]
        assert match is not None
        for kind, reader in self._READERS:
            if kind in match[1] and (step := reader(self, group, at, match[0], match[1][kind][0], limit, has_head)):
                return step
        return None

    def _person(
        self, group: Group, at: int, after: int, entry: Entry, limit: int, has_head: bool
    ) -> tuple[int, bool] | None:
        if group.noun in ("deed", "outcome", "thing", "unit"):
            return None
        if has_head and "kin" in entry.flags:
            return None
        if self.words[after - 1] == "dead" or (entry.flags & {"body"} and has_head):
            return None
        for key, value in entry.who:
            if not (key == "status" and "former" in group.flags) and not (
                key == "role" and value == "local-official" and "role" in group.who
            ):
                group.who[key] = value
        group.flags |= entry.flags - {"member"}
        means = self.page.matches[at][1].get("means")  # type: ignore[index]
        if means and means[0].tactic:
            group.how = [means[0].tactic]  # snipers, a suicide bomber
        if entry.flags & {"member"}:
            group.flags.add("member")
        if "police" in entry.flags:
            group.cleared.add("status")
        if "former" in entry.flags:
            group.who.pop("status", None)
        group.noun = "person"
        if entry.is_plural:
            group.flags.add("plural")
        elif entry.is_plural is False:
            group.flags.discard("plural")
        else:
            group.flags.add("mass")
        return after, True

    def _people(
        self, group: Group, at: int, after: int, entry: Entry, limit: int, has_head: bool
    ) -> tuple[int, bool] | None:
        people = self.page.people(at)
        if people is None or group.noun in ("deed", "outcome"):
            return None
        following = self.page.matches[after] if after < limit else None
        if following is not None and following[1].keys() & {"means", "deed"} and group.range is None:
            group.who.setdefault("actor", people.actor or "")
            return after, False
        group.noun = "person"
        group.who.setdefault("actor", people.actor or "")
        group.who |= dict(people.who)
        if people.is_plural:
            group.flags.add("plural")
        return after, True

    def _actor(
        self, group: Group, at: int, after: int, entry: Entry, limit: int, has_head: bool
    ) -> tuple[int, bool] | None:
        actor = self.page.actor(at)
        if actor is None or actor.form == "after" or has_head:
            return None
        if actor.value == "gunmen":
            return self._gunmen(group, at, after)
        if group.range is None and group.noun == "weak" and after < limit and self.words[after] in (",", "and", "'s"):
            return (after, False) if self.words[after] == "'s" else None
        group.who.setdefault("actor", actor.actor or "")
        if "armed" in actor.flags:
            group.flags.add("armed")
        self.state.adjective = actor.actor if actor.form == "name" else self.state.adjective
        if after < limit and self.words[after] == "'s":
            after += 1
        return after, False

    def _gunmen(self, group: Group, at: int, after: int) -> tuple[int, bool]:
        """Unidentified gunmen among the victims are armed; unidentified people are only people."""
        said = " ".join(self.words[at:after])
        group.noun = "person"
        if any(part in said for part in _ARMED_WORDS):
            group.who.setdefault("actor", "unknown-gunmen")
            group.who["status"] = "combatant"
        else:
            group.flags.add("unknown")
        if said.endswith(("men", "s", "people")):
            group.flags.add("plural")
        return after, True

    def _nation_word(
        self, group: Group, at: int, after: int, entry: Entry, limit: int, has_head: bool
    ) -> tuple[int, bool] | None:
        if has_head or (
            group.range is None
            and not entry.is_plural
            and self.words[after : after + 1] in (["and"], ["or"], ["nationality"], ["nationalities"])
        ):
            return None
        self.state.nation = entry.value
        group.who["nationality"] = entry.value
        following = self.page.matches[after] if after < limit else None
        goes_on = following is not None and following[1].keys() & _GOES_ON
        if goes_on and not entry.is_plural:
            return after, False
        if (
            following is None
            and after < limit
            and adjective_before(self.page, after, limit, False)
            and not entry.is_plural
        ):
            return after, False
        if after < limit and self.words[after] in ("nationality", "nationals") and not entry.is_plural:
            return after, False
        if group.noun in ("bare", "weak"):
            group.noun = "person"
            if entry.is_plural:
                group.flags.add("plural")
            elif group.range is not None and (group.range.low or 0) > 1:
                group.flags.add("headless")  # 34 Iranian-backed Syrian and 20 non-Syrian militiamen
            return after, True
        return None

    def _modifier(
        self, group: Group, at: int, after: int, entry: Entry, limit: int, has_head: bool
    ) -> tuple[int, bool] | None:
        if has_head:
            return None
        word = self.words[at]
        values = {each.value for each in self.page.matches[at][1]["modifier"]}  # type: ignore[index]
        if word in _OTHERS:
            group.flags.add("other")
        if "female" in values and "sex" not in group.who:
            group.who["sex"] = "female"
        if "male" in values and "sex" not in group.who:
            group.who["sex"] = "male"
        if "child" in values:
            group.who["age"] = "child"
        if "former" in values:
            group.flags.add("former")
        if "displaced" in values:
            group.who.setdefault("role", "displaced")
        if "unknown" in values:
            group.flags.add("unknown")
        return after, False

    def _deed(
        self, group: Group, at: int, after: int, entry: Entry, limit: int, has_head: bool
    ) -> tuple[int, bool] | None:
        if group.noun == "person" or (has_head and group.noun != "deed"):
            return None
        group.noun = "deed"
        group.measure, group.own_measure = entry.measure, True
        if "strike" in entry.flags and self._is_air(group, at):  # the air forces that strike from the air only
            group.measure, group.how = "airstrikes", ["airstrike"]
        elif entry.tactic and entry.tactic not in group.how:
            group.how = [*group.how, entry.tactic] if has_head else [entry.tactic]
        if entry.is_plural:
            group.flags.add("plural")
        return after, True

    def _is_air(self, group: Group, at: int) -> bool:
        owner = group.who.get("actor")
        return (
            self.state.nation in ("Russian", "American")
            or owner in ("russia", "coalition")
            or self.words[at - 1] in ("air", "aerial")
        )

    def _outcome(
        self, group: Group, at: int, after: int, entry: Entry, limit: int, has_head: bool
    ) -> tuple[int, bool] | None:
        if has_head and not (
            group.noun == "person" and self.words[after - 1] in ("deaths", "fatalities", "casualties")
        ):
            return None
        if (
            not has_head
            and group.noun == "weak"
            and entry.is_plural is False
            and self.words[at] in ("wounded", "injured", "dead")
        ):
            return None
        if group.range is None and entry.is_plural is False and self._is_verb_here(at, after, limit):
            return None  # SDF arrest four
        if (
            self.words[at] in ("wounded", "injured", "dead", "missing")
            and after < limit
            and (following := self.page.matches[after]) is not None
            and following[1].keys() & {"person", "people"}
        ):
            return None  # two wounded civilians: an adjective
        if (
            " ".join(self.words[at:after]).startswith(("dead and", "dead or", "killed and"))
            and after in self.page.numbers
        ):
            return None
        group.noun = "outcome"
        group.measure, group.own_measure = entry.measure, True
        if entry.tactic:
            group.how = [entry.tactic]
        group.flags.add("plural")
        return after, True

    def _is_verb_here(self, at: int, after: int, limit: int) -> bool:
        match = self.page.matches[at]
        if match is None or "verb" not in match[1]:
            return False
        following = self.page.matches[after] if after < limit else None
        return (
            after in self.page.numbers
            or self.words[after : after + 1] in (["a"], ["an"])
            or (following is not None and bool(following[1].keys() & {"person", "people"}))
        )

    def _collective(
        self, group: Group, at: int, after: int, entry: Entry, limit: int, has_head: bool
    ) -> tuple[int, bool] | None:
        """ "security forces", "army" before a noun of people: they bear arms."""
        following = self.page.matches[after] if after < limit else None
        if has_head or following is None or not following[1].keys() & {"person", "people"}:
            return None
        group.who.setdefault("status", "combatant")
        group.flags |= entry.flags
        return after, False

    def _thing(
        self, group: Group, at: int, after: int, entry: Entry, limit: int, has_head: bool
    ) -> tuple[int, bool] | None:
        if group.noun in ("person", "deed", "outcome"):
            return None
        kinds = self.page.matches[at][1]  # type: ignore[index]
        if group.range is None and "means" in kinds:
            return None
        if "attack" in kinds and self.words[after : after + 1] in (["by"], ["dead"], ["in"]):
            return None  # 14 shot by gunmen
        following = self.page.matches[after] if after < limit else None
        stands_before = following is not None and bool(following[1].keys() & {"person", "people", "deed"})
        if stands_before and self.words[at] in _HEADED:
            return after, False
        group.noun = "thing"
        return after, True

    def _unit(
        self, group: Group, at: int, after: int, entry: Entry, limit: int, has_head: bool
    ) -> tuple[int, bool] | None:
        if group.noun == "person":
            return None
        group.noun, group.measure, group.own_measure = "unit", entry.measure, True
        return after, True

    _READERS: tuple[tuple[str, Callable[..., tuple[int, bool] | None]], ...] = (
        ("unit", _unit),
        ("people", _people),
        ("actor", _actor),
        ("nation", _nation_word),
        ("person", _person),
        ("collective", _collective),
        ("deed", _deed),
        ("outcome", _outcome),
        ("modifier", _modifier),
        ("thing", _thing),
    )
