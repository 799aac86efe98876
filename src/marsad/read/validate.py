"""What every back-end's claims pass through: only what stands in the text enters a reading."""

from dataclasses import replace
from operator import is_

from marsad.model.claim import Claim, Count, SetAside
from marsad.model.report import Report, Span
from marsad.packs import Pack
from marsad.read.reparse import can_mean


def validate(
    claims: tuple[Claim, ...], report: Report, pack: Pack, language: str
) -> tuple[tuple[Claim, ...], tuple[SetAside, ...]]:
    """The claims that stand in the text, and what was set aside with the reason.

    A count stays when its span lies in the text, its words are the text there, and its range is what our number
    grammar reads from those words. A claim without any span inside the text is set aside whole.
    """
    kept: list[Claim] = []
    aside: list[SetAside] = []
    size = len(report.text)
    for claim in claims:
        spans = tuple([span for span in claim.spans if span.start < span.end <= size])
        if not spans:
            aside.append(
                SetAside(f"claim {claim.id}", "none of its spans lies in the text; a claim must point at its words.")
            )
            continue
        counts = _counts(claim.counts, report, pack, language, aside)
        changed = spans != claim.spans or counts is not claim.counts
        kept.append(replace(claim, spans=spans, counts=counts) if changed else claim)
    return tuple(kept), tuple(aside)


def _is_inside(span: Span, text: str) -> bool:
    return span.start < span.end <= len(text)


def _counts(
    counts: tuple[Count, ...], report: Report, pack: Pack, language: str, aside: list[SetAside]
) -> tuple[Count, ...]:
    """Those that stand; the very same tuple where all do, so that nothing has to be made again."""
    if not counts:
        return counts
    kept = [made for count in counts if (made := _count(count, report, pack, language, aside)) is not None]
    is_same = len(kept) == len(counts) and all(map(is_, kept, counts))
    return counts if is_same else tuple(kept)


def _count(count: Count, report: Report, pack: Pack, language: str, aside: list[SetAside]) -> Count | None:
    """The count with those of its parts that stand, or None."""
    problem = _problem(count, report, pack, language)
    if problem:
        aside.append(
            SetAside(
                f"count {count.id} {count.words!r}",
                problem,
                count.span if _is_inside(count.span, report.text) else None,
            )
        )
        for part in count.parts:
            aside.append(SetAside(f"count {part.id} {part.words!r}", f"its whole {count.id} was set aside.", part.span))
        return None
    parts = _counts(count.parts, report, pack, language, aside)
    return count if parts is count.parts else replace(count, parts=parts)


def _problem(count: Count, report: Report, pack: Pack, language: str) -> str | None:
    if not _is_inside(count.span, report.text):
        return f"its span {count.span.start}–{count.span.end} lies outside the text of {len(report.text)} characters."
    written = count.span.of(report.text)
    if written != count.words:
        return f"the text has {written!r} at its span; a count's words are the text's."
    if not can_mean(written, count.range, language, pack):
        return f"{written!r} does not read as {_said(count)}; a number must be the one that is written."
    return None


def _said(count: Count) -> str:
    bounds = count.range
    return f"low {bounds.low}, best {bounds.best}, high {bounds.high}, sign {bounds.sign}"
