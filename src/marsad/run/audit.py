"""The audit over many reports: inside each, along counters, between editions, between sources; and over tables."""

import csv
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from marsad.count.audit import audit_reading, audit_sources
from marsad.count.counters import Chain, chains_of
from marsad.count.editions import compare_editions, find_editions
from marsad.count.phrases import phrases
from marsad.count.series import findings_of, shelf_of
from marsad.count.tables import TableFinding, audit_table
from marsad.model.claim import Finding, Reading
from marsad.model.codec import encode_finding
from marsad.model.errors import CountError
from marsad.model.incident import Incident
from marsad.packs import Pack, load_pack

if TYPE_CHECKING:
    from marsad.run.observatory import Observatory

AUDITOR = "audit 1"  # who keeps the findings; raised when a rule changes what it finds
TABLES = {".csv", ".tsv", ".json"}


@dataclass(frozen=True, slots=True)
class AuditedSeries:
    """One running counter through the reports of one publisher, with what does not add up in it."""

    chain: Chain
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class AuditedPair:
    """Two editions of one report, with what differs."""

    reports: tuple[str, str]
    likeness: float
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Audit:
    """All findings over a set of reports, by the place they were found in."""

    readings: tuple[Reading, ...] = ()
    within: Mapping[str, tuple[Finding, ...]] = field(default_factory=dict)
    series: tuple[AuditedSeries, ...] = ()
    pairs: tuple[AuditedPair, ...] = ()
    sources: tuple[Finding, ...] = ()

    def findings(self) -> tuple[Finding, ...]:
        """Every finding, its counts named across reports as ``report:count``."""
        across = [_across(report, finding) for report, own in self.within.items() for finding in own]
        across += [finding for series in self.series for finding in series.findings]
        across += [finding for pair in self.pairs for finding in pair.findings]
        return (*across, *self.sources)


def _across(report: str, finding: Finding) -> Finding:
    return replace(
        finding,
        claims=tuple(f"{report}:{claim}" for claim in finding.claims),
        counts=tuple(f"{report}:{count}" for count in finding.counts),
        reports=(report,),
    )


def audit_readings(
    readings: Iterable[Reading], *, pack: str | Path | Pack = "syria", incidents: Iterable[Incident] = (),
    language: str = "en",
) -> Audit:  # fmt: skip
    """The whole audit over readings; `incidents` say which claims of two publishers are of one thing that happened."""
    loaded = pack if isinstance(pack, Pack) else load_pack(pack)
    names = {id: actor.name_ar or actor.name_en if language == "ar" else actor.name_en for id, actor in
             loaded.actors.items()}  # fmt: skip
    everything = tuple(readings)
    say = phrases(language, names)
    within = {
        reading.report.id: found
        for reading in everything
        if (found := audit_reading(reading, language=language, names=names))
    }
    shelf = shelf_of(everything)
    series = tuple(AuditedSeries(chain, findings_of(chain, shelf, say)) for chain in chains_of(everything))
    pairs = tuple(
        AuditedPair((pair.first.report.id, pair.second.report.id), pair.likeness, compare_editions(pair, say))
        for pair in find_editions(everything)
    )
    sources = audit_sources(incidents, everything, language=language, names=names)
    return Audit(everything, within, series, pairs, sources)


def audit_observatory(observatory: "Observatory", *, language: str = "en") -> Audit:
    """The audit over what an observatory holds: its latest readings, and its incidents for the sources."""
    store = observatory.store
    return audit_readings(
        observatory.readings(), pack=observatory.pack, incidents=store.incidents.all(), language=language
    )


def keep_findings(observatory: "Observatory", audit: Audit) -> int:
    """Keeps the findings beside what they are about, in place of those of the last audit; gives how many are new."""
    return observatory.store.findings.add(audit.findings(), by=AUDITOR, whole=True)


