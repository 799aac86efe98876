"""A model beside the rules: it fills what they left empty, or is only compared with them."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Literal

from marsad.locate import locate
from marsad.model.claim import Reading
from marsad.model.errors import ReadError
from marsad.packs import Pack, load_pack
from marsad.read.backend import Backend
from marsad.read.languages import language_of
from marsad.read.models.endpoint import Endpoint, EndpointSettings
from marsad.read.models.merge import Compared, compare, fill
from marsad.read.validate import validate

Mode = Literal["shadow", "fill"]


def endpoint_at(url: str, *, model: str = "default", key: str | None = None, allow_remote: bool = False) -> Backend:
    """The back-end behind an OpenAI-compatible address.

    Raises:
        RefusedError: the address is not on this machine and `allow_remote` was not said.
        ReadError: it is no address.
    """
    settings = EndpointSettings(url, model, key, allow_remote=allow_remote)
    settings.check()
    return Endpoint(settings)


def read_by_model(reading: Reading, pack: Pack, backend: Backend) -> Reading:
    """The model's own reading of the same report: only what stands in the text, placed.

    A model that fails gives a reading without claims, with the reason in `set_aside`.
    """
    report = reading.report
    proposal = backend.extract(report, pack)
    claims, refused = validate(proposal.claims, report, pack, language_of(report))
    name = f"{backend.name} {backend.version}"
    return locate(Reading(report, claims, set_aside=(*proposal.set_aside, *refused), read_by=name), pack)


def beside_model(
    readings: Iterable[Reading], *, backend: Backend, mode: Mode, pack: str | Path = "syria"
) -> Iterator[tuple[Reading, Compared]]:
    """Each reading with the comparison; in "fill" with the model's claims where the rules have none, else unchanged.

    Raises:
        ReadError: another mode.
    """
    if mode not in ("shadow", "fill"):
        raise ReadError(f"A model reads in the mode 'shadow' or 'fill'; found {mode!r}.")
    loaded = load_pack(pack)
    for reading in readings:
        other = read_by_model(reading, loaded, backend)
        compared = compare(reading, other)
        yield (fill(reading, other) if mode == "fill" else reading), compared
