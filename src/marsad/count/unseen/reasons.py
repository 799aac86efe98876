"""Why a number may or may not be published: reasons as data, their words in each language in ``words.*.yaml``."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Literal

import yaml

from marsad.model.errors import CountError

Weight = Literal["stop", "bound", "note"]
Verdict = Literal["publish", "bound", "stop"]


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason: a key of the word files, how much it weighs, and the figures it names."""

    key: str
    weight: Weight
    values: Mapping[str, object] = field(default_factory=dict)

    def says(self, language: str = "en") -> str:
        """The reason as a sentence, with numbers grouped by thousands."""
        return words(language)[self.key].format(**{name: _written(value) for name, value in self.values.items()})


def verdict_of(reasons: Iterable[Reason]) -> Verdict:
    """The heaviest of the reasons decides: one that stops, else one that leaves a lower bound, else publish."""
    weights = {reason.weight for reason in reasons}
    return "stop" if "stop" in weights else "bound" if "bound" in weights else "publish"


@cache
def words(language: str) -> Mapping[str, str]:
    """The sentences of a language.

    Raises:
        CountError: there are none in this language.
    """
    source = files("marsad.count.unseen") / f"words.{language}.yaml"
    if not source.is_file():
        raise CountError(f"The gate speaks no {language!r}; wanted en or ar.")
    loaded: Mapping[str, str] = yaml.safe_load(source.read_text(encoding="utf-8"))
    return loaded


def _written(value: object) -> str:
    if isinstance(value, float) and (abs(value) >= 100 or value == int(value)):
        return f"{value:,.0f}"
    if isinstance(value, float):
        return f"{value:.3g}"
    return f"{value:,}" if isinstance(value, int) else str(value)
