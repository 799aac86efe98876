"""Fetching that a site can bear: its robots.txt is obeyed, it is asked slowly, and not for what is unchanged."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from marsad.collect.address import AGENT, Limits, Page, Resolve, check_address, fetch, plain_address, resolve
from marsad.collect.robots import CLOSED, MAX_BYTES, OPEN, Robots, robots_of
from marsad.model.errors import BusyError, RefusedError

SECONDS_BETWEEN = 2.0  # between two pages of one site, where it names no delay of its own
MAX_DELAY = 60.0  # seconds; a site that wants more between two pages gets this
MAX_RETRY = 120.0  # seconds that a busy site is waited for; one that wants more is left for a later run
TRIES = 3
BUSY = (429, 503)


@dataclass(frozen=True, slots=True)
class Mark:
    """What a site gave to tell later whether a page has changed."""

    etag: str | None = None
    modified: str | None = None

    def conditions(self) -> dict[str, str]:
        """The headers that ask for the page only where it changed."""
        asked = {"if-none-match": self.etag, "if-modified-since": self.modified}
        return {name: value for name, value in asked.items() if value}


@dataclass
class PoliteFetcher:
    """Fetches pages one after another.

    `sleep` and `clock` count seconds, `now` tells the time of day. Whoever waits can be woken: a `sleep` that raises
    ends the fetch.
    """

    limits: Limits = field(default_factory=Limits)
    look_up: Resolve = resolve
    fetch_page: Callable[..., Page] = fetch
    sleep: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    between: float = SECONDS_BETWEEN
    _rules: dict[str, Robots] = field(default_factory=dict)
    _next: dict[str, float] = field(default_factory=dict)

    def get(self, url: str, *, mark: Mark | None = None) -> Page | None:
        """The page, or None where it is unchanged since the mark. Every address that it leads on to is asked as
        politely.

        Raises:
            RefusedError: the site's robots.txt asks not to fetch it, or it lies on a private network.
            BusyError: the site asks to come back later than is waited for.
            CollectError: as :func:`fetch`.
        """  # fmt: skip
        asked = plain_address(url)
        conditions = (mark or Mark()).conditions()
        for left in range(TRIES - 1, -1, -1):
            page = self.fetch_page(
                asked, limits=self.limits, look_up=self.look_up, headers=conditions, before=self._approach
            )
            if page.status not in BUSY:
                return None if page.status == 304 and conditions else page
            self._put_off(page, last=left == 0)
        raise AssertionError("the last try returns or raises")

    def _approach(self, url: str) -> None:
        """Before an address is asked: whether the site allows it, and not too soon."""
        check_address(url)
        site = site_of(url)
        rules = self._rules_of(site)
        if not rules.allows(url):
            raise RefusedError(
                f"{urlsplit(url).hostname} asks programs not to fetch {url} ({rules.says}). Save the page by hand."
            )
        wanted = self.between if rules.delay is None else max(self.between, rules.delay)
        self._wait(_host(url), min(wanted, MAX_DELAY))

    def _wait(self, host: str, delay: float) -> None:
        left = self._next[host] - self.clock() if host in self._next else 0.0
        if left > 0:
            self.sleep(left)
        self._next[host] = self.clock() + delay

    def _put_off(self, page: Page, *, last: bool) -> None:
        """What a busy site asks for: to wait, where it is bearable; else to come back later."""
        host = _host(page.url)
        seconds = retry_after(page, self.now())
        if last or (seconds or 0.0) > MAX_RETRY:
            name, wait = urlsplit(page.url).hostname, f" It asks to wait {seconds:,.0f} seconds." if seconds else ""
            raise BusyError(
                f"{name} is busy ({page.status}).{wait} Collect it again later; what was taken is kept.",
                seconds,
            )
        self._next[host] = max(self._next.get(host, 0.0), self.clock() + (10.0 if seconds is None else seconds))

    def _rules_of(self, site: str) -> Robots:
        """The rules of a site; none where it has none. A site that answers with an error is left alone."""
        if site not in self._rules:
            limits = replace(self.limits, bytes=min(self.limits.bytes, 4 * MAX_BYTES))
            page = self.fetch_page(
                f"{site}/robots.txt", limits=limits, look_up=self.look_up, headers={}, before=check_address
            )
            self._next[_host(site)] = self.clock() + self.between
            if page.status in BUSY:
                seconds = retry_after(page, self.now())
                raise BusyError(f"{urlsplit(site).hostname} is busy ({page.status}). Collect it again later.", seconds)
            if page.status in (401, 403) or page.status >= 500:
                self._rules[site] = replace(CLOSED, says=f"its robots.txt answers {page.status}")
            elif page.status == 200:
                text = page.body[:MAX_BYTES].decode("utf-8", errors="replace")
                self._rules[site] = robots_of(text, agent=AGENT)
            else:
                self._rules[site] = OPEN
        return self._rules[site]


def _host(url: str) -> str:
    return urlsplit(url).netloc.lower()


def mark_of(page: Page) -> Mark:
    """What this page can be asked for by, the next time."""
    return Mark(page.header("etag"), page.header("last-modified"))


def retry_after(page: Page, now: datetime) -> float | None:
    """The seconds that a busy site wants to be left alone, given as a number or as a date; None where it says none."""
    words = (page.header("retry-after") or "").strip()
    if words.isascii() and words.isdigit():
        return min(float(words), 30 * 86_400.0)
    try:
        moment = parsedate_to_datetime(words)
    except (TypeError, ValueError, IndexError):
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (moment - now).total_seconds())


def site_of(url: str) -> str:
    """The site of an address: what one robots.txt holds for.

    Raises:
        CollectError: this is no address.
    """
    check_address(url)
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.lower()}"
