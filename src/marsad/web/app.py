"""The application: guard, pages, API, assets."""

from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

from fastapi import FastAPI, Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.staticfiles import StaticFiles

from marsad import __version__
from marsad.model.errors import MarsadError, RefusedError
from marsad.run.cached import Cached
from marsad.run.observatory import Observatory
from marsad.web.access import NotSignedIn
from marsad.web.guard import Guard
from marsad.web.render import render
from marsad.web.settings import WebSettings

STATIC = Path(__file__).parent / "static"


def create_app(observatory: Observatory, settings: WebSettings) -> FastAPI:
    """The pages and the API over one open observatory."""
    from marsad.web.api import router as api
    from marsad.web.pages import routers
    from marsad.web.signin import router as signin

    app = FastAPI(
        title="Marsad", version=__version__, summary="A record of what a conflict does to people.",
        docs_url=None, redoc_url=None, openapi_url="/api/v1/openapi.json",
    )  # fmt: skip
    app.state.observatory, app.state.settings = observatory, settings
    app.state.cached = Cached()
    app.add_middleware(Guard, settings=settings)
    app.include_router(signin, include_in_schema=False)
    for router in routers():
        app.include_router(router, include_in_schema=False)
    app.include_router(api)
    if STATIC.is_dir():
        app.mount("/static", StaticFiles(directory=STATIC), name="static")
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
                return JSONResponse({"error": says}, status)
            return render(request, "problem.html", status=status, says=says)

        return handler

    app.add_exception_handler(NotSignedIn, not_signed_in)
    app.add_exception_handler(RefusedError, answer(403))
    app.add_exception_handler(MarsadError, answer(422))
    app.add_exception_handler(404, answer(404))
    app.add_exception_handler(405, answer(405))
