"""People: made on the console first, then by a keeper."""

import os
import secrets
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import cast

from marsad.model.errors import MarsadError, RefusedError, StoreError
from marsad.run.observatory import Observatory
from marsad.run.viewing import Viewing
from marsad.store import Deed
from marsad.store.accounts import MAY, Accounts, Person, Role, Session

__all__ = ["Accounts", "Person", "Session"]  # the pages know the store by what is given on here


def add_person(
    observatory: Observatory, id: str, *, name: str | None, roles: tuple[str, ...], groups: tuple[str, ...] = (),
    password: str | None = None, language: str | None = None, by: str | None = None,
) -> Person:  # fmt: skip
    """An account with its password.

    Raises:
        StoreError: the id is taken, a role does not exist, or the password is too short.
    """
    accounts = observatory.store.accounts
    if accounts.people.get(id) is not None:
        raise StoreError(f"There is an account {id!r} already. Choose another name, or change that one.")
    person = Person(id, name or id, cast("tuple[Role, ...]", roles), groups, language=language)
    accounts.people.add([person], by=by or observatory.by)
    if password is not None:
        try:
            accounts.set_password(id, password, by=by or observatory.by)
        except StoreError:
            accounts.people.remove([id], by=by or observatory.by)
            raise
    return person


def everybody(viewing: Viewing) -> list[Person]:
    """Everybody with an account.

    Raises:
        RefusedError: only a keeper may see them.
    """
    viewing.need("keep")
    return sorted(viewing.observatory.store.accounts.people.all(), key=lambda person: person.id)


def change_password(viewing: Viewing, old: str, new: str) -> None:
    """A person's own new password; all their sessions end.

    Raises:
        RefusedError: the old one is wrong, or was tried too often.
        StoreError: the new one is too short.
    """
    accounts, id = viewing.observatory.store.accounts, viewing.person.id
    key = f"password:{id}"
    if accounts.attempts(key, within=timedelta(minutes=15)) >= 8 or not accounts.is_password(id, old):
        accounts.note_attempt(key)
        raise RefusedError("The old password is wrong, or was tried too often. Wait a while, then try again.")
    accounts.set_password(id, new, by=id)


def change_person(
    viewing: Viewing, id: str, *, roles: tuple[str, ...], groups: tuple[str, ...], is_active: bool
) -> None:
    """What somebody may do from now on. Whoever is closed out is signed out at once.

    Raises:
        RefusedError: not by a keeper, or the last keeper would lose the keys.
        StoreError: there is no such person or role.
    """
    viewing.need("keep")
    accounts = viewing.observatory.store.accounts
    person = accounts.people.get(id)
    if person is None:
        raise StoreError(f"There is nobody with the account {id!r}. Give a password to make one.")
    changed = replace(person, roles=cast("tuple[Role, ...]", roles) or person.roles, groups=groups, is_active=is_active)
    others = [each for each in accounts.people.all() if each.id != id and each.may("keep")]
    if not others and not changed.may("keep"):
        raise RefusedError(f"{id} is the last keeper; make another one first.")
    accounts.people.add([changed], by=viewing.person.id)
    if not is_active or changed.roles != person.roles:
        accounts.end_sessions(id)


def note_deed(observatory: Observatory, act: str, about: str, detail: dict[str, object] | None = None) -> None:
    """A line in the log of who did what."""
    observatory.store.deeds.add([Deed(act, about, detail or {})], by=about)


def acts_of(person: Person) -> list[str]:
    """What a person may do."""
    return [act for act in MAY if person.may(act)]


def note_export(viewing: Viewing, what: str) -> None:
    """A line in the log that somebody took a table out."""
    viewing.observatory.store.deeds.add([Deed("exported", what, {})], by=viewing.person.id)


def make_token(observatory: Observatory, id: str, *, days: int) -> str:
    """A token for programs, in a person's name; only its hash is kept, so that it is shown once.

    Raises:
        StoreError: there is no such person, or the account is closed.
    """
    accounts = observatory.store.accounts
    person = accounts.people.get(id)
    if person is None:
        raise StoreError(f"There is nobody with the account {id!r}. Make one: marsad user add {id}")
    if not person.is_active:
        raise StoreError(f"The account {id!r} is closed. A keeper opens it again on the page Settings.")
    token = secrets.token_urlsafe(32)
    accounts.start_session(token, id, lasts=timedelta(days=days), detail={"api": True})
    observatory.store.deeds.add([Deed("made a token", id, {"days": days})], by=observatory.by)
    return token


def close_account(observatory: Observatory, id: str) -> int:
    """Closes an account and ends its sessions and tokens; gives how many. Its past deeds keep its name.

    Raises:
        StoreError: there is no such person.
        RefusedError: it is the last keeper.
    """
    accounts = observatory.store.accounts
    person = accounts.people.get(id)
    if person is None:
        raise StoreError(f"There is nobody with the account {id!r}. Those there are: marsad user list")
    if person.may("keep") and not any(e.may("keep") for e in accounts.people.all() if e.id != id):
        raise RefusedError(f"{id} is the last keeper; make another one first: marsad user add NAME --role keeper")
    if not person.is_active:
        raise StoreError(f"The account {id!r} is closed already. A keeper opens it again on the page Settings.")
    accounts.people.add([replace(person, is_active=False)], by=observatory.by)
    return accounts.end_sessions(id)


def end_sessions(observatory: Observatory, id: str) -> int:
    """Signs somebody out everywhere and ends their tokens; gives how many.

    Raises:
        StoreError: there is no such person.
    """
    if observatory.store.accounts.people.get(id) is None:
        raise StoreError(f"There is nobody with the account {id!r}. Those there are: marsad user list")
    ended = observatory.store.accounts.end_sessions(id)
    observatory.store.deeds.add([Deed("ended sessions", id, {"ended": ended})], by=observatory.by)
    return ended


def server_key(path: Path) -> bytes:
    """The key that seals second factors: 32 bytes in a file that only its owner may read; made where it is missing.

    Raises:
        MarsadError: the file holds something else, or cannot be made.
    """
    try:
        if not path.exists():
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "wb") as file:
                file.write(os.urandom(32))
        key = path.read_bytes()
    except OSError as problem:
        raise MarsadError(
            f"The server key {path} cannot be used: {problem.strerror}. Name another: --server-key."
        ) from None
    if len(key) != 32:
        raise MarsadError(f"The server key {path} has {len(key)} bytes; wanted 32. Name the right file: --server-key.")
    return key
