"""Event data sets into plain records: every row an event, or listed with the reason why not; nothing is corrected."""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any

from marsad.collect.datasets.cells import day_of, number_of, point_of, sources_of
from marsad.collect.datasets.mapping import Mapped, fit_mapping, load_mapping
from marsad.collect.decode import decode
from marsad.model.claim import Finding, When, Where
from marsad.model.errors import CollectError, ModelError
from marsad.model.imported import GivenRange, ImportedEvent, Part, Side

LARGEST_CELL = 10_000_000
_NAMES_SEPARATOR = re.compile(r"(?i)sep=.\s*$").match  # the line with which Excel is told what stands between cells
MOST_LINES = 500  # of one row; notes with line breaks have tens


@dataclass(frozen=True, slots=True)
class RowSetAside:
    """A row that is no event: where it stands, why, and its cells."""

    row: int
    why: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Imported:
    """A data set taken in.

    Attributes:
        dataset: which.
        columns: of the file, in its order.
        events: every row that could be understood.
        set_aside: every row that could not.
        encoding: that the file was found in.
    """

    dataset: str
    columns: tuple[str, ...]
    events: tuple[ImportedEvent, ...]
    set_aside: tuple[RowSetAside, ...]
    encoding: str = "utf-8"

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What contradicts itself, over all events."""
        return tuple(finding for event in self.events for finding in event.findings)


def import_file(path: str | Path, *, format: str | Path) -> Imported:
    """Take in a CSV file of events.

    Args:
        path: a CSV with a header; comma, semicolon or tab between cells; UTF-8, or another encoding that can be told.
        format: "ucdp-ged", "acled", "airwars", or the path of a mapping file.

    Raises:
        CollectError: the file cannot be read, has no header, or lacks columns that the format needs.
    """
    mapping = load_mapping(format)
    try:
        text, encoding = decode(Path(path).read_bytes())
    except OSError as problem:
        raise CollectError(f"{path} cannot be read: {problem.strerror}. Wanted a CSV file.") from problem
    except CollectError as problem:
        what = str(problem).partition(" Wanted")[0]
        raise CollectError(f"{path}: {what} Wanted a table of events as CSV, best in UTF-8.") from problem
    imported = import_text(text, mapping=mapping, file=Path(path).name)
    return replace(imported, encoding=encoding)


def import_text(text: str, *, mapping: Mapping[str, Any], file: str = "The table") -> Imported:
    """Take in the text of a CSV table; see :func:`import_file`."""
    csv.field_size_limit(LARGEST_CELL)
    lines = text.lstrip("\ufeff").splitlines()
    before = next((number for number, line in enumerate(lines) if line.strip() and not _NAMES_SEPARATOR(line)), None)
    if before is None:
        raise CollectError(f"{file} is empty; wanted a header line and rows.")
    separator = max(",;\t", key=lines[before].count)
    rows = csv.reader(io.StringIO(text.lstrip("\ufeff"), newline=""), delimiter=separator)
    mapped = fit_mapping(mapping, next(islice(rows, before, None)), file=file)
    events: list[ImportedEvent] = []
    aside: list[RowSetAside] = []
    seen: dict[str, int] = {}
    for number, cells, broken in _numbered(rows):
        try:
            if broken:
                raise CollectError(broken)
            event = _event(mapped, cells, number)
            if event.id in seen:
                raise CollectError(f"the id {event.id} stands in line {seen[event.id]} already")
        except (CollectError, ModelError) as problem:
            aside.append(RowSetAside(number, str(problem), tuple(cells)))
            continue
        seen[event.id] = number
        events.append(event)
    return Imported(mapped.dataset, mapped.columns, tuple(events), tuple(aside))


def _numbered(rows: Any) -> Iterator[tuple[int, list[str], str]]:
    """Rows with the line they begin on and what is wrong with them as rows; blank lines are passed over."""
    line = rows.line_num + 1
    try:
        for cells in rows:
            taken = rows.line_num - line
            says = (
                f"the row runs over {taken:,} lines: a quote is not closed in one of them" if taken > MOST_LINES else ""
            )
            if any(cell.strip() for cell in cells):
                yield line, cells, says
            line = rows.line_num + 1
    except csv.Error as problem:
        yield line, [], f"the table cannot be read from here on ({problem}); is a quote not closed?"


def _event(mapped: Mapped, cells: Sequence[str], row: int) -> ImportedEvent:
    if len(cells) != len(mapped.columns):
        raise CollectError(
            f"the row has {len(cells)} cells, the header {len(mapped.columns)}; check quotes and line breaks"
        )
    entries = mapped.entries
    id = mapped.cell(cells, entries["id"])
    if not id:
        raise CollectError("the row has no id")
    doubts: list[str] = []
    sides = _sides(mapped, cells, doubts)
    not_doers = tuple(entries.get("not_doers", ()))
    killed = _range(mapped, cells, entries.get("killed"))
    injured = _range(mapped, cells, entries.get("injured"))
    sources = entries.get("sources") or {}
    findings = (*_order(mapped, id, "killed", killed), *_order(mapped, id, "injured", injured))
    return ImportedEvent(
        id=id,
        dataset=mapped.dataset,
        row=row,
        when=_when(mapped, cells, doubts),
        where=_where(mapped, cells, doubts),
        admin=tuple(name for each in entries.get("admin", ()) if (name := mapped.cell(cells, each))),
        kind=_coded(mapped, cells, entries.get("kind"), doubts),
        sub_kind=_sub_kind(mapped, cells),
        sides=sides,
        doers=tuple(side.name for side in sides if not side.name.startswith(not_doers)) if not_doers else _names(sides),
        killed=killed,
        injured=injured,
        parts=tuple(_parts(mapped, cells)),
        sources=sources_of(mapped.cell(cells, sources.get("column")), sources.get("format", "semicolon")),
        grade=_coded(mapped, cells, entries.get("grade"), doubts, folded=True),
        notes=next((words for each in entries.get("notes", ()) if (words := mapped.cell(cells, each))), ""),
        stands_in=_stands_in(mapped, cells),
        columns=mapped.columns,
        cells=tuple(cells),
        findings=findings,
        doubts=tuple(doubts),
    )


def _names(sides: tuple[Side, ...]) -> tuple[str, ...]:
    return tuple(side.name for side in sides)


def _when(mapped: Mapped, cells: Sequence[str], doubts: list[str]) -> When:
    when = mapped.entries["when"]
    first, last = mapped.cell(cells, when["start"]), mapped.cell(cells, when.get("end"))
    if not first:
        raise CollectError("the row has no date")
    start = day_of(first, column="the date")
    end = day_of(last, column="the end date") if last else start
    if end < start:
        doubts.append(f"it ends ({end}) before it starts ({start})")
    precision: Any = _coded(mapped, cells, when.get("precision"), doubts, folded=True)
    precision = precision or ("day" if start == end else "days")
    words = first if start == end else f"{first} – {last}"
    if end < start:
        return When(words, None, None, "unknown")
    return When(words, start, end, precision)


def _where(mapped: Mapped, cells: Sequence[str], doubts: list[str]) -> Where:
    where = mapped.entries.get("where") or {}
    words = mapped.cell(cells, where.get("words")) or None
    latitude, longitude = mapped.cell(cells, where.get("latitude")), mapped.cell(cells, where.get("longitude"))
    both = mapped.cell(cells, where.get("point"))
    if both and not latitude:
        latitude, _, longitude = (part.strip() for part in both.partition(","))
    point = None
    if latitude or longitude:
        try:
            point = point_of(latitude, longitude)
        except CollectError as problem:
            doubts.append(str(problem))
    precision: Any = _coded(mapped, cells, where.get("precision"), doubts, folded=True)
    radius = (where.get("radius_km") or {}).get(mapped.cell(cells, (where.get("precision") or {}).get("column")))
    precision = precision or ("near" if point and not where.get("precision") else "unplaced")
    return Where(
        words, None, precision, point=point, radius_km=float(radius) if radius else None, way=(mapped.dataset,)
    )


def _coded(
    mapped: Mapped, cells: Sequence[str], entry: Mapping[str, Any] | None, doubts: list[str], *, folded: bool = False
) -> str | None:
    """A code in Marsad's words; a code that is not known is kept out and noted as a doubt."""
    if not entry:
        return None
    found = mapped.cell(cells, entry.get("column"))
    found = (entry.get("renamed") or {}).get(found, found)
    if not found:
        return None
    values: Any = entry.get("values")
    if values is None:
        if "values_same" in entry and found not in entry["values_same"]:
            doubts.append(f"{entry['column']} is {found!r}, which the data set's codebook does not have")
        return str(found)
    meant: str | None = values.get(found, values.get(found.lower().replace(" ", "_")) if folded else None)
    if meant is None:
        doubts.append(f"{entry['column']} is {found!r}; known are {', '.join(values)}")
    return meant


