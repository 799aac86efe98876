"""A site's robots.txt is read as the standard says."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marsad.collect.robots import robots_of

HOST = "https://desk.example"


def allows(text: str, path: str) -> bool:
    """Whether Marsad may fetch this path."""
    return robots_of(text, agent="Marsad").allows(HOST + path)


@pytest.mark.parametrize(
    ("rules", "path", "is_open"),
    [
        ("User-agent: *\nDisallow: /private", "/private/1", False),
        ("User-agent: *\nDisallow: /private", "/open", True),
        ("User-agent: *\nDisallow:", "/anything", True),
        ("User-agent: *\nDisallow: /", "/", False),
        # the longest rule decides, in whatever order; among equals the one that allows
        ("User-agent: *\nDisallow: /news\nAllow: /news/2022", "/news/2022/a", True),
        ("User-agent: *\nAllow: /news/2022\nDisallow: /news", "/news/2021/a", False),
        ("User-agent: *\nDisallow: /a\nAllow: /a", "/a", True),
        # wildcards and ends
        ("User-agent: *\nDisallow: /*?print=", "/news/1?print=yes", False),
        ("User-agent: *\nDisallow: /*.pdf$", "/a/b.pdf", False),
        ("User-agent: *\nDisallow: /*.pdf$", "/a/b.pdf?x", True),
        ("User-agent: *\nDisallow: /fish*.php", "/fishheads/catfish.php?id=1", False),
        ("User-agent: *\nDisallow: /a$", "/ab", True),
        # a group that names us goes before the general one; several agents share one group; names in any case
        ("User-agent: *\nDisallow: /\nUser-agent: marsad\nAllow: /", "/x", True),
        ("User-agent: other\nUser-agent: MARSAD\nDisallow: /x\nUser-agent: *\nAllow: /", "/x", False),
        ("User-agent: other\nDisallow: /x", "/x", True),
        ("User-agent: marsad\nDisallow: /a\n\nUser-agent: marsad\nDisallow: /b", "/a", False),
        ("User-agent: Marsadish\nDisallow: /", "/x", True),
        # Arabic in either spelling, remarks, a byte-order mark, lines that are no rules
        ("User-agent: *\nDisallow: /سري", "/%D8%B3%D8%B1%D9%8A/1", False),
        ("User-agent: *\nDisallow: /%D8%B3%D8%B1%D9%8A", "/سري/1", False),
        ("\ufeffUser-agent: * # all\nDisallow: /x # this", "/x", False),
        ("<html>Not found</html>", "/x", True),
        ("Disallow: /x", "/x", True),
    ],
)
def test_rules_are_read_as_the_standard_says(rules: str, path: str, is_open: bool) -> None:
    """Groups, the longest rule, wildcards, both spellings of a path."""
    assert allows(rules, path) is is_open


def test_the_delay_that_a_site_wants_is_known() -> None:
    """A number of seconds; anything else is none."""
    assert robots_of("User-agent: *\nCrawl-delay: 7.5", agent="Marsad").delay == 7.5
    assert robots_of("User-agent: *\nCrawl-delay: soon", agent="Marsad").delay is None


@settings(max_examples=100)
@given(st.text(alphabet="/ab*$?%", max_size=30), st.text(alphabet="/ab?%", max_size=40))
def test_no_rule_makes_trouble(rule: str, path: str) -> None:
    """Whatever a site writes, the answer is yes or no."""
    assert allows(f"User-agent: *\nDisallow: {rule}", f"/{path}") in (True, False)
