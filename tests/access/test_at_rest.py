"""Numbers, telephones, addresses and papers lie nowhere in clear: in no dump, log or file."""

import base64
import io
import logging
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import conftest
import pytest
from django.conf import settings
from django.db import connection
from django.test import RequestFactory

from motcua.capabilities.documents import inspection, queries, sealed
from motcua.capabilities.documents import operations as documents
from motcua.capabilities.documents.tests import bombs
from motcua.interfaces.console import backup
from motcua.interfaces.console.embedded_postgres import OWNER
from motcua.spine import clock
from motcua.spine.actors import Actor
from tests.access.province import province

PLAIN = [
    "0907770110", "0907770220", "0907770330", "080090777011", "080090777012", "zqmarka2@example",
    "Zqmarka1", "Zqmarka3", "Zqmarka4", "Zqmarka5", "Zqmarka6", "Zqmarka7", "Zqmarka8",
    "zqmarka9", "Zqmarkb3",
]  # fmt: skip


def shapes(text: str) -> set[bytes]:
    """Return how a text may lie in a file: as it is, in UTF-16, in hex, in Base64 at any offset."""
    raw = text.encode()
    found = {raw, text.encode("utf-16-le"), raw.hex().encode(), raw.hex().upper().encode()}
    for offset in range(3):
        coded = base64.b64encode(b"\0" * offset + raw)
        found.add(coded[(0, 2, 3)[offset] : len(coded) - (4 if coded.endswith(b"=") else 0)])
    return found


def in_clear(content: bytes) -> list[str]:
    return [text for text in PLAIN if any(shape in content for shape in shapes(text))]


@pytest.mark.django_db(transaction=True)
def test_a_dump_a_log_and_the_folders_hold_none_of_them(
    installation: None,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    with caplog.at_level(logging.INFO):
        province()

    url = conftest._postgres.url(OWNER, str(connection.settings_dict["NAME"]))
    backup.run_tool("pg_dump", url, "--inserts", f"--file={tmp_path / 'dump.sql'}")
    dump = (tmp_path / "dump.sql").read_bytes()

    assert b"dossiers_party" in dump
    assert not in_clear(dump)
    assert not in_clear(caplog.text.encode())
    for path in [*tmp_path.rglob("*"), *Path(settings.MOTCUA_HOME).rglob("files/**/*")]:
        assert not (path.is_file() and in_clear(path.read_bytes())), path


@pytest.mark.parametrize("text", PLAIN[:5])
def test_each_shape_would_be_found(text: str) -> None:
    said = f"x{text}y"

    assert in_clear(said.encode()) == [text]
    assert in_clear(said.encode("utf-16-le")) == [text]
    assert in_clear(said.encode().hex().encode()) == [text]
    for offset in range(3):
        assert text in in_clear(base64.b64encode(b"-" * offset + said.encode()))


def open_files() -> Iterator[bytes]:
    """Yield what lies in the files this process and its parser hold open on disk, named or not."""
    children = Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children").read_text().split()
    for pid in ("self", *children):
        for link in Path(f"/proc/{pid}/fd").glob("*"):
            try:
                target = os.readlink(link)
                is_on_disk = target.startswith("/") and "memfd:" not in target
                if is_on_disk and link.is_file():
                    yield link.read_bytes()
            except OSError:
                continue  # Closed meanwhile, or not ours to read.


class Watched:
    """A file on its way in that looks at the disk at each of its pieces."""

    def __init__(self, content: bytes) -> None:
        self._file, self.seen = io.BytesIO(content), 0

    def read(self, size: int = -1, /) -> bytes:
        assert not any(in_clear(content) for content in open_files())
        self.seen += 1
        return self._file.read(size)


@pytest.mark.django_db
def test_a_file_is_on_disk_in_clear_neither_while_it_arrives_nor_afterwards(
    installation: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    body = f"BT ({PLAIN[0]} {PLAIN[6]}) Tj ET %".encode() + os.urandom(400_000).hex().encode()
    content = bombs.pdf(body, pages=2)
    assert in_clear(content)
    looked = inspection._said

    def said(media_type: str, descriptor: int) -> bytes:
        assert in_clear(Path(f"/proc/self/fd/{descriptor}").read_bytes())  # The parser's own copy.
        assert not any(in_clear(content) for content in open_files())
        return looked(media_type, descriptor)

    monkeypatch.setattr(inspection, "_said", said)
    arriving = Watched(content)

    document = documents.accept_upload(
        arriving, file_name="x.pdf", actor=Actor(id="7"), now=clock.now
    )

    assert arriving.seen > 3
    assert queries.content(document) == content
    for path in [*tmp_path.rglob("*"), *Path(settings.MOTCUA_HOME).rglob("files/**/*")]:
        assert not (path.is_file() and in_clear(path.read_bytes())), path


def test_a_large_file_of_a_browser_waits_encrypted(rf: RequestFactory) -> None:
    content = (PLAIN[0].encode() + b" ") * 400_000  # Over what Django keeps in memory.
    request = rf.post("/", {"file": io.BytesIO(content)})

    file: Any = request.FILES["file"]

    assert isinstance(file.file, sealed.Arriving)
    assert not any(in_clear(content[:2_000_000]) for content in open_files())
    assert file.read() == content
    assert file.size == len(content)
