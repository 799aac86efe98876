"""The comparisons of two rows, as Splink settings: levels in SQL, each with its weight.

Every level says in words what it means, so that a score can be read. The chances behind the weights lie in
data/person_weights.json: m for rows of one person, u for rows of two; the base-2 logarithm of their ratio is what a
level weighs. benchmarks/train_people.py learns them from labelled rows.
"""

import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

WEIGHTS = Path(__file__).parent / "data" / "person_weights.json"
MISSING = "not given"
Levels = list[tuple[str, str]]


def _near(part: str) -> str:
    """Whether one word is a known name's neighbour and the other is that name, or both have a likely name in common."""
    return (
        f"list_contains({part}_near_l, {part}_r) OR list_contains({part}_near_r, {part}_l)"
        f" OR list_has_any({part}_near_l, {part}_set_r) OR list_has_any({part}_near_r, {part}_set_l)"
        f" OR list_has_any({part}_near_l[1:2], {part}_near_r[1:2])"
    )


def _one_letter(part: str) -> str:
    return f"(length({part}_l) > 3 AND damerau_levenshtein({part}_l, {part}_r) <= 1)"


_LOOSE = "(is_loose_l OR is_loose_r)"
_FATHER_IS_FAMILY = "father_l = family_r OR father_r = family_l"
_ROTATED = (
    "(given_l = family_r AND (father_l = given_r OR father_l = father_r))"
    " OR (given_r = family_l AND (father_r = given_l OR father_r = father_l))"
)
COMPARISONS: dict[str, Levels] = {
    "given": [
        (MISSING, "given_l IS NULL OR given_r IS NULL"),
        ("the same given name", "given_l = given_r"),
        ("spellings of one given name", "list_has_any(given_set_l, given_set_r)"),
        ("a given name with a slip of the pen", _near("given")),
        ("given and family name in another order", _ROTATED),
        ("given names one letter apart", _one_letter("given")),
        ("another given name", "ELSE"),
    ],
    "father": [
        (MISSING,
         f"father_l IS NULL OR father_r IS NULL OR ({_LOOSE} AND (family_l = family_r OR {_FATHER_IS_FAMILY}))"),
        ("the same father's name", "father_l = father_r"),
        ("spellings of one father's name", "list_has_any(father_set_l, father_set_r)"),
        ("a father's name with a slip of the pen", _near("father")),
        ("father and family name in another order",
         f"{_FATHER_IS_FAMILY} OR (father_l = given_r AND given_l = family_r)"),
        ("fathers' names one letter apart", _one_letter("father")),
        ("another father's name", "ELSE"),
    ],
    "family": [
        (MISSING, f"family_l IS NULL OR family_r IS NULL OR ({_LOOSE} AND family_l <> family_r)"),
        ("the same family name", "family_l = family_r"),
        ("spellings of one family name", "list_has_any(family_set_l, family_set_r)"),
        ("a family name with a slip of the pen", _near("family")),
        ("family names one letter apart", _one_letter("family")),
        ("family and another name in another order",
         f"family_l = given_r OR family_r = given_l OR {_FATHER_IS_FAMILY}"),
        ("family names that sound alike", "jaro_winkler_similarity(family_l, family_r) >= 0.88"),
        ("another family name", "ELSE"),
    ],
    "grandfather": [
        (MISSING, "grandfather_l IS NULL OR grandfather_r IS NULL"),
        ("the same grandfather's name",
         f"list_has_any(grandfather_set_l, grandfather_set_r) OR {_near('grandfather')}"),
        ("another grandfather's name", "ELSE"),
    ],
    "kunya": [
        (MISSING, "kunya_l IS NULL OR kunya_r IS NULL"),
        ("the same kunya", "list_has_any(kunya_set_l, kunya_set_r)"),
        ("another kunya", "ELSE"),
    ],
    "age": [
        (MISSING, "age_from_l IS NULL OR age_from_r IS NULL"),
        ("the same age", "age_from_l <= age_to_r AND age_from_r <= age_to_l"),
        ("a year apart", "age_from_l <= age_to_r + 1 AND age_from_r <= age_to_l + 1"),
        ("up to five years apart", "age_from_l <= age_to_r + 5 AND age_from_r <= age_to_l + 5"),
        ("up to nine years apart", "age_from_l <= age_to_r + 9 AND age_from_r <= age_to_l + 9"),
        ("ten years apart or more", "ELSE"),
    ],
    "date": [
        (MISSING, "day_from_l IS NULL OR day_from_r IS NULL"),
        ("the same day", "day_from_l = day_from_r AND day_to_l = day_to_r AND day_from_l = day_to_l"),
        ("a day apart", "day_from_l = day_to_l AND day_from_r = day_to_r AND abs(day_from_l - day_from_r) <= 1"),
        ("up to a week apart", "day_from_l = day_to_l AND day_from_r = day_to_r AND abs(day_from_l - day_from_r) <= 7"),
        ("day and month exchanged", "swapped_l = day_from_r OR swapped_r = day_from_l"),
        ("in the same month or year, the day not given", "day_from_l <= day_to_r AND day_from_r <= day_to_l"),
        ("up to a month apart", "day_from_l <= day_to_r + 31 AND day_from_r <= day_to_l + 31"),
        ("more than a month apart", "ELSE"),
    ],
    "place": [
        (MISSING, "(place_set_l IS NULL AND area_set_l IS NULL) OR (place_set_r IS NULL AND area_set_r IS NULL)"),
        ("the same place", "list_has_any(place_set_l, place_set_r)"),
        ("the same area",
         "list_has_any(area_set_l, area_set_r) OR list_has_any(area_set_l, place_set_r)"
         " OR list_has_any(area_set_r, place_set_l)"),
        ("another place", "ELSE"),
    ],
    "sex": [
        (MISSING, "sex_l IS NULL OR sex_r IS NULL"),
        ("the same sex", "sex_l = sex_r"),
        ("another sex", "ELSE"),
    ],
}  # fmt: skip
FREQUENT = {"given", "father", "family"}  # rare names in common say more: term-frequency weights
BLOCKS: list[str | tuple[str, ...]] = [  # columns that agree, or a condition
    ("given", "family", "father"),
    ("given", "day_from"),
    ("family", "day_from"),
    ("father", "day_from"),
    ("given", "family", "month"),
    ("given", "father", "month"),
    ("sound",),
    ("family", "father", "month"),
    ("month", "age_from", "area"),
    ("given", "age_from", "area"),
    ("family", "age_from", "area"),
    "l.given = r.given AND l.father = r.father AND l.area = r.area AND (l.month IS NULL OR r.month IS NULL)",
    "l.given = r.given AND l.family = r.family AND (l.month IS NULL OR r.month IS NULL)"
    " AND (l.father IS NULL OR r.father IS NULL)",
    "l.given = r.given AND l.family = r.family AND l.month <> r.month"
    " AND l.day_to >= r.day_from - 31 AND r.day_to >= l.day_from - 31",
]


