"""Estimates of the undocumented: speed, published results with long chains, and coverage on lists with a known answer.

Run: ``python benchmarks/estimate.py [REPLICATES]`` (default 60; 0 leaves the simulation out). Prints one JSON object.
The published strata lie in the shared data beside the checkout; without it they are left out, and the output says so.
There is no other Python package of multiple systems estimation to compare with; the thresholds are results of the R
packages of the field on the same tables.
"""

import csv
import json
import os
import platform
import subprocess
import sys
import time
from pathlib import Path

import numpy as np

from marsad.count.unseen import Length, OverlapTable, dga, diagnose, fit_all, lcmcr, loglinear, table_of_patterns

ROOT = Path(__file__).resolve().parents[1]
SHARED = Path(os.environ.get("MARSAD_SHARED", ROOT.parent / "shared")) / "data" / "estimate"
KOSOVO = OverlapTable(
    ("EXH", "ABA", "OSCE", "HRW"),
    {
        "1000": 1131, "0100": 845, "1100": 177, "0010": 936, "1010": 228, "0110": 217, "1110": 181, "0001": 306,
        "1001": 106, "0101": 31, "1101": 18, "0011": 123, "1011": 42, "0111": 32, "1111": 27,
    },
)  # fmt: skip
PHILIPPINES = {
    "caloocan_police": (302, 331, 379),
    "caloocan_unidentified": (632, 745, 908),
    "manila_police": (534, 575, 639),
    "manila_unidentified": (314, 414, 635),
    "quezon_police": (338, 348, 368),
    "quezon_unidentified": (392, 428, 481),
}
THRESHOLDS = {
    "kosovo_113_models_seconds": 0.2,
    "lcmcr_110000_steps_seconds": 5.0,
    "dga_6_lists_seconds": 10.0,
    "kosovo_lcmcr": "median 10,420 ± 2 %, 2.5 % 9,000 ± 4 %, 97.5 % 13,900 ± 4 %",
    "philippines": "mean ± 5 %, ends ± 6 %, R-hat < 1.05",
}
PEOPLE = 2_000


def load(name: str) -> OverlapTable:
    """A table of the shared data."""
    with (SHARED / f"{name}.csv").open(encoding="utf-8") as source:
        rows = list(csv.reader(source))
    return table_of_patterns(rows[0][2:], [(row[0], int(row[1])) for row in rows[1:]])


def timed(work: object) -> float:
    """Seconds of one call."""
    began = time.perf_counter()
    work()  # type: ignore[operator]
    return round(time.perf_counter() - began, 3)


def speed() -> dict[str, object]:
    """The three speeds that must hold; numba is warmed up first."""
    lcmcr(KOSOVO, seed=1, chains=2, burn_in=1, iterations=100)
    steps = {"chains": 2, "burn_in": 5_000, "iterations": 50_000}
    one = {"seed": 1, "classes": 10, **steps}
    six = None
    if SHARED.is_dir():
        table = load("uk_2013_6lists")
        six = timed(lambda: dga(table))
    return {
        "kosovo_113_models_seconds": timed(lambda: fit_all(KOSOVO)),
        "kosovo_dga_seconds": timed(lambda: dga(KOSOVO, most_unseen=40_000)),
        "lcmcr_110000_steps_seconds": timed(lambda: lcmcr(KOSOVO, **one)),  # type: ignore[arg-type]
        "lcmcr_110000_steps_numpy_seconds": timed(
            lambda: lcmcr(KOSOVO, **{**one, "chains": 20, "burn_in": 500, "iterations": 5_000}, engine="numpy")  # type: ignore[arg-type]
        ),
        "dga_6_lists_seconds": six,
    }


def published() -> dict[str, object]:
    """Long chains on tables with published answers."""
    made = lcmcr(KOSOVO, seed=1, chains=20, burn_in=20_000, iterations=250_000, thin=50)
    found: dict[str, object] = {"kosovo_lcmcr": [made.low, made.best, made.high, made.details["r_hat"]]}
    for name, wanted in PHILIPPINES.items() if SHARED.is_dir() else ():
        made = lcmcr(load(f"philippines_{name}"), seed=1, classes=5, burn_in=5_000, iterations=50_000)
        found[name] = {
            "ours": [round(made.low), round(made.mean), round(made.high)],
            "published": wanted,
            "r_hat": made.details["r_hat"],
        }
    return found


