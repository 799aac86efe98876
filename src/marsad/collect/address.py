"""A page at an address that the user gave: fetched politely, bounded in size and time, never from a private network.

The host is resolved once and the connection made to the address that was checked, so that a name cannot change its
mind in between; every redirect is checked again.
"""

import ipaddress
import re
import socket
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit, urlunsplit

import httpx

from marsad.collect.collected import MAX_REPORT_BYTES, Collected, size_words
from marsad.collect.files import report_of_bytes
from marsad.collect.known import Known
from marsad.model.errors import CollectError, RefusedError

Resolve = Callable[[str, int], list[str]]
_REDIRECTS = (301, 302, 303, 307, 308)


@dataclass(frozen=True, slots=True)
class Limits:
    """What one fetch may cost: bytes, seconds in all, redirects; and whether private addresses are allowed."""

    bytes: int = MAX_REPORT_BYTES
    seconds: float = 30.0
    redirects: int = 5
    allow_private: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """What came from an address: the last address, the status line's code, the headers, and the body."""

    url: str
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes


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


def _target(url: str, limits: Limits, look_up: Resolve) -> tuple[str, dict[str, str], dict[str, str]]:
    """The address to connect to, with the headers and TLS name of the host that was asked for."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as problem:
        raise CollectError(f"{url!r} is no address: {problem}.") from None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise CollectError(f"{url!r} is no web address. Wanted one that begins with https:// or http://.")
    if parts.username or parts.password:
        raise CollectError("The address holds a name or password. Addresses are kept in the record: leave it out.")
    host = parts.hostname
    port = port or (443 if parts.scheme == "https" else 80)
    addresses = look_up(host, port)
    if not limits.allow_private:
        private = [address for address in addresses if not is_public(address)]
        if private or not addresses:
            raise RefusedError(
                f"{host} is on a private network ({', '.join(private) or 'no address'}). Pages there are not fetched "
                "unless you allow it (--allow-private)."
            )
    literal = f"[{addresses[0]}]" if ":" in addresses[0] else addresses[0]
    target = urlunsplit((parts.scheme, f"{literal}:{port}", parts.path or "/", parts.query, ""))
    shown = f"[{host}]" if ":" in host else host
    return target, {"Host": shown if parts.port is None else f"{shown}:{parts.port}"}, {"sni_hostname": host}


def fetch(
    url: str, *, limits: Limits | None = None, look_up: Resolve = resolve, transport: httpx.BaseTransport | None = None,
    headers: Mapping[str, str] | None = None,
) -> Page:  # fmt: skip
    """The page at `url`, whatever its status.

    Raises:
        CollectError: no answer, too slow, too large, too many redirects, or no web address.
        RefusedError: the host is on a private network and that is not allowed.
    """
    limits = limits or Limits()
    until = time.monotonic() + limits.seconds
    agent = {"User-Agent": "Marsad (casualty recording; one page at a time)", "Accept-Encoding": "gzip, deflate"}
    with httpx.Client(transport=transport, timeout=min(10.0, limits.seconds), trust_env=False, headers=agent) as client:
        for _ in range(limits.redirects + 1):
            page = _fetch_one(client, url, limits, look_up, until, headers or {})
            location = dict(page.headers).get("location")
            if page.status not in _REDIRECTS or not location:
                return page
            url = urljoin(url, location)
    raise CollectError(f"The address leads on more than {limits.redirects} times. Give the last address itself.")


def _fetch_one(
    client: httpx.Client, url: str, limits: Limits, look_up: Resolve, until: float, more: Mapping[str, str]
) -> Page:
    target, headers, tls = _target(url, limits, look_up)
    headers |= more
    body = bytearray()
    try:
        request = client.build_request("GET", target, headers=headers, extensions={**tls})
        request.extensions["timeout"] = httpx.Timeout(max(0.1, min(10.0, until - time.monotonic()))).as_dict()
        answer = client.send(request, stream=True, follow_redirects=False)
        try:
            for chunk in answer.iter_bytes():
                body += chunk
                if len(body) > limits.bytes:
                    raise CollectError(f"The page has over {size_words(limits.bytes)}. Save what you need as a file.")
                if time.monotonic() > until:
                    raise CollectError(f"The page did not come whole within {limits.seconds:.0f} seconds. Try later.")
        finally:
            answer.close()
    except httpx.HTTPError as problem:
        raise CollectError(
            f"No answer from {urlsplit(url).hostname}: {problem or type(problem).__name__}. Check the connection."
        ) from problem
    return Page(url, answer.status_code, tuple((k.lower(), v) for k, v in answer.headers.items()), bytes(body))


def report_at(
    url: str, *, known: Known | None = None, limits: Limits | None = None, look_up: Resolve = resolve,
    transport: httpx.BaseTransport | None = None,
) -> Collected:  # fmt: skip
    """The article at an address as a report.

    Raises:
        CollectError: as :func:`fetch`; also where the status is no success or the page holds no article.
        RefusedError: the host is on a private network and that is not allowed.
    """
    page = fetch(url, limits=limits, look_up=look_up, transport=transport)
    if page.status != 200:
        raise CollectError(f"The address answers {page.status}. Open it in a browser and save the page as a file.")
    known = known or Known()
    charset = re.search(r"charset=[\"']?([\w-]+)", dict(page.headers).get("content-type", ""))
    body = page.body
    if charset and charset[1].lower() not in ("utf-8", "utf8"):
        try:
            body = body.decode(charset[1]).encode("utf-8")
        except (LookupError, UnicodeDecodeError):
            body = page.body
    found = report_of_bytes(
        body, id=_id_of(url), known=Known(known.publisher, known.language, known.published, page.url)
    )
    return Collected(found.report, page.body, found.media_type) if body is not page.body else found


def _id_of(url: str) -> str:
    parts = urlsplit(url)
    words = f"{parts.hostname or ''}{parts.path}" + (f"?{parts.query}" if parts.query else "")
    return words.strip("/")[:200]
