"""Home: what came in, what waits, the newest findings and alerts."""

from dataclasses import replace

from fastapi import APIRouter, Request
from starlette.responses import Response

from marsad.run.home import home_of
from marsad.run.retelling import finding_in
from marsad.run.viewing import Viewing
from marsad.web.access import cached_of, visit
from marsad.web.render import language_of
from marsad.web.shared import shared_page

router = APIRouter()


@router.get("/")
def home(request: Request) -> Response:
    """The first page."""
    visiting = visit(request)
    language = language_of(request, visiting)

    def make(viewing: Viewing) -> dict[str, object]:
        home = home_of(viewing, cached_of(request))
        return {"home": replace(home, findings=tuple(finding_in(viewing, each, language) for each in home.findings))}

    return shared_page(request, visiting, "home.html", make, here="home")
