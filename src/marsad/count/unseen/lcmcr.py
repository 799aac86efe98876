"""Bayesian latent-class estimates: people differ in how visible they are, in classes that the data find.

Sources:
    Manrique-Vallier (2016), Biometrics 72. One chain from flat priors, as the method is often run, is not enough:
    chains can sit in different modes for millions of steps; so several run here, and their R-hat is in the answer.
"""

import importlib.util

import numpy as np
from scipy.optimize import least_squares
from scipy.special import polygamma
from scipy.stats import gamma

from marsad.count.unseen.chains import bulk_size, split_r_hat
from marsad.count.unseen.lists import OverlapTable, require_estimable
from marsad.count.unseen.result import Estimate, from_draws
from marsad.count.unseen.sampler import Draws, Prior, Run, simulate_in_numpy
from marsad.model.errors import CountError

MOST_CLASSES = 10
FEWEST_KEPT = 4  # R-hat splits every chain in two
STATES = 100  # whole states kept of each chain, for the posterior predictive check


def lcmcr(
    table: OverlapTable,
    *,
    seed: int,
    prior: str | Prior = "flat",
    classes: int | None = None,
    chains: int = 8,
    burn_in: int = 10_000,
    iterations: int = 50_000,
    thin: int = 10,
    engine: str = "auto",
    level: float = 0.95,
) -> Estimate:
    """Estimate all people by a latent-class model with a Dirichlet-process prior.

    Args:
        table: which lists hold whom; three lists or more.
        seed: the same seed, engine and settings give the same answer.
        prior: "flat" (each list's chance is anything from 0 to 1), "expansion" (in a class, the whole is 1.05 to 10
            times the documented, 90 % sure), or a :class:`Prior`.
        classes: most classes; default 10, or 2 ** lists - 1 if fewer.
        chains: how many independent chains; fewer than 2 cannot show disagreement.
        burn_in: first steps of each chain that are thrown away.
        iterations: steps of each chain after that.
        thin: keep every so manieth step.
        engine: "numba" (compiled), "numpy", or "auto": numba where it is installed.
        level: how sure the interval is.

    Returns:
        The estimate; `best` is the posterior median. `details` holds `r_hat`, `bulk_size`, the mean of every chain and
        the number of classes in use. Whether it may be published is for :func:`diagnose` to say.

    Raises:
        CountError: the table or the settings cannot be used.
    """
    lengths = {"chains": chains, "burn_in": burn_in, "iterations": iterations, "thin": thin}
    return simulate(table, seed=seed, prior=prior, classes=classes, engine=engine, level=level, **lengths)[0]


def simulate(
    table: OverlapTable,
    *,
    seed: int,
    prior: str | Prior = "flat",
    classes: int | None = None,
    chains: int = 8,
    burn_in: int = 10_000,
    iterations: int = 50_000,
    thin: int = 10,
    engine: str = "auto",
    level: float = 0.95,
) -> tuple[Estimate, Draws]:
    """As :func:`lcmcr`, with the draws of every chain for diagnosis."""
    require_estimable(table)
    _check(chains=chains, iterations=iterations, thin=thin, burn_in=burn_in)
    lists = len(table.names)
    believed = prior_of(prior, lists=lists)
    most = classes if classes is not None else min(2**lists - 1, MOST_CLASSES)
    if most < 2:
        raise CountError(f"Found {most} classes; wanted 2 or more.")
    run = Run(most, chains, burn_in, iterations, thin, min(STATES, iterations))
    bits, counts = table.matrix()
    draws = _engine(engine)(bits, counts, believed, run, np.random.default_rng(seed))
    name = prior if isinstance(prior, str) else "own"
    details: dict[str, object] = {
        "r_hat": round(split_r_hat(draws.totals), 4),
        "bulk_size": round(bulk_size(draws.totals)),
        "chain_means": [round(float(value), 1) for value in draws.totals.mean(axis=1)],
        "chains": chains,
        "iterations": iterations,
        "burn_in": burn_in,
        "classes_allowed": most,
        "classes_used": float(np.median(draws.occupied)),
        "prior": {"name": name, "list_a": round(believed.list_a, 4), "list_b": round(believed.list_b, 4)},
        "seed": seed,
    }
    model = f"latent classes, at most {most}, {name} prior"
    return from_draws("lcmcr", model, table.people, draws.totals.ravel(), level=level, details=details), draws


def prior_of(prior: str | Prior, *, lists: int) -> Prior:
    """The prior of a name.

    Raises:
        CountError: no prior has this name.
    """
    if isinstance(prior, Prior):
        return prior
    if prior == "flat":
        return Prior()
    if prior == "expansion":
        return expansion_prior(lists)
    raise CountError(f"The prior is {prior!r}; wanted flat or expansion.")


def expansion_prior(lists: int, *, low: float = 1.05, high: float = 10.0, mass: float = 0.9) -> Prior:
    """A prior that says how much larger than the documented the whole of a class may be.

    With many lists a flat prior on each list's chance says, before any data, that nobody is missing. This one sets the
    Beta prior so that the whole over the documented lies from `low` to `high` with chance `mass`, to a few per cent.

    Raises:
        CountError: the bounds are not 1 < low < high.
    """
    if not 1 < low < high:
        raise CountError(f"The expansion factor is {low} to {high}; wanted 1 < low < high.")
    tail = (1 - mass) / 2
    # log of the chance to be on no list: small for a large expansion factor.
    wanted = np.array([-np.log(1 - 1 / high), -np.log(1 - 1 / low)])

    def gap(logs: np.ndarray[tuple[int], np.dtype[np.float64]]) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        one, two = np.exp(logs)
        # Sum over lists of -log(1 - Beta): its first two cumulants are known; a gamma distribution has both.
        mean = lists * float(polygamma(0, one + two) - polygamma(0, two))
        spread = lists * float(polygamma(1, two) - polygamma(1, one + two))
        found = gamma.ppf([tail, 1 - tail], mean**2 / spread, scale=spread / mean)
        difference: np.ndarray[tuple[int], np.dtype[np.float64]] = np.log(np.maximum(found, 1e-12) / wanted)
        return difference

    answer = least_squares(gap, np.log([1.0, float(lists)]), bounds=(-8, 8))
    one, two = np.exp(answer.x)
    return Prior(list_a=float(one), list_b=float(two))


def _engine(name: str):  # type: ignore[no-untyped-def]
    if name not in ("auto", "numba", "numpy"):
        raise CountError(f"The engine is {name!r}; wanted auto, numba or numpy.")
    has_numba = importlib.util.find_spec("numba") is not None
    if name == "numba" and not has_numba:
        raise CountError("numba is not installed. Install marsad[estimate], or use engine='numpy'.")
    if name == "numpy" or not has_numba:
        return simulate_in_numpy
    from marsad.count.unseen.sampler_numba import simulate_with_numba

    return simulate_with_numba


def _check(**numbers: int) -> None:
    for name, number in numbers.items():
        least = 0 if name == "burn_in" else 2 if name == "chains" else 1
        if number < least:
            raise CountError(f"{name} is {number}; wanted {least} or more.")
    kept = numbers["iterations"] // numbers["thin"]
    if kept < FEWEST_KEPT:
        raise CountError(f"Each chain would keep {kept} draws; wanted {FEWEST_KEPT} or more. Raise iterations.")
