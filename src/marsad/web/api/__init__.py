"""The API, version 1: typed, paged, bounded."""

from fastapi import APIRouter

router = APIRouter(prefix="/api/v1")
