"""What `tools/drill.py` needs beside its acts: pictures, many dossiers, a lost archive."""

import argparse
import os
import struct
import subprocess
import sys
import time
import zlib
from collections.abc import Callable
from pathlib import Path

import psycopg

from motcua.interfaces.console import surroundings
from motcua.interfaces.console.embedded_postgres import SUPERUSER, EmbeddedPostgres

SIDE = 32  # Of a picture, in pixels.


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
    first: EmbeddedPostgres,
    chosen: argparse.Namespace,
    *,
    first_day: str,
    last_day: str,
    say: Callable[[str, str], None],
) -> None:
    """Fill the cluster, unarchived: the base backup has it all; then time the archive of ours."""
    _setting(first, "archive_command", "/bin/true")
    began = time.monotonic()
    _motcua(
        given, "simulate", "--bulk", "--dossiers", chosen.dossiers, "--models", chosen.models,
        "--from", first_day, "--to", last_day,
    )  # fmt: skip
    say("written", f"{chosen.dossiers} dossiers in {time.monotonic() - began:.0f} s")
    file = given.home.parent / "whole.motcua"
    for command in ("backup", "rehearse"):
        began = time.monotonic()
        _motcua(given, command, file)
        say(command, f"{time.monotonic() - began:.0f} s, {file.stat().st_size // 1_000_000} MB")
    file.unlink()
    _setting(first, "archive_command", "")


def _motcua(given: surroundings.Surroundings, *arguments: object) -> None:
    environment = surroundings.environment(
        given, application_url=given.database_url, owner_url=given.owner_url
    )
    command = [sys.executable, "-W", "ignore", "-m", "motcua.interfaces.console.main"]
    subprocess.run(
        [*command, *map(str, arguments)], env=environment, stdout=subprocess.DEVNULL, check=True
    )


def _setting(cluster: EmbeddedPostgres, name: str, value: str) -> None:
    """Change a setting of a running cluster; "" for what it was started with."""
    change = f"SET {name} = '{value}'" if value else f"RESET {name}"
    with psycopg.connect(cluster.url(SUPERUSER), autocommit=True) as admin:
        admin.execute(f"ALTER SYSTEM {change}".encode())
        admin.execute("SELECT pg_reload_conf()")


def lose_the_archive(cluster: EmbeddedPostgres) -> None:
    """Let archiving say yes and keep nothing: the mistake this drill is there to find."""
    _setting(cluster, "archive_command", "/bin/true")


def megabytes(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) // 1_000_000
