"""A served observatory and a browser for the tests of the pages."""

import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import uvicorn

from marsad.run.accounts import add_person
from marsad.run.observatory import Observatory, open_observatory
from marsad.web.app import STATIC, create_app
from marsad.web.settings import WebSettings

PASSWORD = "correct horse battery"
DEMO = Path(open_observatory.__code__.co_filename).parent / "demo"


@dataclass(frozen=True)
class Served:
    """A running server: where it is, and what it shows."""

    address: str
    observatory: Observatory


def serve(path: Path, *, with_reports: bool) -> Iterator[Served]:
    """Serve a new observatory with an account of every kind that the tests use, until the test is over."""
    observatory = open_observatory(path, pack="syria", create=True)
    if with_reports:
        for lines in sorted(DEMO.glob("*.jsonl")):
            observatory.collect(lines=lines)
        observatory.read()
        observatory.match()
    for name, roles in (("keeper", ("keeper",)), ("editor", ("editor",)), ("reader", ("reader",))):
        add_person(observatory, name, name=name.title(), roles=roles, password=PASSWORD)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    app = create_app(observatory, WebSettings(server_key=b"k" * 32, requests_a_minute=100_000))
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=port, log_level="warning"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    until = time.monotonic() + 20
    while not server.started and time.monotonic() < until:
        time.sleep(0.02)
    yield Served(f"http://127.0.0.1:{port}", observatory)
    server.should_exit = True
    thread.join(10)
    observatory.close()


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A desk with the reports that ship, read and matched."""
    yield from serve(tmp_path_factory.mktemp("desk") / "desk.marsad", with_reports=True)


@pytest.fixture
def empty_desk(tmp_path: Path) -> Iterator[Served]:
    """A desk on its first day."""
    yield from serve(tmp_path / "empty.marsad", with_reports=False)


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Any]:
    """A real Chromium, with the interface bundled."""
    from playwright.sync_api import sync_playwright

    if not (STATIC / "app.js").is_file():
        pytest.skip("the interface is not bundled: run npm ci and node build.mjs in src/marsad/web/assets")
    with sync_playwright() as play:
        running = play.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield running
        running.close()


def sign_in(page: Any, served: Served, name: str = "keeper", *, language: str = "en") -> None:
    """Sign in, in a language."""
    page.set_default_timeout(30_000)  # a first page on a busy machine
    page.goto(f"{served.address}/sign-in")
    if language == "ar":
        page.click("button[value=ar]")
    page.fill("[name=name]", name)
    page.fill("[name=password]", PASSWORD)
    page.locator("form[action='/sign-in'] button.main").first.click()
    page.wait_for_url(f"{served.address}/")
