"""Wide tables of published counts: totals with their parts, running counters, revisions, other publishers."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations, pairwise

from marsad.count.tables import Shape, TableFinding, TableRow, whole

# Columns whose sum is another column's value in this share of the rows where all are filled, and in so many rows, are
# taken as its parts; the other rows are then the ones that do not add up.
PARTS_SHARE, PARTS_ROWS = 0.75, 3
SAME_WINDOW_SHARE = 0.9  # two windows that share so much of the longer are set side by side


@dataclass(frozen=True, slots=True)
class Parts:
    """A total's column and the columns of what it is made of."""

    total: str
    columns: tuple[str, ...]


def audit_wide(rows: Sequence[TableRow], shape: Shape) -> tuple[TableFinding, ...]:
    """Sums, running counters, revisions and other publishers' numbers in one table."""
    table = Wide(rows, shape)
    return (*table.sums(), *table.counters(), *table.revisions(), *table.sources())


class Wide:
    """One wide table, its rows by name."""

    def __init__(self, rows: Sequence[TableRow], shape: Shape) -> None:
        self.shape = shape
        self.rows: dict[str, TableRow] = {shape.id_of(row, n): row for n, row in enumerate(rows, start=1)}
        self.parts = tuple(self._parts())

    def number(self, row: str, column: str) -> int | None:
        """A cell as a whole number."""
        return whole(self.rows[row].get(column))

    def _parts(self) -> list[Parts]:
        found, used = [], set(self.shape.words("no_parts"))
        for total in self.shape.columns:
            ending = next((e for e in self.shape.words("total_ending") if total.endswith(e)), None)
            if ending:
                beginning = total.removesuffix(ending)
                columns = tuple(c for c in self.shape.columns if c.startswith(f"{beginning}_") and c != total)
                if len(columns) > 1:
                    found.append(Parts(total, columns))
                    used |= {total, *columns}
        value = self.shape.column("value")
        roles = ("value", "date", "id", "counter", "order", "publisher", "area", "start", "end", "metric", "phase")
        taken = used | {self.shape.column(role) for role in roles}
        free = tuple(c for c in self.shape.columns if c not in taken and self._is_numeric(c))
        if value and len(free) > 1 and self._make_up(value, free):
            found.append(Parts(value, free))
        return found

    def _is_numeric(self, column: str) -> bool:
        filled = [row.get(column) for row in self.rows.values() if row.get(column) not in (None, "")]
        return bool(filled) and all(whole(value) is not None for value in filled)

    def _make_up(self, total: str, columns: tuple[str, ...]) -> bool:
        tried = [
            (whole(row.get(total)), [whole(row.get(c)) for c in columns])
            for row in self.rows.values()
            if whole(row.get(total)) is not None and all(whole(row.get(c)) is not None for c in columns)
        ]
        right = sum(value == sum(part or 0 for part in parts) for value, parts in tried)
        return right >= PARTS_ROWS and right >= PARTS_SHARE * len(tried)

    def sums(self) -> list[TableFinding]:
        """Totals that their parts do not make up; a row that names fewer parts than others may have left one out."""
        found = []
        for parts in self.parts:
            fullest: dict[str, int] = defaultdict(int)
            stated = {name: self._stated(name, parts) for name in self.rows}
            for name, columns in stated.items():
                publisher = self.shape.text(self.rows[name], "publisher")
                fullest[publisher] = max(fullest[publisher], len(columns))
            for name, columns in stated.items():
                total = self.number(name, parts.total)
                numbers = [self.number(name, column) or 0 for column in columns]
                if total is None or len(columns) < 2 or total == sum(numbers):
                    continue
                fewer = len(columns) < fullest[self.shape.text(self.rows[name], "publisher")]
                if fewer and sum(numbers) < total and len(columns) * 2 < len(parts.columns) and parts.total == "value":
                    continue
                doubt = fewer and sum(numbers) < total
                found.append(
                    TableFinding(
                        rule="addends",
                        severity="doubt" if doubt else "error",
                        left=(f"{name}.{parts.total}",),
                        right=tuple(f"{name}.{column}" for column in columns),
                        arithmetic=f"{total} ≠ {' + '.join(map(str, numbers))} (= {sum(numbers)})",
                        says=f"{self._who(name)} says {total} ({parts.total}); the parts named make {sum(numbers)}.",
                        unless="Some belong to a category that this row does not name." if doubt else None,
                    )
                )
        return found

    def _stated(self, name: str, parts: Parts) -> tuple[str, ...]:
        return tuple(column for column in parts.columns if self.number(name, column) is not None)

    def _who(self, name: str) -> str:
        return self.shape.text(self.rows[name], "publisher") or f"Row {name}"

    def counters(self) -> list[TableFinding]:
        """Running counters that fall, and totals that gain less than their parts."""
        chains: dict[str, list[str]] = defaultdict(list)
        for name, row in self.rows.items():
            if counter := self.shape.text(row, "counter"):
                chains[counter].append(name)
        found = []
        for counter, names in chains.items():
            order = sorted(names, key=lambda name: whole(self.shape.text(self.rows[name], "order")) or 0)
            for before, after in pairwise(order):
                found += self._falls(counter, before, after)
                found += self._gains(before, after)
        return found

    def _falls(self, counter: str, before: str, after: str) -> list[TableFinding]:
        value = self.shape.column("value")
        columns = dict.fromkeys([*([value] if value else []), *(c for p in self.parts for c in (p.total, *p.columns))])
        found = []
        for column in columns:
            one, other = self.number(before, column), self.number(after, column)
            if one is not None and other is not None and other < one:
                found.append(
                    TableFinding(
                        rule="counter-falls",
                        severity="error",
                        left=(f"{after}.{column}",),
                        right=(f"{before}.{column}",),
                        arithmetic=f"{other} < {one}",
                        says=f"The counter {counter} gives {one} ({column}) in {before} and {other} in {after}.",
                    )
                )
        return found

    def _gains(self, before: str, after: str) -> list[TableFinding]:
        """A total gains at least what its parts gain, where both rows name the same parts and none of them falls."""
        found = []
        for parts in self.parts:
            columns = self._stated(before, parts)
            totals = self.number(before, parts.total), self.number(after, parts.total)
            if totals[0] is None or totals[1] is None or not columns or columns != self._stated(after, parts):
                continue
            gains = {c: (self.number(after, c) or 0) - (self.number(before, c) or 0) for c in columns}
            gain, needed = totals[1] - totals[0], sum(gains.values())
            if min(gains.values()) < 0 or needed <= gain or gain < 0:
                continue
            grown = ", ".join(
                f"{column} {self.number(before, column)} to {self.number(after, column)}"
                for column, more in gains.items()
                if more
            )
            found.append(
                TableFinding(
                    rule="counter-jump",
                    severity="error",
                    left=(f"{after}.{parts.total}-{before}.{parts.total}",),
                    right=tuple(f"{after}.{column}-{before}.{column}" for column in columns),
                    arithmetic=f"{totals[1]} - {totals[0]} = {gain} ≠ {needed} ({grown})",
                    says=f"From {before} to {after} the total gains {gain}, its parts {needed}.",
                )
            )
        return found

    def _values(self) -> dict[str, int]:
        column = self.shape.column("value")
        named = {name: self.number(name, column) for name in self.rows} if column else {}
        return {name: value for name, value in named.items() if value is not None}

    def revisions(self) -> list[TableFinding]:
        """One publisher's two numbers for the same thing, area and window."""
        same: dict[tuple[str, ...], list[str]] = defaultdict(list)
        values, column = self._values(), self.shape.column("value")
        for name in values:
            row = self.rows[name]
            start, end = self.shape.text(row, "start"), self.shape.text(row, "end")
            if start and end and not self.shape.text(row, "counter"):
                key = [self.shape.text(row, role) for role in ("publisher", "metric")]
                same[(*key, self.shape.same_area(self.shape.text(row, "area")), start, end)].append(name)
        found = []
        for (publisher, metric, *_, start, end), names in same.items():
            for one, other in pairwise(names):
                if values[one] != values[other]:
                    found.append(
                        TableFinding(
                            rule="revision",
                            severity="note",
                            left=(f"{one}.{column}",),
                            right=(f"{other}.{column}",),
                            arithmetic=f"{values[one]} ≠ {values[other]}",
                            says=f"{publisher} gives {values[one]} {metric} for {start} to {end}, and {values[other]}.",
                            unless="The later number corrects the earlier, or counts otherwise.",
                        )
                    )
        return found

    def sources(self) -> list[TableFinding]:
        """Two publishers over nearly the same area and window: set side by side, and why they may not be compared."""
        values, column = self._values(), self.shape.column("value")
        windows = {name: _window(self.rows[name], self.shape) for name in values}
        found = []
        for one, other in combinations(values, 2):
            rows = self.rows[one], self.rows[other]
            publishers = [self.shape.text(row, "publisher") for row in rows]
            areas = {self.shape.same_area(self.shape.text(row, "area")) for row in rows}
            if publishers[0] == publishers[1] or len(areas) > 1 or values[one] == values[other]:
                continue
            if _shared(windows[one], windows[other]) < SAME_WINDOW_SHARE:
                continue
            metrics = [self.shape.text(row, "metric") for row in rows]
            reasons = ["different windows"] if windows[one] != windows[other] else []
            reasons += ["different definitions"] if metrics[0] != metrics[1] else []
            found.append(
                TableFinding(
                    rule="sources-differ",
                    severity="note" if reasons else "doubt",
                    left=(f"{one}.{column}",),
                    right=(f"{other}.{column}",),
                    arithmetic=f"{values[one]} ≠ {values[other]}",
                    says=(
                        f"{publishers[0]} counts {values[one]} ({metrics[0]}), {publishers[1]} {values[other]} "
                        f"({metrics[1]}) over nearly the same window and area."
                    ),
                    unless=f"{' and '.join(reasons).capitalize()}: not to be reconciled." if reasons else None,
                )
            )
        return found


def _window(row: Mapping[str, object], shape: Shape) -> tuple[date, date] | None:
    try:
        return date.fromisoformat(shape.text(row, "start")), date.fromisoformat(shape.text(row, "end"))
    except ValueError:
        return None


def _shared(one: tuple[date, date] | None, other: tuple[date, date] | None) -> float:
    if one is None or other is None:
        return 0.0
    common = (min(one[1], other[1]) - max(one[0], other[0])).days + 1
    longer = max((one[1] - one[0]).days, (other[1] - other[0]).days) + 1
    return max(0, common) / longer
