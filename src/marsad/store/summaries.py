"""Summaries of the record, kept beside it so that a start need not work them out again: derived, never evidence."""

from dataclasses import dataclass

from sqlalchemy import delete, insert, select

from marsad.store.desk import Desk
from marsad.store.schema import summaries


@dataclass(frozen=True, slots=True)
class Summary:
    """What was worked out of the record as it stood after change `number`."""

    number: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Summaries:
    """Summaries by name. `version` says how one was made: one of another version counts as none."""

    desk: Desk

    def get(self, name: str, *, version: str) -> Summary | None:
        """The summary of that name and version; none for an observatory as it was in the past."""
        query = select(summaries.c.number, summaries.c.body).where(
            summaries.c.name == name, summaries.c.version == version
        )
        if self.desk.until is not None:
            return None
        with self.desk.reading() as connection:
            row = connection.execute(query).one_or_none()
        return None if row is None else Summary(row.number, bytes(row.body))

    def set(self, name: str, summary: Summary, *, version: str) -> None:
        """Keep a summary in place of the one of that name, where it is of a later change or another version."""
        with self.desk.locked() as connection:
            held = connection.execute(
                select(summaries.c.number, summaries.c.version).where(summaries.c.name == name)
            ).one_or_none()
            if held is not None and held.version == version and held.number >= summary.number:
                return
            connection.execute(delete(summaries).where(summaries.c.name == name))
            row = {"name": name, "version": version, "number": summary.number, "body": summary.data}
            connection.execute(insert(summaries), row)
