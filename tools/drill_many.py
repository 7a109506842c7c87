"""What `tools/drill.py` needs beside its acts: pictures, many dossiers, a lost archive."""

import argparse
import os
import shutil
import struct
import subprocess
import sys
import time
import zlib
from collections.abc import Callable
from pathlib import Path

from motcua.interfaces.console import surroundings

SIDE = 32  # Of a picture, in pixels.
# At the most there is the cluster, its log, an archive of ours and what is rehearsed beside them.
BYTES_A_DOSSIER = 55_000


def picture() -> bytes:
    """Return a small picture nobody has seen before: the parser opens it like any other."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        checked = kind + body
        return struct.pack(">I", len(body)) + checked + struct.pack(">I", zlib.crc32(checked))

    rows = b"".join(b"\x00" + os.urandom(SIDE) for _ in range(SIDE))
    head = struct.pack(">IIBBBBB", SIDE, SIDE, 8, 0, 0, 0, 0)
    chunks = chunk(b"IHDR", head), chunk(b"IDAT", zlib.compress(rows)), chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def write(
    given: surroundings.Surroundings,
    chosen: argparse.Namespace,
    *,
    first_day: str,
    last_day: str,
    say: Callable[[str, str], None],
) -> None:
    """Fill the cluster, unarchived: the base backup has it all; then time the archive of ours."""
    free, needed = shutil.disk_usage(given.home.parent).free, chosen.dossiers * BYTES_A_DOSSIER
    say("room", f"{free / 1e9:.0f} GB free, {needed / 1e9:.0f} GB needed at the most")
    if free < needed:
        sys.exit("too little room in the folder for temporary files (TMPDIR)")
    unarchived = lost(given.home.parent)
    unarchived.touch()
    began = time.monotonic()
    _motcua(
        given, "simulate", "--bulk", "--dossiers", chosen.dossiers, "--models", chosen.models,
        "--from", first_day, "--to", last_day,
    )  # fmt: skip
    say("written", f"{chosen.dossiers} dossiers in {time.monotonic() - began:.0f} s")
    file = given.home.parent / "whole.motcua"
    for command in ("backup", "rehearse"):
        say(command, f"begins, {_free_gigabytes(given)} GB free")
        began = time.monotonic()
        _motcua(given, command, file)
        say(command, f"{time.monotonic() - began:.0f} s, {file.stat().st_size // 1_000_000} MB")
    file.unlink()
    unarchived.unlink()


def _free_gigabytes(given: surroundings.Surroundings) -> int:
    return shutil.disk_usage(given.home.parent).free // 10**9


def _motcua(given: surroundings.Surroundings, *arguments: object) -> None:
    environment = surroundings.environment(
        given, application_url=given.database_url, owner_url=given.owner_url
    )
    command = [sys.executable, "-W", "ignore", "-m", "motcua.interfaces.console.main"]
    subprocess.run(
        [*command, *map(str, arguments)], env=environment, stdout=subprocess.DEVNULL, check=True
    )


def lost(place: Path) -> Path:
    """Return the file that lets archiving say yes and keep nothing, while it is there."""
    return place / "archive-lost"


def megabytes(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) // 1_000_000


def is_kept(folder: Path, sha256: str) -> bool:
    """Say whether a file of the copy opens and has the hash its row names."""
    from motcua.capabilities.documents import storage

    try:
        return bool(storage.proven(storage.FolderStore(folder), sha256))
    except (storage.Missing, storage.Changed):
        return False