@lru_cache(maxsize=1)
def weights() -> Mapping[str, Any]:
    """The shipped chances: comparison, level, [m, u]; and the thresholds."""
    data: dict[str, Any] = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    return data


def settings(
    *, prior: float, chances: Mapping[str, Mapping[str, list[float]]], blocks: list[Any], rare: bool
) -> dict[str, Any]:
    """Splink's settings of the comparison, as plain data. `rare` turns the term-frequency weights on."""
    return {
        "link_type": "link_and_dedupe",
        "probability_two_random_records_match": prior,
        "blocking_rules_to_generate_predictions": blocks,
        "comparisons": [
            _comparison(name, levels, chances.get(name, {}), rare=rare) for name, levels in COMPARISONS.items()
        ],
        "retain_matching_columns": True,
        "retain_intermediate_calculation_columns": True,
        "unique_id_column_name": "unique_id",
        "source_dataset_column_name": "source_dataset",
    }


def _comparison(name: str, levels: Levels, chances: Mapping[str, list[float]], *, rare: bool) -> dict[str, Any]:
    made = []
    for label, condition in levels:
        level: dict[str, Any] = {"sql_condition": condition, "label_for_charts": label}
        if label == MISSING:
            level["is_null_level"] = True
        elif label in chances:
            level["m_probability"], level["u_probability"] = chances[label]
        if rare and name in FREQUENT and condition == f"{name}_l = {name}_r":
            level |= {
                "tf_adjustment_column": name,
                "tf_adjustment_weight": weights()["rare"],
                "tf_minimum_u_value": 0.0003,
            }
        made.append(level)
    return {"output_column_name": name, "comparison_levels": made}


def level_of(name: str, gamma: int) -> str:
    """What a level number of a comparison means; Splink counts from 0 at the bottom, and -1 is missing."""
    labels = [label for label, _ in COMPARISONS[name] if label != MISSING]
    return MISSING if gamma < 0 else labels[len(labels) - 1 - gamma]
