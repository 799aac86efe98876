"""Starts the server."""

import threading
from dataclasses import replace
from pathlib import Path

import uvicorn
from fastapi import FastAPI

from marsad.run.accounts import server_key as read_key
from marsad.run.observatory import Observatory
from marsad.run.warming import warm_up
from marsad.web.app import create_app
from marsad.web.settings import WebSettings


def warm(app: FastAPI) -> None:
    """Make what costs much before the first visitor asks for it."""
    warm_up(app.state.observatory)


def serve(
    observatory: Observatory, *, host: str, port: int, names: tuple[str, ...], is_secure: bool, server_key: Path
) -> None:
    """Serve until stopped; one process, requests in threads."""
    settings = WebSettings(server_key=read_key(server_key), is_secure=is_secure)
    settings = replace(settings, hosts=(*settings.hosts, *names))
    app = create_app(observatory, settings)
    threading.Thread(target=warm, args=(app,), daemon=True).start()
    uvicorn.run(
        app, host=host, port=port, log_level="warning", server_header=False, date_header=False, access_log=False
    )
