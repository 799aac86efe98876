"""Sentences that tell two things, as two: an event and a toll, a toll and the day it runs from. Neutral to language."""

from copy import copy

from marsad.model.claim import When
from marsad.read.chunks import Chunk
from marsad.read.counted import Counted
from marsad.read.story import dates_of


def split_counted(counted: Counted) -> list[Counted]:
    """A sentence that tells two things with dates of two kinds, as two: an event and, after ";" or "X said", a toll."""
    sentence = counted.sentence
    cuts = [chunk.first for chunk in counted.chunks if chunk.kind == "semicolon"]
    cuts += [
        saying.start
        for saying in sentence.sayings
        if saying.words and not saying.is_same and saying.start > sentence.first
    ]
    if (when := _then(counted)) is not None:
        return [_piece(counted, when, True), _piece(counted, when, False)]
    for cut in sorted(cuts):
        sides = [[chunk for chunk in counted.chunks if (chunk.first < cut) == is_left] for is_left in (True, False)]
        if any(top.first < cut for top in counted.tops) and _are_two(counted, cut, sides):
            return [_piece(counted, cut, True), _piece(counted, cut, False)]
    return [counted]


def _then(counted: Counted) -> int | None:
    """ "32,900 have been killed since October 7, when militants killed 1,200": where the second thing begins."""
    chunks = counted.chunks
    for index, chunk in enumerate(chunks[2:], 2):
        dated = chunks[index - 2].when if chunks[index - 2].kind == "date" else None
        if chunk.kind != "clause" or chunk.word != "when" or chunks[index - 1].kind != "comma" or dated is None:
            continue
        sides = [[top for top in counted.tops if (top.first < chunk.first) == is_left] for is_left in (True, False)]
        if dated.precision == "running" and dated.start is not None and all(sides):
            told = When(None, dated.start, dated.start, "day")
            chunks[index] = Chunk("date", chunk.first, chunk.last, when=told)
            return chunk.first
    return None


def _are_two(counted: Counted, cut: int, sides: list[list[Chunk]]) -> bool:
    if not any(top.first >= cut for top in counted.tops):
        return False
    own = {id(chunk) for chunk in dates_of(counted.sentence, counted.chunks)}
    sides = [[chunk for chunk in side if chunk.kind != "date" or id(chunk) in own] for side in sides]
    days = [
        {chunk.when.precision == "day" for chunk in side if chunk.kind == "date" and chunk.when is not None}
        for side in sides
    ]
    return bool(days[1]) and days[0] != days[1]


def _piece(counted: Counted, cut: int, is_left: bool) -> Counted:
    piece = copy(counted)
    sentence = copy(counted.sentence)
    piece.sentence = sentence
    sentence.sayings = [saying for saying in sentence.sayings if (saying.at < cut) == is_left]
    piece.chunks = [chunk for chunk in counted.chunks if (chunk.first < cut) == is_left]
    piece.tops = [top for top in counted.tops if (top.first < cut) == is_left]
    piece.orphans = [top for top in counted.orphans if (top.first < cut) == is_left]
    piece.unbound = [group for group in counted.unbound if (group.first < cut) == is_left]
    if not is_left:
        sentence.cues, sentence.opener = sentence.cues[cut - sentence.first :] or sentence.cues, ""
    return piece
