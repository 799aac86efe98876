"""A site's wishes are kept."""

from typing import Any

import pytest

from marsad.collect.address import Page
from marsad.collect.polite import PoliteFetcher
from marsad.model.errors import CollectError, RefusedError


class Site:
    """A site with rules, that remembers what it was asked and when."""

    def __init__(self, robots: str = "", status: int = 200) -> None:
        self.robots, self.status = robots, status
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.now = 0.0

    def fetch(self, url: str, *, headers: dict[str, str], **_: Any) -> Page:
        """Answer."""
        self.asked.append((url, headers))
        if url.endswith("/robots.txt"):
            return Page(url, self.status, (), self.robots.encode())
        if headers.get("if-none-match") == '"v1"':
            return Page(url, 304, (), b"")
        return Page(url, 200, (("etag", '"v1"'),), b"Two killed")

    def sleep(self, seconds: float) -> None:
        """Time passes."""
        self.now += seconds

    def fetcher(self, **more: Any) -> PoliteFetcher:
        """A fetcher for this site."""
        return PoliteFetcher(fetch_page=self.fetch, sleep=self.sleep, clock=lambda: self.now, **more)


def test_a_page_that_the_site_keeps_from_programs_is_left_alone() -> None:
    """The message says what to do instead."""
    fetcher = Site("User-agent: *\nDisallow: /private").fetcher()
    with pytest.raises(RefusedError, match="by hand"):
        fetcher.get("https://desk.example/private/1")
    assert fetcher.get("https://desk.example/open/1") is not None


def test_a_site_is_asked_no_faster_than_it_wants() -> None:
    """Its own delay where it names one; the rules are fetched once."""
    site = Site("User-agent: *\nCrawl-delay: 7")
    fetcher = site.fetcher()
    for number in range(3):
        fetcher.get(f"https://desk.example/{number}")
    assert site.now == 21
    assert sum(url.endswith("robots.txt") for url, _ in site.asked) == 1


def test_an_unchanged_page_is_not_taken_again() -> None:
    """A later run with the same marks goes on where the first stopped."""
    site, marks = Site(status=404), {}
    assert site.fetcher(marks=marks).get("https://desk.example/1") is not None
    assert site.fetcher(marks=marks).get("https://desk.example/1") is None


@pytest.mark.parametrize("status", [403, 500])
def test_a_site_whose_rules_cannot_be_read_is_left_alone(status: int) -> None:
    """An error is no permission."""
    with pytest.raises(RefusedError):
        Site(status=status).fetcher().get("https://desk.example/1")


def test_a_busy_site_is_named() -> None:
    """Come back later."""
    site = Site(status=404)

    def busy(url: str, **more: Any) -> Page:
        return Page(url, 404 if url.endswith("robots.txt") else 503, (), b"")

    with pytest.raises(CollectError, match="busy"):
        PoliteFetcher(fetch_page=busy, sleep=site.sleep, clock=lambda: 0.0).get("https://desk.example/1")
