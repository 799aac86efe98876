"""`marsad read`: reports into claims."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path

import click

from marsad.cli.options import common_options, finish, observatory_option, say
from marsad.model.claim import Reading


@click.command(name="read")
@click.argument("what", nargs=-1)
@click.option("--jsonl", "lines", type=click.Path(path_type=Path), help="Reports as JSON Lines, one object a line.")
@click.option("--pack", default="syria", show_default=True, help="The conflict pack: a name, or a folder.")
@click.option("--publisher", help="Who publishes these reports.")
@click.option("--language", help="Their language (en, ar); otherwise it is guessed.")
@click.option("--published", type=click.DateTime(["%Y-%m-%d"]), help="Their day of publication, as 2022-01-30.")
@click.option(
    "--jobs", type=click.IntRange(1, 256), default=1, show_default=True, help="Processes that share the work."
)
@click.option("--backend", "backends", multiple=True, default=("rules",), help="Readers to use, in order.")
@click.option("--explain", is_flag=True, help="The rule behind every claim, and the way to every place.")
@observatory_option
@common_options
def command(
    what: tuple[str, ...], lines: Path | None, pack: str, publisher: str | None, language: str | None,
    published: datetime | None, jobs: int, backends: tuple[str, ...], explain: bool, observatory: str | None,
    key_file: Path | None, as_json: bool, quiet: bool,
) -> None:  # fmt: skip
    """Reads reports into claims, each number with its sentence and who says so.

    With WHAT (files, folders, - for standard input) or --jsonl it is a pure function: nothing is kept. Without,
    it reads what is unread in the observatory.
    """
    from marsad.run.reading import read_all
    from marsad.run.reports import Reports

    if not what and lines is None:
        from marsad.cli.read_kept import read_kept

        read_kept(observatory, key_file, backends=backends, jobs=jobs, as_json=as_json, quiet=quiet)
        return
    source = Reports(
        what, lines=lines, publisher=publisher, language=language, published=published.date() if published else None
    )
    set_aside = 0
    show = _json_writer() if as_json else _tree_writer(pack, explain)
    for reading in read_all(source, pack=pack, backends=backends, jobs=jobs):
        set_aside += bool(reading.set_aside) and not reading.claims
        show(reading)
    for missed in source.not_collected:
        say(f"set aside: {missed.where}: {missed.why}", quiet=quiet)
    finish(set_aside + len(source.not_collected), quiet=quiet)


def _json_writer() -> Callable[[Reading], None]:
    from marsad.run.output import json_line

    return lambda reading: click.echo(json_line(reading), nl=False)


def _tree_writer(pack: str, explain: bool) -> Callable[[Reading], None]:
    from rich.console import Console

    from marsad.cli.reading_tree import show_reading
    from marsad.run.output import names_of

    return partial(show_reading, console=Console(highlight=False), name=names_of(pack), explain=explain)
