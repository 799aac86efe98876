"""Pieces of English sentences that are neither nouns nor verbs: shares, copulas of totals, accusations."""

from marsad.read.chunks import Chunk, Group
from marsad.read.english.page import Page


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
