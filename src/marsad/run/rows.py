"""Incidents as flat rows for publishing: codes get their names, claims their publishers."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from marsad.model.claim import Count, Reading, Where
from marsad.model.incident import Incident, Toll
from marsad.model.range import Range, total
from marsad.model.report import Report
from marsad.packs import Pack
from marsad.publish.data.row import EventRow, Numbers, Side, Telling

_ORDER = ("exact", "near", "adm3", "adm2", "adm1", "area", "country", "unplaced")


@dataclass(frozen=True)
class RowMaker:
    """Makes rows. `reports` and `readings` look things up; `publisher` gives a name as far as it may leave."""

    pack: Pack
    report_of: Callable[[str], Report | None]
    reading_of: Callable[[str], Reading | None]
    publisher: Callable[[Report], str | None] = lambda report: report.publisher

    def rows(self, incidents: Iterable[Incident]) -> Iterator[EventRow]:
        """A row for every incident."""
        return (self.row(incident) for incident in incidents)

    def row(self, incident: Incident) -> EventRow:
        """One incident as a row."""
        place = self._place(incident.where)
        killed = [toll for toll in incident.tolls if toll.measure == "killed"]
        injured = [toll for toll in incident.tolls if toll.measure == "injured"]
        when = incident.when
        return EventRow(
            id=incident.id,
            start=when.start,
            end=when.end,
            when_precision=when.precision,
            event=incident.event or "",
            tactics=incident.how,
            doers=tuple(self._side(id) for id in incident.by),
            victims=self._victims(incident),
            killed=numbers_of(killed, self._words(incident, killed)),
            injured=numbers_of(injured, self._words(incident, injured)),
            killed_by=_by_category(killed, incident.details),
            killed_of=tuple(
                (actor, numbers_of([toll for toll in killed if toll.who.actor == actor]))
                for actor in dict.fromkeys(toll.who.actor for toll in killed if toll.who.actor)
            ),
            tellings=tuple(self._tellings(incident)),
            independent_sources=incident.independent_sources,
            grade=incident.grade or "",
            **place,
        )

    def _side(self, id: str) -> Side:
        actor = self.pack.actors.get(id)
        return Side(id, actor.name_en if actor else id, actor.kind if actor else "")

    def _victims(self, incident: Incident) -> tuple[Side, ...]:
        ids = dict.fromkeys(toll.who.actor for toll in incident.tolls if toll.who.actor)
        sides = [self._side(id) for id in ids]
        if any(toll.who.status == "civilian" for toll in incident.tolls):
            sides.append(Side("civilians", "Civilians", "civilians"))
        return tuple(sides)

    def _place(self, places: tuple[Where, ...]) -> dict[str, Any]:
        """The most precise place that has an id, with its units."""
        placed = [where for where in places if where.place]
        if not placed:
            return {"location": places[0].words or "" if places else "", "where_precision": "unplaced"}
        where = min(placed, key=lambda each: _ORDER.index(each.precision))
        gazetteer = self.pack.gazetteer
        chain = [where.place or "", *where.within, *gazetteer.chain(where.place or "")]
        values: dict[str, Any] = {"location": where.words or "", "where_precision": where.precision}
        for code in dict.fromkeys(chain):
            place = gazetteer.get(code)
            if place is not None and place.level in (1, 2, 3) and not values.get(f"adm{place.level}_code"):
                values |= {f"adm{place.level}": place.name_en, f"adm{place.level}_code": place.id}
            elif place is not None and place.level == 0 and not values.get("country_code"):
                values |= {"country": place.name_en, "country_code": place.id}
        if "country" not in values and self.pack.about.get("country"):
            country = gazetteer.get(str(self.pack.about["country"]))
            values |= {"country_code": self.pack.about["country"], "country": country.name_en if country else ""}
        point = where.point or gazetteer.point(where.place or "")
        if point is not None and where.precision != "unplaced":
            values |= {"latitude": point[0], "longitude": point[1]}
        return values

    def _words(self, incident: Incident, tolls: list[Toll]) -> str:
        """The number as it was written, where one count alone makes it."""
        refs = [ref for toll in tolls for ref in toll.counts]
        if len(refs) != 1:
            return ""
        report, _, id = refs[0].rpartition(":")
        reading = self.reading_of(report)
        counts: Iterable[Count] = reading.counts() if reading else ()
        return next((count.words for count in counts if count.id == id), "")

    def _tellings(self, incident: Incident) -> Iterator[Telling]:
        for id in dict.fromkeys(ref.report for ref in incident.claims):
            report = self.report_of(id)
            if report is not None:
                name = self.publisher(report) or "a protected source"
                is_open = self.publisher(report) is not None
                title = (report.title or "") if is_open else ""
                yield Telling(
                    name, report.published, title, (report.url or "") if is_open else "", report.language or ""
                )


def numbers_of(tolls: Iterable[Toll], words: str = "") -> Numbers:
    """The sum of disjoint tolls; nobody known where there are none."""
    ranges: list[Range] = [toll.range for toll in tolls]
    if not ranges:
        return Numbers()
    whole = ranges[0] if len(ranges) == 1 else total(ranges)
    low, best, high = whole.low, whole.best, whole.high
    return Numbers(low if low is not None else whole.least(), best, high, whole.sign, words)


def _by_category(killed: list[Toll], details: Iterable[Toll]) -> tuple[tuple[str, Numbers], ...]:
    every = [*killed, *(toll for toll in details if toll.measure == "killed")]
    picked: dict[str, list[Toll]] = {
        "civilians": [toll for toll in killed if toll.who.status == "civilian"],
        "combatants": [toll for toll in killed if toll.who.status == "combatant"],
        "unknown": [toll for toll in killed if toll.who.status is None],
        "women": [toll for toll in every if toll.who.sex == "female" and toll.who.age != "child"],
        "children": [toll for toll in every if toll.who.age == "child"],
    }
    return tuple((name, numbers_of(tolls)) for name, tolls in picked.items() if tolls)
