"""Fetching that a site can bear: its robots.txt is obeyed, it is asked slowly, and not for what is unchanged."""

import time
from collections.abc import Callable, MutableMapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit
from urllib.robotparser import RobotFileParser

from marsad.collect.address import Limits, Page, Resolve, fetch, resolve
from marsad.model.errors import CollectError, RefusedError

AGENT = "Marsad"
SECONDS_BETWEEN = 2.0  # between two pages of one host, where it names no delay of its own
MAX_DELAY = 60.0


@dataclass
class PoliteFetcher:
    """Fetches pages one after another.

    `marks` remembers, by address, what a site gave to tell whether a page changed (its ETag or date), so that a later
    run goes on where this one stopped; give the same mapping again. `sleep` and `clock` count seconds.
    """

    limits: Limits = field(default_factory=Limits)
    marks: MutableMapping[str, str] = field(default_factory=dict)
    look_up: Resolve = resolve
    fetch_page: Callable[..., Page] = fetch
    sleep: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic
    _rules: dict[str, RobotFileParser | None] = field(default_factory=dict)
    _last: dict[str, float] = field(default_factory=dict)

    def get(self, url: str) -> Page | None:
        """The page, or None where it is unchanged since the mark.

        Raises:
            RefusedError: the site's robots.txt asks not to fetch it, or it lies on a private network.
            CollectError: as :func:`fetch`.
        """
        host = _site(url)
        rules = self._rules_of(host)
        if rules is not None and not rules.can_fetch(AGENT, url):
            raise RefusedError(
                f"{urlsplit(url).hostname} asks programs not to fetch this page (robots.txt). Save it by hand."
            )
        delay = min(float(rules.crawl_delay(AGENT) or SECONDS_BETWEEN), MAX_DELAY) if rules else SECONDS_BETWEEN
        self._wait(host, delay)
        page = self.fetch_page(url, limits=self.limits, look_up=self.look_up, headers=self._conditions(url))
        if page.status == 304:
            return None
        if page.status in (429, 503):
            raise CollectError(
                f"{urlsplit(url).hostname} is busy ({page.status}). Try again later; what is done is kept."
            )
        headers = dict(page.headers)
        if mark := headers.get("etag"):
            self.marks[url] = f"etag {mark}"
        elif mark := headers.get("last-modified"):
            self.marks[url] = f"date {mark}"
        return page

    def _conditions(self, url: str) -> dict[str, str]:
        kind, _, value = self.marks.get(url, "").partition(" ")
        return {"etag": {"if-none-match": value}, "date": {"if-modified-since": value}}.get(kind, {})

    def _wait(self, host: str, delay: float) -> None:
        if host in self._last:
            left = delay - (self.clock() - self._last[host])
            if left > 0:
                self.sleep(left)
        self._last[host] = self.clock()

    def _rules_of(self, host: str) -> RobotFileParser | None:
        """The rules of a site; none where it has none. A site that answers with an error is left alone."""
        if host not in self._rules:
            rules = RobotFileParser()
            page = self.fetch_page(f"{host}/robots.txt", limits=self.limits, look_up=self.look_up, headers={})
            self._last[host] = self.clock()
            if page.status in (401, 403) or page.status >= 500:
                rules.parse(["User-agent: *", "Disallow: /"])
            elif page.status == 200:
                rules.parse(page.body.decode("utf-8", errors="replace").splitlines())
            else:
                rules.parse([])
            self._rules[host] = rules
        return self._rules[host]


def _site(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
