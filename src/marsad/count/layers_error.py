"""The reporting-error layer: what the deaths reported in events may stand for, as experts of such data judge.

The parameters are data, with their source, in ``layers_vesco.yaml``.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
import yaml
from numpy.typing import NDArray
from scipy.special import expit

from marsad.count.layers import Layer
from marsad.model.errors import CountError

EULER = 0.5772156649015329  # mean of the standard Gumbel distribution


@dataclass(frozen=True, slots=True)
class Error:
    """What one reported number of deaths may stand for.

    With chance `weight` the report is right; otherwise the truth follows a Gumbel distribution, in deaths.
    """

    reported: int
    weight: float
    location: float
    scale: float

    @property
    def mean(self) -> float:
        """The expected deaths behind the report."""
        return self.weight * self.reported + (1 - self.weight) * (self.location + EULER * self.scale)

    def draw(self, draws: int, generator: np.random.Generator) -> NDArray[np.float64]:
        """Possible deaths, none below 0."""
        other = np.maximum(generator.gumbel(self.location, self.scale, draws), 0.0)
        return np.where(generator.random(draws) < self.weight, float(self.reported), other)


def error_of(reported: int, *, violence: str = "state-based") -> Error:
    """The error model of one event.

    Args:
        reported: deaths in the event's best figure; 1 or more.
        violence: type of violence; the published parameters known here are of state-based violence.

    Raises:
        CountError: no deaths, or no parameters for this type.

    Example:
        >>> round(error_of(5).mean, 2)
        8.07
    """
    if reported < 1:
        raise CountError(f"The event reports {reported} deaths; the error model is about events with at least 1.")
    known = _parameters()["type_of_violence"]
    if violence not in known:
        raise CountError(
            f"There are no parameters for {violence} violence; known are {', '.join(known)}. Leave these events out of "
            "this layer, or add the parameters with their source to layers_vesco.yaml."
        )
    grown = float(np.log1p(reported))
    location, scale, weight = (known[violence][name] for name in ("location", "scale", "weight"))
    return Error(
        reported,
        weight=float(expit(weight[0] + weight[1] * grown)),
        location=float(np.expm1(location[0] + location[1] * grown)),
        scale=float(np.exp(scale[0] + scale[1] * grown)),
    )


def reporting_error(
    reported: Iterable[int], *, seed: int, violence: str = "state-based", draws: int = 10_000, level: float = 0.9
) -> Layer:
    """What the events of a list may stand for together; events err independently, as the study has it.

    Args:
        reported: best figure of each event; 0 adds nothing.
        seed: the same seed gives the same answer.
        violence: of all these events.
        draws: how many totals are drawn.
        level: how sure the interval is.
    """
    generator = np.random.default_rng(seed)
    totals = np.zeros(draws)
    mean = 0.0
    for deaths, times in sorted(Counter(reported).items()):
        if deaths == 0:
            continue
        model = error_of(deaths, violence=violence)
        mean += times * model.mean
        for _ in range(times):
            totals += model.draw(draws, generator)
    tail = (1 - level) / 2
    low, high = (float(value) for value in np.quantile(totals, [tail, 1 - tail]))
    settings = {"source": _parameters()["source"], "violence": violence, "draws": draws, "seed": seed}
    return Layer("reporting-error", low, mean, high, level, settings=settings)


@cache
def _parameters() -> Mapping[str, Any]:
    source = files("marsad.count") / "layers_vesco.yaml"
    loaded: Mapping[str, Any] = yaml.safe_load(source.read_text(encoding="utf-8"))
    return loaded
