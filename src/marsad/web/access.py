"""Who is asking, and what they may do: checked here and nowhere else."""

import hmac
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime

from fastapi import Request
from starlette.responses import Response

from marsad.model.errors import RefusedError
from marsad.run.background import Works
from marsad.run.cached import Cached
from marsad.run.observatory import Observatory
from marsad.run.presence import Presence
from marsad.run.viewing import Viewing
from marsad.web.settings import WebSettings

COOKIE = "marsad-session"


class NotSignedIn(Exception):
    """Nobody is signed in; pages lead to the sign-in page, the API answers 401."""


@dataclass(frozen=True)
class Visit:
    """One request of one person who is signed in. `form_token` guards forms; `token` names the session."""

    viewing: Viewing
    token: str
    form_token: str
    is_fresh: bool
    through_api: bool


def observatory_of(request: Request) -> Observatory:
    """The observatory that this server shows."""
    observatory: Observatory = request.app.state.observatory
    return observatory


def cached_of(request: Request) -> Cached:
    """Answers that cost much, kept until the record changes."""
    cached: Cached = request.app.state.cached
    return cached


def works_of(request: Request) -> Works:
    """Long works that go on behind the pages."""
    works: Works = request.app.state.works
    return works


def presence_of(request: Request) -> Presence:
    """Who looks at what just now."""
    presence: Presence = request.app.state.presence
    return presence


def settings_of(request: Request) -> WebSettings:
    """How it is served."""
    settings: WebSettings = request.app.state.settings
    return settings


def visit(request: Request) -> Visit:
    """The visit behind a request.

    Raises:
        NotSignedIn: there is no session, it has ended, lain idle too long, or still waits for a second factor.
    """
    bearer = request.headers.get("authorization", "")
    through_api = bearer.lower().startswith("bearer ")
    if through_api and not request.url.path.startswith("/api/"):
        raise NotSignedIn  # a token of a program opens no page: it knows no fresh session and no second factor
    token = bearer[7:].strip() if through_api else request.cookies.get(COOKIE, "")
    if not 20 <= len(token) <= 200:
        raise NotSignedIn
    accounts = observatory_of(request).store.accounts
    session, number = accounts.session_now(token)
    if session is None or bool(session.detail.get("api")) != through_api:
        raise NotSignedIn
    now, settings = datetime.now(UTC), settings_of(request)
    if session.detail.get("waits_for") or (not through_api and now - session.seen > settings.idle):
        raise NotSignedIn
    id = session.person
    person = cached_of(request).get(("person", id), number, lambda: accounts.people.get(id))
    if person is None or not person.is_active:
        raise NotSignedIn
    if (now - session.seen).total_seconds() > 60:
        accounts.touch_session(token)
    viewing = Viewing.of(observatory_of(request), person, number=number)
    is_fresh = not through_api and now - session.made < settings.fresh
    return Visit(viewing, token, form_token(token), is_fresh, through_api)


def form_token(token: str) -> str:
    """What a form of this session carries; whoever has not the session cannot make it."""
    return hmac.new(token.encode(), b"marsad form", "sha256").hexdigest()


def check_form(request: Request, visiting: Visit, sent: str | None) -> None:
    """Stops a write whose form is not of this session.

    Raises:
        RefusedError: the token is missing or another.
    """
    found = sent or request.headers.get("x-form-token") or ""
    if not visiting.through_api and not hmac.compare_digest(found, visiting.form_token):
        raise RefusedError("This form is not of your session any more. Load the page again.")


def new_token() -> str:
    """A session token: 256 random bits."""
    return secrets.token_urlsafe(32)


def set_cookie(response: Response, token: str, settings: WebSettings) -> None:
    """Give the browser its session, for this site alone and out of reach of scripts."""
    response.set_cookie(
        COOKIE, token, max_age=int(settings.session.total_seconds()), httponly=True, samesite="strict",
        secure=settings.is_secure, path="/",
    )  # fmt: skip
