"""The columns of an observatory as bytes and back, and the book that keeps them up to date for whoever asks."""

import hashlib
import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

import polars as pl

from marsad import __version__
from marsad.count.frame import Frame
from marsad.packs import Pack
from marsad.run.columns import ColumnMaker, Columns
from marsad.store import Store, Summary

NAME = "columns"
FORM = 3  # of the columns; raise it with every change of what they hold
KEEP_AFTER = 20_000  # changes after which they are kept anew: about two seconds of reading at the next start
KEEP_SECONDS = 900.0  # or after this long, where anything changed
TABLES = ("facts", "told", "reports", "found", "names")
_HEAD = 8  # bytes that say how long the head is


def pack_columns(columns: Columns) -> bytes:
    """The columns as bytes: a head in JSON with the lengths, then each table (Arrow, compressed)."""
    frame = columns.frame
    tables = {name: getattr(columns, name) for name in TABLES}
    tables |= {"rows": frame.rows, "details": frame.details, **{f"shared {k}": v for k, v in frame.shared.items()}}
    tables["ids"] = pl.DataFrame({"id": frame.ids}, schema={"id": pl.String})
    parts = {name: _packed(table) for name, table in tables.items()}
    marks, lengths = [columns.read_number, columns.told_number], {name: len(data) for name, data in parts.items()}
    head = json.dumps({"number": columns.number, "marks": marks, "parts": lengths}).encode()
    return b"".join([len(head).to_bytes(_HEAD, "big"), head, *parts.values()])


def unpack_columns(data: bytes) -> Columns:
    """The columns of :func:`pack_columns`."""
    start = _HEAD + int.from_bytes(data[:_HEAD], "big")
    head = json.loads(data[_HEAD:start])
    tables: dict[str, pl.DataFrame] = {}
    for name, length in head["parts"].items():
        tables[name] = pl.read_ipc(BytesIO(data[start : start + length]))
        start += length
    ids: list[str] = tables["ids"]["id"].to_list()
    shared = {name.partition(" ")[2]: table for name, table in tables.items() if name.startswith("shared ")}
    frame = Frame(ids, tables["rows"], tables["details"], shared)
    place = {ids[number]: number for number in tables["facts"]["incident"].to_list()}
    named = tables["reports"].select("report", "publisher").iter_rows()
    publishers = {report: name for report, name in named if name}
    facts, told, reports, found, names = (tables[name] for name in TABLES)
    return Columns(head["number"], frame, place, facts, told, reports, found, names, publishers, *head["marks"])


def _packed(table: pl.DataFrame) -> bytes:
    held = BytesIO()
    table.rechunk().write_ipc(held, compression="zstd")
    return held.getvalue()


def version_of(pack: Pack) -> str:
    """What the columns hang on beside the record: their form, this Marsad, and the files of the pack."""
    marks = sorted(_marks(pack))
    digest = hashlib.sha256(json.dumps(marks).encode()).hexdigest()[:16]
    return f"{FORM}, marsad {__version__}, {pack.name} {digest}"


def _marks(pack: Pack) -> list[tuple[str, int, int]]:
    own = [path for path in Path(pack.root).rglob("*") if path.suffix in (".yaml", ".csv", ".gz", ".geojson")]
    found = [(path.name, path.stat().st_size, path.stat().st_mtime_ns) for path in own if path.is_file()]
    return [*found, *(mark for other in pack.includes for mark in _marks(other))]


@dataclass
class ColumnBook:
    """Keeps the columns of one store up to date; safe for threads. Made or fetched when first asked."""

    store: Store
    pack: Pack
    level_of: Callable[[str], int | None]
    clock: Callable[[], float] = time.monotonic
    _held: Columns | None = None
    _kept: int = -1  # the number of what is kept in the store
    _kept_at: float = 0.0
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def now(self, number: int | None = None) -> Columns:
        """The columns as they are now, or at least as they were after change `number`."""
        wanted = self.store.number if number is None else number
        held = self._held
        if held is not None and held.number >= wanted:
            return held
        with self._lock:
            if self._held is None:
                self._held = self._fetched()
            if self._held is None or self._held.number < wanted:
                made = ColumnMaker(self.store, self.pack, self.level_of)
                self._held = made.moved_on(self._held, max(wanted, self.store.number))
            return self._held

    def keep(self, *, now: bool = False) -> bool:
        """Keep the columns in the store where enough has changed since (or anything, with `now`); whether it did."""
        held = self._held
        if held is None or held.number == self._kept:
            return False
        is_due = held.number - self._kept >= KEEP_AFTER or self.clock() - self._kept_at > KEEP_SECONDS
        if self._kept >= 0 and not (now or is_due):
            return False
        self.store.summaries.set(NAME, Summary(held.number, pack_columns(held)), version=version_of(self.pack))
        self._kept, self._kept_at = held.number, self.clock()
        return True

    def _fetched(self) -> Columns | None:
        kept = self.store.summaries.get(NAME, version=version_of(self.pack))
        if kept is None or kept.number > self.store.number:
            return None
        self._kept, self._kept_at = kept.number, self.clock()
        return unpack_columns(kept.data)
