"""Reports, their readings and bytes, and search."""

from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Path, Query, Request
from starlette.responses import Response

from marsad.model.codec import encode_reading
from marsad.run.browsing import report_page
from marsad.run.listing import find_reports
from marsad.web.api.asking import After, Asking, Limit
from marsad.web.api.forms import HitForm, HitPage, ReadingForm, ReportForm, ReportPage
from marsad.web.api.say import report_form
from marsad.web.shared import shared_answer

router = APIRouter(tags=["reports"])
Id = Annotated[str, Path(min_length=1, max_length=500)]
NONE = "There is no such report, or it is not open to you."


@router.get("/reports", response_model_exclude_unset=True)
def list_reports(asking: Asking, after: After = 0, limit: Limit = 50) -> ReportPage:
    """Reports in the order they were kept, without their texts."""
    reports, following = report_page(asking.viewing, after=after, limit=limit)
    return ReportPage(items=[report_form(report) for report in reports], following=following)


@router.get("/search", response_model=HitPage)
def search(
    request: Request, asking: Asking, q: Annotated[str, Query(min_length=1, max_length=300)],
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
) -> Response:  # fmt: skip
    """Words in English or Arabic, in any form: "two words" side by side, one OR other, -without, begin*."""

    def make() -> HitPage:
        found = find_reports(asking.viewing, q, most=limit)
        hits = [HitForm(report=report_form(hit.report), score=hit.score, sentence=hit.excerpt) for hit in found]
        return HitPage(items=hits)

    return shared_answer(request, asking, make, exclude_unset=True)


@router.get("/reports/{id:path}/reading", response_model=ReadingForm, response_model_exclude_unset=True)
def one_reading(asking: Asking, id: Id) -> dict[str, Any]:
    """The latest reading of a report: its claims, with spans in the text, and findings."""
    reading = asking.viewing.reading(id)
    if reading is None:
        raise HTTPException(404, "There is no reading of such a report, or it is not open to you.")
    return encode_reading(reading)


@router.get(
    "/reports/{id:path}/bytes", response_class=Response,
    responses={200: {"content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}}},
)  # fmt: skip
def one_bytes(asking: Asking, id: Id) -> Response:
    """The bytes of a report as they were collected; not where its publisher is protected from you."""
    report, content = asking.viewing.report(id), asking.viewing.bytes_of(id)
    if report is None or content is None:
        raise HTTPException(404, NONE)
    headers = {"content-disposition": f'attachment; filename="{report.sha256}"', "content-security-policy": "sandbox"}
    return Response(content, media_type="application/octet-stream", headers=headers)


@router.get("/reports/{id:path}", response_model_exclude_unset=True)
def one_report(asking: Asking, id: Id) -> ReportForm:
    """One report with its text."""
    report = asking.viewing.report(id)
    if report is None:
        raise HTTPException(404, NONE)
    return report_form(report, with_text=True)
