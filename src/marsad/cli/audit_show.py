"""An audit on the terminal: every finding with the sentences its numbers stand in, and what adds up as well."""

from typing import Any

from rich.console import Console
from rich.text import Text

from marsad.cli.reading_tree import isolated
from marsad.model.claim import Finding

STYLE = {"error": "bold red", "doubt": "yellow", "note": "dim"}


def show_audit(audit: Any, console: Console) -> None:
    """Prints an audit: reports, counters, editions, sources, then a line of sums."""
    texts = {reading.report.id: reading.report.text for reading in audit.readings}
    spans = {f"{r.report.id}:{count.id}": count.span for r in audit.readings for count in r.counts()}
    for report, found in audit.within.items():
        console.print(Text(isolated(report), style="bold"))
        for finding in found:
            _show(finding, console, [(report, span) for span in finding.spans], texts)
    for series in audit.series:
        reports = ", ".join(standing.reading.report.id for standing in series.chain.standings)
        start = series.chain.standings[0].start
        name = series.chain.standings[0].reading.report.publisher or series.chain.publisher
        console.print(Text(f"Counter of {isolated(name)} since {start}: {reports}", style="bold"))
        _show_each(series.findings, console, spans, texts, fine="no number falls, no row vanishes")
    for pair in audit.pairs:
        console.print(Text(f"Editions {' and '.join(pair.reports)}", style="bold"))
        _show_each(pair.findings, console, spans, texts, fine="the same numbers")
    if audit.sources:
        console.print(Text("Sources", style="bold"))
        _show_each(audit.sources, console, spans, texts, fine="")
    _show_sums(audit, console)


def _show_each(findings: Any, console: Console, spans: Any, texts: Any, *, fine: str) -> None:
    for finding in findings:
        places = [(count.rpartition(":")[0], spans[count]) for count in finding.counts if count in spans]
        _show(finding, console, places, texts)
    if not findings and fine:
        console.print(Text(f"  ✓ {fine}", style="green"))


def _show(finding: Finding, console: Console, places: list[tuple[str, Any]], texts: dict[str, str]) -> None:
    console.print(
        Text(f"  ✗ {finding.rule}, {finding.severity}: {isolated(finding.says)}", style=STYLE[finding.severity])
    )
    console.print(Text(f"      {finding.arithmetic}"))
    shown: set[tuple[str, str]] = set()
    for report, span in places:
        words = sentence_at(texts.get(report, ""), span.start, span.end)
        if words and (report, words) not in shown:
            shown.add((report, words))
            mark = f"{report}: " if len({each[0] for each in places}) > 1 else ""
            console.print(Text(f"      {mark}“{isolated(words)}”", style="dim"))
    if finding.unless:
        console.print(Text(f"      unless: {isolated(finding.unless)}", style="dim"))


def sentence_at(text: str, start: int, end: int, *, most: int = 220) -> str:
    """The sentence or line around a span, at most so many characters of it."""
    begin = max(text.rfind("\n", 0, start), text.rfind(". ", 0, start) + 1) + 1
    stops = [stop for stop in (text.find("\n", end), text.find(". ", end)) if stop >= 0]
    words = " ".join(text[begin : min(stops, default=len(text))].split())
    return words if len(words) <= most else f"{words[:most].rsplit(' ', 1)[0]} …"


def _show_sums(audit: Any, console: Console) -> None:
    findings = audit.findings()
    by_severity = {name: sum(f.severity == name for f in findings) for name in STYLE}
    told = ", ".join(f"{number} {name}{'s' if number != 1 else ''}" for name, number in by_severity.items() if number)
    reports = len(audit.readings)
    checked = f"{reports:,} report{'s' if reports != 1 else ''}, {len(audit.series)} counters, "
    checked += f"{len(audit.pairs)} pairs of editions"
    if findings:
        console.print(Text(f"{checked}: {told}."))
    else:
        console.print(Text(f"✓ {checked}: all that can be checked adds up.", style="green"))
