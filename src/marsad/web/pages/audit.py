"""Audit: published tolls that do not add up, with the sentences and the arithmetic."""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from marsad.run.findings import findings_for
from marsad.run.retelling import finding_in
from marsad.web.access import cached_of, visit
from marsad.web.render import language_of, render

router = APIRouter()
PAGE = 50


@router.get("/audit")
def audit(
    request: Request,
    rule: Annotated[str, Query(max_length=30)] = "",
    severity: Annotated[str, Query(max_length=10)] = "",
    after: Annotated[int, Query(ge=0)] = 0,
) -> Response:
    """Every finding, by rule and severity, fifty a page."""
    visiting = visit(request)
    found = findings_for(visiting.viewing, cached_of(request))
    rules = sorted({each.finding.rule for each in found})
    chosen = [
        e for e in found if (not rule or e.finding.rule == rule) and (not severity or e.finding.severity == severity)
    ]
    language = language_of(request, visiting)
    shown = [
        replace(each, finding=finding_in(visiting.viewing, each.finding, language))
        for each in chosen[after : after + PAGE]
    ]
    return render(
        request, "audit.html", visiting=visiting, here="audit", found=shown, total=len(chosen),
        rules=rules, rule=rule, severity=severity, following=after + PAGE if len(chosen) > after + PAGE else None,
    )  # fmt: skip
