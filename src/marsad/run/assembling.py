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
        readings = [each for report in dict.fromkeys(ref.report for ref in refs) for each in self._latest(report)]
        return assembler(lambda _: readings)(key, refs)

    def claim(self, ref: ClaimRef) -> Claim | None:
        """A claim as the machine read it, in the latest reading that has it; None where there is none."""
        for reading in reversed(self._all(ref.report)):
            for claim in reading.claims:
                if claim.id == ref.claim:
                    return claim
        return None

    def _all(self, report: str) -> list[Reading]:
        if report not in self._readings:
            self._readings[report] = [kept.record for kept in self.store.readings.of(report) if kept.record is not None]
        return self._readings[report]

    def _latest(self, report: str) -> list[Reading]:
        """The latest reading as people left it. What only an earlier one says was read otherwise since, and is out."""
        held = self._all(report)
        return [reviewed_reading(held[-1], self.claims)] if held else []
