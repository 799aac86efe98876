"""What follows the head of an English noun phrase: whose, from where, of whom a number is a part, who else."""

from collections.abc import Callable

from marsad.read.chunks import Group
from marsad.read.english.page import Page
from marsad.read.english.phrase import ARTICLES, DEFINITE, POSSESSIVE, STOPS, State
from marsad.text.english_lexicon import small_words
from marsad.text.words import Entry

_OF = small_words("of_whom")
_LOOSE_LINKS = small_words("loose_links")
_VERBS = frozenset({"verb", "attack", "state", "by", "including", "leaves", "rises", "saying"})
# "two of the wounded", "13 of the dead": those told before.
_THE_TOLD = small_words("the_told")


class Qualifiers:
    """Reads what follows a head. `read_body` reads a noun phrase without its qualifiers."""

    def __init__(self, page: Page, state: State, read_body: Callable[[Group, int, int], bool]) -> None:
        self.page, self.words, self.state, self.read_body = page, page.words, state, read_body

    def read(self, group: Group, at: int, last: int) -> None:
        """ "of SDF, Asayish and …", "backed by Iran", "of Syrian nationality", "of his escorts"."""
        for turn in range(6):
            if at >= last:
                return
            after = self._qualifier(group, at, last, turn)
            if after is None:
                return
            at = after
            group.last = at

    def _qualifier(self, group: Group, at: int, last: int, turn: int) -> int | None:
        page, word = self.page, self.words[at]
        actor = page.actor(at)
        if actor is not None and actor.form == "after":
            if "actor" not in group.who or group.who["actor"] in ("unknown-gunmen",) or group.noun == "person":
                self._set_actor(group, actor)
            return page.end(at)
        if word in _OF and not page.inside[at]:
            if word in ("in", "with", "within") and not self._is_side(at + 1, last):
                return None
            return self._of(group, at + 1, last) if turn == 0 or "actor" not in group.who else None
        if word in ("and", ",") and group.noun == "person" and "plural" in group.flags and group.range is not None:
            return self._joined(group, at, last)
        if word in _LOOSE_LINKS and group.who.get("actor") == "unknown-gunmen":
            del group.who["actor"]
            return at + 1
        if word == '"':
            return at + 1 if at + 1 < last and self.words[at + 1] in ("and", ",", "of") else None
        return self._tail_words(group, at, last)

    def _tail_words(self, group: Group, at: int, last: int) -> int | None:
        """ "four others", "12 more"; "belonging to" and "affiliated with" an actor."""
        if self.words[at] in ("belonging", "affiliated", "linked", "loyal") and at + 2 < last:
            target = at + 2 + (self.words[at + 2] == "the")
            actor = self.page.actor(target) if target < last else None
            if actor is not None and group.noun == "person":
                self._set_actor(group, actor)
                return self.page.end(target)
        return None

    def _set_actor(self, group: Group, actor: Entry) -> None:
        group.who["actor"] = actor.actor or ""
        if "armed" in actor.flags and self._may_bear_arms(group):
            group.who["status"] = "combatant"
        if group.noun == "bare":
            group.noun = "person"

    def _may_bear_arms(self, group: Group) -> bool:
        """Whether being of an armed actor makes this person a combatant: not kin, police, nor a driver of it."""
        if group.flags & {"former", "police", "kin"} or group.noun not in ("person", "bare") or "status" in group.who:
            return False
        role = group.who.get("role")
        return not role or bool(group.flags & {"member", "army", "head"}) or role in ("commander", "officer")

    def _of(self, group: Group, at: int, last: int) -> int | None:
        """What stands after "of": whose, of which nation, or of whom a number is a part."""
        page, words = self.page, self.words
        begin = at
        while at < last and (words[at] in ("the", "various", "other", "all", "both", '"', "its", "own", "a", "an")):
            at += 1
        if at >= last:
            return None
        actor = page.actor(at)
        if actor is not None and actor.form in ("name", "adjective") and "various" not in words[begin:at]:
            return self._of_actor(group, at, last, actor)
        nation = page.kind(at, "nation")
        if nation is not None:
            after = page.end(at)
            if after < last and words[after] in ("nationality", "nationalities", "origin"):
                group.who["nationality"] = nation.value
                group.noun = "person" if group.noun == "bare" else group.noun
                return after + 1
            if group.noun == "bare" and (after < last and words[after] == "and"):
                return None
        if words[begin : begin + 1] == ["other"] and words[at] in ("nationality", "nationalities"):
            group.who["nationality"] = "other"
            return at + 1
        if group.noun == "bare" and words[at - 1] != "in" and words[begin - 1] in ("of", "from"):
            return self._of_whom(group, begin, last)
        return self._of_people(group, at, last)

    def _is_side(self, at: int, last: int) -> bool:
        """Whether "in" names the side somebody was on ("four of them in Iranian-backed militias")."""
        while at < last and self.words[at] in ("the", "ranks", "of"):
            at += 1
        actor = self.page.actor(at) if at < last else None
        if actor is None or actor.form != "name" or "armed" not in actor.flags:
            return False
        after = self.page.end(at)
        following = self.page.matches[after] if after < last else None
        return following is None or not following[1].keys() & {"deed", "means", "outcome", "person", "act"}

    def _of_actor(self, group: Group, at: int, last: int, actor: Entry) -> int | None:
        page, words = self.page, self.words
        after = page.end(at)
        if group.noun == "deed":
            group.by = group.by or ([actor.actor] if actor.actor else [])
            if "with" in words[max(0, at - 2) : at]:
                group.flags.add("with")
            return after
        person = page.kind(after, "person") if after < last else None
        if person is not None and group.noun == "bare":  # one of the ISIS members
            after = page.end(after)
        elif actor.form == "adjective" and person is None:
            return None
        if "actor" not in group.who or group.noun == "person":
            self._set_actor(group, actor)
        nation = page.kind(at - 1, "nation")
        if nation is not None:
            group.who.setdefault("nationality", nation.value)
        return self._actor_list(after, last)

    def _actor_list(self, at: int, last: int) -> int:
        """The index after further actors under the same number: ", Asayish Forces and other formations"."""
        page, words = self.page, self.words
        while at < last:
            following = at
            while following < last and words[following] in (
                ",",
                "and",
                "or",
                "other",
                "their",
                "the",
                "its",
                "allied",
                '"',
            ):
                following += 1
            if following == at or following >= last:
                return at
            actor = page.actor(following)
            if actor is not None and actor.form == "name":
                at = page.end(following)
            elif words[following] in ("factions", "formations", "groups", "militias", "units", "forces", "loyalists"):
                at = following + 1
            else:
                return at
        return at

    def _told_before(self, group: Group, at: int, last: int) -> int | None:
        """ "of them", "of the dead": a number of those told of before."""
        page, words = self.page, self.words
        if words[at] in ("them", "whom", "these", "those", "which", "it"):
            if (
                words[at] in ("these", "those")
                and at + 1 < last
                and words[at + 1] not in STOPS
                and page.kind(at + 1, "person") is None
            ):
                group.noun = "thing"  # one of these categories
                return at + 1
            group.flags.add("anaphor")
            return at + 1
        if words[at] == "the" and words[at + 1 : at + 2] and words[at + 1] in _THE_TOLD:
            group.flags.add("anaphor")
            if words[at + 1] in ("injured", "wounded"):
                group.flags.add("of-injured")
            if words[at + 1] in ("bodies", "dead", "fatalities", "deaths", "deceased"):
                group.measure = "killed"
                group.flags.add("of-dead")
            at += 2
            if at < last and (person := page.kind(at, "person")):
                group.who |= dict(person.who)
                return page.end(at)
            return at
        return None

    def _of_whom(self, group: Group, at: int, last: int) -> int | None:
        """ "two of his escorts", "20 of them", "three of the latter": a number of somebody named after it."""
        page, words = self.page, self.words
        told = self._told_before(group, at, last)
        if told is not None:
            return told
        possessive = words[at] in POSSESSIVE
        begin = at + 1 if possessive or words[at] == "the" else at
        own = possessive and words[begin : begin + 1] == ["own"]
        begin += own
        if begin in page.numbers and begin > at:  # one of the two civilians
            begin = page.numbers[begin].last
        head = self.state.head_end
        inner = Group("weak", page.start(begin), page.stop(begin + 1), begin, begin + 1) if begin < last else None
        if inner is None or not self.read_body(inner, begin, last) or inner.noun not in ("person", "deed"):
            self.state.head_end = head
            if inner is not None and inner.noun in ("thing", "unit"):
                group.noun = "thing"  # a number of livestock
                return inner.last
            return None
        self.state.head_end = head
        group.noun = inner.noun
        if (
            possessive
            and not inner.flags & {"kin"}
            and inner.who.get("role") is None
            and (own or inner.who.get("status") or inner.flags & {"member"})
        ):
            inner.who.pop("sex", None)
            group.flags.add("own-side")
        elif possessive:
            group.flags.add("kin")
        group.who |= inner.who
        group.flags |= inner.flags
        group.cleared |= inner.cleared
        if inner.noun == "deed":
            group.measure, group.own_measure, group.by = inner.measure, True, inner.by
        if not possessive and begin > at:
            group.flags.add("of-definite")
        return inner.last

    def _of_people(self, group: Group, at: int, last: int) -> int | None:
        """ "members of the security forces", "the head of the local council": swallows what belongs to the phrase."""
        page, words = self.page, self.words
        if (
            group.noun not in ("person", "bare")
            or page.inside[at]
            or words[at - 1] in ("in", "with")
            or "body" in group.flags
        ):
            return None
        if group.noun == "bare" and "anaphor" not in group.flags:
            return None
        if "head" in group.flags and "plural" in group.flags and page.kind(at, "thing") is not None:
            group.noun = "thing"  # 30 heads of sheep
            return page.end(at)
        following = at
        while following < min(last, at + 7) and not page.inside[following]:
            word = words[following]
            actor = page.actor(following)
            if actor is not None and actor.form == "name":
                if group.flags & {"member", "army"} and "actor" not in group.who:
                    self._set_actor(group, actor)
                return page.end(following)
            collective = page.kind(following, "collective")
            beyond = page.actor(page.end(following)) if collective is not None and page.end(following) < last else None
            if beyond is not None and beyond.form == "name":  # the Lebanese militant group Hezbollah
                following = page.end(following)
                continue
            if collective is not None:
                if group.flags & {"member", "army"} or group.who.get("status"):
                    group.who["status"] = "combatant"
                    nation = page.kind(following - 1, "nation")
                    force = page.force_of(nation.value) if nation is not None and "army" in collective.flags else None
                    if force:
                        group.who["actor"] = force
                    group.flags |= collective.flags if nation is None else frozenset({"foreign"})
                return page.end(following)
            match = page.matches[following]
            if match is not None and match[1].keys() & _VERBS and not match[1].keys() & {"person", "deed"}:
                break
            if (word in STOPS and not (word in ("of", "the", "a", "an", "one") and following < at + 4)) or word == "'s":
                break
            following += 1
        return following if following > at else None

    def _joined(self, group: Group, at: int, last: int) -> int | None:
        """Further nouns under one number: "71 regime soldiers and loyal militiamen"."""
        page, words = self.page, self.words
        following = at + 1
        if words[at] == "," and following < last and words[following] == "and":
            return None
        while following < last and words[following] == '"':
            following += 1
        if following >= last or following in page.numbers or words[following] in ARTICLES | DEFINITE | POSSESSIVE:
            return None
        if page.inside[following]:
            return None
        if page.matches[following] is not None and page.matches[following][1].keys() & {"trigger", "including"}:  # type: ignore[index]
            return None
        keep = (self.state.head_end, self.state.nation, self.state.adjective)
        inner = Group("weak", page.start(following), page.stop(following + 1), following, following + 1)
        found = self.read_body(inner, following, last)
        self.state.head_end, self.state.nation, self.state.adjective = keep
        if not found or inner.noun != "person" or "plural" not in inner.flags or "others" in inner.flags:
            return None
        if words[at] == "," and not self._list_goes_on(inner.last, last):
            return None
        for key, value in inner.who.items():
            if key == "status" and group.who.get("status") not in (None, value):
                group.who.pop("status")
            elif key == "actor" and "army" not in group.flags:
                group.who.setdefault("actor", value)
                if inner.who.get("status"):
                    group.who.setdefault("status", inner.who["status"])
        for key in ("sex", "age"):
            if key in group.who and group.who[key] != inner.who.get(key):
                del group.who[key]
        return inner.last

    def _list_goes_on(self, at: int, last: int) -> bool:
        """Whether "and" with one more noun closes the list that a comma opened."""
        return at < last and self.words[at] in ("and", ",")
