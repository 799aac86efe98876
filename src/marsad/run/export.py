"""Tables as a file to download: what the desk's policy lets out, and nothing that is closed to whoever asks."""

import tempfile
from datetime import datetime
from pathlib import Path

from marsad.model.incident import Incident
from marsad.run.publish import publish_data
from marsad.run.viewing import Viewing


def export_bytes(viewing: Viewing, name: str, *, made: datetime) -> tuple[str, bytes]:
    """A file's name and its bytes, in one of the formats of :data:`marsad.run.publish.FORMATS`.

    Raises:
        PublishError: there is no such format.
    """
    viewing.need("publish")
    secrets = viewing.secrets

    def may_see(incident: Incident) -> bool:
        return secrets.is_open(incident) and viewing.may_see(incident)

    with tempfile.TemporaryDirectory(prefix="marsad-") as folder:
        published = publish_data(viewing.observatory, Path(folder), formats=(name,), made=made, may_see=may_see)
        return published.files[0].name, published.files[0].read_bytes()
