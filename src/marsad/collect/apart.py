"""Documents of risky formats are opened in a process of their own, with little memory and little time.

A PDF or office file can be made to exhaust whoever opens it. The child gets the bytes on standard input, gives the text
on standard output as JSON, and is ended when it takes too long.
"""

import json
import subprocess
import sys
from dataclasses import dataclass
from typing import Any

from marsad.model.errors import CollectError

SECONDS = 60
MEMORY_BYTES = 1_500_000_000
MAX_TEXT = 4_000_000  # characters, of a whole workbook


@dataclass(frozen=True, slots=True)
class Opened:
    """What a document holds: its texts (one, or one a row of a sheet), and what it says of itself."""

    texts: tuple[dict[str, Any], ...]
    about: dict[str, Any]


def open_apart(kind: str, raw: bytes, *, seconds: int = SECONDS) -> Opened:
    """The texts of a document, opened in a child process.

    Args:
        kind: "pdf", "docx" or "sheet".
        raw: the file.
        seconds: how long it may take.

    Raises:
        CollectError: it took too long or too much, is damaged or locked, or holds no text.
    """
    try:
        done = subprocess.run(  # noqa: S603 - our own module, no shell
            [sys.executable, "-m", "marsad.collect.open_document", kind], input=raw, capture_output=True,
            timeout=seconds, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise CollectError(
            f"The document took over {seconds} seconds to open. Save its text as a plain file and collect that."
        ) from None
    try:
        answer = json.loads(done.stdout)
    except ValueError:
        raise CollectError(
            "The document could not be opened: it needs more memory than one report may, or is damaged. "
            "Save its text as a plain file and collect that."
        ) from None
    if problem := answer.get("problem"):
        raise CollectError(str(problem))
    return Opened(tuple(answer["texts"]), answer.get("about") or {})
