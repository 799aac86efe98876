"""What every route of the API shares: who asks, the errors there are, bounded numbers."""

from typing import Annotated, Any

from fastapi import Depends, Query, Request, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from marsad.web.access import Visit, check_form, visit
from marsad.web.api.forms import LARGEST, Problem

_BEARER = HTTPBearer(
    auto_error=False, description="A token made on the console: `marsad user token NAME`. It is shown once."
)
MOST = 200
_SAYS = {
    400: "The request cannot be read.",
    401: "No token, or one that has ended.",
    403: "Your account may not do this.",
    404: "There is none, or none that is open to you.",
    409: "It was understood, but does not go with the record.",
    413: "Too large.",
    422: "The request does not have the form described here.",
    429: "Too many requests; wait a minute.",
}
ERRORS: dict[int | str, dict[str, Any]] = {
    status: {"model": Problem, "description": says} for status, says in _SAYS.items()
}


def asking(request: Request, _: Annotated[HTTPAuthorizationCredentials | None, Security(_BEARER)] = None) -> Visit:
    """Who asks, by token or by the session of the pages; a write through a session carries its form token."""
    visiting = visit(request)
    if request.method not in ("GET", "HEAD"):
        check_form(request, visiting, None)
    return visiting


Asking = Annotated[Visit, Depends(asking)]
After = Annotated[int, Query(ge=0, le=LARGEST, description="`following` of the page before.")]
Limit = Annotated[int, Query(ge=1, le=MOST, description="How many at most.")]
