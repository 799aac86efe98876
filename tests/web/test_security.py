"""What a documentation platform has to withstand: one test for each way in which such a platform has failed."""

import io
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
import xlsxwriter

from marsad.model.errors import RefusedError
from marsad.run.accounts import change_person
from marsad.run.intake import collect_upload
from marsad.run.viewing import Viewing
from web_world import PASSWORD, World, form_token, make_world, shared_world, world  # noqa: F401

MAKE = Callable[..., World]
NASTY = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'>"


def test_no_account_is_made_from_outside(shared_world: World) -> None:
    """The first account is made on the console alone; a stranger's request for one leads to the sign-in page."""
    answer = shared_world.stranger().post(
        "/settings/people", data={"id": "evil", "roles": "keeper", "password": PASSWORD}
    )

    assert answer.status_code == 303
    assert shared_world.observatory.store.accounts.people.get("evil") is None


def test_guessing_passwords_is_stopped(make_world: MAKE) -> None:
    """After eight wrong passwords even the right one has to wait, and the answer does not tell who has an account."""
    world = make_world()
    browser = world.stranger()
    wrong = [browser.post("/sign-in", data={"name": "reader", "password": "no"}) for _ in range(4)]
    nobody = [browser.post("/sign-in", data={"name": "nobody", "password": "no"}) for _ in range(4)]
    right = browser.post("/sign-in", data={"name": "reader", "password": PASSWORD})

    assert {answer.status_code for answer in wrong + nobody} == {403}
    assert wrong[0].text == nobody[0].text
    assert right.status_code == 429


def test_too_many_requests_are_turned_away(make_world: MAKE) -> None:
    """Whoever asks too often in a minute is told to wait."""
    browser = make_world(requests_a_minute=20).stranger()
    answers = [browser.get("/api/v1/me").status_code for _ in range(25)]

    assert answers[:20] == [401] * 20
    assert answers[20:] == [429] * 5


@pytest.mark.parametrize("headers", [{"origin": "http://evil.example"}, {"sec-fetch-site": "cross-site"}])
def test_a_form_of_another_site_does_nothing(shared_world: World, headers: dict[str, str]) -> None:
    """A write that another site's page sends is refused, whatever cookies come along."""
    browser = shared_world.client("recorder")
    answer = browser.post("/review", data={"act": "accept", "about": "open-incident"}, headers=headers)

    assert answer.status_code == 403


def test_a_form_without_its_token_does_nothing(shared_world: World) -> None:
    """A write without the session's form token is refused, in pages and through the API with a cookie."""
    browser = shared_world.client("recorder")
    page = browser.post("/review", data={"act": "accept", "about": "open-incident", "form_token": "0" * 64})
    api = browser.post("/api/v1/judgements", json={"act": "accept", "about": ["open-incident"]})

    assert page.status_code == api.status_code == 403


def test_a_fixed_session_is_worth_nothing(world: World) -> None:
    """A session token that somebody planted beforehand is not the one that holds after signing in."""
    browser = world.stranger()
    planted = "planted-token-planted-token-planted"
    browser.cookies.set("marsad-session", planted, domain="localhost.local")
    answer = browser.post("/sign-in", data={"name": "reader", "password": PASSWORD})

    assert planted not in answer.headers["set-cookie"]
    assert world.observatory.store.accounts.session(planted) is None
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie


@pytest.mark.parametrize("where", ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)"])
def test_signing_in_leads_nowhere_else(world: World, where: str) -> None:
    """After signing in one stays on this server."""
    answer = world.stranger().post("/sign-in", data={"name": "reader", "password": PASSWORD, "next": where})

    assert answer.headers["location"] == "/"


def test_other_host_names_are_refused(shared_world: World) -> None:
    """Asked under a name that is not ours, the server does not answer (rebinding of names)."""
    assert shared_world.stranger(host="evil.example").get("/sign-in").status_code == 421


def test_large_bodies_are_refused(make_world: MAKE) -> None:
    """What is larger than the bound is refused before it is read, told length or not."""
    browser = make_world(max_body_bytes=1000).stranger()

    assert browser.post("/sign-in", content=b"x" * 2000).status_code == 413


def test_what_needs_a_fresh_session_gets_none_from_an_old_one(make_world: MAKE) -> None:
    """People and second factors are changed only lately after signing in."""
    world = make_world(fresh=timedelta(0))
    browser = world.client("keeper")
    answer = browser.post(
        "/settings/people", data={"id": "reader", "roles": "keeper", "form_token": form_token(browser)}
    )

    assert answer.status_code == 403
    assert world.observatory.store.accounts.people.get("reader").roles == ("reader",)  # type: ignore[union-attr]
    assert browser.get("/settings/second").status_code == 403


def test_a_reader_does_not_make_a_keeper(shared_world: World) -> None:
    """Roles are given by keepers alone."""
    browser = shared_world.client("reader")
    answer = browser.post(
        "/settings/people", data={"id": "reader", "roles": "keeper", "form_token": form_token(browser)}
    )

    assert answer.status_code == 403
    assert shared_world.observatory.store.accounts.people.get("reader").roles == ("reader",)  # type: ignore[union-attr]


def test_names_of_accounts_stay_with_keepers(shared_world: World) -> None:
    """A reader's settings and ledger do not list who else has an account."""
    browser = shared_world.client("reader")

    for page in (browser.get("/settings").text, browser.get("/ledger").text):
        assert "The keeper" not in page
        assert "insider" not in page


def test_closing_somebody_out_ends_their_sessions(world: World) -> None:
    """Who is closed out is out with the next request."""
    browser = world.client("editor")
    assert browser.get("/").status_code == 200
    keeper = world.observatory.store.accounts.people.get("keeper")
    assert keeper is not None
    change_person(Viewing.of(world.observatory, keeper), "editor", roles=("editor",), groups=(), is_active=False)

    assert browser.get("/").status_code == 303


