"""Where records live: one schema on SQLite, encrypted SQLite and PostgreSQL, and a ledger nobody can rewrite.

Opening::

    store = open_store("syria.marsad", create=True)                  # a new file; without `create` it must be there
    store = open_store("syria.marsad", key="a passphrase")           # encrypted (argon2id)
    store = open_store("syria.marsad", key_file="syria.key")         # encrypted, key from a file
    store = open_store("postgresql://user@host/syria")
    store_exists(address) -> bool

Every change belongs to somebody: each method that adds takes ``by=`` (a person, or a rule with its version) and is one
transaction, kept whole or not at all. Every row added gets the next **change number** (1, 2, 3 …, no gaps) and a line
in the ledger. Nothing is ever changed or removed. Reading comes in pages, so that memory stays bounded, and never
holds a lock; iterators are consistent up to the change at which they began.

The shelves::

    store.reports.add([report, (report, b"bytes as collected"), …], by="collect 1") -> Added(kept, known)
        # deduplicated by hash and url; `kept` are ids as stored (a second text under a used id becomes "id~2"),
        # `known` ids of those that are there already. Without bytes, the text in UTF-8 is what is kept.
    store.reports.get(id) -> Report | None          store.reports.all(after=0, publisher=None, language=None,
    store.reports.bytes_of(id) -> bytes                 since=None, until=None, retracted=True) -> Iterator[Report]
    store.reports.unread(read_by=None) -> Iterator[Report]    # without a reading (of that version); retracted left out
    store.reports.count() -> int

    store.readings.add(readings, by=…) -> int                 # beside the report; reading again adds
    store.readings.all(after=0, retracted=False) -> Iterator[Reading]       # the latest of each report, with its text
    store.readings.get(report_id) -> Reading | None           # the latest
    store.readings.of(report_id) -> list[Kept[Reading]]       # all of them, oldest first

    store.asides.add([Aside("read", "report-id", "why"), …], by=…)    # what could not be worked on, with its error
    store.asides.open(stage=None) -> Iterator[Aside]          # not settled since (a later reading settles "read")
    store.asides.settle([("read", "report-id"), …], by=…)

    store.judgements.add([Judgement(…), …], seen=None, token=None) -> tuple[Judgement, …]     # with their numbers
        # `by` is in the judgement. seen: the change number the person looked at; if any of the ids was judged since,
        # RefusedError says by whom. token: any text; a second add with the same token adds nothing (a safe retry).
    store.judgements.all(after=0) -> Iterator[Judgement]      store.judgements.about(id) -> list[Judgement]
    store.judgements.retracted() -> frozenset[str]            # ids of reports that are retracted now

Shelves of records that have versions (the latest of each id counts, all are kept): ``store.incidents``, ``findings``,
``alerts``, ``releases``, ``settings`` (plain JSON data), ``places``, ``areas``, ``sources``, ``tallies``,
``restrictions``, ``pairs`` (doubtful ones, of the matching), ``accounts.people``::

    shelf.add(records, by=…, whole=False) -> int     # adds what is new or different; with whole=True, ids that are not
                                                     # among the records are marked gone. Gives how many rows came
    shelf.all(after=0) -> Iterator[record]           # the latest of each id that is not gone; after: changed since
    shelf.get(id) -> record | None                   shelf.history(id) -> list[Kept[record]]
    shelf.remove(ids, by=…)                          shelf.gone(after=0) -> Iterator[str]
    store.settings.set("pack", "syria", by=…)        store.settings.get("pack") -> value | None

Time and change::

    store.number -> int                              # the last change; tallies may refresh from ``after=number``
    store.as_of(date(2022, 3, 1)) -> Store           # what was held at the end of that day (UTC); for reading only
    store.upto(number) -> Store                      # what was held after that change
    store.log(after=0) -> Iterator[Entry]            # the ledger's lines: number, at, by, kind, key …

Words::

    store.words.index(words: Callable[[str, str | None], list[str]], version="1") -> int   # reports not yet indexed
    store.words.find(Sought(…), limit=50) -> list[Hit]        # Hit(report id, score)

Summaries (derived: what is worked out of the record, kept so that a start need not do it again)::

    store.summaries.get(name, version=…) -> Summary(number, data) | None     store.summaries.set(name, summary, …)

The ledger::

    store.ledger.verify(trusted=…) -> Verdict        # the first wrong row, and every other
    store.ledger.sign(key, by=…) -> Checkpoint       store.ledger.stamp_request() / attach_stamp(response)

People (for the web): ``store.accounts``: passwords, second factors, sessions, attempts. Moving: ``copy_store(a, b)``,
``backup``, ``change_key``. Errors: StoreError, LedgerError (damage), RefusedError (somebody else was first).
"""

from marsad.store.accounts import MAY, Accounts, Person, Session
from marsad.store.kept import Added, Aside, Deed, Entry, Kept, Restriction
from marsad.store.keys import make_key_file
from marsad.store.ledger import Checkpoint, Verdict, read_checkpoint, write_checkpoint
from marsad.store.move import Copied, change_key, copy_store
from marsad.store.signing import load_signing_key, make_signing_key
from marsad.store.stamp import Stamped, check_stamp, stamp_request
from marsad.store.store import Store, open_store, store_exists
from marsad.store.summaries import Summary
from marsad.store.verify import Wrong
from marsad.store.words import Hit, Sought

__all__ = [
    "MAY",
    "Accounts",
    "Added",
    "Aside",
    "Checkpoint",
    "Copied",
    "Deed",
    "Entry",
    "Hit",
    "Kept",
    "Person",
    "Restriction",
    "Session",
    "Sought",
    "Stamped",
    "Store",
    "Summary",
    "Verdict",
    "Wrong",
    "change_key",
    "check_stamp",
    "copy_store",
    "load_signing_key",
    "make_key_file",
    "make_signing_key",
    "open_store",
    "read_checkpoint",
    "stamp_request",
    "store_exists",
    "write_checkpoint",
]