def _sub_kind(mapped: Mapped, cells: Sequence[str]) -> str | None:
    entry = mapped.entries.get("sub_kind") or {}
    found = mapped.cell(cells, entry.get("column"))
    if found or "from_kind" not in entry:
        return found or None
    kind: str | None = entry["from_kind"].get(mapped.cell(cells, mapped.entries["kind"]["column"]))
    return kind


def _sides(mapped: Mapped, cells: Sequence[str], doubts: list[str]) -> tuple[Side, ...]:
    kinds = {str(word): kind for kind, words in (mapped.entries.get("side_kinds") or {}).items() for word in words}
    found = []
    for entry in mapped.entries.get("sides", ()):
        name, kind = mapped.cell(cells, entry["name"]), mapped.cell(cells, entry.get("kind"))
        if not name:
            continue
        if kinds and kind not in kinds:
            doubts.append(f"{entry['kind']} is {kind!r}, which the data set's codebook does not have")
        splitter = mapped.entries.get("sides_split")
        for each in name.split(splitter) if splitter else [name]:
            if each.strip():
                found.append(Side(each.strip(), kinds.get(kind, kind) or None))
    return tuple(found)


def _range(mapped: Mapped, cells: Sequence[str], entry: Mapping[str, Any] | None) -> GivenRange:
    if not entry:
        return GivenRange()
    if "number" in entry:
        words = mapped.cell(cells, entry["number"])
        number = number_of(words, column=str(entry["number"])) if words else None
        return GivenRange(number, number, number)
    values = {}
    for name in ("low", "best", "high"):
        words = mapped.cell(cells, entry.get(name))
        values[name] = number_of(words, column=name) if words else None
    return GivenRange(**values)


