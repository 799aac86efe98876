"""Everything that can go wrong, as one tree.

::

    MarsadError
    ├── ModelError        a record that cannot exist (a range upside down, a span before its start)
    ├── PackError         a conflict pack that does not hold together
    ├── CollectError      a text that cannot be taken in
    │   └── BusyError     a site that asks to come back later
    ├── ReadError         a report that cannot be read
    ├── LocateError       a gazetteer or boundary that cannot be used
    ├── MatchError        claims or records that cannot be compared
    ├── ReviewError       a judgement that cannot be made
    ├── CountError        a number that may not be computed
    ├── WatchError        a series that cannot be watched
    ├── PublishError      something that may not go out
    ├── StoreError        an observatory that cannot be opened, or is damaged
    │   └── LedgerError   the chain of the ledger is broken
    └── RefusedError      a gate or a permission says no

A message says what was found, what was wanted, and what to do next.
"""


class MarsadError(Exception):
    """Any error that Marsad raises on purpose. Its text is meant for the person at the desk."""


class ModelError(MarsadError):
    """A record that cannot exist."""


class PackError(MarsadError):
    """A conflict pack that does not hold together."""


class CollectError(MarsadError):
    """A text that cannot be taken in."""


class BusyError(CollectError):
    """A site that asks to come back later; `seconds` where it says how much later."""

    def __init__(self, says: str, seconds: float | None = None) -> None:
        super().__init__(says)
        self.seconds = seconds


class ReadError(MarsadError):
    """A report that cannot be read."""


class LocateError(MarsadError):
    """A gazetteer or boundary that cannot be used."""


class MatchError(MarsadError):
    """Claims or records that cannot be compared."""


class ReviewError(MarsadError):
    """A judgement that cannot be made."""


class CountError(MarsadError):
    """A number that may not be computed."""


class WatchError(MarsadError):
    """A series that cannot be watched."""


class PublishError(MarsadError):
    """Something that may not go out."""


class StoreError(MarsadError):
    """An observatory that cannot be opened, or is damaged."""


class LedgerError(StoreError):
    """The chain of the ledger is broken."""


class RefusedError(MarsadError):
    """A gate or a permission says no."""
