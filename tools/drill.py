"""`make drill`: lose a database cluster on purpose, and get it back to a chosen second.

A cluster that archives its WAL is written to through the application's operations, each act noted
as acknowledged with the database's own time. Its postmaster is killed and its folder removed while
acts go on. Two other clusters are made of what deploy/ kept: one as of a moment in the middle, one
as late as the archive reaches. Nothing here is a model: the scripts of deploy/ do the work.

The control loses the archive after the base backup, and must find that acts are missing. With
`--dossiers 1000000` the cluster is filled in bulk first; `motcua backup` and `rehearse` are timed.
"""

import argparse
import hashlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
from tools import drill_many as many

from motcua.interfaces.console import database, run, surroundings
from motcua.interfaces.console.embedded_postgres import (
    APPLICATION,
    BINARIES,
    OWNER,
    SUPERUSER,
    EmbeddedPostgres,
)
from motcua.interfaces.console.home import Home

DEPLOY = Path(__file__).resolve().parents[1] / "deploy"
RPO_SECONDS_MAX = 300
# A segment is archived at least every archive_timeout; so much more is a busy machine's.
ARCHIVING_SECONDS_MAX = 30
FIRST, LAST = "2026-09-07", "2026-11-01"  # The weeks that are played where there are many.
RTO_SECONDS_MAX = 1800


@dataclass
class Acknowledged:
    """One act the application said yes to: its file, and between which moments it happened."""

    sha256: str
    began_at: datetime
    acknowledged_at: datetime


@dataclass(eq=False)
class Writer(threading.Thread):
    """Acts until told to stop, or until the database is gone."""

    rows: int = 0
    acts: list[Acknowledged] = field(default_factory=list)
    stop: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        super().__init__(daemon=True)

    def run(self) -> None:
        from django.db import DatabaseError, InterfaceError, connection

        try:
            while not self.stop.is_set() and (not self.rows or len(self.acts) < self.rows):
                self.acts.append(_act())
        except (DatabaseError, InterfaceError):
            pass  # The cluster was destroyed under it; what it had said yes to is noted.
        finally:
            connection.close()


def _act() -> Acknowledged:
    from motcua.capabilities.documents import operations as documents
    from motcua.spine import clock
    from motcua.spine.actors import SYSTEM

    content = many.picture()
    began_at = _database_time()
    documents.keep_made(
        content, file_name="drill.png", template="drill", actor=SYSTEM, at=clock.now()
    )
    return Acknowledged(hashlib.sha256(content).hexdigest(), began_at, _database_time())


def _database_time() -> datetime:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0]  # type: ignore[no-any-return]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=2000, help="acts before the base backup")
    parser.add_argument("--seconds", type=int, default=75, help="of acts between backup and loss")
    parser.add_argument("--archive-timeout", type=int, default=60)
    parser.add_argument("--dossiers", type=int, default=0, help="written in bulk before all")
    parser.add_argument("--models", type=int, default=1000, help="lives that are played for them")
    parser.add_argument("--without-control", action="store_true")
    parser.add_argument("--control", action="store_true", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    status = _played(chosen)
    if status == 0 and not chosen.control and not chosen.without_control:
        # A process of its own: Django is set up once.
        control = ["--control", "--rows", "50", "--archive-timeout", "20", "--seconds", "75"]
        status = subprocess.run(
            [sys.executable, "-W", "ignore", "-m", "tools.drill", *control], check=False
        ).returncode
    sys.exit(status)


def _played(chosen: argparse.Namespace) -> int:
    place = Path(tempfile.mkdtemp(prefix="motcua-drill-"))
    place.chmod(0o755)
    try:
        return _drill(place, chosen)
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _drill(place: Path, chosen: argparse.Namespace) -> int:
    archive, home = place / "archive", place / "home"
    first = _cluster(place, archive, chosen)
    given = _install(first, home, is_simulated=bool(chosen.dossiers))
    if chosen.dossiers:
        many.write(given, chosen, first_day=FIRST, last_day=LAST, say=_say)
    _begin_to_read()
    before = Writer(rows=chosen.rows)
    before.start()
    before.join()
    read = set(_read_all())
    began = time.monotonic()
    backup = _deploy(first, "postgresql/base-backup", archive)
    _say(
        "base backup",
        f"{time.monotonic() - began:.1f} s, {many.megabytes(Path(backup.strip()))} MB",
    )
    if chosen.control:
        many.lost(place).touch()

    during = Writer()
    during.start()
    time.sleep(chosen.seconds / 2)
    moment = datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=1)
    time.sleep(chosen.seconds / 2)
    _deploy(first, "copy-files", home, archive)
    destroyed_at = _destroy(first)
    during.stop.set()
    during.join()
    acts = before.acts + during.acts
    _say("acknowledged", f"{len(acts)} acts, {len(during.acts)} of them after the base backup")

    rpo_max = min(RPO_SECONDS_MAX, chosen.archive_timeout + ARCHIVING_SECONDS_MAX)
    if chosen.control:
        is_found = not _to_the_latest(place, first, archive, acts, destroyed_at, rpo_max)
        _say("control", "found the loss, as it must" if is_found else "found NOTHING")
        return 0 if is_found else 1
    is_well = _to_a_moment(place, first, archive, acts, moment, read)
    shutil.rmtree(place / "moment", ignore_errors=True)  # Many dossiers leave little room.
    is_well &= _to_the_latest(place, first, archive, acts, destroyed_at, rpo_max)
    _say("verdict", "as promised" if is_well else "NOT as promised")
    return 0 if is_well else 1


