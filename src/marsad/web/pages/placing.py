"""Placing: a name that led nowhere is given its place, by a point on the map or by a known place. Not in the menu."""

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Form, HTTPException, Query, Request
from starlette.responses import RedirectResponse, Response

from marsad.model.errors import MarsadError
from marsad.run.places import find
from marsad.run.placing import MOST_AT_ONCE, Picked, choose, levels_of, look_at, mentions_of, place
from marsad.web.access import cached_of, check_form, visit
from marsad.web.pages.places import drawn
from marsad.web.render import language_of, render

router = APIRouter()
Words = Annotated[str, Query(min_length=1, max_length=200)]
Pixel = Annotated[int | None, Query(ge=0, le=5000)]


@router.get("/places/place")
def ask(
    request: Request,
    words: Words,
    point: Annotated[str, Query(max_length=60)] = "",
    name: Annotated[str, Query(max_length=200)] = "",
    x: Annotated[int | None, Query(alias="at.x", ge=0, le=5000)] = None,
    y: Annotated[int | None, Query(alias="at.y", ge=0, le=5000)] = None,
    said: Annotated[str, Query(max_length=300)] = "",
) -> Response:
    """The sentences with the name, the map, and what lies at the point that was picked."""
    visiting = visit(request)
    visiting.viewing.need("judge")
    pack, language = visiting.viewing.observatory.pack, language_of(request, visiting)
    mentions = mentions_of(visiting.viewing, cached_of(request), words)
    if not mentions:
        raise HTTPException(404, "This name does not stand unplaced in any report that is open to you.")
    drawing = drawn(visiting.viewing, language)
    if x is not None and y is not None:
        # A click on the drawing without scripts: the browser sends where it was, in units of the drawing.
        longitude, latitude = drawing["frame"].at(x, y)
        point = f"{latitude:.4f}, {longitude:.4f}"
    picked: Picked | None = None
    try:
        picked = look_at(pack, point) if point else None
        found = find(name.strip(), pack=visiting.viewing.observatory.pack_name) if name.strip() else None
    except MarsadError as problem:
        found, said = None, str(problem)
    return render(
        request, "placing.html", visiting=visiting, here="places", words_asked=words, mentions=mentions, point=point,
        picked=picked, named=name, found=found, said=said, seen=visiting.viewing.observatory.store.number,
        most=MOST_AT_ONCE, levels=levels_of(pack, picked) if picked else [], **drawing,
    )  # fmt: skip


@router.get("/places/drawing.svg")
def drawing(request: Request) -> Response:
    """The map as a picture that can be clicked without scripts."""
    visiting = visit(request)
    around = drawn(visiting.viewing, language_of(request, visiting))
    answer = render(request, "drawing.svg", visiting=visiting, **around)
    return Response(answer.body, media_type="image/svg+xml", headers={"cache-control": "private, max-age=3600"})


@router.post("/places/place")
def keep(
    request: Request,
    words: Annotated[str, Form(min_length=1, max_length=200)],
    choice: Annotated[str, Form(max_length=120)] = "",
    point: Annotated[str, Form(max_length=60)] = "",
    radius_km: Annotated[str, Form(max_length=10)] = "",
    about: Annotated[list[str] | None, Form()] = None,
    reason: Annotated[str, Form(max_length=2000)] = "",
    seen: Annotated[int | None, Form(ge=0)] = None,
    form_token: Annotated[str, Form(max_length=100)] = "",
) -> Response:
    """Correct the place in the claims that were chosen; each correction is a judgement that can be undone."""
    visiting = visit(request)
    check_form(request, visiting, form_token)
    back = f"/places/place?words={quote(words)}&point={quote(point)}"
    try:
        if not choice:
            raise MarsadError("Choose what the point means: the place itself, near it, or a unit.")
        try:
            radius = float(radius_km) if radius_km else None
        except ValueError:
            raise MarsadError("The distance cannot be read; wanted a number of kilometres.") from None
        where = choose(visiting.viewing.observatory.pack, words, choice=choice, point=point, radius_km=radius)
        placed = place(visiting.viewing, words, about or [], where, reason=reason, seen=seen)
    except MarsadError as problem:
        return RedirectResponse(f"{back}&said={quote(str(problem)[:280])}", 303)
    if placed.problems:
        return RedirectResponse(
            f"{back if not placed.done else '/places?'}&said={quote(placed.problems[0][:280])}&done=no", 303
        )
    return RedirectResponse("/places?said=The+name+has+its+place.", 303)
