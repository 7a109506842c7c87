"""How contents lie on disk: encrypted in pieces, each file under a key of its own.

    MCF1 | nonce, file key wrapped by the installation's field key | piece | piece | … | last piece

A piece is 64 KiB encrypted with AES-256-GCM; its nonce is its place, with a mark on the last one.
So a piece cannot be moved, left out or cut off, and any part can be read without the rest. The
wrapped key is bound to the hash of the content: a file under another's name will not open.
"""

import hashlib
import io
import os
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, CipherContext, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from motcua.spine import secrecy

MAGIC = b"MCF1"
PIECE_BYTES = 64 * 1024
TAG_BYTES = 16
_KEY_BYTES = 32
_WRAPPED_BYTES = secrecy.NONCE_BYTES + _KEY_BYTES + TAG_BYTES
HEAD_BYTES = len(MAGIC) + _WRAPPED_BYTES
_BLOCK_BYTES = 16


class Broken(Exception):
    """A sealed file was changed, cut short or given another name, or another key made it."""


def seal(source: IO[bytes], target: IO[bytes], *, sha256: str, keys: Path) -> str:
    """Write a content encrypted. Return the hash of what was read: the caller compares."""
    digest, file_key = hashlib.sha256(), AESGCM.generate_key(bit_length=256)
    cipher = AESGCM(file_key)
    target.write(MAGIC + secrecy.wrap(file_key, context=_context(sha256), keys=keys))
    for number, (piece, is_last) in enumerate(_pieces(source)):
        digest.update(piece)
        target.write(cipher.encrypt(_nonce(number, is_last=is_last), piece, None))
    return digest.hexdigest()


def is_sealed(file: IO[bytes]) -> bool:
    """Say whether a file is encrypted; a content of ours never begins like one that is."""
    file.seek(0)
    found = file.read(len(MAGIC)) == MAGIC
    file.seek(0)
    return found


class Opened(io.RawIOBase):
    """A sealed file as its content: any part of it, proven piece by piece."""

    def __init__(self, file: IO[bytes], *, sha256: str, keys: Path) -> None:
        """:raises Broken: its head does not open."""
        super().__init__()
        self._file, self._at, self._kept = file, 0, (-1, b"")
        head = file.read(HEAD_BYTES)
        try:
            wrapped = head[len(MAGIC) :]
            key = secrecy.unwrap(wrapped, context=_context(sha256), keys=keys)
        except secrecy.Unreadable:
            raise Broken(sha256) from None
        self._cipher, self._sha256 = AESGCM(key), sha256
        sealed_bytes = os.fstat(file.fileno()).st_size - HEAD_BYTES
        self._last, rest = divmod(sealed_bytes - 1, PIECE_BYTES + TAG_BYTES)
        if self._last < 0 or rest + 1 < TAG_BYTES:
            raise Broken(sha256)
        self._size = self._last * PIECE_BYTES + rest + 1 - TAG_BYTES

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET, /) -> int:
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self._size}[whence]
        self._at = max(0, base + offset)
        return self._at

    def tell(self) -> int:
        return self._at

    def readinto(self, buffer: Any, /) -> int:
        """:raises Broken: the piece is not as it was sealed."""
        if self._at >= self._size and self._size:
            return 0
        number, within = divmod(self._at, PIECE_BYTES)
        found = self._piece(min(number, self._last))[within : within + len(buffer)]
        buffer[: len(found)] = found
        self._at += len(found)
        return len(found)

    def close(self) -> None:
        self._file.close()
        super().close()

    def _piece(self, number: int) -> bytes:
        if self._kept[0] != number:
            self._file.seek(HEAD_BYTES + number * (PIECE_BYTES + TAG_BYTES))
            stored = self._file.read(PIECE_BYTES + TAG_BYTES)
            try:
                nonce = _nonce(number, is_last=number == self._last)
                self._kept = number, self._cipher.decrypt(nonce, stored, None)
            except InvalidTag:
                raise Broken(self._sha256) from None
        return self._kept[1]


class Arriving(io.RawIOBase):
    """A file that is still arriving: on disk without a name, under a key nobody else ever has.

    Written once from its beginning, then read as often as need be.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._descriptor = os.open(folder, os.O_TMPFILE | os.O_RDWR, 0o600)
        self._key, self._at, self._size = os.urandom(_KEY_BYTES), 0, 0
        self._writing = self._stream(0)

    def writable(self) -> bool:
        return True

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def write(self, content: Any, /) -> int:
        assert self._at == self._size, "What arrives is written on from its end."
        coded = self._writing.update(bytes(content))
        while coded:
            written = os.pwrite(self._descriptor, coded, self._size)
            self._size, coded = self._size + written, coded[written:]
        self._at = self._size
        return len(content)

    def seek(self, offset: int, whence: int = os.SEEK_SET, /) -> int:
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self._size}[whence]
        self._at = max(0, base + offset)
        return self._at

    def tell(self) -> int:
        return self._at

    def readinto(self, buffer: Any, /) -> int:
        coded = os.pread(self._descriptor, len(buffer), self._at)
        skipped = self._at % _BLOCK_BYTES
        stream = self._stream(self._at // _BLOCK_BYTES)
        plain = stream.update(b"\0" * skipped + coded)[skipped:]
        buffer[: len(plain)] = plain
        self._at += len(plain)
        return len(plain)

    def close(self) -> None:
        if not self.closed:
            os.close(self._descriptor)
        super().close()

    def _stream(self, block: int) -> CipherContext:
        counter = block.to_bytes(_BLOCK_BYTES, "big")
        return Cipher(algorithms.AES(self._key), modes.CTR(counter)).encryptor()


def in_memory(file: IO[bytes]) -> int:
    """Return a descriptor of a copy that lies in memory alone: for the parser. Close it."""
    descriptor = os.memfd_create("arriving", os.MFD_CLOEXEC)
    file.seek(0)
    while piece := file.read(PIECE_BYTES):
        while piece:
            piece = piece[os.write(descriptor, piece) :]
    return descriptor


def _pieces(source: IO[bytes]) -> Iterator[tuple[bytes, bool]]:
    """Yield the pieces of a content, each with whether it is the last; an empty one has one."""
    source.seek(0)
    piece = _whole(source)
    while len(piece) == PIECE_BYTES and (following := _whole(source)):
        yield piece, False
        piece = following
    yield piece, True


def _whole(source: IO[bytes]) -> bytes:
    piece = b""
    while len(piece) < PIECE_BYTES and (more := source.read(PIECE_BYTES - len(piece))):
        piece += more
    return piece


def _nonce(number: int, *, is_last: bool) -> bytes:
    return b"\0" * 7 + number.to_bytes(4, "big") + bytes([is_last])


def _context(sha256: str) -> str:
    return f"files.{sha256}"
