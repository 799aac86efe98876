"""Every door, one by one: nobody gets in unsigned, nobody does what is not theirs, no form of others does anything."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.routing import APIRoute
from starlette.testclient import TestClient

from marsad.web import passkeys, signin
from marsad.web.pages import routers
from web_world import World, form_token, make_world, shared_world, world  # noqa: F401

# Open to everybody: the way in, the language, the description, and what a browser needs before it is in.
OPEN = {
    "/sign-in", "/sign-in/code", "/sign-in/passkey", "/sign-in/passkey/options", "/language", "/months", "/passkeys.js",
    "/sign-out",
}  # fmt: skip
FILLED = {
    "about": "open-incident", "act": "accept", "words": "the town", "choice": "exact", "point": "34.5, 38.2",
    "reason": "seen", "claims": "open-report:c1", "old": "x" * 12, "new": "y" * 12, "seed": "A" * 32, "code": "000000",
    "id": "reader", "roles": "keeper", "actor": "isis", "formats": "csv", "address": "http://example.org/",
}  # fmt: skip
# Who may not, for each page that changes something and asks for more than an account.
NOT_THEIRS = {
    "/reports": "reader", "/match/split": "reader", "/review": "reader", "/places/place": "reader", "/watch": "reader",
    "/publish/data": "recorder", "/publish/page": "recorder", "/settings/people": "publisher",
}  # fmt: skip
OWN = {"/settings/password", "/settings/second", "/settings/passkeys", "/settings/passkeys/options",
       "/settings/passkeys/remove", "/progress/{id}/stop"}  # fmt: skip
API_NOT_THEIRS: dict[tuple[str, str], tuple[str, dict[str, Any] | None]] = {
    ("POST", "/api/v1/judgements"): ("reader", {"act": "accept", "about": ["open-incident"]}),
    ("POST", "/api/v1/reports"): ("reader", {"text": "Two were killed."}),
    ("GET", "/api/v1/export/{format}"): ("recorder", None),
}


def routes(*of: Any) -> Iterator[tuple[str, str]]:
    """Method and path of each route."""
    for router in of:
        for route in router.routes:
            if isinstance(route, APIRoute):
                yield from ((method, route.path) for method in sorted(route.methods))


PAGES = sorted(set(routes(signin.router, passkeys.router, *routers())))


def at(path: str) -> str:
    """A path with something in its gaps."""
    return re.sub(r"{\w+(:path)?}", "csv" if "format" in path else "open-report", path)


def operations(world: World) -> list[tuple[str, str]]:
    """Method and path of every operation that the API describes."""
    return [
        (method.upper(), path) for path, ways in world.app.openapi()["paths"].items() for method in ways
    ]  # fmt: skip


def state(world: World) -> tuple[int, object]:
    """What a write would change: the last change, and what the keeper may do."""
    return world.observatory.store.number, world.observatory.store.accounts.people.get("reader")


def test_the_api_answers_nobody_unsigned(shared_world: World) -> None:
    """Each operation, asked without a token and with a made-up one, answers 401 and changes nothing."""
    found, before = operations(shared_world), state(shared_world)
    assert len(found) >= 15
    for method, path in found:
        for headers in ({}, {"authorization": "Bearer " + "z" * 43}):
            answer = shared_world.stranger(**headers).request(method, at(path), json={"act": "accept", "about": ["x"]})
            assert answer.status_code == 401, f"{method} {path}: {answer.status_code}"
            assert set(answer.json()) == {"error"}
    assert state(shared_world) == before


def test_the_api_refuses_what_is_not_ones_to_do(shared_world: World) -> None:
    """Each operation that asks for more than an account answers 403 to whoever lacks it; all others only look."""
    before = state(shared_world)
    for method, path in operations(shared_world):
        if method != "GET":
            assert (method, path) in API_NOT_THEIRS, f"{method} {path}: say who may not"
    for (method, path), (role, sent) in API_NOT_THEIRS.items():
        answer = shared_world.program(role).request(method, at(path), json=sent)
        assert answer.status_code == 403, f"{method} {path}: {answer.status_code}"
    assert state(shared_world)[1] == before[1]


@pytest.mark.parametrize(("method", "path"), [each for each in PAGES if each[1] not in OPEN])
def test_no_page_opens_unsigned(shared_world: World, method: str, path: str) -> None:
    """Each page leads whoever is not signed in to the sign-in page (or refuses) and changes nothing."""
    before = state(shared_world)
    asked = {"measure": "killed", "row": "month", "item": "open-incident", "words": "the town"}
    stranger = shared_world.stranger()
    answer = stranger.post(at(path), data=FILLED) if method == "POST" else stranger.get(at(path), params=asked)

    if answer.status_code == 303:
        assert answer.headers["location"].startswith("/sign-in")
    else:
        assert method == "POST"
        assert answer.status_code in (403, 422)
    assert state(shared_world) == before


@pytest.mark.parametrize("path", [path for method, path in PAGES if method == "POST" and path not in OPEN])
@pytest.mark.parametrize("token", ["", "0" * 64, "another's"])
def test_no_form_counts_without_its_token(shared_world: World, path: str, token: str) -> None:
    """Each form, sent by the keeper's browser without its token, a made-up or another's one, is refused."""
    browser, before = shared_world.client("keeper"), state(shared_world)[1]
    sent = {**FILLED, "form_token": form_token(shared_world.client("editor")) if token == "another's" else token}
    json = {"id": "a"} if path.startswith("/settings/passkeys") and not path.endswith("remove") else None
    headers = {"x-form-token": sent["form_token"]}
    answer = browser.post(at(path), data=None if json else sent, json=json, headers=headers)

    assert answer.status_code in ((403, 404) if "progress" in path else (403,)), answer.text[:300]
    assert state(shared_world)[1] == before
    assert list(shared_world.observatory.store.judgements.all()) == []


@pytest.mark.parametrize("path", [path for method, path in PAGES if method == "POST" and path not in OPEN | OWN])
def test_no_page_does_what_is_not_ones_to_do(shared_world: World, path: str) -> None:
    """Each form that asks for more than an account is refused to whoever lacks it, with the right token."""
    browser = shared_world.client(NOT_THEIRS[path])
    before = state(shared_world)[1]
    answer = browser.post(at(path), data={**FILLED, "form_token": form_token(browser)})

    refused = answer.status_code == 403 or (answer.status_code == 303 and "may+not" in _said(answer))
    assert refused, f"{answer.status_code} {answer.headers.get('location')}"
    assert state(shared_world)[1] == before
    assert list(shared_world.observatory.store.judgements.all()) == []


def _said(answer: Any) -> str:
    return str(answer.headers["location"]).replace("%20", "+")


def test_signing_out_takes_the_forms_token(world: World) -> None:
    """Another site cannot sign somebody out."""
    browser = world.client("reader")
    assert browser.post("/sign-out").status_code == 403
    assert browser.get("/").status_code == 200
    assert browser.post("/sign-out", data={"form_token": form_token(browser)}).status_code == 303
    assert browser.get("/").status_code == 303


def test_a_token_of_before_the_second_factor_opens_nothing(world: World) -> None:
    """Between password and code a session opens no page, and after the code another token holds."""
    import pyotp

    accounts, seed = world.observatory.store.accounts, pyotp.random_base32()
    accounts.set_second_factor("editor", seed, key=b"k" * 32, by="editor")
    browser = world.stranger()
    browser.post("/sign-in", data={"name": "editor", "password": "a password that is long"})
    early = browser.cookies["marsad-session"]
    assert browser.get("/").status_code == 303
    browser.post("/sign-in/code", data={"code": pyotp.TOTP(seed).now()})
    late = browser.cookies["marsad-session"]

    assert late != early
    assert browser.get("/").status_code == 200
    other = TestClient(world.app, base_url="http://localhost", follow_redirects=False)
    assert other.get("/", headers={"cookie": f"marsad-session={early}"}).status_code == 303


def test_what_one_may_see_is_never_shown_to_another(world: World) -> None:
    """Pages that are kept for all who see the same carry nobody else's name, token or sight."""
    for path in ("/", "/count", "/places", "/review", "/reports?q=ambushed", "/api/v1/incidents", "/places/map"):
        seen = {name: world.client(name) for name in ("keeper", "insider", "reader", "editor")}
        pages = {name: browser.get(path).text for name, browser in seen.items()}
        tokens = {name: form_token(browser) for name, browser in seen.items()}
        for name, page in pages.items():
            others = [other for other in seen if other != name]
            assert not [other for other in others if tokens[other] in page]
            assert not [other for other in others if f"The {other}" in page]
            if not path.startswith(("/api", "/places/map")):
                assert tokens[name] in page
    assert "hush" in world.client("insider").get("/review").text
    assert "hush" not in world.client("reader").get("/review").text
