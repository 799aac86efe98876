"""Match: the tellings of events side by side, what agrees and what not; merge, or keep apart."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from marsad.run.judging import case_of
from marsad.run.output import names_of
from marsad.run.pairs import pairs_for
from marsad.web.access import visit
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
        seen=visiting.viewing.observatory.store.number,
        following=after + PAGE if len(pairs) > after + PAGE else None,
        names=names_of(visiting.viewing.observatory.pack_name, language_of(request, visiting)),
    )  # fmt: skip
