"""What web and worker processes ask of the keyring."""

import base64
import json
import socket
from dataclasses import dataclass
from typing import Any

from motcua.capabilities.signatures import keys
from motcua.capabilities.signatures.keyring import place
from motcua.spine.errors import Outage, Refusal

_ANSWER_SECONDS_MAX = 15


class Locked(Refusal):
    code = "signing_key_locked"
    message_vi = "Khóa ký số đã đóng. Nhập mật khẩu ký số để ký tiếp."
    message_en = "The signing key is locked. Enter the signing passphrase to go on."


class TooManyTries(Refusal):
    code = "signing_too_many_tries"
    http_status = 429
    message_vi = "Đã nhập sai mật khẩu ký số 5 lần. Chờ 5 phút rồi thử lại."
    message_en = "The signing passphrase was wrong 5 times. Wait 5 minutes and try again."


_REFUSALS: dict[str, type[Refusal]] = {
    "locked": Locked,
    "resting": TooManyTries,
    "wrong": keys.WrongPassphrase,
    "missing": keys.KeyMissing,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class RingSigner:
    """A key the keyring holds open. Good in any process; refuses once the time is up."""

    serial: str
    certificate: bytes
    chain: tuple[bytes, ...]

    def sign(self, content: bytes) -> bytes:
        """:raises Locked: its time is up, or it was never opened."""
        said = _ask(do="sign", serial=self.serial, content=base64.b64encode(content).decode())
        return base64.b64decode(said["signature"])


def unlock(*, serial: str, passphrase: str, seconds: int) -> None:
    """Open a key for so long.

    :raises keys.WrongPassphrase: it does not open.
    :raises TooManyTries: it was tried in vain too often.
    """
    _ask(do="unlock", serial=serial, passphrase=passphrase, seconds=seconds)


def lock(*, serial: str) -> None:
    _ask(do="lock", serial=serial)


def is_open(*, serial: str) -> bool:
    return bool(_ask(do="is_open", serial=serial)["open"])


def _ask(**request: object) -> dict[str, Any]:
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as talk:
            talk.settimeout(_ANSWER_SECONDS_MAX)
            talk.connect(str(place.socket_path()))
            talk.sendall(json.dumps(request).encode() + b"\n")
            said = talk.makefile("rb").readline()
    except OSError as error:
        raise Outage("keyring", type(error).__name__) from error
    if not said:
        raise Outage("keyring", "no answer")
    answer: dict[str, Any] = json.loads(said)
    if "refused" in answer:
        raise _REFUSALS[answer["refused"]]()
    return answer
