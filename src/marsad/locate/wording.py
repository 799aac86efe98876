"""The words that stand around place names in one language, by what they do: data of the packs (place_words.yaml)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from marsad.text.romanise import fold_token


@dataclass(frozen=True, slots=True)
class Words:
    """The function words of one language, by what they do; keys are folded words."""

    role: Mapping[str, str]
    heads: Mapping[str, str]
    directions: Mapping[str, float | None]
    units_km: Mapping[str, float]

    @classmethod
    def of(cls, entry: Mapping[str, Any]) -> "Words":
        """The words of one language of place_words.yaml."""
        role: dict[str, str] = {}
        for name in ("skip", "near", "countryside", "desert", "road", "between", "capital", "anaphors", "and"):
            for phrase in entry.get(name, ()):
                for word in str(phrase).split() if name == "near" else [str(phrase)]:
                    role[fold_token(word)] = name
        for name, kind in (("outskirts", "near"), ("border", "border")):
            for word in entry.get(name, ()):
                role[fold_token(word)] = kind
        for word in ("of", "in", "from", "to", "من", "في", "الى", "ب", "على", "عن"):
            role[word] = "link"
        for word in ("the", "a", "an", "is", "on"):
            role[word] = "skip"
        return cls(
            role,
            {fold_token(word): kind for word, kind in entry.get("heads", {}).items()},
            {fold_token(word): bearing for word, bearing in entry.get("directions", {}).items()},
            {fold_token(word): km for word, km in entry.get("units_km", {}).items()},
        )
