"""A release: one zip of everything that goes out, with the hash of each file, signed.

The same files and facts always give the same bytes. Whoever has the zip can check it without the observatory.
"""

import base64
import hashlib
import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from marsad.model.errors import PublishError

MANIFEST, SIGNATURE = "manifest.json", "manifest.sig"
_MOMENT = (1980, 1, 1, 0, 0, 0)  # a zip's earliest: the time of packing must not change the bytes
MAX_FILES, MAX_BYTES = 10_000, 4_000_000_000


@dataclass(frozen=True, slots=True)
class Checked:
    """What a release is found to be: whole and signed, or what is wrong with it, file by file."""

    wrong: tuple[str, ...]
    about: Mapping[str, Any]
    signer: str | None

    @property
    def is_good(self) -> bool:
        """Whether nothing is wrong."""
        return not self.wrong


def public_words(key: Ed25519PublicKey) -> str:
    """A public key as people hand it on: base64 of its 32 bytes."""
    return base64.b64encode(key.public_bytes(Encoding.Raw, PublicFormat.Raw)).decode()


def make_release(files: Mapping[str, bytes], about: Mapping[str, Any], *, key: Ed25519PrivateKey) -> bytes:
    """Pack and sign.

    Args:
        files: what goes out, by its path in the zip.
        about: version, code version, pack, settings, ledger checkpoint, who signed off, what was withheld and why;
            plain JSON data.
        key: of the organisation that publishes.

    Raises:
        PublishError: a path that leads out of the zip, or one of the two that are reserved.
    """
    for name in files:
        if name in (MANIFEST, SIGNATURE) or name.startswith("/") or ".." in name.split("/") or "\\" in name:
            raise PublishError(f"{name!r} cannot be the name of a file in a release. Choose a plain relative path.")
    manifest = {
        "about": dict(about),
        "files": {name: {"sha256": _hash(files[name]), "bytes": len(files[name])} for name in sorted(files)},
        "signer": public_words(key.public_key()),
    }
    words = json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True).encode("utf-8")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name, content in [
            (MANIFEST, words),
            (SIGNATURE, base64.b64encode(key.sign(words))),
            *sorted(files.items()),
        ]:
            entry = zipfile.ZipInfo(name, _MOMENT)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content)
    return packed.getvalue()


def check_release(packed: bytes, *, trusted: str | None = None) -> Checked:
    """Is this release whole, and signed by whom it says?

    Args:
        packed: the zip.
        trusted: the public key it should be signed with (:func:`public_words`), from a channel you trust. Without one,
            the signature only shows that nothing was changed since it was made by the key the release itself names.

    Raises:
        PublishError: this is no release at all.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(packed))
        words, signature = archive.read(MANIFEST), archive.read(SIGNATURE)
        manifest = json.loads(words)
        files, signer = manifest["files"], str(manifest["signer"])
    except (zipfile.BadZipFile, KeyError, ValueError, TypeError, RuntimeError) as problem:
        raise PublishError(f"This is no release: {problem}. Wanted a zip with {MANIFEST} and {SIGNATURE}.") from problem
    wrong = _wrong_signature(words, signature, signer, trusted)
    wrong += _wrong_files(archive, files)
    return Checked(tuple(wrong), manifest.get("about") or {}, signer)


def _wrong_signature(words: bytes, signature: bytes, signer: str, trusted: str | None) -> list[str]:
    wrong = []
    try:
        key = Ed25519PublicKey.from_public_bytes(base64.b64decode(signer, validate=True))
        key.verify(base64.b64decode(signature, validate=True), words)
    except (InvalidSignature, ValueError):
        wrong.append(f"{MANIFEST}: the signature does not fit; the manifest was changed, or signed with another key")
    if trusted is not None and trusted.strip() != signer:
        wrong.append(f"{MANIFEST}: signed with the key {signer}, not with the one you trust")
    return wrong


def _wrong_files(archive: zipfile.ZipFile, files: Mapping[str, Any]) -> list[str]:
    names = [name for name in archive.namelist() if name not in (MANIFEST, SIGNATURE)]
    wrong = [f"{name}: stands twice in the zip" for name in {n for n in names if names.count(n) > 1}]
    wrong += [f"{name}: is not in the manifest" for name in sorted(set(names) - set(files))]
    for name, facts in sorted(files.items()):
        if name not in names:
            wrong.append(f"{name}: is missing")
        elif archive.getinfo(name).file_size > MAX_BYTES:
            wrong.append(f"{name}: is larger than a release may be")
        else:
            try:
                if _hash(archive.read(name)) != facts["sha256"]:
                    wrong.append(f"{name}: was changed")
            except (zipfile.BadZipFile, RuntimeError, OSError) as problem:
                wrong.append(f"{name}: cannot be unpacked ({problem})")
    return wrong


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


@dataclass(frozen=True, slots=True)
class Moved:
    """A figure that two releases give differently; None where a release does not have it. `why` names the changes."""

    figure: str
    before: str | None
    after: str | None
    why: tuple[str, ...] = ()


def moved_figures(
    before: Mapping[str, str], after: Mapping[str, str], *, why: Mapping[str, tuple[str, ...]] | None = None
) -> tuple[Moved, ...]:
    """Every figure that moved between two releases, in the order of names.

    Args:
        before: figures of the earlier release as printed, by name.
        after: those of the later one.
        why: for each figure, the lines of the ledger that moved it.
    """
    reasons = why or {}
    return tuple(
        Moved(name, before.get(name), after.get(name), reasons.get(name, ()))
        for name in sorted(set(before) | set(after))
        if before.get(name) != after.get(name)
    )
