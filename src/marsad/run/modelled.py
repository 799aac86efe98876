"""A model beside the rules: it fills what they left empty, or is only compared with them."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Literal

from marsad.count.audit import audit_reading
from marsad.locate import locate
from marsad.model.claim import Reading, SetAside
from marsad.model.errors import MarsadError, ReadError, RefusedError
from marsad.packs import Pack, load_pack
from marsad.read.backend import Backend, Proposal
from marsad.read.languages import language_of
from marsad.read.models.endpoint import Endpoint, EndpointSettings
from marsad.read.models.gliner import Gliner
from marsad.read.models.merge import Compared, compare, fill
from marsad.read.validate import validate

Mode = Literal["shadow", "fill"]


def endpoint_at(
    url: str, *, model: str = "default", key: str | None = None, seconds: float = 60.0, allow_remote: bool = False
) -> Backend:
    """The back-end behind an OpenAI-compatible address.

    Raises:
        RefusedError: the address is not on this machine and `allow_remote` was not said.
        ReadError: it is no address.
    """
    settings = EndpointSettings(url, model, key, seconds, allow_remote=allow_remote)
    settings.check()
    return Endpoint(settings)


def gliner_in(folder: Path) -> Backend:
    """The back-end on a GLiNER2 model in a folder of this machine. It is loaded when first needed."""
    return Gliner(folder)


def where_reports_go(backend: Backend) -> str | None:
    """The other machine that reports are sent to; None where they stay on this one."""
    if isinstance(backend, Endpoint) and backend.settings.allow_remote:
        try:
            replace(backend.settings, allow_remote=False).check()
        except RefusedError:
            return backend.settings.host
    return None


def read_by_model(reading: Reading, pack: Pack, backend: Backend) -> Reading:
    """The model's own reading of the same report: only what stands in the text, placed.

    A model that fails, in whatever way, gives a reading without claims, with the reason in `set_aside`; only one that
    cannot be used at all stops the work.

    Raises:
        ReadError: there is no such model.
        RefusedError: it is on another machine and that was not allowed.
    """
    report = reading.report
    try:
        proposal = backend.extract(report, pack)
    except MarsadError:
        raise
    except Exception as problem:
        why = f"the model's reader failed ({type(problem).__name__}: {problem}). The rules' reading stands."
        proposal = Proposal(set_aside=(SetAside("answer", why),))
    claims, refused = validate(proposal.claims, report, pack, language_of(report))
    name = f"{backend.name} {backend.version}"
    return locate(Reading(report, claims, set_aside=(*proposal.set_aside, *refused), read_by=name), pack)


def beside_model(
    readings: Iterable[Reading], *, backend: Backend, mode: Mode, pack: str | Path | Pack = "syria"
) -> Iterator[tuple[Reading, Compared]]:
    """Each reading with the comparison; in "fill" with the model's claims where the rules have none, else unchanged.

    Raises:
        ReadError: another mode.
    """
    if mode not in ("shadow", "fill"):
        raise ReadError(f"A model reads in the mode 'shadow' or 'fill'; found {mode!r}.")
    loaded = pack if isinstance(pack, Pack) else load_pack(pack)
    for reading in readings:
        other = read_by_model(reading, loaded, backend)
        compared = compare(reading, other)
        yield (_filled(reading, other, loaded) if mode == "fill" else reading), compared


def _filled(reading: Reading, other: Reading, pack: Pack) -> Reading:
    """The rules' reading, whole, with what the model adds; what then does not add up is found too."""
    filled = fill(reading, other)
    if len(filled.claims) == len(reading.claims):
        return filled
    names = {actor.id: actor.name_en for actor in pack.actors.values()}
    found = [finding for finding in audit_reading(filled, names=names) if finding not in reading.findings]
    return replace(filled, findings=(*reading.findings, *found))
