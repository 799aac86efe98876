"""Means of English bulletins: what people were hit with, and whose it was ("Turkish drones")."""

from marsad.read.chunks import Chunk
from marsad.read.english.page import Page
from marsad.text.words import Entry


class Means:
    """Reads means at a token of a page."""

    def __init__(self, page: Page) -> None:
        self.page, self.words = page, page.words

    def of_nation(self, at: int, last: int, kinds: dict[str, tuple[Entry, ...]]) -> Chunk | None:
        """The means after a nation's name: Turkish drones."""
        if "nation" not in kinds:
            return None
        means = self.after(self.page.end(at), last)
        if means is not None:
            force = self.page.force_of(kinds["nation"][0].value)
            means.first, means.actors = at, (force,) if force else ()
        return means

    def after(self, at: int, last: int) -> Chunk | None:
        """A means after an actor's name, with at most two words between: Turkish suicide drone."""
        page = self.page
        for index in range(at, min(last, at + 3)):
            match = page.matches[index]
            if match is None:
                if (
                    self.words[index] == "and"
                    and (other := page.actor(index + 1)) is not None
                    and other.form == "adjective"
                ):
                    means = self.after(page.end(index + 1), last)
                    if means is not None:
                        means.actors = (*means.actors, other.actor or "")
                    return means
                if self.words[index] in (",", ".", "and", "in", "on", "of", "by") or index in page.numbers:
                    return None
                if self.words[index] == "'s" or self.words[index] == "-":
                    continue
                continue
            if "means" in match[1]:
                return self.at(index, match[0], match[1]["means"])
            if "modifier" not in match[1]:
                return None
        return None

    def at(self, at: int, end: int, entries: tuple[Entry, ...]) -> Chunk:
        """The means at a token, with its owner where one follows: artillery of regime forces."""
        tactics = tuple(dict.fromkeys(entry.tactic for entry in entries if entry.tactic))
        chunk = Chunk("deed", at, end, tactics=tactics, word=" ".join(self.words[at:end]))
        chunk.is_weak = any(word in ("a", "an") for word in self.words[max(0, at - 2) : at])
        told = self.page.actor(end) if end < len(self.words) else None
        if told is not None and told.form == "after":  # aircraft likely to be Israeli
            chunk.actors, chunk.last = (told.actor or "",), self.page.end(end)
            return chunk
        follow = self.page.actor(end + 1) if end + 1 < len(self.words) and self.words[end] == "of" else None
        if follow is not None and follow.form == "name":  # artillery of regime forces
            chunk.actors, chunk.last = (follow.actor or "",), self.page.end(end + 1)
        return chunk
