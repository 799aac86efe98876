"""How long a weekly look and a scan take."""

import time
from datetime import timedelta

import numpy as np
from watch_bench import panel_of, report

from marsad.watch.space.scan import ScanSettings, scan_permuted, zones_near
from marsad.watch.surge.simulate import Drift, simulate
from marsad.watch.surge.surge import look

THRESHOLDS = {"look_seconds": 10.0, "scan_seconds": 10.0}


def main() -> None:
    random = np.random.default_rng(1)
    mean = np.exp(random.normal(0.0, 1.2, 100))
    panel = panel_of(simulate(mean, np.full(100, 1.5), 520, drift=Drift(), rise=None, random=random))
    began = time.perf_counter()
    look(panel, as_of=panel.weeks[-1] + timedelta(days=6), seed=1)
    looked = time.perf_counter() - began
    places, weeks = 400, 208
    points = np.column_stack([random.uniform(33, 37, places), random.uniform(36, 42, places)])
    rate = random.gamma(0.5, 1.0, places)
    counts = random.poisson((rate * 5000 / rate.sum() / weeks)[:, None], (places, weeks))
    settings = ScanSettings()
    began = time.perf_counter()
    zones = zones_near(points, settings)
    scan_permuted(counts, zones, seed=1, settings=settings)
    scanned = time.perf_counter() - began
    figures = {
        "series": 100, "weeks": 520, "look_seconds": round(looked, 2),
        "scan_events": int(counts.sum()), "scan_zones": len(zones), "replicates": settings.replicates,
        "scan_seconds": round(scanned, 2),
    }  # fmt: skip
    report("watch_speed", figures, THRESHOLDS, looked < 10 and scanned < 10)


if __name__ == "__main__":
    main()
