"""Work: how far a long work is, with a way to stop it. Not in the menu; reports lead here."""

from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Request
from starlette.responses import RedirectResponse, Response

from marsad.run.background import Work
from marsad.web.access import Visit, check_form, visit, works_of
from marsad.web.render import render

router = APIRouter()


def _work(request: Request, visiting: Visit, id: str) -> Work:
    work = works_of(request).get(id, visiting.viewing)
    if work is None:
        raise HTTPException(404, "There is no such work, or it ended long ago.")
    return work


@router.get("/progress/{id}")
def work(request: Request, id: str) -> Response:
    """How far it is; the page asks again by itself, with scripts in place, without them as a whole."""
    visiting = visit(request)
    name = "progress.html" if request.headers.get("hx-request") else "work.html"
    return render(request, name, visiting=visiting, here="reports", work=_work(request, visiting, id))


@router.post("/progress/{id}/stop")
def stop(request: Request, id: str, form_token: Annotated[str, Form(max_length=100)] = "") -> Response:
    """Stop it; what was done stays."""
    visiting = visit(request)
    check_form(request, visiting, form_token)
    held = _work(request, visiting, id)
    held.stop()
    held.wait(2)
    return RedirectResponse(f"/progress/{held.id}", 303)
