"""A page at an address that the user gave: fetched within bounds of size and time, never from a private network.

The host is resolved once and the connection made to the address that was checked, so that a name cannot change its
mind in between; every redirect is checked again.
"""

import ipaddress
import socket
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

import httpx

from marsad.collect.collected import MAX_PAGE_BYTES, size_words
from marsad.model.errors import CollectError, RefusedError

Resolve = Callable[[str, int], list[str]]
AGENT = "Marsad"
_HEADERS = {
    "User-Agent": f"{AGENT} (casualty recording; one page at a time, obeys robots.txt)",
    "Accept-Encoding": "gzip, deflate",
    "Accept": "text/html, application/xhtml+xml, application/xml;q=0.9, */*;q=0.8",
}
_REDIRECTS = (301, 302, 303, 307, 308)
ONE_READ = 10.0  # seconds that a connection may be silent


@dataclass(frozen=True, slots=True)
class Limits:
    """What one fetch may cost: bytes, seconds in all, redirects; and whether private addresses are allowed."""

    bytes: int = MAX_PAGE_BYTES
    seconds: float = 30.0
    redirects: int = 5
    allow_private: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """What came from an address: the last address, the status line's code, the headers, and the body.

    `ip` is the numeric address that it came from.
    """

    url: str
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    ip: str | None = None

    def header(self, name: str) -> str | None:
        """The first header of that name."""
        return next((value for key, value in self.headers if key == name), None)


def resolve(host: str, port: int) -> list[str]:
    """The numeric addresses of a host name."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as problem:
        raise CollectError(
            f"The host {host!r} is not known: {problem}. Check the address and the connection."
        ) from None
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def is_public(address: str) -> bool:
    """Whether a numeric address is on the open internet (no loopback, private, link-local or reserved range)."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if inner is not None:
            return is_public(str(inner))
        if ip in ipaddress.ip_network("64:ff9b::/96"):
            return is_public(str(ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)))
    return ip.is_global and not ip.is_multicast


@dataclass(frozen=True, slots=True)
class _Target:
    """Where to connect to, one address after another, and the headers and TLS name of the host that was asked for."""

    urls: tuple[str, ...]
    headers: dict[str, str]
    tls: dict[str, str]


def check_address(url: str) -> str:
    """The host of a web address.

    Raises:
        CollectError: this is no web address, or it holds a password.
    """
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError as problem:
        raise CollectError(f"{url!r} is no address: {problem}.") from None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise CollectError(f"{url!r} is no web address. Wanted one that begins with https:// or http://.")
    if parts.username or parts.password:
        raise CollectError("The address holds a name or password. Addresses are kept in the record: leave it out.")
    try:
        return parts.hostname if parts.hostname.isascii() else parts.hostname.encode("idna").decode("ascii")
    except UnicodeError:
        raise CollectError(f"{parts.hostname!r} is no name of a host. Check the address.") from None


def plain_address(url: str) -> str:
    """One spelling of an address: without what follows #, and percent-encoded as a browser copies it.

    Raises:
        CollectError: as :func:`check_address`.
    """
    host, parts = check_address(url.strip()), urlsplit(url.strip())
    place = (f"[{host}]" if ":" in host else host) + (f":{parts.port}" if parts.port else "")
    path, query = (quote(part, safe="!$%&'()*+,/:;=?@[]~", errors="replace") for part in (parts.path, parts.query))
    return urlunsplit((parts.scheme, place, path or "/", query, ""))


def _target(url: str, limits: Limits, look_up: Resolve) -> _Target:
    host, parts = check_address(url), urlsplit(url)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    addresses = look_up(host, port)
    if not limits.allow_private:
        private = [address for address in addresses if not is_public(address)]
        if private or not addresses:
            raise RefusedError(
                f"{host} is on a private network ({', '.join(private) or 'no address'}). Pages there are not fetched "
                "unless you allow it (--allow-private)."
            )
    literals = [f"[{address}]" if ":" in address else address for address in addresses]
    urls = [urlunsplit((parts.scheme, f"{each}:{port}", parts.path or "/", parts.query, "")) for each in literals]
    shown = f"[{host}]" if ":" in host else host
    headers = {"Host": shown if parts.port is None else f"{shown}:{parts.port}"}
    return _Target(tuple(urls), headers, {"sni_hostname": host})