def lists_of(kind: str, generator: np.random.Generator) -> OverlapTable:
    """Four lists of 2,000 invented people.

    "even": all alike, lists independent. "two kinds": 40 % easily seen. "copying": list 2 draws on list 1.
    """
    chances = np.array([0.35, 0.3, 0.25, 0.2])
    seen = generator.random((PEOPLE, 4)) < chances
    if kind == "two kinds":
        easy = generator.random(PEOPLE) < 0.4
        seen = generator.random((PEOPLE, 4)) < np.where(easy[:, None], np.minimum(chances * 1.9, 0.9), chances * 0.4)
    if kind == "copying":
        seen[:, 1] |= seen[:, 0] & (generator.random(PEOPLE) < 0.4)
    patterns: dict[str, int] = {}
    for row in seen[seen.any(axis=1)]:
        pattern = "".join("1" if held else "0" for held in row)
        patterns[pattern] = patterns.get(pattern, 0) + 1
    return OverlapTable(("a", "b", "c", "d"), patterns)


def coverage(replicates: int) -> dict[str, object]:
    """How often 95 % intervals hold the truth, and what the gate lets through."""
    length = Length(
        chains=4, burn_in=3_000, iterations=10_000, thin=5, check_chains=4, check_burn_in=1_500, check_iterations=2_500
    )
    answer: dict[str, object] = {}
    for place, kind in enumerate(("even", "two kinds", "copying")):
        rows: dict[str, list[tuple[float, float, float, str]]] = {}
        for replicate in range(replicates):
            table = lists_of(kind, np.random.default_rng([place, replicate]))
            average = loglinear(table, is_averaged=True)
            rows.setdefault("loglinear, average by BIC", []).append((average.low, average.best, average.high, ""))
            made = dga(table, with_saturated=False)
            rows.setdefault("dga, no saturated graph", []).append((made.low, made.best, made.high, ""))
            for method in ("loglinear", "lcmcr"):
                told = diagnose(table, seed=replicate, method=method, length=length)
                said = told.estimate
                rows.setdefault(method, []).append((said.low, said.best, said.high, told.verdict))
                if told.verdict == "bound":
                    rows.setdefault(f"{method}, lower bound", []).append(
                        (told.lower_bound, told.lower_bound, float("inf"), "")
                    )
        answer[kind] = {method: summary(found) for method, found in rows.items()}
    return answer


def summary(found: list[tuple[float, float, float, str]]) -> dict[str, object]:
    """Coverage, median and width; and of those that the gate lets through as they are."""
    held = [low <= PEOPLE <= high for low, _, high, _ in found]
    row: dict[str, object] = {
        "coverage": round(float(np.mean(held)), 2),
        "median": round(float(np.median([best for _, best, _, _ in found]))),
        "width": round(float(np.median([high - low for low, _, high, _ in found])))
        if np.isfinite(found[0][2])
        else None,
        "of": len(found),
    }
    if found[0][3]:
        verdicts = [verdict for *_, verdict in found]
        row["verdicts"] = {verdict: verdicts.count(verdict) for verdict in ("publish", "bound", "stop")}
        passed = [inside for inside, verdict in zip(held, verdicts) if verdict == "publish"]
        row["coverage_of_published"] = round(float(np.mean(passed)), 2) if passed else None
    return row


def main() -> None:
    replicates = int(sys.argv[1]) if len(sys.argv) > 1 else 60
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, cwd=ROOT)
    figures: dict[str, object] = {"speed": speed(), "published": published()}
    if replicates:
        figures["coverage"] = coverage(replicates)
    answer = {
        "benchmark": "estimate",
        "figures": figures,
        "thresholds": THRESHOLDS,
        "shared_data": SHARED.is_dir(),
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}",
        "commit": commit.stdout.strip() or None,
    }
    print(json.dumps(answer, ensure_ascii=False))


if __name__ == "__main__":
    main()
