"""Places: the map of what is known and how precisely, named areas in their time, and where a name leads and why."""

import re
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from marsad.model.errors import MarsadError
from marsad.run.atlas import atlas_for, drawing_of, gathered, in_time, place_name
from marsad.run.ground import area_choices, borders_of, fills_for, grounds_of, labels_of, map_data, unit_shapes
from marsad.run.places import find
from marsad.run.placing import unplaced_for
from marsad.run.spots import DOTS
from marsad.run.viewing import Viewing
from marsad.web.access import cached_of, visit
from marsad.web.render import language_of
from marsad.web.shared import shared_json, shared_page

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
    visiting, cached = visit(request), cached_of(request)
    language, chosen = language_of(request, visiting), area or []

    def make(viewing: Viewing) -> dict[str, Any]:
        pack, atlas, unplaced = viewing.observatory.pack, atlas_for(viewing, cached), unplaced_for(viewing, cached)
        found = find(name.strip(), pack=viewing.observatory.pack_name) if name.strip() else None
        spots = in_time(atlas, _month(since), _month(until))
        return {
            "spots": spots, "shapes": unit_shapes(pack, spots), "atlas": atlas, **drawn(viewing, language),
            "points": gathered(spots, drawing_of(pack)),
            "grounds": grounds_of(pack, chosen, language, since=since, until=until), "found": found,
            "areas": area_choices(pack, language), "unplaced": unplaced[after : after + PAGE],
            "total": len(unplaced), "following": after + PAGE if len(unplaced) > after + PAGE else None,
        }  # fmt: skip

    return shared_page(
        request, visiting, "places.html", make, here="places", dots=DOTS, since=since, until=until, asked=name,
        said=said, chosen=chosen,
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
    language, cached = language_of(request, visiting), cached_of(request)

    def make() -> dict[str, Any]:
        pack, atlas = visiting.viewing.observatory.pack, atlas_for(visiting.viewing, cached)
        return map_data(pack, atlas, language, area or [], since=_month(since), until=_month(until))

    return shared_json(request, visiting, language, make)
