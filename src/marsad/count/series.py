"""Running counters from one report to the next: none falls, no row vanishes, what was gained was told."""

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import pairwise

from marsad.count.counters import FAR, Chain, Key, Row, Standing, aligned, chains_of, publishers_of
from marsad.count.newly import events_between, told_for
from marsad.count.phrases import Phrases, number, phrases
from marsad.count.unread import unread_numbers
from marsad.model.claim import Claim, Finding, Reading

LONGEST_GAP_DAYS = 35  # over a longer gap too little was read for "newly reported" to mean anything
LONG_GAP_DAYS = 8  # from here on it is likelier that a report in between is missing than that a number is wrong


def audit_series(
    readings: Sequence[Reading], *, language: str = "en", names: Mapping[str, str] | None = None
) -> tuple[Finding, ...]:
    """What does not add up from one report to the next, over every running counter of every publisher.

    Rules: counter-falls (also rows that vanish from a list that goes on), counter-jump. Counters are put together by
    publisher, start of the window, area and doer; ids in the findings are ``report:count``.
    """
    say = phrases(language, names)
    shelf = shelf_of(readings)
    return tuple(finding for chain in chains_of(readings) for finding in findings_of(chain, shelf, say))


Shelf = Mapping[tuple[str, str | None], Sequence[Reading]]


def shelf_of(readings: Sequence[Reading]) -> Shelf:
    """The readings of each publisher and language, by day of publication; those without a day last."""
    publishers = publishers_of(readings)
    shelf: dict[tuple[str, str | None], list[Reading]] = defaultdict(list)
    for reading in readings:
        shelf[publishers[reading.report.id], reading.report.language].append(reading)
    return {key: sorted(group, key=_day_of) for key, group in shelf.items()}


def _day_of(reading: Reading) -> date:
    return reading.report.published or FAR


def findings_of(chain: Chain, shelf: Shelf, say: Phrases) -> tuple[Finding, ...]:
    """The findings of one counter; `shelf` holds all readings, as :func:`shelf_of` puts them in order."""
    own = shelf.get((chain.publisher, chain.language), ())
    days = [_day_of(reading) for reading in own]
    reports = frozenset(standing.reading.report.id for standing in chain.standings)
    found: list[Finding] = []
    for before, after in pairwise(chain.standings):
        between = own[bisect_left(days, before.published) : bisect_right(days, after.published)]
        step = Step(before, after, say)
        found += step.falls()
        found += step.vanished()
        found += step.jumps(between, reports)
    return tuple(found)


