"""Tables of counts as one person may see them, for pages and the API."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from marsad.count.tally import Tallies
from marsad.model.incident import Tally
from marsad.model.range import Range
from marsad.run.cached import Cached
from marsad.run.seen import seen_by
from marsad.run.viewing import Viewing

MAX_CELLS = 2_000
ROW_FACETS = ("month", "year", "quarter", "week", "governorate", "district", "subdistrict", "area", "victim", "doer",
              "status", "sex", "age", "role", "tactic", "event", "grade", "state", "source")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Grid:
    """A table of counts: rows by columns, a range for each cell that has incidents.

    `why_not` says why the cells may not be summed, where they overlap.
    """

    measure: str
    row_names: tuple[str | None, ...]
    column_names: tuple[str | None, ...]
    cells: dict[tuple[str | None, str | None], Tally]
    total: Tally
    why_not: str | None
    undated: int
    unplaced: int
    highest: int


def grid_for(
    viewing: Viewing, cached: Cached, measure: str, *, rows: str, columns: str = "", since: date | None = None,
    until: date | None = None, states: Sequence[str] | None = None,
) -> Grid:  # fmt: skip
    """A table by one or two facets.

    Raises:
        CountError: the measure or a facet is unknown.
    """
    by = (rows, columns) if columns and columns != rows else (rows,)
    return _grid(tallies_for(viewing, cached, measure, by=by, since=since, until=until, states=states), by)


def tallies_for(
    viewing: Viewing, cached: Cached, measure: str, *, by: tuple[str, ...], since: date | None = None,
    until: date | None = None, states: Sequence[str] | None = None, with_incidents: bool = False,
) -> Tallies:  # fmt: skip
    """Counts by facets over what this person may see, shared by all who see the same.

    Raises:
        CountError: the measure or a facet is unknown.
    """
    asked = ("tallies", viewing.key, measure, by, since, until, tuple(states or ()), with_incidents)

    def make() -> Tallies:
        book = seen_by(viewing, cached).book
        return book.count(measure, by=by, since=since, until=until, states=states, with_incidents=with_incidents)

    return cached.get(asked, viewing.secrets.number, make)


def _grid(tallies: Tallies, by: tuple[str, ...]) -> Grid:
    cells: dict[tuple[str | None, str | None], Tally] = {}
    for tally in tallies.cells[:MAX_CELLS]:
        cells[tally.group.get(by[0]), tally.group.get(by[1]) if len(by) > 1 else ""] = tally
    row_names = _ordered(key[0] for key in cells)
    column_names = _ordered(key[1] for key in cells)
    highest = max((_top(tally.range) for tally in cells.values()), default=0)
    return Grid(
        tallies.measure, row_names, column_names, cells, tallies.total, tallies.overlapping, tallies.undated,
        tallies.unplaced, highest,
    )  # fmt: skip


def _top(value: Range) -> int:
    most = value.most()
    return most if most is not None else value.middle() or value.least()


def _ordered(names: Iterable[str | None]) -> tuple[str | None, ...]:
    """Names in order, what is not known last."""
    unique: dict[str | None, None] = dict.fromkeys(names)
    return tuple(sorted(unique, key=lambda name: (name is None, name or "")))


def incidents_of_cell(
    viewing: Viewing, cached: Cached, measure: str, group: dict[str, str | None], *, since: date | None = None,
    until: date | None = None, states: Sequence[str] | None = None, most: int = 500,
) -> tuple[str, ...]:  # fmt: skip
    """The ids of the incidents behind one cell."""
    book = seen_by(viewing, cached).book
    tallies = book.count(measure, by=(), where=group, since=since, until=until, states=states, with_incidents=True)
    return tallies.total.incidents[:most]
