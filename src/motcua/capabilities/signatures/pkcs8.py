"""Write a PKCS#8 file locked with scrypt (RFC 7914), which the crypto library reads but not writes.

`openssl pkey -in <file>` opens it with the same passphrase.
"""

import os

from asn1crypto import core, pem
from cryptography.hazmat.primitives import padding
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

# What OWASP asks for, in the shape whose memory (16 MB) OpenSSL allows itself.
N, R, P = 2**14, 8, 5
_KEY_BYTES = 32
_BLOCK_BITS = 128
_PBES2, _SCRYPT, _AES_256_CBC = (
    "1.2.840.113549.1.5.13",
    "1.3.6.1.4.1.11591.4.11",
    "2.16.840.1.101.3.4.1.42",
)


class _Algorithm(core.Sequence):  # type: ignore[misc]
    _fields = [("algorithm", core.ObjectIdentifier), ("parameters", core.Any)]


class _Scrypt(core.Sequence):  # type: ignore[misc]
    _fields = [
        ("salt", core.OctetString),
        ("n", core.Integer),
        ("r", core.Integer),
        ("p", core.Integer),
        ("length", core.Integer),
    ]


class _Pbes2(core.Sequence):  # type: ignore[misc]
    _fields = [("derivation", _Algorithm), ("encryption", _Algorithm)]


class _Locked(core.Sequence):  # type: ignore[misc]
    _fields = [("algorithm", _Algorithm), ("content", core.OctetString)]


def locked(private_key: bytes, *, passphrase: str) -> bytes:
    """Return the PEM of a private key (PKCS#8, DER) that only the passphrase opens."""
    salt, vector = os.urandom(16), os.urandom(16)
    key = Scrypt(salt=salt, length=_KEY_BYTES, n=N, r=R, p=P).derive(passphrase.encode())
    padder = padding.PKCS7(_BLOCK_BITS).padder()
    padded = padder.update(private_key) + padder.finalize()
    encryptor = Cipher(algorithms.AES(key), modes.CBC(vector)).encryptor()
    content = encryptor.update(padded) + encryptor.finalize()
    derivation = _Scrypt({"salt": salt, "n": N, "r": R, "p": P, "length": _KEY_BYTES})
    parameters = _Pbes2(
        {
            "derivation": _algorithm(_SCRYPT, derivation),
            "encryption": _algorithm(_AES_256_CBC, core.OctetString(vector)),
        }
    )
    whole = _Locked({"algorithm": _algorithm(_PBES2, parameters), "content": content})
    armoured: bytes = pem.armor("ENCRYPTED PRIVATE KEY", whole.dump())
    return armoured


def _algorithm(identifier: str, parameters: core.Asn1Value) -> _Algorithm:
    return _Algorithm({"algorithm": identifier, "parameters": core.Any(parameters)})