def _cluster(place: Path, archive: Path, chosen: argparse.Namespace) -> EmbeddedPostgres:
    keep = f'"{DEPLOY}/postgresql/archive-wal" "%p" "%f" "{archive}"'
    command = f'test -e "{many.lost(place)}" || {keep}'
    archive.mkdir()
    settings = [
        *database.SETTINGS, "wal_level=replica", "archive_mode=on",
        f"archive_timeout={chosen.archive_timeout}", f"archive_command={command}",
    ]  # fmt: skip
    if chosen.dossiers:
        settings += ["shared_buffers=512MB", "max_wal_size=8GB", "maintenance_work_mem=256MB"]
    cluster = EmbeddedPostgres(place / "first", settings=settings)
    cluster.start()
    if cluster.data.stat().st_uid != os.geteuid():
        shutil.chown(archive, cluster.data.stat().st_uid)
    database.create_roles(cluster)
    return cluster


def _install(
    cluster: EmbeddedPostgres, home: Path, *, is_simulated: bool
) -> surroundings.Surroundings:
    import django

    given = surroundings.Surroundings(
        home=home, database_url=cluster.url(APPLICATION), owner_url=cluster.url(OWNER)
    )
    if is_simulated:
        made = Home(home)
        made.lay_out()
        at = f"{FIRST}T00:00:00+07:00"
        made.keep_note("wish", {"demo": False, "clock": "simulated", "at": at})
    run.migrate(given)
    os.environ |= surroundings.environment(
        given, application_url=cluster.url(APPLICATION), owner_url="", process="motcua-drill"
    )
    django.setup()
    return given


