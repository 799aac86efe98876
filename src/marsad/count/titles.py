"""The title's numbers against the body's: each is one of them, or a sum of them."""

from collections.abc import Iterator
from itertools import combinations

from marsad.count.phrases import Phrases, is_said_as_number, number, sum_words, total_of
from marsad.count.unread import unread_numbers
from marsad.count.walk import (
    addends_of,
    agreement,
    bounds,
    contradicts,
    is_title_claim,
    meets,
    sum_bounds,
    title_extents,
)
from marsad.model.claim import Claim, Count, Finding, Reading
from marsad.model.report import Span

_PEOPLE_PARTS = {"killed_or_injured": ("killed", "injured", "killed_or_injured")}
MOST_EVENTS = 8  # sums over more events than this are not tried


def check_titles(reading: Reading, say: Phrases) -> Iterator[Finding]:
    """Every number of the title is one of the body's, as ranges, or what several of them make together."""
    extents = title_extents(reading)
    titles = [claim for claim in reading.claims if is_title_claim(claim, extents) and claim.kind != "statement"]
    bodies = [claim for claim in reading.claims if claim not in titles and claim.kind in ("event", "toll")]
    for claim in titles:
        for count in claim.counts:
            if count.range.sign == "vague" or not is_said_as_number(count):
                continue
            if _is_told(count, bodies):
                continue
            counterpart = _counterpart(claim, count, bodies)
            if counterpart and not _stands_unread(reading, count, extents):
                yield _finding(claim, count, counterpart, bodies, say)


def _is_told(count: Count, bodies: list[Claim]) -> bool:
    wanted = bounds(count.range)
    if count.range.is_exact and any(each.range == count.range for claim in bodies for each in claim.walk()):
        return True  # perhaps told of another measure ("82 executions"): it is the body's number all the same
    measures = _PEOPLE_PARTS.get(count.measure, (count.measure,))
    for claim in bodies:
        same = [each for each in claim.walk() if each.measure in measures]
        if any(each.measure == count.measure and meets(wanted, bounds(each.range)) for each in same):
            return True
        tops = tuple(each for each in claim.counts if each.measure in measures)
        lists = [tops, *(tuple(part for part in each.parts if part.measure in measures) for each in claim.walk())]
        if any(_some_sum(wanted, each) for each in lists):
            return True
    events = [claim for claim in bodies if claim.kind == "event" and claim.role in ("new", "update")][:MOST_EVENTS]
    totals = [tuple(c for c in claim.counts if c.measure in measures) for claim in events]
    filled = [each for each in totals if each]
    return any(
        meets(wanted, sum_bounds(tuple(count for each in chosen for count in each)))
        for size in range(2, len(filled) + 1)
        for chosen in combinations(filled, size)
    )


def _some_sum(wanted: tuple[float, float], counts: tuple[Count, ...]) -> bool:
    """Whether neighbours in a list make the number: "a civilian and his two sons" is three."""
    return any(
        meets(wanted, sum_bounds(counts[start:end]))
        for start in range(len(counts))
        for end in range(start + 2, len(counts) + 1)
    )


def _stands_unread(reading: Reading, count: Count, extents: tuple[Span, ...]) -> bool:
    """Whether the title's number stands in the body after all, in no count that was read."""
    body = Span(max(extent.end for extent in extents), len(reading.report.text))
    return count.range.middle() in unread_numbers(reading, body)


def _counterpart(claim: Claim, count: Count, bodies: list[Claim]) -> tuple[Count, ...]:
    """The body's numbers that the title's should be: of one claim of its kind, or of all events told together.

    Whoever the title contradicts is left out; of several candidates the one that comes nearest is meant.
    """
    groups = [
        tuple(
            each
            for each in body.counts
            if each.measure == count.measure and each.range.sign != "vague" and not contradicts(count.who, each.who)
        )
        for body in bodies
        if body.kind == claim.kind and body.role not in ("background", "restated")
    ]
    filled = [group for group in groups if group]
    if claim.kind == "event" and len(filled) > 1:
        filled.append(tuple(each for group in filled for each in group))
    if not filled:
        return ()
    title = count.range.middle() or 0
    best = max(agreement(group[0].who, count.who) for group in filled)
    alike = [group for group in filled if agreement(group[0].who, count.who) == best]
    return min(alike, key=lambda group: (abs(title - sum(each.range.middle() or 0 for each in group)), len(group)))


def _finding(claim: Claim, count: Count, told: tuple[Count, ...], bodies: list[Claim], say: Phrases) -> Finding:
    listed = (addends_of(told[0]) or _incidents_making(told[0], bodies)) if len(told) == 1 else ()
    made = f" (= {' + '.join(number(part) for part in listed)})" if len(listed) > 1 else ""
    key = "title-body-list" if made else "title-body"
    owners = [body.id for body in bodies if any(each in told for each in body.counts)]
    return Finding(
        rule="title-body",
        severity="error",
        says=say.say(key, title=number(count), label=say.label(count), body=total_of(told)),
        arithmetic=f"{number(count)} ≠ {sum_words(told)}{made}",
        claims=(claim.id, *owners),
        counts=(count.id, *(each.id for each in told)),
        spans=(count.span, *(each.span for each in told)),
        unless=say.unless("title-later"),
    )


def _incidents_making(body: Count, bodies: list[Claim]) -> tuple[Count, ...]:
    """The counts of the events told, where they make the body's number together."""
    told = tuple(
        each
        for claim in bodies
        if claim.kind == "event" and claim.role == "new"
        for each in claim.counts
        if each.measure == body.measure and each is not body
    )
    return told if len(told) > 1 and meets(bounds(body.range), sum_bounds(told)) else ()