def _stands_in(mapped: Mapped, cells: Sequence[str]) -> dict[str, str]:
    """By measure, the first column of best, number, low, high that says something."""
    found = {}
    for measure in ("killed", "injured"):
        entry = mapped.entries.get(measure) or {}
        for name in ("best", "number", "low", "high"):
            if mapped.cell(cells, entry.get(name)):
                found[measure] = mapped.columns[mapped.place(entry[name])]
                break
    return found


def _parts(mapped: Mapped, cells: Sequence[str]) -> Iterator[Part]:
    for entry in mapped.entries.get("parts", ()):
        number = _range(mapped, cells, entry)
        if number.as_range() is not None:
            yield Part(entry["measure"], mapped.cell(cells, entry["words"]), number, entry.get("status"))


def _order(mapped: Mapped, id: str, measure: str, given: GivenRange) -> Iterator[Finding]:
    if given.defects:
        yield Finding(
            rule="order",
            severity="error",
            says=(
                f"Event {id} gives {measure} as low {given.low}, best {given.best}, high {given.high}: out of order. "
                "It is kept as given; counts let best stand and widen the ends to it."
            ),
            arithmetic="|".join(given.defects),
            counts=(f"{mapped.dataset}:{id}:{measure}",),
            reports=(f"{mapped.dataset}:{id}",),
        )
