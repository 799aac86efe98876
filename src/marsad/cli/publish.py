"""`marsad publish`: what goes out."""

from datetime import datetime
from pathlib import Path

import click

from marsad.cli.options import common_options, observatory_option, open_here, say

FORMATS = ("csv", "jsonl", "geojson", "parquet", "xlsx", "hxl", "acled", "ucdp", "airwars", "sqlite", "atom", "ics")


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


DAY = click.DateTime(["%Y-%m-%d"])
KINDS = ("article", "bulletin", "incident", "findings")


@command.command(name="report")
@click.argument("kind", type=click.Choice(KINDS))
@click.argument("about", required=False)
@click.option("--out", type=click.Path(path_type=Path), required=True, help="The folder to write into.")
@click.option(
    "--language", "languages", multiple=True, type=click.Choice(("en", "ar")), help="Both where none is named."
)
@click.option("--since", type=DAY, help="First day (article, bulletin).")
@click.option("--until", type=DAY, help="Last day (article, bulletin).")
@click.option("--title", help="The heading.")
@click.option("--templates", type=click.Path(path_type=Path, exists=True), help="A folder with your own templates.")
@observatory_option
@common_options
def report(
    kind: str, about: str | None, out: Path, languages: tuple[str, ...], since: datetime | None,
    until: datetime | None, title: str | None, templates: Path | None, observatory: str | None,
    key_file: Path | None, as_json: bool, quiet: bool,
) -> None:  # fmt: skip
    """A report as HTML and PDF, in English and Arabic, written from the record alone.

    KIND is article, bulletin, incident (ABOUT: its id) or findings (ABOUT: a publisher). Every number has a note to
    what is behind it.
    """
    from marsad.run.output import json_line
    from marsad.run.report import article, write_report
    from marsad.run.sheets import findings_sheet, incident_sheet

    if kind in ("incident", "findings") and not about:
        raise click.UsageError(f"Which {'incident' if kind == 'incident' else 'publisher'}? Name it after {kind}.")
    with open_here(observatory, key_file) as opened:
        for language in languages or ("en", "ar"):
            if kind == "incident":
                document = incident_sheet(opened, about or "", language=language, templates=templates)
            elif kind == "findings":
                document = findings_sheet(opened, about or "", language=language, templates=templates)
            else:
                document = article(
                    opened, language=language, title=title, templates=templates, name=kind,
                    since=since.date() if since else None, until=until.date() if until else None,
                )  # fmt: skip
            for path in write_report(document, out, f"{kind}.{language}"):
                if as_json:
                    click.echo(json_line({"file": str(path)}), nl=False)
                say(f"Wrote {path}.", quiet=quiet)


@command.command(name="release")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="The zip to write.")
@click.option("--version", required=True, help="Such as 2022.1.")
@click.option("--key", "signing_key", type=click.Path(path_type=Path), required=True, help="The signing key.")
@click.option("--signed-off-by", required=True, help="Who answers for it.")
@click.option("--before", type=click.Path(path_type=Path), help="The release before, to say which figures moved.")
@observatory_option
@common_options
def make_release(
    out: Path, version: str, signing_key: Path, signed_off_by: str, before: Path | None, observatory: str | None,
    key_file: Path | None, as_json: bool, quiet: bool,
) -> None:  # fmt: skip
    """Everything that goes out as one signed zip. Anybody can check it: marsad verify release.zip

    A signing key is made by: marsad verify --new-key FILE
    """
    import os

    from marsad.run.output import json_line
    from marsad.run.release import release

    with open_here(observatory, key_file) as opened:
        done = release(
            opened, out, version=version, key_file=signing_key, signed_off_by=signed_off_by, before=before,
            passphrase=os.environ.get("MARSAD_SIGNING_PASSPHRASE"),
        )  # fmt: skip
    if as_json:
        data = {"file": str(done.path), "version": done.version, "files": list(done.files), "key": done.key}
        click.echo(json_line({**data, "withheld": len(done.withheld), "moved": len(done.moved)}), nl=False)
    for each in done.moved:
        say(f"moved: {each.figure}: {each.before or 'not there'} → {each.after or 'gone'}", quiet=quiet)
    say(f"Released {version} as {out}: {len(done.files)} files, {len(done.withheld)} things withheld.", quiet=quiet)
    say(f"Its public key: {done.key}", quiet=quiet)


@command.command(name="templates")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="The folder to copy into.")
@common_options
def templates(out: Path, as_json: bool, quiet: bool) -> None:
    """The templates of reports, copied to be edited; write with them: marsad publish report article --templates FOLDER

    A template that is there already is left alone.
    """
    from marsad.run.output import json_line
    from marsad.run.report import copy_templates

    for path, is_new in copy_templates(out):
        if as_json:
            click.echo(json_line({"file": str(path), "copied": is_new}), nl=False)
        say(f"{'Copied' if is_new else 'Left as it is:'} {path}", quiet=quiet)


@command.command(name="policy")
@click.argument("file", required=False, type=click.Path(path_type=Path, exists=True, dir_okay=False))
@observatory_option
@common_options
def policy(file: Path | None, observatory: str | None, key_file: Path | None, as_json: bool, quiet: bool) -> None:
    """What goes out and what does not. Prints the policy in force; with FILE (YAML), takes that one instead.

    To change it: marsad publish policy > policy.yaml, edit it, marsad publish policy policy.yaml
    """
    from marsad.run.output import json_line
    from marsad.run.publish import policy_words, set_policy

    with open_here(observatory, key_file) as opened:
        if file is not None:
            set_policy(opened, file)
            say(f"The policy of {file} holds from now on.", quiet=quiet)
            return
        data, words = policy_words(opened)
    click.echo(json_line(data) if as_json else words, nl=False)
