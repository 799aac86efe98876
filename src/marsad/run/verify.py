"""Proving an observatory: its chain, its bytes, its checkpoints and stamps; and releases that left it."""

import base64
import secrets
import urllib.error
import urllib.request
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from marsad.model.errors import RefusedError, StoreError
from marsad.publish.release import check_release
from marsad.store import (
    Checkpoint,
    Stamped,
    Store,
    Verdict,
    load_signing_key,
    make_signing_key,
    open_store,
    read_checkpoint,
    stamp_request,
    write_checkpoint,
)

__all__ = [
    "Store",
    "Trust",
    "Verdict",
    "ask_for_stamp",
    "attach_stamp",
    "is_release",
    "new_key",
    "newest_checkpoint",
    "open_bare",
    "request_for",
    "sign",
    "trust",
    "verify",
    "verify_release",
]
STAMP_SECONDS = 30
STAMP_BYTES = 1_000_000  # an answer is a few kB; more is none


@dataclass(frozen=True, slots=True)
class Trust:
    """What a check may rely on: public keys (hexadecimal), checkpoints kept elsewhere, certificates of authorities."""

    keys: tuple[str, ...] = ()
    copies: tuple[Checkpoint, ...] = ()
    roots: tuple[bytes, ...] = ()


def open_bare(address: str, *, key: str | None = None, key_file: Path | None = None) -> Store:
    """An observatory's store alone, without its pack: also one whose records are damaged opens so."""
    return open_store(address, key=key, key_file=key_file)


def trust(keys: Sequence[str], copies: Sequence[Path], roots: Sequence[Path]) -> Trust:
    """What was named on the command line, read.

    Raises:
        StoreError: a key is no public key, or a file cannot be read.
    """
    try:
        pems = tuple(path.read_bytes() for path in roots)
    except OSError as problem:
        raise StoreError(f"The certificate {problem.filename} cannot be read: {problem.strerror}.") from problem
    return Trust(tuple(public_key(each).hex() for each in keys), tuple(read_checkpoint(path) for path in copies), pems)


def public_key(words: str) -> bytes:
    """A public key as people hand it on: base64, or hexadecimal.

    Raises:
        StoreError: it is neither.
    """
    try:
        raw = bytes.fromhex(words) if len(words) == 64 else base64.b64decode(words, validate=True)
    except ValueError:
        raw = b""
    if len(raw) != 32:
        raise StoreError(f"{words!r} is no public key: wanted the line that `marsad verify --new-key FILE` prints.")
    return raw


def verify(store: Store, trusted: Trust | None = None) -> Verdict:
    """Check every line, row, byte, checkpoint and stamp."""
    given = trusted or Trust()
    return store.ledger.verify(trusted=given.keys, copies=given.copies, roots=given.roots)


def sign(store: Store, key: Path, *, by: str, passphrase: str | None = None, write: Path | None = None) -> Checkpoint:
    """Sign how far the ledger has come, if it is sound, and write a copy to be kept elsewhere.

    Raises:
        RefusedError: the ledger is not sound; what is wrong is not to be signed.
        StoreError: the key cannot be used, or the copy not be written.
    """
    first = store.ledger.verify().first
    if first is not None:
        raise RefusedError(f"The ledger is not signed, because it does not hold: {first}.")
    checkpoint = store.ledger.sign(load_signing_key(key, passphrase=passphrase), by=by)
    if write is not None:
        try:
            write_checkpoint(checkpoint, write)
        except OSError as problem:
            raise StoreError(f"The checkpoint is kept, but its copy {write} cannot be written: {problem}.") from problem
    return checkpoint


def newest_checkpoint(store: Store) -> Checkpoint:
    """The last checkpoint that was signed.

    Raises:
        StoreError: there is none.
    """
    held = store.ledger.checkpoints()
    if not held:
        raise StoreError("There is no checkpoint to stamp yet; sign one first: marsad verify --sign KEY")
    return held[-1]


def request_for(checkpoint: Checkpoint) -> bytes:
    """The request for a time stamp on a checkpoint (DER), to be sent to an authority by any means."""
    return stamp_request(checkpoint.stamped_bytes(), nonce=secrets.randbits(63))


def ask_for_stamp(store: Store, address: str, *, by: str) -> Stamped:
    """Ask an authority, at the address that somebody gave, to stamp the newest checkpoint; keep what holds.

    This is the one thing here that leaves the machine: it sends a hash, and nothing of the record.

    Raises:
        StoreError: the address is none of the web, or does not answer.
        LedgerError: the answer does not hold.
    """
    if not address.startswith(("https://", "http://")):
        raise StoreError(f"{address!r} is no address of a stamping authority; wanted https://…")
    checkpoint = newest_checkpoint(store)
    asked = urllib.request.Request(  # noqa: S310 - only http and https come this far
        address, request_for(checkpoint), {"Content-Type": "application/timestamp-query"}
    )
    try:
        with urllib.request.urlopen(asked, timeout=STAMP_SECONDS) as answer:  # noqa: S310
            response = answer.read(STAMP_BYTES)
    except (urllib.error.URLError, OSError, ValueError) as problem:
        raise StoreError(
            f"The stamping authority at {address} does not answer: {problem}. Nothing was kept."
        ) from problem
    return store.ledger.attach_stamp(checkpoint, response, by=by)


def attach_stamp(store: Store, response: Path, *, by: str) -> Stamped:
    """Keep an authority's answer, that came by other means, on the checkpoint it is for.

    Raises:
        LedgerError: it is for none of the checkpoints here, or does not hold.
    """
    try:
        answer = response.read_bytes()
    except OSError as problem:
        raise StoreError(f"The answer {response} cannot be read: {problem.strerror}.") from problem
    problems: list[StoreError] = []
    for checkpoint in reversed(store.ledger.checkpoints()):
        try:
            return store.ledger.attach_stamp(checkpoint, answer, by=by)
        except StoreError as problem:
            problems.append(problem)
    raise problems[0] if problems else StoreError("There is no checkpoint here that a stamp could be on.")


def is_release(path: str) -> bool:
    """Whether a file is a release (a zip) rather than an observatory."""
    return "://" not in path and zipfile.is_zipfile(path)


def verify_release(path: Path, *, trusted: str | None = None) -> dict[str, Any]:
    """What a release is found to be, as plain data: whether it is good, who signed it, what is wrong."""
    wanted = None if trusted is None else base64.b64encode(public_key(trusted)).decode()
    checked = check_release(path.read_bytes(), trusted=wanted)
    return {
        "release": str(path), "good": checked.is_good, "signer": checked.signer, "wrong": list(checked.wrong),
        "about": dict(checked.about),
    }  # fmt: skip


def new_key(path: Path, *, passphrase: str | None = None) -> str:
    """A new signing key in a file; gives its public key (base64), which others need to check what it signs."""
    return base64.b64encode(bytes.fromhex(make_signing_key(path, passphrase=passphrase))).decode()
