"""Totals against the rows by place that stand beside them: each category's total is the sum of its rows."""

from collections.abc import Iterator
from dataclasses import dataclass

from marsad.count.phrases import Phrases, has_words_near, number, sum_words, total_of
from marsad.count.unread import explains_shortfall
from marsad.count.walk import (
    UNKNOWN_DOERS,
    Entry,
    addends_of,
    bounds,
    entries_of_claim,
    is_deed,
    meets,
    places_of,
    sum_bounds,
)
from marsad.model.claim import Claim, Count, Finding, Reading, Who
from marsad.model.words import Severity

Category = tuple[str, str | None, str | None, str | None, str | None, str | None]


@dataclass(frozen=True, slots=True)
class Table:
    """The rows by place of one claim, by category: entries whose own or inherited place is a row's."""

    claim: Claim
    rows: tuple[Entry, ...]
    places: int


def check_cross_tables(reading: Reading, say: Phrases) -> Iterator[Finding]:
    """Every category with a total and with rows by place adds up over the rows, as far as both count the same."""
    tolls = [claim for claim in reading.claims if claim.kind == "toll" and claim.role != "restated"]
    tables = [table for table in map(_table_of, tolls) if table.places > 1]
    for table in tables:
        seen: set[Category] = set()
        for total in _totals(table, tolls):
            category = category_of(total.count)
            if category in seen:
                continue
            rows = _rows_of(table, total)
            if rows:
                seen.add(category)
                finding = _compare(reading, total, rows, say)
                if finding:
                    yield finding


def category_of(count: Count) -> Category:
    """What is counted, by measure and by all that is said of who."""
    who = count.who
    return (count.measure, who.actor, who.status, who.sex, who.age, who.role)


def _table_of(claim: Claim) -> Table:
    rows = tuple(
        entry
        for entry in entries_of_claim(claim)
        if entry.where and (entry.depth == 0 or not entry.count.where or entry.count.where == entry.where)
    )
    tops = [entry for entry in rows if entry.depth == 0]
    return Table(claim, tuple(e for e in rows if _top_is_placed(e, claim)), len({places_of(e.where) for e in tops}))


def _top_is_placed(entry: Entry, claim: Claim) -> bool:
    top = next(count for count in claim.counts if any(below is entry.count for below in count.walk()))
    return bool(top.where)


def _totals(table: Table, tolls: list[Claim]) -> Iterator[Entry]:
    """Counts without a place, of the table's claim first, then of other tolls over the same window."""
    for claim in (table.claim, *(each for each in tolls if each is not table.claim)):
        if not _same_window(claim, table.claim):
            continue
        for entry in entries_of_claim(claim):
            told_apart = entry.parent is None or category_of(entry.parent) != category_of(entry.count)
            if not entry.where and told_apart:
                yield entry


def _same_window(one: Claim, other: Claim) -> bool:
    first, second = one.when, other.when
    if first.start is None or second.start is None:
        return True
    return first.start == second.start and (first.end == second.end or None in (first.end, second.end))


def _rows_of(table: Table, total: Entry) -> tuple[Count, ...]:
    """The rows of the total's category, one a place; the whole of the combatants is put together out of its parts."""
    category = category_of(total.count)
    found: list[Entry] = []
    for entry in table.rows:
        same = category_of(entry.count) == category
        nested = any(entry.count in above.count.walk() for above in found)
        if same and not nested:
            found.append(entry)
    return tuple(entry.count for entry in found) if _same_doers(total.count, found) else ()


def _same_doers(total: Count, rows: list[Entry]) -> bool:
    """Whether rows and total speak of the same doers, or the rows of one of all.

    A total of one doer is not set against rows of all, nor anything against rows of which some name the doer and some
    do not: there the reader has missed one.
    """
    named = [by for row in rows if (by := known_doers(row.count))]
    own = known_doers(total)
    if own:
        return len(named) == len(rows) and all(own & by for by in named)
    return not named or len(named) == len(rows)


def known_doers(count: Count) -> frozenset[str]:
    """The doers of a count, as far as they hold for all of it: none where an addend names another."""
    own = frozenset(count.by) - UNKNOWN_DOERS
    others = [frozenset(part.by) - UNKNOWN_DOERS for part in addends_of(count)]
    return frozenset() if any(by and not by & own for by in others) else own


def _compare(reading: Reading, total: Entry, rows: tuple[Count, ...], say: Phrases) -> Finding | None:
    count, summed = total.count, sum_bounds(rows)
    whole = bounds(count.range)
    if meets(whole, summed):
        return None
    exceeds = summed[0] > whole[1]
    broader = any(known_doers(row) for row in rows) and not known_doers(count)
    if not exceeds and broader:
        return None
    if has_words_near(reading, (count, *rows), "overlap" if exceeds else "incomplete"):
        return None
    if explains_shortfall(reading, rows, whole[0] - summed[1]):
        return None
    partial = count.link == "subset" or any(row.link == "subset" for row in rows)
    severity, unless = _weigh(count, say, exceeds=exceeds, partial=partial)
    key = "cross-table-subset" if partial and not exceeds else "cross-table"
    claims = dict.fromkeys((total.claim.id, *_claims_of(reading, rows)))
    return Finding(
        rule="cross-table",
        severity=severity,
        says=say.say(key, total=number(count), label=say.label(count), sum=total_of(rows)),
        arithmetic=f"{number(count)} ≠ {sum_words(rows)}",
        claims=tuple(claims),
        counts=(count.id, *(row.id for row in rows)),
        spans=(count.span, *(row.span for row in rows)),
        unless=unless,
    )


def _claims_of(reading: Reading, rows: tuple[Count, ...]) -> list[str]:
    wanted = {row.id for row in rows}
    return [claim.id for claim in reading.claims if any(count.id in wanted for count in claim.walk())]


def _weigh(count: Count, say: Phrases, *, exceeds: bool, partial: bool) -> tuple[Severity, str | None]:
    if is_deed(count):
        return ("doubt", say.unless("overlap-regions")) if exceeds else ("error", None)
    if partial and not exceeds:
        return "doubt", say.unless("missing-rows")
    return "error", None


def is_everyone(who: Who) -> bool:
    """Whether nothing is said of who."""
    return who == Who()
