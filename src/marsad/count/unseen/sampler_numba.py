"""The same sampler as :mod:`sampler`, one chain at a time, compiled by numba: faster, equal in distribution."""

import math
import os
from concurrent.futures import ThreadPoolExecutor

import numba
import numpy as np

from marsad.count.unseen.sampler import SMALLEST, WARM_STEPS, Draws, Floats, Integers, Prior, Run, starts


def simulate_with_numba(
    bits: Integers, counts: Integers, prior: Prior, run: Run, generator: np.random.Generator
) -> Draws:
    """Simulate the chains side by side, each with its own chance; otherwise as :func:`sampler.simulate_in_numpy`."""
    settings = (prior.list_a, prior.list_b, prior.alpha_shape, prior.alpha_rate)
    lengths = (run.classes, run.burn_in, run.iterations, run.thin, run.states)
    unseen = starts(int(counts.sum()), run.chains)
    generators = generator.spawn(run.chains)
    with ThreadPoolExecutor(min(run.chains, os.cpu_count() or 1)) as pool:
        parts = list(
            pool.map(lambda each: _chain(each[0], bits, counts, settings, lengths, each[1]), zip(generators, unseen))
        )
    return Draws(*(np.stack(arrays) for arrays in zip(*parts)))


@numba.njit(cache=True, nogil=True)
def _share_out(rng: np.random.Generator, number: int, weights: Floats, into: Integers) -> None:
    """Give `number` people to classes by weight, one binomial after another."""
    left, total = number, weights.sum()
    for place in range(len(weights) - 1):
        if left == 0:
            return
        chance = weights[place] / total if total > 0 else 0.0
        drawn = left if chance >= 1.0 else rng.binomial(left, chance) if chance > 0 else 0
        into[place] += drawn
        left -= drawn
        total -= weights[place]
    into[len(weights) - 1] += left


@numba.njit(cache=True, nogil=True)
def _people(rng, bits, counts, chances, shares, everyone, ones, held):  # type: ignore[no-untyped-def]
    """Everybody's class, documented and unseen: fills `everyone` and `ones`."""
    patterns, lists = bits.shape
    classes = len(shares)
    everyone[:] = 0
    ones[:] = 0
    weights = np.empty(classes)
    given = np.empty(classes, dtype=np.int64)
    for pattern in range(patterns):
        for place in range(classes):
            weight = shares[place]
            for each in range(lists):
                weight *= chances[each, place] if bits[pattern, each] else 1.0 - chances[each, place]
            weights[place] = max(weight, SMALLEST)
        given[:] = 0
        _share_out(rng, counts[pattern], weights, given)
        for place in range(classes):
            everyone[place] += given[place]
            for each in range(lists):
                if bits[pattern, each]:
                    ones[each, place] += given[place]
    for place in range(classes):
        weights[place] = shares[place]
        for each in range(lists):
            weights[place] *= 1.0 - chances[each, place]
    chance = min(max(weights.sum(), SMALLEST), 1 - 1e-12)
    number = held if held >= 0 else rng.poisson(rng.gamma(counts.sum(), chance / (1 - chance)))
    _share_out(rng, number, weights, everyone)


@numba.njit(cache=True, nogil=True)
def _sticks(rng, everyone, alpha, shares):  # type: ignore[no-untyped-def]
    """New class shares; returns the log of what is left for the last class."""
    behind, log_rest = everyone.sum(), 0.0
    for place in range(len(shares) - 1):
        behind -= everyone[place]
        one, two = rng.gamma(1.0 + everyone[place], 1.0), rng.gamma(alpha + behind, 1.0)
        shares[place] = one / (one + two) * math.exp(log_rest)
        log_rest += math.log(max(two, SMALLEST)) - math.log(max(one + two, SMALLEST))
    shares[len(shares) - 1] = math.exp(log_rest)
    return log_rest


@numba.njit(cache=True, nogil=True)
def _chain(rng, bits, counts, settings, lengths, first):  # type: ignore[no-untyped-def]
    list_a, list_b, alpha_shape, alpha_rate = settings
    classes, burn_in, iterations, thin, states = lengths
    lists = bits.shape[1]
    chances = np.empty((lists, classes))
    for each in range(lists):
        chances[each, :] = min(max((counts * bits[:, each]).sum() / counts.sum(), 0.01), 0.99)
    shares, alpha = np.full(classes, 1.0 / classes), 1.0
    everyone, ones = np.zeros(classes, dtype=np.int64), np.zeros((lists, classes), dtype=np.int64)
    totals, occupied = np.empty(iterations // thin), np.empty(iterations // thin)
    kept_shares, kept_chances = np.empty((states, classes)), np.empty((states, lists, classes))
    gap = max(iterations // max(states, 1), 1)
    for step in range(-WARM_STEPS - burn_in, iterations):
        _people(rng, bits, counts, chances, shares, everyone, ones, first if step < -burn_in else -1)
        for each in range(lists):
            for place in range(classes):
                chances[each, place] = rng.beta(
                    list_a + ones[each, place], list_b + everyone[place] - ones[each, place]
                )
        log_rest = _sticks(rng, everyone, alpha, shares)
        alpha = rng.gamma(alpha_shape + classes - 1, 1.0 / (alpha_rate - log_rest))
        if step >= 0 and step % thin == 0 and step // thin < iterations // thin:
            totals[step // thin] = everyone.sum()
            occupied[step // thin] = (everyone > 0).sum()
        if step >= 0 and step % gap == 0 and step // gap < states:
            kept_shares[step // gap], kept_chances[step // gap] = shares, chances
    return totals, occupied, kept_shares, kept_chances
