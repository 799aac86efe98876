"""The API: typed, paged, bounded, with clear errors."""

from typing import Any

import pytest

from marsad.run.observatory import Observatory
from web_world import World, make_world, shared_world, world  # noqa: F401


def get(world: World, person: str, path: str, **query: Any) -> Any:
    """An answer that went well."""
    answer = world.program(person).get(f"/api/v1{path}", params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_a_token_says_who_one_is(shared_world: World) -> None:
    """Whoever holds a token is its person, with that person's permissions."""
    me = get(shared_world, "recorder", "/me")

    assert me["id"] == "recorder"
    assert "judge" in me["may"]
    assert "publish" not in me["may"]


def test_without_a_token_nothing_is_answered(shared_world: World) -> None:
    """No token, a wrong one and a browser's session as a token all get a 401 with what to do."""
    browser = shared_world.client("reader")
    session = browser.cookies["marsad-session"]

    for headers in ({}, {"authorization": "Bearer " + "x" * 43}, {"authorization": f"Bearer {session}"}):
        answer = shared_world.stranger(**headers).get("/api/v1/me")
        assert answer.status_code == 401
        assert "token" in answer.json()["error"]


def test_a_token_opens_no_page(shared_world: World) -> None:
    """A program's token knows no second factor, so that pages, and what only pages do, are closed to it."""
    answer = shared_world.program("keeper").get("/settings")

    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/sign-in")


def test_pages_of_reports_follow_one_another(shared_world: World) -> None:
    """Each page says where the next begins, and together they hold everything once."""
    found, after = [], 0
    while after is not None:
        page = get(shared_world, "insider", "/reports", after=after, limit=2)
        assert len(page["items"]) <= 2
        found += [report["id"] for report in page["items"]]
        after = page.get("following")

    assert found == ["open-report", "other-report", "hush-report", "veiled-report", "shy-report"]


def test_a_report_has_its_text_reading_and_bytes(shared_world: World) -> None:
    """The spans of the reading mark what they say in the text, and the bytes are those collected."""
    text = get(shared_world, "reader", "/reports/open-report")["text"]
    reading = get(shared_world, "reader", "/reports/open-report/reading")
    raw = shared_world.program("reader").get("/api/v1/reports/open-report/bytes")

    start, end = reading["claims"][0]["counts"][0]["span"]
    assert text[start:end] == "4"
    assert raw.content.decode() == text
    assert raw.headers["content-disposition"].startswith("attachment")


def test_search_finds_words_with_their_sentence(shared_world: World) -> None:
    """A word in another form finds the report, with the sentence."""
    found = get(shared_world, "reader", "/search", q="ambushing Alpha")["items"]

    assert [hit["report"]["id"] for hit in found] == ["open-report"]
    assert "ambushed" in found[0]["sentence"]


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ({"place": "SY04"}, {"open-incident", "shy-incident"}),
        ({"place": "SY08"}, set()),
        ({"actor": "isis", "state": "accepted"}, {"open-incident", "shy-incident"}),
        ({"state": "proposed"}, set()),
        ({"since": "2022-01-28", "until": "2022-01-28"}, {"open-incident", "shy-incident"}),
        ({"since": "2022-01-29"}, set()),
    ],
)
def test_incidents_are_filtered(shared_world: World, query: dict[str, str], wanted: set[str]) -> None:
    """State, days, place and actor narrow the list."""
    page = get(shared_world, "reader", "/incidents", **query)

    assert {each["id"] for each in page["items"]} == wanted


def test_an_incident_shows_its_evidence(shared_world: World) -> None:
    """One incident comes with every claim behind it and its sentences."""
    case = get(shared_world, "reader", "/incidents/open-incident")

    assert {each["publisher"] for each in case["evidence"]} == {"Alpha Wire", "Beta Post"}
    assert all(each["sentences"] for each in case["evidence"])
    assert case["incident"]["tolls"][0]["best"] == 4


