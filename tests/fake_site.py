"""A web site on this machine, with every kind of trouble, for tests of fetching."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote

Answer = tuple[int, dict[str, str], bytes]
PAGE = "<html><head><title>{title}</title></head><body><article><p>{words}</p></article></body></html>"
STORY = "Two farmers were killed by gunmen near the village of Al-Kawm on Friday, the desk of Sahra News reported. " * 4


def page(title: str, words: str = STORY, **headers: str) -> Answer:
    """A page with an article."""
    return 200, {"Content-Type": "text/html; charset=utf-8", **headers}, PAGE.format(title=title, words=words).encode()


@dataclass
class Site:
    """What the site answers, by path, and what it was asked. An answer may be a function of the headers.

    The path ``/slow`` sends a byte now and then, ``/drip`` does not even finish its headers.
    """

    answers: dict[str, "Answer | Callable[[dict[str, str]], Answer]"] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    address: str = ""

    def paths(self) -> list[str]:
        """The paths that were asked for, in order, without robots.txt."""
        return [path for path, _ in self.asked if path != "/robots.txt"]


class _Handler(BaseHTTPRequestHandler):
    site: Site

    def do_GET(self) -> None:
        path = unquote(self.path)
        self.site.asked.append((path, {key.lower(): value for key, value in self.headers.items()}))
        if path in ("/slow", "/drip"):
            self._drip(path)
            return
        answer = self.site.answers.get(path, (404, {}, b"not here"))
        status, headers, body = answer(self.site.asked[-1][1]) if callable(answer) else answer
        self.send_response(status)
        for key, value in headers.items():
            self.send_header(key, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        try:
            self.wfile.write(body)
        except OSError:
            return

    def _drip(self, path: str) -> None:
        try:
            self.wfile.write(b"HTTP/1.1 200 OK\r\n" + (b"\r\n" if path == "/slow" else b""))
            for _ in range(60):
                self.wfile.write(b"x" if path == "/slow" else b"X-A: b\r\n")
                self.wfile.flush()
                threading.Event().wait(0.1)
        except OSError:
            return

    def log_message(self, *arguments: object) -> None:
        """Say nothing."""


@contextmanager
def serving(site: Site) -> Iterator[Site]:
    """The site, answering on a port of its own."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"site": site}))
    server.daemon_threads = True
    threading.Thread(target=lambda: server.serve_forever(poll_interval=0.05), daemon=True).start()
    site.address = f"http://127.0.0.1:{server.server_port}"
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
