"""A Frictionless data package: the files with their columns described, so that programs can check them."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from marsad.publish.data.native import columns


def write_package(
    folder: Path, files: Sequence[str], *, name: str, title: str, licence: Mapping[str, str],
    sources: Sequence[Mapping[str, str]], version: str, made: str,
) -> Path:  # fmt: skip
    """Write ``datapackage.json`` beside the CSV files it describes.

    Args:
        folder: where the files lie.
        files: names of native CSV tables in it.
        name: of the package: lower-case letters, digits, hyphens.
        title: for people.
        licence: ``{"name": …, "path": …, "title": …}``.
        sources: ``{"title": …, "path": …}`` for each.
        version: of the release.
        made: the moment, ISO 8601.
    """
    resources = [_resource(folder / file) for file in files]
    package = {
        "profile": "tabular-data-package", "name": name, "title": title, "version": version, "created": made,
        "licenses": [dict(licence)], "sources": [dict(each) for each in sources], "resources": resources,
    }  # fmt: skip
    path = folder / "datapackage.json"
    path.write_text(json.dumps(package, ensure_ascii=False, indent=1), encoding="utf-8")
    return path


def _resource(path: Path) -> dict[str, Any]:
    content = path.read_bytes()
    fields = [
        {"name": column.name, "type": column.type, "description": column.holds, "rdfType": column.hxl}
        for column in columns()
    ]
    return {
        "profile": "tabular-data-resource", "name": path.stem.lower().replace("_", "-").replace(".", "-"),
        "path": path.name, "format": "csv", "mediatype": "text/csv", "encoding": "utf-8-sig", "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        "schema": {"fields": fields, "primaryKey": "id", "missingValues": [""]},
    }  # fmt: skip
