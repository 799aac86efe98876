"""Pages are fetched within bounds, and never from a private network."""

import gzip
import hashlib
import time
from collections.abc import Iterator

import httpx
import pytest

from fake_site import Site, serving
from marsad.collect.address import Limits, fetch, is_public
from marsad.collect.arrived import report_at
from marsad.model.errors import CollectError, RefusedError

LOCAL = Limits(allow_private=True, seconds=2)
PAGE = b"Two civilians were killed in Homs."


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    """The address of a small site with every kind of trouble."""
    arabic = "قتل مدنيان في حمص يوم الجمعة، بحسب ما قال المكتب. " * 4
    answers = {
        "/good": (200, {"Content-Type": "text/plain"}, PAGE),
        "/big": (200, {}, b"x" * 5000),
        "/bomb": (200, {"Content-Encoding": "gzip"}, gzip.compress(b"x" * 3_000_000)),
        "/round": (302, {"Location": "/round"}, b""),
        "/nowhere": (302, {"Location": "http://[1"}, b""),
        "/inside": (302, {"Location": "http://169.254.169.254/latest/meta-data"}, b""),
        "/خبر": (200, {"Content-Type": "text/plain; charset=utf-8"}, arabic.encode()),
        "/old": (200, {"Content-Type": "text/plain; charset=windows-1256"}, arabic.encode("cp1256")),
        "/misnamed": (200, {"Content-Type": "text/plain; charset=iso-8859-1"}, arabic.encode()),
        "/picture": (200, {"Content-Type": "image/png"}, b"\x89PNG"),
        "/feed": (200, {"Content-Type": "application/rss+xml"}, b'<?xml version="1.0"?><rss><channel/></rss>'),
        "/broken": (200, {"Content-Encoding": "gzip"}, b"no gzip at all"),
    }
    with serving(Site(answers)) as running:  # type: ignore[arg-type]
        yield running.address


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
    [
        ("/big", "over 1,000 bytes"), ("/bomb", "over 1,000 bytes"), ("/slow", "within 1 seconds"),
        ("/drip", "within 1 seconds"), ("/round", "more than"), ("/nowhere", "which is none"), ("/missing", "404"),
        ("/picture", "image/png"), ("/feed", "--feed"), ("/broken", "No answer"),
    ],
)  # fmt: skip
def test_trouble_is_named(site: str, path: str, says: str) -> None:
    """Too large (also when unpacked), too slow in its body or its headers, in circles, not there, no text."""
    started = time.monotonic()
    with pytest.raises(CollectError, match=says):
        report_at(f"{site}{path}", limits=Limits(bytes=1000, seconds=1, allow_private=True))
    assert time.monotonic() - started < 3


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


@pytest.mark.parametrize("path", ["/خبر", "/%D8%AE%D8%A8%D8%B1", "/old", "/misnamed"])
def test_arabic_addresses_and_encodings_are_read(site: str, path: str) -> None:
    """Both spellings of an Arabic path; an older encoding that the header names; one that it names wrongly."""
    found = report_at(site + path, limits=LOCAL)
    assert found.report.text.startswith("قتل مدنيان في حمص")
    assert found.report.sha256 == hashlib.sha256(found.raw).hexdigest()
    if path in ("/خبر", "/%D8%AE%D8%A8%D8%B1"):
        assert (found.report.id, found.report.url) == ("127.0.0.1/خبر", f"{site}/%D8%AE%D8%A8%D8%B1")


def test_an_arabic_host_is_asked_by_its_plain_name() -> None:
    """The name server, the site and the certificate know it by the spelling in plain letters."""
    seen: list[str] = []

    def look_up(host: str, _: int) -> list[str]:
        seen.append(host)
        return ["93.184.216.34"]

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request.headers["host"])
        return httpx.Response(200, text="Two killed")

    page = fetch("http://مثال.إختبار/أ", look_up=look_up, transport=httpx.MockTransport(answer))
    assert seen == ["xn--mgbh0fb.xn--kgbechtv"] * 2
    assert page.url == "http://xn--mgbh0fb.xn--kgbechtv/%D8%A3"


def test_every_address_of_a_host_is_tried() -> None:
    """Where the first does not answer, the next one is asked."""

    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.host == "2606:2800:220:1:248:1893:25c8:1946":
            raise httpx.ConnectError("no route")
        return httpx.Response(200, text="Two killed")

    addresses = ["2606:2800:220:1:248:1893:25c8:1946", "93.184.216.34"]
    page = fetch("http://desk.example/", look_up=lambda *_: addresses, transport=httpx.MockTransport(answer))
    assert (page.status, page.ip) == (200, "93.184.216.34")
