"""The gate: what in a table, an estimate and its checks stands against publishing it.

Thresholds were set on the published tables of benchmarks/estimate.py and on simulated ones with a known answer; the
docs page shows how often estimates that pass hold the truth. They are no law: change them with a reason.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from scipy.stats import chi2

from marsad.count.unseen.overlap import Overlap
from marsad.count.unseen.reasons import Reason, Weight
from marsad.count.unseen.result import Estimate

MOST_R_HAT = 1.05
FEWEST_DRAWS = 100
FEWEST_OVERLAPPING = 10
WIDEST = 10.0  # largest factor between the ends of the interval of the undocumented
FARTHEST = 10.0  # largest factor between the undocumented without one list and without another
FAR_CRITERIA = 2.0
MOST_SATURATED = 0.5
POOR_FIT = 0.001


def reasons_of_table(seen: Overlap) -> Iterator[Reason]:
    """What the lists themselves say against any estimate."""
    if seen.table.overlapping < FEWEST_OVERLAPPING:
        yield Reason("few_overlaps", "stop", {"people": seen.table.overlapping, "wanted": FEWEST_OVERLAPPING})
    for name in seen.lonely:
        yield Reason("lonely_list", "stop", {"list": name})
    if seen.small:
        yield Reason("small_lists", "note", {"names": ", ".join(seen.small), "least": 60})


def reasons_of_estimate(made: Estimate) -> Iterator[Reason]:
    """What an estimate says against itself."""
    details = made.details
    low, high = made.low - made.documented, made.high - made.documented
    if high == float("inf"):
        yield Reason("no_bound", "stop", {"low": made.low})
    elif high > WIDEST * max(low, 1.0) and high > 0.1 * made.documented:
        yield Reason("wide", "bound", {"low": low, "high": high, "factor": WIDEST})
    if made.method == "lcmcr":
        yield from _of_chains(details)
    if made.method == "dga":
        yield from _of_graphs(details)
    if made.method == "loglinear":
        yield from _of_models(made)


def is_sound(made: Estimate) -> bool:
    """Whether an estimate says nothing against itself that forbids a number."""
    return all(reason.weight != "stop" for reason in reasons_of_estimate(made))


def _of_chains(details: Mapping[str, object]) -> Iterator[Reason]:
    means: Any = details["chain_means"]
    r_hat, size = _number(details, "r_hat"), int(_number(details, "bulk_size"))
    if r_hat > MOST_R_HAT:
        values = {"chains": len(means), "r_hat": r_hat, "most": MOST_R_HAT, "low": min(means), "high": max(means)}
        yield Reason("r_hat", "stop", values)
    elif size < FEWEST_DRAWS:
        yield Reason("few_draws", "bound", {"size": size, "wanted": FEWEST_DRAWS})


def _of_graphs(details: Mapping[str, object]) -> Iterator[Reason]:
    saturated, edge = _number(details, "saturated_weight"), _number(details, "weight_at_most_unseen")
    if saturated > MOST_SATURATED:
        yield Reason("saturated", "stop", {"weight": f"{saturated:.0%}"})
    if edge > 0.001:
        yield Reason("at_edge", "stop", {"most": details["most_unseen"]})


def _of_models(made: Estimate) -> Iterator[Reason]:
    models, other = made.details.get("models"), made.details.get("best_by_other_criterion")
    if not isinstance(models, list) or not isinstance(other, dict):
        return
    first = models[0]
    if first["degrees"] == 0 and first["weight"] > MOST_SATURATED:
        yield Reason("no_check", "bound")
    elif first["degrees"] > 0 and chi2.sf(first["deviance"], first["degrees"]) < POOR_FIT:
        yield Reason("poor_fit", "bound", {"p": float(chi2.sf(first["deviance"], first["degrees"]))})
    values = {"other": float(other["total"]), "best": made.best}
    factor = _factor(made.documented, [made.best, float(other["total"])])
    if factor > FAR_CRITERIA:
        yield Reason("criteria_far", "stop", values | {"factor": factor})
    elif not made.low <= float(other["total"]) <= made.high:
        yield Reason("criteria", "bound", values)


def reasons_of_leaving_out(made: Estimate, without: Mapping[str, Estimate | None]) -> Iterator[Reason]:
    """What happens when one list had never been."""
    if all(each is None for each in without.values()):
        yield Reason("leave_one_out_none", "note")
        return
    known = {name: each.best for name, each in without.items() if each is not None and is_sound(each)}
    broken = [name for name in without if name not in known]
    if broken:
        # A check of which nothing came is no check passed.
        yield Reason("leave_one_out_broken", "note" if known else "bound", {"names": ", ".join(broken)})
    if not known:
        return
    low, high = min(known.values()), max(known.values())
    farthest = max(known, key=lambda name: abs(known[name] - made.best))
    values = {"low": low, "high": high, "interval_low": made.low, "interval_high": made.high, "list": farthest}
    # The rest would say fewer than are documented with it: the lists see different people.
    blind = [name for name, total in known.items() if total < made.documented]
    for name in blind[:2]:
        yield Reason("leave_one_out_blind", "bound", {"list": name, "low": known[name], "people": made.documented})
    sighted = [total for total in known.values() if total >= made.documented]
    factor = _factor(made.documented, sighted) if sighted else 1.0
    if factor > FARTHEST and max(sighted) - min(sighted) > 0.5 * made.documented:
        yield Reason("leave_one_out_far", "stop", {"low": min(sighted), "high": max(sighted), "factor": factor})
    elif high - low > made.high - made.low:
        yield Reason("leave_one_out", "bound", values)


def reasons_of_prior(made: Estimate, others: Sequence[Estimate]) -> Iterator[Reason]:
    """What another prior would have said."""
    for other in others:
        prior: Any = other.details["prior"]
        r_hat = _number(other.details, "r_hat")
        if not made.low <= other.best <= made.high:
            yield Reason("prior", "bound", {"prior": prior["name"], "other": other.best, "best": made.best})
        elif r_hat > MOST_R_HAT:
            # The long tail that the other prior allows mixes slowly; its centre is what is compared.
            yield Reason("prior_modes", "note", {"prior": prior["name"], "r_hat": r_hat})


def reasons_of_methods(made: Estimate, others: Sequence[Estimate]) -> Iterator[Reason]:
    """Whether another method, itself in order, contradicts this one."""
    for other in others:
        if not is_sound(other):
            continue
        if other.low > made.high or other.high < made.low:
            yield Reason("methods", "bound", {"method": other.method, "low": other.low, "high": other.high})


def reasons_of_linkages(estimates: Sequence[Estimate]) -> Iterator[Reason]:
    """Whether matching the lists otherwise changes the answer."""
    totals = [each.best for each in estimates]
    factor = max(
        _factor(one.documented, [one.best, two.best]) for one in estimates for two in estimates if one.best <= two.best
    )
    if factor > 2.0:
        weight: Weight = "stop" if factor > FARTHEST else "bound"
        yield Reason("linkage", weight, {"low": min(totals), "high": max(totals), "factor": factor})


def _number(details: Mapping[str, object], name: str) -> float:
    """A figure of a method's details."""
    value: Any = details[name]
    return float(value)


def _factor(documented: int, totals: Sequence[float]) -> float:
    """How many times the smallest number of undocumented goes into the largest."""
    return (max(totals) - documented) / max(min(totals) - documented, 1.0)
