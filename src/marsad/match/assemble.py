"""Putting chosen claims together into an incident, as a person's split or merge asks for."""

from collections.abc import Callable, Iterable, Sequence

from marsad.match.copies import copies_in
from marsad.match.incident import put_together
from marsad.match.telling import Telling, tellings_of
from marsad.match.voices import named_voices
from marsad.model.claim import Reading
from marsad.model.incident import ClaimRef, Incident


def assembler(
    readings_of: Callable[[Sequence[str]], Iterable[Reading]],
) -> Callable[[str, Sequence[ClaimRef]], Incident | None]:
    """A function that makes an incident of an id out of claims; None where none of them is an event that is read."""

    def assemble(id: str, claims: Sequence[ClaimRef]) -> Incident | None:
        wanted = set(claims)
        readings = list(readings_of(sorted({ref.report for ref in claims})))
        tellings: list[Telling] = [t for reading in readings for t in tellings_of(reading) if t.ref in wanted]
        if not tellings:
            return None
        copies = copies_in(reading.report for reading in readings)
        return put_together(tellings, copies, named_voices(tellings), id=id)

    return assemble
