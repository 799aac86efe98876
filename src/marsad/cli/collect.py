"""`marsad collect`: reports into the observatory."""

from datetime import datetime
from pathlib import Path

import click

from marsad.cli.options import common_options, finish, observatory_option, open_here, say


@click.command(name="collect")
@click.argument("what", nargs=-1)
@click.option("--jsonl", "lines", type=click.Path(path_type=Path), help="Reports as JSON Lines, one object a line.")
@click.option("--publisher", help="Who publishes these reports.")
@click.option("--language", help="Their language (en, ar).")
@click.option("--published", type=click.DateTime(["%Y-%m-%d"]), help="Their day of publication, as 2022-01-30.")
@click.option("--allow-private", is_flag=True, help="Also fetch addresses on a private network.")
@observatory_option
@common_options
def command(
    what: tuple[str, ...], lines: Path | None, publisher: str | None, language: str | None, published: datetime | None,
    allow_private: bool, observatory: str | None, key_file: Path | None, as_json: bool, quiet: bool,
) -> None:  # fmt: skip
    """Takes reports in: files, folders, - for standard input, web addresses, JSON Lines.

    What is kept is kept byte for byte, with its hash. A report that is there already is not taken twice.
    """
    from marsad.run.output import json_line

    if not what and lines is None:
        raise click.UsageError("What shall be collected? Name files, folders, addresses, - or --jsonl FILE.")
    with open_here(observatory, key_file) as opened:
        done = opened.collect(
            *what, lines=lines, publisher=publisher, language=language,
            published=published.date() if published else None, allow_private=allow_private,
        )  # fmt: skip
    if as_json:
        for where, why in done.set_aside:
            click.echo(json_line({"set_aside": where, "why": why}), nl=False)
        click.echo(json_line({"kept": done.done, "known": done.known, "set_aside": len(done.set_aside)}), nl=False)
    for where, why in done.set_aside:
        say(f"set aside: {where}: {why}", quiet=quiet)
    known = f", {done.known:,} known already" if done.known else ""
    say(f"Kept {done.done:,} reports{known}.", quiet=quiet)
    finish(len(done.set_aside), quiet=quiet)
