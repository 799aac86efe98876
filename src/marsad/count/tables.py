"""Published tables of figures, audited: daily series, running counters by category, trees of figures, event ranges.

A table is rows of plain values. Its shape is recognised by its columns (``table_shapes.yaml``), or told by a mapping of
the same form. An empty cell means "not stated", never zero.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from marsad.model.errors import CountError
from marsad.model.words import Severity

Cell = str | int | float | None
TableRow = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class TableFinding:
    """Something in a table that does not add up.

    `left` and `right` name cells as ``row.column`` (or figures by their id); terms of a sum stand one by one. `rule`
    is one of the audit's rules, or one that only tables have: ``revision`` (a publisher's later number for the same
    thing), ``daily-vs-cumulative``, ``counter-restarts``.
    """

    rule: str
    severity: Severity
    left: tuple[str, ...]
    right: tuple[str, ...]
    arithmetic: str
    says: str
    unless: str | None = None
    details: Mapping[str, Cell] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Shape:
    """Which column is what in one table."""

    names: Mapping[str, Any]
    columns: tuple[str, ...]

    def column(self, what: str) -> str | None:
        """The table's column for one of the roles, or None."""
        wanted = self.words(what)
        return next((name for name in wanted if name in self.columns), None)

    def words(self, what: str) -> tuple[str, ...]:
        """The names that a role may have."""
        value = self.names.get(what, ())
        return (value,) if isinstance(value, str) else tuple(value)

    def text(self, row: TableRow, what: str) -> str:
        """What the row says in that role; empty where it has no such column."""
        name = self.column(what)
        value = row.get(name) if name else None
        return "" if value is None else str(value).strip()

    def id_of(self, row: TableRow, number: int) -> str:
        """How the row is called: by its id, else by its number, counted from 1."""
        return self.text(row, "id") or str(number)

    def same_area(self, name: str) -> str:
        """One name for an area that has several."""
        plain = name.strip().casefold()
        for group in self.names.get("same_area", ()):
            if plain in {each.casefold() for each in group}:
                return str(group[0]).casefold()
        return plain


@cache
def _default_names() -> Mapping[str, Any]:
    path = Path(__file__).parent / "table_shapes.yaml"
    data: Mapping[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return data


def shape_of(rows: Sequence[TableRow], mapping: Mapping[str, Any] | None = None) -> Shape:
    """What the columns of the table are."""
    columns = dict.fromkeys(name for row in rows for name in row)
    return Shape({**_default_names(), **(mapping or {})}, tuple(columns))


def whole(value: object) -> int | None:
    """A cell as a whole number; None where it is empty or says something else."""
    if value is None or isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value
    if isinstance(value, float):
        return int(value) if value == int(value) else None
    text = str(value).strip().replace(",", "").replace("\u00a0", "")
    try:
        number = float(text)
    except ValueError:
        return None
    return int(number) if number == int(number) else None


def flat(row: TableRow, before: str = "") -> dict[str, Any]:
    """The row with what is nested in it as ``outer.inner``."""
    result: dict[str, Any] = {}
    for key, value in row.items():
        if isinstance(value, Mapping):
            result |= flat(value, f"{before}{key}.")
        else:
            result[f"{before}{key}"] = value
    return result


def audit_table(rows: Iterable[TableRow], *, mapping: Mapping[str, Any] | None = None) -> tuple[TableFinding, ...]:
    """What does not add up in a published table.

    Raises:
        CountError: no shape of a table that can be audited fits its columns.
    """
    from marsad.count.tables_daily import audit_daily
    from marsad.count.tables_order import audit_order
    from marsad.count.tables_tree import audit_tree
    from marsad.count.tables_wide import audit_wide

    table = [flat(row) for row in rows]
    if not table:
        return ()
    shape = shape_of(table, mapping)
    if all(shape.column(bound) for bound in ("low", "best", "high")):
        return audit_order(table, shape)
    if shape.column("part_of") and shape.column("value"):
        return audit_tree(table, shape)
    if any(name.endswith(shape.words("running_ending")) for name in shape.columns) and shape.column("date"):
        return audit_daily(table, shape)
    if shape.column("value") or any(name.endswith(shape.words("total_ending")) for name in shape.columns):
        return audit_wide(table, shape)
    raise CountError(
        f"No table of figures is recognised in the columns {', '.join(shape.columns[:12])}. Wanted: low, best, high; "
        "or part_of and value; or a date with running totals (…_cum); or totals with parts (…_total). "
        "Name the columns in a mapping file: --mapping FILE."
    )
