"""People: made on the console first, then by a keeper."""

import os
from pathlib import Path
from typing import cast

from marsad.model.errors import MarsadError, StoreError
from marsad.run.observatory import Observatory
from marsad.store import Deed
from marsad.store.accounts import Person, Role


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


def note_deed(observatory: Observatory, act: str, about: str, detail: dict[str, object] | None = None) -> None:
    """A line in the log of who did what."""
    observatory.store.deeds.add([Deed(act, about, detail or {})], by=about)


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
