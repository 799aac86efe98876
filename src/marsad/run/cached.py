"""Answers that cost much, kept until the record changes: one for every change number and question."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast

T = TypeVar("T")
FEW = {"seen": 6}  # how many answers are held of kinds of question (its first part) whose answers are large
LATE_SECONDS = 20.0  # how long an answer of an earlier change may still be shown while the record is changing


@dataclass
class Cached:
    """Keeps the newest answer to each question; safe for threads. A question is worked on once, others go on."""

    most: int = 200
    _held: dict[Any, tuple[int, float, Any]] = field(default_factory=dict)
    _locks: dict[Any, threading.RLock] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def get(self, question: Any, number: int, make: Callable[[], T], *, may_be_late: bool = False) -> T:
        """The answer at this change number or a later one, made where it is not held.

        With `may_be_late`, an answer of an earlier change is good for 20 seconds more: for pages that many look at
        while somebody else works.
        """
        if (held := self._still_good(question, number, may_be_late)) is not None:
            return cast("T", held[2])
        with self._lock:
            own = self._locks.setdefault(question, threading.RLock())
        with own:
            if (held := self._still_good(question, number, may_be_late)) is not None:
                return cast("T", held[2])
            answer = make()
            with self._lock:
                self._held[question] = (number, time.monotonic(), answer)
                self._let_go(question[0] if isinstance(question, tuple) else question)
            return answer

    def _let_go(self, kind: Any) -> None:
        """Drop the oldest answers of a kind, and of all kinds, where there are too many."""
        if kind in FEW:
            self._drop([key for key in self._held if isinstance(key, tuple) and key[0] == kind], FEW[kind])
        self._drop(list(self._held), self.most)

    def _drop(self, keys: list[Any], most: int) -> None:
        for oldest in sorted(keys, key=lambda key: self._held[key][1])[: max(0, len(keys) - most)]:
            del self._held[oldest]
            self._locks.pop(oldest, None)

    def _still_good(self, question: Any, number: int, may_be_late: bool) -> tuple[int, float, Any] | None:
        held = self._held.get(question)
        if held is None or held[0] >= number:
            return held
        return held if may_be_late and time.monotonic() - held[1] < LATE_SECONDS else None
