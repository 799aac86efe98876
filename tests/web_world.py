"""A small observatory with things that are not for everybody, an app over it, and people of every role."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from marsad.model.claim import Claim, Count, Finding, Reading, Voice, When, Where, Who
from marsad.model.incident import Alert, ClaimRef, DoubtfulPair, Incident, Toll
from marsad.model.range import Range
from marsad.model.report import Report, Source, Span
from marsad.run.accounts import add_person, make_token
from marsad.run.observatory import Observatory, open_observatory
from marsad.store import Aside
from marsad.store.kept import Restriction
from marsad.web.app import create_app
from marsad.web.settings import WebSettings

DAY = date(2022, 1, 28)
PASSWORD = "a password that is long"
ROLES = ("reader", "recorder", "editor", "publisher", "keeper")
# What must never reach a reader outside the group: ids and words of what is restricted, and the protected name.
SECRET_IDS = ("hush-report", "veiled-report", "hush-incident", "veiled-incident", "kept-incident", "hush-alert")
SECRET_WORDS = ("zanbaqa", "Murtafa Crossing", "Nabil Watcher", "nabil-watcher", "Quiet Ledger Bureau")


def told(key: str, publisher: str, number: int, *, words: str = "near the town", day: date = DAY) -> Reading:
    """One report of one event with its reading."""
    text = f"{publisher} says: cells ambushed a bus {words}, {number} soldiers were killed."
    report = Report(key, text, publisher, "en", DAY, title=f"Attack told by {publisher}")
    at = text.index(f"{number} soldiers")
    span = Span(at, at + len(str(number)))
    count = Count(
        "n1", "killed", Range.exactly(number), str(number), span, Who("syrian-regime-forces", "combatant"), ("isis",),
        ("ambush",),
    )  # fmt: skip
    claim = Claim(
        "c1", "event", "new", "reported", (Span(0, len(text)),), (Voice(publisher, None),),
        When("Friday", day, day, "day"), (Where(words, "SY0405", "adm2", ("SY04", "SY")),), "Attack", counts=(count,),
        read_by="rules 1",
    )  # fmt: skip
    finding = Finding("subset", "doubt", f"{publisher} gives {number}", f"{number} of {number}", counts=("n1",))
    return Reading(report, (claim,), (finding,), read_by="rules 1")


def incident(key: str, *readings: Reading, restricted: bool = False) -> Incident:
    """The incident that readings tell of."""
    claim = readings[0].claims[0]
    count = claim.counts[0]
    counts = tuple(f"{reading.report.id}:n1" for reading in readings)
    return Incident(
        key, tuple(ClaimRef(reading.report.id, "c1") for reading in readings), claim.when, claim.where, "Attack",
        ("isis",), ("ambush",), (Toll("killed", count.range, count.who, ("isis",), counts),), state="accepted",
        independent_sources=len(readings), is_restricted=restricted,
    )  # fmt: skip


def _alert(key: str, *incidents: str) -> Alert:
    return Alert(
        key, "rise", "isis", "SY04", DAY, DAY, 5.0, 1.0, "glr", incidents=incidents, says=f"{key} speaks",
        ratio_low=2.0, ratio_high=9.0, false_per_year=1.0, as_of=DAY, complete=1.0, precise=1.0,
    )  # fmt: skip


def fill(observatory: Observatory) -> None:
    """Open things; a restricted report, source and incident; a protected source; a withheld incident."""
    store = observatory.store
    open_one, open_two = told("open-report", "Alpha Wire", 4), told("other-report", "Beta Post", 5)
    hush = told("hush-report", "Gamma Desk", 31, words="by the zanbaqa mill")
    veiled = told("veiled-report", "Quiet Ledger Bureau", 37, words="at Murtafa Crossing")
    shy = told("shy-report", "Nabil Watcher", 6)
    readings = [open_one, open_two, hush, veiled, shy]
    hidden = Source("nabil-watcher", "Nabil Watcher", is_protected=True)
    store.sources.add([hidden, Source("quiet-ledger-bureau", "Quiet Ledger Bureau")], by="Rim")
    store.reports.add([reading.report for reading in readings], by="collect 1")
    store.readings.add(readings, by="rules 1")
    store.incidents.add(
        [
            incident("open-incident", open_one, open_two),
            incident("shy-incident", shy),
            incident("hush-incident", hush),
            incident("veiled-incident", veiled),
            incident("kept-incident", told("other-report", "Beta Post", 41), restricted=True),
        ],
        by="match 1",
    )
    pairs = [
        DoubtfulPair("open-incident", "shy-incident", 1.0, ("near",)),
        DoubtfulPair("open-incident", "hush-incident", 2.0, ("zanbaqa",)),
    ]
    store.pairs.add(pairs, by="match 1")
    findings = [
        Finding("sources-differ", "doubt", "zanbaqa: 31 and 4", counts=("hush-report:n1", "open-report:n1")),
        Finding("sources-differ", "doubt", "Nabil Watcher: 6, other 4", counts=("shy-report:n1", "open-report:n1")),
    ]
    store.findings.add(findings, by="audit 1")
    alerts = [_alert("open-alert", "open-incident"), _alert("hush-alert", "open-incident", "hush-incident")]
    store.alerts.add(alerts, by="watch 1")
    asides = [Aside("read", "veiled-report", "too blurred"), Aside("read", "open-report", "no claims")]
    store.asides.add(asides, by="read")
    restrictions = [
        Restriction("hush-report", ("inner",), "zanbaqa"),
        Restriction("quiet-ledger-bureau", ("inner",)),
        Restriction("hush-incident", ("inner",)),
    ]
    store.restrictions.add(restrictions, by="Rim")


@dataclass
class World:
    """An observatory with its app; `client` gives somebody's browser, signed in, `program` one with their token."""

    observatory: Observatory
    app: FastAPI

    def stranger(self, **more: str) -> TestClient:
        """A browser of nobody."""
        return TestClient(self.app, base_url="http://localhost", headers=more, follow_redirects=False)

    def client(self, person: str) -> TestClient:
        """A browser of somebody who signed in."""
        browser = self.stranger()
        answer = browser.post("/sign-in", data={"name": person, "password": PASSWORD})
        assert answer.status_code == 303, answer.text
        return browser

    def bearer(self, person: str) -> dict[str, str]:
        """The header with a token of somebody."""
        return {"authorization": f"Bearer {make_token(self.observatory, person, days=1)}"}

    def program(self, person: str) -> TestClient:
        """A program with somebody's token."""
        return self.stranger(**self.bearer(person))


