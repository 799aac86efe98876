"""Addresses and feeds are fetched politely, kept once, archived, and gone on with after an interruption."""

import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from fake_site import Site, page, serving
from marsad.collect.address import Limits
from marsad.collect.known import Known
from marsad.collect.polite import PoliteFetcher
from marsad.collect.warc import WarcFolder
from marsad.model.errors import CollectError
from marsad.run.fetching import Fetching, addresses_in, collect_addresses
from marsad.run.gathering import Stop, Wanted, gather
from marsad.run.observatory import Observatory, open_observatory

NOON = datetime(2022, 2, 3, 12, tzinfo=UTC)
FEED = """<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>Sahra News</title>
<language>en</language>{items}</channel></rss>"""
ITEM = """<item><title>{title}</title><link>{link}</link><guid>{link}</guid>
<pubDate>Thu, 03 Feb 2022 08:00:00 GMT</pubDate><description>{words}</description></item>"""


def feed(*items: tuple[str, str, str]) -> tuple[int, dict[str, str], bytes]:
    """A feed of items: title, link, words."""
    body = FEED.format(items="".join(ITEM.format(title=t, link=link, words=words) for t, link, words in items))
    return 200, {"Content-Type": "application/rss+xml"}, body.encode()


@pytest.fixture
def site() -> Iterator[Site]:
    """A site of its own."""
    with serving(Site()) as running:
        yield running


@pytest.fixture
def observatory(tmp_path: Path) -> Iterator[Observatory]:
    """A fresh observatory."""
    with open_observatory(tmp_path / "a.marsad", pack="world", create=True) as opened:
        yield opened


def fetching(observatory: Observatory, *, now: datetime = NOON, seconds: float = 5, **more: Any) -> Fetching:
    """Fetches from this machine without waiting between pages."""
    fetcher = PoliteFetcher(Limits(allow_private=True, seconds=seconds), sleep=lambda _: None, now=lambda: now)
    return Fetching(observatory, fetcher, now=lambda: now, **more)


def asides(observatory: Observatory) -> dict[str, str]:
    """What is set aside, with the reasons."""
    return {aside.what: aside.why for aside in observatory.store.asides.open("collect")}


def test_a_page_is_kept_with_its_moment_and_its_place_in_the_archive(
    site: Site, observatory: Observatory, tmp_path: Path
) -> None:
    """Bytes as they came; the archive gives the same report, which is known then."""
    site.answers["/1"] = page("Two killed")
    work = fetching(observatory, archive=WarcFolder(tmp_path / "warc", NOON))
    assert work.address(f"{site.address}/1").what == "kept"
    (report,) = observatory.store.reports.all()
    assert report.collected == NOON
    assert observatory.store.reports.bytes_of(report.id) == site.answers["/1"][2]  # type: ignore[index]
    (file,) = (tmp_path / "warc").iterdir()
    assert report.extra["archive"] == file.name
    again = observatory.collect(str(file))
    assert (again.done, again.known) == (0, 1)


def test_the_same_page_is_asked_for_again_only_after_a_while_and_only_if_it_changed(
    site: Site, observatory: Observatory, tmp_path: Path
) -> None:
    """Fresh: passed over. Later: by its mark; the site says unchanged, or sends the same bytes, or new ones."""
    site.answers["/1"] = lambda asked: (304, {}, b"") if asked.get("if-none-match") == '"a"' else page("A", ETag='"a"')
    site.answers["/2"] = page("B")
    addresses = [f"{site.address}/1", f"{site.address}/2"]
    archive = WarcFolder(tmp_path, NOON)

    def run(hours: int) -> list[str]:
        work = fetching(observatory, now=NOON + timedelta(hours=hours), archive=archive)
        return [outcome.what for outcome in collect_addresses(work, addresses)]

    assert run(0) == ["kept", "kept"]
    assert run(5) == ["passed over", "passed over"]
    assert run(13) == ["unchanged", "known"]
    site.answers["/2"] = page("B", "Three farmers were killed near Al-Kawm on Friday, not two as was said. " * 4)
    assert run(26) == ["unchanged", "kept"]
    assert [report.id for report in observatory.store.reports.all()][1:] == [f"127.0.0.1/2{end}" for end in ("", "~2")]
    assert len(list(observatory.collect(str(next(tmp_path.glob("*.warc.gz")))).set_aside)) == 0


