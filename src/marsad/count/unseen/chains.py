"""Whether several chains of a simulation tell the same story.

Source:
    Vehtari, Gelman, Simpson, Carpenter and Bürkner (2021), Rank-Normalization, Folding, and Localization: An Improved
    R-hat, Bayesian Analysis 16.
"""

import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm, rankdata

Floats = NDArray[np.float64]


def split_r_hat(draws: Floats) -> float:
    """Rank-normalised split R-hat, the larger of bulk and folded: 1 when all chains agree, above 1.05 when not.

    Args:
        draws: shape (chains, draws).
    """
    halves = _halves(draws)
    if np.ptp(halves) == 0:
        return 1.0
    folded = np.abs(halves - np.median(halves))
    return max(_r_hat(_normal(halves)), _r_hat(_normal(folded)))


def bulk_size(draws: Floats) -> float:
    """How many independent draws the chains are worth for the centre of the distribution.

    Args:
        draws: shape (chains, draws).
    """
    halves = _halves(draws)
    if np.ptp(halves) == 0:
        return float(halves.size)
    return _effective(_normal(halves))


def _halves(draws: Floats) -> Floats:
    half = draws.shape[1] // 2
    return np.concatenate([draws[:, :half], draws[:, -half:]])


def _normal(values: Floats) -> Floats:
    ranks = rankdata(values).reshape(values.shape)
    scores: Floats = norm.ppf((ranks - 0.375) / (values.size + 0.25))
    return scores


def _r_hat(values: Floats) -> float:
    length = values.shape[1]
    within = float(values.var(axis=1, ddof=1).mean())
    between = float(length * values.mean(axis=1).var(ddof=1))
    if within == 0:
        return 1.0 if between == 0 else float("inf")
    return float(np.sqrt(((length - 1) / length * within + between / length) / within))


def _effective(values: Floats) -> float:
    chains, length = values.shape
    within = float(values.var(axis=1, ddof=1).mean())
    spread = (length - 1) / length * within + float(values.mean(axis=1).var(ddof=1))
    together = np.mean([_autocovariance(chain) for chain in values], axis=0)
    correlation = 1 - (within - together * length / (length - 1)) / spread
    correlation[0] = 1.0
    pairs = correlation[: length // 2 * 2].reshape(-1, 2).sum(axis=1)
    stop = int(np.argmax(pairs < 0)) if (pairs < 0).any() else len(pairs)
    kept = np.minimum.accumulate(pairs[:stop])
    time = max(-1 + 2 * float(kept.sum()), 1 / np.log10(chains * length))
    return float(chains * length / time)


def _autocovariance(chain: Floats) -> Floats:
    length = len(chain)
    spectrum = np.fft.rfft(chain - chain.mean(), 2 * length)
    result: Floats = np.fft.irfft(spectrum * np.conj(spectrum))[:length] / length
    return result
