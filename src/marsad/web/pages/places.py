"""Places: the map of what is known and how precisely, names that led nowhere, and where a name leads and why."""

import re
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import JSONResponse, Response

from marsad.model.errors import MarsadError
from marsad.run.atlas import (
    DOTS,
    as_geojson,
    atlas_for,
    drawing_of,
    in_time,
    outlines_for,
    place_name,
    unplaced_for,
)
from marsad.run.places import find
from marsad.web.access import cached_of, visit
from marsad.web.render import language_of, render

router = APIRouter()
PAGE = 100
_MONTH = re.compile(r"^\d{4}-\d{2}$")


def _month(words: str) -> str:
    if words and not _MONTH.match(words):
        raise MarsadError(f"The month {words[:10]!r} cannot be read; wanted one such as 2021-01.")
    return words


@router.get("/places")
def places(
    request: Request,
    name: Annotated[str, Query(max_length=200)] = "",
    since: Annotated[str, Query(max_length=7)] = "",
    until: Annotated[str, Query(max_length=7)] = "",
    after: Annotated[int, Query(ge=0)] = 0,
) -> Response:
    """The page; its map is drawn without scripts, and made movable with them."""
    visiting = visit(request)
    viewing, cached = visiting.viewing, cached_of(request)
    pack, language = viewing.observatory.pack, language_of(request, visiting)
    atlas = atlas_for(viewing, cached)
    unplaced = unplaced_for(viewing, cached)
    found = find(name.strip(), pack=viewing.observatory.pack_name) if name.strip() else None
    return render(
        request, "places.html", visiting=visiting, here="places", spots=in_time(atlas, _month(since), _month(until)),
        atlas=atlas, frame=drawing_of(pack), outlines=outlines_for(pack), dots=DOTS, since=since, until=until,
        called=lambda id: place_name(pack, id, language), unplaced=unplaced[after : after + PAGE],
        total=len(unplaced), following=after + PAGE if len(unplaced) > after + PAGE else None, asked=name, found=found,
    )  # fmt: skip


@router.get("/places/map")
def map_data(request: Request) -> Response:
    """What the movable map draws."""
    visiting = visit(request)
    atlas = atlas_for(visiting.viewing, cached_of(request))
    return JSONResponse(as_geojson(visiting.viewing, atlas, language_of(request, visiting)))
