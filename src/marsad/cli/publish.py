"""`marsad publish`: what goes out."""

from pathlib import Path

import click

from marsad.cli.options import common_options, observatory_option, open_here, say

FORMATS = ("csv", "jsonl", "geojson", "parquet", "xlsx", "hxl", "acled", "ucdp")


@click.group(name="publish")
def command() -> None:
    """Writes what goes out: a page, data in the field's formats, reports, a signed release."""


@command.command(name="page")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="The file to write.")
@click.option("--language", type=click.Choice(("en", "ar")), default="en", show_default=True)
@click.option("--title", help="The page's heading.")
@observatory_option
@common_options
def page(
    out: Path,
    language: str,
    title: str | None,
    observatory: str | None,
    key_file: Path | None,
    as_json: bool,
    quiet: bool,
) -> None:
    """One self-contained page: findings on top, every number one click from its sentence.

    It opens from a file, without scripts and without a network, and prints.
    """
    from marsad.run.output import json_line
    from marsad.run.publish import publish_page

    with open_here(observatory, key_file) as opened:
        html = publish_page(opened, language=language, title=title)
    out.write_text(html, encoding="utf-8")
    if as_json:
        click.echo(json_line({"file": str(out), "bytes": len(html.encode())}), nl=False)
    say(f"Wrote {out}.", quiet=quiet)


@command.command(name="data")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="The folder to write into.")
@click.option(
    "--format", "formats", multiple=True, type=click.Choice(FORMATS), help="Formats; all where none is named."
)
@observatory_option
@common_options
def data(
    out: Path, formats: tuple[str, ...], observatory: str | None, key_file: Path | None, as_json: bool, quiet: bool
) -> None:
    """The accepted incidents as data, with a codebook; what is withheld is listed with the reason."""
    from marsad.run.output import json_line
    from marsad.run.publish import publish_data

    with open_here(observatory, key_file) as opened:
        done = publish_data(opened, out, formats=formats or FORMATS)
    for line in done.withheld:
        if as_json:
            click.echo(json_line({"withheld": line.id, "field": line.field, "why": line.why}), nl=False)
        else:
            say(f"withheld: {line.id} {line.field}: {line.why}", quiet=quiet)
    if as_json:
        click.echo(json_line({"rows": done.rows, "files": [str(path) for path in done.files]}), nl=False)
    say(f"Wrote {done.rows:,} incidents into {out} ({len(done.files)} files).", quiet=quiet)
