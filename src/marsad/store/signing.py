"""Ed25519 keys and signatures, for checkpoints of the ledger."""

import os
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from marsad.model.errors import StoreError


def make_signing_key(path: str | Path, *, passphrase: str | None = None) -> str:
    """Write a new signing key (PEM) that only its owner may read, never over another file; gives its public key.

    Keep it away from the observatory: whoever has both can rewrite the record and sign it anew.

    Raises:
        StoreError: there is a file already, or the folder takes none.
    """
    key = Ed25519PrivateKey.generate()
    guard: serialization.KeySerializationEncryption = (
        serialization.NoEncryption()
        if passphrase is None
        else serialization.BestAvailableEncryption(passphrase.encode())
    )
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, guard)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as problem:
        raise StoreError(f"There is a file at {path} already; a key is never overwritten.") from problem
    except OSError as problem:
        raise StoreError(f"The key {path} cannot be written: {problem.strerror}.") from problem
    with os.fdopen(handle, "wb") as file:
        file.write(pem)
    return public_of(key)


def load_signing_key(path: str | Path, *, passphrase: str | None = None) -> Ed25519PrivateKey:
    """The signing key in a PEM file.

    Raises:
        StoreError: it cannot be read, needs another passphrase, or is no Ed25519 key.
    """
    try:
        key = serialization.load_pem_private_key(
            Path(path).read_bytes(), None if passphrase is None else passphrase.encode()
        )
    except OSError as problem:
        raise StoreError(f"The signing key {path} cannot be read: {problem.strerror}.") from problem
    except (ValueError, TypeError) as problem:
        raise StoreError(f"{path} is no signing key, or needs another passphrase: {problem}.") from problem
    if not isinstance(key, Ed25519PrivateKey):
        raise StoreError(f"{path} holds a key of another sort; wanted Ed25519 (`marsad verify --new-key FILE`).")
    return key


def public_of(key: Ed25519PrivateKey) -> str:
    """The public key, in hexadecimal."""
    raw = key.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    return raw.hex()


def is_signed(data: bytes, *, signature: str, public: str) -> bool:
    """Whether the signature (hexadecimal) is that of the public key on these bytes."""
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(public)).verify(bytes.fromhex(signature), data)
    except (InvalidSignature, ValueError):
        return False
    return True
