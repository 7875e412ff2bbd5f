"""Seals: the company's own certificate from a PKCS#12 file, a timestamp of an authority, and what can be wrong."""

from __future__ import annotations

import io
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from asn1crypto import keys, tsp
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from django.test import override_settings
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.timestamps import DummyTimeStamper
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from fairway.kit import documents

AT = datetime(2026, 2, 10, tzinfo=UTC)
PAGE = b"""#set document(title: "Test")
#set text(font: ("Libertinus Serif", "IPAexGothic"), lang: "en")
= Test
"""
Pair = tuple[x509.Certificate, rsa.RSAPrivateKey]


def issue(name: str, by: Pair | None = None, *, stamps: bool = False) -> Pair:
    """A certificate with its key, by an authority or by itself."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    begins = datetime.now(UTC) - timedelta(days=1)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(by[0].subject if by else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(begins + timedelta(days=30))
        .add_extension(x509.BasicConstraints(ca=by is None, path_length=None), critical=True)
    )
    if by is not None:
        usage = x509.KeyUsage(True, True, False, False, False, False, False, False, False)
        made = made.add_extension(usage, critical=True)
    if stamps:
        made = made.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
    return made.sign(by[1] if by else key, hashes.SHA256()), key


def asn1_of(one: x509.Certificate) -> asn1.Certificate:
    return asn1.Certificate.load(one.public_bytes(serialization.Encoding.DER))


@pytest.fixture(scope="module")
def authority() -> Pair:
    return issue("Trust of the World")


@pytest.fixture
def company(authority: Pair, tmp_path: Path) -> Path:
    """The company's file: its certificate, its key, and the authority's certificate."""
    certificate, key = issue("Halden Instruments AS", authority)
    path = tmp_path / "company.p12"
    closed = serialization.BestAvailableEncryption(b"a pass phrase")
    path.write_bytes(pkcs12.serialize_key_and_certificates(b"seal", key, certificate, [authority[0]], closed))
    return path


def settings(**given: Any) -> Any:
    from django.conf import settings as now

    return override_settings(FAIRWAY=replace(now.FAIRWAY, **given))


def sealed() -> bytes:
    return documents.seal(documents.pdf(PAGE, {}, at=AT), reason="Signed by both")


def refused(said: str) -> None:
    with pytest.raises(documents.CannotSeal, match=said):
        sealed()


def told(content: bytes, folder: Path) -> str:
    file = folder / "sealed.pdf"
    file.write_bytes(content)
    return subprocess.run(["pdfsig", str(file)], capture_output=True, text=True, check=False, timeout=60).stdout


def test_the_companys_certificate_seals_and_a_reader_trusts_its_authority(
    authority: Pair, company: Path, tmp_path: Path
) -> None:
    with settings(seal_certificate=company, seal_passphrase="a pass phrase"):
        content, shown = sealed(), documents.certificate()
    assert (shown.subject, shown.is_own) == ("CN=Halden Instruments AS", False)
    said = told(content, tmp_path)
    assert "Signature is Valid." in said
    assert "Signer Certificate Common Name: Halden Instruments AS" in said
    assert "ETSI.CAdES.detached" in said
    assert "Total document signed" in said
    (signature,) = PdfFileReader(io.BytesIO(content)).embedded_signatures
    trusting = ValidationContext(trust_roots=[asn1_of(authority[0])])
    state = validate_pdf_signature(signature, trusting)
    assert state.bottom_line  # the chain of the file was taken along, so that nothing has to be fetched
    stranger = ValidationContext(trust_roots=[asn1_of(issue("Somebody else")[0])], allow_fetching=False)
    assert not validate_pdf_signature(signature, stranger).bottom_line


@pytest.mark.parametrize("wrong", ["another phrase", None])
def test_a_wrong_passphrase_names_the_setting(company: Path, wrong: str | None) -> None:
    with (
        settings(seal_certificate=company, seal_passphrase=wrong),
        pytest.raises(documents.CannotSeal, match="FAIRWAY_SEAL_PASSPHRASE"),
    ):
        sealed()


def test_a_file_that_is_none_or_not_there_names_the_setting(tmp_path: Path) -> None:
    with (
        settings(seal_certificate=tmp_path / "gone.p12"),
        pytest.raises(documents.CannotSeal, match=r"FAIRWAY_SEAL_CERTIFICATE names .* No such file"),
    ):
        sealed()
    alone = pkcs12.serialize_key_and_certificates(
        None, None, issue("No key")[0], None, serialization.BestAvailableEncryption(b"x")
    )
    for content in (b"no certificate", b"", alone):
        (tmp_path / "odd.p12").write_bytes(content)
        with settings(seal_certificate=tmp_path / "odd.p12", seal_passphrase="x"):
            refused("is not a PKCS#12 file")


@pytest.fixture
def stamping(authority: Pair) -> Iterator[str]:
    """The address of a timestamp authority on this machine (RFC 3161)."""
    certificate, key = issue("Clock of the World", authority, stamps=True)
    der = key.private_bytes(serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    stamper = DummyTimeStamper(asn1_of(certificate), keys.PrivateKeyInfo.load(der), fixed_dt=datetime.now(UTC))

    class Authority(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = tsp.TimeStampReq.load(self.rfile.read(int(self.headers["Content-Length"])))
            answer = stamper.request_tsa_response(asked).dump()
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            """Nobody reads it."""

    server = HTTPServer(("127.0.0.1", 0), Authority)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


def test_a_timestamp_of_an_authority_dates_the_seal(
    authority: Pair, company: Path, stamping: str, tmp_path: Path
) -> None:
    with settings(seal_certificate=company, seal_passphrase="a pass phrase", timestamp_url=stamping):
        content = sealed()
    assert "Signature is Valid." in told(content, tmp_path)
    (signature,) = PdfFileReader(io.BytesIO(content)).embedded_signatures
    state = validate_pdf_signature(signature, ValidationContext(trust_roots=[asn1_of(authority[0])]))
    assert state.bottom_line
    assert state.timestamp_validity is not None
    assert state.timestamp_validity.trusted
    assert state.timestamp_validity.timestamp.tzinfo is not None


def test_an_authority_that_does_not_answer_is_named(company: Path) -> None:
    away = "http://127.0.0.1:9/"  # the port of discard: nobody listens
    with (
        settings(seal_certificate=company, seal_passphrase="a pass phrase", timestamp_url=away),
        pytest.raises(documents.CannotSeal, match="FAIRWAY_TIMESTAMP_URL"),
    ):
        sealed()
