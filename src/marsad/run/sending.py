"""What would go out, for the person who may send it: rows, what is withheld and why, and the files themselves."""

import io
import tempfile
import zipfile
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from marsad.model.errors import PublishError
from marsad.publish.data.row import EventRow
from marsad.publish.withhold.policy import Policy, Withheld
from marsad.run.accounts import note_deed
from marsad.run.cached import Cached
from marsad.run.publish import FORMATS, policy_in, publish_data, publish_page, rows_to_publish
from marsad.run.viewing import Viewing

MOST = 200
__all__ = ["FORMATS", "Sending", "files_for", "page_for", "sending_for"]


@dataclass(frozen=True, slots=True)
class Sending:
    """What would go out today. `rows` are the first 200 of `total`; `waiting` are incidents by state that may not."""

    rows: tuple[EventRow, ...]
    total: int
    withheld: tuple[Withheld, ...]
    withheld_total: int
    waiting: dict[str, int]
    policy: Policy


def sending_for(viewing: Viewing, cached: Cached) -> Sending:
    """What would go out, as far as it is open to this person.

    Nothing that is restricted goes out, whoever asks; the log of what was withheld holds only what they may see.
    """
    number = viewing.observatory.store.number
    return cached.get(("sending", viewing.hidden, viewing.granted), number, lambda: _sending(viewing))


def _sending(viewing: Viewing) -> Sending:
    policy = policy_in(viewing.observatory)
    rows, log = rows_to_publish(viewing.observatory, today=datetime.now(UTC).date(), policy=policy)
    visible = {incident.id for incident in viewing.incidents()}
    shown = [row for row in rows if row.id in visible]
    told = [line for line in log if line.id in visible]
    states = Counter(each.state for each in viewing.incidents() if each.state not in policy.states)
    return Sending(tuple(shown[:MOST]), len(shown), tuple(told[:MOST]), len(told), dict(states), policy)


def files_for(viewing: Viewing, formats: tuple[str, ...]) -> bytes:
    """The data in the formats asked for, with codebook and data package, as one ZIP file; noted in the ledger.

    Raises:
        RefusedError: the person may not publish.
        PublishError: there is no such format.
    """
    viewing.need("publish")
    if not formats:
        raise PublishError(f"No format was chosen; there are {', '.join(FORMATS)}.")
    with tempfile.TemporaryDirectory(prefix="marsad-") as name:
        folder = Path(name)
        publish_data(viewing.observatory, folder, formats=formats)
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for path in sorted(folder.rglob("*")):
                if path.is_file():
                    archive.write(path, path.relative_to(folder).as_posix())
    note_deed(viewing.observatory, "took out data", viewing.person.id, {"formats": list(formats)})
    return packed.getvalue()


def page_for(viewing: Viewing, language: str) -> str:
    """The whole record as one page of HTML; noted in the ledger.

    Raises:
        RefusedError: the person may not publish.
    """
    viewing.need("publish")
    made = publish_page(viewing.observatory, language=language)
    note_deed(viewing.observatory, "took out the page", viewing.person.id, {"language": language})
    return made
