"""A site's wishes are kept."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from marsad.collect.address import Page
from marsad.collect.polite import Mark, PoliteFetcher, mark_of, retry_after
from marsad.model.errors import BusyError, RefusedError

NOON = datetime(2022, 2, 3, 12, tzinfo=UTC)


class Site:
    """A site with rules, that remembers what it was asked and when."""

    def __init__(self, robots: str = "", status: int = 200, busy: tuple[Page, ...] = ()) -> None:
        self.robots, self.status, self.busy = robots, status, list(busy)
        self.asked: list[tuple[str, dict[str, str], float]] = []
        self.leads: dict[str, str] = {}
        self.now = 0.0

    def fetch(
        self, url: str, *, headers: dict[str, str], before: Callable[[str], None] | None = None, **_: Any
    ) -> Page:
        """Answer; an address that leads on is followed as the real fetch does."""
        while True:
            if before is not None:
                before(url)
            self.asked.append((url, headers, self.now))
            if url not in self.leads:
                break
            url = self.leads[url]
        if url.endswith("/robots.txt"):
            return Page(url, self.status, (), self.robots.encode())
        if self.busy:
            return self.busy.pop(0)
        if headers.get("if-none-match") == '"v1"':
            return Page(url, 304, (), b"")
        return Page(url, 200, (("etag", '"v1"'),), b"Two killed")

    def sleep(self, seconds: float) -> None:
        """Time passes."""
        self.now += seconds

    def fetcher(self, **more: Any) -> PoliteFetcher:
        """A fetcher for this site."""
        return PoliteFetcher(fetch_page=self.fetch, sleep=self.sleep, clock=lambda: self.now, now=lambda: NOON, **more)


def busy(status: int = 429, **headers: str) -> Page:
    """What a site answers that has enough."""
    named = tuple((key.replace("_", "-"), value) for key, value in headers.items())
    return Page("https://desk.example/1", status, named, b"")


def test_a_page_that_the_site_keeps_from_programs_is_left_alone() -> None:
    """The message says what to do instead, and the page is never asked for."""
    site = Site("User-agent: *\nDisallow: /private")
    fetcher = site.fetcher()
    with pytest.raises(RefusedError, match="by hand"):
        fetcher.get("https://desk.example/private/1")
    assert fetcher.get("https://desk.example/open/1") is not None
    assert [url for url, _, _ in site.asked] == ["https://desk.example/robots.txt", "https://desk.example/open/1"]


def test_where_a_page_leads_to_is_asked_as_politely() -> None:
    """A redirect is no way round the rules of the site that it leads to."""
    site = Site("User-agent: *\nDisallow: /private")
    site.leads["https://desk.example/a"] = "https://other.example/private/b"
    with pytest.raises(RefusedError, match=r"other\.example/private/b"):
        site.fetcher().get("https://desk.example/a")


def test_a_site_is_asked_no_faster_than_it_wants() -> None:
    """Its own delay where it names a longer one than ours; the rules are fetched once; other sites need not wait."""
    site = Site("User-agent: *\nCrawl-delay: 7")
    fetcher = site.fetcher()
    for number in range(3):
        fetcher.get(f"https://desk.example/{number}")
    assert [moment for _, _, moment in site.asked] == [0, 2, 9, 16]
    fetcher.get("https://other.example/")
    assert site.now == 18


def test_an_unchanged_page_is_not_taken_again() -> None:
    """A later run that gives the mark back hears that nothing changed."""
    site = Site(status=404)
    page = site.fetcher().get("https://desk.example/1")
    assert page is not None
    assert mark_of(page) == Mark('"v1"')
    assert site.fetcher().get("https://desk.example/1", mark=mark_of(page)) is None


@pytest.mark.parametrize("status", [401, 403, 500])
def test_a_site_whose_rules_cannot_be_read_is_left_alone(status: int) -> None:
    """An error is no permission."""
    with pytest.raises(RefusedError, match=str(status)):
        Site(status=status).fetcher().get("https://desk.example/1")


def test_a_busy_site_is_waited_for_as_long_as_it_asks() -> None:
    """Then it is asked again."""
    site = Site(status=404, busy=(busy(retry_after="30"), busy(503, retry_after="Thu, 03 Feb 2022 12:00:20 GMT")))
    assert site.fetcher().get("https://desk.example/1") is not None
    assert [moment for _, _, moment in site.asked] == [0, 2, 32, 52]


@pytest.mark.parametrize(("pages", "seconds"), [((busy(retry_after="3600"),), 3600.0), ((busy(503),) * 3, None)])
def test_a_site_that_stays_busy_is_left_for_later(pages: tuple[Page, ...], seconds: float | None) -> None:
    """It says how much later, where the site does."""
    site = Site(status=404, busy=pages)
    with pytest.raises(BusyError, match="later") as told:
        site.fetcher().get("https://desk.example/1")
    assert told.value.seconds == seconds


@pytest.mark.parametrize(
    ("words", "seconds"),
    [("120", 120.0), ("Thu, 03 Feb 2022 12:02:00 GMT", 120.0), ("Thu, 03 Feb 2022 11:00:00 GMT", 0.0), ("soon", None),
     ("", None), ("-5", None), ("9" * 400, 2_592_000.0)],
)  # fmt: skip
def test_how_long_to_wait_is_read_from_both_forms(words: str, seconds: float | None) -> None:
    """A number of seconds or a date; anything else is none."""
    assert retry_after(busy(retry_after=words), NOON) == seconds
