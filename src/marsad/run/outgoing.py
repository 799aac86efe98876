"""What goes out, counted: only incidents that may leave, as coarse as they leave, numbers of the living rounded."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property

import numpy as np

from marsad.count.tally import Tallies, TallyBook
from marsad.model.claim import When
from marsad.model.incident import Incident
from marsad.model.range import Range
from marsad.publish.withhold.policy import Policy, coarser_days, is_coarser_than_governorate
from marsad.publish.withhold.rounding import round_table
from marsad.publish.withhold.table import SumTable
from marsad.run.count import level_of
from marsad.run.observatory import Observatory

# The finest cells that rounding looks at; every published figure is a sum of them.
FINE = ("month", "governorate", "victim", "status")
PUBLISHED = ("year", *FINE)
TOTAL = ""


@dataclass(frozen=True)
class Figures:
    """The sums of one measure as they go out, by facet and value (``("", None)`` is the total).

    `table` holds the true numbers and is never published; `slack` is how far a published number may lie from the truth.
    """

    measure: str
    table: SumTable
    names: Mapping[str, tuple[str, str | None]]
    shown: Mapping[str, int]
    slack: int

    def of(self, facet: str) -> list[tuple[str | None, Range]]:
        """The numbers of one facet, by value; zero is left out."""
        return [
            (value, rounded_range(self.shown[name]) if self.slack else Range.exactly(self.shown[name]))
            for name, (kind, value) in self.names.items()
            if kind == facet and self.shown[name]
        ]

    @property
    def total(self) -> Range:
        """The total as it goes out."""
        return next((value for _, value in self.of(TOTAL)), Range.exactly(0))


def rounded_range(number: int) -> Range:
    """A rounded number: about so many, and nothing of its bounds, which would help to undo the rounding."""
    return Range(None, number, None, "~")


@dataclass
class Outgoing:
    """The incidents that may go out under a policy, and counts of them alone.

    Counting anything else beside the rows would give away by subtraction what the rows leave out.
    """

    observatory: Observatory
    policy: Policy
    today: date
    _figures: dict[tuple[str, date | None, date | None], Figures] = field(default_factory=dict)

    @cached_property
    def incidents(self) -> tuple[Incident, ...]:
        """Open incidents in a state that goes out and old enough; where none may be told, without their place."""
        is_open = self.observatory.secrets().is_open
        last = self.today - timedelta(days=self.policy.delay_days)
        found = []
        for incident in self.observatory.store.incidents.all():
            end = incident.when.end
            is_young = bool(self.policy.delay_days) and end is not None and end > last
            if incident.state in self.policy.states and is_open(incident) and not is_young:
                found.append(self._coarse(incident))
        return tuple(found)

    def _coarse(self, incident: Incident) -> Incident:
        """Its place left out where not even the governorate may be told, its time as coarse as it goes out."""
        acts = (*incident.how, incident.event or "")
        if is_coarser_than_governorate(self.policy, acts):
            incident = replace(incident, where=())
        when, level = incident.when, self.policy.time_level(acts)
        if when.start is not None and level != "day":
            start, end = coarser_days(when.start, when.end or when.start, level)
            incident = replace(incident, when=When("", start, end, when.precision))
        return incident

    def only(self, incident: Incident) -> "Outgoing":
        """One incident as it would go out, in whatever state it is: to see which figures it bears on."""
        one = Outgoing(self.observatory, replace(self.policy, rounded_measures=frozenset()), self.today)
        one.__dict__["incidents"] = (replace(self._coarse(incident), state="accepted"),)
        return one

    @cached_property
    def book(self) -> TallyBook:
        """These incidents, ready to be counted."""
        book = TallyBook(level_of=level_of(self.observatory.pack))
        book.refresh(self.incidents, number=self.observatory.store.number)
        return book

    def is_rounded(self, measure: str) -> bool:
        """Whether a measure concerns the living, so that only rounded numbers of it go out."""
        return measure in self.policy.rounded_measures

    def is_shown(self, measure: str) -> bool:
        """Whether any number of a measure goes out: rounded, or because the rows hold it."""
        return self.is_rounded(measure) or measure not in self.policy.withheld_fields

    def count(
        self, measure: str, *by: str, where: Mapping[str, str | None] | None = None, since: date | None = None,
        until: date | None = None,
    ) -> Tallies:  # fmt: skip
        """True numbers of a measure that is not rounded; see :meth:`marsad.count.tally.TallyBook.count`."""
        return self.book.count(measure, by=by, where=where, since=since, until=until, with_incidents=True)

    def figures(self, measure: str, *, since: date | None = None, until: date | None = None) -> Figures:
        """All published sums of a measure, rounded together where the policy asks for it, so that they add up."""
        key = (measure, since, until)
        if key not in self._figures:
            self._figures[key] = self._made(measure, since, until)
        return self._figures[key]

    def _made(self, measure: str, since: date | None, until: date | None) -> Figures:
        cells = self.book.count(measure, by=FINE, since=since, until=until).cells
        values: dict[str, int] = {}
        groups: dict[str, Mapping[str, str | None]] = {}
        for tally in cells:
            id = "|".join(tally.group.get(facet) or "" for facet in FINE)
            middle = tally.range.best if tally.range.best is not None else tally.range.least()
            values[id] = values.get(id, 0) + middle
            groups[id] = tally.group
        sums: dict[str, list[str]] = {}
        names: dict[str, tuple[str, str | None]] = {}
        for id, group in groups.items():
            month = group.get("month")
            here = {**group, "year": month[:4] if month else None, TOTAL: None}
            for facet in (TOTAL, *PUBLISHED):
                name = f"{measure}, {facet} {here[facet] or 'unknown'}" if facet else measure
                names[name] = (facet, here[facet])
                sums.setdefault(name, []).append(id)
        table = SumTable(
            tuple(values), np.array(list(values.values()), dtype=np.int64), {k: tuple(v) for k, v in sums.items()}
        )
        if not self.is_rounded(measure) or not values:
            truth = {name: int(sum(values[cell] for cell in members)) for name, members in sums.items()}
            return Figures(measure, table, names, truth, 0)
        base = self.policy.rounding_base
        return Figures(measure, table, names, round_table(table, base=base).sums, base - 1)
