"""`marsad show`: anything by its id, with its way back to the words."""

from pathlib import Path

import click

from marsad.cli.options import common_options, observatory_option, open_here


@click.command(name="show")
@click.argument("id")
@observatory_option
@common_options
def command(id: str, observatory: str | None, key_file: Path | None, as_json: bool, quiet: bool) -> None:
    """Shows a report, a claim or count (REPORT:CLAIM, REPORT:COUNT), an incident, finding or alert by its ID.

    Every number leads back to its sentence, and to who says so.
    """
    from marsad.run.output import json_line
    from marsad.run.show import show

    with open_here(observatory, key_file) as opened:
        shown = show(opened, id)
    if as_json:
        click.echo(json_line(shown.data), nl=False)
        return
    for line in shown.lines:
        click.echo(line)
