"""Become a command that runs as a unit of deploy/systemd lets it: no more calls, rights or sockets.

    python -m tests.deploy.shut_in motcua-web COMMAND …

It needs no systemd: the unit's own lines become the filters systemd makes of them, by the library
that does it there (systemd.exec(5)). One thing is harder here: what SystemCallFilter leaves out
kills, whatever the unit says, so that a refusal which nobody noticed is seen. What systemd does
with mounts (ProtectSystem, PrivateTmp and their like) needs rights that tests do not have
everywhere.
"""

import ctypes
import errno
import os
import resource
import stat
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.deploy import calls

UNITS = Path(__file__).resolve().parents[2] / "deploy" / "systemd"
NOBODY = 65534
OPEN_FILES = 1024  # What systemd gives where a unit says nothing.
# Where the tests run as root, nobody still has to reach what root keeps in folders of its own.
_REACH = "+dac_override"
_ALLOW, _KILL, _REFUSE = 0x7FFF0000, 0x80000000, 0x00050000
_EQUAL, _MASKED_EQUAL = 4, 7
_PR_SET_NO_NEW_PRIVS = 38
_NAMESPACES = {
    "mnt": 0x00020000, "cgroup": 0x02000000, "uts": 0x04000000, "ipc": 0x08000000,
    "user": 0x10000000, "pid": 0x20000000, "net": 0x40000000,
}  # fmt: skip
_FAMILIES = {"AF_UNIX": 1, "AF_INET": 2, "AF_INET6": 10}
_FAMILIES_MAX = 46
_REAL_TIME = (1, 2, 6)  # SCHED_FIFO, SCHED_RR, SCHED_DEADLINE
Lines = list[tuple[str, str]]
Condition = tuple[int, int, int, int]  # Argument, comparison, and what with.


def command(unit: str, *words: object) -> list[str]:
    """Return the command line that runs another one as this unit does."""
    return as_its_user(unit, sys.executable, "-m", "tests.deploy.shut_in", unit, *words)


def as_its_user(unit: str, *words: object) -> list[str]:
    """Return the command line that runs one with the rights of this unit's user, not shut in."""
    launched = [str(word) for word in words]
    if os.geteuid() != 0:
        return launched
    given = dict(lines_of(unit))
    if given.get("User") == "root":
        names = given["CapabilityBoundingSet"].lower().replace("cap_", "").split()
        rights = ",".join(["-all", *(f"+{name}" for name in names)])
        return ["setpriv", "--inh-caps", "-all", "--bounding-set", rights, *launched]
    rights = f"-all,{_REACH}"
    return [
        "setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups",
        "--inh-caps", rights, "--ambient-caps", rights, "--bounding-set", rights, *launched,
    ]  # fmt: skip


def lines_of(unit: str) -> Lines:
    """Return the lines of a unit's [Service]."""
    _, _, service = (UNITS / f"{unit}.service").read_text("utf-8").partition("[Service]\n")
    rows = service.partition("\n[")[0].splitlines()
    pairs = (row.partition("=") for row in rows if row and row[0] != "#")
    return [(key, value) for key, _, value in pairs]


class Filter:
    """One filter of system calls, made by libseccomp as systemd has it made."""

    _library = ctypes.CDLL("libseccomp.so.2")

    class _Comparison(ctypes.Structure):
        _fields_ = (
            ("argument", ctypes.c_uint), ("how", ctypes.c_int),
            ("first", ctypes.c_uint64), ("second", ctypes.c_uint64),
        )  # fmt: skip

    def __init__(self, otherwise: int) -> None:
        self._library.seccomp_init.restype = ctypes.c_void_p
        self._made = ctypes.c_void_p(self._library.seccomp_init(ctypes.c_uint32(otherwise)))

    def rule(self, action: int, call: str, *conditions: Condition) -> None:
        number = self._library.seccomp_syscall_resolve_name(call.encode())
        if number < 0:  # Of another kind of machine, or newer than the library.
            return
        given = (self._Comparison * len(conditions))(*(self._Comparison(*c) for c in conditions))
        done = self._library.seccomp_rule_add_array(
            self._made, ctypes.c_uint32(action), number, len(conditions), given
        )
        assert done == 0, (call, done)

    def load(self) -> None:
        done = self._library.seccomp_load(self._made)
        assert done == 0, done


def allowed(lines: Lines) -> set[str]:
    """Return what the lines of SystemCallFilter leave, read in their order."""
    _, sets = calls.kept()
    left = calls.of("@default", sets)
    for key, value in lines:
        if key == "SystemCallFilter":
            named = {
                call for word in value.removeprefix("~").split() for call in calls.of(word, sets)
            }
            left = left - named if value.startswith("~") else left | named
    return left


def _only(lines: Lines) -> Filter:
    made = Filter(_KILL)
    for call in sorted(allowed(lines)):
        made.rule(_ALLOW, call)
    return made


