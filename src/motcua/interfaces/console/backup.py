"""`motcua backup`: one archive of an installation, taken while it runs or while it does not."""

import hashlib
import io
import json
import os
import subprocess
import tarfile
import tempfile
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import psycopg
from psycopg import conninfo

from motcua.interfaces.console import database
from motcua.interfaces.console.complaints import Complaint
from motcua.interfaces.console.database import Access
from motcua.interfaces.console.embedded_postgres import BINARIES
from motcua.interfaces.console.home import Home
from motcua.interfaces.console.progress import say, step
from motcua.interfaces.console.surroundings import Surroundings

FORMAT = 2
MANIFEST = "manifest.json"
DUMP = "database"  # A folder: written and read back by several processes at once.
DUMP_OF_FORMAT_1 = "database.dump"
JOBS = min(os.cpu_count() or 1, 4)
KEPT_NOTES = ("demo", "wish")
_BLOCK_BYTES = 1 << 20


def backup(given: Surroundings, file: Path, *, with_keys: bool) -> int:
    """Write database, keys and files into one archive, and their hashes beside them.

    The database is read first, as of one moment; what people hand in is never changed or removed,
    so every file it speaks of is still there afterwards.

    :raises Complaint: the database refuses, or the file cannot be written.
    """
    home = Home(given.home)
    if file.exists():
        raise Complaint(f"{file} đã có, không ghi đè", f"{file} exists already")
    part = file.with_name(file.name + ".part")
    try:
        with (
            database.reachable(given) as access,
            tempfile.TemporaryDirectory(
                dir=file.absolute().parent, prefix=".motcua-backup-"
            ) as folder,
        ):
            dump = Path(folder) / DUMP
            with step("Sao lưu cơ sở dữ liệu / Database"):
                _dump(access, dump)
            with step("Gói tệp / Files"):
                _pack(part, home, dump, access, with_keys=with_keys)
        part.replace(file)
    finally:
        part.unlink(missing_ok=True)
    home.keep_note("backup", {"at": datetime.now(UTC).isoformat(), "with_keys": with_keys})
    say(f"motcua: {file} ({file.stat().st_size // 1000} kB)")
    if with_keys:
        say("motcua: tệp này chứa khóa, hãy cất như cất khóa / it holds keys: keep it like keys")
    return 0


def run_tool(tool: str, url: str, *arguments: str) -> None:
    """Run one of PostgreSQL's own programs; the password goes by the environment, not the list.

    :raises Complaint: it failed; its last words say why.
    """
    parts = conninfo.conninfo_to_dict(url)
    password = str(parts.pop("password", "") or "")
    command = [str(BINARIES / tool), "--dbname", conninfo.make_conninfo("", **parts), *arguments]
    done = subprocess.run(
        command, env=os.environ | {"PGPASSWORD": password}, capture_output=True, text=True
    )
    if done.returncode != 0:
        words = " ".join(done.stderr.split())[-500:]
        raise Complaint(f"{tool} không xong", f"{tool} failed: {words}")


def hash_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _dump(access: Access, dump: Path) -> None:
    run_tool(
        "pg_dump", access.owner_url or access.application_url,
        "--format=directory", f"--jobs={JOBS}", "--no-owner", "--no-privileges", f"--file={dump}",
    )  # fmt: skip


def _pack(part: Path, home: Home, dump: Path, access: Access, *, with_keys: bool) -> None:
    members = {f"{DUMP}/{path.name}": path for path in sorted(dump.iterdir())}
    folders = [home.files, *([home.keys] if with_keys else [])]
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.is_file() and path.suffix != ".part":
                members[str(path.relative_to(home.path))] = path
    for name in KEPT_NOTES:
        note = home.run / f"{name}.json"
        if note.exists():
            members[f"run/{note.name}"] = note
    with psycopg.connect(access.application_url) as connection:
        server = connection.info.server_version
    manifest = {
        "format": FORMAT,
        "motcua": version("motcua"),
        "postgresql": server,
        "contains_keys": with_keys,
        "sha256": {name: hash_of(path) for name, path in members.items()},
    }
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        with tarfile.open(fileobj=file, mode="w", bufsize=_BLOCK_BYTES) as archive:
            text = json.dumps(manifest, indent=1).encode()
            head = tarfile.TarInfo(MANIFEST)
            head.size, head.mode = len(text), 0o600
            archive.addfile(head, io.BytesIO(text))
            for name, path in members.items():
                archive.add(path, arcname=name, recursive=False)
                if path.parent == dump:
                    path.unlink()  # So that the disk need not hold the dump twice.
        file.flush()
        os.fsync(file.fileno())
