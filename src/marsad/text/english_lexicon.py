"""The English lexicon: the general words of ``lexicon/en.yaml`` and a pack's own, compiled once into one trie."""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from importlib.resources import files
from typing import Any

import yaml

from marsad.model.place import Actor
from marsad.text.english_forms import noun_forms, verb_forms
from marsad.text.tokens import tokenise
from marsad.text.words import Entry, Lexicon

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_WHO = ("status", "sex", "age", "role")
_FLAGS = ("kin", "army", "member", "head", "body", "pair", "former", "police", "victims", "attacker")
# What a nationality's forces are called, and with what they strike.
_FORCES = "forces|army|military|troops|authorities|intelligence"
_RISES = {
    "rise": "rise|rose|risen",
    "bring": "bring|brought|brought",
    "stand at": "stand at|stood at|stood at",
    "go up": "go up|went up|gone up",
    "come to": "come to|came to|come to",
    "hit": "hit|hit|hit",
    "grow": "grow|grew|grown",
    "get": "get|got|got",
}
ARMED_KINDS = frozenset({"armed group", "state force", "militia", "police"})


@lru_cache(maxsize=8)
def general_words(name: str) -> Mapping[str, Any]:
    """A data file of ``text/lexicon`` (without ``.yaml``)."""
    text = (files("marsad.text") / "lexicon" / f"{name}.yaml").read_text(encoding="utf-8")
    data: Mapping[str, Any] = yaml.load(text, Loader=_LOADER)  # noqa: S506  (a safe loader)
    return data


@lru_cache(maxsize=256)
def small_words(name: str) -> frozenset[str]:
    """One list of ``small_words`` of ``grammar.en.yaml``."""
    return frozenset(general_words("grammar.en")["small_words"][name])


@lru_cache(maxsize=1)
def cue_codes() -> Mapping[str, str]:
    """The shared engine's code of every English word that has one."""
    return {word: code for code, words in general_words("grammar.en")["cues"].items() for word in words}


def _tokens(phrase: str) -> list[str]:
    return tokenise(phrase).words


