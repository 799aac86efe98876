"""What knowing the reporting delay is worth: rises seen through reports of which a share comes weeks late.

Each week is looked at as it stood then: 50, 25, 15 and 10 % of events known after 0, 1, 2 and 3 weeks. The threshold is
that of a replay of the history, which is complete by now: so it is set in practice. Peer: the same rule without the
correction.
"""

import numpy as np
from watch_bench import panel_of, report

from marsad.watch.surge.counts import evidence_for
from marsad.watch.surge.expect import Baseline, expect
from marsad.watch.surge.rules import MOST_EVIDENCE
from marsad.watch.surge.simulate import Drift, rising, simulate

KNOWN = np.cumsum([0.50, 0.25, 0.15, 0.10])
WARM, QUIET_WEEKS, WITHIN, BUDGET = 156, 208, 26, 0.5


def main() -> None:
    random = np.random.default_rng(5)
    cells = [(mean, spread) for mean in (1.0, 3.0, 8.0) for spread in (1.0, 1.5, 3.0)]
    mean, spread = (np.repeat([cell[n] for cell in cells], 40).astype(float) for n in (0, 1))
    quiet = simulate(mean, spread, WARM + QUIET_WEEKS, drift=Drift(), rise=None, random=random)
    complete = _path(quiet, np.ones(1), corrected=True, random=np.random.default_rng(6))
    threshold = float(next(h for h in np.arange(0.5, 20, 0.05) if _false(complete, h) <= BUDGET))
    rows: dict[str, dict[str, object]] = {}
    for corrected in (True, False):
        paths = {"quiet": _path(quiet, KNOWN, corrected=corrected, random=np.random.default_rng(6))}
        row: dict[str, object] = {"false_per_series_year": round(_false(paths["quiet"], threshold), 3)}
        for name, factor in (("double", 2.0), ("triple", 3.0)):
            rise = rising(WARM + WITHIN, WARM, factor=factor)
            counts = simulate(mean, spread, WARM + WITHIN, drift=Drift(), rise=rise, random=np.random.default_rng(7))
            path = _path(counts, KNOWN, corrected=corrected, random=np.random.default_rng(8))
            row[name] = _found(path, threshold)
        rows["corrected" if corrected else "plain"] = row
    gain = rows["plain"]["double"][1] - rows["corrected"]["double"][1]  # type: ignore[index]
    figures = {"threshold": round(threshold, 2), "rows": rows, "weeks_gained_on_doubling": round(gain, 2)}
    report("watch_delay", figures, {"weeks_gained_on_doubling": 1.0}, gain > 1.0)


def _path(counts: np.ndarray, shares: np.ndarray, *, corrected: bool, random: np.random.Generator) -> np.ndarray:
    """The evidence summed up to each week, as the desk would have summed it in that week (shape: series, weeks)."""
    depth = len(shares)
    share = np.diff(np.concatenate([[0.0], shares]))
    late = random.multinomial(counts, share)  # events by how many weeks late they become known
    known = np.cumsum(late, axis=2)
    made = expect(panel_of(counts), Baseline())
    sums = np.zeros(counts.shape)
    settled = np.zeros(len(counts))
    for week in range(counts.shape[1]):
        total = settled.copy()
        for age in range(depth - 1, -1, -1):
            at = week - age
            if at < 0 or not np.isfinite(made.mean[0, at]):
                continue
            visible = shares[age] if corrected else 1.0
            seen = known[:, at, age]
            step = np.minimum(
                evidence_for(2.0, seen, made.mean[:, at] * visible, made.dispersion[:, at]), MOST_EVIDENCE
            )
            total = np.maximum(0.0, total + step)
            if age == depth - 1:
                settled = total.copy()
        sums[:, week] = total
    return sums


def _false(path: np.ndarray, threshold: float) -> float:
    above = path[:, WARM:] >= threshold
    starts = above & ~np.concatenate([np.zeros((len(above), 1), dtype=bool), above[:, :-1]], axis=1)
    return float(starts.sum() / len(path) / (QUIET_WEEKS / 52))


def _found(path: np.ndarray, threshold: float) -> list[float]:
    above = path[:, WARM:] >= threshold
    found = above.any(axis=1)
    return [round(float(found.mean()), 3), round(float(np.where(found, above.argmax(axis=1), WITHIN).mean()), 2)]


if __name__ == "__main__":
    main()
