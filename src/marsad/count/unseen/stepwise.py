"""Stepwise choice of pairwise terms, for many lists or sparse overlaps.

Source:
    Chan, Silverman and Vincent (2021), Multiple Systems Estimation for Sparse Capture Data. How a pair without any
    shared person is tested was settled by the published results (UK, New Orleans, Western US, Netherlands): with the
    Poisson probability of seeing nobody where the current model expects somebody.
"""

import numpy as np
from scipy.stats import chi2

from marsad.count.unseen.fit import Fit, Floats, design, fit, newton
from marsad.count.unseen.models import closure, pairs_of

THRESHOLD = 0.02  # published choice; benchmarks/estimate.py: UK, New Orleans, Western US, Netherlands


def stepwise(counts: Floats, *, lists: int, threshold: float = THRESHOLD) -> list[Fit]:
    """Add the pair with the smallest p-value, again and again, while it is below the threshold.

    Pairs that would leave no finite maximum are passed over. Returns every step, independence first; the last is the
    chosen model.
    """
    steps = [fit(closure([], lists=lists), counts)]
    if not steps[0].exists:
        return steps
    while True:
        now = steps[-1]
        expected = _expected(now, counts)
        candidates = []
        for pair in pairs_of(lists):
            if pair in now.terms:
                continue
            larger = fit(now.terms | {pair}, counts)
            if larger.exists:
                candidates.append((_p_value(now, larger, pair, expected), pair, larger))
        if not candidates:
            return steps
        smallest, _, chosen = min(candidates, key=lambda each: each[:2])
        if smallest > threshold:
            return steps
        steps.append(chosen)


def _expected(now: Fit, counts: Floats) -> Floats:
    """Fitted people by cell, 0 where a term at minus infinity closes the cell."""
    made = design(now.terms, counts)
    expected = np.zeros(len(counts))
    expected[made.rows] = newton(made.columns, counts[made.rows])[1]
    return expected


def _p_value(now: Fit, larger: Fit, pair: int, expected: Floats) -> float:
    if pair in larger.minus_infinity:
        cells = np.arange(len(expected))
        return float(np.exp(-expected[(cells & pair) == pair].sum()))
    return float(chi2.sf(max(now.deviance - larger.deviance, 0.0), 1))
