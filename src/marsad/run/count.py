"""Counting in an observatory: its incidents as columns, accepted tolls beside them, publishers' tolls against them."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from marsad.count.bounds import Consistency, check_consistency, constraints_of_reading
from marsad.count.facets import ALSO_CALLED, FACETS, level_by_code
from marsad.count.fill import Filled, fill, toll_as_incidents
from marsad.count.layers import Layer, documented, documented_with_dependence
from marsad.count.layers_error import reporting_error
from marsad.count.phrases import words_of
from marsad.count.reconcile import Reconciled, reconcile
from marsad.count.tally import MEASURES, Tallies, TallyBook
from marsad.count.tolls import PublishedToll, PublisherSeries, published_tolls, publisher_series
from marsad.count.walk import WHO_FIELDS
from marsad.model.claim import Reading
from marsad.model.incident import Incident, Judgement, Tally
from marsad.model.report import Report
from marsad.packs import Pack

if TYPE_CHECKING:
    from marsad.run.observatory import Observatory

__all__ = ["FACETS", "MEASURES", "Counting", "tallies_json"]


@dataclass
class Counting:
    """The counts of one observatory, kept in memory and refreshed by change number when asked.

    `may_see` leaves out what is restricted to others; without it, all incidents count. `publisher_of` gives a report's
    publisher as far as the reader may know it.
    """

    observatory: "Observatory"
    may_see: Callable[[Incident], bool] | None = None
    publisher_of: Callable[[Report], str | None] = lambda report: report.publisher
    _book: TallyBook | None = field(default=None, repr=False)

    def book(self) -> TallyBook:
        """The incidents as they are now; only what changed since the last question is read again."""
        store = self.observatory.store
        number = store.number
        if self._book is None:
            self._book = TallyBook(level_of=level_of(self.observatory.pack), publishers=self._publishers())
            self._book.refresh(self._seen(store.incidents.all()), number=number)
        elif number != self._book.number:
            after = self._book.number
            self._book.publishers = {**self._book.publishers, **self._publishers(after=after)}
            changed = list(store.incidents.all(after=after))
            hidden = [each.id for each in changed if self.may_see is not None and not self.may_see(each)]
            gone = [*store.incidents.gone(after=after), *hidden]
            self._book.refresh(self._seen(changed), number=number, gone=gone)
        return self._book

    def _seen(self, incidents: Iterable[Incident]) -> Iterable[Incident]:
        return incidents if self.may_see is None else filter(self.may_see, incidents)

    def _publishers(self, *, after: int = 0) -> dict[str, str]:
        reports = self.observatory.store.reports.all(after=after)
        return {report.id: name for report in reports if (name := self.publisher_of(report))}

    def count(
        self, measure: str, *, by: Sequence[str] = (), where: Mapping[str, str | None] | None = None,
        since: date | None = None, until: date | None = None, states: Sequence[str] | None = None,
        with_incidents: bool = False,
    ) -> Tallies:  # fmt: skip
        """How many, by facets; see :meth:`marsad.count.tally.TallyBook.count`."""
        return self.book().count(
            measure, by=by, where=where, since=since, until=until, states=states, with_incidents=with_incidents
        )

    def fill(
        self, measure: str, *, by: Sequence[str] = (), where: Mapping[str, str | None] | None = None,
        since: date | None = None, until: date | None = None,
    ) -> Filled:  # fmt: skip
        """What accepted tolls add where no event is known, shown apart."""
        accepted = accepted_claims(self.observatory.store.judgements.all())
        tolls: list[Incident] = []
        for reading in self.observatory.readings():
            for claim in reading.claims:
                if claim.kind == "toll" and f"{reading.report.id}:{claim.id}" in accepted:
                    tolls += toll_as_incidents(reading.report.id, claim)
        levels = level_of(self.observatory.pack)
        return fill(self.book(), tolls, measure, by=by, where=where, since=since, until=until, level_of=levels)

    def layers(
        self, measure: str, *, where: Mapping[str, str | None] | None = None, since: date | None = None,
        until: date | None = None, states: Sequence[str] | None = None, seed: int = 1, correlation: float = 0.5,
    ) -> tuple[Layer, ...]:  # fmt: skip
        """How sure a total is, layer by layer, never mixed; the reporting error is known for the killed only."""
        ranges = self.book().ranges(measure, where=where, since=since, until=until, states=states)
        layers = [documented(ranges), documented_with_dependence(ranges, seed=seed, correlation=correlation)]
        if measure == "killed":
            layers.append(reporting_error([each.best or 0 for each in ranges], seed=seed))
        return tuple(layers)

    def reconcile(
        self, measure: str | None = None, *, since: date | None = None, until: date | None = None
    ) -> tuple[Reconciled, ...]:
        """Each publisher's toll beside our count of the same window, area, victims and doers."""
        read_days: dict[str, set[date]] = defaultdict(set)
        readings: list[Reading] = []
        for reading in self.observatory.readings():
            readings.append(reading)
            if reading.report.publisher and reading.report.published:
                read_days[reading.report.publisher].add(reading.report.published)
        tolls = [
            toll
            for toll in published_tolls(readings)
            if (measure is None or toll.measure == measure) and toll.link is None and _within(toll, since, until)
        ]
        days = {publisher: frozenset(each) for publisher, each in read_days.items()}
        return reconcile(self.book(), tolls, level_of=level_of(self.observatory.pack), read_days=days)

    def series(self) -> tuple[PublisherSeries, ...]:
        """What each publisher says window by window, with revisions."""
        return publisher_series(published_tolls(self.observatory.readings()))

    def consistency(self) -> Consistency:
        """All published numbers of every report as one system: tightest bounds and contradicting sets."""
        constraints = [each for reading in self.observatory.readings() for each in constraints_of_reading(reading)]
        return check_consistency(constraints)


