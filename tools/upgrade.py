"""`make upgrade`: the release before and this one run together on one database.

The code of an earlier commit is laid out beside this one. It makes an installation and serves; the
tables are brought to this release while people file and officers step; then both serve, each
working on what the other wrote; last the old one ends. No answer may be one of our own mistakes,
and no page may name a style that is not there.
"""

import argparse
import contextlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg

from motcua.interfaces.console.embedded_postgres import SUPERUSER, EmbeddedPostgres

HERE = Path(__file__).resolve().parents[1]
# The tag of the release before, once there is one; until then a commit of some weeks ago.
BEFORE = "a53678c"
READY_SECONDS_MAX = 180
WEB_PROCESSES = 2
# The national portal does not run here: what it is told waits for it, as it should.
CALLS_THE_PORTAL = "motcua.casework.national.reactions.national_portal_is_told"
MOTCUA = "motcua.interfaces.console.main"


class Drill:
    """An installation on a server of its own, and code of two releases that works on it."""

    def __init__(self, place: Path, server: EmbeddedPostgres, old: Path, port: int) -> None:
        self.home, self.port = place / "home", port
        self.trees = {"old": old, "new": HERE}
        self.urls = {
            name: f"postgresql://{role}:secret@/province?host={server.sockets}"
            for name, role in (("DATABASE_URL", "of_app"), ("DATABASE_OWNER_URL", "of_owner"))
        }
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        self.wrong: list[str] = []

    def environment(self, code: str, port: int, *, owner: bool = False) -> dict[str, str]:
        urls = self.urls if owner else {"DATABASE_URL": self.urls["DATABASE_URL"]}
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("MOTCUA_", "DATABASE_"))}
        return kept | urls | {
            "PYTHONPATH": str(self.trees[code] / "src"), "MOTCUA_HOME": str(self.home),
            "MOTCUA_PORT": str(port), "DJANGO_SETTINGS_MODULE": "motcua.config.settings",
            "MOTCUA_METRICS_PORT": str(port + 9),
        }  # fmt: skip

    def command(self, code: str, *arguments: str, port: int, owner: bool = False) -> int:
        done = subprocess.run(
            [sys.executable, "-W", "ignore", "-m", MOTCUA, *arguments],
            env=self.environment(code, port, owner=owner), cwd=self.trees[code],
            stdout=subprocess.DEVNULL, check=False,
        )  # fmt: skip
        if done.returncode:
            self.wrong.append(f"{code} {' '.join(arguments)}: exit {done.returncode}")
        return done.returncode

    def look(self, *, port: int) -> None:
        """Let the doctor of this release look; what it finds wrong is wrong."""
        done = subprocess.run(
            [sys.executable, "-W", "ignore", "-m", MOTCUA, "doctor", "--language", "en"],
            env=self.environment("new", port), cwd=HERE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        self.wrong += [line for line in done.stdout.splitlines() if line.startswith("wrong")]
        _say("doctor", f"exit {done.returncode}")

    def serve(self, code: str, process: str, *, port: int) -> None:
        self.running[f"{code} {process}"] = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-m", MOTCUA, "run", process],
            env=self.environment(code, port), cwd=self.trees[code], stderr=subprocess.DEVNULL,
        )  # fmt: skip

    def end(self, name: str) -> None:
        process = self.running.pop(name)
        process.terminate()
        process.wait(30)

    def player(self, code: str, port: int, *arguments: object) -> subprocess.Popen[str]:
        tree = self.trees[code]
        return subprocess.Popen(
            [sys.executable, "-W", "ignore", str(HERE / "tools/upgrade_player.py"), str(tree),
             *map(str, arguments)],
            env=self.environment(code, port), cwd=tree, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip

    def heard(self, what: str, player: subprocess.Popen[str]) -> None:
        """Wait for a player and judge what it was answered."""
        said, _ = player.communicate()
        if player.returncode:
            self.wrong.append(f"{what}: the player failed")
            return
        found: dict[str, Any] = json.loads(said)
        statuses = {**found.get("filed", {}), **found.get("stepped", {})}
        if set(statuses) - {"201", "302"} or set(found.get("drawn", {})) - {"200"}:
            self.wrong.append(f"{what}: {found}")
        _say(what, json.dumps(found))

    def until_up(self, port: int) -> None:
        began = time.monotonic()
        while time.monotonic() - began < READY_SECONDS_MAX:
            address = f"http://127.0.0.1:{port}"
            with contextlib.suppress(OSError):
                urllib.request.urlopen(f"{address}/healthz", timeout=2).close()  # noqa: S310
                # Its first page loads much: on a busy machine longer than the journal lets a
                # moment age (5 s), and a filing that waits for that is told to come again (409).
                for _ in range(WEB_PROCESSES * 2):
                    urllib.request.urlopen(f"{address}/", timeout=60).close()  # noqa: S310
                return
            time.sleep(0.2)
        sys.exit(f"nobody answers on {port}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--before", default=BEFORE, help="tag or commit of the release before")
    parser.add_argument("--workers-together", action="store_true",
                        help="the old worker stays until the old web servers end")  # fmt: skip
    parser.add_argument("--dossiers", type=int, default=80)
    parser.add_argument("--port", type=int, default=8220, help="twenty ports from here")
    chosen = parser.parse_args()
    place = Path(tempfile.mkdtemp(prefix="motcua-upgrade-"))
    try:
        with _server(place / "server") as server:
            sys.exit(
                _drill(Drill(place, server, _laid_out(place, chosen.before), chosen.port), chosen)
            )
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _drill(drill: Drill, chosen: argparse.Namespace) -> int:
    old, new = chosen.port, chosen.port + 10
    try:
        drill.command("old", "migrate", port=old, owner=True)
        drill.heard("old loads", drill.player("old", old, "load"))
        for process in ("keyring", "web", "worker"):
            drill.serve("old", process, port=old)
        drill.until_up(old)
        drill.heard("old alone", drill.player("old", old, "play", 0, chosen.dossiers))

        meanwhile = drill.player("old", old, "play", 1, chosen.dossiers)
        drill.command("new", "migrate", port=new, owner=True)
        drill.heard("old, while the tables change", meanwhile)

        # A worker from before 27/11/2026 gives up what only the new release knows how to do.
        ends_last = ("old worker",) if chosen.workers_together else ()
        if not ends_last:
            drill.end("old worker")
        drill.end("old keyring")  # They share the socket; signers open their keys again.
        drill.serve("new", "keyring", port=new)
        drill.serve("new", "worker", port=new)
        drill.serve("new", "web", port=new)
        drill.until_up(new)
        # Each player prepares with its own code what the other code's web server then steps.
        across = drill.player("old", new, "play", 2, chosen.dossiers)
        back = drill.player("new", old, "play", 3, chosen.dossiers)
        drill.heard("both: old prepares, new serves", across)
        drill.heard("both: new prepares, old serves", back)

        for name in ("old web", *ends_last):
            drill.end(name)
        drill.heard("new alone", drill.player("new", new, "play", 4, chosen.dossiers))
        _drained(drill)
        drill.look(port=new)
    finally:
        for name in list(drill.running):
            drill.end(name)
    for words in drill.wrong:
        _say("wrong", words)
    _say("verdict", "NOT as promised" if drill.wrong else "as promised")
    return 1 if drill.wrong else 0


def _drained(drill: Drill) -> None:
    """Wait until every delivery either worker took is done, and none was given up."""
    began = time.monotonic()
    with psycopg.connect(drill.urls["DATABASE_URL"], autocommit=True) as own:
        while time.monotonic() - began < READY_SECONDS_MAX:
            row = own.execute(
                "SELECT count(*) FILTER (WHERE next_try_at IS NOT NULL AND reaction <> %s),"
                " count(*) FILTER (WHERE next_try_at IS NULL AND done_at IS NULL), count(*)"
                " FROM journal_delivery",
                [CALLS_THE_PORTAL],
            ).fetchone()
            waiting, given_up, every = row or (0, 0, 0)
            if given_up:
                drill.wrong += [
                    f"gave up: {reaction}, {words}"
                    for reaction, words in own.execute(
                        "SELECT DISTINCT reaction, last_error FROM journal_delivery"
                        " WHERE next_try_at IS NULL AND done_at IS NULL"
                    )
                ]
            if given_up or not waiting:
                break
            time.sleep(0.5)
        else:
            drill.wrong.append(f"{waiting} deliveries still wait")
        dossiers, codes, entries = own.execute(
            "SELECT count(*), count(DISTINCT code), (SELECT count(*) FROM journal_entry"
            " WHERE kind = 'dossier.submitted') FROM dossiers_dossier"
        ).fetchone() or (0, 0, 0)
    _say("written", f"{dossiers} dossiers, {entries} entries of theirs, {every} deliveries done")
    if not dossiers == codes == entries:
        drill.wrong.append("dossiers, numbers and entries differ")


@contextlib.contextmanager
def _server(folder: Path) -> Iterator[EmbeddedPostgres]:
    server = EmbeddedPostgres(folder)
    server.start()
    try:
        with psycopg.connect(server.url(SUPERUSER, "postgres"), autocommit=True) as admin:
            for role in ("of_owner", "of_app"):
                admin.execute(f"CREATE ROLE {role} LOGIN PASSWORD 'secret'".encode())
            admin.execute("CREATE DATABASE province OWNER of_owner")
        yield server
    finally:
        server.stop()


def _laid_out(place: Path, before: str) -> Path:
    """Lay the code of an earlier commit out in a folder of its own."""
    old = place / "old"
    old.mkdir()
    packed = subprocess.run(
        ["git", "archive", before], cwd=HERE, stdout=subprocess.PIPE, check=True
    ).stdout
    subprocess.run(["tar", "x", "-C", str(old)], input=packed, check=True)
    _say("code", f"{before} beside {HERE.name}")
    return old


def _say(what: str, words: str) -> None:
    sys.stdout.write(f"{what:14} {words}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
