"""`make failover`: three PostgreSQL under Patroni on loopback lose their leader, again and again.

Eight threads submit dossiers through the application's operations, each noting what was
acknowledged and trying again with the same key when it was not. In each round the leader's Patroni
and PostgreSQL are killed at once; another leads; the dead one comes back as a standby. In the last
round the leader's senders are held still before the kill, so that what is not synchronous is lost:
with synchronous_mode nothing may be, and the control, without it, must find a loss.

The servers are Debian's PostgreSQL 15 with the file we ship: our own has no TLS.
"""

import argparse
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
from tools import failover_nodes as servers
from tools.failover_nodes import Node

from motcua.interfaces.console import run, surroundings

CLIENTS = 8
READY_SECONDS_MAX = 180
AGAIN_SECONDS_MAX = 90
STILL_SECONDS = 1.5
LOSING: dict[str, object] = {"synchronous_mode": False, "maximum_lag_on_failover": 100_000_000}


@dataclass
class Submitted:
    """What clients were told: the code each key was acknowledged with, and when."""

    codes: dict[str, str] = field(default_factory=dict)
    times: list[float] = field(default_factory=list)
    changed: int = 0
    retries: int = 0
    bugs: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, key: str, code: str) -> None:
        with self.lock:
            if self.codes.setdefault(key, code) != code:
                self.changed += 1
            self.times.append(time.monotonic())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=10, help="of load before each kill")
    parser.add_argument("--port", type=int, default=8230, help="twenty ports from here")
    parser.add_argument("--patroni", type=Path, default=Path(".venv/failover/bin/patroni"))
    parser.add_argument("--without-control", action="store_true")
    parser.add_argument("--control", action="store_true", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if not chosen.patroni.exists():
        sys.exit(f"{chosen.patroni} is not there: make failover installs it")
    is_well = _drill(chosen, is_synchronous=not chosen.control)
    if not chosen.control and not chosen.without_control and is_well:
        # A process of its own: Django is set up once.
        again = [*sys.argv[1:], "--control", "--rounds", "1"]
        lost = subprocess.run(
            [sys.executable, "-W", "ignore", "-m", "tools.failover", *again], check=False
        ).returncode
        is_well = lost == 0
    sys.exit(0 if is_well else 1)


def _drill(chosen: argparse.Namespace, *, is_synchronous: bool) -> bool:
    place = Path(tempfile.mkdtemp(prefix="motcua-failover-"))
    place.chmod(0o755)
    nodes = servers.laid_out(place, chosen.port, changed={} if is_synchronous else LOSING)
    patroni = chosen.patroni.absolute()
    try:
        for node in nodes:
            node.start(patroni)
        _until(lambda: _is_whole(nodes, is_synchronous=is_synchronous), "three members")
        _say(
            "cluster", f"leader {servers.leader_of(nodes).name}, synchronous_mode {is_synchronous}"
        )
        _install(nodes, place / "home")
        _say("doors", servers.tried_doors(nodes, place))
        return _play(nodes, chosen, patroni, is_synchronous=is_synchronous)
    finally:
        for node in nodes:
            if node.process is not None and node.process.poll() is None:
                node.kill()
        time.sleep(1)
        if os.environ.get("MOTCUA_KEEP"):
            _say("kept", str(place))
        else:
            shutil.rmtree(place, ignore_errors=True)


def _patience() -> str:
    dcs = servers.shipped()["bootstrap"]["dcs"]
    return f"ttl {dcs['ttl']} s, loop_wait {dcs['loop_wait']} s"


def _install(nodes: list[Node], home: Path) -> None:
    import django

    with psycopg.connect(
        servers.url(nodes, "postgres", database="postgres"), autocommit=True
    ) as admin:
        for role in ("motcua_owner", "motcua_app"):
            admin.execute(f"CREATE ROLE {role} LOGIN PASSWORD '{servers.SECRET}'".encode())
        admin.execute("CREATE DATABASE motcua OWNER motcua_owner")
    given = surroundings.Surroundings(
        home=home,
        database_url=servers.url(nodes, "motcua_app"),
        owner_url=servers.url(nodes, "motcua_owner"),
    )
    run.migrate(given)
    os.environ |= surroundings.environment(
        given, application_url=given.database_url, owner_url="", process="motcua-drill"
    )
    django.setup()


def _play(
    nodes: list[Node], chosen: argparse.Namespace, patroni: Path, *, is_synchronous: bool
) -> bool:
    from motcua.casework.dossiers import testing
    from motcua.spine import clock

    world, told, stop = testing.world(at=clock.now()), Submitted(), threading.Event()
    threads = [
        threading.Thread(target=_submit, args=(world, number, told, stop))
        for number in range(CLIENTS)
    ]
    for thread in threads:
        thread.start()
    away: list[float] = []
    for number in range(chosen.rounds):
        time.sleep(chosen.seconds)
        is_last = number == chosen.rounds - 1
        away.append(_lose_the_leader(nodes, told, holding_still=is_last))
        if not is_last:
            _bring_back(nodes, patroni, is_synchronous=is_synchronous)
    time.sleep(3)
    stop.set()
    for thread in threads:
        thread.join()
    return _judge(nodes, told, away, is_synchronous=is_synchronous)


def _submit(world: Any, client: int, told: Submitted, stop: threading.Event) -> None:
    from django.db import DatabaseError, InterfaceError, OperationalError, connection

    from motcua.casework.dossiers.operations import intake
    from motcua.spine import clock

    number = 0
    while not stop.is_set():
        key = f"drill-{client}-{number}"
        try:
            dossier = intake.submit(world.filing(key), actor=world.dung, at=clock.now())
            told.note(key, dossier.code)
            number += 1
        except (OperationalError, InterfaceError):
            told.retries += 1
            connection.close()
            time.sleep(0.2)
        except DatabaseError as error:
            told.bugs.append(f"{type(error).__name__}: {str(error)[:120]}")
            connection.close()
            time.sleep(0.2)
    connection.close()


def _lose_the_leader(nodes: list[Node], told: Submitted, *, holding_still: bool) -> float:
    """Kill who leads; return after how many seconds somebody was told yes again."""
    leader = servers.leader_of(nodes)
    held: list[int] = []
    if holding_still:
        # Not the receivers: what was sent would wait for them in the socket, and not be lost.
        held = leader.children("walsender")
        for pid in held:
            os.kill(pid, signal.SIGSTOP)
        time.sleep(STILL_SECONDS)
    leader.kill()
    killed_at, known = time.monotonic(), len(told.times)
    # Answers of the dead one may still be on their way to be noted.
    _until(
        lambda: any(at > killed_at + 0.5 for at in told.times[known:]),
        "writing again", seconds=AGAIN_SECONDS_MAX,
    )  # fmt: skip
    again = min(at for at in told.times[known:] if at > killed_at + 0.5) - killed_at
    still = f", {len(held)} senders held still before" if holding_still else ""
    _say("killed", f"{leader.name}{still}; writing again after {again:.1f} s")
    return again


def _bring_back(nodes: list[Node], patroni: Path, *, is_synchronous: bool) -> None:
    for node in nodes:
        if node.process is None or node.process.poll() is not None:
            node.start(patroni)
    began = time.monotonic()
    _until(lambda: _is_whole(nodes, is_synchronous=is_synchronous), "three members again")
    _say("whole again", f"after {time.monotonic() - began:.1f} s")


def _judge(nodes: list[Node], told: Submitted, away: list[float], *, is_synchronous: bool) -> bool:
    with psycopg.connect(servers.url(nodes, "motcua_app")) as own:
        found = own.execute("SELECT code FROM dossiers_dossier").fetchall()
        keys = own.execute("SELECT count(*) FROM journal_entry WHERE kind = 'dossier.submitted'")
        entries = (keys.fetchone() or (0,))[0]
    there = {str(code) for (code,) in found}
    lost = [code for code in told.codes.values() if code not in there]
    doubled = len(told.codes) - len(set(told.codes.values()))
    extra = len(there) - len(set(told.codes.values()) - set(lost))
    _say("acknowledged", f"{len(told.codes)} submissions, {told.retries} tries again")
    for count, words in (
        (len(lost), "acknowledged and lost"),
        (doubled, "numbers given twice: the first one's dossier is lost too"),
        (told.changed, "keys whose number changed"), (len(told.bugs), "answers that were bugs"),
        (abs(len(there) - entries), "dossiers without their journal entry"),
    ):  # fmt: skip
        _say("", f"{count} {words}")
    _say("", f"{max(extra, 0)} there and acknowledged to nobody (at most {CLIENTS})")
    for words in told.bugs[:3]:
        _say("bug", words)
    _say("write outage", f"{max(away):.1f} s at most, {_patience()}")
    if not is_synchronous:
        is_found = bool(lost) or doubled > 0
        _say("control", "found a loss, as it must" if is_found else "found NO loss: proves nothing")
        return is_found
    is_well = not (lost or doubled or told.changed or told.bugs or len(there) != entries)
    _say("verdict", "as promised" if is_well and extra <= CLIENTS else "NOT as promised")
    return is_well and extra <= CLIENTS


def _is_whole(nodes: list[Node], *, is_synchronous: bool) -> bool:
    states = [node.state() for node in nodes]
    leaders = [one for one in states if one.get("role") in ("primary", "master")]
    if len(leaders) != 1 or any(one.get("state") not in ("running", "streaming") for one in states):
        return False
    standbys = leaders[0].get("replication", [])
    streaming = [one for one in standbys if one.get("state") == "streaming"]
    is_safe = not is_synchronous or any(one.get("sync_state") == "sync" for one in streaming)
    return len(streaming) == len(nodes) - 1 and is_safe


def _until(condition: Any, what: str, *, seconds: float = READY_SECONDS_MAX) -> None:
    began = time.monotonic()
    while not condition():
        if time.monotonic() - began > seconds:
            raise SystemExit(f"not within {seconds} s: {what}")
        time.sleep(0.05)


def _say(what: str, words: str) -> None:
    sys.stdout.write(f"{what:14} {words}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
