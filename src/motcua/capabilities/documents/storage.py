"""Where the bytes lie, by what they are: the SHA-256 of a content is its address."""

import contextlib
import hashlib
import os
import secrets
from pathlib import Path
from typing import IO, Protocol

from django.conf import settings

_CHUNK_BYTES = 1024 * 1024


class Missing(Exception):
    """A content that was promised is not there: restore it from the backup."""


class Changed(Exception):
    """A content is not what its address says: somebody or something changed it."""


class FileStore(Protocol):
    """Keeps contents for ever. A folder here; an S3-compatible store behind the same four."""

    def keep(self, file: IO[bytes], *, sha256: str) -> None:
        """Return only when the content is safe on disk. Never write over one that is there.

        :raises Changed: what the file holds is not what was announced.
        """

    def open(self, sha256: str) -> IO[bytes]:
        """:raises Missing: it is not there."""

    def holds(self, sha256: str) -> bool: ...

    def waiting_room(self) -> Path:
        """Return a local folder for what is still arriving."""


class FolderStore:
    """Contents in a folder of this machine, or of a file system that machines share."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def keep(self, file: IO[bytes], *, sha256: str) -> None:
        place = self._place(sha256)
        if place.exists():
            return
        self._make_folder(place.parent)
        part = place.with_name(f"{sha256}.{secrets.token_hex(4)}.part")
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o440)
        try:
            with os.fdopen(descriptor, "wb") as written:
                if _copy(file, written) != sha256:
                    raise Changed(sha256)
                os.fsync(written.fileno())
            with contextlib.suppress(FileExistsError):  # Somebody kept the same at once.
                os.link(part, place)
        finally:
            part.unlink()
        _sync_folder(place.parent)

    def open(self, sha256: str) -> IO[bytes]:
        try:
            return self._place(sha256).open("rb")
        except FileNotFoundError:
            raise Missing(sha256) from None

    def holds(self, sha256: str) -> bool:
        return self._place(sha256).exists()

    def waiting_room(self) -> Path:
        room = self.root / "arriving"
        room.mkdir(mode=0o700, parents=True, exist_ok=True)
        return room

    def _place(self, sha256: str) -> Path:
        assert len(sha256) == 64, sha256
        assert set(sha256) <= set("0123456789abcdef"), sha256
        return self.root / sha256[:2] / sha256

    def _make_folder(self, folder: Path) -> None:
        if not folder.is_dir():
            self.root.mkdir(mode=0o700, parents=True, exist_ok=True)
            folder.mkdir(mode=0o700, exist_ok=True)
            _sync_folder(self.root)


def file_store() -> FileStore:
    return FolderStore(Path(settings.MOTCUA_HOME) / "files")


def content_of(sha256: str) -> bytes:
    """Return a kept content, after making sure that it is still the same.

    :raises Missing: it is not there.
    :raises Changed: it is another one.
    """
    return proven(file_store(), sha256)


def proven(store: FileStore, sha256: str) -> bytes:
    """Return a content of a store, after making sure that it is still the same.

    :raises Missing: it is not there.
    :raises Changed: it is another one.
    """
    with store.open(sha256) as file:
        content = file.read()
    if hashlib.sha256(content).hexdigest() != sha256:
        raise Changed(sha256)
    return content


def _copy(file: IO[bytes], written: IO[bytes]) -> str:
    digest = hashlib.sha256()
    file.seek(0)
    while chunk := file.read(_CHUNK_BYTES):
        digest.update(chunk)
        written.write(chunk)
    written.flush()
    return digest.hexdigest()


def _sync_folder(folder: Path) -> None:
    # Without this a power cut may forget the name of a file whose bytes are safe.
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
