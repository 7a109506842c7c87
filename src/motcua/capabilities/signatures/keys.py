"""Private keys on disk: one PKCS#8 file each, that only its owner's passphrase opens."""

import os
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings

from motcua.capabilities.signatures import pkcs8
from motcua.spine.errors import Refusal

CURVE = ec.SECP256R1()
PASSPHRASE_LENGTH_MIN = 8


class WrongPassphrase(Refusal):
    code = "signing_passphrase_wrong"
    http_status = 422  # Said beside the field: who asks may sign, once the word is right.
    message_vi = "Mật khẩu ký số chưa đúng. Chưa văn bản nào được ký."
    message_en = "The signing passphrase is not right. Nothing has been signed."


class PassphraseTooShort(Refusal):
    code = "signing_passphrase_short"
    http_status = 422
    message_vi = "Mật khẩu ký số cần ít nhất 8 ký tự."
    message_en = "A signing passphrase needs at least 8 characters."


class KeyMissing(Refusal):
    code = "signing_key_missing"
    message_vi = "Không có khóa ký số của chứng thư này trên máy chủ. Báo người vận hành hệ thống."
    message_en = "The key of this certificate is not on the server. Tell the operator."


def create(*, name: str, passphrase: str) -> ec.EllipticCurvePrivateKey:
    """Make a key and keep it, encrypted, under `name`.

    :raises PassphraseTooShort: it is too easily guessed.
    """
    if len(passphrase) < PASSPHRASE_LENGTH_MIN:
        raise PassphraseTooShort()
    key = ec.generate_private_key(CURVE)
    _write(
        _place(name), pkcs8.locked(_bytes(key, serialization.Encoding.DER), passphrase=passphrase)
    )
    return key


def create_for_machine(*, name: str) -> ec.EllipticCurvePrivateKey:
    """Make a key that must work with nobody there: the time-stamping one and the system's seal."""
    key = ec.generate_private_key(CURVE)
    _write(_place(name), _bytes(key, serialization.Encoding.PEM))
    return key


def unlock(*, name: str, passphrase: str | None) -> ec.EllipticCurvePrivateKey:
    """Open a key for the session that asked.

    :raises KeyMissing: there is no such file.
    :raises WrongPassphrase: it does not open with this.
    """
    try:
        stored = _place(name).read_bytes()
    except FileNotFoundError:
        raise KeyMissing() from None
    try:
        key = serialization.load_pem_private_key(
            stored, passphrase.encode() if passphrase is not None else None
        )
    except ValueError:
        raise WrongPassphrase() from None
    assert isinstance(key, ec.EllipticCurvePrivateKey), name
    return key


def rename(name: str, new_name: str) -> None:
    """Give a new key the number of its certificate, once that is known."""
    _place(name).rename(_place(new_name))


def forget(*, name: str) -> None:
    """Remove a key for good. Papers it signed stay valid: they carry its certificate."""
    _place(name).unlink(missing_ok=True)


def _bytes(key: ec.EllipticCurvePrivateKey, encoding: serialization.Encoding) -> bytes:
    clear = serialization.NoEncryption()
    return key.private_bytes(encoding, serialization.PrivateFormat.PKCS8, clear)


def _place(name: str) -> Path:
    assert name.isalnum(), name
    return Path(settings.MOTCUA_HOME) / "keys" / "signing" / f"{name}.p8"


def _write(place: Path, content: bytes) -> None:
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
