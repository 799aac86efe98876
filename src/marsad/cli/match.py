"""`marsad match`: claims into incidents; `marsad match people`: one person on many lists."""

from pathlib import Path
from typing import Any

import click

from marsad.cli.options import common_options, finish, observatory_option, open_here, say


class MatchGroup(click.Group):
    """A group whose first argument may also be an observatory: `marsad match syria.marsad`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Turns a first argument that is no command into --observatory."""
        if args and not args[0].startswith("-") and args[0] not in self.commands:
            args = ["--observatory", *args]
        return super().parse_args(ctx, args)


@click.group(name="match", cls=MatchGroup, invoke_without_command=True)
@click.option("--jsonl", "lines", type=click.Path(path_type=Path), help="Readings as `marsad read --json` prints them.")
@click.option(
    "--pack", default="syria", show_default=True, help="The conflict pack, with --jsonl: a name, or a folder."
)
@click.option("--again", is_flag=True, help="Matches all readings from the beginning; ids of incidents are kept.")
@click.option("--accept", type=float, help="Bits from which two tellings are joined (default 2.5).")
@click.option("--doubt", type=float, help="Bits from which a pair waits for a person (default 0).")
@click.option("--explain", is_flag=True, help="Every pair that was joined, with the parts of its score.")
@click.option(
    "--engine", type=click.Choice(("one", "spark")), default="one", show_default=True,
    help="What scores the pairs: this process, or Apache Spark.",
)  # fmt: skip
@click.option("--master", default="local[*]", show_default=True, help="Spark's master: local[2], spark://…, yarn …")
@observatory_option
@common_options
@click.pass_context
def command(
    ctx: click.Context, lines: Path | None, pack: str, again: bool, accept: float | None, doubt: float | None,
    explain: bool, engine: str, master: str, observatory: str | None, key_file: Path | None, as_json: bool, quiet: bool,
) -> None:  # fmt: skip
    """Puts event claims together into incidents: one event, told many times, counted once.

    Without --jsonl it matches what was read in the observatory since the last time and keeps the incidents; pairs in
    doubt wait in the queue of review. With --jsonl it is a pure function: nothing is kept.
    """
    if ctx.invoked_subcommand is not None:
        return
    from marsad.cli.match_show import show_matched, show_result
    from marsad.run.match import encode_result, match_lines, match_observatory, rater_of, settings_with
    from marsad.run.output import json_line, names_of

    settings = settings_with(accept=accept, doubt=doubt)
    with rater_of(engine, master) as rate:
        if lines is not None:
            result = match_lines(lines, pack, settings=settings, rate=rate)
            name, summary = names_of(pack), None
        else:
            with open_here(observatory, key_file) as opened:
                done = match_observatory(opened, settings=settings, again=again, rate=rate)
                result, name, summary = done.result, names_of(opened.pack_name), done
    if as_json:
        for data in encode_result(result, explain=explain):
            click.echo(json_line(data), nl=False)
    else:
        show_result(result, name=name, explain=explain)
    if summary is not None:
        show_matched(summary, quiet=quiet)


@command.command(name="people")
@click.argument("lists", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--pack", default="syria", show_default=True, help="The conflict pack that places are looked up in.")
@click.option("--out", type=click.Path(path_type=Path), default=Path("linked.csv"), show_default=True,
              help="Where the linked table goes; its pairs go beside it, as NAME.pairs.csv.")  # fmt: skip
@click.option("--no-repeats", is_flag=True, help="No list names a person twice: two rows of one list are never joined.")
@click.option("--accept", type=float, help="Bits from which two rows are joined (default 0).")
@click.option("--doubt", type=float, help="Bits from which a pair is listed as doubtful (default -2).")
@common_options
def people(
    lists: tuple[Path, ...], pack: str, out: Path, no_repeats: bool, accept: float | None, doubt: float | None,
    as_json: bool, quiet: bool,
) -> None:  # fmt: skip
    """Links the people of victim LISTS (CSV files), in Arabic and Latin script, and counts them with an interval.

    Columns are found by their headers: name (or given, father and family name), age, date, place, governorate, sex, id,
    list. The linked table says for each row which person it is, by what and how surely.
    """
    from marsad.run.match_people import LINKED, PAIRS, link_tables, linked_rows, pair_rows, people_settings, write_csv
    from marsad.run.output import json_line

    settings = people_settings(accept=accept, doubt=doubt, repeats=not no_repeats)
    tables, linked = link_tables(lists, pack=pack, settings=settings)
    if as_json:
        for row in linked_rows(tables, linked):
            click.echo(json_line(dict(row)), nl=False)
    else:
        write_csv(out, linked_rows(tables, linked), LINKED)
        beside = out.with_name(f"{out.stem}.pairs.csv")
        write_csv(beside, pair_rows(linked), PAIRS)
        say(f"The linked table is in {out}, the pairs with their reasons are in {beside}.", quiet=quiet)
    _sum_up(tables, linked, quiet=quiet)


def _sum_up(tables: list[Any], linked: Any, *, quiet: bool) -> None:
    """How many rows and people, and what could not be used."""
    for table in tables:
        used = ", ".join(f"{what}: {header}" for what, header in table.columns.items())
        say(f"{table.path.name}: {len(table.rows):,} rows ({used})", quiet=quiet)
    unique = linked.unique
    say(
        f"{len(linked.person_of):,} rows, joined into {len(set(linked.person_of.values())):,} people. "
        f"Allowing for wrong and missed links, {unique.low:,} to {unique.high:,} people (95 %), "
        f"most likely {unique.best:,}. "
        f"{len(linked.doubtful):,} pairs are in doubt.",
        quiet=quiet,
    )
    nameless = [where for table in tables for where in table.nameless]
    for where in nameless[:20]:
        say(f"set aside: {where}: no name", quiet=quiet)
    for row, column, found in linked.unread[:20]:
        say(f"not used: {row}: {column} {found!r} is none that can be read", quiet=quiet)
    more = len(nameless) + len(linked.unread) - min(len(nameless), 20) - min(len(linked.unread), 20)
    if more:
        say(f"… and {more:,} more", quiet=quiet)
    finish(len(nameless), quiet=quiet)
