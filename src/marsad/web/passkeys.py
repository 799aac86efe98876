"""Passkeys: a second factor that no false page can ask for, since it signs the address that it was made for."""

import base64
import ipaddress
import json
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Body, Form, Request
from starlette.responses import FileResponse, JSONResponse, RedirectResponse, Response
from webauthn import (
    base64url_to_bytes,
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import PublicKeyCredentialDescriptor

from marsad.model.errors import MarsadError, RefusedError
from marsad.run.accounts import Accounts, Session, note_deed
from marsad.web.access import COOKIE, Visit, check_form, observatory_of, set_cookie, settings_of, visit
from marsad.web.render import render
from marsad.web.signin import own_path, waiting_session, whole_session

router = APIRouter()
SCRIPT = Path(__file__).parent / "passkeys.js"
MOST_KEYS = 20
Sent = Annotated[dict[str, Any], Body()]


def _address(request: Request) -> tuple[str, str]:
    """The name that keys are bound to, and the origin that they sign. The guard lets only our own names through."""
    host = request.headers.get("host", "")
    name = host.rpartition(":")[0] if host.rpartition(":")[2].isdigit() else host
    return name, f"{'https' if settings_of(request).is_secure else 'http'}://{host}"


def hindrance(request: Request) -> str:
    """Why no browser gives a passkey at this address: "number" (no name to bind it to), "insecure", or ""."""
    name, origin = _address(request)
    try:
        ipaddress.ip_address(name.strip("[]"))
    except ValueError:
        is_safe = origin.startswith("https://") or name == "localhost" or name.endswith(".localhost")
        return "" if is_safe else "insecure"
    return "number"


def _better_address(request: Request) -> str:
    """Where the same server can be asked by a name that browsers hold to be safe; "" where there is none."""
    host, is_secure = request.headers.get("host", ""), settings_of(request).is_secure
    port = host.rpartition(":")[2] if host.rpartition(":")[2].isdigit() else ""
    return "" if is_secure else f"http://localhost{':' if port else ''}{port}/settings/passkeys"


def _need_a_name(request: Request) -> None:
    if hindrance(request):
        raise RefusedError("Passkeys need an address with a name: https://NAME, or http://localhost on this machine.")


def _named(credential: dict[str, Any]) -> str:
    id = credential.get("id")
    if not isinstance(id, str) or not 1 <= len(id) <= 1400:
        raise MarsadError("This is no passkey's answer: its id is missing. Try again from the page.")
    return id


def _challenge(session: Session | None) -> bytes:
    held = session.detail.get("challenge") if session is not None else None
    if not isinstance(held, str):
        raise RefusedError("No passkey was asked for just now. Load the page again.")
    return base64.b64decode(held)


def _ask(accounts: Accounts, token: str, session: Session, challenge: bytes) -> None:
    """Remember what the key has to sign; used once."""
    accounts.touch_session(token, detail={**session.detail, "challenge": base64.b64encode(challenge).decode()})


def _forget(accounts: Accounts, token: str, session: Session) -> None:
    accounts.touch_session(token, detail={k: v for k, v in session.detail.items() if k != "challenge"})


def _own_session(request: Request, form_token: str | None) -> tuple[Visit, Session, Accounts]:
    visiting, accounts = visit(request), observatory_of(request).store.accounts
    check_form(request, visiting, form_token)
    session = accounts.session(visiting.token)
    if not visiting.is_fresh or session is None:
        raise RefusedError("For this, sign in again first: sign out, sign in, and come back within 15 minutes.")
    return visiting, session, accounts


@router.get("/passkeys.js")
def script() -> Response:
    """What asks the browser for a key."""
    return FileResponse(SCRIPT, media_type="text/javascript")


@router.get("/settings/passkeys")
def mine(request: Request, said: str = "") -> Response:
    """Your passkeys: add one, or remove one."""
    visiting, accounts = visit(request), observatory_of(request).store.accounts
    keys = {id: json.loads(held)["label"] for id, held in _keys(accounts, visiting.viewing.person.id).items()}
    return render(
        request, "passkeys.html", visiting=visiting, here="settings", keys=keys, said=said[:300], signing_in=False,
        next="", hindrance=hindrance(request), better=_better_address(request), has_code=False,
    )  # fmt: skip


def _keys(accounts: Accounts, person: str) -> dict[str, bytes]:
    return accounts.credentials(person, "webauthn")


@router.post("/settings/passkeys/options")
def registration(request: Request) -> Response:
    """What the browser needs to make a key. The session has to be fresh."""
    _need_a_name(request)
    visiting, session, accounts = _own_session(request, None)
    person = visiting.viewing.person
    held = [PublicKeyCredentialDescriptor(id=base64url_to_bytes(id)) for id in _keys(accounts, person.id)]
    options = generate_registration_options(
        rp_id=_address(request)[0], rp_name="Marsad", user_name=person.id, user_id=person.id.encode()[:64],
        user_display_name=person.name, exclude_credentials=held,
    )  # fmt: skip
    _ask(accounts, visiting.token, session, options.challenge)
    return Response(options_to_json(options), media_type="application/json")


@router.post("/settings/passkeys")
def register(request: Request, credential: Sent) -> Response:
    """Keep a key that proved itself; refused where the session is not fresh."""
    visiting, session, accounts = _own_session(request, None)
    person, challenge = visiting.viewing.person.id, _challenge(session)
    _forget(accounts, visiting.token, session)
    label = str(credential.pop("label", ""))[:60] or "passkey"
    id, (name, origin) = _named(credential), _address(request)
    try:
        found = verify_registration_response(
            credential=credential, expected_challenge=challenge, expected_rp_id=name, expected_origin=origin
        )
    except (WebAuthnException, ValueError, TypeError, KeyError):
        raise RefusedError("The passkey did not prove itself. Load the page and try again.") from None
    if len(_keys(accounts, person)) >= MOST_KEYS:
        raise RefusedError(f"There are {MOST_KEYS} passkeys already. Remove one first.")
    held = {"key": base64.b64encode(found.credential_public_key).decode(), "count": found.sign_count, "label": label}
    accounts.set_credential(person, "webauthn", id, json.dumps(held).encode(), by=person)
    note_deed(observatory_of(request), "passkey added", person, {"label": label})
    return JSONResponse({"to": "/settings/passkeys?said=The+passkey+holds."})


@router.post("/settings/passkeys/remove")
def remove(
    request: Request, id: Annotated[str, Form(max_length=1400)], form_token: Annotated[str, Form(max_length=100)] = ""
) -> Response:
    """Forget a key."""
    visiting, _, accounts = _own_session(request, form_token)
    if accounts.remove_credential(visiting.viewing.person.id, "webauthn", id, by=visiting.viewing.person.id):
        note_deed(observatory_of(request), "passkey removed", visiting.viewing.person.id)
    return RedirectResponse("/settings/passkeys?said=The+passkey+is+removed.", 303)


@router.get("/sign-in/passkey")
def ask(request: Request, next: str = "/") -> Response:
    """The page that asks for a passkey."""
    accounts = observatory_of(request).store.accounts
    session = accounts.session(request.cookies.get(COOKIE, ""))
    has_code = session is not None and accounts.credential(session.person, "totp", "") is not None
    return render(
        request, "passkeys.html", keys={}, said="", signing_in=True, next=own_path(next), hindrance=hindrance(request),
        better=_better_address(request), has_code=has_code,
    )  # fmt: skip


@router.post("/sign-in/passkey/options")
def authentication(request: Request) -> Response:
    """What the browser needs to sign: a fresh challenge, and which keys will do."""
    _need_a_name(request)
    token, session = waiting_session(request)
    accounts = observatory_of(request).store.accounts
    held = [PublicKeyCredentialDescriptor(id=base64url_to_bytes(id)) for id in _keys(accounts, session.person)]
    options = generate_authentication_options(rp_id=_address(request)[0], allow_credentials=held)
    _ask(accounts, token, session, options.challenge)
    return Response(options_to_json(options), media_type="application/json")


@router.post("/sign-in/passkey")
def authenticate(request: Request, credential: Sent) -> Response:
    """Check what the key signed; the session gets a new token."""
    token, session = waiting_session(request)
    accounts, (name, origin) = observatory_of(request).store.accounts, _address(request)
    challenge, key = _challenge(session), f"code:{session.person}"
    _forget(accounts, token, session)
    where = own_path(str(credential.pop("next", "/")))
    id = _named(credential)
    kept = accounts.credential(session.person, "webauthn", id)
    try:
        if kept is None:
            raise ValueError(id)
        held = json.loads(kept)
        found = verify_authentication_response(
            credential=credential, expected_challenge=challenge, expected_rp_id=name, expected_origin=origin,
            credential_public_key=base64.b64decode(held["key"]), credential_current_sign_count=held["count"],
        )  # fmt: skip
    except (WebAuthnException, ValueError, TypeError, KeyError):
        accounts.note_attempt(key)
        raise RefusedError("The passkey did not prove itself. Load the page and try again.") from None
    if found.new_sign_count != held["count"]:
        secret = json.dumps({**held, "count": found.new_sign_count}).encode()
        accounts.set_credential(session.person, "webauthn", id, secret, by=session.person)
    response = JSONResponse({"to": where})
    set_cookie(response, whole_session(request, token, session, "passkey"), settings_of(request))
    return response
