"""Marsad turns reports about a conflict into a record that can be defended."""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from marsad.run.observatory import Observatory

__version__ = "0.1.0"
__all__ = ["__version__", "open"]


def open(
    address: str | Path, *, pack: str | None = None, key: str | None = None, create: bool | None = None
) -> "Observatory":
    """Opens an observatory, making it first where there is none and a pack is named.

    Args:
        address: a file, or ``postgresql://…``.
        pack: the conflict pack, when it is made ("syria", "world", or a folder).
        key: the passphrase of an encrypted observatory.
        create: make a new one; None makes one only where there is none.
    """
    from marsad.run.observatory import open_observatory

    return open_observatory(address, pack=pack, key=key, create=create)