@pytest.mark.parametrize(
    "name", ["../../etc/cron.d/evil.txt", "..\\..\\evil.txt", "/etc/evil.txt", "a\0b.txt", "..", ""]
)
def test_names_of_uploads_lead_nowhere(world: World, tmp_path: Path, name: str) -> None:
    """An upload's name gives no path; the text is kept under a harmless id, or set aside with a reason."""
    person = world.observatory.store.accounts.people.get("recorder")
    assert person is not None
    viewing = Viewing.of(world.observatory, person)
    done = collect_upload(viewing, name, io.BytesIO(b"Two civilians were killed in Raqqa on Friday."))

    assert done.done + len(done.set_aside) == 1
    newest = next(iter(world.observatory.store.reports.newest()))
    assert "/" not in newest.id
    assert ".." not in newest.id
    assert not list(tmp_path.rglob("evil*"))


@pytest.mark.parametrize(
    "address",
    ["http://127.0.0.1:9/", "http://localhost/", "http://169.254.169.254/latest/meta-data", "http://[::1]/",
     "http://2130706433/", "http://10.0.0.1/", "file:///etc/passwd", "http://user@127.0.0.1/"],
)  # fmt: skip
def test_collecting_asks_no_inner_address(world: World, address: str) -> None:
    """An address inside this machine or network is never asked for, whoever collects it."""
    before = world.observatory.store.reports.count()
    from marsad.run.intake import collect_address

    person = world.observatory.store.accounts.people.get("recorder")
    assert person is not None
    try:
        done = collect_address(Viewing.of(world.observatory, person), address)
    except RefusedError as refusal:
        said = str(refusal)
    else:
        said = " ".join(why for _, why in done.set_aside)
        assert done.done == 0
    assert re.search(r"private network|name or password|no such file|web address|not read", said), said
    assert world.observatory.store.reports.count() == before


def _upload(world: World, name: str, content: bytes) -> str:
    program = world.client("recorder")
    data = {"form_token": form_token(program), "publisher": NASTY}
    answer = program.post("/reports", data=data, files={"files": (name, content)}, follow_redirects=True)
    assert answer.status_code < 400, answer.text
    from marsad.run.intake import read_collected

    person = world.observatory.store.accounts.people.get("recorder")
    assert person is not None
    read_collected(Viewing.of(world.observatory, person))
    return answer.text


def test_scripts_in_texts_and_sheets_stay_words(world: World) -> None:
    """Markup in a report's text, title, publisher, sheet or place name is shown as words on every page."""
    held = io.BytesIO()
    with xlsxwriter.Workbook(held, {"in_memory": True}) as book:
        sheet = book.add_worksheet("sheet")
        sheet.write_row(0, 0, ["title", "text"])
        sheet.write_row(1, 0, [NASTY, f"Two civilians were killed in {NASTY} on Friday."])
    pages = [
        _upload(world, "nasty.txt", f"Two civilians were killed in {NASTY} on Friday.".encode()),
        _upload(world, "nasty.xlsx", held.getvalue()),
    ]
    browser = world.client("recorder")
    pages += [
        browser.get(path).text for path in ("/", "/reports", "/reports?q=civilians", "/review", "/places", "/audit")
    ]
    for report in world.observatory.store.reports.all():
        pages.append(browser.get(f"/read/{report.id}").text)

    assert not any(re.search(r"<script>alert|<img src=x", page) for page in pages)
    assert any("&lt;script&gt;alert" in page for page in pages)


def test_tables_hold_no_formulas(world: World) -> None:
    """A name that a spreadsheet would run as a formula goes out as words."""
    from dataclasses import replace

    held = world.observatory.store.incidents.get("open-incident")
    assert held is not None
    evil = replace(held.where[0], words='=HYPERLINK("http://evil","x")')
    world.observatory.store.incidents.add([replace(held, where=(evil,))], by="Rim")

    table = world.program("publisher").get("/api/v1/export/csv").text
    assert re.search(r"(^|[,\"])'=HYPERLINK", table), "the name has to be in the table, as words"
    assert not re.search(r"(^|,)\"?=HYPERLINK", table, re.MULTILINE)


def test_every_answer_carries_strict_headers(shared_world: World) -> None:
    """No inline script, no frame, no sniffing, no keeping; on pages, errors and the API alike."""
    browser = shared_world.client("reader")
    for path in ("/", "/nothing", "/api/v1/me", "/sign-in", "/read/none"):
        headers = browser.get(path).headers
        assert "script-src 'self'" in headers["content-security-policy"]
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["x-frame-options"] == "DENY"
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cache-control"] == "no-store"


def test_bytes_of_a_report_are_never_a_page(world: World) -> None:
    """What was collected comes as a file to keep, in a sandbox, under a name that nobody chose."""
    world.program("recorder").post("/api/v1/reports", json={"text": NASTY + " two killed", "id": "x"})
    report = next(iter(world.observatory.store.reports.newest()))
    answer = world.program("reader").get(f"/api/v1/reports/{report.id}/bytes")

    assert answer.headers["content-type"] == "application/octet-stream"
    assert re.fullmatch(r'attachment; filename="[0-9a-f]{64}"', answer.headers["content-disposition"])
    assert answer.headers["content-security-policy"] == "sandbox"


def test_one_closed_thing_spoils_a_whole_judgement(world: World) -> None:
    """A judgement about several things does nothing where one of them is closed."""
    answer = world.program("recorder").post(
        "/api/v1/judgements", json={"act": "merge", "about": ["open-incident", "hush-incident"], "reason": "same"}
    )

    assert answer.status_code == 409
    assert list(world.observatory.store.judgements.all()) == []
