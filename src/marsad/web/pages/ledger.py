"""Ledger: who did what and when; and whether it still holds."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from marsad.run.logbook import check_ledger, logbook
from marsad.web.access import cached_of, visit
from marsad.web.render import render

router = APIRouter()


@router.get("/ledger")
def ledger(
    request: Request, before: Annotated[int, Query(ge=0)] = 0, check: Annotated[bool, Query()] = False
) -> Response:
    """The newest lines first; with `check`, every line, row and byte is looked at."""
    visiting = visit(request)
    entries = logbook(visiting.viewing, before=before)
    verdict = check_ledger(visiting.viewing, cached_of(request)) if check else None
    return render(
        request, "ledger.html", visiting=visiting, here="ledger", entries=entries, verdict=verdict,
        following=entries[-1].number if entries and entries[-1].number > 1 else None,
    )  # fmt: skip
