"""What is not for everybody: restricted records, what hangs on restricted sources, withheld incidents, protected names.

Looked up once for every change of the record, so that no request scans anything.
"""

import re
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass, replace
from typing import Any, TypeVar

from marsad.model.incident import Incident
from marsad.model.report import Report
from marsad.store import Store

T = TypeVar("T")
_ARABIC = re.compile("[\u0600-\u06ff]")
SHORTEST = 3  # characters; shorter names are ordinary words too often to be blacked out of texts
# What names other records, and has to stay whole for the way back.
_IDS = frozenset({"id", "report", "claim", "claims", "counts", "incidents", "reports", "a", "b", "sha256"})


@dataclass(frozen=True)
class Secrets:
    """The restrictions as they stand.

    `groups` are the groups that may see each restricted id; `reports_of` the reports of each restricted source;
    `withheld` the incidents that somebody keeps inside; `protected` the names and ids of protected sources;
    `rules` the number of the last change of restrictions and sources, `moved` that of the withheld incidents.
    """

    number: int = -1
    rules: int = 0
    moved: int = 0
    groups: Mapping[str, frozenset[str]] = field(default_factory=dict)
    reports_of: Mapping[str, frozenset[str]] = field(default_factory=dict)
    withheld: frozenset[str] = frozenset()
    protected: frozenset[str] = frozenset()
    _views: dict[Any, tuple[frozenset[str], frozenset[str]]] = field(default_factory=dict, compare=False, repr=False)

    def view(self, groups: frozenset[str], *, decides: bool) -> tuple[frozenset[str], frozenset[str]]:
        """What is hidden from members of these groups, and what is restricted but open to them."""
        key = (groups, decides)
        if key not in self._views:
            granted = {about for about, named in self.groups.items() if named & groups}
            hidden = set(self.groups) - granted
            for about in tuple(hidden):
                hidden |= self.reports_of.get(about, frozenset())
            hidden |= set() if decides else self.withheld - granted
            self._views[key] = (frozenset(hidden), frozenset(granted))
        return self._views[key]

    def everything(self) -> frozenset[str]:
        """All that is restricted to anybody: what never goes out, with the reports of restricted sources."""
        return self.view(frozenset(), decides=False)[0]

    def is_open(self, incident: Incident) -> bool:
        """Whether an incident may go out: neither it nor a report behind it is restricted to anybody."""
        hidden = self.everything()
        if incident.is_restricted or incident.id in hidden:
            return False
        return not any(ref.report in hidden for ref in incident.claims)

    def masked(self, words: str) -> str:
        """The words with the names of protected sources blacked out, as long as they were, so that spans still fit."""
        pattern = _pattern(self.protected)
        return pattern.sub(lambda found: "█" * len(found.group()), words) if pattern is not None else words

    def shown(self, record: T) -> T:
        """A record whose texts are masked; ids stay."""
        return self._shown(record) if self.protected else record

    def _shown(self, value: Any) -> Any:
        if isinstance(value, str):
            return self.masked(value)
        if is_dataclass(value) and not isinstance(value, type):
            held = {each.name: getattr(value, each.name) for each in fields(value) if each.init}
            made = {name: self._shown(inner) for name, inner in held.items() if name not in _IDS or _is_tree(inner)}
            changed = {name: inner for name, inner in made.items() if inner is not held[name]}
            return replace(value, **changed) if changed else value
        if isinstance(value, tuple):
            parts = tuple(self._shown(each) for each in value)
            return value if all(new is old for new, old in zip(parts, value, strict=True)) else parts
        if isinstance(value, dict):
            return {key: self._shown(each) for key, each in value.items()}
        return value

    def anonymous(self, report: Report) -> Report:
        """A report as those see it who may not know its protected publisher."""
        if report.publisher in self.protected:
            report = replace(report, publisher=None, url=None, extra={})
        return self.shown(report)


def _is_tree(value: Any) -> bool:
    """Whether a field that may hold ids holds records instead (a reading's report, a claim's counts)."""
    return is_dataclass(value) or (isinstance(value, tuple) and bool(value) and is_dataclass(value[0]))


_PATTERNS: dict[frozenset[str], re.Pattern[str] | None] = {}


def _pattern(names: frozenset[str]) -> re.Pattern[str] | None:
    if names not in _PATTERNS:
        long = sorted((name for name in names if len(name) >= SHORTEST), key=len, reverse=True)
        # Arabic writes "and", "by", "for" onto the next word, so that a name may begin inside one.
        each = [re.escape(name) if _ARABIC.search(name) else rf"(?<!\w){re.escape(name)}" for name in long]
        if len(_PATTERNS) > 50:
            _PATTERNS.clear()
        _PATTERNS[names] = re.compile(rf"(?:{'|'.join(each)})(?!\w)", re.IGNORECASE) if each else None
    return _PATTERNS[names]


class SecretsBook:
    """Keeps the secrets of one store up to date; safe for threads."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._held = Secrets()
        self._lock = threading.Lock()

    def now(self, number: int | None = None) -> Secrets:
        """The restrictions as they stand now, or at least as they stood after change `number`."""
        wanted = self.store.number if number is None else number
        held = self._held
        if held.number >= wanted:
            return held
        with self._lock:
            if self._held.number < wanted:
                self._held = _moved_on(self.store, self._held, wanted)
            return self._held


def _moved_on(store: Store, held: Secrets, number: int) -> Secrets:
    after = max(held.number, 0)
    rules = max((store.restrictions.last(), store.sources.last()))
    groups, protected = held.groups, held.protected
    named: dict[str, frozenset[str]] = {}
    if rules != held.rules or held.number < 0:
        groups = {each.about: frozenset(each.groups) for each in store.restrictions.all()}
        protected = frozenset(
            name for each in store.sources.all() if each.is_protected for name in (each.id, each.name) if name
        )
    for source in store.sources.all() if groups else ():
        if source.id in groups or source.name in groups:
            about = source.id if source.id in groups else source.name
            named[about] = frozenset({source.id, source.name})
    publishers = {about: named.get(about, frozenset({about})) for about in groups}
    reports_of = {about: ids for about, names in publishers.items() if (ids := frozenset(store.reports.ids_by(names)))}
    touched = store.incidents.with_words('"is_restricted":true', after=after)
    again = set(touched) | {id for id in held.withheld if store.incidents.last(id) > after}
    withheld = set(held.withheld) - again
    withheld |= {id for id in again if (each := store.incidents.get(id)) is not None and each.is_restricted}
    moved = number if withheld != held.withheld else held.moved
    return Secrets(number, rules, moved, groups, reports_of, frozenset(withheld), protected)
