"""Read: the text of a report with every number and place marked, the tree of its claims beside it."""

from typing import Annotated

from fastapi import APIRouter, HTTPException, Query, Request
from starlette.responses import Response

from marsad.run.correcting import fields_of, standing_of
from marsad.run.output import names_of
from marsad.run.readable import view_of
from marsad.run.retelling import reading_in
from marsad.web.access import visit
from marsad.web.render import language_of, render

router = APIRouter()


@router.get("/read/{id:path}")
def read(request: Request, id: str, said: Annotated[str, Query(max_length=300)] = "") -> Response:
    """One report, read."""
    visiting = visit(request)
    report = visiting.viewing.report(id)
    if report is None:
        raise HTTPException(404, "There is no such report, or it is not open to you.")
    reading = visiting.viewing.reading(id)
    if reading is not None:
        reading = reading_in(visiting.viewing, reading, language_of(request, visiting))
    observatory = visiting.viewing.observatory
    history = observatory.store.readings.of(id)
    return render(
        request, "read.html", visiting=visiting, here="reports", report=report,
        publisher=visiting.viewing.publisher(report), view=view_of(reading, 1) if reading else None,
        history=history, said=said,
        seen=observatory.store.number, fields_of=fields_of,
        standing=standing_of(visiting.viewing, id, reading.claims) if reading else {},
        names=names_of(observatory.pack_name, language_of(request, visiting)),
    )  # fmt: skip
