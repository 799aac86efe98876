"""An imported event as a kept report and its reading: the row is the text, and every number leads back into it."""

import hashlib
from collections.abc import Callable
from typing import Any

from marsad.collect.collected import Collected
from marsad.model.claim import Claim, Count, Reading, SetAside, Voice, Who
from marsad.model.imported import GivenRange, ImportedEvent
from marsad.model.range import Range
from marsad.model.report import Report, Span
from marsad.model.words import SubEventType, allowed

READ_BY = "datasets 1"


def collected_of(event: ImportedEvent) -> Collected:
    """The row as a report: one line a cell that says something, "column: value"."""
    text, _ = _text(event)
    raw = text.encode()
    report = Report(
        id=f"{event.dataset}:{event.id}",
        text=text,
        publisher=event.dataset,
        language="en",
        published=event.when.end,
        title=f"{event.dataset} {event.id}",
        sha256=hashlib.sha256(raw).hexdigest(),
    )
    return Collected(report, raw)


def reading_of(event: ImportedEvent, *, actor_of: Callable[[str], str | None] | None = None) -> Reading:
    """The reading of a row: one event claim, its numbers as ranges with the cell they stand in.

    Args:
        event: as imported; an event that counts nobody has a claim without counts.
        actor_of: from a name in the data set to an actor of the pack; a name it does not know stays out of `by`, and is
            set aside with its reason.
    """
    report = collected_of(event).report
    _, spans = _text(event)
    aside = [SetAside(f"{event.dataset} {event.id}", doubt) for doubt in event.doubts]
    by: list[str] = []
    for name in event.doers if actor_of else ():
        actor = actor_of(name) if actor_of else None
        if actor is None:
            aside.append(SetAside(name, "The pack has no actor of this name. Add it, or an alias, to its actors."))
        else:
            by.append(actor)
    counts = [
        made
        for measure, given in (("killed", event.killed), ("injured", event.injured))
        if (made := _count(measure, given, spans, event, tuple(by))) is not None
    ]
    kind: Any = event.sub_kind if event.sub_kind in allowed(SubEventType) else None
    claim = Claim(
        id="c1",
        kind="event",
        role="new",
        basis="reported",
        spans=(Span(0, len(report.text)),),
        said_by=tuple(Voice(source.office) for source in event.sources) or (Voice(event.dataset),),
        when=event.when,
        where=(event.where,),
        event=kind,
        counts=tuple(counts),
        read_by=READ_BY,
        rule=f"import:{event.dataset}",
    )
    return Reading(report, (claim,), event.findings, tuple(aside), READ_BY)


def _text(event: ImportedEvent) -> tuple[str, dict[str, Span]]:
    """The row as text, and where each column's value stands in it."""
    lines: list[str] = []
    spans: dict[str, Span] = {}
    at = 0
    for column, cell in zip(event.columns, event.cells):
        if cell.strip():
            start = at + len(column) + 2
            spans[column] = Span(start, start + len(cell))
            lines.append(f"{column}: {cell}\n")
            at += len(lines[-1])
    return "".join(lines), spans


def _count(
    measure: Any, given: GivenRange, spans: dict[str, Span], event: ImportedEvent, by: tuple[str, ...]
) -> Count | None:
    """A count whose words are the cell with its best number, else with its lowest."""
    found = given.as_range()
    if found is None or found == Range.exactly(0):
        return None
    column = event.stands_in[measure]
    status: Any = "civilian" if event.parts and _is_only_civilian(event) and measure == "killed" else None
    return Count(
        id="n1" if measure == "killed" else "n2",
        measure=measure,
        range=found,
        words=event.given()[column],
        span=spans[column],
        who=Who(status=status),
        by=by,
    )


def _is_only_civilian(event: ImportedEvent) -> bool:
    counted = [part for part in event.parts if part.measure == "killed" and part.number.best]
    return bool(counted) and all(part.status == "civilian" for part in counted)
