"""Export: the tables as they may go out."""

from datetime import UTC, datetime
from typing import Literal

from fastapi import APIRouter
from starlette.responses import Response

from marsad.run.accounts import note_export
from marsad.run.export import export_bytes
from marsad.web.api.asking import Asking

router = APIRouter(tags=["publish"])
FormatName = Literal["csv", "jsonl", "geojson", "parquet", "xlsx", "hxl", "acled", "ucdp"]


@router.get(
    "/export/{format}", response_class=Response,
    responses={200: {"content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}}},
)  # fmt: skip
def export(asking: Asking, format: FormatName) -> Response:
    """The incidents that the desk's policy lets out, as a file. For those who publish; noted in the ledger."""
    asking.viewing.need("publish")
    name, content = export_bytes(asking.viewing, format, made=datetime.now(UTC))
    note_export(asking.viewing, format)
    headers = {"content-disposition": f'attachment; filename="{name}"', "content-security-policy": "sandbox"}
    return Response(content, media_type="application/octet-stream", headers=headers)
