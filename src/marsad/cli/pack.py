"""`marsad pack`: make and check a conflict pack."""

import json
from pathlib import Path

import click

from marsad.cli.options import common_options, finish, say


@click.group(name="pack")
def command() -> None:
    """Makes and checks conflict packs: folders with places, areas, actors and words, and no code."""


@command.command(name="new")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--from", "base", default="world", show_default=True, help="The pack to build on: a name, or a folder.")
@click.option("--title", help="What the conflict is called.")
@click.option("--country", metavar="CODE", help="The country whose places come first (two letters).")
@common_options
def new_command(folder: Path, base: str, title: str | None, country: str | None, as_json: bool, quiet: bool) -> None:
    """Makes a pack in FOLDER, ready to be filled."""
    from marsad.run.places import new_pack

    new_pack(folder, base=base, title=title, country=country.upper() if country else None)
    if as_json:
        click.echo(json.dumps({"pack": str(folder), "includes": base}))
    else:
        say(f"{folder} is a pack that builds on {base}. Fill it, then: marsad pack check {folder}", quiet=quiet)


@command.command(name="check")
@click.argument("pack", default="syria")
@common_options
def check_command(pack: str, as_json: bool, quiet: bool) -> None:
    """Checks a pack: that it loads, that all ids it names are there, that places lie in the units that list them."""
    from marsad.run.places import check

    errors = 0
    for kind, what in check(pack):
        errors += kind == "error"
        if as_json:
            click.echo(json.dumps({"kind": kind, "what": what}, ensure_ascii=False))
        elif kind == "error" or not quiet:
            click.echo(f"{kind}: {what}")
    if not as_json and not errors:
        say(f"{pack} holds together.", quiet=quiet)
    finish(errors, quiet=True)
