"""The certificate that people are really shown: what the front server holds, not what lies on disk.

A certificate renewed without a reload ends in the front server while its file looks well.
"""

import socket
import ssl
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from cryptography import x509

from motcua.interfaces.console.checkup import machine
from motcua.measurement.upkeep.definition import Finding, State

HERE = "127.0.0.1"
ANSWER_SECONDS_MAX = 5
_ANOTHER_NAME = 62  # X509_V_ERR_HOSTNAME_MISMATCH


def certificate(url: str, file: str, *, at: datetime, grave: State) -> Iterator[Finding]:
    """Look at what the address shows on this machine, beside the file it should show."""
    if not url.startswith("https://"):
        yield Finding("tls", "ok", "không dùng TLS", "no TLS is used")
        return
    named = _in_file(file) if file else None
    if file and named is None:
        yield Finding(
            "tls", grave, f"không đọc được {file}", f"{file} cannot be read",
            "sửa MOTCUA_TLS_CERTIFICATE hoặc quyền đọc tệp (phần chứng thư không bí mật)",
            "mend MOTCUA_TLS_CERTIFICATE or the file's rights (a certificate is no secret)",
        )  # fmt: skip
    try:
        shown, complaint, is_another = _seen(url)
    except OSError as error:
        yield _nobody(url, type(error).__name__, file, grave)
        return
    if named and shown != named and named.not_valid_after_utc > shown.not_valid_after_utc:
        days = (shown.not_valid_after_utc - at).days
        yield Finding(
            "tls", grave, f"nginx còn đưa chứng thư cũ, còn {days} ngày",
            f"nginx still shows the certificate before, {days} days left",
            "systemctl reload nginx", "systemctl reload nginx",
        )  # fmt: skip
    else:
        yield machine.ends(
            "tls", shown.not_valid_after_utc, at=at, what_vi="TLS", what_en="TLS", grave=grave
        )
    if complaint:
        yield Finding(
            "tls", grave if is_another else "note", f"trình duyệt sẽ không tin: {complaint}",
            f"browsers will not trust it: {complaint}",
            "dùng fullchain.pem (có chứng thư trung gian) và đúng tên trong MOTCUA_URL",
            "use fullchain.pem (with the intermediate) and the name in MOTCUA_URL",
        )  # fmt: skip


def _seen(url: str) -> tuple[x509.Certificate, str, bool]:
    """Return the certificate, why nobody would trust it, and whether it names another host."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    shown = x509.load_der_x509_certificate(_handshake(url, context))
    try:
        _handshake(url, ssl.create_default_context())
    except ssl.SSLCertVerificationError as error:
        return shown, error.verify_message, error.verify_code == _ANOTHER_NAME
    return shown, "", False


def _handshake(url: str, context: ssl.SSLContext) -> bytes:
    parts = urlsplit(url)
    place = HERE, parts.port or 443
    with (
        socket.create_connection(place, timeout=ANSWER_SECONDS_MAX) as plain,
        context.wrap_socket(plain, server_hostname=parts.hostname) as line,
    ):
        return line.getpeercert(binary_form=True) or b""


def _nobody(url: str, why: str, file: str, grave: State) -> Finding:
    where = f"{HERE}:{urlsplit(url).port or 443}"
    if file:  # Whoever names the file says that the front server is on this machine.
        return Finding(
            "tls", grave, f"không ai trả lời TLS ở {where}: {why}",
            f"nobody answers with TLS at {where}: {why}",
            "systemctl status nginx; nginx -t", "systemctl status nginx; nginx -t",
        )  # fmt: skip
    return Finding(
        "tls", "note", f"không thấy chứng thư: {where} không trả lời",
        f"the certificate is not seen: nobody at {where}",
        "nếu nginx ở máy này, đặt MOTCUA_TLS_CERTIFICATE; nếu không, theo dõi nó ở máy kia",
        "where nginx is on this machine, set MOTCUA_TLS_CERTIFICATE; else watch it there",
    )  # fmt: skip


def _in_file(file: str) -> x509.Certificate | None:
    try:
        return x509.load_pem_x509_certificate(Path(file).read_bytes())
    except (OSError, ValueError):
        return None
