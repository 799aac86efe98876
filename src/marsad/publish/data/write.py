"""Rows written to files: CSV, JSON Lines, GeoJSON, Parquet, XLSX. All but Parquet hold one row in memory at a time."""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from marsad.model.errors import PublishError
from marsad.publish.data.cells import cells
from marsad.publish.data.native import Column, columns, values_of
from marsad.publish.data.row import EventRow

BYTE_ORDER_MARK = "\ufeff"  # without it, Excel takes UTF-8 for the machine's old encoding and Arabic turns to rubbish
BATCH = 20_000
MOST_LINES, MOST_CHARACTERS = 1_048_575, 32_767  # what a sheet and a cell of a workbook hold


def write_csv(path: Path, header: Sequence[str], rows: Iterable[Sequence[Any]], *, second: Sequence[str] = ()) -> int:
    """A CSV file for people and programs; `second` is a second line of headings (HXL tags). Gives the number of rows.

    What a spreadsheet would take for a formula gets an apostrophe before it.
    """
    count = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(BYTE_ORDER_MARK)
        writer = csv.writer(file)
        writer.writerow(header)
        if second:
            writer.writerow(second)
        for row in rows:
            writer.writerow(cells(row))
            count += 1
    return count


def write_json_lines(path: Path, rows: Iterable[EventRow]) -> int:
    """One object a line, with what is not known left out."""
    count = 0
    with path.open("w", encoding="utf-8") as file:
        for row in rows:
            values = {key: value for key, value in values_of(row).items() if value not in (None, "")}
            file.write(json.dumps(values, ensure_ascii=False, default=str) + "\n")
            count += 1
    return count


def write_geojson(path: Path, rows: Iterable[EventRow]) -> int:
    """A feature for every row; one without a point has no geometry, and is not left out."""
    count = 0
    with path.open("w", encoding="utf-8") as file:
        file.write('{"type":"FeatureCollection","features":[')
        for row in rows:
            point = None
            if row.latitude is not None and row.longitude is not None:
                point = {"type": "Point", "coordinates": [row.longitude, row.latitude]}
            values = {key: value for key, value in values_of(row).items() if value not in (None, "")}
            feature = {"type": "Feature", "id": row.id, "geometry": point, "properties": values}
            file.write((",\n" if count else "\n") + json.dumps(feature, ensure_ascii=False, default=str))
            count += 1
        file.write("\n]}\n")
    return count


def write_xlsx(path: Path, rows: Iterable[EventRow], *, title: str = "incidents") -> int:
    """A workbook with one sheet; text is written as text, so that nothing in it is run, and days as days.

    A text longer than a cell holds (32,767 characters) ends in an ellipsis; CSV and Parquet hold it whole.

    Raises:
        PublishError: more rows than a sheet holds (1,048,575), or the writer is not installed.
    """
    try:
        from rustpy_xlsxwriter import FastExcel
    except ImportError:
        raise PublishError("XLSX needs rustpy-xlsxwriter: pip install 'marsad[data]'") from None
    count = 0

    def lines() -> Iterator[dict[str, Any]]:
        nonlocal count
        for row in rows:
            count += 1
            if count > MOST_LINES:
                raise PublishError(f"A sheet holds {MOST_LINES:,} rows. Export CSV or Parquet instead.")
            values = values_of(row)
            for name, value in values.items():
                if value.__class__ is str and len(value) > MOST_CHARACTERS:
                    values[name] = f"{value[: MOST_CHARACTERS - 1]}…"
            yield values
        if not count:  # a sheet without rows still has its headings
            yield dict.fromkeys(column.name for column in columns())

    book = FastExcel(str(path)).format(bold_headers=True, datetime_format="yyyy-mm-dd").freeze(row=1, col=1)
    try:
        book.sheet(title[:31], lines()).save()
    except BaseException:
        path.unlink(missing_ok=True)  # half a workbook opens nowhere
        raise
    return count


def write_parquet(path: Path, rows: Iterable[EventRow]) -> int:
    """A Parquet file, with dates, numbers and text typed; batches of 20,000 rows."""
    import pyarrow as pa
    from pyarrow import parquet

    kinds = {"string": pa.string(), "date": pa.date32(), "number": pa.float64(), "integer": pa.int64()}
    schema = pa.schema([pa.field(c.name, kinds[c.type], metadata={"hxl": c.hxl, "holds": c.holds}) for c in columns()])
    count = 0
    with parquet.ParquetWriter(path, schema, compression="zstd") as writer:
        for batch in _batches(rows):
            by_column = zip(*(values_of(row).values() for row in batch))
            arrays = [pa.array(values, type=field.type) for values, field in zip(by_column, schema)]
            writer.write_table(pa.Table.from_arrays(arrays, schema=schema))
            count += len(batch)
    return count


def _batches(rows: Iterable[EventRow]) -> Iterator[list[EventRow]]:
    batch: list[EventRow] = []
    for row in rows:
        batch.append(row)
        if len(batch) >= BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def codebook_csv() -> str:
    """The columns with their types and meaning, as a small table."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["column", "type", "hxl", "holds"])
    for column in columns():
        writer.writerow([column.name, column.type, column.hxl, column.holds])
    return out.getvalue()


def headings() -> tuple[list[str], list[str]]:
    """The names of the columns, and their HXL tags."""
    found: tuple[Column, ...] = columns()
    return [column.name for column in found], [column.hxl for column in found]
