"""The ledger's lines for people, and its check."""

from dataclasses import dataclass
from datetime import datetime

from marsad.run.cached import Cached
from marsad.run.verify import verify
from marsad.run.viewing import Viewing
from marsad.store import Verdict

PAGE = 100
PRIVATE = frozenset({"people", "restrictions", "sources", "deeds", "settings"})


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the ledger as a person may see it: ids that are restricted, and private kinds, have no key."""

    number: int
    at: datetime
    by: str
    kind: str
    key: str
    hash: str


def logbook(viewing: Viewing, *, before: int = 0) -> list[Line]:
    """A hundred lines, the newest first. Who is no keeper sees no names of accounts, sources and settings."""
    store = viewing.observatory.store
    last = store.number if before <= 0 else min(before - 1, store.number)
    first = max(0, last - PAGE)
    keeps = viewing.person.may("keep")
    lines = []
    for entry in store.upto(last).log(after=first):
        hidden = any(not viewing.may_see_id(part) for part in _ids_in(entry.kind, entry.key))
        is_private = entry.kind in PRIVATE and not keeps
        key = "" if hidden or is_private else viewing.shown(entry.key)
        lines.append(Line(entry.number, entry.at, entry.by if not is_private else "", entry.kind, key, entry.hash))
    return lines[::-1]


def _ids_in(kind: str, key: str) -> list[str]:
    """The ids that the key of a line names: of both incidents of a pair, of what a stage set aside."""
    if kind == "asides":
        return [key, key.partition(" ")[2]]
    return [key, *key.split("|"), *key.split(" ")]


def check_ledger(viewing: Viewing, cached: Cached) -> Verdict:
    """Whether every line, row and byte holds; looked at once for every change.

    Raises:
        RefusedError: the person may not do this (it costs the machine much).
    """
    viewing.need("judge")
    store = viewing.observatory.store
    return cached.get("verdict", store.number, lambda: verify(store))
