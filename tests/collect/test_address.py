"""Pages are fetched within bounds, and never from a private network."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
import pytest

from marsad.collect.address import Limits, fetch, is_public, report_at
from marsad.model.errors import CollectError, RefusedError

LOCAL = Limits(allow_private=True, seconds=2)
PAGE = b"Two civilians were killed in Homs."


class Site(BaseHTTPRequestHandler):
    """A small site with every kind of trouble."""

    def do_GET(self) -> None:
        """Answer by path."""
        if self.path == "/good":
            self._send(200, PAGE)
        elif self.path == "/big":
            self._send(200, b"x" * 5000)
        elif self.path == "/slow":
            self.send_response(200)
            self.end_headers()
            for _ in range(100):
                try:
                    self.wfile.write(b"x")
                    self.wfile.flush()
                except OSError:
                    return
                threading.Event().wait(0.1)
        elif self.path == "/round":
            self._send(302, b"", location="/round")
        elif self.path == "/inside":
            self._send(302, b"", location="http://169.254.169.254/latest/meta-data")
        else:
            self._send(404, b"no")

    def _send(self, status: int, body: bytes, location: str | None = None) -> None:
        self.send_response(status)
        if location:
            self.send_header("Location", location)
        self.send_header("Content-Type", "text/plain")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    """The address of the small site."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


def test_a_page_becomes_a_report(site: str) -> None:
    """Where private addresses are allowed, the text is kept with its address."""
    found = report_at(f"{site}/good", limits=LOCAL)
    assert found.raw == PAGE
    assert found.report.url == f"{site}/good"


def test_loopback_is_refused_unless_allowed(site: str) -> None:
    """The message says how to allow it."""
    with pytest.raises(RefusedError, match="--allow-private"):
        report_at(f"{site}/good")


@pytest.mark.parametrize(
    ("path", "says"),
    [("/big", "over 1,000 bytes"), ("/slow", "within 1 seconds"), ("/round", "more than"), ("/missing", "404")],
)
def test_trouble_is_named(site: str, path: str, says: str) -> None:
    """Too large, too slow, in circles, not there."""
    with pytest.raises(CollectError, match=says):
        report_at(f"{site}{path}", limits=Limits(bytes=1000, seconds=1, allow_private=True))


def test_a_redirect_into_a_private_network_is_refused() -> None:
    """Every step is checked, also when the first one was public."""

    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(302, headers={"location": "http://inside.example/secret"})

    names = {"outside.example": ["93.184.216.34"], "inside.example": ["10.0.0.7"]}
    with pytest.raises(RefusedError, match="private network"):
        fetch("http://outside.example/", look_up=lambda host, _: names[host], transport=httpx.MockTransport(answer))


def test_the_connection_goes_to_the_address_that_was_checked() -> None:
    """A name that changes between check and connection does not matter."""
    seen: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(f"{request.url.host} {request.headers['host']}")
        return httpx.Response(200, text="Two killed")

    transport = httpx.MockTransport(answer)
    fetch("http://outside.example/a", look_up=lambda *_: ["93.184.216.34"], transport=transport)
    assert seen == ["93.184.216.34 outside.example"]


@pytest.mark.parametrize(
    "url",
    ["file:///etc/passwd", "gopher://x/", "http://", "not an address", "http://user:word@host.example/", "http://[1"],
)
def test_what_is_no_web_address_is_refused(url: str) -> None:
    """Only plain web addresses are fetched."""
    with pytest.raises(CollectError):
        fetch(url)


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "192.168.0.1", "169.254.169.254", "::1", "fe80::1%eth0", "fc00::1", "0.0.0.0",
     "::ffff:127.0.0.1", "64:ff9b::7f00:1", "100.64.0.1", "224.0.0.1", "2002:7f00:1::"],
)  # fmt: skip
def test_private_ranges_are_known(address: str) -> None:
    """Loopback, private, link-local, shared, mapped and multicast addresses are not public."""
    assert not is_public(address)


def test_public_addresses_are_known() -> None:
    """Ordinary hosts pass."""
    assert is_public("93.184.216.34")
    assert is_public("2606:2800:220:1:248:1893:25c8:1946")
