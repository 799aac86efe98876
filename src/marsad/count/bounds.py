"""Published sub-totals as one system: the tightest bounds of every number, and the smallest sets that contradict.

Every figure is a variable; what was published of it bounds it; addends make up their whole, subsets stay below it, and
figures of the same thing are one. Linear programming (HiGHS) says whether all can be true at once.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linprog

from marsad.count.tables_tree import Figure, Tree
from marsad.count.walk import addends_of, bounds, entries_of
from marsad.model.claim import Count, Reading

TOLERANCE = 1e-6


@dataclass(frozen=True, slots=True)
class Constraint:
    """``low ≤ sum of factor × variable ≤ high``, with what it says in words. None leaves a side open."""

    name: str
    terms: Mapping[str, float]
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Consistency:
    """Whether the published numbers can all be true.

    `bounds` are the tightest whole numbers of every variable; where sets contradict they are computed without
    `left_out`, the constraints of those sets. Each of `contradicting` is irreducible: any one of it left out, the rest
    can be true.
    """

    bounds: Mapping[str, tuple[int, int | None]]
    contradicting: tuple[tuple[str, ...], ...] = ()
    left_out: tuple[str, ...] = ()

    @property
    def is_consistent(self) -> bool:
        """Whether nothing contradicts."""
        return not self.contradicting


def check_consistency(constraints: Sequence[Constraint]) -> Consistency:
    """The tightest bounds and the contradicting sets of a system of published numbers."""
    found: dict[str, tuple[int, int | None]] = {}
    wrong: list[tuple[str, ...]] = []
    out: list[str] = []
    for part in _components(constraints):
        system = list(part)
        while not _is_feasible(system):
            smallest = _smallest_contradiction(system)
            wrong.append(tuple(each.name for each in smallest))
            out += [each.name for each in smallest]
            names = {each.name for each in smallest}
            system = [each for each in system if each.name not in names]
        found |= _tightest(system, {name for each in part for name in each.terms})
    return Consistency(dict(sorted(found.items())), tuple(wrong), tuple(out))


def _components(constraints: Sequence[Constraint]) -> list[list[Constraint]]:
    """Constraints that share variables, group by group."""
    parent: dict[str, str] = {}

    def root(name: str) -> str:
        parent.setdefault(name, name)
        while parent[name] != name:
            parent[name] = parent[parent[name]]
            name = parent[name]
        return name

    for each in constraints:
        names = list(each.terms)
        for other in names[1:]:
            parent[root(other)] = root(names[0])
    groups: dict[str, list[Constraint]] = defaultdict(list)
    for each in constraints:
        groups[root(next(iter(each.terms)))].append(each)
    return list(groups.values())


def _matrix(system: Sequence[Constraint], names: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
    place = {name: n for n, name in enumerate(names)}
    rows, limits = [], []
    for each in system:
        row = np.zeros(len(names))
        for name, factor in each.terms.items():
            row[place[name]] = factor
        if each.high is not None:
            rows.append(row)
            limits.append(each.high)
        if each.low is not None:
            rows.append(-row)
            limits.append(-each.low)
    return np.array(rows).reshape(-1, len(names)), np.array(limits)


def _solve(system: Sequence[Constraint], names: Sequence[str], goal: np.ndarray) -> float | None:
    """The least value of the goal; None where it has none, minus infinity where it has no bound."""
    left, right = _matrix(system, names)
    result = linprog(goal, A_ub=left if len(left) else None, b_ub=right if len(right) else None, method="highs")
    if result.status == 3:
        return float("-inf")
    return float(result.fun) if result.status == 0 else None


def _is_feasible(system: Sequence[Constraint]) -> bool:
    names = sorted({name for each in system for name in each.terms})
    return not names or _solve(system, names, np.zeros(len(names))) is not None


def _smallest_contradiction(system: Sequence[Constraint]) -> list[Constraint]:
    """A set that cannot be true together, none of which can be spared: the smallest of several orders of sparing."""
    ordered = sorted(system, key=lambda each: len(each.terms))
    orders = (list(system), list(reversed(system)), list(reversed(ordered)), ordered)
    return min((_spare(order) for order in orders), key=len)


def _spare(order: list[Constraint]) -> list[Constraint]:
    kept = list(order)
    for each in order:
        rest = [other for other in kept if other is not each]
        if not _is_feasible(rest):
            kept = rest
    return kept


def _tightest(system: Sequence[Constraint], names: Iterable[str]) -> dict[str, tuple[int, int | None]]:
    every = sorted(names)
    if not system:
        return dict.fromkeys(every, (0, None))
    found: dict[str, tuple[int, int | None]] = {}
    for n, name in enumerate(every):
        goal = np.zeros(len(every))
        goal[n] = 1
        low, high = _solve(system, every, goal), _solve(system, every, -goal)
        most = None if high is None or high == float("-inf") else int(np.floor(-high + TOLERANCE))
        found[name] = (int(np.ceil((low or 0) - TOLERANCE)), most)
    return found


def constraints_of_reading(reading: Reading) -> list[Constraint]:
    """The numbers of one report as a system; a variable is ``report:count``."""
    made = []
    for entry in entries_of(reading):
        count, name = entry.count, f"{reading.report.id}:{entry.count.id}"
        low, high = bounds(count.range)
        made.append(Constraint(f"{name} = {count.words}", {name: 1}, low, None if high == float("inf") else high))
        parts = addends_of(count)
        if parts:
            made.append(_makes_up(reading.report.id, count, parts))
        made += [
            Constraint(
                f"{reading.report.id}:{part.id} is among {name}", _difference(reading.report.id, count, part), 0, None
            )
            for part in count.parts
            if part.link == "subset" and part.measure == count.measure
        ]
    return made


def _makes_up(report: str, count: Count, parts: Sequence[Count]) -> Constraint:
    terms = {f"{report}:{count.id}": -1.0, **{f"{report}:{part.id}": 1.0 for part in parts}}
    names = " + ".join(f"{report}:{part.id}" for part in parts)
    return Constraint(f"{names} make up {report}:{count.id}", terms, 0, 0)


def _difference(report: str, count: Count, part: Count) -> dict[str, float]:
    return {f"{report}:{count.id}": 1.0, f"{report}:{part.id}": -1.0}


def constraints_of_figures(tree: Tree) -> list[Constraint]:
    """Published figures as a system; figures of the same thing (scope, measure, category, area) are one variable.

    Parts of one list are disjoint, so they stay below their whole together; that a list names all is not assumed.
    """

    def variable(figure: Figure) -> str:
        running = any(word in figure.scope.casefold() for word in tree.shape.words("running_scope"))
        if not figure.scope or running:
            return figure.id
        return f"{figure.measure}, {figure.category}, {figure.area}, {figure.scope}"

    made = [
        Constraint(f"{figure.id} = {figure.value}", {variable(figure): 1}, figure.value, figure.value)
        for figure in tree.figures
    ]
    for whole_id, children in tree.below.items():
        parent = tree.by_id.get(whole_id)
        if parent is None:
            continue
        lists = tree.lists_of(children)
        for group in [*lists, *((child,) for child in children if not any(child in each for each in lists))]:
            terms: dict[str, float] = {variable(parent): 1.0}
            for child in group:
                terms[variable(child)] = terms.get(variable(child), 0.0) - 1.0
            if len(terms) > 1:
                names = " + ".join(child.id for child in group)
                made.append(Constraint(f"{names} within {whole_id}", terms, 0, None))
    return made
