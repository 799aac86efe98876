"""Watched folders: new files are taken when they are complete; nothing in the folder is moved or changed.

What was taken is noted in the observatory (a deed "took" about each file, with its size and time), so a restart takes
nothing twice, and a file that was changed since is taken again.
"""

import os
import stat
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

from marsad.collect.collected import Collected, NotCollected
from marsad.collect.files import reports_of_file
from marsad.collect.known import Known
from marsad.model.errors import CollectError
from marsad.run.observatory import Observatory, stamped
from marsad.store import Aside
from marsad.store.kept import Deed

TOOK = "took"
BATCH = 500  # reports kept in one transaction
_UNFINISHED = (".part", ".partial", ".crdownload", ".download", ".tmp", ".temp", ".filepart", ".swp")
State = tuple[int, int]  # size in bytes, time of the last change in nanoseconds


@dataclass(frozen=True, slots=True)
class Took:
    """What one file gave: reports kept, reports that were there, and what was set aside, with the reasons."""

    path: str
    kept: int = 0
    known: int = 0
    set_aside: tuple[tuple[str, str], ...] = ()


@dataclass
class Folders:
    """Folders that are looked into again and again.

    A file is complete when two looks, at least `settle` seconds apart, find the same size and time. Hidden files, names
    that programs give to what they are still writing (``.part``, ``.tmp`` …) and links are passed over.
    """

    observatory: Observatory
    folders: Sequence[Path]
    known: Known = field(default_factory=Known)
    settle: float = 2.0
    _taken: dict[str, State] = field(default_factory=dict)
    _seen: dict[str, tuple[State, float]] = field(default_factory=dict)
    _told: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for folder in self.folders:
            if not folder.is_dir():
                raise CollectError(f"{folder} is no folder. Make it, or check the name.")
        for kept in self.observatory.store.deeds.all():
            if kept.record is not None and kept.record.act == TOOK:
                size, moment = kept.record.detail.get("size"), kept.record.detail.get("time")
                if isinstance(size, int) and isinstance(moment, int):
                    self._taken[kept.record.about] = (size, moment)

    def look(self, clock: float) -> Iterator[Took]:
        """Takes every file that is complete and new, in the order of names.

        Args:
            clock: seconds of a clock that never goes back.
        """
        there: set[str] = set()
        for folder in self.folders:
            try:
                files = list(_files_in(folder))
            except OSError as problem:
                yield from self._tell(str(folder), f"The folder cannot be looked into: {problem.strerror}.")
                continue
            self._told.pop(str(folder), None)
            for path, id, state in files:
                key = str(path)
                there.add(key)
                if self._taken.get(key) == state:
                    continue
                seen, since = self._seen.get(key, (None, clock))
                if seen != state:
                    self._seen[key] = (state, clock)
                elif clock - since >= self.settle:
                    yield from self._take(path, id, state)
        self._seen = {key: value for key, value in self._seen.items() if key in there}

    def growing(self) -> list[str]:
        """The files that were seen and are not yet complete."""
        return sorted(key for key in self._seen if key not in self._told)

    def _take(self, path: Path, id: str, state: State) -> Iterator[Took]:
        key = str(path)
        try:
            path.open("rb").close()
        except OSError as problem:
            # Nothing says when this will be mended, so it is told once and tried at every look.
            yield from self._tell(key, f"The file cannot be opened: {problem.strerror}. Check who may read it.")
            return
        self._told.pop(key, None)
        self._seen.pop(key, None)
        took = self._keep(path, id, state)
        if took is None:
            return
        self._taken[key] = state
        detail: dict[str, object] = {"size": state[0], "time": state[1], "kept": took.kept, "known": took.known}
        self.observatory.store.deeds.add([Deed(TOOK, key, detail)], by=self.observatory.by)
        yield took

    def _keep(self, path: Path, id: str, state: State) -> Took | None:
        """The file's reports, kept; None where it changed while it was read, so that it is read again once complete."""
        store, by = self.observatory.store, self.observatory.by
        now = datetime.now(UTC).replace(microsecond=0)
        kept = known = 0
        missed: list[tuple[str, str]] = []
        items = reports_of_file(path, id=id, known=self.known)
        while batch := list(islice(items, BATCH)):
            if _state_of(path) != state:
                return None
            found = [(stamped(item.report, now), item.raw) for item in batch if isinstance(item, Collected)]
            added = store.reports.add(found, by=by)
            kept, known = kept + len(added.kept), known + len(added.known)
            missed += [(item.where, item.why) for item in batch if isinstance(item, NotCollected)]
        if missed:
            store.asides.add([Aside("collect", where, why) for where, why in missed], by=by)
        else:
            store.asides.settle([("collect", str(path))], by=by)
        return Took(str(path), kept, known, tuple(missed))

    def _tell(self, where: str, why: str) -> Iterator[Took]:
        if self._told.get(where) != why:
            self._told[where] = why
            self.observatory.store.asides.add([Aside("collect", where, why)], by=self.observatory.by)
            yield Took(where, set_aside=((where, why),))


def _files_in(folder: Path) -> Iterator[tuple[Path, str, State]]:
    """The plain files of a folder and those below it, with their ids and states."""
    root = folder.resolve()
    os.listdir(root)  # raises where it is gone; os.walk would find nothing and say nothing
    for place, folders, names in os.walk(root):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if name.startswith((".", "~$")) or name.lower().endswith(_UNFINISHED):
                continue
            path = Path(place) / name
            state = _state_of(path)
            if state is not None:
                yield path, path.relative_to(root).with_suffix("").as_posix(), state


def _state_of(path: Path) -> State | None:
    """Size and time of a plain file; None where it is gone, a link, a pipe or a device."""
    with suppress(OSError):
        found = path.lstat()
        if stat.S_ISREG(found.st_mode):
            return found.st_size, found.st_mtime_ns
    return None
