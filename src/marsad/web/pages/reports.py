"""Reports: search in both languages, collect by upload or address."""

from typing import Annotated

from fastapi import APIRouter, File, Form, Query, Request, UploadFile
from starlette.responses import RedirectResponse, Response

from marsad.model.errors import RefusedError
from marsad.run.intake import collect_address, collect_upload
from marsad.run.listing import list_reports
from marsad.web.access import check_form, visit, works_of
from marsad.web.shared import shared_page

router = APIRouter()
MAX_FILES = 200
QUICK_SECONDS = 2.0  # a few reports are read by then, and no progress has to be shown


@router.get("/reports")
def reports(
    request: Request,
    q: Annotated[str, Query(max_length=300)] = "",
    state: Annotated[str, Query(max_length=20)] = "",
    after: Annotated[int, Query(ge=0)] = 0,
    said: Annotated[str, Query(max_length=300)] = "",
) -> Response:
    """The list of reports, newest last, fifty a page; or what a search finds, best first."""
    return shared_page(
        request, visit(request), "reports.html",
        lambda viewing: {"found": list_reports(viewing, words=q, state=state, after=after)},
        here="reports", q=q, state=state, said=said,
    )  # fmt: skip


@router.post("/reports")
def collect(
    request: Request,
    files: Annotated[list[UploadFile] | None, File()] = None,
    address: Annotated[str, Form(max_length=2000)] = "",
    publisher: Annotated[str, Form(max_length=200)] = "",
    published: Annotated[str, Form(max_length=10)] = "",
    form_token: Annotated[str, Form(max_length=100)] = "",
) -> Response:
    """Take in what was uploaded or lies at the address, and begin to read it."""
    visiting = visit(request)
    visiting.viewing.need("collect")
    check_form(request, visiting, form_token)
    uploads = [each for each in files or [] if each.filename]
    if len(uploads) > MAX_FILES:
        raise RefusedError(
            f"These are {len(uploads)} files; at most {MAX_FILES} go at once. Use marsad collect for more."
        )
    outcomes = [
        collect_upload(visiting.viewing, each.filename or "upload", each.file, publisher=publisher, published=published)
        for each in uploads
    ]
    if address.strip():
        outcomes.append(collect_address(visiting.viewing, address.strip(), publisher=publisher, published=published))
    work = works_of(request).read(
        visiting.viewing,
        kept=sum(each.done for each in outcomes),
        known=sum(each.known for each in outcomes),
        aside=[f"{where}: {why}" for each in outcomes for where, why in each.set_aside],
    )
    work.wait(QUICK_SECONDS)
    return RedirectResponse(f"/progress/{work.id}", 303)


@router.get("/reports/{id:path}/bytes")
def raw_bytes(request: Request, id: str) -> Response:
    """The bytes of a report as they were collected, never shown as a page."""
    visiting = visit(request)
    report = visiting.viewing.report(id)
    content = visiting.viewing.bytes_of(id)
    if report is None or content is None:
        return RedirectResponse("/reports?said=There+is+no+such+report&done=no", 303)
    headers = {"content-disposition": f'attachment; filename="{report.sha256}"', "content-security-policy": "sandbox"}
    return Response(content, media_type="application/octet-stream", headers=headers)
