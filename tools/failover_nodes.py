"""The servers of `make failover`: Debian's PostgreSQL 15 under Patroni, with the file we ship."""

import contextlib
import json
import os
import pwd
import shutil
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import yaml

from motcua.interfaces.console.embedded_postgres import NOBODY

NODES = ("a", "b", "c")
UNAUTHORISED = 401
SHIPPED = Path(__file__).resolve().parent.parent / "deploy" / "patroni" / "patroni.yml"
# Three servers on one small machine; what they promise is left as it is shipped.
SMALL = {"max_connections": 60, "shared_buffers": "32MB"}
ARCHIVED_BY = "/opt/motcua/deploy/postgresql/archive-wal", "{place}/archive-wal"
ARCHIVED_TO = "/var/backups/motcua", "{archive}"
BINARIES = [Path("/usr/lib/postgresql/15/bin"), Path(".venv/postgresql/usr/lib/postgresql/15/bin")]
SECRET = "only for this drill"  # noqa: S105 - the cluster lives as long as the drill
AS_USER = [
    "setpriv", "--reuid", "{user}", "--regid", "{user}", "--clear-groups",
    "--inh-caps", "-all,+dac_override", "--ambient-caps", "-all,+dac_override",
    "--bounding-set", "-all,+dac_override",
]  # fmt: skip


@dataclass(eq=False)
class Node:
    """One PostgreSQL and the Patroni that looks after it."""

    name: str
    place: Path
    port: int
    process: subprocess.Popen[bytes] | None = None

    @property
    def api(self) -> str:
        return f"http://127.0.0.1:{self.port + 10}"

    def start(self, patroni: Path) -> None:
        with (self.place / "patroni.log").open("ab") as log:
            self.process = subprocess.Popen(
                [*_as_user(), str(patroni), str(self.place / "yml")],
                stdout=log, stderr=log, cwd="/", start_new_session=True,
                env={"PATH": f"{_binaries()}:{os.environ['PATH']}", "HOME": str(self.place)},
            )  # fmt: skip

    def state(self) -> dict[str, Any]:
        try:
            with urllib.request.urlopen(f"{self.api}/patroni", timeout=2) as answer:  # noqa: S310
                found: dict[str, Any] = json.load(answer)
                return found
        except (OSError, ValueError):
            return {}

    @property
    def postmaster(self) -> int:
        return int((self.place / "data" / "postmaster.pid").read_text().split()[0])

    def kill(self) -> None:
        """Kill Patroni and PostgreSQL at once: as if the machine lost its power."""
        assert self.process is not None
        # All of it: who waits for a sender that is held still would outlive the postmaster.
        with contextlib.suppress(OSError, ValueError):
            for pid in (*self.children("."), self.postmaster):
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def children(self, what: str) -> list[int]:
        """Return the processes of its PostgreSQL whose title says so."""
        found = subprocess.run(
            ["pgrep", "-P", str(self.postmaster), "-f", what], capture_output=True, text=True
        )
        return [int(pid) for pid in found.stdout.split()]


def _binaries() -> Path:
    found = next((each for each in BINARIES if (each / "postgres").exists()), None)
    if found is None:
        sys.exit("Debian's postgresql-15 is not there: make failover unpacks it")
    return found.absolute()


def _user() -> int:
    """Return who runs the servers: postgres, as on a real one, where there is such a user."""
    if os.geteuid() != 0:
        return os.geteuid()
    return next((one.pw_uid for one in pwd.getpwall() if one.pw_name == "postgres"), NOBODY)


def _as_user() -> list[str]:
    return [word.format(user=_user()) for word in AS_USER] if os.geteuid() == 0 else []


def shipped() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(SHIPPED.read_text("utf-8"))
    return found


def laid_out(place: Path, port: int, *, changed: dict[str, object]) -> list[Node]:
    """Make the folder of each node: its file, with what is changed in the common part, and TLS."""
    nodes = [Node(name, place / name, port + number) for number, name in enumerate(NODES)]
    raft = {node.name: f"127.0.0.1:{node.port + 5}" for node in nodes}
    for node in nodes:
        node.place.mkdir()
        settings = _placed(node, raft, place / "archive")
        settings["bootstrap"]["dcs"] |= changed
        (node.place / "yml").write_text(json.dumps(settings))  # JSON is YAML.
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
             "-nodes", "-subj", f"/CN={node.name}", "-keyout", node.place / "ssl_key_file",
             "-out", node.place / "ssl_cert_file"],
            check=True, capture_output=True,
        )  # fmt: skip
    shutil.copy(SHIPPED.parent.parent / "postgresql" / "archive-wal", place / "archive-wal")
    (place / "archive-wal").chmod(0o755)
    (place / "archive").mkdir()
    if os.geteuid() == 0:
        subprocess.run(["chown", "-R", str(_user()), *place.iterdir()], check=True)
    return nodes


