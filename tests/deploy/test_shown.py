"""The doctor sees the certificate that nginx really shows, not the one that lies beside it."""

import signal
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from motcua.interfaces.console.checkup import shown
from tests.deploy.fronts import HOST, configuration, run
from tests.start.places import free_port, until

NOW = datetime.now(UTC)


def lay(folder: Path, *, days: int, host: str = HOST) -> Path:
    """Lay a key and a certificate that holds so long where nginx reads them."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, host)])
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(NOW - timedelta(days=400))
        .not_valid_after(NOW + timedelta(days=days, hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, SHA256())
    )
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (folder / "tls" / "privkey.pem").write_bytes(secret)
    file = folder / "tls" / "fullchain.pem"
    file.write_bytes(made.public_bytes(Encoding.PEM))
    return file


@pytest.fixture
def trusting(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Trust what lies in the folder, as browsers trust an authority."""
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "tls" / "fullchain.pem"))


@pytest.fixture
def port() -> int:
    return free_port()


def said(port: int, file: Path | str, *, host: str = HOST) -> list[str]:
    url = f"https://{host}:{port}"
    found = list(shown.certificate(url, str(file), at=datetime.now(UTC), grave="wrong"))
    assert all(one.do_vi and one.do_en for one in found if one.state != "ok")
    return [f"{one.state}: {one.en}" for one in found]


def test_a_certificate_renewed_without_a_reload(tmp_path: Path, port: int, trusting: None) -> None:
    text = configuration(tmp_path, port=port, behind=9, has_tls=True)
    file = lay(tmp_path, days=3)
    front = run(tmp_path, text)
    try:
        until((tmp_path / "pid").exists, "the front server", or_ended=front)
        assert said(port, file) == ["wrong: TLS: 3 days left"]
        assert said(port, "") == ["wrong: TLS: 3 days left"]
        assert "not trust it" in said(port, "", host="another.example.gov.vn")[1]

        lay(tmp_path, days=90)
        assert said(port, file)[0] == (
            "wrong: nginx still shows the certificate before, 3 days left"
        )
        front.send_signal(signal.SIGHUP)
        until(lambda: said(port, file) == ["ok: TLS: 90 days left"], "it is shown")
    finally:
        front.terminate()
        front.communicate(timeout=20)
    assert said(port, file) == [
        f"wrong: nobody answers with TLS at 127.0.0.1:{port}: ConnectionRefusedError"
    ]
    assert said(port, "")[0].startswith("note: ")
    assert said(port, tmp_path / "no.pem")[0].endswith("no.pem cannot be read")


def test_an_address_without_tls_is_not_asked() -> None:
    found = list(shown.certificate("http://localhost:9", "", at=NOW, grave="wrong"))

    assert [one.state for one in found] == ["ok"]
