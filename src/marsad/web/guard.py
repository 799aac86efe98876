"""What stands before every page: allowed hosts, bounded bodies, same-origin writes, a rate, and strict headers."""

import time
from collections import deque
from collections.abc import Callable
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from marsad.web.settings import WebSettings

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "content-security-policy": _POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=()",
}
Refusal = tuple[int, str]
_TOO_LARGE: Refusal = (413, "What was sent is larger than this server takes.")
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class Guard:
    """Wraps the application."""

    def __init__(self, app: ASGIApp, settings: WebSettings, clock: Callable[[], float] = time.monotonic) -> None:
        self.app, self.settings, self.clock = app, settings, clock
        self._lately: dict[str, deque[float]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or answer it here."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        refusal = self._refusal(scope)
        if refusal is not None:
            await _answer(refusal, scope)(scope, receive, self._with_headers(send, scope))
            return
        bounded, sending = _Bounded(receive, self.settings.max_body_bytes), self._with_headers(send, scope)

        async def unless_over(message: Message) -> None:
            if not bounded.is_over:
                await sending(message)

        await self.app(scope, bounded, unless_over)
        if bounded.is_over:
            await _answer(_TOO_LARGE, scope)(scope, receive, sending)

    def _refusal(self, scope: Scope) -> Refusal | None:
        headers = Headers(scope=scope)
        host = headers.get("host", "")
        name = host if host.endswith("]") else host.rpartition(":")[0] or host
        if name not in self.settings.hosts:
            return 421, "This server does not answer under that name."
        if scope["method"] not in _SAFE and not _is_own(headers, host):
            return 403, "This request did not come from a page of this observatory."
        length = headers.get("content-length", "0")
        if not length.isdigit() or int(length) > self.settings.max_body_bytes:
            return _TOO_LARGE
        if self._is_too_often(scope):
            return 429, "Too many requests; wait a minute."
        return None

    def _is_too_often(self, scope: Scope) -> bool:
        if scope["path"].startswith("/static/"):
            return False
        client = (scope.get("client") or ("", 0))[0]
        now = self.clock()
        lately = self._lately.setdefault(client, deque())
        while lately and now - lately[0] > 60:
            lately.popleft()
        lately.append(now)
        if len(self._lately) > 10_000:
            self._lately = {key: times for key, times in self._lately.items() if times and now - times[-1] < 60}
        return len(lately) > self.settings.requests_a_minute

    def _with_headers(self, send: Send, scope: Scope) -> Send:
        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
                if not scope["path"].startswith("/static/"):
                    headers["cache-control"] = "no-store"
                if self.settings.is_secure:
                    headers["strict-transport-security"] = "max-age=31536000"
            await send(message)

        return sending


def _answer(refusal: Refusal, scope: Scope) -> Response:
    status, says = refusal
    headers = {"retry-after": "60"} if status == 429 else None
    if scope["path"].startswith("/api/"):
        return JSONResponse({"error": says}, status, headers)
    return PlainTextResponse(f"{says}\n", status, headers)


def _is_own(headers: Headers, host: str) -> bool:
    """Whether a write comes from our own page, or from no page at all (a program with a token)."""
    site = headers.get("sec-fetch-site")
    if site is not None and site not in ("same-origin", "none"):
        return False
    origin = headers.get("origin")
    if origin is not None:
        return urlsplit(origin).netloc == host
    return True


class _Bounded:
    """Stops a body that grows over the bound, also one that did not say how long it is."""

    def __init__(self, receive: Receive, most: int) -> None:
        self.receive, self.most, self.seen, self.is_over = receive, most, 0, False

    async def __call__(self) -> Message:
        message = await self.receive()
        self.seen += len(message.get("body", b""))
        if self.seen > self.most:
            self.is_over = True
            return {"type": "http.disconnect"}
        return message
