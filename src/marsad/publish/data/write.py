"""Rows written to files: CSV, JSON Lines, GeoJSON, Parquet, XLSX. All but Parquet hold one row in memory at a time."""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from marsad.publish.data.cells import cell
from marsad.publish.data.native import Column, columns, values_of
from marsad.publish.data.row import EventRow

BYTE_ORDER_MARK = "\ufeff"  # without it, Excel takes UTF-8 for the machine's old encoding and Arabic turns to rubbish
BATCH = 20_000


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
            writer.writerow([cell(value) for value in row])
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
    """A workbook with one sheet; text is written as text, so that nothing in it is run.

    Raises:
        ValueError: more rows than a sheet holds (1,048,575).
    """
    import xlsxwriter

    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    count = 0
    with xlsxwriter.Workbook(str(path), options) as book:
        sheet = book.add_worksheet(title[:31])
        heading, day = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.freeze_panes(1, 1)
        for place, column in enumerate(columns()):
            sheet.write_string(0, place, column.name, heading)
        for row in rows:
            count += 1
            if count > 1_048_575:
                raise ValueError("A sheet holds 1,048,575 rows. Export CSV or Parquet instead.")
            for place, value in enumerate(values_of(row).values()):
                if isinstance(value, date):
                    sheet.write_datetime(count, place, value, day)
                elif isinstance(value, int | float):
                    sheet.write_number(count, place, value)
                elif value is not None and value != "":
                    sheet.write_string(count, place, str(value))
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
            values = [values_of(row) for row in batch]
            data = {c.name: [value[c.name] for value in values] for c in columns()}
            writer.write_table(pa.table(data, schema=schema))
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
