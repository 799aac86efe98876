"""Event data sets into the observatory: a row is a report that is read already, its numbers as given."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from marsad.collect.datasets import Imported, collected_of, import_file, reading_of
from marsad.locate import locate
from marsad.model.imported import ImportedEvent
from marsad.packs import Pack
from marsad.publish.data.countries import government_of, state_forces
from marsad.publish.data.ucdp import ucdp_table
from marsad.run.observatory import Observatory
from marsad.store import Aside

BATCH = 1_000


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What one data set brought: events kept, events that were there, rows set aside, and rows out of order.

    `encoding` is named where the file's letters were not in UTF-8 or UTF-16 and had to be told by their look.
    """

    kept: int
    known: int
    set_aside: tuple[tuple[str, str], ...]
    findings: tuple[str, ...]
    encoding: str | None = None


def actor_finder(pack: Pack) -> Callable[[str], str | None]:
    """From a name in a data set to an actor of the pack: by its names, its id, or UCDP's name for it."""
    known: dict[str, str] = {}
    governments = {id: government[0] for id in state_forces() if (government := government_of(id))}
    for id, name in {**governments, **ucdp_table()["sides"]}.items():
        if id in pack.actors:
            known.setdefault(str(name).casefold(), id)
    for actor in pack.actors.values():
        for name in (actor.id, actor.name_en, actor.name_ar or "", *actor.also):
            if name:
                known.setdefault(name.casefold(), actor.id)
    return lambda name: known.get(name.strip().casefold())


def collect_dataset(observatory: Observatory, path: Path, *, format: str) -> TakenIn:
    """Take in a CSV of events: ``ucdp-ged``, ``acled``, ``airwars``, or the path of a mapping file.

    Every row becomes a report (its cells as text, kept and hashed) with its reading. Numbers out of order are kept as
    given and listed as findings; a row that cannot be understood is set aside with its place and reason. Taken in
    again, a file adds nothing.

    Raises:
        CollectError: the file cannot be read, or lacks columns that the format needs.
    """
    imported = import_file(path, format=format)
    kept = known = 0
    finder, events = actor_finder(observatory.pack), iter(imported.events)
    while batch := list(islice(events, BATCH)):
        new, old = _keep(observatory, batch, imported, finder)
        kept, known = kept + new, known + old
    aside = tuple((f"{path.name}:{row.row}", row.why) for row in imported.set_aside)
    if aside:
        observatory.store.asides.add([Aside("collect", where, why) for where, why in aside], by=observatory.by)
    told = None if imported.encoding.startswith("utf") else imported.encoding
    return TakenIn(kept, known, aside, tuple(finding.says for finding in imported.findings), told)


def _keep(
    observatory: Observatory, batch: Iterable[ImportedEvent], imported: Imported, finder: Callable[[str], str | None]
) -> tuple[int, int]:
    """Reports, then their readings; a row that is there already gets no second reading."""
    pairs = {f"{event.dataset}:{event.id}": event for event in batch}
    items = [collected_of(event) for event in pairs.values()]
    added = observatory.store.reports.add([(item.report, item.raw) for item in items], by=observatory.by)
    readings = [locate(reading_of(pairs[id], actor_of=finder), observatory.pack) for id in added.kept if id in pairs]
    observatory.store.readings.add(readings, by=f"import {imported.dataset}")
    return len(added.kept), len(added.known)
