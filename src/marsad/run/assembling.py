"""Puts claims together into an incident again, out of readings as people left them."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from marsad.match.assemble import assembler
from marsad.model.claim import Claim, Reading
from marsad.model.incident import ClaimRef, Incident
from marsad.review import Claims, reviewed_reading
from marsad.store import Store


@dataclass
class Assembling:
    """Readings of a store as people left them, each fetched once."""

    store: Store
    claims: Claims
    _readings: dict[str, list[Reading]] = field(default_factory=dict)

    def __call__(self, key: str, refs: Sequence[ClaimRef]) -> Incident | None:
        """The incident of these claims, under an id; None where none of them can be found any more."""
        wanted = set(refs)
        readings = [
            reading for report in dict.fromkeys(ref.report for ref in refs) for reading in self._of(report, wanted)
        ]
        return assembler(lambda _: readings)(key, refs)

    def claim(self, ref: ClaimRef) -> Claim | None:
        """A claim as the machine read it, in the latest reading that has it; None where there is none."""
        for reading in reversed(self._all(ref.report)):
            for claim in reading.claims:
                if claim.id == ref.claim:
                    return claim
        return None

    def text(self, report: str) -> str:
        """The text of a report; empty where it is not read."""
        held = self._all(report)
        return held[-1].report.text if held else ""

    def _all(self, report: str) -> list[Reading]:
        if report not in self._readings:
            self._readings[report] = [kept.record for kept in self.store.readings.of(report) if kept.record is not None]
        return self._readings[report]

    def _of(self, report: str, wanted: set[ClaimRef]) -> list[Reading]:
        """The latest reading that has a wanted claim: reading again may have named its claims otherwise."""
        names = {ref.claim for ref in wanted if ref.report == report}
        for reading in reversed(self._all(report)):
            if any(claim.id in names for claim in reading.claims):
                return [reviewed_reading(reading, self.claims)]
        return []
