"""Event data sets taken in: rows a second, sums as published, order defects found.

Run: ``python benchmarks/datasets.py``. Prints one JSON object; needs the shared data beside the checkout. The peer is
polars reading the same file into a table, without understanding any of it.
"""

import csv
import json
import os
import platform
import subprocess
import sys
import time
from pathlib import Path

import polars

from marsad.collect.datasets import import_file
from marsad.model.imported import sum_as_given

ROOT = Path(__file__).resolve().parents[1]
SHARED = Path(os.environ.get("MARSAD_SHARED", ROOT.parent / "shared")) / "data" / "ucdp"
THRESHOLDS = {"seconds": 10.0, "sums": [104_929, 112_337, 119_020], "defects": {"syria": 101, "sample": 13}}


def main() -> None:
    if not SHARED.is_dir():
        print(json.dumps({"benchmark": "datasets", "skipped": "the shared data are not beside this checkout"}))
        return
    with (SHARED / "expected_order_defects.csv").open(encoding="utf-8") as source:
        wanted = {(row["file"], row["id"]) for row in csv.DictReader(source)}
    figures: dict[str, object] = {}
    for name, file in (("syria", "ged_syria_2016_2019.csv"), ("sample", "ged_sample_1000.csv")):
        began = time.perf_counter()
        made = import_file(SHARED / file, format="ucdp-ged")
        seconds = time.perf_counter() - began
        began = time.perf_counter()
        polars.read_csv(SHARED / file, infer_schema=False)
        peer = time.perf_counter() - began
        given = sum_as_given(made.events)
        found = {(file, event.id) for event in made.events if event.findings}
        expected = {each for each in wanted if each[0] == file}
        figures[name] = {
            "events": len(made.events),
            "set_aside": len(made.set_aside),
            "sums": [given.low, given.best, given.high],
            "defects_found": len(found & expected),
            "false_alarms": len(found - expected),
            "seconds": round(seconds, 3),
            "polars_seconds": round(peer, 3),
            "ratio": round(seconds / peer, 1),
        }
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, cwd=ROOT)
    answer = {
        "benchmark": "datasets",
        "figures": figures,
        "thresholds": THRESHOLDS,
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}",
        "commit": commit.stdout.strip() or None,
    }
    print(json.dumps(answer, ensure_ascii=False))


if __name__ == "__main__":
    sys.exit(main())
