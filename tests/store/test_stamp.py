"""Time stamps after RFC 3161, from an authority that the test plays itself."""

import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from asn1crypto import algos, cms, core, tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from marsad.model.errors import LedgerError
from marsad.store import Store, check_stamp, stamp_request

WHEN = datetime(2022, 3, 1, 12, 0, tzinfo=UTC)


class Authority:
    """A stamping authority with a root of its own."""

    def __init__(self, kind: str = "rsa", usage: x509.ObjectIdentifier = ExtendedKeyUsageOID.TIME_STAMPING) -> None:
        self.root_key = ec.generate_private_key(ec.SECP256R1())
        self.key: Any = (
            rsa.generate_private_key(65537, 2048) if kind == "rsa" else ec.generate_private_key(ec.SECP384R1())
        )
        root = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "A root")])
        self.root = self._certificate(root, root, self.root_key.public_key(), None)
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "A stamping authority")])
        self.certificate = self._certificate(name, root, self.key.public_key(), usage)

    def _certificate(self, name: x509.Name, issuer: x509.Name, key: Any, usage: Any) -> x509.Certificate:
        builder = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(issuer)
            .public_key(key)
            .serial_number(x509.random_serial_number())
            .not_valid_before(WHEN - timedelta(days=9))
            .not_valid_after(WHEN + timedelta(days=9))
        )
        if usage is not None:
            builder = builder.add_extension(x509.ExtendedKeyUsage([usage]), critical=True)
        return builder.sign(self.root_key, hashes.SHA256())

    def root_pem(self) -> bytes:
        return self.root.public_bytes(serialization.Encoding.PEM)

    def answer(self, request: bytes) -> bytes:
        asked = tsp.TimeStampReq.load(request)
        info = tsp.TSTInfo(
            {
                "version": "v1",
                "policy": "1.2.3.4",
                "message_imprint": asked["message_imprint"],
                "serial_number": 7,
                "gen_time": WHEN,
            }
        )
        content = info.dump()
        certificate = asn1_x509.Certificate.load(self.certificate.public_bytes(serialization.Encoding.DER))
        attributes = cms.CMSAttributes(
            [
                cms.CMSAttribute({"type": "content_type", "values": ["tst_info"]}),
                cms.CMSAttribute({"type": "message_digest", "values": [hashlib.sha256(content).digest()]}),
            ]
        )
        if isinstance(self.key, rsa.RSAPrivateKey):
            signature = self.key.sign(attributes.dump(), padding.PKCS1v15(), hashes.SHA256())
            algorithm = "sha256_rsa"
        else:
            signature = self.key.sign(attributes.dump(), ec.ECDSA(hashes.SHA256()))
            algorithm = "sha256_ecdsa"
        signer = cms.SignerInfo(
            {
                "version": "v1",
                "sid": cms.SignerIdentifier(
                    name="issuer_and_serial_number",
                    value={"issuer": certificate.issuer, "serial_number": certificate.serial_number},
                ),
                "digest_algorithm": algos.DigestAlgorithm({"algorithm": "sha256"}),
                "signed_attrs": attributes,
                "signature_algorithm": algos.SignedDigestAlgorithm({"algorithm": algorithm}),
                "signature": signature,
            }
        )
        signed = cms.SignedData(
            {
                "version": "v3",
                "digest_algorithms": [algos.DigestAlgorithm({"algorithm": "sha256"})],
                "encap_content_info": {"content_type": "tst_info", "content": core.ParsableOctetString(content)},
                "certificates": [cms.CertificateChoices(name="certificate", value=certificate)],
                "signer_infos": [signer],
            }
        )
        token = cms.ContentInfo({"content_type": "signed_data", "content": signed})
        return bytes(tsp.TimeStampResp({"status": {"status": "granted"}, "time_stamp_token": token}).dump())


@pytest.mark.parametrize("kind", ["rsa", "elliptic"])
def test_a_stamp_proves_when_and_by_whom(kind: str) -> None:
    """A stamp says when and by whom the bytes were seen, and whether the authority leads to a trusted root."""
    authority, data = Authority(kind), b"what was signed"
    response = authority.answer(stamp_request(data, nonce=5))

    stamped = check_stamp(response, data, roots=[authority.root_pem()])
    assert (stamped.at, stamped.authority, stamped.is_rooted) == (WHEN, "CN=A stamping authority", True)
    assert not check_stamp(response, data, roots=[Authority(kind).root_pem()]).is_rooted
    assert not check_stamp(response, data).is_rooted


def test_what_is_no_stamp_for_these_bytes_is_refused() -> None:
    """Other bytes, a changed answer, a certificate for other uses, noise: each is refused with its reason."""
    authority, data = Authority("elliptic"), b"what was signed"
    response = authority.answer(stamp_request(data))
    other_time = response.replace(b"20220301120000Z", b"20210301120000Z")
    signature = response[:-3] + bytes([response[-3] ^ 1]) + response[-2:]
    refused = bytes.fromhex("30053003020102")  # a status (2, rejection) and no stamp
    for changed, about, words in (
        (response, b"other bytes", "for other bytes"),
        (other_time, data, "was changed"),
        (signature, data, "was changed"),
        (
            Authority("elliptic", ExtendedKeyUsageOID.SERVER_AUTH).answer(stamp_request(data)),
            data,
            "not for time stamps",
        ),
        (refused, data, "gave no stamp: rejection"),
        (b"", data, "no time stamp"),
        (b"\x30\x03\x02\x01", data, "no time stamp"),
        (response[: len(response) // 2], data, "no time stamp"),
    ):
        with pytest.raises(LedgerError, match=words):
            check_stamp(changed, about)


def test_a_request_tells_only_a_hash() -> None:
    """The request holds the SHA-256 of the bytes and nothing else of them."""
    request: Any = tsp.TimeStampReq.load(stamp_request(b"a secret"))
    assert request["message_imprint"]["hashed_message"].native == hashlib.sha256(b"a secret").digest()
    assert b"secret" not in request.dump()


def test_a_checkpoint_is_stamped_and_checked_with_the_ledger(store: Store) -> None:
    """A stamp on a checkpoint is kept with it and checked with the ledger; one for something else is not kept."""
    authority = Authority("elliptic")
    store.settings.set("pack", "syria", by="Rim")
    first = store.ledger.sign(Ed25519PrivateKey.generate(), by="Rim")
    second = store.ledger.sign(Ed25519PrivateKey.generate(), by="Rim")
    response = authority.answer(stamp_request(first.stamped_bytes()))

    with pytest.raises(LedgerError, match="for other bytes"):
        store.ledger.attach_stamp(second, response, by="Rim")
    store.ledger.attach_stamp(first, response, by="Rim")

    verdict = store.ledger.verify(roots=[authority.root_pem()])
    assert verdict.is_sound
    assert [(checkpoint.upto, stamped.is_rooted) for checkpoint, stamped in verdict.stamps] == [(1, True)]
