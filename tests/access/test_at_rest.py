"""Numbers, telephones and addresses stand nowhere in clear: not in a dump, not in a log."""

import base64
import logging
from pathlib import Path

import conftest
import pytest
from django.conf import settings
from django.db import connection

from motcua.interfaces.console import backup
from motcua.interfaces.console.embedded_postgres import OWNER
from tests.access.province import province

PLAIN = [
    "0907770110", "0907770220", "0907770330", "080090777011", "080090777012", "zqmarka2@example",
    "Zqmarka1", "Zqmarka3", "Zqmarka4", "Zqmarka5", "Zqmarka6", "Zqmarka7", "zqmarka9", "Zqmarkb3",
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
    for path in [*tmp_path.rglob("*"), *Path(settings.MOTCUA_HOME).rglob("arriving/*")]:
        assert not (path.is_file() and in_clear(path.read_bytes())), path


@pytest.mark.parametrize("text", PLAIN[:5])
def test_each_shape_would_be_found(text: str) -> None:
    said = f"x{text}y"

    assert in_clear(said.encode()) == [text]
    assert in_clear(said.encode("utf-16-le")) == [text]
    assert in_clear(said.encode().hex().encode()) == [text]
    for offset in range(3):
        assert text in in_clear(base64.b64encode(b"-" * offset + said.encode()))
