"""Totals: "the number of people killed … has reached 27", "the dead are 17", "put the toll at four".

Neutral to language.
"""

from marsad.read.chunks import Chunk, Group


class Totals:
    """Gives the numbers that verbs of totalling tell the outcome their subject names."""

    def __init__(self, chunks: list[Chunk]) -> None:
        self.chunks = chunks
        self.subject_tactics: tuple[str, ...] = ()

    def settle(self) -> None:
        """Settles every total of the sentence."""
        kinds = {chunk.kind for chunk in self.chunks}
        if "rises" in kinds or "toll" in kinds:
            self._settle_verbs()
        for index, chunk in enumerate(self.chunks):
            group = chunk.group
            if chunk.kind == "group" and group is not None and "series" in group.flags and group.measure is None:
                deed = next((each for each in self.chunks[:index] if each.kind == "deed" and each.measure), None)
                if deed is not None:
                    self._set(group, deed.measure or "attacks")
                    group.noun = "deed"

    def _settle_verbs(self) -> None:
        for index, chunk in enumerate(self.chunks):
            if chunk.kind == "rises":
                self._total(index)
        for index, chunk in enumerate(self.chunks):
            if chunk.kind == "toll" and chunk.word.endswith("toll"):
                self._put_toll(index)
                if chunk.is_weak and (told := self._number_after(index)) is not None and told.measure:
                    told.flags.add("earlier")
            elif chunk.kind == "toll":
                self._put_number(index)

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
        self.subject_tactics = ()
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
        brought = any(each.kind == "toll" for each in self.chunks[index + 1 : index + 3])
        if self.chunks[index].word == "bring" and brought:
            deeds = any(each.kind == "deed" and each.measure for each in self.chunks[index + 1 : index + 6])
            if not deeds:
                return "killed", None, None  # bringing the toll to 18
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
        people: Group | None = None
        for chunk in self.chunks[index + 1 : index + 14]:
            if chunk.kind == "outcome" and not measure:
                measure = chunk.measure or ""
            elif chunk.kind == "trigger" and chunk.side == "before" and people is not None and not measure:
                measure, chunk.kind = chunk.measure or "", "told"
            elif chunk.kind == "group" and chunk.group is not None:
                if chunk.group.range is None and "hurt" in chunk.group.flags:
                    measure = measure or chunk.group.measure or ""
                    continue
                if chunk.group.range is None and chunk.group.noun == "person" and people is None:
                    people = chunk.group
                    continue
                if (
                    measure
                    and chunk.group.measure is None
                    and chunk.group.noun == "bare"
                    and chunk.group.range is not None
                ):
                    self._set(chunk.group, measure)
                    for key, value in people.who.items() if people is not None else ():
                        chunk.group.who.setdefault(key, value)
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
