"""Which system calls systemd means by the names of its sets, so that a filter can be tried.

`systemd-analyze` is not on every machine that runs the tests; what it says is kept beside this
file. `python -m tests.deploy.calls` writes it anew.
"""

import shutil
import subprocess
from pathlib import Path

KEPT = Path(__file__).with_name("calls.txt")
# What the lines of our units name, or mean without naming it (systemd.exec(5)).
WANTED = ("@default", "@system-service", "@privileged", "@clock", "@module", "@raw-io")
Sets = dict[str, list[str]]


def kept() -> tuple[str, Sets]:
    """Return the version of systemd that said so, and each set with what is in it."""
    version, *lines = KEPT.read_text("utf-8").splitlines()
    return version, {name: words for name, *words in map(str.split, lines)}


def said() -> tuple[str, Sets] | None:
    """Return the same from the systemd of this machine, where there is one."""
    analyze = shutil.which("systemd-analyze")
    if analyze is None:
        return None
    version = _run(analyze, "--version").splitlines()[0].split()[1]
    sets: Sets = {}
    waiting = list(WANTED)
    while waiting:
        name = waiting.pop()
        lines = [line.strip() for line in _run(analyze, "syscall-filter", name).splitlines()[1:]]
        sets[name] = sorted(line for line in lines if line and line[0] != "#")
        waiting += [word for word in sets[name] if word[0] == "@" and word not in sets]
    return version, dict(sorted(sets.items()))


def of(name: str, sets: Sets) -> set[str]:
    """Return the calls of a set, and of the sets in it; a call is a set of one."""
    if not name.startswith("@"):
        return {name}
    return {call for word in sets[name] for call in of(word, sets)}


def _run(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


if __name__ == "__main__":
    found = said()
    assert found is not None, "There is no systemd-analyze here."
    rows = [" ".join([name, *words]) for name, words in found[1].items()]
    KEPT.write_text("\n".join([found[0], *rows, ""]), "utf-8")