def _refusing(*names: str) -> Filter:
    _, sets = calls.kept()
    made = Filter(_ALLOW)
    for call in sorted({call for name in names for call in calls.of(name, sets)}):
        made.rule(_REFUSE | errno.EPERM, call)
    return made


def _families(value: str) -> Filter:
    kept = {_FAMILIES[word] for word in value.split()}
    made = Filter(_ALLOW)
    for family in set(range(_FAMILIES_MAX)) - kept:
        made.rule(_REFUSE | errno.EAFNOSUPPORT, "socket", (0, _EQUAL, family, 0))
    return made


def _namespaces(value: str) -> Filter:
    kept = set() if value == "yes" else set(value.split())
    assert kept <= _NAMESPACES.keys(), value
    made = Filter(_ALLOW)
    made.rule(_REFUSE | errno.ENOSYS, "clone3")  # What it asks for lies where no filter sees it.
    for name in _NAMESPACES.keys() - kept:
        flag = _NAMESPACES[name]
        for call, argument in (("unshare", 0), ("clone", 0), ("setns", 1)):
            made.rule(_REFUSE | errno.EPERM, call, (argument, _MASKED_EQUAL, flag, flag))
    made.rule(_REFUSE | errno.EPERM, "setns", (1, _EQUAL, 0, 0))
    return made


def _no_set_id(_: str) -> Filter:
    made = Filter(_ALLOW)
    for bit in (stat.S_ISUID, stat.S_ISGID):
        for call, mode in (
            ("chmod", 1), ("fchmod", 1), ("fchmodat", 2), ("mkdir", 1), ("mkdirat", 2),
            ("mknod", 1), ("mknodat", 2), ("creat", 1),
        ):  # fmt: skip
            made.rule(_REFUSE | errno.EPERM, call, (mode, _MASKED_EQUAL, bit, bit))
        for call, flags, mode in (("open", 1, 2), ("openat", 2, 3)):
            creates = (flags, _MASKED_EQUAL, os.O_CREAT, os.O_CREAT)
            made.rule(_REFUSE | errno.EPERM, call, creates, (mode, _MASKED_EQUAL, bit, bit))
    return made


def _no_real_time(_: str) -> Filter:
    made = Filter(_ALLOW)
    for policy in _REAL_TIME:
        made.rule(_REFUSE | errno.EPERM, "sched_setscheduler", (1, _EQUAL, policy, 0))
    return made


def _one_personality(_: str) -> Filter:
    made = Filter(_ALLOW)
    for other in (0x0008, 0x0040000, 0x0200000, 0x4000000):  # Another system's, or less guarded.
        made.rule(_REFUSE | errno.EPERM, "personality", (0, _EQUAL, other, 0))
    return made


FILTERS: dict[str, Callable[[str], Filter]] = {
    "RestrictAddressFamilies": _families,
    "RestrictNamespaces": _namespaces,
    "RestrictSUIDSGID": _no_set_id,
    "RestrictRealtime": _no_real_time,
    "LockPersonality": _one_personality,
    "ProtectClock": lambda _: _refusing("@clock"),
    "ProtectKernelModules": lambda _: _refusing("@module"),
    "ProtectKernelLogs": lambda _: _refusing("syslog"),
    "ProtectHostname": lambda _: _refusing("sethostname", "setdomainname"),
    "PrivateDevices": lambda _: _refusing("@raw-io"),
}
# Nothing a filter could say, or done by `command`. A line that is in neither is to be thought of.
ELSEWHERE = {
    "Type", "User", "Group", "EnvironmentFile", "Environment", "ExecStart", "Restart", "RestartSec",
    "TimeoutStopSec", "KillMode", "StateDirectory", "StateDirectoryMode", "ReadWritePaths",
    "MemoryMax", "NoNewPrivileges", "ProtectSystem", "ProtectHome", "PrivateTmp",
    "ProtectControlGroups", "ProtectKernelTunables", "ProtectProc", "RemoveIPC",
    "CapabilityBoundingSet", "AmbientCapabilities", "SystemCallArchitectures", "SystemCallFilter",
    "SystemCallErrorNumber", "UMask",
}  # fmt: skip


def filters(lines: Lines) -> Iterator[Filter]:
    """Make every filter; that of the calls last, for it leaves no way to load another."""
    for key, value in lines:
        if key in FILTERS:
            yield FILTERS[key](value)
        else:
            assert key in ELSEWHERE, key
    yield _only(lines)


def main() -> None:
    unit, *words = sys.argv[1:]
    lines = lines_of(unit)
    resource.setrlimit(resource.RLIMIT_NOFILE, (OPEN_FILES, OPEN_FILES))
    os.umask(int(dict(lines)["UMask"], 8))
    ctypes.CDLL(None).prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    for made in list(filters(lines)):
        made.load()
    os.execvp(words[0], words)


if __name__ == "__main__":
    main()
