"""Numbers told place by place in one sentence: "Baghdad with 402 killed, Anbar with 377". Neutral to language."""

from marsad.model.claim import Where
from marsad.read.chunks import Chunk, Group
from marsad.read.counted import Counted


def spread_over_places(counted: Counted) -> bool:
    """Gives every count of a sentence its place where each stands right after one; whether it did."""
    given: list[tuple[Group, Where]] = []
    place: Where | None = None
    tops = {id(top) for top in counted.tops}
    for index, chunk in enumerate(counted.chunks):
        if chunk.kind == "place" and chunk.where is not None:
            place = chunk.where if _introduces(counted.chunks, index) else None
        elif chunk.group is not None and id(chunk.group) in tops:
            if place is None:
                return False
            given.append((chunk.group, place))
    places = {where.words for _, where in given}
    if len(places) < 2 or not _repeats(given) or len(given) < len(counted.tops):
        return False
    for group, where in given:
        group.where = [where]
    return True


def _introduces(chunks: list[Chunk], index: int) -> bool:
    """Whether a number follows a place at once, with only "with", "saw" or a word that says nothing between."""
    for chunk in chunks[index + 1 : index + 4]:
        if chunk.kind == "group":
            return chunk.group is not None and chunk.group.range is not None
        if chunk.kind not in ("gap", "leaves", "colon", "open") and not (chunk.kind == "and" and chunk.word != "and"):
            return False
    return False


def _repeats(given: list[tuple[Group, Where]]) -> bool:
    """Whether two places have a number of one measure."""
    seen: dict[str | None, set[str | None]] = {}
    for group, where in given:
        seen.setdefault(group.measure, set()).add(where.words)
    return any(len(places) > 1 for places in seen.values())
