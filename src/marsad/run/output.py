"""What commands print: records as JSON Lines, and the names behind ids."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from marsad.model.claim import Reading
from marsad.model.codec import encode_reading
from marsad.packs import load_pack


def json_line(record: Reading | dict[str, Any]) -> str:
    """A reading, or plain data, as one line of JSON with its line end."""
    data = encode_reading(record) if isinstance(record, Reading) else record
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"), default=str) + "\n"


def names_of(pack: str | Path, language: str = "en") -> Callable[[str], str]:
    """A function from an actor's id to its name in a language; ids that the pack does not know stay as they are."""
    names = names_by_id(pack, language)
    return lambda id: names.get(id, id)


def names_by_id(pack: str | Path, language: str = "en") -> dict[str, str]:
    """The names of all actors of a pack in a language; the English one where it has no other."""
    return {
        id: (actor.name_ar if language == "ar" else actor.name_en) or actor.name_en
        for id, actor in load_pack(pack).actors.items()
    }
