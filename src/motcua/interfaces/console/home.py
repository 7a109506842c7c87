"""MOTCUA_HOME: the folder an installation lives in, and the locks that keep it to itself.

keys/       secrets, one file each, 0600
postgres/   the embedded database
files/      what people hand in
static/     styles and scripts as the web server gives them out
run/        locks and notes of what is done; nothing in it is worth keeping
log/        what the processes said
"""

import contextlib
import fcntl
import json
import os
import secrets
import time
from collections.abc import Iterator
from pathlib import Path

from motcua.interfaces.console.complaints import Complaint, from_system
from motcua.spine import secrecy

RESTORING = "restoring"
FOLDERS = ("keys", "files", "run", "log")
PATIENCE_SECONDS = 30  # Processes of a killed start need a moment to end.
ENDING_SECONDS = 3  # One that was asked to stop has said so by then.


class Home:
    def __init__(self, path: Path) -> None:
        self.path = path
        self.keys = path / "keys"
        self.files = path / "files"
        self.postgres = path / "postgres"
        self.static = path / "static"
        self.run = path / "run"
        self.log = path / "log"
        self.demo_accounts = self.keys / "demo-accounts.json"
        # Passphrases of the played past, from its founding until its papers are signed.
        self.demo_hands = self.keys / "demo-hands.json"

    @property
    def exists(self) -> bool:
        return (self.keys / "django.key").exists() and not (self.run / RESTORING).exists()

    @property
    def is_up(self) -> bool:
        """Say whether `motcua up` runs here now."""
        holder = self.note("holder")
        pid = holder.get("pid")
        return holder.get("what") == "up" and isinstance(pid, int) and _is_alive(pid)

    def lay_out(self) -> None:
        """Make the folders and keys that are not there yet.

        :raises Complaint: the disk is full, or the folder is not ours to write in.
        """
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            for name in FOLDERS:
                (self.path / name).mkdir(mode=0o700, exist_ok=True)
            secrecy.create_keys(self.keys)
            keep_secret(self.keys / "django.key", secrets.token_urlsafe(48))
        except OSError as error:
            raise from_system(error) from None

    def refuse_unfinished_restore(self) -> None:
        """Stop before a half restored installation is taken for a whole one.

        :raises Complaint: a restore was cut short here.
        """
        if (self.run / RESTORING).exists():
            raise Complaint(
                f"lần khôi phục vào {self.path} chưa xong; hãy chạy lại motcua restore",
                f"a restore into {self.path} was cut short; run motcua restore again",
            )

    def note(self, name: str) -> dict[str, object]:
        """Return what `keep_note` kept, or nothing."""
        try:
            kept = json.loads((self.run / f"{name}.json").read_text())
        except (FileNotFoundError, ValueError):
            return {}
        return kept if isinstance(kept, dict) else {}

    def keep_note(self, name: str, content: dict[str, object]) -> None:
        part = self.run / f"{name}.part"
        part.write_text(json.dumps(content, indent=1))
        part.replace(self.run / f"{name}.json")

    @contextlib.contextmanager
    def alone(self, what: str, *, patience_seconds: float = PATIENCE_SECONDS) -> Iterator[int]:
        """Hold the installation for one command; yield the lock's file, for children to keep open.

        Children that keep it hold the lock with us: nobody starts anew before the last has ended.

        :raises Complaint: another start runs here, or does not end in time.
        """
        lock = os.open(self.run / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            began_at = time.monotonic()
            while not _try_lock(lock):
                waited_seconds = time.monotonic() - began_at
                if waited_seconds > ENDING_SECONDS:
                    self._refuse_if_up()
                if waited_seconds > patience_seconds:
                    raise Complaint(
                        f"một lệnh khác đang giữ {self.path}",
                        f"another command still holds {self.path}",
                    )
                time.sleep(0.1)
            self.keep_note("holder", {"pid": os.getpid(), "what": what})
            yield lock
        finally:
            os.close(lock)

    def try_alone(self) -> int | None:
        """Take the lock if it is free. The caller closes it."""
        lock = os.open(self.run / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        if _try_lock(lock):
            self.keep_note("holder", {"pid": os.getpid(), "what": "command"})
            return lock
        os.close(lock)
        return None

    @contextlib.contextmanager
    def as_guest(self, *, shared: bool) -> Iterator[None]:
        """Be counted among those who use a database somebody else started; or wait for them."""
        guests = os.open(self.run / "guests", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(guests, fcntl.LOCK_SH if shared else fcntl.LOCK_EX)
            yield
        finally:
            os.close(guests)

    def _refuse_if_up(self) -> None:
        if self.is_up:
            pid = self.note("holder")["pid"]
            raise Complaint(
                f"bản cài đặt trong {self.path} đang chạy (tiến trình {pid})",
                f"the installation in {self.path} is already running (process {pid})",
            )


def keep_secret(path: Path, secret: str) -> None:
    """Write a secret once, readable by us alone; an existing one is left as it is."""
    if path.exists() and path.stat().st_size:
        return
    part = path.with_suffix(".part")
    part.unlink(missing_ok=True)
    part.touch(mode=0o600)
    part.write_text(secret + "\n")
    part.replace(path)


def _is_alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"  # A zombie only waits for its parent to look.


def _try_lock(lock: int) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
