"""`marsad user`: people, roles and keys."""

import sys
from pathlib import Path

import click

from marsad.cli.options import common_options, observatory_option, open_here, say

ROLES = ("reader", "recorder", "editor", "publisher", "keeper")


@click.group(name="user")
def command() -> None:
    """People who may use the pages. The first account can only be made here, on the console."""


@command.command(name="add")
@click.argument("id", metavar="NAME")
@click.option("--role", "roles", multiple=True, default=("reader",), type=click.Choice(ROLES), help="What they may do.")
@click.option("--group", "groups", multiple=True, help="Groups whose restricted records they may see.")
@click.option("--full-name", help="How they are shown.")
@click.option("--language", type=click.Choice(("en", "ar")), help="The language of their pages.")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
@observatory_option
@common_options
def add(
    id: str, roles: tuple[str, ...], groups: tuple[str, ...], full_name: str | None, language: str | None,
    password_stdin: bool, observatory: str | None, key_file: Path | None, as_json: bool, quiet: bool,
) -> None:  # fmt: skip
    """Makes an account; the password is asked for."""
    from marsad.run.accounts import add_person
    from marsad.run.output import json_line

    if password_stdin:
        password = sys.stdin.readline().rstrip("\n")
    else:
        password = click.prompt("Password (12 characters or more)", hide_input=True, confirmation_prompt=True, err=True)
    with open_here(observatory, key_file) as opened:
        person = add_person(
            opened, id, name=full_name, roles=roles, groups=groups, password=password, language=language
        )
    if as_json:
        click.echo(json_line({"id": person.id, "roles": list(person.roles), "groups": list(person.groups)}), nl=False)
    say(f"Made the account {person.id} ({', '.join(person.roles)}).", quiet=quiet)


@command.command(name="list")
@observatory_option
@common_options
def list_people(observatory: str | None, key_file: Path | None, as_json: bool, quiet: bool) -> None:
    """Lists everybody with an account."""
    from marsad.run.output import json_line

    with open_here(observatory, key_file) as opened:
        for person in opened.store.accounts.people.all():
            if as_json:
                click.echo(
                    json_line({"id": person.id, "roles": list(person.roles), "active": person.is_active}), nl=False
                )
            else:
                click.echo(f"{person.id}\t{', '.join(person.roles)}\t{'' if person.is_active else 'closed'}")


@command.command(name="token")
@click.argument("id", metavar="NAME")
@click.option("--days", type=click.IntRange(1, 3650), default=365, show_default=True, help="How long it holds.")
@observatory_option
@common_options
def token(id: str, days: int, observatory: str | None, key_file: Path | None, as_json: bool, quiet: bool) -> None:
    """Makes a token with which a program may use the API in somebody's name. It is shown once."""
    from marsad.run.accounts import make_token
    from marsad.run.output import json_line

    with open_here(observatory, key_file) as opened:
        made = make_token(opened, id, days=days)
    click.echo(json_line({"id": id, "token": made, "days": days}) if as_json else made, nl=not as_json)
    say(
        f"This token is shown once and holds {days} days. Send it as: Authorization: Bearer TOKEN. "
        f"End it with: marsad user end-sessions {id}",
        quiet=quiet,
    )


@command.command(name="close")
@click.argument("id", metavar="NAME")
@observatory_option
@common_options
def close(id: str, observatory: str | None, key_file: Path | None, as_json: bool, quiet: bool) -> None:
    """Closes an account: nobody signs in with it any more, and its sessions and tokens end."""
    from marsad.run.accounts import close_account
    from marsad.run.output import json_line

    with open_here(observatory, key_file) as opened:
        ended = close_account(opened, id)
    if as_json:
        click.echo(json_line({"id": id, "active": False, "ended": ended}), nl=False)
    say(f"Closed the account {id}; sessions and tokens ended: {ended}.", quiet=quiet)


@command.command(name="end-sessions")
@click.argument("id", metavar="NAME")
@observatory_option
@common_options
def end(id: str, observatory: str | None, key_file: Path | None, as_json: bool, quiet: bool) -> None:
    """Signs somebody out everywhere and ends their tokens."""
    from marsad.run.accounts import end_sessions
    from marsad.run.output import json_line

    with open_here(observatory, key_file) as opened:
        ended = end_sessions(opened, id)
    if as_json:
        click.echo(json_line({"id": id, "ended": ended}), nl=False)
    say(f"Sessions and tokens of {id} ended: {ended}.", quiet=quiet)
