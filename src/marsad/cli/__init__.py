"""The command `marsad`: one word a stage."""

import sys
from importlib import import_module
from typing import Any

import click

from marsad.model.errors import MarsadError, RefusedError, StoreError

COMMANDS = {
    "demo": "opens a fresh observatory with the reports that ship and runs every stage",
    "init": "makes a new observatory",
    "collect": "takes reports in: files, folders, -, addresses, feeds, data sets",
    "read": "reads reports into claims; without an observatory a pure function",
    "locate": "places what was read",
    "places": "finds, imports and lists places",
    "match": "puts claims together into incidents",
    "review": "works the queue of what waits for a person",
    "count": "tallies: killed, injured and more, by any facet",
    "audit": "published tolls that do not add up",
    "estimate": "the undocumented, from lists that overlap",
    "watch": "is a group coming back, where, and how sure is that",
    "publish": "writes what goes out: pages, tables, a signed release",
    "serve": "the web pages and the API, on this machine only",
    "search": "finds reports by words, in both languages",
    "show": "anything by its id, with its way back to the words",
    "verify": "checks the ledger's chain, the kept bytes, or a release",
    "copy": "moves an observatory between engines, or makes a backup",
    "pack": "makes and checks a conflict pack",
    "user": "people, roles and keys",
}


class Commands(click.Group):
    """Loads a command's module only when it is called, so that help comes at once."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every command, in the order of the data's way."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, out of ``marsad.cli.NAME``."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"marsad.cli.{cmd_name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Lists the commands without loading them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.command(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="marsad")
def marsad() -> None:
    """Turns reports about a conflict into a record that can be defended.

    Exit codes: 0 done, 1 done but something was set aside, 2 usage, 3 the observatory cannot be opened, 4 refused.
    """


def main(arguments: list[str] | None = None) -> Any:
    """Runs the command line; errors of Marsad become one message and an exit code."""
    try:
        return marsad.main(args=arguments, prog_name="marsad")
    except MarsadError as problem:
        click.echo(f"marsad: {problem}", err=True)
        sys.exit(3 if isinstance(problem, StoreError) else 4 if isinstance(problem, RefusedError) else 2)
