"""Contents lie encrypted: any part can be read, and nothing can be changed, moved or cut off."""

import hashlib
import io
import os
import time
from pathlib import Path

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from motcua.capabilities.documents import sealed, storage
from motcua.capabilities.documents.storage import FolderStore
from motcua.spine import secrecy

PIECE = sealed.PIECE_BYTES
STORED = PIECE + sealed.TAG_BYTES
SIZES = [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE, 3 * PIECE + 7]


def kept(store: FolderStore, content: bytes) -> Path:
    sha256 = hashlib.sha256(content).hexdigest()
    store.keep(io.BytesIO(content), sha256=sha256)
    place = store.root / sha256[:2] / sha256
    place.chmod(0o600)
    return place


@pytest.fixture
def store(tmp_path: Path) -> FolderStore:
    return FolderStore(tmp_path / "files")


@pytest.mark.parametrize("size", SIZES)
def test_of_any_size_it_comes_back_and_nothing_of_it_is_on_disk(
    store: FolderStore, size: int
) -> None:
    content = os.urandom(size)

    place = kept(store, content)

    assert storage.proven(store, place.name) == content
    stored = place.read_bytes()
    assert stored.startswith(sealed.MAGIC)
    assert size < 16 or content[:16] not in stored


CONTENT = os.urandom(2 * PIECE + 1000)


@given(st.lists(st.tuples(st.integers(0, len(CONTENT) + 9), st.integers(0, PIECE + 9))))
def test_any_part_can_be_read(parts: list[tuple[int, int]]) -> None:
    store = FolderStore(Path(settings.MOTCUA_HOME) / "files")
    sha256 = hashlib.sha256(CONTENT).hexdigest()
    store.keep(io.BytesIO(CONTENT), sha256=sha256)

    with store.open(sha256) as file:
        for start, length in parts:
            file.seek(start)
            assert file.read(length) == CONTENT[start : start + length]


@pytest.mark.parametrize(
    ("what", "change"),
    [
        ("a bit", lambda s: s[:-1] + bytes([s[-1] ^ 1])),
        ("the head", lambda s: s[:20] + bytes([s[20] ^ 1]) + s[21:]),
        ("cut after a piece", lambda s: s[: sealed.HEAD_BYTES + STORED]),
        ("cut within a piece", lambda s: s[:-5]),
        ("cut to its head", lambda s: s[: sealed.HEAD_BYTES]),
        ("pieces exchanged", lambda s: s[: sealed.HEAD_BYTES]
            + s[sealed.HEAD_BYTES + STORED : sealed.HEAD_BYTES + 2 * STORED]
            + s[sealed.HEAD_BYTES : sealed.HEAD_BYTES + STORED]
            + s[sealed.HEAD_BYTES + 2 * STORED :]),
        ("something added", lambda s: s + s[sealed.HEAD_BYTES : sealed.HEAD_BYTES + STORED]),
    ],
)  # fmt: skip
def test_whatever_is_changed_is_seen(store: FolderStore, what: str, change: object) -> None:
    place = kept(store, CONTENT)
    place.write_bytes(change(place.read_bytes()))  # type: ignore[operator]

    with pytest.raises(storage.Changed):
        storage.proven(store, place.name)


def test_under_another_name_or_another_key_it_does_not_open(
    store: FolderStore, tmp_path: Path
) -> None:
    place, other = kept(store, CONTENT), kept(store, b"other")
    other.write_bytes(place.read_bytes())
    secrecy.create_keys(tmp_path / "keys")

    with pytest.raises(storage.Changed):
        storage.proven(store, other.name)
    with pytest.raises(storage.Changed):
        storage.proven(FolderStore(store.root, keys=tmp_path / "keys"), place.name)


def test_what_a_release_before_kept_in_clear_is_read_and_then_encrypted(
    store: FolderStore,
) -> None:
    contents = [b"%PDF-1.4 one", b"%PDF-1.4 two"]
    places = [kept(store, content) for content in contents]
    for place, content in zip(places, contents, strict=True):
        place.write_bytes(content)
    assert [storage.proven(store, place.name) for place in places] == contents

    assert store.seal_old(until=0) == 0
    assert not (store.root / storage.ALL_SEALED).exists()
    assert store.seal_old(until=time.monotonic() + 60) == 2
    assert store.seal_old(until=time.monotonic() + 60) == 0

    assert all(place.read_bytes().startswith(sealed.MAGIC) for place in places)
    assert [storage.proven(store, place.name) for place in places] == contents
    assert [place.stat().st_mode & 0o777 for place in places] == [0o440, 0o440]


@given(st.lists(st.binary(max_size=300), max_size=8), st.integers(0, 900), st.integers(0, 900))
def test_what_arrives_can_be_read_anywhere_and_is_not_on_disk(
    pieces: list[bytes], start: int, length: int
) -> None:
    content = b"".join(pieces)
    with storage.file_store().arriving() as file:
        for piece in pieces:
            file.write(piece)
        file.seek(start)
        assert file.read(length) == content[start : start + length]
        on_disk = os.pread(file._descriptor, len(content), 0)
        assert len(on_disk) == len(content)
        assert len(content) < 8 or on_disk != content
