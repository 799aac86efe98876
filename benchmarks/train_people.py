"""Sets the weights of the comparison of people on labelled rows, and writes them to match/data/person_weights.json.

Learns from the dev part of the name pairs and from the blocked pairs of the large list without the people of the small
one (which benchmarks/match_people.py measures with). A logistic regression over the levels gives each its bits; Splink
takes them as chances m and u whose ratio they are.
"""

import csv
import gzip
import json
import os
import sys
from collections import Counter
from pathlib import Path

import numpy as np
from scipy.optimize import minimize

from marsad.match import linker, person_model
from marsad.match.person import PersonRow, places_of, prepare
from marsad.packs import load_pack

SHARED = Path(os.environ.get("MARSAD_SHARED", Path(__file__).resolve().parents[2] / "shared"))
NAMES = SHARED / "data" / "names"
LEVELS = [
    (name, label)
    for name, levels in person_model.COMPARISONS.items()
    for label, _ in levels
    if label != person_model.MISSING
]
WHERE = {level: n for n, level in enumerate(LEVELS)}
SMALLEST_U = 1e-6


def rows_of(path: Path) -> tuple[list[dict[str, str]], list[PersonRow]]:
    """The raw rows of a records file, and the same as rows of lists."""
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as file:
        raw = list(csv.DictReader(file))
    return raw, [
        PersonRow(r["record_id"], r["list"], r["name"], r["age"], r["date"], r["place"], r["governorate"], r["sex"])
        for r in raw
    ]


def pair_rows(split: str) -> tuple[dict[str, dict[str, str]], list[PersonRow]]:
    """The labelled pairs of a split, and their two sides as rows."""
    with (NAMES / "name_pairs.csv").open(encoding="utf-8") as file:
        labelled = {row["pair_id"]: row for row in csv.DictReader(file) if row["split"] == split}
    rows = [
        PersonRow(f"{pair}{side}", side, x[f"name_{side}"], x[f"age_{side}"], x[f"date_{side}"], x[f"place_{side}"])
        for pair, x in labelled.items()
        for side in "ab"
    ]
    return labelled, rows


def features(
    pairs: list[linker.PersonPair],
    usual: dict[str, float],
    rarity: dict[str, Counter[str]],
    names: dict[str, dict[str, str]],
) -> np.ndarray:
    """One row a pair: which level each comparison reached, how rare the names in common are, and 1 for the start."""
    table = np.zeros((len(pairs), len(LEVELS) + 2))
    for n, pair in enumerate(pairs):
        table[n, -1] = 1
        for name, _, label in pair.parts[1:]:
            table[n, WHERE[name, label]] = 1
            if rarity and name in person_model.FREQUENT and label.startswith("the same"):
                value = names[pair.a][name]
                share = max(rarity[name][value] / rarity[name].total(), 0.0003)
                table[n, -2] += np.log2(usual[name] / share)
    return table


def fit(table: np.ndarray, same: np.ndarray, weight: np.ndarray, penalty: float = 1e-5) -> np.ndarray:
    """Weights in bits of a penalised logistic regression."""
    sign = 2 * same - 1
    held = np.ones(table.shape[1])
    held[-1] = 0

    def loss(w: np.ndarray) -> tuple[float, np.ndarray]:
        z = sign * (table @ w)
        chance = 1 / (1 + np.exp(np.clip(z, -60, 60)))
        value = (weight * np.logaddexp(0, -z)).sum() / weight.sum() + penalty * (held * w * w).sum() / 2
        return value, -(table.T @ (weight * sign * chance)) / weight.sum() + penalty * held * w

    return minimize(loss, np.zeros(table.shape[1]), jac=True, method="L-BFGS-B", options={"maxiter": 2000}).x / np.log(
        2
    )


def main() -> None:
    """Fit and write."""
    ids = places_of(load_pack("syria").gazetteer)
    flat = {"start": 0.0, "rare": 0.0, "chances": {}}
    person_model.weights = lambda: flat  # type: ignore[assignment]
    labelled, rows = pair_rows("dev")
    columns = prepare(rows, place_ids=ids).columns
    columns["pair"] = [row.row[:-1] for row in rows]
    linker.weights = lambda: flat  # type: ignore[assignment]
    small = linker.scored_pairs(columns, at_least=-1000, pair_column="pair")
    raw, rows = rows_of(NAMES / "records_100k.csv.gz")
    kept_out = {row["cluster_id"] for row in rows_of(NAMES / "records_5k.csv")[0]}
    cluster = {row["record_id"]: row["cluster_id"] for row in raw}
    columns = prepare(rows, place_ids=ids).columns
    names = {
        row: {part: columns[part][n] for part in person_model.FREQUENT} for n, row in enumerate(columns["unique_id"])
    }
    rarity = {part: Counter(value for value in columns[part] if value) for part in person_model.FREQUENT}
    usual = {part: sum((n / counts.total()) ** 2 for n in counts.values()) for part, counts in rarity.items()}
    large = [p for p in linker.scored_pairs(columns, at_least=-1000) if not {cluster[p.a], cluster[p.b]} & kept_out]
    print(len(small), "labelled and", len(large), "blocked pairs", file=sys.stderr)
    same = np.array([labelled[p.a[:-1]]["same"] == "1" for p in small] + [cluster[p.a] == cluster[p.b] for p in large])
    table = np.vstack([features(small, usual, {}, {}), features(large, usual, rarity, names)])
    kind = np.r_[np.ones(len(small)), np.zeros(len(large))][:, None]  # the files differ in how many pairs are the same
    table = np.hstack([kind, table])
    weight = np.r_[np.full(len(small), 40.0), np.ones(len(large))]
    bits = fit(table, same.astype(float), weight)[1:]
    chances: dict[str, dict[str, list[float]]] = {}
    for (name, label), value in zip(LEVELS, bits, strict=False):
        u = usual[name] if name in person_model.FREQUENT and label.startswith("the same") else min(0.05, 0.9 / 2**value)
        u = min(max(u, SMALLEST_U), 0.9 / 2**value)
        chances.setdefault(name, {})[label] = [float(f"{u * 2**value:.6g}"), float(f"{u:.6g}")]
    out = {"start": round(float(bits[-1]), 3), "rare": round(float(max(bits[-2], 0.0)), 3), "chances": chances}
    person_model.WEIGHTS.write_text(json.dumps(out, indent=1) + "\n", encoding="utf-8")
    for (name, label), value in zip(LEVELS, bits, strict=False):
        print(f"{value:6.2f}  {name}: {label}", file=sys.stderr)
    print(out["start"], out["rare"], file=sys.stderr)


if __name__ == "__main__":
    main()
