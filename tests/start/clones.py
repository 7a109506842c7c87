"""A copy of the checkout in which a person who is not root runs make, with empty caches."""

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.start.places import Place, free_port, until

ROOT = Path(__file__).resolve().parents[2]


@dataclass
class Clone(Place):
    """A copy of the checkout, and the person who runs it."""

    folder: Path = Path()
    user: list[str] | None = None
    dossiers: int = 24  # Of the demo's past; whoever times a start asks for all of them.

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

    def stop(self, number: int = signal.SIGINT) -> int:
        """End `make run` as Ctrl-C does, with a signal to its whole group."""
        assert self.process is not None
        if self.process.poll() is None:
            os.killpg(self.process.pid, number)
        return self.process.wait(60)

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
            "MOTCUA_DEMO_DOSSIERS": str(self.dossiers),
        }


@contextlib.contextmanager
def clone(*, as_root: bool = False) -> Iterator[Clone]:
    """Give a copy of the checkout; remove it afterwards with all that ran in it.

    A normal user stays who they are; root becomes nobody unless asked to stay root.
    """
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
    if os.geteuid() == 0 and not as_root:
        nobody = pwd.getpwnam("nobody")
        subprocess.run(["chown", "-R", f"{nobody.pw_uid}:{nobody.pw_gid}", folder], check=True)
        user = ["setpriv", f"--reuid={nobody.pw_uid}", f"--regid={nobody.pw_gid}", "--clear-groups"]
    made = Clone(folder / ".motcua", free_port(), folder=folder, user=user)
    try:
        yield made
    finally:
        if made.process is not None:
            made.stop()
        until(lambda: not made.processes(), "nothing is left running")
        shutil.rmtree(folder)
