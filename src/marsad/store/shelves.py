"""Which shelves there are, and how each names its records."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

from marsad.model.claim import Finding
from marsad.model.codec import decode_finding, encode_finding
from marsad.model.incident import Alert, DoubtfulPair, Incident, Release, Tally
from marsad.model.place import Area, Place
from marsad.model.plain import from_plain, to_plain
from marsad.model.report import Source
from marsad.store.canonical import canonical
from marsad.store.desk import Desk
from marsad.store.kept import Kept, Restriction
from marsad.store.schema import versioned
from marsad.store.shelf import Shelf

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Shelves:
    """The shelves of records with versions."""

    sources: Shelf[Source]
    incidents: Shelf[Incident]
    alerts: Shelf[Alert]
    releases: Shelf[Release]
    places: Shelf[Place]
    areas: Shelf[Area]
    findings: Shelf[Finding]
    tallies: Shelf[Tally]
    restrictions: Shelf[Restriction]
    pairs: Shelf[DoubtfulPair]
    settings: "Settings"


@dataclass(frozen=True, slots=True)
class Settings:
    """Settings by name, each plain JSON data, with all their versions."""

    shelf: "Shelf[tuple[str, Any]]"

    def set(self, name: str, value: Any, *, by: str) -> int:
        """Set one; gives 1 where it was different before, else 0."""
        return self.shelf.add([(name, value)], by=by)

    def get(self, name: str, default: Any = None) -> Any:
        """The value of one, or the default."""
        held = self.shelf.get(name)
        return default if held is None else held[1]

    def all(self) -> Iterator[tuple[str, Any]]:
        """Every name with its value."""
        return self.shelf.all()

    def history(self, name: str) -> list[Kept[tuple[str, Any]]]:
        """Every value of one, oldest first."""
        return self.shelf.history(name)


def shelves_of(desk: Desk) -> Shelves:
    """All shelves of a desk."""
    return Shelves(
        sources=_shelf(desk, "sources", Source),
        incidents=_shelf(desk, "incidents", Incident),
        alerts=_shelf(desk, "alerts", Alert),
        releases=Shelf(desk, versioned["releases"], lambda each: each.version, to_plain, partial(from_plain, Release)),
        places=_shelf(desk, "places", Place),
        areas=_shelf(desk, "areas", Area),
        findings=Shelf(desk, versioned["findings"], finding_id, encode_finding, decode_finding),
        tallies=Shelf(desk, versioned["tallies"], tally_id, to_plain, partial(from_plain, Tally)),
        restrictions=Shelf(
            desk, versioned["restrictions"], lambda each: each.about, to_plain, partial(from_plain, Restriction)
        ),
        pairs=_shelf(desk, "pairs", DoubtfulPair),
        settings=Settings(Shelf(desk, versioned["settings"], lambda each: each[0], list, _pair)),
    )


def finding_id(finding: Finding) -> str:
    """A name for a finding: the rule and what it is about, so that told again it is the same."""
    about = [finding.rule, finding.reports, finding.counts, finding.claims, [[s.start, s.end] for s in finding.spans]]
    return f"{finding.rule}-{hashlib.sha256(canonical(about).encode()).hexdigest()[:16]}"


def tally_id(tally: Tally) -> str:
    """A name for a tally: what it measures, and its cell."""
    return json.dumps([tally.measure, tally.layer, tally.group], sort_keys=True, ensure_ascii=False)


def _shelf(desk: Desk, name: str, kind: type[T]) -> Shelf[T]:
    return Shelf(desk, versioned[name], _id_of, to_plain, partial(from_plain, kind))


def _id_of(record: Any) -> str:
    return str(record.id)


def _pair(data: Any) -> tuple[str, Any]:
    return data[0], data[1]
