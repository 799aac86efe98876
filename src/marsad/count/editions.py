"""Two editions of one report, in two languages: found by their numbers, dates and places, compared count by count."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from marsad.count.phrases import Phrases, number, phrases
from marsad.count.walk import (
    Entry,
    agreement,
    bounds,
    contradicts,
    entries_of,
    is_title_claim,
    meets,
    places_of,
    title_extents,
)
from marsad.model.claim import Claim, Count, Finding, Reading, When

# Editions and 120 other reports in one pool, read by machine: pairs from 0.54, others up to 0.45; do not tune alone.
MIN_LIKENESS = 0.5
MAX_DAYS_APART = 2
MIN_NUMBERS = 1


@dataclass(frozen=True, slots=True)
class Edition:
    """What one report is recognised by in another language."""

    reading: Reading
    numbers: Counter[tuple[str, int]]
    dates: frozenset[object]
    places: frozenset[str]
    events: frozenset[str]


@dataclass(frozen=True, slots=True)
class EditionPair:
    """Two editions of one report, and how alike they are (0 to 1)."""

    first: Reading
    second: Reading
    likeness: float


def audit_editions(
    readings: Sequence[Reading], *, language: str = "en", names: Mapping[str, str] | None = None
) -> tuple[Finding, ...]:
    """Where two language editions of one report give different numbers (rule translation)."""
    say = phrases(language, names)
    return tuple(finding for pair in find_editions(readings) for finding in compare_editions(pair, say))


def find_editions(readings: Sequence[Reading]) -> tuple[EditionPair, ...]:
    """Pairs of reports in two languages that tell the same, best first, each report in one pair at most.

    Never by file name or id: by publisher, day of publication, numbers, dates, places and kinds of event.
    """
    editions = [_edition(reading) for reading in readings if reading.report.language]
    scored: list[tuple[float, int, int]] = []
    for i, j in _candidates(editions):
        one, other = editions[i], editions[j]
        if one.reading.report.language != other.reading.report.language and _may_pair(one, other):
            likeness = _likeness(one, other)
            if likeness >= MIN_LIKENESS:
                scored.append((likeness, i, j))
    pairs, used = [], set[int]()
    for likeness, i, j in sorted(scored, key=lambda each: (-each[0], each[1], each[2])):
        if i not in used and j not in used:
            used |= {i, j}
            first, second = sorted((editions[i].reading, editions[j].reading), key=_order)
            pairs.append(EditionPair(first, second, round(likeness, 3)))
    return tuple(sorted(pairs, key=lambda pair: pair.first.report.id))


def _candidates(editions: Sequence[Edition]) -> Iterator[tuple[int, int]]:
    """Pairs of reports that were published close to one another; reports without a day meet all others."""
    dated = sorted((e.reading.report.published, n) for n, e in enumerate(editions) if e.reading.report.published)
    undated = [n for n, e in enumerate(editions) if not e.reading.report.published]
    for place, (day, i) in enumerate(dated):
        for later, j in dated[place + 1 :]:
            if (later - day).days > MAX_DAYS_APART:
                break
            yield min(i, j), max(i, j)
    for place, i in enumerate(undated):
        yield from ((min(i, j), max(i, j)) for j in [*undated[place + 1 :], *(n for _, n in dated)])


def _order(reading: Reading) -> tuple[bool, str]:
    return (reading.report.language != "en", reading.report.language or "")


def _edition(reading: Reading) -> Edition:
    numbers: Counter[tuple[str, int]] = Counter(
        (str(entry.count.measure), middle)
        for entry in entries_of(reading)
        if (middle := entry.count.range.middle()) is not None and entry.count.range.sign != "vague"
    )
    return Edition(
        reading,
        numbers,
        frozenset(day for claim in reading.claims for day in (claim.when.start, claim.when.end) if day),
        frozenset(where.place for claim in reading.claims for where in claim.where if where.place),
        frozenset(claim.event for claim in reading.claims if claim.event),
    )


def _may_pair(one: Edition, other: Edition) -> bool:
    first, second = one.reading.report, other.reading.report
    if first.published and second.published and abs((first.published - second.published).days) > MAX_DAYS_APART:
        return False
    if one.dates and other.dates and not one.dates & other.dates:
        return False
    return min(sum(one.numbers.values()), sum(other.numbers.values())) >= MIN_NUMBERS


def _likeness(one: Edition, other: Edition) -> float:
    """Numbers weigh half; the rest are dates, places, kinds of event and the publisher."""
    publishers = (one.reading.report.publisher or "").casefold(), (other.reading.report.publisher or "").casefold()
    same_publisher = 1.0 if publishers[0] == publishers[1] else 0.4
    numbers = sum((one.numbers & other.numbers).values()) / max(1, sum((one.numbers | other.numbers).values()))
    return (
        0.5 * numbers
        + 0.15 * _overlap(one.dates, other.dates)
        + 0.15 * _overlap(one.places, other.places)
        + 0.1 * _overlap(one.events, other.events)
        + 0.1 * same_publisher
    )


def _overlap(one: frozenset[object] | frozenset[str], other: frozenset[object] | frozenset[str]) -> float:
    return len(one & other) / len(one | other) if one and other else 0.3


def compare_editions(pair: EditionPair, say: Phrases) -> tuple[Finding, ...]:
    """The numbers on which the two editions differ; what stands only in one of them is no difference."""
    first, second = list(entries_of(pair.first)), list(entries_of(pair.second))
    titles = {id(pair.first): title_extents(pair.first), id(pair.second): title_extents(pair.second)}

    def in_title(reading: Reading, entry: Entry) -> bool:
        return is_title_claim(entry.claim, titles[id(reading)])

    partner = _align(pair, first, second, in_title)
    differing: dict[tuple[str, str, str], list[tuple[Entry, Entry]]] = {}
    for i, j in partner.items():
        one, other = first[i].count, second[j].count
        if not meets(bounds(one.range), bounds(other.range)):
            differing.setdefault((one.measure, number(one), number(other)), []).append((first[i], second[j]))
    return tuple(_finding(pair, key, rows, say) for key, rows in differing.items())


def _align(pair: EditionPair, first: list[Entry], second: list[Entry], in_title: object) -> dict[int, int]:
    """Which count of the one edition is which of the other: equal numbers first, then what is left in one place."""
    assert callable(in_title)
    index_of = [{entry.count.id: n for n, entry in enumerate(entries)} for entries in (first, second)]
    partner: dict[int, int] = {}

    def parents_agree(one: Entry, other: Entry) -> bool:
        if one.parent is None or other.parent is None:
            return one.parent is None and other.parent is None
        return partner.get(index_of[0][one.parent.id]) == index_of[1][other.parent.id]

    def rank(one: Entry, other: Entry) -> tuple[int, ...] | None:
        mine, theirs = one.count, other.count
        if mine.measure != theirs.measure or in_title(pair.first, one) != in_title(pair.second, other):
            return None
        if contradicts(mine.who, theirs.who) or _differ(one.claim, other.claim) or _elsewhere(mine, theirs):
            return None
        return (mine.link == theirs.link, agreement(mine.who, theirs.who), _likeness_of_claims(one.claim, other.claim))

    for depth in range(1 + max((e.depth for e in (*first, *second)), default=0)):
        for equal in (True, False):
            scored = []
            for i, one in enumerate(first):
                for j, other in enumerate(second):
                    if one.depth != depth or other.depth != depth or i in partner or j in partner.values():
                        continue
                    same = meets(bounds(one.count.range), bounds(other.count.range))
                    order = rank(one, other)
                    if order is None or same != equal or not parents_agree(one, other):
                        continue
                    exact = one.count.range == other.count.range
                    scored.append(((exact, *order, -abs(i - j)), i, j))
            for score, i, j in sorted(scored, key=lambda each: each[0], reverse=True):
                if i not in partner and j not in partner.values() and (equal or _is_sure(score, first[i], second[j])):
                    partner[i] = j
    return partner


def _is_sure(score: tuple[int, ...], one: Entry, other: Entry) -> bool:
    """Whether two different numbers are held against one another: the same link, and the same people as far as said."""
    if not score[1]:
        return False
    if one.depth == 0:
        return True
    mine, theirs = one.count.who, other.count.who
    return (mine.sex, mine.age) == (theirs.sex, theirs.age) and (
        mine.role == theirs.role or mine.status == theirs.status
    )


def _differ(one: Claim, other: Claim) -> bool:
    """Whether two claims cannot be one: another kind, or dates that do not touch."""
    if one.kind != other.kind:
        return True
    return _apart(one.when, other.when)


def _apart(one: When, other: When) -> bool:
    if not (one.start and one.end and other.start and other.end):
        return False
    return one.end < other.start or other.end < one.start


def _elsewhere(one: Count, other: Count) -> bool:
    """Whether two rows are of different places, as far as both have a code."""
    mine = {where.place for where in one.where if where.place}
    theirs = {where.place for where in other.where if where.place}
    return bool(mine and theirs and not mine & theirs) or bool(one.where) != bool(other.where)


def _likeness_of_claims(one: Claim, other: Claim) -> int:
    score = 2 * (one.role == other.role) + (one.event == other.event)
    return score + len(places_of(one.where) & places_of(other.where)) + 2 * (one.when.start == other.when.start)


def _finding(pair: EditionPair, key: tuple[str, str, str], rows: list[tuple[Entry, Entry]], say: Phrases) -> Finding:
    _, one, other = key
    first, second = pair.first.report, pair.second.report
    languages = say.data["languages"]
    label = say.label(max((row[0].count for row in rows), key=lambda count: agreement(count.who, count.who)))
    return Finding(
        rule="translation",
        severity="error",
        says=say.say(
            "translation",
            first=languages.get(first.language, first.language),
            second=languages.get(second.language, second.language),
            one=one,
            other=other,
            label=label,
        ),
        arithmetic=f"{one} ≠ {other}",
        claims=tuple(
            dict.fromkeys(
                [f"{first.id}:{row[0].claim.id}" for row in rows] + [f"{second.id}:{row[1].claim.id}" for row in rows]
            )
        ),
        counts=tuple(
            [f"{first.id}:{row[0].count.id}" for row in rows] + [f"{second.id}:{row[1].count.id}" for row in rows]
        ),
        spans=tuple([row[0].count.span for row in rows] + [row[1].count.span for row in rows]),
        reports=(first.id, second.id),
    )
