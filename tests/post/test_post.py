"""Mails over TLS, to a real server with a certificate of its own: sent where that is trusted, else not."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from pipeline.post import Letter, Security, Server, send
from tests.batch.test_mail import free_port

LETTERS = [Letter(("hp@example.com",), "进度", "通过 1\n"), Letter(("hz@example.com",), "进度", "通过 2\n")]


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for this machine, signed by itself, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "mail.example.com")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path_factory.mktemp("server") / "server.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return file


@dataclass
class Box:
    """What a server got, and whether under cover."""

    letters: list[tuple[str, bool]] = field(default_factory=list)

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        self.letters.append((envelope.rcpt_tos[0], server.transport.get_extra_info("cipher") is not None))
        return "250 OK"


@contextmanager
def serving(security: Security, certificate: Path) -> Iterator[tuple[Server, Box]]:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    box, port = Box(), free_port()
    secure: dict[str, Any] = (
        {"ssl_context": context} if security == "tls" else {"tls_context": context, "require_starttls": True}
    )
    controller = Controller(box, hostname="127.0.0.1", port=port, **secure)
    controller.start()
    try:
        yield Server("127.0.0.1", port, security, "", "casebook@example.com"), box
    finally:
        controller.stop()


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_letters_go_under_cover_to_a_server_that_is_trusted_and_to_no_other(
    security: Security, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving(security, certificate) as (server, box):
        said = send(server, LETTERS)
        assert all(one.startswith("SSLCertVerificationError") for one in said)
        assert len(said) == 2
        assert box.letters == []
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        assert send(server, LETTERS) == ("", "")
        assert box.letters == [("hp@example.com", True), ("hz@example.com", True)]
