"""The Arabic lexicon: the general words of ``lexicon/ar.yaml`` and a pack's own, in all their forms, in one trie.

Letters that Arabic writes together with a word (و ف ب ل ك and the article) are taken off only where what is left is in
the lexicon.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from typing import Any, NamedTuple

import yaml

from marsad.model.place import Actor
from marsad.text.arabic_forms import MANY, ONE, TWO, TWO_OR_MANY, nation_forms, noun_forms, verb_forms, with_suffixes
from marsad.text.normal_ar import fold
from marsad.text.tokens import tokenise
from marsad.text.words import Entry, Lexicon

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_WHO = ("status", "sex", "age", "role")
_FLAGS = ("armed", "attacker", "member", "head", "former", "police")
_ARMED = frozenset({"armed group", "state force", "militia", "police"})
_PLURAL: dict[str, bool | None] = {ONE: False, TWO: True, MANY: True, TWO_OR_MANY: True}
Kinds = dict[str, tuple[Entry, ...]]
MOST_SEEN = 100_000  # words remembered with what may be taken off them


class Match(NamedTuple):
    """A phrase found at a token: the index after it, what it means by kind, the letters before it, its article."""

    last: int
    kinds: Kinds
    joined: str = ""
    is_definite: bool = False


@dataclass(slots=True)
class ArabicLexicon:
    """Phrases of Arabic with a pack's; words are compared as `fold` spells them."""

    base: Lexicon = field(default_factory=lambda: Lexicon("ar"))
    seen: dict[str, tuple[tuple[int, str, bool], ...]] = field(default_factory=dict)

    def is_known(self, word: str) -> bool:
        """Whether a folded word, or what is left without its joined letters, is in some phrase."""
        return word in self.base.vocabulary or any(rest in self.base.vocabulary for _, rest, _ in openings(word))

    def match(self, words: Sequence[str], index: int, last: int) -> Match | None:
        """The longest phrase that begins at a token; among equals the one that takes least off the word."""
        word = words[index]
        forms = self.seen.get(word)
        if forms is None:
            forms = self._forms(word)
        best: Match | None = None
        for length, rest, is_definite in forms:
            found = self._longest(words, index, last, rest)
            if found is not None and (best is None or found[0] > best.last):
                best = Match(found[0], found[1], word[:length], is_definite)
        return best

    def _forms(self, word: str) -> tuple[tuple[int, str, bool], ...]:
        if len(self.seen) > MOST_SEEN:
            self.seen.clear()
        root = self.base.trie.root
        found = self.seen[word] = tuple(each for each in openings(word) if each[1] in root)
        return found

    def _longest(self, words: Sequence[str], first: int, last: int, opening: str) -> tuple[int, Kinds] | None:
        node, index, found = self.base.trie.root.get(opening), first + 1, None
        while node is not None:
            if "" in node:
                found = index, node[""]
            if index >= last:
                break
            node = node.get(words[index])
            index += 1
        return found


@lru_cache(maxsize=MOST_SEEN)
def openings(word: str) -> tuple[tuple[int, str, bool], ...]:
    """(letters taken off, what is left, whether an article was among them), nothing taken off first."""
    found = [(0, word, False)]
    size = len(word)
    if size > 2 and word[0] in "وفبلك":
        found.append((1, word[1:], False))
        if size > 4 and word[0] in "وف" and word[1] in "بلك":
            found.append((2, word[2:], False))
    for taken, rest, _ in list(found):
        if rest.startswith("ال") and len(rest) > 3:
            found.append((taken, rest[2:], True))
        elif rest.startswith("لل") and len(rest) > 4:  # للتنظيم is ل and التنظيم
            found.append((taken + 1, "ا" + rest[1:], False))
            found.append((taken + 1, rest[2:], True))
        elif taken and word[taken - 1] == "ل" and rest.startswith("ل") and len(rest) > 3:
            found.append((taken, "ا" + rest, False))
            found.append((taken, rest[1:], True))
    return tuple(found)


_LONG_ENOUGH = 4  # letters of a noun of action that takes a pronoun


@lru_cache(maxsize=4)
def arabic_words(name: str = "ar") -> Mapping[str, Any]:
    """A data file of ``text/lexicon`` (without ``.yaml``)."""
    text = (files("marsad.text") / "lexicon" / f"{name}.yaml").read_text(encoding="utf-8")
    data: Mapping[str, Any] = yaml.load(text, Loader=_LOADER)  # noqa: S506  (a safe loader)
    return data


