"""Who suffered what: groups bound to the outcomes of their sentence, and who did it by which means. Neutral to language.

An outcome ("killed", "the death of") knows on which side its people stand. Those that stand before are bound first,
since they touch their people; then those that stand after.
"""

from marsad.read.chunks import Chunk, Group

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
        self._agents()
        self._totals()
        self._merge_both()
        for index, chunk in enumerate(self.chunks):
            if chunk.kind == "trigger" and chunk.side == "before":
                self._bind_before(index, chunk)
        for index, chunk in enumerate(self.chunks):
            if chunk.kind == "trigger" and chunk.side == "after":
                self._bind_after(index, chunk)
            elif chunk.kind == "negation" and chunk.measure:
                self._deny(index, chunk)
        self._hurt_by_attack()
        self._spread()
        return self.chunks

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

    def _agents(self) -> None:
        chunks = self.chunks
        for index, chunk in enumerate(chunks):
            if chunk.kind == "by":
                self._doer_at(index + 1)
            elif (chunk.kind == "attack" or (chunk.kind == "trigger" and chunk.side == "after")) and chunk.is_active:
                if chunk.kind == "attack" or chunk.word != "of":
                    self._doer_before(index, chunk)

    def _doer_at(self, index: int) -> None:
        """ "by a member of ISIS", "by gunmen and IEDs"."""
        chunks = self.chunks
        while index < len(chunks):
            chunk = chunks[index]
            if chunk.kind == "group" and chunk.group is not None and chunk.group.noun in ("person", "weak"):
                if "kin" in chunk.group.flags:
                    return
                self._make_doer(chunk)
            elif chunk.kind not in ("actor", "deed", "gap", "and"):
                return
            if chunk.kind == "and" and not (
                index + 1 < len(chunks) and chunks[index + 1].kind in ("group", "actor", "deed")
            ):
                return
            if chunk.kind == "and" and chunks[index + 1].kind == "group":
                following = chunks[index + 1].group
                if following is not None and (following.range is not None or following.measure):
                    return
            index += 1

    def _doer_before(self, index: int, verb: Chunk) -> None:
        """The subject of an active verb of harm does it: "two gunmen opened fire"."""
        at = index - 1
        while at >= 0:
            chunk = self.chunks[at]
            if chunk.kind == "group":
                group = chunk.group
                assert group is not None
                if (
                    group.range is not None
                    and self.chunks[index - 1].kind == "clause"
                    and self.chunks[index - 1].word in _RELATIVE
                ):
                    return  # "129 fighters that struck deals"
                if group.noun in ("person", "weak", "bare") and "doer" not in group.flags and not group.own_measure:
                    if not (
                        verb.is_weak
                        or (at > 0 and self.chunks[at - 1].kind == "trigger" and self.chunks[at - 1].side == "after")
                    ):
                        self._make_doer(chunk)
                        chunk.is_active = True
                return
            if chunk.kind in ("actor", "deed"):
                chunk.is_active = True
                self._partners(at)
                return
            if chunk.kind == "clause" and chunk.word not in _RELATIVE:
                return
            if chunk.kind not in ("gap", "place", "date", "clause", "close", "open", "comma", "and"):
                return
            if chunk.kind == "and" or (chunk.kind == "comma" and verb.word.endswith("ing")):
                return
            at -= 1

    def _partners(self, at: int) -> None:
        """ "the Coalition, with the participation of SDF, carried out": both did."""
        linked, position = False, at - 1
        while position >= 0 and self.chunks[position].kind in ("and", "comma", "gap", "actor"):
            if self.chunks[position].kind == "actor":
                if linked and self.chunks[position].word != "recorder":
                    self.chunks[position].is_active = True
                return
            linked = linked or self.chunks[position].kind == "and"
            position -= 1

    def _make_doer(self, chunk: Chunk) -> None:
        group = chunk.group
        assert group is not None
        group.flags.add("doer")
        chunk.kind = "actor"
        actor = group.who.get("actor")
        if actor is None and group.flags & {"unknown"}:
            actor = "unknown-gunmen"
        chunk.actors = (actor,) if actor else ()
        chunk.word = "doer"

    # Totals: "the number of people killed … has reached 27", "the dead are 17"

    def _totals(self) -> None:
        for index, chunk in enumerate(self.chunks):
            if chunk.kind == "rises":
                self._total(index)
        for index, chunk in enumerate(self.chunks):
            if chunk.kind == "toll" and chunk.word.endswith("toll"):
                self._put_toll(index)
            elif chunk.kind == "toll":
                self._put_number(index)
        for index, chunk in enumerate(self.chunks):
            group = chunk.group
            if chunk.kind == "group" and group is not None and "series" in group.flags and group.measure is None:
                deed = next((each for each in self.chunks[:index] if each.kind == "deed" and each.measure), None)
                if deed is not None:
                    self._set(group, deed.measure or "attacks")
                    group.noun = "deed"

    def _total(self, index: int) -> None:
        number = self._number_after(index)
        if number is None or number.own_measure:
            return
        subject = self._subject(index)
        if subject is None:
            return
        measure, people, deed = subject
        if number.noun in ("bare", "weak") or (measure not in ("attacks", "airstrikes", "shellings", "explosions")):
            self._set(number, measure)
            if deed is not None:
                number.noun = "deed"
                number.by = number.by or list(deed.actors)
                number.how = number.how or list(deed.tactics)
            if self.subject_tactics:
                number.how = list(self.subject_tactics)
            if people is not None:
                for key, value in people.who.items():
                    number.who.setdefault(key, value)
                number.noun = "person"
            number.flags.add("total")

    def _number_after(self, index: int) -> Group | None:
        for chunk in self.chunks[index + 1 : index + 12]:
            if chunk.kind == "group" and chunk.group is not None and chunk.group.range is not None:
                return chunk.group if chunk.group.noun in ("bare", "person", "weak") else None
            if chunk.kind in ("trigger", "semicolon"):
                return None
        return None

    def _subject(self, index: int) -> tuple[str, Group | None, Chunk | None] | None:
        """(measure, people, deed) of what a number is the total of: what stands before the verb, or just after it."""
        self.subject_tactics: tuple[str, ...] = ()
        before = self.chunks[:index]
        start = next((at for at in range(len(before) - 1, -1, -1) if before[at].kind == "semicolon"), 0)
        span = before[start:]
        toll = next((at for at, chunk in enumerate(span) if chunk.kind == "toll"), None)
        people = next(
            (
                chunk.group
                for chunk in span[toll or 0 :][:3]
                if chunk.kind == "group" and chunk.group and chunk.group.range is None and chunk.group.noun == "person"
            ),
            None,
        )
        for chunk in span[toll or 0 :]:
            if chunk.kind == "trigger" and chunk.side == "before":
                chunk.kind = "told"
                self.subject_tactics = chunk.tactics
                return chunk.measure or "killed", people, None
            if (
                chunk.kind in ("outcome", "group")
                and chunk.measure is None
                and chunk.group
                and chunk.group.measure
                and chunk.group.range is None
            ):
                return chunk.group.measure, None, None
            if chunk.kind == "outcome" and chunk.measure:
                return chunk.measure, None, None
            if chunk.kind == "deed" and chunk.measure and (toll is None or people is None):
                if toll is not None and span[toll].word.endswith("toll"):
                    continue
                return chunk.measure, None, chunk
        if toll is not None:
            return "killed", people, None
        deed = next((chunk for chunk in self.chunks[index + 1 :] if chunk.kind == "deed" and chunk.measure), None)
        if self.chunks[index].word == "bring" and deed is not None:
            return deed.measure or "attacks", None, deed
        after = next((chunk for chunk in self.chunks[index + 1 :] if chunk.kind in ("toll", "outcome")), None)
        if after is not None:
            return after.measure or "killed", None, None
        return None

    def _put_number(self, index: int) -> None:
        """ "put the number of dead at 80"."""
        measure = ""
        for chunk in self.chunks[index + 1 : index + 7]:
            if chunk.kind == "outcome" and not measure:
                measure = chunk.measure or ""
            elif chunk.kind == "group" and chunk.group is not None:
                if chunk.group.range is None and "hurt" in chunk.group.flags:
                    measure = measure or chunk.group.measure or ""
                    continue
                if (
                    measure
                    and chunk.group.measure is None
                    and chunk.group.noun == "bare"
                    and chunk.group.range is not None
                ):
                    self._set(chunk.group, measure)
                    return
            elif chunk.kind in ("semicolon", "clause", "rises"):
                return

    def _put_toll(self, index: int) -> None:
        """ "put the toll at four", "the toll was 17"."""
        for chunk in self.chunks[index + 1 : index + 5]:
            if chunk.kind == "group" and chunk.group is not None:
                group = chunk.group
                if group.measure is None and group.noun in ("bare", "person") and group.range is not None:
                    self._set(group, "killed")
                return
            if chunk.kind in ("trigger", "semicolon", "clause"):
                return

    def _set(self, group: Group, measure: str) -> None:
        group.measure, group.own_measure = measure, True

    # Outcomes

    def _merge_both(self) -> None:
        """ "killed and injured", with nobody between them, is one outcome."""
        chunks = self.chunks
        index = 0
        while index + 2 < len(chunks):
            one, mid, two = chunks[index : index + 3]
            if one.kind == two.kind == "trigger" and mid.kind in ("and", "gap") and one.side == two.side:
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
        for position in found:
            self._mark(position, trigger)

    def _mark(self, position: int, trigger: Chunk) -> None:
        group = self.chunks[position].group
        assert group is not None
        group.measure = trigger.measure
        if group.link is not None:
            group.flags.add("told")
        self.owner[position] = trigger
        if trigger.is_weak:
            self.loosely.add(id(group))
        else:
            self.loosely.discard(id(group))
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
                and at != index - 1
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
            elif chunk.kind == "clause" and chunk.word in _RELATIVE:
                break
            elif chunk.kind not in ("gap", "place", "including", "open", "close", "date"):
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
                    at += 1
                    continue
                if group.noun in ("thing", "unit", "deed") or not linked or not self._is_free(group, trigger):
                    return
                self._mark(at, trigger)
                bound, linked = True, False
            elif chunk.kind in ("and", "comma"):
                linked = True
            elif chunk.kind in ("gap", "place", "date", "including", "open", "close", "total"):
                pass
            elif chunk.kind in ("actor", "deed", "by") and bound:
                pass
            else:
                return
            at += 1

    def _bind_pronoun(self, index: int, trigger: Chunk) -> None:
        """ "opened fire at a young man, killing him": the last person named before."""
        for at in range(index - 1, -1, -1):
            group = self.chunks[at].group
            if (
                self.chunks[at].kind == "group"
                and group is not None
                and group.noun == "person"
                and group.measure is None
                and "plural" not in group.flags
            ):
                if "doer" not in group.flags and group.range is not None and group.link is None:
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
            elif chunk.kind == "trigger" and chunk.side == "before" and not self._is_bare_state(chunk):
                measure = None
            elif chunk.kind in ("clause", "semicolon", "attack", "by", "rises", "deed", "actor", "including") or (
                chunk.kind == "trigger" and chunk.side == "after"
            ):
                measure = None
            elif chunk.kind in ("gap", "place", "date"):
                linked = False

    def _is_bare_state(self, chunk: Chunk) -> bool:
        return chunk.word in ("dead", "wounded", "injured", "killed")