def test_a_run_that_was_cut_off_goes_on_where_it_stopped(site: Site, observatory: Observatory) -> None:
    """What was fetched is not asked for again; what was not is."""
    for number in range(4):
        site.answers[f"/{number}"] = page(f"Page {number}")
    addresses = [f"{site.address}/{number}" for number in range(4)]
    first = collect_addresses(fetching(observatory), addresses)
    assert [next(first).what, next(first).what] == ["kept", "kept"]
    first.close()
    assert site.paths() == ["/0", "/1"]
    outcomes = [outcome.what for outcome in collect_addresses(fetching(observatory), addresses)]
    assert outcomes == ["passed over", "passed over", "kept", "kept"]
    assert site.paths() == ["/0", "/1", "/2", "/3"]


@pytest.mark.parametrize(
    ("path", "answer", "says"),
    [
        ("/gone", (404, {}, b""), "404"),
        ("/broken", (500, {}, b""), "500"),
        ("/huge", (200, {"Content-Type": "text/html"}, b"x" * 11_000_000), "over 10.0 MB"),
        ("/slow", None, "within 1 seconds"),
        ("/picture", (200, {"Content-Type": "image/jpeg"}, b"\xff\xd8\xff"), "image/jpeg"),
        ("/empty", (200, {"Content-Type": "text/html"}, b""), "empty"),
        ("/menu", (200, {"Content-Type": "text/html"}, b"<html><body></body></html>"), "no article"),
        ("/out", (302, {"Location": "ftp://a.example/x"}, b""), "no web address"),
        ("/busy", (429, {"Retry-After": "4000"}, b""), "busy"),
    ],
)
def test_trouble_is_set_aside_and_the_next_address_is_taken(
    site: Site, observatory: Observatory, path: str, answer: Any, says: str
) -> None:
    """With its reason; once the page can be had, it is in order again."""
    if answer:
        site.answers[path] = answer
    site.answers["/good"] = page("Two killed")
    addresses = [f"{site.address}{path}", f"{site.address}/good"]
    outcomes = list(collect_addresses(fetching(observatory, seconds=1), addresses))
    assert outcomes[0].what == "set aside"
    assert says in outcomes[0].why
    assert asides(observatory)[addresses[0]] == outcomes[0].why
    assert outcomes[1].what == ("set aside" if path == "/busy" else "kept")
    if path != "/slow":
        site.answers[path] = page("Now it is here")
        later = fetching(observatory, now=NOON + timedelta(hours=24))
        assert later.address(addresses[0]).what == "kept"
        assert addresses[0] not in asides(observatory)


def test_a_site_that_asked_to_be_left_alone_is_until_then(site: Site, observatory: Observatory) -> None:
    """Also by a later run, and for all its pages."""
    site.answers["/1"] = (429, {"Retry-After": "7200"}, b"")
    work = fetching(observatory)
    assert "7,200 seconds" in work.address(f"{site.address}/1").why
    asked = len(site.asked)
    soon = fetching(observatory, now=NOON + timedelta(hours=1)).address(f"{site.address}/2")
    assert "2022-02-03 14:00" in soon.why
    assert len(site.asked) == asked
    site.answers["/2"] = page("Two killed")
    assert fetching(observatory, now=NOON + timedelta(hours=3)).address(f"{site.address}/2").what == "kept"


