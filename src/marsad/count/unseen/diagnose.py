"""An estimate with everything that speaks for and against it, and the verdict of the gate."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from marsad.count.unseen.dga import dga
from marsad.count.unseen.gate import (
    is_sound,
    reasons_of_estimate,
    reasons_of_leaving_out,
    reasons_of_methods,
    reasons_of_prior,
    reasons_of_table,
)
from marsad.count.unseen.graphs import FEWEST, MOST
from marsad.count.unseen.lcmcr import lcmcr, simulate
from marsad.count.unseen.lists import OverlapTable
from marsad.count.unseen.loglinear import loglinear
from marsad.count.unseen.overlap import Overlap, overlap
from marsad.count.unseen.reasons import Reason, Verdict, verdict_of
from marsad.count.unseen.result import Estimate
from marsad.count.unseen.sampler import Draws
from marsad.model.errors import CountError

METHODS = ("lcmcr", "loglinear", "dga")
RARE = 0.001  # a pair's overlap is called out beyond this; tables have 3 to 200 pairs


@dataclass(frozen=True, slots=True)
class Length:
    """How long to simulate: for the estimate itself, and for each check."""

    chains: int = 8
    burn_in: int = 10_000
    iterations: int = 50_000
    thin: int = 10
    check_chains: int = 4
    check_burn_in: int = 5_000
    check_iterations: int = 10_000


@dataclass(frozen=True, slots=True)
class Predicted:
    """One pair of lists: the shared people, and what the fitted model would expect, 99.9 % of the time."""

    lists: tuple[str, str]
    seen: int
    low: int
    high: int

    @property
    def is_met(self) -> bool:
        """Whether what was seen lies in what was expected."""
        return self.low <= self.seen <= self.high


@dataclass(frozen=True, slots=True, eq=False)
class Diagnosis:
    """The verdict, its reasons, and the checks behind them.

    Attributes:
        estimate: the headline method's answer.
        verdict: "publish", "bound" (a lower bound only) or "stop" (no number).
        reasons: why; those that stop first.
        lists: the table's own diagnostics.
        without: by list, the answer had that list never been; None where the rest could not be estimated.
        priors: the answer under other priors (latent classes only).
        methods: the answers of the other methods; a method that refuses is in `refused`.
        refused: by method, why it gives no answer.
        predicted: pair overlaps against what the model expects (latent classes only).
    """

    estimate: Estimate
    verdict: Verdict
    reasons: tuple[Reason, ...]
    lists: Overlap
    without: Mapping[str, Estimate | None]
    priors: tuple[Estimate, ...]
    methods: tuple[Estimate, ...]
    refused: Mapping[str, str]
    predicted: tuple[Predicted, ...]

    @property
    def lower_bound(self) -> int:
        """What may be said where only a lower bound may: the lowest of the interval's end and of every check."""
        lows = [self.estimate.low, *(each.low for each in self.priors if is_sound(each))]
        lows += [each.best for each in self.without.values() if each is not None and is_sound(each)]
        return max(self.estimate.documented, int(min(lows)))


def estimate(
    table: OverlapTable, *, method: str, seed: int, length: Length | None = None, prior: str = "flat"
) -> Estimate:
    """Estimate by the method of that name, with its defaults.

    Raises:
        CountError: no such method, or the table cannot be used.
    """
    if method == "loglinear":
        return loglinear(table)
    if method == "dga":
        return dga(table)
    if method != "lcmcr":
        raise CountError(f"The method is {method!r}; wanted one of {', '.join(METHODS)}.")
    run = length or Length()
    return lcmcr(
        table, seed=seed, prior=prior, chains=run.chains, burn_in=run.burn_in, iterations=run.iterations, thin=run.thin
    )


