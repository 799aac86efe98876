"""Counts, findings, alerts and places."""

from datetime import date
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from marsad.model.codec import encode_where
from marsad.model.words import Severity
from marsad.run.findings import findings_for
from marsad.run.listing import newest_alerts
from marsad.run.places import find
from marsad.run.tables import MAX_CELLS, tallies_for
from marsad.web.access import cached_of
from marsad.web.api.asking import After, Asking, Limit
from marsad.web.api.forms import (
    AlertForm,
    AlertPage,
    CountsForm,
    FindingPage,
    PlaceForm,
    ToldFinding,
    WhereForm,
)
from marsad.web.api.say import cell_form, finding_form
from marsad.web.shared import shared_answer

router = APIRouter(tags=["numbers"])
MeasureName = Literal[
    "killed", "injured", "killed_or_injured", "abducted", "detained", "missing", "displaced", "released", "surrendered",
    "incidents",
]  # fmt: skip
FacetName = Literal[
    "month", "year", "quarter", "week", "governorate", "district", "subdistrict", "area", "victim", "doer", "status",
    "sex", "age", "role", "tactic", "event", "grade", "state", "source",
]  # fmt: skip


@router.get("/counts", response_model=CountsForm)
def counts(
    request: Request, asking: Asking, measure: MeasureName = "killed",
    by: Annotated[list[FacetName] | None, Query(max_length=3)] = None, since: date | None = None,
    until: date | None = None, state: Annotated[str | None, Query(max_length=30)] = None, incidents: bool = False,
) -> Response:  # fmt: skip
    """How many, by up to three facets, as low–best–high; with `incidents`, each cell names its incidents.

    At most 2,000 cells come; `more_cells` says how many did not.
    """
    facets = tuple(dict.fromkeys(by or ()))

    def make() -> CountsForm:
        tallies = tallies_for(
            asking.viewing, cached_of(request), measure, by=facets, since=since, until=until,
            states=[state] if state else None, with_incidents=incidents,
        )  # fmt: skip
        return CountsForm(
            measure=measure, by=list(facets), cells=[cell_form(tally) for tally in tallies.cells[:MAX_CELLS]],
            more_cells=max(0, len(tallies.cells) - MAX_CELLS), total=cell_form(tallies.total),
            overlapping=tallies.overlapping, undated=tallies.undated, unplaced=tallies.unplaced,
        )  # fmt: skip

    return shared_answer(request, asking, make)


@router.get("/findings")
def findings(
    request: Request, asking: Asking, after: After = 0, limit: Limit = 50, severity: Severity | None = None
) -> FindingPage:
    """Published numbers that do not add up, errors first, with their sentences."""
    found = [e for e in findings_for(asking.viewing, cached_of(request)) if severity in (None, e.finding.severity)]
    items = [
        ToldFinding(**finding_form(told.finding).model_dump(), sentences=[words for _, _, words in told.sentences])
        for told in found[after : after + limit]
    ]
    return FindingPage(items=items, total=len(found), following=after + limit if len(found) > after + limit else None)


@router.get("/alerts")
def alerts(asking: Asking, limit: Limit = 50) -> AlertPage:
    """What the watch proposed, the newest first."""
    found = newest_alerts(asking.viewing, limit)
    return AlertPage(
        items=[
            AlertForm.model_validate({name: getattr(alert, name) for name in AlertForm.model_fields}) for alert in found
        ]
    )


@router.get("/places")
def places(
    asking: Asking, q: Annotated[str, Query(min_length=1, max_length=200)],
    within: Annotated[str | None, Query(max_length=100)] = None,
) -> PlaceForm:  # fmt: skip
    """The place that a name means, in either language, in a unit or area where one is given."""
    found = find(q, pack=asking.viewing.observatory.pack_name, within=within or None)
    return PlaceForm(where=WhereForm.model_validate(encode_where(found.where)), places=list(found.places))
