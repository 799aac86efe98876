"""Match: the tellings of events side by side, what agrees and what not; merge, keep apart, split, take back."""

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Form, Query, Request
from starlette.responses import RedirectResponse, Response

from marsad.model.errors import MarsadError
from marsad.run.judging import case_of
from marsad.run.linking import links_for, split_off
from marsad.run.output import names_of
from marsad.run.pairs import pairs_for
from marsad.web.access import check_form, visit
from marsad.web.render import language_of, render

router = APIRouter()
PAGE = 50


@router.get("/match")
def match(
    request: Request,
    pair: Annotated[str, Query(max_length=400)] = "",
    after: Annotated[int, Query(ge=0)] = 0,
    said: Annotated[str, Query(max_length=300)] = "",
) -> Response:
    """Pairs in doubt; with one chosen, both incidents side by side."""
    visiting = visit(request)
    pairs = pairs_for(visiting.viewing)
    chosen = next((each for each in pairs if each.id == "|".join(sorted(pair.split("|")))), None)
    cases = [case_of(visiting.viewing, id) for id in (chosen.a, chosen.b)] if chosen else []
    return render(
        request, "match.html", visiting=visiting, here="match", pairs=pairs[after : after + PAGE], total=len(pairs),
        chosen=chosen, cases=[case for case in cases if case], said=said,
        seen=visiting.viewing.observatory.store.number, links=links_for(visiting.viewing),
        following=after + PAGE if len(pairs) > after + PAGE else None,
        names=names_of(visiting.viewing.observatory.pack_name, language_of(request, visiting)),
    )  # fmt: skip


@router.post("/match/split")
def split(
    request: Request,
    about: Annotated[str, Form(max_length=400)],
    claims: Annotated[list[str] | None, Form()] = None,
    reason: Annotated[str, Form(max_length=2000)] = "",
    seen: Annotated[int | None, Form(ge=0)] = None,
    form_token: Annotated[str, Form(max_length=100)] = "",
) -> Response:
    """Move some tellings of an incident into one of their own, and show that one."""
    visiting = visit(request)
    check_form(request, visiting, form_token)
    try:
        fresh = split_off(visiting.viewing, about, claims or [], reason=reason, seen=seen)
    except MarsadError as problem:
        return RedirectResponse(f"/review/{quote(about)}?said={quote(str(problem)[:280])}&done=no#split", 303)
    return RedirectResponse(
        f"/review/{quote(fresh)}?said={quote('These tellings are an incident of their own now.')}", 303
    )
