"""Answers that cost much, kept until the record changes: one for every change number and question."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast

T = TypeVar("T")
LATE_SECONDS = 20.0  # how long an answer of an earlier change may still be shown while the record is changing


@dataclass
class Cached:
    """Keeps the newest answer to each question; safe for threads."""

    most: int = 200
    _held: dict[Any, tuple[int, float, Any]] = field(default_factory=dict)
    _lock: threading.RLock = field(default_factory=threading.RLock)

    def get(self, question: Any, number: int, make: Callable[[], T], *, may_be_late: bool = False) -> T:
        """The answer at this change number, made where it is not held.

        With `may_be_late`, an answer of an earlier change is good for 20 seconds more: for pages that many look at
        while somebody else works.
        """
        now = time.monotonic()
        with self._lock:
            held = self._held.get(question)
            if held is not None and (held[0] == number or (may_be_late and now - held[1] < LATE_SECONDS)):
                return cast("T", held[2])
            answer = make()
            if len(self._held) >= self.most:
                oldest = min(self._held, key=lambda key: self._held[key][1])
                del self._held[oldest]
            self._held[question] = (number, time.monotonic(), answer)
            return answer