def diagnose(
    table: OverlapTable,
    *,
    seed: int,
    method: str = "lcmcr",
    prior: str = "flat",
    length: Length | None = None,
    is_quick: bool = False,
) -> Diagnosis:
    """Estimate, check in every way there is, and say whether the number may go out.

    Args:
        table: which lists hold whom.
        seed: the same seed gives the same answer.
        method: whose answer is the headline: "lcmcr", "loglinear" or "dga".
        prior: of the latent classes.
        length: how long to simulate.
        is_quick: leave out the checks that simulate again (lists left out, other priors).

    Raises:
        CountError: the table or the method cannot be used.
    """
    run = length or Length()
    predicted: tuple[Predicted, ...] = ()
    if method == "lcmcr":
        made, draws = simulate(
            table,
            seed=seed,
            prior=prior,
            chains=run.chains,
            burn_in=run.burn_in,
            iterations=run.iterations,
            thin=run.thin,
        )
        predicted = predict(table, draws, seed=seed)
    else:
        made = estimate(table, method=method, seed=seed, length=run)
    check = Length(run.check_chains, run.check_burn_in, run.check_iterations, run.thin)
    without = {} if is_quick else leave_one_out(table, method=method, seed=seed, length=check, prior=prior)
    priors: tuple[Estimate, ...] = ()
    if method == "lcmcr" and not is_quick:
        other = "expansion" if prior == "flat" else "flat"
        priors = (estimate(table, method="lcmcr", seed=seed, length=check, prior=other),)
    methods, refused = _others(table, method, seed, check, is_quick)
    seen = overlap(table)
    reasons = [*reasons_of_table(seen), *reasons_of_estimate(made)]
    if not is_quick:
        reasons += [*reasons_of_leaving_out(made, without), *reasons_of_prior(made, priors)]
    reasons += [*reasons_of_methods(made, methods), *_of_predicted(predicted), Reason("visibility", "note")]
    reasons.sort(key=lambda reason: ("stop", "bound", "note").index(reason.weight))
    verdict = verdict_of(reasons)
    return Diagnosis(made, verdict, tuple(reasons), seen, without, priors, methods, refused, predicted)


def leave_one_out(
    table: OverlapTable, *, method: str, seed: int, length: Length, prior: str = "flat"
) -> dict[str, Estimate | None]:
    """The answer without each list in turn; None where what is left cannot be estimated from."""
    found: dict[str, Estimate | None] = {}
    for name in table.names:
        try:
            found[name] = estimate(table.without(name), method=method, seed=seed, length=length, prior=prior)
        except CountError:
            found[name] = None
    return found


def predict(table: OverlapTable, draws: Draws, *, seed: int) -> tuple[Predicted, ...]:
    """What the fitted classes expect two lists to share, against what they do share."""
    generator = np.random.default_rng(seed)
    shares = draws.shares.reshape(-1, draws.shares.shape[-1])
    chances = draws.chances.reshape(len(shares), len(table.names), -1)
    unseen = (shares * np.prod(1 - chances, axis=1)).sum(axis=1)
    everyone = np.round(table.people / np.maximum(1 - unseen, 1e-9)).astype(np.int64)
    found = []
    for one, two in combinations(range(len(table.names)), 2):
        both = np.clip((shares * chances[:, one] * chances[:, two]).sum(axis=1), 0, 1)
        low, high = np.quantile(generator.binomial(everyone, both), [RARE / 2, 1 - RARE / 2])
        found.append(Predicted((table.names[one], table.names[two]), table.both(one, two), int(low), int(high)))
    return tuple(found)


def _of_predicted(predicted: tuple[Predicted, ...]) -> Iterator[Reason]:
    missed = [each for each in predicted if not each.is_met]
    for each in missed[:3]:
        values = {"list": " and ".join(each.lists), "seen": each.seen, "low": each.low, "high": each.high}
        yield Reason("predictive", "bound", values)


def _others(
    table: OverlapTable, method: str, seed: int, length: Length, is_quick: bool
) -> tuple[tuple[Estimate, ...], dict[str, str]]:
    found: list[Estimate] = []
    refused: dict[str, str] = {}
    for other in METHODS:
        if other == method or (other == "lcmcr" and is_quick):
            continue
        try:
            if other == "dga" and not FEWEST <= len(table.names) <= MOST:
                refused[other] = f"takes {FEWEST} to {MOST} lists"
                continue
            found.append(estimate(table, method=other, seed=seed, length=length))
        except CountError as problem:
            refused[other] = str(problem)
    return tuple(found), refused
