"""The pages, one a stage and one word a page."""

from importlib import import_module

from fastapi import APIRouter

NAMES = (
    "home", "reports", "work", "read", "match", "review", "places", "placing", "count", "audit", "watch", "past",
    "publish", "ledger", "settings",
)  # fmt: skip


def routers() -> list[APIRouter]:
    """The routes of every page."""
    found = []
    for name in NAMES:
        router: APIRouter = import_module(f"marsad.web.pages.{name}").router
        found.append(router)
    return found
