"""The shelf of judgements: a person's decisions, each once, in the order they were made."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select

from marsad.model.errors import RefusedError, StoreError
from marsad.model.incident import Judgement
from marsad.model.plain import from_plain, to_plain
from marsad.store.canonical import canonical, plain_text
from marsad.store.desk import Change, Desk
from marsad.store.schema import judged, judgements

RETRACT, REINSTATE, UNDO = "retract", "reinstate", "undo"


@dataclass(frozen=True, slots=True)
class Judgements:
    """What people decided on claims, incidents, reports and alerts."""

    desk: Desk

    def add(
        self, items: Iterable[Judgement], *, seen: int | None = None, token: str | None = None
    ) -> tuple[Judgement, ...]:
        """Keep judgements in one transaction; gives them with their numbers.

        `seen` is the change number that the person looked at: where any of the ids was judged since, nothing is kept.
        `token` names this act of the person: sent a second time, after a lost answer, it adds nothing and gives what
        the first sending kept.

        Raises:
            RefusedError: somebody else was first.
            StoreError: the judgements are of several people.
        """
        batch = list(items)
        if not batch:
            return ()
        if len({judgement.by for judgement in batch}) > 1:
            raise StoreError("Judgements of several people came at once; add each person's on their own.")
        with self.desk.writing(batch[0].by) as change:
            if token is not None and (held := _of_token(change, token)):
                return held
            if seen is not None:
                _check_unjudged(change, batch, seen)
            return tuple(_add(change, each, token, place) for place, each in enumerate(batch))

    def all(self, *, after: int = 0) -> Iterator[Judgement]:
        """Every judgement after a change, in order."""
        query = select(judgements.c.change, judgements.c.body).where(judgements.c.change <= self.desk.number)
        for row in self.desk.pages(query, judgements.c.change, after=after):
            yield _decode(row)

    def about(self, key: str) -> list[Judgement]:
        """The judgements on one claim (``report:claim``), incident, report or alert, in order."""
        query = (
            select(judgements.c.change, judgements.c.body)
            .join(judged, judged.c.change == judgements.c.change)
            .where(judged.c.about == plain_text(key), judgements.c.change <= self.desk.number)
            .order_by(judgements.c.change)
        )
        with self.desk.reading() as connection:
            return [_decode(row) for row in connection.execute(query)]

    def retracted(self) -> frozenset[str]:
        """The ids of reports that are retracted now."""
        return retracted_now(self.desk)


def retracted_now(desk: Desk) -> frozenset[str]:
    """The reports that are retracted, as far as this desk sees: the last of retract and reinstate that holds counts."""
    query = (
        select(judgements.c.change, judgements.c.act, judgements.c.body)
        .where(judgements.c.act.in_((RETRACT, REINSTATE, UNDO)), judgements.c.change <= desk.number)
        .order_by(judgements.c.change.desc())
    )
    with desk.reading() as connection:
        made = [_decode(row) for row in connection.execute(query)]
    undone: set[object] = set()
    last: dict[str, str] = {}
    for each in made:  # the newest first: an undo that was undone itself takes nothing back
        if each.number in undone:
            continue
        if each.act == UNDO:
            undone.add(each.value)
        else:
            for about in each.about:
                last.setdefault(about, each.act)
    return frozenset(about for about, act in last.items() if act == RETRACT)


def _add(change: Change, judgement: Judgement, token: str | None, place: int) -> Judgement:
    row = {
        "act": plain_text(judgement.act),
        "token": None if token is None else f"{plain_text(token)}#{place}",
        "body": canonical(to_plain(replace(judgement, number=None))),
    }
    number = change.add(judgements, " ".join(judgement.about), row)
    change.beside(judged, [{"about": plain_text(key), "change": number} for key in dict.fromkeys(judgement.about)])
    return replace(judgement, number=number)


def _of_token(change: Change, token: str) -> tuple[Judgement, ...]:
    query = select(judgements.c.change, judgements.c.body).where(
        judgements.c.token.like(
            plain_text(token).replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "#%", escape="\\"
        )
    )
    return tuple(_decode(row) for row in change.connection.execute(query.order_by(judgements.c.change)))


def _check_unjudged(change: Change, batch: list[Judgement], seen: int) -> None:
    keys = {plain_text(key) for judgement in batch for key in judgement.about}
    query = (
        select(judgements.c.change, judgements.c.body, judged.c.about)
        .join(judged, judged.c.change == judgements.c.change)
        .where(judged.c.about.in_(keys), judgements.c.change > seen)
        .order_by(judgements.c.change.desc())
    )
    row: Any = change.connection.execute(query.limit(1)).one_or_none()
    if row is not None:
        other = _decode(row)
        raise RefusedError(
            f"{other.by} judged {row.about} ({other.act}) since you looked at it. Look again, then decide."
        )


def _decode(row: Any) -> Judgement:
    return replace(from_plain(Judgement, json.loads(row.body)), number=row.change)
