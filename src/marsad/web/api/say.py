"""Records as the API's answers."""

from typing import Any

from marsad.model.claim import Finding
from marsad.model.codec import encode_finding, encode_range, encode_report, encode_when, encode_where, encode_who
from marsad.model.incident import Incident, Judgement, Tally, Toll
from marsad.model.plain import to_plain
from marsad.model.report import Report
from marsad.web.api.forms import CellForm, FindingForm, IncidentForm, JudgementForm, ReportForm


def report_form(report: Report, *, with_text: bool = False) -> ReportForm:
    """A report."""
    return ReportForm.model_validate({**encode_report(report), **({"text": report.text} if with_text else {})})


def finding_form(finding: Finding) -> FindingForm:
    """A finding."""
    return FindingForm.model_validate(encode_finding(finding))


def incident_form(incident: Incident) -> IncidentForm:
    """An incident."""
    return IncidentForm.model_validate(
        {
            "id": incident.id,
            "state": incident.state,
            "event": incident.event,
            "when": encode_when(incident.when),
            "where": [encode_where(where) for where in incident.where],
            "by": list(incident.by),
            "how": list(incident.how),
            "tolls": [_toll(toll) for toll in incident.tolls],
            "details": [_toll(toll) for toll in incident.details],
            "grade": incident.grade,
            "independent_sources": incident.independent_sources,
            "claims": [str(ref) for ref in incident.claims],
            "accepted_by": incident.accepted_by,
        }
    )


def _toll(toll: Toll) -> dict[str, Any]:
    data = {"measure": toll.measure, "who": encode_who(toll.who), "by": list(toll.by), "counts": list(toll.counts)}
    return data | encode_range(toll.range)


def judgement_form(made: Judgement) -> JudgementForm:
    """A judgement."""
    return JudgementForm(
        number=made.number, act=made.act, about=list(made.about), by=made.by, at=made.at, reason=made.reason,
        value=to_plain(made.value),
    )  # fmt: skip


def cell_form(tally: Tally) -> CellForm:
    """A cell of a table."""
    return CellForm(group=tally.group, incidents=list(tally.incidents), **encode_range(tally.range))
