"""The processes of this machine that people wait for: does each of them answer?

The worker is judged by its pulse in the database: it may be any machine's.
"""

import http.client
import os
from collections.abc import Iterator

from django.conf import settings

from motcua.capabilities.signatures.keyring import client
from motcua.interfaces.console import up
from motcua.measurement.upkeep.definition import Finding
from motcua.spine.errors import Outage

ANSWER_SECONDS_MAX = 5


def all_of() -> Iterator[Finding]:
    """Ask the web server and the keyring, as they are asked in earnest."""
    yield _web()
    yield _keyring()


def _web() -> Finding:
    address, port = (
        up.reachable_address(os.environ.get("MOTCUA_BIND") or "127.0.0.1"),
        settings.MOTCUA_PORT,
    )
    connection = http.client.HTTPConnection(address, port, timeout=ANSWER_SECONDS_MAX)
    try:
        connection.request("GET", "/healthz")
        said = str(connection.getresponse().status)
    except (OSError, http.client.HTTPException) as error:
        said = type(error).__name__
    finally:
        connection.close()
    if said == "200":
        return Finding("web", "ok", f"trả lời ở cổng {port}", f"answers on port {port}")
    return Finding(
        "web", "wrong", f"máy chủ web không trả lời ở cổng {port}: {said}",
        f"the web server does not answer on port {port}: {said}",
        "xem journalctl -u motcua-web hoặc log/web.log; systemctl restart motcua-web",
        "see journalctl -u motcua-web or log/web.log; systemctl restart motcua-web",
    )  # fmt: skip


def _keyring() -> Finding:
    try:
        client.is_open(serial="0")
    except Outage:
        return Finding(
            "keyring", "wrong", "tiến trình giữ khóa ký không trả lời: không văn bản nào được ký",
            "the keyring does not answer: nothing is signed",
            "xem journalctl -u motcua-keyring hoặc log/keyring.log; khởi động lại rồi người ký mở"
            " khóa lại",
            "see journalctl -u motcua-keyring or log/keyring.log; restart it, then signers open"
            " their keys again",
        )  # fmt: skip
    return Finding("keyring", "ok", "trả lời", "answers")