def accepted_claims(judgements: Any) -> frozenset[str]:
    """The claims whose last judgement of acceptance or rejection accepts them."""
    last: dict[str, str] = {}
    each: Judgement
    for each in judgements:
        if each.act in ("accept", "reject"):
            last |= dict.fromkeys(each.about, each.act)
    return frozenset(claim for claim, act in last.items() if act == "accept")


def level_of(pack: Pack) -> Callable[[str], int | None]:
    """The level of a unit by the pack's gazetteer; by the form of its code where the gazetteer does not know it."""
    gazetteer = getattr(pack, "gazetteer", None)

    def level(code: str) -> int | None:
        place = gazetteer.get(code) if gazetteer is not None else None
        if place is not None and place.level <= 3:
            return int(place.level)
        return level_by_code(code)

    return level


def _within(toll: PublishedToll, since: date | None, until: date | None) -> bool:
    if since is not None and (toll.start is None or toll.start < since):
        return False
    return until is None or (toll.end is not None and toll.end <= until)


def namer(pack: Pack, language: str = "en") -> Callable[[str, str | None], str]:
    """A function from a facet and its value to what people read: units and actors by name, unknown as "unknown"."""
    gazetteer = getattr(pack, "gazetteer", None)
    areas = {area.id: area for area in pack.areas}
    words = words_of(language)["values"]

    def name(facet: str, value: str | None) -> str:
        if value is None:
            return str(words["unknown"])
        entry: Any = pack.actors.get(value) if ALSO_CALLED.get(facet, facet) in ("victim", "actor", "doer") else None
        if entry is None and gazetteer is not None and facet in _PLACES:
            entry = gazetteer.get(value) or areas.get(value)
        if entry is None:
            return str(words.get(value, value))
        return str((entry.name_ar if language == "ar" else None) or entry.name_en)

    return name


_PLACES = ("country", "governorate", "district", "subdistrict", "area", "adm1", "adm2", "adm3")


def tally_json(tally: Tally) -> dict[str, Any]:
    """A cell as plain data."""
    value = tally.range
    data: dict[str, Any] = {"measure": tally.measure, "group": tally.group, "low": value.low, "best": value.best}
    data |= {"high": value.high, "sign": value.sign, "layer": tally.layer}
    return data | ({"incidents": list(tally.incidents)} if tally.incidents else {})


def tallies_json(tallies: Tallies, filled: Filled | None = None) -> list[dict[str, Any]]:
    """A tally as rows of plain data: its cells, what accepted tolls add, then its total."""
    rows = [tally_json(cell) for cell in tallies.cells]
    if filled is not None:
        rows += [tally_json(cell) for cell in filled.tallies.cells]
        rows.append({"total": True, **tally_json(filled.tallies.total), "overlapping": filled.tallies.overlapping})
        rows += [{"held_back": id, "why": why} for id, why in filled.held_back]
    total = {"total": True, **tally_json(tallies.total), "overlapping": tallies.overlapping}
    return [*rows, {**total, "undated": tallies.undated, "unplaced": tallies.unplaced}]


def layer_json(layer: Layer) -> dict[str, Any]:
    """A layer of a total as plain data."""
    ends = {"low": layer.low, "best": layer.best, "high": layer.high}
    return {"layer": layer.name, **ends, "level": layer.level, "open_above": layer.open_above, **layer.settings}


def reconciled_json(row: Reconciled) -> dict[str, Any]:
    """A toll beside our count as plain data."""
    toll, ours = row.toll, row.ours
    return {
        "toll": toll.id,
        "publisher": toll.publisher,
        "measure": toll.measure,
        "words": toll.words,
        "start": toll.start.isoformat() if toll.start else None,
        "end": toll.end.isoformat() if toll.end else None,
        "places": sorted(toll.places),
        "theirs": {"low": toll.range.low, "best": toll.range.best, "high": toll.range.high, "sign": toll.range.sign},
        "ours": {"low": ours.low, "best": ours.best, "high": ours.high} if ours else None,
        "verdict": row.verdict,
        "gap": row.gap,
        "reasons": [{"kind": r.kind, "says": r.says, "accounts_for": r.accounts_for} for r in row.reasons],
        "incidents": list(row.incidents),
    }


def series_json(series: PublisherSeries) -> dict[str, Any]:
    """One publisher's windows as plain data, each with the numbers that it gave before."""
    revised = {(each.start, each.end): each.tolls for each in series.revised}
    return {
        "publisher": series.publisher,
        "measure": series.measure,
        "who": {name: value for name in WHO_FIELDS if (value := getattr(series.who, name)) is not None},
        "places": sorted(series.places),
        "windows": [
            {
                "start": toll.start.isoformat() if toll.start else None,
                "end": toll.end.isoformat() if toll.end else None,
                "toll": toll.id,
                "best": toll.range.middle(),
                "earlier": [{"toll": t.id, "best": t.range.middle()} for t in revised.get(_window(toll), ())[:-1]],
            }
            for toll in series.tolls
        ],
    }


def _window(toll: PublishedToll) -> tuple[date, date]:
    return toll.start or date.min, toll.end or date.max


def consistency_json(found: Consistency) -> dict[str, Any]:
    """Bounds and contradictions of published numbers as plain data."""
    return {
        "is_consistent": found.is_consistent,
        "contradicting": [list(group) for group in found.contradicting],
        "left_out": list(found.left_out),
        "bounds": {name: list(ends) for name, ends in found.bounds.items()},
    }
