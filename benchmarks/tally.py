"""Tallies of a million incidents: building the columns, and asking governorate × month × victim warm.

Run: ``python benchmarks/tally.py [INCIDENTS]``. Prints one JSON object.
"""

import json
import os
import platform
import random
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date, timedelta

from marsad.count.tally import TallyBook
from marsad.model.claim import When, Where, Who
from marsad.model.incident import ClaimRef, Incident, Toll
from marsad.model.range import Range

THRESHOLDS = {"warm_seconds": 0.3, "memory_megabytes": 1500}
FIGHTERS = [Who(actor=actor, status="combatant") for actor in ("isis", "sdf", "syrian-regime-forces")]
VICTIMS = [Who(status="civilian"), *FIGHTERS, Who(), Who(age="child"), Who(sex="female")]


def incidents(number: int, chance: random.Random) -> Iterator[Incident]:
    """Made-up incidents over five years and fourteen governorates, one or two tolls each."""
    start = date(2018, 1, 1)
    for n in range(number):
        day = start + timedelta(days=chance.randrange(1826))
        code = f"SY{chance.randrange(1, 15):02}{chance.randrange(6):02}"
        tolls = [
            Toll("killed", Range.exactly(chance.randrange(1, 9)), chance.choice(VICTIMS))
            for _ in range(chance.randrange(1, 3))
        ]
        tolls += [Toll("injured", Range.at_least(chance.randrange(1, 9)))] if chance.random() < 0.3 else []
        yield Incident(
            id=f"i{n}",
            claims=(ClaimRef(f"r{n}", "c1"),),
            when=When(None, day, day, "day"),
            where=(Where("x", code, "near"),),
            event="Attack",
            by=("isis",),
            how=("shooting",),
            tolls=tuple(tolls),
            state="accepted",
        )


def main() -> None:
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    book = TallyBook()
    began = time.perf_counter()
    book.refresh(incidents(number, random.Random(7)), number=1)
    built = time.perf_counter() - began
    question = ("governorate", "month", "victim")
    book.count("killed", by=question)
    times = []
    for _ in range(5):
        began = time.perf_counter()
        tallies = book.count("killed", by=question)
        times.append(time.perf_counter() - began)
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False)
    print(
        json.dumps(
            {
                "benchmark": "tally",
                "incidents": number,
                "build_seconds": round(built, 2),
                "warm_seconds": round(sorted(times)[2], 3),
                "cells": len(tallies.cells),
                "memory_megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
                "thresholds": THRESHOLDS,
                "machine": f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}",
                "commit": commit.stdout.strip(),
            }
        )
    )


if __name__ == "__main__":
    main()
