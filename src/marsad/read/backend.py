"""What a reading back-end is: it proposes claims; `validate` decides what of them stands in the text."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib.metadata import entry_points
from typing import Protocol, runtime_checkable

from marsad.model.claim import Claim, SetAside
from marsad.model.errors import ReadError
from marsad.model.report import Report
from marsad.packs import Pack

GROUP = "marsad.backends"  # the entry points under which other packages offer back-ends


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a back-end makes of one report: claims with spans in the report's text, and what it could not read."""

    claims: tuple[Claim, ...] = ()
    set_aside: tuple[SetAside, ...] = ()
    notes: tuple[str, ...] = field(default_factory=tuple)


@runtime_checkable
class Backend(Protocol):
    """Proposes claims for a report.

    `languages` are the codes it reads; `is_deterministic` says whether the same report always gives the same claims.
    A back-end never decides what enters the record: each of its counts must re-parse from its own words.
    """

    name: str
    version: str
    languages: frozenset[str]
    is_deterministic: bool

    def extract(self, report: Report, pack: Pack) -> Proposal:
        """The claims it finds in a report.

        Raises:
            ReadError: the report cannot be read by this back-end at all.
        """
        ...


def backend_named(name: str, built_in: Sequence[Backend]) -> Backend:
    """A back-end by its name: one that ships, or one that an installed package offers.

    Raises:
        ReadError: nobody offers a back-end of that name, or it fails to load.
    """
    for backend in built_in:
        if backend.name == name:
            return backend
    offered = {point.name: point for point in entry_points(group=GROUP)}
    if name not in offered:
        known = ", ".join(sorted({backend.name for backend in built_in} | set(offered)))
        raise ReadError(f"There is no back-end {name!r}; known are {known}. Install the package that offers it.")
    try:
        made = offered[name].load()
        backend = made() if isinstance(made, type) else made
    except Exception as problem:
        raise ReadError(f"The back-end {name!r} cannot be loaded: {problem}. Mend or remove its package.") from problem
    if not isinstance(backend, Backend):
        raise ReadError(f"{name!r} is no back-end: it lacks name, version, languages, is_deterministic or extract().")
    return backend
