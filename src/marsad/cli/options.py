"""Options that every command shares."""

import os
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from marsad.model.errors import StoreError

F = TypeVar("F", bound=Callable[..., Any])


def _load_config(ctx: click.Context, _: click.Parameter, path: Path | None) -> Path | None:
    """Values of a settings file become the defaults of the command's options; the command's own table goes first."""
    if path is None:
        return None
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as problem:
        raise click.BadParameter(f"{path} cannot be read as TOML: {problem}") from problem
    names = {parameter.name for parameter in ctx.command.params}
    own = data.get(ctx.command.name or "", {})
    unknown = set(own) - names
    if unknown:
        raise click.BadParameter(
            f"{path} sets {sorted(unknown)[0]!r} for {ctx.command.name}, which is no option of it."
        )
    general = {key: value for key, value in data.items() if key in names and not isinstance(value, dict)}
    ctx.default_map = {**(ctx.default_map or {}), **general, **own}
    return path


def common_options(function: F) -> F:
    """`--json`, `--quiet` and `--config`, as every command has them; passed on as `as_json` and `quiet`."""
    function = click.option("--json", "as_json", is_flag=True, help="JSON Lines on standard output, nothing else.")(
        function
    )
    function = click.option("--quiet", "-q", is_flag=True, help="No progress on standard error.")(function)
    return click.option(
        "--config", type=click.Path(path_type=Path), is_eager=True, expose_value=False, callback=_load_config,
        help="A TOML file with defaults for these options.",
    )(function)  # fmt: skip


def observatory_option(function: F) -> F:
    """`--observatory`, `--key-file`: which observatory, and how to open it; passed on under those names."""
    function = click.option(
        "--key-file", type=click.Path(path_type=Path), envvar="MARSAD_KEY_FILE",
        help="The key of an encrypted observatory (else the passphrase is asked for, or taken from MARSAD_KEY).",
    )(function)  # fmt: skip
    return click.option(
        "--observatory", "-o", metavar="FILE|ADDRESS", envvar="MARSAD_OBSERVATORY",
        help="The observatory: a file, or postgresql://… (default: the only *.marsad file here).",
    )(function)  # fmt: skip


def find_observatory(address: str | None) -> str:
    """The observatory that is meant: the one named, else the only one in this folder.

    Raises:
        UsageError: none is named, and there is none or more than one here.
    """
    if address:
        return address
    here = sorted(Path.cwd().glob("*.marsad"))
    if len(here) == 1:
        return str(here[0])
    found = ", ".join(path.name for path in here) if here else "none"
    raise click.UsageError(
        f"Which observatory? Found {found} in this folder. "
        "Name one with --observatory FILE, or make one with: marsad init FILE"
    )


def say(message: str, *, quiet: bool = False) -> None:
    """A line for the person at the terminal, on standard error."""
    if not quiet:
        click.echo(message, err=True)


def finish(set_aside: int, *, quiet: bool = False) -> None:
    """Ends a command: exit code 1, with a line that says how many, where something was set aside."""
    if set_aside:
        things = "1 thing was" if set_aside == 1 else f"{set_aside:,} things were"
        say(f"{things} set aside; the reasons are listed above.", quiet=quiet)
        sys.exit(1)


def open_here(address: str | None, key_file: Path | None) -> Any:
    """The observatory that is meant, opened; its passphrase is taken from MARSAD_KEY or asked for on a terminal."""
    from marsad.run.observatory import open_observatory

    where = find_observatory(address)
    key = os.environ.get("MARSAD_KEY")
    try:
        return open_observatory(where, key=key, key_file=key_file)
    except StoreError as problem:
        if key or key_file or "encrypted" not in str(problem).lower() or not sys.stdin.isatty():
            raise
        return open_observatory(where, key=click.prompt("Passphrase", hide_input=True, err=True))
