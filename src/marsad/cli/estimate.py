"""`marsad estimate`: how many are on no list."""

import sys
from pathlib import Path
from typing import Any

import click

from marsad.cli.options import common_options, say


@click.command(name="estimate")
@click.argument("table", type=click.Path(path_type=Path))
@click.option("--lists", help="The list columns, as a,b,c (default: every column that holds only 0 and 1).")
@click.option("--strata", default="", help="Columns to split by, as month,sex; each stratum is estimated by itself.")
@click.option("--count", "count", default="count", show_default=True, help="The column of people a pattern.")
@click.option("--id", "id_column", default="id", show_default=True, help="The column that names a record.")
@click.option(
    "--method", type=click.Choice(["lcmcr", "loglinear", "dga"]), default="lcmcr", show_default=True,
    help="Whose answer is the headline; the others check it.",
)  # fmt: skip
@click.option("--prior", type=click.Choice(["flat", "expansion"]), default="flat", show_default=True)
@click.option(
    "--length", type=click.Choice(["short", "normal", "long"]), default="normal", show_default=True,
    help="How long to simulate; for print take long.",
)  # fmt: skip
@click.option("--seed", type=int, default=1, show_default=True, help="The same seed gives the same answer.")
@click.option("--fast", is_flag=True, help="Leave out the checks that estimate again (lists left out, other priors).")
@click.option(
    "--linkage", "linkages", type=click.Path(path_type=Path), multiple=True,
    help="The same lists matched otherwise; may be given several times.",
)  # fmt: skip
@click.option("--figures", type=click.Path(path_type=Path), help="A folder for the figures, as SVG.")
@click.option("--sentences", type=click.Choice(["en", "ar"]), default="en", show_default=True, help="Say it in.")
@common_options
def command(
    table: Path, lists: str | None, strata: str, count: str, id_column: str, method: str, prior: str, length: str,
    seed: int, fast: bool, linkages: tuple[Path, ...], figures: Path | None, sentences: str, as_json: bool, quiet: bool,
) -> None:  # fmt: skip
    """Estimates how many people are on no list, from TABLE: three lists or more that overlap.

    TABLE is a CSV file: a row a person with a 0/1 column a list, or a row a combination of lists with a column of
    people. The answer is a verdict (publish, lower bound only, do not publish) with its reasons, and numbers as far as
    they may go out. Exit code 4: do not publish. Exit code 1: some strata could not be estimated.
    """
    from marsad.run.estimate import LENGTHS, Columns, estimate_lists, read_lists, write_figures

    columns = Columns(_named(lists), _named(strata), count, id_column)
    tables = read_lists(table, columns)
    first = next(iter(tables.values()))
    say(f"Lists: {', '.join(first.names)}", quiet=quiet)
    others = [other for path in linkages for other in read_lists(path, columns).values()]
    answer = estimate_lists(
        tables, linkages=others, method=method, prior=prior, seed=seed, length=LENGTHS[length], is_quick=fast,
        say=lambda words: say(words, quiet=quiet),
    )  # fmt: skip
    _print(answer, sentences, as_json)
    for name, made in answer.strata.items():
        if figures is not None and made is not None:
            folder = figures / _file_name(name) if len(answer.strata) > 1 else figures
            for path in write_figures(made, folder, language=sentences):
                say(f"wrote {path}", quiet=quiet)
    if answer.verdict == "stop":
        sys.exit(4)
    if answer.refused:
        sys.exit(1)


def _named(words: str | None) -> tuple[str, ...]:
    return tuple(name.strip() for name in (words or "").split(",") if name.strip())


def _file_name(name: str) -> str:
    return "".join(letter if letter.isalnum() or letter in "-_" else "_" for letter in name) or "all"


def _print(answer: Any, language: str, as_json: bool) -> None:
    from marsad.run.estimate import diagnosis_json, total_json
    from marsad.run.output import json_line

    rows = [diagnosis_json(name, made, language=language) for name, made in answer.strata.items() if made is not None]
    total = total_json(answer, language=language)
    if as_json:
        for row in rows:
            click.echo(json_line(row), nl=False)
        for name, why in answer.refused.items():
            if answer.strata[name] is None:
                click.echo(json_line({"stratum": name, "verdict": "stop", "refused": why}), nl=False)
        if total:
            click.echo(json_line(total), nl=False)
        return
    for row in rows:
        _show(row, heading=row["stratum"])
    for name, why in answer.refused.items():
        if answer.strata[name] is None:
            click.echo(f"{name}\n  ✗ {why}\n")
    if total:
        _show(total, heading=total["total"])


def _show(row: dict[str, Any], heading: str | None) -> None:
    from rich.console import Console
    from rich.text import Text

    console = Console(highlight=False, soft_wrap=True)
    if heading:
        console.print(Text(heading, style="bold"))
    mark, style = {"publish": ("✓", "green"), "bound": ("≥", "yellow"), "stop": ("✗", "bold red")}[row["verdict"]]
    console.print(Text(f"{mark} {row['says']}", style=style))
    console.print(Text(f"  documented   {row['documented']:>10,}"))
    if row["verdict"] == "publish":
        high = "no upper bound" if row["high"] is None else f"{row['high']:,}"
        console.print(Text(f"  in all       {row['best']:>10,}   {row['low']:,} to {high} ({row['level']:.0%})"))
    elif row["verdict"] == "bound":
        console.print(Text(f"  in all, from {row['lower_bound']:>10,}"))
    if "model" in row:
        console.print(Text(f"  {row['method']}: {row['model']}", style="dim"))
    for reason in row["reasons"]:
        sign = {"stop": "✗", "bound": "≥", "note": "·"}[reason["weight"]]
        console.print(Text(f"  {sign} {reason['says']}"))
    for name, why in row.get("refused", {}).items():
        console.print(Text(f"  · {name}: {why}", style="dim"))
    console.print()
