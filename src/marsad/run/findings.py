"""Findings of the audit with their sentences, as one person may see them."""

from dataclasses import dataclass

from marsad.model.claim import Finding
from marsad.run.audit import audit_observatory
from marsad.run.cached import Cached
from marsad.run.show import sentence
from marsad.run.viewing import Viewing


@dataclass(frozen=True, slots=True)
class Told:
    """A finding, with the sentence of every count it names: (report, count, sentence)."""

    finding: Finding
    sentences: tuple[tuple[str, str, str], ...]


def findings_for(viewing: Viewing, cached: Cached) -> list[Told]:
    """Every finding whose reports are all open to this person, errors first."""
    observatory = viewing.observatory
    number = observatory.store.number
    found: list[Told] = cached.get("findings", number, lambda: _all(viewing), may_be_late=True)
    seen = [told for told in found if viewing.may_see_finding(told.finding)]
    return seen if viewing.sees_sources else [viewing.secrets.shown(told) for told in seen]


def _all(viewing: Viewing) -> list[Told]:
    audit = audit_observatory(viewing.observatory)
    readings = {reading.report.id: reading for reading in audit.readings}
    counts = {id: {count.id: count for count in reading.counts()} for id, reading in readings.items()}
    found = []
    for finding in audit.findings():
        sentences = []
        for ref in finding.counts:
            report, _, id = ref.rpartition(":")
            count = counts.get(report, {}).get(id)
            if count is not None:
                sentences.append((report, id, sentence(readings[report].report.text, count.span)))
        found.append(Told(finding, tuple(sentences)))
    order = {"error": 0, "doubt": 1, "note": 2}
    return sorted(found, key=lambda told: order[told.finding.severity])
