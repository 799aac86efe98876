"""Every rule at equal false alarms: how many lasting rises it finds within 26 weeks, and how late.

Series of mean 0.3, 1, 3 and 8 a week and dispersion 1, 1.5 and 3, which drift (log-normal, 0.25 in the long run,
memory 0.98 a week); thresholds for 0.5 false episodes a series-year; then a rise begins. Peer: ACLED's and HDX's rules.
"""

import sys

import numpy as np
from watch_bench import panel_of, report

from marsad.watch.surge.episodes import candidate_thresholds, episode_starts, threshold_for
from marsad.watch.surge.expect import choose_baseline, expect
from marsad.watch.surge.rules import RULES, alarms_of
from marsad.watch.surge.simulate import Drift, rising, simulate

RISES = {"double": (2.0, 0), "triple": (3.0, 0), "ramp to 3": (3.0, 12), "fivefold": (5.0, 0)}
WARM, QUIET_WEEKS, WITHIN, BUDGET = 156, 260, 26, 0.5
THRESHOLDS = {"found_double": 0.80, "delay_double": 10.0, "ahead_of": ["acled-surge", "acled-threat", "hdx-like"]}


def main() -> None:
    each = int(sys.argv[1]) if len(sys.argv) > 1 else 60
    random = np.random.default_rng(7)
    cells = [(mean, spread) for mean in (0.3, 1.0, 3.0, 8.0) for spread in (1.0, 1.5, 3.0)]
    mean, spread = (np.repeat([cell[n] for cell in cells], each).astype(float) for n in (0, 1))
    drift = Drift()
    quiet = panel_of(simulate(mean, spread, WARM + QUIET_WEEKS, drift=drift, rise=None, random=random))
    baseline = choose_baseline(quiet)
    risen = {}
    for name, (factor, ramp) in RISES.items():
        path = rising(WARM + WITHIN, WARM, factor=factor, ramp_weeks=ramp)
        risen[name] = panel_of(simulate(mean, spread, WARM + WITHIN, drift=drift, rise=path, random=random))
    made, after = expect(quiet, baseline), {name: expect(panel, baseline) for name, panel in risen.items()}
    rows = {}
    for rule in RULES:
        statistic = rule.statistic(quiet, made)
        if not np.isfinite(statistic).any():
            continue

        def rate(threshold: float, rule=rule, statistic=statistic) -> float:
            starts = episode_starts(alarms_of(rule, statistic, threshold))[:, WARM:]
            return float(starts.sum(axis=1).mean() / (QUIET_WEEKS / 52))

        ways = {"equal": threshold_for(rate, candidate_thresholds(rule, statistic), BUDGET)}
        if rule.published is not None:
            ways["published"] = rule.published
        for way, threshold in ways.items():
            row = {"threshold": round(threshold, 3), "false_per_series_year": round(rate(threshold), 3)}
            for name, panel in risen.items():
                alarm = alarms_of(rule, rule.statistic(panel, after[name]), threshold)[:, WARM:]
                found = alarm.any(axis=1)
                delay = np.where(found, alarm.argmax(axis=1), WITHIN).mean()
                row[name] = [round(float(found.mean()), 3), round(float(delay), 2)]
            rows[f"{rule.name} {way}"] = row
    ours = rows["nb-cusum equal"]["double"]
    peers = [rows[f"{name} equal"]["double"] for name in THRESHOLDS["ahead_of"]]
    passed = ours[0] >= 0.80 and ours[1] <= 10.0 and all(ours[0] > p[0] and ours[1] < p[1] for p in peers)
    figures = {
        "series": len(mean),
        "half_life_weeks": baseline.half_life_weeks,
        "restart": baseline.restart,
        "rows": rows,
        "delay_over_best_peer": round(ours[1] / min(p[1] for p in peers), 3),
    }
    report("watch_rules", figures, THRESHOLDS, passed)


if __name__ == "__main__":
    main()
