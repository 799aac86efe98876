"""Putting estimates together: over strata by summing, over linkages or imputations by total variance.

Source:
    Rubin (1987) as applied to estimates of killings on the logarithm of the unseen, so that the interval never falls
    below the documented.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.stats import t as student

from marsad.count.unseen.lists import OverlapTable, table_of_patterns
from marsad.count.unseen.result import Estimate, Floats, from_draws
from marsad.model.errors import CountError

Estimator = Callable[[OverlapTable], Estimate]
SUM_DRAWS = 10_000


@dataclass(frozen=True, slots=True, eq=False)
class Stratum:
    """One stratum: its estimate, or why there is none."""

    name: str
    documented: int
    estimate: Estimate | None
    why: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Strata:
    """Estimates by stratum and their sum.

    A stratum that could not be estimated stays in view, and enters the sum with its documented people alone: then the
    sum is a lower bound (`is_lower_bound`).
    """

    strata: tuple[Stratum, ...]
    total: Estimate
    is_lower_bound: bool


def stratified(
    tables: Mapping[str, OverlapTable], estimator: Estimator, *, seed: int, least_size: int = 1, level: float = 0.95
) -> Strata:
    """Estimate each stratum by itself and sum the draws.

    Args:
        tables: lists by stratum, over the same lists; in a stratum lists that hold fewer than `least_size` people are
            left out, and three must remain.
        estimator: a method with its settings, as ``lambda table: dga(table)``.
        seed: of the shuffling that pairs draws of different strata as if independent.
        least_size: smallest list that is used.
        level: how sure the interval of the sum is.

    Raises:
        CountError: no stratum could be estimated.
    """
    return sum_strata([_stratum(name, table, estimator, least_size) for name, table in tables.items()], seed, level)


def sum_strata(strata: Sequence[Stratum], seed: int, level: float = 0.95) -> Strata:
    """The sum over strata that are already estimated; see :func:`stratified`."""
    if all(each.estimate is None for each in strata):
        raise CountError(
            f"None of the {len(strata)} strata could be estimated; the first, {strata[0].name}: {strata[0].why} "
            "Use fewer, larger strata."
        )
    generator = np.random.default_rng(seed)
    total: Floats = np.zeros(SUM_DRAWS)
    for each in strata:
        if each.estimate is None:
            total += each.documented
        else:
            # The same table weighs the same people whichever lists were left out.
            missing = each.documented - each.estimate.documented
            drawn = generator.choice(each.estimate.draws, SUM_DRAWS)
            total += np.maximum(drawn, each.documented) if missing else drawn
    documented = sum(each.documented for each in strata)
    model = f"sum of {len(strata)} strata"
    details = {"strata": len(strata), "not_estimable": [each.name for each in strata if each.estimate is None]}
    answer = from_draws("stratified", model, documented, total, level=level, details=details)
    return Strata(tuple(strata), answer, any(each.estimate is None for each in strata))


def _stratum(name: str, table: OverlapTable, estimator: Estimator, least_size: int) -> Stratum:
    kept = [place for place, size in enumerate(table.sizes) if size >= least_size]
    try:
        return Stratum(name, table.people, estimator(table.only(kept)))
    except CountError as problem:
        return Stratum(name, table.people, None, str(problem))


def combine_linkages(estimates: Sequence[Estimate], *, level: float = 0.95) -> Estimate:
    """One estimate from several, each under another linkage or imputation of the same lists.

    The mean is the mean of means. The interval adds, on the logarithm of the unseen, the mean variance within to the
    variance between times (1 + 1/m), with Student quantiles of Rubin's degrees of freedom.

    Raises:
        CountError: fewer than two estimates.
    """
    many = len(estimates)
    if many < 2:
        raise CountError(f"Found {many} linkage; wanted 2 or more to say what linking adds to the doubt.")
    documented = round(float(np.mean([each.documented for each in estimates])))
    # Half a person keeps the logarithm finite where a draw says that nobody is missing.
    logs = [np.log(np.maximum(each.draws - each.documented, 0.5)) for each in estimates]
    within = float(np.mean([each.var(ddof=1) for each in logs]))
    means = np.array([each.mean() for each in logs])
    between = float(means.var(ddof=1))
    spread = np.sqrt(within + (1 + 1 / many) * between)
    degrees = (many - 1) * (1 + within / ((many + 1) * between)) ** 2 if between > 0 else np.inf
    tail = (1 - level) / 2
    centre = float(means.mean())
    low, high = (
        documented + float(np.exp(centre + sign * student.ppf(1 - tail, degrees) * spread)) for sign in (-1, 1)
    )
    mean = float(np.mean([each.mean for each in estimates]))
    details = {
        "linkages": many,
        "totals": [round(each.best, 1) for each in estimates],
        "within": round(within, 5),
        "between": round(between, 5),
        "share_of_linking": round((1 + 1 / many) * between / spread**2, 4) if spread else 0.0,
    }
    draws = np.concatenate([each.draws for each in estimates])
    model = f"combined over {many} linkages"
    return Estimate(estimates[0].method, model, documented, low, mean, high, mean, level, draws, details)


def draw_linkages(
    records: Iterable[tuple[str, str]],
    links: Iterable[tuple[str, str, float]],
    *,
    seed: int,
    draws: int = 20,
) -> list[OverlapTable]:
    """Overlap tables under linkages drawn by chance, each link kept with its probability.

    Args:
        records: (record id, list name), every record of every list; ids differ between lists.
        links: (record id, record id, probability from 0 to 1 that both are one person).
        seed: the same seed draws the same linkages.
        draws: how many.

    Raises:
        CountError: a link to a record that is not there, or a probability outside 0 to 1.
    """
    home = dict(records)
    names = list(dict.fromkeys(home.values()))
    firm = list(links)
    for one, two, chance in firm:
        if one not in home or two not in home:
            raise CountError(f"The link {one} – {two} names a record that is on no list. Check the ids.")
        if not 0 <= chance <= 1:
            raise CountError(f"The link {one} – {two} has the probability {chance}; wanted 0 to 1.")
    generator = np.random.default_rng(seed)
    return [_linked(home, names, [link for link in firm if generator.random() < link[2]]) for _ in range(draws)]


def _linked(home: Mapping[str, str], names: Sequence[str], links: Sequence[tuple[str, str, float]]) -> OverlapTable:
    parent = {record: record for record in home}

    def root(record: str) -> str:
        while parent[record] != record:
            parent[record] = parent[parent[record]]
            record = parent[record]
        return record

    for one, two, _ in links:
        parent[root(one)] = root(two)
    people: dict[str, set[str]] = {}
    for record, name in home.items():
        people.setdefault(root(record), set()).add(name)
    patterns: dict[str, int] = {}
    for lists in people.values():
        pattern = "".join("1" if name in lists else "0" for name in names)
        patterns[pattern] = patterns.get(pattern, 0) + 1
    return table_of_patterns(names, patterns.items())