class _Builder:
    """Fills one lexicon."""

    def __init__(self, actors: Mapping[str, Actor]) -> None:
        self.lexicon, self.actors = Lexicon("en"), actors
        self.home: frozenset[str] = frozenset()
        self.own_words: tuple[str, ...] = ()

    def add(self, phrase: str, entry: Entry) -> None:
        self.lexicon.add(_tokens(phrase), entry)

    def add_noun(self, word: str, kind: str, **about: Any) -> None:
        singular, many = noun_forms(word)
        if singular == many:
            self.add(singular, Entry(kind, is_plural=None, **about))
            return
        self.add(singular, Entry(kind, is_plural=False, **about))
        self.add(many, Entry(kind, is_plural=True, **about))

    def add_verb(self, word: str, kind: str, **about: Any) -> None:
        for form, phrase in verb_forms(word):
            self.add(phrase, Entry(kind, form=form, **about))

    def general(self, data: Mapping[str, Any]) -> None:
        """The words of every conflict."""
        for group in data["people"]:
            who = tuple((key, group[key]) for key in _WHO if group.get(key))
            flags = frozenset(flag for flag in _FLAGS if group.get(flag))
            for word in group["nouns"]:
                self.add_noun(word, "person", who=who, flags=flags)
        for value, words in data["modifiers"].items():
            for word in words:
                self.add(word, Entry("modifier", value=value))
        for nation, words in data["nationalities"].items():
            for word in words:
                self.add(word, Entry("nation", value=nation))
                if not word.lower().endswith(("ese", "ish", "ch", ".")):
                    self.add(word + "s", Entry("nation", value=nation, is_plural=True))
        for kind, table in (("outcome", data["outcomes"]), ("act", data["acts"])):
            for measure, words in table.items():
                for word in words:
                    tactic = data["act_tactics"].get(word) if kind == "act" else None
                    if kind == "act":
                        self.add(word, Entry(kind, measure=measure, tactic=tactic))
                    else:
                        self.add_noun(word, kind, measure=measure, tactic=data["act_tactics"].get(word))
        for word, measure in data["states"].items():
            self.add(word, Entry("state", measure=measure))
        for word in data["takes"]:
            self.add_verb(word, "take")
        for word in data["leaves"]:
            self.add_verb(word, "leaves")
        self._verbs_and_deeds(data)
        for kind, table in data["connectors"].items():
            for phrase in table:
                self.add(phrase, Entry(kind))
        for word in data["rises"]:
            self.add_verb(_RISES.get(word, word), "rises", value=word)
        for word in data["toll_nouns"]:
            self.add(word, Entry("toll"))
        for act, words in data["sayings"].items():
            for word in words:
                self.add_verb(word, "saying", value=act)
        for word in data["collectives"]:
            self.add_noun(word, "collective", who=(("status", "combatant"),), flags=frozenset({"army"}))
        for word in data["groups"]:
            self.add_noun(word, "collective", who=(("status", "combatant"),))
        for word in data["same_windows"]:
            self.add(word, Entry("window"))
        for word in data["separators"]:
            self.add(word, Entry("separator"))

    def _verbs_and_deeds(self, data: Mapping[str, Any]) -> None:
        for group in data["verbs"]:
            for word in group["words"]:
                self.add_verb(word, "verb", measure=group["measure"], side=group["side"], tactic=group.get("tactic"))
        for group in data["attacks"]:
            flags = frozenset({"self"} if group.get("self") else ())
            for word in group["words"]:
                self.add_verb(word, "attack", tactic=group.get("tactic"), flags=flags)
        for group in data["deeds"]:
            flags = frozenset({"strike"} if group.get("strike") else ())
            for word in group["nouns"]:
                self.add_noun(word, "deed", measure=group["measure"], tactic=group.get("tactic"), flags=flags)
        for tactic, words in data["means"].items():
            for word in words:
                self.add_noun(word, "means", tactic=tactic)
        for word in data["things"]:
            self.add_noun(word, "thing")
        for word in data["areas_measured"]:
            self.add_noun(word, "unit", measure="area_km2")
        for word in data["money"]:
            self.add_noun(word, "unit", measure="money")

    def pack(self, data: Mapping[str, Any]) -> None:
        """A pack's actors by all their names, and its nationalities' forces."""
        self.home = frozenset(data.get("home_actors") or ())
        self.own_words = tuple(data.get("own_words") or ())
        for row in data.get("actors") or ():
            about = {"actor": row["actor"], "since": row.get("since"), "until": row.get("until")}
            value = str(row.get("form") or "")
            for form, key in (("name", "names"), ("adjective", "adjectives"), ("after", "after")):
                for word in row.get(key) or ():
                    if form != "name" or not self._names_means(word):
                        self.add(word, self._actor(form, value, word, **about))
            for word in row.get("people") or ():
                self._people(word, (("status", "combatant"),), **about)
            for word in row.get("civilians") or ():
                self._people(word, (), **about)
        for actor in self.actors.values():
            for word in (actor.name_en.split(" (")[0], *actor.also):
                if word.isascii() and not self._names_means(word):
                    form = "recorder" if actor.kind == "recorder" else ""
                    self.add(word, self._actor("name", form, word, actor=actor.id, since=None, until=None))
        for nation, owners in (data.get("forces") or {}).items():
            for since, until, owner in _owners(owners):
                self.add_forces(nation, owner, since, until)

    def _people(self, word: str, who: tuple[tuple[str, str], ...], **about: Any) -> None:
        singular, many = noun_forms(word)
        forms = ((singular, None),) if singular == many else ((singular, False), (many, True))
        flags = frozenset({"home"} if self._is_home(word, about["actor"]) else ())
        for phrase, is_plural in forms:
            self.add(phrase, Entry("people", who=who, is_plural=is_plural, flags=flags, **about))

    def _actor(self, form: str, value: str, word: str, **about: Any) -> Entry:
        actor = self.actors.get(about["actor"])
        flags: set[str] = {"home"} if self._is_home(word, about["actor"]) else set()
        if word.isupper() or word[:1].isupper():
            flags.add("capital")
        if word.isupper() and len(word) <= 3:
            flags.add("capitals")
        if actor is not None and actor.kind in ARMED_KINDS:
            flags.add("armed")
        return Entry("actor", form=form, value=value, flags=frozenset(flags), **about)

    def _is_home(self, word: str, actor: str) -> bool:
        """Whether a name means the actor only in texts on the pack's own country ("government forces")."""
        return actor in self.home and not any(part in word.lower() for part in self.own_words)

    def _names_means(self, name: str) -> bool:
        """Whether a name is an actor with its means ("Turkish drones"): read as such, not as a name."""
        words = _tokens(name)
        if len(words) < 2:
            return False
        for begin in range(1, len(words)):
            found = self.lexicon.trie.longest(words, begin, len(words))
            if found and found[0] == len(words) and any(each.kind in ("means", "deed") for each in found[1]):
                return True
        return False

    def add_forces(self, nation: str, actor: str, since: date | None, until: date | None) -> None:
        """Turkish forces, Turkish drones, …"""
        words = general_words("en")["nationalities"].get(nation, [nation])
        for word in words:
            for noun in _FORCES.split("|"):
                self.add(f"{word} {noun}", self._actor("name", "", word, actor=actor, since=since, until=until))


def _owners(value: Any) -> Iterable[tuple[date | None, date | None, str]]:
    """A pack's "actor" or list of dated actors."""
    if isinstance(value, str):
        return [(None, None, value)]
    return [(row.get("since"), row.get("until"), row["actor"]) for row in value]


def actor_on(value: Any, day: date | None) -> str | None:
    """Which of a pack's dated actors is meant on a day; the first where the day is unknown."""
    for since, until, actor in _owners(value or []):
        if day is None or ((since is None or since <= day) and (until is None or day <= until)):
            return actor
    return None


def english_lexicon(pack_words: Mapping[str, Any], actors: Mapping[str, Actor], areas: Iterable[str] = ()) -> Lexicon:
    """The lexicon of English with a pack's words and the names of its areas. Takes some 100 ms: keep it."""
    builder = _Builder(actors)
    builder.general(general_words("en"))
    builder.pack(pack_words)
    for name in areas:
        if name.isascii():
            builder.add(name, Entry("area"))
    builder.lexicon.freeze()
    return builder.lexicon
