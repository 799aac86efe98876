"""What comes in through the pages: uploads and addresses, by the person who sends them."""

import tempfile
from datetime import date
from pathlib import Path, PurePath
from typing import BinaryIO

from marsad.model.errors import MarsadError
from marsad.run.observatory import Done, Observatory
from marsad.run.viewing import Viewing

MAX_UPLOAD = 20_000_000


def _as(viewing: Viewing) -> Observatory:
    """The same observatory, with this person's name on what is added."""
    own = viewing.observatory
    return Observatory(own.store, own.pack, pack_name=own.pack_name, by=viewing.person.id)


def _day(words: str) -> date | None:
    if not words.strip():
        return None
    try:
        return date.fromisoformat(words.strip())
    except ValueError:
        raise MarsadError(f"The day of publication is {words[:20]!r}; wanted one such as 2022-01-30.") from None


def collect_upload(viewing: Viewing, name: str, file: BinaryIO, *, publisher: str = "", published: str = "") -> Done:
    """One uploaded file. Its name gives only the id and the kind; nothing is written where it says."""
    plain = PurePath(name.replace("\\", "/")).name or "upload"
    with tempfile.TemporaryDirectory(prefix="marsad-") as folder:
        path = Path(folder) / f"upload{PurePath(plain).suffix[:12]}"
        named = "".join(c if c.isalnum() or c in "._- " else "_" for c in plain)[-120:].strip(". ")
        path = Path(folder) / named if named else path
        path.write_bytes(file.read(MAX_UPLOAD + 1))
        return _as(viewing).collect(str(path), publisher=publisher.strip() or None, published=_day(published))


def collect_address(viewing: Viewing, address: str, *, publisher: str = "", published: str = "") -> Done:
    """The page at an address; private networks are never allowed from here."""
    return _as(viewing).collect(address, publisher=publisher.strip() or None, published=_day(published))


def read_collected(viewing: Viewing) -> Done:
    """Reads what is unread now."""
    return viewing.observatory.read()