def _placed(node: Node, raft: dict[str, str], archive: Path) -> dict[str, Any]:
    """Return the file we ship, with the ports, folders and passwords of one node of this drill.

    Patroni's own consensus stands for etcd, the certificate is thrown away, and no watchdog device
    is there. Nothing else is taken away; a line lets the others in from the address they have here.
    """
    settings = shipped()
    del settings["etcd3"], settings["watchdog"]
    settings |= {
        "name": node.name,
        "raft": {
            "data_dir": str(node.place / "raft"), "self_addr": raft[node.name],
            "partner_addrs": [address for name, address in raft.items() if name != node.name],
        },
    }  # fmt: skip
    settings["restapi"] |= {"listen": node.api[7:], "connect_address": node.api[7:]}
    given = settings["bootstrap"]["dcs"]["postgresql"]["parameters"]
    given |= SMALL
    given["archive_command"] = (
        given["archive_command"]
        .replace(*ARCHIVED_BY)
        .replace(*ARCHIVED_TO)
        .format(place=archive.parent, archive=archive)
    )
    postgresql = settings["postgresql"]
    for one in (settings["restapi"]["authentication"], *postgresql["authentication"].values()):
        one["password"] = SECRET
    postgresql |= {
        "listen": f"127.0.0.1:{node.port}", "connect_address": f"127.0.0.1:{node.port}",
        "data_dir": str(node.place / "data"), "bin_dir": str(_binaries()),
        "pgpass": str(node.place / "pgpass"),
    }  # fmt: skip
    files = {name: str(node.place / name) for name in ("ssl_cert_file", "ssl_key_file")}
    postgresql["parameters"] |= files | {"unix_socket_directories": str(node.place)}
    postgresql["pg_hba"].append("hostssl replication replicator 127.0.0.1/32 scram-sha-256")
    if pwd.getpwuid(_user()).pw_name != "postgres":  # Else the lines as they are let them in.
        name = pwd.getpwuid(_user()).pw_name
        postgresql["pg_ident"] = [f"drill {name} postgres"]
        lines = postgresql["pg_hba"]
        postgresql["pg_hba"] = [line.replace(" peer", " peer map=drill") for line in lines]
    return settings


def tried_doors(nodes: list[Node], place: Path) -> str:
    """See that what should be shut is, and that the base backup of the unit gets in.

    :raises SystemExit: one of them is not as promised.
    """
    with psycopg.connect(url(nodes, "motcua_app")) as own:
        row = own.execute("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()").fetchone()
    with contextlib.suppress(psycopg.OperationalError):
        psycopg.connect(url(nodes, "motcua_app") + "&sslmode=disable").close()
        row = (False,)
    leader = leader_of(nodes)
    change = urllib.request.Request(  # noqa: S310 - on loopback
        f"{leader.api}/config", method="PATCH", data=b'{"postgresql": {"parameters": {}}}'
    )
    status = 0
    try:
        status = urllib.request.urlopen(change, timeout=5).status  # noqa: S310 - on loopback
    except urllib.error.HTTPError as error:
        status = error.code
    around = {"PGHOST": str(leader.place), "PGPORT": str(leader.port), "PGUSER": "postgres"}
    script = SHIPPED.parent.parent / "postgresql" / "base-backup"
    backup = subprocess.run(
        [*_as_user(), str(script), str(place / "archive")], capture_output=True, text=True, cwd="/",
        env=around | {"PATH": f"{_binaries()}:{os.environ['PATH']}"},
    )  # fmt: skip
    if row != (True,) or status != UNAUTHORISED or backup.returncode != 0:
        raise SystemExit(f"doors: TLS {row}, PATCH /config {status}, base backup {backup.stderr}")
    return "TLS and nothing else, /config refused without a password, base backup by socket"


def url(nodes: list[Node], role: str, *, database: str = "motcua") -> str:
    """Return the address as docs/operations says it: all servers, and only who leads will do."""
    hosts = ",".join(f"127.0.0.1:{node.port}" for node in nodes)
    secret = SECRET.replace(" ", "%20")
    return f"postgresql://{role}:{secret}@{hosts}/{database}?target_session_attrs=read-write"


def leader_of(nodes: list[Node]) -> Node:
    return next(node for node in nodes if node.state().get("role") in ("primary", "master"))
