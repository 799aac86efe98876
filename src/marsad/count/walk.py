"""Every count of a reading with what stands above it: its claim, its parent, its own or inherited place and date."""

from collections.abc import Iterator
from dataclasses import dataclass

from marsad.model.claim import Claim, Count, Reading, When, Where, Who
from marsad.model.range import Range
from marsad.model.report import Span
from marsad.model.words import DEEDS

WHO_FIELDS = ("actor", "status", "sex", "age", "role", "nationality")
UNKNOWN_DOERS = frozenset({"unknown-gunmen"})  # an id of the actors that names nobody
# What a toll of "killed and injured" may be made of; everything else is made of its own measure.
MADE_OF = {"killed_or_injured": frozenset({"killed", "injured", "killed_or_injured"})}


@dataclass(frozen=True, slots=True)
class Entry:
    """One count with its surroundings. `where` and `when` are its own, else those of the nearest count above it."""

    claim: Claim
    count: Count
    parent: Count | None
    depth: int
    where: tuple[Where, ...]
    when: When | None


def entries_of(reading: Reading) -> tuple[Entry, ...]:
    """Every count of the reading, in order, with its surroundings."""
    return tuple(entry for claim in reading.claims for entry in entries_of_claim(claim))


def entries_of_claim(claim: Claim) -> Iterator[Entry]:
    """Every count of one claim, in order, with its surroundings."""

    def walk(counts: tuple[Count, ...], above: Entry | None) -> Iterator[Entry]:
        for count in counts:
            entry = Entry(
                claim,
                count,
                above.count if above else None,
                above.depth + 1 if above else 0,
                count.where or (above.where if above else ()),
                count.when or (above.when if above else None),
            )
            yield entry
            yield from walk(count.parts, entry)

    yield from walk(claim.counts, None)


def addends_of(count: Count) -> tuple[Count, ...]:
    """The parts that should make the count up."""
    allowed = MADE_OF.get(count.measure, frozenset({count.measure}))
    return tuple(part for part in count.parts if part.link == "addend" and part.measure in allowed)


def is_deed(count: Count) -> bool:
    """Whether attacks, strikes or explosions are counted, and no people."""
    return count.measure in DEEDS


def bounds(value: Range) -> tuple[float, float]:
    """What the number can be. A vague word is taken as open upwards: nobody is accused over a "several"."""
    most = value.most()
    return value.least(), float("inf") if most is None or value.sign == "vague" else most


def sum_bounds(counts: tuple[Count, ...]) -> tuple[float, float]:
    """What the counts together can be."""
    pairs = [bounds(count.range) for count in counts]
    return sum(low for low, _ in pairs), sum(high for _, high in pairs)


def meets(one: tuple[float, float], other: tuple[float, float]) -> bool:
    """Whether there is a number inside both bounds."""
    return one[0] <= other[1] and other[0] <= one[1]


def contradicts(one: Who, other: Who, *, fields: tuple[str, ...] = ("actor", "status", "sex", "age")) -> bool:
    """Whether the two cannot be the same people: both say something on one of the fields, and differ."""
    return any(
        getattr(one, name) is not None
        and getattr(other, name) is not None
        and getattr(one, name) != getattr(other, name)
        for name in fields
    )


def agreement(one: Who, other: Who) -> int:
    """On how many fields both say the same."""
    return sum(getattr(one, name) is not None and getattr(one, name) == getattr(other, name) for name in WHO_FIELDS)


def title_extents(reading: Reading) -> tuple[Span, ...]:
    """Where the title stands in the text: every line near the top that is the title, else the first line."""
    text, title = reading.report.text, (reading.report.title or "").strip()
    found = []
    at = text.find(title) if title else -1
    while 0 <= at < 1000:
        found.append(Span(at, at + len(title)))
        at = text.find(title, at + 1)
    if not found:
        start = len(text) - len(text.lstrip())
        end = text.find("\n", start)
        found.append(Span(start, end if end >= 0 else len(text)))
    return tuple(found)


def is_title_claim(claim: Claim, extents: tuple[Span, ...]) -> bool:
    """Whether every span of the claim lies in the title."""
    return bool(claim.spans) and all(any(extent.holds(span) for extent in extents) for span in claim.spans)


def places_of(where: tuple[Where, ...]) -> frozenset[str]:
    """The places by id, and by their words in lower case where they have no id."""
    return frozenset(place.place or (place.words or "").casefold() for place in where if place.place or place.words)
