"""Before a release leaves: can anybody compute from it, or from it and the one before, what was withheld?"""

from collections.abc import Iterable, Iterator, Mapping

import numpy as np

from marsad.model.errors import RefusedError
from marsad.publish.withhold.policy import Policy
from marsad.publish.withhold.recompute import Exposed, Published, exposed, exposed_by_difference
from marsad.publish.withhold.table import SumTable
from marsad.run.outgoing import Figures, Outgoing

# Sums and cells that are attacked one by one, those in the smallest sums first: what can be told at all is told there.
MOST_ATTACKED, MOST_COMPARED = 300, 60
CROSSED = (("month", "governorate"), ("victim", "status"))


def protection_of(policy: Policy) -> int:
    """How many people wide what can be deduced must stay, for it to count as withheld."""
    return max(1, policy.rounding_base - 1)


def is_withheld(policy: Policy, measure: str) -> bool:
    """Whether the rows leave this measure out, so that tables must not give it away."""
    return measure in policy.rounded_measures or measure in policy.withheld_fields


def recomputed(figures: Figures, *, protection: int) -> tuple[Exposed, ...]:
    """What of a measure's true numbers could be told more closely than `protection` people from its published sums."""
    if not figures.table.cells:
        return ()
    sums = {**figures.table.sums, **{f"{figures.measure} of {cell}": (cell,) for cell in figures.table.cells}}
    table = SumTable(figures.table.cells, figures.table.values, sums)
    known = [Published(name, number, figures.slack) for name, number in figures.shown.items()]
    smallest = _smallest_sums(figures.table)
    cells = sorted(figures.table.cells, key=lambda cell: (smallest.get(cell, 0), cell))
    names = [f"{figures.measure} of {cell}" for cell in cells if figures.table.value_of(cell)][:MOST_ATTACKED]
    told = exposed(table, known, names, protection=protection)
    # Whoever saw in a report that somebody was hurt, and where, must still not learn how many to the person.
    seen = frozenset(cell for cell in figures.table.cells if figures.table.value_of(cell))
    return told or exposed(table, known, names, protection=1, seen=seen)


def _smallest_sums(table: SumTable) -> dict[str, int]:
    smallest: dict[str, int] = {}
    for members in table.sums.values():
        for cell in members:
            smallest[cell] = min(smallest.get(cell, len(members)), len(members))
    return smallest


def moved_too_clearly(figures: Figures, before: Mapping[str, str], *, protection: int) -> tuple[Exposed, ...]:
    """Which changes since the release before could be told more closely than `protection` people.

    An event may have moved from one cell to another in between, so every crossing of the values that either release
    names is a cell: months with governorates, and groups with categories.

    Args:
        figures: as they go out now.
        before: the figures of the release before, as printed there (``low/best/high``).
        protection: in people.
    """
    measure = figures.measure
    earlier = {name: words for name, words in before.items() if name == measure or name.startswith(f"{measure}, ")}
    if not earlier or not figures.table.cells:
        return ()
    found: list[Exposed] = []
    for facets in CROSSED:
        sums = _crossed(measure, {*earlier, *figures.shown}, facets)
        cells = sums[measure]
        table = SumTable(cells, np.zeros(len(cells), dtype=np.int64), sums)
        later = [Published(name, figures.shown.get(name, 0), figures.slack) for name in sums]
        published = {"later": later, "earlier": [_as_printed(n, earlier.get(n, "//"), figures.slack) for n in sums]}
        names = sorted(sums, key=lambda name: (len(sums[name]), name))[:MOST_COMPARED]
        found += exposed_by_difference(table, table, published, names, protection=protection)
    return tuple(found)


def _crossed(measure: str, names: Iterable[str], facets: tuple[str, str]) -> dict[str, tuple[str, ...]]:
    """Sums over the crossing of two facets, by the names under which they are published; months make up years."""
    values: dict[str, list[str]] = {facet: [] for facet in (*facets, "year")}
    names = set(names)
    for name in sorted(names):
        facet, _, value = name.removeprefix(f"{measure}, ").partition(" ")
        if facet in values:
            values[facet].append(value)
    first, second = facets
    cells = [(one, two) for one in values[first] or ["unknown"] for two in values[second] or ["unknown"]]
    sums: dict[str, list[str]] = {measure: [f"{one}|{two}" for one, two in cells]}
    for one, two in cells:
        parts = [(first, one), (second, two)]
        if first == "month":
            parts.append(("year", one if one == "unknown" else one[:4]))
        for facet, value in parts:
            sums.setdefault(f"{measure}, {facet} {value}", []).append(f"{one}|{two}")
    return {name: tuple(members) for name, members in sums.items() if name in names}


def _as_printed(name: str, words: str, slack: int) -> Published:
    low, best, high = words.split("/")
    is_rounded = not low and not high
    return Published(name, int(best or low or 0), slack if is_rounded else 0)


def refuse_recomputable(outgoing: Outgoing, measures: Iterable[str], *, before: Mapping[str, str]) -> None:
    """Stops a release from which something withheld could be computed.

    Raises:
        RefusedError: names the figure, how closely it can be told, and what to change.
    """
    found = [*_all_exposed(outgoing, measures, before)]
    if found:
        shown = "; ".join(
            f"{each.name}: {each.least}" if each.least == each.most else f"{each.name}: {each.least} to {each.most}"
            for each in found[:3]
        )
        raise RefusedError(
            f"{len(found)} numbers that are withheld could be computed from this release ({shown}). Nothing was "
            "written. Let the policy round this measure (rounded_measures), or publish it in the rows as well."
        )


def _all_exposed(outgoing: Outgoing, measures: Iterable[str], before: Mapping[str, str]) -> Iterator[Exposed]:
    protection = protection_of(outgoing.policy)
    for measure in measures:
        if is_withheld(outgoing.policy, measure):
            figures = outgoing.figures(measure)
            yield from recomputed(figures, protection=protection)
            if figures.slack:
                yield from moved_too_clearly(figures, before, protection=protection)