@lru_cache(maxsize=64)
def small_words(name: str) -> frozenset[str]:
    """One list of ``small_words`` of the general lexicon, in folded spelling."""
    return frozenset(map(fold, arabic_words()["small_words"][name]))


def _folded(spec: str) -> str:
    """A noun's description with each of its words in folded spelling."""
    return "|".join(fold(part) for part in spec.split("|"))


class _Builder:
    """Fills one lexicon."""

    def __init__(self, actors: Mapping[str, Actor]) -> None:
        self.lexicon, self.actors = ArabicLexicon(), actors

    def add(self, phrase: str, entry: Entry) -> None:
        """A folded phrase; of a noun with adjectives also the form whose adjectives have the article."""
        words = tokenise(phrase).words
        self.lexicon.base.add(words, entry)
        if 1 < len(words) <= 3 and entry.kind in ("person", "outcome", "deed", "means", "thing"):
            tail = [word if word.startswith("ال") or len(word) < 3 else "ال" + word for word in words[1:]]
            self.lexicon.base.add([words[0], *tail], entry)

    def add_noun(self, spec: str, kind: str, **about: Any) -> None:
        for form, how_many in noun_forms(_folded(spec)):
            self.add(form, Entry(kind, form=how_many, is_plural=_PLURAL[how_many], **about))

    def general(self, data: Mapping[str, Any]) -> None:
        self._people(data)
        for value, words in data["modifiers"].items():
            self._each(words, Entry("modifier", value=value))
        for nation, words in data["nationalities"].items():
            self._each(words, Entry("nation", value=nation))
            for form in nation_forms(fold(words[0])):
                self.add(form, Entry("nation", value=nation))
        self._each(data["nationality_nouns"], Entry("nationality"))
        feminine = set(data["feminine_outcomes"])
        for measure, words in data["outcomes"].items():
            for word in words:
                who = (("sex", "female"),) if word.split("|")[0] in feminine else ()
                self.add_noun(word, "outcome", measure=measure, who=who)
        for group in data["acts"]:
            self._each(group["words"], Entry("act", measure=group["measure"], tactic=group.get("tactic")))
            for word in map(fold, group["words"]):
                if len(word) < _LONG_ENOUGH:  # أسره is also a family
                    continue
                for form, _ in with_suffixes(word, ["ه", "ها", "هما", "هم", "هن"]):
                    self.add(form, Entry("act", measure=group["measure"], tactic=group.get("tactic"), form="suffix"))
        self._verbs(data)
        self._deeds(data)
        for kind, table in data["connectors"].items():
            self._each(table, Entry(kind))
        for word in data["rises"]:
            self._each([word], Entry("rises", value=fold(word)))
        self._each(data["toll_nouns"], Entry("toll"))
        self._each(data["both"], Entry("both", measure="killed_or_injured"))
        self._each(data["nobodies"], Entry("nobody"))
        self._each(data["fates"], Entry("fate", measure="missing"))

    def _each(self, words: Iterable[str], entry: Entry) -> None:
        for word in words:
            self.add(fold(word), entry)

    def _people(self, data: Mapping[str, Any]) -> None:
        suffixes = [fold(suffix) for suffix in data["kin_suffixes"]]
        for group in data["people"]:
            who = tuple((key, group[key]) for key in _WHO if group.get(key))
            flags = frozenset(flag for flag in _FLAGS if group.get(flag))
            for word in group["nouns"]:
                self.add_noun(word, "person", who=who, flags=flags)
                if "armed" in flags:
                    for form, how_many in with_suffixes(_folded(word), ["ه", "ها", "هم"]):
                        if how_many == MANY:
                            self.add(form, Entry("person", who=who, flags=flags | {"owned"}, form=MANY, is_plural=True))
        for group in data["kin"]:
            who = tuple((key, group[key]) for key in _WHO if group.get(key))
            for word in group["nouns"]:
                for form, how_many in with_suffixes(_folded(word), suffixes):
                    flags = frozenset({"comrade"} if group.get("comrade") else ())
                    entry = Entry("kin", who=who, form=how_many, is_plural=_PLURAL[how_many], flags=flags)
                    self.add(form, entry)
        self._each(data["others"], Entry("others"))
        for word, count in data["anaphors"].items():
            self.add(fold(word), Entry("anaphor", value=str(count)))
        for word, (part, whole) in data["shares"].items():
            self.add(fold(word), Entry("share", value=f"{part}/{whole}"))
        for kind, key in (
            ("most", "mosts"),
            ("some", "somes"),
            ("all", "alls"),
            ("rest", "rests"),
            ("of_them", "of_them"),
        ):
            self._each(data[key], Entry(kind))

    def _verbs(self, data: Mapping[str, Any]) -> None:
        for group in data["verbs"]:
            needs = "|".join(fold(word) for word in group.get("needs") or ())
            for word in group["words"]:
                for form, kind in verb_forms(fold(word)):
                    about = {"measure": group["measure"], "side": group["side"], "tactic": group.get("tactic")}
                    self.add(form, Entry("verb", form=kind, value=needs, **about))
        self._each(data["leaves_killed"], Entry("act", measure="killed"))
        self._parted(data["leaves_killed"])
        for word in data["leaves"]:
            for form, _ in verb_forms(fold(word)):
                self.add(form, Entry("leaves"))
        for word, measure in data["states"].items():
            self.add(fold(word), Entry("state", measure=measure))
        for group in data["attacks"]:
            for word in group["words"]:
                for form, kind in verb_forms(fold(word)):
                    self.add(form, Entry("attack", tactic=group.get("tactic"), form=kind))

    def _parted(self, phrases: Iterable[str]) -> None:
        """ "أودت الحرب بحياة 20": the same phrase with its subject inside, known by its last word and its verb."""
        verbs: dict[str, list[str]] = {}
        for phrase in phrases:
            verb, *rest = fold(phrase).split()
            if len(rest) == 1:
                verbs.setdefault(rest[0], []).append(verb)
        for word, its in verbs.items():
            self.add(word, Entry("act", measure="killed", form="apart", value="|".join(dict.fromkeys(its))))

    def _deeds(self, data: Mapping[str, Any]) -> None:
        for group in data["deeds"]:
            flags = frozenset({"strike"} if group.get("strike") else ())
            for word in group["nouns"]:
                self.add_noun(word, "deed", measure=group["measure"], tactic=group.get("tactic"), flags=flags)
        for tactic, words in data["means"].items():
            for word in words:
                self.add_noun(word, "means", tactic=tactic)
        for word in data["things"]:
            self.add_noun(word, "thing")
        for word in data["times"]:
            self.add_noun(word, "thing", flags=frozenset({"times"}))
        self._each(data["areas_measured"], Entry("unit", measure="area_km2"))
        self._each(data["money"], Entry("unit", measure="money"))

    def pack(self, data: Mapping[str, Any]) -> None:
        """A pack's actors by all their names."""
        for row in data.get("actors") or ():
            about = {"actor": row["actor"], "since": row.get("since"), "until": row.get("until")}
            value = str(row.get("form") or "")
            for form, key in (("name", "names"), ("adjective", "adjectives"), ("after", "after")):
                for word in row.get(key) or ():
                    self._actor(word, form, value, **about)
                    if key == "adjectives" and " " not in word and word.endswith("ي"):
                        for made in (word + "ا", *nation_forms(fold(word))):  # حوثيا, حوثيين
                            self._actor(made, form, value, **about)
            for word in row.get("civilians") or ():
                self.add_noun(word, "people", **about)
        for actor in self.actors.values():
            for word in (actor.name_ar or "", *actor.also):
                if word and not word.isascii() and not self._is_means(word):
                    self._actor(word, "name", "recorder" if actor.kind == "recorder" else "", actor=actor.id)

    def _is_means(self, name: str) -> bool:
        """Whether an actor's name is a means with its nation ("الطائرات المسيرة التركية"): that says more."""
        words = tokenise(fold(name)).words
        found = self.lexicon.match(words, 0, len(words)) if words else None
        entries: Any = found.kinds if found is not None else ()
        return any(entry.kind == "means" for entry in entries)

    def _actor(self, word: str, form: str, value: str, **about: Any) -> None:
        actor = self.actors.get(about["actor"])
        flags = frozenset({"armed"} if actor is not None and actor.kind in _ARMED else ())
        plain = fold(word).replace('"', "").replace("(", "").replace(")", "")
        self.lexicon.base.add(tokenise(plain).words, Entry("actor", form=form, value=value, flags=flags, **about))


def arabic_lexicon(pack_words: Mapping[str, Any], actors: Mapping[str, Actor]) -> ArabicLexicon:
    """The lexicon of Arabic with a pack's words. Takes some 100 ms: keep it."""
    builder = _Builder(actors)
    builder.general(arabic_words())
    builder.pack(pack_words)
    builder.lexicon.base.freeze()
    return builder.lexicon
