"""What shelves give back beside plain records."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Kept(Generic[T]):
    """A record with the line of the ledger that brought it. `record` is None where the line says that it is gone."""

    number: int
    at: datetime
    by: str
    record: T | None


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the ledger: who added what, and when."""

    number: int
    at: datetime
    by: str
    kind: str
    key: str
    digest: str
    previous: str
    hash: str


@dataclass(frozen=True, slots=True)
class Added:
    """What became of reports: ids as stored, in the order given, and ids of those that were there already."""

    kept: tuple[str, ...] = ()
    known: tuple[str, ...] = ()

    def __add__(self, other: "Added") -> "Added":
        return Added(self.kept + other.kept, self.known + other.known)


@dataclass(frozen=True, slots=True)
class Aside:
    """Something that a stage could not work on: which stage, what (a report's id, a file's name), and why.

    `detail` holds whatever helps to try again, as plain JSON data.
    """

    stage: str
    what: str
    why: str
    detail: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Deed:
    """Something that somebody did which changes no record: signed in, exported, looked at what is restricted."""

    act: str
    about: str
    detail: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Restriction:
    """Only members of these groups may see what `about` names (a report, source or incident)."""

    about: str
    groups: tuple[str, ...]
    why: str = ""
