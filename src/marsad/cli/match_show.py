"""Incidents on the terminal: what happened, who tells of it, how many, and what is in doubt."""

from collections.abc import Callable
from typing import Any

from rich.console import Console
from rich.markup import escape

from marsad.cli.options import say

Name = Callable[[str], str]


def show_result(result: Any, *, name: Name, explain: bool) -> None:
    """Every incident that is new or has grown, then the pairs in doubt."""
    console = Console(highlight=False)
    for incident in result.incidents:
        _incident(console, incident, name)
    if explain:
        for pair in result.pairs:
            _pair(console, pair, "joined")
    for pair in result.doubtful:
        _pair(console, pair, "in doubt")


def _incident(console: Console, incident: Any, name: Name) -> None:
    when = incident.when
    days = "date unknown" if not when.start else f"{when.start}" + (f" to {when.end}" if when.end != when.start else "")
    where = next((place.words for place in incident.where if place.words), None) or "place unknown"
    doers = ", ".join(name(doer) for doer in incident.by) or "doer unknown"
    console.print(f"[bold]{incident.id}[/bold]  {days}  {escape(where)}  {incident.event or 'event'}  {escape(doers)}")
    for toll in incident.tolls:
        who = name(toll.who.actor) if toll.who.actor else toll.who.status or toll.who.role or ""
        console.print(f"    {toll.measure.replace('_', ' ')}: {as_words(toll.range)} {escape(who)}".rstrip())
    reports = len({ref.report for ref in incident.claims})
    sources = incident.independent_sources
    console.print(
        f"    told by {len(incident.claims)} claims in {reports} report{'s' if reports != 1 else ''}, "
        f"{sources} independent source{'s' if sources != 1 else ''}: {escape(', '.join(map(str, incident.claims)))}"
    )


def _pair(console: Console, pair: Any, verdict: str) -> None:
    console.print(f"{verdict}: {escape(str(pair.a))} and {escape(str(pair.b))}, {pair.bits:+.1f} bits")
    for part, bits, says in pair.parts:
        if abs(bits) >= 0.05:
            console.print(f"    {bits:+5.1f}  {part}: {escape(says)}")


def as_words(value: Any) -> str:
    """A range as a reader says it: 6; 5 to 7, best 6; at least 5."""
    least, most, best = value.least(), value.most(), value.middle()
    if most is None:
        return f"at least {least}" + (f", best {best}" if best not in (None, least) else "")
    if least == most:
        return str(least)
    return f"{least} to {most}" + (f", best {best}" if best is not None else "")


def show_matched(done: Any, *, quiet: bool) -> None:
    """What one run did, in one line on standard error."""
    say(
        f"{done.event_claims:,} event claims of {done.reports:,} newly read reports: {len(done.made):,} new incidents, "
        f"{len(done.grown):,} grown, {len(done.gone):,} gone; "
        f"{len(done.result.doubtful):,} pairs in doubt wait for review.",
        quiet=quiet,
    )
