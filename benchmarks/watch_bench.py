"""What the benchmarks of the watch share: panels of made-up series, the printed record, the machine."""

import json
import os
import platform
import subprocess
from datetime import date, timedelta
from typing import Any

import numpy as np

from marsad.watch.panel import Integers, Key, Panel


def panel_of(counts: Integers) -> Panel:
    """Series of one group in areas 0, 1, …"""
    weeks = tuple(date(2010, 1, 4) + timedelta(weeks=week) for week in range(counts.shape[1]))
    return Panel(tuple(Key("group", str(row)) for row in range(len(counts))), weeks, counts, np.ones(counts.shape[1]))


def report(name: str, figures: dict[str, Any], thresholds: dict[str, Any], passed: bool) -> None:
    """Print one JSON object: figures, thresholds, whether they are met, machine and commit."""
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False)
    print(
        json.dumps(
            {
                "benchmark": name,
                **figures,
                "thresholds": thresholds,
                "passed": passed,
                "machine": f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}",
                "commit": commit.stdout.strip(),
            }
        )
    )
