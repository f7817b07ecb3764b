"""A page on somebody's domain is fetched from public places only, from no other host, in little time and size."""

from __future__ import annotations

import http.server
import ipaddress
import ssl
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from xinqiao.foundation.gateways import company_page
from xinqiao.foundation.gateways.company_page import PageMissing, PageUnreachable, Reach, fetch_within

PAGES = {
    "/page": (200, b"<p>\xe6\xa0\xb8\xe5\xaf\xb9</p>", ""),
    "/large": (200, b"x" * (company_page.AT_MOST_BYTES + 5000), ""),
    "/moved": (302, b"", "/page"),
    "/round": (302, b"", "/round"),
    "/away": (302, b"", "https://elsewhere.example/page"),
    "/plain": (301, b"", "http://localhost/page"),
    "/no-port": (302, b"", "https://localhost:99999999/page"),
    "/no-host": (302, b"", "https://[/page"),
}


class Pages(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path == "/drop-by-drop":
            self.drop_by_drop()
            return
        status, body, place = PAGES.get(self.path, (404, b"", ""))
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        if place:
            self.send_header("Location", place)
        self.end_headers()
        self.wfile.write(body)

    def drop_by_drop(self) -> None:
        """Headers without end: each comes soon enough for a limit on single steps."""
        self.send_response(200)
        self.flush_headers()
        try:
            while not self.server.over.wait(0.05):  # type: ignore[attr-defined]
                self.wfile.write(b"X-More: 1\r\n")
                self.wfile.flush()
        except OSError:
            self.close_connection = True

    def log_message(self, *_: Any) -> None:
        """Silent."""


@pytest.fixture(scope="module")
def reach(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reach]:
    """A server of this machine with a certificate that only this reach trusts."""
    folder = tmp_path_factory.mktemp("certificate")
    _certificate(folder)
    ours = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    ours.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    server.socket = ours.wrap_socket(server.socket, server_side=True)
    server.over = threading.Event()  # type: ignore[attr-defined]
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield Reach(
        port=server.server_address[1],
        allows=lambda address: ipaddress.ip_address(address).is_loopback,
        trust=lambda: ssl.create_default_context(cafile=str(folder / "cert.pem")),
    )
    server.over.set()  # type: ignore[attr-defined]
    server.shutdown()
    server.server_close()


def _certificate(folder: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    (folder / "cert.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    none = serialization.NoEncryption()
    secret = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, none)
    (folder / "key.pem").write_bytes(secret)


def test_a_page_comes_also_when_it_moved_within_its_host(reach: Reach) -> None:
    assert fetch_within("https://localhost/page", reach) == "<p>核对</p>"
    assert fetch_within("https://localhost/moved", reach) == "<p>核对</p>"
    assert len(fetch_within("https://localhost/large", reach)) == company_page.AT_MOST_BYTES


@pytest.mark.parametrize("path", ["round", "away", "plain", "no-port", "no-host"])
def test_it_follows_to_no_other_host_and_not_for_ever(reach: Reach, path: str) -> None:
    with pytest.raises(PageUnreachable):
        fetch_within(f"https://localhost/{path}", reach)


def test_a_host_that_answers_drop_by_drop_holds_nobody_longer_than_the_whole_time(reach: Reach) -> None:
    before = time.monotonic()
    with pytest.raises(PageUnreachable, match=r"RemoteDisconnected|SSL|too_slow|Reset"):
        fetch_within("https://localhost/drop-by-drop", replace(reach, seconds=0.3))
    assert time.monotonic() - before < 3


def test_no_page_there_is_not_the_same_as_no_host(reach: Reach) -> None:
    with pytest.raises(PageMissing):
        fetch_within("https://localhost/none", reach)


def test_a_name_that_leads_beside_the_server_is_refused_before_a_byte_is_sent(reach: Reach) -> None:
    with pytest.raises(PageUnreachable, match="not_public"):
        fetch_within("https://localhost/page", Reach(port=reach.port, trust=reach.trust))
    with pytest.raises(PageUnreachable, match="leads_elsewhere"):
        fetch_within("http://localhost/page", reach)


def test_a_certificate_that_nobody_vouches_for_is_refused(reach: Reach) -> None:
    with pytest.raises(PageUnreachable, match="SSLCertVerificationError"):
        fetch_within("https://localhost/page", Reach(port=reach.port, allows=reach.allows))
