"""The ledger: checking it, signing how far it has come, and stamps on the signatures."""

import base64
import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import select

from marsad.model.errors import LedgerError, ModelError, StoreError
from marsad.model.plain import from_plain, to_plain
from marsad.store.canonical import START, canonical
from marsad.store.desk import Desk
from marsad.store.schema import checkpoints, ledger, stamps
from marsad.store.signing import is_signed, public_of
from marsad.store.stamp import Stamped, check_stamp
from marsad.store.verify import Findings, Wrong, look_through


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A signed word that the ledger had come to line `upto` with that hash. Keep copies of it elsewhere.

    `number` is the change that keeps it, None outside an observatory.
    """

    upto: int
    hash: str
    at: datetime
    by: str
    public_key: str
    signature: str = ""
    number: int | None = None

    def signed_bytes(self) -> bytes:
        """What the signature is over."""
        return b"marsad checkpoint 1\n" + canonical(to_plain(replace(self, signature="", number=None))).encode()

    def stamped_bytes(self) -> bytes:
        """What a time stamp is over: the signed words and the signature."""
        return self.signed_bytes() + b"\n" + self.signature.encode()

    @property
    def is_signed(self) -> bool:
        """Whether the signature holds."""
        return is_signed(self.signed_bytes(), signature=self.signature, public=self.public_key)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What checking found. `wrong` lists what does not hold, lowest number first, at most a thousand of `found`."""

    lines: int
    contents: int
    hash: str
    found: int
    wrong: tuple[Wrong, ...]
    checkpoints: tuple[Checkpoint, ...] = ()
    stamps: tuple[tuple[Checkpoint, Stamped], ...] = ()

    @property
    def is_sound(self) -> bool:
        """Whether nothing is wrong."""
        return self.found == 0

    @property
    def first(self) -> Wrong | None:
        """The first wrong row."""
        return self.wrong[0] if self.wrong else None


