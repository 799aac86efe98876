"""Places of readings, over an observatory or over lines of readings."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from marsad.locate import locate
from marsad.model.claim import Reading, Where
from marsad.model.codec import decode_reading
from marsad.model.errors import LocateError, ModelError
from marsad.packs import load_pack


@dataclass(frozen=True, slots=True)
class Placed:
    """How many places a reading names, how many of them are placed, and how many wait for a person."""

    named: int
    placed: int
    ambiguous: int


def places_of(reading: Reading) -> Iterator[Where]:
    """Every place of a reading: of its claims, and of counts that have their own."""
    for claim in reading.claims:
        yield from claim.where
        for count in claim.walk():
            yield from count.where


def tally_places(reading: Reading) -> Placed:
    """Counts the places of a reading by what became of them."""
    wheres = list(places_of(reading))
    return Placed(
        len(wheres), sum(where.place is not None for where in wheres), sum(bool(w.candidates) for w in wheres)
    )


def locate_lines(path: Path, *, pack: str) -> Iterator[Reading | tuple[str, str]]:
    """Readings of a JSON Lines file, placed anew; ("line 3", why) for a line that is no reading.

    Raises:
        LocateError: the file cannot be read.
    """
    loaded = load_pack(pack)
    try:
        lines = path.open(encoding="utf-8")
    except OSError as problem:
        raise LocateError(f"{path} cannot be read: {problem}.") from problem
    with lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                yield locate(decode_reading(json.loads(line)), loaded)
            except (ValueError, KeyError, TypeError, ModelError) as problem:
                yield f"line {number}", f"it is no reading in JSON ({problem}); wanted what marsad read --json prints"
