"""Seal a PDF: a PAdES signature (baseline B-B) by the installation's certificate, or the company's.

The seal says that this installation issued exactly these bytes; who agreed to them stands in the document. By default
the certificate is the installation's own: made once, kept in the data folder beside its key, and signed by nobody else,
so a reader trusts it after comparing its fingerprint. A company's certificate (PKCS#12) is taken by setting, and then a
reader's program trusts it by itself. A timestamp of an authority is added where one is set.
"""

from __future__ import annotations

import io
import os
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID
from django.conf import settings
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers, timestamps
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter

FIELD = "Seal"
YEARS = 15
BITS = 3072


class CannotSeal(Exception):
    """A document cannot be sealed; the message says which setting to put right."""


@dataclass(frozen=True)
class Certificate:
    """The certificate that documents are sealed with, for a reader to compare."""

    subject: str
    fingerprint: str
    until: datetime
    is_own: bool


def seal(pdf: bytes, *, reason: str) -> bytes:
    """Answer the PDF with a signature that any reader can check; nothing may be changed in it afterwards.

    :raises CannotSeal: the company's certificate cannot be read, or the timestamp authority does not answer.
    """
    signer = _signer()
    address = settings.FAIRWAY.timestamp_url
    meta = signers.PdfSignatureMetadata(
        field_name=FIELD, subfilter=SigSeedSubFilter.PADES, md_algorithm="sha256", reason=reason,
        name=settings.FAIRWAY.vendor_name, certify=True, docmdp_permissions=MDPPerm.NO_CHANGES,
        signer_key_usage=set(),
    )  # fmt: skip
    out = io.BytesIO()
    try:
        writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
        signers.sign_pdf(
            writer, meta, signer, timestamper=timestamps.HTTPTimeStamper(address) if address else None, output=out
        )
    except timestamps.TimestampRequestError as fault:
        raise CannotSeal(
            f"The timestamp authority at {address} did not answer: {fault}. Try again, or empty FAIRWAY_TIMESTAMP_URL."
        ) from fault
    return out.getvalue()


def certificate() -> Certificate:
    """The certificate that seals; the installation's own is made where there is none yet."""
    held: Any = _signer().signing_cert
    found = x509.load_der_x509_certificate(held.dump())
    return Certificate(
        found.subject.rfc4514_string(),
        found.fingerprint(hashes.SHA256()).hex(),
        found.not_valid_after_utc,
        settings.FAIRWAY.seal_certificate is None,
    )


def _signer() -> signers.SimpleSigner:
    given = settings.FAIRWAY.seal_certificate
    if given is not None:
        return _companys(given)
    folder = own_folder()
    if not (folder / "certificate.pem").exists():
        make_own(folder)
    found: signers.SimpleSigner | None = signers.SimpleSigner.load(  # type: ignore[no-untyped-call]
        str(folder / "key.pem"), str(folder / "certificate.pem")
    )
    if found is None:
        raise CannotSeal(f"The installation's certificate in {folder} cannot be read: restore it from the backup.")
    return found


def _companys(path: Path) -> signers.SimpleSigner:
    try:
        data = path.read_bytes()
    except OSError as fault:
        raise CannotSeal(f"FAIRWAY_SEAL_CERTIFICATE names {path}, which cannot be read: {fault.strerror}.") from fault
    phrase = settings.FAIRWAY.seal_passphrase
    secret = phrase.encode() if phrase else None
    try:
        key, held, _ = pkcs12.load_key_and_certificates(data, secret)
    except ValueError:
        key = held = None
    if key is None or held is None:
        raise CannotSeal(
            f"{path} is not a PKCS#12 file that FAIRWAY_SEAL_PASSPHRASE opens: check both, and that it holds a "
            "certificate with its key."
        )
    found: signers.SimpleSigner = signers.SimpleSigner.load_pkcs12_data(data, [], secret)
    return found


def own_folder() -> Path:
    """Where the installation's own certificate and key are kept."""
    return Path(settings.FAIRWAY.data_dir) / "seal"


def make_own(folder: Path) -> None:
    """Make the installation's certificate and key; the key is readable by this user alone."""
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    key = rsa.generate_private_key(public_exponent=65537, key_size=BITS)
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, settings.FAIRWAY.vendor_name[:64]),
            x509.NameAttribute(NameOID.COMMON_NAME, f"{settings.FAIRWAY.vendor_name} (Fairway)"[:64]),
        ]
    )
    begins = datetime.now(UTC) - timedelta(hours=1)  # noqa: TID251 - a certificate begins when it is made
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(begins + timedelta(days=365 * YEARS))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(
            x509.KeyUsage(
                digital_signature=True, content_commitment=True, key_encipherment=False, data_encipherment=False,
                key_agreement=False, key_cert_sign=False, crl_sign=False, encipher_only=False, decipher_only=False,
            ),
            critical=True,
        )
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    # the key first: whoever sees the certificate can rely on its key; two processes at once leave one whole pair
    lock = folder / "making"
    try:
        handle = os.open(lock, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        return _await(folder)
    try:
        if not (folder / "certificate.pem").exists():
            _write(folder / "key.pem", secret)
            _write(folder / "certificate.pem", made.public_bytes(serialization.Encoding.PEM))
    finally:
        os.close(handle)
        lock.unlink()


def _await(folder: Path) -> None:
    """Another process is making the pair: wait for it."""
    import time

    for _ in range(100):
        if (folder / "certificate.pem").exists():
            return
        time.sleep(0.1)
    raise CannotSeal(f"{folder / 'making'} was left behind: remove it, and try again.")


def _write(path: Path, content: bytes) -> None:
    fresh = path.with_suffix(".fresh")
    handle = os.open(fresh, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    fresh.rename(path)
