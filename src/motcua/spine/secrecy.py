"""Personal data at rest: encryption of single fields, exact search, commitments.

Keys lie under MOTCUA_HOME/keys, one file each, and are never derived from one another or from
Django's SECRET_KEY: to lose or rotate one must not touch the others.
"""

import base64
import functools
import hashlib
import hmac
import os
import secrets
import unicodedata
from collections.abc import Iterable
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

KEY_BYTES = 32
NONCE_BYTES = 12
SALT_BYTES = 16
_VERSION = b"\x01"


class Unreadable(Exception):
    """A stored value was changed or moved to another field, or its key is another one."""


def create_keys(folder: Path) -> None:
    """Make the keys an installation needs, unless they are there."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name in ("field", "index"):
        path = folder / f"{name}.key"
        if not path.exists():
            part = path.with_suffix(".part")
            part.touch(mode=0o600)
            part.write_text(base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode())
            part.rename(path)


def conceal(text: str, *, context: str) -> bytes:
    """Encrypt one value. `context` is "table.column": a value moved elsewhere will not open."""
    nonce = os.urandom(NONCE_BYTES)
    return _VERSION + nonce + _cipher().encrypt(nonce, text.encode(), context.encode())


def conceal_many(texts: Iterable[bytes], *, context: str) -> list[bytes]:
    """Encrypt many values of one field, each under a nonce of its own."""
    every, encrypt, bound = list(texts), _cipher().encrypt, context.encode()
    thrown = os.urandom(NONCE_BYTES * len(every))
    nonces = [thrown[n : n + NONCE_BYTES] for n in range(0, len(thrown), NONCE_BYTES)]
    return [
        _VERSION + nonce + encrypt(nonce, text, bound)
        for nonce, text in zip(nonces, every, strict=True)
    ]


def reveal(concealed: bytes, *, context: str, keys: Path | None = None) -> str:
    """Decrypt one value, with the keys of another folder if one is named.

    :raises Unreadable: it was changed or moved, or another key made it.
    """
    stored = bytes(concealed)
    nonce, sealed = stored[1 : 1 + NONCE_BYTES], stored[1 + NONCE_BYTES :]
    try:
        cipher = _cipher_in(keys) if keys else _cipher()
        return cipher.decrypt(nonce, sealed, context.encode()).decode()
    except InvalidTag:
        raise Unreadable(context) from None


def wrap(secret: bytes, *, context: str, keys: Path) -> bytes:
    """Encrypt a key of something larger under the field key that lies in a folder of keys."""
    nonce = os.urandom(NONCE_BYTES)
    return nonce + _cipher_in(keys).encrypt(nonce, secret, context.encode())


def unwrap(wrapped: bytes, *, context: str, keys: Path) -> bytes:
    """Decrypt a key.

    :raises Unreadable: it was changed or moved, or another key made it.
    """
    nonce, sealed = wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:]
    try:
        return _cipher_in(keys).decrypt(nonce, sealed, context.encode())
    except (InvalidTag, ValueError):
        raise Unreadable(context) from None


def blind_index(text: str, *, purpose: str, keys: Path | None = None) -> bytes:
    """Return 16 bytes equal for equal text: exact search without storing the value in clear."""
    plain = unicodedata.normalize("NFC", text).strip().casefold()
    key = _read(keys, "index") if keys else _key("index")
    return hmac.digest(key, f"{purpose}\0{plain}".encode(), "sha256")[:16]


def blind_indexes(folded: Iterable[bytes], *, purpose: str) -> list[bytes]:
    """Return `blind_index` of many texts that are normal, bare of outer space and folded."""
    keyed, found = hmac.new(_key("index"), f"{purpose}\0".encode(), "sha256"), []
    for text in folded:
        one = keyed.copy()
        one.update(text)
        found.append(one.digest()[:16])
    return found


def commitment(text: str, *, salt: bytes) -> str:
    """Return the salted hash that may stand in the journal for a value that may not."""
    return hashlib.sha256(salt + unicodedata.normalize("NFC", text).encode()).hexdigest()


def commitments(normal: Iterable[bytes], *, salts: Iterable[bytes]) -> list[bytes]:
    """Return `commitment` of many texts that are in normal form already."""
    return [
        hashlib.sha256(salt + text).hexdigest().encode()
        for text, salt in zip(normal, salts, strict=True)
    ]


def new_salt() -> bytes:
    return os.urandom(SALT_BYTES)


@functools.cache
def _cipher() -> AESGCM:
    return _cipher_in(Path(settings.KEYS_FOLDER))


@functools.cache
def _cipher_in(folder: Path) -> AESGCM:
    return AESGCM(_read(folder, "field"))


@functools.cache
def _key(name: str) -> bytes:
    return _read(Path(settings.KEYS_FOLDER), name)


def _read(folder: Path, name: str) -> bytes:
    return base64.b64decode((folder / f"{name}.key").read_text())
