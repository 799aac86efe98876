"""`marsad init`: a new observatory."""

import os
import sys
from pathlib import Path

import click

from marsad.cli.options import common_options, say


@click.command(name="init")
@click.argument("address", metavar="FILE|ADDRESS")
@click.option("--pack", default="syria", show_default=True, help="The conflict pack: a name, or a folder.")
@click.option("--encrypt", is_flag=True, help="Encrypt it; the passphrase is asked for, or taken from MARSAD_KEY.")
@click.option("--key-file", type=click.Path(path_type=Path), help="Encrypt it with the key in this file.")
@common_options
def command(address: str, pack: str, encrypt: bool, key_file: Path | None, as_json: bool, quiet: bool) -> None:
    """Makes a new observatory in FILE, or at a postgresql:// address."""
    from marsad.run.observatory import open_observatory
    from marsad.run.output import json_line

    key = _passphrase() if encrypt and key_file is None else None
    with open_observatory(address, pack=pack, key=key, key_file=key_file, create=True) as observatory:
        name = observatory.pack.about.get("title", {}).get("en", pack)
    if as_json:
        click.echo(json_line({"observatory": address, "pack": pack, "encrypted": bool(encrypt or key_file)}), nl=False)
        return
    say(f"Made {address} ({name}{', encrypted' if encrypt or key_file else ''}).", quiet=quiet)
    say("Next: marsad collect reports/ --observatory " + address, quiet=quiet)


def _passphrase() -> str:
    if key := os.environ.get("MARSAD_KEY"):
        return key
    if not sys.stdin.isatty():
        raise click.UsageError("An encrypted observatory needs a passphrase: set MARSAD_KEY, or run on a terminal.")
    return str(click.prompt("Passphrase", hide_input=True, confirmation_prompt=True, err=True))
