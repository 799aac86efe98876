"""Published tolls as plain figures: what a publisher counts, over which window, area, victims and doers."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from marsad.count.walk import Entry, bounds, entries_of, meets, places_of
from marsad.model.claim import Reading, Where, Who
from marsad.model.range import Range
from marsad.model.words import Basis


@dataclass(frozen=True, slots=True)
class PublishedToll:
    """One number of a toll claim. `id` is ``report:count``; `link` says how it hung on the number above it."""

    id: str
    publisher: str
    report: str
    claim: str
    published: date | None
    measure: str
    range: Range
    who: Who
    by: tuple[str, ...]
    where: tuple[Where, ...]
    start: date | None
    end: date | None
    is_running: bool
    basis: Basis
    link: str | None = None
    words: str = ""

    @property
    def places(self) -> frozenset[str]:
        """The area, as codes and words."""
        return places_of(self.where)


def published_tolls(readings: Iterable[Reading]) -> tuple[PublishedToll, ...]:
    """Every number of every toll claim; what a report only restates is left out."""
    return tuple(
        _toll(reading, entry)
        for reading in readings
        for entry in entries_of(reading)
        if entry.claim.kind == "toll" and entry.claim.role != "restated"
    )


def _toll(reading: Reading, entry: Entry) -> PublishedToll:
    claim, count, when = entry.claim, entry.count, entry.when or entry.claim.when
    return PublishedToll(
        id=f"{reading.report.id}:{count.id}",
        publisher=reading.report.publisher or reading.report.id,
        report=reading.report.id,
        claim=f"{reading.report.id}:{claim.id}",
        published=reading.report.published,
        measure=count.measure,
        range=count.range,
        who=count.who,
        by=count.by,
        where=entry.where or claim.where,
        start=when.start,
        end=when.end,
        is_running=claim.role == "running",
        basis=claim.basis,
        link=count.link,
        words=count.words,
    )


@dataclass(frozen=True, slots=True)
class Revised:
    """One publisher's numbers for one thing over one window, in order of publication, where they changed."""

    publisher: str
    measure: str
    who: Who
    start: date
    end: date
    tolls: tuple[PublishedToll, ...]


@dataclass(frozen=True, slots=True)
class PublisherSeries:
    """One publisher's closed windows of one measure and category, in order of time, each with its latest number."""

    publisher: str
    measure: str
    who: Who
    places: frozenset[str]
    tolls: tuple[PublishedToll, ...]
    revised: tuple[Revised, ...]


def publisher_series(tolls: Iterable[PublishedToll]) -> tuple[PublisherSeries, ...]:
    """What each publisher says month by month, with every number that it gave another time.

    Running counters are left out: each of their reports closes another window. Of several numbers that one report
    gives for one thing the largest is the whole.
    """
    groups: dict[tuple[str, str, Who, frozenset[str]], list[PublishedToll]] = defaultdict(list)
    for toll in tolls:
        if not toll.is_running and toll.start and toll.end and toll.link is None:
            groups[toll.publisher, toll.measure, toll.who, toll.places].append(toll)
    return tuple(
        _series(key, sorted(group, key=lambda t: (t.start or date.min, t.end or date.min, t.published or date.max)))
        for key, group in groups.items()
    )


def _series(key: tuple[str, str, Who, frozenset[str]], tolls: list[PublishedToll]) -> PublisherSeries:
    publisher, measure, who, places = key
    windows: dict[tuple[date, date], list[PublishedToll]] = defaultdict(list)
    for toll in tolls:
        assert toll.start is not None
        assert toll.end is not None
        windows[toll.start, toll.end].append(toll)
    for window, group in windows.items():
        wholes: dict[str, PublishedToll] = {}
        for toll in group:
            known = wholes.get(toll.report)
            if known is None or (toll.range.middle() or 0) > (known.range.middle() or 0):
                wholes[toll.report] = toll
        windows[window] = list(wholes.values())
    latest = tuple(group[-1] for group in windows.values())
    revised = tuple(
        Revised(publisher, measure, who, start, end, tuple(group))
        for (start, end), group in windows.items()
        if any(not meets(bounds(one.range), bounds(group[-1].range)) for one in group)
    )
    return PublisherSeries(publisher, measure, who, places, latest, revised)
