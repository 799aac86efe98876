"""The shelf of deeds: what somebody did that changes no record, for the log of who did what."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from marsad.store.canonical import canonical, plain_text
from marsad.store.desk import Desk
from marsad.store.kept import Deed, Kept
from marsad.store.schema import deeds, ledger


@dataclass(frozen=True, slots=True)
class Deeds:
    """Signed in, exported, looked at what is restricted, changed a password."""

    desk: Desk

    def add(self, items: Iterable[Deed], *, by: str) -> int:
        """Keep what somebody did; gives how many."""
        with self.desk.writing(by) as change:
            before = change.number
            for deed in items:
                row = {
                    "act": plain_text(deed.act),
                    "about": plain_text(deed.about),
                    "body": canonical(deed.detail),
                }
                change.add(deeds, deed.about, row)
            return change.number - before

    def all(self, *, after: int = 0, about: str | None = None) -> Iterator[Kept[Deed]]:
        """What was done, in order, with who and when."""
        query = (
            select(deeds.c.change, deeds.c.act, deeds.c.about, deeds.c.body, ledger.c.at, ledger.c.by)
            .join(ledger, ledger.c.number == deeds.c.change)
            .where(deeds.c.change <= self.desk.number)
        )
        if about is not None:
            query = query.where(deeds.c.about == plain_text(about))
        for row in self.desk.pages(query, deeds.c.change, after=after):
            deed = Deed(row.act, row.about, json.loads(row.body))
            yield Kept(row.change, datetime.fromisoformat(row.at), row.by, deed)
