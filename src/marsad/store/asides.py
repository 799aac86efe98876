"""The shelf of what was set aside: marked with its error, counted, and settled when it is worked on after all."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select, tuple_

from marsad.store.canonical import canonical, plain_text
from marsad.store.desk import BATCH, Change, Desk
from marsad.store.kept import Aside
from marsad.store.schema import asides, readings


@dataclass(frozen=True, slots=True)
class Asides:
    """What stages could not work on."""

    desk: Desk

    def add(self, items: Iterable[Aside], *, by: str) -> int:
        """Keep what could not be worked on; the same trouble told again adds nothing. Gives how many rows came."""
        with self.desk.writing(by) as change:
            fresh: dict[tuple[str, str], str | None] = {
                (plain_text(each.stage), plain_text(each.what)): canonical({"why": each.why, "detail": each.detail})
                for each in items
            }
            return _append(change, fresh)

    def settle(self, items: Iterable[tuple[str, str]], *, by: str) -> int:
        """Say that ``(stage, what)`` is in order now; gives how many were open."""
        with self.desk.writing(by) as change:
            return _append(change, {(plain_text(stage), plain_text(what)): None for stage, what in items})

    def open(self, stage: str | None = None) -> Iterator[Aside]:
        """What is still set aside. A reading made since then settles what was set aside at "read"."""
        until = self.desk.number
        later = asides.alias()
        is_latest = ~select(later.c.change).where(
            later.c.stage == asides.c.stage, later.c.what == asides.c.what, later.c.change > asides.c.change,
            later.c.change <= until,
        ).exists()  # fmt: skip
        is_read = select(readings.c.change).where(
            asides.c.stage == "read", readings.c.report == asides.c.what, readings.c.change > asides.c.change,
            readings.c.change <= until,
        ).exists()  # fmt: skip
        query = select(asides).where(asides.c.change <= until, asides.c.body.is_not(None), is_latest, ~is_read)
        if stage is not None:
            query = query.where(asides.c.stage == stage)
        for row in self.desk.pages(query, asides.c.change):
            held: dict[str, Any] = json.loads(row.body)
            yield Aside(row.stage, row.what, held["why"], held["detail"])


def _append(change: Change, fresh: dict[tuple[str, str], str | None]) -> int:
    held: dict[tuple[str, str], str | None] = {}
    keys = sorted(fresh)
    for start in range(0, len(keys), BATCH):
        pair = tuple_(asides.c.stage, asides.c.what)
        newest = select(func.max(asides.c.change)).where(pair.in_(keys[start : start + BATCH]))
        query = select(asides).where(asides.c.change.in_(newest.group_by(asides.c.stage, asides.c.what)))
        held |= {(row.stage, row.what): row.body for row in change.connection.execute(query)}
    before = change.number
    for (stage, what), body in fresh.items():
        if held.get((stage, what)) != body:
            change.add(asides, f"{stage} {what}", {"stage": stage, "what": what, "body": body})
    return change.number - before
