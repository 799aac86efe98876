"""The API, version 1: typed, paged, bounded."""

from fastapi import APIRouter

from marsad.web.api import desk, incidents, numbers, out, reports
from marsad.web.api.asking import ERRORS

router = APIRouter(prefix="/api/v1", responses=ERRORS)
for each in (reports, incidents, numbers, desk, out):
    router.include_router(each.router)
