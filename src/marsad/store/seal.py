"""Sealing small secrets (a second factor's seed) so that the database alone does not give them away."""

import hashlib
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from marsad.model.errors import StoreError

NONCE_BYTES = 12


def seal(secret: bytes, *, key: bytes, about: str) -> bytes:
    """The secret, encrypted by AES-256-GCM and bound to what it is about."""
    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(_key(key)).encrypt(nonce, secret, about.encode())


def unseal(sealed: bytes, *, key: bytes, about: str) -> bytes:
    """The secret of :func:`seal`.

    Raises:
        StoreError: another key, or it was sealed for something else, or changed.
    """
    try:
        return AESGCM(_key(key)).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], about.encode())
    except (InvalidTag, ValueError) as problem:
        raise StoreError("A sealed secret does not open: it has another key, or was changed. Set it anew.") from problem


def _key(key: bytes) -> bytes:
    return hashlib.sha256(b"marsad seal 1" + key).digest()
