"""Accounts: who may do what, how they prove who they are, and who is signed in.

People and their roles are kept for ever, with versions, like any record. Passwords, second factors, sessions and
attempts are changed in place: each change of a credential leaves a deed in the ledger, without the secret.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Literal, get_args

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import delete, func, insert, select, update

from marsad.model.errors import StoreError
from marsad.model.plain import from_plain, to_plain
from marsad.store.canonical import canonical, plain_text
from marsad.store.desk import Change, Desk, written
from marsad.store.schema import attempts, credentials, deeds, head, sessions, versioned
from marsad.store.seal import seal, unseal
from marsad.store.shelf import Shelf
from marsad.store.verify import REMOVE_CREDENTIAL, SET_CREDENTIAL

Role = Literal["reader", "recorder", "editor", "publisher", "keeper"]
CredentialKind = Literal["password", "totp", "webauthn", "recovery"]
# Who may what. Each act names the least role; `keeper` looks after people and keys, and may everything.
MAY: dict[str, frozenset[Role]] = {
    "look": frozenset({"reader", "recorder", "editor", "publisher", "keeper"}),
    "collect": frozenset({"recorder", "editor", "keeper"}),
    "judge": frozenset({"recorder", "editor", "keeper"}),
    "decide": frozenset({"editor", "keeper"}),
    "see-sources": frozenset({"recorder", "editor", "keeper"}),
    "publish": frozenset({"publisher", "keeper"}),
    "keep": frozenset({"keeper"}),
}
MIN_PASSWORD = 12  # characters, as NIST SP 800-63B asks at least 8, and 15 without a second factor
_HASHER = PasswordHasher()


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with an account. `groups` let them see what is restricted to those groups."""

    id: str
    name: str
    roles: tuple[Role, ...] = ("reader",)
    groups: tuple[str, ...] = ()
    is_active: bool = True
    language: str | None = None

    def __post_init__(self) -> None:
        unknown = sorted(set(self.roles) - set(get_args(Role)))
        if unknown:
            raise StoreError(f"There is no role {unknown[0]!r}; there are {', '.join(get_args(Role))}.")

    def may(self, act: str) -> bool:
        """Whether one of their roles allows an act of :data:`MAY`."""
        if act not in MAY:
            raise StoreError(f"There is no permission {act!r}; there are {', '.join(MAY)}.")
        return self.is_active and bool(MAY[act] & set(self.roles))


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody who is signed in. The token itself is never kept, only its hash."""

    person: str
    made: datetime
    seen: datetime
    ends: datetime
    detail: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Accounts:
    """People, credentials, sessions and attempts."""

    desk: Desk

    @property
    def people(self) -> Shelf[Person]:
        """Everybody with an account; :meth:`Shelf.add` adds and changes them."""
        return Shelf(self.desk, versioned["people"], lambda each: each.id, to_plain, partial(from_plain, Person))

    def set_password(self, person: str, password: str, *, by: str) -> None:
        """Keep a password's argon2id hash in place of the one before, and end the person's sessions.

        Raises:
            StoreError: there is no such person, or the password is shorter than 12 characters.
        """
        if len(password) < MIN_PASSWORD:
            raise StoreError(f"The password has {len(password)} characters; wanted at least {MIN_PASSWORD}.")
        self.set_credential(person, "password", "", _HASHER.hash(password).encode(), by=by)
        self.end_sessions(person)

    def is_password(self, person: str, password: str) -> bool:
        """Whether that is the person's password. Takes as long where there is no such person."""
        held = self.credential(person, "password", "")
        # A hash of nothing anybody knows, so that the time taken does not tell who has an account.
        known = held.decode() if held is not None else _NOBODY
        try:
            _HASHER.verify(known, password)
        except (VerificationError, InvalidHashError):
            return False
        return held is not None

    def set_credential(self, person: str, kind: CredentialKind, name: str, secret: bytes, *, by: str) -> None:
        """Keep a secret in place of the one before; `name` tells several of a kind apart (keys, recovery codes)."""
        self._check_person(person)
        mark = (credentials.c.person == person, credentials.c.kind == kind, credentials.c.name == name)
        with self.desk.writing(by) as change:
            change.connection.execute(delete(credentials).where(*mark))
            row = {"person": person, "kind": kind, "name": name, "secret": secret, "at": change.at}
            change.connection.execute(insert(credentials), row)
            digest = hashlib.sha256(secret).hexdigest()
            _note(change, SET_CREDENTIAL, person, {"kind": kind, "name": name, "sha256": digest})

    def remove_credential(self, person: str, kind: CredentialKind, name: str, *, by: str) -> bool:
        """Forget a secret; gives whether there was one."""
        mark = (credentials.c.person == person, credentials.c.kind == kind, credentials.c.name == name)
        with self.desk.writing(by) as change:
            removed = bool(change.connection.execute(delete(credentials).where(*mark)).rowcount)
            if removed:
                _note(change, REMOVE_CREDENTIAL, person, {"kind": kind, "name": name})
            return removed

    def credential(self, person: str, kind: CredentialKind, name: str) -> bytes | None:
        """A secret as kept, or None."""
        return self.credentials(person, kind).get(name)

    def credentials(self, person: str, kind: CredentialKind) -> dict[str, bytes]:
        """All secrets of one kind, by name."""
        query = select(credentials.c.name, credentials.c.secret).where(
            credentials.c.person == plain_text(person), credentials.c.kind == kind
        )
        with self.desk.reading() as connection:
            return {row.name: bytes(row.secret) for row in connection.execute(query)}

    def set_second_factor(self, person: str, seed: str, *, key: bytes, by: str) -> None:
        """Keep the seed of a one-time-code app, sealed by a key that does not lie in the database."""
        self.set_credential(person, "totp", "", seal(seed.encode(), key=key, about=person), by=by)

    def second_factor(self, person: str, *, key: bytes) -> str | None:
        """The seed, or None where there is none."""
        held = self.credential(person, "totp", "")
        return None if held is None else unseal(held, key=key, about=person).decode()

    def start_session(
        self, token: str, person: str, *, lasts: timedelta, detail: dict[str, object] | None = None
    ) -> None:
        """Remember that somebody signed in; the token is a long random text that only they hold."""
        self._check_person(person)
        now = self.desk.clock()
        row = {
            "token": _hashed(token), "person": person, "made": written(now), "seen": written(now),
            "ends": written(now + lasts), "body": canonical(detail or {}),
        }  # fmt: skip
        with self.desk.locked() as connection:
            connection.execute(insert(sessions), row)

    def session(self, token: str) -> Session | None:
        """The session of a token, or None where there is none or it has ended."""
        return self.session_now(token)[0]

    def session_now(self, token: str) -> tuple[Session | None, int]:
        """The session of a token, or None where there is none or it has ended; and the number of the last change."""
        query = select(head.c.number, sessions).join(
            sessions,
            (sessions.c.token == _hashed(token)) & (sessions.c.ends > written(self.desk.clock())),
            isouter=True,
        )
        with self.desk.reading() as connection:
            row = connection.execute(query).one()
        if row.token is None:
            return None, row.number
        made, seen, ends = (datetime.fromisoformat(each) for each in (row.made, row.seen, row.ends))
        return Session(row.person, made, seen, ends, json.loads(row.body)), row.number

    def touch_session(self, token: str, *, detail: dict[str, object] | None = None) -> None:
        """Note that the session was used, and what it should remember now."""
        values: dict[str, object] = {"seen": written(self.desk.clock())}
        if detail is not None:
            values["body"] = canonical(detail)
        with self.desk.locked() as connection:
            connection.execute(update(sessions).where(sessions.c.token == _hashed(token)).values(values))

    def end_session(self, token: str) -> None:
        """End one session."""
        with self.desk.locked() as connection:
            connection.execute(delete(sessions).where(sessions.c.token == _hashed(token)))

    def end_sessions(self, person: str | None = None) -> int:
        """End every session of a person, or all that are over; gives how many."""
        past = sessions.c.ends <= written(self.desk.clock())
        with self.desk.locked() as connection:
            chosen = past if person is None else sessions.c.person == person
            return int(connection.execute(delete(sessions).where(chosen)).rowcount)

    def sessions_of(self, person: str) -> Iterator[Session]:
        """The sessions of a person that have not ended."""
        query = select(sessions).where(sessions.c.person == person, sessions.c.ends > written(self.desk.clock()))
        with self.desk.reading() as connection:
            rows = connection.execute(query.order_by(sessions.c.made)).all()
        for row in rows:
            made, seen, ends = (datetime.fromisoformat(each) for each in (row.made, row.seen, row.ends))
            yield Session(row.person, made, seen, ends, json.loads(row.body))

    def note_attempt(self, key: str) -> None:
        """Note a failed attempt to sign in, under a person's id or an address."""
        with self.desk.locked() as connection:
            row = {"key": plain_text(key), "at": written(self.desk.clock())}
            connection.execute(insert(attempts), row)

    def attempts(self, key: str, *, within: timedelta) -> int:
        """How many attempts failed lately."""
        since = written(self.desk.clock() - within)
        query = select(func.count()).where(attempts.c.key == plain_text(key), attempts.c.at > since)
        with self.desk.reading() as connection:
            return int(connection.execute(query).scalar_one())

    def forget_attempts(self, key: str) -> None:
        """Forget the failed attempts under a key, after one succeeded."""
        with self.desk.locked() as connection:
            connection.execute(delete(attempts).where(attempts.c.key == plain_text(key)))

    def _check_person(self, person: str) -> None:
        if self.people.get(person) is None:
            raise StoreError(f"There is nobody with the account {person!r}. Add the person first.")


_NOBODY = "$argon2id$v=19$m=65536,t=3,p=4$bWFyc2FkIG5vYm9keSAhIQ$JZ0L2fzC9bq2cZ4u6bW0Vf7m0yT3Qq0s5m8Y2Jk1N3E"


def _note(change: Change, act: str, about: str, detail: dict[str, object]) -> None:
    change.add(deeds, about, {"act": act, "about": plain_text(about), "body": canonical(detail)})


def _hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
