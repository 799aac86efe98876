"""People, passwords, second factors, sessions."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from marsad.model.errors import StoreError
from marsad.store import MAY, Person, Store
from marsad.store.schema import credentials, sessions
from marsad.store.seal import seal, unseal
from store.conftest import Place

GOOD = "seven swallows over the river"


@pytest.fixture
def staffed(store: Store) -> Store:
    store.accounts.people.add([Person("rim", "Rim", ("recorder",), ("inner",)), Person("sami", "Sami")], by="init")
    return store


def test_roles_allow_what_they_should(store: Store) -> None:
    """A reader looks; a recorder judges, an editor decides, a publisher publishes, a keeper may all."""
    may = {
        role: {act for act in MAY if Person("x", "X", (role,)).may(act)} for role in ("reader", "recorder", "editor")
    }
    assert may["reader"] == {"look"}
    assert may["recorder"] == {"look", "collect", "judge", "see-sources"}
    assert may["editor"] == {"look", "collect", "judge", "decide", "see-sources"}
    assert not Person("x", "X", ("publisher",)).may("judge")
    assert all(Person("x", "X", ("keeper",)).may(act) for act in MAY)
    assert not any(Person("x", "X", ("keeper",), is_active=False).may(act) for act in MAY)
    with pytest.raises(StoreError, match="no role 'king'"):
        Person("x", "X", ("king",))  # type: ignore[arg-type]


def test_a_password_opens_only_its_own_account(staffed: Store) -> None:
    """The right password opens, another does not, nor does one of somebody who is not there."""
    staffed.accounts.set_password("rim", GOOD, by="sami")

    assert staffed.accounts.is_password("rim", GOOD)
    assert not staffed.accounts.is_password("rim", GOOD + "!")
    assert not staffed.accounts.is_password("sami", GOOD)
    assert not staffed.accounts.is_password("nobody", GOOD)
    with staffed.desk.reading() as connection:
        kept = connection.execute(select(credentials.c.secret)).scalar_one()
    assert bytes(kept).startswith(b"$argon2id$")
    with pytest.raises(StoreError, match="wanted at least 12"):
        staffed.accounts.set_password("rim", "short", by="sami")
    with pytest.raises(StoreError, match="nobody with the account"):
        staffed.accounts.set_password("nobody", GOOD, by="sami")


def test_a_new_password_ends_every_session(staffed: Store) -> None:
    """Changing a password signs the person out everywhere, and is in the ledger without the password."""
    staffed.accounts.set_password("rim", GOOD, by="sami")
    staffed.accounts.start_session("token", "rim", lasts=timedelta(hours=8))
    staffed.accounts.set_password("rim", GOOD + " again", by="rim")

    assert staffed.accounts.session("token") is None
    assert not staffed.accounts.is_password("rim", GOOD)
    assert [(each.by, each.record.act) for each in staffed.deeds.all(about="rim") if each.record] == [
        ("sami", "set credential"),
        ("rim", "set credential"),
    ]
    assert staffed.ledger.verify().is_sound


def test_a_changed_credential_is_found(staffed: Store) -> None:
    """A password hash that somebody swapped in the database does not fit the ledger."""
    staffed.accounts.set_password("rim", GOOD, by="sami")
    staffed.accounts.set_password("sami", GOOD + " again", by="sami")
    with staffed.desk.engine.begin() as connection:
        connection.execute(credentials.update().where(credentials.c.person == "rim").values(secret=b"swapped"))
        connection.execute(credentials.delete().where(credentials.c.person == "sami"))

    verdict = staffed.ledger.verify()
    assert [(each.kind, each.key) for each in verdict.wrong] == [("credentials", "rim"), ("credentials", "sami")]


def test_second_factors_are_sealed(staffed: Store) -> None:
    """The seed of one-time codes comes back with the key, and cannot be read out of the database without it."""
    staffed.accounts.set_second_factor("rim", "JBSWY3DPEHPK3PXP", key=b"k" * 32, by="rim")

    assert staffed.accounts.second_factor("rim", key=b"k" * 32) == "JBSWY3DPEHPK3PXP"
    assert staffed.accounts.second_factor("sami", key=b"k" * 32) is None
    assert b"JBSW" not in (staffed.accounts.credential("rim", "totp", "") or b"")
    with pytest.raises(StoreError, match="does not open"):
        staffed.accounts.second_factor("rim", key=b"x" * 32)
    with pytest.raises(StoreError, match="does not open"):
        unseal(seal(b"secret", key=b"k", about="rim"), key=b"k", about="sami")


def test_security_keys_and_recovery_codes_are_kept_by_name(staffed: Store) -> None:
    """Several keys of one person live side by side and can be forgotten one by one."""
    for name in ("blue key", "red key"):
        staffed.accounts.set_credential("rim", "webauthn", name, name.encode(), by="rim")
    assert staffed.accounts.remove_credential("rim", "webauthn", "red key", by="rim")
    assert not staffed.accounts.remove_credential("rim", "webauthn", "red key", by="rim")

    assert staffed.accounts.credentials("rim", "webauthn") == {"blue key": b"blue key"}
    assert staffed.ledger.verify().is_sound


def test_sessions_end(place: Place) -> None:
    """A session ends by itself, or by hand; its token is kept only as a hash."""
    with place.open(create=True) as store:
        store.accounts.people.add([Person("rim", "Rim")], by="init")
        store.accounts.start_session("secret-token", "rim", lasts=timedelta(hours=1), detail={"fresh": True})
        store.accounts.start_session("other", "rim", lasts=timedelta(hours=9))
        session = store.accounts.session("secret-token")
        assert session is not None
        assert (session.person, session.detail) == ("rim", {"fresh": True})
        store.accounts.touch_session("secret-token", detail={"fresh": False})
        assert [each.detail for each in store.accounts.sessions_of("rim")] == [{"fresh": False}, {}]
        with store.desk.reading() as connection:
            assert "secret-token" not in str(connection.execute(select(sessions)).all())

        place.clock.now += timedelta(hours=2)
        assert store.accounts.session("secret-token") is None
        assert store.accounts.end_sessions() == 1
        store.accounts.end_session("other")
        assert store.accounts.session("other") is None


def test_attempts_are_counted_within_a_time(place: Place) -> None:
    """Failed attempts count for a while, and are forgotten when one succeeds."""
    with place.open(create=True) as store:
        for _ in range(3):
            store.accounts.note_attempt("rim")
        assert store.accounts.attempts("rim", within=timedelta(minutes=15)) == 3
        assert store.accounts.attempts("sami", within=timedelta(minutes=15)) == 0
        place.clock.now += timedelta(minutes=20)
        assert store.accounts.attempts("rim", within=timedelta(minutes=15)) == 0
        store.accounts.note_attempt("rim")
        store.accounts.forget_attempts("rim")
        assert store.accounts.attempts("rim", within=timedelta(days=1)) == 0
