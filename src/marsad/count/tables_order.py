"""Imported events: low ≤ best ≤ high. What breaks it is flagged and kept, never repaired in silence."""

from collections.abc import Sequence

from marsad.count.tables import Shape, TableFinding, TableRow, whole


def audit_order(rows: Sequence[TableRow], shape: Shape) -> tuple[TableFinding, ...]:
    """Every event whose bounds are out of order."""
    columns = [shape.column(bound) or bound for bound in ("low", "best", "high")]
    found = []
    for number, row in enumerate(rows, start=1):
        values = [whole(row.get(column)) for column in columns]
        known = [value for value in values if value is not None]
        if known == sorted(known):
            continue
        name = shape.id_of(row, number)
        low, best, high = values
        found.append(
            TableFinding(
                rule="order",
                severity="error",
                left=(f"{name}.{columns[0]}",),
                right=(f"{name}.{columns[1]}", f"{name}.{columns[2]}"),
                arithmetic=f"not {low} ≤ {best} ≤ {high}",
                says=f"Event {name} has low {low}, best {best}, high {high}; they should rise.",
                details={"id": name, "low": low, "best": best, "high": high},
            )
        )
    return tuple(found)
