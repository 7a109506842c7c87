"""`motcua rehearse`: restore an archive for practice, look whether it is whole, remove it again."""

import os
import random
import tempfile
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg

from motcua.interfaces.console import database, restore
from motcua.interfaces.console.complaints import Complaint
from motcua.interfaces.console.home import Home
from motcua.interfaces.console.progress import say, step
from motcua.interfaces.console.surroundings import Surroundings

FILES_LOOKED_AT = 100


def rehearse(given: Surroundings, file: Path, *, keys: Path | None) -> int:
    """Restore beside the living into a folder and a cluster that go away; note how long it took.

    :raises Complaint: the archive is damaged, or what came of it is not whole.
    """
    home = Home(given.home)
    began = time.monotonic()
    room = room_for(given.home, file)
    with tempfile.TemporaryDirectory(dir=room, prefix=".motcua-rehearsal-") as folder:
        trial = replace(given, home=Path(folder) / "home", database_url="", owner_url="")
        restore.restore(trial, file, keys=keys)
        seconds = round(time.monotonic() - began)
        with step("Xem có trọn vẹn / Look whether it is whole"):
            rows, files = _look(trial)
    home.keep_note(
        "rehearsal",
        {"at": datetime.now(UTC).isoformat(), "seconds": seconds, "entries": rows, "files": files},
    )
    say(f"motcua: {seconds} s, {rows} bản ghi / entries, {files} tệp / files")
    return 0


def room_for(home: Path, file: Path) -> Path:
    """Return where to restore: beside the living, or beside the archive where that is not ours."""
    return home.parent if os.access(home.parent, os.W_OK) else file.absolute().parent


def _look(trial: Surroundings) -> tuple[int, int]:
    from motcua.interfaces.console.checkup.tables import DIFFERENT, SAMPLE_ROWS

    with (
        database.reachable(trial) as access,
        psycopg.connect(access.application_url, autocommit=True) as own,
    ):
        entries = _count(own, "SELECT count(*) FROM journal_entry")
        if own.execute(DIFFERENT, {"rows": SAMPLE_ROWS}).fetchone() != (0,):
            raise Complaint("nhật ký không khớp với chữ của nó", "the journal is not whole")
        rows = own.execute("SELECT DISTINCT sha256 FROM documents_document").fetchall()
    named = [str(sha256) for (sha256,) in rows]
    chosen = random.sample(named, min(FILES_LOOKED_AT, len(named)))
    for sha256 in chosen:
        _proven(trial.home, sha256)
    return entries, len(chosen)


def _count(own: psycopg.Connection[Any], statement: str) -> int:
    row = own.execute(statement).fetchone()
    return int(row[0]) if row else 0


def _proven(home: Path, sha256: str) -> None:
    from motcua.capabilities.documents import storage

    try:
        storage.proven(storage.FolderStore(home / "files", keys=home / "keys"), sha256)
    except (storage.Missing, storage.Changed):
        raise Complaint(f"tệp {sha256} thiếu hoặc bị đổi", f"file {sha256} is not whole") from None
