"""The observatory as one person may see it: what is restricted to others is not there.

Every list, search, count, export, page and API answer goes through here, so that the rule stands in one place.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from marsad.model.claim import Reading
from marsad.model.errors import RefusedError
from marsad.model.incident import Incident
from marsad.model.report import Report
from marsad.run.observatory import Observatory
from marsad.store.accounts import Person


@dataclass(frozen=True)
class Viewing:
    """What one person sees. `hidden` holds the ids (reports, sources, incidents) that are restricted to others."""

    observatory: Observatory
    person: Person
    hidden: frozenset[str] = field(default=frozenset())
    granted: frozenset[str] = field(default=frozenset())

    @classmethod
    def of(cls, observatory: Observatory, person: Person) -> "Viewing":
        """The view of a person, by the restrictions as they stand now."""
        hidden, granted = set(), set()
        for restriction in observatory.store.restrictions.all():
            open_to = set(restriction.groups) & set(person.groups)
            (granted if open_to else hidden).add(restriction.about)
        return cls(observatory, person, frozenset(hidden), frozenset(granted))

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
        if incident.id in self.hidden or (incident.is_restricted and incident.id not in self.granted):
            return False
        return not any(ref.report in self.hidden for ref in incident.claims)

    def report(self, id: str) -> Report | None:
        """A report that this person may see; None for one that is not there or not open, which look the same."""
        report = self.observatory.store.reports.get(id)
        return report if report is not None and self.may_see_report(report) else None

    def reading(self, id: str) -> Reading | None:
        """The latest reading of a report that this person may see."""
        return self.observatory.store.readings.get(id) if self.report(id) is not None else None

    def incident(self, id: str) -> Incident | None:
        """An incident that this person may see."""
        incident = self.observatory.store.incidents.get(id)
        return incident if incident is not None and self.may_see(incident) else None

    def incidents(self) -> Iterator[Incident]:
        """Every incident that this person may see."""
        return (incident for incident in self.observatory.store.incidents.all() if self.may_see(incident))

    def publisher(self, report: Report) -> str | None:
        """Who published a report, as far as this person may know: the name of a protected source stays inside."""
        if report.publisher is None or self.person.may("see-sources"):
            return report.publisher
        protected = {each.name for each in self.observatory.store.sources.all() if each.is_protected} | {
            each.id for each in self.observatory.store.sources.all() if each.is_protected
        }
        return None if report.publisher in protected else report.publisher
