"""English noun phrases of bulletins: who or what is counted, and what the phrase says of them."""

from marsad.model.range import Range
from marsad.read.chunks import Group
from marsad.read.english.page import Page
from marsad.text.words import Entry

_ARTICLES = frozenset({"a", "an"})
_DEFINITE = frozenset({"the", "this", "that", "these", "those"})
_POSSESSIVE = frozenset({"his", "her", "their", "its", "my", "our"})
_STOPS = frozenset(
    "of in on at by and or but for from to with when while who whom which that after before as since until near into "
    'a an the one was were is are be been has have had did does do will would may might could can not no than , . ; : ( ) " ! ?'.split()
)
_OF = frozenset({"of", "from", "in", "with", "within"})
_LONGEST = 9  # tokens between a number and its noun
_TOLD = frozenset("man woman person child boy girl civilian victim deceased youth soldier militant".split())
_OTHERS = frozenset({"others", "other", "more", "ones"})
_LOOSE_LINKS = frozenset({"affiliated", "loyal", "belonging", "linked", "backed"})
_ARMED_WORDS = ("gun", "arm", "milit", "mask", "assail", "attack", "shoot")


class Nouns:
    """Reads noun phrases at a token of a page."""

    def __init__(self, page: Page) -> None:
        self.page, self.words, self.count = page, page.words, len(page.words)

    def at_number(self, index: int, last: int) -> Group | None:
        """The phrase that begins with a number: "four regime soldiers", "22 of them", "at least one"."""
        page = self.page
        hit = page.numbers[index]
        if hit.last > last:
            return None
        word = self.words[index]
        if (
            word == "one"
            and self.words[index + 1 : index + 2] == ["of"]
            and index + 2 in page.numbers
            and index + 2 < last
        ):
            group = self.at_number(index + 2, last)  # one of 24 that …
            if group is not None:
                group.flags.add("series")
            return group
        group = Group("bare", page.start(index), page.stop(hit.last), index, hit.last, hit.range, rule=hit.rule)
        if hit.last < last and self.words[hit.last] == "-" and page.tokens.is_glued(hit.last):
            age = self._age(hit.last, last)
            if age is None:
                following = self.words[hit.last + 1 : hit.last + 2]
                if following and page.tokens.is_glued(hit.last + 1):  # 5,000-strong, 40-metre
                    return Group("thing", group.start, group.end, index, min(hit.last + 2, last), hit.range)
        if self.words[hit.last : hit.last + 1] == ["of"] and (unit := page.kind(hit.last + 1, "unit")) is not None:
            group.noun, group.measure, group.own_measure, group.last = (
                "unit",
                unit.measure,
                True,
                page.end(hit.last + 1),
            )
            return group
        if word == "one" and index + 1 < self.count and self.words[index + 1] in ("another", "hand", "day", "side"):
            return None
        if hit.rule.endswith("vague some"):
            if word == "others":
                group.flags.add("others")
                return self._tail(group, hit.last, last)
            if word in ("some", "certain"):
                group.flags.add("weakly")
        self._body(group, hit.last, last)
        return group

    def at_article(self, index: int, last: int) -> Group | None:
        """The phrase after "a", "the", "his", "another": one person, or kin, or somebody definite."""
        page, word = self.page, self.words[index]
        begin = index + 1
        if begin >= last:
            return None
        if (
            word in _DEFINITE | _POSSESSIVE | {"another"}
            and begin in page.numbers
            and self._age(page.numbers[begin].last, last) is None
        ):
            hit = page.numbers[begin]
            group = Group("bare", page.start(begin), page.stop(hit.last), index, hit.last, hit.range, rule=hit.rule)
            self._body(group, hit.last, last)
            group.flags.add("others" if word == "another" and group.noun == "bare" else "definite")
            if word in _POSSESSIVE and ("kin" in group.flags or group.who.get("age") == "child"):
                group.start, group.end = page.start(index), page.stop(self._head_end)
            return group
        group = Group("weak", page.start(index), page.stop(begin), index, begin)
        begin = self._past_owner(group, begin, last)
        if not self._body(group, begin, last) or group.noun not in ("person",):
            if self._is_act(group, begin):
                return None  # the death of …
            if word in _DEFINITE or word == "another":
                group.flags.add("definite")
            return group if group.noun in ("deed", "thing", "unit", "outcome") else None
        if "body" in group.flags and self.words[group.last : group.last + 1] == ["of"]:
            return None
        plural = "plural" in group.flags
        if word in _POSSESSIVE:
            group.flags.add("owned")
        if word in _ARTICLES or word in ("another", "each", "every"):
            if plural:
                return None
            group.range = Range.exactly(2 if "pair" in group.flags else 1)
        else:
            group.flags.add("definite")
            if not plural:
                group.range = Range.exactly(2 if "pair" in group.flags else 1)
        group.start, group.end = page.start(index), page.stop(self._head_end)
        group.rule = "number-en/article"
        if self.words[self._head_end - 1] in _TOLD or "victims" in group.flags:
            group.flags.add("victim-word")
        return group

    def _is_act(self, group: Group, begin: int) -> bool:
        """ "the death of", "the murder of": what follows "of" is what counts."""
        match = self.page.matches[begin]
        if group.noun not in ("outcome", "deed") or match is None or "act" not in match[1]:
            return False
        return self.words[match[0] : match[0] + 1] == ["of"]

    def _past_owner(self, group: Group, index: int, last: int) -> int:
        """ "the group's commander": the index after the owner, whose side the person is of."""
        for at in range(index, min(last, index + 5)):
            if self.words[at] in _STOPS and self.words[at] != "of":
                return index
            if self.words[at] == "'s" and at > index:
                match = self.page.matches[at + 1] if at + 1 < last else None
                if match is None or not match[1].keys() & {"person", "people", "modifier"}:
                    return index
                owner = self.page.actor(index)
                if owner is not None:
                    group.who["actor"] = owner.actor or ""
                    if "armed" in owner.flags:
                        group.flags.add("armed")
                elif self.page.kind(at - 1, "collective") is not None:
                    group.flags.add("own-side")
                return at + 1
        return index

    def bare(self, index: int, last: int) -> Group | None:
        """A phrase without number or article: "commander and member", "others", "women and children"."""
        page = self.page
        group = Group("weak", page.start(index), page.stop(index + 1), index, index + 1)
        if not self._body(group, index, last):
            return None
        if "body" in group.flags and self.words[group.last : group.last + 1] == ["of"]:
            return None
        group.flags.add("bare")
        group.start, group.end = page.start(index), page.stop(self._head_end)
        if group.noun == "person" and "plural" not in group.flags and "mass" not in group.flags:
            group.range = Range.exactly(2 if "pair" in group.flags else 1)
            group.rule = "number-en/bare noun"
        return group

    # The inside of a phrase

    def _age(self, index: int, last: int) -> int | None:
        """The index after "-year-old", where it stands at `index`."""
        words = self.words
        at = index + 1 if words[index] == "-" else index
        if at < last and words[at] in ("year", "years", "month", "day", "week", "yr"):
            at += 1
            if at < last and words[at] == "-":
                at += 1
            if at < last and words[at] in ("old", "olds"):
                return at + 1
        return None

    def _body(self, group: Group, index: int, last: int, *, alone: bool = False) -> bool:
        """Reads modifiers and heads from `index`; fills the group. False where there is no noun."""
        at, head = index, -1
        limit = min(last, index + _LONGEST)
        self._head_end = index
        self._nation: str | None = None
        self._adjective: str | None = None
        while at < limit:
            step = self._step(group, at, limit, head >= 0)
            if step is None:
                break
            after, is_head = step
            if is_head:
                head = after
                self._head_end = after
            at = after
            if is_head and group.noun in ("thing", "unit"):
                break
        if head < 0:
            if self._adjective and group.range is not None:  # four Peshmerga, 12 Houthis
                group.noun, head = "person", at
                self._head_end = at
            elif not self._lone(group, index, limit):
                group.last = max(group.last, index)
                if group.noun == "bare":
                    self._after(group, index, last)
                    return True
                return False
            else:
                head = self._head_end
        group.last = max(head, group.last)
        self._close(group)
        if not alone:
            self._after(group, group.last, last)
        return True

    def _lone(self, group: Group, index: int, limit: int) -> bool:
        """A noun that the lexicon does not know, right after a number: three beekeepers."""
        if group.noun != "bare" or index >= limit:
            return False
        word = self.words[index]
        if word in _STOPS or not word[0].isalpha() or self.page.matches[index] is not None or self.page.inside[index]:
            return False
        if not word.endswith("s") and not self.page.tokens.is_capital(index):
            return False
        group.noun, self._head_end = "weak", index + 1
        group.flags.add("plural")
        return True

    def _step(self, group: Group, at: int, limit: int, has_head: bool) -> tuple[int, bool] | None:
        """One word or phrase of the noun phrase, as (index after it, whether it is a head)."""
        page, word = self.page, self.words[at]
        if at in page.numbers and at > group.first and word[0].isdigit() and not has_head:
            age = self._age(page.numbers[at].last, limit)
            return (age, False) if age else None
        if word == "-" or word in ('"', "'"):
            return (at + 1, False) if at + 1 < limit and not (has_head and word != '"') else None
        if page.inside[at]:
            return None
        if word == "others" and not has_head and group.noun in ("bare", "weak"):
            group.noun = "person"
            group.flags |= {"others", "plural"}
            return at + 1, True
        match = page.matches[at]
        if match is None:
            if word == "the" and group.noun == "bare" and at == group.last:  # brings to 266 the attacks
                return at + 1, False
            return self._unknown(at, limit, has_head)
        kinds = match[1]
        age = self._age(at, limit) if "thing" in kinds else None
        if age:
            return age, False
        for kind, reader in self._READERS:
            if kind in kinds and (step := reader(self, group, at, match[0], kinds[kind][0], limit, has_head)):
                return step
        return None

    def _unknown(self, at: int, limit: int, has_head: bool) -> tuple[int, bool] | None:
        """A word that nobody knows is an adjective where a noun of people follows soon: four Chaldean civilians."""
        word = self.words[at]
        if has_head or word in _STOPS or not word[0].isalpha():
            return None
        for following in range(at + 1, min(at + 3, limit)):
            match = self.page.matches[following]
            if match is not None:
                return (following, False) if match[1].keys() & {"person", "people"} else None
            if self.words[following] in _STOPS:
                return None
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
        self._adjective = actor.actor if actor.form == "name" else self._adjective
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
        self._nation = entry.value
        group.who["nationality"] = entry.value
        following = self.page.matches[after] if after < limit else None
        goes_on = following is not None and following[1].keys() & {"person", "people", "deed", "outcome", "modifier", "means", "actor", "nation", "thing", "act"}  # fmt: skip
        if goes_on and not entry.is_plural:
            return after, False
        if following is None and after < limit and self._unknown(after, limit, False) and not entry.is_plural:
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
            group.who["role"] = "former-fighter"
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
            self._nation in ("Russian", "American")
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
        if group.range is None and "means" in self.page.matches[at][1]:  # type: ignore[index]
            return None
        following = self.page.matches[after] if after < limit else None
        if following is not None and following[1].keys() & {"person", "people", "deed"} and self.words[at] in (
            "market", "school", "bus", "truck", "car", "boat", "mine", "hospital", "tanker", "army", "taxi", "rocket",
            "missile", "drone", "tank", "bomb", "vehicle", "state", "camp", "country", "unit", "lorry", "church", "mosque",
        ):  # fmt: skip
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

    _READERS = (
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

    def _close(self, group: Group) -> None:
        """What the whole phrase means: whose soldiers, whether a member bears arms."""
        who, flags = group.who, group.flags
        if group.noun == "person":
            if self._nation and flags & {"army"} and "actor" not in who:
                force = self.page.force_of(self._nation)
                if force:
                    who["actor"] = force
            if flags >= {"army", "former"} and "actor" not in who and self.page.former_army:
                who["actor"] = self.page.former_army
            if who.get("actor") and "armed" in flags and "former" not in flags and "police" not in flags:
                who.setdefault("status", "combatant")
            if "former" in flags:
                who.pop("status", None)
        elif group.noun == "deed" and not group.by:
            actor = who.get("actor") or (self.page.force_of(self._nation) if self._nation else None)
            if actor:
                group.by = [actor]
            who.clear()
        elif group.noun == "outcome":
            pass

    # What follows the head

    def _after(self, group: Group, at: int, last: int) -> None:
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

    def _tail(self, group: Group, at: int, last: int) -> Group:
        group.noun = "person"
        self._head_end = at
        self._after(group, at, last)
        return group

    def _set_actor(self, group: Group, actor: Entry) -> None:
        group.who["actor"] = actor.actor or ""
        if "armed" in actor.flags and "former" not in group.flags and "police" not in group.flags:
            if group.noun in ("person", "bare") and not group.flags & {"kin"} and group.who.get("status") is None:
                if (
                    not group.who.get("role")
                    or group.flags & {"member", "army", "head"}
                    or group.who["role"] in ("commander", "officer")
                ):
                    group.who["status"] = "combatant"
        if group.noun == "bare":
            group.noun = "person"

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
        if words[at] in ("other", "different") or words[begin : begin + 1] == ["other"]:
            if at < last and words[at] in ("nationality", "nationalities"):
                group.who["nationality"] = "other"
                return at + 1
        if group.noun == "bare" and words[at - 1] != "in" and words[begin - 1] in ("of", "from"):
            return self._of_whom(group, begin, last)
        return self._of_people(group, at, last)

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

    def _of_whom(self, group: Group, at: int, last: int) -> int | None:
        """ "two of his escorts", "20 of them", "three of the latter": a number of somebody named after it."""
        page, words = self.page, self.words
        if words[at] in ("them", "whom", "these", "those", "which", "it"):
            if (
                words[at] in ("these", "those")
                and at + 1 < last
                and words[at + 1] not in _STOPS
                and page.kind(at + 1, "person") is None
            ):
                group.noun = "thing"  # one of these categories
                return at + 1
            group.flags.add("anaphor")
            return at + 1
        if words[at : at + 2] in (["the", "latter"], ["the", "two"], ["the", "three"], ["the", "total"], ["the", "dead"], ["the", "victims"], ["the", "injured"], ["the", "wounded"], ["the", "bodies"], ["the", "fatalities"], ["the", "deaths"], ["the", "deceased"]):  # fmt: skip
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
        possessive = words[at] in _POSSESSIVE
        begin = at + 1 if possessive or words[at] == "the" else at
        own = possessive and words[begin : begin + 1] == ["own"]
        begin += own
        if begin in page.numbers and begin > at:  # one of the two civilians
            begin = page.numbers[begin].last
        head = self._head_end
        inner = Group("weak", page.start(begin), page.stop(begin + 1), begin, begin + 1) if begin < last else None
        if inner is None or not self._body(inner, begin, last) or inner.noun not in ("person", "deed"):
            self._head_end = head
            if inner is not None and inner.noun in ("thing", "unit"):
                group.noun = "thing"  # a number of livestock
                return inner.last
            return None
        self._head_end = head
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
            kinds = page.matches[following][1].keys() if page.matches[following] is not None else ()  # type: ignore[index]
            if (
                kinds
                and kinds & {"verb", "attack", "state", "by", "including", "leaves", "rises"}
                and not kinds & {"person", "deed"}
            ):
                break
            if word in _STOPS and not (word in ("of", "the", "a", "an", "one") and following < at + 4) or word == "'s":
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
        if following >= last or following in page.numbers or words[following] in _ARTICLES | _DEFINITE | _POSSESSIVE:
            return None
        if page.inside[following]:
            return None
        if page.matches[following] is not None and page.matches[following][1].keys() & {"trigger", "including"}:  # type: ignore[index]
            return None
        keep = (self._head_end, self._nation, self._adjective)
        inner = Group("weak", page.start(following), page.stop(following + 1), following, following + 1)
        found = self._body_plain(inner, following, last)
        self._head_end, self._nation, self._adjective = keep
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

    def _body_plain(self, group: Group, index: int, last: int) -> bool:
        return self._body(group, index, last, alone=True)

    def _list_goes_on(self, at: int, last: int) -> bool:
        """Whether "and" with one more noun closes the list that a comma opened."""
        return at < last and self.words[at] in ("and", ",")
