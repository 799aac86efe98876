"""Publish: what would go out, what is withheld and why; the files, for whoever may publish."""

from typing import Annotated, Literal

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from marsad.run.sending import FORMATS, files_for, page_for, sending_for
from marsad.web.access import cached_of, check_form, visit
from marsad.web.render import render

router = APIRouter()


@router.get("/publish")
def publish(request: Request) -> Response:
    """Look before anything goes out."""
    visiting = visit(request)
    return render(
        request, "publish.html", visiting=visiting, here="publish", formats=FORMATS,
        outgoing=sending_for(visiting.viewing, cached_of(request)),
    )  # fmt: skip


@router.post("/publish/data")
def data(
    request: Request,
    formats: Annotated[list[str] | None, Form()] = None,
    form_token: Annotated[str, Form(max_length=100)] = "",
) -> Response:
    """The data in the formats asked for, in one ZIP file."""
    visiting = visit(request)
    check_form(request, visiting, form_token)
    packed = files_for(visiting.viewing, tuple(formats or ()))
    return Response(packed, media_type="application/zip", headers=_as_file("marsad-data.zip"))


@router.post("/publish/page")
def page(
    request: Request,
    language: Annotated[Literal["en", "ar"], Form()] = "en",
    form_token: Annotated[str, Form(max_length=100)] = "",
) -> Response:
    """The record as one page, to keep or to send."""
    visiting = visit(request)
    check_form(request, visiting, form_token)
    return Response(
        page_for(visiting.viewing, language).encode(),
        media_type="text/html; charset=utf-8", headers=_as_file(f"marsad-{language}.html"),
    )  # fmt: skip


def _as_file(name: str) -> dict[str, str]:
    return {"content-disposition": f'attachment; filename="{name}"', "content-security-policy": "sandbox"}
