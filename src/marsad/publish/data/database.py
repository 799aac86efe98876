"""The record as one SQLite file for Datasette and the like: incidents, their sources, and the codebook."""

import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from marsad.publish.data.native import columns, values_of
from marsad.publish.data.row import EventRow

_TYPES = {"string": "TEXT", "date": "TEXT", "number": "REAL", "integer": "INTEGER"}


def write_sqlite(path: Path, rows: Iterable[EventRow]) -> int:
    """Write a new SQLite file (one that is there is replaced), row by row. Gives the number of incidents.

    Days are ISO 8601 text; what is not known is NULL. ``sources`` holds a line for every report behind an incident.
    """
    path.unlink(missing_ok=True)
    described = columns()
    fields = ", ".join(
        f'"{each.name}" {_TYPES[each.type]}{" PRIMARY KEY" if each.name == "id" else ""}' for each in described
    )
    connection = sqlite3.connect(path)
    count = 0
    try:
        connection.executescript(
            f"PRAGMA journal_mode = OFF; CREATE TABLE incidents ({fields});"
            "CREATE TABLE sources (incident TEXT REFERENCES incidents(id), publisher TEXT, published TEXT, title TEXT,"
            " url TEXT, language TEXT);"
            'CREATE TABLE codebook ("column" TEXT PRIMARY KEY, type TEXT, hxl TEXT, holds TEXT);'
        )
        into = f"INSERT INTO incidents VALUES ({', '.join('?' * len(described))})"
        for row in rows:
            connection.execute(into, [_plain(value) for value in values_of(row).values()])
            connection.executemany(
                "INSERT INTO sources VALUES (?, ?, ?, ?, ?, ?)",
                [(row.id, t.publisher, _plain(t.published), t.title, t.url, t.language) for t in row.tellings],
            )
            count += 1
        connection.executemany(
            "INSERT INTO codebook VALUES (?, ?, ?, ?)",
            [(each.name, each.type, each.hxl, each.holds) for each in described],
        )
        connection.executescript(
            "CREATE INDEX sources_incident ON sources (incident); CREATE INDEX incidents_start ON incidents (start);"
        )
        connection.commit()
    finally:
        connection.close()
    return count


def _plain(value: Any) -> Any:
    if value is None or value == "":
        return None
    return value if isinstance(value, int | float | str) else value.isoformat()