@dataclass(frozen=True, slots=True)
class Ledger:
    """The chain over every change."""

    desk: Desk

    def verify(
        self, *, trusted: Iterable[str] = (), copies: Iterable[Checkpoint] = (), roots: Iterable[bytes] = ()
    ) -> Verdict:
        """Check every line, row and byte, every checkpoint and stamp.

        Args:
            trusted: public keys (hexadecimal) that may sign; where given, a checkpoint by another is wrong.
            copies: checkpoints that were kept elsewhere: what finds a ledger that was rewritten whole.
            roots: certificates (PEM) of trusted stamping authorities.
        """
        findings = look_through(self.desk)
        held = self._readable_checkpoints(findings)
        keys = frozenset(trusted)
        for checkpoint in sorted([*held, *copies], key=lambda each: each.upto):
            self._check_checkpoint(checkpoint, keys, findings)
        stamped = self._check_stamps({each.number: each for each in held}, tuple(roots), findings)
        findings.wrong.sort(key=lambda each: each.number)
        return Verdict(
            findings.lines, findings.contents, self.hash_at(None), findings.found, tuple(findings.wrong), held, stamped
        )

    def hash_at(self, number: int | None) -> str:
        """The hash of a line, or of the last one."""
        query = select(ledger.c.hash).order_by(ledger.c.number.desc()).limit(1)
        if number is not None:
            query = query.where(ledger.c.number == number)
        with self.desk.reading() as connection:
            found = connection.execute(query).scalar()
        return START if found is None else str(found)

    def sign(self, key: Ed25519PrivateKey, *, by: str) -> Checkpoint:
        """Sign how far the ledger has come, and keep that as a change of its own.

        Raises:
            StoreError: nothing is in the ledger yet.
        """
        with self.desk.writing(by) as change:
            if change.number == 0:
                raise StoreError("The ledger is empty; there is nothing to sign yet.")
            bare = Checkpoint(change.number, change.hash, datetime.fromisoformat(change.at), change.by, public_of(key))
            signed = replace(bare, signature=key.sign(bare.signed_bytes()).hex())
            number = change.add(
                checkpoints, str(signed.upto), {"upto": signed.upto, "body": canonical(to_plain(signed))}
            )
        return replace(signed, number=number)

    def checkpoints(self) -> tuple[Checkpoint, ...]:
        """Every checkpoint kept here, in order."""
        query = select(checkpoints).where(checkpoints.c.change <= self.desk.number).order_by(checkpoints.c.change)
        with self.desk.reading() as connection:
            rows = connection.execute(query).all()
        return tuple(replace(from_plain(Checkpoint, json.loads(row.body)), number=row.change) for row in rows)

    def attach_stamp(self, checkpoint: Checkpoint, response: bytes, *, by: str) -> Stamped:
        """Keep an authority's stamp on a checkpoint, if it holds.

        Raises:
            LedgerError: it does not hold, or is for something else. Nothing is kept.
        """
        stamped = check_stamp(response, checkpoint.stamped_bytes())
        if checkpoint.number is None:
            raise LedgerError("The checkpoint is not kept here; attach the stamp where it is.")
        body = {"response": base64.b64encode(response).decode(), "authority": stamped.authority}
        with self.desk.writing(by) as change:
            change.add(stamps, str(checkpoint.number), {"checkpoint": checkpoint.number, "body": canonical(body)})
        return stamped

    def _readable_checkpoints(self, findings: Findings) -> tuple[Checkpoint, ...]:
        try:
            return self.checkpoints()
        except (ModelError, ValueError, TypeError) as problem:
            # The row is wrong by its digest already; this says what follows from it.
            findings.add(self.desk.number, checkpoints.name, "", f"the checkpoints cannot be read: {problem}")
            return ()

    def _check_checkpoint(self, checkpoint: Checkpoint, trusted: frozenset[str], findings: Findings) -> None:
        number = checkpoint.number or checkpoint.upto
        name = f"signed by {checkpoint.public_key[:16]}…"
        if not checkpoint.is_signed:
            findings.add(number, checkpoints.name, name, "the checkpoint's signature does not hold")
        elif trusted and checkpoint.public_key not in trusted:
            findings.add(number, checkpoints.name, name, "the checkpoint is signed by a key that is not trusted")
        elif self.hash_at(checkpoint.upto) != checkpoint.hash:
            why = "the ledger up to here is not the one that was signed: it was rewritten at this line or before"
            findings.add(checkpoint.upto, checkpoints.name, name, why)

    def _check_stamps(
        self, held: dict[int | None, Checkpoint], roots: tuple[bytes, ...], findings: Findings
    ) -> tuple[tuple[Checkpoint, Stamped], ...]:
        with self.desk.reading() as connection:
            rows: list[Any] = list(connection.execute(select(stamps).order_by(stamps.c.change)))
        good = []
        for row in rows:
            checkpoint = held.get(row.checkpoint)
            if checkpoint is None:
                findings.add(row.change, stamps.name, "", "the stamp is on a checkpoint that is not there")
                continue
            try:
                response = base64.b64decode(json.loads(row.body)["response"])
                good.append((checkpoint, check_stamp(response, checkpoint.stamped_bytes(), roots=roots)))
            except (LedgerError, ValueError, KeyError) as problem:
                findings.add(row.change, stamps.name, "", str(problem))
        return tuple(good)


def write_checkpoint(checkpoint: Checkpoint, path: str | Path) -> None:
    """Write a checkpoint as a small JSON file, to be kept elsewhere."""
    Path(path).write_text(canonical(to_plain(replace(checkpoint, number=None))) + "\n", encoding="utf-8")


def read_checkpoint(path: str | Path) -> Checkpoint:
    """The checkpoint in a file.

    Raises:
        StoreError: the file cannot be read, or holds none.
    """
    try:
        data = json.loads(Path(path).read_text(encoding="utf-8"))
    except (OSError, ValueError) as problem:
        raise StoreError(
            f"{path} holds no checkpoint: {problem}. Wanted a file written by `marsad verify`."
        ) from problem
    return from_plain(Checkpoint, data)
