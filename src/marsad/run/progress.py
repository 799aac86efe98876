"""Progress of long work, on standard error: a bar on a terminal, a line a minute elsewhere."""

import sys
import time
from collections.abc import Iterable, Iterator
from typing import TypeVar

T = TypeVar("T")
EVERY_SECONDS = 60.0


def following(items: Iterable[T], *, total: int | None = None, what: str, quiet: bool = False) -> Iterator[T]:
    """The items themselves, while their number is shown."""
    if quiet:
        yield from items
    elif sys.stderr.isatty():
        yield from _with_bar(items, total, what)
    else:
        yield from _with_lines(items, total, what)


def _with_bar(items: Iterable[T], total: int | None, what: str) -> Iterator[T]:
    from rich.console import Console
    from rich.progress import track

    yield from track(items, total=total, description=what, console=Console(stderr=True), transient=True)


def _with_lines(items: Iterable[T], total: int | None, what: str) -> Iterator[T]:
    last = time.monotonic()
    for number, item in enumerate(items, start=1):
        yield item
        now = time.monotonic()
        if now - last >= EVERY_SECONDS:
            last = now
            of = f" of {total:,}" if total else ""
            print(f"{what}: {number:,}{of}", file=sys.stderr)  # noqa: T201
