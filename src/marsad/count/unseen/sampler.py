"""The Gibbs sampler of the latent-class model, all chains at once in plain numpy, and its settings and state.

People who are on no list are drawn like everybody else, class by class. Work goes by patterns, not by people: the cost
does not grow with the number of the dead.

Source:
    Manrique-Vallier (2016), Bayesian Population Size Estimation Using Dirichlet Process Mixtures, Biometrics 72.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
SMALLEST = 1e-300
WARM_STEPS = 500
START_LOW, START_HIGH = 0.5, 4.0  # unseen people at the start of the first and the last chain, times the documented


@dataclass(frozen=True, slots=True)
class Prior:
    """What is believed before the lists are seen.

    `list_a` and `list_b` are the Beta prior of each list's chance to hold a person of a class; 1 and 1 is flat.
    `alpha_shape` and `alpha_rate` are the Gamma prior of how many classes there are.
    """

    list_a: float = 1.0
    list_b: float = 1.0
    alpha_shape: float = 0.25
    alpha_rate: float = 0.25


@dataclass(frozen=True, slots=True)
class Run:
    """How long and how wide to simulate: steps a chain, every how manieth draw is kept, how many whole states."""

    classes: int
    chains: int
    burn_in: int
    iterations: int
    thin: int
    states: int

    @property
    def kept(self) -> int:
        """Draws kept of each chain."""
        return self.iterations // self.thin


@dataclass(frozen=True, slots=True, eq=False)
class Draws:
    """What the chains gave.

    Attributes:
        totals: people, shape (chains, draws).
        occupied: classes with anybody in them, shape (chains, draws).
        shares: class shares of some states, shape (chains, states, classes).
        chances: chance of each list by class of the same states, shape (chains, states, lists, classes).
    """

    totals: Floats
    occupied: Floats
    shares: Floats
    chances: Floats


def simulate_in_numpy(
    bits: Integers, counts: Integers, prior: Prior, run: Run, generator: np.random.Generator
) -> Draws:
    """Simulate all chains, a step at a time for all of them.

    Args:
        bits: membership by pattern, shape (patterns, lists).
        counts: people by pattern.
        prior: what is believed before.
        run: how long.
        generator: the chance; the same state gives the same draws.
    """
    chains, classes = run.chains, run.classes
    lists, documented = bits.shape[1], int(counts.sum())
    on: Floats = bits.astype(np.float64)
    off: Floats = 1.0 - on
    start = np.clip(counts @ on / documented, 0.01, 0.99)
    chances = np.broadcast_to(start[None, :, None], (chains, lists, classes)).copy()
    shares: Floats = np.full((chains, classes), 1.0 / classes)
    alpha = np.ones(chains)
    first = starts(documented, chains)
    totals, occupied = np.empty((chains, run.kept)), np.empty((chains, run.kept))
    kept_shares = np.empty((chains, run.states, classes))
    kept_chances = np.empty((chains, run.states, lists, classes))
    gap = max(run.iterations // max(run.states, 1), 1)
    for step in range(-WARM_STEPS - run.burn_in, run.iterations):
        held = first if step < -run.burn_in else None
        tallies, unseen = _people(on, off, counts, chances, shares, held, generator)
        inside = tallies.sum(axis=1)
        everyone = inside + unseen
        ones = np.einsum("cpk,pj->cjk", tallies, on)
        chances = generator.beta(prior.list_a + ones, prior.list_b + everyone[:, None, :] - ones)
        shares, log_rest = _sticks(everyone, alpha, generator)
        alpha = generator.gamma(prior.alpha_shape + classes - 1, 1.0 / (prior.alpha_rate - log_rest))
        if step >= 0 and step % run.thin == 0 and step // run.thin < run.kept:
            totals[:, step // run.thin] = everyone.sum(axis=1)
            occupied[:, step // run.thin] = (everyone > 0).sum(axis=1)
        if step >= 0 and step % gap == 0 and step // gap < run.states:
            kept_shares[:, step // gap], kept_chances[:, step // gap] = shares, chances
    return Draws(totals, occupied, kept_shares, kept_chances)


def starts(documented: int, chains: int) -> Integers:
    """How many unseen people each chain starts from, spread wide.

    Chains that start apart and come together have forgotten where they began; that is what R-hat is asked to see. The
    number is held while the classes warm up, and then let go.
    """
    return np.round(documented * np.geomspace(START_LOW, START_HIGH, chains)).astype(np.int64)


def _people(
    on: Floats,
    off: Floats,
    counts: Integers,
    chances: Floats,
    shares: Floats,
    held: Integers | None,
    generator: np.random.Generator,
) -> tuple[Integers, Integers]:
    """Everybody's class: the documented by pattern, shape (chains, patterns, classes), and the unseen."""
    log_on, log_off = np.log(np.maximum(chances, SMALLEST)), np.log(np.maximum(1 - chances, SMALLEST))
    logs = np.einsum("pj,cjk->cpk", on, log_on) + np.einsum("pj,cjk->cpk", off, log_off)
    logs += np.log(np.maximum(shares, SMALLEST))[:, None, :]
    weights = np.exp(logs - logs.max(axis=2, keepdims=True))
    weights /= weights.sum(axis=2, keepdims=True)
    tallies = generator.multinomial(counts[None, :], weights)
    missed = shares * np.exp(log_off.sum(axis=1))
    chance = np.clip(missed.sum(axis=1), SMALLEST, 1 - 1e-12)
    number = held
    if number is None:
        number = generator.poisson(generator.gamma(counts.sum(), chance / (1 - chance)))
    parts = np.maximum(missed, SMALLEST)
    unseen = generator.multinomial(number, parts / parts.sum(axis=1, keepdims=True))
    return tallies, unseen


def _sticks(everyone: Integers, alpha: Floats, generator: np.random.Generator) -> tuple[Floats, Floats]:
    """New class shares, and the log of what is left for the last class."""
    behind = everyone[:, ::-1].cumsum(axis=1)[:, ::-1] - everyone
    one = generator.gamma(1.0 + everyone[:, :-1])
    two = generator.gamma(alpha[:, None] + behind[:, :-1])
    rest = np.log(np.maximum(two, SMALLEST)) - np.log(np.maximum(one + two, SMALLEST))
    before = np.concatenate([np.zeros((len(alpha), 1)), rest.cumsum(axis=1)], axis=1)
    broken = np.concatenate([one / (one + two), np.ones((len(alpha), 1))], axis=1)
    return broken * np.exp(before), before[:, -1]
