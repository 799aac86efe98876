"""Runs every benchmark and keeps its figures as JSON, with machine and commit.

    python tools/bench.py            all of them
    python tools/bench.py read tally those whose names begin so

Each prints one JSON object (or several lines of them). What was measured goes to ``bench-results/NAME.json``; a figure
below its threshold makes the exit code 1.
"""

import json
import os
import platform
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
RESULTS = ROOT / "bench-results"
NOT_BENCHES = {"made_events", "train_people", "watch_bench"}
SECONDS = 1800


def machine() -> dict[str, object]:
    """What the figures were measured on."""
    return {"cores": os.cpu_count(), "python": platform.python_version(), "machine": platform.machine()}


def commit() -> str:
    """The commit, marked where the tree differs from it."""
    done = subprocess.run(
        ["git", "describe", "--always", "--dirty"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return done.stdout.strip() or "unknown"


def objects_of(words: str) -> list[object]:
    """Every JSON object that a benchmark printed."""
    decoder, found, at = json.JSONDecoder(), [], 0
    while (at := words.find("{", at)) >= 0:
        try:
            value, end = decoder.raw_decode(words, at)
        except ValueError:
            at += 1
            continue
        found.append(value)
        at = end
    return found


def run(path: Path) -> bool:
    """Run one; gives whether it did what it should."""
    started = time.monotonic()
    try:
        done = subprocess.run(
            [sys.executable, str(path)], cwd=ROOT, capture_output=True, text=True, timeout=SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        print(f"{path.stem}: not done within {SECONDS} s")
        return False
    figures = objects_of(done.stdout)
    RESULTS.mkdir(exist_ok=True)
    result = {"benchmark": path.stem, "commit": commit(), **machine(), "seconds": round(time.monotonic() - started, 1)}
    (RESULTS / f"{path.stem}.json").write_text(
        json.dumps({**result, "figures": figures}, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
    )
    state = "done" if done.returncode == 0 else f"exit {done.returncode}: {done.stderr.strip()[-300:]}"
    print(f"{path.stem}: {state} ({result['seconds']} s)")
    return done.returncode == 0


def main() -> int:
    """Run those that were asked for."""
    wanted = sys.argv[1:]
    chosen = [
        path
        for path in sorted((ROOT / "benchmarks").glob("*.py"))
        if path.stem not in NOT_BENCHES and (not wanted or any(path.stem.startswith(name) for name in wanted))
    ]
    done = [run(path) for path in chosen]
    return 0 if all(done) else 1


if __name__ == "__main__":
    sys.exit(main())
