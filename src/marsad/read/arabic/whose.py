"""Whose the counted people or deeds are: "من قوات النظام", "بقسد", "منهم", "من الجنسية السورية", عناصر التنظيم."""

from collections.abc import Callable

from marsad.read.arabic.page import Page
from marsad.read.chunks import Group
from marsad.text.arabic_lexicon import small_words
from marsad.text.words import Entry

KINDS_OF_DEED = frozenset({"airstrike", "shelling"})
_WHOSE = small_words("whose")


class Whose:
    """Reads what stands behind a number or a noun and says whose it is."""

    def __init__(
        self,
        page: Page,
        head_kind: Callable[[int], tuple[str, Entry] | None],
        take: Callable[[Group, str, Entry, int], None],
        modifiers: Callable[[Group, int, int], int],
    ) -> None:
        self.page, self.words = page, page.words
        self.head_kind, self.take, self.modifiers = head_kind, take, modifiers

    def read(self, group: Group, at: int, last: int) -> int:
        """ "من قوات النظام", "في الدفاع الذاتي", "بقسد", "منهم", "من الجنسية السورية", and the idafa: عناصر التنظيم."""
        page = self.page
        for _ in range(5):
            if at >= last or page.inside[at]:
                break
            if "of_them" in page.kinds(at):
                at = page.end(at)
                if "others" in group.flags:
                    continue  # 56 آخرين منهم: others are no part of those before
                group.flags.add("anaphor")
                kind = page.kind(at, "modifier") if at < last and not page.is_definite(at) else None
                if kind is not None and kind.value in KINDS_OF_DEED:
                    group.how, at = [kind.value], page.end(at)  # 20 منها جوية
                continue
            if "believed" in page.kinds(at) and (named := self._believed(page.end(at), last)) is not None:
                at = self.of_actor(group, named, last, page.actor(named)) or page.end(named)  # type: ignore[arg-type]
                continue
            word = self.words[at]
            step = None
            if group.noun == "outcome" and page.joined(at) == "ل" and "person" in page.kinds(at):
                self._take_of(group, "person", page.kinds(at)["person"][0], at)  # 11 جثة لمهاجرين
                at = page.end(at)
                continue
            if word in _WHOSE and at + 1 < last:
                step = self._of(group, at + 1, last, word)
            elif (actor := page.actor(at)) is not None:
                joined = page.joined(at)
                if joined in ("", "ب", "ل") and not (joined and group.noun == "bare" and "others" not in group.flags):
                    step = self.of_actor(group, at, last, actor)
            if step is None:
                break
            at = self.modifiers(group, step, last)
        return at

    def _believed(self, at: int, last: int) -> int | None:
        """Where the group stands that people are believed to belong to: "يُشتبه بانتمائهم إلى التنظيم"."""
        index = at + 1 if at < last and self.words[at] == "الي" else at
        actor = self.page.actor(index) if index < last else None
        return index if actor is not None and self.page.joined(index) in ("", "ل") else None

    def _of(self, group: Group, at: int, last: int, word: str) -> int | None:
        page, kinds = self.page, self.page.kinds(at)
        if word == "من" and "nationality" in kinds:
            return self._nationality(group, at, last)
        actor = page.actor(at)
        if actor is not None and page.joined(at) == "":
            if word == "من" and group.noun == "deed":
                return None
            return self.of_actor(group, at, last, actor)
        if word != "من" or page.inside[at] or at in page.numbers:
            return None
        head = self.head_kind(at)
        if head is None or page.joined(at) not in ("", "ال"):
            return None
        kind, entry = head
        if kind in ("person", "people", "modifier", "nation") and group.noun in ("bare", "outcome", "person"):
            self._take_of(group, kind, entry, at)
            end = page.end(at)
            inner = page.actor(end) if end < last else None
            if inner is not None and page.joined(end) == "":
                return self.of_actor(group, end, last, inner)
            return end
        if kind == "outcome" and group.noun == "bare" and page.is_definite(at):
            group.flags |= {"anaphor", "of-definite"}
            return page.end(at)
        if kind in ("thing", "kin") and group.noun == "bare":
            if kind == "thing":
                return None
            self.take(group, kind, entry, at)
            return page.end(at)
        return None

    def _take_of(self, group: Group, kind: str, entry: Entry, at: int) -> None:
        """ "47 من العسكريين", "19 من المقاتلين السابقين": a number of the people named after it."""
        was = group.noun
        measure = (group.measure, group.own_measure)
        if kind == "modifier":
            group.who["status"] = entry.value
            group.noun = "person" if was == "bare" else was
            return
        self.take(group, kind, entry, at)
        if was == "outcome":
            group.noun = was
            group.measure, group.own_measure = measure

    def _nationality(self, group: Group, at: int, last: int) -> int:
        at = self.page.end(at)
        negated = at < last and self.words[at] == "غير"
        if negated:
            at += 1
        nation = self.page.kind(at, "nation") if at < last else None
        if nation is not None:
            group.who["nationality"] = f"non-{nation.value}" if negated else nation.value
            at = self.page.end(at)
        if group.noun == "bare":
            group.noun = "person"
        return at

    def of_actor(self, group: Group, at: int, last: int, actor: Entry) -> int | None:
        """Gives a group its actor; the index after it and further actors under the same number."""
        page = self.page
        if actor.value == "recorder":
            return None
        end = page.end(at)
        if group.noun == "deed":
            group.by = group.by or ([actor.actor] if actor.actor else [])
            return end
        if group.noun in ("thing", "unit"):
            return None
        if actor.value == "gunmen":
            if page.is_definite(at) or self.words[at].startswith("مجهولي"):
                group.flags.add("unknown")
                group.noun = "person" if group.noun == "bare" else group.noun
                return end
            return None
        group.who["actor"] = actor.actor or ""
        if "armed" in actor.flags:
            group.flags.add("armed")
        if group.noun == "bare":
            group.noun = "person"
            group.flags.add("named")
        return self._more_actors(end, last)

    def _more_actors(self, at: int, last: int) -> int:
        """The index after further actors under the same number: "وقوى الأمن الداخلي والتشكيلات العسكرية الأخرى"."""
        page = self.page
        while at < last:
            actor = page.actor(at)
            if actor is not None and page.joined(at).startswith("و") and actor.value != "recorder":
                at = page.end(at)
            else:
                break
        return at