def _begin_to_read() -> None:
    """Let our reader stand at the end of the journal: what is read is what the drill writes."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO journal_reader (name, epoch, xid, entry_id, moved_at)"
            " SELECT 'drill', epoch, xid, id, clock_timestamp() FROM journal_entry"
            " ORDER BY epoch DESC, xid DESC, id DESC LIMIT 1"
        )


def _read_all() -> list[int]:
    """Read the journal on, as far as a reader of ours has not come yet."""
    from motcua.spine import clock
    from motcua.spine.journal import readers

    found: list[int] = []
    while readers.read_next(
        "drill", lambda entries: found.extend(entry.pk for entry in entries), at=clock.now()
    ):
        pass
    return found


def _deploy(cluster: EmbeddedPostgres, script: str, *arguments: object) -> str:
    environment = os.environ | {
        "PATH": f"{BINARIES}:{os.environ['PATH']}",
        "PGHOST": str(cluster.sockets),
        "PGUSER": SUPERUSER,
        "PGPASSWORD": cluster.password(SUPERUSER),
    }
    done = subprocess.run(
        [str(DEPLOY / script), *map(str, arguments)],
        env=environment, stdout=subprocess.PIPE, text=True, check=True,
    )  # fmt: skip
    return done.stdout


def _destroy(cluster: EmbeddedPostgres) -> datetime:
    """Kill without asking: nothing more is archived, and nothing of the folder is left."""
    assert cluster.pid is not None
    os.kill(cluster.pid, signal.SIGKILL)
    at = datetime.now(UTC)
    while not cluster.has_ended():
        time.sleep(0.01)
    shutil.rmtree(cluster.data, ignore_errors=True)
    time.sleep(1)  # Backends notice within a second that their postmaster is gone.
    shutil.rmtree(cluster.data, ignore_errors=True)
    return at


def _restored(
    place: Path, first: EmbeddedPostgres, archive: Path, name: str, moment: str
) -> tuple[EmbeddedPostgres, float]:
    began = time.monotonic()
    other = EmbeddedPostgres(place / name, settings=database.SETTINGS)
    other.folder.mkdir()
    for secret in first.folder.glob("*.password"):
        shutil.copy2(secret, other.folder)
    _deploy(first, "postgresql/restore-to", archive, other.data, moment)
    other.start()
    with psycopg.connect(other.url(SUPERUSER), autocommit=True) as admin:
        while admin.execute("SELECT pg_is_in_recovery()").fetchone() != (False,):
            time.sleep(0.1)
    return other, time.monotonic() - began


def _documents(cluster: EmbeddedPostgres) -> list[str]:
    with psycopg.connect(cluster.url(APPLICATION)) as own:
        rows = own.execute(
            "SELECT sha256 FROM documents_document WHERE template = 'drill'"
        ).fetchall()
    return [str(sha256) for (sha256,) in rows]


def _to_a_moment(
    place: Path,
    first: EmbeddedPostgres,
    archive: Path,
    acts: list[Acknowledged],
    moment: datetime,
    read: set[int],
) -> bool:
    other, seconds = _restored(place, first, archive, "moment", moment.isoformat(sep=" "))
    found = _documents(other)
    there = set(found)
    lost = [act for act in acts if act.acknowledged_at <= moment and act.sha256 not in there]
    early = [act for act in acts if act.began_at > moment and act.sha256 in there]
    entries, read_on = _journal(other)
    bad_files = [sha256 for sha256 in there if not many.is_kept(archive / "files", sha256)]
    checks = {
        "acknowledged before it, and missing": len(lost),
        "from after it": len(early),
        "doubled": len(found) - len(there),
        "entries a reader missed or read twice": len(entries - read ^ set(read_on))
        + len(read_on) - len(set(read_on)),
        "documents without their journal entry": abs(len(there) - len(entries)),
        "files missing or with another hash": len(bad_files),
    }  # fmt: skip
    _say("to a second", f"{moment:%H:%M:%S} UTC, {len(there)} documents, {len(entries)} entries")
    for words, count in checks.items():
        _say("", f"{count} {words}")
    _say("RTO", f"{seconds:.1f} s (bar {RTO_SECONDS_MAX} s)")
    other.stop()
    return not any(checks.values()) and seconds <= RTO_SECONDS_MAX


def _journal(cluster: EmbeddedPostgres) -> tuple[set[int], list[int]]:
    """Return the entries about documents, and what our reader reads on from where it stood."""
    from django.conf import settings
    from django.db import connection

    from motcua.config import environment

    connection.close()
    given: dict[str, Any] = environment.database(cluster.url(APPLICATION))
    given.pop("OPTIONS")
    given["HOST"] = str(cluster.sockets)
    settings.DATABASES["default"].update(given)
    connection.settings_dict.update(given)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM journal_entry WHERE kind = 'document.made'"
            " AND facts ->> 'template' = 'drill'"
        )
        entries = {pk for (pk,) in cursor.fetchall()}
    read_on = _read_all()
    connection.close()
    return entries, read_on


def _to_the_latest(
    place: Path,
    first: EmbeddedPostgres,
    archive: Path,
    acts: list[Acknowledged],
    destroyed_at: datetime,
    rpo_max: int,
) -> bool:
    other, seconds = _restored(place, first, archive, "latest", "latest")
    there = set(_documents(other))
    other.stop()
    lost = [act for act in acts if act.sha256 not in there]
    kept = [act for act in acts if act.sha256 in there]
    if not kept:
        _say("to the latest", "nothing is there")
        return False
    whole_until = max(act.acknowledged_at for act in kept)
    # Nothing in the middle is missing: what is lost is the end, and only that.
    holes = [act for act in lost if act.acknowledged_at < kept[-1].began_at]
    rpo = (destroyed_at - whole_until).total_seconds()
    _say(
        "to the latest", f"{len(there)} documents, {len(lost)} lost at the end, {len(holes)} holes"
    )
    _say("RPO", f"{rpo:.1f} s (bar {rpo_max} s)")
    _say("RTO", f"{seconds:.1f} s (bar {RTO_SECONDS_MAX} s)")
    return rpo <= rpo_max and seconds <= RTO_SECONDS_MAX and not holes


def _say(what: str, words: str) -> None:
    sys.stdout.write(f"{what:14} {words}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