def test_counts_open_their_incidents(shared_world: World) -> None:
    """A cell names the incidents behind it, and the total is theirs."""
    table = get(shared_world, "reader", "/counts", measure="killed", by="governorate", incidents=True)

    (cell,) = table["cells"]
    assert cell["group"] == {"governorate": "SY04"}
    assert set(cell["incidents"]) == {"open-incident", "shy-incident"}
    assert table["total"]["best"] == 10


def test_findings_alerts_places_and_ledger_answer(shared_world: World) -> None:
    """Each of the other lists answers with what there is."""
    assert [alert["id"] for alert in get(shared_world, "reader", "/alerts")["items"]] == ["open-alert"]
    assert get(shared_world, "reader", "/findings")["total"] >= 0
    assert get(shared_world, "reader", "/places", q="Raqqa")["where"]["place"]
    lines = get(shared_world, "keeper", "/ledger")["items"]
    assert [line["number"] for line in lines] == sorted((line["number"] for line in lines), reverse=True)


def test_a_judgement_takes_effect(world: World) -> None:
    """Who may judge, judges; a second one on what has changed since is refused, and nothing is overwritten."""
    seen = get(world, "recorder", "/incidents/open-incident")["seen"]
    program = world.program("recorder")

    first = {"act": "reject", "about": ["open-incident"], "reason": "told twice", "seen": seen}
    assert program.post("/api/v1/judgements", json=first).status_code == 201
    late = program.post("/api/v1/judgements", json={**first, "act": "accept"})
    assert late.status_code == 403
    assert get(world, "recorder", "/incidents/open-incident")["state"] == "rejected"


def test_a_reader_judges_nothing(world: World) -> None:
    """A reader's judgement and collection are refused, with the act that is missing."""
    program = world.program("reader")
    judged = program.post("/api/v1/judgements", json={"act": "accept", "about": ["open-incident"]})
    collected = program.post("/api/v1/reports", json={"text": "Two were killed."})

    assert judged.status_code == collected.status_code == 403
    assert "judge" in judged.json()["error"]


def test_a_text_is_collected_once(world: World) -> None:
    """A text sent twice is kept once, and read."""
    program = world.program("recorder")
    sent = {"text": "Two civilians were killed in Raqqa on Friday.", "publisher": "Alpha", "published": "2022-01-30"}

    assert program.post("/api/v1/reports", json=sent).json()["kept"] == 1
    assert program.post("/api/v1/reports", json=sent).json()["known"] == 1
    found = program.get("/api/v1/search", params={"q": "civilians Raqqa"}).json()["items"]
    assert [hit["report"]["publisher"] for hit in found] == ["Alpha"]


def test_an_export_is_for_those_who_publish(world: World) -> None:
    """A publisher downloads a table, which the log of deeds tells; a recorder may not."""
    table = world.program("publisher").get("/api/v1/export/csv")

    assert table.status_code == 200
    assert "open-incident" in table.text
    assert [kept.record.act for kept in world.observatory.store.deeds.all(about="csv") if kept.record] == ["exported"]
    assert world.program("recorder").get("/api/v1/export/csv").status_code == 403


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/nothing", 404),
        ("/reports/none", 404),
        ("/reports?limit=100000", 422),
        ("/reports?after=-1", 422),
        ("/counts?measure=love", 422),
        ("/search?q=-", 409),
        ("/places?q=Raqqa&within=nowhere-at-all", 409),
    ],
)
def test_errors_say_what_is_wrong(shared_world: World, path: str, status: int) -> None:
    """Every error is one JSON object with one sentence."""
    answer = shared_world.program("reader").get(f"/api/v1{path}")

    assert answer.status_code == status
    assert set(answer.json()) == {"error"}
    assert answer.json()["error"]


def test_a_closed_account_is_out_at_once(world: World) -> None:
    """Closing an account ends its tokens and sessions; the last keeper cannot be closed."""
    from marsad.model.errors import RefusedError
    from marsad.run.accounts import close_account

    observatory: Observatory = world.observatory
    program = world.program("editor")
    assert program.get("/api/v1/me").status_code == 200
    close_account(observatory, "editor")

    assert program.get("/api/v1/me").status_code == 401
    with pytest.raises(RefusedError, match="last keeper"):
        close_account(observatory, "keeper")
