"""The observatory as one person may see it: what is restricted to others is not there.

Every list, search, count, export, page and API answer goes through here, so that the rule stands in one place.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import TypeVar

from marsad.model.claim import Finding, Reading
from marsad.model.errors import RefusedError
from marsad.model.incident import Alert, Incident
from marsad.model.report import Report
from marsad.run.observatory import Observatory
from marsad.run.secrets import Secrets
from marsad.store.accounts import Person

T = TypeVar("T")


@dataclass(frozen=True)
class Viewing:
    """What one person sees.

    `hidden` holds the ids that are not open to them: restricted reports, sources and incidents, every report of a
    restricted source, and incidents that were withheld (which whoever may decide still sees). `granted` holds what is
    restricted but open to them. Without the right to see sources, names of protected ones are blacked out everywhere.
    """

    observatory: Observatory
    person: Person
    hidden: frozenset[str] = field(default=frozenset())
    granted: frozenset[str] = field(default=frozenset())
    secrets: Secrets = field(default_factory=Secrets)

    @classmethod
    def of(cls, observatory: Observatory, person: Person, *, number: int | None = None) -> "Viewing":
        """The view of a person, by the restrictions as they stand now, or stood after change `number` or later."""
        secrets = observatory.secrets(number)
        hidden, granted = secrets.view(frozenset(person.groups), decides=person.may("decide"))
        return cls(observatory, person, hidden, granted, secrets)

    def anew(self) -> "Viewing":
        """The view of the same person, by the restrictions as they stand now."""
        return Viewing.of(self.observatory, self.person)

    @property
    def sees_sources(self) -> bool:
        """Whether this person may know the names of protected sources."""
        return self.person.may("see-sources") or not self.secrets.protected

    @property
    def key(self) -> tuple[object, ...]:
        """The same for all who see the same: answers may be shared under it."""
        secrets = self.secrets
        return secrets.rules, secrets.moved, self.granted, self.person.may("decide"), self.sees_sources

    def need(self, act: str) -> None:
        """Stops where the person's roles do not allow the act.

        Raises:
            RefusedError: with the act that is missing.
        """
        if not self.person.may(act):
            raise RefusedError(
                f"Your account may not do this ({act}). Ask the keeper of this observatory for the role."
            )

    def may_see_report(self, report: Report) -> bool:
        """Whether the report, and who published it, are open to this person."""
        return report.id not in self.hidden and (report.publisher or "") not in self.hidden

    def may_see(self, incident: Incident) -> bool:
        """Whether the incident and every report behind it are open to this person."""
        if incident.id in self.hidden or (incident.is_restricted and not self.sees_withheld(incident.id)):
            return False
        return not any(ref.report in self.hidden for ref in incident.claims)

    def sees_withheld(self, id: str) -> bool:
        """Whether an incident that somebody keeps inside is open to this person."""
        return id in self.granted or self.person.may("decide")

    def may_see_alert(self, alert: Alert) -> bool:
        """Whether every incident that an alert counts is open: its numbers would tell of the others."""
        return not self.hidden or all(id not in self.hidden and self._is_open_incident(id) for id in alert.incidents)

    def may_see_finding(self, finding: Finding) -> bool:
        """Whether every report that a finding speaks of is open."""
        about = (*finding.reports, *finding.counts, *finding.claims)
        return not self.hidden or not any(id in self.hidden or id.rpartition(":")[0] in self.hidden for id in about)

    def _is_open_incident(self, id: str) -> bool:
        incident = self.observatory.store.incidents.get(id)
        return incident is None or self.may_see(incident)

    def is_not_hidden(self, id: str) -> bool:
        """Whether neither an id nor the report that it begins with is hidden by name."""
        return id not in self.hidden and id.rpartition(":")[0] not in self.hidden

    def may_see_id(self, id: str) -> bool:
        """Whether a thing is open, whatever it is: a report, a claim or count in one, an incident; unknown ones are."""
        if not self.is_not_hidden(id):
            return False
        if not (self.hidden or self.secrets.withheld):
            return True
        alert = self.observatory.store.alerts.get(id)
        return self._is_open_incident(id) and (alert is None or self.may_see_alert(alert))

    def shown(self, record: T) -> T:
        """A record as this person may read it: without names of protected sources."""
        return record if self.sees_sources else self.secrets.shown(record)

    def report(self, id: str) -> Report | None:
        """A report that this person may see; None for one that is not there or not open, which look the same."""
        report = self.observatory.store.reports.get(id)
        if report is None or not self.may_see_report(report):
            return None
        return report if self.sees_sources else self.secrets.anonymous(report)

    def reports(self, reports: Iterable[Report]) -> Iterator[Report]:
        """Those of the reports that are open, as this person may read them."""
        for report in reports:
            if self.may_see_report(report):
                yield report if self.sees_sources else self.secrets.anonymous(report)

    def reading(self, id: str) -> Reading | None:
        """The latest reading of a report that this person may see."""
        reading = self.observatory.store.readings.get(id)
        if reading is None or not self.may_see_report(reading.report):
            return None
        if self.sees_sources:
            return reading
        return self.secrets.shown(replace(reading, report=self.secrets.anonymous(reading.report)))

    def bytes_of(self, id: str) -> bytes | None:
        """A report's bytes as collected; None where it is not open, or its text is shown with a name blacked out."""
        report, store = self.report(id), self.observatory.store
        # Bytes cannot be blacked out: they stay inside wherever what is shown is not what was collected.
        if report is None or (not self.sees_sources and report != store.reports.get(id)):
            return None
        return store.reports.bytes_of(id)

    def incident(self, id: str) -> Incident | None:
        """An incident that this person may see."""
        incident = self.observatory.store.incidents.get(id)
        return self.shown(incident) if incident is not None and self.may_see(incident) else None

    def incidents(self) -> Iterator[Incident]:
        """Every incident that this person may see."""
        return (incident for incident in self.observatory.store.incidents.all() if self.may_see(incident))

    def publisher(self, report: Report) -> str | None:
        """Who published a report, as far as this person may know: the name of a protected source stays inside."""
        if self.sees_sources or report.publisher not in self.secrets.protected:
            return report.publisher
        return None
