"""English noun phrases of bulletins: who or what is counted, and what the phrase says of them."""

from marsad.model.range import Range
from marsad.read.chunks import Group
from marsad.read.english.page import Page
from marsad.read.english.phrase import ARTICLES, DEFINITE, POSSESSIVE, STOPS, Heads, State, adjective_before
from marsad.read.english.qualifiers import Qualifiers
from marsad.text.english_lexicon import small_words

_LONGEST = 9  # tokens between a number and its noun
_FAMILIES = small_words("families")
_TOLD = small_words("told_people")
_TAKING = small_words("taking")


class Nouns:
    """Reads noun phrases at a token of a page."""

    def __init__(self, page: Page) -> None:
        self.page, self.words, self.count = page, page.words, len(page.words)
        self.state = State()
        self.heads = Heads(page, self.state)
        self.qualifiers = Qualifiers(page, self.state, self._body_alone)

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
        if after := self._share_of_things(hit.last, last):
            return Group("thing", group.start, group.end, index, after, hit.range)
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

    def _share_of_things(self, at: int, last: int) -> int | None:
        """The index after "out of 46 planned aid missions": things, told by the whole that some are taken from."""
        if self.words[at : at + 2] == ["out", "of"]:
            at += 2
        elif self.words[at : at + 1] == ["of"]:
            at += 1
        else:
            return None
        if at >= last or at not in self.page.numbers:
            return None
        inner = self.at_number(at, last)
        if inner is None or inner.noun not in ("thing", "bare") or inner.last >= last:
            return None
        return inner.last if inner.noun == "thing" or self._is_word(inner.last) else None

    def _is_word(self, at: int) -> bool:
        """Whether an ordinary word follows, of which nobody knows that it counts people."""
        match = self.page.matches[at]
        return self.words[at].isalpha() and self.words[at] not in STOPS and (match is None or "thing" in match[1])

    def at_article(self, index: int, last: int) -> Group | None:
        """The phrase after "a", "the", "his", "another": one person, or kin, or somebody definite."""
        page, word = self.page, self.words[index]
        begin = index + 1
        if begin >= last:
            return None
        if (
            word in DEFINITE | POSSESSIVE | {"another"}
            and begin in page.numbers
            and self._age(page.numbers[begin].last, last) is None
        ):
            hit = page.numbers[begin]
            group = Group("bare", page.start(begin), page.stop(hit.last), index, hit.last, hit.range, rule=hit.rule)
            self._body(group, hit.last, last)
            group.flags.add("others" if word == "another" and group.noun == "bare" else "definite")
            if word in POSSESSIVE and ("kin" in group.flags or group.who.get("age") == "child"):
                group.start, group.end = page.start(index), page.stop(self.state.head_end)
            return group
        group = Group("weak", page.start(index), page.stop(begin), index, begin)
        begin = self._past_owner(group, begin, last)
        if not self._body(group, begin, last) or group.noun not in ("person",):
            if self._is_act(group, begin):
                return None  # the death of …
            if word in DEFINITE or word == "another":
                group.flags.add("definite")
            return group if group.noun in ("deed", "thing", "unit", "outcome") else None
        if "body" in group.flags and self.words[group.last : group.last + 1] == ["of"]:
            return None
        plural = "plural" in group.flags
        if family := self._family(group, last):
            return family
        if word in POSSESSIVE:
            group.flags.add("owned")
        if word in ARTICLES or word in ("another", "each", "every"):
            if plural:
                return None
            group.range = Range.exactly(2 if "pair" in group.flags else 1)
        else:
            group.flags.add("definite")
            if plural and self.words[self.state.head_end - 1] == "parents" and word in POSSESSIVE:
                group.range = Range.exactly(2)
            if not plural:
                group.range = Range.exactly(2 if "pair" in group.flags else 1)
        group.start, group.end = page.start(index), page.stop(self.state.head_end)
        group.rule = "number-en/article"
        if self.words[self.state.head_end - 1] in _TOLD or "victims" in group.flags:
            group.flags.add("victim-word")
        return group

    def _family(self, group: Group, last: int) -> Group | None:
        """ "a family of five": as many people."""
        at = self.state.head_end
        if self.words[at - 1] not in _FAMILIES or self.words[at : at + 1] != ["of"] or at + 1 not in self.page.numbers:
            return None
        hit = self.page.numbers[at + 1]
        if hit.last > last:
            return None
        group.range, group.last, group.noun, group.rule = hit.range, hit.last, "person", "number-en/family"
        group.start, group.end = self.page.start(group.first), self.page.stop(hit.last)
        group.flags = (group.flags - {"kin"}) | {"plural"}
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
            if self.words[at] in STOPS and self.words[at] != "of":
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
        group.start, group.end = page.start(index), page.stop(self.state.head_end)
        if group.noun == "person" and "plural" not in group.flags and "mass" not in group.flags:
            group.range = Range.exactly(2 if "pair" in group.flags else 1)
            group.rule = "number-en/bare noun"
        return group

    # The inside of a phrase

    def _age(self, index: int, last: int) -> int | None:
        """The index after "-year-old", where it stands at `index`."""
        words = self.words
        if index >= min(last, self.count):
            return None
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
        self.state.begin(index)
        while at < limit:
            step = self._step(group, at, limit, head >= 0)
            if step is None:
                break
            after, is_head = step
            if is_head:
                head = after
                self.state.head_end = after
            at = after
            if is_head and group.noun in ("thing", "unit"):
                break
        if head < 0:
            if self.state.adjective and group.range is not None:  # four Peshmerga, 12 Houthis
                group.noun, head = "person", at
                self.state.head_end = at
            elif not self._lone(group, index, limit):
                group.last = max(group.last, index)
                if group.noun == "bare":
                    self.qualifiers.read(group, index, last)
                    return True
                return False
            else:
                head = self.state.head_end
        group.last = max(head, group.last)
        self._close(group)
        if not alone:
            self.qualifiers.read(group, group.last, last)
        return True

    def _lone(self, group: Group, index: int, limit: int) -> bool:
        """A noun that the lexicon does not know, right after a number: three beekeepers."""
        if group.noun != "bare" or index >= limit:
            return False
        word = self.words[index]
        if word in STOPS or not word[0].isalpha() or self.page.matches[index] is not None or self.page.inside[index]:
            return False
        if not word.endswith("s") and not self.page.tokens.is_capital(index):
            return False
        group.noun, self.state.head_end = "weak", index + 1
        group.flags.add("plural")
        return True

    def _step(self, group: Group, at: int, limit: int, has_head: bool) -> tuple[int, bool] | None:
        """One word or phrase of the noun phrase, as (index after it, whether it is a head)."""
        page, word = self.page, self.words[at]
        if at in page.numbers and at > group.first and not has_head:
            age = self._age(page.numbers[at].last, limit)  # a 16-year-old girl, a six-year-old boy
            if age or word[0].isdigit():
                return (age, False) if age else None
        if word == "-" or word in ('"', "'"):
            return (at + 1, False) if at + 1 < limit and not (has_head and word != '"') else None
        if page.inside[at] or self._takes(at, limit):
            return None
        if word == "others" and not has_head and group.noun in ("bare", "weak"):
            group.noun = "person"
            group.flags |= {"others", "plural"}
            return at + 1, True
        match = page.matches[at]
        if match is None:
            if word == "the" and group.noun == "bare" and at == group.last:  # brings to 266 the attacks
                return at + 1, False
            return adjective_before(self.page, at, limit, has_head)
        kinds = match[1]
        age = self._age(at, limit) if "thing" in kinds else None
        if age:
            return age, False
        return self.heads.read(group, at, limit, has_head)

    def _takes(self, at: int, limit: int) -> bool:
        """ "Iraqi forces arrested three suspects": a verb before a number or an article."""
        if self.words[at] not in _TAKING or at + 1 >= limit:
            return False
        return at + 1 in self.page.numbers or self.words[at + 1] in ARTICLES

    def _close(self, group: Group) -> None:
        """What the whole phrase means: whose soldiers, whether a member bears arms."""
        who, flags = group.who, group.flags
        if group.noun == "person":
            if self.state.nation and flags & {"army"} and "actor" not in who:
                force = self.page.force_of(self.state.nation)
                if force:
                    who["actor"] = force
            if flags >= {"army", "former"} and "actor" not in who and self.page.former_army:
                who["actor"] = self.page.former_army
            if who.get("actor") and "armed" in flags and "former" not in flags and "police" not in flags:
                who.setdefault("status", "combatant")
            if "former" in flags and (who.pop("status", False) or not who.get("role")):
                who["role"] = "former-fighter"
        elif group.noun == "deed" and not group.by:
            actor = who.get("actor") or (self.page.force_of(self.state.nation) if self.state.nation else None)
            if actor:
                group.by = [actor]
            who.clear()
        elif group.noun == "outcome":
            pass

    # What follows the head

    def _tail(self, group: Group, at: int, last: int) -> Group:
        group.noun = "person"
        self.state.head_end = at
        self.qualifiers.read(group, at, last)
        return group

    def _body_alone(self, group: Group, index: int, last: int) -> bool:
        return self._body(group, index, last, alone=True)
