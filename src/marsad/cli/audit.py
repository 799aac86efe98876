"""`marsad audit`: published tolls that do not add up."""

from datetime import datetime
from pathlib import Path
from typing import Any

import click

from marsad.cli.options import common_options, finish, observatory_option, open_here, say


@click.command(name="audit")
@click.argument("what", nargs=-1)
@click.option("--jsonl", "lines", type=click.Path(path_type=Path), help="Reports as JSON Lines, one object a line.")
@click.option("--pack", default="syria", show_default=True, help="The conflict pack: a name, or a folder.")
@click.option("--publisher", help="Who publishes these reports.")
@click.option("--language", help="Their language (en, ar); otherwise it is guessed.")
@click.option("--published", type=click.DateTime(["%Y-%m-%d"]), help="Their day of publication, as 2022-01-30.")
@click.option("--jobs", type=click.IntRange(1, 256), default=1, show_default=True, help="Processes that read.")
@click.option(
    "--mapping", type=click.Path(path_type=Path), help="For tables: a YAML file that says which column is what."
)
@click.option("--sentences", type=click.Choice(["en", "ar"]), default="en", show_default=True, help="Say it in.")
@observatory_option
@common_options
def command(
    what: tuple[str, ...], lines: Path | None, pack: str, publisher: str | None, language: str | None,
    published: datetime | None, jobs: int, mapping: Path | None, sentences: str, observatory: str | None,
    key_file: Path | None, as_json: bool, quiet: bool,
) -> None:  # fmt: skip
    """Finds published tolls that do not add up, each with both sentences, the arithmetic and the other reading.

    With WHAT (reports: files, folders, -; or tables of figures: .csv, .tsv, .json) or --jsonl nothing is kept.
    Without, it audits the observatory and keeps the findings in it. With --json it prints one object: series, pairs,
    reports, sources, findings; for tables one object a finding.
    """
    from marsad.run.audit import (
        audit_observatory,
        audit_readings,
        audit_tables,
        is_table,
        keep_findings,
        table_finding_json,
    )
    from marsad.run.output import json_line

    tables = [each for each in what if is_table(each)]
    reports = tuple(each for each in what if each not in tables)
    wrong = audit_tables(tables, mapping=mapping)
    if tables and not wrong and not as_json:
        click.echo(f"✓ {', '.join(tables)}: all that can be checked adds up.")
    for file, found in wrong:
        if as_json:
            click.echo(json_line(table_finding_json(file, found)), nl=False)
        else:
            _show_table_finding(file, found)
    if tables and not reports and lines is None:
        return
    if not reports and lines is None:
        with open_here(observatory, key_file) as opened:
            audit = audit_observatory(opened, language=sentences)
            keep_findings(opened, audit)
        _print(audit, as_json, quiet)
        return
    from marsad.run.reading import read_all
    from marsad.run.reports import Reports

    source = Reports(reports, lines, publisher, language, published.date() if published else None)
    readings = list(read_all(source, pack=pack, jobs=jobs))
    aside = [(reading.report.id, reading.set_aside[0].why) for reading in readings if reading.set_aside]
    _print(audit_readings(readings, pack=pack, language=sentences), as_json, quiet)
    for where, why in [*((m.where, m.why) for m in source.not_collected), *aside]:
        say(f"set aside: {where}: {why}", quiet=quiet)
    unread = sum(bool(reading.set_aside) and not reading.claims for reading in readings)
    finish(len(source.not_collected) + unread, quiet=quiet)


def _print(audit: Any, as_json: bool, quiet: bool) -> None:
    from marsad.run.audit import audit_json
    from marsad.run.output import json_line

    if as_json:
        click.echo(json_line(audit_json(audit)), nl=False)
        return
    from rich.console import Console

    from marsad.cli.audit_show import show_audit

    show_audit(audit, Console(highlight=False))


def _show_table_finding(file: str, found: Any) -> None:
    from rich.console import Console
    from rich.text import Text

    style = {"error": "bold red", "doubt": "yellow", "note": "dim"}[found.severity]
    console = Console(highlight=False, soft_wrap=True)
    console.print(Text(f"✗ {found.rule}, {found.severity}: {found.says}", style=style))
    console.print(Text(f"    {found.arithmetic}"))
    console.print(Text(f"    {file}: {', '.join(found.left)} against {', '.join(found.right)}", style="dim"))
    if found.unless:
        console.print(Text(f"    unless: {found.unless}", style="dim"))
