"""Places: the map of what is known and how precisely, named areas in their time, and where a name leads and why."""

import gzip
import re
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.responses import JSONResponse, Response

from marsad.model.errors import MarsadError
from marsad.run.atlas import DOTS, atlas_for, drawing_of, gathered, in_time, place_name
from marsad.run.ground import area_choices, borders_of, fills_for, grounds_of, labels_of, map_data, unit_shapes
from marsad.run.places import find
from marsad.run.placing import unplaced_for
from marsad.run.viewing import Viewing
from marsad.web.access import cached_of, visit
from marsad.web.render import language_of, render

router = APIRouter()
PAGE = 100
MOST_AREAS = 30
_MONTH = re.compile(r"^\d{4}-\d{2}$")
Areas = Annotated[list[str] | None, Query(max_length=MOST_AREAS)]


def _month(words: str) -> str:
    if words and not _MONTH.match(words):
        raise MarsadError(f"The month {words[:10]!r} cannot be read; wanted one such as 2021-01.")
    return words


def drawn(viewing: Viewing, language: str) -> dict[str, Any]:
    """What every drawing of the map needs."""
    pack = viewing.observatory.pack
    return {
        "frame": drawing_of(pack), "outlines": fills_for(pack), "borders": borders_of(pack), "labels": labels_of(pack),
        "called": lambda id: place_name(pack, id, language),
    }  # fmt: skip


@router.get("/places")
def places(
    request: Request,
    name: Annotated[str, Query(max_length=200)] = "",
    since: Annotated[str, Query(max_length=7)] = "",
    until: Annotated[str, Query(max_length=7)] = "",
    area: Areas = None,
    after: Annotated[int, Query(ge=0)] = 0,
    said: Annotated[str, Query(max_length=300)] = "",
) -> Response:
    """The page; its map is drawn without scripts, and made movable with them."""
    visiting = visit(request)
    viewing, cached = visiting.viewing, cached_of(request)
    pack, language = viewing.observatory.pack, language_of(request, visiting)
    atlas = atlas_for(viewing, cached, may_be_late=not said)
    unplaced = unplaced_for(viewing, cached, may_be_late=not said)
    found = find(name.strip(), pack=viewing.observatory.pack_name) if name.strip() else None
    spots, chosen = in_time(atlas, _month(since), _month(until)), area or []
    return render(
        request, "places.html", visiting=visiting, here="places", spots=spots, shapes=unit_shapes(pack, spots),
        atlas=atlas, dots=DOTS, points=gathered(spots, drawing_of(pack)), since=since, until=until, said=said,
        **drawn(viewing, language),
        grounds=grounds_of(pack, chosen, language, since=since, until=until), chosen=chosen,
        areas=area_choices(pack, language), unplaced=unplaced[after : after + PAGE], total=len(unplaced),
        following=after + PAGE if len(unplaced) > after + PAGE else None, asked=name, found=found,
    )  # fmt: skip


@router.get("/places/map")
def data(
    request: Request,
    area: Areas = None,
    since: Annotated[str, Query(max_length=7)] = "",
    until: Annotated[str, Query(max_length=7)] = "",
) -> Response:
    """What the movable map draws."""
    visiting = visit(request)
    atlas = atlas_for(visiting.viewing, cached_of(request))
    pack, language = visiting.viewing.observatory.pack, language_of(request, visiting)
    answer = JSONResponse(map_data(pack, atlas, language, area or [], since=_month(since), until=_month(until)))
    if "gzip" not in request.headers.get("accept-encoding", ""):
        return answer
    # Nothing here is secret beside what a visitor wrote: the answer holds no form token and repeats no words of theirs.
    packed = gzip.compress(answer.body, compresslevel=5, mtime=0)
    headers = {"content-encoding": "gzip", "vary": "accept-encoding"}
    return Response(packed, media_type="application/json", headers=headers)
