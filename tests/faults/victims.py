"""The processes of an installation, by what their sudden death does."""

import contextlib
import os
import random
import signal
from pathlib import Path

# How often each is chosen. A backend that dies takes all sessions along; so does a postmaster,
# which is started again by the supervisor as web server and worker are.
WEIGHTS = {
    "backend": 40, "web process": 30, "worker": 10, "background of PostgreSQL": 8,
    "web server": 6, "postmaster": 6,
}  # fmt: skip


def kill_one(supervisor: int, kinds: dict[str, int], chance: random.Random) -> str:
    """Kill -9 one process of a kind chosen by weight; return the kind, or "" if there was none."""
    found = by_kind(supervisor)
    kind = chance.choices([*kinds], [*kinds.values()])[0]
    if not found.get(kind):
        return ""
    with contextlib.suppress(ProcessLookupError):
        os.kill(chance.choice(found[kind]), signal.SIGKILL)
        return kind
    return ""


def by_kind(supervisor: int) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for child in children(supervisor):
        said = line(child)
        if "interfaces.console.worker" in said:
            found["worker"] = [child]
        elif "interfaces.console.web" in said:
            found["web server"] = [child]
            found["web process"] = [one for one in children(child) if "console.web" in line(one)]
        elif "postgres -D" in said:
            found["postmaster"] = [child]
            below = {one: line(one) for one in children(child)}
            is_session = {one: "motcua_app" in said for one, said in below.items()}
            found["backend"] = [one for one in below if is_session[one]]
            found["background of PostgreSQL"] = [one for one in below if not is_session[one]]
    return found


def children(pid: int) -> list[int]:
    found = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        with contextlib.suppress(OSError):
            found += [int(child) for child in task.read_text().split()]
    return found


def line(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")
    except OSError:
        return ""
