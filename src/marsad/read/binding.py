"""Who suffered what: groups bound to the outcomes of their sentence, and who did it by which means.

Neutral to language. An outcome ("killed", "the death of") knows on which side its people stand. Those that stand
before are bound first, since they touch their people; then those that stand after.
"""

from marsad.read.agents import Agents
from marsad.read.chunks import Chunk, Group
from marsad.read.totals import Totals

_BOTH = frozenset({"killed", "injured"})
_SKIPPED = frozenset({"place", "date", "gap", "deed", "actor", "outcome", "close", "open", "pronoun", "toll"})
_RELATIVE = frozenset({"who", "which", "whom", "that"})


class Binder:
    """Binds the groups of one sentence."""

    def __init__(self, chunks: list[Chunk]) -> None:
        self.chunks = chunks
        self.loosely: set[int] = set()  # groups bound by a relative clause only
        self.owner: dict[int, Chunk] = {}  # which trigger a group is bound to

    def bind(self) -> list[Chunk]:
        """Sets the measure of every group that an outcome reaches."""
        Agents(self.chunks).mark()
        Totals(self.chunks).settle()
        kinds = [chunk.kind for chunk in self.chunks]
        if kinds.count("trigger") > 1:
            self._merge_both()
        if "trigger" in kinds or "negation" in kinds:
            self._bind_outcomes()
        if "attack" in kinds:
            self._hurt_by_attack()
        if kinds.count("group") + kinds.count("actor") > 1:  # an actor may have become a group again
            self._gapped()
            self._spread()
        return self.chunks

    def _bind_outcomes(self) -> None:
        for index, chunk in enumerate(self.chunks):
            if chunk.kind == "trigger" and chunk.side == "before":
                self._bind_before(index, chunk)
        for index, chunk in enumerate(self.chunks):
            if chunk.kind == "trigger" and chunk.side == "after":
                self._bind_after(index, chunk)
            elif chunk.kind == "negation" and chunk.measure:
                self._deny(index, chunk)

    def _hurt_by_attack(self) -> None:
        """ "was shot in the shoulder", with no outcome told: injured."""
        if any(chunk.kind == "trigger" and chunk.measure == "killed" for chunk in self.chunks):
            return
        for index, chunk in enumerate(self.chunks):
            if chunk.kind == "attack" and chunk.side == "passive" and set(chunk.tactics) & {"shooting", "stabbing"}:
                trigger = Chunk("trigger", chunk.first, chunk.last, measure="injured", side="before")
                at = self._first_before(index, trigger)
                if at is not None:
                    self._mark(at, trigger)

    # Doers first: they look like victims

    # Totals: "the number of people killed … has reached 27", "the dead are 17"

    # Outcomes

    def _merge_both(self) -> None:
        """ "killed and injured", with nobody between them, is one outcome."""
        chunks = self.chunks
        index = 0
        while index + 2 < len(chunks):
            one = chunks[index]
            if one.kind != "trigger":
                index += 1
                continue
            mid, two = chunks[index + 1], chunks[index + 2]
            if two.kind == "trigger" and mid.kind in ("and", "gap") and one.side == two.side:
                if {one.measure, two.measure} == _BOTH and not self._continues(index + 3):
                    one.measure, one.last = "killed_or_injured", two.last
                    del chunks[index + 1 : index + 3]
                    continue
                if (
                    one.side == "before"
                    and two.side == "before"
                    and two.measure == "killed"
                    and one.measure in ("abducted", "detained", "injured")
                ):
                    one.measure, one.last, one.tactics = "killed", two.last, two.tactics or one.tactics
                    del chunks[index + 1 : index + 3]
                    continue
            index += 1

    def _continues(self, index: int) -> bool:
        """Whether people stand right after, so that the second verb has its own: "killed and wounded three"."""
        if index >= len(self.chunks):
            return False
        chunk = self.chunks[index]
        return (
            chunk.kind == "group"
            and self.chunks[index - 1].side != "after"
            and chunk.group is not None
            and chunk.group.range is not None
        )

    def _is_free(self, group: Group, trigger: Chunk) -> bool:
        if "doer" in group.flags or group.noun in ("deed", "thing", "unit") or group.own_measure:
            return False
        return group.measure is None or (id(group) in self.loosely and not self._is_relative(trigger))

    def _is_relative(self, trigger: Chunk) -> bool:
        return trigger.is_weak

    def _bind_before(self, index: int, trigger: Chunk) -> None:
        chunks = self.chunks
        trigger.is_weak = index > 0 and chunks[index - 1].kind == "clause" and chunks[index - 1].word in _RELATIVE
        at = self._first_before(index, trigger)
        if at is None:
            self._bind_inverted(index, trigger)
            return
        found = self._coordinated(at, trigger)
        if len(found) > 1 and self._belongs_after(found[-1]):
            found = found[:1]
        elif len(found) == 1 and self._belongs_after(found[0]) and self._is_reduced(found[0], index):
            return  # executes two members kidnapped in …
        for position in found:
            self._mark(position, trigger)

    def _is_reduced(self, at: int, index: int) -> bool:
        """Whether an outcome without its own auxiliary follows the object of another verb."""
        between = self.chunks[at + 1 : index]
        return all(chunk.kind in ("gap", "place", "date") for chunk in between) and not self._has_aux(index)

    def _mark(self, position: int, trigger: Chunk) -> None:
        group = self.chunks[position].group
        assert group is not None
        group.measure = trigger.measure
        if "of-injured" in group.flags and trigger.measure in ("displaced", "released"):
            group.measure = "injured"  # twenty of the wounded have been evacuated
        if group.link is not None:
            group.flags.add("told")
        self.owner[position] = trigger
        if trigger.is_weak:
            self.loosely.add(id(group))
        else:
            self.loosely.discard(id(group))
        if "suicide-bomb" in trigger.tactics:
            group.flags.add("bomber")
        if trigger.tactics:
            group.how = list(dict.fromkeys((*group.how, *trigger.tactics)))

    def _first_before(self, index: int, trigger: Chunk) -> int | None:
        """The nearest people before an outcome, over places, dates and asides."""
        at, passed_comma = index - 1, False
        while at >= 0:
            chunk = self.chunks[at]
            if chunk.kind == "actor" and chunk.word == "doer" and self._is_hit_back(at, index):
                chunk.kind = "group"
                chunk.group.flags.discard("doer")  # type: ignore[union-attr]
                return at
            if chunk.kind == "group":
                group = chunk.group
                assert group is not None
                if group.link is not None and self._is_aside(group, at, index, passed_comma):
                    at -= 1
                    continue
                if self._is_free(group, trigger):
                    return at
                if group.noun in ("deed", "thing", "unit"):
                    at -= 1
                    continue
                return None
            if chunk.kind == "trigger" and not (trigger.is_weak is False and chunk.is_weak):
                return None
            if chunk.kind in ("semicolon", "rises"):
                return None
            if (
                chunk.kind == "clause"
                and chunk.word not in _RELATIVE
                and chunk.word not in ("as", "while", "where")
                and not (at == index - 1 and self.chunks[index].first - chunk.last <= 1)
            ):
                return None
            passed_comma = passed_comma or chunk.kind == "comma"
            at -= 1
        return None

    def _is_hit_back(self, at: int, index: int) -> bool:
        """ "Seven attackers stormed the hotel and were all killed": the doers are the victims too."""
        group = self.chunks[at].group
        kinds = [chunk.kind for chunk in self.chunks[at + 1 : index]]
        return (
            group is not None
            and group.range is not None
            and "attack" in kinds
            and kinds[-1:] == ["and"]
            and self._has_aux(index)
        )

    def _is_aside(self, part: Group, at: int, index: int, passed_comma: bool) -> bool:
        """Whether an outcome after a part is told of its whole: "eight people, including two women, were killed"."""
        if "rest-number" in part.flags:
            return False  # "the others, 401, were killed by …"
        if passed_comma:
            return True
        whole = next(
            (chunk.group for chunk in self.chunks[:at] if chunk.group is not None and part in chunk.group.parts), None
        )
        if whole is None:
            return False
        if part.flags & {"anaphor", "listed", "relative"}:
            return False
        return (
            whole.measure is None and self.chunks[index].last - self.chunks[index].first == 1 and self._has_aux(index)
        )

    def _has_aux(self, index: int) -> bool:
        return index > 0 and self.chunks[index].first > self.chunks[index - 1].last

    def _coordinated(self, at: int, trigger: Chunk) -> list[int]:
        """The positions of the people joined to those at `at` by commas and "and", to the left."""
        part = self.chunks[at].group
        if part is not None and part.link is not None and "listed" not in part.flags:
            return [at]
        found, position, linked = [at], at - 1, False
        while position >= 0:
            chunk = self.chunks[position]
            if chunk.kind in ("and", "comma"):
                linked = True
            elif chunk.kind == "group" and chunk.group is not None:
                group = chunk.group
                if group.link is not None and "listed" not in group.flags:
                    position -= 1
                    continue
                if not linked or not self._is_free(group, trigger):
                    break
                if self.chunks[position + 1].kind == "comma" and self._is_comma_break(position, found[-1]):
                    break
                found.append(position)
                linked = False
            elif (chunk.kind == "clause" and chunk.word in _RELATIVE) or chunk.kind not in (
                "gap",
                "place",
                "including",
                "open",
                "close",
                "date",
            ):
                break
            position -= 1
        return found

    def _is_comma_break(self, left: int, right: int) -> bool:
        """Whether ", and" opens a new statement rather than going on with the list."""
        between = [chunk.kind for chunk in self.chunks[left + 1 : right]]
        group = self.chunks[right].group
        earlier = any(chunk.kind in ("trigger", "leaves") for chunk in self.chunks[:left])
        return between[:2] == ["comma", "and"] and group is not None and "others" in group.flags and earlier

    def _belongs_after(self, position: int) -> bool:
        """Whether the verb right before a group has it as its object: "killed a man and two others were injured"."""
        at = position - 1
        while at >= 0 and self.chunks[at].kind == "gap":
            at -= 1
        return at >= 0 and self.chunks[at].kind == "trigger" and self.chunks[at].side == "after"

    def _bind_inverted(self, index: int, trigger: Chunk) -> None:
        """ "Killed were two soldiers", "among those killed were": people right after, where none stand before."""
        if index + 1 >= len(self.chunks) or self.owner:
            return
        if any(chunk.kind == "group" for chunk in self.chunks[:index]):
            return
        following = self.chunks[index + 1]
        if following.kind == "group" and following.group is not None and self._is_free(following.group, trigger):
            self._mark(index + 1, trigger)

    def _bind_after(self, index: int, trigger: Chunk) -> None:
        chunks, at = self.chunks, index + 1
        bound, linked = False, True
        while at < len(chunks):
            chunk = chunks[at]
            if chunk.kind == "pronoun":
                if linked:
                    self._bind_pronoun(index, trigger)
                    bound, linked = True, False
            elif chunk.kind == "group" and chunk.group is not None:
                group = chunk.group
                if group.link is not None:
                    if at == index + 1 and "anaphor" in group.flags and group.measure is None:
                        self._mark(at, trigger)  # and released 11 of them
                    at += 1
                    continue
                if group.noun in ("thing", "unit", "deed") or not linked or not self._is_free(group, trigger):
                    return
                self._mark(at, trigger)
                bound, linked = True, False
            elif chunk.kind in ("and", "comma"):
                linked = True
            elif chunk.kind in ("gap", "place", "date", "including", "open", "close", "total") or (
                chunk.kind in ("actor", "deed", "by") and bound
            ):
                pass
            else:
                return
            at += 1

    def _bind_pronoun(self, index: int, trigger: Chunk) -> None:
        """ "opened fire at a young man, killing him": the last person named before."""
        for at in range(index - 1, -1, -1):
            group = self.chunks[at].group
            if (
                (
                    self.chunks[at].kind == "group"
                    and group is not None
                    and group.noun == "person"
                    and group.measure is None
                    and "plural" not in group.flags
                )
                and "doer" not in group.flags
                and group.range is not None
                and group.link is None
            ):
                self._mark(at, trigger)
                return

    def _deny(self, index: int, chunk: Chunk) -> None:
        """People of an outcome that did not happen are nobody's victims."""
        at = index - 1 if chunk.side == "before" else index + 1
        while 0 <= at < len(self.chunks) and self.chunks[at].kind in ("gap", "and", "group"):
            group = self.chunks[at].group
            if self.chunks[at].kind == "group" and group is not None:
                if group.measure is None:
                    group.flags.add("doer")
                return
            at += -1 if chunk.side == "before" else 1

    def _gapped(self) -> None:
        """ "11 civilians were killed by X, three by Y and 67 by others": the verb and its people are not said again."""
        lead: Group | None = None
        for index, chunk in enumerate(self.chunks):
            group = chunk.group
            if chunk.kind == "semicolon":
                lead = None
            if chunk.kind != "group" or group is None or group.range is None or group.link is not None:
                continue
            if group.measure is not None:
                lead = group if group.noun == "person" else None
                continue
            following = self.chunks[index + 1 : index + 2]
            before = self.chunks[index - 1].kind if index else ""
            joined = before in ("comma", "and") and bool(following) and following[0].kind == "by"
            if lead is not None and joined and group.noun == "bare" and "doer" not in group.flags:
                group.measure, group.noun = lead.measure, "person"
                group.who.update({key: value for key, value in lead.who.items() if key not in group.who})

    def _spread(self) -> None:
        """ "left five soldiers dead, four militiamen and one civilian": an outcome goes on over a list."""
        measure: str | None = None
        linked = False
        for chunk in self.chunks:
            group = chunk.group
            if chunk.kind == "group" and group is not None:
                if group.link is not None and "listed" not in group.flags:
                    continue
                if group.measure and group.noun not in ("deed", "unit", "thing"):
                    measure = group.measure
                elif (
                    measure
                    and linked
                    and group.noun == "person"
                    and group.range is not None
                    and "definite" not in group.flags
                    and "doer" not in group.flags
                ):
                    group.measure = measure
                    group.flags.add("spread")
                else:
                    measure = None
                linked = False
            elif chunk.kind in ("comma", "and"):
                linked = True
            elif (
                (chunk.kind == "trigger" and chunk.side == "before" and not self._is_bare_state(chunk))
                or chunk.kind in ("clause", "semicolon", "attack", "by", "rises", "deed", "actor", "including")
                or (chunk.kind == "trigger" and chunk.side == "after")
            ):
                measure = None
            elif chunk.kind in ("gap", "place", "date"):
                linked = False

    def _is_bare_state(self, chunk: Chunk) -> bool:
        return chunk.word in ("dead", "wounded", "injured", "killed")
