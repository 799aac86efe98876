"""The audit against the gold: every defect that was planted, and nothing else."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from marsad.count.audit import audit_editions, audit_reading, audit_series, audit_sources
from marsad.model.claim import Reading
from marsad.model.codec import decode_reading

Key = tuple[str, frozenset[str]]


def gold_readings(folder: Path) -> list[Reading]:
    """The gold readings of a folder with their texts, called by the name of their file."""
    readings = []
    for path in sorted(folder.glob("*.json")):
        data = json.loads(path.read_text(encoding="utf-8"))
        if "claims" in data:
            source = path.with_suffix(".txt")
            if not source.is_file():
                source = folder.parents[1] / "seed" / "article.txt"
            reading = decode_reading(data, text=source.read_text(encoding="utf-8"))
            readings.append(replace(reading, report=replace(reading.report, id=path.stem)))
    return readings


@pytest.mark.parametrize("folder", ["en", "ar", "pairs", "en/series", "ar/series"])
def test_inside_one_report_every_planted_defect_is_found_and_no_near_miss(shared: Path, folder: str) -> None:
    """Given a gold reading without its findings, the audit gives the same findings with the same arithmetic."""
    for reading in gold_readings(shared / "gold" / folder):
        found = audit_reading(replace(reading, findings=()))
        wanted = {(f.rule, f.severity, f.arithmetic, frozenset(f.counts)) for f in reading.findings}
        assert {(f.rule, f.severity, f.arithmetic, frozenset(f.counts)) for f in found} == wanted, reading.report.id


@pytest.mark.parametrize("language", ["en", "ar"])
def test_over_a_series_every_fall_vanished_row_and_jump_is_found(shared: Path, language: str) -> None:
    """Given three or two running counters of five reports, the audit finds what the gold expects, and nothing else."""
    folder = shared / "gold" / language / "series"
    expected = json.loads((folder / "expected.json").read_text(encoding="utf-8"))["series"]
    wanted = {(f["rule"], frozenset(f["counts"])): f["severity"] for series in expected for f in series["findings"]}
    found = {(f.rule, frozenset(f.counts)): f.severity for f in audit_series(gold_readings(folder))}
    assert found == wanted


def test_editions_find_each_other_by_what_they_say_and_differ_only_where_planted(shared: Path) -> None:
    """Given all editions among a hundred other reports, twelve pairs are found, and three differ in one number."""
    gold = shared / "gold"
    pool = [r for name in ("pairs", "en", "ar") for r in gold_readings(gold / name)]
    hidden = [replace(r, report=replace(r.report, id=f"r{n}")) for n, r in enumerate(pool)]
    name_of = {f"r{n}": r.report.id for n, r in enumerate(pool)}
    expected = json.loads((gold / "pairs" / "expected.json").read_text(encoding="utf-8"))["pairs"]
    wanted = {frozenset(f["counts"]) for pair in expected for f in pair["findings"]}
    found = {
        frozenset(f"{name_of[c.partition(':')[0]]}:{c.partition(':')[2]}" for c in f.counts)
        for f in audit_editions(hidden)
    }
    assert found == wanted


def test_sources_on_one_incident_differ_where_the_gold_says_so(shared: Path) -> None:
    """Given the Arabic clusters, the three planted differences are found; a later, higher update is none."""
    folder = shared / "gold" / "ar"
    clusters = json.loads((folder / "events.json").read_text(encoding="utf-8"))["clusters"]
    readings = gold_readings(folder)
    there = {reading.report.id for reading in readings}
    wanted = {
        (frozenset(f["counts"]), f["arithmetic"], f["severity"])
        for cluster in clusters
        for f in cluster["findings"]
        if {count.partition(":")[0] for count in f["counts"]} <= there
    }
    found = audit_sources([cluster["claims"] for cluster in clusters], readings)
    assert {(frozenset(f.counts), f.arithmetic, f.severity) for f in found} == wanted


def test_every_finding_is_said_in_both_languages(shared: Path) -> None:
    """Each finding has its sentence in Arabic as well, with the same arithmetic."""
    readings = gold_readings(shared / "gold" / "ar" / "series")
    english, arabic = audit_series(readings), audit_series(readings, language="ar")
    assert [f.counts for f in english] == [f.counts for f in arabic]
    assert all(any("\u0600" <= c < "\u0700" for c in f.says) for f in arabic)
