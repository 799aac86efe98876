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
        hidden = entry.key in viewing.hidden or entry.key.rpartition(":")[0] in viewing.hidden
        if entry.kind == "incidents" and not hidden and viewing.observatory.store.incidents.get(entry.key):
            hidden = viewing.incident(entry.key) is None
        is_private = entry.kind in PRIVATE and not keeps
        key = "" if hidden or is_private else entry.key
        lines.append(Line(entry.number, entry.at, entry.by if not is_private else "", entry.kind, key, entry.hash))
    return lines[::-1]


def check_ledger(viewing: Viewing, cached: Cached) -> Verdict:
    """Whether every line, row and byte holds; looked at once for every change.

    Raises:
        RefusedError: the person may not do this (it costs the machine much).
    """
    viewing.need("judge")
    store = viewing.observatory.store
    return cached.get("verdict", store.number, lambda: verify(store))
