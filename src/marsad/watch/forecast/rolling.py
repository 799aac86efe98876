"""Forecasts judged from rolling origins, and the gate: what does not beat the benchmark is not shown."""

from dataclasses import dataclass, field

import numpy as np

from marsad.model.errors import WatchError
from marsad.watch.forecast.draws import BENCHMARKS, FAMILIES, HALF_LIVES, REFERENCE, Model
from marsad.watch.forecast.scores import Scores, crps, score
from marsad.watch.panel import Integers, Numbers


@dataclass(frozen=True, slots=True)
class ForecastSettings:
    """`horizons` months ahead; a forecast from every `step` months; the first after `least_months` of history.

    `level` is of the interval of the skill; `repeats` of its bootstrap, in blocks of `block` origins.
    """

    horizons: int = 6
    step: int = 3
    least_months: int = 18
    level: float = 0.90
    repeats: int = 1000
    block: int = 2


@dataclass(frozen=True, slots=True)
class Skill:
    """1 − CRPS / CRPS of conflictology: above 0 is better than the own last year; with its interval."""

    model: str
    skill: float
    low: float
    high: float

    @property
    def beats(self) -> bool:
        """Whether the whole interval lies above 0."""
        return self.low > 0.0


@dataclass(frozen=True, slots=True)
class Outlook:
    """What is to be expected, and how such forecasts did before.

    `shown` is the model behind `quantiles`; where none beats the benchmark it is the benchmark itself, and
    `is_benchmark` says so. `quantiles` are 5, 50 and 95 %, shape (series, horizons, 3).
    """

    shown: str
    is_benchmark: bool
    half_life: float | None
    quantiles: Numbers
    scores: tuple[Scores, ...]
    skills: tuple[Skill, ...]
    origins: int
    half_lives: dict[str, tuple[float, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Past:
    """Every model's draws from every origin, shape (origins, series, horizons, draws), and what came."""

    origins: tuple[int, ...]
    draws: dict[str, Integers]
    seen: Integers


def forecast(months: Integers, *, seed: int, settings: ForecastSettings | None = None) -> Outlook:
    """Judge all models on the past, then forecast with the one that has earned it.

    Args:
        months: whole numbers by month, shape (series, months), the last column the newest whole month.
        seed: of the draws.
        settings: see there.

    Raises:
        WatchError: too little history for three origins.
    """
    chosen = settings or ForecastSettings()
    needed = chosen.least_months + chosen.horizons + 2 * chosen.step
    if months.shape[1] < needed or len(months) == 0:
        raise WatchError(
            f"A forecast needs {needed} months of history to be judged on; found {months.shape[1]} months of "
            f"{len(months)} series. Collect or import older data."
        )
    past, half_lives = _replay(months, np.random.default_rng(seed), chosen)
    scores = tuple(score(name, draws, past.seen) for name, draws in past.draws.items())
    skills = tuple(
        _skill(name, past, np.random.default_rng(seed + 1), chosen) for name in past.draws if name != REFERENCE
    )
    earned = [skill for skill in skills if skill.beats and skill.model in FAMILIES]
    best = max(earned, key=lambda skill: skill.skill, default=None)
    name = best.model if best else REFERENCE
    half_life = half_lives[name][-1] if best else None
    model = _family(name, half_life) if half_life is not None else _benchmark(REFERENCE)
    drawn = model.draw(months, chosen.horizons, np.random.default_rng(seed + 2))
    quantiles = np.moveaxis(np.quantile(drawn, [0.05, 0.5, 0.95], axis=-1), 0, -1)
    return Outlook(name, best is None, half_life, quantiles, scores, skills, len(past.origins), half_lives)


def _family(name: str, half_life: float) -> Model:
    says, make = FAMILIES[name]
    return Model(name, says, make(half_life))


def _benchmark(name: str) -> Model:
    return next(model for model in BENCHMARKS if model.name == name)


def _replay(
    months: Integers, random: np.random.Generator, settings: ForecastSettings
) -> tuple[_Past, dict[str, tuple[float, ...]]]:
    """All forecasts as they would have been made. A family's half-life is that which did best before each origin.

    The last half-life of each family, beyond the last origin, is for the forecast of the future.
    """
    origins = tuple(range(settings.least_months, months.shape[1] - settings.horizons + 1, settings.step))
    seen = np.stack([months[:, origin : origin + settings.horizons] for origin in origins])
    draws = {
        model.name: np.stack([model.draw(months[:, :origin], settings.horizons, random) for origin in origins])
        for model in BENCHMARKS
    }
    half_lives: dict[str, tuple[float, ...]] = {}
    for name in FAMILIES:
        tried = [
            np.stack([_family(name, h).draw(months[:, :origin], settings.horizons, random) for origin in origins])
            for h in HALF_LIVES
        ]
        errors = np.array([[crps(d, s).mean() for d, s in zip(each, seen)] for each in tried])
        picks = [_pick(errors, origins, origin, settings) for origin in (*origins, months.shape[1])]
        draws[name] = np.stack([tried[pick][n] for n, pick in enumerate(picks[:-1])])
        half_lives[name] = tuple(HALF_LIVES[pick] for pick in picks)
    return _Past(origins, draws, seen), half_lives


def _pick(errors: Numbers, origins: tuple[int, ...], now: int, settings: ForecastSettings) -> int:
    """The half-life with the least error among forecasts whose months had all passed; 6 months before there are any."""
    over = [n for n, origin in enumerate(origins) if origin + settings.horizons <= now]
    if not over:
        return HALF_LIVES.index(6.0)
    return int(np.argmin(errors[:, over].mean(axis=1)))


def _skill(name: str, past: _Past, random: np.random.Generator, settings: ForecastSettings) -> Skill:
    """Skill with an interval: origins are drawn again in blocks, since neighbouring ones share months."""
    own = np.array([crps(d, s).mean() for d, s in zip(past.draws[name], past.seen)])
    other = np.array([crps(d, s).mean() for d, s in zip(past.draws[REFERENCE], past.seen)])
    count = len(own)
    block = min(settings.block, count)
    starts = random.integers(0, count, (settings.repeats, -(-count // block)))
    rows = ((starts[:, :, None] + np.arange(block)) % count).reshape(settings.repeats, -1)[:, :count]
    drawn = 1.0 - own[rows].mean(axis=1) / np.maximum(other[rows].mean(axis=1), 1e-12)
    tail = (1.0 - settings.level) / 2.0
    low, high = np.quantile(drawn, [tail, 1.0 - tail])
    return Skill(name, float(1.0 - own.mean() / max(other.mean(), 1e-12)), float(low), float(high))
