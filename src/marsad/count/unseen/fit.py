"""Fitting one log-linear model: maximum likelihood, whether it exists, and intervals.

Poisson counts in the 2 ** lists - 1 cells that can be seen; the intercept is the log of the cell that cannot. A term
whose lists nobody shares has its maximum at minus infinity: its cells are fixed at zero and left out, and the term
still counts as a parameter.

Sources:
    Fienberg (1972); Cormack (1992) for the profile interval; Fienberg and Rinaldo (2012) for existence; Chan, Silverman
    and Vincent (2021) for terms at minus infinity.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq, linprog
from scipy.special import gammaln, xlogy
from scipy.stats import chi2, norm

from marsad.count.unseen.models import Terms, name_of
from marsad.model.errors import CountError

Floats = NDArray[np.float64]
MOST_STEPS = 60
LARGEST_ERROR = 30.0  # a term less sure than this may be running to infinity: ask the linear program


@dataclass(frozen=True, slots=True, eq=False)
class Fit:
    """One model fitted to one table.

    `unseen` is the estimated number of people on no list, `error` the standard error of its logarithm. `parameters`
    counts terms at minus infinity, which `minus_infinity` lists as bit masks. `exists` is False where no finite
    maximum exists; then the numbers are not to be used and `why` says what is missing.
    """

    terms: Terms
    documented: int
    unseen: float
    error: float
    log_likelihood: float
    deviance: float
    parameters: int
    cells: int
    exists: bool = True
    why: str = ""
    minus_infinity: tuple[int, ...] = ()

    @property
    def name(self) -> str:
        """The model by its largest terms."""
        return name_of(self.terms)

    @property
    def total(self) -> float:
        """All people, documented or not."""
        return self.documented + self.unseen

    @property
    def degrees(self) -> int:
        """Cells less parameters; at 0 the table cannot contradict the model."""
        return self.cells - self.parameters

    @property
    def aic(self) -> float:
        """Akaike's criterion: smaller is better."""
        return -2 * self.log_likelihood + 2 * self.parameters

    @property
    def bic(self) -> float:
        """The Bayesian criterion, with the documented as sample size: smaller is better."""
        return float(-2 * self.log_likelihood + np.log(self.documented) * self.parameters)

    def wald(self, level: float = 0.95) -> tuple[float, float]:
        """The interval that is symmetric in the logarithm of the unseen."""
        reach = float(norm.ppf((1 + level) / 2)) * self.error
        return (
            self.documented + self.unseen * float(np.exp(-reach)),
            self.documented + self.unseen * float(np.exp(reach)),
        )


@dataclass(frozen=True, slots=True, eq=False)
class Design:
    """A model made ready: which cells it looks at and its columns, shape (cells, 1 + finite terms)."""

    rows: NDArray[np.int64]
    columns: Floats
    minus_infinity: tuple[int, ...]


def design(terms: Terms, counts: Floats) -> Design:
    """The columns of a model for the cells it can fit."""
    masks = np.arange(1, len(counts))
    inside = np.array(sorted(terms))
    holds = (masks[:, None] & inside[None, :]) == inside[None, :]
    empty = holds.T @ counts[1:] == 0
    open_cells = ~(holds[:, empty].any(axis=1))
    rows = masks[open_cells]
    columns = np.column_stack([np.ones(len(rows)), holds[np.ix_(open_cells, ~empty)]]).astype(np.float64)
    return Design(rows, columns, tuple(int(term) for term in inside[empty]))


def fit(terms: Terms, counts: Floats) -> Fit:
    """Fit a model to the people by cell (:meth:`OverlapTable.cells`)."""
    made = design(terms, counts)
    seen = counts[made.rows]
    documented, cells = int(counts[1:].sum()), len(counts) - 1
    parameters = made.columns.shape[1] + len(made.minus_infinity)
    # The columns are zeros and ones: their products are exact, and a small matrix to take the rank of.
    if np.linalg.matrix_rank(made.columns.T @ made.columns) < made.columns.shape[1]:
        return _missing(terms, documented, parameters, cells, "not identified", made.minus_infinity)
    beta, fitted = newton(made.columns, seen)
    errors = _errors(made.columns, fitted)
    if (beta is None or errors.max() > LARGEST_ERROR) and not has_maximum(made.columns, seen):
        return _missing(terms, documented, parameters, cells, "no finite maximum", made.minus_infinity)
    if beta is None or not np.isfinite(errors[0]):
        return _missing(terms, documented, parameters, cells, "did not converge", made.minus_infinity)
    error = float(errors[0])
    likelihood = float((xlogy(seen, fitted) - fitted - gammaln(seen + 1)).sum())
    deviance = float(2 * (xlogy(seen, seen) - xlogy(seen, fitted) - (seen - fitted)).sum())
    return Fit(
        terms, documented, float(np.exp(beta[0])), error, likelihood, deviance, parameters, cells,
        minus_infinity=made.minus_infinity,
    )  # fmt: skip


def _errors(columns: Floats, fitted: Floats) -> Floats:
    """The standard error of each coefficient; infinite where the information is singular."""
    information = columns.T @ (fitted[:, None] * columns)
    try:
        variances: Floats = np.diag(np.linalg.inv(information))
    except np.linalg.LinAlgError:
        return np.full(columns.shape[1], np.inf)
    return np.sqrt(np.where(variances > 0, variances, np.inf))


