"""The shelf of readings: each beside its report, with the reader's version; reading again adds."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select

from marsad.model.claim import Reading
from marsad.model.codec import decode_reading, decode_report, encode_reading
from marsad.model.errors import StoreError
from marsad.store.canonical import canonical, plain_text
from marsad.store.desk import BATCH, Change, Desk
from marsad.store.judgements import retracted_now
from marsad.store.kept import Kept
from marsad.store.schema import ledger, readings, reports


@dataclass(frozen=True, slots=True)
class Readings:
    """What readers made of reports."""

    desk: Desk

    def add(self, items: Iterable[Reading], *, by: str) -> int:
        """Keep readings beside their reports, a thousand to a transaction; gives how many.

        Raises:
            StoreError: a reading is of a report that is not kept here. Nothing of its batch is kept.
        """
        added, source = 0, iter(items)
        while batch := list(islice(source, BATCH)):
            with self.desk.writing(by) as change:
                _check_reports(change, batch)
                for reading in batch:
                    change.add(readings, reading.report.id, _row(reading))
            added += len(batch)
        return added

    def all(self, *, after: int = 0, retracted: bool = False) -> Iterator[Reading]:
        """The latest reading of each report, with the report's text; readings made after change `after`.

        Readings of retracted reports only when asked for.
        """
        query = self._newest(reports.c.body.label("about")).join(reports, reports.c.id == readings.c.report)
        left_out = frozenset() if retracted else retracted_now(self.desk)
        for row in self.desk.pages(query, readings.c.change, after=after):
            if row.report not in left_out:
                yield _decode(row)

    def bodies(self, *, after: int = 0) -> Iterator[tuple[str, dict[str, Any]]]:
        """The latest reading of each report as JSON data, without its report: for sums over all of them."""
        for row in self.desk.pages(self._newest(), readings.c.change, after=after):
            yield row.report, json.loads(row.body)

    def _newest(self, *also: Any) -> Select[Any]:
        until = self.desk.number
        later = readings.alias()
        is_latest = (
            ~select(later.c.change)
            .where(later.c.report == readings.c.report, later.c.change > readings.c.change, later.c.change <= until)
            .exists()
        )
        query = select(readings.c.change, readings.c.report, readings.c.body, *also)
        return query.where(readings.c.change <= until, is_latest)

    def last(self) -> int:
        """The number of the last change that brought one; 0 where there is none."""
        query = select(func.max(readings.c.change)).where(self._seen())
        with self.desk.reading() as connection:
            return int(connection.execute(query).scalar() or 0)

    def get(self, report: str) -> Reading | None:
        """The latest reading of a report, or None where it is unread."""
        held = self._of(report, latest=True)
        return held[0].record if held else None

    def of(self, report: str) -> list[Kept[Reading]]:
        """Every reading of a report, oldest first."""
        return self._of(report, latest=False)

    def _of(self, report: str, *, latest: bool) -> list[Kept[Reading]]:
        order = readings.c.change.desc() if latest else readings.c.change
        query = (
            select(
                readings.c.change, readings.c.report, readings.c.body, reports.c.body.label("about"),
                ledger.c.at, ledger.c.by,
            )
            .join(reports, reports.c.id == readings.c.report)
            .join(ledger, ledger.c.number == readings.c.change)
            .where(readings.c.report == plain_text(report), self._seen())
            .order_by(order)
        )  # fmt: skip
        with self.desk.reading() as connection:
            rows = connection.execute(query.limit(1) if latest else query).all()
        return [Kept(row.change, datetime.fromisoformat(row.at), row.by, _decode(row)) for row in rows]

    def _seen(self) -> ColumnElement[bool]:
        until = self.desk.until
        return readings.c.change > 0 if until is None else readings.c.change <= until


def _row(reading: Reading) -> dict[str, Any]:
    """The row of a reading. What is the report's own stays with the report."""
    body = encode_reading(reading)
    del body["report"]
    return {
        "report": plain_text(reading.report.id),
        "read_by": plain_text(reading.read_by or "unnamed"),
        "body": canonical(body),
    }


def _decode(row: Any) -> Reading:
    about = json.loads(row.about)
    text = decode_report(about).text
    return decode_reading({"report": about, **json.loads(row.body)}, text=text)


def _check_reports(change: Change, batch: list[Reading]) -> None:
    wanted = {plain_text(reading.report.id) for reading in batch}
    found = set(change.connection.execute(select(reports.c.id).where(reports.c.id.in_(wanted))).scalars())
    if missing := sorted(wanted - found):
        raise StoreError(
            f"{len(missing)} readings are of reports that are not kept here, the first {missing[0]!r}. "
            "Collect the report first: no number without its sentence."
        )