def test_the_rules_of_a_site_hold_for_lists_and_feeds(site: Site, observatory: Observatory) -> None:
    """A forbidden page is never asked for; the feed's own words about it are taken instead."""
    site.answers["/robots.txt"] = (200, {}, b"User-agent: *\nDisallow: /closed")
    site.answers["/feed"] = feed(("Two killed", "/closed/1", "Two farmers were killed near Al-Kawm."))
    (outcome,) = collect_addresses(fetching(observatory), [f"{site.address}/closed/2"])
    assert "robots.txt" in outcome.why
    (taken,) = fetching(observatory).feed(f"{site.address}/feed")
    assert taken.what == "kept"
    (report,) = observatory.store.reports.all()
    assert report.text == "Two killed\n\nTwo farmers were killed near Al-Kawm."
    assert "robots.txt" in str(report.extra["page"])
    assert not any(path.startswith("/closed") for path in site.paths())


def test_a_feed_gives_the_pages_it_leads_to(site: Site, observatory: Observatory) -> None:
    """Publisher and day come from the feed; taken again only new entries are asked for."""
    site.answers |= {"/1": page("One"), "/2": page("Two"), "/3": page("Three")}
    site.answers["/feed"] = feed(("One", "/1", "short"), ("Two", f"{site.address}/2", "short"))
    assert [outcome.what for outcome in fetching(observatory).feed(f"{site.address}/feed")] == ["kept", "kept"]
    report = next(iter(observatory.store.reports.all()))
    assert (report.publisher, report.published, report.url) == ("Sahra News", NOON.date(), f"{site.address}/1")
    site.answers["/feed"] = feed(("Three", "/3", "short"), ("One", "/1", "short"), ("Two", "/2", "short"))
    outcomes = [outcome.what for outcome in fetching(observatory).feed(f"{site.address}/feed")]
    assert outcomes == ["kept", "passed over", "passed over"]
    assert site.paths().count("/1") == 1


def test_a_feed_that_is_unchanged_is_not_read_again(site: Site, observatory: Observatory) -> None:
    """But while a page of it could not be had, the feed is read whole each time."""
    body = feed(("One", "/1", ""), ("Two", "/2", ""))
    site.answers["/feed"] = lambda asked: (304, {}, b"") if asked.get("if-none-match") else (
        body[0], body[1] | {"ETag": '"f"'}, body[2])  # fmt: skip
    site.answers |= {"/1": page("One"), "/2": (503, {}, b"")}
    address = f"{site.address}/feed"
    assert [outcome.what for outcome in fetching(observatory).feed(address)] == ["kept", "set aside"]
    site.answers["/2"] = page("Two")
    assert [outcome.what for outcome in fetching(observatory).feed(address)] == ["passed over", "kept"]
    before = observatory.store.number
    assert [outcome.what for outcome in fetching(observatory).feed(address)] == ["unchanged"]
    assert observatory.store.number == before  # a feed that is asked for years leaves no line for nothing


def test_so_many_pages_of_a_feed_are_fetched_at_a_time(site: Site, observatory: Observatory) -> None:
    """The rest comes the next time."""
    site.answers |= {f"/{number}": page(f"Page {number}") for number in range(5)}
    site.answers["/feed"] = feed(*((f"Page {number}", f"/{number}", "") for number in range(5)))
    runs = [[o.what for o in fetching(observatory).feed(f"{site.address}/feed", most=2)] for _ in range(3)]
    assert [run.count("kept") for run in runs] == [2, 2, 1]


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        ((404, {}, b""), "404"),
        ((200, {}, b"<html><body>No feed</body></html>"), "no RSS or Atom"),
        ((200, {}, b"<rss><channel><title>x</title></channel></rss>"), "no entries"),
        ((200, {}, b"<rss><chan"), "no entries"),
    ],
)
def test_a_broken_feed_is_named(site: Site, observatory: Observatory, answer: Any, says: str) -> None:
    """Set aside with its reason."""
    site.answers["/feed"] = answer
    (outcome,) = fetching(observatory).feed(f"{site.address}/feed")
    assert says in outcome.why


