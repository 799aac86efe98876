"""The shelf of reports: kept byte for byte, deduplicated, never changed."""

import hashlib
import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select

from marsad.model.codec import decode_report, encode_report
from marsad.model.errors import StoreError
from marsad.model.plain import to_plain
from marsad.model.report import Report
from marsad.store.canonical import canonical, plain_text
from marsad.store.desk import BATCH, Change, Desk
from marsad.store.judgements import retracted_now
from marsad.store.kept import Added
from marsad.store.schema import contents, readings, reports


@dataclass(frozen=True, slots=True)
class Reports:
    """Reports as collected."""

    desk: Desk

    def add(self, items: "Iterable[Report | tuple[Report, bytes]]", *, by: str) -> Added:
        """Keep reports with their bytes (the text in UTF-8 where none are given), a thousand to a transaction.

        Two are the same where bytes and address agree; without an address, where bytes, publisher and day of
        publication agree. A second text under a used id is kept as ``id~2``.

        Raises:
            StoreError: a report's SHA-256 is not that of its bytes. Nothing of its batch is kept.
        """
        added, source = Added(), iter(items)
        while batch := list(islice(source, BATCH)):
            pairs = [item if isinstance(item, tuple) else (item, _bytes_of(item)) for item in batch]
            with self.desk.writing(by) as change:
                added += _keep(change, pairs)
        return added

    def last(self) -> int:
        """The number of the last change that brought one; 0 where there is none."""
        query = select(func.max(reports.c.change)).where(self._seen())
        with self.desk.reading() as connection:
            return int(connection.execute(query).scalar() or 0)

    def get(self, key: str) -> Report | None:
        """The report of that id, or None."""
        query = select(reports.c.body).where(reports.c.id == plain_text(key), self._seen())
        with self.desk.reading() as connection:
            body = connection.execute(query).scalar()
        return None if body is None else decode_report(json.loads(body))

    def bytes_of(self, key: str) -> bytes:
        """The bytes as collected.

        Raises:
            StoreError: there is no such report.
        """
        query = (
            select(contents.c.data)
            .join(reports, reports.c.sha256 == contents.c.sha256)
            .where(reports.c.id == plain_text(key), self._seen())
        )
        with self.desk.reading() as connection:
            data = connection.execute(query).scalar()
        if data is None:
            raise StoreError(f"There is no report {key!r} in {self.desk.address}.")
        return bytes(data)

    def all(
        self,
        *,
        after: int = 0,
        publisher: str | None = None,
        language: str | None = None,
        since: date | None = None,
        until: date | None = None,
        retracted: bool = True,
    ) -> Iterator[Report]:
        """Reports in the order they were kept; `since` and `until` are days of publication, both inclusive."""
        query = select(reports.c.change, reports.c.id, reports.c.body)
        if publisher is not None:
            query = query.where(reports.c.publisher == publisher)
        if language is not None:
            query = query.where(reports.c.language == language)
        if since is not None:
            query = query.where(reports.c.published >= since.isoformat())
        if until is not None:
            query = query.where(reports.c.published <= until.isoformat())
        yield from self._decoded(query, after, retracted=retracted)

    def unread(self, read_by: str | None = None) -> Iterator[Report]:
        """Reports without a reading (by that reader and version, where one is named); retracted ones left out."""
        has = select(readings.c.change).where(readings.c.report == reports.c.id)
        if read_by is not None:
            has = has.where(readings.c.read_by == read_by)
        query = select(reports.c.change, reports.c.id, reports.c.body).where(~has.exists())
        yield from self._decoded(query, 0, retracted=False)

    def count(self, *, but: Collection[str] = (), unread: bool = False) -> int:
        """How many reports are kept, without those of these ids; with `unread`, how many of them have no reading."""
        query = select(func.count()).select_from(reports).where(self._seen())
        if unread:
            query = query.where(~select(readings.c.change).where(readings.c.report == reports.c.id).exists())
        left_out, ids = 0, sorted(plain_text(each) for each in but)
        with self.desk.reading() as connection:
            for start in range(0, len(ids), BATCH):
                some = query.where(reports.c.id.in_(ids[start : start + BATCH]))
                left_out += int(connection.execute(some).scalar_one())
            return int(connection.execute(query).scalar_one()) - left_out

    def ids_by(self, publishers: Iterable[str]) -> list[str]:
        """The ids of the reports of these publishers."""
        query = select(reports.c.id).where(reports.c.publisher.in_({plain_text(each) for each in publishers}))
        with self.desk.reading() as connection:
            return list(connection.execute(query.where(self._seen())).scalars())

    def newest(self, *, size: int = 50) -> Iterator[Report]:
        """Reports from the one kept last to the first."""
        before = None
        while page := self._before(before, size):
            yield from (decode_report(json.loads(row.body)) for row in page)
            before = page[-1].change

    def _before(self, change: int | None, size: int) -> Sequence[Any]:
        query = select(reports.c.change, reports.c.body).where(self._seen())
        if change is not None:
            query = query.where(reports.c.change < change)
        with self.desk.reading() as connection:
            return connection.execute(query.order_by(reports.c.change.desc()).limit(size)).all()

    def page(self, *, after: int = 0, size: int = 100) -> list[tuple[int, Report]]:
        """The next reports in the order they were kept, with their change numbers."""
        query = select(reports.c.change, reports.c.body).where(reports.c.change > after, self._seen())
        with self.desk.reading() as connection:
            rows = connection.execute(query.order_by(reports.c.change).limit(size)).all()
        return [(row.change, decode_report(json.loads(row.body))) for row in rows]

    def _decoded(self, query: Select[Any], after: int, *, retracted: bool) -> Iterator[Report]:
        left_out = frozenset() if retracted else retracted_now(self.desk)
        bounded = query.where(reports.c.change <= self.desk.number)
        for row in self.desk.pages(bounded, reports.c.change, after=after):
            if row.id not in left_out:
                yield decode_report(json.loads(row.body))

    def _seen(self) -> ColumnElement[bool]:
        until = self.desk.until
        return reports.c.change > 0 if until is None else reports.c.change <= until


