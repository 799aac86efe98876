"""`marsad search`: reports by words, in both languages."""

from datetime import datetime
from pathlib import Path
from typing import Any

import click

from marsad.cli.options import common_options, observatory_option, open_here, say

DAY = click.DateTime(formats=["%Y-%m-%d"])


MINUS = "\0"  # stands for the minus of a word that is to be left out, while options are told from words


class SearchCommand(click.Command):
    """Takes ``-word`` as a word to be left out, not as options put together; options have one letter."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Hide the minus of words from the parser."""
        hidden = [MINUS + each[1:] if len(each) > 2 and each[0] == "-" and each[1] != "-" else each for each in args]
        return super().parse_args(ctx, hidden)


@click.command(name="search", cls=SearchCommand)
@click.argument("words", nargs=-1, required=True, metavar="WORDS…", type=click.UNPROCESSED)
@click.option("--limit", type=click.IntRange(1, 10_000), default=20, show_default=True, help="How many at most.")
@click.option("--publisher", help="Only of this publisher.")
@click.option("--since", type=DAY, help="Published on this day or later.")
@click.option("--until", type=DAY, help="Published on this day or before.")
@click.option("--as-of", type=DAY, help="Only what was held at the end of that day.")
@observatory_option
@common_options
def command(
    words: tuple[str, ...], limit: int, publisher: str | None, since: datetime | None, until: datetime | None,
    as_of: datetime | None, observatory: str | None, key_file: Path | None, as_json: bool, quiet: bool,
) -> None:  # fmt: skip
    """Finds reports by words. All words have to be there, in any form: killed finds kill, الكمائن finds كمين.

    "two words" stand side by side; one OR other; -word leaves out; begin* stands for every word that begins so.
    """
    from marsad.run.output import json_line
    from marsad.run.search import search

    shown = [word.replace(MINUS, "-") for word in words]
    typed = " ".join(f'"{word}"' if " " in word and '"' not in word and " OR " not in word else word for word in shown)
    with open_here(observatory, key_file) as opened:
        store = opened.store
        if as_of is not None:
            search(store, typed, limit=1)  # takes in what is new; the past cannot
            store = store.as_of(as_of.date())
        found = search(
            store, typed, limit=limit, publisher=publisher,
            since=since.date() if since else None, until=until.date() if until else None,
        )  # fmt: skip
    for each in found:
        report = each.report
        if as_json:
            data: dict[str, Any] = {
                "report": report.id, "publisher": report.publisher, "published": report.published,
                "language": report.language, "title": report.title, "score": round(each.score, 4),
                "excerpt": each.excerpt,
            }  # fmt: skip
            click.echo(json_line(data), nl=False)
        else:
            click.echo(f"{report.id}  {report.publisher or '—'}  {report.published or 'no day'}")
            click.echo(f"    {each.excerpt}")
    say(
        f"{len(found):,} found." if found else "Nothing found. Fewer words, or a beginning (amb*), find more.",
        quiet=quiet,
    )
