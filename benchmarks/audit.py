"""The audit: what it finds of the gold's planted defects, what it flags beside them, and how fast it is.

Run: ``python benchmarks/audit.py``. Prints one JSON object. Wants the shared gold (``MARSAD_SHARED``).
"""

import json
import os
import platform
import subprocess
import time
from dataclasses import replace
from pathlib import Path

from marsad.count.audit import audit_editions, audit_reading, audit_series
from marsad.model.claim import Reading
from marsad.model.codec import decode_reading

SHARED = Path(os.environ.get("MARSAD_SHARED", Path(__file__).resolve().parents[2] / "shared"))
GOLD = SHARED / "gold"
THRESHOLDS = {"recall": 0.97, "precision": 0.97, "readings_per_second": 5000}


def readings(folder: Path) -> list[Reading]:
    """The gold readings of a folder, called by their files."""
    found = []
    for path in sorted(folder.glob("*.json")):
        data = json.loads(path.read_text(encoding="utf-8"))
        if "claims" in data:
            text = path.with_suffix(".txt")
            text = text if text.is_file() else SHARED / "seed" / "article.txt"
            reading = decode_reading(data, text=text.read_text(encoding="utf-8"))
            found.append(replace(reading, report=replace(reading.report, id=path.stem)))
    return found


def figures(wanted: set[object], found: set[object]) -> dict[str, float]:
    """Recall and precision; nothing wanted and nothing found is right."""
    right = len(wanted & found)
    return {
        "recall": round(right / len(wanted), 3) if wanted else 1.0,
        "precision": round(right / len(found), 3) if found else 1.0,
    }


def main() -> None:
    folders = {name: readings(GOLD / name) for name in ("en", "ar", "pairs", "en/series", "ar/series")}
    result: dict[str, object] = {}
    for name, group in folders.items():
        wanted: set[object] = {(r.report.id, f.rule, frozenset(f.counts)) for r in group for f in r.findings}
        found: set[object] = {(r.report.id, f.rule, frozenset(f.counts)) for r in group for f in audit_reading(r)}
        expected = GOLD / name / "expected.json"
        if expected.is_file():
            data = json.loads(expected.read_text(encoding="utf-8"))
            across = [*data["series"], *data.get("pairs", [])]
            wanted |= {(f["rule"], frozenset(f["counts"])) for each in across for f in each["findings"]}
            own = audit_editions(group) if name == "pairs" else audit_series(group)
            found |= {(f.rule, frozenset(f.counts)) for f in own}
        result[name] = figures(wanted, found)
    everything = [reading for group in folders.values() for reading in group]
    began, rounds = time.perf_counter(), 20
    for _ in range(rounds):
        for reading in everything:
            audit_reading(reading)
    speed = rounds * len(everything) / (time.perf_counter() - began)
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False)
    print(
        json.dumps(
            {
                "benchmark": "audit",
                "gold": result,
                "readings_per_second": round(speed),
                "thresholds": THRESHOLDS,
                "machine": f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}",
                "commit": commit.stdout.strip(),
            }
        )
    )


if __name__ == "__main__":
    main()
