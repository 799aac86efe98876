"""Watch: alerts on the map and in words, series with what was to be expected, the area of operation."""

from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from starlette.responses import Response

from marsad.run.lookout import Lookout, alerts_for, groups_for, look_now, map_of
from marsad.web.access import cached_of, check_form, visit
from marsad.web.render import language_of, render

router = APIRouter()


def _page(request: Request, fresh: Lookout | None, actor: str, said: str) -> Response:
    visiting = visit(request)
    language = language_of(request, visiting)
    alerts = alerts_for(visiting.viewing, language)
    groups = groups_for(visiting.viewing, language)
    return render(
        request, "watch.html", visiting=visiting, here="watch", alerts=alerts, fresh=fresh, groups=groups, actor=actor,
        map=map_of(visiting.viewing, alerts, language), seen=visiting.viewing.observatory.store.number, said=said,
    )  # fmt: skip


@router.get("/watch")
def watch(request: Request, said: Annotated[str, Query(max_length=300)] = "") -> Response:
    """The alerts as they stand."""
    return _page(request, None, "", said)


@router.post("/watch")
def look(
    request: Request,
    actor: Annotated[str, Form(max_length=60)] = "",
    form_token: Annotated[str, Form(max_length=100)] = "",
) -> Response:
    """A fresh look; what it finds waits as proposed alerts."""
    visiting = visit(request)
    check_form(request, visiting, form_token)
    fresh = look_now(
        visiting.viewing, cached_of(request), language_of(request, visiting), actor=actor, keep=True
    )  # fmt: skip
    return _page(request, fresh, actor, "")
