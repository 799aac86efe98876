"""Copying an observatory: a backup, another engine, another key."""

from pathlib import Path

from marsad.store import Copied, change_key, copy_store, make_key_file, open_store

__all__ = ["Copied", "change_key", "copy", "make_key_file"]


def copy(
    source: str, target: str, *, key: str | None = None, key_file: Path | None = None, new_key: str | None = None,
    new_key_file: Path | None = None,
) -> Copied:  # fmt: skip
    """Copy an observatory to an empty place, every row and byte with the chain, and check the copy.

    Raises:
        StoreError: one of the two cannot be opened, the place is taken, or the copy does not hold.
    """
    with open_store(source, key=key, key_file=key_file) as opened:
        return copy_store(opened, target, key=new_key, key_file=new_key_file)
