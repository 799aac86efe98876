"""Findings as a desk gets them: from the texts, read and placed by machine, over a folder of reports."""

import importlib.util
import json
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from marsad.locate import locate
from marsad.model.claim import Finding, Reading
from marsad.model.codec import encode_reading
from marsad.model.report import Report
from marsad.packs import Pack, load_pack
from marsad.read import read
from marsad.run.audit import audit_readings

Named = tuple[str, frozenset[str]]  # a rule, and the counts as the gold calls them
ReadOf = dict[str, tuple[Reading, dict[str, Any]]]  # by report: what was read, and the gold


def scorer(gold: Path) -> ModuleType:
    """The gold's own score.py, which says which count read is which of the gold's."""
    spec = importlib.util.spec_from_file_location("gold_score", gold / "score.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def read_folder(folder: Path, pack: Pack) -> ReadOf:
    """Every text of a folder read and placed, with its gold; called by the name of its file."""
    found = {}
    for path in sorted(folder.glob("*.json")):
        text = path.with_suffix(".txt")
        if not text.is_file():
            continue
        gold = json.loads(path.read_text(encoding="utf-8"))
        about = gold["report"]
        report = Report(
            path.stem, text.read_bytes().decode("utf-8"), publisher=about.get("publisher"),
            language=about.get("language"), published=date.fromisoformat(about["published"]), title=about.get("title"),
        )  # fmt: skip
        found[path.stem] = locate(read(report, pack), pack), gold
    return found


def named(findings: Iterator[Finding], read_of: ReadOf, score: ModuleType) -> Counter[Named]:
    """Findings with their counts as the gold calls them; a count that the gold has not has no name there."""
    names: dict[str, str] = {}
    for report, (reading, gold) in read_of.items():
        wanted = score.Reading(json.loads(json.dumps(gold)))
        made = score.Reading(json.loads(json.dumps(encode_reading(reading))))
        _, back = score.pair_counts(wanted, made)
        for number, count in enumerate(made.counts):
            is_gold = number in back
            names[f"{report}:{count['id']}"] = f"{report}:{wanted.counts[back[number]]['id'] if is_gold else '?'}"
    return Counter((finding.rule, frozenset(names[count] for count in finding.counts)) for finding in findings)


def planted_in(folder: Path, read_of: ReadOf) -> Counter[Named]:
    """What the gold has: the findings of each report, and those that need several."""
    rows = [(name, f) for name, (_, gold) in read_of.items() for f in gold["findings"]]
    wanted = Counter((f["rule"], frozenset(f"{name}:{count}" for count in f["counts"])) for name, f in rows)
    if (folder / "expected.json").is_file():
        expected = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
        across = [f for row in (*expected["series"], *expected.get("pairs", ())) for f in row["findings"]]
        wanted.update((f["rule"], frozenset(f["counts"])) for f in across)
    return wanted


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_pack("syria")


def test_findings_in_arabic_texts_series_and_pairs_reach_their_measure(shared: Path, pack: Pack) -> None:
    """Given the texts alone, at least 92 % of the planted defects are found, and 95 % of what is found was planted."""
    gold = shared / "gold"
    score = scorer(gold)
    right = wanted = found = 0
    for name in ("ar", "ar/series", "pairs"):
        read_of = read_folder(gold / name, pack)
        audit = audit_readings((reading for reading, _ in read_of.values()), pack=pack)
        here, planted = named(iter(audit.findings()), read_of, score), planted_in(gold / name, read_of)
        right, wanted, found = right + (here & planted).total(), wanted + planted.total(), found + here.total()
    assert wanted > 20
    assert right / wanted >= 0.92
    assert right / found >= 0.95
