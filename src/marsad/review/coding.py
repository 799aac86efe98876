"""Coding twice and blind: each person codes before seeing what the machine or anybody else thinks."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from marsad.model.incident import Judgement
from marsad.review.acts import in_force
from marsad.review.agreement import Agreement, Level, alpha

# How the fields are measured; the rest are names.
LEVELS: dict[str, Level] = {"low": "ratio", "best": "ratio", "high": "ratio", "independent_sources": "ratio"}
NO_CODE = "∅"  # a code that says "nothing is stated"; alpha takes it as a value like any other


@dataclass(frozen=True, slots=True)
class Coded:
    """How one person coded one field of one thing: first blind, then, if at all, again with the suggestion in view."""

    about: str
    field: str
    by: str
    first: Any
    last: Any


@dataclass(frozen=True, slots=True)
class Bias:
    """How often people follow the machine. Shares are of codes; None where there are none.

    `blind_agree`: first codes that equal the machine's. `came_over`: of those that first differed, the share that was
    changed to the machine's once it was seen. `went_away`: of those that first agreed, the share that left it.
    """

    codes: int
    blind_agree: float | None
    came_over: float | None
    went_away: float | None


def codes_of(judgements: Iterable[Judgement]) -> list[Coded]:
    """Each person's first and last code of each field of each thing."""
    firsts: dict[tuple[str, str, str], Coded] = {}
    for judgement in in_force(list(judgements)):
        if judgement.act != "code" or judgement.field_name is None:
            continue
        for about in judgement.about:
            key = (about, judgement.field_name, judgement.by)
            first = firsts[key].first if key in firsts else judgement.value
            firsts[key] = Coded(*key, first, judgement.value)
    return list(firsts.values())


def may_see_suggestion(judgements: Iterable[Judgement], *, about: str, field: str, by: str) -> bool:
    """Whether a person has coded a field, and so may see what the machine suggests and what others said."""
    return any(coded.about == about and coded.field == field and coded.by == by for coded in codes_of(judgements))


def agreement_by_field(
    judgements: Iterable[Judgement], *, levels: Mapping[str, Level] = LEVELS
) -> dict[str, Agreement]:
    """Alpha of each field over first, blind codes."""
    units: dict[str, dict[str, dict[str, Any]]] = {}
    for coded in codes_of(judgements):
        units.setdefault(coded.field, {}).setdefault(coded.about, {})[coded.by] = coded.first
    found = {}
    for name, things in units.items():
        level = levels.get(name.rpartition(".")[2], "nominal")
        if not all(_is_number(value) for unit in things.values() for value in unit.values()):
            level = "nominal"  # "not stated" is a code too, and is no number
        numbers = [{by: _value(value, level) for by, value in unit.items()} for unit in things.values()]
        found[name] = alpha(numbers, level=level)
    return found


def to_adjudicate(judgements: Iterable[Judgement]) -> list[tuple[str, str, dict[str, Any]]]:
    """Things and fields on which last codes differ and that nobody settled by a correction since."""
    held = in_force(list(judgements))
    units: dict[tuple[str, str], dict[str, Any]] = {}
    for judgement in held:
        for about in judgement.about:
            if judgement.act == "code" and judgement.field_name:
                units.setdefault((about, judgement.field_name), {})[judgement.by] = judgement.value
            elif judgement.act == "correct" and judgement.field_name:
                units.pop((about, judgement.field_name), None)
    return [
        (about, name, codes)
        for (about, name), codes in units.items()
        if len({json.dumps(value, sort_keys=True, default=str) for value in codes.values()}) > 1
    ]


def automation_bias(judgements: Iterable[Judgement], machine: Mapping[tuple[str, str], Any]) -> Bias:
    """How often people follow the machine's value of each ``(thing, field)``."""
    coded = [each for each in codes_of(judgements) if (each.about, each.field) in machine]
    agreed = [each for each in coded if each.first == machine[each.about, each.field]]
    differed = [each for each in coded if each.first != machine[each.about, each.field]]
    over = sum(each.last == machine[each.about, each.field] for each in differed)
    away = sum(each.last != machine[each.about, each.field] for each in agreed)
    return Bias(
        len(coded),
        len(agreed) / len(coded) if coded else None,
        over / len(differed) if differed else None,
        away / len(agreed) if agreed else None,
    )


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _value(value: Any, level: Level) -> Any:
    """A code as something that can be compared; numbers stay numbers where the level needs them."""
    if level != "nominal":
        return value
    return NO_CODE if value is None else json.dumps(value, sort_keys=True, ensure_ascii=False, default=str)
