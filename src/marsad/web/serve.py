"""Starts the server."""

import threading
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import uvicorn

from marsad.model.errors import MarsadError
from marsad.run.accounts import server_key as read_key
from marsad.run.observatory import Observatory
from marsad.run.warming import warm_up
from marsad.web.app import create_app
from marsad.web.settings import WebSettings

KEEP_EVERY_SECONDS = 60.0


def run(observatory: Observatory, settings: WebSettings, *, host: str, port: int) -> None:
    """Serve until stopped; what costs much is made or fetched behind the pages, and kept now and then."""
    app, stopped = create_app(observatory, settings), threading.Event()
    threading.Thread(target=_stand_by, args=(observatory, stopped), daemon=True).start()
    try:
        uvicorn.run(
            app,
            host=host,
            port=port,
            log_level="warning",
            server_header=False,
            date_header=False,
            access_log=False,
            timeout_keep_alive=30,
        )
    finally:
        stopped.set()


def _stand_by(observatory: Observatory, stopped: threading.Event) -> None:
    """Make what the first visitor would have to wait for, then keep it where enough has changed since."""
    warm_up(observatory)
    while not stopped.wait(KEEP_EVERY_SECONDS):
        with suppress(MarsadError):  # somebody else writes for long; the next turn comes in a minute
            observatory.column_book().keep()


def serve(
    observatory: Observatory, *, host: str, port: int, names: tuple[str, ...], is_secure: bool, server_key: Path
) -> None:
    """Serve until stopped; one process, requests in threads."""
    settings = WebSettings(server_key=read_key(server_key), is_secure=is_secure)
    run(observatory, replace(settings, hosts=(*settings.hosts, *names)), host=host, port=port)
