"""Review: the queue, and one incident with its evidence, its machine and human values, and what can be decided."""

from typing import Annotated, Literal, get_args

from fastapi import APIRouter, Form, HTTPException, Query, Request
from starlette.responses import RedirectResponse, Response

from marsad.model.errors import MarsadError
from marsad.model.words import Grade
from marsad.run.judging import JUDGE, case_of, judge, queue_page
from marsad.run.linking import holding, value_words
from marsad.run.output import names_of
from marsad.run.retelling import alert_words
from marsad.run.viewing import Viewing
from marsad.web.access import cached_of, check_form, presence_of, visit
from marsad.web.render import language_of, render
from marsad.web.shared import shared_page

router = APIRouter()
PAGE = 50


@router.get("/review")
def queue(
    request: Request,
    order: Annotated[Literal["doubt", "impact", "age"], Query()] = "doubt",
    after: Annotated[int, Query(ge=0)] = 0,
    said: Annotated[str, Query(max_length=300)] = "",
) -> Response:
    """What waits for a person, what matters most first."""
    visiting = visit(request)
    language = language_of(request, visiting)

    def make(viewing: Viewing) -> dict[str, object]:
        waiting, total = queue_page(viewing, cached_of(request), order=order, start=after, size=PAGE)
        return {
            "waiting": waiting, "total": total, "seen": viewing.secrets.number,
            "alert_words": lambda id, says: alert_words(viewing, id, says, language),
            "following": after + PAGE if total > after + PAGE else None,
        }  # fmt: skip

    return shared_page(
        request, visiting, "review.html", make, here="review", order=order, said=said, after=after
    )  # fmt: skip


@router.get("/here")
def here(request: Request, item: Annotated[str, Query(max_length=300)]) -> Response:
    """Who else looks at an item just now; the page asks again every few seconds."""
    visiting = visit(request)
    person = visiting.viewing.person
    others = presence_of(request).note(item, person.id, person.name) if visiting.viewing.incident(item) else ()
    return render(request, "here.html", visiting=visiting, item=item, others=others)


@router.get("/review/{id:path}")
def one(request: Request, id: str, said: Annotated[str, Query(max_length=300)] = "") -> Response:
    """One incident."""
    visiting = visit(request)
    case = case_of(visiting.viewing, id)
    if case is None:
        raise HTTPException(404, "There is no such incident, or it is not open to you.")
    return render(
        request, "incident.html", visiting=visiting, here="review", case=case, item=id,
        others=presence_of(request).note(id, visiting.viewing.person.id, visiting.viewing.person.name),
        grades=get_args(Grade), said=said, holds=holding(visiting.viewing), value_words=value_words,
        names=names_of(visiting.viewing.observatory.pack_name, language_of(request, visiting)), acts=JUDGE,
    )  # fmt: skip


@router.post("/review")
def decide(
    request: Request,
    act: Annotated[str, Form(max_length=20)],
    about: Annotated[list[str], Form()],
    reason: Annotated[str, Form(max_length=2000)] = "",
    value: Annotated[str, Form(max_length=200)] = "",
    field_name: Annotated[str, Form(max_length=60)] = "",
    seen: Annotated[int | None, Form(ge=0)] = None,
    token: Annotated[str, Form(max_length=100)] = "",
    back: Annotated[str, Form(max_length=2000)] = "/review",
    form_token: Annotated[str, Form(max_length=100)] = "",
) -> Response:
    """Judge; where somebody else was first, nothing is overwritten and the page says so."""
    from marsad.web.signin import own_path

    visiting = visit(request)
    check_form(request, visiting, form_token)
    try:
        judge(
            visiting.viewing,
            act,
            about,
            reason=reason,
            value=value,
            seen=seen,
            token=token or None,
            field_name=field_name,
        )
        said, done = "Done.", ""
    except MarsadError as problem:
        said, done = str(problem), "&done=no"
    cleft = "&" if "?" in back else "?"
    from urllib.parse import quote

    return RedirectResponse(f"{own_path(back)}{cleft}said={quote(said[:280])}{done}", 303)
