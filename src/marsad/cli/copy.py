"""`marsad copy`: backups, other engines, other keys."""

import os
import sys
from pathlib import Path

import click

from marsad.cli.options import common_options, say

FILE = click.Path(path_type=Path)


@click.command(name="copy")
@click.argument("source", metavar="FROM")
@click.argument("target", metavar="[TO]", required=False)
@click.option("--key-file", type=FILE, envvar="MARSAD_KEY_FILE", help="The key of FROM (else its passphrase).")
@click.option("--encrypt", is_flag=True, help="Encrypt TO; its passphrase is asked for, or taken from MARSAD_NEW_KEY.")
@click.option("--to-key-file", type=FILE, help="Encrypt TO with the key in this file.")
@click.option("--new-key-file", type=FILE, help="Make a new key file here first, and encrypt TO with it.")
@click.option("--change-key", is_flag=True, help="No TO: put FROM itself under another key, or none.")
@common_options
def command(
    source: str, target: str | None, key_file: Path | None, encrypt: bool, to_key_file: Path | None,
    new_key_file: Path | None, change_key: bool, as_json: bool, quiet: bool,
) -> None:  # fmt: skip
    """Copies an observatory to an empty place: a file, or a postgresql:// address.

    Every row and byte moves, the ledger's chain with its times and names included, and the copy is checked before it
    counts. FROM may be in use meanwhile. With --change-key a file is put under another key in its place.
    """
    from marsad.run import copy as run
    from marsad.run.output import json_line

    if change_key == (target is not None):
        raise click.UsageError("Name where to copy to, or use --change-key without it.")
    if sum((encrypt, to_key_file is not None, new_key_file is not None)) > 1:
        raise click.UsageError("Use one of --encrypt, --to-key-file and --new-key-file.")
    key = os.environ.get("MARSAD_KEY") if key_file is None else None
    if new_key_file is not None:
        run.make_key_file(new_key_file)
        to_key_file = new_key_file
    new_key = _new_passphrase() if encrypt else None
    if change_key:
        done = run.change_key(source, key=key, key_file=key_file, new_key=new_key, new_key_file=to_key_file)
        target = source
    else:
        done = run.copy(source, target or "", key=key, key_file=key_file, new_key=new_key, new_key_file=to_key_file)
    if as_json:
        click.echo(
            json_line({"from": _shown(source), "to": _shown(target or ""), "changes": done.changes, "rows": done.rows,
                       "bytes_of_reports": done.contents_bytes}), nl=False,
        )  # fmt: skip
        return
    say(
        f"Copied {done.changes:,} changes ({done.rows:,} rows, {done.contents_bytes:,} bytes of reports) "
        f"to {_shown(target or '')}; the copy holds.",
        quiet=quiet,
    )


def _shown(address: str) -> str:
    """An address without its password."""
    scheme, mark, rest = address.partition("://")
    user, at, host = rest.rpartition("@")
    return f"{scheme}{mark}{user.partition(':')[0]}{at}{host}" if mark and at else address


def _new_passphrase() -> str:
    if key := os.environ.get("MARSAD_NEW_KEY"):
        return key
    if not sys.stdin.isatty():
        raise click.UsageError("The copy needs a passphrase: set MARSAD_NEW_KEY, or run on a terminal.")
    return str(click.prompt("Passphrase of the copy", hide_input=True, confirmation_prompt=True, err=True))