def _missing(
    terms: Terms, documented: int, parameters: int, cells: int, why: str, minus_infinity: tuple[int, ...]
) -> Fit:
    nan = float("nan")
    return Fit(terms, documented, nan, nan, -np.inf, np.inf, parameters, cells, False, why, minus_infinity)


def newton(columns: Floats, seen: Floats, offset: Floats | None = None) -> tuple[Floats | None, Floats]:
    """Maximum likelihood of Poisson counts by iterated weighted least squares.

    Returns:
        The coefficients (None where the steps do not settle) and the fitted counts.
    """
    base = np.zeros(len(seen)) if offset is None else offset
    fitted: Floats = seen + 0.5
    linear: Floats = np.asarray(np.log(fitted))
    before = np.inf
    for _ in range(MOST_STEPS):
        weighted = columns * fitted[:, None]
        target = linear - base + (seen - fitted) / fitted
        try:
            beta: Floats = np.asarray(np.linalg.solve(weighted.T @ columns, weighted.T @ target), dtype=np.float64)
        except np.linalg.LinAlgError:
            return None, fitted
        linear = np.clip(columns @ beta + base, -40, 40)
        fitted = np.exp(linear)
        loss = float((fitted - seen * linear).sum())
        if abs(before - loss) <= 1e-11 * (abs(loss) + 1):
            return beta, fitted
        before = loss
    return None, fitted


def has_maximum(columns: Floats, seen: Floats) -> bool:
    """Whether the likelihood has a finite maximum.

    It has exactly where some table with people in every cell gives the same sums as this one (a linear program).
    """
    cells, terms = columns.shape
    cost = np.zeros(cells + 1)
    cost[-1] = -1.0
    sums = columns.T @ seen
    scale = max(1.0, float(seen.max()))
    answer = linprog(
        cost,
        A_ub=np.column_stack([-np.eye(cells), np.ones(cells)]),
        b_ub=np.zeros(cells),
        A_eq=np.column_stack([columns.T, np.zeros(terms)]),
        b_eq=sums / scale,
        bounds=[(0, None)] * cells + [(0, 1)],
        method="highs",
    )
    return bool(answer.status == 0 and -answer.fun > 1e-9)


def profile(
    made: Fit, counts: Floats, *, sampling: str = "multinomial", level: float = 0.95
) -> tuple[float, float, float]:
    """The profile-likelihood interval of the total: all numbers that the data do not reject.

    Args:
        made: the fit whose model is meant.
        counts: people by cell.
        sampling: "multinomial" (a population of fixed size) or "poisson".
        level: how sure.

    Returns:
        Low, the most likely number under this sampling, high; in people. High is infinite where the likelihood stays
        flat.
    """
    if sampling not in ("multinomial", "poisson"):
        raise CountError(f"Sampling is {sampling!r}; wanted multinomial or poisson.")
    curve = _Profile(design(made.terms, counts), counts, sampling)
    guess = max(made.unseen, 0.5)
    best = _maximum(curve, guess)
    cut = curve.at(best) - float(chi2.ppf(level, 1)) / 2

    def above(log_unseen: float) -> float:
        return curve.at(float(np.exp(log_unseen))) - cut

    low = 0.0 if curve.at(1e-6) > cut else float(np.exp(brentq(above, np.log(1e-6), np.log(best), xtol=1e-9)))
    far = np.log(best) + 1.0
    while above(far) > 0 and far < np.log(best) + 12:
        far += 1.0
    high = np.inf if above(far) > 0 else float(np.exp(brentq(above, np.log(best), far, xtol=1e-9)))
    return made.documented + low, made.documented + best, made.documented + high


@dataclass(frozen=True, slots=True, eq=False)
class _Profile:
    """The likelihood of a number of unseen people, all else at its best."""

    made: Design
    counts: Floats
    sampling: str

    def at(self, unseen: float) -> float:
        seen = self.counts[self.made.rows]
        if self.sampling == "poisson":
            offset = np.full(len(seen), np.log(unseen))
            _, fitted = newton(self.made.columns[:, 1:], seen, offset)
            return float((xlogy(seen, fitted) - fitted).sum())
        first = np.zeros((1, self.made.columns.shape[1]))
        first[0, 0] = 1.0
        table = np.concatenate([[unseen], seen])
        _, fitted = newton(np.vstack([first, self.made.columns]), table)
        everyone = table.sum()
        shares = fitted / everyone
        return float(gammaln(everyone + 1) - gammaln(unseen + 1) + xlogy(table, shares).sum())


def _maximum(curve: _Profile, guess: float) -> float:
    """Golden-section search in the logarithm of the unseen."""
    golden = (np.sqrt(5) - 1) / 2
    left, right = np.log(guess) - 3, np.log(guess) + 3
    one, two = right - golden * (right - left), left + golden * (right - left)
    at_one, at_two = curve.at(float(np.exp(one))), curve.at(float(np.exp(two)))
    while right - left > 1e-7:
        if at_one > at_two:
            right, two, at_two = two, one, at_one
            one = right - golden * (right - left)
            at_one = curve.at(float(np.exp(one)))
        else:
            left, one, at_one = one, two, at_two
            two = left + golden * (right - left)
            at_two = curve.at(float(np.exp(two)))
    return float(np.exp((left + right) / 2))
