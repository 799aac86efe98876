"""Whoever visits, nothing that is closed to them comes out: no page, answer, count or export tells of it."""

import re
from urllib.parse import quote

import pytest

from marsad.run.export import export_bytes
from marsad.run.viewing import Viewing
from web_world import SECRET_IDS, SECRET_WORDS, World, make_world, shared_world, world  # noqa: F401

PATHS = {
    "/api/v1/reports/{id}": ("hush-report", "veiled-report", "open-report", "shy-report"),
    "/api/v1/reports/{id}/reading": ("hush-report", "veiled-report", "shy-report"),
    "/api/v1/reports/{id}/bytes": ("hush-report", "veiled-report", "shy-report"),
    "/api/v1/incidents/{id}": ("hush-incident", "veiled-incident", "kept-incident", "open-incident", "shy-incident"),
    "/api/v1/export/{format}": ("csv", "jsonl"),
}
MORE = (
    "/count?rows=source&columns=status", "/count/incidents?measure=killed&row=source&row_value=Nabil+Watcher",
    "/count/incidents?measure=killed&row=month&row_value=2022-01", "/reports?q=zanbaqa", "/reports?q=Murtafa",
    "/reports?q=Nabil+Watcher", "/reports?q=ambushed", "/reports?state=unread", "/reports?state=aside",
    "/review?order=impact", "/audit?rule=subset", "/ledger", "/match?pair=hush-incident|open-incident",
    "/match?pair=open-incident|shy-incident", "/read/hush-report", "/read/veiled-report", "/read/shy-report",
    "/reports/hush-report/bytes", "/reports/veiled-report/bytes", "/reports/shy-report/bytes", "/review/hush-incident",
    "/review/veiled-incident", "/review/kept-incident", "/review/open-incident", "/review/shy-incident",
    "/api/v1/search?q=zanbaqa", "/api/v1/search?q=Nabil+Watcher", "/api/v1/search?q=ambushed",
    "/api/v1/counts?by=source&incidents=true", "/api/v1/counts?by=month&incidents=true", "/api/v1/ledger",
    "/api/v1/findings?limit=200", "/api/v1/alerts",
)  # fmt: skip
LINK = re.compile(r'(?:href|src|action)="(/[^"#]*)')


def crawled(world: World, person: str) -> dict[str, str]:
    """Every page and answer that somebody reaches by links and by the paths of the API, with its text."""
    browser = world.client(person)
    todo = ["/", *MORE]
    for path, ids in PATHS.items():
        todo += [re.sub(r"{\w+}", quote(id), path) for id in ids]
    for path, ways in world.app.openapi()["paths"].items():
        if "get" in ways and "{" not in path:
            todo += [path, f"{path}?limit=200"]
    found: dict[str, str] = {}
    while todo and len(found) < 400:
        where = todo.pop().replace("&amp;", "&")
        if where in found or where.startswith(("/static/", "/sign-")):
            continue
        answer = browser.get(where)
        assert answer.status_code < 500, f"{where}: {answer.status_code}"
        found[where] = answer.content.decode("utf-8", "replace") + repr(answer.headers)
        if answer.headers.get("content-type", "").startswith("text/html"):
            todo += LINK.findall(found[where])
    return found


def leaks(pages: dict[str, str], secrets: tuple[str, ...]) -> list[tuple[str, str]]:
    """Where a secret stands; what the visitor typed in the address is no leak when it is shown back."""
    return [
        (where, secret)
        for where, words in pages.items()
        for secret in secrets
        if secret.casefold() in words.casefold()
        and secret.casefold() not in where.casefold().replace("+", " ")
    ]  # fmt: skip


@pytest.mark.parametrize("person", ["reader", "publisher"])
def test_nothing_closed_comes_out(shared_world: World, person: str) -> None:
    """A visitor outside the group finds no restricted id, text or protected name in any page or answer."""
    pages = crawled(shared_world, person)

    assert len(pages) > 40
    assert leaks(pages, (*SECRET_IDS, *SECRET_WORDS)) == []


def test_the_scan_would_see_it(shared_world: World) -> None:
    """The same scan by members of the group, and by those who may know sources, finds what is open to them."""
    found = leaks(crawled(shared_world, "insider"), SECRET_IDS + SECRET_WORDS)
    inner = {secret for _, secret in found}
    recorder = {secret for _, secret in leaks(crawled(shared_world, "recorder"), SECRET_WORDS)}

    assert {"hush-report", "hush-incident", "Quiet Ledger Bureau"} <= inner
    assert [where for where, secret in found if secret in ("Nabil Watcher", "nabil-watcher")] == []
    assert "Nabil Watcher" in recorder


def test_totals_do_not_count_what_is_closed(shared_world: World) -> None:
    """Counts and lists give the numbers of what is open, so that nothing shows by subtraction."""
    open_to = {person: shared_world.program(person) for person in ("reader", "insider", "editor")}
    totals = {
        person: program.get("/api/v1/counts?measure=incidents").json()["total"]["best"]
        for person, program in open_to.items()
    }

    assert totals == {"reader": 2, "insider": 4, "editor": 3}


@pytest.mark.parametrize("name", ["csv", "jsonl", "geojson", "hxl", "acled", "ucdp"])
def test_exports_hold_nothing_closed(shared_world: World, name: str) -> None:
    """No format of the export holds a restricted incident or a protected name, whoever takes it out."""
    people = shared_world.observatory.store.accounts.people
    for person in ("publisher", "keeper"):
        held = people.get(person)
        assert held is not None
        from datetime import UTC, datetime

        viewing = Viewing.of(shared_world.observatory, held)
        _, content = export_bytes(viewing, name, made=datetime(2026, 1, 1, tzinfo=UTC))
        assert leaks({"export": content.decode("utf-8")}, (*SECRET_IDS, *SECRET_WORDS)) == []


def test_a_closed_thing_looks_like_none(world: World) -> None:
    """Judging or asking for a closed thing is answered word for word as for one that is not there."""
    program = world.program("recorder")
    answers = []
    for id in ("hush-incident", "never-there-x"):
        judged = program.post("/api/v1/judgements", json={"act": "accept", "about": ["open-incident", id]})
        asked = program.get(f"/api/v1/incidents/{id}")
        answers.append((judged.status_code, judged.text.replace(id, "ID"), asked.status_code, asked.text))

    assert answers[0] == answers[1]


def test_a_restriction_holds_at_once(world: World) -> None:
    """What is restricted or withheld now is gone from the next answer, also from counts that are kept."""
    from dataclasses import replace

    from marsad.store.kept import Restriction

    program = world.program("reader")

    def total() -> int:
        return int(program.get("/api/v1/counts?measure=incidents").json()["total"]["best"])

    store = world.observatory.store
    assert total() == 2
    store.restrictions.add([Restriction("shy-incident", ("inner",))], by="Rim")
    assert total() == 1
    held = store.incidents.get("open-incident")
    assert held is not None
    store.incidents.add([replace(held, is_restricted=True)], by="Rim")
    assert total() == 0
