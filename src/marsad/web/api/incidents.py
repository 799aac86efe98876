"""Incidents with filters, and one with all that is behind it."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, HTTPException, Path, Query, Request
from starlette.responses import Response

from marsad.run.browsing import Wanted, incident_page
from marsad.run.judging import case_of
from marsad.web.api.asking import After, Asking, Limit
from marsad.web.api.forms import CaseForm, EvidenceForm, IncidentPage
from marsad.web.api.say import incident_form, judgement_form
from marsad.web.shared import shared_answer

router = APIRouter(tags=["incidents"])
Word = Annotated[str | None, Query(max_length=120)]


@router.get("/incidents", response_model=IncidentPage)
def list_incidents(
    request: Request, asking: Asking, after: After = 0, limit: Limit = 50, state: Word = None,
    since: date | None = None,
    until: date | None = None, place: Word = None, actor: Word = None, event: Word = None,
) -> Response:  # fmt: skip
    """Incidents in the order of their last change: by state, days, unit or area, group (doer or victim), kind."""
    wanted = Wanted(state or None, since, until, place or None, actor or None, event or None)

    def make() -> IncidentPage:
        found, following = incident_page(asking.viewing, wanted, after=after, limit=limit)
        return IncidentPage(items=[incident_form(incident) for incident in found], following=following)

    return shared_answer(request, asking, make)


@router.get("/incidents/{id:path}")
def one_incident(asking: Asking, id: Annotated[str, Path(min_length=1, max_length=500)]) -> CaseForm:
    """One incident: as it stands, as the machine had it, every claim with its sentences, every judgement."""
    case = case_of(asking.viewing, id)
    if case is None:
        raise HTTPException(404, "There is no such incident, or it is not open to you.")
    evidence = [
        EvidenceForm(
            ref=each.ref, publisher=each.publisher, said_by=list(each.said_by), sentences=list(each.sentences),
            state=each.state,
        )
        for each in case.evidence
    ]  # fmt: skip
    return CaseForm(
        incident=incident_form(case.incident) if case.incident else None,
        machine=incident_form(case.machine) if case.machine else None,
        state=case.state,
        evidence=evidence,
        history=[judgement_form(made) for made in case.history],
        proposed_grade=case.grade.grade if case.grade else None,
        seen=case.seen,
    )
