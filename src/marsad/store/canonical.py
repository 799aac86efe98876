"""The one way to write a record as bytes, so that its hash is the same on every engine and in every year."""

import hashlib
import json
import re
from typing import Any

from marsad.model.errors import StoreError

_LONE = re.compile("[\ud800-\udfff]")


def canonical(data: Any) -> str:
    """JSON with sorted keys, no spaces, and every character as itself except those no database takes as text.

    Control characters are escaped by JSON; half surrogates, which have no bytes in UTF-8, are escaped here.
    """
    try:
        written = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    except (TypeError, ValueError) as problem:
        raise StoreError(
            f"A record holds what JSON cannot: {problem}. Wanted text, numbers, lists and names."
        ) from problem
    return _LONE.sub(lambda found: f"\\u{ord(found.group()):04x}", written)


def plain_text(value: str) -> str:
    """A text for a look-up column: without the characters that no database takes. The record itself keeps them."""
    return _LONE.sub("\ufffd", value).replace("\0", "\ufffd")


def digest_of(kind: str, row: dict[str, Any]) -> str:
    """SHA-256 of one row: its kind and every column that holds something, except its number.

    Columns that hold nothing are left out, so that a later schema may add columns without touching old rows.
    """
    held = {name: value for name, value in row.items() if name != "change" and value is not None}
    return hashlib.sha256(canonical([kind, held]).encode()).hexdigest()


def hash_of(number: int, at: str, by: str, kind: str, key: str, digest: str, previous: str) -> str:
    """SHA-256 of one line of the ledger, chained to the line before."""
    return hashlib.sha256(canonical([number, at, by, kind, key, digest, previous]).encode()).hexdigest()


START = "0" * 64  # what the first line follows