def test_the_entry_in_which_a_feed_breaks_off_is_not_taken(site: Site, observatory: Observatory) -> None:
    """Its number may have lost a digit; the whole entries before it are taken."""
    status, headers, body = feed(("One", "", "Ten were killed."), ("Two", "", "Two thousand were killed in the raid."))
    site.answers["/feed"] = (status, headers, body[: body.index(b"thousand")])
    outcomes = list(fetching(observatory).feed(f"{site.address}/feed", pages=False))
    assert [outcome.what for outcome in outcomes] == ["kept", "set aside"]
    assert "cut short" in outcomes[1].why


def test_a_private_network_is_refused_also_where_a_feed_leads_there(site: Site, observatory: Observatory) -> None:
    """What a feed says cannot make us ask inside."""
    site.answers["/feed"] = feed(("One", "http://inside.example/admin", ""))
    names = {"127.0.0.1": ["93.184.216.34"], "inside.example": ["10.0.0.7"]}

    def fetch_page(url: str, **more: Any) -> Any:
        from marsad.collect.address import Page, _target

        more["before"](url)
        _target(url, more["limits"], more["look_up"])
        status, _, body = site.answers.get(url.removeprefix(site.address), (404, {}, b""))  # type: ignore[misc]
        return Page(url, status, (), body)

    fetcher = PoliteFetcher(look_up=lambda host, _: names[host], fetch_page=fetch_page, sleep=lambda _: None)
    (outcome,) = Fetching(observatory, fetcher).feed(f"{site.address}/feed")
    assert outcome.what == "kept"  # the words of the feed itself: its title
    (report,) = observatory.store.reports.all()
    assert "private network" in str(report.extra["page"])


def test_a_list_names_each_address_once_and_lines_that_are_none(tmp_path: Path) -> None:
    """Remarks and blank lines are passed over; a byte-order mark does not matter."""
    (tmp_path / "a.txt").write_text(
        "\ufeff# pages\n\nhttps://a.example/1\nhttps://a.example/1#part\nftp://a.example/\nword\n"
        "https://me:pass@a.example/\nhttps://a.example/خبر  remark\n",
        encoding="utf-8",
    )
    found, wrong = addresses_in(tmp_path / "a.txt")
    assert found == ["https://a.example/1", "https://a.example/%D8%AE%D8%A8%D8%B1"]
    assert [each.where for each in wrong] == ["a.txt:5", "a.txt:6", "a.txt:7"]
    (tmp_path / "b.txt").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(CollectError, match="UTF-8"):
        addresses_in(tmp_path / "b.txt")
    with pytest.raises(CollectError, match="cannot be opened"):
        addresses_in(tmp_path / "c.txt")


def test_sites_take_turns(site: Site, observatory: Observatory) -> None:
    """So that each may rest while the others are asked."""
    with serving(Site()) as other:
        for each in (site, other):
            each.answers |= {f"/{number}": page(f"Page {number}") for number in range(2)}
        addresses = [f"{each.address}/{number}" for each in (site, other) for number in range(2)]
        found = [outcome.address for outcome in collect_addresses(fetching(observatory), addresses)]
    assert found == [addresses[0], addresses[2], addresses[1], addresses[3]]


def test_it_stops_in_the_middle_of_a_wait(site: Site, observatory: Observatory) -> None:
    """Nothing is set aside for the stop."""
    site.answers |= {"/1": page("One")}
    stop = Stop()
    wanted = Wanted((f"{site.address}/1",), known=Known("Desk"), allow_private=True, pause=60)
    threading.Timer(0.3, stop.now).start()
    started = time.monotonic()
    assert list(gather(observatory, wanted, stop=stop)) == []
    assert time.monotonic() - started < 10
    assert asides(observatory) == {}
