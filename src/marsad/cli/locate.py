"""`marsad locate`: places what was read."""

import json
from pathlib import Path
from typing import Any

import click

from marsad.cli.options import common_options, finish, observatory_option, open_here, say


@click.command(name="locate")
@click.option(
    "--jsonl",
    "lines",
    type=click.Path(path_type=Path),
    help="Readings in JSON Lines, as marsad read --json prints them.",
)
@click.option("--pack", default="syria", show_default=True, help="The conflict pack for --jsonl: a name, or a folder.")
@click.option("--explain", is_flag=True, help="Every place with the way from its words.")
@observatory_option
@common_options
def command(
    lines: Path | None,
    pack: str,
    explain: bool,
    observatory: str | None,
    key_file: Path | None,
    as_json: bool,
    quiet: bool,
) -> None:
    """Places every reading again, after the gazetteer has grown: in the observatory, or of --jsonl and nothing kept.

    Reading places at once; this is for places and areas that came later. A place that cannot be told is unplaced, with
    the reason, and waits for a person.
    """
    if lines is not None:
        finish(_locate_lines(lines, pack, explain, as_json, quiet), quiet=quiet)
        return
    with open_here(observatory, key_file) as opened:
        done = opened.locate()
        for where, why in done.set_aside:
            say(f"set aside: {where}: {why}", quiet=quiet)
        if as_json:
            click.echo(json.dumps({"changed": done.done, "set_aside": len(done.set_aside)}))
        else:
            _summary(opened, done.done, explain, quiet)
    finish(len(done.set_aside), quiet=quiet)


def _locate_lines(lines: Path, pack: str, explain: bool, as_json: bool, quiet: bool) -> int:
    from marsad.run.locate import locate_lines
    from marsad.run.output import json_line

    set_aside = 0
    for reading in locate_lines(lines, pack=pack):
        if isinstance(reading, tuple):
            set_aside += 1
            say(f"set aside: {lines.name}, {reading[0]}: {reading[1]}", quiet=quiet)
        elif as_json:
            click.echo(json_line(reading), nl=False)
        else:
            _show(reading, explain)
    return set_aside


def _show(reading: Any, explain: bool) -> None:
    from marsad.run.locate import places_of

    for where in places_of(reading):
        place = f"{where.place} ({where.precision})" if where.place else "unplaced"
        click.echo(f"{reading.report.id}\t{where.words}\t{place}")
        if explain or not where.place:
            for step in where.way:
                click.echo(f"\t· {step}")


def _summary(opened: Any, changed: int, explain: bool, quiet: bool) -> None:
    from marsad.run.locate import tally_places

    named = placed = ambiguous = 0
    for reading in opened.readings():
        tally = tally_places(reading)
        named, placed, ambiguous = named + tally.named, placed + tally.placed, ambiguous + tally.ambiguous
        if explain:
            _show(reading, explain)
    click.echo(
        f"{changed:,} readings changed. Of {named:,} places named, {placed:,} are placed, {named - placed:,} are not "
        f"({ambiguous:,} because several places bear the name)."
    )
    say("marsad review shows those that wait for a person.", quiet=quiet)
