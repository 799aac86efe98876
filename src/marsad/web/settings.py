"""How the pages are served."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class WebSettings:
    """Settings of one server.

    `hosts` are the names under which it may be asked (anything else is refused, which stops rebinding of names);
    `server_key` seals second factors and must not lie in the database; `is_secure` marks cookies for HTTPS only.
    """

    server_key: bytes
    hosts: tuple[str, ...] = ("127.0.0.1", "localhost", "[::1]", "testserver")
    is_secure: bool = False
    session: timedelta = timedelta(hours=12)
    idle: timedelta = timedelta(hours=2)
    fresh: timedelta = timedelta(minutes=15)
    max_body_bytes: int = 20_000_000
    attempts: int = 8
    attempts_within: timedelta = timedelta(minutes=15)
    requests_a_minute: int = 600
    threads: int = 16
