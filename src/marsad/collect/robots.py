"""What a site asks of programs in its robots.txt, by RFC 9309: groups, the longest fitting rule, ``*`` and ``$``.

The standard library's parser takes the first rule that fits and knows no wildcards, so it would let through what many
sites forbid.
"""

import re
from dataclasses import dataclass
from urllib.parse import quote, unquote, urlsplit

MAX_BYTES = 500_000  # RFC 9309 2.5 wants at least 500 KiB to be read
_LINE = re.compile(r"^\s*([A-Za-z-]+)\s*:\s*(.*?)\s*(?:#.*)?$")


@dataclass(frozen=True, slots=True)
class Robots:
    """The rules that hold for one program: paths with whether they are open, and the seconds wanted between two pages.

    `says` tells where the rules come from, for messages.
    """

    rules: tuple[tuple[str, bool], ...] = ()
    delay: float | None = None
    says: str = "robots.txt"

    def allows(self, url: str) -> bool:
        """Whether this address may be fetched. The longest rule that fits decides; among equals the one that allows."""
        parts = urlsplit(url)
        path = _folded(parts.path or "/") + (f"?{_folded(parts.query)}" if parts.query else "")
        best, is_open = -1, True
        for rule, allows in self.rules:
            if _fits(rule, path) and (len(rule) > best or (len(rule) == best and allows)):
                best, is_open = len(rule), allows
        return is_open


CLOSED = Robots((("/", False),), says="its robots.txt cannot be read, which is no permission")
OPEN = Robots()


def robots_of(text: str, *, agent: str) -> Robots:
    """The rules of a robots.txt for the program called `agent`; those for ``*`` where it is not named.

    Groups that name the same program are put together. Lines that are no rules are passed over.
    """
    named: list[tuple[str, str]] = []
    general: list[tuple[str, str]] = []
    has_named = False
    agents: list[str] = []
    in_rules = False
    for line in text.lstrip("\ufeff").splitlines():
        found = _LINE.match(line)
        if not found:
            continue
        key, value = found[1].lower(), found[2]
        if key == "user-agent":
            agents = [value.lower()] if in_rules else [*agents, value.lower()]
            in_rules = False
            has_named = has_named or _is_named(value, agent)
        elif key in ("allow", "disallow", "crawl-delay"):
            in_rules = True
            if any(_is_named(each, agent) for each in agents):
                named.append((key, value))
            if "*" in agents:
                general.append((key, value))
    return _robots(named if has_named else general)


def _is_named(value: str, agent: str) -> bool:
    return re.split(r"[/\s]", value.strip().lower(), maxsplit=1)[0] == agent.lower()


def _robots(lines: list[tuple[str, str]]) -> Robots:
    rules, delay = [], None
    for key, value in lines:
        if key == "crawl-delay":
            try:
                delay = max(0.0, float(value))
            except ValueError:
                continue
        elif value:
            rules.append((_folded(value), key == "allow"))
    return Robots(tuple(rules), delay)


def _folded(path: str) -> str:
    """One spelling of a path: whatever may be percent-encoded is, so that both spellings of Arabic are one."""
    return quote(unquote(path, errors="surrogateescape"), safe="/*$?&=+;:@,!~'()", errors="surrogateescape")


def _fits(rule: str, path: str) -> bool:
    """Whether a rule, with ``*`` for anything and ``$`` for the end, fits the beginning of a path.

    Piece by piece from the left, so that no rule can be made to cost more than its length times that of the path.
    """
    is_end = rule.endswith("$")
    pieces = (rule[:-1] if is_end else rule).split("*")
    if not path.startswith(pieces[0]):
        return False
    at = len(pieces[0])
    for piece in pieces[1:]:
        found = path.find(piece, at)
        if found < 0:
            return False
        at = found + len(piece)
    return not is_end or at == len(path) or (len(pieces) > 1 and path.endswith(pieces[-1]))
