"""Publishing: 400,000 rows to each format, and a paper of 30 pages with charts.

Run: ``python benchmarks/publish.py [ROWS]``. Prints one JSON object. Each format runs in a process of its own, so that
its memory is its own.
"""

import json
import os
import platform
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from marsad.model.range import Range
from marsad.publish.data.acled import acled_rows, acled_table
from marsad.publish.data.airwars import COLUMNS as AIRWARS
from marsad.publish.data.airwars import airwars_rows
from marsad.publish.data.database import write_sqlite
from marsad.publish.data.native import native_rows
from marsad.publish.data.row import EventRow, Numbers, Side, Telling
from marsad.publish.data.ucdp import ucdp_rows, ucdp_table
from marsad.publish.data.write import headings, write_csv, write_geojson, write_json_lines, write_parquet, write_xlsx
from marsad.publish.paper.document import Document
from marsad.publish.paper.html import to_html
from marsad.publish.paper.pdf import to_pdf
from marsad.publish.paper.pictures import draw_months, draw_shares

THRESHOLDS = {"seconds": 30, "megabytes": 1000, "pdf_seconds": 3, "pdf_pages": 30}
MADE = datetime(2022, 2, 1, tzinfo=UTC)
ISIS, ARMY = Side("isis", "Islamic State", "armed group"), Side("army", "Syrian regime forces", "state force")
PAGES = 32
FORMATS = ("csv", "hxl", "jsonl", "geojson", "parquet", "xlsx", "sqlite", "acled", "ucdp", "airwars")


def rows(number: int) -> Iterator[EventRow]:
    """Made-up rows, one at a time."""
    chance, start = random.Random(7), date(2012, 1, 1)
    for n in range(number):
        day, low = start + timedelta(days=chance.randrange(4000)), chance.randrange(9)
        yield EventRow(
            str(n), day, day, "day", "Armed clash", ("ambush",), (ISIS,), (ARMY,), "Syria", "SY", "Homs", "SY04",
            "Tadmor", "SY0405", location="السخنة", latitude=34 + chance.random(), longitude=38 + chance.random(),
            where_precision="near", killed=Numbers(low, low + 1, low + 2, "..", f"{low} to {low + 2}"),
            tellings=(Telling("SOHR", day, "Killed in an ambush", f"https://example.org/{n}", "en"),), grade="fair",
        )  # fmt: skip


def write(name: str, path: Path, number: int) -> int:
    """One format."""
    names, tags = headings()
    made = rows(number)
    if name in ("csv", "hxl"):
        return write_csv(path, names, native_rows(made), second=tags if name == "hxl" else ())
    if name == "acled":
        return write_csv(path, acled_table()["columns"], acled_rows(made, made=MADE))
    if name == "ucdp":
        return write_csv(path, ucdp_table()["columns"], ucdp_rows(made))
    if name == "airwars":
        return write_csv(path, AIRWARS, airwars_rows(made))
    writers = {
        "jsonl": write_json_lines, "geojson": write_geojson, "parquet": write_parquet, "xlsx": write_xlsx,
        "sqlite": write_sqlite,
    }  # fmt: skip
    return writers[name](path, made)


def one(name: str, number: int) -> None:
    """What a process of its own does: write, and say how long and how much memory it took."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"a.{name}"
        began, worked = time.perf_counter(), time.process_time()
        done = write(name, path, number)
        seconds, cpu = time.perf_counter() - began, time.process_time() - worked
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        figures = {
            "rows": done,
            "seconds": round(seconds, 1),
            "cpu_seconds": round(cpu, 1),
            "megabytes": round(peak),
            "file_bytes": path.stat().st_size,
        }
    print(json.dumps(figures))


def paper() -> dict[str, float]:
    """More than thirty pages with a chart or map every other page, in Arabic, set in a process that has set nothing."""
    chance = random.Random(3)
    line = "وثق المرصد السوري خلال عام 2021 مقتل [880](note:a) من العناصر والجنود في البادية السورية. "
    source, figures = [], {}
    square = [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)]
    outlines = {f"u{n}": [[(36 + n % 4 + x, 33 + n // 4 + y) for x, y in square]] for n in range(14)}
    for chapter in range(PAGES - 2):
        months = [(f"{2015 + m // 12}-{m % 12 + 1:02}", Range.exactly(chance.randrange(90))) for m in range(36)]
        is_map = chapter % 5 == 4
        counted = {unit: Range.exactly(chance.randrange(1, 200)) for unit in outlines}
        drawn = draw_shares(outlines, counted, {}, language="ar") if is_map else draw_months(months, language="ar")
        figures[f"f{chapter}"] = drawn
        table = "\n".join(f"| حمص {n} | [{chance.randrange(99)}](note:a) |" for n in range(14))
        source += [
            f"## الفصل {chapter}",
            line * 16,
            f"![شكل](figure:f{chapter})",
            f"| المحافظة | القتلى |\n|---|---|\n{table}",
        ]
    document = Document("القتلى", "ar", "\n\n".join(source) + "\n", {"a": "الحوادث"}, figures, "مرصد")
    began, worked = time.perf_counter(), time.process_time()
    pdf = to_pdf(document, made=MADE)
    seconds, cpu = time.perf_counter() - began, time.process_time() - worked
    began = time.perf_counter()
    to_html(document)
    html = time.perf_counter() - began
    import pypdfium2

    return {
        "pages": len(pypdfium2.PdfDocument(pdf)), "charts": len(figures), "seconds": round(seconds, 2),
        "cpu_seconds": round(cpu, 2), "html_seconds": round(html, 3),
    }  # fmt: skip


def main() -> None:
    """All formats, then the paper."""
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 400_000
    found = {}
    for name in FORMATS:
        command = [sys.executable, __file__, str(number), name]
        found[name] = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False)
    print(
        json.dumps(
            {
                "benchmark": "publish", "formats": found, "paper": paper(), "thresholds": THRESHOLDS,
                "machine": f"{platform.machine()}, {os.cpu_count()} cores", "python": platform.python_version(),
                "commit": commit.stdout.strip(),
            }
        )
    )  # fmt: skip


if __name__ == "__main__":
    if len(sys.argv) > 2:
        one(sys.argv[2], int(sys.argv[1]))
    else:
        main()
