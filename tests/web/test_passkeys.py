"""Passkeys against a key: Chromium's virtual authenticator makes and signs as a stick would."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from web.served import PASSWORD, Served, browser, empty_desk

__all__ = ["browser", "empty_desk"]
FALSE_PAGE = "http://localhost:9/"
SIGN = """async (options) => {
  const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
  const plain = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  options.challenge = bytes(options.challenge);
  for (const key of options.allowCredentials) key.id = bytes(key.id);
  const made = await navigator.credentials.get({ publicKey: options });
  const response = {};
  for (const name of ["clientDataJSON", "authenticatorData", "signature"]) response[name] = plain(made.response[name]);
  return { id: made.id, rawId: plain(made.rawId), type: made.type, response };
}"""


@pytest.fixture
def page(browser: Any, empty_desk: Served) -> Iterator[Any]:
    """A page whose browser holds a stick, at the address that has a name."""
    context = browser.new_context(base_url=empty_desk.address.replace("127.0.0.1", "localhost"))
    page = context.new_page()
    page.set_default_timeout(30_000)
    client = context.new_cdp_session(page)
    client.send("WebAuthn.enable")
    stick = {
        "protocol": "ctap2", "transport": "usb", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    client.send("WebAuthn.addVirtualAuthenticator", {"options": stick})
    yield page
    context.close()


def give_password(page: Any) -> None:
    """Name and password on the sign-in page."""
    page.goto("/sign-in")
    page.fill("[name=name]", "editor")
    page.fill("[name=password]", PASSWORD)
    page.locator("form[action='/sign-in'] button.main").click()


def add_key(page: Any, label: str) -> None:
    """Add a passkey from the settings."""
    page.goto("/settings")
    page.click("a[href='/settings/passkeys']")
    page.fill("[name=label]", label)
    page.click("[data-passkey] button")
    page.wait_for_url("**/settings/passkeys?said=*")


def send(page: Any, where: str, data: dict[str, Any]) -> int:
    """What the server answers to a passkey's answer, sent with the browser's own session."""
    answer = page.request.post(where, data=data, headers={"sec-fetch-site": "same-origin"}, max_redirects=0)
    return int(answer.status)


def test_a_passkey_is_added_used_and_removed(page: Any, empty_desk: Served) -> None:
    """With a key on the account its password alone opens nothing; the key does; after removal the password does."""
    give_password(page)
    page.wait_for_url("**/")
    page.click("button[value=ar]")
    add_key(page, "مفتاح المكتب")
    assert "مفتاح المكتب" in page.inner_text("main ul")
    assert page.locator(".said").inner_text() == "مفتاح المرور صالح."
    page.click("form[action='/sign-out'] button")
    give_password(page)
    page.wait_for_url("**/sign-in/passkey*")
    page.goto("/reports")
    assert "/sign-in" in page.url
    give_password(page)
    page.wait_for_url("**/sign-in/passkey*")
    page.click("[data-passkey] button")
    page.wait_for_url(lambda url: url.endswith("/"))
    assert page.locator("h1").count() == 1
    page.goto("/settings/passkeys")
    page.click("form[action='/settings/passkeys/remove'] button")
    page.wait_for_url("**said=*")
    assert empty_desk.observatory.store.accounts.credentials("editor", "webauthn") == {}
    page.click("form[action='/sign-out'] button")
    give_password(page)
    page.wait_for_url(lambda url: url.endswith("/"))
    deeds = [kept.record.act for kept in empty_desk.observatory.store.deeds.all() if kept.record]
    assert {"passkey added", "passkey removed"} <= set(deeds)


def test_an_answer_counts_once_and_from_this_address_alone(page: Any, empty_desk: Served) -> None:
    """Replayed, signed on another origin, signed for an older question, or altered: refused; the key still works."""
    give_password(page)
    page.wait_for_url("**/")
    add_key(page, "stick")
    page.click("form[action='/sign-out'] button")
    give_password(page)
    page.wait_for_url("**/sign-in/passkey*")
    with page.expect_request(lambda each: each.url.endswith("/sign-in/passkey") and each.method == "POST") as asked:
        page.click("[data-passkey] button")
    used = json.loads(asked.value.post_data)
    page.wait_for_url(lambda url: url.endswith("/"))

    page.click("form[action='/sign-out'] button")
    give_password(page)
    page.wait_for_url("**/sign-in/passkey*")
    assert send(page, "/sign-in/passkey", used) == 403  # nothing was asked for
    older = page.request.post("/sign-in/passkey/options", data={}).json()
    assert send(page, "/sign-in/passkey", used) == 403  # it answers another question

    options = page.request.post("/sign-in/passkey/options", data={}).json()
    assert options["challenge"] != older["challenge"]
    here = page.url
    page.route(FALSE_PAGE, lambda route: route.fulfill(body="<title>false</title>", content_type="text/html"))
    page.goto(FALSE_PAGE)
    assert send(page, here.split("?")[0], page.evaluate(SIGN, options)) == 403  # the origin is another
    page.goto(here)
    page.request.post("/sign-in/passkey/options", data={})
    assert send(page, "/sign-in/passkey", page.evaluate(SIGN, older)) == 403  # the question is not the last one
    options = page.request.post("/sign-in/passkey/options", data={}).json()
    answer = page.evaluate(SIGN, options)
    altered = {**answer, "response": {**answer["response"], "signature": "AAAA" + answer["response"]["signature"][4:]}}
    assert send(page, "/sign-in/passkey", altered) == 403
    assert send(page, "/sign-in/passkey", answer) == 403  # the question was used up by the wrong answer
    page.click("[data-passkey] button")
    page.wait_for_url(lambda url: url.endswith("/"))


def test_where_no_passkey_can_work_the_page_names_the_address_that_does(page: Any, empty_desk: Served) -> None:
    """Asked by number, it offers no key but the address with a name."""
    page.goto(f"{empty_desk.address}/sign-in")
    page.fill("[name=name]", "editor")
    page.fill("[name=password]", PASSWORD)
    page.locator("form[action='/sign-in'] button.main").click()
    page.goto(f"{empty_desk.address}/settings/passkeys")
    assert page.locator("[data-passkey]").count() == 0
    link = page.locator(".problem a").get_attribute("href")
    assert link == empty_desk.address.replace("127.0.0.1", "localhost") + "/settings/passkeys"
    assert page.goto(link).status == 200
