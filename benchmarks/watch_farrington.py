"""Farrington flexible on the 42 scenarios of Noufaily et al. (2013), beside the simpler rules in use."""

import sys
import time

import numpy as np
from watch_bench import panel_of, report

from marsad.watch.surge.counts import tail_chance
from marsad.watch.surge.expect import Baseline, expect
from marsad.watch.surge.farrington import farrington
from marsad.watch.surge.rules import RULES, alarms_of
from marsad.watch.surge.simulate import TEST_FROM, noufaily

THRESHOLDS = {"false_positive_rate": [0.008, 0.012], "at": 0.01}


def main() -> None:
    each = int(sys.argv[1]) if len(sys.argv) > 1 else 24
    counts, marks = noufaily(each, np.random.default_rng(3))
    panel = panel_of(counts)
    began = time.perf_counter()
    made = farrington(panel, range(TEST_FROM, counts.shape[1]))
    seconds = time.perf_counter() - began
    chance = tail_chance(counts, np.nan_to_num(made.mean), np.nan_to_num(made.dispersion, nan=1.0))
    rows = {f"farrington {alpha}": _row(chance <= alpha, marks) for alpha in (0.01, 0.005)}
    other = expect(panel, Baseline())
    for rule in RULES:
        if rule.published is not None and rule.name != "hdx-signals":
            rows[f"{rule.name} published"] = _row(alarms_of(rule, rule.statistic(panel, other), rule.published), marks)
    rate = rows["farrington 0.01"]["false_positive_rate"]
    fits = len(counts) * (counts.shape[1] - TEST_FROM)
    figures = {"series": len(counts), "rows": rows, "milliseconds_a_fit": round(seconds / fits * 1000, 4)}
    report("watch_farrington", figures, THRESHOLDS, 0.008 <= rate <= 0.012)


def _row(alarm: np.ndarray, marks: np.ndarray) -> dict[str, float]:
    alarm, marks = alarm[:, TEST_FROM:], marks[:, TEST_FROM:]
    had = marks.any(axis=1)
    return {
        "false_positive_rate": round(float(alarm[~marks].mean()), 4),
        "outbreaks_found": round(float((alarm & marks).any(axis=1)[had].mean()), 3),
    }


if __name__ == "__main__":
    main()
