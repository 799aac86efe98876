"""`marsad demo`: every stage on the reports that ship."""

from pathlib import Path

import click

from marsad.cli.options import common_options


@click.command(name="demo")
@click.option(
    "--folder", type=click.Path(path_type=Path), default=Path("demo"), show_default=True, help="Where to work."
)
@common_options
def command(folder: Path, as_json: bool, quiet: bool) -> None:
    """Opens a fresh observatory with the reports that ship, runs every stage, and says what it found.

    Nothing is fetched from the network. The folder holds the observatory, a page in each language, and the data.
    """
    from marsad.run.demo import run_demo
    from marsad.run.output import json_line

    for stage, found in run_demo(folder):
        if as_json:
            click.echo(json_line({"stage": stage, "found": found}), nl=False)
        elif not quiet:
            click.echo(f"{stage:8} {found}")
    if not as_json and not quiet:
        click.echo(f"\nOpen {folder / 'page.en.html'} or {folder / 'page.ar.html'} in a browser. No network is needed.")
        click.echo(f"Look further: marsad show en-2019-06-03 --observatory {folder / 'demo.marsad'}")