def audit_json(audit: Audit) -> dict[str, Any]:
    """The audit as plain data: series and pairs as the record has them, and every finding in one list."""
    names = phrases("en")
    return {
        "series": [
            {
                "id": f"s{number}",
                "publisher": _publisher(series.chain),
                "start": series.chain.standings[0].start.isoformat(),
                "area": next(iter(sorted(series.chain.standings[0].area)), None),
                "reports": [standing.reading.report.id for standing in series.chain.standings],
                "counters": _counters(series.chain, names),
                "findings": [encode_finding(finding) for finding in series.findings],
            }
            for number, series in enumerate(audit.series, start=1)
        ],
        "pairs": [
            {
                "pair": f"p{number}",
                "reports": list(pair.reports),
                "likeness": pair.likeness,
                "findings": [encode_finding(finding) for finding in pair.findings],
            }
            for number, pair in enumerate(audit.pairs, start=1)
        ],
        "reports": [
            {"report": report, "findings": [encode_finding(finding) for finding in found]}
            for report, found in audit.within.items()
        ],
        "sources": [encode_finding(finding) for finding in audit.sources],
        "findings": [encode_finding(finding) for finding in audit.findings()],
    }


def _publisher(chain: Chain) -> str:
    return chain.standings[0].reading.report.publisher or chain.publisher


def _counters(chain: Chain, names: Any) -> list[dict[str, Any]]:
    rows: dict[Any, list[Any]] = {}
    for standing in chain.standings:
        for row in standing.rows:
            rows.setdefault(row.key, []).append(row)
    return [
        {
            "name": names.label(group[0].count, place=group[0].place_words),
            "counts": [f"{row.report}:{row.count.id}" for row in group],
            "values": [row.count.range.middle() for row in group],
        }
        for group in rows.values()
        if len(group) > 1
    ]


def is_table(path: str) -> bool:
    """Whether a name given to the audit is a table of figures, and no report."""
    return Path(path).suffix.lower() in TABLES and Path(path).is_file()


def read_table(path: Path) -> list[dict[str, Any]]:
    """The rows of a CSV, TSV or JSON file (a list of objects).

    Raises:
        CountError: the file cannot be read, or holds no rows.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as problem:
        raise CountError(f"{path.name} cannot be read: {problem}. Wanted a table in UTF-8.") from problem
    if path.suffix.lower() == ".json":
        try:
            data = json.loads(text)
        except json.JSONDecodeError as problem:
            raise CountError(f"{path.name} is no JSON: {problem}. Mend it, or give CSV.") from problem
        rows = data if isinstance(data, list) else next((v for v in data.values() if isinstance(v, list)), None)
        if not rows or not all(isinstance(row, dict) for row in rows):
            raise CountError(f"{path.name} holds no list of objects. Wanted one object a row.")
        return rows
    dialect = "\t" if path.suffix.lower() == ".tsv" else ","
    rows = list(csv.DictReader(text.splitlines(keepends=True), delimiter=dialect))
    if not rows:
        raise CountError(f"{path.name} has no rows. Wanted a header line and at least one row.")
    return rows


def read_mapping(path: Path | None) -> Mapping[str, Any]:
    """A mapping file: which column is what, in the form of ``table_shapes.yaml``."""
    if path is None:
        return {}
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as problem:
        raise CountError(f"The mapping {path.name} cannot be read: {problem}.") from problem
    if not isinstance(data, dict):
        raise CountError(f"The mapping {path.name} holds no names with values. Wanted lines as: value: deaths.")
    return data


def audit_tables(paths: Sequence[str], *, mapping: Path | None = None) -> list[tuple[str, TableFinding]]:
    """The findings of tables, each with the name of its file."""
    told = read_mapping(mapping)
    return [(Path(path).name, found) for path in paths for found in audit_table(read_table(Path(path)), mapping=told)]


def table_finding_json(file: str, finding: TableFinding) -> dict[str, Any]:
    """A finding in a table as plain data."""
    return {
        "file": file,
        "rule": finding.rule,
        "severity": finding.severity,
        "left": "|".join(finding.left),
        "right": "|".join(finding.right),
        "arithmetic": finding.arithmetic,
        "says": finding.says,
        "unless": finding.unless,
        **finding.details,
    }
