"""Parts of people told before, in Arabic: "one of them", "half of them", "all workers", "between dead and hurt"."""

from marsad.model.range import Range
from marsad.read.arabic.nouns import Nouns
from marsad.read.arabic.page import Page
from marsad.read.chunks import Chunk, Group
from marsad.text.words import Entry

_ONE_OF = frozenset({"احد", "احدي", "باحد", "لاحد", "واحد"})


class Parts:
    """Pronouns and shares that count people told before."""

    def __init__(self, page: Page, nouns: Nouns) -> None:
        self.page, self.words, self.nouns = page, page.words, nouns

    def one_of(self, at: int, last: int) -> Chunk | None:
        """ "أحد عناصر التنظيم": one of them."""
        word = self.words[at]
        if word not in _ONE_OF or at + 1 >= last or not self.page.kinds(at + 1).keys() & {"person", "outcome"}:
            return None
        group = self.nouns.bare(at + 1, last)
        if group is None or "plural" not in group.flags:
            return None
        group.flags -= {"plural", "definite"}
        group.range, group.rule = Range.exactly(1), "number-ar/one of"
        group.start, group.first = self.page.stop(at + 1) - len(word.lstrip("وبل")), at
        group.end = self.page.stop(self.page.end(at + 1))
        return Chunk("group", at, group.last, group=group)

    def both(self, at: int, end: int, chunks: list[Chunk]) -> list[Chunk]:
        """ "22 شخصاً بين قتيل وجريح": one number for the dead and the hurt."""
        for chunk in reversed(chunks):
            if chunk.kind == "group" and chunk.group is not None and chunk.group.range is not None:
                chunk.group.measure, chunk.group.own_measure = "killed_or_injured", True
                if chunk.group.noun == "bare":
                    chunk.group.noun = "person"
                break
        return [Chunk("gap", at, end)]

    def fate(self, at: int, end: int, last: int) -> list[Chunk]:
        """ "لا يزال مصير عنصرين مجهولاً": missing."""
        if any(
            "state" in self.page.kinds(index) or self.words[index].startswith("مجهول")
            for index in range(end, min(last, end + 8))
        ):
            return [Chunk("trigger", at, end, measure="missing", side="after", word="of")]
        return [Chunk("gap", at, end)]

    def part(self, at: int, kind: str, entry: Entry, chunks: list[Chunk], last: int) -> list[Chunk]:
        """ "أحدهما امرأة", "نصفهم أطفال", "جلهم مدنيون", "بعضهم"."""
        page = self.page
        group = Group("bare", page.start(at), page.stop(at + 1), at, at + 1)
        group.flags.add("anaphor")
        group.rule = f"number-ar/{kind}"
        before = _counted(chunks)
        whole = before.range.low if before is not None and before.range is not None else None
        if kind == "anaphor":
            group.range = Range.exactly(int(entry.value))
        elif kind == "share":
            part, parts = (int(each) for each in entry.value.split("/"))
            group.share = (part, parts)
            group.range = Range.exactly(whole * part // parts) if whole is not None else Range.vague(1)
        elif kind == "most":
            high = before.range.high if before is not None and before.range is not None else None
            group.range = Range.vague(whole // 2 + 1, high) if whole is not None else Range.vague(1)
        else:
            group.range = Range.vague(1)
        following = at + 1
        if following < last and not page.inside[following] and following not in page.numbers:
            noun = (
                self.nouns.bare(following, last)
                if page.kinds(following).keys() & {"person", "outcome", "people"}
                else None
            )
            if noun is not None and noun.noun in ("person", "outcome"):
                group.who, group.last, group.noun = noun.who, noun.last, "person"
                self._and_others(group, last)
        return [Chunk("group", at, group.last, group=group)]

    def _and_others(self, group: Group, last: int) -> None:
        """ "معظمهم نساء وأطفال": one part of two kinds, so neither is said of it."""
        page, at = self.page, group.last
        if at < last and page.joined(at) == "و" and "person" in page.kinds(at) and at not in page.numbers:
            second = self.nouns.bare(at, last)
            if second is not None and second.noun == "person" and "plural" in second.flags:
                group.who = {key: value for key, value in group.who.items() if second.who.get(key) == value}
                group.last = second.last

    def all(self, at: int, last: int, chunks: list[Chunk]) -> list[Chunk]:
        """ "جميعهم من عمال جمع الكمأة": who those just counted are."""
        page, following = self.page, at + 1
        if following < last and self.words[following] == "من":
            following += 1
        before = _counted(chunks)
        noun = self.nouns.bare(following, last) if following < last and not page.inside[following] else None
        if noun is None or before is None:
            actor = page.actor(following) if following < last else None
            if actor is not None and before is not None:
                self.nouns.whose.of_actor(before, following, last, actor)
                self.nouns.close(before)
            return [Chunk("gap", at, at + 1)]
        for key, value in noun.who.items():
            before.who.setdefault(key, value)
        return [Chunk("gap", at, noun.last)]

    def rest(self, at: int, chunks: list[Chunk]) -> Chunk:
        """ "والبقية": with its siblings it makes up the whole."""
        return Chunk("rest", at, at + 1, word="the rest", start=self.page.start(at), end=self.page.stop(at + 1))


def _counted(chunks: list[Chunk]) -> Group | None:
    """The people counted last."""
    for chunk in reversed(chunks):
        if chunk.kind == "group" and chunk.group is not None and chunk.group.range is not None:
            return chunk.group
    return None