def fetch(
    url: str, *, limits: Limits | None = None, look_up: Resolve = resolve, transport: httpx.BaseTransport | None = None,
    headers: Mapping[str, str] | None = None, before: Callable[[str], None] | None = None,
) -> Page:  # fmt: skip
    """The page at `url`, whatever its status.

    Args:
        url: where to begin.
        limits: bytes, seconds and redirects.
        look_up: from a host to its numeric addresses.
        transport: what carries the requests.
        headers: sent with every request.
        before: called with every address before it is asked, also with those that it is led on to; may raise.

    Raises:
        CollectError: no answer, too slow, too large, too many redirects, or no web address.
        RefusedError: the host is on a private network and that is not allowed.
    """
    limits = limits or Limits()
    url, left = plain_address(url), limits.seconds
    with httpx.Client(transport=transport, timeout=ONE_READ, trust_env=False, headers=_HEADERS) as client:
        for _ in range(limits.redirects + 1):
            if before is not None:
                before(url)
            started = time.monotonic()
            page = _within(_Fetching(client, url, limits, look_up, dict(headers or {})), max(0.1, left))
            left -= time.monotonic() - started
            location = page.header("location")
            if page.status not in _REDIRECTS or not location:
                return page
            client.cookies.clear()
            url = _led_on(url, location)
    raise CollectError(f"The address leads on more than {limits.redirects} times. Give the last address itself.")


def _led_on(url: str, location: str) -> str:
    try:
        return plain_address(urljoin(url, location))
    except ValueError:
        raise CollectError(
            f"The address leads on to {location[:80]!r}, which is none. Give the last address."
        ) from None


@dataclass
class _Fetching:
    """One request, run in a thread of its own.

    So a site that sends a byte now and then, or a name server that never answers, cannot hold whoever waits for longer
    than the limit.
    """

    client: httpx.Client
    url: str
    limits: Limits
    look_up: Resolve
    more: dict[str, str]
    page: Page | None = None
    problem: Exception | None = None
    is_over: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        """Fetch; what comes of it is in `page` or `problem`."""
        try:
            target = _target(self.url, self.limits, self.look_up)
            for number, url in enumerate(target.urls, start=1):
                try:
                    self.page = self._ask(url, target)
                    return
                except (httpx.ConnectError, httpx.ConnectTimeout):
                    if number == len(target.urls) or self.is_over.is_set():
                        raise
        except Exception as problem:
            self.problem = problem

    def _ask(self, url: str, target: _Target) -> Page:
        body = bytearray()
        request = self.client.build_request("GET", url, headers=target.headers | self.more, extensions={**target.tls})
        request.extensions["timeout"] = httpx.Timeout(ONE_READ).as_dict()
        answer = self.client.send(request, stream=True, follow_redirects=False)
        try:
            for chunk in answer.iter_bytes():
                body += chunk
                if len(body) > self.limits.bytes:
                    raise CollectError(
                        f"The page has over {size_words(self.limits.bytes)}. Save what you need as a file."
                    )
                if self.is_over.is_set():
                    break
        finally:
            answer.close()
        headers = tuple((key.lower(), value) for key, value in answer.headers.items())
        return Page(self.url, answer.status_code, headers, bytes(body), urlsplit(url).hostname)


def _within(fetching: _Fetching, seconds: float) -> Page:
    """The page, or the reason why there is none, within so many seconds."""
    worker = threading.Thread(target=fetching.run, name="fetch", daemon=True)
    worker.start()
    worker.join(seconds)
    if worker.is_alive():
        fetching.is_over.set()
        raise CollectError(
            f"The page did not come whole within {fetching.limits.seconds:g} seconds. Try later, or save it by hand."
        )
    if isinstance(fetching.problem, httpx.HTTPError | httpx.InvalidURL):
        host = urlsplit(fetching.url).hostname
        what = str(fetching.problem) or type(fetching.problem).__name__
        raise CollectError(f"No answer from {host}: {what}. Check the connection.") from fetching.problem
    if fetching.problem is not None:
        raise fetching.problem
    assert fetching.page is not None
    return fetching.page
