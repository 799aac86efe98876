"""What databases say when something goes wrong, as words for the person at the desk."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError

from marsad.model.errors import StoreError

# What the database says, and what it means. The first that fits is told.
_SAYINGS = (
    ("disk is full", "The disk is full. Nothing of this batch was kept; make room and run it again."),
    ("no space left", "The disk of the database is full. Nothing of this batch was kept; make room and run it again."),
    ("could not extend file", "The disk of the database is full. Nothing of this batch was kept; make room."),
    ("disk i/o error", "The disk does not answer as it should. Nothing of this batch was kept; check the disk."),
    ("readonly database", "The observatory may not be written to: it or its folder is read-only. Check the rights."),
    ("read-only", "The observatory may not be written to. Check the rights."),
    ("unable to open database file", "The observatory cannot be opened: its folder is missing or takes no files."),
    ("file is not a database", "The key does not fit, or this is no observatory. Check the key and the file."),
    ("file is encrypted", "The key does not fit, or this is no observatory. Check the key and the file."),
    ("malformed", "The file is damaged. Take the latest backup, or let `marsad verify` say how far it goes."),
    ("is locked", "Another program holds the observatory. Close it, or wait, and run this again."),
    ("password authentication failed", "The database refuses this user or password. Check the address."),
    ("role", "The database refuses this user. Check the address."),
    ("permission denied", "The database does not let this user do that. Ask for the rights, or check the address."),
    ("does not exist", "The database has no such thing. Check the name at the end of the address."),
    ("connection refused", "No database answers at this address. Is it running? Check host and port."),
    ("could not translate host", "There is no such host. Check the address."),
    ("resolve host", "There is no such host. Check the address."),
    ("timeout", "The database does not answer in time. Check host and port."),
    ("kept records are never changed", "Something tried to change or remove a kept record, and was refused."),
)


def explain(problem: BaseException) -> StoreError:
    """The error of a database as one of ours."""
    said = str(getattr(problem, "orig", None) or problem).strip()
    lowered = said.lower()
    for words, meaning in _SAYINGS:
        if words in lowered:
            return StoreError(f"{meaning} (The database said: {said.splitlines()[0]})")
    return StoreError(
        f"The database could not do this, and nothing was kept of it: {said.splitlines()[0] if said else problem!r}"
    )


@contextmanager
def speaking() -> Iterator[None]:
    """Turns errors of the database into ours."""
    try:
        yield
    except DBAPIError as problem:
        raise explain(problem) from problem
    except OSError as problem:
        raise StoreError(f"The observatory cannot be reached: {problem.strerror or problem}.") from problem
