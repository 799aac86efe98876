"""Tallies on the terminal: ranges, unknowns, what overlaps, and publishers' tolls beside our own count."""

from collections.abc import Callable
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from marsad.cli.reading_tree import isolated, range_words
from marsad.model.incident import Tally

Name = Callable[[str, str | None], str]
MOST_COLUMNS = 8  # more values than this of a second facet go below one another


def show_tallies(tallies: Any, filled: Any, console: Console, name: Name) -> None:
    """Prints a tally as a table, its total, and why cells may not be summed."""
    if tallies.cells:
        console.print(_pivot(tallies, name) or _list(tallies.cells, tallies.by, name))
    about = f"{tallies.measure}: {range_words(tallies.total.range)}"
    console.print(Text(about, style="bold"))
    if tallies.total.range.best != tallies.total.range.low:
        console.print(Text(f"  best {tallies.total.range.best:,}", style="dim"))
    if tallies.overlapping:
        console.print(Text(f"  The cells may not be summed: {tallies.overlapping}", style="yellow"))
    if tallies.undated or tallies.unplaced:
        console.print(
            Text(f"  {tallies.undated:,} incidents without a day, {tallies.unplaced:,} without a place", "dim")
        )
    if filled is not None:
        console.print(Text("Accepted tolls, where no event is known (not in the total above)", style="bold"))
        if filled.tallies.cells:
            console.print(_pivot(filled.tallies, name) or _list(filled.tallies.cells, tallies.by, name))
        console.print(Text(f"{tallies.measure}: {range_words(filled.tallies.total.range)}"))
        for id, why in filled.held_back:
            console.print(Text(f"  held back: {id}: {why}", style="dim"))


def _list(cells: tuple[Tally, ...], by: tuple[str, ...], name: Name) -> Table:
    table = Table(box=None, header_style="dim", pad_edge=False)
    for facet in by:
        table.add_column(facet)
    for head in ("low", "best", "high"):
        table.add_column(head, justify="right")
    if any(cell.incidents for cell in cells):
        table.add_column("incidents")
    for cell in cells:
        value = cell.range
        numbers = [f"{bound:,}" if bound is not None else "…" for bound in (value.low, value.best, value.high)]
        ids = [" ".join(cell.incidents)] if cell.incidents else []
        table.add_row(*(isolated(name(facet, cell.group.get(facet))) for facet in by), *numbers, *ids)
    return table


def _pivot(tallies: Any, name: Name) -> Table | None:
    """Two facets as rows and columns, where the columns fit."""
    if len(tallies.by) != 2 or any(cell.incidents and cell.layer == "documented" for cell in tallies.cells):
        return None
    rows, columns = (dict.fromkeys(cell.group[facet] for cell in tallies.cells) for facet in tallies.by)
    if len(columns) > MOST_COLUMNS:
        return None
    table = Table(box=None, header_style="dim", pad_edge=False)
    table.add_column(tallies.by[0])
    for column in columns:
        table.add_column(isolated(name(tallies.by[1], column)), justify="right")
    cells = {tuple(cell.group.values()): cell.range for cell in tallies.cells}
    for row in rows:
        found = [cells.get((row, column)) for column in columns]
        words = [range_words(value) if value is not None else "" for value in found]
        table.add_row(isolated(name(tallies.by[0], row)), *words)
    return table


def show_layers(layers: Any, console: Console) -> None:
    """Prints the layers of a total, each with what it assumes."""
    for layer in layers:
        high = "…" if layer.high is None else f"{layer.high:,.0f}"
        best = "" if layer.best is None else f", best {layer.best:,.0f}"
        level = f" ({layer.level:.0%})" if layer.level else ""
        said = ", ".join(f"{key} {value}" for key, value in layer.settings.items() if key not in ("draws", "seed"))
        console.print(Text(f"{layer.name}: {layer.low:,.0f} to {high}{best}{level}"))
        if said:
            console.print(Text(f"    {isolated(said)}", style="dim"))


def _whom(toll: Any, name: Name) -> str:
    who = toll.who
    parts = [who.age, who.sex, who.role, who.status, name("actor", who.actor) if who.actor else None]
    return "".join(f"{isolated(part)} " for part in parts if part)


def show_reconcile(rows: Any, console: Console, name: Name) -> None:
    """Prints each publisher's toll beside our count, and what may explain a gap."""
    style = {"agree": "green", "gap": "yellow", "not comparable": "dim"}
    mark = {"agree": "✓", "gap": "✗", "not comparable": "–"}
    for row in rows:
        toll = row.toll
        window = f"{toll.start or '…'} to {toll.end or '…'}"
        places = ", ".join(isolated(name("area", place)) for place in sorted(toll.places)) or "no area"
        ours = f"ours {range_words(row.ours)}" if row.ours else "not comparable"
        head = f"{mark[row.verdict]} {isolated(toll.publisher)}, {window}, {places}: "
        head += f"{range_words(toll.range)} {_whom(toll, name)}{toll.measure}, {ours} ({toll.id})"
        console.print(Text(head, style=style[row.verdict]))
        for reason in row.reasons:
            console.print(Text(f"    {reason.kind}: {reason.says}", style="dim"))
    if not rows:
        console.print(Text("No publisher's toll of this measure was read.", style="dim"))


def show_series(series: Any, console: Console, name: Name) -> None:
    """Prints each publisher's windows, and every number that it gave another time."""
    for each in series:
        places = ", ".join(isolated(name("area", place)) for place in sorted(each.places)) or "no area"
        whom = _whom(each, name)
        console.print(Text(f"{isolated(each.publisher)}, {places}: {whom}{each.measure}", style="bold"))
        revised = {(r.start, r.end): r for r in each.revised}
        for toll in each.tolls:
            earlier = revised.get((toll.start, toll.end))
            was = [range_words(t.range) for t in earlier.tolls[:-1]] if earlier else []
            note = f", earlier {', '.join(was)}" if was else ""
            console.print(Text(f"  {toll.start} to {toll.end}: {range_words(toll.range)}{note} ({toll.id})"))
    if not series:
        console.print(Text("No publisher's closed window of this measure was read.", style="dim"))


def show_bounds(found: Any, console: Console, name: Name) -> None:
    """Prints the contradicting sets, and how far the numbers that were given as a range are narrowed."""
    for number, group in enumerate(found.contradicting, start=1):
        console.print(Text(f"✗ Contradiction {number}: these cannot all be true", style="bold red"))
        for constraint in group:
            console.print(Text(f"    {isolated(constraint)}"))
    narrowed = {key: ends for key, ends in found.bounds.items() if ends[0] != ends[1]}
    for key, (low, high) in narrowed.items():
        console.print(Text(f"  {name('', key)}: {low:,} to {'…' if high is None else format(high, ',')}", style="dim"))
    exact = len(found.bounds) - len(narrowed)
    console.print(
        Text(f"{len(found.bounds):,} numbers, {exact:,} of them fixed; {len(found.contradicting)} contradictions.")
    )
