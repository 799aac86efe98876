"""Time stamps after RFC 3161: a request for a stamp, and what an authority's answer proves.

Nothing here opens a connection: the request is bytes to be sent, the answer bytes that came back.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from asn1crypto import cms, core, tsp
from cryptography import x509 as certificates
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID

from marsad.model.errors import LedgerError

_HASHES: dict[str, type[hashes.HashAlgorithm]] = {
    "sha256": hashes.SHA256,
    "sha384": hashes.SHA384,
    "sha512": hashes.SHA512,
}


class _Answer(core.Sequence):  # type: ignore[misc]
    """An authority's answer; a refusal comes without a stamp."""

    _fields = [  # noqa: RUF012 - the form that the library asks for
        ("status", tsp.PKIStatusInfo),
        ("time_stamp_token", cms.ContentInfo, {"optional": True}),
    ]


@dataclass(frozen=True, slots=True)
class Stamped:
    """What a stamp says: when, by whom; `is_rooted` whether the authority's certificate leads to a trusted one."""

    at: datetime
    authority: str
    is_rooted: bool


def stamp_request(data: bytes, *, nonce: int | None = None) -> bytes:
    """The request for a stamp on these bytes (DER); it holds their SHA-256 only."""
    fields: dict[str, Any] = {
        "version": 1,
        "message_imprint": {
            "hash_algorithm": {"algorithm": "sha256"},
            "hashed_message": hashlib.sha256(data).digest(),
        },
        "cert_req": True,
    }
    if nonce is not None:
        fields["nonce"] = nonce
    return bytes(tsp.TimeStampReq(fields).dump())


def check_stamp(response: bytes, data: bytes, *, roots: Iterable[bytes] = ()) -> Stamped:
    """What an authority's answer proves about these bytes.

    Args:
        response: the answer (DER), as it came.
        data: what was stamped.
        roots: certificates of trusted authorities (PEM), by which the signer's has to be signed.

    Raises:
        LedgerError: the answer is no stamp, is for other bytes, or its signature does not hold.
    """
    try:
        signed = _signed_data(response)
        info: Any = tsp.TSTInfo.load(signed["encap_content_info"]["content"].parsed.dump())
        imprint = info["message_imprint"]
        algorithm = imprint["hash_algorithm"]["algorithm"].native
        if algorithm not in _HASHES:
            raise LedgerError(f"The stamp hashes by {algorithm}; wanted SHA-256, 384 or 512.")
        if imprint["hashed_message"].native != hashlib.new(algorithm, data).digest():
            raise LedgerError("The stamp is for other bytes than these. Attach the answer that belongs to them.")
        signer = _check_signature(signed)
        at = info["gen_time"].native
    except LedgerError:
        raise
    except (ValueError, TypeError, KeyError, AttributeError, UnsupportedAlgorithm) as problem:
        raise LedgerError(f"This is no time stamp after RFC 3161: {problem}.") from problem
    rooted = any(_is_issued_by(signer, root) for root in roots)
    return Stamped(at.astimezone(UTC), signer.subject.rfc4514_string(), rooted)


def _signed_data(response: bytes) -> Any:
    answer: Any = _Answer.load(response, strict=True)
    status = answer["status"]["status"].native
    if status not in ("granted", "granted_with_mods"):
        raise LedgerError(f"The authority gave no stamp: {status}. Ask again, or another one.")
    token = answer["time_stamp_token"]
    if token["content_type"].native != "signed_data":
        raise LedgerError("The answer holds no signed stamp.")
    return token["content"]


def _check_signature(signed: Any) -> certificates.Certificate:
    """The signer's certificate, if the signature over the stamp holds and it may sign stamps."""
    signer = signed["signer_infos"][0]
    content = signed["encap_content_info"]["content"].contents
    attributes = signer["signed_attrs"]
    algorithm = signer["digest_algorithm"]["algorithm"].native
    digests = [each["values"][0].native for each in attributes if each["type"].native == "message_digest"]
    if digests != [hashlib.new(algorithm, content).digest()]:
        raise LedgerError("The stamp's digest does not fit its content: the answer was changed.")
    certificate = _certificate_of(signed, signer)
    # What is signed is the set of attributes with its own tag, not the tag it has inside the signature (RFC 5652, 5.4).
    message = attributes.untag().dump(force=True)
    try:
        _verify(certificate.public_key(), signer, message, _HASHES[algorithm]())
    except InvalidSignature as problem:
        raise LedgerError("The stamp's signature does not hold: the answer was changed.") from problem
    try:
        usage = certificate.extensions.get_extension_for_class(certificates.ExtendedKeyUsage).value
    except certificates.ExtensionNotFound as problem:
        raise LedgerError("The signer's certificate is not for time stamps.") from problem
    if ExtendedKeyUsageOID.TIME_STAMPING not in usage:
        raise LedgerError("The signer's certificate is not for time stamps.")
    return certificate


def _certificate_of(signed: Any, signer: Any) -> certificates.Certificate:
    wanted = signer["sid"].chosen
    for choice in signed["certificates"]:
        certificate = choice.chosen
        if isinstance(wanted, cms.IssuerAndSerialNumber):
            if certificate.issuer == wanted["issuer"] and certificate.serial_number == wanted["serial_number"].native:
                return certificates.load_der_x509_certificate(certificate.dump())
        elif isinstance(wanted, core.OctetString) and certificate.key_identifier == wanted.native:
            return certificates.load_der_x509_certificate(certificate.dump())
    raise LedgerError("The stamp comes without its signer's certificate. Ask again with a request made here.")


def _verify(key: Any, signer: Any, message: bytes, algorithm: hashes.HashAlgorithm) -> None:
    signature = signer["signature"].native
    if isinstance(key, rsa.RSAPublicKey):
        scheme = signer["signature_algorithm"]["algorithm"].native
        if scheme == "rsassa_pss":
            salt = signer["signature_algorithm"]["parameters"]["salt_length"].native
            key.verify(signature, message, padding.PSS(padding.MGF1(algorithm), salt), algorithm)
        else:
            key.verify(signature, message, padding.PKCS1v15(), algorithm)
    elif isinstance(key, ec.EllipticCurvePublicKey):
        key.verify(signature, message, ec.ECDSA(algorithm))
    elif isinstance(key, ed25519.Ed25519PublicKey):
        key.verify(signature, message)
    else:
        raise LedgerError("The stamp is signed by a sort of key that is not known here.")


def _is_issued_by(certificate: certificates.Certificate, root: bytes) -> bool:
    try:
        authority = certificates.load_pem_x509_certificate(root)
        certificate.verify_directly_issued_by(authority)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True
