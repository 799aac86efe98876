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
@click.option(
    "--format",
    "dataset",
    metavar="NAME|FILE",
    help="WHAT are CSV files of events: ucdp-ged, acled, airwars, or the path of a mapping file.",
)
@observatory_option
@common_options
def command(
    what: tuple[str, ...], lines: Path | None, publisher: str | None, language: str | None, published: datetime | None,
    allow_private: bool, dataset: str | None, observatory: str | None, key_file: Path | None, as_json: bool,
    quiet: bool,
) -> None:  # fmt: skip
    """Takes reports in: files, folders, - for standard input, web addresses, JSON Lines.

    With --format, files are event data sets: every row becomes a report that is read already, its numbers as given.
    What is kept is kept byte for byte, with its hash. A report that is there already is not taken twice.
    """
    from marsad.run.output import json_line

    if not what and lines is None:
        raise click.UsageError("What shall be collected? Name files, folders, addresses, - or --jsonl FILE.")
    if dataset is not None:
        _collect_datasets(what, dataset, observatory, key_file, as_json=as_json, quiet=quiet)
        return
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


def _collect_datasets(
    what: tuple[str, ...], dataset: str, observatory: str | None, key_file: Path | None, *, as_json: bool, quiet: bool
) -> None:
    """Data sets, file by file, with what is out of order and what was set aside."""
    from marsad.run.datasets import collect_dataset
    from marsad.run.output import json_line

    aside = 0
    with open_here(observatory, key_file) as opened:
        for name in what:
            done = collect_dataset(opened, Path(name), format=dataset)
            aside += len(done.set_aside)
            for where, why in done.set_aside:
                say(f"set aside: {where}: {why}", quiet=quiet)
            for says in done.findings:
                say(f"out of order: {says}", quiet=quiet)
            if as_json:
                facts = {"file": name, "kept": done.kept, "known": done.known, "out_of_order": len(done.findings)}
                click.echo(json_line({**facts, "set_aside": len(done.set_aside)}), nl=False)
            known = f", {done.known:,} known already" if done.known else ""
            say(f"{name}: kept {done.kept:,} events{known}; {len(done.findings):,} out of order.", quiet=quiet)
    finish(aside, quiet=quiet)
