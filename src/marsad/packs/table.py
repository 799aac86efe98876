"""The table of places: one line a place, in a compressed file that ships or lies beside an import.

Columns: id, kind, level, parent, lat, lon, population, name_en, name_ar, other_names (joined by ``|``), source.
`parent` is the id of the next wider unit; who holds a place is followed up from it.
"""

import csv
import gzip
import io
from collections.abc import Iterable, Mapping
from pathlib import Path

from marsad.model.errors import PackError
from marsad.model.place import Place

COLUMNS = (
    "id", "kind", "level", "parent", "lat", "lon", "population", "name_en", "name_ar", "other_names", "source",
)  # fmt: skip


def read_places(path: Path, *, known: Mapping[str, Place] | None = None) -> dict[str, Place]:
    """The places of a table, by id; `known` are places of tables below it, which may be parents.

    Raises:
        PackError: a column is missing, a number cannot be read, or a parent is not listed.
    """
    try:
        data = path.read_bytes()
        text = (gzip.decompress(data) if path.suffix == ".gz" else data).decode("utf-8-sig")
        rows = list(csv.reader(io.StringIO(text)))
    except (OSError, EOFError, UnicodeDecodeError, csv.Error) as problem:
        raise PackError(
            f"{path.name} cannot be read as a table of places: {problem}. Build or import it again."
        ) from problem
    if not rows or tuple(rows[0]) != COLUMNS:
        raise PackError(f"{path.name} has the columns {rows[0] if rows else 'none'}; wanted {', '.join(COLUMNS)}.")
    parents = {row[0]: row[3] for row in rows[1:] if len(row) == len(COLUMNS)}
    chains: dict[str, tuple[str, ...]] = {}
    places = {}
    for number, row in enumerate(rows[1:], 2):
        try:
            places[row[0]] = _place(row, _chain(row[3], parents, chains, known or {}))
        except (ValueError, IndexError, KeyError) as problem:
            raise PackError(
                f"{path.name}, line {number}: {problem}. Correct the line, or import the source again."
            ) from problem
    return places


def _chain(
    parent: str, parents: Mapping[str, str], chains: dict[str, tuple[str, ...]], known: Mapping[str, Place]
) -> tuple[str, ...]:
    if not parent:
        return ()
    if parent not in chains:
        if parent in parents:
            chains[parent] = ()  # breaks a circle
            chains[parent] = (parent, *_chain(parents[parent], parents, chains, known))
        elif parent in known:
            chains[parent] = (parent, *known[parent].within)
        else:
            raise KeyError(f"the parent {parent!r} is not listed")
    return chains[parent]


def _place(row: list[str], within: tuple[str, ...]) -> Place:
    place_id, kind, level, _, lat, lon, population, name_en, name_ar, others, source = row
    return Place(
        place_id,
        name_en,
        name_ar or None,
        kind,
        int(level),
        within,
        float(lat) if lat else None,
        float(lon) if lon else None,
        int(population) if population else None,
        tuple(others.split("|")) if others else (),
        source or None,
    )


def write_places(path: Path, places: Iterable[Place]) -> None:
    """Writes a table, compressed where the name ends in ``.gz``; the same places give the same bytes."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for place in sorted(places, key=lambda place: (place.level, place.id)):
        writer.writerow(_row(place))
    data = text.getvalue().encode()
    path.write_bytes(gzip.compress(data, 9, mtime=0) if path.suffix == ".gz" else data)


def _row(place: Place) -> list[object]:
    def degrees(value: float | None) -> str:
        return "" if value is None else f"{value:.5f}".rstrip("0").rstrip(".")

    return [
        place.id, place.kind, place.level, place.within[0] if place.within else "",
        degrees(place.latitude), degrees(place.longitude), "" if place.population is None else place.population,
        place.name_en, place.name_ar or "", "|".join(place.other_names), place.source or "",
    ]  # fmt: skip
