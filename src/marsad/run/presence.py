"""Who looks at what just now: so that two people on one item see each other. Kept in memory, never in the record."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

SECONDS = 40.0  # after which somebody who no longer asks is taken to have left
MOST = 2_000


@dataclass
class Presence:
    """Who was seen at which item, and when."""

    clock: Callable[[], float] = time.monotonic
    _seen: dict[str, dict[str, tuple[str, float]]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, item: str, person: str, name: str) -> tuple[str, ...]:
        """Note that a person looks at an item; gives the names of the others who do."""
        now = self.clock()
        with self._lock:
            if item not in self._seen and len(self._seen) >= MOST:
                del self._seen[next(iter(self._seen))]
            held = {id: (called, at) for id, (called, at) in self._seen.get(item, {}).items() if now - at < SECONDS}
            held[person] = (name, now)
            self._seen[item] = held
            return tuple(sorted(called for id, (called, _) in held.items() if id != person))
