"""Reading on Spark beside one process and beside local processes, on the same reports in the same run.

Run: ``python benchmarks/spark.py [--reports 20000] [--cores 2] [--engines one,processes,spark]``. Prints one JSON
object. Each engine runs in a process of its own, from reports in a JSON Lines file to readings in one, as the commands
do; Spark's start is counted apart. Times are of the wall and of all processors together (of the process and all that it
started): on a machine that others use too, only the latter says much. The reports are the golden bulletins of the
tests, three to a report, numbered so that no two are the same.
"""

import argparse
import hashlib
import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
WANTED = {"spark_to_one_process": 1.0, "spark_to_processes": 1.2}


def made(count: int, path: Path) -> int:
    """Writes so many reports of three bulletins each; gives all their characters."""
    pieces = [
        (language, file.read_text(encoding="utf-8").strip())
        for language in ("en", "ar")
        for file in sorted((ROOT / "tests" / "golden" / language).glob("*.txt"))
    ]
    size = 0
    with path.open("w", encoding="utf-8") as file:
        for number in range(count):
            language, first = pieces[number % len(pieces)]
            others = [text for other, text in pieces if other == language]
            text = "\n\n".join((first, *(others[(number * step) % len(others)] for step in (3, 7)), f"({number})"))
            size += len(text)
            said = {"id": f"r{number}", "text": text, "language": language, "publisher": "SOHR"}
            file.write(json.dumps(said | {"published": "2022-10-12"}, ensure_ascii=False) + "\n")
    return size


def work(engine: str, path: Path, cores: int) -> dict[str, object]:
    """One engine, here: its times, and the hash of all that it wrote."""
    from marsad.run.output import json_line
    from marsad.run.reading import read_all
    from marsad.run.reports import Reports

    began = time.monotonic()
    digest, written, spark = hashlib.sha256(), 0, None
    reports = Reports(lines=path)
    if engine == "spark":
        from marsad.run.spark import read_on_spark, start_spark

        spark = start_spark(f"local[{cores}]")
    started = time.monotonic()
    if spark is not None:
        lines = read_on_spark(reports, spark=spark)
    else:
        lines = map(json_line, read_all(reports, jobs=cores if engine == "processes" else 1))
    with path.with_suffix(f".{engine}").open("w", encoding="utf-8") as out:
        for line in lines:
            out.write(line)
            digest.update(line.encode())
            written += 1
    ended, used = time.monotonic(), processor_seconds()
    if spark is not None:
        spark.stop()
    times = {
        "start": round(started - began, 1),
        "seconds": round(ended - started, 1),
        "processor_seconds": round(used, 1),
    }
    return {"readings": written, "hash": digest.hexdigest(), **times}


def processor_seconds() -> float:
    """What this process and all that it started has used, also what still runs (Linux)."""
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = time.process_time() + ended.ru_utime + ended.ru_stime
    parents, times = {}, {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        number = int(folder.name)
        parents[number], times[number] = int(fields[1]), sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")
    below = {os.getpid()}
    for _ in range(20):
        below |= {number for number, parent in parents.items() if parent in below}
    return used + sum(times[number] for number in below if number != os.getpid())


def measured(engine: str, path: Path, cores: int) -> dict[str, object]:
    """One engine in a process of its own."""
    words = [sys.executable, __file__, "--work", engine, "--file", str(path), "--cores", str(cores)]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{engine} failed: {done.stderr[-2000:]}")
    figures: dict[str, object] = json.loads(done.stdout.strip().splitlines()[-1])
    return figures


def ratio(figures: dict[str, dict[str, object]], one: str, other: str, key: str) -> float | None:
    """One engine's time to another's."""
    if not {one, other} <= figures.keys():
        return None
    return round(float(str(figures[one][key])) / float(str(figures[other][key])), 2)


def main() -> int:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reports", type=int, default=20_000)
    parser.add_argument("--cores", type=int, default=2)
    parser.add_argument("--engines", default="one,processes,spark")
    parser.add_argument("--work", help=argparse.SUPPRESS)
    parser.add_argument("--file", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.work:
        print(json.dumps(work(options.work, options.file, options.cores)))
        return 0
    with tempfile.TemporaryDirectory(prefix="marsad-spark-") as folder:
        path = Path(folder) / "reports.jsonl"
        size = made(options.reports, path)
        figures = {engine: measured(engine, path, options.cores) for engine in options.engines.split(",")}
    ratios = {
        "spark_to_one_process": ratio(figures, "spark", "one", "seconds"),
        "spark_to_processes": ratio(figures, "spark", "processes", "seconds"),
    }
    same = len({each["hash"] for each in figures.values()}) == 1
    commit = subprocess.run(["git", "-C", str(ROOT), "rev-parse", "--short", "HEAD"], capture_output=True, text=True)
    print(
        json.dumps(
            {
                "benchmark": "spark",
                "reports": options.reports,
                "mean_characters": round(size / options.reports),
                "cores": options.cores,
                "engines": figures,
                "same_bytes": same,
                **ratios,
                "thresholds": WANTED,
                "load": [round(each, 1) for each in os.getloadavg()],
                "machine": {"python": platform.python_version(), "cores": os.cpu_count()},
                "commit": commit.stdout.strip(),
            }
        )
    )
    good = all(value is None or value <= WANTED[name] for name, value in ratios.items())
    return 0 if same and good else 1


if __name__ == "__main__":
    sys.exit(main())
