"""`marsad collect`: reports into the observatory."""

import re
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from marsad.cli.options import common_options, finish, observatory_option, open_here, say
from marsad.model.errors import CollectError

_PATH = click.Path(path_type=Path)


def _gathering_options(function: Any) -> Any:
    """What the command gathers by itself: lists of addresses, feeds, watched folders."""
    for option in reversed(
        (
            click.option("--addresses", "lists", type=_PATH, multiple=True, metavar="FILE",
                         help="A list of addresses, one a line; # begins a remark."),
            click.option("--feed", "feeds", multiple=True, metavar="ADDRESS",
                         help="An RSS or Atom feed with its pages."),
            click.option("--feed-text", is_flag=True, help="Take the feeds' own text; do not fetch the pages."),
            click.option("--most", type=click.IntRange(1), default=500, show_default=True,
                         help="Pages of one feed that are fetched at a time."),
            click.option("--watch", "folders", type=_PATH, multiple=True, metavar="FOLDER",
                         help="Takes new files as they come, until Ctrl-C."),
            click.option("--once", is_flag=True, help="Looks into watched folders once and ends."),
            click.option("--keep-on", is_flag=True, help="Asks the feeds again and again, until Ctrl-C."),
            click.option("--every", type=click.FloatRange(0.1), default=10.0, show_default=True,
                         help="Seconds between two looks into the folders."),
            click.option("--feed-every", type=click.FloatRange(1), default=30.0, show_default=True,
                         help="Minutes between two askings of the feeds."),
            click.option("--pause", type=click.FloatRange(0), default=2.0, show_default=True,
                         help="Seconds between two pages of one site, at least."),
            click.option("--fresh-for", type=click.FloatRange(0), default=12.0, show_default=True,
                         help="Hours for which a page of a list is not asked for again."),
            click.option("--warc", type=_PATH, metavar="FOLDER", help="Also keeps fetched pages as web archives here."),
            click.option("--allow-private", is_flag=True, help="Also fetch addresses on a private network."),
        )
    ):  # fmt: skip
        function = option(function)
    return function


@click.command(name="collect")
@click.argument("what", nargs=-1)
@click.option("--jsonl", "lines", type=_PATH, help="Reports as JSON Lines, one object a line.")
@click.option("--publisher", help="Who publishes these reports.")
@click.option("--language", help="Their language (en, ar).")
@click.option("--published", type=click.DateTime(["%Y-%m-%d"]), help="Their day of publication, as 2022-01-30.")
@click.option(
    "--format",
    "dataset",
    metavar="NAME|FILE",
    help="WHAT are CSV files of events: ucdp-ged, acled, airwars, or the path of a mapping file.",
)
@_gathering_options
@observatory_option
@common_options
def command(
    what: tuple[str, ...], lines: Path | None, publisher: str | None, language: str | None, published: datetime | None,
    dataset: str | None, observatory: str | None, key_file: Path | None, as_json: bool, quiet: bool, **gathering: Any,
) -> None:  # fmt: skip
    """Takes reports in: files, folders, - for standard input, web addresses, JSON Lines.

    Addresses, lists of them and feeds are fetched politely: robots.txt is obeyed, a site is asked slowly, and not for
    what is unchanged. A run that was interrupted goes on where it stopped.

    With --format, files are event data sets: every row becomes a report that is read already, its numbers as given.
    What is kept is kept byte for byte, with its hash. A report that is there already is not taken twice.
    """
    from marsad.cli.collect_show import Summary, gather_and_show

    gathers = any(gathering[name] for name in ("lists", "feeds", "folders"))
    if not what and lines is None and not gathers:
        raise click.UsageError(
            "What shall be collected? Name files, folders, addresses, -, --jsonl FILE, --addresses FILE, "
            "--feed ADDRESS or --watch FOLDER."
        )
    if dataset is not None:
        if gathers or lines is not None:
            raise click.UsageError("--format takes CSV files alone; leave out --jsonl, --addresses, --feed, --watch.")
        _collect_datasets(what, dataset, observatory, key_file, as_json=as_json, quiet=quiet)
        return
    addresses = tuple(each for each in what if re.match(r"(?i)^https?://", each))
    others = [each for each in what if each not in addresses]
    day = published.date() if published else None
    summary = Summary(as_json=as_json, quiet=quiet)
    with open_here(observatory, key_file) as opened:
        if others or lines is not None:
            summary.add_done(
                opened.collect(*others, lines=lines, publisher=publisher, language=language, published=day)
            )
        if addresses or gathers:
            gather_and_show(
                opened, summary, addresses=addresses, publisher=publisher, language=language, published=day, **gathering
            )
    summary.show()
    finish(summary.set_aside, quiet=quiet)


def _collect_datasets(
    what: tuple[str, ...], dataset: str, observatory: str | None, key_file: Path | None, *, as_json: bool, quiet: bool
) -> None:
    """Data sets, file by file, with what is out of order and what was set aside."""
    from marsad.run.datasets import collect_dataset
    from marsad.run.output import json_line

    aside = 0
    with open_here(observatory, key_file) as opened:
        for name in what:
            try:
                done = collect_dataset(opened, Path(name), format=dataset)
            except CollectError as problem:
                if len(what) == 1:
                    raise
                aside += 1
                say(f"set aside: {name}: {problem}", quiet=quiet)
                if as_json:
                    click.echo(json_line({"file": name, "set_aside": 1, "why": str(problem)}), nl=False)
                continue
            aside += len(done.set_aside)
            for where, why in done.set_aside:
                say(f"set aside: {where}: {why}", quiet=quiet)
            for says in done.findings:
                say(f"out of order: {says}", quiet=quiet)
            if as_json:
                facts = {"file": name, "kept": done.kept, "known": done.known, "out_of_order": len(done.findings)}
                click.echo(json_line({**facts, "set_aside": len(done.set_aside)}), nl=False)
            if done.encoding:
                say(f"{name} is read as {done.encoding}: look whether its names are right.", quiet=quiet)
            known = f", {done.known:,} known already" if done.known else ""
            say(f"{name}: kept {done.kept:,} events{known}; {len(done.findings):,} out of order.", quiet=quiet)
    finish(aside, quiet=quiet)
