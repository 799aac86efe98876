"""Reads every gold text as the product would, and scores the readings: ``make gold``.

    python tools/gold.py [FOLDER…] [--show NAME] [--misses FIGURE] [--keep DIR]

Folders are those below the gold folder ("en", "ar", "en/series", "pairs"…); all by default. Each text is read, located
and audited as far as those parts exist; the gold's own scorer gives the figures, and ``gold_thresholds.json`` says what
they must be. Ends with 1 where a figure falls short.
"""

import argparse
import importlib
import importlib.util
import json
import os
import sys
import tempfile
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any

from marsad.model.claim import Reading
from marsad.model.codec import encode_reading
from marsad.model.report import Report
from marsad.packs import load_pack

HERE = Path(__file__).resolve().parent
SHARED = Path(os.environ.get("MARSAD_SHARED", HERE.parents[1] / "shared"))
FOLDERS = ("en", "en/series", "ar", "ar/series", "pairs")


def scorer(gold: Path) -> ModuleType:
    """The gold's own score.py as a module."""
    spec = importlib.util.spec_from_file_location("gold_score", gold / "score.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def part(module: str, name: str) -> Any:
    """A function of the product, or None where that part does not exist yet."""
    try:
        return getattr(importlib.import_module(module), name)
    except (ImportError, AttributeError):
        return None


def texts(folder: Path) -> list[tuple[Path, Path]]:
    """The (gold reading, text) pairs that lie directly in a folder; the seed's text lies elsewhere."""
    found = []
    for gold in sorted(folder.glob("*.json")):
        text = gold.with_suffix(".txt")
        if gold.stem == "seed":
            text = folder.parents[1] / "seed" / "article.txt"
        if text.is_file():
            found.append((gold, text))
    return found


def report_of(gold: Path, text: Path) -> Report:
    """The report as it would be collected: its text, and of the gold only what collecting knows."""
    about = json.loads(gold.read_text(encoding="utf-8"))["report"]
    return Report(
        id=about["id"],
        text=text.read_bytes().decode("utf-8"),
        publisher=about.get("publisher"),
        language=about.get("language"),
        published=date.fromisoformat(about["published"]),
        title=about.get("title"),
        url=about.get("url"),
    )


class Reader:
    """Reads, locates and audits, as far as those parts exist."""

    def __init__(self) -> None:
        self.pack = load_pack("syria")
        self.read = part("marsad.read", "read")
        self.locate = part("marsad.locate", "locate")
        self.audit = part("marsad.count.audit", "audit_reading")

    def missing(self) -> list[str]:
        """The parts that do not exist yet."""
        return [name for name in ("read", "locate", "audit") if getattr(self, name) is None]

    def __call__(self, report: Report) -> Reading:
        """The whole reading of one report."""
        reading: Reading = self.read(report, self.pack)
        if self.locate:
            reading = self.locate(reading, self.pack)
        if self.audit:
            reading = replace(reading, findings=(*reading.findings, *self.audit(reading)))
        return reading


def measure(score: ModuleType, pairs: list[tuple[Path, dict[str, Any]]]) -> dict[str, Any]:
    """The figures of one folder."""
    totals = [score.collections.Counter() for _ in range(3)]
    for gold, predicted in pairs:
        wanted = score.Reading(score.load(gold))
        for total, each in zip(totals, score.score(wanted, score.Reading(predicted)), strict=True):
            total.update(each)
    rates: dict[str, Any] = score.rates(*totals)
    return rates


def check(folder: str, rates: dict[str, Any], thresholds: dict[str, Any]) -> list[str]:
    """Prints the figures against what they must be; gives what falls short."""
    short = []
    wanted = thresholds.get(folder, {})
    for figure, row in rates.items():
        least = wanted.get(figure)
        parts = {"f1": least} if isinstance(least, float | int) else (least or {})
        value = row["f1"]
        line = f"  {figure:14}" + "".join(
            f"{'-' if row[key] is None else format(row[key], '.3f'):>8}" for key in ("precision", "recall", "f1")
        )
        line += f"{row['right']:>7}{row['predicted']:>7}{row['gold']:>7}"
        for key, bound in parts.items():
            value = row[key]
            good = value is not None and value >= bound
            line += f"  {key} ≥ {bound} {'✓' if good else '✗'}"
            if not good:
                short.append(f"{folder}: {figure} {key} is {value}, wanted {bound}")
        print(line)
    return short


def main() -> int:
    """Reads, scores, says what falls short."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="*", default=FOLDERS)
    parser.add_argument("--keep", type=Path, help="write the readings there")
    parser.add_argument("--only", help="only the reading of this name")
    options = parser.parse_args()
    gold_root = SHARED / "gold"
    if not (gold_root / "score.py").is_file():
        print(f"There is no gold at {gold_root}; set MARSAD_SHARED to the folder that holds gold/.", file=sys.stderr)
        return 2
    score, reader = scorer(gold_root), Reader()
    if reader.read is None:
        print("marsad.read is not there yet.", file=sys.stderr)
        return 2
    if reader.missing():
        print(f"Not there yet, and left out: {', '.join(reader.missing())}", file=sys.stderr)
    thresholds = json.loads((HERE / "gold_thresholds.json").read_text(encoding="utf-8"))
    keep = options.keep or Path(tempfile.mkdtemp(prefix="marsad-gold-"))
    short: list[str] = []
    for folder in options.folders:
        pairs = []
        for gold, text in texts(gold_root / folder):
            if options.only and gold.stem != options.only:
                continue
            reading = encode_reading(reader(report_of(gold, text)))
            target = keep / folder / gold.name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(json.dumps(reading, ensure_ascii=False, indent=1), encoding="utf-8")
            pairs.append((gold, reading))
        if pairs:
            print(f"{folder} ({len(pairs)} reports){'':>10}P       R      F1  right   pred   gold")
            short += check(folder, measure(score, pairs), thresholds)
    print(f"readings: {keep}")
    for line in short:
        print("falls short:", line)
    return 1 if short else 0


if __name__ == "__main__":
    sys.exit(main())
