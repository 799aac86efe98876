"""Doers, who look like victims: after "by", or before an active verb of harm. Neutral to language."""

from marsad.read.chunks import Chunk, Group

_RELATIVE = frozenset({"who", "which", "whom", "that"})


class Agents:
    """Marks the doers of one sentence."""

    def __init__(self, chunks: list[Chunk]) -> None:
        self.chunks = chunks

    def mark(self) -> None:
        """Turns every group that does the deed into an actor."""
        chunks = self.chunks
        for index, chunk in enumerate(chunks):
            if chunk.kind == "by":
                self._doer_at(index + 1)
            elif chunk.is_active and (
                chunk.kind == "attack" or (chunk.kind == "trigger" and chunk.side == "after" and chunk.word != "of")
            ):
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
                is_object = at > 0 and self.chunks[at - 1].kind == "trigger" and self.chunks[at - 1].side == "after"
                can_act = group.noun in ("person", "weak", "bare") and "doer" not in group.flags
                if can_act and not (group.own_measure or verb.is_weak or is_object):
                    self._make_doer(chunk)
                    chunk.is_active = True
                return
            if chunk.kind == "actor" and ((chunk.word == "thing" and self._is_target(at)) or self._is_struck(at)):
                at -= 1  # "an attack on a military base killed": what was hit
                continue
            if chunk.kind in ("actor", "deed"):
                chunk.is_active = True
                self._partners(at)
                return
            if chunk.kind == "clause" and chunk.word not in _RELATIVE:
                return
            if chunk.kind not in ("gap", "place", "date", "clause", "close", "open", "comma", "and"):
                return
            if chunk.kind == "and" and at == index - 1:
                self._first_doer()  # "Gunmen stopped a bus and kidnapped seven"
                return
            if chunk.kind == "and" or (chunk.kind == "comma" and verb.word.endswith("ing")):
                return
            at -= 1

    def _first_doer(self) -> None:
        """The subject that opens the sentence does what its second verb tells too."""
        chunk = self.chunks[0]
        if chunk.kind == "actor":
            chunk.is_active = True
            return
        group = chunk.group if chunk.kind == "group" else None
        if group is not None and group.range is None and _is_attacker(group):
            self._make_doer(chunk)
            chunk.is_active = True

    def _is_struck(self, at: int) -> bool:
        """ "an attack on the Syrian military academy killed": a word stands between the deed and the one it hit."""
        before, chunk = self.chunks[at - 1] if at else None, self.chunks[at]
        if before is None or before.kind != "deed" or chunk.word == "doer":
            return False
        return chunk.first - before.last == 1 and bool(before.group) and not before.actors

    def _is_target(self, at: int) -> bool:
        while at > 0 and self.chunks[at - 1].kind == "gap":
            at -= 1
        return at > 0 and self.chunks[at - 1].kind == "deed"

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


def _is_attacker(group: Group) -> bool:
    """Gunmen, attackers: people who are told of as doers."""
    return group.who.get("actor") == "unknown-gunmen" or "attacker" in group.flags
