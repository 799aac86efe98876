"""The application: guard, pages, API, assets."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import quote

from anyio import to_thread
from fastapi import FastAPI, HTTPException, Request
from fastapi.exceptions import RequestValidationError
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.staticfiles import StaticFiles

from marsad import __version__
from marsad.model.errors import MarsadError, RefusedError
from marsad.run.background import Works
from marsad.run.cached import Cached
from marsad.run.observatory import Observatory
from marsad.run.presence import Presence
from marsad.web.access import NotSignedIn
from marsad.web.guard import Guard
from marsad.web.render import render
from marsad.web.settings import WebSettings

STATIC = Path(__file__).parent / "static"


@asynccontextmanager
async def _few_threads(app: FastAPI) -> AsyncIterator[None]:
    """Requests at work at once: more threads than these only wait for one another (benchmarks/web.py)."""
    to_thread.current_default_thread_limiter().total_tokens = app.state.settings.threads
    yield


def create_app(observatory: Observatory, settings: WebSettings) -> FastAPI:
    """The pages and the API over one open observatory."""
    from marsad.web.api import router as api
    from marsad.web.pages import routers
    from marsad.web.passkeys import router as passkeys
    from marsad.web.signin import router as signin

    app = FastAPI(
        title="Marsad", version=__version__, summary="A record of what a conflict does to people.",
        docs_url=None, redoc_url=None, openapi_url="/api/v1/openapi.json", lifespan=_few_threads,
    )  # fmt: skip
    app.state.observatory, app.state.settings = observatory, settings
    app.state.cached, app.state.works, app.state.presence = Cached(), Works(), Presence()
    app.add_middleware(Guard, settings=settings)
    app.include_router(signin, include_in_schema=False)
    app.include_router(passkeys, include_in_schema=False)
    for router in routers():
        app.include_router(router, include_in_schema=False)
    app.include_router(api)
    if STATIC.is_dir():
        # Only what everybody may have is compressed: a compressed page could give its secrets away by its length.
        app.mount("/static", GZipMiddleware(StaticFiles(directory=STATIC), minimum_size=1000), name="static")
    _add_handlers(app)
    return app


def _is_api(request: Request) -> bool:
    return request.url.path.startswith("/api/")


def _add_handlers(app: FastAPI) -> None:
    """Errors become one page, or one JSON object, that says what was found and what to do."""

    async def not_signed_in(request: Request, _: Exception) -> Response:
        if _is_api(request):
            return JSONResponse({"error": "Sign in, or send a token: Authorization: Bearer …"}, 401)
        where = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        return RedirectResponse(f"/sign-in?next={quote(where, safe='')}", 303)

    def answer(status: int) -> Callable[[Request, Exception], Response]:
        def handler(request: Request, problem: Exception) -> Response:
            says = str(getattr(problem, "detail", problem))
            if _is_api(request):
                # A request that has the right form but does not go with the record is a conflict, not a wrong form.
                code = 409 if isinstance(problem, MarsadError) and status == 422 else status
                return JSONResponse({"error": says}, code, getattr(problem, "headers", None))
            response = render(request, "problem.html", status=status, says=says)
            response.headers.update(getattr(problem, "headers", None) or {})
            return response

        return handler

    async def malformed(request: Request, problem: Exception) -> Response:
        errors = problem.errors() if isinstance(problem, RequestValidationError) else []
        says = "; ".join(f"{'.'.join(map(str, each['loc'][1:])) or 'body'}: {each['msg']}" for each in errors[:5])
        return answer(422)(request, MarsadError(says) if not _is_api(request) else HTTPException(422, says))

    app.add_exception_handler(NotSignedIn, not_signed_in)
    app.add_exception_handler(RefusedError, answer(403))
    app.add_exception_handler(MarsadError, answer(422))
    app.add_exception_handler(RequestValidationError, malformed)
    for status in (400, 404, 405):
        app.add_exception_handler(status, answer(status))
