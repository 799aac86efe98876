"""Home: what came in, what waits, the newest findings and alerts."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from marsad.run.home import home_of
from marsad.web.access import visit
from marsad.web.render import render

router = APIRouter()


@router.get("/")
def home(request: Request) -> Response:
    """The first page."""
    visiting = visit(request)
    return render(request, "home.html", visiting=visiting, here="home", home=home_of(visiting.viewing))
