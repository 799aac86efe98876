"""Pieces of English sentences that are neither nouns nor verbs: shares, copulas of totals, accusations."""

from marsad.model.range import Range
from marsad.read.chunks import Chunk, Group
from marsad.read.english.page import Page
from marsad.read.english.verbs import CAPTIVES, Verbs
from marsad.text.english_lexicon import small_words

_ENDS = small_words("after_another")
_TOLD_OF = frozenset({"verb", "state", "by", "outcome"})
_CAPTIVES_NEAR = 5  # tokens between the verb and whom it took


def share_at(page: Page, at: int, last: int) -> Chunk | None:
    """ "half of them", "all children but one"; "most of them children" is not read."""
    words = page.words
    if words[at] in ("most", "mostly", "majority", "many"):
        if words[at + 1 : at + 3] not in (["of", "them"], ["of", "whom"]) and words[at] != "mostly":
            return None
        end = at + (1 if words[at] == "mostly" else 3)
        while (
            end < last
            and (match := page.matches[end]) is not None
            and match[1].keys() & {"person", "people", "modifier", "nation"}
        ):
            end = match[0]
        return Chunk("gap", at, end)
    if words[at] == "all" and words[at + 1 : at + 3] in (["of", "them"], ["of", "whom"]):
        return Chunk("all", at, at + 3)
    if words[at] == "half":
        if words[at + 1 : at + 3] in (["of", "them"], ["of", "whom"], ["of", "those"]):
            group = Group("bare", page.start(at), page.stop(at + 1), at, at + 3, share=(1, 2))
            group.flags.add("anaphor")
            return Chunk("group", at, at + 3, group=group)
        return None
    head = page.kind(at + 1, "person") if at + 1 < last else None
    after = page.end(at + 1) if head is not None else at
    if head is not None and words[after : after + 1] == ["but"] and after + 1 in page.numbers:
        hit = page.numbers[after + 1]
        group = Group("person", page.start(at), page.stop(hit.last), at, hit.last, share=(-1, hit.range.low or 0))
        group.who |= dict(head.who)
        group.flags |= {"anaphor", "plural"}
        return Chunk("group", at, hit.last, group=group)
    return None


def copula_at(page: Page, at: int, last: int, chunks: list[Chunk]) -> Chunk | None:
    """ "the dead are 97 combatants", "the toll was 17", "the attacks number 53"."""
    end = at + 1 if page.words[at] != "stands" else at + 2
    if end >= last or end not in page.numbers:
        return None
    subject = any(
        chunk.kind in ("toll", "outcome")
        or (chunk.kind == "group" and chunk.group is not None and "hurt" in chunk.group.flags)
        for chunk in chunks
    )
    deed = page.words[at] == "number" and any(chunk.kind == "deed" for chunk in chunks)
    if not (subject or deed):
        return None
    return Chunk("rises", at, end, word="be")


def accused_at(page: Page, at: int, last: int) -> Chunk:
    """What somebody is accused or wanted for is nothing that was done to him."""
    end = at + 2
    while (
        end < last and end - at < 14 and page.words[end] not in (",", ";", ".", ":", "was", "were", "in", "on", "and")
    ):
        end += 1
    return Chunk("gap", at, end)


def takes_at(page: Page, verbs: Verbs, at: int, last: int) -> Chunk | None:
    """ "took 253 hostages": an abduction, where the captives are named."""
    end, word = page.end(at), page.words[at]
    ahead = page.words[end : min(last, end + _CAPTIVES_NEAR)]
    if not verbs.is_group_next(end, last) or not CAPTIVES.intersection(ahead):
        return None
    taken = Chunk("trigger", at, end, measure="abducted", side="after", tactics=("abduction",), word=word)
    taken.is_active = True
    return taken


def another_at(page: Page, at: int, last: int) -> Chunk | None:
    """ "injured another", "another was wounded": one more person, without a noun."""
    if page.words[at] != "another":
        return None
    after = page.matches[at + 1] if at + 1 < last else None
    ends = at + 1 >= last or page.words[at + 1] in _ENDS or bool(page.inside[at + 1])
    if not ends and not (after is not None and after[1].keys() & _TOLD_OF):
        return None
    group = Group("bare", page.start(at), page.stop(at + 1), at, at + 1, Range.exactly(1))
    group.flags.add("others")
    group.rule = "number-en/article"
    return Chunk("group", at, at + 1, group=group)
