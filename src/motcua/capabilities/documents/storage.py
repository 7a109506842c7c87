"""Where the bytes lie, by what they are: the SHA-256 of a content is its address."""

import contextlib
import hashlib
import io
import logging
import os
import re
import secrets
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Protocol, cast

from django.conf import settings

from motcua.capabilities.documents import sealed

# Made when no file lies in clear any more: what is kept from then on never does.
ALL_SEALED = ".sealed"
_NAME = re.compile(r"[0-9a-f]{64}")

logger = logging.getLogger(__name__)


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
        """Return the content, any part of which can be read.

        :raises Missing: it is not there.
        :raises Changed: its beginning is not what was kept.
        """

    def holds(self, sha256: str) -> bool: ...

    def arriving(self) -> sealed.Arriving:
        """Return room for what is still arriving: nothing of it is ever on disk in clear."""


class FolderStore:
    """Contents in a folder of this machine, or of a file system that machines share; encrypted."""

    def __init__(self, root: Path, *, keys: Path | None = None) -> None:
        self.root = root
        self.keys = keys or Path(settings.KEYS_FOLDER)

    def keep(self, file: IO[bytes], *, sha256: str) -> None:
        place = self._place(sha256)
        if place.exists():
            return
        self._make_folder(place.parent)
        with self._written(file, place) as part, contextlib.suppress(FileExistsError):
            os.link(part, place)  # Somebody may have kept the same at once.
        _sync_folder(place.parent)

    @contextlib.contextmanager
    def _written(self, file: IO[bytes], place: Path) -> Iterator[Path]:
        """Give the content, encrypted and safe on disk, under a name that goes away again."""
        part = place.with_name(f"{place.name}.{secrets.token_hex(4)}.part")
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o440)
        try:
            with os.fdopen(descriptor, "wb") as written:
                if sealed.seal(file, written, sha256=place.name, keys=self.keys) != place.name:
                    raise Changed(place.name)
                written.flush()
                os.fsync(written.fileno())
            yield part
        finally:
            part.unlink(missing_ok=True)

    def open(self, sha256: str) -> IO[bytes]:
        try:
            file = self._place(sha256).open("rb")
        except FileNotFoundError:
            raise Missing(sha256) from None
        if not sealed.is_sealed(file):
            return file  # Kept by a release before this one.
        try:
            opened = sealed.Opened(file, sha256=sha256, keys=self.keys)
        except sealed.Broken:
            file.close()
            raise Changed(sha256) from None
        return cast(IO[bytes], io.BufferedReader(opened, sealed.PIECE_BYTES))

    def seal_old(self, *, until: float) -> int:
        """Encrypt what lies in clear, up to a moment of the monotonic clock. Return how many.

        What is not what its name says is left as it is, and told in the log.
        """
        count, left = 0, 0
        if (self.root / ALL_SEALED).exists() or not self.root.is_dir():
            return count
        for place in sorted(self.root.glob("[0-9a-f][0-9a-f]/*")):
            if time.monotonic() >= until:
                return count
            if not _NAME.fullmatch(place.name):
                continue
            with place.open("rb") as file:
                if sealed.is_sealed(file):
                    continue
                try:
                    with self._written(file, place) as part:
                        part.replace(place)
                except Changed:
                    logger.error("A kept file is not what its name says.")
                    left += 1
                    continue
            _sync_folder(place.parent)
            count += 1
        if not left:
            (self.root / ALL_SEALED).touch(mode=0o600)
        return count

    def holds(self, sha256: str) -> bool:
        return self._place(sha256).exists()

    def arriving(self) -> sealed.Arriving:
        room = self.root / "arriving"
        room.mkdir(mode=0o700, parents=True, exist_ok=True)
        return sealed.Arriving(room)

    def _place(self, sha256: str) -> Path:
        assert len(sha256) == 64, sha256
        assert set(sha256) <= set("0123456789abcdef"), sha256
        return self.root / sha256[:2] / sha256

    def _make_folder(self, folder: Path) -> None:
        if not folder.is_dir():
            self.root.mkdir(mode=0o700, parents=True, exist_ok=True)
            folder.mkdir(mode=0o700, exist_ok=True)
            _sync_folder(self.root)


def file_store() -> FolderStore:
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
    try:
        with store.open(sha256) as file:
            content = file.read()
    except sealed.Broken:
        raise Changed(sha256) from None
    if hashlib.sha256(content).hexdigest() != sha256:
        raise Changed(sha256)
    return content


def _sync_folder(folder: Path) -> None:
    # Without this a power cut may forget the name of a file whose bytes are safe.
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