def build(folder: Path, settings: WebSettings) -> World:
    """A world in a folder: everybody's id is their role; ``insider`` is a reader of the group."""
    observatory = open_observatory(folder / "web.marsad", pack="syria", create=True, by="console")
    fill(observatory)
    for role in ROLES:
        add_person(observatory, role, name=f"The {role}", roles=(role,), password=PASSWORD)
    add_person(observatory, "insider", name="Insider", roles=("reader",), groups=("inner",), password=PASSWORD)
    return World(observatory, create_app(observatory, settings))


SETTINGS = WebSettings(server_key=b"k" * 32, requests_a_minute=1_000_000)


@pytest.fixture
def make_world(tmp_path: Path) -> Iterator[Callable[..., World]]:
    """Makes a world with settings of one's own."""
    made: list[World] = []

    def make(**settings: object) -> World:
        folder = tmp_path / str(len(made))
        folder.mkdir()
        made.append(build(folder, replace(SETTINGS, **settings)))  # type: ignore[arg-type]
        return made[-1]

    yield make
    for world in made:
        world.observatory.close()


@pytest.fixture
def world(make_world: Callable[..., World]) -> World:
    """A world for one test, to be changed at will."""
    return make_world()


@pytest.fixture(scope="module")
def shared_world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A world for tests that only look."""
    made = build(tmp_path_factory.mktemp("web"), replace(SETTINGS, idle=timedelta(days=1)))
    yield made
    made.observatory.close()


def form_token(browser: TestClient) -> str:
    """The form token of a signed-in browser, as its pages carry it."""
    found = re.search(r'name="form_token" value="([0-9a-f]+)"', browser.get("/settings").text)
    assert found, "no form token on the page"
    return found[1]
