"""The child process that opens one document: ``python -m marsad.collect.open_document KIND < FILE``."""

import io
import json
import sys
import zipfile
from collections.abc import Callable
from typing import Any

from marsad.collect.apart import MAX_TEXT, MEMORY_BYTES, SECONDS
from marsad.model.errors import CollectError

MAX_PAGES = 400
MAX_UNPACKED = 300_000_000
MAX_ROWS = 50_000
Answer = dict[str, Any]


def _bound_this_process() -> None:
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))


def _need(name: str) -> Any:
    from importlib import import_module

    try:
        return import_module(name)
    except ImportError:
        raise CollectError(f"This kind of file needs {name}: pip install 'marsad[intake]'") from None


def open_pdf(raw: bytes) -> Answer:
    """Every page's text, in reading order; a page that is only a picture has none."""
    pdfium = _need("pypdfium2")
    try:
        document = pdfium.PdfDocument(raw)
    except pdfium.PdfiumError as problem:
        raise CollectError(f"The PDF cannot be opened ({problem}). Is it damaged, or locked with a password?") from None
    if len(document) > MAX_PAGES:
        raise CollectError(f"The PDF has {len(document):,} pages; a report may have {MAX_PAGES}. Split it.")
    pages, size = [], 0
    for page in document:
        words = page.get_textpage().get_text_range().replace("\r\n", "\n").replace("\ufffe", "")
        size += len(words)
        if size > MAX_TEXT:
            raise CollectError(f"The PDF holds over {MAX_TEXT:,} characters. Split it.")
        pages.append(words.strip())
    text = "\n\n".join(page for page in pages if page)
    if sum(c.isalpha() for c in text) < 20:
        raise CollectError("The PDF holds pictures and no text. Run it through character recognition first.")
    title = str(document.get_metadata_dict().get("Title") or "").strip() or None
    return {"texts": [{"text": text}], "about": {"pages": len(pages), "title": title}}


def _check_zip(raw: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            size = sum(entry.file_size for entry in archive.infolist())
    except zipfile.BadZipFile:
        return
    if size > MAX_UNPACKED:
        raise CollectError(f"The document unpacks to {size / 1e6:,.0f} MB; it may be made to harm. It is not opened.")


def open_docx(raw: bytes) -> Answer:
    """Paragraphs and tables in their order; a row of a table is a line."""
    docx = _need("docx")
    _check_zip(raw)
    try:
        document = docx.Document(io.BytesIO(raw))
        blocks = list(document.iter_inner_content())
    except (KeyError, ValueError, zipfile.BadZipFile, docx.opc.exceptions.PackageNotFoundError) as problem:
        raise CollectError(f"The document cannot be opened ({problem}). Is it damaged?") from None
    lines = []
    for block in blocks:
        if hasattr(block, "rows"):
            lines += ["\t".join(cell.text.strip() for cell in row.cells) for row in block.rows]
        else:
            mark = "• " if block.style is not None and "List" in (block.style.name or "") else ""
            lines.append(f"{mark}{block.text}" if block.text.strip() else "")
    text = "\n".join(lines).strip()
    if not text:
        raise CollectError("The document holds no text.")
    title = (document.core_properties.title or "").strip() or None
    return {"texts": [{"text": text[:MAX_TEXT]}], "about": {"title": title}}


def open_sheet(raw: bytes) -> Answer:
    """A workbook (XLSX, XLS, ODS): a report a row where there is a column `text`, else each sheet as one text."""
    calamine = _need("python_calamine")
    _check_zip(raw)
    try:
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(raw))
        sheets = [(name, book.get_sheet_by_name(name).to_python()) for name in book.sheet_names]
    except Exception as problem:
        raise CollectError(f"The workbook cannot be opened ({type(problem).__name__}: {problem}).") from None
    texts: list[Answer] = []
    for name, rows in sheets:
        if len(rows) > MAX_ROWS:
            raise CollectError(f"The sheet {name!r} has {len(rows):,} rows; at most {MAX_ROWS:,} are taken. Split it.")
        texts += _of_rows(str(name), rows)
    if not texts:
        raise CollectError("The workbook is empty.")
    return {"texts": texts, "about": {}}


def _of_rows(name: str, rows: list[list[Any]]) -> list[Answer]:
    header = [str(cell).strip().lower() for cell in rows[0]] if rows else []
    if "text" in header:
        found = []
        for number, row in enumerate(rows[1:], start=2):
            values = {key: _cell(value) for key, value in zip(header, row) if key and _cell(value)}
            if values.get("text"):
                found.append({**values, "row": number, "sheet": name})
        return found
    lines = ["\t".join(_cell(cell) for cell in row).strip() for row in rows]
    text = "\n".join(line for line in lines if line)
    return [{"text": text, "title": None, "sheet": name}] if text else []


def _cell(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value).strip()


OPEN: dict[str, Callable[[bytes], Answer]] = {"pdf": open_pdf, "docx": open_docx, "sheet": open_sheet}


def main() -> None:
    """Open what comes on standard input."""
    _bound_this_process()
    try:
        answer = OPEN[sys.argv[1]](sys.stdin.buffer.read())
    except CollectError as problem:
        answer = {"problem": str(problem)}
    except MemoryError:
        answer = {"problem": "The document needs more memory than one report may. Save its text as a plain file."}
    except Exception as problem:
        answer = {"problem": f"The document cannot be opened ({type(problem).__name__}). Is it damaged?"}
    sys.stdout.write(json.dumps(answer, default=str))


if __name__ == "__main__":
    main()
