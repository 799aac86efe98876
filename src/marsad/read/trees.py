"""Counts inside counts: "including", "of them", lists after a colon, brackets, "the rest". Neutral to language.

Takes the chunks of one sentence and gives them back with every part hung on its whole; what cannot be decided here is
kept as a rival and settled by sums (`sums.py`).
"""

from marsad.model.range import Range
from marsad.read.chunks import PEOPLE_NOUNS, Chunk, Group
from marsad.read.colons import Listed, settle_colons
from marsad.read.sums import adds_up, casualties_of, conflicts, fills, is_countable, share_of

_HANDLED = frozenset("group all including list_end colon rest semicolon open close".split())
_SOFT = frozenset({"place", "date", "gap", "deed", "actor", "by", "outcome"})
_BREAKS = frozenset("trigger clause semicolon rises toll leaves colon close open attack modal negation".split())
MOST_DEPTH = 12  # no bulletin nests deeper, nor has more lists in a sentence
_RELATIVES = frozenset({"of whom", "of which", "among whom", "among which"})


class _Open:
    """A list of parts that is being read: whose parts, and whether its "and" has come."""

    def __init__(self, whole: Group, kind: str) -> None:
        self.whole, self.kind, self.items, self.has_and = whole, kind, 0, False


class TreeBuilder:
    """Builds the trees of one sentence."""

    def __init__(self, chunks: list[Chunk]) -> None:
        self.chunks, self.out = chunks, list[Chunk]()
        self.open: _Open | None = None
        self.previous: Group | None = None  # the last group read, at any depth
        self.tops: list[Group] = []
        self.joined: list[str] = []  # the marks since the last group
        self.colon_lists = list[Listed]()  # candidates before, items, where it may end
        self.bracket: list[Group] | None = None
        self.orphans: list[Group] = []
        self.passed = False  # whether an outcome or a clause stood since the last group
        self.them: list[tuple[Group, list[Group]]] = []  # lists of "of them", to be tried as addends
        self.is_list_over = False  # a language module can say where a list after a colon ends

    def build(self) -> list[Chunk]:
        """The sentence's chunks, parts taken out of it and hung on their wholes."""
        chunks = self.chunks
        for index, chunk in enumerate(chunks):
            if chunk.kind in _HANDLED and getattr(self, f"_{chunk.kind}")(index, chunk):
                continue
            if chunk.kind in _BREAKS:
                self.passed = self.passed or chunk.kind in ("trigger", "clause", "attack")
                if chunk.kind == "trigger" and chunk.side == "after" and self.colon_lists:
                    self.colon_lists[-1][2].append(len(self.colon_lists[-1][1]))
                self.open = (
                    None if chunk.kind != "clause" or chunk.word not in ("who", "which", "that", "whom") else self.open
                )
                self.joined.clear()
            elif chunk.kind in ("and", "comma"):
                self.joined.append(chunk.kind)
            self.out.append(chunk)
        self._close_bracket()
        self.orphans += settle_colons(self.colon_lists, is_over=self.is_list_over)
        for whole, items in self.them:
            adds_up(whole, [item for item in items if item.link == "subset"])
        return self.out

    # Groups

    def _group(self, index: int, chunk: Chunk) -> bool:
        group = chunk.group
        assert group is not None
        if group.noun in ("thing", "unit"):
            return False
        joined, self.joined = self.joined, []
        passed, self.passed = self.passed, False
        if self.bracket is not None:
            return self._in_bracket(group)
        if self._tells_previous(group, joined, index):
            return True
        if "anaphor" in group.flags and "hurt" not in group.flags and (is_countable(group) or group.share):
            if group.share is not None and self.previous is None:
                group.range = Range.vague(1)
            if group.flags >= {"weakly", "anaphor"} and "of-injured" not in group.flags:
                return True  # some of them
            if group.flags & {"of-injured", "weakly"} or ("of-dead" in group.flags and passed):
                self.previous = group
                self.tops.append(group)
                return False
            return self._of_them(group, joined, passed)
        if self.open is not None and not self._leaves_list(group, joined):
            self._hang(group, self.open)
            return False
        if self.open is not None:
            self.open = None
        if is_countable(group) or "bare" in group.flags:
            if is_countable(group):
                self.previous = group
                self.tops.append(group)
            if self.colon_lists and is_countable(group) and not self.is_list_over:
                self.colon_lists[-1][1].append(group)
        return False

    def _tells_previous(self, group: Group, joined: list[str], index: int) -> bool:
        """ "two of them women", "one a child", "one of the wounded, a tea seller,": who a number is."""
        before = self.previous
        if before is None or (self.open is not None and self.open.items == 0):
            return False  # "6, including a child" opens a part
        apposed = self._is_apposed(index, before, group, joined) or (
            joined == ["comma"] and "of-injured" in before.flags and group.rule.endswith("article")
        )
        if (joined and not apposed) or not 0 <= group.first - before.last <= 1:
            return False
        if before.noun not in ("bare",) and "anaphor" not in before.flags and not apposed:
            return False
        if group.noun not in PEOPLE_NOUNS or (
            group.range is not None and "bare" not in group.flags and not group.rule.endswith("article")
        ):
            return False
        if "definite" in group.flags:
            return False
        before.who.update(group.who)
        before.cleared |= group.cleared
        before.noun, before.last = "person", group.last
        before.flags |= group.flags - {"bare", "victim-word"}
        return True

    def _is_apposed(self, index: int, before: Group, group: Group, joined: list[str]) -> bool:
        """ "Their mother, an 80-year-old woman, was wounded": one person said twice."""
        following = [chunk.kind for chunk in self.chunks[index + 1 : index + 3]]
        single = before.range is not None and before.range.most() == 1 and before.range == group.range
        return (
            single
            and "definite" in before.flags
            and joined == ["comma"]
            and group.rule.endswith("article")
            and following == ["comma", "trigger"]
        )

    def _all(self, index: int, chunk: Chunk) -> bool:
        """ "six people, all of them combatants": who the whole number were."""
        following = self.chunks[index + 1] if index + 1 < len(self.chunks) else None
        group = following.group if following is not None else None
        if group is not None and self.previous is not None and group.range is None and group.noun == "person":
            self.previous.who.update(group.who)
            del self.chunks[index + 1]
        return True

    def _of_them(self, group: Group, joined: list[str], passed: bool) -> bool:
        """A part of what was named before: "20 of them", "nine of whom"."""
        whole = self.previous
        if passed and self.tops and group.last - group.first > 1:
            whole = self.tops[-1]
        verb = self.out[-1] if self.out else None
        if verb is not None and verb.kind == "trigger" and verb.side == "after" and verb.measure and passed:
            whole = (
                self._told_of(verb.measure, self.chunks.index(verb)) or whole
            )  # killed and hurt, of whom were killed
        if self.open is not None and self.open.kind == "them" and joined and not (whole and "of-latter" in group.flags):
            whole = self.open.whole
        if whole is None:
            self.tops.append(group)
            self.previous = group
            return False
        while conflicts(whole, group) and (above := self._above(whole)) is not None:
            whole = above
        if self.open is None or self.open.kind != "them" or self.open.whole is not whole:
            self.open = _Open(whole, "them")
            self.them.append((whole, []))
        self._hang(group, self.open)
        return False

    def _above(self, group: Group) -> Group | None:
        for top in self.tops:
            for each in top.walk():
                if group in each.parts:
                    return each
        return None

    def _leaves_list(self, group: Group, joined: list[str]) -> bool:
        """Whether a group no longer belongs to the open list of parts."""
        opened = self.open
        assert opened is not None
        if opened.items == 0:
            return False
        if not joined:
            return opened.kind != "them" or group.noun != "bare"
        if conflicts(opened.whole, group) or "rest" in group.flags:
            return True
        if opened.kind == "them":
            # "two of them women and one a child", "three of them Syrians and 11 non-Syrians"
            if group.noun == "bare" and group.range is not None and "others" not in group.flags:
                return "comma" in joined and "and" not in joined and opened.items < 1
            return not fills(opened.whole, group)
        if opened.has_and:
            return True
        if joined[-2:] == ["comma", "and"]:
            if opened.items == 1 and group.noun == "bare" and not group.own_measure and fills(opened.whole, group):
                self.them.append((opened.whole, [*opened.whole.parts, group]))  # "of them 83 in clashes, and 401 …"
                return False
            if opened.items < 2:
                return True
            group.rivals.append(opened.whole)
        if "and" in joined:
            opened.has_and = True
        return False

    def _hang(self, group: Group, opened: _Open) -> None:
        while opened.items == 0 and opened.kind in ("relative", "including") and conflicts(opened.whole, group):
            above = self._above(opened.whole)
            if above is None:
                break
            opened.whole = above
        if opened.whole.depth >= MOST_DEPTH and self.tops:
            opened.whole = self.tops[-1]
        group.depth = opened.whole.depth + 1
        group.link = "subset"
        if group.share is not None and group.range is None:
            group.range = share_of(opened.whole, group.share)
            if group.range is None:
                return
        if opened.kind == "relative" and opened.items == 0:
            group.flags.add("relative")
        if opened.kind == "them" and self.them:
            self.them[-1][1].append(group)
        if group.range is None:
            if "plural" not in group.flags:
                return
            group.range = Range.vague(1)
            group.rule = "number/plural"
        opened.whole.parts.append(group)
        opened.items += 1
        self.previous = group

    # What opens and closes lists

    def _including(self, index: int, chunk: Chunk) -> bool:
        if self.previous is None or self.bracket is not None:
            return False
        following = self._next(index)
        if following is None or following.kind != "group":
            return self._postposed(index, chunk)
        whole = self.previous
        if self.open is not None and self.joined[-1:] == ["and"]:
            whole = self.open.whole
        if whole.noun == "deed" and following.group is not None and following.group.noun == "person":
            whole = next((top for top in reversed(self.tops) if top.noun != "deed"), whole)
        while (chunk.word == "among all" or chunk.measure) and (above := self._above(whole)) is not None:
            whole = above  # "among the dead": of all of them
        whole = self._told_of(chunk.measure, index) or whole
        if chunk.word == "among all" and self.colon_lists and self.colon_lists[-1][0]:
            whole = self.colon_lists[-1][0][-1]
        self.joined.clear()
        self.open = _Open(whole, "relative" if chunk.word in _RELATIVES else "including")
        return True

    def _told_of(self, measure: str | None, index: int) -> Group | None:
        """The last people told before of whom a measure is said: "among the dead" where the hurt were told last."""
        found: Group | None = None
        for at, chunk in enumerate(self.chunks[:index] if measure else ()):
            if chunk.kind == "trigger" and chunk.measure == measure:
                told = self.chunks[at - 1 :: -1] if chunk.side == "before" else self.chunks[at + 1 : index]
                found = next((each.group for each in told if each.group in self.tops), None) or found
        return found

    def _next(self, index: int) -> Chunk | None:
        for chunk in self.chunks[index + 1 : index + 4]:
            if chunk.kind not in ("gap", "comma"):
                return chunk
        return None

    def _postposed(self, index: int, chunk: Chunk) -> bool:
        """ "nine people, a father and his two sons among them": the parts stand before the word."""
        found: list[Chunk] = []
        at = len(self.out) - 1
        while at >= 0 and self.out[at].kind in ("group", "and", "gap", "place"):
            if self.out[at].kind == "group":
                found.append(self.out[at])
            at -= 1
        if not found or at < 1 or self.out[at].kind != "comma" or len(self.tops) <= len(found):
            return False
        parts = [each.group for each in reversed(found) if each.group is not None]
        whole = self.tops[-len(parts) - 1]
        if any(conflicts(whole, part) for part in parts):
            return False
        del self.out[at:]
        del self.tops[-len(parts) :]
        opened = _Open(whole, "including")
        for part in parts:
            self._hang(part, opened)
        self.previous = whole
        return True

    def _list_end(self, index: int, chunk: Chunk) -> bool:
        self.is_list_over, self.open = True, None
        return True

    def _colon(self, index: int, chunk: Chunk) -> bool:
        self.open, self.is_list_over = None, False
        self.joined.clear()
        if len(self.colon_lists) >= MOST_DEPTH:
            return False
        candidates = [group for top in self.tops for group in top.walk() if is_countable(group)]
        self.colon_lists.append((candidates, [], []))
        return False

    def _rest(self, index: int, chunk: Chunk) -> bool:
        """ "the others, 401, were killed", "the rest in Hama", "the other four": what is left of a whole."""
        self.joined.clear()
        number, used = self._number_of_rest(index)
        if number is None and chunk.word == "the other":
            return True
        whole = next((top for top in reversed(self.tops) if top.parts), None)
        in_list = bool(self.colon_lists and self.colon_lists[-1][1])
        if number is not None:
            number.flags |= {"others", "rest-number"}
            if whole is None or in_list:
                return False  # one more item of a list
            del self.chunks[index + 1 : index + used]
            self._take_rest(whole, number)
            self.previous, self.open = number, None
            self.out.append(Chunk("group", number.first, number.last, group=number))
            return True
        if whole is None and (self.tops or self.open) and not in_list:
            return False
        made = self._unnumbered(chunk)
        if in_list:
            self.colon_lists[-1][1].append(made)
        elif whole is not None:
            self._take_rest(whole, made)
        else:
            made.flags.add("rest")
        self.out.append(Chunk("group", chunk.first, chunk.last, group=made))
        self.previous, self.open = made, None
        return True

    def _number_of_rest(self, index: int) -> tuple[Group | None, int]:
        """The number of "the others, 401," or "the other four", and how many chunks it takes with its commas."""
        chunks = self.chunks
        at = index + 1
        if at < len(chunks) and chunks[at].kind == "comma":
            at += 1
        group = chunks[at].group if at < len(chunks) and chunks[at].kind == "group" else None
        if group is None or group.noun != "bare" or group.range is None:
            return None, 0
        after = at + 1
        if after < len(chunks) and chunks[after].kind == "comma" and at == index + 2:
            after += 1
        return group, after - index

    def _unnumbered(self, chunk: Chunk) -> Group:
        """The rest, whose number nobody says."""
        made = Group("bare", chunk.start, chunk.end, chunk.first, chunk.last, Range.vague(1), rule="number/rest")
        made.flags |= {"plural", "others"}
        return made

    def _take_rest(self, whole: Group, rest: Group) -> None:
        rest.link = "addend"
        rest.flags.add("relative")  # the verb after it is its own, not the whole's
        for part in whole.parts:
            part.link = "addend"
        whole.parts.append(rest)

    def _semicolon(self, index: int, chunk: Chunk) -> bool:
        self.open = None
        self.joined = ["semicolon"]
        self.out.append(chunk)
        return True

    def _open(self, index: int, chunk: Chunk) -> bool:
        self.bracket = []
        self.out.append(chunk)
        return True

    def _close(self, index: int, chunk: Chunk) -> bool:
        self._close_bracket()
        self.out.append(chunk)
        return True

    def _in_bracket(self, group: Group) -> bool:
        assert self.bracket is not None
        if self.previous is None:
            return False
        if group.range is None or ("bare" in group.flags and not group.own_measure):
            if group.noun == "person" and not self.bracket:  # "11 women (adult female)"
                for key, value in group.who.items():
                    self.previous.who.setdefault(key, value)
            return True
        self.bracket.append(group)
        return False

    def _close_bracket(self) -> None:
        items, self.bracket = self.bracket or [], None
        if not items or self.previous is None:
            return
        whole = self.previous
        casualties_of(whole, items, self.tops)
        opened = _Open(whole, "bracket")
        for item in items:
            self._hang(item, opened)
        adds_up(whole, items)
        self.previous = whole
