"""Long work behind the pages: it goes on while people look elsewhere, says how far it is, and can be stopped.

What was read before a stop is kept; what was not stays unread, and the next reading takes it up.
"""

import secrets
import threading
from dataclasses import dataclass, field
from typing import Literal

from marsad.model.claim import Reading
from marsad.model.errors import MarsadError
from marsad.run.audit import audit_observatory, keep_findings
from marsad.run.observatory import Observatory
from marsad.run.viewing import Viewing

BATCH = 20  # readings kept at once: small, so that a stop loses nothing
MOST = 50  # works remembered

State = Literal["waits", "reads", "matches", "done", "stopped", "failed"]


@dataclass
class Work:
    """One long work. `kept`, `known` and `aside` tell of the collecting before it, `done` of `total` of the reading."""

    id: str
    by: str
    kept: int = 0
    known: int = 0
    aside: list[str] = field(default_factory=list)
    total: int = 0
    done: int = 0
    state: State = "waits"
    problem: str = ""
    _stop: threading.Event = field(default_factory=threading.Event, repr=False)
    _ended: threading.Event = field(default_factory=threading.Event, repr=False)

    @property
    def is_over(self) -> bool:
        """Whether nothing goes on any more."""
        return self.state in ("done", "stopped", "failed")

    def stop(self) -> None:
        """Ask it to end after the report in hand."""
        self._stop.set()

    def wait(self, seconds: float) -> bool:
        """Wait for its end; whether it came."""
        return self._ended.wait(seconds)


@dataclass
class Works:
    """The works of one server; one at a time writes, the others wait."""

    _held: dict[str, Work] = field(default_factory=dict)
    _turn: threading.Lock = field(default_factory=threading.Lock)

    def get(self, id: str, viewing: Viewing) -> Work | None:
        """A work of this person, or of anybody for a keeper."""
        work = self._held.get(id)
        return work if work is not None and (work.by == viewing.person.id or viewing.person.may("keep")) else None

    def read(self, viewing: Viewing, *, kept: int = 0, known: int = 0, aside: list[str] | None = None) -> Work:
        """Begin to read what is unread and to put it together into incidents."""
        viewing.need("collect")
        work = Work(secrets.token_urlsafe(9), viewing.person.id, kept, known, aside or [])
        while len(self._held) >= MOST:
            del self._held[next(iter(self._held))]
        self._held[work.id] = work
        threading.Thread(target=self._run, args=(work, viewing.observatory), daemon=True).start()
        return work

    def _run(self, work: Work, observatory: Observatory) -> None:
        try:
            with self._turn:
                _read(work, observatory)
        except MarsadError as problem:
            work.state, work.problem = "failed", str(problem)
        except Exception as problem:  # the page must say so; the thread has nobody else to tell
            work.state, work.problem = "failed", f"{type(problem).__name__}: {problem}"
            raise
        finally:
            work._ended.set()


def _read(work: Work, observatory: Observatory) -> None:
    work.total, work.state = sum(1 for _ in observatory.store.reports.unread()), "reads"
    batch: list[Reading] = []

    def keep() -> None:
        observatory.keep(batch)
        work.aside.extend(f"{r.report.id}: {r.set_aside[0].why}" for r in batch if r.set_aside and not r.claims)
        work.done += len(batch)
        batch.clear()

    for reading in observatory.read_new():
        batch.append(reading)
        if len(batch) >= BATCH:
            keep()
        if work._stop.is_set():
            break
    keep()
    if work._stop.is_set():
        work.state = "stopped"
        return
    work.state = "matches"
    observatory.match()
    keep_findings(observatory, audit_observatory(observatory))  # so that the first page tells what does not add up
    work.state = "done"
