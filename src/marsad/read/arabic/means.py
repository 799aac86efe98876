"""Means and deeds in Arabic, with whose they are: "هجوم للتنظيم", "برصاص مجهولين"."""

from marsad.read.arabic.nouns import Nouns
from marsad.read.arabic.page import Page
from marsad.read.chunks import Chunk, Group

_SOON = 5  # tokens between a means and whose it is


class Means:
    """What people were killed with, and whose it was."""

    def __init__(self, page: Page, nouns: Nouns) -> None:
        self.page, self.words, self.nouns = page, page.words, nouns

    def own(self, group: Group, at: int, last: int) -> None:
        """ "هجوم للتنظيم", "قصف لقوات النظام": whose deed it is, within a few words."""
        if group.by:
            return
        found = self.owner(at, last)
        if found is not None:
            group.by, group.last = [found[1]], found[0]
            while group.last < last and self.page.joined(group.last) == "و":  # قصف قوات النظام وروسيا
                more = self.page.actor(group.last)
                if more is None or more.value in ("recorder", "gunmen") or not more.actor:
                    break
                group.by.append(more.actor)
                group.last = self.page.end(group.last)

    def owner(self, at: int, last: int) -> tuple[int, str] | None:
        """(index after it, actor) of who a deed or means belongs to, right behind it."""
        page = self.page
        for index in range(at, min(last, at + 3)):
            if self.words[index] == "بين":
                return None  # clashes between two sides are neither's
            if page.inside[index] or index in page.numbers or self.words[index] in (",", ".", "في", "علي", "من"):
                return None
            actor = page.actor(index)
            if actor is not None and actor.value != "recorder":
                if page.joined(index) in ("", "ل") and actor.actor:
                    return page.end(index), actor.actor
                return None
            if page.matches[index] is not None and not page.kinds(index).keys() & {"modifier", "nation", "by"}:
                return None
        return None

    def is_one(self, at: int) -> bool:
        """Whether a word is a means here, and not a person by craft nor a deed."""
        kinds = self.page.kinds(at)
        if "means" not in kinds:
            return False
        if "person" in kinds and not self.nouns.is_craft(at):
            return False
        return "deed" not in kinds

    def chunk(self, at: int, last: int) -> Chunk:
        """A means with whose it is: "برصاص مجهولين", "طائرة مسيرة تابعة لسلاح الجو التركي"."""
        page, end = self.page, self.page.end(at)
        entries = page.kinds(at)["means"]
        tactics = tuple(dict.fromkeys(entry.tactic for entry in entries if entry.tactic))
        chunk = Chunk("deed", at, end, tactics=tactics, word=" ".join(self.words[at:end]))
        index = end
        while index < min(last, end + _SOON) and not page.inside[index] and index not in page.numbers:
            kinds = page.kinds(index)
            actor = page.actor(index)
            if actor is not None and actor.value != "recorder" and page.joined(index) in ("", "ل"):
                chunk.actors, chunk.last = (actor.actor or "",), page.end(index)
                break
            if "nation" in kinds and page.joined(index) in ("", "ال"):
                force = page.force_of(kinds["nation"][0].value)
                chunk.actors, chunk.last = ((force,) if force else ()), page.end(index)
                break
            if "means" in kinds and page.joined(index) == "":
                chunk.tactics = tuple(
                    dict.fromkeys([*chunk.tactics, *(entry.tactic for entry in kinds["means"] if entry.tactic)])
                )
                chunk.last = page.end(index)
            elif "person" in kinds and "armed" in kinds["person"][0].flags and page.joined(index) == "":
                chunk.last = page.end(index)  # برصاص قناص: who fired is no victim
            elif (kinds and not kinds.keys() & {"modifier", "by"}) or self.words[index] in (",", ".", "في", "علي"):
                break
            index = page.end(index)
        if "drone-strike" in chunk.tactics:
            chunk.tactics = tuple(tactic for tactic in chunk.tactics if tactic not in ("airstrike",))
        return chunk
