"""The columns of an observatory as one person may see them; whoever sees the same shares them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import polars as pl

from marsad.count.frame import Frame
from marsad.count.tally import TallyBook
from marsad.run.cached import Cached
from marsad.run.columns import Columns
from marsad.run.count import level_of
from marsad.run.viewing import Viewing


@dataclass(frozen=True, slots=True)
class Seen:
    """Columns without what is hidden. `out` are the numbers of hidden incidents, `book` counts what is left."""

    columns: Columns
    out: frozenset[int]
    book: TallyBook
    facts: pl.DataFrame

    def is_open(self, id: str) -> bool:
        """Whether an incident is open, or there is none of that id."""
        number = self.columns.place.get(id)
        return number is None or number not in self.out


def seen_by(viewing: Viewing, cached: Cached) -> Seen:
    """The columns as this person may see them now."""
    observatory = viewing.observatory
    columns = observatory.columns(viewing.secrets.number)
    while viewing.secrets.number < columns.number:
        # Others wrote meanwhile: what is newer than the restrictions looked up may be restricted by newer ones.
        viewing = viewing.anew()
        columns = observatory.columns(viewing.secrets.number)
    return cached.get(("seen", viewing.key), viewing.secrets.number, lambda: _seen(viewing, columns))


def _seen(viewing: Viewing, columns: Columns) -> Seen:
    out = hidden_numbers(viewing, columns)
    frame, facts = columns.frame, columns.facts
    if out:
        numbers = pl.Series(sorted(out), dtype=pl.UInt32).implode()
        frame = _frame_without(frame, numbers)
        facts = facts.filter(~pl.col("incident").is_in(numbers))
    if not viewing.sees_sources:
        named = frame.shared["source"].filter(
            ~pl.col("source").cast(pl.String).is_in(list(viewing.secrets.protected))
        )  # fmt: skip
        frame = replace(frame, shared={**frame.shared, "source": named})
    book = TallyBook.over(frame, number=columns.number, level_of=level_of(viewing.observatory.pack))
    return Seen(columns, frozenset(out), book, facts)


def hidden_numbers(viewing: Viewing, columns: Columns) -> set[int]:
    """The numbers of the incidents that this person may not see, by the rule of :meth:`Viewing.may_see`."""
    withheld = columns.facts.filter(pl.col("restricted"))["incident"].to_list()
    ids = columns.frame.ids
    out = {number for number in withheld if not viewing.sees_withheld(ids[number])}
    return out | columns.numbers(viewing.hidden) | columns.incidents_of(viewing.hidden)


def _frame_without(frame: Frame, numbers: pl.Series) -> Frame:
    """A frame without some incidents."""
    is_out = pl.col("incident").is_in(numbers)
    tolls = frame.rows.filter(is_out)["toll"].implode()
    shared: Mapping[str, pl.DataFrame] = {
        name: data.filter(~pl.col("key").is_in(tolls if name in ("doer", "tactic") else numbers))
        for name, data in frame.shared.items()
    }
    details = frame.details.filter(~pl.col("toll").is_in(tolls))
    return Frame(frame.ids, frame.rows.filter(~is_out), details, dict(shared))