def _bytes_of(report: Report) -> bytes:
    return report.text.encode("utf-8", "surrogatepass")


def _origin(report: Report) -> str:
    """What tells two reports with the same bytes apart."""
    return report.url or f"|{report.publisher or ''}|{report.published or ''}"


def _keep(change: Change, pairs: list[tuple[Report, bytes]]) -> Added:
    hashes = [hashlib.sha256(data).hexdigest() for _, data in pairs]
    for (report, _), found in zip(pairs, hashes, strict=True):
        if report.sha256 not in (None, found):
            raise StoreError(
                f"Report {report.id!r} should have SHA-256 {report.sha256}, but its bytes have {found}. "
                "Collect it anew."
            )
    known = _known(change, hashes)
    held = _held(change, hashes)
    taken = _taken(change, [plain_text(report.id) for report, _ in pairs])
    kept, there = [], []
    for (report, data), digest in zip(pairs, hashes, strict=True):
        mark = (digest, plain_text(_origin(report)))
        if mark in known:
            there.append(known[mark])
            continue
        name = _free(plain_text(report.id), taken)
        known[mark] = name
        taken.add(name)
        if digest not in held:
            held.add(digest)
            change.beside(contents, [{"sha256": digest, "data": data}])
        change.add(reports, name, _row(replace(report, id=name, sha256=digest), mark[1]))
        kept.append(name)
    return Added(tuple(kept), tuple(there))


def _row(report: Report, origin: str) -> dict[str, Any]:
    body = encode_report(replace(report, extra=to_plain(report.extra)), with_text=True)
    return {
        "id": report.id,
        "sha256": report.sha256,
        "origin": origin,
        "publisher": None if report.publisher is None else plain_text(report.publisher),
        "language": None if report.language is None else plain_text(report.language),
        "published": None if report.published is None else report.published.isoformat(),
        "body": canonical(body),
    }


def _known(change: Change, hashes: list[str]) -> dict[tuple[str, str], str]:
    query = select(reports.c.sha256, reports.c.origin, reports.c.id).where(reports.c.sha256.in_(set(hashes)))
    return {(row.sha256, row.origin): row.id for row in change.connection.execute(query)}


def _held(change: Change, hashes: list[str]) -> set[str]:
    query = select(contents.c.sha256).where(contents.c.sha256.in_(set(hashes)))
    return set(change.connection.execute(query).scalars())


def _taken(change: Change, ids: list[str]) -> set[str]:
    return set(change.connection.execute(select(reports.c.id).where(reports.c.id.in_(set(ids)))).scalars())


def _free(name: str, taken: set[str]) -> str:
    """The id itself, or with ``~2``, ``~3`` … where it is taken. Later numbers are asked for one by one: rare."""
    if name not in taken:
        return name
    number = 2
    while f"{name}~{number}" in taken:
        number += 1
    return f"{name}~{number}"
