"""`make run` from a fresh clone, as a normal user: the demo province, and nothing left behind."""

import json
import os
import pwd
import shutil
import signal
import stat
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.start.places import Place, free_port, until

ROOT = Path(__file__).resolve().parents[2]
COLD_SECONDS_MAX = 120
WARM_SECONDS_MAX = 5
ROLES = {
    "reception", "handler", "head", "clerk", "leader", "catalogue_keeper",
    "administrator", "operator", "inspector", "api_client",
}  # fmt: skip


@dataclass
class Clone(Place):
    """A copy of the checkout, and the person who runs it."""

    folder: Path = Path()
    user: list[str] | None = None

    def make(self, *targets: str) -> "subprocess.Popen[str]":
        with (self.folder / "said").open("w") as said:
            return subprocess.Popen(
                [*(self.user or []), "make", "--no-print-directory", *targets],
                cwd=self.folder, env=self.around(), text=True, start_new_session=True,
                stdout=said, stderr=said,
            )  # fmt: skip

    def said(self) -> str:
        return (self.folder / "said").read_text()

    def motcua(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [*(self.user or []), ".venv/bin/motcua", *arguments],
            cwd=self.folder, env=self.around(), text=True, capture_output=True,
        )  # fmt: skip

    def around(self) -> dict[str, str]:
        """Return an environment that knows no cache, and no Python of root's own."""
        kept = {
            name: value for name, value in os.environ.items() if name.startswith(("PIP_", "SSL"))
        }
        return kept | {
            "HOME": str(self.folder),
            "PATH": "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin"
            if self.user
            else os.environ["PATH"],
            "MOTCUA_PORT": str(self.port),
            "MOTCUA_HOME": str(self.home),
            "LANG": "C.UTF-8",
        }


@pytest.fixture(scope="module")
def clone() -> Iterator[Clone]:
    folder = Path(tempfile.mkdtemp(prefix="motcua-clone-"))
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    for name in filter(None, listed.stdout.split("\0")):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)
    user = None
    if os.geteuid() == 0:
        nobody = pwd.getpwnam("nobody")
        subprocess.run(["chown", "-R", f"{nobody.pw_uid}:{nobody.pw_gid}", folder], check=True)
        user = ["setpriv", f"--reuid={nobody.pw_uid}", f"--regid={nobody.pw_gid}", "--clear-groups"]
    made = Clone(folder / ".motcua", free_port(), folder=folder, user=user)
    yield made
    until(lambda: not made.processes(), f"left running: {made.processes()}")
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def running(clone: Clone) -> Iterator[Clone]:
    began = time.monotonic()
    clone.process = clone.make("run")
    try:
        until(clone.is_ready, "cold start", seconds=COLD_SECONDS_MAX, or_ended=clone.process)
        print(f"\nready after {time.monotonic() - began:.1f} s from an empty package cache")
        yield clone
    finally:
        print(clone.said())
        stop(clone)


def stop(clone: Clone) -> None:
    """End `make run` as Ctrl-C does, with a signal to its whole group."""
    assert clone.process is not None
    if clone.process.poll() is None:
        os.killpg(clone.process.pid, signal.SIGINT)
    clone.process.wait(60)


def test_the_demo_province_is_there(running: Clone) -> None:
    accounts = json.loads(running.motcua("demo", "accounts", "--json").stdout)

    assert {account["role"] for account in accounts} >= ROLES
    for account in accounts:
        if account["role"] == "api_client":
            assert account["api_key"]
        else:
            assert account["password"]
            assert account["totp_secret"]
            assert account["unit"]
    assert running.get("/healthz")[0] == 200
    assert json.loads(running.get("/readyz")[2]) == {
        "ready": True,
        "checks": {"database": "ok", "migrations": "ok", "worker": "ok"},
    }


def test_the_doctor_finds_nothing(running: Clone) -> None:
    done = running.motcua("doctor", "--json")

    assert json.loads(done.stdout)["well"], done.stdout
    assert done.returncode == 0


def test_secrets_are_readable_by_their_owner_alone(running: Clone) -> None:
    for folder in (".", "keys", "postgres", "postgres/sockets", "files", "run", "log"):
        assert stat.S_IMODE((running.home / folder).stat().st_mode) == 0o700, folder
    secrets = [*(running.home / "keys").iterdir(), *running.home.glob("postgres/*.password")]
    assert len(secrets) >= 7
    for secret in secrets:
        assert stat.S_IMODE(secret.stat().st_mode) == 0o600, secret


def test_ctrl_c_ends_it_and_the_next_start_is_quick(running: Clone) -> None:
    stop(running)
    assert f"http://localhost:{running.port}" in running.said()
    assert "lan.bc" in running.said()
    until(lambda: not running.processes(), "everything ends")

    began = time.monotonic()
    running.process = running.make("run")
    until(running.is_ready, "warm start", or_ended=running.process)

    seconds = time.monotonic() - began
    print(f"\nready after {seconds:.1f} s the second time")
    assert seconds <= WARM_SECONDS_MAX


def test_a_killed_make_ends_it_in_order(running: Clone) -> None:
    assert running.process is not None

    running.process.kill()
    running.process.wait()
    running.process = running.make("run")

    until(running.is_ready, "the next start waits for the last", or_ended=running.process)
