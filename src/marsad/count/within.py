"""What must hold inside one count: addends make it up, a subset is no larger, a part's period lies inside."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise

from marsad.count.phrases import Phrases, has_words_near, is_said_as_number, number, sum_words, total_of, words_of
from marsad.count.unread import explains_shortfall
from marsad.count.walk import Entry, addends_of, agreement, bounds, contradicts, is_deed, meets, sum_bounds
from marsad.model.claim import Count, Finding, Reading, When
from marsad.model.words import Severity

_PART_OF = {
    "killed_or_injured": frozenset({"killed", "injured", "killed_or_injured"}),
    "abducted": frozenset({"abducted", "released"}),
    "detained": frozenset({"detained", "released"}),
}


def check_addends(reading: Reading, entry: Entry, say: Phrases) -> Finding | None:
    """The addends of a count make it up, as ranges; two lists of the same whole are checked each by itself."""
    count, parts = entry.count, addends_of(entry.count)
    if not parts or meets(bounds(count.range), sum_bounds(parts)):
        return None
    parts = _wrong_list(count, parts)
    if not parts:
        return None
    exceeds = sum_bounds(parts)[0] > bounds(count.range)[1]
    if _is_likely_misread(reading, count, parts, exceeds=exceeds):
        return None
    if has_words_near(reading, (count, *parts), "overlap" if exceeds else "incomplete"):
        return None
    by_place = sum(bool(part.where) for part in parts) * 2 > len(parts)
    unless, severity = _other_reading(count, parts, say, exceeds=exceeds, by_place=by_place)
    # A region row of several measures is a table of its own; where a reader hung it on the total it still is one.
    rule = "cross-table" if by_place and _is_table(entry, parts) else "addends"
    return Finding(
        rule=rule,  # type: ignore[arg-type]
        severity=severity,
        says=say.say(
            "addends-places" if by_place else "addends",
            total=number(count),
            label=say.label(count),
            sum=total_of(parts),
        ),
        arithmetic=f"{number(count)} ≠ {sum_words(parts)}",
        claims=(entry.claim.id,),
        counts=(count.id, *(part.id for part in parts)),
        spans=(count.span, *(part.span for part in parts)),
        unless=unless,
    )


def _wrong_list(count: Count, parts: tuple[Count, ...]) -> tuple[Count, ...]:
    """The parts that fail: all of them, or one of two lists that each should make the whole up; () where both do."""
    whole = bounds(count.range)
    groups = [tuple(p for p in parts if p.where), tuple(p for p in parts if not p.where)]
    if all(len(group) > 1 for group in groups):
        wrong = [group for group in groups if not meets(whole, sum_bounds(group))]
        if len(wrong) < 2:
            return wrong[0] if wrong else ()
    for cut in range(2, len(parts) - 1):
        if meets(whole, sum_bounds(parts[:cut])) and meets(whole, sum_bounds(parts[cut:])):
            return ()
    return parts


def _is_likely_misread(reading: Reading, count: Count, parts: tuple[Count, ...], *, exceeds: bool) -> bool:
    """Whether the numbers agree as soon as one part hangs otherwise, or an unread number of the list is read.

    Too little: a subset of the same kind as the addends is one of them. Too much: an addend told by sex or age,
    beside others that are not, is a subset of them. One part alone, or women and children alone, are no list that
    should make up everybody.
    """
    whole, has_kind = bounds(count.range), any(part.who.sex or part.who.age for part in parts)
    if not exceeds and not _can_be_a_list(parts):
        return True
    if exceeds:
        plain = tuple(part for part in parts if not (part.who.sex or part.who.age))
        if 1 < len(plain) < len(parts) and meets(whole, sum_bounds(plain)):
            return True
        return any(
            _may_be_inside(reading, part, before) and meets(whole, sum_bounds((*parts[:n], *parts[n + 1 :])))
            for n, (before, part) in enumerate(pairwise(parts), start=1)
        )
    peers = [
        part
        for part in count.parts
        if part.link == "subset" and part.measure == count.measure and (has_kind or not (part.who.sex or part.who.age))
    ]
    if any(meets(whole, sum_bounds((*parts, peer))) for peer in peers):
        return True
    return explains_shortfall(reading, parts, whole[0] - sum_bounds(parts)[1])


def _may_be_inside(reading: Reading, part: Count, before: Count) -> bool:
    """Whether a part may belong to the one before it: of the same group, or said so ("while the others, 401")."""
    text = reading.report.text[max(before.span.end, part.span.start - 40) : part.span.end + 12].casefold()
    said = any(word in text for language in ("en", "ar") for word in words_of(language)["inside"])
    alike = (said or agreement(part.who, before.who) > 0) and not contradicts(part.who, before.who)
    return alike and bounds(part.range)[0] <= bounds(before.range)[1]


def _can_be_a_list(parts: tuple[Count, ...]) -> bool:
    return len(parts) > 1 and not all(part.who.sex == "female" or part.who.age == "child" for part in parts)


def _is_table(entry: Entry, parts: tuple[Count, ...]) -> bool:
    """Whether the places of the parts have numbers of another measure too, in the same claim."""
    places = {part.where for part in parts}
    others = [count for count in entry.claim.walk() if count.measure != entry.count.measure and count.where in places]
    return len({count.where for count in others}) > 1


def _other_reading(
    count: Count, parts: tuple[Count, ...], say: Phrases, *, exceeds: bool, by_place: bool
) -> tuple[str | None, Severity]:
    if is_deed(count):
        return (say.unless("overlap-regions") if exceeds and by_place else None), "doubt"
    # "19 combatants including three X, three Y and three Z": only the first may be among the 19.
    nested = tuple(below for part in parts for below in part.parts if below.link == "subset")
    for more in (nested, nested[1:]):
        if more and meets(bounds(count.range), sum_bounds((*parts, *more))):
            return say.unless("including"), "doubt"
    return None, "error"


def check_subsets(reading: Reading, entry: Entry, say: Phrases) -> Iterator[Finding]:
    """No subset is larger than its parent; subsets of different places together are not either."""
    count = entry.count
    allowed = _PART_OF.get(count.measure, frozenset({count.measure}))
    subsets = [part for part in count.parts if part.link == "subset" and part.measure in allowed]
    most = bounds(count.range)[1]
    if most <= 1 or not is_said_as_number(count):
        return  # one of whom two are said to be part was not the whole
    if count.link == "subset" and entry.parent is not None:
        most = max(most, bounds(entry.parent.range)[1])  # "19 children, 7 women, and of them 8 under torture"
    for part in subsets:
        # "Two of them brothers and one a man": a number that comes before its whole was hung on the wrong one.
        if bounds(part.range)[0] > most and count.span.start < part.span.start:
            yield Finding(
                rule="subset",
                severity="error",
                says=say.say("subset", part=number(part), label=say.label(part), whole=number(count)),
                arithmetic=f"{number(part)} > {number(count)}",
                claims=(entry.claim.id,),
                counts=(count.id, part.id),
                spans=(count.span, part.span),
            )
    placed = tuple(part for part in subsets if part.where and part.measure == count.measure)
    distinct = len({part.where for part in placed}) == len(placed)
    if len(placed) > 1 and distinct and not is_deed(count) and sum_bounds(placed)[0] > most:
        if any(bounds(part.range)[0] > most for part in placed) or has_words_near(reading, placed, "overlap"):
            return
        yield Finding(
            rule="subset",
            severity="error",
            says=say.say("subset-sum", label=say.label(count), sum=total_of(placed), whole=number(count)),
            arithmetic=f"{number(count)} < {sum_words(placed)}",
            claims=(entry.claim.id,),
            counts=(count.id, *(part.id for part in placed)),
            spans=(count.span, *(part.span for part in placed)),
        )


def check_periods(reading: Reading, say: Phrases) -> Iterator[Finding]:
    """Every period starts before it ends, lies in the past, and a part's lies inside that of its claim."""
    for claim in reading.claims:
        if claim.kind == "statement":
            continue
        problem = _period_problem(claim.when, reading.report.published, say)
        if problem:
            arithmetic, says = problem
            yield Finding(
                "period", "error", says, arithmetic, claims=(claim.id,),
                spans=(claim.when.span,) if claim.when.span else claim.spans[:1],
            )  # fmt: skip
            continue
        for count in claim.walk():
            if count.when and _reaches_outside(count.when, claim.when):
                part, whole = _window(count.when), _window(claim.when)
                says = say.say("period-outside", part=part, whole=whole)
                spans = (count.when.span or count.span,)
                yield Finding("period", "doubt", says, f"{part} ⊄ {whole}", (claim.id,), (count.id,), spans)


def _window(when: When) -> str:
    return f"{when.start or '…'} – {when.end or '…'}"


def _period_problem(when: When, published: date | None, say: Phrases) -> tuple[str, str] | None:
    if when.start and when.end and when.start > when.end:
        says = say.say("period-reversed", start=when.start, end=when.end)
        return f"{when.start} > {when.end}", says
    # One day of grace: a report of the early hours may be dated in another time zone.
    if published and when.end and when.precision != "running" and when.start:
        latest = published + timedelta(days=1)
        if when.start > latest or (when.precision == "days" and when.end > latest):
            return f"{when.end} > {published}", say.say("period-future", end=when.end, published=published)
    return None


def _reaches_outside(part: When, whole: When) -> bool:
    if not (part.start and part.end and whole.start and whole.end) or whole.precision == "unknown":
        return False
    return part.end < whole.start or part.start > whole.end
