"""Keys of an encrypted observatory: from a passphrase by argon2id, or from a key file.

SQLCipher writes 16 random bytes at the start of a file; they are the salt here too, so that nothing has to be kept
beside the file. The parameters of argon2id are the second recommendation of RFC 9106, and part of the file's form:
another choice would be another form, with another name.
"""

import hashlib
import hmac
import os
from pathlib import Path

from argon2.low_level import Type, hash_secret_raw

from marsad.model.errors import StoreError

SALT_BYTES = 16
KEY_BYTES = 32
PASSES, MEMORY_KIB, LANES = 3, 65536, 4
MIN_PASSPHRASE = 8  # characters; what guards against guessing is argon2id and the person's choice, not this floor
MIN_KEY_FILE = 32  # bytes


def key_from_passphrase(passphrase: str, salt: bytes) -> bytes:
    """32 bytes out of a passphrase; slow on purpose (about 0.1 s and 64 MB).

    Raises:
        StoreError: the passphrase is shorter than 8 characters.
    """
    if len(passphrase) < MIN_PASSPHRASE:
        raise StoreError(f"The passphrase has {len(passphrase)} characters; wanted at least {MIN_PASSPHRASE}.")
    return hash_secret_raw(passphrase.encode(), salt, PASSES, MEMORY_KIB, LANES, KEY_BYTES, Type.ID)


def key_from_file(path: str | Path, salt: bytes) -> bytes:
    """32 bytes out of a key file: any file of at least 32 bytes, best made by :func:`make_key_file`.

    Raises:
        StoreError: the file cannot be read, or holds too little.
    """
    try:
        secret = Path(path).read_bytes()
    except OSError as problem:
        raise StoreError(f"The key file {path} cannot be read: {problem.strerror}. Name the right file.") from problem
    if len(secret) < MIN_KEY_FILE:
        raise StoreError(f"The key file {path} holds {len(secret)} bytes; wanted at least {MIN_KEY_FILE}.")
    return hmac.new(salt, b"marsad key file 1" + secret, hashlib.sha256).digest()


def make_key_file(path: str | Path) -> None:
    """Write a new key file of 64 random bytes that only its owner may read; never over another file.

    Raises:
        StoreError: there is a file already, or the folder takes none.
    """
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as problem:
        raise StoreError(f"There is a file at {path} already; a key file is never overwritten.") from problem
    except OSError as problem:
        raise StoreError(f"The key file {path} cannot be written: {problem.strerror}.") from problem
    with os.fdopen(handle, "wb") as file:
        file.write(os.urandom(64))
