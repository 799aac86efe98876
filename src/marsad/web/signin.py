"""Signing in and out: a password, then a second factor where the account has one. Nothing tells who has an account."""

import re
from datetime import UTC, datetime
from typing import Annotated
from urllib.parse import quote

import pyotp
from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from marsad.model.errors import RefusedError
from marsad.run.accounts import Session, note_deed
from marsad.web.access import COOKIE, check_form, new_token, observatory_of, set_cookie, settings_of, visit
from marsad.web.render import LANGUAGES, MONTHS, render

router = APIRouter()
_OWN = re.compile(r"^/(?![/\\])[^\\\x00-\x1f]*$")


def own_path(where: str | None) -> str:
    """A path on this server, or the first page: nobody is led elsewhere after signing in."""
    return where if where and len(where) < 2000 and _OWN.match(where) else "/"


@router.get("/sign-in")
def ask(request: Request, next: str = "/") -> Response:
    """The sign-in page."""
    return render(request, "signin.html", next=own_path(next), says="")


@router.post("/sign-in")
def sign_in(
    request: Request,
    name: Annotated[str, Form(max_length=200)],
    password: Annotated[str, Form(max_length=1000)],
    next: Annotated[str, Form(max_length=2000)] = "/",
) -> Response:
    """Check a password. After too many failures under a name or from an address, wait."""
    store, settings = observatory_of(request).store, settings_of(request)
    accounts = store.accounts
    client = request.client.host if request.client else "?"
    keys = (f"name:{name}", f"from:{client}")
    if any(accounts.attempts(key, within=settings.attempts_within) >= settings.attempts for key in keys):
        return render(request, "signin.html", status=429, next=own_path(next), says="Too many attempts. Wait a while.")
    person = accounts.people.get(name)
    if not accounts.is_password(name, password) or person is None or not person.is_active:
        for key in keys:
            accounts.note_attempt(key)
        return render(request, "signin.html", status=403, next=own_path(next), says="Name or password is wrong.")
    has_code = accounts.credential(name, "totp", "") is not None
    has_second = has_code or bool(accounts.credentials(name, "webauthn"))
    token = new_token()
    accounts.start_session(token, name, lasts=settings.session, detail={"waits_for": "code"} if has_second else {})
    way = f"/sign-in/{'code' if has_code else 'passkey'}?next={quote(own_path(next), safe='')}"
    target = way if has_second else own_path(next)
    if not has_second:
        accounts.forget_attempts(keys[0])
        note_deed(observatory_of(request), "signed in", name)
    response = RedirectResponse(target, 303)
    set_cookie(response, token, settings)
    return response


@router.get("/sign-in/code")
def ask_code(request: Request, next: str = "/") -> Response:
    """The page that asks for a second factor."""
    return render(request, "code.html", next=own_path(next), says="")


@router.post("/sign-in/code")
def check_code(
    request: Request, code: Annotated[str, Form(max_length=20)], next: Annotated[str, Form(max_length=2000)] = "/"
) -> Response:
    """Check a one-time code; the session gets a new token, so that one fixed beforehand is worth nothing."""
    settings, accounts = settings_of(request), observatory_of(request).store.accounts
    token = request.cookies.get(COOKIE, "")
    session = accounts.session(token)
    if session is None or not session.detail.get("waits_for"):
        return RedirectResponse("/sign-in", 303)
    key = f"code:{session.person}"
    if accounts.attempts(key, within=settings.attempts_within) >= settings.attempts:
        accounts.end_session(token)
        return render(request, "signin.html", status=429, next=own_path(next), says="Too many attempts. Wait a while.")
    seed = accounts.second_factor(session.person, key=settings.server_key)
    plain = code.replace(" ", "")
    used = f"used:{session.person}:{plain}"
    is_right = seed is not None and pyotp.TOTP(seed).verify(plain, for_time=datetime.now(UTC), valid_window=1)
    if not is_right or accounts.attempts(used, within=settings.attempts_within):
        accounts.note_attempt(key)
        return render(request, "code.html", status=403, next=own_path(next), says="The code is wrong or was used.")
    accounts.note_attempt(used)
    response = RedirectResponse(own_path(next), 303)
    set_cookie(response, whole_session(request, token, session, "code"), settings)
    return response


def waiting_session(request: Request) -> tuple[str, Session]:
    """The session that still waits for a second factor.

    Raises:
        RefusedError: there is none, or it was tried too often and is over.
    """
    settings, accounts = settings_of(request), observatory_of(request).store.accounts
    token = request.cookies.get(COOKIE, "")
    session = accounts.session(token)
    if session is None or not session.detail.get("waits_for"):
        raise RefusedError("Give your name and password first.")
    if accounts.attempts(f"code:{session.person}", within=settings.attempts_within) >= settings.attempts:
        accounts.end_session(token)
        raise RefusedError("Too many attempts. Wait a while.")
    return token, session


def whole_session(request: Request, token: str, session: Session, how: str) -> str:
    """The token of a session of somebody who gave both factors; the one before is over."""
    accounts = observatory_of(request).store.accounts
    accounts.end_session(token)
    accounts.forget_attempts(f"name:{session.person}")
    fresh = new_token()
    accounts.start_session(fresh, session.person, lasts=settings_of(request).session)
    note_deed(observatory_of(request), "signed in", session.person, {"second factor": how})
    return fresh


@router.post("/sign-out")
def sign_out(request: Request, form_token: Annotated[str, Form()] = "") -> Response:
    """End the session."""
    visiting = visit(request)
    check_form(request, visiting, form_token)
    observatory_of(request).store.accounts.end_session(visiting.token)
    response = RedirectResponse("/sign-in", 303)
    response.delete_cookie(COOKIE, path="/")
    return response


@router.post("/language")
def choose_language(language: Annotated[str, Form()], next: Annotated[str, Form()] = "/") -> Response:
    """Remember the language of the pages in this browser."""
    if language not in LANGUAGES:
        raise RefusedError(f"There is no interface in {language[:20]!r}; there are {', '.join(LANGUAGES)}.")
    response = RedirectResponse(own_path(next), 303)
    response.set_cookie("marsad-language", language, max_age=31_536_000, samesite="lax", path="/")
    return response


@router.post("/months")
def choose_months(months: Annotated[str, Form(max_length=20)], next: Annotated[str, Form()] = "/settings") -> Response:
    """Remember in this browser how Arabic pages name the months."""
    if months not in MONTHS:
        raise RefusedError(f"There are no months {months[:20]!r}; there are {', '.join(MONTHS)}.")
    response = RedirectResponse(own_path(next), 303)
    response.set_cookie("marsad-months", months, max_age=31_536_000, samesite="lax", path="/")
    return response