class Step:
    """Two reports that follow one another in one counter."""

    def __init__(self, before: Standing, after: Standing, say: Phrases) -> None:
        self.before, self.after, self.say = before, after, say
        self.next: dict[Key, Row] = aligned(before, after)
        self.reports = (before.reading.report.id, after.reading.report.id)

    def falls(self) -> Iterator[Finding]:
        """Counters that go down."""
        for row in self.before.rows:
            other = self.next.get(row.key)
            if other is None:
                continue
            most = other.count.range.most()
            if most is not None and row.count.range.least() > most:
                yield self._finding(
                    "counter-falls",
                    f"{number(row.count)} > {number(other.count)}",
                    self.say.say(
                        "counter-falls",
                        label=self.say.label(row.count, place=row.place_words),
                        start=self.before.start,
                        before=number(row.count),
                        after=number(other.count),
                    ),
                    (row, other),
                )

    def vanished(self) -> Iterator[Finding]:
        """Rows that are gone while the list they stood in goes on; the rows of one place are one finding."""
        gone: dict[object, list[Row]] = defaultdict(list)
        for row in self.before.rows:
            if row.key in self.next or not self._list_goes_on(row) or self._stands_unread(row):
                continue
            gone[row.place if row.place and row.above is None else row.key].append(row)
        for rows in gone.values():
            what = self.say.data["and"].join(self._what(row) for row in rows)
            before, after = self.reports
            first = rows[0]
            yield self._finding(
                "counter-falls",
                str(self.say.data["no-row"]).format(what=what, before=before, after=after),
                self.say.say("counter-vanishes", label=first.place_words or self.say.label(first.count), what=what),
                tuple(rows),
            )

    def _what(self, row: Row) -> str:
        """The number of a row with what it counts, where the row's name does not say so already."""
        told = number(row.count)
        if not row.place:
            return told
        words = self.say.label(row.count).split()
        singular = self.say.data["of_one"] if told == "1" else {}
        return " ".join([told, *(singular.get(word, word) for word in words)])

    def _stands_unread(self, row: Row) -> bool:
        """Whether the later text still has the words of the row: then the reader missed it, not the publisher."""
        text = " ".join(self.after.reading.report.text.split()).casefold()
        if row.place and row.above is None and row.place not in {r.place for r in self.after.rows}:
            listed = max((r.count.span.end for r in self.after.rows), default=0)
            first = min((r.count.span.start for r in self.after.rows), default=0)
            part = self.after.reading.report.text[first:listed].casefold()
            return bool(row.place_words) and (row.place_words or "").casefold() in part
        words = words_after(self.before.reading, row)
        return len(words) > 1 and " ".join(words) in text

    def _list_goes_on(self, row: Row) -> bool:
        if row.place and row.above is None:
            places = {each.place for each in self.after.rows if each.place and each.above is None}
            if row.place in places:
                return not self._renamed(row)
            return len(places & {each.place for each in self.before.rows if each.place}) > 0
        if row.above is None or row.count.link != "addend":
            return False
        above = self.next.get(row.above)
        siblings = [each for each in self.before.rows if each.above == row.above and each.key != row.key]
        going_on = [each for each in siblings if each.key in self.next]
        listed = above is not None and any(self.next[each.key].above == above.key for each in going_on)
        return listed and not self._renamed(row)

    def _renamed(self, row: Row) -> bool:
        """Whether a new row beside the others may be the vanished one under another name."""
        taken = {id(each) for each in self.next.values()}
        new = [
            each
            for each in self.after.rows
            if each.above == row.above
            and each.place == row.place
            and each.count.measure == row.count.measure
            and id(each) not in taken
        ]
        return bool(new)

    def jumps(self, own: Sequence[Reading], chain_reports: frozenset[str]) -> Iterator[Finding]:
        """Counters that gained more than was newly told in between."""
        if (self.after.published - self.before.published).days > LONGEST_GAP_DAYS:
            return
        events = events_between(own, self.before, self.after, chain_reports, self.after.area)
        for row in self.before.rows:
            other = self.next.get(row.key)
            if other is None or not (row.count.range.is_exact and other.count.range.is_exact):
                continue
            if len(row.key) != len(other.key) or len(row.key) > 8 or row.count.when:
                continue
            gain = (other.count.range.best or 0) - (row.count.range.best or 0)
            told = told_for(other, self.after, events)
            if gain <= 0 or gain <= told.most or self._explained(events, gain - told.most):
                continue
            label = self.say.label(row.count, place=row.place_words)
            arithmetic = str(self.say.data["newly"]).format(
                after=number(other.count), before=number(row.count), gain=gain, reported=told.number
            )
            says = self.say.say("counter-jump", label=label, gain=gain, reported=told.number)
            yield self._finding("counter-jump", arithmetic, says, (row, other), unless=self._unless(row))

    def _explained(self, events: Sequence[tuple[Reading, Claim]], missing: float) -> bool:
        """Whether a number that stands unread where the events are told is just what is missing."""
        return any(missing in unread_numbers(reading, span) for reading, claim in events for span in claim.spans)

    def _unless(self, row: Row) -> str:
        days = (self.after.published - self.before.published).days
        if days >= LONG_GAP_DAYS:
            return self.say.unless("not-all-read", days=days)
        for other in self.before.rows:
            now = self.next.get(other.key)
            lost = now is None or (other.count.range.best or 0) > (now.count.range.best or 0)
            if lost and other.count.measure == row.count.measure and other.key != row.key:
                label = other.place_words if other.place else self.say.label(other.count)
                return self.say.unless("recounted", other=label)
        return self.say.unless("unreported")

    def _finding(
        self, rule: str, arithmetic: str, says: str, rows: tuple[Row, ...], *, unless: str | None = None
    ) -> Finding:
        return Finding(
            rule=rule,  # type: ignore[arg-type]
            severity="error" if rule == "counter-falls" else "doubt",
            says=says,
            arithmetic=arithmetic,
            claims=tuple(dict.fromkeys(f"{row.report}:{row.claim.id}" for row in rows)),
            counts=tuple(f"{row.report}:{row.count.id}" for row in rows),
            spans=tuple(row.count.span for row in rows),
            unless=unless,
            reports=self.reports,
        )


def words_after(reading: Reading, row: Row) -> list[str]:
    """The words that say what a row counts: what follows its number, up to the next mark or number, at most four."""
    rest = reading.report.text[row.count.span.end : row.count.span.end + 80]
    said = re.split(r"[.,:;،؛\n(]|\d", rest, maxsplit=1)[0]
    return said.casefold().split()[:4]
