"""Home: what came in, what waits, the newest findings and alerts."""

from dataclasses import replace

from fastapi import APIRouter, Request
from starlette.responses import Response

from marsad.run.home import home_of
from marsad.run.retelling import finding_in
from marsad.web.access import visit
from marsad.web.render import language_of, render

router = APIRouter()


@router.get("/")
def home(request: Request) -> Response:
    """The first page."""
    visiting = visit(request)
    home, language = home_of(visiting.viewing), language_of(request, visiting)
    home = replace(home, findings=tuple(finding_in(visiting.viewing, each, language) for each in home.findings))
    return render(request, "home.html", visiting=visiting, here="home", home=home)
